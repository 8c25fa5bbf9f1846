package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A difference is a fake API that contradicts one assumption.
type difference struct {
	name     string
	id       string
	behavior fakeapi.Behavior
	// unregistered is true if no default endpoint is registered.
	unregistered bool
	// financial is true for the financial site.
	financial bool
	// want is a part of the report about what was seen.
	want string
}

func responds(situation string, status int, body string) fakeapi.Behavior {
	response := fakeapi.Response{Status: status}
	if body != "" {
		response.Body = json.RawMessage(body)
	}
	return fakeapi.Behavior{Responses: map[string]fakeapi.Response{situation: response}}
}

func accepts(situations ...string) fakeapi.Behavior {
	b := fakeapi.Behavior{Responses: map[string]fakeapi.Response{}}
	for _, s := range situations {
		b.Responses[s] = fakeapi.Response{Accept: true}
	}
	return b
}

func field(name, jsonType string) fakeapi.Behavior {
	return fakeapi.Behavior{Fields: map[string]fakeapi.Field{name: {Type: jsonType}}}
}

func value(name, json string) fakeapi.Behavior {
	return fakeapi.Behavior{Fields: map[string]fakeapi.Field{name: {Value: []byte(json)}}}
}

func header(class, name, value string) fakeapi.Behavior {
	return fakeapi.Behavior{Headers: map[string]map[string]string{class: {name: value}}}
}

func gatewayError(code string) string {
	return `{"error":{"errorCode":"` + code + `","message":"m","details":"d"}}`
}

func liveStationError(code string) string {
	return `{"error":{"errorCode":` + code + `,"message":"m"}}`
}

// oneChannelPage is a page whose total is its length.
const oneChannelPage = `{"content":[{"channelId":"a","channelName":"b","channelStatus":"READY"}],"total":1}`

