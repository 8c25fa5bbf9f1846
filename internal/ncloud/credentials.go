// Package ncloud is a NAVER Cloud account as its APIs see it: a pair of keys,
// where the pair is found, and how a request is signed with it. Nothing in the
// package is specific to Live Station.
package ncloud

import (
	"context"
	"fmt"
)

// CredentialsProvider returns the pair of keys that signs a request: always the
// same pair ([Credentials]), or one that is renewed ([ServerRole]). It is safe for
// concurrent use.
type CredentialsProvider interface {
	// Retrieve returns the pair to sign with now. It may call a service, until the
	// context ends.
	Retrieve(ctx context.Context) (Credentials, error)
}

// Credentials is the pair of keys of a main account, a sub account or a server
// role. The zero value contains no keys.
//
// The keys are in a closure because the fmt package does not call String on
// unexported fields: a struct with such a field of this type prints an address,
// whatever the verb.
type Credentials struct {
	keys func() (access, secret string)
}

// NewCredentials returns the pair of an access key ID and its secret key.
func NewCredentials(accessKey, secretKey string) Credentials {
	return Credentials{keys: func() (string, string) { return accessKey, secretKey }}
}

// Retrieve returns the credentials themselves.
func (c Credentials) Retrieve(context.Context) (Credentials, error) { return c, nil }

// AccessKey returns the access key ID, "" for the zero value.
func (c Credentials) AccessKey() string {
	access, _ := c.pair()
	return access
}

func (c Credentials) pair() (access, secret string) {
	if c.keys == nil {
		return "", ""
	}
	return c.keys()
}

// Secrets returns the keys, which no text may show.
func (c Credentials) Secrets() []string {
	access, secret := c.pair()
	return []string{access, secret}
}

// String returns the name of the type without the keys.
func (c Credentials) String() string { return "ncloud.Credentials(hidden)" }

// GoString returns the name of the type without the keys.
func (c Credentials) GoString() string { return c.String() }

// A Source is the result of reading one place that may contain a pair of keys.
type Source struct {
	// Name is the place in the user's words, such as "the environment". Names and
	// paths in it are quoted, escaped and bounded.
	Name string
	// AccessKey and SecretKey are what the place contains.
	AccessKey, SecretKey Key
	// Reason says why the place contains no key, if it contains none.
	Reason string
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

// FirstCredentials returns the pair of the first source that contains a key. It does not read the sources after it,
// and never combines the keys of two sources: an access key with the secret key of another account fails only at the
// API gateway, with an error that does not name the cause.
//
// The errors are those of the sources, [*KeyError] and [*NoCredentialsError].
func FirstCredentials(sources ...CredentialSource) (Credentials, error) {
	var empty []Source
	for _, read := range sources {
		s, err := read()
		if err != nil {
			return Credentials{}, err
		}
		access, err := s.AccessKey.clean(s.Name)
		if err != nil {
			return Credentials{}, err
		}
		secret, err := s.SecretKey.clean(s.Name)
		if err != nil {
			return Credentials{}, err
		}
		switch {
		case access != "" && secret != "":
			return NewCredentials(access, secret), nil
		case access != "":
			return Credentials{}, incomplete(s.Name, s.AccessKey.Name, s.SecretKey.Name)
		case secret != "":
			return Credentials{}, incomplete(s.Name, s.SecretKey.Name, s.AccessKey.Name)
		}
		empty = append(empty, s)
	}
	return Credentials{}, &NoCredentialsError{Sources: empty}
}

// clean returns the value to sign with, "" if the key is not set. A value of
// white space alone is an error: the user tried to set the key.
func (k Key) clean(source string) (string, error) {
	if k.Value == "" {
		return "", nil
	}
	value, err := cleanKey(k.Value)
	if err != nil {
		return "", &KeyError{
			Name:    k.Name,
			Summary: "Invalid " + k.Name,
			Advice: fmt.Sprintf("Correct the key, or copy it again from %s. "+
				"To use other credentials instead, remove both keys from %s.", KeyPortal, source),
			Problem: fmt.Sprintf("%s in %s %s", k.Name, source, err),
		}
	}
	return value, nil
}

func incomplete(source, present, missing string) error {
	return &KeyError{
		Name:    missing,
		Summary: "Missing " + missing,
		Advice:  fmt.Sprintf("Set %s too, or use other credentials. Both keys must come from the same source.", missing),
		Problem: fmt.Sprintf("%s is set in %s, but %s is not", present, source, missing),
	}
}

// Environment reads the keys from getenv, such as [os.Getenv]. NAVER Cloud's SDKs and its
// Terraform provider read the same variables, of which each key has two. An empty variable
// counts as not set. If both variables of a key are set, their values must be equal: they may
// be the keys of two accounts. The error is a [*KeyError].
func Environment(getenv func(string) string) (Source, error) {
	s := Source{Name: "the environment"}
	var err error
	if s.AccessKey, err = keyFromEnvironment(getenv, "NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"); err != nil {
		return s, err
	}
	s.SecretKey, err = keyFromEnvironment(getenv, "NCLOUD_SECRET_KEY", "NCLOUD_SECRET_ACCESS_KEY")
	s.Reason = fmt.Sprintf("neither %s nor %s is set", s.AccessKey.Name, s.SecretKey.Name)
	return s, err
}

// keyFromEnvironment returns the key under the first of its names that is set.
func keyFromEnvironment(getenv func(string) string, first, second string) (Key, error) {
	firstValue := getenv(first)
	secondValue := getenv(second)
	switch {
	case firstValue != "" && secondValue != "" && firstValue != secondValue:
		return Key{}, &KeyError{
			Name:    first,
			Summary: "Conflicting values for the same key",
			Advice:  fmt.Sprintf("Unset %s or %s. They may be the keys of two accounts.", first, second),
			Problem: fmt.Sprintf("%s and %s in the environment have different values", first, second),
		}
	case firstValue == "" && secondValue != "":
		return Key{Name: second, Value: secondValue}, nil
	default:
		return Key{Name: first, Value: firstValue}, nil
	}
}

// KeyPortal is where users create and copy keys.
const KeyPortal = "the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account)"

// KeyError reports a source whose keys cannot be used: one is invalid or missing, or has two values.
type KeyError struct {
	Name    string // the [Key.Name] of that key
	Summary string // a noun phrase
	Advice  string // what to do
	Problem string // a sentence without a period and without the value
}

func (e *KeyError) Error() string { return e.Problem }

// NoCredentialsError reports that no source contains a key.
type NoCredentialsError struct {
	Sources []Source // in the order in which they were read; no [Key] has a value
}

func (e *NoCredentialsError) Error() string { return "no source contains keys" }
