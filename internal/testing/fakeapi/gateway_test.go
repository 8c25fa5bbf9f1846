package fakeapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The test vectors, from independent implementations, use these made-up keys at this time.
var (
	knownAccount = fakeapi.Account{
		AccessKey: "TESTACCESSKEY0000001", SecretKey: "TestSecretKey0000000000000000000000000001",
	}
	knownTime = time.UnixMilli(1700000000000)
)

func knownHeaders() map[string]string {
	return map[string]string{
		"x-ncp-apigw-timestamp":    "1700000000000",
		"x-ncp-iam-access-key":     knownAccount.AccessKey,
		"x-ncp-apigw-signature-v2": "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=",
		"x-ncp-region_code":        "KR",
		"Content-Type":             "application/json",
	}
}

// startAt starts a server with the known account and a clock that shows now.
func startAt(t *testing.T, now time.Time) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.AddAccount(knownAccount)
	api.SkewClock(time.Until(now))
	return api
}

func TestServer_acceptsKnownSignatures(t *testing.T) {
	t.Parallel()
	api := startAt(t, knownTime)
	for _, c := range []struct{ method, uri, timestamp, region, signature string }{
		{
			method: "GET", uri: defaultPath, timestamp: "1700000000000", region: "KR",
			signature: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=",
		},
		{
			method: "GET", uri: "/api/v2/channels?pageNo=1&pageSizeNo=100", timestamp: "1700000000000", region: "KR",
			signature: "ZksJAyUxY1to3mEnDhcNrkiQp9zB1Y3qYeYlME/xW7Y=",
		},
		{
			method: "GET", uri: "/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&pageNo=1",
			timestamp: "1700000000001", region: "KR", signature: "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU=",
		},
		{
			method: "POST", uri: defaultPath, timestamp: "1700000000002", region: "KR",
			signature: "Kq9mfArrWDqx5y7J0GlH6qMmuXCh9/Zw86s49L/eF1c=",
		},
		{
			method: "POST", uri: "/api/v2/channels/ls-20250820000000-PyysO/callbackEndpoint", timestamp: "1700000000002",
			region: "KR", signature: "vq14VgrRe34y0JUHOhTeEypTDL8iMSrsQgmBa7sVOAw=",
		},
		{
			method: "GET", uri: "/api/fin-v2/events/callbackEndpoint", timestamp: "1700000000000", region: "FKR",
			signature: "3ImtXB7kXrJU/0CYYyALH0gsiCCJunf385kTiC54NvQ=",
		},
	} {
		headers := knownHeaders()
		headers["x-ncp-apigw-timestamp"] = c.timestamp
		headers["x-ncp-region_code"] = c.region
		headers["x-ncp-apigw-signature-v2"] = c.signature
		send(t, c.method, api.URL+c.uri, headers, "")
		received := api.Requests()
		if got := received[len(received)-1].Rejection; got != "" {
			t.Errorf("%s %s was rejected: %s", c.method, c.uri, got)
		}
	}
}

