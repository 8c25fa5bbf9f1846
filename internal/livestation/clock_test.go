package livestation

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// clockAnHourAhead responds as a gateway whose clock is an hour ahead.
func clockAnHourAhead(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	fakeapi.GatewayError(401, 200, "Authentication Failed", "")(w, r)
}

func expectClockAhead(t *testing.T, client *Client, want time.Duration) {
	t.Helper()
	if got := client.ClockAhead(); (got - want).Abs() > 3*time.Second {
		t.Errorf("the clock seems to be %s ahead, want %s", got, want)
	}
}

func TestClock_isCorrectedOnce(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"ahead": 30 * time.Minute, "behind": -30 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.SkewClock(-ahead)
			client := newClient(t, api)
			for range 3 {
				expectRegistered(t, client)
			}
			expectRequests(t, api, 4)
			expectClockAhead(t, client, ahead)
		})
	}
}

// The machine slept, or its clock was set.
func TestClock_isCorrectedAgainIfItChanges(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := newClient(t, api)
	for _, ahead := range []time.Duration{30 * time.Minute, 50 * time.Minute, -time.Hour} {
		api.SkewClock(-ahead)
		expectRegistered(t, client)
		expectClockAhead(t, client, ahead)
	}
}

func TestClock_isCorrectedForParallelReads(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-10 * time.Minute)
	client := newClient(t, api)
	putChannels(api, LiveChannel, 10)
	var readers sync.WaitGroup
	for i := range 10 {
		readers.Go(func() {
			for range 20 {
				_, err := client.GetChannel(t.Context(), LiveChannel, channelIDNumber(i))
				expectNoError(t, err)
			}
		})
	}
	readers.Wait()
	expectClockAhead(t, client, 10*time.Minute)
}

func TestClock_isNotCorrectedWithinTheAllowedSkew(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(4 * time.Minute)
	client := newClient(t, api)
	expectRegistered(t, client)
	api.RespondNext(1, fakeapi.GatewayError(401, 200, "Authentication Failed", "Invalid signature."))
	_, err := client.GetCallbackEndpoint(t.Context())
	expectEqual(t, "the attempts", responseError(t, err).Attempts, 1)
	expectEqual(t, "the correction", client.ClockAhead(), 0)
}

func TestClock_correctionDoesNotHideWrongSecretKey(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-time.Hour)
	config := configFor(t, api.URL)
	config.Credentials = credentialsOf(fakeapi.Account{AccessKey: fakeapi.Allowed.AccessKey, SecretKey: "nonsense"})
	_, err := New(config).GetCallbackEndpoint(t.Context())
	got := responseError(t, err)
	expectEqual(t, "the details", got.Details, "Invalid signature.")
	expectEqual(t, "the attempts", got.Attempts, 2)
	if got.ClockSkew.Abs() > 3*time.Second {
		t.Errorf("the corrected clock seems to be %s ahead", got.ClockSkew)
	}
}

// A gateway that rejects each timestamp gets a limited number of requests.
func TestClock_isCorrectedOncePerOperation(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(10, func(w http.ResponseWriter, r *http.Request) {
		date := time.Now().Add(time.Duration(len(api.Requests())) * 24 * time.Hour)
		w.Header().Set("Date", date.UTC().Format(http.TimeFormat))
		fakeapi.GatewayError(401, 200, "Authentication Failed", "")(w, r)
	})
	_, err := newRetryingClient(t, api).GetCallbackEndpoint(t.Context())
	expectEqual(t, "the attempts", responseError(t, err).Attempts, 2)
	expectRequests(t, api, 2)
}

func TestClock_survivesAbsurdDates(t *testing.T) {
	t.Parallel()
	for _, date := range []string{"Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", ""} {
		api := startAPI(t)
		api.RespondNext(1, withHeader("Date", date, fakeapi.GatewayError(401, 200, "Authentication Failed", "")))
		api.RespondNext(1, fakeapi.GatewayError(401, 200, "Authentication Failed", ""))
		client := newClient(t, api)
		_, err := client.GetCallbackEndpoint(context.WithoutCancel(t.Context()))
		expectEqual(t, "the code", responseError(t, err).Code, "200")
		_ = client.ClockAhead()
	}
}
