// Package ncloud is a NAVER Cloud account as its APIs see it: a pair of keys,
// where the pair is found, and how a request is signed with it. Nothing in the
// package knows Live Station.
package ncloud

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
)

// Credentials is the pair of keys of a main account, a sub account or a server
// role. The zero value holds no keys.
//
// The keys are kept in a closure, so that a value of another type that holds
// Credentials in an unexported field, where the fmt package does not ask for
// String, prints an address with every verb.
type Credentials struct {
	keys func() (access, secret string)
}

// NewCredentials returns the pair of an access key ID and its secret key.
func NewCredentials(accessKey, secretKey string) Credentials {
	return Credentials{keys: func() (string, string) { return accessKey, secretKey }}
}

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

// Secrets returns the two keys, for masks that keep them out of logs.
func (c Credentials) Secrets() []string {
	access, secret := c.pair()
	return slices.DeleteFunc([]string{access, secret}, func(s string) bool { return s == "" })
}

// String names the type and shows neither key.
func (c Credentials) String() string { return "ncloud.Credentials(hidden)" }

// GoString shows neither key.
func (c Credentials) GoString() string { return c.String() }

// CredentialsProvider hands out the pair that signs a request: always the same one, as
// [Credentials] do, or one that is renewed, as a [ServerRole] does. It is safe
// for concurrent use.
type CredentialsProvider interface {
	// Retrieve returns the keys to sign with now. It may wait for a service, until
	// the context ends.
	Retrieve(ctx context.Context) (Credentials, error)
}

// Retrieve returns the credentials themselves.
func (c Credentials) Retrieve(context.Context) (Credentials, error) { return c, nil }

// Clean trims the white space around a setting and refuses what can only be the
// remains of a bad paste: a control character or an invisible one, such as a
// byte order mark. The error does not repeat the value, which may be a secret.
func Clean(value string) (string, error) {
	value = strings.TrimSpace(value)
	for _, r := range value {
		switch {
		case unicode.IsControl(r):
			return "", errors.New("contains a control character, such as a line break or a tab")
		case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return "", errors.New("contains an invisible character, such as a zero-width space or a byte order mark")
		}
	}
	return value, nil
}
