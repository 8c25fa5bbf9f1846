package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A phrase is English that users read badly, and what to write instead.
type phrase struct {
	pattern string // a regular expression for whole words, in any letter case
	instead string
}

var phrases = [...]phrase{
	{pattern: `for a passing reason`, instead: "transient"},
	{pattern: `(tried|tries|try it) again`, instead: "retried, retries, retry"},
	{pattern: `if (it|this|that) stays`, instead: "if the error persists"},
	{pattern: `(stand|stands|stood) (in|at|there|beside|behind)`, instead: "is in, appears in, means"},
	{pattern: `as (it|they) stands?`, instead: "unchanged, as is"},
	{pattern: `on (the|its|their) way`, instead: "in transit, between"},
	{pattern: `(takes?|took|taken|taking) (\S+ )?away`, instead: "removes, deletes"},
	{pattern: `anew`, instead: "again"},
	{pattern: `is no`, instead: "is not a valid X, is not X"},
	{
		pattern: `what is meant|(account|value|one|who|that is) meant|is meant`,
		instead: "the intended account; name the item",
	},
	{pattern: `nobody|anybody|somebody|whoever`, instead: "no one, anyone, another user; or name the reader or program"},
	{pattern: `(says?|said|told|tells) what to do`, instead: "explains how to fix the error"},
	{pattern: `(is|are|was|were|be) (told|asked)`, instead: "is reported, is requested"},
	{pattern: `asked for|asks for`, instead: "requested, requires"},
	{pattern: `mend(s|ed|ing)?`, instead: "fix"},
	{pattern: `heed(s|ed)?`, instead: "honor"},
	{pattern: `in the place of`, instead: "instead of"},
	{pattern: `all the same`, instead: "anyway"},
	{pattern: `answer(s|ed|ing)?`, instead: "response, returns, responds"},
	{pattern: `goes by what`, instead: "is organized by"},
	{pattern: `let through|lets? (\S+ )through`, instead: "accepted"},
	{pattern: `switched off`, instead: "disabled"},
	{pattern: `(holds?|held) still`, instead: "does not change"},
	{pattern: `in silence`, instead: "silently, without a message"},
}

// allowed are correct uses of a phrase, and a message that the vendor published.
var allowed = strings.NewReplacer(
	"there is no ", "", "There is no ", "",
	"is no longer", "",
	"The request channel status is no", "",
)

func TestStyle_userFacingTextContainsNoPhraseOfTheList(t *testing.T) {
	t.Parallel()
	checker := newStyleChecker()
	for _, text := range append(textFiles(t), goTexts(t)...) {
		for _, problem := range checker.problems(text.content) {
			t.Errorf("%s: %s", text.place, problem)
		}
	}
}

func TestStyle_findsPhrasesAcrossLines(t *testing.T) {
	t.Parallel()
	checker := newStyleChecker()
	for _, c := range []struct {
		text  string
		found bool
	}{
		{text: "It is tried again.", found: true},
		{text: "The keys stand\n// in the environment.", found: true},
		{text: "\"x\" is no channel ID", found: true},
		{text: "There is no release yet.", found: false},
		{text: "It is no longer needed.", found: false},
		{text: "The provider retries the request.", found: false},
		{text: "Recommended: amended text", found: false},
	} {
		if problems := checker.problems(c.text); (len(problems) > 0) != c.found {
			t.Errorf("%q: found %q, want a problem: %v", c.text, problems, c.found)
		}
	}
}

// A styleChecker finds the phrases in texts.
type styleChecker struct {
	lineBreak *regexp.Regexp
	phrases   []*regexp.Regexp
}

func newStyleChecker() styleChecker {
	c := styleChecker{lineBreak: regexp.MustCompile(`\s*\n[\s/#]*`)}
	for _, p := range phrases {
		c.phrases = append(c.phrases, regexp.MustCompile(`(?i)\b(?:`+p.pattern+`)\b`))
	}
	return c
}

// problems returns what to write instead of each phrase in a text.
func (c styleChecker) problems(text string) []string {
	text = allowed.Replace(c.lineBreak.ReplaceAllString(text, " "))
	var problems []string
	for i, p := range c.phrases {
		if found := p.FindStringIndex(text); found != nil {
			context := text[max(0, found[0]-30):min(len(text), found[1]+30)]
			problems = append(problems, fmt.Sprintf("%q: instead of %q, write: %s",
				context, text[found[0]:found[1]], phrases[i].instead))
		}
	}
	return problems
}

// A sourceText is a text that users or contributors read.
type sourceText struct{ place, content string }

// textFiles returns the pages, the templates, the examples and the help of make, by line or paragraph.
func textFiles(t *testing.T) []sourceText {
	t.Helper()
	files := []string{
		"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "BENCHMARKS.md", "ASSUMPTIONS.md", "GNUmakefile",
	}
	for _, folder := range []string{"templates", "docs", "examples"} {
		files = append(files, filesIn(t, folder)...)
	}
	var texts []sourceText
	for _, file := range files {
		if file == filepath.Join("docs", "guides", "error-codes.md") {
			continue // a copy of the one in templates
		}
		number := 1
		for paragraph := range strings.SplitSeq(readFile(t, file), "\n\n") {
			texts = append(texts, sourceText{place: fmt.Sprintf("%s:%d", file, number), content: paragraph})
			number += strings.Count(paragraph, "\n") + 2
		}
	}
	return texts
}

// goTexts returns the comments and the string literals of the provider, its commands and their tests.
func goTexts(t *testing.T) []sourceText {
	t.Helper()
	var texts []sourceText
	files := []string{"main.go"}
	for _, folder := range []string{"provider", "livestation", "ncloud", "cmd", "testing"} {
		files = append(files, filesIn(t, filepath.Join("internal", folder))...)
	}
	positions := token.NewFileSet()
	for _, file := range files {
		if filepath.Ext(file) != ".go" {
			continue
		}
		parsed, err := parser.ParseFile(positions, file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, comment := range parsed.Comments {
			texts = append(texts, sourceText{place: positions.Position(comment.Pos()).String(), content: comment.Text()})
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				texts = append(texts, sourceText{place: positions.Position(literal.Pos()).String(), content: literal.Value})
			}
			return true
		})
	}
	return texts
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
