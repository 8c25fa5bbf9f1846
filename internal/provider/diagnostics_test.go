package provider

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// permissionError is the example of the published page: a sub account without a policy.
func permissionError() *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{
			Method: "GET", URL: "https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint", Attempts: 1,
		},
		Status:  403,
		TraceID: "36c9k60om4p3238cpmc9gm4cj4",
		Source:  livestation.SourceLiveStation,
		Kind:    livestation.KindPermission,
		Code:    "250010",
		Meaning: "Sub account not permitted to use Live Station",
		Name:    "POLICY_CHECK_FAILED",
		Message: "We cannot accomplish the task as permissions are not granted for the sub account.",
	}
}

func authenticationError(clockAhead time.Duration) *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b", Attempts: 1},
		Status:      401,
		TraceID:     "t1",
		Date:        noon,
		ClockSkew:   clockAhead,

		TimestampRejected: clockAhead.Abs() > 5*time.Minute,

		Source:  livestation.SourceGateway,
		Kind:    livestation.KindUnauthenticated,
		Code:    "200",
		Meaning: "Authentication failed",
		Message: "Authentication Failed",
		Details: "Invalid signature.",
	}
}

// transportError is a request that failed with this cause.
func transportError(method string, sent bool, cause livestation.Cause) *livestation.TransportError {
	return &livestation.TransportError{
		RequestInfo: livestation.RequestInfo{Method: method, URL: "https://a/b", Attempts: 1},
		Sent:        sent,
		Cause:       cause,
		Text:        "what the system reports",
	}
}

func TestErrorDiagnostic_beginsWithAdvice(t *testing.T) {
	t.Parallel()
	want := diag.NewErrorDiagnostic("Sub account not permitted to use Live Station (250010)",
		`Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER (read and write) to the sub account that owns `+
			`this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has one of them.

  Request:   GET https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint
  Response:  HTTP 403 from Live Station, 250010 (POLICY_CHECK_FAILED)
  Message:   We cannot accomplish the task as permissions are not granted for the sub account.
  Trace ID:  36c9k60om4p3238cpmc9gm4cj4 (include this when you contact NAVER Cloud support)`)
	for _, err := range []error{permissionError(), fmt.Errorf("wrapped: %w", permissionError())} {
		if got := errorDiagnostic(err); !got.Equal(want) {
			t.Errorf("got\n%s\n\n%s", got.Summary(), got.Detail())
		}
	}
}

func TestErrorDiagnostic_marksGatewayCode(t *testing.T) {
	t.Parallel()
	got := errorDiagnostic(authenticationError(2 * time.Second))
	expectErrorSummary(t, got, "Authentication failed (API gateway 200)")
	expectDetail(t, got,
		"Compare access_key and secret_key",
		"The clock is not the cause: it agrees with the API gateway's clock.",
		"\n  Response:  HTTP 401 from API gateway, 200\n",
		"\n  Details:   Invalid signature.\n",
	)
}

func TestErrorDiagnostic_comparesClocks(t *testing.T) {
	t.Parallel()
	const inaccurate = "System clock is inaccurate (API gateway 200)"
	const authentication = "Authentication failed (API gateway 200)"
	for _, c := range []struct {
		ahead   time.Duration
		summary string
		detail  string
	}{
		{
			ahead:   7*time.Minute + 3*time.Second,
			summary: inaccurate,
			detail:  "The clock is 7m3s ahead of the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead:   400 * 24 * time.Hour,
			summary: inaccurate,
			detail:  "The clock is 400 days ahead of the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead:   -2 * time.Hour,
			summary: inaccurate,
			detail:  "The clock is 2h0m0s behind the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead:   4 * time.Minute,
			summary: authentication,
			detail:  "The clock is not the cause: it is 4m0s ahead of the API gateway's clock.",
		},
		{
			ahead:   -4 * time.Minute,
			summary: authentication,
			detail:  "The clock is not the cause: it is 4m0s behind the API gateway's clock.",
		},
		{
			ahead:   5 * time.Minute,
			summary: authentication,
			detail:  "The clock may be the cause: it is about 5m0s ahead of the API gateway's clock",
		},
		{
			ahead:   -5 * time.Minute,
			summary: authentication,
			detail:  "The clock may be the cause: it is about 5m0s behind the API gateway's clock",
		},
	} {
		t.Run(c.ahead.String(), func(t *testing.T) {
			t.Parallel()
			got := errorDiagnostic(authenticationError(c.ahead))
			expectErrorSummary(t, got, c.summary)
			expectDetail(t, got, c.detail)
		})
	}
}