func TestServer_sendsTheGatewaysHeaders(t *testing.T) {
	t.Parallel()
	api := startAt(t, knownTime)
	resp, _ := send(t, http.MethodGet, api.URL+defaultPath, knownHeaders(), "")
	for header, want := range map[string]string{
		"Content-Type":   "application/json;charset=utf-8",
		"X-Ncp-Trace-Id": "fake0000000000000000000001",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil || date.Sub(knownTime).Abs() > time.Minute {
		t.Errorf("the Date header is %q (%v), want about %s", resp.Header.Get("Date"), err, knownTime)
	}
}

func TestServer_rejectsInvalidRequests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string // GET if ""
		path   string // that of the default callback endpoint if ""
		header string // set to value, or removed if value is ""
		value  string
		late   time.Duration
		status int
		body   string
	}{
		"another path":   {path: "/api/v2/events/callbackendpoint", status: 404, body: `"300"`},
		"another method": {method: http.MethodDelete, status: 404, body: `"300"`},
		"no timestamp": {
			header: "x-ncp-apigw-timestamp",
			status: 401, body: "Authentication information are missing.",
		},
		"no access key": {
			header: "x-ncp-iam-access-key",
			status: 401, body: "Authentication information are missing.",
		},
		"no signature": {
			header: "x-ncp-apigw-signature-v2",
			status: 401, body: "Authentication information are missing.",
		},
		"timestamp not a number": {
			header: "x-ncp-apigw-timestamp", value: "now",
			status: 401, body: "Invalid timestamp.",
		},
		"timestamp not the signed one": {
			header: "x-ncp-apigw-timestamp", value: "1700000000001",
			status: 401, body: "Invalid signature.",
		},
		"unknown access key": {
			header: "x-ncp-iam-access-key", value: "TESTACCESSKEY0000009",
			status: 401, body: "Invalid access key.",
		},
		"access key of another account": {
			header: "x-ncp-iam-access-key", value: fakeapi.Allowed.AccessKey,
			status: 401, body: "Invalid signature.",
		},
		"one character of the signature changed": {
			header: "x-ncp-apigw-signature-v2", value: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxV=",
			status: 401, body: "Invalid signature.",
		},
		"signature not Base64": {header: "x-ncp-apigw-signature-v2", value: "?", status: 401, body: "Invalid signature."},
		"query not signed":     {path: defaultPath + "?a=b", status: 401, body: "Invalid signature."},
		"over 5 minutes late": {
			late:   5*time.Minute + 2*time.Second,
			status: 401, body: "Timestamp is off by",
		},
		"over 5 minutes early": {
			late:   -5*time.Minute - 2*time.Second,
			status: 401, body: "Timestamp is off by",
		},
		"no region":        {header: "x-ncp-region_code", status: 400, body: "250003"},
		"unknown region":   {header: "x-ncp-region_code", value: "XX", status: 400, body: "Invalid region code XX."},
		"the other region": {header: "x-ncp-region_code", value: "FKR", status: 400, body: "250019"},
		"no content type":  {header: "Content-Type", status: 400, body: "250348"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAt(t, knownTime.Add(c.late))
			headers := knownHeaders()
			if c.value == "" {
				delete(headers, c.header)
			} else {
				headers[c.header] = c.value
			}
			if c.method == "" {
				c.method = http.MethodGet
			}
			if c.path == "" {
				c.path = defaultPath
			}
			resp, body := send(t, c.method, api.URL+c.path, headers, "")
			if resp.StatusCode != c.status || !strings.Contains(body, c.body) {
				t.Errorf("got %d %s, want %d with %s", resp.StatusCode, body, c.status, c.body)
			}
			if got := api.Requests(); len(got) != 1 || got[0].Rejection == "" {
				t.Errorf("recorded %+v, want one request with the reason of the rejection", got)
			}
		})
	}
}

func TestServer_rejectsQueriesThatOperationsDoNotHave(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for _, uri := range []string{
		defaultPath + "?pageNo=1",
		"/api/v2/channels?pageNo=1&pageSizeNo=100&other=1",
		"/api/v2/channels/ls-1?id=ls-1",
	} {
		resp, body := send(t, http.MethodGet, api.URL+uri, signedHeaders(http.MethodGet, uri), "")
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, "250018") {
			t.Errorf("%s: got %d %s, want 400 with 250018", uri, resp.StatusCode, body)
		}
	}
}

func TestServer_acceptsTimestampsWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{4*time.Minute + 50*time.Second, -4*time.Minute - 50*time.Second} {
		api := startAt(t, knownTime.Add(late))
		resp, body := send(t, http.MethodGet, api.URL+defaultPath, knownHeaders(), "")
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s late: got %d %s, want 200", late, resp.StatusCode, body)
		}
	}
}

func TestServer_rejectsUnknownOperations(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	const unsigned, unknown = `"200"`, `"300"` // The requests are not signed, so known operations return 200.
	for operation, want := range map[string]string{
		"GET /api/v2/channels":                         unsigned,
		"GET /api/v2/vod/channels/a":                   unsigned,
		"POST /api/fin-v2/channels/a/callbackEndpoint": unsigned,
		"GET /api/v2/channels/":                        unknown,
		"GET /api/v2/channels/a/b":                     unknown,
		"POST /api/v2/vod/channels":                    unknown,
		"POST /api/v2/channels/a/other":                unknown,
		"DELETE /api/v2/channels/a/callbackEndpoint":   unknown,
		"GET /api/v2/other":                            unknown,
		"GET /api/v3/channels":                         unknown,
	} {
		method, path, _ := strings.Cut(operation, " ")
		if _, body := send(t, method, api.URL+path, nil, ""); !strings.Contains(body, want) {
			t.Errorf("%s: got %s, want %s", operation, body, want)
		}
	}
}
