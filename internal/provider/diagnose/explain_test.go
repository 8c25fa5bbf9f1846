package diagnose

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

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

func TestErrorDiagnostic_beginsWithAdvice(t *testing.T) {
	t.Parallel()
	want := diag.NewErrorDiagnostic("Sub account not permitted to use Live Station (250010)",
		`Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER (read and write) to the sub account that owns `+
			`this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has one of them.

  Request:   GET https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint
  Response:  HTTP 403 from Live Station, 250010 (POLICY_CHECK_FAILED)
  Message:   We cannot accomplish the task as permissions are not granted for the sub account.
  Trace ID:  36c9k60om4p3238cpmc9gm4cj4 (include this when you contact NAVER Cloud support)`)
	for _, err := range []error{messages.PermissionError(), fmt.Errorf("wrapped: %w", messages.PermissionError())} {
		if got := Error(err); !got.Equal(want) {
			t.Errorf("got\n%s\n\n%s", got.Summary(), got.Detail())
		}
	}
	write := messages.PermissionError()
	write.Method = http.MethodPut
	if got := Error(write).Detail(); !strings.HasPrefix(got, "Attach NCP_LIVE_STATION_MANAGER to the sub account") {
		t.Errorf("the advice for a write is %s", got)
	}
}

func TestErrorDiagnostic_comparesClocks(t *testing.T) {
	t.Parallel()
	const inaccurate = "System clock is inaccurate (API gateway 200)"
	const authentication = "Authentication failed (API gateway 200)"
	for _, c := range []struct {
		ahead   time.Duration
		undated bool
		summary string
		detail  string
	}{
		{
			ahead: 7*time.Minute + 3*time.Second, summary: inaccurate,
			detail: "The clock is 7m3s ahead of the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead: 400 * 24 * time.Hour, summary: inaccurate,
			detail: "The clock is 400 days ahead of the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead: -2 * time.Hour, summary: inaccurate,
			detail: "The clock is 2h0m0s behind the API gateway's clock (limit: 5m0s).",
		},
		{
			ahead: 2 * time.Second, summary: authentication,
			detail: "The clock is not the cause: it agrees with the API gateway's clock.",
		},
		{
			ahead: 4 * time.Minute, summary: authentication,
			detail: "The clock is not the cause: it is 4m0s ahead of the API gateway's clock.",
		},
		{
			ahead: -5 * time.Minute, summary: authentication,
			detail: "The clock may be the cause: it is about 5m0s behind the API gateway's clock",
		},
		{
			undated: true, summary: authentication,
			detail: "Check the system clock too: the response has no date to compare it with.",
		},
	} {
		t.Run(fmt.Sprintf("%s ahead, undated %t", c.ahead, c.undated), func(t *testing.T) {
			t.Parallel()
			e := authenticationError(c.ahead)
			if c.undated {
				e.Date = time.Time{}
			}
			got := Error(e)
			messages.ExpectErrorSummary(t, got, c.summary)
			messages.ExpectDetail(t, got, c.detail, "HTTP 401 from API gateway, 200\n", "\n  Details:   Invalid signature.")
			messages.ExpectStyle(t, got)
			messages.ExpectSupportBlock(t, got)
			if c.summary == authentication {
				messages.ExpectDetail(t, got, "Compare access_key and secret_key")
				return
			}
			messages.ExpectDetail(t, got, "Synchronize the system clock (NTP)")
			messages.ExpectNotInDetail(t, got, "access_key")
		})
	}
}

func TestErrorDiagnostic_cutsLongCodeInSummary(t *testing.T) {
	t.Parallel()
	e := authenticationError(0)
	e.Code = strings.Repeat("9", 128)
	e.Meaning = ""
	e.Kind = livestation.KindUnknown
	got := Error(e)
	messages.ExpectErrorSummary(t, got, "Unknown error code (API gateway 99999999999999999999)")
	messages.ExpectDetail(t, got, "from API gateway, "+strings.Repeat("9", 128))
	messages.ExpectStyle(t, got)
	messages.ExpectSupportBlock(t, got)
}

func TestErrorDiagnostic_describesUndocumentedResponseOfNAVERCloud(t *testing.T) {
	t.Parallel()
	got := Error(&livestation.Error{
		RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b", Attempts: 1},
		Status:      418, Problem: livestation.ProblemNotAPI, TraceID: "t1",
	})
	messages.ExpectErrorSummary(t, got, "Response not from the Live Station API (HTTP 418)")
	messages.ExpectDetail(t, got, "NAVER Cloud returned an undocumented response", "\n  Trace ID:  t1 (include this")
	messages.ExpectStyle(t, got)
	messages.ExpectSupportBlock(t, got)
}

