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

func TestCredentialsNeverPrintAKey(t *testing.T) {
	t.Parallel()
	type holder struct {
		c Credentials
		p *Credentials
	}
	c := NewCredentials(accessKey, secretKey)
	values := []any{c, &c, holder{c, &c}, &holder{c, &c}, []Credentials{c}, map[string]Credentials{"a": c}, struct{ C Credentials }{c}}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			printed := fmt.Sprintf(verb, value)
			if strings.Contains(printed, accessKey) || strings.Contains(printed, secretKey) ||
				strings.Contains(printed, fmt.Sprintf("%x", secretKey)) {
				t.Errorf("%s of %T shows a key: %s", verb, value, printed)
			}
		}
	}
}

// What was looked up is not printed either.
func TestASourceNeverPrintsAKey(t *testing.T) {
	t.Parallel()
	s := Source{Name: "block", AccessKey: Key{"access_key", accessKey}, SecretKey: Key{"secret_key", secretKey}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(verb, s); strings.Contains(printed, accessKey) || strings.Contains(printed, secretKey) {
			t.Errorf("%s shows a key: %s", verb, printed)
		}
	}
}

func TestCleanTrimsAndRefusesPastedRubbish(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ value, want, problem string }{
		"plain":            {"abc", "abc", ""},
		"surrounded":       {" \tabc\r\n", "abc", ""},
		"blank":            {" \n ", "", ""},
		"not ASCII":        {"비밀", "비밀", ""},
		"line break":       {"abc\ndef", "", "control character"},
		"NUL":              {"abc\x00def", "", "control character"},
		"delete":           {"abc\x7fdef", "", "control character"},
		"zero-width space": {"abc\u200bdef", "", "invisible character"},
		"byte order mark":  {"\ufeffabcdef", "", "invisible character"},
		"broken UTF-8":     {"abc\xffdef", "", "invisible character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Clean(c.value)
			if c.problem == "" {
				if err != nil || got != c.want {
					t.Fatalf("got %q, %v, want %q", got, err, c.want)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Fatalf("got error %v, want one about a %s", err, c.problem)
			}
			if strings.Contains(err.Error(), "abc") {
				t.Errorf("the error repeats the value: %v", err)
			}
		})
	}
}
