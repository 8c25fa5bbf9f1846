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
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A fault is something that a network, a gateway or a service does, over and over.
type fault struct {
	answer http.HandlerFunc
	// attempts is how often the API is asked, with up to 2 retries; 0 where the
	// read succeeds at once.
	attempts int
	// kind is that of the answer; noAnswer where none came.
	kind livestation.Kind
	// summary is what the user reads first.
	summary string
	// acceptance is true for those that real Terraform meets too.
	acceptance bool
}

// noAnswer stands for the kind of a fault that lets no answer through.
const noAnswer = livestation.Kind(-1)

// The time that any of the faults may take: the timeout, and more on a machine
// that is busy with other tests.
const (
	faultTimeout = 3 * time.Second
	faultBound   = 8 * time.Second
)

func status(code int) http.HandlerFunc { return fakeapi.Raw(code, "", "") }

func coded(status, code int) http.HandlerFunc {
	if code < 1000 {
		return fakeapi.GatewayError(status, code, "message", "details")
	}
	return fakeapi.LiveStationError(status, code, "", "message")
}

func retryAfter(value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", value)
		coded(429, 420)(w, r)
	}
}

func body(text string) http.HandlerFunc { return fakeapi.Raw(200, "application/json", text) }

func dated(offset time.Duration, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(offset).UTC().Format(http.TimeFormat))
		answer(w, r)
	}
}

func zipped(size int) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(`{"content":{"callbackUrl":"`))
	_, _ = z.Write(bytes.Repeat([]byte("a"), size))
	_, _ = z.Write([]byte(`"}}`))
	_ = z.Close()
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		body(b.String())(w, r)
	}
}

