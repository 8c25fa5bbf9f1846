package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// phrases are English that users read badly, as regular expressions for whole words in any
// letter case, and what to write instead.
var phrases = map[string]string{
	`for a passing reason`:                   "transient",
	`(tried|tries|try it) again`:             "retried, retries, retry",
	`if (it|this|that) stays`:                "if the error persists",
	`on (the|its|their) way`:                 "in transit, between",
	`(takes?|took|taken|taking)( \S+)? away`: "removes, deletes",
	`anew`:                                   "again",
	`is no`:                                  "is not a valid X, is not X",
	`(is|account|value|one|who) meant`:       "the intended account; name the item",
	`nobody|anybody|somebody|whoever`:        "no one, anyone, another user; or name the reader or program",
	`(says?|said|told|tells) what to do`:     "explains how to fix the error",
	`(is|are|was|were|be) (told|asked)`:      "is reported, is requested",
	`asked for|asks for`:                     "requested, requires",
	`mend(s|ed|ing)?`:                        "fix",
	`heed(s|ed)?`:                            "honor",
	`in the place of`:                        "instead of",
	`all the same`:                           "anyway",
	`answer(s|ed|ing)?`:                      "response, returns, responds",
	`switched off`:                           "disabled",
	`(stand|stands|stood) (in|at|there|beside|behind)|as (it|they) stands?`: "is in, appears in, means; unchanged, as is",
}

// allowed are correct uses of a phrase, and a message that the vendor published.
var allowed = strings.NewReplacer(
	"http.NoBody", "", "there is no ", "", "There is no ", "", "is no longer", "", "The request channel status is no", "")

func TestStyle_textContainsNoPhraseOfTheList(t *testing.T) {
	t.Parallel()
	patterns := map[*regexp.Regexp]string{}
	for phrase, instead := range phrases {
		patterns[regexp.MustCompile(`(?i)\b(?:`+phrase+`)\b`)] = instead
	}
	lineBreak := regexp.MustCompile(`\s*\n[\s/#]*`)
	problem := func(text string) string {
		text = allowed.Replace(lineBreak.ReplaceAllString(text, " "))
		for pattern, instead := range patterns {
			if found := pattern.FindString(text); found != "" {
				return fmt.Sprintf("instead of %q, write: %s", found, instead)
			}
		}
		return ""
	}
	for text, isBad := range map[string]bool{
		"It is tried again.": true, "The keys stand\n// in the environment.": true, "\"x\" is no ID": true,
		"There is no release yet.": false, "It is no longer needed.": false, "Recommended: amended text": false,
	} {
		if found := problem(text); (found != "") != isBad {
			t.Errorf("%q: found %q, want a problem: %v", text, found, isBad)
		}
	}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); entry.IsDir() && (name == "dist" || len(name) > 1 && name[0] == '.') {
			return fs.SkipDir
		}
		isText := regexp.MustCompile(`\.(go|md|tmpl|tf|hcl|sh)$|^GNUmakefile$`).MatchString(path)
		if err != nil || !isText || path == "style_test.go" {
			return err
		}
		line := 1
		for paragraph := range strings.SplitSeq(readFile(t, path), "\n\n") {
			if found := problem(paragraph); found != "" {
				t.Errorf("%s:%d: %s", path, line, found)
			}
			line += strings.Count(paragraph, "\n") + 2
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
