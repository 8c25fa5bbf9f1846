package livestation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func codeError(status int, code string) error {
	_, err := decodeEndpoint(jsonResponse(http.MethodGet, status, fmt.Sprintf(`{"error":{"errorCode":%q}}`, code)))
	return err
}

func statusError(status int) error {
	_, err := decodeEndpoint(jsonResponse(http.MethodGet, status, ""))
	return err
}

func incompleteError() error {
	r := jsonResponse(http.MethodGet, 200, "")
	r.readErr = io.ErrUnexpectedEOF
	_, err := decodeEndpoint(r)
	return err
}

func TestRetryReason_dependsOnMethodAndError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		get  string
		post string
	}{
		"quota":                     {err: codeError(429, "400"), get: "throttled", post: "throttled"},
		"throttle":                  {err: codeError(429, "410"), get: "throttled", post: "throttled"},
		"rate":                      {err: codeError(429, "420"), get: "throttled", post: "throttled"},
		"rate, with another status": {err: codeError(400, "420"), get: "throttled", post: "throttled"},
		"endpoint error":            {err: codeError(503, "500"), get: "unavailable"},
		"endpoint timeout":          {err: codeError(504, "510"), get: "unavailable"},
		"not available":             {err: codeError(400, "250005"), get: "unavailable"},
		"connection failed":         {err: codeError(500, "250007"), get: "unavailable"},
		"unauthenticated":           {err: codeError(401, "200")},
		"permission":                {err: codeError(403, "250010")},
		"permission, as a 503":      {err: codeError(503, "250010")},
		"permission, as a 429":      {err: codeError(429, "250010")},
		"not found":                 {err: codeError(404, "250004")},
		"invalid":                   {err: codeError(400, "250020")},
		"wrong state":               {err: codeError(400, "250102")},
		"internal":                  {err: codeError(500, "250000")},
		"gateway failed":            {err: codeError(500, "900")},
		"OK":                        {err: codeError(500, "250013")},
		"unknown code":              {err: codeError(400, "259999")},
		"unknown code, as a 500":    {err: codeError(500, "259999")},
		"unknown code, as a 503":    {err: codeError(503, "259999"), get: "unavailable"},
		"unknown code, as a 408":    {err: codeError(408, "259999"), get: "unavailable"},
		"unknown code, as a 429":    {err: codeError(429, "259999"), get: "throttled", post: "throttled"},
		"408":                       {err: statusError(408), get: "unavailable"},
		"429":                       {err: statusError(429), get: "throttled", post: "throttled"},
		"500":                       {err: statusError(500)},
		"502":                       {err: statusError(502), get: "unavailable"},
		"503":                       {err: statusError(503), get: "unavailable"},
		"504":                       {err: statusError(504), get: "unavailable"},
		"520":                       {err: statusError(520)},
		"302":                       {err: statusError(302)},
		"200, empty":                {err: statusError(200)},
		"200, incomplete":           {err: incompleteError(), get: "response cut short"},
		"no connection":             {err: &TransportError{Cause: CauseConnect}, get: "no connection", post: "no connection"},
		"reset before it was sent":  {err: &TransportError{}, get: "no connection", post: "no connection"},
		"connection broken":         {err: &TransportError{Sent: true}, get: "connection broken"},
		"host unknown":              {err: &TransportError{Cause: CauseHostUnknown}},
		"timeout":                   {err: &TransportError{Cause: CauseTimeout, Sent: true}},
		"other error":               {err: errors.New("other")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectEqual(t, "the reason for a GET", retryReason(http.MethodGet, c.err), c.get)
			expectEqual(t, "the reason for a POST", retryReason(http.MethodPost, c.err), c.post)
		})
	}
}

// outcomeStatuses are those of the table below. Each row names each of them once.
var outcomeStatuses = []int{
	200, 201, 204, 302, 303, 400, 401, 403, 404, 405, 408, 409, 413, 429, 500, 501, 502, 503, 504, 520,
}

