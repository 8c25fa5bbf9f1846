package livestation_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// gate is an answer that says when it was asked for, and waits to be opened.
type gate struct {
	asked chan struct{}
	open  chan struct{}
}

func newGate() gate { return gate{asked: make(chan struct{}, 100), open: make(chan struct{})} }

func (g gate) answer(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.asked <- struct{}{}
		select {
		case <-g.open:
			then(w, r)
		case <-r.Context().Done():
		}
	}
}

func theURL(url string) http.HandlerFunc {
	return fakeapi.JSON(200, map[string]any{"content": map[string]any{"callbackUrl": url}})
}

// A reading is what one reader came to.
type reading struct {
	url string
	err error
}

// reads begins n reads at once, and returns where they will tell what they got.
func reads(ctx context.Context, client *livestation.Client, n int) <-chan reading {
	got := make(chan reading, n)
	for range n {
		go func() {
			endpoint, err := client.GetCallbackEndpoint(ctx)
			got <- reading{endpoint.CallbackURL, err}
		}()
	}
	return got
}

// await receives what has to come soon: a regression must not hang for long.
func await[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(20 * time.Second):
		t.Fatal("nothing comes")
		panic("unreachable")
	}
}

// joined gives readers that have begun the time to join what is under way.
func joined() { time.Sleep(50 * time.Millisecond) }

func expectReadings(t *testing.T, got <-chan reading, n int, url string) {
	t.Helper()
	for range n {
		if r := await(t, got); r.err != nil || r.url != url {
			t.Errorf("a reader got %q, %v, want %q", r.url, r.err, url)
		}
	}
}

func TestEqualReadsAtTheSameMomentShareARequest(t *testing.T) {
	t.Parallel()
	api, g := startAPI(t), newGate()
	api.RespondNext(1, g.answer(theURL("https://shared.example")))
	client := livestation.New(configFor(t, api.URL))
	got := reads(t.Context(), client, 50)
	await(t, g.asked)
	joined()
	close(g.open)
	expectReadings(t, got, 50, "https://shared.example")
	if n := len(api.Requests()); n != 1 {
		t.Errorf("50 readers made %d requests", n)
	}
	// What has landed is not remembered.
	expectReadings(t, reads(t.Context(), client, 1), 1, registered)
}

// Only what is asked in the same words is shared.
func TestDifferentReadsDoNotShare(t *testing.T) {
	t.Parallel()
	api, g := startAPI(t), newGate()
	putChannels(api, "live", 2)
	putChannels(api, "re_stream", 2)
	api.RespondNext(5, g.answer(theChannelAskedFor))
	client := livestation.New(configFor(t, api.URL))
	var readers sync.WaitGroup
	for _, kind := range []livestation.ChannelType{livestation.LiveChannel, livestation.ReStreamChannel} {
		for i := range 2 {
			readers.Go(func() {
				if got, err := client.GetChannel(t.Context(), kind, channelID(i)); err != nil || got.ID != channelID(i) || got.Type != kind {
					t.Errorf("got %+v, %v", got, err)
				}
			})
		}
	}
	other := livestation.New(configFor(t, api.URL))
	readers.Go(func() {
		if _, err := other.GetChannel(t.Context(), livestation.LiveChannel, channelID(0)); err != nil {
			t.Error(err)
		}
	})
	for range 5 {
		await(t, g.asked)
	}
	close(g.open)
	readers.Wait()
}

func TestAFailureIsSharedWithAllItsAttempts(t *testing.T) {
	t.Parallel()
	api, g := startAPI(t), newGate()
	api.RespondNext(1, g.answer(fakeapi.GatewayError(503, 500, "Endpoint Error", "")))
	api.RespondNext(3, fakeapi.GatewayError(503, 500, "Endpoint Error", ""))
	client := patient(t, api)
	got := reads(t.Context(), client, 10)
	await(t, g.asked)
	joined()
	close(g.open)
	for range 10 {
		if failure := answeredWith(t, await(t, got).err); failure.Code != "500" || failure.Attempts != 4 {
			t.Errorf("got %v after %d attempts", failure, failure.Attempts)
		}
	}
	if n := len(api.Requests()); n != 4 {
		t.Errorf("10 readers made %d requests", n)
	}
}