func differences() []difference {
	unauthenticated := fakeapi.Behavior{Responses: map[string]fakeapi.Response{}}
	for _, situation := range []string{
		"list.live", "list.re_stream", "list.vod2live", "smallPage", "filter", "pastLastPage",
	} {
		unauthenticated.Responses[situation] = fakeapi.Response{Status: 401, Body: []byte(gatewayError("200"))}
	}
	noPrefix := responds("default", 404, gatewayError("300"))
	statuses := fakeapi.Behavior{Responses: map[string]fakeapi.Response{}}
	for _, situation := range []string{"missingRegion", "invalidRegion", "otherRegion", "unknownChannel", "largePage"} {
		statuses.Responses[situation] = fakeapi.Response{Status: 200}
	}
	return []difference{
		{id: "A01", name: "the query is not signed", behavior: unauthenticated},
		{id: "A02", name: "wrong signature, status", behavior: responds("wrongSignature", 403, ""), want: "HTTP 403"},
		{id: "A02", name: "wrong signature, code", behavior: responds("wrongSignature", 0, gatewayError("210"))},
		{id: "A02", name: "wrong signature accepted", behavior: accepts("wrongSignature")},
		{id: "A03", name: "old timestamp, status", behavior: responds("oldTimestamp", 400, ""), want: "HTTP 400"},
		{id: "A03", name: "old timestamp accepted", behavior: accepts("oldTimestamp"), want: "accepted"},
		{id: "A04", name: "recent timestamp rejected", behavior: responds("recentTimestamp", 401, gatewayError("200"))},
		{id: "A05", name: "no region accepted", behavior: accepts("missingRegion"), want: "accepted"},
		{id: "A05", name: "no region accepted, none registered", behavior: accepts("missingRegion"), unregistered: true},
		{
			id: "A05", name: "no region, code", want: "250011",
			behavior: responds("missingRegion", 400, liveStationError("250011")),
		},
		{id: "A06", name: "wrong region accepted", behavior: accepts("invalidRegion", "otherRegion")},
		{id: "A06", name: "wrong region, code", behavior: responds("otherRegion", 400, liveStationError("250018"))},
		{id: "A07", name: "unknown path, HTML", behavior: responds("unknownPath", 404, `"<html>"`)},
		{id: "A07", name: "unknown path, status", behavior: responds("unknownPath", 400, ""), want: "HTTP 400"},
		{id: "A08", name: "unknown channel, status", behavior: responds("unknownChannel", 400, ""), want: "HTTP 400"},
		{
			id: "A08", name: "unknown channel, code", want: "250004",
			behavior: responds("unknownChannel", 404, liveStationError("250004")),
		},
		{id: "A08", name: "unknown channel, null", behavior: responds("unknownChannel", 200, `{"content":null}`)},
		{
			id: "A09", name: "error at the top level",
			behavior: responds("missingRegion", 400, `{"errorCode":250003,"message":"m","errorName":"REQUIRED_HEADER"}`),
		},
		{id: "A09", name: "error without a message", behavior: field("liveStationError.message", "absent")},
		{
			id: "A10", name: "code of Live Station", want: "string (7)",
			behavior: field("liveStationError.errorCode", "string"),
		},
		{id: "A11", name: "code of the gateway", behavior: field("gatewayError.errorCode", "number"), want: "number (3)"},
		{id: "A12", name: "details of Live Station", behavior: field("liveStationError.details", "string")},
		{id: "A12", name: "errorName of the gateway", behavior: field("gatewayError.errorName", "string")},
		{id: "A13", name: "no trace ID", behavior: header("success", "x-ncp-trace-id", ""), want: "success"},
		{
			id: "A13", name: "no trace ID of errors", want: "gatewayError",
			behavior: header("gatewayError", "x-ncp-trace-id", ""),
		},
		{id: "A14", name: "no date", behavior: header("gatewayError", "Date", "")},
		{id: "A14", name: "no date of a success", behavior: header("success", "Date", "")},
		{id: "A15", name: "content type", behavior: header("success", "Content-Type", "text/plain"), want: "text/plain"},
		{id: "A15", name: "no content type", behavior: header("liveStationError", "Content-Type", "")},
		{
			id: "A16", name: "another name",
			behavior: responds("default", 200, `{"content":{"callbackEndpoint":"https://a.example"}}`),
		},
		{id: "A16", name: "another status", behavior: responds("default", 203, "")},
		{
			id: "A17", name: "an error", unregistered: true, want: "250004",
			behavior: responds("noDefault", 404, liveStationError("250004")),
		},
		{
			id: "A17", name: "a word", unregistered: true,
			behavior: responds("noDefault", 200, `{"content":{"callbackUrl":"NONE"}}`),
		},
		{id: "A17", name: "a list", behavior: responds("noDefault", 200, `{"content":[]}`), unregistered: true},
		{
			id: "A18", name: "another shape",
			behavior: responds("list.re_stream", 200, `{"content":{"channels":[]},"total":0}`),
		},
		{
			id: "A18", name: "no content", want: "absent",
			behavior: responds("list.vod2live", 200, `{"channels":[],"total":0}`),
		},
		{id: "A19", name: "no total", behavior: field("list.total", "absent"), want: "absent"},
		{id: "A19", name: "a string", behavior: field("list.total", "string"), want: "string"},
		{
			id: "A19", name: "the page's",
			behavior: responds("smallPage", 200, oneChannelPage),
		},
		{id: "A20", name: "an error", behavior: responds("pastLastPage", 404, liveStationError("250004")), want: "250004"},
		{id: "A20", name: "null", behavior: responds("pastLastPage", 200, `{"content":null,"total":0}`)},
		{
			id: "A21", name: "100 is rejected", want: "pageSizeNo=100",
			behavior: responds("fullPage", 400, liveStationError("250002")),
		},
		{
			id: "A21", name: "the size is ignored",
			behavior: responds("smallPage", 200, `{"content":[{"channelId":"a"},{"channelId":"b"}],"total":2}`),
		},
		{id: "A22", name: "101 is accepted", behavior: accepts("largePage"), want: "accepted"},
		{id: "A23", name: "a number", behavior: value("channel.channelId", "7"), want: "number"},
		{id: "A23", name: "other characters", behavior: value("channel.channelId", `"ls/1"`)},
		{
			id: "A24", name: "a time as text", want: "createdTime is string",
			behavior: field("channel.createdTime", "string"),
		},
		{id: "A24", name: "no status", behavior: field("channel.channelStatus", "absent"), want: "channelStatus is absent"},
		{id: "A25", name: "another status", behavior: value("channel.channelStatus", `"ON_AIR"`), want: "ON_AIR"},
		{id: "A26", name: "a list", behavior: responds("channel.live", 200, `{"content":[]}`)},
		{id: "A26", name: "no content", behavior: responds("channel.vod2live", 200, `{"channelId":"x"}`)},
		{id: "A27", name: "a word", behavior: value("noCallback.callbackEndpoint", `"NONE"`), want: "another string"},
		{id: "A27", name: "an object", behavior: field("noCallback.callbackEndpoint", "object")},
		{id: "A28", name: "no stream key", behavior: field("liveChannel.streamKey", "absent"), want: "absent"},
		{id: "A29", name: "no partial match", behavior: responds("filter", 200, `{"content":[],"total":0}`)},
		{
			id: "A30", name: "an object",
			behavior: responds("serviceUrls.live", 200, `{"content":{"url":"https://a.example"}}`),
		},
		{id: "A30", name: "another name", behavior: field("serviceUrl.url", "absent"), want: "url is absent"},
		{
			id: "A31", name: "not at any time", want: "250124",
			behavior: responds("thumbnailUrls.live", 400, liveStationError("250124")),
		},
		{id: "A32", name: "IDs are strings", behavior: field("qualitySet.id", "string"), want: "id is string"},
		{id: "A33", name: "large channels", behavior: value("channel.uploadPath", `"`+strings.Repeat("x", 11_000)+`"`)},
		{id: "A34", name: "another prefix", behavior: noPrefix, financial: true},
		{id: "A35", name: "an empty response", behavior: responds("setDefault", 200, `{"content":{}}`)},
		{id: "A35", name: "rejected", behavior: responds("setDefault", 400, liveStationError("250018"))},
		{id: "A36", name: "no channel", behavior: responds("setChannel", 200, `{"content":null}`)},
		{id: "A39", name: "one status", behavior: statuses, want: "HTTP 200"},
	}
}

