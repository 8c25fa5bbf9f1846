package provider

import (
	"fmt"
	"maps"
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
		c := fakeapi.Channel{
			Type:   types[i%3],
			ID:     nthChannelID(i / 2),
			Name:   "channel",
			Status: "READY",
		} // IDs are not unique among types.
		if i < 200 {
			c.CallbackEndpoint = fmt.Sprintf("https://events.example/%d", i)
		}
		api.PutChannel(c)
	}
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "gone", Status: "DELETED", CallbackEndpoint: "https://gone.example"})
	main := providerBlockIn(t, readExample(t, filepath.Join("..", "..", "examples", "adopt", "main.tf")), api)
	w := newWorkspace(t, main)
	expectOutput(t, w.run("apply", "-auto-approve"), "200 imported, 0 added, 0 changed, 0 destroyed")
	w.expectNoChanges()

	// The guide's next step: the URLs are written down and no longer read.
	endpoints := w.run("output", "-raw", "endpoints")
	if lines := strings.Count(endpoints, "\n"); lines != 202 {
		t.Errorf("the endpoints have %d lines, want one for each", lines)
	}
	if err := os.WriteFile(filepath.Join(w.folder, "endpoints.json"), []byte(endpoints), 0o600); err != nil {
		t.Fatal(err)
	}
	w.write(withoutBlocks(t, main, "data ", "locals ", "import ") +
		guideBlock(t, "adopt-existing-callback-endpoints", "   locals {"))
	w.expectNoChanges()
	expectPosts(t, api, 0)

	// From now on, a change outside Terraform is a change in the plan.
	api.PutChannel(fakeapi.Channel{
		Type: "live", ID: nthChannelID(0), Name: "channel", Status: "READY", CallbackEndpoint: foreignURL,
	})
	expectOutput(t, w.run("plan"), "0 to add, 1 to change, 0 to destroy")
}

// The resources of a map that the user wrote exist already: only the first conflict
// explains it, with the block of the guide, which imports all of them.
func TestAccAdopt_importsOwnMap(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	stages := ""
	for i := range 30 {
		id := nthChannelID(i)
		stages += fmt.Sprintf("stage_%d = %q\n", i, id)
		api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Name: "stage", Status: "READY", CallbackEndpoint: foreignURL})
	}
	hcl := providerBlock(api, fakeapi.Allowed) + `
		locals {
			stages = {
				` + stages + `
			}
		}

		resource "livestation_channel_callback_endpoint" "stage" {
			for_each     = local.stages
			channel_id   = each.value
			callback_url = "https://events.example.com/${each.key}"
		}
	`
	w := newWorkspace(t, hcl)
	out := w.runFailing("plan")
	if n := strings.Count(out, conflictError); n != 30 {
		t.Errorf("the plan shows %d conflicts, want 30", n)
	}
	if n := strings.Count(out, "\n"); n > 300 {
		t.Errorf("the plan prints %d lines", n)
	}
	block := guideBlock(t, "adopt-existing-callback-endpoints", "import {")
	if shown := regexp.MustCompile(`(?m)^ +`).ReplaceAllString(out, ""); strings.Count(
		shown, regexp.MustCompile(`(?m)^ +`).ReplaceAllString(block, "")) != 1 {
		t.Errorf("the plan does not show the guide's block once:\n%.5000s", out)
	}
	w.write(hcl + block)
	expectOutput(t, w.run("plan"), "30 to import, 0 to add, 30 to change, 0 to destroy")
}

// Channels of each form are imported with what they are, and named if they cannot be.
func TestAccAdopt_importsAllChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	leftOut := putManyChannels(api, 30)
	maps.DeleteFunc(leftOut, func(_, reason string) bool { // The example trusts Live Station in these.
		return regexp.MustCompile("environment|domain of").MatchString(reason)
	})
	for _, c := range api.Channels()[30:] {
		if leftOut[c.ID] == "" {
			api.RemoveChannel("live", c.ID)
		}
	}
	for i, form := range sparseChannels() {
		api.SetChannelForm(nthChannelID(i), form)
	}
	main := readExample(t, filepath.Join("..", "..", "examples", "adopt-channels", "main.tf"))
	w := newWorkspace(t, providerBlockIn(t, main, api))
	out := w.run("apply", "-auto-approve")
	expectOutput(t, out, "30 imported, 0 added, 0 changed, 0 destroyed")
	for id := range leftOut {
		expectOutput(t, out, "left_out = {", id) // or in the warning of the data source
	}
	w.expectNoChanges()
	expectNoWrites(t, api)
}

// In the second step, the channels of the first one get an address and values of the user's own, in one apply.
func TestAccAdopt_isFollowedByOwnValues(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	examples := filepath.Join("..", "..", "examples")
	w := newWorkspace(t, providerBlockIn(t, readExample(t, filepath.Join(examples, "adopt-channels", "main.tf")), api))
	expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
	copyExample(t, workspace{folder: filepath.Join(w.folder, "stage")}, filepath.Join(examples, "own-channels", "stage"))
	own := providerBlockIn(t, readExample(t, filepath.Join(examples, "own-channels", "main.tf")), api)
	w.write(own + guideBlock(t, "manage-channels", "from = livestation_channel.adopted"))
	w.init()
	expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
	w.write(own)
	w.expectNoChanges()
	expectNoWrites(t, api)
}

const emptyProviderBlock = "provider \"livestation\" {}\n"

// providerBlockIn replaces the empty provider block of an example.
func providerBlockIn(t *testing.T, hcl string, api *fakeapi.Server) string {
	t.Helper()
	if !strings.Contains(hcl, emptyProviderBlock) {
		t.Fatal("the example has no empty provider block")
	}
	return strings.Replace(hcl, emptyProviderBlock, providerBlock(api, fakeapi.Allowed), 1)
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
func TestAccRegistrationConflict_importBlockWorks(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, foreignURL)
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		out := w.runFailing("plan")
		expectOutput(t, out, conflictError, foreignURL, firstURL)
		_, rest, found := strings.Cut(out, "import {")
		block, _, closed := strings.Cut(rest, "}")
		if !found || !closed {
			t.Fatalf("the error shows no import block:\n%s", out)
		}
		c.rewrite(w, api, c.hcl(firstURL)+"import {"+strings.Replace(block, "ADDRESS", c.address(), 1)+"}\n")
		expectOutput(t, w.run("plan", "-out=saved.tfplan"), "1 to import, 0 to add, 1 to change, 0 to destroy")
		c.expectRegistered(t, api, foreignURL)
		w.run("apply", "saved.tfplan")
		c.expectRegistered(t, api, firstURL)
		w.expectNoChanges()
	})
}
