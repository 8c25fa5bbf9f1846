package fakeapi_test

import (
	"maps"
	"net/http"
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

func TestServer_rejectsInvalidSignatures(t *testing.T) {
	t.Parallel()
	const missing, invalid = "401 Authentication information are missing.", "401 Invalid signature."
	for name, c := range map[string]struct {
		query  string
		header string // set to value, or removed if value is ""
		value  string
		late   time.Duration
		want   string
	}{
		"valid":                        {want: "200"},
		"under 5 minutes late":         {late: 4*time.Minute + 50*time.Second, want: "200"},
		"under 5 minutes early":        {late: -4*time.Minute - 50*time.Second, want: "200"},
		"over 5 minutes late":          {late: 5*time.Minute + 2*time.Second, want: "401 Timestamp is off by"},
		"over 5 minutes early":         {late: -5*time.Minute - 2*time.Second, want: "401 Timestamp is off by"},
		"no timestamp":                 {header: "x-ncp-apigw-timestamp", want: missing},
		"no access key":                {header: "x-ncp-iam-access-key", want: missing},
		"no signature":                 {header: "x-ncp-apigw-signature-v2", want: missing},
		"timestamp not a number":       {header: "x-ncp-apigw-timestamp", value: "now", want: "401 Invalid timestamp."},
		"timestamp not the signed one": {header: "x-ncp-apigw-timestamp", value: "1700000000001", want: invalid},
		"unknown access key": {
			header: "x-ncp-iam-access-key", value: "TESTACCESSKEY0000009", want: "401 Invalid access key.",
		},
		"access key of another account": {header: "x-ncp-iam-access-key", value: fakeapi.Allowed.AccessKey, want: invalid},
		"one character of the signature changed": {
			header: "x-ncp-apigw-signature-v2", value: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxV=", want: invalid,
		},
		"signature not Base64": {header: "x-ncp-apigw-signature-v2", value: "?", want: invalid},
		"query not signed":     {query: "?a=b", want: invalid},
		"no region":            {header: "x-ncp-region_code", want: "400 250003"},
		"unknown region":       {header: "x-ncp-region_code", value: "XX", want: "400 250020"},
		"the other region":     {header: "x-ncp-region_code", value: "FKR", want: "400 250019"},
		"no content type":      {header: "Content-Type", want: "400 250348"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAt(t, knownTime.Add(c.late))
			headers := knownHeaders()
			headers[c.header] = c.value
			maps.DeleteFunc(headers, func(_, value string) bool { return value == "" })
			expect(t, name, send(t, http.MethodGet, api.URL+defaultPath+c.query, headers, ""), c.want)
			if got := api.Requests(); len(got) != 1 || (got[0].Rejection == "") != (c.want == "200") {
				t.Errorf("recorded %+v, want one request, and why it was rejected", got)
			}
		})
	}
}