func TestErrorDiagnostic_blamesInaccurateClockAlone(t *testing.T) {
	t.Parallel()
	got := errorDiagnostic(authenticationError(time.Hour))
	expectDetail(t, got, "Synchronize the system clock (NTP)")
	expectNotInDetail(t, got, "access_key")
}

func TestErrorDiagnostic_mentionsClockIfResponseHasNoDate(t *testing.T) {
	t.Parallel()
	undated := authenticationError(0)
	undated.Date = time.Time{}
	got := errorDiagnostic(undated)
	expectErrorSummary(t, got, "Authentication failed (API gateway 200)")
	expectDetail(t, got, "Check the system clock too: the response has no date to compare it with.")
}

func TestErrorDiagnostic_blamesClockForAuthenticationOnly(t *testing.T) {
	t.Parallel()
	e := permissionError()
	e.Date = noon
	e.ClockSkew = time.Hour
	got := errorDiagnostic(e)
	expectErrorSummary(t, got, "Sub account not permitted to use Live Station (250010)")
	expectNotInDetail(t, got, "clock")
}

func TestErrorDiagnostic_showsUnknownCode(t *testing.T) {
	t.Parallel()
	e := permissionError()
	e.Code = "259999"
	e.Meaning = ""
	e.Name = ""
	e.Kind = livestation.KindUnknown
	e.TraceID = ""
	got := errorDiagnostic(e)
	expectErrorSummary(t, got, "Unknown error code (259999)")
	expectDetail(t, got,
		"Follow the message below",
		"look for a newer version",
		"\n  Response:  HTTP 403 from Live Station, 259999\n",
		"\n  Message:   We cannot",
	)
	expectNotInDetail(t, got, "Trace ID:")
}

func TestErrorDiagnostic_marksUnknownGatewayCode(t *testing.T) {
	t.Parallel()
	e := authenticationError(0)
	e.Code = "403"
	e.Meaning = ""
	e.Kind = livestation.KindUnknown
	expectErrorSummary(t, errorDiagnostic(e), "Unknown error code (API gateway 403)")
}

func TestErrorDiagnostic_cutsLongCodeInSummary(t *testing.T) {
	t.Parallel()
	e := authenticationError(0)
	e.Code = strings.Repeat("9", 128)
	e.Meaning = ""
	e.Kind = livestation.KindUnknown
	got := errorDiagnostic(e)
	expectErrorSummary(t, got, "Unknown error code (API gateway 99999999999999999999)")
	expectDetail(t, got, "from API gateway, "+strings.Repeat("9", 128))
}

