package livestation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A POST is repeated only if the service cannot have acted, and PUT and DELETE only at once, with a
// corrected clock: in a pause, something else may change the object.
func TestRetry_repeatsEachMethodAsOftenAsItMay(t *testing.T) {
	t.Parallel()
	const outcome = "The thing might have changed anyway."
	for name, c := range map[string]struct {
		failure          http.HandlerFunc
		get, post, write int // requests with each method; write is for PUT and DELETE
		mayHaveActed     bool
	}{
		"throttled":        {failure: fakeapi.GatewayError(429, 420, "Rate Limited", ""), get: 4, post: 4, write: 1},
		"wrong clock":      {failure: clockAnHourAhead, get: 2, post: 2, write: 2},
		"invalid":          {failure: fakeapi.LiveStationError(400, 250022, "", "no"), get: 1, post: 1, write: 1},
		"gateway timeout":  {failure: fakeapi.GatewayError(504, 510, "", ""), get: 4, post: 1, write: 1, mayHaveActed: true},
		"bad gateway":      {failure: fakeapi.Raw(502, "text/html", "<html>"), get: 4, post: 1, write: 1, mayHaveActed: true},
		"internal failure": {failure: fakeapi.Raw(500, "", ""), get: 1, post: 1, write: 1, mayHaveActed: true},
		"hung up":          {failure: fakeapi.HangUp, get: 4, post: 1, write: 1, mayHaveActed: true},
		"cut short":        {failure: fakeapi.CutShort, get: 4, post: 1, write: 1, mayHaveActed: true},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPost} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				api := startAPI(t)
				api.RespondNext(10, c.failure)
				op := operation{method: method, path: "/things/1", body: map[string]string{"a": "b"}, outcome: outcome}
				op.single = method == http.MethodPut || method == http.MethodDelete
				_, err := call[CallbackEndpoint](t.Context(), newRetryingClient(t, api), op, required[CallbackEndpoint]{})
				expectEqual(t, "an error", err != nil, true)
				wantOutcome := ""
				if c.mayHaveActed && method != http.MethodGet {
					wantOutcome = outcome
				}
				expectEqual(t, "the outcome", outcomeText(err), wantOutcome)
				expectEqual(t, "outcome unknown", OutcomeUnknown(err), wantOutcome != "")
				requests := map[string]int{http.MethodGet: c.get, http.MethodPost: c.post}
				expectRequests(t, api, cmp.Or(requests[method], c.write))
				for _, r := range api.Requests() {
					expectEqual(t, "the body", r.Body, `{"a":"b"}`)
				}
			})
		}
	}
}

func outcomeText(err error) string {
	var failure interface{ info() *RequestInfo }
	if !errors.As(err, &failure) {
		return ""
	}
	return failure.info().Outcome
}

func TestRetry_signsEachAttempt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(2, delayed(3*time.Millisecond, fakeapi.GatewayError(429, 420, "Rate Limited", "")))
	expectRegistered(t, newRetryingClient(t, api))
	var signatures []string
	for _, r := range api.Requests() {
		signatures = append(signatures, r.Header.Get("x-ncp-apigw-signature-v2"))
	}
	slices.Sort(signatures)
	expectEqual(t, "the number of signatures", len(slices.Compact(signatures)), 3)
}

