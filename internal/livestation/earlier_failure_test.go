package livestation

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// renewingCredentials are keys that may be others at the next request.
type renewingCredentials struct{ ncloud.CredentialsProvider }

var (
	respondRejectedKey    = fakeapi.GatewayError(401, 200, "Authentication Failed", "")
	respondInvalidRegion  = fakeapi.LiveStationError(400, 250020, "", "")
	respondNoPermission   = fakeapi.LiveStationError(403, 250010, "", "")
	respondNotAvailable   = fakeapi.Raw(503, "", "")
	respondQuota          = fakeapi.GatewayError(429, 400, "Quota Exceeded", "")
	respondThrottledAgain = fakeapi.GatewayError(429, 420, "Rate Limited", "")
)

// A read that succeeds comes first if worked is true. The API responds to the operation
// method with first, and then to one read with second.
func TestEarlierFailure_decidesOnLaterRequests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		renewing      bool
		worked        bool
		method        string // GET if empty
		first, second http.HandlerFunc
		firstRequests int // those that get first
		// requests is the number of requests that the later read makes.
		requests int
		notSent  bool
	}{
		"rejected key": {first: respondRejectedKey, firstRequests: 1, requests: 0, notSent: true},
		"rejected key of a write": {
			method: http.MethodPost, first: respondRejectedKey, firstRequests: 1, requests: 0, notSent: true,
		},
		"invalid region": {first: respondInvalidRegion, firstRequests: 1, requests: 0, notSent: true},
		"rejected key after a success": {
			worked: true, first: respondRejectedKey, firstRequests: 1, second: respondRejectedKey, requests: 1,
		},
		"rejected key that may be renewed": {
			renewing: true, first: respondRejectedKey, firstRequests: 1, second: respondRejectedKey, requests: 1,
		},
		"no permission":  {first: respondNoPermission, firstRequests: 1, second: respondNoPermission, requests: 1},
		"not available":  {first: respondNotAvailable, firstRequests: 4, second: respondNotAvailable, requests: 1},
		"quota exceeded": {first: respondQuota, firstRequests: 4, second: respondQuota, requests: 1},
		"not available, then throttled": {
			first: respondNotAvailable, firstRequests: 4, second: respondThrottledAgain, requests: 4,
		},
		"not available for a write, which is not repeated": {
			method: http.MethodPost, first: respondNotAvailable, firstRequests: 1,
			second: respondNotAvailable, requests: 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := configFor(t, api.URL)
			config.MaxRetries = 3
			if c.renewing {
				config.Credentials = renewingCredentials{config.Credentials}
			}
			config.FirstPause = time.Millisecond
			client := New(config)
			if c.worked {
				expectRegistered(t, client)
			}
			before := len(api.Requests())
			api.RespondNext(c.firstRequests, c.first)
			first := func() (err error) {
				if c.method == http.MethodPost {
					_, err = client.SetCallbackEndpoint(t.Context(), registeredURL)
				} else {
					_, err = client.GetCallbackEndpoint(t.Context())
				}
				return err
			}()
			expectEqual(t, "requests of the first operation", len(api.Requests())-before, c.firstRequests)

			before = len(api.Requests())
			api.RespondNext(c.requests, c.second)
			_, err := client.GetCallbackEndpoint(t.Context())
			expectEqual(t, "requests of the later read", len(api.Requests())-before, c.requests)
			var notSent *NotSentError
			expectEqual(t, "not sent", errors.As(err, &notSent), c.notSent)
			if c.notSent {
				expectErrorIs(t, err, first)
				return
			}
			expectRegistered(t, client) // Nothing keeps a read from succeeding.
			before = len(api.Requests())
			api.RespondNext(4, respondNotAvailable)
			_, _ = client.GetCallbackEndpoint(t.Context())
			expectEqual(t, "requests after a success", len(api.Requests())-before, 4)
		})
	}
}
