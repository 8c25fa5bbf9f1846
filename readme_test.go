package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A readme is the part of a README that its language does not change.
type readme struct {
	code  []string // the blocks, without their comments
	names []string // what the tables' first cells have in backquotes
}

// Most users of Live Station read Korean. The prose may follow later, the commands
// and the names may not.
func TestKoreanReadme_containsTheCodeAndNamesOfTheEnglishOne(t *testing.T) {
	t.Parallel()
	english, korean := readReadme(t, "README.md"), readReadme(t, "README.ko.md")
	if len(english.code) < 7 {
		t.Errorf("README.md has only %d code blocks: %q", len(english.code), english.code)
	}
	if len(english.names) < 20 {
		t.Errorf("README.md names only %q in its tables", english.names)
	}
	for _, missing := range without(english.code, korean.code) {
		t.Errorf("README.ko.md lacks a code block of README.md (comments aside):\n%s", missing)
	}
	for _, extra := range without(korean.code, english.code) {
		t.Errorf("README.ko.md has a code block that README.md lacks (comments aside):\n%s", extra)
	}
	for _, missing := range without(english.names, korean.names) {
		t.Errorf("README.ko.md lacks `%s` in the first column of its tables", missing)
	}
	for _, extra := range without(korean.names, english.names) {
		t.Errorf("README.ko.md has `%s` in the first column of its tables, README.md does not", extra)
	}
}

func TestReadme_readsCodeWithoutComments(t *testing.T) {
	t.Parallel()
	r := parseReadme("```shell\n# 설치\nmake install   # 설명\necho a#b\n```\n\n| `a`, `b` | c |\n")
	if want := []string{"```shell\n\nmake install\necho a#b\n```\n"}; !slices.Equal(r.code, want) {
		t.Errorf("code: %q, want %q", r.code, want)
	}
	if want := []string{"a", "b"}; !slices.Equal(r.names, want) {
		t.Errorf("names: %q, want %q", r.names, want)
	}
}

func TestSecurityPage_namesTestsThatExist(t *testing.T) {
	t.Parallel()
	var tests strings.Builder
	for _, pattern := range []string{"*_test.go", "internal/*/*_test.go", "internal/*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			tests.WriteString(readFile(t, file))
		}
	}
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(readFile(t, "SECURITY.md"), -1)
	if len(named) < 12 {
		t.Errorf("SECURITY.md names %d tests, want at least 12", len(named))
	}
	for _, match := range named {
		if !strings.Contains(tests.String(), "func "+match[1]+"(t ") {
			t.Errorf("SECURITY.md names %s, which does not exist", match[1])
		}
	}
}

func TestPages_linkToFilesThatExist(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	for _, name := range []string{
		"README.md", "README.ko.md", "CONTRIBUTING.md", "BENCHMARKS.md", "SECURITY.md", "CHANGELOG.md", "ASSUMPTIONS.md",
	} {
		for _, found := range link.FindAllStringSubmatch(readFile(t, name), -1) {
			target, anchor := found[1], found[2]
			if strings.HasPrefix(target, "https://") {
				continue
			}
			if target == "" {
				target = name
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if anchor != "" && !slices.Contains(anchors(readFile(t, target)), anchor) {
				t.Errorf("%s: %s has no heading #%s", name, target, anchor)
			}
		}
	}
}

func readReadme(t *testing.T, name string) readme {
	t.Helper()
	return parseReadme(readFile(t, name))
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parseReadme(text string) readme {
	var r readme
	var block strings.Builder
	inCode := false
	for line := range strings.Lines(text) {
		fence := strings.HasPrefix(line, "```")
		switch {
		case fence && !inCode:
			inCode = true
			block.Reset()
			block.WriteString(line)
		case inCode:
			block.WriteString(withoutComment(line))
			if fence {
				inCode = false
				r.code = append(r.code, block.String())
			}
		case strings.HasPrefix(line, "| "):
			r.names = append(r.names, quotedNames(strings.Split(line, "|")[1])...)
		}
	}
	return r
}

// withoutComment removes the shell comment of a line, which is translated.
func withoutComment(line string) string {
	comment := regexp.MustCompile(`(^|\s+)#\s.*`)
	return comment.ReplaceAllString(strings.TrimSuffix(line, "\n"), "") + "\n"
}

// quotedNames returns what a table's cell has in backquotes.
func quotedNames(cell string) []string {
	var names []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return names
}

// without returns the elements of all that are not in known.
func without(all, known []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(known, s) })
}

// anchors returns the anchors of a page's headings, as GitHub makes them.
func anchors(text string) []string {
	notInAnchor := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	var found []string
	for line := range strings.Lines(text) {
		if heading := strings.TrimLeft(line, "#"); heading != line {
			anchor := notInAnchor.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), "")
			found = append(found, strings.ReplaceAll(anchor, " ", "-"))
		}
	}
	return found
}
