package provider

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// parallelReads is how many channels a list reads at the same time.
const parallelReads = 5

// listChannels returns the events of the list resource livestation_channel, as tfprotov6 has them.
func (s session) listChannels(name string, limit int64, include bool) []tfprotov6.ListResourceResult {
	s.t.Helper()
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"channel_status": tftypes.String, "channel_name": tftypes.String,
	}}
	config := dynamic(s.t, kind, tftypes.NewValue(kind, map[string]tftypes.Value{
		"channel_status": tftypes.NewValue(tftypes.String, nil), "channel_name": tftypes.NewValue(tftypes.String, name),
	}))
	return s.listAs(&tfprotov6.ListResourceRequest{
		TypeName: "livestation_channel", Config: config, Limit: limit, IncludeResource: include,
	}, -1)
}

// putManyChannels adds n live channels, and one of each form that the resource cannot manage.
func putManyChannels(api *fakeapi.Server, n int) (leftOut map[string]string) {
	for i := range n {
		api.PutChannel(fakeapi.Channel{
			Type: "live", ID: nthChannelID(i), Name: fmt.Sprintf("stage_%d", i), Status: "READY",
		})
	}
	leftOut = map[string]string{}
	for reason, form := range map[string]func(object map[string]any){
		"it has no CDN": func(object map[string]any) {
			object["cdn"] = map[string]any{"instanceNo": "0", "profileId": 0, "cdnDomain": nil}
		},
		"its CDN lacks a profile or a domain": func(object map[string]any) {
			object["cdn"] = map[string]any{"instanceNo": "12", "profileId": nil, "cdnDomain": nil}
		},
		"its CDN is of the older type GLOBAL_CDN":    func(object map[string]any) { cdnOf(object)["cdnType"] = "GLOBAL_CDN" },
		"its name breaks the rule of channel_name":   func(object map[string]any) { object["channelName"] = "a stage-1" },
		"of an unexpected format: qualitySetId is a": func(object map[string]any) { object["qualitySetId"] = "three" },
		`its output protocol is "CMAF"`:              func(object map[string]any) { object["outputProtocol"] = "CMAF" },
		"immediate_on_air requires use_dvr":          func(object map[string]any) { object["useDVR"] = false },
		`its environment label is "PROD"`:            func(object map[string]any) { object["envType"] = "PROD" },
		`the domain of its CDN is "a b"`:             func(object map[string]any) { cdnOf(object)["cdnDomain"] = "a b" },
	} {
		id := nthChannelID(n + len(leftOut))
		api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Name: "odd_stage", Status: "READY"})
		api.SetChannelForm(id, form)
		leftOut[id] = reason
	}
	return leftOut
}

func cdnOf(object map[string]any) map[string]any {
	cdn, _ := object["cdn"].(map[string]any)
	return cdn
}

func recordOf(object map[string]any) map[string]any {
	record, _ := object["record"].(map[string]any)
	return record
}

// sparseChannels are forms of channels that the resource manages.
func sparseChannels() []func(object map[string]any) {
	return []func(object map[string]any){
		func(object map[string]any) { object["record"] = nil },
		func(object map[string]any) { object["record"] = map[string]any{"type": "NO_RECORD", "filePath": ""} },
		func(object map[string]any) { delete(object, "envType") },
		func(object map[string]any) { object["outputProtocol"] = "DASH,HLS" },
		func(object map[string]any) { object["immediateOnAir"], object["useDVR"] = nil, nil },
		func(object map[string]any) { recordOf(object)["type"] = "MANUAL_UPLOAD" },
		func(object map[string]any) { recordOf(object)["filePath"] = "/live/" },
		func(object map[string]any) {
			cdnOf(object)["cdnDomain"], cdnOf(object)["profileId"] = "Live.Example.com", "91"
		},
		func(object map[string]any) { object["channelName"] = "무대_1" },
	}
}

func expectNoWrites(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	if slices.ContainsFunc(api.Requests(), func(r fakeapi.Request) bool { return r.Method != http.MethodGet }) {
		t.Error("a write was sent")
	}
}

func TestChannelListResource_namesWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	leftOut := putManyChannels(api, 2)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-9", Name: "another", Status: "READY"})
	results := configured(t, api).listChannels("stage", 1, false)
	if len(results) != 2 || results[1].DisplayName != "stage_0" {
		t.Fatalf("got %+v, want the warnings and one channel", results)
	}
	warnings := formatDiags(results[0].Diagnostics)
	for id, reason := range leftOut {
		if !outputMatches(id, reason).MatchString(warnings) {
			t.Errorf("the warnings lack %s, because %s:\n%s", id, reason, warnings)
		}
	}
	if n := strings.Count(warnings, "\n  - "); n != len(leftOut) || !strings.Contains(warnings, "2 results were found") {
		t.Errorf("%d channels are left out, want %d:\n%s", n, len(leftOut), warnings)
	}
}

