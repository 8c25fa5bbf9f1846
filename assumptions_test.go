package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Code that relies on an assumption names it, so that a report about the real API leads to
// what must change.
func TestAssumptions_areNamedByTheCodeThatReliesOnThem(t *testing.T) {
	t.Parallel()
	var (
		row       = regexp.MustCompile(`(?m)^\| (A\d\d) \|.*\| (published|SDK|inferred) \|.*\| (\w+)[^|]* \|$`)
		reference = regexp.MustCompile(`\bassumptions? (A\d\d\b(?:(?:,| and) A\d\d\b)*)`)
		guess     = regexp.MustCompile(`(?i)\b(assum(e|es|ed|ing)|presum\w*|likely|inferred|guess\w*)\b`)
		id        = regexp.MustCompile(`\bA\d\d\b`)
	)
	named, checked := map[string]string{}, map[string]string{} // a file by assumption
	for _, pattern := range []string{
		"main.go", "internal/provider/*.go", "internal/provider/*/*.go", "internal/livestation/*.go", "internal/ncloud/*.go",
		"internal/testing/fakeapi/*.go", "internal/cmd/checkapi/*.go",
	} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			source := readFile(t, file)
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			if strings.Contains(pattern, "checkapi") {
				for _, found := range id.FindAllString(source, -1) {
					checked[found] = file
				}
				continue // What is assumed is its subject.
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, group := range parsed.Comments {
				comment := strings.Join(strings.Fields(group.Text()), " ")
				references := reference.FindAllString(comment, -1)
				for _, found := range id.FindAllString(strings.Join(references, " "), -1) {
					named[found] = file
				}
				if word := guess.FindString(comment); word != "" && references == nil {
					t.Errorf("%s: a comment says %q, but names no assumption, such as \"assumption A01\":\n%s", file, word, comment)
				}
			}
		}
	}
	rows := row.FindAllStringSubmatch(readFile(t, "ASSUMPTIONS.md"), -1)
	for i, found := range rows {
		if want := fmt.Sprintf("A%02d", i+1); found[1] != want {
			t.Errorf("row %d of ASSUMPTIONS.md is %s, want %s", i+1, found[1], want)
		}
		if found[2] == "inferred" && named[found[1]] == "" {
			t.Errorf("%s is inferred, but no comment names it", found[1])
		}
		if isChecked := found[3] == "yes"; isChecked != (checked[found[1]] != "") {
			t.Errorf("%s is checked: %v, but checkapi names it: %v", found[1], isChecked, !isChecked)
		}
		delete(named, found[1])
		delete(checked, found[1])
	}
	maps.Copy(named, checked)
	for id, file := range named {
		t.Errorf("%s names %s, which has no row in ASSUMPTIONS.md", file, id)
	}
}
