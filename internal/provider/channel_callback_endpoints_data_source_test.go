package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func nthChannelID(n int) string { return fmt.Sprintf("ls-20250820%06d-PyysO", n) }

// putSome makes a channel with an endpoint of its own and one without, of each type.
func putSome(api *fakeapi.Server) {
	for _, kind := range []string{"vod2live", "re_stream", "live"} {
		api.PutChannel(fakeapi.Channel{Type: kind, ID: nthChannelID(2), Name: kind + "_b", Status: "READY"})
		api.PutChannel(fakeapi.Channel{Type: kind, ID: nthChannelID(1), Name: kind + "_a", Status: "PUBLISHING", CallbackEndpoint: "https://own.example/" + kind})
	}
}

func nullOrString(url string) knownvalue.Check {
	if url == "" {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(url)
}

func TestAccWhereAChannelsEventsGo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number                                 int
		accountDefault, own, effective, source string
		defaultReads                           int
	}{
		"its own":             {1, registeredURL, "https://own.example/re_stream", "https://own.example/re_stream", "channel", 0},
		"its own, no default": {1, "", "https://own.example/re_stream", "https://own.example/re_stream", "channel", 0},
		"the account's":       {2, registeredURL, "", registeredURL, "default", 1},
		"nowhere":             {2, "", "", "", "none", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register(c.accountDefault)
			putSome(api)
			const address = "data.livestation_channel_callback_endpoint.it"
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: providerBlock(api, fakeapi.Allowed) + fmt.Sprintf("data \"livestation_channel_callback_endpoint\" \"it\" {\n  channel_id = %q\n  channel_type = \"re_stream\"\n}\n", nthChannelID(c.number)),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), nullOrString(c.own)),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("effective_callback_url"), nullOrString(c.effective)),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("effective_source"), nullOrString(c.source)),
					},
				}},
			})
			for _, r := range api.Requests() {
				if r.Rejection != "" || strings.HasSuffix(r.URI, "/events/callbackEndpoint") && c.defaultReads == 0 {
					t.Errorf("%s: %s", r.URI, r.Rejection)
				}
			}
			// What the fake API would post goes where the data source says.
			if got := api.EmitEvent("re_stream", nthChannelID(c.number), "STREAM_UPDATE").URL; got != c.effective {
				t.Errorf("an event goes to %q, and the data source says %q", got, c.effective)
			}
		})
	}
}

func TestAccAllChannelsInAStableOrder(t *testing.T) {
	t.Parallel()
	row := func(kind string, number int) knownvalue.Check {
		name, status, own, effective, source := kind+"_a", "PUBLISHING", "https://own.example/"+kind, "https://own.example/"+kind, "channel"
		if number == 2 {
			name, status, own, effective, source = kind+"_b", "READY", "", registeredURL, "default"
		}
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"channel_id": nullOrString(nthChannelID(number)), "channel_name": nullOrString(name), "channel_type": nullOrString(kind), "channel_status": nullOrString(status),
			"callback_url": nullOrString(own), "effective_callback_url": nullOrString(effective), "effective_source": nullOrString(source),
		})
	}
	for arguments, want := range map[string][]knownvalue.Check{
		``:                                {row("live", 1), row("live", 2), row("re_stream", 1), row("re_stream", 2), row("vod2live", 1), row("vod2live", 2)},
		`channel_type = "vod2live"`:       {row("vod2live", 1), row("vod2live", 2)},
		`channel_status = "READY"`:        {row("live", 2), row("re_stream", 2), row("vod2live", 2)},
		`channel_name = "stream_a"`:       {row("re_stream", 1)},
		`channel_name = "nobody is this"`: {},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putSome(api)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: providerBlock(api, fakeapi.Allowed) + "data \"livestation_channel_callback_endpoints\" \"all\" {\n" + arguments + "\n}\n",
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue("data.livestation_channel_callback_endpoints.all", tfjsonpath.New("channels"), knownvalue.ListExact(want)),
					},
				}},
			})
			for i, r := range api.Requests() {
				if r.Rejection != "" {
					t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
				}
			}
		})
	}
}

