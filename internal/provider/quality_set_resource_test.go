package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const newsSet = "livestation_quality_set.news"

// setHCL is a quality set. An argument replaces the default with the same name; an empty value
// removes it.
func setHCL(arguments ...string) string {
	lines := map[string]string{
		"name": `"news"`, "quality_ids": "[31, 32]", "segment_duration": "2000", "segment_count": "3",
	}
	for _, argument := range arguments {
		key, value, _ := strings.Cut(argument, " = ")
		lines[key] = value
	}
	var b strings.Builder
	for key, value := range lines {
		if value != "" {
			fmt.Fprintf(&b, "  %s = %s\n", key, value)
		}
	}
	return fmt.Sprintf("resource \"livestation_quality_set\" \"news\" {\n%s}\n", b.String())
}

func setConfig(api *fakeapi.Server, arguments ...string) string {
	return providerBlock(api, fakeapi.Allowed) + setHCL(arguments...)
}

const (
	newSetID   = "2001" // of the first set that the fake API creates
	lowLatency = "is_enabled_ull = true"
)

// lowLatencyArguments are those of a set for low latency.
var lowLatencyArguments = []string{lowLatency, "segment_duration", "segment_count"}

// putUser adds a live channel that uses the new quality set.
func putUser(api *fakeapi.Server, status string) {
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "evening_news", Status: status})
	api.SetChannelForm("ls-1", func(object map[string]any) { object["qualitySetId"] = newSetID })
}

func TestAccQualitySet_livesFromCreationToDeletion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(setConfig(api))
	w.write(setConfig(api, "quality_ids = [32, 31]"))
	w.expectNoChanges()
	expectOutput(t, w.apply(setConfig(api, "segment_duration = 4500")), "0 added, 1 changed, 0 destroyed")
	expectOutput(t, w.apply(setConfig(api, "segment_count = 10")), "0 added, 1 changed, 0 destroyed")
	var bodies []string
	for _, r := range api.Requests() {
		if r.Method == http.MethodPut {
			bodies = append(bodies, r.Body)
		}
	}
	const want = `{"segmentDuration":4500,"segmentCount":3} {"segmentDuration":2000,"segmentCount":10}`
	if got := strings.Join(bodies, " "); got != want {
		t.Errorf("the bodies of PUT are %s, want both segments and nothing else: %s", got, want)
	}
	w.expectNoChanges()
	expectOutput(t, w.run("state", "show", newsSet), "quality_set_id = "+newSetID)
	expectOutput(t, w.run("destroy", "-auto-approve"), "1 destroyed")
	expectSent(t, api, http.MethodPost, 1)
	expectSent(t, api, http.MethodDelete, 1)
}

func TestAccQualitySet_badInputIsAnErrorOfThePlan(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	var steps []resource.TestStep
	for want, arguments := range map[string][]string{
		"Use 3 to 20 ASCII letters":                 {`name = "my_set"`},
		"quality_ids set must contain at least 1":   {"quality_ids = []"},
		"and at most 4 elements":                    {"quality_ids = [31, 32, 33, 34, 35]"},
		"only one 1080p quality (250302)":           {"quality_ids = [33, 34]"},
		"Got: 1200":                                 {"segment_duration = 1200"},
		"from 1000 to 10000 are valid. Got: 500":    {"segment_duration = 500"},
		"from 2 to 10 are valid. Got: 11":           {"segment_count = 11"},
		"from 2 to 10 are valid. Got: 2.5":          {"segment_count = 2.5"},
		"Correct quality_ids: only whole":           {"quality_ids = [31, 1.5]"},
		"Null Set Value":                            {"quality_ids = [31, null]"},
		"Missing segment_count":                     {"segment_count"},
		"Unsupported argument of a low-latency set": {lowLatency, "segment_count"},
		"Incomplete timed metadata (250375)":        {"enable_hls_timed_metadata = true"},
		"Set enable_hls_timed_metadata = true":      {`timed_metadata = { header = "clock" }`},
		"UTF-8 character count must be between 1":   {`timed_metadata = { header = "" }`},
	} {
		steps = append(steps, resource.TestStep{Config: setConfig(api, arguments...), ExpectError: outputMatches(want)})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
	expectSent(t, api, http.MethodPost, 0)
}

func TestAccQualitySet_lostResponseToACreateIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"connection breaks": fakeapi.HangUp, "no ID": fakeapi.Raw(200, "application/json", `{"content":{}}`),
		"empty": fakeapi.Raw(201, "application/json", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.SetQualitySets([]map[string]any{{"id": 1003, "name": "news"}})
			api.RespondAfter(http.MethodPost, 1, response)
			expectOutput(t, newWorkspace(t, "").failToApply(setConfig(api)), "Quality set might have been created",
				`ADDRESS is shown above: import { to = ADDRESS id = "2001" } `)
			expectSent(t, api, http.MethodPost, 1)
		})
	}
}

