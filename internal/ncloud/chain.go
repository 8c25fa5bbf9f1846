package ncloud

import (
	"fmt"
	"strings"
)

// The environment variables that hold a pair of keys, as the vendor's SDKs and
// its Terraform provider name them.
const (
	EnvAccessKey = "NCLOUD_ACCESS_KEY"
	EnvSecretKey = "NCLOUD_SECRET_KEY" //nolint:gosec // The name of a variable, not a secret.
)

// A Source is one place that may hold a pair of keys.
type Source struct {
	// Name is the place in the user's words, such as "the environment".
	Name string
	// AccessKey and SecretKey are what the place holds.
	AccessKey, SecretKey Half
}

// A Half is one key of a pair.
type Half struct {
	// Name is what the user writes to set it, such as NCLOUD_ACCESS_KEY.
	Name string
	// Value is "" where the place does not hold it.
	Value string
}

// Environment is the source of keys that getenv, such as [os.Getenv], holds.
func Environment(getenv func(string) string) Source {
	return Source{
		Name:      "the environment",
		AccessKey: Half{EnvAccessKey, getenv(EnvAccessKey)},
		SecretKey: Half{EnvSecretKey, getenv(EnvSecretKey)},
	}
}

// Choose returns the pair of the first source that holds a key at all. Pairs are
// never mixed from two sources: a key that meets another account's secret is
// refused by the API gateway in words that help nobody. The errors are
// [*BadKeyError], [*HalfPairError] and [*NoKeysError].
func Choose(sources ...Source) (Credentials, error) {
	for _, s := range sources {
		access, err := s.AccessKey.clean(s)
		if err != nil {
			return Credentials{}, err
		}
		secret, err := s.SecretKey.clean(s)
		if err != nil {
			return Credentials{}, err
		}
		switch {
		case access != "" && secret != "":
			return NewCredentials(access, secret), nil
		case access != "":
			return Credentials{}, &HalfPairError{Source: s.Name, Present: s.AccessKey.Name, Missing: s.SecretKey.Name}
		case secret != "":
			return Credentials{}, &HalfPairError{Source: s.Name, Present: s.SecretKey.Name, Missing: s.AccessKey.Name}
		}
	}
	return Credentials{}, &NoKeysError{Sources: sources}
}

// clean returns the key as it is to be used. A value of nothing but white space
// is refused: somebody meant to set it.
func (h Half) clean(s Source) (string, error) {
	if h.Value == "" {
		return "", nil
	}
	value, err := Clean(h.Value)
	if err != nil {
		return "", &BadKeyError{Source: s.Name, Name: h.Name, Problem: err.Error()}
	}
	if value == "" {
		return "", &BadKeyError{Source: s.Name, Name: h.Name, Problem: "is blank"}
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
	names := make([]string, len(e.Sources))
	for i, s := range e.Sources {
		names[i] = s.Name
	}
	return "no keys in " + strings.Join(names, ", nor in ")
}
