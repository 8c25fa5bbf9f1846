package provider

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The steps in the head of examples/blue-green. Blue exists until green is on air.
func TestAccExamples_blueGreenAlwaysHasAChannel(t *testing.T) {
	t.Parallel()
	requireFeature(t, writeOnlyFeature) // The example requires the same versions.
	api := startExampleAPI(t, "")
	hcl := readExample(t, filepath.Join("..", "..", "examples", "blue-green", "main.tf"))
	w := emptyWorkspace(t)
	w.write(hcl)
	w.init()
	run := func(succeeds bool, variables ...string) string {
		t.Helper()
		arguments := []string{"apply", "-auto-approve"}
		for _, v := range variables {
			arguments = append(arguments, "-var="+v)
		}
		out, err := w.terraform(withKeys(api.URL), arguments...)
		if (err == nil) != succeeds {
			t.Fatalf("%q: %v\n%s", variables, err, out)
		}
		return out
	}
	const both, onlyGreen = "channels={ blue = 3, green = 1001 }", "channels={ green = 1001 }"
	run(true)
	run(true, both)
	run(true, both, "on_air=green")
	expectOutput(t, run(false, onlyGreen, "on_air=green"), "Channel is protected from deletion")
	run(true, both, "on_air=green", `unprotected=["blue"]`)
	expectSent(t, api, http.MethodDelete, 0)
	out := run(true, onlyGreen, "on_air=green")
	expectOutput(t, out, "0 added, 0 changed, 1 destroyed")
	var left []string
	for _, c := range api.Channels() {
		if c.Status != "DELETED" && c.ID != fakeapi.MainStage().ID {
			left = append(left, c.Name)
		}
	}
	if strings.Join(left, " ") != "stage_green" {
		t.Errorf("the channels are %q, want stage_green", left)
	}
}

// The steps in the head of examples/leave-cdn-plus.
func TestAccExamples_leaveCDNPlusMovesOneAndThenTheRest(t *testing.T) {
	t.Parallel()
	api := startExampleAPI(t, "")
	edges := startEdges(t, api)
	for _, id := range []string{fakeapi.OldStage().ID, "ls-20200327140134-iJKL6"} {
		old := fakeapi.OldStage()
		old.ID, old.Name = id, "stage_"+id[len(id)-1:]
		api.PutChannel(old)
		api.PutOnCDNPlus(id)
	}
	w := emptyWorkspace(t)
	w.write(readExample(t, filepath.Join("..", "..", "examples", "leave-cdn-plus", "main.tf")))
	w.init()
	run := func(arguments ...string) string {
		t.Helper()
		out, err := w.terraform(withKeys(api.URL, "LIVESTATION_GLOBAL_EDGE_ENDPOINT="+edges.URL), arguments...)
		if err != nil {
			t.Fatalf("%q: %v\n%s", arguments, err, out)
		}
		return out
	}
	const one = `-var=moving=["ls-20200327140133-iJKL5"]`
	const all = `-var=moving=["ls-20200327140133-iJKL5", "ls-20200327140134-iJKL6"]`
	expectOutput(t, run("apply", "-auto-approve"),
		`"ls-20200327140133-iJKL5" = "stage_5"`, `"ls-20200327140134-iJKL6" = "stage_6"`)
	expectOutput(t, run("apply", "-auto-approve", one), "1 imported, 0 added, 1 changed, 0 destroyed")
	expectOutput(t, run("apply", "-auto-approve", one), "0 added, 0 changed, 0 destroyed",
		`"ls-20200327140133-iJKL5" = "https://live.example.com/ls-20200327140133-iJKL5/ABR/playlist.m3u8"`)
	expectOutput(t, run("apply", "-auto-approve", all), "1 imported, 0 added, 1 changed, 0 destroyed")
	expectOutput(t, run("apply", "-auto-approve", all), "0 added, 0 changed, 0 destroyed")
	run("plan", "-detailed-exitcode", all)
	if n := len(moves(api)); n != 2 {
		t.Errorf("%d moves were sent, want 2", n)
	}
	expectSent(t, api, http.MethodPut, 0)
}

// The blocks of the guide "Manage channels" that send no request.
func TestAccManageChannelsGuide_blocksLeaveTheChannel(t *testing.T) {
	t.Parallel()
	const guide = "manage-channels"
	removed := guideBlock(t, guide, "from = livestation_channel.stage\n  lifecycle")
	forgotten := guideBlock(t, guide, `from = livestation_channel.stage["green"]`)
	moved := guideBlock(t, guide, "to   = livestation_channel.main_stage")
	api := startAPI(t)
	config := func(name string) string {
		return providerBlock(api, fakeapi.Allowed) + managedHCL(name)
	}
	entries := func(keys string) string {
		return strings.Replace(config("stage"), `channel_name = "main_stage"`,
			fmt.Sprintf("for_each = toset(%s)\n  channel_name = \"stage_${each.key}\"", keys), 1)
	}
	w := newWorkspace(t, "")
	w.apply(entries(`["blue", "green"]`))
	w.apply(entries(`["blue"]`) + forgotten)
	if state := w.run("state", "list"); strings.Contains(state, "green") || !strings.Contains(state, "blue") {
		t.Errorf("the state has %s", state)
	}
	expectSent(t, api, http.MethodDelete, 0)
	for _, c := range api.Channels() {
		api.RemoveChannel(c.Type, c.ID)
	}

	w = newWorkspace(t, "")
	w.write(config("stage"))
	w.run("apply", "-auto-approve")
	w.write(config("main_stage") + moved)
	expectOutput(t, w.run("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")
	w.write(providerBlock(api, fakeapi.Allowed) +
		strings.Replace(removed, "livestation_channel.stage", "livestation_channel.main_stage", 1))
	w.run("apply", "-auto-approve")
	if state := w.run("state", "list"); strings.Contains(state, "livestation_channel") {
		t.Errorf("the state still has %s", state)
	}
	onlyChannel(t, api)
	expectSent(t, api, http.MethodPut, 0)
	expectSent(t, api, http.MethodDelete, 0)
}

func TestAccManageChannelsGuide_destroyWithLifecycleLeavesTheChannel(t *testing.T) {
	t.Parallel()
	requireFeature(t, forgetFeature)
	api := startAPI(t)
	w := newWorkspace(t, strings.TrimSuffix(channelConfig(api), "}\n")+"lifecycle {\n  destroy = false\n}\n}\n")
	w.run("apply", "-auto-approve")
	_, _ = w.terraform(nil, "destroy", "-auto-approve") // OpenTofu exits with 1.
	if state := w.run("state", "list"); strings.Contains(state, mainChannel) {
		t.Errorf("the state still has %s", state)
	}
	onlyChannel(t, api)
	expectSent(t, api, http.MethodDelete, 0)
}
