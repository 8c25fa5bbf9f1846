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

const mainStagePath = "/channels/live/ls-20200327140131-aBCD3"

// control sends a request to the control API as curl does: the fields are a form.
func control(t *testing.T, api *fakeapi.Server, method, path string, fields ...string) (int, string) {
	t.Helper()
	headers := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	resp, body := send(t, method, api.ControlURL()+path, headers, strings.Join(fields, "&"))
	return resp.StatusCode, body
}

// change expects that the control API accepts a request.
func change(t *testing.T, api *fakeapi.Server, method, path string, fields ...string) string {
	t.Helper()
	status, body := control(t, api, method, path, fields...)
	if status != http.StatusOK {
		t.Fatalf("%s %s %q: got HTTP %d %s, want 200", method, path, fields, status, body)
	}
	return body
}

func startWithMainStage(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	return api
}

func TestControl_setsTheDefaultCallbackEndpoint(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	change(t, api, http.MethodPost, "/callbackEndpoint", "callbackUrl="+url.QueryEscape("https://a.example/?b=1&c=%2B"))
	if got, want := api.Registered(), "https://a.example/?b=1&c=%2B"; got != want {
		t.Errorf("%q is registered, want %q", got, want)
	}
	change(t, api, http.MethodPost, "/callbackEndpoint", "callbackUrl=")
	if got := api.Registered(); got != "" {
		t.Errorf("%q is registered, want nothing", got)
	}
}

func TestControl_changesOnlyTheGivenFields(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	want := fakeapi.MainStage()
	for _, step := range []struct {
		field string
		apply func()
	}{
		{field: "callbackEndpoint=https://own.example", apply: func() { want.CallbackEndpoint = "https://own.example" }},
		{field: "status=DELETED", apply: func() { want.Status = "DELETED" }},
		{field: "name=renamed", apply: func() { want.Name = "renamed" }},
		{field: "callbackEndpoint=", apply: func() { want.CallbackEndpoint = "" }},
	} {
		change(t, api, http.MethodPost, mainStagePath, step.field)
		step.apply()
		if got := api.Channel("live", want.ID); got != want {
			t.Errorf("after %s: got %+v, want %+v", step.field, got, want)
		}
	}
}

func TestControl_addsAndRemovesChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	change(t, api, http.MethodPost, "/channels/vod2live", "id=ls-1", "status=RESERVED", "name=film")
	want := fakeapi.Channel{Type: "vod2live", ID: "ls-1", Name: "film", Status: "RESERVED"}
	if got := api.Channel("vod2live", "ls-1"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	change(t, api, http.MethodDelete, "/channels/vod2live/ls-1")
	if got := api.Channel("vod2live", "ls-1"); got != (fakeapi.Channel{}) {
		t.Errorf("got %+v, want no channel", got)
	}
}

