// Package ncloud is a NAVER Cloud account as its APIs see it: a pair of keys,
// where the pair is found, and how a request is signed with it. Nothing in the
// package is specific to Live Station.
package ncloud

import (
	"context"
	"slices"
)

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
