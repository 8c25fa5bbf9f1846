package ncloud

import "fmt"

// The environment variables for a pair of keys, as NAVER Cloud's SDKs and its
// Terraform provider read them. Each key has two names.
const (
	EnvAccessKey   = "NCLOUD_ACCESS_KEY"
	EnvAccessKeyID = "NCLOUD_ACCESS_KEY_ID"

	EnvSecretKey       = "NCLOUD_SECRET_KEY"        //nolint:gosec // The name of a variable, not a secret.
	EnvSecretAccessKey = "NCLOUD_SECRET_ACCESS_KEY" //nolint:gosec // The name of a variable, not a secret.
)

// Environment reads the keys from getenv, such as [os.Getenv]. An empty variable
// counts as not set. If both names of a key are set, their values must be equal:
// they may be the keys of two accounts. The error is a [*ConflictingKeyError].
func Environment(getenv func(string) string) (Source, error) {
	s := Source{
		Name:   "the environment",
		Reason: fmt.Sprintf("neither %s nor %s is set", EnvAccessKey, EnvSecretKey),
	}
	var err error
	if s.AccessKey, err = s.keyFromEnvironment(getenv, EnvAccessKey, EnvAccessKeyID); err != nil {
		return s, err
	}
	s.SecretKey, err = s.keyFromEnvironment(getenv, EnvSecretKey, EnvSecretAccessKey)
	return s, err
}

// keyFromEnvironment returns the key under the first of its names that is set.
func (s Source) keyFromEnvironment(getenv func(string) string, first, second string) (Key, error) {
	firstValue := getenv(first)
	secondValue := getenv(second)
	switch {
	case firstValue != "" && secondValue != "" && firstValue != secondValue:
		return Key{}, &ConflictingKeyError{Source: s.Name, Names: [2]string{first, second}}
	case firstValue == "" && secondValue != "":
		return Key{Name: second, Value: secondValue}, nil
	default:
		return Key{Name: first, Value: firstValue}, nil
	}
}
