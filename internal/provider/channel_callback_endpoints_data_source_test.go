package provider

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func nthChannelID(n int) string { return fmt.Sprintf("ls-20250820%06d-PyysO", n) }

// putSome adds two channels of each type: the first with its own endpoint and the
// second without.
func putSome(api *fakeapi.Server) {
	for _, channelType := range []string{"vod2live", "re_stream", "live"} {
		api.PutChannel(fakeapi.Channel{
			Type: channelType, ID: nthChannelID(2), Name: channelType + "_b", Status: "READY",
		})
		api.PutChannel(fakeapi.Channel{
			Type: channelType, ID: nthChannelID(1), Name: channelType + "_a", Status: "PUBLISHING",
			CallbackEndpoint: "https://own.example/" + channelType,
		})
	}
}

// putPlainChannels adds n live channels without an endpoint of their own.
func putPlainChannels(api *fakeapi.Server, n int) {
	for i := range n {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: "c", Status: "READY"})
	}
}

func nullOrString(text string) knownvalue.Check {
	if text == "" {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(text)
}

// requestsTo returns the number of requests whose path ends with a suffix.
func requestsTo(api *fakeapi.Server, suffix string) int {
	n := 0
	for _, r := range api.Requests() {
		if strings.HasSuffix(r.URI, suffix) {
			n++
		}
	}
	return n
}

func TestChannelCallbackEndpoint_readsTheEffectiveURL(t *testing.T) {
	t.Parallel()
	const ownURL = "https://own.example/re_stream"
	for name, c := range map[string]struct {
		channel        int
		accountDefault string
		own, effective any // nil is null
		source         string
		readsDefault   bool
	}{
		"own": {
			channel: 1, accountDefault: registeredURL, own: ownURL, effective: ownURL, source: "channel",
		},
		"own without a default": {channel: 1, own: ownURL, effective: ownURL, source: "channel"},
		"default": {
			channel: 2, accountDefault: registeredURL, effective: registeredURL, source: "default", readsDefault: true,
		},
		"none": {channel: 2, source: "none", readsDefault: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register(c.accountDefault)
			putSome(api)
			id := nthChannelID(c.channel)
			got, diags := readData(t, api, "livestation_channel_callback_endpoint",
				arguments{"channel_id": id, "channel_type": "re_stream"})
			expectNoErrors(t, diags)
			for attribute, want := range map[string]any{
				"callback_url": c.own, "effective_callback_url": c.effective, "effective_source": c.source,
			} {
				if !got[attribute].Equal(tftypes.NewValue(tftypes.String, want)) {
					t.Errorf("%s is %s, want %v", attribute, got[attribute], want)
				}
			}
			expectAccepted(t, api)
			if got := requestsTo(api, "/events/callbackEndpoint") > 0; got != c.readsDefault {
				t.Errorf("reads the account's default: %t, want %t", got, c.readsDefault)
			}
			want, _ := c.effective.(string)
			if got := api.EmitEvent("re_stream", id, "STREAM_UPDATE").URL; got != want {
				t.Errorf("the API sends an event to %q, want the effective URL %q", got, want)
			}
		})
	}
}

// channelRow is what the list contains about the first or second channel of putSome.
func channelRow(channelType string, channel int) knownvalue.Check {
	row := map[string]string{
		"channel_id":             nthChannelID(channel),
		"channel_name":           channelType + "_a",
		"channel_type":           channelType,
		"channel_status":         "PUBLISHING",
		"callback_url":           "https://own.example/" + channelType,
		"effective_callback_url": "https://own.example/" + channelType,
		"effective_source":       "channel",
	}
	if channel == 2 {
		row["channel_name"] = channelType + "_b"
		row["channel_status"] = "READY"
		row["callback_url"] = ""
		row["effective_callback_url"] = registeredURL
		row["effective_source"] = "default"
	}
	checks := map[string]knownvalue.Check{}
	for name, value := range row {
		checks[name] = nullOrString(value)
	}
	return knownvalue.ObjectExact(checks)
}

func TestAccChannelCallbackEndpoints_ordersAndFilters(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putSome(api)
	// Live Station still returns deleted channels. They get no events.
	api.PutChannel(fakeapi.Channel{Type: "re_stream", ID: nthChannelID(3), Name: "gone", Status: "DELETED"})
	checkLists(t, api, "livestation_channel_callback_endpoints", "channels", map[string][]knownvalue.Check{
		"": {
			channelRow("live", 1), channelRow("live", 2), channelRow("re_stream", 1), channelRow("re_stream", 2),
			channelRow("vod2live", 1), channelRow("vod2live", 2),
		},
		`channel_type = "vod2live"`:    {channelRow("vod2live", 1), channelRow("vod2live", 2)},
		`channel_status = "READY"`:     {channelRow("live", 2), channelRow("re_stream", 2), channelRow("vod2live", 2)},
		`channel_status = "DELETED"`:   rowsWith("channel_name", nullOrString("gone")),
		`channel_status = "BLOCK"`:     {},
		`channel_name = "stream_a"`:    {channelRow("re_stream", 1)},
		`channel_name = "no such one"`: {},
	})
}

