package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A page is what of a README does not depend on its language.
type page struct {
	headings []int    // their levels
	code     []string // the blocks, fences included
	tables   [][]string
	links    []string
}

func readPage(t *testing.T, name string) page {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var p page
	var block *strings.Builder
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, "```") && block == nil:
			block = &strings.Builder{}
			block.WriteString(line)
		case block != nil:
			block.WriteString(line)
			if strings.HasPrefix(line, "```") {
				p.code = append(p.code, block.String())
				block = nil
			}
		case strings.HasPrefix(line, "#"):
			p.headings = append(p.headings, len(line)-len(strings.TrimLeft(line, "#")))
		case strings.HasPrefix(line, "| "):
			p.tables = append(p.tables, words(strings.Split(line, "|")[1]))
		}
	}
	p.links = targets(string(text))
	return p
}

// words returns what a table's cell has in backquotes: names, which no language changes.
func words(cell string) []string {
	var names []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return names
}

// targets returns the files that a text links to, each once, in the order of names.
func targets(text string) []string {
	var found []string
	for _, part := range strings.Split(text, "](")[1:] {
		target, _, _ := strings.Cut(part, ")")
		if !strings.HasPrefix(target, "#") && !strings.HasPrefix(target, "README") {
			found = append(found, target)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// Most of Live Station's users read Korean: what is said to them must not fall behind.
func TestTheKoreanReadmeFollowsTheEnglishOne(t *testing.T) {
	t.Parallel()
	english, korean := readPage(t, "README.md"), readPage(t, "README.ko.md")
	if len(english.headings) < 7 || len(english.code) < 7 || len(english.tables) < 20 {
		t.Fatalf("the English one has only %+v", english)
	}
	if !slices.Equal(english.headings, korean.headings) {
		t.Errorf("the headings' levels are %v in English, %v in Korean", english.headings, korean.headings)
	}
	if !slices.Equal(english.code, korean.code) {
		t.Errorf("the code is\n%q in English,\n%q in Korean", english.code, korean.code)
	}
	if !slices.EqualFunc(english.tables, korean.tables, slices.Equal) {
		t.Errorf("the tables are about\n%q in English,\n%q in Korean", english.tables, korean.tables)
	}
	if !slices.Equal(english.links, korean.links) {
		t.Errorf("the links are\n%q in English,\n%q in Korean", english.links, korean.links)
	}
}

// A link in the pages for people on the repository leads to a file that is there.
func TestTheLinksOfThePagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "README.ko.md", "CONTRIBUTING.md", "BENCHMARKS.md", "SECURITY.md", "CHANGELOG.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range targets(string(text)) {
			if strings.HasPrefix(target, "https://") {
				continue
			}
			file, _, _ := strings.Cut(target, "#")
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
