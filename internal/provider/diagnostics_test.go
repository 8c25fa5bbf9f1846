package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// denied is the example of the design: a sub account without a policy.
func denied() *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint", Attempts: 1},
		Status:      403, TraceID: "36c9k60om4p3238cpmc9gm4cj4", Source: livestation.SourceLiveStation, Kind: livestation.KindPermission,
		Code: "250010", Name: "POLICY_CHECK_FAILED", Message: "We cannot accomplish the task as permissions are not granted for the sub account.",
	}
}

func unauthenticated(clockAhead time.Duration) *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b", Attempts: 1}, Status: 401, TraceID: "t1", Date: noon, Signed: noon.Add(clockAhead),
		Source: livestation.SourceGateway, Kind: livestation.KindUnauthenticated, Code: "200", Message: "Authentication Failed", Details: "Invalid signature.",
	}
}

func TestADiagnosticSaysWhatWasAskedAnsweredAndWhatToDo(t *testing.T) {
	t.Parallel()
	want := diag.NewErrorDiagnostic("The sub account may not use Live Station (250010)", `GET https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint answered HTTP 403.

  Layer:     Live Station
  Code:      250010 (POLICY_CHECK_FAILED)
  Message:   We cannot accomplish the task as permissions are not granted for the sub account.
  Trace ID:  36c9k60om4p3238cpmc9gm4cj4
  Attempts:  1

Attach the policy NCP_LIVE_STATION_VIEWER (to read) or NCP_LIVE_STATION_MANAGER (to read and change) to the sub account that owns this access key, in Sub Account of the NAVER Cloud console, or use the keys of an account that has it.`)
	for _, err := range []error{denied(), fmt.Errorf("wrapped: %w", denied())} {
		if got := errorDiagnostic(err); !got.Equal(want) {
			t.Errorf("got\n%s\n\n%s", got.Summary(), got.Detail())
		}
	}
}

func TestAGatewayErrorShowsItsDetailsAndIsNoHTTPStatus(t *testing.T) {
	t.Parallel()
	got := errorDiagnostic(unauthenticated(2 * time.Second))
	expectTexts(t, got, "The API gateway does not accept the key, signature or timestamp (API gateway 200)",
		"answered HTTP 401.", "  Layer:     API gateway\n", "  Code:      200\n", "  Details:   Invalid signature.\n",
		"Check access_key and secret_key", "The clock is not the cause: it agrees with the API gateway's, and 5 minutes are allowed.")
}

func TestAClockThatIsOffIsTheCauseThatIsTold(t *testing.T) {
	t.Parallel()
	for skew, words := range map[time.Duration]string{
		7*time.Minute + 3*time.Second: "This machine's clock is 7m3s ahead of the API gateway's; more than 5 minutes is refused.",
		400 * 24 * time.Hour:          "This machine's clock is 400 days ahead of the API gateway's; more than 5 minutes is refused.",
		-2 * time.Hour:                "This machine's clock is 2h0m0s behind the API gateway's; more than 5 minutes is refused.",
	} {
		got := errorDiagnostic(unauthenticated(skew))
		expectTexts(t, got, "This machine's clock is off, so the API gateway refuses its requests (API gateway 200)", words, "(NTP)")
		if strings.Contains(got.Detail(), "access_key") {
			t.Errorf("the keys are blamed for the clock:\n%s", got.Detail())
		}
	}
	for skew, words := range map[time.Duration]string{
		4 * time.Minute: "The clock is not the cause: it is 4m0s ahead of the API gateway's", -4 * time.Minute: "The clock is not the cause: it is 4m0s behind the API gateway's",
		5 * time.Minute: "The clock may be the cause: it is about 5m0s ahead of", -5 * time.Minute: "The clock may be the cause: it is about 5m0s behind",
	} {
		expectTexts(t, errorDiagnostic(unauthenticated(skew)), "The API gateway does not accept the key, signature or timestamp (API gateway 200)", words)
	}
	undated := unauthenticated(0)
	undated.Date = time.Time{}
	expectTexts(t, errorDiagnostic(undated), "The API gateway does not accept the key, signature or timestamp (API gateway 200)", "has no date to compare it with")
}

