package provider

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

const mightBeRegistered = "The URL might have been registered anyway."

// A fault is what a network, a gateway or a service does to every request.
type fault struct {
	response http.HandlerFunc
	// attempts is the number of requests of a GET, with at most 2 retries.
	attempts int
	// succeeds is true if the provider can use the response, odd as it is.
	succeeds bool
	// noResponse is true if the client gets no complete response, and kind is the
	// kind of the error otherwise.
	noResponse bool
	kind       livestation.Kind
	// summary is the summary of the diagnostic.
	summary string
	// mightBeRegistered is true if a POST with this fault may have registered the URL.
	mightBeRegistered bool
	// postSucceeds is true if a POST with this response counts as done, to be read back.
	postSucceeds bool
	// acceptance is true for the faults that real Terraform gets too.
	acceptance bool
	// details are parts of the detail, if they matter.
	details []string
}

// faultTimeout is the client's timeout. faultLimit is longer, because the machine may
// be busy with other tests.
const (
	faultTimeout = 3 * time.Second
	faultLimit   = 8 * time.Second
)

func respondStatus(status int) http.HandlerFunc { return fakeapi.Raw(status, "", "") }

func respondCode(status, code int) http.HandlerFunc {
	if code < 1000 {
		return fakeapi.GatewayError(status, code, "message", "details")
	}
	return fakeapi.LiveStationError(status, code, "", "message")
}

func respondRetryAfter(value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", value)
		respondCode(429, 420)(w, r)
	}
}

func respondBody(text string) http.HandlerFunc { return fakeapi.Raw(200, "application/json", text) }

// respondDated responds with a Date that differs from the time by offset.
func respondDated(offset time.Duration, response http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(offset).UTC().Format(http.TimeFormat))
		response(w, r)
	}
}

func respondZipped(text string) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		respondBody(b.String())(w, r)
	}
}

func respondInvalidGzip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	respondBody("not gzip")(w, r)
}