// What cannot be read, or is not as requested, is a warning with a whole state.
func TestAccQualitySet_resultThatDiffersIsPlannedAgain(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondWhere(func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/"+newSetID)
	}, respondCode(403, 250010))
	w := newWorkspace(t, "")
	expectOutput(t, w.apply(setConfig(api)), "Warning: Quality set not verified: "+newSetID, "250010")
	api.ClearResponses()
	w.run("apply", "-refresh-only", "-auto-approve")
	expectOutput(t, w.run("state", "show", newsSet), "created_time")
	w.expectNoChanges()
	api.OnUpdated(func(fields map[string]any) { delete(fields, "segmentCount") })
	expectOutput(t, w.apply(setConfig(api, "segment_count = 9")), "Warning: Quality set differs: "+newSetID)
	expectOutput(t, w.run("plan"), "3 -> 9")
	expectSent(t, api, http.MethodPost, 1)
}

// PUT changes the segments only, by the page. Any other change makes another set.
func TestAccQualitySet_isReplacedByAnyOtherChange(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(setConfig(api))
	metadata := []string{"enable_hls_timed_metadata = true", `timed_metadata = { header = "clock" }`}
	for i, arguments := range [][]string{
		{`name = "other"`}, {"quality_ids = [33, 31]"}, metadata,
		append([]string{`timed_metadata = { header = "other" }`}, metadata[0]), lowLatencyArguments,
		append([]string{`name = "fast"`}, lowLatencyArguments...),
	} {
		expectOutput(t, w.apply(setConfig(api, arguments...)), "1 added, 0 changed, 1 destroyed")
		w.expectNoChanges()
		expectSent(t, api, http.MethodPost, i+2)
	}
	expectSent(t, api, http.MethodPut, 0)
}

// The list of qualities may be incomplete, so the API decides.
func TestAccQualitySet_unknownQualityIsAWarning(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	out := newWorkspace(t, "").failToApply(setConfig(api, "quality_ids = [31, 35]"))
	expectOutput(t, out, "Warning: Quality not found (250300)", "no quality 35")
	expectOutput(t, out, "Error: Quality not found (250300)")
}

// A set that an earlier run left, or that another configuration manages, is shown before another one is created.
func TestAccQualitySet_sameSetIsShown(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(setConfig(api))
	out := newWorkspace(t, setConfig(api)).run("plan")
	expectOutput(t, out, "Warning: Quality set with this name exists: 2001", "import {", `id = "2001"`)
	w.write(setConfig(api))
	if out := w.run("plan", "-replace="+newsSet); strings.Contains(out, "exists: 2001") {
		t.Errorf("a set is shown as a copy of itself:\n%s", out)
	}
	two := setConfig(api, `name = "two"`) + strings.Replace(setHCL(`name = "two"`), `"news"`, `"again"`, 1)
	expectOutput(t, newWorkspace(t, two).run("plan"), "Warning: Two quality sets have one name")
}