// newDifferentAPI starts a fake API with the behavior in the situation of d.
func newDifferentAPI(t *testing.T, d difference, b fakeapi.Behavior) livestation.Config {
	t.Helper()
	api := startAPI(t)
	if d.unregistered {
		api.Register("")
	}
	api.SetBehavior(b)
	config := newConfig(t, api)
	if d.financial {
		config.Site, config.Region = livestation.FinancialSite, livestation.FinancialSite.Region
	}
	return config
}

func TestRun_noticesEachDifferenceAndNoOther(t *testing.T) {
	t.Parallel()
	for _, d := range differences() {
		t.Run(d.id+" "+d.name, func(t *testing.T) {
			t.Parallel()
			config := newDifferentAPI(t, d, d.behavior)
			r := check(t, config, true)
			if got := r.differing(); !slices.Equal(got, []string{d.id}) {
				t.Errorf("differs: %q, want %s\n%s", got, d.id, r.brief())
			}
			if r.status != exitDiffers {
				t.Errorf("exit status %d, want %d", r.status, exitDiffers)
			}
			if _, after, _ := strings.Cut(r.report, "## Differences"); !strings.Contains(after, d.want) {
				t.Errorf("the report does not contain %q", d.want)
			}
			for _, secret := range secrets(t) {
				if strings.Contains(r.all(), secret) {
					t.Errorf("the output contains %q", secret)
				}
			}
		})
	}
}

func TestRun_reportReproducesTheDifference(t *testing.T) {
	t.Parallel()
	for _, d := range differences() {
		t.Run(d.id+" "+d.name, func(t *testing.T) {
			t.Parallel()
			config := newDifferentAPI(t, d, d.behavior)
			recorded, err := fakeapi.ParseBehavior([]byte(check(t, config, true).report))
			if err != nil {
				t.Fatalf("the report %v", err)
			}
			config = newDifferentAPI(t, d, recorded)
			r := check(t, config, true)
			if got := r.differing(); !slices.Equal(got, []string{d.id}) {
				encoded, _ := json.Marshal(recorded)
				t.Errorf("differs: %q, want %s\n%s\n%s", got, d.id, encoded, r.brief())
			}
		})
	}
}