// respondSlowly sends text, and then a byte at a time until the client disconnects.
func respondSlowly(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(text))
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func faults() map[string]fault {
	const (
		throttled   = livestation.KindThrottled
		unavailable = livestation.KindUnavailable
	)
	const ok = `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	return map[string]fault{
		// Codes of each kind.
		"bad request": {
			response: respondCode(400, 100), attempts: 1, kind: livestation.KindInvalidRequest,
			summary: "Bad request (API gateway 100)",
		},
		"authentication failed": {
			response: respondCode(401, 200), attempts: 1, kind: livestation.KindUnauthenticated,
			summary: "Authentication failed (API gateway 200)", acceptance: true,
			details: []string{"\n  Message:   message\n  Details:   details\n"},
		},
		"permission denied": {
			response: respondCode(401, 210), attempts: 1, kind: livestation.KindPermission,
			summary: "Access key not permitted to call this API (API gateway 210)", acceptance: true,
			details: []string{"Activate Live Station for the account in the NAVER Cloud console"},
		},
		"API not enabled for the key": {
			response: fakeapi.Raw(401, "application/json", `{"error":{"errorCode":401,"message":"not enabled"}}`),
			attempts: 1, kind: livestation.KindPermission, summary: "Unknown error code (API gateway 401)",
			details: []string{
				"Follow the message below if it names a cause.\n\nActivate Live Station for the account",
				"\n  Message:   not enabled",
			},
		},
		"API not found": {
			response: respondCode(404, 300), attempts: 1, kind: livestation.KindNotFound,
			summary: "API not found (API gateway 300)",
		},
		"quota exceeded": {
			response: respondCode(429, 400), attempts: 3, kind: throttled,
			summary: "API call quota exceeded (API gateway 400)",
		},
		"rate limited": {
			response: respondCode(429, 420), attempts: 3, kind: throttled,
			summary: "API call rate limit exceeded (API gateway 420)",
		},
		"request too large": {
			response: respondCode(413, 430), attempts: 1, kind: livestation.KindInvalidRequest,
			summary: "Request too large (API gateway 430)",
		},
		"Live Station not reachable": {
			response: respondCode(503, 500), attempts: 3, kind: unavailable,
			summary: "Live Station not reachable (API gateway 500)", mightBeRegistered: true,
		},
		"Live Station times out": {
			response: respondCode(504, 510), attempts: 3, kind: unavailable,
			summary: "Live Station response timed out (API gateway 510)", mightBeRegistered: true,
		},
		"exception": {
			response: respondCode(500, 250000), attempts: 1, kind: livestation.KindInternal,
			summary: "Unexpected Live Station error (250000)", mightBeRegistered: true,
		},
		"dependency not available": {
			response: respondCode(500, 250005), attempts: 3, kind: unavailable,
			summary: "Required service not available (250005)", mightBeRegistered: true,
		},
		"denied": {
			response: respondCode(403, 250010), attempts: 1, kind: livestation.KindPermission,
			summary: "Sub account not permitted to use Live Station (250010)", acceptance: true,
		},
		"denied with status 503": {
			response: respondCode(503, 250010), attempts: 1, kind: livestation.KindPermission,
			summary: "Sub account not permitted to use Live Station (250010)",
		},
		"denied with status 200": {
			response: respondCode(200, 250010), attempts: 1, kind: livestation.KindPermission,
			summary: "Sub account not permitted to use Live Station (250010)",
		},
		"throttled with status 200": {
			response: respondCode(200, 420), attempts: 3, kind: throttled,
			summary: "API call rate limit exceeded (API gateway 420)",
		},
		"publishing": {
			response: respondCode(400, 250102), attempts: 1, kind: livestation.KindWrongState,
			summary: "Channel is publishing (250102)",
		},
		"rejected for a cause in the message": {
			response: respondCode(400, 250001), attempts: 1, mightBeRegistered: true,
			summary: "Request rejected by Live Station (250001)",
		},
		"unknown code": {
			response: respondCode(400, 259999), attempts: 1, summary: "Unknown error code (259999)",
			details: []string{"Follow the message below", "newer version", "HTTP 400 from Live Station, 259999\n"},
		},
		"unknown code with status 503": {
			response: respondCode(503, 259999), attempts: 3, kind: unavailable,
			summary: "Unknown error code (259999)", mightBeRegistered: true,
		},

		"error of another system of NAVER Cloud": {
			response: fakeapi.Raw(400, "application/json", `{"responseError":{"returnCode":"1000","returnMessage":"no"}}`),
			attempts: 1, summary: "Unknown error code (NAVER Cloud 1000)", details: []string{"\n  Message:   no\n"},
		},
		"the same without an object around it, with a code of the gateway": {
			response: fakeapi.Raw(400, "application/json", `{"returnCode":"200","returnMessage":"no"}`),
			attempts: 1, summary: "Unknown error code (NAVER Cloud 200)",
		},
		"message without a code": {
			response: fakeapi.Raw(403, "application/json", `{"message":"Forbidden"}`), attempts: 1,
			kind: livestation.KindPermission, summary: "API error without a code (HTTP 403)",
			details: []string{"Activate Live Station", "\n  Message:   Forbidden\n"},
		},
		"field of another type": {
			response: fakeapi.Raw(200, "application/json", `{"content":{"callbackUrl":12345}}`), attempts: 1,
			summary:           "Unexpected response format (HTTP 200)",
			details:           []string{"\n  Field:     content.callbackUrl is a number, not a callback URL\n"},
			mightBeRegistered: true,
		},

		"field of another name": {
			response: fakeapi.Raw(200, "application/json", `{"content":{"url":"https://a/b"}}`), attempts: 1,
			summary:           "Unexpected response format (HTTP 200)",
			details:           []string{"\n  Field:     content.callbackUrl is missing, or not as requested\n"},
			mightBeRegistered: true,
		},

		// Statuses without a code.
		"400": {
			response: respondStatus(400), attempts: 1, summary: "Response not from the Live Station API (HTTP 400)",
		},
		"401": {
			response: respondStatus(401), attempts: 1, kind: livestation.KindPermission,
			summary: "Access denied without a reason (HTTP 401)",
			details: []string{"Activate Live Station for the account", "If you use a proxy (HTTPS_PROXY)"},
		},
		"403 without a body": {
			response: fakeapi.Raw(403, "application/json", " "), attempts: 1, kind: livestation.KindPermission,
			summary: "Access denied without a reason (HTTP 403)", acceptance: true,
			details: []string{"Activate Live Station for the account", "NCP_LIVE_STATION_VIEWER"},
		},
		"403": {
			response: fakeapi.Raw(403, "text/html", "<html>Blocked</html>"), attempts: 1, kind: livestation.KindPermission,
			summary: "Response not from the Live Station API (HTTP 403)",
			details: []string{"provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY", "\n  Type:      text/html\n"},
		},
		"404": {
			response: fakeapi.Raw(404, "application/json", `{"detail":"Not Found"}`), attempts: 1,
			summary: "Response not from the Live Station API (HTTP 404)",
		},
		"408": {
			response: respondStatus(408), attempts: 3, kind: unavailable, mightBeRegistered: true,
			summary: "Live Station is not available (HTTP 408)",
		},
		"429": {
			response: respondStatus(429), attempts: 3, kind: throttled, summary: "Too many requests (HTTP 429)",
			details: []string{"-parallelism=2"},
		},
		"500": {
			response: respondStatus(500), attempts: 1, kind: livestation.KindInternal,
			summary: "Server error (HTTP 500)", mightBeRegistered: true, details: []string{"in a few minutes"},
		},
		"501": {
			response: respondStatus(501), attempts: 1, mightBeRegistered: true,
			summary: "Response not from the Live Station API (HTTP 501)",
		},
		"502": {
			response: fakeapi.Raw(502, "text/html", "<html>Bad Gateway</html>"), attempts: 3, kind: unavailable,
			summary: "Live Station is not available (HTTP 502)", mightBeRegistered: true, acceptance: true,
			details: []string{"in a few minutes"},
		},
		"503": {
			response: respondStatus(503), attempts: 3, kind: unavailable,
			summary: "Live Station is not available (HTTP 503)", mightBeRegistered: true,
		},
		"504": {
			response: respondStatus(504), attempts: 3, kind: unavailable,
			summary: "Live Station is not available (HTTP 504)", mightBeRegistered: true,
		},
		"204": {
			response: respondStatus(204), attempts: 1, summary: "Response not from the Live Station API (HTTP 204)",
			postSucceeds: true,
		},
		"304": {
			response: respondStatus(304), attempts: 1, summary: "Response not from the Live Station API (HTTP 304)",
		},

		// Redirects, which are never followed.
		"301": {
			response: fakeapi.Redirect(301, "https://elsewhere.invalid/"), attempts: 1,
			summary: "Endpoint returned a redirect (HTTP 301)",
		},
		"302": {
			response: fakeapi.Redirect(302, "https://elsewhere.invalid/"), attempts: 1,
			summary: "Endpoint returned a redirect (HTTP 302)",
			details: []string{"The provider doesn't follow redirects", "\n  Location:  https://elsewhere.invalid/"},
		},
		"303": {
			response: fakeapi.Redirect(303, "/login"), attempts: 1,
			summary: "Endpoint returned a redirect (HTTP 303)", mightBeRegistered: true,
		},
		"307": {
			response: fakeapi.Redirect(307, "//elsewhere.invalid"),
			attempts: 1,
			summary:  "Endpoint returned a redirect (HTTP 307)",
		},
		"308": {
			response: fakeapi.Redirect(308, "https://elsewhere.invalid/"), attempts: 1,
			summary: "Endpoint returned a redirect (HTTP 308)",
		},
		"redirect without a location": {
			response: fakeapi.Redirect(302, ""), attempts: 1, summary: "Endpoint returned a redirect (HTTP 302)",
		},

		// Connections that are lost.
		"closed before the headers": {
			response: fakeapi.HangUp, attempts: 3, noResponse: true, summary: "Connection to Live Station lost",
			mightBeRegistered: true, acceptance: true,
		},
		"reset before the headers": {
			response: fakeapi.Reset(""), attempts: 3, noResponse: true, summary: "Connection to Live Station lost",
			mightBeRegistered: true,
		},
		"closed in the headers": {
			response: fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nContent-"), attempts: 3, noResponse: true,
			summary: "Connection to Live Station lost", mightBeRegistered: true,
		},
		"reset in the headers": {
			response: fakeapi.Reset("HTTP/1.1 200 OK\r\nContent-"), attempts: 3, noResponse: true,
			summary: "Connection to Live Station lost", mightBeRegistered: true,
		},
		"reset after the headers": {
			response: fakeapi.Reset(head + "Content-Length: 100\r\n\r\n{"), attempts: 3,
			summary: "Incomplete response (HTTP 200)", mightBeRegistered: true,
		},
		"cut short": {
			response: fakeapi.CutShort, attempts: 3, summary: "Incomplete response (HTTP 200)",
			mightBeRegistered: true, details: []string{"Run Terraform again", "HTTPS_PROXY"},
		},
		"length too long": {
			response: fakeapi.RawHTTP(head + "Content-Length: 1000\r\n\r\n" + ok), attempts: 3,
			summary: "Incomplete response (HTTP 200)", mightBeRegistered: true,
		},
		"length too short": {
			response: fakeapi.RawHTTP(head + "Content-Length: 10\r\n\r\n" + ok), attempts: 1,
			summary: "Response not from the Live Station API (HTTP 200)", mightBeRegistered: true,
		},
		"two lengths": {
			response: fakeapi.RawHTTP(head + "Content-Length: 10\r\nContent-Length: 20\r\n\r\n" + ok), attempts: 1,
			noResponse: true, summary: "Response from the endpoint is not valid HTTP", mightBeRegistered: true,
		},
		"no length": {response: fakeapi.RawHTTP(head + "\r\n" + ok), attempts: 1, succeeds: true},
		"invalid chunks": {
			response: fakeapi.RawHTTP(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + ok), attempts: 3,
			summary: "Incomplete response (HTTP 200)", mightBeRegistered: true,
		},
		"chunks that do not end": {
			response: fakeapi.RawHTTP(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"con"), attempts: 3,
			summary: "Incomplete response (HTTP 200)", mightBeRegistered: true,
		},
		"not HTTP": {
			response: fakeapi.RawHTTP("SSH-2.0-OpenSSH_9.2\r\n"), attempts: 1, noResponse: true,
			summary: "Response from the endpoint is not valid HTTP", mightBeRegistered: true,
		},
		"headers too large": {
			response: fakeapi.RawHTTP(head + strings.Repeat("X-Long: "+strings.Repeat("a", 1000)+"\r\n", 200)),
			attempts: 1, noResponse: true, summary: "Response from the endpoint is not valid HTTP",
			mightBeRegistered: true,
		},
		"header without a colon": {
			response: fakeapi.RawHTTP(head + "nonsense\r\n\r\n"), attempts: 3, noResponse: true,
			summary: "Connection to Live Station lost", mightBeRegistered: true,
		},

		// Slow responses.
		"no response": {
			response: fakeapi.Stall, attempts: 1, noResponse: true, summary: "Timed out waiting for Live Station",
			mightBeRegistered: true, acceptance: true,
		},
		"a byte at a time": {
			response: respondSlowly(""), attempts: 1, noResponse: true, summary: "Timed out waiting for Live Station",
			mightBeRegistered: true,
		},
		"another protocol": {
			response: fakeapi.SwitchProtocols, attempts: 1, mightBeRegistered: true,
			summary: "Response not from the Live Station API (HTTP 101)",
		},
		"stops after a part": {
			response: respondSlowly(`{"content":{"callbackUrl":"`), attempts: 1, noResponse: true,
			summary: "Timed out waiting for Live Station", mightBeRegistered: true,
		},
		"Retry-After of an hour": {
			response: respondRetryAfter("3600"), attempts: 1, kind: throttled,
			summary: "API call rate limit exceeded (API gateway 420)",
			details: []string{"\n  Wait:      1h0m0s, as the response requests"},
		},
		"invalid Retry-After": {
			response: respondRetryAfter("soon; -1, 99999999999999999999"), attempts: 3, kind: throttled,
			summary: "API call rate limit exceeded (API gateway 420)",
		},

		// Bodies in an unexpected form.
		"HTML": {
			response: fakeapi.Raw(200, "text/html", "<html>Sign in</html>"), attempts: 1,
			summary: "Response not from the Live Station API (HTTP 200)", mightBeRegistered: true, acceptance: true,
			details: []string{"neither a result nor an error of the API\n", "20 bytes, not shown"},
		},
		"empty": {
			response: respondBody("\n"), attempts: 1, summary: "Response not from the Live Station API (HTTP 200)",
			postSucceeds: true,
		},
		"invalid JSON": {
			response: respondBody(`{"content":{"callbackUrl":`), attempts: 1,
			summary: "Response not from the Live Station API (HTTP 200)", mightBeRegistered: true,
		},
		"another encoding": {
			response: fakeapi.Raw(200, "application/json;charset=euc-kr",
				"{\"content\":{\"callbackUrl\":\"https://\xb0\xa1\"}}"),
			attempts:          1,
			summary:           "Response not from the Live Station API (HTTP 200)",
			mightBeRegistered: true,
		},
		"NUL bytes": {
			response: respondBody(strings.Repeat("\x00", 1000)), attempts: 1,
			summary: "Response not from the Live Station API (HTTP 200)", mightBeRegistered: true,
		},
		"NUL in the URL": {
			response: respondBody(`{"content":{"callbackUrl":"https://a\u0000b"}}`), attempts: 1,
			summary: "Unexpected response format (HTTP 200)", mightBeRegistered: true,
		},
		"another format": {
			response: respondBody(`{"content":[1,2]}`), attempts: 1, summary: "Unexpected response format (HTTP 200)",
			mightBeRegistered: true, details: []string{"look for a newer version of the provider"},
		},
		"deep JSON": {
			response: respondBody(strings.Repeat(`{"content":`, 50_000) + "1" + strings.Repeat("}", 50_000)),
			attempts: 1, summary: "Response not from the Live Station API (HTTP 200)", mightBeRegistered: true,
		},
		"duplicate keys": {
			response: respondBody(`{"content":{"callbackUrl":"https://other","callbackUrl":"https://my-callback-endpoint"}}`),
			attempts: 1, succeeds: true,
		},
		"huge": {
			response: respondBody(`{"content":{"callbackUrl":"` + strings.Repeat("a", 2<<20) + `"}}`), attempts: 1,
			summary: "Response too large (HTTP 200)", mightBeRegistered: true,
			details: []string{"Check endpoint", "\n  Problem:   the response is larger than the provider reads"},
		},
		"gzip bomb": {
			response: respondZipped(`{"content":{"callbackUrl":"` + strings.Repeat("a", 16<<20) + `"}}`), attempts: 1,
			summary: "Response too large (HTTP 200)", mightBeRegistered: true,
		},
		"gzip": {response: respondZipped(ok), attempts: 1, succeeds: true},
		"invalid gzip": {
			response: respondInvalidGzip, attempts: 3, summary: "Incomplete response (HTTP 200)",
			mightBeRegistered: true,
		},
		"error without a code": {
			response: respondBody(`{"error":{"message":"no","details":"why"}}`), attempts: 1,
			summary: "API error without a code (HTTP 200)", mightBeRegistered: true,
			details: []string{"\n  Details:   why\n"},
		},

		// Clocks.
		"clock ahead": {
			response: respondDated(-time.Hour, respondCode(401, 200)), attempts: 2,
			kind: livestation.KindUnauthenticated, summary: "Authentication failed (API gateway 200)",
		},
		"clock behind": {
			response: respondDated(time.Hour, respondCode(401, 200)), attempts: 2,
			kind: livestation.KindUnauthenticated, summary: "Authentication failed (API gateway 200)",
		},
		"clock behind, key not permitted": {
			response: respondDated(time.Hour, respondCode(401, 210)), attempts: 1, kind: livestation.KindPermission,
			summary: "Access key not permitted to call this API (API gateway 210)",
		},
	}
}

