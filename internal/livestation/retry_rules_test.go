package livestation

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// No request reaches the API, so that it cannot have acted.
func TestConnection_failureHasACauseAndAKnownOutcome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		client func(*testing.T) *Client
		cause  Cause
	}{
		"refused": {cause: CauseConnect, client: func(t *testing.T) *Client {
			t.Helper()
			return New(configFor(t, "http://"+closedAddress))
		}},
		"untrusted certificate": {cause: CauseCertificateUntrusted, client: func(t *testing.T) *Client {
			t.Helper()
			api, err := fakeapi.StartTLS()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(api.Close)
			return New(configFor(t, api.URL))
		}},
		"no TLS": {cause: CauseNoTLS, client: func(t *testing.T) *Client {
			t.Helper()
			return New(configFor(t, "https"+startAPI(t).URL[len("http"):]))
		}},
		"handshake times out": {cause: CauseTimeout, client: func(t *testing.T) *Client {
			t.Helper()
			config := configFor(t, "https://"+listen(t).Addr().String())
			config.Timeout = 300 * time.Millisecond
			return New(config)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := c.client(t)
			_, err := client.SetCallbackEndpoint(t.Context(), registeredURL)
			expectEqual(t, "POST: the cause", transportError(t, err).Cause, c.cause)
			expectEqual(t, "POST: outcome unknown", OutcomeUnknown(err), false)
			_, err = client.GetChannel(t.Context(), VOD2LiveChannel, channelIDNumber(1))
			expectEqual(t, "GET: the cause", transportError(t, err).Cause, c.cause)
		})
	}
}

func TestOutcomeUnknown_isFalseIfThePOSTWasNotSent(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := newClient(t, api)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.SetCallbackEndpoint(canceled, registeredURL)
	expectErrorIs(t, err, context.Canceled)
	expectEqual(t, "outcome unknown", OutcomeUnknown(err), false)
	expectRequests(t, api, 0)
}

func TestOutcomeUnknown_otherErrorsAreKnown(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("other"), ErrTooManyChannels} {
		expectEqual(t, fmt.Sprintf("%v: outcome unknown", err), OutcomeUnknown(err), false)
	}
}

func TestRetryAfter_isSecondsOrADateOfTheServersClock(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"1":                             time.Second,
		" 120 ":                         2 * time.Minute,
		"-5":                            0,
		"1.5":                           0,
		"1e3":                           0,
		"soon":                          0,
		"99999999999999999999":          0,
		"2147483647":                    2147483647 * time.Second,
		"Fri, 02 Jan 2026 03:04:35 GMT": 30 * time.Second,
		"Fri, 02 Jan 2026 03:04:00 GMT": 0,
		"Fri, 32 Jan 2026 03:04:35 GMT": 0,
	} {
		expectEqual(t, fmt.Sprintf("the pause of %q", header), parseRetryAfter(header, date), want)
	}
}