func TestChannelCallbackEndpoints_readNoDefaultThatNoChannelNeeds(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putSome(api)
	for want, name := range []string{"stream_a", "stream_b"} { // with an endpoint of its own, and without one
		_, diags := readData(t, api, "livestation_channel_callback_endpoints", arguments{"channel_name": name})
		expectNoErrors(t, diags)
		if got := requestsTo(api, "/events/callbackEndpoint"); got != want {
			t.Errorf("%s: %d requests for the default, want %d", name, got, want)
		}
	}
}

func TestAccChannelCallbackEndpoints_thousandChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putPlainChannels(api, 1000)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+`
		data "livestation_channel_callback_endpoints" "live" {
			channel_type = "live"
		}
		output "read" {
			value = length([
				for c in data.livestation_channel_callback_endpoints.live.channels : c if c.effective_source == "default"
			])
		}`)
	expectOutput(t, w.run("plan"), "read = 1000")
	if n := len(api.Requests()); n != 11 {
		t.Errorf("the plan makes %d requests, want 11: 10 pages and the default", n)
	}
}

func TestAccChannelCallbackEndpoint_hundredChannelsShareReadsOfTheDefault(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putPlainChannels(api, 100)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+`
		data "livestation_channel_callback_endpoint" "each" {
			count      = 100
			channel_id = format("ls-20250820%06d-PyysO", count.index)
		}
		output "read" {
			value = distinct(data.livestation_channel_callback_endpoint.each[*].effective_callback_url)
		}`)
	expectOutput(t, w.run("plan"), registeredURL)
	if n := requestsTo(api, "/events/callbackEndpoint"); n > 70 {
		t.Errorf("the plan reads the default %d times, want at most 70", n)
	}
	if n := requestsTo(api, "-PyysO"); n != 100 {
		t.Errorf("the plan reads channels %d times, want 100", n)
	}
}

// Each read after a registration returns the new URL.
func TestAccChannelCallbackEndpoint_seesAPrecedingRegistration(t *testing.T) {
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
	for _, url := range []string{firstURL, secondURL} {
		steps = append(steps, resource.TestStep{
			Config:            config(url),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("after", nullOrString(url))},
		})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
}

// Something other than the provider registers a URL between two reads of one plan.
func TestAccChannelCallbackEndpoint_seesAChangeOutsideTheProvider(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putPlainChannels(api, 1)
	var once sync.Once
	api.AfterEach(func() {
		if requestsTo(api, "/events/callbackEndpoint") > 0 {
			once.Do(func() { api.Register(foreignURL) })
		}
	})
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+fmt.Sprintf(`
		data "livestation_channel_callback_endpoint" "before" {
			channel_id = %[1]q
		}
		data "livestation_callback_endpoint" "after" {
			depends_on = [data.livestation_channel_callback_endpoint.before]
		}
		data "livestation_channel_callback_endpoint" "after" {
			channel_id = %[1]q
			depends_on = [data.livestation_channel_callback_endpoint.before]
		}
		output "read" {
			value = join(" ", [
				data.livestation_channel_callback_endpoint.before.effective_callback_url,
				data.livestation_callback_endpoint.after.callback_url,
				data.livestation_channel_callback_endpoint.after.effective_callback_url,
			])
		}`, nthChannelID(0)))
	expectOutput(t, w.run("plan"), `"`+registeredURL+" "+foreignURL+" "+foreignURL+`"`)
}

// An error on any page, or of the default, is the data source's.
func TestChannelCallbackEndpoints_reportEachFailure(t *testing.T) {
	t.Parallel()
	channel := arguments{"channel_id": nthChannelID(2)}
	for name, c := range map[string]struct {
		typeName  string
		arguments arguments
		path      string // of the request that fails, in part
	}{
		"list":              {typeName: "livestation_channel_callback_endpoints", path: "/vod/channels"},
		"default of a list": {typeName: "livestation_channel_callback_endpoints", path: "/events/callbackEndpoint"},
		"channel": {
			typeName: "livestation_channel_callback_endpoint", arguments: channel, path: nthChannelID(2),
		},
		"channel's default": {
			typeName: "livestation_channel_callback_endpoint", arguments: channel, path: "/events/callbackEndpoint",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putSome(api)
			api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, c.path) },
				fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "denied"))
			expectFailure(t, api, c.typeName, c.arguments, "(250010)", c.path, "Trace ID:")
		})
	}
}