func TestOutcomeUnknown_dependsOnCodeThenStatus(t *testing.T) {
	t.Parallel()
	rejectedByStatus := []int{302, 400, 401, 403, 404, 405, 409, 413, 429}
	unknownByStatus := []int{200, 201, 204, 303, 408, 500, 501, 502, 503, 504, 520}
	for name, c := range map[string]struct {
		body           string
		rejected       []int // statuses for which the service has not acted
		outcomeUnknown []int // statuses for which it may have acted
	}{
		"page": {
			body: "<html>", rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"JSON of other software": {
			body: `{"status":"UP"}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"error without a code": {
			body: `{"error":{"message":"no"}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unknown code of Live Station": {
			body: `{"error":{"errorCode":259999}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unknown code of the gateway": {
			body: `{"error":{"errorCode":"999"}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unauthenticated": {body: `{"error":{"errorCode":"200"}}`, rejected: outcomeStatuses},
		"permission":      {body: `{"error":{"errorCode":250010}}`, rejected: outcomeStatuses},
		"not found":       {body: `{"error":{"errorCode":250100}}`, rejected: outcomeStatuses},
		"invalid request": {body: `{"error":{"errorCode":250022}}`, rejected: outcomeStatuses},
		"wrong state":     {body: `{"error":{"errorCode":250102}}`, rejected: outcomeStatuses},
		"throttled":       {body: `{"error":{"errorCode":"420"}}`, rejected: outcomeStatuses},
		"unavailable":     {body: `{"error":{"errorCode":"510"}}`, outcomeUnknown: outcomeStatuses},
		"internal":        {body: `{"error":{"errorCode":250000}}`, outcomeUnknown: outcomeStatuses},
		"unknown cause":   {body: `{"error":{"errorCode":250001}}`, outcomeUnknown: outcomeStatuses},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			covered := slices.Sorted(slices.Values(slices.Concat(c.rejected, c.outcomeUnknown)))
			if !slices.Equal(covered, outcomeStatuses) {
				t.Fatalf("the row names the statuses %v", covered)
			}
			for _, status := range outcomeStatuses {
				what := fmt.Sprintf("%d: outcome unknown", status)
				want := slices.Contains(c.outcomeUnknown, status)
				expectEqual(t, "POST, "+what, mayHaveActed(http.MethodPost, outcomeOf(http.MethodPost, status, c.body)), want)
				expectEqual(t, "GET, "+what, mayHaveActed(http.MethodGet, outcomeOf(http.MethodGet, status, c.body)), false)
			}
		})
	}
}

// outcomeOf returns the error of a response; one that confirms nothing is none for a GET.
func outcomeOf(method string, status int, body string) error {
	isConfirmed := func(b callbackEndpointBody) bool { return b.url() != "" }
	_, err := decode(jsonResponse(method, status, body), isConfirmed)
	return err
}

func TestOutcomeUnknown_successWithCodeOfSuccessIsUnknown(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: true, 400: true, 500: true} {
		err := outcomeOf(http.MethodPost, status, `{"error":{"errorCode":250013}}`)
		expectEqual(t, fmt.Sprintf("%d: outcome unknown", status), mayHaveActed(http.MethodPost, err), want)
	}
}

func TestOutcomeUnknown_incompleteOrLargeSuccessIsUnknown(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: true, 400: false, 500: true} {
		for name, change := range map[string]func(*response){
			"incomplete": func(r *response) { r.readErr = io.ErrUnexpectedEOF },
			"too large":  func(r *response) { r.body = make([]byte, MaxResponseSize+1) },
		} {
			r := jsonResponse(http.MethodPost, status, `{"content":`)
			change(r)
			_, err := decodeEndpoint(r)
			expectEqual(t, fmt.Sprintf("%s %d: outcome unknown", name, status), mayHaveActed(http.MethodPost, err), want)
		}
	}
}