func TestErrorDiagnostic_describesResponseWithoutCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response livestation.Error
		summary  string
		detail   []string
	}{
		"page of a proxy": {
			response: livestation.Error{
				Status: 403, Problem: livestation.ProblemNotAPI, ContentType: "text/html", Sample: "<html>Blocked</html>",
			},
			summary: "Response not from the Live Station API (HTTP 403)",
			detail: []string{
				"Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY",
				"\n  Response:  HTTP 403\n",
				"\n  Problem:   the response contains neither a result nor an error of the API\n",
				"\n  Type:      text/html\n",
				"\n  Body:      <html>Blocked</html>",
			},
		},
		"with a trace ID": {
			response: livestation.Error{Status: 418, Problem: livestation.ProblemNotAPI, TraceID: "t1"},
			summary:  "Response not from the Live Station API (HTTP 418)",
			detail:   []string{"NAVER Cloud returned an undocumented response", "\n  Trace ID:  t1 (include this"},
		},
		"cut short": {
			response: livestation.Error{Status: 403, Problem: livestation.ProblemCutShort, Message: "unexpected EOF"},
			summary:  "Incomplete response (HTTP 403)",
			detail:   []string{"Run Terraform again", "\n  Message:   unexpected EOF"},
		},
		"Retry-After": {
			response: livestation.Error{
				Status: 503, Kind: livestation.KindUnavailable, Problem: livestation.ProblemNotAPI, RetryAfter: 7 * time.Second,
			},
			summary: "Live Station is not available (HTTP 503)",
			detail: []string{
				"in a few minutes",
				"Wait for the time below before you run Terraform again.",
				"\n  Wait:      7s, as the response requests",
			},
		},
		"throttled": {
			response: livestation.Error{Status: 429, Kind: livestation.KindThrottled, Problem: livestation.ProblemNotAPI},
			summary:  "Too many requests (HTTP 429)",
			detail:   []string{"-parallelism=2"},
		},
		"unavailable": {
			response: livestation.Error{Status: 503, Kind: livestation.KindUnavailable, Problem: livestation.ProblemNotAPI},
			summary:  "Live Station is not available (HTTP 503)",
			detail:   []string{"in a few minutes"},
		},
		"internal": {
			response: livestation.Error{Status: 500, Kind: livestation.KindInternal, Problem: livestation.ProblemNotAPI},
			summary:  "Server error (HTTP 500)",
			detail:   []string{"in a few minutes"},
		},
		"redirect": {
			response: livestation.Error{
				Status: 302, Problem: livestation.ProblemRedirect, Location: "https://elsewhere/login",
			},
			summary: "Endpoint returned a redirect (HTTP 302)",
			detail: []string{
				"Check endpoint",
				"The provider doesn't follow redirects",
				"\n  Location:  https://elsewhere/login",
			},
		},
		"error without a code": {
			response: livestation.Error{
				Status: 400, Problem: livestation.ProblemNoCode, Message: "no", Details: "bad",
			},
			summary: "API error without a code (HTTP 400)",
			detail:  []string{"\n  Message:   no\n", "\n  Details:   bad"},
		},
		"too large": {
			response: livestation.Error{Status: 200, Problem: livestation.ProblemTooLarge},
			summary:  "Response too large (HTTP 200)",
			detail:   []string{"Check endpoint", "\n  Problem:   the response is larger than 1048576 bytes"},
		},
		"other format": {
			response: livestation.Error{Status: 200, Problem: livestation.ProblemFormat},
			summary:  "Unexpected response format (HTTP 200)",
			detail:   []string{"look for a newer version of the provider"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.response.Method = "GET"
			c.response.URL = "https://a/b"
			c.response.Attempts = 1
			got := errorDiagnostic(&c.response)
			expectErrorSummary(t, got, c.summary)
			expectDetail(t, got, "\n  Request:   GET https://a/b\n")
			expectDetail(t, got, c.detail...)
			expectNotInDetail(t, got, "Attempts:")
		})
	}
}

// A transportCase is a request without a response.
type transportCase struct {
	cause   livestation.Cause
	summary string
	advice  string
}

func transportCases() map[string]transportCase {
	return map[string]transportCase{
		"canceled": {
			cause:   livestation.CauseCanceled,
			summary: "Request canceled",
			advice:  "Run Terraform again when you are ready",
		},
		"timeout": {
			cause:   livestation.CauseTimeout,
			summary: "Timed out waiting for Live Station",
			advice:  "set timeout in the provider block to a\n    longer duration",
		},
		"no credentials": {
			cause:   livestation.CauseServerRole,
			summary: "Could not get credentials from the server role",
			advice:  "NCP_LIVE_STATION_VIEWER",
		},
		"proxy requires a password": {
			cause:   livestation.CauseProxyCredentials,
			summary: "Proxy requires a user name and password",
			advice:  "Percent-encode special characters",
		},
		"proxy rejects the host": {
			cause:   livestation.CauseProxyRefused,
			summary: "Proxy refused the connection to Live Station",
			advice:  "NO_PROXY",
		},
		"proxy cannot reach the host": {
			cause:   livestation.CauseProxyUnavailable,
			summary: "Proxy can't reach Live Station",
			advice:  "Run Terraform again in a few minutes",
		},
		"proxy not reachable": {
			cause:   livestation.CauseProxyConnect,
			summary: "Can't connect to the proxy",
			advice:  "NO_PROXY",
		},
		"proxy without TLS": {
			cause:   livestation.CauseProxyNoTLS,
			summary: "Proxy doesn't support TLS",
			advice:  "Begin HTTPS_PROXY with http://",
		},
		"certificate not trusted": {
			cause:   livestation.CauseCertificateUntrusted,
			summary: "Endpoint certificate is not trusted",
			advice:  "SSL_CERT_FILE",
		},
		"certificate expired": {
			cause:   livestation.CauseCertificateExpired,
			summary: "Endpoint certificate is expired or not yet valid",
			advice:  "Check the system clock and date",
		},
		"certificate of another host": {
			cause:   livestation.CauseCertificateHost,
			summary: "Certificate doesn't match the endpoint host",
			advice:  "Check endpoint in the provider block",
		},
		"no TLS": {
			cause:   livestation.CauseNoTLS,
			summary: "Endpoint doesn't support TLS",
			advice:  "Check endpoint in the provider block",
		},
		"TLS alert": {
			cause:   livestation.CauseHandshake,
			summary: "TLS handshake with the endpoint failed",
			advice:  "No request was sent",
		},
		"host not found": {
			cause:   livestation.CauseHostUnknown,
			summary: "Endpoint host not found",
			advice:  "DNS",
		},
		"name server not reachable": {
			cause:   livestation.CauseNameServer,
			summary: "Endpoint host not found",
			advice:  "DNS",
		},
		"connection refused": {
			cause:   livestation.CauseConnect,
			summary: "Can't connect to the endpoint",
			advice:  "a firewall allows the connection",
		},
		"connection lost": {
			cause:   livestation.CauseBroken,
			summary: "Connection to Live Station lost",
			advice:  "a firewall, a VPN, or the proxy",
		},
		"not HTTP": {
			cause:   livestation.CauseNotHTTP,
			summary: "Response from the endpoint is not valid HTTP",
			advice:  "Check endpoint in the provider block",
		},
	}
}

