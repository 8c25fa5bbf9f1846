package livestation

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// An account with many profiles does not meet the limits of the API gateway.
func TestGetEdges_readsFiveProfilesAtOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	var atOnce, most atomic.Int32
	api.RespondEvery(1, func(w http.ResponseWriter, r *http.Request) {
		n := atOnce.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(20 * time.Millisecond)
		atOnce.Add(-1)
		fakeapi.EdgeResponse(http.StatusOK, "0000", "Success", []any{})(w, r)
	})
	config := configFor(t, api.URL)
	config.GlobalEdgeEndpoint = config.Endpoint
	client := New(config)
	profiles := make([]EdgeProfile, 12)
	for id := range profiles {
		n := int64(id)
		profiles[id].ID.Value = &n
	}
	if _, err := client.GetEdges(t.Context(), profiles); err != nil {
		t.Error(err)
	}
	if n := most.Load(); n < 2 || n > 5 {
		t.Errorf("up to %d requests were sent at once, want 2 to 5", n)
	}
}

func TestGetEdgeProfiles_identicalReadsInFlightShareOneRequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	held := newHeldResponse()
	api.RespondNext(1, held.then(fakeapi.EdgeResponse(http.StatusOK, "0000", "Success", []any{})))
	config := configFor(t, api.URL)
	config.GlobalEdgeEndpoint = config.Endpoint
	client := New(config)
	var readers sync.WaitGroup
	for range 5 {
		readers.Go(func() {
			_, err := client.GetEdgeProfiles(t.Context())
			expectNoError(t, err)
		})
	}
	receive(t, held.requested)
	waitForReadersToJoin()
	close(held.released)
	readers.Wait()
	expectRequests(t, api, 1)
}