// The one whose request it is gives up; the others get what they wait for.
func TestACancelledReadFailsNobodyElse(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5} {
		api, g := startAPI(t), newGate()
		api.RespondNext(1, g.answer(theURL("https://shared.example")))
		client := livestation.New(configFor(t, api.URL))
		ctx, cancel := context.WithCancel(t.Context())
		first := reads(ctx, client, 1)
		await(t, g.asked)
		others := reads(t.Context(), client, n)
		joined()
		cancel()
		if failure := unanswered(t, await(t, first).err); !errors.Is(failure, context.Canceled) || failure.Method != http.MethodGet || failure.URL != api.URL+"/api/v2/events/callbackEndpoint" {
			t.Errorf("the first reader got %+v", failure)
		}
		close(g.open)
		expectReadings(t, others, n, "https://shared.example")
		if got := len(api.Requests()); got != 1 {
			t.Errorf("%d readers made %d requests", n+1, got)
		}
	}
}

func TestAReadWhoseContextHasEndedMakesNoRequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		if _, err := client.GetCallbackEndpoint(ctx); !errors.Is(unanswered(t, err), context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the API received %d requests", n)
	}
}

// Where nobody waits any more, the request ends, and who comes next asks anew.
func TestTheLastCancelledReadEndsTheRequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	asked, ended := make(chan struct{}, 1), make(chan struct{})
	stall := func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
		close(ended)
	}
	client := patient(t, api)
	expectReadings(t, reads(t.Context(), client, 1), 1, registered) // one that has landed does not count
	api.RespondNext(1, stall)
	ctx, cancel := context.WithCancel(t.Context())
	got := reads(ctx, client, 5)
	await(t, asked)
	joined()
	cancel()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the request goes on")
	}
	for range 5 {
		if failure := unanswered(t, await(t, got).err); !errors.Is(failure, context.Canceled) {
			t.Errorf("a reader got %v", failure)
		}
	}
	if n := len(api.Requests()); n != 2 {
		t.Errorf("the API received %d requests, want one for the first and one for the cancelled", n)
	}
}

// Not even while the cancelled request is being wound up.
func TestNobodyJoinsACancelledRead(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Stall)
	config := configFor(t, api.URL)
	ending, end := make(chan struct{}), make(chan struct{})
	config.Observe = func(_ context.Context, a livestation.Attempt) {
		if a.Failure != "" {
			close(ending)
			<-end
		}
	}
	client := livestation.New(config)
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := reads(ctx, client, 1)
	for len(api.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	await(t, ending)
	expectReadings(t, reads(t.Context(), client, 1), 1, registered)
	close(end)
	if failure := unanswered(t, await(t, cancelled).err); !errors.Is(failure, context.Canceled) {
		t.Errorf("the cancelled reader got %v", failure)
	}
}

// A request that began before a registration may bring what was there before it:
// who reads after the registration does not wait for it.
func TestAReadAfterAWriteDoesNotJoinOneFromBefore(t *testing.T) {
	t.Parallel()
	put := func(c *livestation.Client, url string) error { return c.SetCallbackEndpoint(t.Context(), url) }
	putAtChannel := func(c *livestation.Client, url string) error {
		return c.SetChannelCallbackEndpoint(t.Context(), livestation.LiveChannel, channelID(0), url)
	}
	hangUp := func(api *fakeapi.Server) { api.RespondNext(1, fakeapi.HangUp) }
	for name, c := range map[string]struct {
		write  func(*livestation.Client, string) error
		before func(*fakeapi.Server)
		want   string
	}{
		"the default's":             {put, func(*fakeapi.Server) {}, "https://new.example"},
		"one that may have gone on": {put, hangUp, registered},
		"a channel's":               {putAtChannel, func(*fakeapi.Server) {}, registered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, g := startAPI(t), newGate()
			putChannels(api, "live", 1)
			api.RespondNext(1, g.answer(theURL("https://old.example")))
			client := livestation.New(configFor(t, api.URL))
			before := reads(t.Context(), client, 3)
			await(t, g.asked)
			joined()
			c.before(api)
			if err := c.write(client, "https://new.example"); (err != nil) != (name == "one that may have gone on") {
				t.Fatal(err)
			}
			expectReadings(t, reads(t.Context(), client, 3), 3, c.want)
			close(g.open)
			expectReadings(t, before, 3, "https://old.example")
		})
	}
}

