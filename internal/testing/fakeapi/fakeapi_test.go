package fakeapi_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const path = "/api/v2/events/callbackEndpoint"

// The published known answer for these made-up keys, at this moment.
var (
	account = fakeapi.Account{AccessKey: "TESTACCESSKEY0000001", SecretKey: "TestSecretKey0000000000000000000000000001"}
	moment  = time.UnixMilli(1700000000000)
)

func goodHeaders() map[string]string {
	return map[string]string{
		"x-ncp-apigw-timestamp":    "1700000000000",
		"x-ncp-iam-access-key":     account.AccessKey,
		"x-ncp-apigw-signature-v2": "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=",
		"x-ncp-region_code":        "KR",
		"Content-Type":             "application/json",
	}
}

// startAt starts a server whose clock shows the known answers' moment.
func startAt(t *testing.T, when time.Time) *fakeapi.Server {
	t.Helper()
	server := fakeapi.Start()
	t.Cleanup(server.Close)
	server.AddAccount(account)
	server.SkewClock(time.Until(when))
	return server
}

func send(t *testing.T, method, url string, headers map[string]string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestAGoodRequestReadsWhatIsRegistered(t *testing.T) {
	t.Parallel()
	server := startAt(t, moment)
	server.Register("https://my-callback-endpoint")
	resp, body := send(t, http.MethodGet, server.URL+path, goodHeaders())
	if resp.StatusCode != http.StatusOK || strings.TrimSpace(body) != `{"content":{"callbackUrl":"https://my-callback-endpoint"}}` {
		t.Errorf("got %d %s", resp.StatusCode, body)
	}
	for header, want := range map[string]string{
		"Content-Type": "application/json;charset=utf-8", "X-Ncp-Trace-Id": "fake0000000000000000000001",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err != nil || date.Sub(moment).Abs() > time.Minute {
		t.Errorf("the Date header is %q (%v), want about %s", resp.Header.Get("Date"), err, moment)
	}
	received := server.Requests()
	if len(received) != 1 || received[0].Rejection != "" || received[0].URI != path || received[0].Header.Get("x-ncp-region_code") != "KR" {
		t.Errorf("recorded %+v", received)
	}
}

func TestABadRequestIsRefusedAndSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path string
		header       string // is set to value, or left out where that is ""
		value        string
		late         time.Duration
		status       int
		body         string
	}{
		"another path":         {path: "/api/v2/events/callbackendpoint", status: 404, body: `"300"`},
		"another method":       {method: http.MethodDelete, status: 404, body: `"300"`},
		"no timestamp":         {header: "x-ncp-apigw-timestamp", status: 401, body: "Authentication information are missing."},
		"no access key":        {header: "x-ncp-iam-access-key", status: 401, body: "Authentication information are missing."},
		"no signature":         {header: "x-ncp-apigw-signature-v2", status: 401, body: "Authentication information are missing."},
		"timestamp in words":   {header: "x-ncp-apigw-timestamp", value: "now", status: 401, body: "Invalid timestamp."},
		"a second timestamp":   {header: "x-ncp-apigw-timestamp", value: "1700000000001", status: 401, body: "Invalid signature."},
		"another access key":   {header: "x-ncp-iam-access-key", value: "TESTACCESSKEY0000009", status: 401, body: "Invalid access key."},
		"another's access key": {header: "x-ncp-iam-access-key", value: fakeapi.Allowed.AccessKey, status: 401, body: "Invalid signature."},
		"one letter changed":   {header: "x-ncp-apigw-signature-v2", value: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxV=", status: 401, body: "Invalid signature."},
		"signature not Base64": {header: "x-ncp-apigw-signature-v2", value: "?", status: 401, body: "Invalid signature."},
		"a query not signed":   {path: path + "?a=b", status: 401, body: "Invalid signature."},
		"5 minutes late":       {late: 5*time.Minute + 2*time.Second, status: 401, body: "Timestamp is off by"},
		"5 minutes early":      {late: -5*time.Minute - 2*time.Second, status: 401, body: "Timestamp is off by"},
		"no region":            {header: "x-ncp-region_code", status: 400, body: "250003"},
		"an unknown region":    {header: "x-ncp-region_code", value: "XX", status: 400, body: "Invalid region code XX."},
		"the other region":     {header: "x-ncp-region_code", value: "FKR", status: 400, body: "250019"},
		"no content type":      {header: "Content-Type", status: 400, body: "250348"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startAt(t, moment.Add(c.late))
			server.Register("https://my-callback-endpoint")
			headers := goodHeaders()
			if c.header != "" {
				headers[c.header] = c.value
			}
			if c.header != "" && c.value == "" {
				delete(headers, c.header)
			}
			if c.method == "" {
				c.method = http.MethodGet
			}
			if c.path == "" {
				c.path = path
			}
			resp, body := send(t, c.method, server.URL+c.path, headers)
			if resp.StatusCode != c.status || !strings.Contains(body, c.body) {
				t.Errorf("got %d %s, want %d with %s", resp.StatusCode, body, c.status, c.body)
			}
			if got := server.Requests(); len(got) != 1 || got[0].Rejection == "" {
				t.Errorf("recorded %+v, want the reason of the refusal", got)
			}
		})
	}
}