func TestErrorDiagnostic_describesTransportError(t *testing.T) {
	t.Parallel()
	for name, c := range transportCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := errorDiagnostic(transportError("GET", false, c.cause))
			expectErrorSummary(t, got, c.summary)
			expectDetail(t, got, c.advice, "\n\n  Request:   GET https://a/b\n  Cause:     what the system reports")
		})
	}
}

// What was learned before the timeout may be the cause of it.
func TestErrorDiagnostic_showsEarlierAttempts(t *testing.T) {
	t.Parallel()
	err := transportError("GET", true, livestation.CauseTimeout)
	err.Attempts = 2
	err.Elapsed = 61 * time.Second
	err.Status = 200
	err.TraceID = "t2"
	err.Previous = &livestation.Error{
		RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b"},
		Status:      503,
		Problem:     livestation.ProblemNotAPI,
		TraceID:     "t1",
	}
	expectDetail(t, errorDiagnostic(err),
		"\n  Partial:   HTTP 200, the response did not end in time\n",
		"\n  Trace ID:  t2 (include this",
		"\n  Attempts:  2 in 1m1s\n",
		"\n  Previous:  GET https://a/b returned HTTP 503: "+
			"the response contains neither a result nor an error of the API [trace ID t1]",
	)
}

func TestErrorDiagnostic_omitsSingleAttempt(t *testing.T) {
	t.Parallel()
	e := permissionError()
	expectNotInDetail(t, errorDiagnostic(e), "Attempts:")
	e.Attempts = 2
	e.Elapsed = 1240 * time.Millisecond
	expectDetail(t, errorDiagnostic(e), "\n  Attempts:  2 in 1.2s")
}

const mightBeRegistered = "The URL might have been registered anyway."

func TestErrorDiagnostic_reportsOtherErrorAsBug(t *testing.T) {
	t.Parallel()
	got := errorDiagnostic(errors.New("odd"))
	expectErrorSummary(t, got, "Live Station request not sent")
	expectDetail(t, got, "Report this as a bug in the provider.", "\n\n  Cause:     odd")
}

func expectErrorSummary(t *testing.T, got diag.Diagnostic, want string) {
	t.Helper()
	if got.Severity() != diag.SeverityError {
		t.Errorf("the severity is %s, want an error", got.Severity())
	}
	if got.Summary() != want {
		t.Errorf("the summary is %q, want %q", got.Summary(), want)
	}
}

func expectDetail(t *testing.T, got diag.Diagnostic, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.Detail(), text) {
			t.Errorf("the detail does not contain %q:\n%s", text, got.Detail())
		}
	}
}

func expectNotInDetail(t *testing.T, got diag.Diagnostic, text string) {
	t.Helper()
	if strings.Contains(got.Detail(), text) {
		t.Errorf("the detail contains %q:\n%s", text, got.Detail())
	}
}

func BenchmarkErrorDiagnostic(b *testing.B) {
	err := permissionError()
	b.ReportAllocs()
	for b.Loop() {
		if errorDiagnostic(err).Summary() == "" {
			b.Fatal("no summary")
		}
	}
}