// drip sends a byte now and then until the client gives up.
func drip(before string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(before))
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
		unknown     = livestation.KindUnknown
		good        = ""
	)
	const ok = `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	return map[string]fault{
		// The codes of each kind.
		"bad request":              {coded(400, 100), 1, livestation.KindInvalidRequest, "The API gateway could not read the request (API gateway 100)", false},
		"authentication failed":    {coded(401, 200), 1, livestation.KindUnauthenticated, "The API gateway does not accept the key, signature or timestamp (API gateway 200)", true},
		"permission denied":        {coded(401, 210), 1, livestation.KindPermission, "The access key may not call this API (API gateway 210)", false},
		"no such API":              {coded(404, 300), 1, livestation.KindNotFound, "The API gateway knows no such API (API gateway 300)", false},
		"quota":                    {coded(429, 400), 3, throttled, "The account's quota of API calls is used up (API gateway 400)", false},
		"throttle":                 {coded(429, 410), 3, throttled, "The API gateway throttles the account's calls (API gateway 410)", false},
		"rate":                     {coded(429, 420), 3, throttled, "Calls come faster than the API gateway allows (API gateway 420)", true},
		"too large a request":      {coded(413, 430), 1, livestation.KindInvalidRequest, "The request is too large for the API gateway (API gateway 430)", false},
		"no Live Station":          {coded(503, 500), 3, unavailable, "The API gateway could not reach Live Station (API gateway 500)", true},
		"Live Station is slow":     {coded(504, 510), 3, unavailable, "Live Station did not answer the API gateway in time (API gateway 510)", false},
		"gateway failed":           {coded(500, 900), 1, livestation.KindInternal, "The API gateway failed unexpectedly (API gateway 900)", false},
		"exception":                {coded(500, 250000), 1, livestation.KindInternal, "Live Station failed unexpectedly (250000)", false},
		"not available":            {coded(500, 250005), 3, unavailable, "Something that Live Station needs is not available (250005)", false},
		"connection failed":        {coded(500, 250007), 3, unavailable, "Live Station could not connect to another system (250007)", false},
		"denied":                   {coded(403, 250010), 1, livestation.KindPermission, "The sub account may not use Live Station (250010)", true},
		"denied, under a 503":      {coded(503, 250010), 1, livestation.KindPermission, "The sub account may not use Live Station (250010)", false},
		"denied, within a 200":     {coded(200, 250010), 1, livestation.KindPermission, "The sub account may not use Live Station (250010)", false},
		"throttled, within a 200":  {coded(200, 420), 3, throttled, "Calls come faster than the API gateway allows (API gateway 420)", false},
		"publishing":               {coded(400, 250102), 1, livestation.KindWrongState, "The channel is publishing (250102)", false},
		"unknown code":             {coded(400, 259999), 1, unknown, "The request failed with an error code that the provider does not know (259999)", false},
		"unknown code, overloaded": {coded(503, 259999), 3, unknown, "The request failed with an error code that the provider does not know (259999)", false},

		// Statuses without a code.
		"400": {status(400), 1, unknown, "The answer is empty (HTTP 400)", false},
		"401": {status(401), 1, unknown, "The answer is empty (HTTP 401)", false},
		"403": {fakeapi.Raw(403, "text/html", "<html>Blocked</html>"), 1, unknown, "The answer does not come from the Live Station API (HTTP 403)", true},
		"404": {fakeapi.Raw(404, "application/json", `{"detail":"Not Found"}`), 1, unknown, "The answer does not come from the Live Station API (HTTP 404)", false},
		"429": {status(429), 3, throttled, "The service answers that there are too many requests (HTTP 429)", false},
		"500": {status(500), 1, livestation.KindInternal, "The server failed (HTTP 500)", false},
		"502": {fakeapi.Raw(502, "text/html", "<html>Bad Gateway</html>"), 3, unavailable, "Live Station is not available (HTTP 502)", true},
		"503": {status(503), 3, unavailable, "Live Station is not available (HTTP 503)", false},
		"504": {status(504), 3, unavailable, "Live Station is not available (HTTP 504)", false},
		"204": {status(204), 1, unknown, "The answer is empty (HTTP 204)", false},
		"304": {status(304), 1, unknown, "The answer is empty (HTTP 304)", false},

		// Redirects of each kind: none is followed.
		"301":                  {fakeapi.Redirect(301, "https://elsewhere.invalid/"), 1, unknown, "The endpoint answers with a redirect (HTTP 301)", false},
		"302":                  {fakeapi.Redirect(302, "https://elsewhere.invalid/"), 1, unknown, "The endpoint answers with a redirect (HTTP 302)", true},
		"303":                  {fakeapi.Redirect(303, "/login"), 1, unknown, "The endpoint answers with a redirect (HTTP 303)", false},
		"307":                  {fakeapi.Redirect(307, "//elsewhere.invalid"), 1, unknown, "The endpoint answers with a redirect (HTTP 307)", false},
		"308":                  {fakeapi.Redirect(308, "https://elsewhere.invalid/"), 1, unknown, "The endpoint answers with a redirect (HTTP 308)", false},
		"redirect without aim": {fakeapi.Redirect(302, ""), 1, unknown, "The endpoint answers with a redirect (HTTP 302)", false},

		// Connections that break.
		"closed before the headers": {fakeapi.HangUp, 3, noAnswer, "The connection to Live Station broke", true},
		"reset before the headers":  {fakeapi.Reset(""), 3, noAnswer, "The connection to Live Station broke", false},
		"closed in the headers":     {fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nContent-"), 3, noAnswer, "The connection to Live Station broke", false},
		"reset in the headers":      {fakeapi.Reset("HTTP/1.1 200 OK\r\nContent-"), 3, noAnswer, "The connection to Live Station broke", false},
		"reset after the headers":   {fakeapi.Reset(head + "Content-Length: 100\r\n\r\n{"), 3, unknown, "The answer was cut short (HTTP 200)", false},
		"cut short":                 {fakeapi.CutShort, 3, unknown, "The answer was cut short (HTTP 200)", true},
		"length too long":           {fakeapi.RawHTTP(head + "Content-Length: 1000\r\n\r\n" + ok), 3, unknown, "The answer was cut short (HTTP 200)", false},
		"length too short":          {fakeapi.RawHTTP(head + "Content-Length: 10\r\n\r\n" + ok), 1, unknown, "The answer is broken JSON (HTTP 200)", false},
		"two lengths":               {fakeapi.RawHTTP(head + "Content-Length: 10\r\nContent-Length: 20\r\n\r\n" + ok), 1, noAnswer, "The connection to Live Station broke", false},
		"no length":                 {fakeapi.RawHTTP(head + "\r\n" + ok), 0, unknown, good, false},
		"broken chunks":             {fakeapi.RawHTTP(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + ok), 3, unknown, "The answer was cut short (HTTP 200)", false},
		"chunks that do not end":    {fakeapi.RawHTTP(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"con"), 3, unknown, "The answer was cut short (HTTP 200)", false},
		"no HTTP":                   {fakeapi.RawHTTP("SSH-2.0-OpenSSH_9.2\r\n"), 1, noAnswer, "What answers at the Live Station endpoint does not speak HTTP", false},
		"endless headers":           {fakeapi.RawHTTP(head + strings.Repeat("X-Long: "+strings.Repeat("a", 1000)+"\r\n", 200)), 1, noAnswer, "The connection to Live Station broke", false},
		"header without a colon":    {fakeapi.RawHTTP(head + "nonsense\r\n\r\n"), 3, noAnswer, "The connection to Live Station broke", false},

		// Answers that take their time.
		"no answer":         {fakeapi.Stall, 1, noAnswer, "Live Station did not answer in time", true},
		"a byte at a time":  {drip(""), 1, noAnswer, "Live Station did not answer in time", false},
		"stops half-way":    {drip(`{"content":{"callbackUrl":"`), 1, noAnswer, "Live Station did not answer in time", false},
		"wait for an hour":  {retryAfter("3600"), 1, throttled, "Calls come faster than the API gateway allows (API gateway 420)", true},
		"wait for nothing":  {retryAfter("0"), 3, throttled, "Calls come faster than the API gateway allows (API gateway 420)", false},
		"wait for rubbish":  {retryAfter("soon; -1, 99999999999999999999"), 3, throttled, "Calls come faster than the API gateway allows (API gateway 420)", false},
		"wait until long":   {retryAfter("Fri, 31 Dec 2999 23:59:59 GMT"), 1, throttled, "Calls come faster than the API gateway allows (API gateway 420)", false},
		"wait until before": {retryAfter("Thu, 01 Jan 1970 00:00:00 GMT"), 3, throttled, "Calls come faster than the API gateway allows (API gateway 420)", false},

		// Bodies that are not what they should be.
		"HTML":                 {fakeapi.Raw(200, "text/html", "<html>Sign in</html>"), 1, unknown, "The answer is not JSON (HTTP 200)", true},
		"empty":                {body(""), 1, unknown, "The answer is empty (HTTP 200)", false},
		"broken JSON":          {body(`{"content":{"callbackUrl":`), 1, unknown, "The answer is broken JSON (HTTP 200)", false},
		"another encoding":     {fakeapi.Raw(200, "application/json;charset=euc-kr", "{\"content\":{\"callbackUrl\":\"https://\xb0\xa1\"}}"), 1, unknown, "The answer is broken JSON (HTTP 200)", false},
		"NUL bytes":            {body(strings.Repeat("\x00", 1000)), 1, unknown, "The answer is broken JSON (HTTP 200)", false},
		"NUL in the URL":       {body(`{"content":{"callbackUrl":"https://a\u0000b"}}`), 1, unknown, "The answer has another shape than documented (HTTP 200)", false},
		"another shape":        {body(`{"content":[1,2]}`), 1, unknown, "The answer has another shape than documented (HTTP 200)", false},
		"deep JSON":            {body(strings.Repeat(`{"content":`, 50_000) + "1" + strings.Repeat("}", 50_000)), 1, unknown, "The answer is broken JSON (HTTP 200)", false},
		"duplicate keys":       {body(`{"content":{"callbackUrl":"https://other","callbackUrl":"https://my-callback-endpoint"}}`), 0, unknown, good, false},
		"huge":                 {body(`{"content":{"callbackUrl":"` + strings.Repeat("a", 2<<20) + `"}}`), 1, unknown, "The answer is too large (HTTP 200)", false},
		"gzip bomb":            {zipped(16 << 20), 1, unknown, "The answer is too large (HTTP 200)", true},
		"gzip":                 {zippedOK(ok), 0, unknown, good, false},
		"no gzip":              {badGzip, 3, unknown, "The answer was cut short (HTTP 200)", false},
		"error without a code": {body(`{"error":{"message":"no"}}`), 1, unknown, "The API reported an error without a code (HTTP 200)", false},

		// Clocks.
		"clock ahead":                  {dated(-time.Hour, coded(401, 200)), 2, livestation.KindUnauthenticated, "The API gateway does not accept the key, signature or timestamp (API gateway 200)", false},
		"clock behind":                 {dated(time.Hour, coded(401, 200)), 2, livestation.KindUnauthenticated, "The API gateway does not accept the key, signature or timestamp (API gateway 200)", false},
		"clock off, but it is the key": {dated(time.Hour, coded(401, 210)), 1, livestation.KindPermission, "The access key may not call this API (API gateway 210)", false},
	}
}