func TestRetry_reportsPreviousResponse(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(3, fakeapi.GatewayError(503, 500, "Endpoint Error", ""))
	api.RespondNext(10, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
	_, err := newRetryingClient(t, api).GetCallbackEndpoint(t.Context())
	got := responseError(t, err)
	expectEqual(t, "the code", got.Code, "420")
	expectEqual(t, "the previous code", got.Previous.Code, "500")
}

func throttledFor(retryAfter string) http.HandlerFunc {
	return withHeader("Retry-After", retryAfter, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
}

func TestRetry_waitsForRetryAfter(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, throttledFor("1"))
	start := time.Now()
	expectRegistered(t, newRetryingClient(t, api))
	if took := time.Since(start); took < time.Second {
		t.Errorf("it was retried after %s", took)
	}
}

// After the pause, no time would be left for a response.
func TestRetry_reportsThrottlingIfThePauseTakesTheTimeLeft(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(10, delayed(300*time.Millisecond, throttledFor("1")))
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	config.Timeout = 1500 * time.Millisecond
	_, err := New(config).GetCallbackEndpoint(t.Context())
	got := responseError(t, err)
	expectEqual(t, "the code", got.Code, "420")
	expectEqual(t, "the pause that it requests", got.RetryAfter, time.Second)
	expectRequests(t, api, 1)
}

func TestRetry_pausesGrowAndAreRandom(t *testing.T) {
	t.Parallel()
	const interval = 20 * time.Millisecond
	seen := map[time.Duration]bool{}
	for range 5 {
		api := startAPI(t)
		var ends []time.Time
		api.RespondNext(4, fakeapi.Raw(503, "", ""))
		config := configFor(t, api.URL)
		config.MaxRetries = 4
		config.Observe = func(context.Context, Attempt) { ends = append(ends, time.Now()) }
		config.FirstPause = interval
		expectRegistered(t, New(config))
		for i := range 4 {
			pause := ends[i+1].Sub(ends[i])
			// A busy machine adds to it.
			if limit := 2*interval<<i + 500*time.Millisecond; pause > limit {
				t.Errorf("pause %d is %s, want at most %s", i+1, pause, limit)
			}
			seen[pause.Round(time.Millisecond)] = true
		}
	}
	if len(seen) < 5 {
		t.Errorf("20 pauses have %d values", len(seen))
	}
}

func TestRetry_pauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(100, throttledFor("30"))
	client := newRetryingClient(t, api)
	got := expectEndsWithContext(t, api, func(ctx context.Context) error {
		op := operation{method: http.MethodPost, path: "/things"}
		_, err := call(ctx, client, op, required[CallbackEndpoint]{})
		return err
	})
	expectEqual(t, "outcome unknown", OutcomeUnknown(got), false)
	expectEqual(t, "the attempts", got.Attempts, 1)
	if got.Previous == nil {
		t.Fatal("the previous response is missing")
	}
	expectEqual(t, "the previous code", got.Previous.Code, "420")
}

func TestRetry_timeoutKeepsPreviousResponse(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(503, "", ""))
	api.RespondNext(1, fakeapi.Stall)
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	config.Timeout = 300 * time.Millisecond
	config.FirstPause = time.Millisecond
	_, err := New(config).GetCallbackEndpoint(t.Context())
	got := transportError(t, err)
	expectErrorIs(t, got, context.DeadlineExceeded)
	expectEqual(t, "the attempts", got.Attempts, 2)
	if got.Previous == nil {
		t.Fatal("the previous response is missing")
	}
	expectEqual(t, "the previous status", got.Previous.Status, 503)
}

func TestObserve_isCalledAfterEachAttempt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.HangUp) // on a connection that was used before, net/http itself would retry
	api.RespondNext(1, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
	api.RespondNext(1, fakeapi.CutShort)
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	var attempts []Attempt
	config.Observe = observeInto(&attempts)
	config.FirstPause = time.Millisecond
	expectRegistered(t, New(config))
	want := []struct {
		reason  string
		status  int
		failure string
	}{
		{failure: "got no response: EOF"},
		{reason: "connection broken", status: 429, failure: "API gateway error 420: Rate Limited"},
		{reason: "throttled", status: 200, failure: "ended before it was complete"},
		{reason: "response cut short", status: 200},
	}
	if len(attempts) != len(want) {
		t.Fatalf("observed %d attempts, want %d", len(attempts), len(want))
	}
	for i, a := range attempts {
		attempt := fmt.Sprintf("attempt %d: ", i+1)
		expectEqual(t, attempt+"the number", a.Number, i+1)
		expectEqual(t, attempt+"the reason", a.Reason, want[i].reason)
		expectEqual(t, attempt+"the status", a.Status, want[i].status)
		expectContains(t, a.Failure, want[i].failure)
		expectEqual(t, attempt+"a failure", a.Failure != "", want[i].failure != "")
		expectEqual(t, attempt+"a trace ID", a.TraceID != "", want[i].status != 0)
		expectEqual(t, attempt+"the method", a.Method, http.MethodGet)
		expectEqual(t, attempt+"the URL", strings.HasPrefix(a.URL, api.URL), true)
		expectEqual(t, attempt+"a duration", a.Duration > 0, true)
	}
}