// A set stays in the state until it is gone.
func TestAccQualitySet_deletionIsVerified(t *testing.T) {
	t.Parallel()
	deleted := respondBody(`{"content":{"deleteSuccess":true}}`)
	for name, c := range map[string]struct {
		response http.HandlerFunc // to DELETE
		isActed  bool
		get      http.HandlerFunc // the response to later reads, nil for the fake API's own
		want     string           // of the error, "" for success
	}{
		"still there":                 {response: deleted, want: "Quality set still exists"},
		"still there, unreadable":     {response: deleted, get: respondCode(403, 250010), want: "is gone 250010"},
		"gone with 250004":            {response: deleted, get: respondCode(404, 250004)},
		"gone with another 404":       {response: deleted, get: respondCode(404, 250123)},
		"success as text":             {response: fakeapi.Raw(200, "text/plain", "{}"), isActed: true},
		"response lost":               {response: fakeapi.HangUp, isActed: true},
		"unavailable":                 {response: respondStatus(503)},
		"internal error, still there": {response: respondStatus(500), want: "Server error (HTTP 500)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(setConfig(api))
			deletes := 0
			if c.isActed {
				api.RespondAfter(http.MethodDelete, 1, c.response)
			} else {
				api.RespondWhere(func(r *http.Request) bool {
					if r.Method == http.MethodDelete {
						deletes++
						return deletes == 1
					}
					return deletes > 0 && c.get != nil
				}, func(rw http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodDelete {
						c.response(rw, r)
					} else {
						c.get(rw, r)
					}
				})
			}
			if c.want == "" {
				w.run("destroy", "-auto-approve")
				return
			}
			expectOutput(t, w.runFailing("destroy", "-auto-approve"), strings.Fields(c.want)...)
			api.ClearResponses()
			expectOutput(t, w.run("state", "list"), newsSet)
		})
	}
}

// Right after a channel was deleted, the API may still count it as a user of its set.
func TestAccQualitySet_isDeletedAfterItsChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(setConfig(api) + managedHCL("main", unprotected, "quality_set_id = "+newsSet+".quality_set_id"))
	lagging := 3
	api.RespondWhere(func(r *http.Request) bool {
		isDelete := r.Method == http.MethodDelete && strings.Contains(r.URL.Path, "/qualitySets/")
		if isDelete {
			lagging--
		}
		return isDelete && lagging >= 0
	}, respondCode(400, 250306))
	channel := onlyChannel(t, api)
	api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{channel.Name} })
	w.run("destroy", "-auto-approve")
}

// A list of sets may lag: what GET of the ID says decides.
func TestAccQualitySet_thatTheListLacksCanBeUsed(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/qualitySets") },
		respondBody(`{"content":[],"total":0}`))
	newWorkspace(t, "").apply(channelConfig(api))
	expectSent(t, api, http.MethodPost, 1)
}

// A set that becomes one for low latency replaces its channels, which must have the protocol for it.
func TestAccQualitySet_becomesLowLatencyWithItsChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := func(set []string, channel ...string) string {
		channel = append(channel, unprotected, "quality_set_id = "+newsSet+".quality_set_id")
		return setConfig(api, set...) + managedHCL("main", channel...)
	}
	w := newWorkspace(t, "")
	w.apply(config(nil))
	w.write(config(lowLatencyArguments))
	expectOutput(t, w.runFailing("plan"), "Quality set does not fit output_protocol", "is_enabled_ull is true")
	expectOutput(t, w.apply(config(lowLatencyArguments, `output_protocol = "LL_HLS"`)), "2 added, 0 changed, 2 destroyed")
	w.expectNoChanges()
}

