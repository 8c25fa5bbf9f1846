package ncloud

import (
	"fmt"
	"strings"
	"testing"
)

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
