package fakeapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// change expects that the control API accepts a request, and returns the response.
func change(t *testing.T, api *fakeapi.Server, method, path, body string) string {
	t.Helper()
	resp, got := send(t, method, api.ControlURL()+path, nil, body)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s %s: got HTTP %d %s, want 200", method, path, body, resp.StatusCode, got)
	}
	return got
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
	for _, c := range []struct {
		failure string
		status  int
		body    string
	}{
		{failure: `"status": 429, "code": 420`, status: 429, body: `"errorCode":"420"`},
		{failure: `"status": 403, "code": 250010`, status: 403, body: `"errorCode":250010`},
		{failure: `"status": 200, "code": 250016`, status: 200, body: `"errorCode":250016`},
		{failure: `"status": 502`, status: 502, body: "<html>"},
		{failure: `"code": 900, "message": "Boo"`, status: 500, body: `"Boo"`},
	} {
		api := startAPI(t)
		change(t, api, http.MethodPost, "/failures", `{"count": 3, `+c.failure+`}`)
		change(t, api, http.MethodPost, "/failures", `{"count": 1, `+c.failure+`}`)
		resp, body := send(t, http.MethodGet, api.URL+defaultPath, signedHeaders(http.MethodGet, defaultPath), "")
		if resp.StatusCode != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%s: got %d %s, want %d with %s", c.failure, resp.StatusCode, body, c.status, c.body)
		}
		call(t, api, http.MethodGet, defaultPath, "")
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
	body := change(t, api, http.MethodGet, "/state", "")
	var got struct {
		Accounts     []fakeapi.Account
		Channels     []fakeapi.Channel
		FailuresLeft int
		Requests     []struct{ Method, URI, Body, Rejection string }
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if want := []fakeapi.Account{fakeapi.Allowed, fakeapi.Denied}; !slices.Equal(got.Accounts, want) {
		t.Errorf("got the accounts %+v, want %+v", got.Accounts, want)
	}
	if want := []fakeapi.Channel{fakeapi.MainStage()}; !slices.Equal(got.Channels, want) {
		t.Errorf("got the channels %+v, want %+v", got.Channels, want)
	}
	if got.FailuresLeft != 3 || len(got.Requests) != 20 {
		t.Fatalf("%d failures are left and %d requests shown, want 3 and 20", got.FailuresLeft, len(got.Requests))
	}
	if first, last := got.Requests[0], got.Requests[19]; first.URI != "/1" || first.Rejection == "" ||
		last.Method != http.MethodPost || last.Body != `{"callbackUrl":"https://a.example/?b=1&c=2"}` {
		t.Errorf("the first request is %+v and the last %+v, want a rejected one to /1 and the POST", first, last)
	}
	if want := `"callbackUrl": "https://a.example/?b=1&c=2"`; !strings.Contains(body, want) {
		t.Errorf("got %s, want %s in it, as a person would write it", body, want)
	}
	if strings.Count(body, fakeapi.Allowed.AccessKey) != 1 {
		t.Errorf("got %s, which shows the access key of a request", body)
	}
}

func TestControl_rejectsInvalidRequests(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	before := change(t, api, http.MethodGet, "/state", "")
	for _, c := range []struct{ path, body, want string }{
		{path: "/other", body: "{}", want: "not found"},
		{path: "/state", body: "callbackUrl=https://a.example", want: "not the JSON"},
		{path: "/state", body: `{"callbackUri": "https://a.example"}`, want: `unknown field "callbackUri"`},
		{path: "/state", body: `{"channels": [{"type": "live", "id": "ls-1", "state": ""}]}`, want: `unknown field "state"`},
		{path: "/state", body: `{"channels": [{"type": "vod", "id": "ls-1"}]}`, want: "live, re_stream, vod2live"},
		{path: "/state", body: `{"channels": [{"type": "live"}]}`, want: "requires an id"},
		{
			path: "/state", body: `{"callbackUrl": "https://a.example", "channels": [{"type": "live", "id": "a/b"}]}`,
			want: "requires an id",
		},
		{path: "/failures", body: `{"count": 10001}`, want: "0 to 10000"},
		{path: "/failures", body: `{"count": 1, "status": 99}`, want: "200 to 599"},
		{path: "/failures", body: `{"count": 1, "code": 2500}`, want: "3 digits"},
		{path: "/failures", body: `{"count": 1, "after": "GET"}`, want: "POST, PUT or DELETE"},
	} {
		resp, body := send(t, http.MethodPost, api.ControlURL()+c.path, nil, c.body)
		if resp.StatusCode == http.StatusOK || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: got %d %s, want an error with %q", c.path, c.body, resp.StatusCode, body, c.want)
		}
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
	}
	if want := (fakeapi.Channel{}); commands != 7 || api.Channel("live", fakeapi.MainStage().ID) != want ||
		api.Registered() != "https://events.example.com/other" {
		t.Errorf("ran %d commands, and the state is %s", commands, change(t, api, http.MethodGet, "/state", ""))
	}
}

func TestStartOnPort_listensOnLoopback(t *testing.T) {
	t.Parallel()
	api, err := fakeapi.StartOnPort(0)
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	if !strings.HasPrefix(api.URL, "http://127.0.0.1:") {
		t.Errorf("the URL is %s, want one of 127.0.0.1", api.URL)
	}
	call(t, api, http.MethodGet, defaultPath, "")
}

func TestStartOnPort_failsIfThePortIsInUse(t *testing.T) {
	t.Parallel()
	first, err := fakeapi.StartOnPort(0)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	address, err := url.Parse(first.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(address.Port())
	if err != nil {
		t.Fatal(err)
	}
	second, err := fakeapi.StartOnPort(port)
	if err == nil {
		second.Close()
		t.Errorf("two servers listen on port %d", port)
	}
}