// Nothing is interrupted or overwritten, and a failed PUT or DELETE does not change the state.
func TestAccQualitySet_changeIsRefused(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*fakeapi.Server){
		"Quality set is on air": func(api *fakeapi.Server) { putUser(api, "PUBLISHING") },
		"Quality set is on air: 2001": func(api *fakeapi.Server) {
			putUser(api, "PUBLISHING")
			api.SetChannelForm("ls-1", func(channel map[string]any) { delete(channel, "qualitySetId") })
			api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{"evening_news"} })
		},
		`ls-1: "evening_news" (PUBLISHING)`: func(api *fakeapi.Server) {
			putUser(api, "PUBLISH") // as old pages spell it
		},
		`vod-1: "vod" (PUBLISHING)`: func(api *fakeapi.Server) {
			putUser(api, "READY")
			api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: "vod-1", Name: "vod", Status: "PUBLISHING"})
			api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{"evening_news", "vod"} })
		},
		`vod-2: "evening_news" (PUBLISHING)`: func(api *fakeapi.Server) {
			putUser(api, "READY")
			api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: "vod-2", Name: "evening_news", Status: "PUBLISHING"})
			api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{"evening_news"} })
		},
		`ls-1: "evening_news" (ON_AIR)`: func(api *fakeapi.Server) { putUser(api, "ON_AIR") },
		`re-1: "re" (PUBLISHING)`: func(api *fakeapi.Server) {
			api.PutChannel(fakeapi.Channel{Type: "re_stream", ID: "re-1", Name: "re", Status: "PUBLISHING"})
			api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{"re"} })
		},
		"(HTTP 503)": func(api *fakeapi.Server) { // The second attempt finds the broadcast.
			respondOnce(api, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				putUser(api, "PUBLISHING")
				respondStatus(503)(w, r)
			})
		},
		"Quality set changed outside Terraform": func(api *fakeapi.Server) {
			api.SetQualitySetForm(func(set map[string]any) { set["segmentCount"] = 7 })
		},
		"deleted after this plan was made": func(api *fakeapi.Server) { api.SetQualitySets(nil) },
		"(250010)": func(api *fakeapi.Server) {
			api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/channels") },
				respondCode(403, 250010))
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(setConfig(api))
			w.write(setConfig(api, "segment_count = 4"))
			w.run("plan", "-out=saved")
			sets := api.QualitySets()
			change(api)
			expectOutput(t, w.runFailing("apply", "saved"), want)
			api.ClearResponses()
			api.SetQualitySetForm(nil)
			api.SetQualitySets(sets)
			w.write(setConfig(api))
			w.expectNoChanges()
			if n := sent(api, http.MethodPut); n > 0 && want != "(HTTP 503)" || n > 1 {
				t.Errorf("%d PUT requests were sent", n)
			}
		})
	}
}

func TestAccQualitySet_inUseIsNamedAndKept(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, setConfig(api))
	expectOutput(t, w.run("apply", "-auto-approve"), "Warning: Experimental resource livestation_quality_set")
	putUser(api, "READY")
	expectOutput(t, w.runFailing("destroy", "-auto-approve"), "Quality set is in use: 2001 (250306)", "evening_news")
	w.write(setConfig(api, lowLatencyArguments...))
	expectOutput(t, w.run("plan"), "Warning: Quality set is in use: 2001", "create a second set", "replaces the set",
		"evening_news")
	w.write(setConfig(api, "segment_count = 4"))
	expectOutput(t, w.run("apply", "-auto-approve"), "Warning: Quality set is in use: 2001",
		"ls-1: \"evening_news\" (READY)")
	w.expectNoChanges()
	api.RemoveChannel("live", "ls-1")
	api.SetQualitySetForm(func(set map[string]any) { set["inUseChannelNames"] = []string{"vod"} })
	w.write(setConfig(api))
	expectOutput(t, w.run("plan"), "Warning: Quality set is in use: 2001", `- channel: "vod" (status not read)`)
	api.RespondAfter(http.MethodDelete, 1, fakeapi.Raw(200, "application/json", `{"content":{"deleteSuccess":false}}`))
	expectOutput(t, w.run("destroy", "-auto-approve"), "1 destroyed") // A read decides.
}