// A clock that is off explains nothing but a refused timestamp.
func TestAClockThatIsOffIsNoExcuseForOtherErrors(t *testing.T) {
	t.Parallel()
	e := denied()
	e.Date, e.Signed = noon, noon.Add(time.Hour)
	if got := errorDiagnostic(e); strings.Contains(got.Summary()+got.Detail(), "clock") {
		t.Errorf("got %s\n%s", got.Summary(), got.Detail())
	}
}

func TestACodeOfNoTableIsShownAsItIs(t *testing.T) {
	t.Parallel()
	e := denied()
	e.Code, e.Name, e.Kind, e.TraceID = "259999", "", livestation.KindUnknown, ""
	expectTexts(t, errorDiagnostic(e), "The request failed with an error code that the provider does not know (259999)",
		"  Code:      259999\n", "  Message:   We cannot", "  Trace ID:  (none was sent)\n", "newer version of the provider")
}

func TestAnAnswerWithoutACodeIsTakenForWhatItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  livestation.Error
		summary string
		texts   []string
	}{
		"a proxy's page": {livestation.Error{Status: 403, Problem: livestation.ProblemStatus, ContentType: "text/html", Sample: "<html>Blocked</html>"},
			"The answer does not come from the Live Station API (HTTP 403)",
			[]string{"  Layer:     unknown\n", "  Problem:   the answer carries no error object\n", "  Type:      text/html\n", "  Body:      <html>Blocked</html>\n", "Check endpoint in the provider block"}},
		"the gateway's own": {livestation.Error{Status: 418, Problem: livestation.ProblemStatus, TraceID: "t1"}, "The answer does not come from the Live Station API (HTTP 418)", []string{"NAVER Cloud answered, in a form that its pages do not describe"}},
		"cut short":         {livestation.Error{Status: 403, Problem: livestation.ProblemCutShort, Message: "unexpected EOF"}, "The answer was cut short (HTTP 403)", []string{"  Message:   unexpected EOF\n", "Run Terraform again"}},
		"asked to wait":     {livestation.Error{Status: 503, Kind: livestation.KindUnavailable, Problem: livestation.ProblemEmpty, RetryAfter: 7 * time.Second}, "Live Station is not available (HTTP 503)", []string{"  Wait:      7s, says the answer\n"}},
		"asked to wait for longer": {livestation.Error{Status: 429, Kind: livestation.KindThrottled, Problem: livestation.ProblemEmpty, RetryAfter: time.Hour, RequestInfo: livestation.RequestInfo{TimeLeft: 59 * time.Second}}, "The service answers that there are too many requests (HTTP 429)",
			[]string{"  Wait:      1h0m0s, says the answer, and 59s of the timeout are left\n", "raise timeout in the provider block"}},
		"throttled":   {livestation.Error{Status: 429, Kind: livestation.KindThrottled, Problem: livestation.ProblemStatus}, "The service answers that there are too many requests (HTTP 429)", []string{"-parallelism"}},
		"unavailable": {livestation.Error{Status: 503, Kind: livestation.KindUnavailable, Problem: livestation.ProblemStatus}, "Live Station is not available (HTTP 503)", []string{"in a few minutes"}},
		"failed":      {livestation.Error{Status: 500, Kind: livestation.KindInternal, Problem: livestation.ProblemStatus}, "The server failed (HTTP 500)", []string{"in a few minutes"}},
		"redirect": {livestation.Error{Status: 302, Problem: livestation.ProblemRedirect, Location: "https://elsewhere/login"}, "The endpoint answers with a redirect (HTTP 302)",
			[]string{"  Location:  https://elsewhere/login\n", "follows no redirect", "Check endpoint"}},
		"no code":     {livestation.Error{Status: 400, Problem: livestation.ProblemNoCode, Message: "no"}, "The API reported an error without a code (HTTP 400)", []string{"  Message:   no\n"}},
		"empty":       {livestation.Error{Status: 200, Problem: livestation.ProblemEmpty}, "The answer is empty (HTTP 200)", []string{"Check endpoint"}},
		"not JSON":    {livestation.Error{Status: 200, Problem: livestation.ProblemContentType}, "The answer is not JSON (HTTP 200)", []string{"Check endpoint"}},
		"broken JSON": {livestation.Error{Status: 200, Problem: livestation.ProblemNotJSON}, "The answer is broken JSON (HTTP 200)", []string{"run Terraform again"}},
		"too large":   {livestation.Error{Status: 200, Problem: livestation.ProblemTooLarge}, "The answer is too large (HTTP 200)", []string{"Check endpoint"}},
		"other shape": {livestation.Error{Status: 200, Problem: livestation.ProblemFormat}, "The answer has another shape than documented (HTTP 200)", []string{"newer version of the provider"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.answer.Method, c.answer.URL, c.answer.Attempts = "GET", "https://a/b", 1
			expectTexts(t, errorDiagnostic(&c.answer), c.summary, append(c.texts, "GET https://a/b answered HTTP", "  Attempts:  1\n")...)
		})
	}
}

