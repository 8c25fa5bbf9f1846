package ncloud

import "fmt"

// The environment variables that hold a pair of keys, as the vendor's SDKs and
// its Terraform provider read them: each key under either of two names.
const (
	EnvAccessKey   = "NCLOUD_ACCESS_KEY"
	EnvAccessKeyID = "NCLOUD_ACCESS_KEY_ID"

	EnvSecretKey       = "NCLOUD_SECRET_KEY"        //nolint:gosec // The name of a variable, not a secret.
	EnvSecretAccessKey = "NCLOUD_SECRET_ACCESS_KEY" //nolint:gosec // The name of a variable, not a secret.
)

// Environment looks for keys in what getenv, such as [os.Getenv], returns. A
// variable that is empty is not set. Where both names of a key are set, they must
// agree: taking one of them could mix the keys of two accounts. The error is an
// [*ConflictingKeyError].
func Environment(getenv func(string) string) (Source, error) {
	s := Source{
		Name:   "the environment",
		Reason: fmt.Sprintf("neither %s nor %s is set", EnvAccessKey, EnvSecretKey),
	}
	var err error
	if s.AccessKey, err = fromEnvironment(getenv, EnvAccessKey, EnvAccessKeyID); err != nil {
		return s, err
	}
	s.SecretKey, err = fromEnvironment(getenv, EnvSecretKey, EnvSecretAccessKey)
	return s, err
}

// fromEnvironment returns the key under the first of its names that is set.
func fromEnvironment(getenv func(string) string, first, second string) (Key, error) {
	one, other := getenv(first), getenv(second)
	switch {
	case one != "" && other != "" && one != other:
		return Key{}, &ConflictingKeyError{Source: "the environment", Names: [2]string{first, second}}
	case one == "" && other != "":
		return Key{Name: second, Value: other}, nil
	default:
		return Key{Name: first, Value: one}, nil
	}
}

// ConflictingKeyError says that a source holds two values for one key.
type ConflictingKeyError struct {
	Source string    // as in [Source.Name]
	Names  [2]string // what sets the two values
}

func (e *ConflictingKeyError) Error() string {
	return fmt.Sprintf("%s and %s in %s hold different values", e.Names[0], e.Names[1], e.Source)
}
