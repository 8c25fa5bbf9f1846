// Package ncloud is a NAVER Cloud account as its APIs see it: a pair of keys,
// where the pair is found, and how a request is signed with it. Nothing in the
// package knows Live Station.
package ncloud

import (
	"errors"
	"net/url"
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

// String names the type and shows neither key.
func (c Credentials) String() string { return "ncloud.Credentials(hidden)" }

// GoString shows neither key.
func (c Credentials) GoString() string { return c.String() }

// Redact returns text with every occurrence of the two keys, and of the given
// signatures, replaced by a word that says what stood there. Services and
// proxies may echo what they were sent, and their words are shown to users.
// Values shorter than 8 bytes are left alone: they would make a riddle of the
// text, and no key that NAVER Cloud issues is that short.
func (c Credentials) Redact(text string, signatures ...string) string {
	var pairs []string
	hide := func(value, name string) {
		if len(value) >= 8 {
			pairs = append(pairs, value, name, url.QueryEscape(value), name)
		}
	}
	hide(c.secretKey(), "(secret key)")
	hide(c.AccessKey(), "(access key)")
	for _, s := range signatures {
		hide(s, "(signature)")
	}
	if len(pairs) == 0 {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

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