func TestNoAnswerIsToldByItsCause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err             error
		summary, advice string
	}{
		"cancelled":           {context.Canceled, "The request to Live Station was cancelled", "asked to stop"},
		"too late":            {fmt.Errorf("none came within 1m0s: %w", context.DeadlineExceeded), "Live Station did not answer in time", "firewall"},
		"proxy's password":    {&livestation.ProxyError{Status: 407}, "The proxy wants a user name and password", "HTTPS_PROXY"},
		"proxy's refusal":     {&livestation.ProxyError{Status: 403}, "The proxy does not lead to the Live Station endpoint", "NO_PROXY"},
		"certificate":         {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "The certificate of the Live Station endpoint is not trusted", "SSL_CERT_FILE"},
		"expired":             {&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}, "The certificate of the Live Station endpoint is not valid now", "clock and date"},
		"another host":        {&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a"}}, "The certificate is not that of the Live Station endpoint's host", "somebody else"},
		"proxy's certificate": {&net.OpError{Op: "proxyconnect", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, "The proxy could not be reached", "HTTPS_PROXY"},
		"no TLS":              {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "The Live Station endpoint does not speak TLS", "port of endpoint"},
		"unknown host":        {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, "The host of the Live Station endpoint could not be found", "spelling"},
		"refused":             {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, "No connection to the Live Station endpoint", "firewall lets"},
		"no proxy":            {&net.OpError{Op: "proxyconnect", Err: &net.DNSError{Err: "no such host"}}, "The proxy could not be reached", "NO_PROXY"},
		"reset":               {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, "The connection to Live Station broke", "VPN"},
		"closed":              {io.ErrUnexpectedEOF, "The connection to Live Station broke", "Run Terraform again"},
		"no HTTP":             {errors.New(`malformed HTTP response "SSH-2.0-x"`), "What answers at the Live Station endpoint does not speak HTTP", "the port of endpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := &livestation.TransportError{RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b", Attempts: 1}, Err: c.err, Cause: c.err.Error()}
			expectTexts(t, errorDiagnostic(err), c.summary, "GET https://a/b got no answer.\n\n  Cause:     "+c.err.Error()+"\n  Attempts:  1\n\n", c.advice)
		})
	}
}

// What was learned before the end is not lost.
func TestNoAnswerTellsWhatCameBefore(t *testing.T) {
	t.Parallel()
	err := &livestation.TransportError{
		RequestInfo: livestation.RequestInfo{
			Method: "GET", URL: "https://a/b", Attempts: 2, Elapsed: 61 * time.Second,
			Previous: &livestation.Error{
				RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b"},
				Status:      503, Problem: livestation.ProblemEmpty, TraceID: "t1",
			},
		},
		Err: context.DeadlineExceeded, Cause: "too late", Status: 200, TraceID: "t2",
	}
	expectTexts(t, errorDiagnostic(err), "Live Station did not answer in time",
		"  Begun:     HTTP 200, trace ID t2\n", "  Attempts:  2 in 1m1s\n", "  Before:    GET https://a/b answered HTTP 503: the answer has no body [trace ID t1]\n")
}

func TestAReadIsNotToldToChangeAChannelWithoutADoubt(t *testing.T) {
	t.Parallel()
	e := denied()
	e.Code, e.Kind = "250102", livestation.KindWrongState
	expectTexts(t, errorDiagnostic(e), "The channel is publishing (250102)", "A mere read is not expected to be refused so")
	e.Method = "POST"
	if got := errorDiagnostic(e).Detail(); strings.Contains(got, "mere read") {
		t.Errorf("a registration is called a read:\n%s", got)
	}
}

