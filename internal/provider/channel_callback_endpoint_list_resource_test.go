package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// listFilter is the config block of the list resource; "" is null.
type listFilter struct{ channelType, status, name string }

var listFilterType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"channel_type": tftypes.String, "channel_status": tftypes.String, "channel_name": tftypes.String,
}}

func (f listFilter) dynamic(t *testing.T) *tfprotov6.DynamicValue {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, value := range map[string]string{
		"channel_type": f.channelType, "channel_status": f.status, "channel_name": f.name,
	} {
		values[name] = tftypes.NewValue(tftypes.String, nil)
		if value != "" {
			values[name] = tftypes.NewValue(tftypes.String, value)
		}
	}
	return dynamic(t, listFilterType, tftypes.NewValue(listFilterType, values))
}

// listServer returns the part of the protocol about list resources.
func (s session) listServer() tfprotov6.ProviderServerWithListResource { //nolint:staticcheck // in no other one yet
	s.t.Helper()
	server, ok := s.server.(tfprotov6.ProviderServerWithListResource) //nolint:staticcheck // in no other one yet
	if !ok {
		s.t.Fatal("the provider has no list resources")
	}
	return server
}

// list returns the events of a list, of which it reads at most the first atMost.
func (s session) list(filter listFilter, limit int64, include bool, atMost int) []tfprotov6.ListResourceResult {
	s.t.Helper()
	return s.listAs(&tfprotov6.ListResourceRequest{
		TypeName: channelResourceType, Config: filter.dynamic(s.t), Limit: limit, IncludeResource: include,
	}, atMost)
}

func (s session) listAs(req *tfprotov6.ListResourceRequest, atMost int) []tfprotov6.ListResourceResult {
	s.t.Helper()
	stream, err := s.listServer().ListResource(s.t.Context(), req)
	if err != nil {
		s.t.Fatal(err)
	}
	var results []tfprotov6.ListResourceResult
	for result := range stream.Results {
		if results = append(results, result); len(results) == atMost {
			break
		}
	}
	return results
}

// listed returns the import IDs of the results.
func listed(t *testing.T, results []tfprotov6.ListResourceResult) []string {
	t.Helper()
	var ids []string
	for _, r := range results {
		expectNoErrors(t, r.Diagnostics)
		if r.Identity == nil {
			continue
		}
		value, err := r.Identity.IdentityData.Unmarshal(channelIdentityType)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]tftypes.Value
		var id, channelType string
		if err := value.As(&fields); err != nil {
			t.Fatal(err)
		}
		if err := fields["channel_id"].As(&id); err != nil {
			t.Fatal(err)
		}
		if err := fields["channel_type"].As(&channelType); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, channelType+"/"+id)
	}
	return ids
}

// putAccount makes channels of each type: one with an endpoint, one without, and a
// deleted one with an endpoint.
func putAccount(api *fakeapi.Server) {
	for _, channelType := range []string{"live", "re_stream", "vod2live"} {
		own := "https://own.example/" + channelType
		for i, c := range []fakeapi.Channel{
			{Name: channelType + "_a", Status: "READY", CallbackEndpoint: own},
			{Name: channelType + "_b", Status: "READY"},
			{Name: channelType + "_c", Status: "DELETED", CallbackEndpoint: own},
		} {
			c.Type = channelType
			c.ID = nthChannelID(i + 1)
			api.PutChannel(c)
		}
	}
}

func TestListResource_listsOwnEndpointsThatMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		filter   listFilter
		want     []string
		requests int
	}{
		"all": {
			want:     []string{"live/" + nthChannelID(1), "re_stream/" + nthChannelID(1), "vod2live/" + nthChannelID(1)},
			requests: 3,
		},
		"one type": {
			filter: listFilter{channelType: "vod2live"}, want: []string{"vod2live/" + nthChannelID(1)}, requests: 1,
		},
		"a name": {filter: listFilter{name: "stream_a"}, want: []string{"re_stream/" + nthChannelID(1)}, requests: 3},
		"deleted": {
			filter: listFilter{channelType: "live", status: "DELETED"}, want: []string{"live/" + nthChannelID(3)},
			requests: 1,
		},
		"reserved":      {filter: listFilter{status: "RESERVED"}, requests: 1}, // of VOD2LIVE channels
		"no such state": {filter: listFilter{channelType: "live", status: "BLOCK"}, requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putAccount(api)
			got := listed(t, configured(t, api).list(c.filter, 100, false, -1))
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if n := len(api.Requests()); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
		})
	}
}

func TestListResource_includesResourceIfRequested(t *testing.T) {
	t.Parallel()
	s := configured(t, startStageAPI(t))
	for _, include := range []bool{false, true} {
		results := s.list(listFilter{}, 100, include, -1)
		if len(results) != 1 {
			t.Fatalf("%d results", len(results))
		}
		got := results[0]
		if len(got.Diagnostics) != 0 || got.DisplayName != "stage" {
			t.Errorf("the display name is %q, want the channel's: %s", got.DisplayName, formatDiags(got.Diagnostics))
		}
		expectIdentity(t, got.Identity, stageID, "live")
		if (got.Resource != nil) != include {
			t.Fatalf("the result has a resource: %t, want %t", !include, include)
		}
		if !include {
			continue
		}
		value, err := got.Resource.Unmarshal(channelValueType)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := channelValue{id: stageID, channelType: "live", url: registeredURL}.dynamic(t).Unmarshal(channelValueType)
		if !value.Equal(want) {
			t.Errorf("the resource is %s, want %s", value, want)
		}
	}
}

// A name that could control the terminal, or that is empty, is not shown.
func TestListResource_displaysIDInsteadOfUnprintableName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "\x1b[2J", "a\u202eb"} {
		api := startAPI(t)
		api.PutChannel(
			fakeapi.Channel{Type: "live", ID: stageID, Name: name, Status: "READY", CallbackEndpoint: registeredURL},
		)
		results := configured(t, api).list(listFilter{}, 100, false, -1)
		if len(results) != 1 || results[0].DisplayName != stageID {
			t.Errorf("%q: the results are %+v", name, results)
		}
	}
}

// Terraform stops reading at the limit without a message, so the warning comes first.
func TestListResource_warnsFirstWhenLimitCutsTheList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit   int64
		results int
		warned  bool
	}{
		"below": {limit: 2, results: 2, warned: true},
		"none":  {limit: 0, results: 0, warned: true},
		"exact": {limit: 3, results: 3},
		"above": {limit: 4, results: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putAccount(api)
			results := configured(t, api).list(listFilter{}, c.limit, false, -1)
			if n := len(listed(t, results)); n != c.results {
				t.Errorf("%d results, want %d", n, c.results)
			}
			if warned := len(results) > 0 && len(results[0].Diagnostics) > 0; warned != c.warned {
				t.Fatalf("a warning comes first: %v, want %v", warned, c.warned)
			}
			if !c.warned {
				return
			}
			warning := results[0].Diagnostics[0]
			if warning.Severity != tfprotov6.DiagnosticSeverityWarning || results[0].Identity != nil {
				t.Errorf("the first event is not only a warning: %+v", results[0])
			}
			if !strings.HasPrefix(warning.Detail, "Set limit = 3 or more in the list block") {
				t.Errorf("the detail is %q", warning.Detail)
			}
		})
	}
}

func TestListResource_stopsWhenTerraformStopsReading(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putAccount(api)
	for atMost := range 4 { // The first event is a warning.
		if results := configured(t, api).list(listFilter{}, 2, true, atMost+1); len(results) > 3 {
			t.Errorf("%d events", len(results))
		}
	}
}

