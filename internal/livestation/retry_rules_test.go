package livestation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// outcomeStatuses are those of the table below. Each row names each of them once.
var outcomeStatuses = []int{
	200, 201, 204, 302, 303, 400, 401, 403, 404, 405, 408, 409, 413, 429, 500, 501, 502, 503, 504, 520,
}

func TestOutcomeUnknown_dependsOnCodeThenStatus(t *testing.T) {
	t.Parallel()
	rejectedByStatus := []int{302, 400, 401, 403, 404, 405, 409, 413, 429}
	unknownByStatus := []int{200, 201, 204, 303, 408, 500, 501, 502, 503, 504, 520}
	for name, c := range map[string]struct {
		body           string
		rejected       []int // statuses for which the service has not acted
		outcomeUnknown []int // statuses for which it may have acted
	}{
		"page": {
			body: "<html>", rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"JSON of other software": {
			body: `{"status":"UP"}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"error without a code": {
			body: `{"error":{"message":"no"}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unknown code of Live Station": {
			body: `{"error":{"errorCode":259999}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unknown code of the gateway": {
			body: `{"error":{"errorCode":"999"}}`, rejected: rejectedByStatus, outcomeUnknown: unknownByStatus,
		},
		"unauthenticated": {body: `{"error":{"errorCode":"200"}}`, rejected: outcomeStatuses},
		"permission":      {body: `{"error":{"errorCode":250010}}`, rejected: outcomeStatuses},
		"not found":       {body: `{"error":{"errorCode":250100}}`, rejected: outcomeStatuses},
		"invalid request": {body: `{"error":{"errorCode":250022}}`, rejected: outcomeStatuses},
		"wrong state":     {body: `{"error":{"errorCode":250102}}`, rejected: outcomeStatuses},
		"throttled":       {body: `{"error":{"errorCode":"420"}}`, rejected: outcomeStatuses},
		"unavailable":     {body: `{"error":{"errorCode":"510"}}`, outcomeUnknown: outcomeStatuses},
		"internal":        {body: `{"error":{"errorCode":250000}}`, outcomeUnknown: outcomeStatuses},
		"unknown cause":   {body: `{"error":{"errorCode":250001}}`, outcomeUnknown: outcomeStatuses},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			covered := slices.Sorted(slices.Values(slices.Concat(c.rejected, c.outcomeUnknown)))
			if !slices.Equal(covered, outcomeStatuses) {
				t.Fatalf("the row names the statuses %v", covered)
			}
			for _, status := range outcomeStatuses {
				what := fmt.Sprintf("%d: outcome unknown", status)
				want := slices.Contains(c.outcomeUnknown, status)
				expectEqual(t, "POST, "+what, mayHaveActed(http.MethodPost, outcomeOf(http.MethodPost, status, c.body)), want)
				expectEqual(t, "GET, "+what, mayHaveActed(http.MethodGet, outcomeOf(http.MethodGet, status, c.body)), false)
			}
		})
	}
}

// outcomeOf returns the error of a response; one that confirms nothing is none for a GET.
func outcomeOf(method string, status int, body string) error {
	isConfirmed := func(b callbackEndpointBody) bool { return b.url() != "" }
	_, err := decode(jsonResponse(method, status, body), isConfirmed)
	return err
}

// No request reaches the API, so that it cannot have acted.
func TestConnection_failureHasACauseAndAKnownOutcome(t *testing.T) {
	t.Parallel()
	proxyStatus := func(status int) func(*testing.T) *Client {
		return func(t *testing.T) *Client {
			t.Helper()
			return newProxiedClient(t, startRejectingProxy(t, status))
		}
	}
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
		"proxy returns 403": {client: proxyStatus(403), cause: CauseProxyRefused},
		"proxy returns 407": {client: proxyStatus(407), cause: CauseProxyCredentials},
		"proxy returns 502": {client: proxyStatus(502), cause: CauseProxyUnavailable},
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

func TestOutcomeUnknown_dependsOnWhenThePOSTWasCanceled(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := newClient(t, api)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.SetCallbackEndpoint(canceled, registeredURL)
	expectErrorIs(t, err, context.Canceled)
	expectEqual(t, "before it was sent: outcome unknown", OutcomeUnknown(err), false)

	api.RespondNext(5, fakeapi.Stall)
	got := expectEndsWithContext(t, func(ctx context.Context) error {
		_, err := client.SetCallbackEndpoint(ctx, registeredURL)
		return err
	})
	expectEqual(t, "after it was sent: outcome unknown", OutcomeUnknown(got), true)
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
