package ncloud

import (
	"strings"
	"testing"
)

func TestClean_trimsWhiteSpace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ value, want string }{
		"plain":                {value: "abc", want: "abc"},
		"surrounded":           {value: " \tabc\r\n", want: "abc"},
		"no-break space after": {value: "abc\u00a0", want: "abc"},
		"blank":                {value: " \n ", want: ""},
		"not ASCII":            {value: "비밀", want: "비밀"},
		"quotation marks":      {value: `"abc"`, want: `"abc"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Clean(c.value)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestClean_rejectsCharactersOfABadPaste(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ value, problem string }{
		"line break":             {value: "abc\ndef", problem: "control character"},
		"escape sequence":        {value: "abc\x1b[31mdef", problem: "control character"},
		"line separator":         {value: "abc\u2028def", problem: "control character"},
		"zero-width space":       {value: "abc\u200bdef", problem: "invisible character"},
		"soft hyphen":            {value: "abc\u00addef", problem: "invisible character"},
		"Hangul filler":          {value: "abc\u3164def", problem: "invisible character"},
		"byte order mark":        {value: "\ufeffabcdef", problem: "invisible character"},
		"broken UTF-8":           {value: "abc\xffdef", problem: "invisible character"},
		"right-to-left override": {value: "abc\u202edef", problem: "invisible character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Clean(c.value)
			if err == nil {
				t.Fatal("the value is accepted")
			}
			if !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %q, want %q", err, c.problem)
			}
			if strings.Contains(err.Error(), "abc") {
				t.Errorf("the error contains the value: %q", err)
			}
		})
	}
}
