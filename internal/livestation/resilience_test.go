package livestation_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// patient is a client of the API that makes up to 3 more attempts with short pauses.
func patient(t *testing.T, api *fakeapi.Server) *livestation.Client {
	t.Helper()
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	return livestation.New(config, livestation.WithFirstInterval(time.Millisecond))
}

func TestAPassingFailureIsSurvived(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"throttled":   fakeapi.GatewayError(429, 420, "Rate Limited", ""),
		"unavailable": fakeapi.GatewayError(503, 500, "Endpoint Error", ""),
		"HTML":        fakeapi.Raw(502, "text/html", "<html>"),
		"hung up":     fakeapi.HangUp,
		"cut short":   fakeapi.CutShort,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(3, answer)
			got, err := patient(t, api).GetCallbackEndpoint(t.Context())
			if err != nil || got.CallbackURL != registered {
				t.Fatalf("got %q, %v", got.CallbackURL, err)
			}
			for i, r := range api.Requests() {
				if r.Rejection != "" {
					t.Errorf("attempt %d was not a good one: %s", i+1, r.Rejection)
				}
			}
		})
	}
}

func TestEachAttemptIsSignedAfresh(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(2, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(3 * time.Millisecond)
		fakeapi.GatewayError(429, 420, "Rate Limited", "")(w, r)
	})
	if _, err := patient(t, api).GetCallbackEndpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	var signatures []string
	for _, r := range api.Requests() {
		signatures = append(signatures, r.Header.Get("x-ncp-apigw-signature-v2"))
	}
	slices.Sort(signatures)
	if n := len(slices.Compact(signatures)); n != 3 {
		t.Errorf("3 attempts carry %d signatures", n)
	}
}

func TestTheLastErrorSaysHowManyAttemptsWereMade(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(2, fakeapi.GatewayError(503, 500, "Endpoint Error", "first"))
	api.RespondNext(10, fakeapi.GatewayError(429, 420, "Rate Limited", "last"))
	_, err := patient(t, api).GetCallbackEndpoint(t.Context())
	got := answeredWith(t, err)
	if got.Attempts != 4 || got.Code != "420" || got.Details != "last" || got.Elapsed <= 0 {
		t.Errorf("got %+v", got)
	}
	if n := len(api.Requests()); n != 4 {
		t.Errorf("the API received %d requests", n)
	}
}

func TestAWrongRequestIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	for _, answer := range []http.HandlerFunc{
		fakeapi.LiveStationError(503, 250010, "", "denied"), fakeapi.GatewayError(401, 200, "Authentication Failed", ""),
		fakeapi.Raw(200, "text/html", "<html>"), fakeapi.Redirect(302, "http://127.0.0.1:1/"), fakeapi.Raw(500, "", ""),
	} {
		api := startAPI(t)
		api.RespondNext(5, answer)
		_, err := patient(t, api).GetCallbackEndpoint(t.Context())
		if got := answeredWith(t, err); got.Attempts != 1 || len(api.Requests()) != 1 {
			t.Errorf("%v: %d attempts, %d requests", got, got.Attempts, len(api.Requests()))
		}
	}
}

func TestNoRetriesMeansOneAttempt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(5, fakeapi.Raw(503, "", ""))
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	if got := answeredWith(t, err); got.Attempts != 1 || len(api.Requests()) != 1 {
		t.Errorf("%d attempts, %d requests", got.Attempts, len(api.Requests()))
	}
}

func withRetryAfter(value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", value)
		fakeapi.GatewayError(429, 420, "Rate Limited", "")(w, r)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, withRetryAfter("1"))
	start := time.Now()
	if _, err := patient(t, api).GetCallbackEndpoint(t.Context()); err != nil || time.Since(start) < time.Second {
		t.Errorf("after %s: %v", time.Since(start), err)
	}
}

func TestALongerRetryAfterThanTheTimeoutFailsAtOnceWithBothNumbers(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, withRetryAfter("3600"))
	start := time.Now()
	_, err := patient(t, api).GetCallbackEndpoint(t.Context())
	got := answeredWith(t, err)
	if got.RetryAfter != time.Hour || got.TimeLeft <= 0 || got.TimeLeft > time.Minute || got.Attempts != 1 || time.Since(start) > time.Second {
		t.Errorf("after %s: asked for %s, %s left, %d attempts", time.Since(start), got.RetryAfter, got.TimeLeft, got.Attempts)
	}
}