// Each case is a POST, and a GET, to something that fails.
func TestOutcomeUnknown_isTrueIfThePOSTWasSent(t *testing.T) {
	t.Parallel()
	respondWith := func(response http.HandlerFunc) func(*testing.T) *Client {
		return func(t *testing.T) *Client {
			t.Helper()
			api := startAPI(t)
			api.RespondNext(2, response)
			config := configFor(t, api.URL)
			config.Timeout = 300 * time.Millisecond
			return New(config)
		}
	}
	proxyStatus := func(status int) func(*testing.T) *Client {
		return func(t *testing.T) *Client {
			t.Helper()
			return newProxiedClient(t, startRejectingProxy(t, status))
		}
	}
	for name, c := range map[string]struct {
		client         func(*testing.T) *Client
		outcomeUnknown bool
	}{
		"refused": {client: func(t *testing.T) *Client {
			t.Helper()
			return New(configFor(t, "http://"+closedAddress(t)))
		}},
		"untrusted certificate": {client: func(t *testing.T) *Client {
			t.Helper()
			api, err := fakeapi.StartTLS()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(api.Close)
			return New(configFor(t, api.URL))
		}},
		"no TLS": {client: func(t *testing.T) *Client {
			t.Helper()
			return New(configFor(t, "https"+startAPI(t).URL[len("http"):]))
		}},
		"handshake times out": {client: func(t *testing.T) *Client {
			t.Helper()
			config := configFor(t, "https://"+listen(t).Addr().String())
			config.Timeout = 300 * time.Millisecond
			return New(config)
		}},
		"proxy returns 403": {client: proxyStatus(403)},
		"proxy returns 407": {client: proxyStatus(407)},
		"proxy returns 413": {client: proxyStatus(413)},
		"proxy returns 502": {client: proxyStatus(502)},
		"gateway returns 413": {
			client: respondWith(fakeapi.GatewayError(413, 430, "Request Entity Too Large", "")),
		},
		"page with 413": {client: respondWith(fakeapi.Raw(413, "text/html", "<html>"))},
		"page with 403": {client: respondWith(fakeapi.Raw(403, "text/html", "<html>"))},
		"redirect":      {client: respondWith(fakeapi.Redirect(307, "https://login.example"))},
		"page with 502": {
			client: respondWith(fakeapi.Raw(502, "text/html", "<html>")), outcomeUnknown: true,
		},
		"empty 503": {client: respondWith(fakeapi.Raw(503, "", "")), outcomeUnknown: true},
		"empty 504": {client: respondWith(fakeapi.Raw(504, "", "")), outcomeUnknown: true},
		"500 with unknown code": {
			client: respondWith(fakeapi.LiveStationError(500, 259999, "", "")), outcomeUnknown: true,
		},
		"hung up":                  {client: respondWith(fakeapi.HangUp), outcomeUnknown: true},
		"reset before the headers": {client: respondWith(fakeapi.Reset("")), outcomeUnknown: true},
		"reset within the headers": {
			client: respondWith(fakeapi.Reset("HTTP/1.1 200 OK\r\nContent-")), outcomeUnknown: true,
		},
		"reset within the body": {
			client:         respondWith(fakeapi.Reset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")),
			outcomeUnknown: true,
		},
		"cut short":                   {client: respondWith(fakeapi.CutShort), outcomeUnknown: true},
		"not HTTP":                    {client: respondWith(fakeapi.RawHTTP("SSH-2.0-x\r\n")), outcomeUnknown: true},
		"timeout before the response": {client: respondWith(fakeapi.Stall), outcomeUnknown: true},
		"timeout within the body":     {client: respondWith(stalls["body that stops"].respond), outcomeUnknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := c.client(t)
			_, err := client.SetCallbackEndpoint(t.Context(), registeredURL)
			expectEqual(t, "POST: an error", err != nil, true)
			expectEqual(t, "POST: outcome unknown", OutcomeUnknown(err), c.outcomeUnknown)
			_, err = client.SetChannelCallbackEndpoint(t.Context(), LiveChannel, channelIDNumber(1), registeredURL)
			expectEqual(t, "POST for a channel: an error", err != nil, true)
			_, err = client.GetChannel(t.Context(), VOD2LiveChannel, channelIDNumber(1))
			expectEqual(t, "GET: an error", err != nil, true)
			expectEqual(t, "GET: outcome unknown", OutcomeUnknown(err), false)
		})
	}
}

func TestOutcomeUnknown_dependsOnWhenThePOSTWasCanceled(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := newClient(t, api)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.SetCallbackEndpoint(canceled, registeredURL)
	expectErrorIs(t, err, context.Canceled)
	expectEqual(t, "before it was sent: outcome unknown", OutcomeUnknown(err), false)

	api.RespondNext(5, fakeapi.Stall)
	got := expectEndsWithContext(t, func(ctx context.Context) error {
		_, err := client.SetCallbackEndpoint(ctx, registeredURL)
		return err
	})
	expectEqual(t, "after it was sent: outcome unknown", OutcomeUnknown(got), true)
}

func TestOutcomeUnknown_otherErrorsAreKnown(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("other"), ErrTooManyChannels} {
		expectEqual(t, fmt.Sprintf("%v: outcome unknown", err), OutcomeUnknown(err), false)
	}
}

func TestRetryAfter_isSecondsOrADateOfTheServersClock(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"1":                             time.Second,
		" 120 ":                         2 * time.Minute,
		"-5":                            0,
		"1.5":                           0,
		"1e3":                           0,
		"soon":                          0,
		"99999999999999999999":          0,
		"2147483647":                    2147483647 * time.Second,
		"Fri, 02 Jan 2026 03:04:35 GMT": 30 * time.Second,
		"Fri, 02 Jan 2026 03:04:00 GMT": 0,
		"Fri, 32 Jan 2026 03:04:35 GMT": 0,
	} {
		expectEqual(t, fmt.Sprintf("the pause of %q", header), parseRetryAfter(header, date), want)
	}
}

func TestRetryAfter_isIgnoredIfThereIsNoDateToCompareWith(t *testing.T) {
	t.Parallel()
	expectEqual(t, "the pause", parseRetryAfter("Fri, 02 Jan 2026 03:04:35 GMT", time.Time{}), 0)
}

func FuzzRetryAfter(f *testing.F) {
	for _, header := range []string{
		"", "1", "-1", "1e9", "Fri, 02 Jan 2026 03:04:35 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "99999999999999999999", "٣",
	} {
		f.Add(header)
	}
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if got := parseRetryAfter(header, date); got < 0 {
			t.Errorf("%q is a pause of %s", header, got)
		}
	})
}
