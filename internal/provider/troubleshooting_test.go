package provider

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The guide goes by what users see, so what it quotes must be what the provider
// says. Its first section quotes Terraform.
func TestTheTroubleshootingGuideQuotesTheProvider(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "troubleshooting.md.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	_, ours, ok := strings.Cut(string(guide), "## The keys")
	if !ok {
		t.Fatal("the guide has no section about keys")
	}
	said, terraforms := sources(t), []string{"(known after apply)", "Invalid provider configuration"}
	quotes := regexp.MustCompile(`"([^"]+)"`)
	checked := 0
	for line := range strings.Lines(ours) {
		symptom := strings.SplitN(line, "|", 3)
		if len(symptom) < 3 {
			continue
		}
		for _, quote := range quotes.FindAllStringSubmatch(symptom[1], -1) {
			if slices.Contains(terraforms, quote[1]) {
				continue
			}
			checked++
			if !strings.Contains(said, `"`+quote[1]) {
				t.Errorf("the provider never says %q", quote[1])
			}
		}
	}
	if checked < 25 {
		t.Errorf("only %d quotes were found", checked)
	}
}

// sources returns the code in which what the provider says is written.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(code)
	}
	return all.String()
}