func TestChannelListResource_readsFiveChannelsAtATime(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	const n = 23
	putManyChannels(api, n)
	var now, most atomic.Int64
	for i := range n {
		api.SetChannelForm(nthChannelID(i), func(map[string]any) {
			if current := now.Add(1); current > most.Load() {
				most.Store(current)
			}
			time.Sleep(5 * time.Millisecond)
			now.Add(-1)
		})
	}
	var names []string
	for _, r := range configured(t, api).listChannels("stage", 1000, true)[1:] {
		names = append(names, r.DisplayName)
	}
	if len(names) != n || names[0] != "stage_0" || names[n-1] != "stage_22" {
		t.Errorf("got %q", names)
	}
	if most.Load() < 2 || most.Load() > parallelReads {
		t.Errorf("%d channels were read at a time, want at most %d", most.Load(), parallelReads)
	}
	if got := len(api.Requests()); got != 1+n {
		t.Errorf("%d requests, want %d", got, 1+n)
	}
}

// What a list does not show is found when the channel is read: how it is recorded, that it was
// deleted meanwhile, or an error, which ends the list.
func TestChannelListResource_namesWhatItLeavesOutAfterReading(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	records := []map[string]any{
		{"type": "OTHER"}, {"format": "FLV"}, {"bucketName": "b"}, {"filePath": "live"}, {"accessControl": nil},
	}
	for i := range 20 {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: fmt.Sprint("stage_", i), Status: "READY"})
	}
	for i, fields := range records {
		api.SetChannelForm(nthChannelID(i), func(object map[string]any) { maps.Copy(recordOf(object), fields) })
	}
	isDeleted := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, nthChannelID(5)) }
	isRefused := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, nthChannelID(7)) }
	api.RespondWhere(func(r *http.Request) bool { return isDeleted(r) || isRefused(r) },
		func(w http.ResponseWriter, r *http.Request) {
			if isDeleted(r) {
				respondCode(404, 250100)(w, r)
			} else {
				respondCode(403, 250010)(w, r)
			}
		})
	results := configured(t, api).listChannels("stage", 1000, true)
	if len(results) != 8 || results[6].DisplayName != "stage_6" {
		t.Fatalf("got %+v, want six warnings, a channel and an error", results)
	}
	for i, want := range append(slices.Repeat([]string{"recorded in another way"}, len(records)), "deleted meanwhile") {
		got := results[i].Diagnostics[0]
		if !strings.Contains(got.Detail, nthChannelID(i)) || !strings.Contains(got.Detail, want) {
			t.Errorf("channel %d: got %s", i, formatDiags(results[i].Diagnostics))
		}
	}
	onlyError(t, results[7].Diagnostics)
	if got := len(api.Requests()); got != 1+2*parallelReads {
		t.Errorf("%d requests, want none after the error", got)
	}
}

// What the list returns is what an import returns. The configuration that the provider generates
// of it is valid and plans no change.
func TestChannelListResource_generatedConfigurationPlansNothing(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putManyChannels(api, len(sparseChannels())+1)
	for i, form := range sparseChannels() {
		api.SetChannelForm(nthChannelID(i), form)
	}
	s := configured(t, api)
	const kind = "livestation_channel"
	ctx := t.Context()
	results := s.listChannels("", 1000, true)[1:]
	if len(results) != len(sparseChannels())+1 {
		t.Errorf("%d results, want %d", len(results), len(sparseChannels())+1)
	}
	for _, r := range results {
		imported, err1 := s.server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{
			TypeName: kind, Identity: r.Identity,
		})
		generated, err2 := s.server.GenerateResourceConfig(ctx, &tfprotov6.GenerateResourceConfigRequest{
			TypeName: kind, State: r.Resource,
		})
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		valid, err1 := s.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
			TypeName: kind, Config: generated.Config,
		})
		planned, err2 := s.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: kind, PriorState: r.Resource, ProposedNewState: r.Resource, Config: generated.Config,
		})
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		expectNoErrors(t, slices.Concat(imported.Diagnostics, generated.Diagnostics, valid.Diagnostics, planned.Diagnostics))
		if want := imported.ImportedResources[0].State; !reflect.DeepEqual(r.Resource, want) {
			t.Errorf("%s: the list returns %s, an import %s", r.DisplayName, r.Resource.MsgPack, want.MsgPack)
		}
		if !reflect.DeepEqual(planned.PlannedState, r.Resource) {
			t.Errorf("%s: the plan is %s, want %s", r.DisplayName, planned.PlannedState.MsgPack, r.Resource.MsgPack)
		}
	}
}

// Each channel that a query finds is imported with the configuration that Terraform generates.
func TestAccChannelListResource_generatedConfigurationImportsAll(t *testing.T) {
	t.Parallel()
	requireFeature(t, queryFeature)
	api := startAPI(t)
	putManyChannels(api, 591)
	for i, form := range sparseChannels() {
		api.SetChannelForm(nthChannelID(i), form)
	}
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed))
	hcl := "list \"livestation_channel\" \"all\" {\n  provider = livestation\n  limit    = 1000\n}\n"
	if err := os.WriteFile(filepath.Join(w.folder, "find.tfquery.hcl"), []byte(hcl), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run("query")
	if n := len(api.Requests()); n != 6 {
		t.Errorf("%d requests to list 600 channels, want 6", n)
	}
	w.run("query", "-generate-config-out=generated.tf")
	expectOutput(t, w.run("apply", "-auto-approve"), "591 imported, 0 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
	expectNoWrites(t, api)
}
