package main

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// phrases are English that users read badly, and what to write instead.
var phrases = map[string]string{
	"for a passing reason":                          "transient",
	"tried again|tries again|try it again":          "retried, retries, retry",
	"if it stays|if this stays|if that stays":       "if the error persists",
	"on the way|on its way|on their way":            "in transit, between",
	"take away|takes away|taken away|takes it away": "removes, deletes",
	"anew":  "again",
	"is no": "is not a valid X, is not X",
	"is meant|account meant|value meant|one meant":       "the intended account; name the item",
	"nobody|anybody|somebody|whoever":                    "no one, anyone, another user; or name the reader or program",
	"say what to do|says what to do|told what to do":     "explains how to fix the error",
	"is told|are told|was told|were told|be told":        "is reported",
	"is asked|are asked|was asked|were asked|be asked":   "is requested",
	"asked for|asks for":                                 "requested, requires",
	"mend|mends|mended|heed|heeds|heeded":                "fix, honor",
	"in the place of":                                    "instead of",
	"all the same":                                       "anyway",
	"answer|answers|answered|answering":                  "response, returns, responds",
	"switched off":                                       "disabled",
	"stand in|stands in|stand at|stands at|stood in":     "is in, appears in, means",
	"stand there|stands there|as it stands|stand beside": "unchanged, as is",
}

// allowed are correct uses of a phrase, and a message that the vendor published.
var allowed = strings.NewReplacer(
	"there is no ", "", "is no longer", "", "the request channel status is no", "", "http . nobody", "")

func TestStyle_textContainsNoPhraseOfTheList(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"It is tried again.": "tried again", "The keys stand\n// in the environment.": "stand in", `"x" is no ID`: "is no",
		"There is no release yet.": "", "It is no longer needed.": "", "That is it. No more.": "", "Recommended: amended": "",
	} {
		if found, _ := findPhrase(text); found != want {
			t.Errorf("%q: found %q, want %q", text, found, want)
		}
	}
	isText := regexp.MustCompile(`\.(go|md|tmpl|tf|hcl|sh)$|^GNUmakefile$`)
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); entry.IsDir() && (name == "dist" || len(name) > 1 && name[0] == '.') {
			return fs.SkipDir
		}
		if err != nil || !isText.MatchString(path) || path == "style_test.go" {
			return err
		}
		line := 1
		for paragraph := range strings.SplitSeq(readFile(t, path), "\n\n") {
			if found, instead := findPhrase(paragraph); found != "" {
				t.Errorf("%s:%d: instead of %q, write: %s", path, line, found, instead)
			}
			line += strings.Count(paragraph, "\n") + 2
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// findPhrase returns a phrase in a text, in any letter case and across lines of comments,
// and what to write instead.
func findPhrase(text string) (found, instead string) {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case strings.ContainsRune(" \t\n/#\"'`*", r):
			b.WriteByte(' ')
		default:
			b.WriteString(" . ")
		}
	}
	words := allowed.Replace(" " + strings.Join(strings.Fields(b.String()), " ") + " ")
	for alternatives, instead := range phrases {
		for phrase := range strings.SplitSeq(alternatives, "|") {
			if strings.Contains(words, " "+phrase+" ") {
				return phrase, instead
			}
		}
	}
	return "", ""
}