// In one plan: a thousand channels for eleven requests.
func TestAccAThousandChannelsCostElevenRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 1000 {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: "c", Status: "READY"})
	}
	w := newWorkspace(t, `
		data "livestation_channel_callback_endpoints" "live" {
			channel_type = "live"
		}
		output "read" {
			value = length([for c in data.livestation_channel_callback_endpoints.live.channels : c if c.effective_source == "default"])
		}`)
	out, err := w.terraform(withKeys(api.URL), "plan")
	if err != nil || !strings.Contains(out, "read = 1000") {
		t.Fatalf("%v\n%.3000s", err, out)
	}
	if n := len(api.Requests()); n != 11 {
		t.Errorf("it took %d requests, want 11", n)
	}
}

// In one plan: a hundred channels, one by one, and the default once or twice.
func TestAccAHundredChannelsReadTheDefaultOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 100 {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: "c", Status: "READY"})
	}
	w := newWorkspace(t, `
		data "livestation_channel_callback_endpoint" "each" {
			count      = 100
			channel_id = format("ls-20250820%06d-PyysO", count.index)
		}
		output "read" {
			value = distinct(data.livestation_channel_callback_endpoint.each[*].effective_callback_url)
		}`)
	out, err := w.terraform(withKeys(api.URL), "plan")
	if err != nil || !strings.Contains(out, registeredURL) {
		t.Fatalf("%v\n%.3000s", err, out)
	}
	if n := len(api.Requests()); n > 103 {
		t.Errorf("it took %d requests, want 100 for the channels and few for the default", n)
	}
}

// Register, then read: the data source never shows what was before.
func TestAccAReadBehindARegistrationSeesIt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("")
	putSome(api)
	config := func(url string) string {
		return providerBlock(api, fakeapi.Allowed) + fmt.Sprintf(`
			data "livestation_channel_callback_endpoint" "before" {
				channel_id = %[2]q
			}
			resource "livestation_callback_endpoint" "default" {
				callback_url = %[1]q
			}
			data "livestation_channel_callback_endpoint" "after" {
				channel_id = %[2]q
				depends_on = [livestation_callback_endpoint.default]
			}
			output "after" {
				value = data.livestation_channel_callback_endpoint.after.effective_callback_url
			}`, url, nthChannelID(2))
	}
	var steps []resource.TestStep
	for _, url := range []string{"https://one.example", "https://two.example"} {
		steps = append(steps, resource.TestStep{
			Config:            config(url),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("after", nullOrString(url))},
		})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
}

// An error on any page, or of the default, is the data source's.
func TestAccAFailureAnywhereIsTold(t *testing.T) {
	t.Parallel()
	denied := fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "denied")
	for name, c := range map[string]struct {
		hcl  string
		fail string // how the path of the failing call ends
	}{
		"list":           {"data \"livestation_channel_callback_endpoints\" \"it\" {}\n", "/vod/channels"},
		"list's default": {"data \"livestation_channel_callback_endpoints\" \"it\" {}\n", "/events/callbackEndpoint"},
		"one":            {fmt.Sprintf("data \"livestation_channel_callback_endpoint\" \"it\" {\n channel_id = %q\n}\n", nthChannelID(2)), nthChannelID(2)},
		"one's default":  {fmt.Sprintf("data \"livestation_channel_callback_endpoint\" \"it\" {\n channel_id = %q\n}\n", nthChannelID(2)), "/events/callbackEndpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putSome(api)
			api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, c.fail) }, denied)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps:                    []resource.TestStep{{Config: providerBlock(api, fakeapi.Allowed) + c.hcl, ExpectError: outputMatches("Error: The sub account may not use Live Station (250010)", "Trace ID:")}},
			})
		})
	}
}