func zippedOK(text string) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		body(b.String())(w, r)
	}
}

func badGzip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	body("no gzip at all")(w, r)
}

// Each fault, met by the real client: how often it asks, how long it takes, what
// it makes of it, and what the user is told.
func TestEveryFaultEndsInTimeWithANextStep(t *testing.T) {
	t.Parallel()
	if n := len(faults()); n < 40 {
		t.Fatalf("only %d faults", n)
	}
	for name, f := range faults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(20, f.answer)
			base, err := livestation.ParseEndpoint(api.URL)
			if err != nil {
				t.Fatal(err)
			}
			client := livestation.New(livestation.Config{
				Endpoint: base, Site: livestation.PublicSite, Region: "KR", MaxRetries: 2, Timeout: faultTimeout,
				Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
			}, livestation.WithFirstInterval(time.Millisecond))
			started := time.Now()
			got, err := client.GetCallbackEndpoint(t.Context())
			if took := time.Since(started); took > faultBound {
				t.Errorf("it took %s", took)
			}
			f.expect(t, got, err, len(api.Requests()))
		})
	}
}

func (f fault) expect(t *testing.T, got livestation.CallbackEndpoint, err error, asked int) {
	t.Helper()
	if f.attempts == 0 {
		if err != nil || got.CallbackURL != registeredURL || asked != 1 {
			t.Errorf("got %q, %v after %d requests", got.CallbackURL, err, asked)
		}
		return
	}
	if asked != f.attempts {
		t.Errorf("the API was asked %d times, want %d", asked, f.attempts)
	}
	var answered *livestation.Error
	if kind := noAnswer; errors.As(err, &answered) {
		kind = answered.Kind
		if kind != f.kind {
			t.Errorf("the answer is of the kind %q, want %q", kind, f.kind)
		}
	} else if kind != f.kind {
		t.Errorf("got %v, want an answer of the kind %q", err, f.kind)
	}
	told := errorDiagnostic(err)
	if told.Summary() != f.summary {
		t.Errorf("the user reads %q, want %q", told.Summary(), f.summary)
	}
	parts := strings.Split(told.Detail(), "\n\n")
	if len(parts) != 3 || !strings.HasPrefix(parts[0], "GET http://127.0.0.1:") || !strings.Contains(parts[1], fmt.Sprintf("Attempts:  %d", f.attempts)) || !strings.HasSuffix(parts[2], ".") {
		t.Errorf("the detail does not say what was asked, what was answered and what to do:\n%s", told.Detail())
	}
	if len(told.Detail()) > 3000 {
		t.Errorf("the detail has %d bytes", len(told.Detail()))
	}
}

// A dozen of the faults, met by real Terraform.
func TestAccFaultsAreToldByTerraform(t *testing.T) {
	t.Parallel()
	met := 0
	for name, f := range faults() {
		if !f.acceptance {
			continue
		}
		met++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(20, f.answer)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: fmt.Sprintf("provider \"livestation\" {\n access_key = %q\n secret_key = %q\n endpoint = %q\n max_retries = 2\n timeout = \"3s\"\n}\n",
						fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey, api.URL) + dataSource,
					ExpectError: outputMatches("Error: "+f.summary, fmt.Sprintf("Attempts:  %d", f.attempts)),
				}},
			})
		})
	}
	if met < 12 {
		t.Errorf("only %d faults", met)
	}
}
