package fakeapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestBehavior_isReadFromJSONAndFromAReport(t *testing.T) {
	t.Parallel()
	const json = `{"responses":{"missingRegion":{"accept":true}},"fields":{"list.total":{"type":"string"}}}`
	for name, text := range map[string]string{
		"JSON":                  json,
		"JSON after lines":      "\n\n" + json + "\n",
		"a report":              "# Check\n\n```json\n" + json + "\n```\n",
		"a report with CRLF":    "# Check\r\n\r\n```json\r\n" + json + "\r\n```\r\n",
		"the last of two":       "```json\n{\"other\":1}\n```\n\n```json\n" + json + "\n```\n",
		"a report in an e-mail": "Hello,\n```json\n" + json + "\n```\nBye",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := fakeapi.ParseBehavior([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if !b.Responses[fakeapi.MissingRegion].Accept {
				t.Errorf("responses: %v", b.Responses)
			}
			if got := b.Fields["list.total"].Type; got != "string" {
				t.Errorf("the type of list.total is %q, want string", got)
			}
		})
	}
}

func TestBehavior_rejectsWhatWouldHaveNoEffect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":            {text: "# A report", want: "neither"},
		"broken JSON":        {text: `{"responses":`, want: "invalid JSON"},
		"unknown part":       {text: `{"response":{}}`, want: "unknown field"},
		"unknown situation":  {text: `{"responses":{"noRegion":{"accept":true}}}`, want: "noRegion"},
		"invalid status":     {text: `{"responses":{"missingRegion":{"status":99}}}`, want: "99"},
		"unknown object":     {text: `{"fields":{"total":{"type":"string"}}}`, want: "total"},
		"unknown type":       {text: `{"fields":{"list.total":{"type":"text"}}}`, want: "list.total"},
		"no type":            {text: `{"fields":{"list.total":{}}}`, want: "list.total"},
		"unknown class":      {text: `{"headers":{"all":{"Date":""}}}`, want: "all"},
		"a type and a value": {text: `{"fields":{"list.total":{"type":"string","value":1}}}`, want: "list.total"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := fakeapi.ParseBehavior([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got the error %v, want one about %q", err, c.want)
			}
		})
	}
}

func TestBehavior_changesOnlyItsSituation(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetBehavior(fakeapi.Behavior{Responses: map[string]fakeapi.Response{
		fakeapi.UnknownChannel: {Status: http.StatusTeapot},
	}})
	const unknown = "/api/v2/channels/ls-20000101000000-NONE0"
	resp, _ := send(t, "GET", api.URL+unknown, signedHeaders("GET", unknown), "")
	if resp.StatusCode != http.StatusTeapot {
		t.Errorf("an unknown channel: HTTP %d, want 418", resp.StatusCode)
	}
	resp, _ = send(t, "GET", api.URL+defaultPath, signedHeaders("GET", defaultPath), "")
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the default endpoint: HTTP %d, want 200", resp.StatusCode)
	}
}

func TestBehavior_acceptsWithoutRegion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("https://a.example")
	api.SetBehavior(fakeapi.Behavior{Responses: map[string]fakeapi.Response{fakeapi.MissingRegion: {Accept: true}}})
	headers := signedHeaders("GET", defaultPath)
	delete(headers, "x-ncp-region_code")
	_, body := send(t, "GET", api.URL+defaultPath, headers, "")
	if want := `{"content":{"callbackUrl":"https://a.example"}}`; body != want {
		t.Errorf("got %s, want %s", body, want)
	}
}

func TestBehavior_leavesTheControlAPIUnchanged(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetBehavior(fakeapi.Behavior{
		Headers: map[string]map[string]string{fakeapi.SuccessClass: {"Content-Type": "text/plain"}},
	})
	resp, _ := send(t, "GET", api.ControlURL()+"/state", nil, "")
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("the content type is %q, want JSON", got)
	}
}