// A new set and its channel need one apply. A replaced set would replace its channel, which is
// protected.
func TestAccQualitySet_withItsChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := func(arguments, channel []string) string {
		return setConfig(api, arguments...) +
			managedHCL("main", append(channel, "quality_set_id = "+newsSet+".quality_set_id")...)
	}
	w := newWorkspace(t, config(nil, nil))
	expectOutput(t, w.run("apply", "-auto-approve"), "2 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
	w.write(config(lowLatencyArguments, []string{`output_protocol = "LL_HLS"`}))
	expectOutput(t, w.runFailing("apply", "-auto-approve"), "Channel is protected from deletion", "output_protocol and",
		"quality_set_id", "not known before the apply")
	expectSent(t, api, http.MethodDelete, 0)
	w.write(config([]string{"segment_count = 4"}, []string{unprotected}))
	expectOutput(t, w.run("apply", "-auto-approve"), "0 added, 2 changed, 0 destroyed")
	w.write(config(lowLatencyArguments, []string{unprotected, `output_protocol = "LL_HLS"`}))
	expectOutput(t, w.run("apply", "-auto-approve"), "2 added, 0 changed, 2 destroyed")
	w.expectNoChanges()
	expectOutput(t, w.run("destroy", "-auto-approve"), "2 destroyed")
}

func TestAccQualitySet_isReadLeniently(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	full := []string{"enable_hls_timed_metadata = true", `timed_metadata = { header = "clock" }`}
	w := newWorkspace(t, "")
	w.apply(setConfig(api, full...))
	for _, form := range []func(set map[string]any){
		func(set map[string]any) {
			for field := range set {
				if field != "id" {
					delete(set, field)
				}
			}
		},
		func(set map[string]any) {
			for _, field := range []string{"name", "qualities", "timedMetadata", "inUseChannelNames", "createdTime"} {
				set[field] = nil
			}
		},
		func(set map[string]any) {
			set["id"], set["segmentCount"], set["isEnabledUll"] = fmt.Sprint(set["id"]), "3", "false"
			set["qualities"] = []any{map[string]any{"id": "32"}, map[string]any{"id": 31}, map[string]any{"name": "?"}}
		},
	} {
		api.SetQualitySetForm(form)
		w.expectNoChanges()
	}
	api.SetQualitySetForm(func(set map[string]any) { set["enableHlsTimedMetadata"], set["timedMetadata"] = false, nil })
	expectOutput(t, w.run("plan"), "1 to add, 0 to change, 1 to destroy",
		"Warning: Quality set changed outside Terraform: 2001", "enable_hls_timed_metadata = false")
	api.SetQualitySets(nil)
	expectOutput(t, w.run("apply", "-auto-approve"), "Warning: Quality set not found", "1 added, 0 changed, 0 destroyed")
	expectSent(t, api, http.MethodPost, 2)
}

func TestAccQualitySet_isImportedWithGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]func(set map[string]any){
		"complete": func(set map[string]any) {
			set["enableHlsTimedMetadata"], set["timedMetadata"] = true, map[string]any{"header": "clock", "key": "utc"}
		},
		"low latency": func(set map[string]any) { set["isEnabledUll"] = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.SetQualitySetForm(form)
			hcl := providerBlock(api, fakeapi.Allowed) + fmt.Sprintf("import {\n  to = %s\n  id = \"1001\"\n}\n", newsSet)
			w := newWorkspace(t, hcl)
			w.generate(hcl)
			expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
			w.expectNoChanges()
		})
	}
}

func TestQualitySet_importAcceptsOnlySetsOfTheAccount(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	s := configured(t, api)
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"quality_set_id": tftypes.Number}}
	for id, want := range map[int]string{
		1001: "", 3: "Quality set of NAVER Cloud", 4: "(250301)", 0: `Got: "0"`,
	} {
		value := tftypes.NewValue(kind, map[string]tftypes.Value{"quality_set_id": tftypes.NewValue(tftypes.Number, id)})
		for name, req := range map[string]*tfprotov6.ImportResourceStateRequest{
			"ID":       {ID: fmt.Sprint(id)},
			"identity": {Identity: &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, kind, value)}},
		} {
			req.TypeName = "livestation_quality_set"
			resp, err := s.server.ImportResourceState(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			isImported := len(resp.Diagnostics) == 0 && resp.ImportedResources[0].Identity != nil
			if isImported != (want == "") || !strings.Contains(formatDiags(resp.Diagnostics), want) {
				t.Errorf("%s %d: got %s, want %q", name, id, formatDiags(resp.Diagnostics), want)
			}
		}
	}
}
