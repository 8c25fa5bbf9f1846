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
	AccessKey, SecretKey Half
	// Absence says why the place holds no key, where it holds none.
	Absence string
	// Warning is what is wrong with a place that holds a pair all the same, ""
	// where nothing is.
	Warning string
}

// A Half is one key of a pair.
type Half struct {
	// Name is what the user writes to set it, such as NCLOUD_ACCESS_KEY.
	Name string
	// Value is "" where the place does not hold it.
	Value string
}

// String shows the name and not the value.
func (h Half) String() string { return h.Name + " (hidden)" }

// GoString does the same.
func (h Half) GoString() string { return h.String() }

// A Lookup looks at a place. Its errors say why the place cannot be used though
// somebody meant it to be.
type Lookup func() (Source, error)

// Choose returns the pair of the first place that holds a key at all, and the
// place. Places behind it are not looked at. Pairs are never mixed from two
// places: a key that meets another account's secret is refused by the API gateway
// in words that help nobody.
//
// The errors are the lookups' own, [*BadKeyError], [*HalfPairError] and
// [*NoKeysError].
func Choose(lookups ...Lookup) (Credentials, Source, error) {
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
			return Credentials{}, s, &HalfPairError{Source: s.Name, Present: s.AccessKey.Name, Missing: s.SecretKey.Name}
		case secret != "":
			return Credentials{}, s, &HalfPairError{Source: s.Name, Present: s.SecretKey.Name, Missing: s.AccessKey.Name}
		}
		seen = append(seen, s)
	}
	return Credentials{}, Source{}, &NoKeysError{Sources: seen}
}

// clean returns the key as it is to be used, "" where it is not set. A value of
// nothing but white space is refused: somebody meant to set it.
func (h Half) clean(source string) (string, error) {
	if h.Value == "" {
		return "", nil
	}
	value, err := Clean(h.Value)
	if err != nil {
		return "", &BadKeyError{Source: source, Name: h.Name, Problem: err.Error()}
	}
	if value == "" {
		return "", &BadKeyError{Source: source, Name: h.Name, Problem: "is blank"}
	}
	return value, nil
}

// BadKeyError says that a source holds a key that cannot be one.
type BadKeyError struct {
	Source  string // as in [Source.Name]
	Name    string // as in [Half.Name]
	Problem string // what is wrong, without the value
}

func (e *BadKeyError) Error() string {
	return fmt.Sprintf("%s in %s %s", e.Name, e.Source, e.Problem)
}

// HalfPairError says that a source holds one key of a pair without the other.
type HalfPairError struct {
	Source  string // as in [Source.Name]
	Present string // the name of the half that is there
	Missing string // the name of the half that is not
}

func (e *HalfPairError) Error() string {
	return fmt.Sprintf("%s is set in %s and %s is not", e.Present, e.Source, e.Missing)
}

// NoKeysError says that no source holds a key.
type NoKeysError struct {
	Sources []Source // what was looked at, in order; no Half has a Value
}

func (e *NoKeysError) Error() string {
	places := make([]string, len(e.Sources))
	for i, s := range e.Sources {
		places[i] = fmt.Sprintf("%s (%s)", s.Name, s.Absence)
	}
	return "no keys in " + strings.Join(places, ", nor in ")
}