// startFault returns an API that has a fault, and a client for it.
func startFault(t *testing.T, f fault) (*fakeapi.Server, *livestation.Client) {
	t.Helper()
	api := startAPI(t)
	api.RespondNext(20, f.response)
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	return api, livestation.New(livestation.Config{
		Endpoint:    endpoint,
		Site:        livestation.PublicSite,
		Region:      "KR",
		Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
		Timeout:     faultTimeout,
		MaxRetries:  2,
		FirstPause:  time.Millisecond,
	})
}

// Each fault, as the client meets it: the number of requests, the time, the error and
// its diagnostic.
func TestFault_endsInTimeWithADiagnostic(t *testing.T) {
	t.Parallel()
	for name, f := range faults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, client := startFault(t, f)
			started := time.Now()
			got, err := client.GetCallbackEndpoint(t.Context())
			if took := time.Since(started); took > faultLimit {
				t.Errorf("it took %s, want at most %s", took, faultLimit)
			}
			if n := len(api.Requests()); n != f.attempts {
				t.Errorf("the client made %d requests, want %d", n, f.attempts)
			}
			if !f.succeeds {
				f.expectError(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.CallbackURL != registeredURL {
				t.Errorf("got %q, want %q", got.CallbackURL, registeredURL)
			}
		})
	}
}

