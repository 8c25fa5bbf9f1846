package fakeapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestServer_respondsAsThePagesSay(t *testing.T) {
	t.Parallel()
	const (
		page    = "?pageNo=1&pageSizeNo=100"
		general = "/ls-1/serviceUrls?serviceUrlType=GENERAL"
		post    = "POST " + defaultPath
	)
	api := startAPI(t)
	for _, channelType := range []string{"live", "vod2live"} {
		api.PutChannel(fakeapi.Channel{Type: channelType, ID: "ls-1", Status: "READY"})
	}
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-9", Name: "main_stage", Status: "PUBLISHING"})
	for want, requests := range map[string][]string{
		`404 "300"`: {
			"GET /api/v2/events/callbackendpoint", "DELETE " + defaultPath, "GET /api/v2/other", "GET /api/v3/channels" + page,
			"GET /api/v2/channels/", "GET /api/v2/channels/a/b", "POST /api/v2/vod/channels", "POST /api/v2/channels/a/other",
			"DELETE /api/v2/channels/a/callbackEndpoint", "GET /api/v2/re-stream/channels" + general,
			"POST /api/v2/channels" + general, "POST /api/v2/qualitySets/3",
		},
		"404 250100": {
			"GET /api/v2/channels/ls-2/serviceUrls?serviceUrlType=GENERAL",
			`POST /api/v2/channels/ls-2/callbackEndpoint {"callbackEndpoint":"https://own.example"}`,
		},
		"404 250123": {`POST /api/v2/re-stream/channels/ls-1/callbackEndpoint {"callbackEndpoint":"https://own.example"}`},
		"400 250018": { // a parameter that the operation does not have
			"GET " + defaultPath + "?pageNo=1", "GET /api/v2/channels" + page + "&other=1", "GET /api/v2/channels/ls-1?id=ls-1",
			"GET /api/v2/channels" + general + "&pageNo=1", "GET /api/v2/qualitySets?pageNo=1",
		},
		"400 250002": {
			"GET /api/v2/channels?pageNo=0&pageSizeNo=100", "GET /api/v2/channels?pageNo=1&pageSizeNo=0",
			"GET /api/v2/channels?pageNo=1&pageSizeNo=101", "GET /api/v2/channels?pageSizeNo=100",
			"GET /api/v2/channels?pageNo=first&pageSizeNo=100",
			"GET /api/v2/channels/ls-1/serviceUrls?serviceUrlType=general",
			"GET /api/v2/vod/channels/ls-1/serviceUrls?serviceUrlType=TIMEMACHINE",
			"GET /api/v2/qualitySets?genType=system", "GET /api/v2/qualitySets?type=LLHLS",
		},
		"400 250141": {"GET /api/v2/channels/ls-1/serviceUrls?serviceUrlType=TIMEMACHINE"},
		"400 250125": {"GET /api/v2/vod/channels" + general},
		"400 250301": {"GET /api/v2/qualitySets/4"},
		"400 250012": {post + " callbackUrl=https://a.example", post + ` {"callbackUrl":1}`},
		"400 250011": {
			"GET /api/v2/channels/ls-1/serviceUrls", post + ` {"callbackEndpoint":"https://a.example"}`,
			post + ` {"callbackUrl":"https://a.example","a":"b"}`,
		},
		"400 250022": {
			post + ` {"callbackUrl":"a"}`, post + ` {"callbackUrl":""}`, post + ` {"callbackUrl":null}`,
			post + ` {"callbackUrl":"ftp://a.example"}`, post + ` {"callbackUrl":"https:///path"}`,
		},
		`200 {"content":[],"total":0}`: {"GET /api/v2/re-stream/channels?pageNo=2&pageSizeNo=100"},
		`200 {"content":[],"total":2}`: {"GET /api/v2/channels?pageNo=9223372036854775807&pageSizeNo=100"},
		`200 "total":1`: {
			"GET /api/v2/channels" + page + "&id=-9", "GET /api/v2/channels" + page + "&channelName=stage",
			"GET /api/v2/channels" + page + "&channelStatus=READY",
		},
	} {
		for _, request := range requests {
			method, rest, _ := strings.Cut(request, " ")
			uri, body, _ := strings.Cut(rest, " ")
			expect(t, request, call(t, api, method, uri, body), want)
		}
	}
}

// Lists are part of what the tests of secrets rely on.
func TestChannels_containStreamKeysInListsToo(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	one := call(t, api, http.MethodGet, "/api/v2/channels/"+fakeapi.MainStage().ID, "")
	list := call(t, api, http.MethodGet, "/api/v2/channels?pageNo=1&pageSizeNo=1", "")
	for text, isInList := range map[string]bool{
		fakeapi.StreamKey: true, fakeapi.BackupStreamKey: true, `"record"`: false, `"uploadPath"`: false,
	} {
		if !strings.Contains(one, text) || strings.Contains(list, text) != isInList {
			t.Errorf("%s is missing in %s, or its presence is not %v in %s", text, one, isInList, list)
		}
	}
}

func TestPresetResponses_haveAnOrder(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	statuses := func(n int) (all string) {
		for range n {
			status, _, _ := strings.Cut(call(t, api, http.MethodGet, defaultPath, ""), " ")
			all += status + " "
		}
		return all
	}
	set := func() {
		api.RespondWhere(func(*http.Request) bool { return true }, fakeapi.Raw(500, "", ""))
		api.RespondEvery(2, fakeapi.Raw(503, "", ""))
		api.RespondNext(1, fakeapi.GatewayError(429, 410, "Throttle Limited", ""))
		api.RespondNext(2, fakeapi.Raw(502, "text/html", "<html>"))
	}
	set()
	if got, want := statuses(5), "429 502 502 503 500 "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	set()
	api.ClearResponses()
	if got, want := statuses(2), "200 200 "; got != want {
		t.Errorf("after ClearResponses: got %s, want %s", got, want)
	}
	if got := api.Connections(); got != 7 { // each call has its own
		t.Errorf("got %d connections, want 7", got)
	}
}
