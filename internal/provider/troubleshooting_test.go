package provider

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
)

// The guide is organized by symptom, so its quotations must be texts of the provider.
// The section before "Credentials" quotes Terraform.
func TestTroubleshootingGuide_quotesTheProvider(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "troubleshooting.md.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	_, ours, ok := strings.Cut(string(guide), "## Credentials")
	if !ok {
		t.Fatal("the guide has no section Credentials")
	}
	code := providerCode(t)
	for _, noun := range []string{"Channel", "Quality set"} { // Messages of all managed objects begin with their nouns.
		code += strings.ReplaceAll(code, `noun+" `, `"`+noun+" ")
	}
	for cause := range livestation.CauseNotHTTP + 1 {
		code += strconv.Quote(diagnose.Error(&livestation.TransportError{Cause: cause}).Summary())
	}
	fromTerraform := []string{
		"(known after apply)", "Invalid provider configuration",
		"expected object type, found tuple", "No ephemeral resource types in mock providers", "Missing expected failure",
	}
	quotes := regexp.MustCompile(`"([^"]+)"`)
	checked := 0
	for line := range strings.Lines(ours) {
		symptom := strings.SplitN(line, "|", 3)
		if len(symptom) < 3 {
			continue
		}
		for _, quote := range quotes.FindAllStringSubmatch(symptom[1], -1) {
			if slices.Contains(fromTerraform, quote[1]) {
				continue
			}
			checked++
			if !strings.Contains(code, `"`+quote[1]) {
				t.Errorf("no text of the provider begins with %q", quote[1])
			}
		}
	}
	if checked < 25 {
		t.Errorf("only %d quotes were found", checked)
	}
}

// providerCode returns the Go code that contains the provider's texts.
func providerCode(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	var files []string
	for _, folder := range []string{"*", filepath.Join("provider", "*")} {
		found, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
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
