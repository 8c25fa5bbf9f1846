package ncloud

import (
	"net/http"
	"testing"
	"time"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// What is signed is what stands in the request line, escapes and query included.
func TestTheRequestLineIsWhatIsSigned(t *testing.T) {
	t.Parallel()
	keys := NewCredentials(accessKey, secretKey)
	for uri, want := range map[string]string{
		"/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&pageNo=1": "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU=",
		"/a%20b%2Fc/api/v2/events/callbackEndpoint":                        Sign(keys, "GET", "/a%20b%2Fc/api/v2/events/callbackEndpoint", "1700000000001"),
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com"+uri, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		transport := &SigningTransport{
			Credentials: keys, Now: func() time.Time { return time.UnixMilli(1700000000001) },
			Next: roundTrip(func(req *http.Request) (*http.Response, error) {
				got = req.Header.Get(HeaderSignature)
				return &http.Response{Body: http.NoBody}, nil
			}),
		}
		if _, err := transport.RoundTrip(req); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", uri, got, err, want)
		}
	}
}

func TestEachAttemptIsSignedAsItLeaves(t *testing.T) {
	t.Parallel()
	var sent []*http.Request
	now := time.UnixMilli(1700000000000)
	transport := &SigningTransport{
		Credentials: NewCredentials(accessKey, secretKey),
		Now:         func() time.Time { return now },
		Next: roundTrip(func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
		}),
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com/api/v2/events/callbackEndpoint", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		now = now.Add(3 * time.Millisecond)
	}

	if len(req.Header) != 0 {
		t.Errorf("the caller's request was signed: %v", req.Header)
	}
	for i, want := range []map[string]string{
		{HeaderTimestamp: "1700000000000", HeaderAccessKey: accessKey, HeaderSignature: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="},
		{HeaderTimestamp: "1700000000003", HeaderAccessKey: accessKey},
	} {
		for name, value := range want {
			if got := sent[i].Header.Get(name); got != value {
				t.Errorf("attempt %d: %s is %q, want %q", i+1, name, got, value)
			}
		}
	}
	if first, second := sent[0].Header.Get(HeaderSignature), sent[1].Header.Get(HeaderSignature); first == second {
		t.Error("the second attempt carries the first one's signature")
	}
}
