package livestation

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// The summary of a diagnostic is the meaning and the code.
func TestCodes_meaningFitsSummary(t *testing.T) {
	t.Parallel()
	for _, c := range Codes() {
		suffix := " (" + c.Code + ")"
		if c.Source == SourceGateway {
			suffix = " (API gateway " + c.Code + ")"
		}
		if c.Meaning == "" {
			t.Errorf("code %s has no meaning", c.Code)
		}
		if n := utf8.RuneCountInString(c.Meaning + suffix); n > 60 {
			t.Errorf("code %s: the summary %q has %d characters, want at most 60", c.Code, c.Meaning+suffix, n)
		}
		if strings.HasSuffix(c.Meaning, ".") {
			t.Errorf("code %s: the meaning %q ends with a period", c.Code, c.Meaning)
		}
	}
}

func TestCodes_returnsCopy(t *testing.T) {
	t.Parallel()
	Codes()[0].Meaning = "changed"
	if Codes()[0].Meaning == "changed" {
		t.Error("a caller can change the table")
	}
}
