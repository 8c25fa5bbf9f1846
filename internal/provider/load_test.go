package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// expectFewConnections expects that Terraform's ten concurrent reads reuse their
// connections, of which net/http closes a few on a busy machine.
func expectFewConnections(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	if n := api.Connections(); n > 20 {
		t.Errorf("the provider opened %d connections, want ten, or a few more on a busy machine", n)
	}
}

// Data sources that request the same at the same time share a request. Terraform runs
// ten reads at a time, so the fewest requests possible are 100.
func TestAccLoad_equalReadsShareRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newInstalledWorkspace(t, providerBlock(api, fakeapi.Allowed)+`
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
	w := newInstalledWorkspace(t, `
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

// One cause makes 201 reads fail: the first error explains how to fix it, the others point to it
// and cost no more than one request each.
func TestAccLoad_oneCauseIsExplainedOnce(t *testing.T) {
	t.Parallel()
	const resources = 201
	for name, c := range map[string]struct {
		account  fakeapi.Account
		isDown   bool
		requests int // at most; Terraform plans ten resources at a time
		summary  string
	}{
		"wrong key": {
			account:  fakeapi.Account{AccessKey: "wrong", SecretKey: "wrong"},
			requests: 12, summary: "Authentication failed (API gateway 200)",
		},
		"no permission": {
			account:  fakeapi.Denied,
			requests: resources, summary: "Sub account not permitted to use Live Station (250010)",
		},
		"API is down": {
			account: fakeapi.Allowed, isDown: true,
			requests: resources + 10*defaultMaxRetries, summary: "Live Station is not available (HTTP 503)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.isDown {
				api.RespondEvery(1, respondStatus(503))
			}
			w := newInstalledWorkspace(t, providerBlock(api, c.account)+fmt.Sprintf(`
				resource "livestation_channel_callback_endpoint" "stage" {
					for_each     = toset([for i in range(%d) : format("channel-%%d", i)])
					channel_id   = each.key
					callback_url = "https://events.example.com"
				}`, resources))
			out := w.runFailing("plan")
			failures := strings.Count(out, "Error: "+c.summary)
			if failures < 2 || failures > resources { // Terraform 1.16 ends a plan after the first few.
				t.Errorf("%d errors have the summary, want %d:\n%.5000s", failures, resources, out)
			}
			if n := strings.Count(out, "Follow the longer error"); n != failures-1 || strings.Count(out, "Response: ") != 1 {
				t.Errorf("%d errors point to another one, want all but 1:\n%.5000s", n, out)
			}
			if n := strings.Count(out, "\n"); n > 2500 {
				t.Errorf("Terraform prints %d lines, want at most 2500", n)
			}
			if n := len(api.Requests()); n > c.requests {
				t.Errorf("the API received %d requests, want at most %d", n, c.requests)
			}
		})
	}
}