// Where a registration may have come through, the user is told.
func TestARegistrationOfOpenOutcomeIsToldAsThat(t *testing.T) {
	t.Parallel()
	const told = "may have been registered all the same"
	answered := func(method string, e livestation.Error) error {
		e.Method = method
		return &e
	}
	unanswered := func(method string, err error) error {
		return &livestation.TransportError{RequestInfo: livestation.RequestInfo{Method: method}, Err: err, Cause: err.Error()}
	}
	for name, c := range map[string]struct {
		failure func(method string) error
		open    bool
	}{
		"reset":   {func(m string) error { return unanswered(m, &net.OpError{Op: "read", Err: errors.New("reset")}) }, true},
		"timeout": {func(m string) error { return unanswered(m, context.DeadlineExceeded) }, true},
		"refused": {func(m string) error { return unanswered(m, &net.OpError{Op: "dial", Err: errors.New("refused")}) }, false},
		"no TLS":  {func(m string) error { return unanswered(m, tls.RecordHeaderError{Msg: "first record"}) }, false},
		"unknown host": {func(m string) error {
			return unanswered(m, &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}})
		}, false},
		"cut short": {func(m string) error {
			return answered(m, livestation.Error{Status: 200, Problem: livestation.ProblemCutShort})
		}, true},
		"gateway gone": {func(m string) error {
			return answered(m, livestation.Error{Status: 504, Code: "510", Kind: livestation.KindUnavailable})
		}, true},
		"denied": {func(m string) error {
			return answered(m, livestation.Error{Status: 403, Code: "250010", Kind: livestation.KindPermission})
		}, false},
		"throttled": {func(m string) error {
			return answered(m, livestation.Error{Status: 429, Kind: livestation.KindThrottled, Problem: livestation.ProblemEmpty})
		}, false},
		"a redirect": {func(m string) error {
			return answered(m, livestation.Error{Status: 302, Problem: livestation.ProblemRedirect})
		}, false},
		"failed inside": {func(m string) error {
			return answered(m, livestation.Error{Status: 500, Code: "250000", Kind: livestation.KindInternal})
		}, true},
	} {
		if got := strings.Contains(errorDiagnostic(c.failure("POST")).Detail(), told); got != c.open {
			t.Errorf("%s: it is told: %v", name, got)
		}
		if strings.Contains(errorDiagnostic(c.failure("GET")).Detail(), told) {
			t.Errorf("%s: it is told of a read", name)
		}
	}
}

func TestACodeOfTheGatewaysThatNobodyKnowsIsMarkedAsThat(t *testing.T) {
	t.Parallel()
	e := unauthenticated(0)
	e.Code, e.Kind = "403", livestation.KindUnknown
	expectTexts(t, errorDiagnostic(e), "The API gateway answers with an error code that the provider does not know (API gateway 403)", "newer version")
}

// Who stops Terraform while it asks for the server role's keys knows why it ends.
func TestStoppingWhileTheRoleIsAskedIsNoFailureOfTheRole(t *testing.T) {
	t.Parallel()
	wrap := func(err error) error {
		role := &ncloud.ServerRoleError{URL: "http://127.0.0.1/x", Problem: "did not come in time", Err: err}
		return &livestation.TransportError{RequestInfo: livestation.RequestInfo{Method: "GET", URL: "https://a/b", Attempts: 1}, Err: role, Cause: role.Error()}
	}
	expectTexts(t, errorDiagnostic(wrap(context.Canceled)), "The request to Live Station was cancelled", "asked to stop")
	expectTexts(t, errorDiagnostic(wrap(context.DeadlineExceeded)), "The server role gave no keys", "did not come in time", "leave use_server_role out")
}

func TestAnyOtherErrorIsABug(t *testing.T) {
	t.Parallel()
	expectTexts(t, errorDiagnostic(errors.New("odd")), "Live Station could not be called", "odd.", "please report it")
}

func expectTexts(t *testing.T, got diag.Diagnostic, summary string, texts ...string) {
	t.Helper()
	if got.Severity() != diag.SeverityError || got.Summary() != summary {
		t.Errorf("got %s %q, want the error %q", got.Severity(), got.Summary(), summary)
	}
	for _, text := range texts {
		if !strings.Contains(got.Detail(), text) {
			t.Errorf("the detail does not hold %q:\n%s", text, got.Detail())
		}
	}
}

func BenchmarkErrorDiagnostic(b *testing.B) {
	err := denied()
	b.ReportAllocs()
	for b.Loop() {
		if errorDiagnostic(err).Summary() == "" {
			b.Fatal("no summary")
		}
	}
}
