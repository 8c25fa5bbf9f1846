package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Most users of Live Station read Korean. The prose may follow later, the commands may not.
func TestKoreanReadme_containsTheCodeOfTheEnglishOne(t *testing.T) {
	t.Parallel()
	english, korean := codeBlocks(t, "README.md"), codeBlocks(t, "README.ko.md")
	if len(english) < 7 || len(english) != len(korean) {
		t.Fatalf("README.md has %d code blocks, README.ko.md has %d", len(english), len(korean))
	}
	for i := range english {
		if english[i] != korean[i] {
			t.Errorf("code block %d differs:\n%s\n%s", i+1, english[i], korean[i])
		}
	}
	for file, want := range map[string]string{
		"examples/channel/main.tf": "\nresource \"terraform_data\"", "examples/first-channel/main.tf": "create_cdn",
	} {
		i := slices.IndexFunc(english, func(block string) bool { return strings.Contains(block, want) })
		_, code, _ := strings.Cut(english[max(i, 0)], "\n")
		if !strings.Contains(readFile(t, file), code) {
			t.Errorf("%s does not contain the configuration of README.md:\n%s", file, code)
		}
	}
}

// A reader decides by the status whether to use the provider, and needs it before the first code.
func TestReadmes_sayWhatTheProjectIs(t *testing.T) {
	t.Parallel()
	var links [2][]string
	link := regexp.MustCompile(`\]\((https:[^)]*|#)`)
	for i, name := range []string{"README.md", "README.ko.md"} {
		text, _, _ := strings.Cut(readFile(t, name), "```")
		_, status, _ := strings.Cut(text, "\n## ")
		for _, want := range []string{"`make check-api`", "`make install`"} {
			if !strings.Contains(status, want) {
				t.Errorf("%s does not say %s before its first code", name, want)
			}
		}
		for _, found := range link.FindAllStringSubmatch(status, -1) {
			links[i] = append(links[i], found[1])
		}
		links[i] = append(links[i], strings.Repeat("|\n", strings.Count(status, "|\n")))
		slices.Sort(links[i])
	}
	if len(links[0]) < 4 || !slices.Equal(links[0], links[1]) {
		t.Errorf("the sections have other links or rows: %q and %q", links[0], links[1])
	}
}

// The sections of both pages are the same, whatever their words.
func TestKoreanReadme_hasTheSectionsOfTheEnglishOne(t *testing.T) {
	t.Parallel()
	heading := regexp.MustCompile(`(?m)^#{1,6} `)
	english := heading.FindAllString(prose(t, "README.md"), -1)
	korean := heading.FindAllString(prose(t, "README.ko.md"), -1)
	if !slices.Equal(english, korean) {
		t.Errorf("README.md has the headings %q, README.ko.md %q", english, korean)
	}
}

// The guides that Korean users need first have a Korean page, with the same code, headings and tables.
func TestKoreanGuides_areInStepWithTheEnglishOnes(t *testing.T) {
	t.Parallel()
	korean, err := filepath.Glob("templates/guides/*-ko.md.tmpl")
	if err != nil || len(korean) < 3 {
		t.Fatalf("found %q, %v", korean, err)
	}
	form := regexp.MustCompile(`(?m)^#{1,6} |^\{\{ tffile .*|^\||^\d\. `)
	for _, file := range korean {
		english := strings.Replace(file, "-ko.md", ".md", 1)
		if got, want := codeBlocks(t, file), codeBlocks(t, english); !slices.Equal(got, want) {
			t.Errorf("%s has other code than %s:\n%q\n%q", file, english, got, want)
		}
		got, want := form.FindAllString(prose(t, file), -1), form.FindAllString(prose(t, english), -1)
		if !slices.Equal(got, want) {
			t.Errorf("%s has other headings, examples, rows or steps than %s:\n%q\n%q", file, english, got, want)
		}
		page := strings.TrimPrefix(english, "templates/guides/")
		if link := "[English](" + strings.TrimSuffix(page, ".tmpl") + ")"; !strings.Contains(readFile(t, file), link) {
			t.Errorf("%s has no link %s", file, link)
		}
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

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// codeBlocks returns the code blocks of a page without diagrams and comments, which are translated.
func codeBlocks(t *testing.T, name string) []string {
	t.Helper()
	comment := regexp.MustCompile(`(?m)[ \t]+# .*$`)
	var blocks []string
	for i, block := range strings.Split(readFile(t, name), "```") {
		if i%2 == 1 && !strings.HasPrefix(block, "mermaid") {
			blocks = append(blocks, comment.ReplaceAllString(block, ""))
		}
	}
	return blocks
}

// prose returns a page without its code blocks.
func prose(t *testing.T, name string) string {
	t.Helper()
	var text strings.Builder
	for i, block := range strings.Split(readFile(t, name), "```") {
		if i%2 == 0 {
			text.WriteString(block)
		}
	}
	return text.String()
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
