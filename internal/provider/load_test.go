package provider

import (
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// expectFewConnections expects no more connections than Terraform's default parallelism.
func expectFewConnections(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	if n := api.Connections(); n > 10 {
		t.Errorf("the provider opened %d connections, want at most 10", n)
	}
}

// Data sources that request the same at the same time share a request. Terraform runs
// ten reads at a time, so the fewest requests possible are 100.
func TestAccLoad_equalReadsShareRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+`
		data "livestation_callback_endpoint" "default" {
			count = 1000
		}
		output "read" {
			value = distinct(data.livestation_callback_endpoint.default[*].callback_url)
		}`)
	expectOutput(t, w.run("plan"), registeredURL)
	if n := len(api.Requests()); n > 900 {
		t.Errorf("the plan makes %d requests for 1000 equal reads, want fewer than 900", n)
	}
	expectFewConnections(t, api)
}

// The API throttles every fourth request: a third as many as there are reads.
func TestAccLoad_thousandReadsSurviveThrottling(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, 1000, registeredURL)
	api.RespondEvery(4, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
	w := newWorkspace(t, `
		provider "livestation" {
			max_retries = 10
		}
		data "livestation_channel_callback_endpoint" "each" {
			count      = 1000
			channel_id = format("channel-%d", count.index)
		}
		output "read" {
			value = distinct(data.livestation_channel_callback_endpoint.each[*].callback_url)
		}`)
	started := time.Now()
	out, err := w.terraform(withKeys(api.URL), "plan")
	if err != nil {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	if took := time.Since(started); took > 2*time.Minute {
		t.Errorf("the plan takes %s, want less than 2m", took)
	}
	expectOutput(t, out, registeredURL)
	if n := len(api.Requests()); n < 1300 {
		t.Errorf("the API received %d requests for 1000 reads, so it did not throttle a third of them", n)
	}
	expectFewConnections(t, api)
	expectAccepted(t, api)
}