func TestErrorDiagnostic_describesTransportError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cause   livestation.Cause
		summary string
		advice  string
	}{
		"canceled": {
			cause: livestation.CauseCanceled, summary: "Request canceled",
			advice: "Run Terraform again when you are ready",
		},
		"timeout": {
			cause: livestation.CauseTimeout, summary: "Timed out waiting for Live Station",
			advice: "set timeout in the provider block to a\n    longer duration",
		},
		"no credentials": {
			cause: livestation.CauseServerRole, summary: "Could not get credentials from the server role",
			advice: "NCP_LIVE_STATION_VIEWER",
		},
		"proxy requires a password": {
			cause: livestation.CauseProxyCredentials, summary: "Proxy requires a valid user name and password",
			advice: "Percent-encode special characters",
		},
		"proxy variable is not a URL": {
			cause: livestation.CauseProxyInvalid, summary: "HTTPS_PROXY is not a valid URL",
			advice: "such as %25 for %. No request was sent.",
		},
		"proxy rejects the host": {
			cause: livestation.CauseProxyRefused, summary: "Proxy refused the connection to Live Station",
			advice: "NO_PROXY",
		},
		"proxy cannot reach the host": {
			cause: livestation.CauseProxyUnavailable, summary: "Proxy can't reach Live Station",
			advice: "Run Terraform again in a few minutes",
		},
		"proxy not reachable": {
			cause: livestation.CauseProxyConnect, summary: "Can't connect to the proxy", advice: "NO_PROXY",
		},
		"proxy without TLS": {
			cause: livestation.CauseProxyNoTLS, summary: "Proxy doesn't support TLS",
			advice: "Begin HTTPS_PROXY with http://",
		},
		"certificate not trusted": {
			cause: livestation.CauseCertificateUntrusted, summary: "Endpoint certificate is not trusted",
			advice: "SSL_CERT_FILE",
		},
		"certificate expired": {
			cause: livestation.CauseCertificateExpired, summary: "Endpoint certificate is expired or not yet valid",
			advice: "Check the system clock and date",
		},
		"certificate of another host": {
			cause: livestation.CauseCertificateHost, summary: "Certificate doesn't match the endpoint host",
			advice: "Check endpoint in the provider block",
		},
		"no TLS": {
			cause: livestation.CauseNoTLS, summary: "Endpoint doesn't support TLS",
			advice: "Check endpoint in the provider block",
		},
		"TLS alert": {
			cause: livestation.CauseHandshake, summary: "TLS handshake with the endpoint failed",
			advice: "No request was sent",
		},
		"host not found": {cause: livestation.CauseHostUnknown, summary: "Endpoint host not found", advice: "DNS"},
		"name server not reachable": {
			cause: livestation.CauseNameServer, summary: "Endpoint host not found", advice: "DNS",
		},
		"connection refused": {
			cause: livestation.CauseConnect, summary: "Can't connect to the endpoint",
			advice: "a firewall allows the connection",
		},
		"connection lost": {
			cause: livestation.CauseBroken, summary: "Connection to Live Station lost",
			advice: "a firewall, a VPN, or the proxy",
		},
		"not HTTP": {
			cause: livestation.CauseNotHTTP, summary: "Response from the endpoint is not valid HTTP",
			advice: "Check endpoint in the provider block",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{"GET", "POST"} {
				got := Error(messages.TransportError(method, c.cause))
				messages.ExpectErrorSummary(t, got, c.summary)
				messages.ExpectDetail(
					t,
					got,
					c.advice,
					"\n\n  Request:   "+method+" https://a/b\n  Cause:     what the system reports",
				)
				messages.ExpectStyle(t, got)
				messages.ExpectSupportBlock(t, got)
			}
		})
	}
}

// What was learned before the timeout may be the cause of it.
func TestErrorDiagnostic_showsEarlierAttempts(t *testing.T) {
	t.Parallel()
	err := messages.TransportError("GET", livestation.CauseTimeout)
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
	got := Error(err)
	messages.ExpectStyle(t, got)
	messages.ExpectSupportBlock(t, got)
	messages.ExpectDetail(t, got,
		"\n  Partial:   HTTP 200, the response did not end in time\n",
		"\n  Trace ID:  t2 (include this",
		"\n  Attempts:  2 in 1m1s\n",
		"\n  Previous:  GET https://a/b returned HTTP 503: "+
			"the response contains neither a result nor an error of the API [trace ID t1]",
	)
}

func TestErrorDiagnostic_reportsOtherErrorAsBug(t *testing.T) {
	t.Parallel()
	got := Error(errors.New("odd"))
	messages.ExpectErrorSummary(t, got, "Live Station request not sent")
	messages.ExpectDetail(t, got, "Report this as a bug in the provider.", "\n\n  Cause:     odd")
	messages.ExpectStyle(t, got)
	messages.ExpectSupportBlock(t, got)
	for _, err := range []error{livestation.ErrTooManyChannels, livestation.ErrChannelCreating} {
		messages.ExpectStyle(t, Error(err))
	}
}