// endsAtOnce cancels a call that read makes and expects its end within 100 ms. A
// machine that is busy with other tests gets a few chances.
func endsAtOnce(t *testing.T, read func(context.Context) error) *livestation.TransportError {
	t.Helper()
	var last *livestation.TransportError
	var took time.Duration
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan time.Time, 1)
		time.AfterFunc(50*time.Millisecond, func() { stopped <- time.Now(); cancel() })
		err := read(ctx)
		took = time.Since(<-stopped)
		last = unanswered(t, err)
		if !errors.Is(last, context.Canceled) {
			t.Fatalf("got %v, want the context's error", err)
		}
		if took <= 100*time.Millisecond {
			return last
		}
	}
	t.Errorf("it ends %s after the context", took)
	return last
}

func TestAPauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(100, withRetryAfter("30"))
	client := patient(t, api)
	got := endsAtOnce(t, func(ctx context.Context) error { _, err := client.GetCallbackEndpoint(ctx); return err })
	if got.Last == nil || got.Last.Code != "420" || got.Attempts != 1 {
		t.Errorf("the answer before is lost: %+v", got)
	}
}

func TestASlowBodyEndsWithTheContext(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(100, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"content":`))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	client := patient(t, api)
	got := endsAtOnce(t, func(ctx context.Context) error { _, err := client.GetCallbackEndpoint(ctx); return err })
	if got.Status != 200 || got.TraceID == "" {
		t.Errorf("what had come is lost: %+v", got)
	}
}

func TestATimeoutKeepsTheAnswerBefore(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(503, "", ""))
	api.RespondNext(1, fakeapi.Stall)
	config := configFor(t, api.URL)
	config.MaxRetries, config.Timeout = 3, 300*time.Millisecond
	_, err := livestation.New(config, livestation.WithFirstInterval(time.Millisecond)).GetCallbackEndpoint(t.Context())
	got := unanswered(t, err)
	if !errors.Is(got, context.DeadlineExceeded) || got.Last == nil || got.Last.Status != 503 || got.Attempts != 2 {
		t.Errorf("got %+v", got)
	}
}

// Nobody ever answers the TLS handshake.
func TestConnectingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	config := configFor(t, "https://"+listener.Addr().String())
	config.MaxRetries = 3
	client := livestation.New(config)
	endsAtOnce(t, func(ctx context.Context) error { _, err := client.GetCallbackEndpoint(ctx); return err })
}

func TestEveryAttemptIsObserved(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.HangUp) // on a connection that served before, net/http itself would ask again
	api.RespondNext(1, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
	api.RespondNext(1, fakeapi.CutShort)
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	var seen []livestation.Attempt
	config.Observe = func(_ context.Context, a livestation.Attempt) { seen = append(seen, a) }
	if _, err := livestation.New(config, livestation.WithFirstInterval(time.Millisecond)).GetCallbackEndpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []livestation.Attempt{
		{Number: 1, Failure: "got no answer: EOF"},
		{Number: 2, Reason: "connection broken", Status: 429, Failure: "API gateway error 420"},
		{Number: 3, Reason: "throttled", Status: 200, Failure: "could not be read to its end"},
		{Number: 4, Reason: "answer cut short", Status: 200},
	}
	if len(seen) != len(want) {
		t.Fatalf("observed %+v", seen)
	}
	for i, a := range seen {
		if a.Number != want[i].Number || a.Reason != want[i].Reason || a.Status != want[i].Status || !strings.Contains(a.Failure, want[i].Failure) ||
			(a.Failure == "") != (want[i].Failure == "") || (a.TraceID == "") != (a.Status == 0) || a.Duration <= 0 || a.Method != http.MethodGet || !strings.HasPrefix(a.URL, api.URL) {
			t.Errorf("attempt %d is %+v", i+1, a)
		}
	}
}

// A pause that would outlast the timeout is not begun: the answer is worth more.
func TestThePausesStayWithinTheTimeout(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(100, fakeapi.Raw(503, "", ""))
	config := configFor(t, api.URL)
	config.MaxRetries, config.Timeout = 10, 500*time.Millisecond
	start := time.Now()
	_, err := livestation.New(config, livestation.WithFirstInterval(200*time.Millisecond)).GetCallbackEndpoint(t.Context())
	if got := answeredWith(t, err); got.Status != 503 || time.Since(start) > 600*time.Millisecond {
		t.Errorf("after %s: %v", time.Since(start), err)
	}
}

func TestAWrongClockIsCorrectedOnce(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{30 * time.Minute, -30 * time.Minute} {
		api := startAPI(t)
		api.SkewClock(-ahead)
		client := livestation.New(configFor(t, api.URL))
		for range 3 {
			if got, err := client.GetCallbackEndpoint(t.Context()); err != nil || got.CallbackURL != registered {
				t.Fatalf("%s ahead: got %q, %v", ahead, got.CallbackURL, err)
			}
		}
		if n := len(api.Requests()); n != 4 {
			t.Errorf("%s ahead: 3 reads took %d requests, want 4", ahead, n)
		}
		if got := client.ClockAhead(); (got - ahead).Abs() > 3*time.Second {
			t.Errorf("the clock seems %s ahead, want %s", got, ahead)
		}
		// A machine that slept, or whose clock somebody moves, is off by another time.
		further := ahead + 20*time.Minute
		api.SkewClock(-further)
		if _, err := client.GetCallbackEndpoint(t.Context()); err != nil {
			t.Errorf("after the clock moved: %v", err)
		}
		if got := client.ClockAhead(); (got - further).Abs() > 3*time.Second {
			t.Errorf("after the clock moved it seems %s ahead, want %s", got, further)
		}
	}
}

// Reads that go on at the same time are all refused, and all come through.
func TestAWrongClockIsCorrectedForAllReadsAtOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-10 * time.Minute)
	client := livestation.New(configFor(t, api.URL))
	var readers sync.WaitGroup
	putChannels(api, "live", 10)
	for i := range 10 {
		readers.Go(func() {
			for range 20 {
				if _, err := client.GetChannel(t.Context(), livestation.LiveChannel, channelID(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	readers.Wait()
	if got := client.ClockAhead(); (got - 10*time.Minute).Abs() > 3*time.Second {
		t.Errorf("the clock seems %s ahead", got)
	}
}

func TestARightClockIsLeftAlone(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(4 * time.Minute)
	client := livestation.New(configFor(t, api.URL))
	if _, err := client.GetCallbackEndpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	api.RespondNext(1, fakeapi.GatewayError(401, 200, "Authentication Failed", "Invalid signature."))
	_, err := client.GetCallbackEndpoint(t.Context())
	if got := answeredWith(t, err); got.Attempts != 1 || client.ClockAhead() != 0 {
		t.Errorf("got %d attempts and a correction of %s", got.Attempts, client.ClockAhead())
	}
}

// A clock that is off excuses no wrong key: the second answer is the error.
func TestAWrongKeyBehindAWrongClockIsStillTold(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-time.Hour)
	config := configFor(t, api.URL)
	config.Credentials = keysOf(fakeapi.Account{AccessKey: fakeapi.Allowed.AccessKey, SecretKey: "nonsense"})
	_, err := livestation.New(config).GetCallbackEndpoint(t.Context())
	got := answeredWith(t, err)
	if got.Details != "Invalid signature." || got.Attempts != 2 {
		t.Errorf("got %v (%s) after %d attempts", got, got.Details, got.Attempts)
	}
	if skew, ok := got.ClockSkew(); !ok || skew.Abs() > 3*time.Second {
		t.Errorf("the corrected clock seems %s off", skew)
	}
}

// A gateway that refuses every timestamp is asked twice, no more.
func TestAClockThatCannotBeCorrectedEndsTheCall(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(10, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Duration(len(api.Requests()))*24*time.Hour).UTC().Format(http.TimeFormat))
		fakeapi.GatewayError(401, 200, "Authentication Failed", "")(w, r)
	})
	_, err := patient(t, api).GetCallbackEndpoint(t.Context())
	if got := answeredWith(t, err); got.Attempts != 2 || len(api.Requests()) != 2 {
		t.Errorf("%d attempts, %d requests", got.Attempts, len(api.Requests()))
	}
}

func TestAServerRoleThatGivesNoKeysEndsTheCallBeforeIt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := configFor(t, api.URL)
	config.Credentials, config.MaxRetries = roleWithoutKeys(t), 3
	_, err := livestation.New(config).GetCallbackEndpoint(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the metadata service") || len(api.Requests()) != 0 {
		t.Errorf("got %v and %d requests", err, len(api.Requests()))
	}
}
