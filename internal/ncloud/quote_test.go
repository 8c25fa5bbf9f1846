package ncloud

import (
	"strings"
	"testing"
)

func TestQuote_escapesWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"plain":                  {text: "prod", want: `"prod"`},
		"Korean":                 {text: "운영", want: `"운영"`},
		"empty":                  {text: "", want: `""`},
		"Windows path":           {text: `C:\Users\u`, want: `"C:\Users\u"`},
		"quotation mark":         {text: `a"b`, want: `"a\"b"`},
		"escape sequence":        {text: "a\x1b[31mb", want: `"a\x1b[31mb"`},
		"line break":             {text: "a\nb", want: `"a\nb"`},
		"zero-width space":       {text: "a\u200bb", want: `"a\u200bb"`},
		"right-to-left override": {text: "a\u202eb", want: `"a\u202eb"`},
		"Hangul filler":          {text: "a\u3164b", want: `"a\u3164b"`},
		"variation selector":     {text: "a\ufe0fb", want: `"a\ufe0fb"`},
		"as long as the limit":   {text: "0123456789ABCDEFGHIJ", want: `"0123456789ABCDEFGHIJ"`},
		"longer than the limit":  {text: "0123456789ABCDEFGHIJK", want: `"0123456789ABCDEFGHIJ..."`},
		"a megabyte":             {text: strings.Repeat("가", 1<<20), want: `"` + strings.Repeat("가", 20) + `..."`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := quote(c.text, 20); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
