package fakeapi_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// change expects that the control API accepts a request, and returns the response.
func change(t *testing.T, api *fakeapi.Server, method, path, body string) string {
	t.Helper()
	got := send(t, method, api.ControlURL()+path, nil, body)
	expect(t, path+" "+body, got, "200")
	return strings.TrimPrefix(got, "200 ")
}

func startWithMainStage(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	return api
}

func TestControl_changesState(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	added := fakeapi.Channel{Type: "vod2live", ID: "ls-1", Name: "film", Status: "RESERVED"}
	changed := fakeapi.MainStage()
	changed.CallbackEndpoint = "https://own.example/?b=1&c=%2B"
	change(t, api, http.MethodPost, "/state", `{"callbackUrl": "https://a.example/?b=1&c=%2B", "channels": [
		{"type": "vod2live", "id": "ls-1", "name": "film", "status": "RESERVED"},
		{"type": "live", "id": "`+changed.ID+`", "callbackEndpoint": "`+changed.CallbackEndpoint+`"}
	]}`)
	if got, want := api.Registered(), "https://a.example/?b=1&c=%2B"; got != want {
		t.Errorf("%q is registered, want %q", got, want)
	}
	for _, want := range []fakeapi.Channel{added, changed} {
		if got := api.Channel(want.Type, want.ID); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	change(t, api, http.MethodPost, "/state",
		`{"callbackUrl": "", "channels": [{"type": "vod2live", "id": "ls-1", "status": ""}]}`)
	if got := api.Registered(); got != "" {
		t.Errorf("%q is registered, want nothing", got)
	}
	if got := api.Channel("vod2live", "ls-1"); got != (fakeapi.Channel{}) {
		t.Errorf("got %+v, want no channel", got)
	}
}

func TestControl_failsNextRequests(t *testing.T) {
	t.Parallel()
	for failure, want := range map[string]string{
		`"status": 429, "code": 420`:      `429 "errorCode":"420"`,
		`"status": 403, "code": 250010`:   `403 "errorCode":250010`,
		`"status": 200, "code": 250016`:   `200 "errorCode":250016`,
		`"status": 502`:                   `502 <html>`,
		`"code": 900`:                     `500 "errorCode":"900"`,
		`"status": 504, "after": "POST"`:  `200 "callbackUrl":null`, // A GET does not fail.
		`"status": 502, "after": "PUT"  `: `200 "callbackUrl":null`,
	} {
		api := startAPI(t)
		change(t, api, http.MethodPost, "/failures", `{"count": 3, `+failure+`}`)
		change(t, api, http.MethodPost, "/failures", `{"count": 1, `+failure+`}`)
		expect(t, failure, call(t, api, http.MethodGet, defaultPath, ""), want)
		expect(t, "the next one", call(t, api, http.MethodGet, defaultPath, ""), "200")
	}
}

func TestControl_showsState(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	for i := range 20 {
		send(t, http.MethodGet, api.URL+"/"+strconv.Itoa(i), nil, "")
	}
	call(t, api, http.MethodPost, defaultPath, `{"callbackUrl":"https://a.example/?b=1&c=2"}`)
	api.RespondNext(3, fakeapi.HangUp)
	api.RespondAfter(http.MethodPut, 2, fakeapi.HangUp)
	body := change(t, api, http.MethodGet, "/state", "")
	for text, count := range map[string]int{
		fakeapi.Allowed.AccessKey: 1, fakeapi.Denied.AccessKey: 1, // and not those of requests
		`"id": "` + fakeapi.MainStage().ID + `"`: 1, `"failuresLeft": 5`: 1,
		`"uri":`: 20, `"uri": "/0"`: 0, `"uri": "/1"`: 1, `"rejection": "Not Found`: 19,
		`"callbackUrl": "https://a.example/?b=1&c=2"`:                1, // as a person would write it
		`"body": "{\"callbackUrl\":\"https://a.example/?b=1&c=2\"}"`: 1,
	} {
		if got := strings.Count(body, text); got != count {
			t.Errorf("%s is in the state %d times, want %d:\n%s", text, got, count, body)
		}
	}
}

func TestControl_rejectsInvalidRequests(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	before := change(t, api, http.MethodGet, "/state", "")
	for _, c := range []struct{ path, body, want string }{
		{path: "/other", body: "{}", want: "404 not found"},
		{path: "/state", body: "callbackUrl=https://a.example", want: "400 not the JSON"},
		{path: "/state", body: `{"callbackUri": "https://a.example"}`, want: `400 unknown field "callbackUri"`},
		{path: "/state", body: `{"channels": [{"type": "live", "id": "ls-1", "state": ""}]}`, want: `400 unknown field`},
		{
			path: "/state", body: `{"channels": [{"type": "live", "id": "ls-1", "fields": {"useDvr": true}}]}`,
			want: `400 unknown field "useDvr"`,
		},
		{path: "/state", body: `{"channels": [{"type": "vod", "id": "ls-1"}]}`, want: "400 live, re_stream, vod2live"},
		{path: "/state", body: `{"channels": [{"type": "live"}]}`, want: "400 requires an id"},
		{
			path: "/state", body: `{"callbackUrl": "https://a.example", "channels": [{"type": "live", "id": "a/b"}]}`,
			want: "400 requires an id",
		},
		{path: "/failures", body: `{"count": 10001}`, want: "400 0 to 10000"},
		{path: "/failures", body: `{"count": 1, "status": 99}`, want: "400 200 to 599"},
		{path: "/failures", body: `{"count": 1, "code": 2500}`, want: "400 3 digits"},
		{path: "/failures", body: `{"count": 1, "after": "GET"}`, want: "400 POST, PUT or DELETE"},
	} {
		expect(t, c.path+" "+c.body, send(t, http.MethodPost, api.ControlURL()+c.path, nil, c.body), c.want)
	}
	if after := change(t, api, http.MethodGet, "/state", ""); after != before {
		t.Errorf("the state changed from %s to %s", before, after)
	}
}

// A user pastes these commands.
func TestControlHelp_commandsWork(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	commands := 0
	for line := range strings.Lines(change(t, api, http.MethodGet, "", "")) {
		command, found := strings.CutPrefix(strings.TrimSpace(line), "curl ")
		if !found {
			continue
		}
		commands++
		method, body := http.MethodGet, ""
		if data, target, found := strings.Cut(strings.TrimPrefix(command, "-d '"), "' "); found {
			method, body, command = http.MethodPost, data, target
		}
		change(t, api, method, strings.TrimPrefix(command, api.ControlURL()), body)
		c := api.LiveChannel(fakeapi.MainStage().ID)
		got := fmt.Sprintln(c["qualitySetId"], c["useDVR"], c["channelName"], c["channelStatus"])
		if strings.Contains(body, "fields") && got != "1001 false renamed BLOCK\n" {
			t.Errorf("the channel is %s", got)
		}
	}
	if want := (fakeapi.Channel{}); commands != 8 || api.Channel("live", fakeapi.MainStage().ID) != want ||
		api.Registered() != "https://events.example.com/other" {
		t.Errorf("ran %d commands, and the state is %s", commands, change(t, api, http.MethodGet, "/state", ""))
	}
}
