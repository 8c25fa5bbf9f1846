package provider

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A constructor that provider.go does not list compiles, and Terraform never sees it.
func TestProvider_offersEveryConstructor(t *testing.T) {
	t.Parallel()
	listed, err := os.ReadFile("provider.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	constructor := regexp.MustCompile(`(?m)^func (New\w+)\(\) `)
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range constructor.FindAllStringSubmatch(string(source), -1) {
			found++
			name := filepath.Base(filepath.Dir(file)) + "." + match[1]
			if !strings.Contains(string(listed), "\t"+name+",\n") {
				t.Errorf("provider.go does not list %s of %s", name, file)
			}
		}
	}
	if found < 6 {
		t.Errorf("found %d constructors, want at least 6", found)
	}
}