// A request that began while a registration was under way may bring either.
func TestAReadAfterAWriteDoesNotJoinOneFromDuringIt(t *testing.T) {
	t.Parallel()
	api, writing, reading := startAPI(t), newGate(), newGate()
	api.RespondNext(1, writing.answer(fakeapi.JSON(200, map[string]any{"content": nil})))
	api.RespondNext(1, reading.answer(theURL("https://old.example")))
	client := livestation.New(configFor(t, api.URL))
	written := make(chan error)
	go func() { written <- client.SetCallbackEndpoint(t.Context(), "https://new.example") }()
	await(t, writing.asked)
	during := reads(t.Context(), client, 1)
	await(t, reading.asked)
	close(writing.open)
	if err := await(t, written); err != nil {
		t.Fatal(err)
	}
	expectReadings(t, reads(t.Context(), client, 1), 1, registered) // what the API answers now
	close(reading.open)
	expectReadings(t, during, 1, "https://old.example")
}

// Where a request from before a registration lands, those from after it still share.
func TestAnOldReadThatLandsDoesNotPartNewOnes(t *testing.T) {
	t.Parallel()
	api, old, recent := startAPI(t), newGate(), newGate()
	api.RespondNext(1, old.answer(theURL("https://old.example")))
	client := livestation.New(configFor(t, api.URL))
	before := reads(t.Context(), client, 1)
	await(t, old.asked)
	if err := client.SetCallbackEndpoint(t.Context(), "https://new.example"); err != nil {
		t.Fatal(err)
	}
	api.RespondNext(1, recent.answer(theURL("https://new.example")))
	after := reads(t.Context(), client, 1)
	await(t, recent.asked)
	close(old.open)
	expectReadings(t, before, 1, "https://old.example")
	later := reads(t.Context(), client, 1)
	joined()
	close(recent.open)
	expectReadings(t, after, 1, "https://new.example")
	expectReadings(t, later, 1, "https://new.example")
	if n := len(api.Requests()); n != 3 {
		t.Errorf("the API received %d requests, want the old, the registration and the new", n)
	}
}

// All who wait learn what was tried, not only the last to give up.
func TestATimeoutIsSharedWithAllThatWasTried(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(503, "", ""))
	api.RespondNext(1, fakeapi.Stall)
	config := configFor(t, api.URL)
	config.MaxRetries, config.Timeout = 3, time.Second
	got := reads(t.Context(), livestation.New(config, livestation.WithFirstInterval(time.Millisecond)), 5)
	for range 5 {
		failure := unanswered(t, await(t, got).err)
		if !errors.Is(failure, context.DeadlineExceeded) || failure.Attempts != 2 || failure.Last == nil || failure.Last.Status != 503 {
			t.Errorf("a reader got %+v", failure)
		}
	}
	if n := len(api.Requests()); n != 2 {
		t.Errorf("the API received %d requests", n)
	}
}

// Who joins late has a time of its own, however the earlier one's ended.
func TestTheTimeoutOfAnEarlierReadIsNotThatOfALaterOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		fits   func(*testing.T, error) bool
	}{
		"no answer": {fakeapi.Stall, func(t *testing.T, err error) bool { return errors.Is(unanswered(t, err), context.DeadlineExceeded) }},
		"asked to wait for longer than is left": {after(1500*time.Millisecond, withRetryAfter("1")), func(t *testing.T, err error) bool {
			return answeredWith(t, err).TimeLeft > 0
		}},
		// Pauses are random: one in a hundred is short enough, and then the first reader succeeds.
		"no time for another pause": {after(1500*time.Millisecond, fakeapi.Raw(503, "", "")), func(t *testing.T, err error) bool {
			return err == nil || answeredWith(t, err).Status == 503
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, c.answer)
			config := configFor(t, api.URL)
			config.Timeout, config.MaxRetries = 2*time.Second, 1000
			client := livestation.New(config, livestation.WithFirstInterval(15*time.Second))
			first := reads(t.Context(), client, 1)
			time.Sleep(1200 * time.Millisecond)
			later := reads(t.Context(), client, 1)
			if err := await(t, first).err; !c.fits(t, err) {
				t.Errorf("the first reader got %v", err)
			}
			expectReadings(t, later, 1, registered)
		})
	}
}

// after answers after a while.
func after(d time.Duration, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(d)
		answer(w, r)
	}
}

// What is shared holds under many readers that come, go and write.
func TestManyReadersAndWritersShareWithoutARace(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := patient(t, api)
	var readers sync.WaitGroup
	for i := range 20 {
		readers.Go(func() {
			for n := range 30 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*time.Millisecond)
				_, err := client.GetCallbackEndpoint(ctx)
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
				cancel()
				if i == 0 {
					if err := client.SetCallbackEndpoint(t.Context(), registered); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	readers.Wait()
	expectReadings(t, reads(t.Context(), client, 1), 1, registered)
}
