package ncloud

// A Source is the result of reading one place that may contain a pair of keys.
type Source struct {
	// Name is the place in the user's words, such as "the environment". Names and
	// paths in it are quoted, escaped and bounded.
	Name string
	// AccessKey and SecretKey are what the place contains.
	AccessKey, SecretKey Key
	// Reason says why the place contains no key, if it contains none.
	Reason string
	// Warning says what is wrong with a place whose keys are used, "" if nothing is.
	Warning string
}

// A Key is one key of a pair.
type Key struct {
	// Name is what the user writes to set the key, such as NCLOUD_ACCESS_KEY.
	Name string
	// Value is "" if the place does not contain the key.
	Value string
}

// String returns the name without the value.
func (k Key) String() string { return k.Name + " (hidden)" }

// GoString returns the name without the value.
func (k Key) GoString() string { return k.String() }

// A CredentialSource reads one place. It returns an error if the user configured
// the place and it cannot be used.
type CredentialSource func() (Source, error)

// FirstCredentials returns the pair of the first source that contains a key, and
// that source. It does not read the sources after it, and never combines the keys
// of two sources: an access key with the secret key of another account fails only
// at the API gateway, with an error that does not name the cause.
//
// The errors are those of the sources, [*InvalidKeyError],
// [*IncompleteCredentialsError] and [*NoCredentialsError].
func FirstCredentials(sources ...CredentialSource) (Credentials, Source, error) {
	var empty []Source
	for _, read := range sources {
		s, err := read()
		if err != nil {
			return Credentials{}, s, err
		}
		access, err := s.AccessKey.clean(s.Name)
		if err != nil {
			return Credentials{}, s, err
		}
		secret, err := s.SecretKey.clean(s.Name)
		if err != nil {
			return Credentials{}, s, err
		}
		switch {
		case access != "" && secret != "":
			return NewCredentials(access, secret), s, nil
		case access != "":
			return Credentials{}, s, incompleteCredentials(s, s.AccessKey, s.SecretKey)
		case secret != "":
			return Credentials{}, s, incompleteCredentials(s, s.SecretKey, s.AccessKey)
		}
		empty = append(empty, s)
	}
	return Credentials{}, Source{}, &NoCredentialsError{Sources: empty}
}

// clean returns the value to sign with, "" if the key is not set. A value of
// white space alone is an error: the user tried to set the key.
func (k Key) clean(source string) (string, error) {
	if k.Value == "" {
		return "", nil
	}
	value, err := cleanKey(k.Value)
	if err != nil {
		return "", &InvalidKeyError{Source: source, Name: k.Name, Problem: err.Error()}
	}
	return value, nil
}

func incompleteCredentials(s Source, present, missing Key) error {
	return &IncompleteCredentialsError{Source: s.Name, Present: present.Name, Missing: missing.Name}
}
