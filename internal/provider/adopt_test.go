package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The guide "Adopt existing callback endpoints", with as many channels as someone has
// who does not want to import them one by one.
func TestAccAdopt_importsAllRegistrations(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	types := []string{"live", "re_stream", "vod2live"}
	for i := range 250 {
		c := fakeapi.Channel{Type: types[i%3], ID: nthChannelID(i / 2), Name: "channel", Status: "READY"} // IDs are not unique among types.
		if i < 200 {
			c.CallbackEndpoint = fmt.Sprintf("https://events.example/%d", i)
		}
		api.PutChannel(c)
	}
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "gone", Status: "DELETED", CallbackEndpoint: "https://gone.example"})
	w := emptyWorkspace(t)
	main := readExample(t, filepath.Join("..", "..", "examples", "adopt", "main.tf"))
	w.write(main)
	w.init()
	out, err := w.terraform(withKeys(api.URL), "apply", "-auto-approve")
	if err != nil || !strings.Contains(out, "200 imported, 0 added, 0 changed, 0 destroyed") {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	w.expectNoChanges(withKeys(api.URL))

	// The guide's next step: the URLs are written down and no longer read.
	out, err = w.terraform(withKeys(api.URL), "output", "-json", "endpoints")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(w.folder, "endpoints.json"), []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	guide := readExample(t, filepath.Join("..", "..", "templates", "guides", "adopt-existing-callback-endpoints.md.tmpl"))
	_, locals, found := strings.Cut(guide, "```terraform\n   locals {")
	locals, _, closed := strings.Cut(locals, "```")
	if !found || !closed {
		t.Fatal("the guide has no block locals")
	}
	w.write(withoutBlocks(t, main, "data ", "locals ", "import ") + "locals {" + locals)
	w.expectNoChanges(withKeys(api.URL))
	if n := posts(api); n != 0 {
		t.Errorf("%d POSTs", n)
	}

	// From now on, a change outside Terraform is a change in the plan.
	api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(0), Name: "channel", Status: "READY", CallbackEndpoint: "https://foreign.example"})
	out, err = w.terraform(withKeys(api.URL), "plan")
	if err != nil || !strings.Contains(out, "0 to add, 1 to change, 0 to destroy") {
		t.Errorf("%v\n%.3000s", err, out)
	}
}

// expectNoChanges fails unless the plan is empty.
func (w workspace) expectNoChanges(env []string) {
	w.t.Helper()
	if out, err := w.terraform(env, "plan", "-detailed-exitcode"); err != nil {
		w.t.Fatalf("the plan has changes: %v\n%.5000s", err, out)
	}
}

// withoutBlocks removes the blocks of a formatted configuration that begin with one of
// the prefixes.
func withoutBlocks(t *testing.T, hcl string, prefixes ...string) string {
	t.Helper()
	for _, prefix := range prefixes {
		block := regexp.MustCompile(`(?ms)^` + prefix + `[^\n]*\{(\}|$.*?^\})\n`)
		if !block.MatchString(hcl) {
			t.Fatalf("the example has no block %q", prefix)
		}
		hcl = block.ReplaceAllString(hcl, "")
	}
	return hcl
}

// The block that the message shows, with the resource's address, is all that it takes.
func TestAccConflict_showsImportBlockThatWorks(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, "https://foreign.example")
		config := requiredProvider + c.hcl("https://mine.example")
		w := emptyWorkspace(t)
		w.write(config)
		w.init()
		out, err := w.terraform(withKeys(api.URL), "plan")
		if err == nil {
			t.Fatalf("the plan did not fail:\n%s", out)
		}
		_, rest, found := strings.Cut(strings.ReplaceAll(out, "│", ""), "import {")
		block, _, closed := strings.Cut(rest, "}")
		if !found || !closed {
			t.Fatalf("the error shows no import block:\n%s", out)
		}
		guide := strings.Contains(out, `"Adopt existing callback endpoints"`)
		if want := c.importID != "default"; guide != want {
			t.Errorf("the error names the guide: %v, want %v\n%s", guide, want, out)
		}
		w.write(config + "import {" + strings.Replace(block, "ADDRESS", c.address, 1) + "}\n")
		out, err = w.terraform(withKeys(api.URL), "plan")
		if err != nil || !strings.Contains(out, "1 to import, 0 to add, 1 to change, 0 to destroy") {
			t.Errorf("%v\n%s", err, out)
		}
	})
}
