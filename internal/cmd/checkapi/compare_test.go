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

const (
	list         = `GET /api/v2/channels\?\S* 0m 200`
	small        = `pageNo=1&pageSizeNo=1 0m 200`
	unregistered = `callbackEndpoint .*"callbackUrl":null`

	onePage        = `{"content":[{"channelId":"a","channelName":"b","channelStatus":"READY"}],"total":1}`
	wrongSignature = `{"error":{"errorCode":"200","message":"m","details":"d"}}`
	unknownPathAPI = `{"error":{"errorCode":"300","message":"m","details":"d"}}`
)

func liveStationError(code string) string {
	return `{"error":{"errorCode":` + code + `,"message":"m"}}`
}

func TestRun_noticesEachDifferenceAndNoOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		want   string // the assumptions
		change change
		text   string // what the report contains
		// unregistered is true if no default endpoint is registered.
		unregistered, financial bool
	}{
		{
			want: "A01,A18", name: "the query is not signed",
			change: change{match: `\?(page|type|service)`, status: 401, body: wrongSignature},
		},
		{want: "A02", name: "status", change: change{match: `Invalid signature`, status: 403}, text: "HTTP 403"},
		{want: "A02", name: "accepted", change: change{match: `Invalid signature`, status: 200, body: onePage}},
		{want: "A02", name: "both are rejected otherwise", change: change{match: `Authentication Failed`, status: 400}},
		{want: "A03", name: "status", change: change{match: `Timestamp is off`, status: 400}, text: "HTTP 400"},
		{want: "A03", name: "accepted", change: change{match: `Timestamp is off`, status: 200, body: onePage}},
		{want: "A04", name: "rejected", change: change{match: ` 4m `, status: 401, body: wrongSignature}},
		{want: "A05", name: "accepted", change: change{match: `250003`, status: 200, body: onePage}},
		{want: "A05", name: "code", change: change{match: `250003`, old: `250003`, new: `250011`}, text: "250011"},
		{want: "A06", name: "accepted", change: change{match: `250019|250020`, status: 200, body: onePage}},
		{want: "A06", name: "code", change: change{match: `250019`, old: `250019`, new: `250018`}},
		{want: "A07", name: "HTML", change: change{match: `check-api`, body: "<html>"}, text: "not JSON"},
		{want: "A07", name: "status", change: change{match: `check-api`, status: 400}, text: "HTTP 400"},
		{want: "A08", name: "code", change: change{match: `250100`, old: `250100`, new: `250004`}, text: "250004"},
		{want: "A08", name: "null", change: change{match: `250123`, status: 200, body: `{"content":null}`}},
		{want: "A09", name: "top level", change: change{match: `250003`, old: `^\{"error":(.*)\}`, new: `$1`}},
		{want: "A09", name: "no message", change: change{match: `250003`, old: `,"message":"[^"]*"`}},
		{want: "A10", name: "string", change: change{match: `"errorCode":25`, old: `:(25\d+)`, new: `:"$1"`}},
		{want: "A11", name: "number", change: change{match: `"errorCode":"`, old: `"([23]00)"`, new: `$1`}},
		{want: "A12", name: "details", change: change{match: `250003`, old: `"message"`, new: `"details":"x","message"`}},
		{want: "A12", name: "name", change: change{match: `"300"`, old: `"message"`, new: `"errorName":"x","message"`}},
		{want: "A13", name: "absent", change: change{match: ` 404 `, header: "x-ncp-trace-id"}, text: "x-ncp-trace-id: no"},
		{
			want: "A14", name: "invalid", text: "is a time: no",
			change: change{match: ` 404 `, header: "Date", value: "x"},
		},
		{want: "A15", name: "text", change: change{match: ` 200 `, header: "Content-Type", value: "text/plain"}},
		{want: "A15", name: "absent", change: change{match: ` 404 `, header: "Content-Type"}},
		{want: "A16,A17", name: "another name", change: change{match: `Url`, old: `callbackUrl`, new: `callbackEndpoint`}},
		{want: "A16,A17", name: "another status", change: change{match: `GET \S*callbackEndpoint`, status: 203}},
		{want: "A47", name: "an array", change: change{match: `/records`, body: `{"content":{"recordList":[1]}}`}},
		{want: "A47", name: "no status", change: change{match: `/records`, body: `{"content":{"recordList":{"1":{"a":1}}}}`}},
		{want: "A47", name: "a list", change: change{match: `/records`, body: `{"content":[]}`}},
		{
			want: "A16,A17", name: "an error", unregistered: true, text: "250004",
			change: change{match: unregistered, status: 404, body: liveStationError("250004")},
		},
		{
			want: "A16,A17", name: "a word", unregistered: true,
			change: change{match: unregistered, old: `null`, new: `"NONE"`},
		},
		{want: "A16,A17", name: "a list", unregistered: true, change: change{match: unregistered, body: `{"content":[]}`}},
		{
			want: "A18", name: "another shape",
			change: change{match: `re-stream/channels\?`, body: `{"content":{"a":[1]},"total":0}`},
		},
		{want: "A18", name: "IDs", change: change{match: `vod/channels\?`, old: `\[.*\]`, new: `["a"]`}},
		{want: "A18", name: "no content", change: change{match: `vod/channels\?`, body: `{"channels":[],"total":0}`}},
		{
			want: "A01,A18", name: "rejected for any size",
			change: change{match: list, status: 400, body: liveStationError("250002")},
		},
		{want: "A19", name: "absent", change: change{match: `"total"`, old: `,"total":\d+`}, text: "total: absent"},
		{want: "A19", name: "string", change: change{match: `"total"`, old: `"total":(\d+)`, new: `"total":"$1"`}},
		{want: "A19", name: "the page's", change: change{match: small, old: `"total":\d+`, new: `"total":1`}},
		{want: "A20", name: "an error", change: change{match: `pageNo=102`, status: 404, body: liveStationError("250004")}},
		{want: "A20", name: "null", change: change{match: `pageNo=102`, old: `\[\]`, new: `null`}},
		{want: "A20", name: "the last page", change: change{match: `pageNo=102`, body: onePage}},
		{
			want: "A21,A33", name: "100 is rejected", text: "250002",
			change: change{match: `pageSizeNo=100 `, status: 400, body: liveStationError("250002")},
		},
		{want: "A21", name: "the size is ignored", change: change{match: small, old: `\[(.*)\]`, new: `[$1,$1]`}},
		{want: "A22", name: "101 is accepted", change: change{match: `pageSizeNo=101`, status: 200, body: onePage}},
		{
			want: "A23", name: "number",
			change: change{match: `"channelId"`, old: `"channelId":"[^"]*"`, new: `"channelId":7`},
		},
		{
			want: "A23", name: "characters",
			change: change{match: `"channelId"`, old: `"channelId":"`, new: `"channelId":"/`},
		},
		{
			want: "A24", name: "time",
			change: change{match: `/channels\S* .*createdTime`, old: `"createdTime":(\d+)`, new: `"createdTime":"$1"`},
		},
		{want: "A24", name: "no status of one", change: change{match: list, old: `"channelStatus":"PUBLISHING",`}},
		{want: "A24", name: "no status", change: change{match: `Status`, old: `"channelStatus":"[^"]*",`}},
		{want: "A25", name: "another", change: change{match: `channels\?`, old: `"READY"`, new: `"ON_AIR"`}, text: "ON_AIR"},
		{
			want: "A25", name: "a name", text: "channelStatus: a text that is not a word in capital letters",
			change: change{match: `channels\?`, old: `"READY"`, new: `"CANARY_STAGE"`},
		},
		{want: "A26", name: "a list", change: change{match: `/channels/\S+ 0m 200 .*streamKey`, body: `{"content":[]}`}},
		{want: "A26", name: "no content", change: change{match: `vod/channels/\S+1 0m 200`, body: `{"channelId":"x"}`}},
		{
			want: "A27", name: "a word",
			change: change{match: `Endpoint`, old: `"callbackEndpoint":null`, new: `"callbackEndpoint":"NO"`},
		},
		{
			want: "A27", name: "only in the list",
			change: change{match: `/channels/` + canaryID + ` `, old: `,"callbackEndpoint":"[^"]*"`},
		},
		{want: "A28", name: "absent", change: change{match: `/channels/\S+ 0m`, old: `,"streamKey":"[^"]*"`}},
		{want: "A29", name: "no match in part", change: change{match: `&id=`, body: `{"content":[],"total":0}`}},
		{
			want: "A30", name: "an object",
			change: change{match: `v2/channels\S*GENERAL`, body: `{"content":{"url":"https://a"}}`},
		},
		{
			want: "A30", name: "another name", text: "url: absent",
			change: change{match: `GENERAL`, old: `"url"`, new: `"uri"`},
		},
		{
			want: "A31", name: "not at any time",
			change: change{match: `THUMBNAIL`, status: 400, body: liveStationError("250124")},
		},
		{want: "A32", name: "string", change: change{match: `/qualitySets`, old: `"id":(\d+)`, new: `"id":"$1"`}},
		{want: "A53", name: "string", change: change{match: `/qualityProfiles`, old: `"id":(\d+)`, new: `"id":"$1"`}},
		{
			want: "A33", name: "large",
			change: change{match: list, old: `"envType":"`, new: `${0}` + strings.Repeat("x", 11_000)},
		},
		{
			want: "A21,A33", name: "too large",
			change: change{
				match: `pageSizeNo=100 0m 200`, old: `"envType":"`, new: `${0}` + strings.Repeat("x", livestation.MaxResponseSize),
			},
		},
		{
			want: "A16,A17,A34", name: "another prefix", financial: true,
			change: change{match: `fin-v2/events`, status: 404, body: unknownPathAPI},
		},
		{want: "A35", name: "an empty response", change: change{match: `updateTime`, body: `{"content":{}}`}},
		{want: "A35", name: "rejected", change: change{match: `updateTime`, status: 400, body: liveStationError("250018")}},
		{want: "A36", name: "no channel", change: change{match: `POST \S*channels`, body: `{"content":null}`}},
		{want: "A39", name: "one status", change: change{match: `"errorCode":25`, status: 200}},
	} {
		t.Run(c.want+" "+c.name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.unregistered {
				api.Register("")
			}
			config := newConfig(t, startChanged(t, api, c.change))
			if c.financial {
				config.Site, config.Region = livestation.FinancialSite, livestation.FinancialSite.Region
			}
			o := runCheck(t, config, true)
			if got := o.differing(); !slices.Equal(got, []string{c.want}) {
				t.Errorf("differs: %q, want %s\n%s", got, c.want, o.stdout)
			}
			if o.status != exitDiffers {
				t.Errorf("exit status %d, want %d", o.status, exitDiffers)
			}
			if !strings.Contains(o.report, c.text) {
				t.Errorf("the report does not contain %q", c.text)
			}
			requireNoSecrets(t, o)
		})
	}
}

