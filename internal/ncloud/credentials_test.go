package ncloud

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// pairSource is a source that contains the keys that are not "".
func pairSource(name, access, secret string) CredentialSource {
	return func() (Source, error) {
		return Source{
			Name:      name,
			AccessKey: Key{Name: name + " access", Value: access},
			SecretKey: Key{Name: name + " secret", Value: secret},
			Reason:    "nothing is set",
		}, nil
	}
}

// environmentSource is the source that reads these variables.
func environmentSource(variables map[string]string) CredentialSource {
	return func() (Source, error) {
		return Environment(func(name string) string { return variables[name] })
	}
}

func expectPair(t *testing.T, c Credentials, err error, access, secret string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if c.AccessKey() != access {
		t.Errorf("the access key is %q, want %q", c.AccessKey(), access)
	}
	if _, got := c.pair(); got != secret {
		t.Errorf("the secret key is %q, want %q", got, secret)
	}
}

func TestFirstCredentials_neverMixesTwoSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block         CredentialSource
		missing, text string
	}{
		"access key only": {
			block: pairSource("block", "A", ""), missing: "block secret",
			text: "block access is set in block, but block secret is not",
		},
		"secret key only": {
			block: pairSource("block", "", "S"), missing: "block access",
			text: "block secret is set in block, but block access is not",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := FirstCredentials(c.block, pairSource("environment", "B", "T"))
			expectKeyError(t, err, c.missing, c.text)
		})
	}
}

func expectKeyError(t *testing.T, err error, name, problem string) {
	t.Helper()
	var invalid *KeyError
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v, want a KeyError", err)
	}
	if invalid.Name != name {
		t.Errorf("the key is %q, want %q", invalid.Name, name)
	}
	if !strings.Contains(err.Error(), problem) {
		t.Errorf("the problem is %q, want %q", err, problem)
	}
}

func TestFirstCredentials_rejectsInvalidKeys(t *testing.T) {
	t.Parallel()
	const quotes = "contains quotation marks; remove them"
	for name, c := range map[string]struct{ access, secret, key, problem string }{
		"blank access key":  {access: "  ", secret: "S", key: "block access", problem: "is blank"},
		"blank secret key":  {access: "A", secret: " \n", key: "block secret", problem: "is blank"},
		"line break":        {access: "A", secret: "one\ntwo", key: "block secret", problem: "contains a control character"},
		"quotation marks":   {access: `"one"`, secret: "S", key: "block access", problem: quotes},
		"typographic marks": {access: "“one”", secret: "S", key: "block access", problem: quotes},
		"Korean brackets":   {access: "「one」", secret: "S", key: "block access", problem: quotes},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := FirstCredentials(pairSource("block", c.access, c.secret), pairSource("environment", "B", "T"))
			expectKeyError(t, err, c.key, c.key+" in block "+c.problem)
			if strings.Contains(err.Error(), "one") {
				t.Errorf("the error contains the value: %v", err)
			}
		})
	}
}

func TestFirstCredentials_listsSourcesWithoutKeys(t *testing.T) {
	t.Parallel()
	_, err := FirstCredentials(pairSource("the block", "", ""), environmentSource(nil))
	var none *NoCredentialsError
	if !errors.As(err, &none) {
		t.Fatalf("got %v, want a NoCredentialsError", err)
	}
	const want = "the block: nothing is set; the environment: neither NCLOUD_ACCESS_KEY nor NCLOUD_SECRET_KEY is set; "
	got := ""
	for _, s := range none.Sources {
		got += s.Name + ": " + s.Reason + "; "
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEnvironment_readsEachKeyUnderEitherName(t *testing.T) {
	t.Parallel()
	for _, access := range []string{"NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"} {
		for _, secret := range []string{"NCLOUD_SECRET_KEY", "NCLOUD_SECRET_ACCESS_KEY"} {
			t.Run(access+" and "+secret, func(t *testing.T) {
				t.Parallel()
				c, err := FirstCredentials(environmentSource(map[string]string{access: "A", secret: "S"}))
				expectPair(t, c, err, "A", "S")
			})
		}
	}
}

func TestEnvironment_acceptsEqualValuesUnderBothNames(t *testing.T) {
	t.Parallel()
	c, err := FirstCredentials(environmentSource(map[string]string{
		"NCLOUD_ACCESS_KEY": "A", "NCLOUD_ACCESS_KEY_ID": "A",
		"NCLOUD_SECRET_KEY": "S", "NCLOUD_SECRET_ACCESS_KEY": "S",
	}))
	expectPair(t, c, err, "A", "S")
}

// Two values may be the keys of two accounts.
func TestEnvironment_rejectsDifferentValuesUnderBothNames(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]string{
		"NCLOUD_ACCESS_KEY": "NCLOUD_ACCESS_KEY_ID", "NCLOUD_SECRET_KEY": "NCLOUD_SECRET_ACCESS_KEY",
	} {
		_, err := environmentSource(map[string]string{name: "1", other: "2"})()
		want := name + " and " + other + " in the environment have different values"
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

const (
	accessKey = "TESTACCESSKEY0000001"
	secretKey = "TestSecretKey0000000000000000000000000001"
)

func TestCredentials_areNeverPrinted(t *testing.T) {
	t.Parallel()
	type holder struct {
		c Credentials
		p *Credentials
	}
	c := NewCredentials(accessKey, secretKey)
	values := []any{
		c, &c, holder{c: c, p: &c}, &holder{c: c, p: &c}, []Credentials{c}, map[string]Credentials{"a": c},
		struct{ C Credentials }{C: c},
	}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			expectNoKey(t, fmt.Sprintf(verb, value))
		}
	}
}

func TestSource_isNeverPrintedWithKeys(t *testing.T) {
	t.Parallel()
	s := Source{
		Name:      "block",
		AccessKey: Key{Name: "access_key", Value: accessKey},
		SecretKey: Key{Name: "secret_key", Value: secretKey},
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		expectNoKey(t, fmt.Sprintf(verb, s))
	}
}

func expectNoKey(t *testing.T, text string) {
	t.Helper()
	for _, key := range []string{accessKey, secretKey, fmt.Sprintf("%x", accessKey), fmt.Sprintf("%x", secretKey)} {
		if strings.Contains(text, key) {
			t.Errorf("%q contains a key", text)
		}
	}
}
