package ncloud

import (
	"fmt"
	"strings"
)

// A Source is one place that may hold a pair of keys, looked at.
type Source struct {
	// Name is the place in the user's words, such as "the environment".
	Name string
	// AccessKey and SecretKey are what the place holds.
	AccessKey, SecretKey Key
	// Reason says why the place holds no key, where it holds none.
	Reason string
	// Warning is what is wrong with a place that holds a pair all the same, ""
	// where nothing is.
	Warning string
}

// A Key is one key of a pair.
type Key struct {
	// Name is what the user writes to set it, such as NCLOUD_ACCESS_KEY.
	Name string
	// Value is "" where the place does not hold it.
	Value string
}

// String shows the name and not the value.
func (h Key) String() string { return h.Name + " (hidden)" }

// GoString does the same.
func (h Key) GoString() string { return h.String() }

// A CredentialSource looks at a place. Its errors say why the place cannot be used though
// somebody meant it to be.
type CredentialSource func() (Source, error)

// FirstCredentials returns the pair of the first place that holds a key at all, and the
// place. Places behind it are not looked at. Pairs are never mixed from two
// places: a key that meets another account's secret is refused by the API gateway
// in words that help nobody.
//
// The errors are the lookups' own, [*InvalidKeyError], [*IncompleteCredentialsError] and
// [*NoCredentialsError].
func FirstCredentials(lookups ...CredentialSource) (Credentials, Source, error) {
	var seen []Source
	for _, look := range lookups {
		s, err := look()
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
			return Credentials{}, s, &IncompleteCredentialsError{Source: s.Name, Present: s.AccessKey.Name, Missing: s.SecretKey.Name}
		case secret != "":
			return Credentials{}, s, &IncompleteCredentialsError{Source: s.Name, Present: s.SecretKey.Name, Missing: s.AccessKey.Name}
		}
		seen = append(seen, s)
	}
	return Credentials{}, Source{}, &NoCredentialsError{Sources: seen}
}

// clean returns the key as it is to be used, "" where it is not set. A value of
// nothing but white space is refused: somebody meant to set it.
func (h Key) clean(source string) (string, error) {
	if h.Value == "" {
		return "", nil
	}
	value, err := Clean(h.Value)
	if err != nil {
		return "", &InvalidKeyError{Source: source, Name: h.Name, Problem: err.Error()}
	}
	if value == "" {
		return "", &InvalidKeyError{Source: source, Name: h.Name, Problem: "is blank"}
	}
	return value, nil
}

// InvalidKeyError says that a source holds a key that cannot be one.
type InvalidKeyError struct {
	Source  string // as in [Source.Name]
	Name    string // as in [Key.Name]
	Problem string // what is wrong, without the value
}

func (e *InvalidKeyError) Error() string {
	return fmt.Sprintf("%s in %s %s", e.Name, e.Source, e.Problem)
}

// IncompleteCredentialsError says that a source holds one key of a pair without the other.
type IncompleteCredentialsError struct {
	Source  string // as in [Source.Name]
	Present string // the name of the half that is there
	Missing string // the name of the half that is not
}

func (e *IncompleteCredentialsError) Error() string {
	return fmt.Sprintf("%s is set in %s and %s is not", e.Present, e.Source, e.Missing)
}

// NoCredentialsError says that no source holds a key.
type NoCredentialsError struct {
	Sources []Source // what was looked at, in order; no Key has a Value
}

func (e *NoCredentialsError) Error() string {
	places := make([]string, len(e.Sources))
	for i, s := range e.Sources {
		places[i] = fmt.Sprintf("%s (%s)", s.Name, s.Reason)
	}
	return "no keys in " + strings.Join(places, ", nor in ")
}
