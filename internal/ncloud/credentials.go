// Package ncloud is a NAVER Cloud account as its APIs see it: a pair of keys,
// where the pair is found, and how a request is signed with it. Nothing in the
// package is specific to Live Station.
package ncloud

import (
	"context"
	"fmt"
	"slices"
	"strings"
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

func (c Credentials) secretKey() string {
	_, secret := c.pair()
	return secret
}

func (c Credentials) pair() (access, secret string) {
	if c.keys == nil {
		return "", ""
	}
	return c.keys()
}

// Secrets returns the keys that are set, for masks that keep them out of logs.
func (c Credentials) Secrets() []string {
	access, secret := c.pair()
	return slices.DeleteFunc([]string{access, secret}, func(s string) bool { return s == "" })
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
// The errors are those of the sources, [*InvalidKeyError], [*IncompleteCredentialsError] and [*NoCredentialsError].
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
		incomplete := &IncompleteCredentialsError{Source: s.Name, Present: s.AccessKey.Name, Missing: s.SecretKey.Name}
		switch {
		case access != "" && secret != "":
			return NewCredentials(access, secret), nil
		case secret != "":
			incomplete.Present, incomplete.Missing = incomplete.Missing, incomplete.Present
			return Credentials{}, incomplete
		case access != "":
			return Credentials{}, incomplete
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
		return "", &InvalidKeyError{Source: source, Name: k.Name, Problem: err.Error()}
	}
	return value, nil
}

// The environment variables for a pair of keys, as NAVER Cloud's SDKs and its
// Terraform provider read them. Each key has two names.
const (
	EnvAccessKey   = "NCLOUD_ACCESS_KEY"
	envAccessKeyID = "NCLOUD_ACCESS_KEY_ID"

	EnvSecretKey       = "NCLOUD_SECRET_KEY"        //nolint:gosec // The name of a variable, not a secret.
	envSecretAccessKey = "NCLOUD_SECRET_ACCESS_KEY" //nolint:gosec // The name of a variable, not a secret.
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
	if s.AccessKey, err = keyFromEnvironment(getenv, EnvAccessKey, envAccessKeyID); err != nil {
		return s, err
	}
	s.SecretKey, err = keyFromEnvironment(getenv, EnvSecretKey, envSecretAccessKey)
	return s, err
}

// keyFromEnvironment returns the key under the first of its names that is set.
func keyFromEnvironment(getenv func(string) string, first, second string) (Key, error) {
	firstValue := getenv(first)
	secondValue := getenv(second)
	switch {
	case firstValue != "" && secondValue != "" && firstValue != secondValue:
		return Key{}, &ConflictingKeyError{First: first, Second: second}
	case firstValue == "" && secondValue != "":
		return Key{Name: second, Value: secondValue}, nil
	default:
		return Key{Name: first, Value: firstValue}, nil
	}
}

// InvalidKeyError reports a key that cannot be valid.
type InvalidKeyError struct {
	Source  string // as in [Source.Name]
	Name    string // as in [Key.Name]
	Problem string // a predicate of the key, without the value
}

func (e *InvalidKeyError) Error() string {
	return fmt.Sprintf("%s in %s %s", e.Name, e.Source, e.Problem)
}

// IncompleteCredentialsError reports a source that contains only one key of a pair.
type IncompleteCredentialsError struct {
	Source  string // as in [Source.Name]
	Present string // the [Key.Name] of the key that is set
	Missing string // the [Key.Name] of the key that is not set
}

func (e *IncompleteCredentialsError) Error() string {
	return fmt.Sprintf("%s is set in %s, but %s is not", e.Present, e.Source, e.Missing)
}

// ConflictingKeyError reports two environment variables that contain different values for one key.
type ConflictingKeyError struct{ First, Second string }

func (e *ConflictingKeyError) Error() string {
	return fmt.Sprintf("%s and %s in the environment have different values", e.First, e.Second)
}

// NoCredentialsError reports that no source contains a key.
type NoCredentialsError struct {
	Sources []Source // in the order in which they were read; no [Key] has a value
}

func (e *NoCredentialsError) Error() string {
	places := make([]string, len(e.Sources))
	for i, s := range e.Sources {
		places[i] = fmt.Sprintf("%s (%s)", s.Name, s.Reason)
	}
	return "no keys in " + strings.Join(places, ", nor in ")
}