func (f fault) expectError(t *testing.T, err error) {
	t.Helper()
	var failure *livestation.Error
	if gotResponse := errors.As(err, &failure); gotResponse == f.noResponse {
		t.Errorf("got %v; it is about a response: %t, want %t", err, gotResponse, !f.noResponse)
	}
	if failure != nil && failure.Kind != f.kind {
		t.Errorf("the error is of kind %q, want %q", failure.Kind, f.kind)
	}
	got := diagnose.Error(err)
	messages.ExpectErrorSummary(t, got, f.summary)
	messages.ExpectStyle(t, got)
	messages.ExpectSupportBlock(t, got)
	messages.ExpectDetail(t, got, "\n  Request:   GET http://127.0.0.1:")
	messages.ExpectDetail(t, got, f.details...)
	if f.attempts > 1 {
		messages.ExpectDetail(t, got, fmt.Sprintf("\n  Attempts:  %d in ", f.attempts))
	}
	if n := len(got.Detail()); n > 3000 {
		t.Errorf("the detail has %d bytes, want at most 3000", n)
	}
}

// After a POST that failed, the user must know whether the URL may be registered. If
// it may, another POST could overwrite what another user has registered since.
func TestFault_ofPOSTTellsIfURLMightBeRegistered(t *testing.T) {
	t.Parallel()
	for name, f := range faults() {
		if f.succeeds {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, client := startFault(t, f)
			_, err := client.SetCallbackEndpoint(t.Context(), registeredURL)
			if f.postSucceeds {
				if err != nil {
					t.Errorf("the POST failed: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("the POST succeeded")
			}
			got := diagnose.Error(err)
			messages.ExpectErrorSummary(t, got, f.summary)
			messages.ExpectDetail(t, got, "\n  Request:   POST http://127.0.0.1:")
			messages.ExpectStyle(t, got)
			messages.ExpectSupportBlock(t, got)
			if !f.mightBeRegistered {
				messages.ExpectNotInDetail(t, got, mightBeRegistered)
				return
			}
			messages.ExpectDetail(t, got, mightBeRegistered)
			if n := len(api.Requests()); n != 1 {
				t.Errorf("the client made %d requests, want 1", n)
			}
		})
	}
}

func TestAccFault_isReportedByTerraform(t *testing.T) {
	t.Parallel()
	for name, f := range faults() {
		if !f.acceptance {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(20, f.response)
			texts := []string{"Error: " + f.summary, "Request: GET http://127.0.0.1:"}
			if f.attempts > 1 {
				texts = append(texts, fmt.Sprintf("Attempts: %d in", f.attempts))
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: fmt.Sprintf(`
						provider "livestation" {
							access_key  = %q
							secret_key  = %q
							endpoint    = %q
							max_retries = 2
							timeout     = "3s"
						}`, fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey, api.URL) + "\n" + dataSource,
					ExpectError: outputMatches(texts...),
				}},
			})
		})
	}
}
