package livestation

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A reading is what one reader gets.
type reading struct {
	callbackURL string
	err         error
}

// startReaders starts n reads of the default endpoint at once.
func startReaders(ctx context.Context, client *Client, n int) <-chan reading {
	readings := make(chan reading, n)
	for range n {
		go func() {
			endpoint, err := client.GetCallbackEndpoint(ctx)
			readings <- reading{callbackURL: endpoint.CallbackURL, err: err}
		}()
	}
	return readings
}

// waitForReadersToJoin gives readers that were started the time to join a request.
func waitForReadersToJoin() { time.Sleep(50 * time.Millisecond) }

func expectReadings(t *testing.T, readings <-chan reading, n int, callbackURL string) {
	t.Helper()
	for range n {
		got := receive(t, readings)
		expectNoError(t, got.err)
		expectEqual(t, "the callback URL", got.callbackURL, callbackURL)
	}
}

func TestSharedReads_identicalReadsInFlightShareOneRequest(t *testing.T) {
	t.Parallel()
	for name, callbackURL := range map[string]string{"registered": "https://shared.example", "none registered": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			held := newHeldResponse()
			api.RespondNext(1, held.then(callbackURLResponse(callbackURL)))
			readings := startReaders(t.Context(), newClient(t, api), 50)
			receive(t, held.requested)
			waitForReadersToJoin()
			close(held.released)
			expectReadings(t, readings, 50, callbackURL)
			expectRequests(t, api, 1)
		})
	}
}

// Data sources of one plan that list channels with the same filter read each page once.
func TestSharedReads_identicalListsInFlightShareTheirPages(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, LiveChannel, 3)
	held := newHeldResponse()
	api.RespondNext(1, held.then(fakeapi.Raw(200, "application/json", pageOf(0, 3, "3"))))
	client := newClient(t, api)
	var readers sync.WaitGroup
	for range 5 {
		readers.Go(func() { listLiveChannels(t, client).expectStable(t, 3) })
	}
	receive(t, held.requested)
	waitForReadersToJoin()
	close(held.released)
	readers.Wait()
	expectRequests(t, api, 1)
}

func TestSharedReads_differentReadsDoNotShare(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	held := newHeldResponse()
	api.RespondNext(4, held.then(fakeapi.Raw(400, "", "")))
	client := newClient(t, api)
	var readers sync.WaitGroup
	for _, c := range []struct {
		client *Client
		filter QualitySetFilter
	}{
		{client: client},
		{client: client, filter: QualitySetFilter{Type: "llhls"}},
		{client: client, filter: QualitySetFilter{GenType: "CUSTOM"}},
		{client: newClient(t, api)},
	} {
		readers.Go(func() {
			_, err := c.client.GetQualitySets(t.Context(), c.filter)
			expectEqual(t, "the status", responseError(t, err).Status, 400)
		})
	}
	for range 4 {
		receive(t, held.requested)
	}
	close(held.released)
	readers.Wait()
}

func TestSharedReads_operationsThatDoNotOptInMakeTheirOwnRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	held := newHeldResponse()
	api.RespondNext(2, held.then(callbackURLResponse(registeredURL)))
	client := newClient(t, api)
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			got, err := client.GetLatestCallbackEndpoint(t.Context())
			expectNoError(t, err)
			expectEqual(t, "the callback URL", got.CallbackURL, registeredURL)
		})
	}
	for range 2 {
		receive(t, held.requested)
	}
	close(held.released)
	readers.Wait()
}

func TestSharedReads_failureIsSharedWithItsAttempts(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	held := newHeldResponse()
	api.RespondNext(1, held.then(fakeapi.GatewayError(503, 500, "Endpoint Error", "")))
	api.RespondNext(3, fakeapi.GatewayError(503, 500, "Endpoint Error", ""))
	readings := startReaders(t.Context(), newRetryingClient(t, api), 10)
	receive(t, held.requested)
	waitForReadersToJoin()
	close(held.released)
	for range 10 {
		failure := responseError(t, receive(t, readings).err)
		expectEqual(t, "the code", failure.Code, "500")
		expectEqual(t, "the attempts", failure.Attempts, 4)
	}
	expectRequests(t, api, 4)
}

// The reader that started the request ends; the others get its response.
func TestSharedReads_canceledReaderEndsAlone(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	held := newHeldResponse()
	api.RespondNext(1, held.then(callbackURLResponse("https://shared.example")))
	client := newClient(t, api)
	ctx, cancel := context.WithCancel(t.Context())
	first := startReaders(ctx, client, 1)
	receive(t, held.requested)
	others := startReaders(t.Context(), client, 5)
	waitForReadersToJoin()
	cancel()
	failure := transportError(t, receive(t, first).err) // before the response is released
	expectErrorIs(t, failure, context.Canceled)
	expectEqual(t, "the method", failure.Method, http.MethodGet)
	expectEqual(t, "the URL", failure.URL, api.URL+"/api/v2/events/callbackEndpoint")
	expectEqual(t, "the attempts", failure.Attempts, 0)
	close(held.released)
	expectReadings(t, others, 5, "https://shared.example")
	expectRequests(t, api, 1)
}

func TestSharedReads_readAfterAPOSTDoesNotJoinOneFromBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		respond http.HandlerFunc // nil for the API's own response
		fails   bool
		want    string
	}{
		"registered":      {want: "https://new.example"},
		"outcome unknown": {respond: fakeapi.HangUp, fails: true, want: registeredURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			held := newHeldResponse()
			api.RespondNext(1, held.then(callbackURLResponse("https://old.example")))
			client := newClient(t, api)
			before := startReaders(t.Context(), client, 3)
			receive(t, held.requested)
			waitForReadersToJoin()
			if c.respond != nil {
				api.RespondNext(1, c.respond)
			}
			_, err := client.SetCallbackEndpoint(t.Context(), "https://new.example")
			expectEqual(t, "the POST fails", err != nil, c.fails)
			expectReadings(t, startReaders(t.Context(), client, 3), 3, c.want)
			close(held.released)
			expectReadings(t, before, 3, "https://old.example")
		})
	}
}

// A request that was sent during a POST may return either URL.
func TestSharedReads_readAfterAPOSTDoesNotJoinOneFromDuringIt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	post := newHeldResponse()
	read := newHeldResponse()
	api.RespondNext(1, post.then(callbackURLResponse("https://new.example")))
	api.RespondNext(1, read.then(callbackURLResponse("https://old.example")))
	client := newClient(t, api)
	posted := make(chan error, 1)
	go func() {
		_, err := client.SetCallbackEndpoint(t.Context(), "https://new.example")
		posted <- err
	}()
	receive(t, post.requested)
	during := startReaders(t.Context(), client, 1)
	receive(t, read.requested)
	close(post.released)
	expectNoError(t, receive(t, posted))
	expectRegistered(t, client) // what the API returns now
	close(read.released)
	expectReadings(t, during, 1, "https://old.example")
}

// For the race detector.
func TestSharedReads_manyReadersAndWriters(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := newRetryingClient(t, api)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			for n := range 20 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*time.Millisecond)
				_, err := client.GetCallbackEndpoint(ctx)
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	group.Go(func() {
		for range 20 {
			_, err := client.SetCallbackEndpoint(t.Context(), registeredURL)
			expectNoError(t, err)
		}
	})
	group.Wait()
	expectRegistered(t, client)
}
