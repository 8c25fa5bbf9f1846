package fakeapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGetCallbackEndpoint_returnsTheRegisteredURL(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("https://my-callback-endpoint")
	const want = `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`
	if got := call(t, api, http.MethodGet, defaultPath, ""); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGetCallbackEndpoint_returnsTheUnregisteredBody(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	const initial = `{"content":{"callbackUrl":null}}`
	if got := call(t, api, http.MethodGet, defaultPath, ""); got != initial {
		t.Errorf("a new server returns %s, want %s", got, initial)
	}
	for _, body := range []string{`{"content":null}`, `{"content":{}}`, `{"content":{"callbackUrl":""}}`} {
		api.SetUnregisteredBody(body)
		if got := call(t, api, http.MethodGet, defaultPath, ""); got != body {
			t.Errorf("got %s, want %s", got, body)
		}
	}
}

func TestSetCallbackEndpoint_returnsURLAndTime(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	before := time.Now().UnixMilli()
	body := call(t, api, http.MethodPost, defaultPath, `{"callbackUrl":"https://a.example/?b=1&c=2"}`)
	var got struct {
		Content struct {
			CallbackURL string `json:"callbackUrl"`
			UpdateTime  int64  `json:"updateTime"`
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Content.CallbackURL != "https://a.example/?b=1&c=2" {
		t.Errorf("got %s, want the URL that was sent", body)
	}
	if got.Content.UpdateTime < before || got.Content.UpdateTime > time.Now().UnixMilli() {
		t.Errorf("got updateTime %d, want now in milliseconds (%d)", got.Content.UpdateTime, before)
	}
	if registered := api.Registered(); registered != "https://a.example/?b=1&c=2" {
		t.Errorf("%q is registered, want the URL that was sent", registered)
	}
}

func TestSetCallbackEndpoint_rejectsInvalidBodies(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("https://before.example")
	for name, c := range map[string]struct{ body, code string }{
		"no JSON":                  {body: `callbackUrl=https://a.example`, code: "250012"},
		"not a string":             {body: `{"callbackUrl":null,"a":1}`, code: "250012"},
		"the field for a channel":  {body: `{"callbackEndpoint":"https://a.example"}`, code: "250011"},
		"an additional field":      {body: `{"callbackUrl":"https://a.example","a":"b"}`, code: "250011"},
		"no URL":                   {body: `{"callbackUrl":"a"}`, code: "250022"},
		"an empty URL":             {body: `{"callbackUrl":""}`, code: "250022"},
		"neither http nor https":   {body: `{"callbackUrl":"ftp://a.example"}`, code: "250022"},
		"a URL that has no host":   {body: `{"callbackUrl":"https:///path"}`, code: "250022"},
		"null instead of a string": {body: `{"callbackUrl":null}`, code: "250022"},
	} {
		headers := signedHeaders(http.MethodPost, defaultPath)
		resp, body := send(t, http.MethodPost, api.URL+defaultPath, headers, c.body)
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, c.code) {
			t.Errorf("%s: got %d %s, want 400 with %s", name, resp.StatusCode, body, c.code)
		}
	}
	if got := api.Registered(); got != "https://before.example" {
		t.Errorf("%q is registered, want the URL from before", got)
	}
}
