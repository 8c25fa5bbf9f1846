package ncloud

import (
	"net/http"
	"testing"
	"time"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func newRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// What is signed is the URI of the request line, with its escapes and query.
func TestSigningTransport_signsTheRequestLine(t *testing.T) {
	t.Parallel()
	keys := NewCredentials(accessKey, secretKey)
	for name, c := range map[string]struct{ uri, want string }{
		"query": {
			uri:  "/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&pageNo=1",
			want: "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU=",
		},
		"escaped path": {
			uri:  "/a%20b%2Fc/api/v2/events/callbackEndpoint",
			want: Sign(keys, "GET", "/a%20b%2Fc/api/v2/events/callbackEndpoint", "1700000000001"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got string
			transport := &SigningTransport{
				Credentials: keys,
				Now:         func() time.Time { return time.UnixMilli(1700000000001) },
				Next: roundTrip(func(req *http.Request) (*http.Response, error) {
					got = req.Header.Get(HeaderSignature)
					return &http.Response{Body: http.NoBody}, nil
				}),
			}
			if _, err := transport.RoundTrip(newRequest(t, "https://example.com"+c.uri)); err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("the signature is %s, want %s", got, c.want)
			}
		})
	}
}

func TestSigningTransport_signsEachAttempt(t *testing.T) {
	t.Parallel()
	var sent []http.Header
	now := time.UnixMilli(1700000000000)
	transport := &SigningTransport{
		Credentials: NewCredentials(accessKey, secretKey),
		Now:         func() time.Time { return now },
		Next: roundTrip(func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req.Header)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
		}),
	}
	req := newRequest(t, "https://example.com/api/v2/events/callbackEndpoint")
	for range 2 {
		if _, err := transport.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		now = now.Add(3 * time.Millisecond)
	}

	if len(req.Header) != 0 {
		t.Errorf("the caller's request was changed: %v", req.Header)
	}
	for i, want := range []struct{ timestamp, signature string }{
		{timestamp: "1700000000000", signature: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="},
		{
			timestamp: "1700000000003",
			signature: Sign(NewCredentials(accessKey, secretKey), "GET", "/api/v2/events/callbackEndpoint", "1700000000003"),
		},
	} {
		if got := sent[i].Get(HeaderTimestamp); got != want.timestamp {
			t.Errorf("attempt %d: the timestamp is %s, want %s", i+1, got, want.timestamp)
		}
		if got := sent[i].Get(HeaderAccessKey); got != accessKey {
			t.Errorf("attempt %d: the access key is %q", i+1, got)
		}
		if got := sent[i].Get(HeaderSignature); got != want.signature {
			t.Errorf("attempt %d: the signature is %s, want %s", i+1, got, want.signature)
		}
	}
}