// Global Edge has a host of its own.
func TestRun_noticesDifferencesOfGlobalEdge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change change
		want   string // the assumptions
	}{
		"profile": {change: change{match: `profiles `, old: `profileName`, new: `name`}, want: "A62"},
		"list":    {change: change{match: `cdn-edges`, old: `"result":.*`, new: `"result":{}}`}, want: "A62,A63 A63 A63"},
		"code":    {change: change{match: `cdn-edges`, old: `"0000"`, new: `"0001"`}, want: "A62,A63"},
		"number":  {change: change{match: `cdn-edges`, old: `"id":5678`, new: `"id":1`}, want: "A63 A63"},
		"domain":  {change: change{match: `cdn-edges`, old: `live.example`, new: `edge.example`}, want: "A63"},
		"denied":  {change: change{match: `profiles`, status: 403, old: `"0000"`, new: `"0032"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			o := runCheck(t, withEdges(t, newConfig(t, api.URL), api, c.change), false)
			var got []string
			for _, found := range differenceLine.FindAllStringSubmatch(o.stdout, -1) {
				got = append(got, found[1])
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q\n%s", got, c.want, o.stdout)
			}
			if strings.Contains(o.report, "live-profile") || strings.Contains(o.report, "live.example.com") {
				t.Errorf("the report contains a name or a domain:\n%s", o.report)
			}
		})
	}
}

func TestRun_namesSeveralDifferencesAtOnce(t *testing.T) {
	t.Parallel()
	url := startChanged(t, startAPI(t),
		change{match: `250003`, status: 200, body: onePage},
		change{match: `GET`, header: "x-ncp-trace-id"},
		change{match: `qualitySets`, old: `"id":(\d+)`, new: `"id":"$1"`},
	)
	o := runCheck(t, newConfig(t, url), false)
	if got, want := o.differing(), []string{"A05", "A13", "A32"}; !slices.Equal(got, want) {
		t.Errorf("differs: %q, want %q\n%s", got, want, o.stdout)
	}
	if want := "with differences (A05, A13, A32)"; !strings.Contains(o.stdout, want) {
		t.Errorf("the summary does not contain %q:\n%s", want, o.stdout)
	}
	for _, want := range []string{"A difference is not a mistake of yours", "report.md", issues} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("the output does not end with what to do: %q is missing:\n%s", want, o.stdout)
		}
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
			o := runCheck(t, newConfig(t, api.URL), true)
			var signatures []string
			for _, request := range api.Requests() {
				signatures = append(signatures, request.Header.Get("x-ncp-apigw-signature-v2"))
			}
			requireNoSecrets(t, o, signatures...)
			if !strings.Contains(o.report, "## Responses") {
				t.Errorf("there is no report to search:\n%s", o.stderr)
			}
		})
	}
}

// The names of fields are the account's if an object has channels by their names.
func TestReport_namesNoFieldThatResemblesAText(t *testing.T) {
	t.Parallel()
	url := startChanged(t, startAPI(t), change{
		match: `/qualitySets`, body: `{"content":[{"id":1,"name":"canary content","canary":1,"newField":2}]}`,
	})
	o := runCheck(t, newConfig(t, url), false)
	requireNoSecrets(t, o)
	if !strings.Contains(o.report, "content[].newField: number") {
		t.Error("the report does not name a new field that resembles no text, in a field of the fake API that does")
	}
}

func requireNoSecrets(t *testing.T, o output, more ...string) {
	t.Helper()
	for _, secret := range append(more,
		canaryAccount.AccessKey, canaryAccount.SecretKey, fakeapi.StreamKey, fakeapi.BackupStreamKey,
		"canary", canaryID, "CNRA1", "CNRB1", "CNRC1", "standard-16-9", "main_stage", "live.example.com", "my-set",
	) {
		if strings.Contains(o.all(), secret) {
			t.Errorf("the output contains %q:\n%s", secret, o.all())
		}
	}
}