func TestDifferences_coverEachCheckedAssumption(t *testing.T) {
	t.Parallel()
	for _, id := range checkedIDs() {
		if !slices.ContainsFunc(differences(), func(d difference) bool { return d.id == id }) {
			t.Errorf("no difference contradicts %s", id)
		}
		if checks()[id] == nil {
			t.Errorf("%s has neither a check nor a reason why it is not checked", id)
		}
	}
	for id := range checks() {
		if !slices.Contains(checkedIDs(), id) {
			t.Errorf("%s has a check, but the register does not have it as checked", id)
		}
	}
}

func TestRun_namesSeveralDifferencesAtOnce(t *testing.T) {
	t.Parallel()
	var all behavior
	want := []string{"A05", "A08", "A10", "A15", "A19", "A25", "A32"}
	for _, d := range differences() {
		if slices.Contains(want, d.id) && !d.unregistered && (d.id != "A08" || d.name == "unknown channel, status") &&
			(d.id != "A05" || d.name == "no region accepted") && (d.id != "A19" || d.name == "a string") {
			all.add(d.behavior)
		}
	}
	config := newDifferentAPI(t, difference{}, fakeapi.Behavior(all))
	r := check(t, config, false)
	if got := r.differing(); !slices.Equal(got, want) {
		t.Errorf("differs: %q, want %q\n%s", got, want, r.brief())
	}
}

// echo returns every secret that the API knows, in each place of a response.
func echo(w http.ResponseWriter, r *http.Request) {
	text := strings.Join([]string{
		r.Header.Get("x-ncp-iam-access-key"), r.Header.Get("x-ncp-apigw-signature-v2"),
		canaryDefault, canaryURL, canaryName, canaryID,
		fakeapi.StreamKey, canaryAccount.SecretKey,
	}, " ")
	body, _ := json.Marshal(map[string]any{
		canaryName: text, canaryID: text, "content": map[string]any{canaryID: text, "canary": text, "callbackUrl": text},
		"error": map[string]any{
			"errorCode": canaryName, "errorName": text, "message": text, "details": text, canaryID: 1,
		},
		"total": text,
	})
	w.Header().Set("Content-Type", "application/"+canaryName)
	w.Header().Set("x-ncp-trace-id", text)
	w.Header().Set("Location", canaryURL)
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write(body)
}

func TestReport_containsNoSecretsNamesOrURLs(t *testing.T) {
	t.Parallel()
	for name, where := range map[string]func(*http.Request) bool{
		"valid responses":   func(*http.Request) bool { return false },
		"errors that echo":  func(r *http.Request) bool { return r.URL.Path != "/api/v2/channels" },
		"lists that echo":   func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/channels") },
		"all requests echo": func(*http.Request) bool { return true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondWhere(where, echo)
			r := check(t, newConfig(t, api), true)
			wanted := secrets(t)
			for _, request := range api.Requests() {
				wanted = append(wanted, request.Header.Get("x-ncp-apigw-signature-v2"))
			}
			for _, secret := range wanted {
				if strings.Contains(strings.ReplaceAll(r.all(), `\_`, "_"), secret) {
					t.Errorf("the output contains %q:\n%s", secret, r.all())
				}
			}
			if !strings.Contains(r.report, "## Responses") {
				t.Errorf("there is no report to search:\n%s", r.stderr)
			}
		})
	}
}

// secrets returns what no output may contain, and checks that there is something to find.
func secrets(t *testing.T) []string {
	t.Helper()
	return []string{
		canaryAccount.AccessKey, canaryAccount.SecretKey, fakeapi.StreamKey, fakeapi.BackupStreamKey,
		"canary", canaryID, "CNRA1", "CNRB1", "CNRC1", "standard-16-9", "main_stage", "live.example.com", "my_set",
	}
}
