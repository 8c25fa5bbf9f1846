package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Data sources that ask the same at the same moment share a request.
func TestAccAThousandEqualReadsShareRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "data \"livestation_callback_endpoint\" \"default\" {\n  count = 1000\n}\n"+
		"output \"read\" {\n  value = distinct(data.livestation_callback_endpoint.default[*].callback_url)\n}\n")
	if out, err := w.terraform(withKeys(api.URL), "plan"); err != nil || !strings.Contains(out, registeredURL) {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	// Terraform reads ten at a time, so that in the best case there are 100 requests.
	if n := len(api.Requests()); n > 900 {
		t.Errorf("%d requests for 1000 equal reads", n)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
}

// A thousand reads, while the API throttles as many times as a third of them.
func TestAccAThousandReadsSurviveAThrottle(t *testing.T) {
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
	if err != nil || !strings.Contains(out, registeredURL) {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	if took := time.Since(started); took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
	requests := api.Requests()
	if len(requests) < 1300 {
		t.Errorf("%d requests for 1000 reads: a third of them was not throttled", len(requests))
	}
	for i, r := range requests {
		if r.Rejection != "" {
			t.Fatalf("request %d was not a good one: %s", i+1, r.Rejection)
		}
	}
}