// Just inside the window, a timestamp is still good.
func TestATimestampMayBeAlmostFiveMinutesOff(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{4*time.Minute + 50*time.Second, -4*time.Minute - 50*time.Second} {
		server := startAt(t, moment.Add(late))
		if resp, body := send(t, http.MethodGet, server.URL+path, goodHeaders()); resp.StatusCode != http.StatusOK {
			t.Errorf("%s late: got %d %s", late, resp.StatusCode, body)
		}
	}
}

func TestScriptedAnswersComeInOrderAndEnd(t *testing.T) {
	t.Parallel()
	server := startAt(t, moment)
	server.RespondNext(1, fakeapi.GatewayError(429, 410, "Throttle Limited", ""))
	server.RespondNext(2, fakeapi.Raw(502, "text/html", "<html>"))
	for i, want := range []int{429, 502, 502, 200} {
		if resp, body := send(t, http.MethodGet, server.URL+path, goodHeaders()); resp.StatusCode != want {
			t.Errorf("request %d: got %d %s, want %d", i+1, resp.StatusCode, body, want)
		}
	}
	if n := server.Connections(); n != 4 {
		t.Errorf("counted %d connections of 4 clients", n)
	}
}

// The channel's own endpoint comes first, then the default, then nobody.
func TestEventsGoWhereTheyWould(t *testing.T) {
	t.Parallel()
	server := fakeapi.Start()
	defer server.Close()
	server.PutChannel(fakeapi.Channel{Type: "live", ID: "a"})
	if got := server.EmitEvent("live", "a", "ONAIR_START"); got.URL != "" {
		t.Errorf("with nothing registered it goes to %q", got.URL)
	}
	server.Register("https://default.example")
	if got := server.EmitEvent("live", "a", "ONAIR_START"); got.URL != "https://default.example" || !strings.Contains(got.Event, `"event":"ONAIR_START"`) || !strings.Contains(got.Event, `"id":2`) {
		t.Errorf("got %+v", got)
	}
	server.PutChannel(fakeapi.Channel{Type: "live", ID: "a", CallbackEndpoint: "https://own.example"})
	if got := server.EmitEvent("live", "a", "ONAIR_START").URL; got != "https://own.example" {
		t.Errorf("it goes to %q", got)
	}
}

func TestOtherCallsAreRefusedAsTheAPIWould(t *testing.T) {
	t.Parallel()
	server := fakeapi.Start()
	defer server.Close()
	for path, want := range map[string]string{
		"GET /api/v2/channels":                         `"200"`, // known, and not signed
		"GET /api/v2/vod/channels/a":                   `"200"`,
		"POST /api/fin-v2/channels/a/callbackEndpoint": `"200"`,
		"GET /api/v2/channels/":                        `"300"`,
		"GET /api/v2/channels/a/b":                     `"300"`,
		"POST /api/v2/channels":                        `"300"`,
		"POST /api/v2/channels/a/other":                `"300"`,
		"DELETE /api/v2/channels/a/callbackEndpoint":   `"300"`,
		"GET /api/v2/other":                            `"300"`,
		"GET /api/v3/channels":                         `"300"`,
	} {
		method, where, _ := strings.Cut(path, " ")
		if _, body := send(t, method, server.URL+where, nil); !strings.Contains(body, want) {
			t.Errorf("%s: got %s, want %s", path, body, want)
		}
	}
}