func TestControl_failsTheNextRequests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields []string
		status int
		body   string
	}{
		"code of the gateway":   {fields: []string{"status=429", "code=420"}, status: 429, body: `"errorCode":"420"`},
		"code of Live Station":  {fields: []string{"status=403", "code=250010"}, status: 403, body: `"errorCode":250010`},
		"error in a success":    {fields: []string{"status=200", "code=250016"}, status: 200, body: `"errorCode":250016`},
		"no code":               {fields: []string{"status=502"}, status: 502, body: "<html>"},
		"a message of your own": {fields: []string{"status=500", "code=900", "message=Boo"}, status: 500, body: `"Boo"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			change(t, api, http.MethodPost, "/failures", append(c.fields, "count=2")...)
			for i := range 2 {
				resp, body := send(t, http.MethodGet, api.URL+defaultPath, signedHeaders(http.MethodGet, defaultPath), "")
				if resp.StatusCode != c.status || !strings.Contains(body, c.body) {
					t.Errorf("request %d: got %d %s, want %d with %s", i+1, resp.StatusCode, body, c.status, c.body)
				}
			}
			const registered = `{"content":{"callbackUrl":null}}`
			if got := call(t, api, http.MethodGet, defaultPath, ""); got != registered {
				t.Errorf("after the failures: got %s, want %s", got, registered)
			}
		})
	}
}

func TestControl_cancelsFailures(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	change(t, api, http.MethodPost, "/failures", "count=5", "status=500", "code=900")
	change(t, api, http.MethodDelete, "/failures")
	if got, want := statuses(t, api, 1), []int{200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestControl_showsTheState(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	api.Register("https://a.example/?b=1&c=2")
	api.RespondNext(3, fakeapi.HangUp)
	body := change(t, api, http.MethodGet, "/state")
	var got struct {
		Accounts     []fakeapi.Account
		CallbackURL  string `json:"callbackUrl"`
		Channels     []fakeapi.Channel
		FailuresLeft int
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
	if got.FailuresLeft != 3 {
		t.Errorf("%d failures are left, want 3", got.FailuresLeft)
	}
	if want := `"callbackUrl": "https://a.example/?b=1&c=2"`; !strings.Contains(body, want) {
		t.Errorf("got %s, want %s in it, as a person would write it", body, want)
	}
}

func TestControl_showsRequestsWithoutKeys(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	call(t, api, http.MethodPost, defaultPath, `{"callbackUrl":"https://a.example"}`)
	send(t, http.MethodGet, api.URL+defaultPath, nil, "")
	body := change(t, api, http.MethodGet, "/requests")
	var got struct {
		Total    int
		Requests []struct{ Method, URI, Body, Rejection string }
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Total != 2 || len(got.Requests) != 2 {
		t.Fatalf("got %s, want 2 requests", body)
	}
	if first := got.Requests[0]; first.Method != http.MethodPost || first.Body != `{"callbackUrl":"https://a.example"}` {
		t.Errorf("the first request is %+v, want the POST with its body", first)
	}
	if second := got.Requests[1]; second.URI != defaultPath || second.Rejection == "" {
		t.Errorf("the second request is %+v, want the reason why it was rejected", second)
	}
	if strings.Contains(body, fakeapi.Allowed.AccessKey) {
		t.Errorf("got %s, which contains the access key", body)
	}
}

func TestControl_showsTheLatestRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 101 {
		send(t, http.MethodGet, api.URL+"/"+strconv.Itoa(i), nil, "")
	}
	body := change(t, api, http.MethodGet, "/requests")
	if !strings.Contains(body, `"total": 101`) || !strings.Contains(body, `"/100"`) || strings.Contains(body, `"/0"`) {
		t.Errorf("got %s, want requests 1 to 100 of 101", body)
	}
}

func TestControl_rejectsInvalidRequests(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	before := change(t, api, http.MethodGet, "/state")
	for name, c := range map[string]struct {
		method, path string
		fields       []string
		status       int
		want         string
	}{
		"unknown path":   {method: "GET", path: "/other", status: 404, want: "not found"},
		"unknown method": {method: "PUT", path: "/failures", status: 405, want: "Method Not Allowed"},
		"misspelled field": {
			method: "POST", path: "/callbackEndpoint", fields: []string{"callbackURL=https://a.example"},
			status: 400, want: "callbackUrl",
		},
		"JSON instead of a form": {
			method: "POST", path: "/callbackEndpoint", fields: []string{`{"callbackUrl":"https://a.example"}`},
			status: 400, want: "-d NAME=VALUE",
		},
		"no field": {method: "POST", path: "/callbackEndpoint", status: 400, want: "callbackUrl"},
		"broken form": {
			method: "POST", path: "/callbackEndpoint", fields: []string{"callbackUrl=%zz"},
			status: 400, want: "cannot read the form",
		},
		"unknown type": {
			method: "POST", path: "/channels/vod", fields: []string{"id=ls-1"},
			status: 400, want: "live, re_stream, vod2live",
		},
		"channel without an ID": {
			method: "POST", path: "/channels/live", fields: []string{"name=a"},
			status: 400, want: "id is missing",
		},
		"channel that exists": {
			method: "POST", path: "/channels/live", fields: []string{"id=" + fakeapi.MainStage().ID},
			status: 400, want: "already exists",
		},
		"change of an unknown channel": {
			method: "POST", path: "/channels/re_stream/" + fakeapi.MainStage().ID, fields: []string{"name=a"},
			status: 400, want: "there is no re_stream channel",
		},
		"change of a channel's ID": {
			method: "POST", path: mainStagePath, fields: []string{"id=a"},
			status: 400, want: "name, status, callbackEndpoint",
		},
		"removal of an unknown channel": {
			method: "DELETE", path: "/channels/live/ls-1",
			status: 400, want: "there is no live channel ls-1",
		},
		"failures without a count": {
			method: "POST", path: "/failures", fields: []string{"status=500"},
			status: 400, want: "count",
		},
		"too many failures": {
			method: "POST", path: "/failures", fields: []string{"count=10001", "status=500"},
			status: 400, want: "1 to 10000",
		},
		"failure without a status": {
			method: "POST", path: "/failures", fields: []string{"count=1", "code=900"},
			status: 400, want: "status",
		},
		"status that HTTP does not have": {
			method: "POST", path: "/failures", fields: []string{"count=1", "status=99"},
			status: 400, want: "200 to 599",
		},
		"code that is not a number": {
			method: "POST", path: "/failures", fields: []string{"count=1", "status=500", "code=abc"},
			status: 400, want: "code",
		},
		"code of 4 digits": {
			method: "POST", path: "/failures", fields: []string{"count=1", "status=500", "code=2500"},
			status: 400, want: "3 digits",
		},
	} {
		status, body := control(t, api, c.method, c.path, c.fields...)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: got %d %s, want %d with %q", name, status, body, c.status, c.want)
		}
	}
	if after := change(t, api, http.MethodGet, "/state"); after != before {
		t.Errorf("the state changed from %s to %s", before, after)
	}
}

func TestControl_leavesTheAPIAlone(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(503, "", ""))
	change(t, api, http.MethodGet, "/state")
	if got := len(api.Requests()); got != 0 {
		t.Errorf("%d requests were recorded, want 0", got)
	}
	if got, want := statuses(t, api, 2), []int{503, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A user pastes these commands.
func TestControlHelp_commandsWork(t *testing.T) {
	t.Parallel()
	api := startWithMainStage(t)
	help := change(t, api, http.MethodGet, "")
	commands := 0
	for line := range strings.Lines(help) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "curl" {
			continue
		}
		commands++
		method, fields := http.MethodGet, []string{}
		for i, word := range words {
			switch word {
			case "-X":
				method = words[i+1]
			case "-d":
				method = http.MethodPost
				fields = append(fields, words[i+1])
			}
		}
		change(t, api, method, strings.TrimPrefix(words[len(words)-1], api.ControlURL()), fields...)
	}
	if commands != 9 {
		t.Errorf("ran %d commands of\n%s\nwant 9", commands, help)
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