func TestListResource_reportsErrors(t *testing.T) {
	t.Parallel()
	api := startStageAPI(t)
	api.RespondEvery(1, fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "no"))
	results := configured(t, api).list(listFilter{}, 100, false, -1)
	if len(results) != 1 {
		t.Fatalf("%d events, want one error", len(results))
	}
	got := onlyError(t, results[0].Diagnostics)
	if want := "Sub account not permitted to use Live Station (250010)"; got.Summary != want {
		t.Errorf("the summary is %q, want %q", got.Summary, want)
	}
}

// The client capability to defer does not exist for lists.
func TestListResource_namesUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	api := startStageAPI(t)
	s := newSession(t, nil)
	b := blockFor(api, fakeapi.Allowed)
	b["endpoint"] = tftypes.UnknownValue
	expectNoErrors(t, s.configure(b))
	results := s.list(listFilter{}, 100, false, -1)
	if len(results) != 1 {
		t.Fatalf("%d events, want one error", len(results))
	}
	if got := onlyError(t, results[0].Diagnostics); !strings.Contains(got.Detail, "endpoint") {
		t.Errorf("the detail does not name the argument: %s", got.Detail)
	}
}

func TestListResource_warnsWhenListChangesOrClockIsInaccurate(t *testing.T) {
	t.Parallel()
	api := startStageAPI(t)
	api.SkewClock(30 * time.Minute)
	n := 0
	api.AfterEach(func() {
		n++
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(n), Name: "new", Status: "READY"})
	})
	putChannels(api, 150, "")
	results := configured(t, api).list(listFilter{}, 100, false, -1)
	if len(results) != 2 {
		t.Fatalf("%d events, want the warnings and one result", len(results))
	}
	var summaries []string
	for _, d := range results[0].Diagnostics {
		summaries = append(summaries, d.Summary)
	}
	want := []string{"System clock is inaccurate", "List of channels changed while it was read"}
	if !slices.Equal(summaries, want) {
		t.Errorf("the warnings are %q, want %q", summaries, want)
	}
}

func TestListResource_validatesFilters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		filter listFilter
		want   string
	}{
		"type":   {filter: listFilter{channelType: "vod"}, want: "Invalid Attribute Value Match"},
		"status": {filter: listFilter{status: "ready"}, want: "Invalid channel status"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp, err := newSession(t, nil).listServer().ValidateListResourceConfig(t.Context(),
				&tfprotov6.ValidateListResourceConfigRequest{TypeName: channelResourceType, Config: c.filter.dynamic(t)})
			if err != nil {
				t.Fatal(err)
			}
			if got := onlyError(t, resp.Diagnostics); got.Summary != c.want {
				t.Errorf("the summary is %q, want %q", got.Summary, c.want)
			}
		})
	}
}

// What a query finds is imported with the configuration that Terraform generates.
func TestAccListResource_generatedConfigurationImportsAll(t *testing.T) {
	t.Parallel()
	requireFeature(t, queryFeature)
	api := startAPI(t)
	for i := range 600 {
		c := fakeapi.Channel{
			Type:   []string{"live", "re_stream", "vod2live"}[i%3],
			ID:     nthChannelID(i),
			Name:   "channel",
			Status: "READY",
		}
		if i < 203 {
			c.CallbackEndpoint = fmt.Sprintf("https://events.example/%d", i)
		}
		api.PutChannel(c)
	}
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed))
	query := func(limit string) {
		t.Helper()
		hcl := "list \"livestation_channel_callback_endpoint\" \"all\" {\n  provider = livestation\n" + limit + "}\n"
		if err := os.WriteFile(filepath.Join(w.folder, "find.tfquery.hcl"), []byte(hcl), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	query("")
	expectOutput(t, w.run("query"),
		"List is incomplete", "203 results were found")
	query("  limit = 1000\n")
	before := len(api.Requests())
	w.run("query", "-generate-config-out=generated.tf")
	if n := len(api.Requests()) - before; n != 6 {
		t.Errorf("%d requests to list 600 channels, want 6", n)
	}
	expectOutput(t, w.run("apply", "-auto-approve"), "203 imported, 0 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
	expectPosts(t, api, 0)
}
