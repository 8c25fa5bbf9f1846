package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const channelID = "ls-20250820000000-PyysO"

// A kind of registration, as the stories of this file need it: the account's
// default, and a channel's own of each type.
type registrationCase struct {
	address string
	// hcl is the resource with a URL.
	hcl func(url string) string
	// registered and register look at the API and change it, past Terraform.
	registered func(*fakeapi.Server) string
	register   func(*fakeapi.Server, string)
	importID   string
}

func registrationCases() map[string]registrationCase {
	cases := map[string]registrationCase{
		"default": {
			address: "livestation_callback_endpoint.it",
			hcl: func(url string) string {
				return fmt.Sprintf("resource \"livestation_callback_endpoint\" \"it\" {\n  callback_url = %q\n}\n", url)
			},
			registered: func(api *fakeapi.Server) string { return api.Registered() },
			register:   func(api *fakeapi.Server, url string) { api.Register(url) },
			importID:   "default",
		},
	}
	for _, kind := range []string{"live", "re_stream", "vod2live"} {
		cases[kind] = registrationCase{
			address: "livestation_channel_callback_endpoint.it",
			hcl: func(url string) string {
				return fmt.Sprintf("resource \"livestation_channel_callback_endpoint\" \"it\" {\n  channel_id = %q\n  channel_type = %q\n  callback_url = %q\n}\n", channelID, kind, url)
			},
			registered: func(api *fakeapi.Server) string { return api.Channel(kind, channelID).CallbackEndpoint },
			register: func(api *fakeapi.Server, url string) {
				api.PutChannel(fakeapi.Channel{Type: kind, ID: channelID, Name: "one", Status: "READY", CallbackEndpoint: url})
			},
			importID: kind + "/" + channelID,
		}
	}
	return cases
}

// startEmptyAPI starts an API where nothing is registered, but the channel is there.
func (c registrationCase) startEmptyAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.Register("")
	c.register(api, "")
	return api
}

// eachRegistration tells a story of every kind of registration, with nothing
// registered where it begins.
func eachRegistration(t *testing.T, story func(*testing.T, registrationCase, *fakeapi.Server)) {
	t.Helper()
	for name, c := range registrationCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, c, c.startEmptyAPI(t))
		})
	}
}

func posts(api *fakeapi.Server) int {
	n := 0
	for _, r := range api.Requests() {
		if r.Method == http.MethodPost {
			n++
		}
	}
	return n
}

func (c registrationCase) expectURL(url string) []statecheck.StateCheck {
	return []statecheck.StateCheck{statecheck.ExpectKnownValue(c.address, tfjsonpath.New("callback_url"), knownvalue.StringExact(url))}
}

// From the first registration to the last: registered, changed in Terraform,
// changed outside, lost, imported and destroyed.
func TestAccTheLifeOfARegistration(t *testing.T) {
	t.Parallel()
	const first, second, foreign = "https://first.example/live", "https://second.example/live", "https://foreign.example"
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		block := providerBlock(api, fakeapi.Allowed)
		action := func(want plancheck.ResourceActionType) resource.ConfigPlanChecks {
			return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(c.address, want)}}
		}
		is := func(url string) resource.TestCheckFunc {
			return func(*terraform.State) error {
				if got := c.registered(api); got != url {
					return fmt.Errorf("%q is registered, want %q", got, url)
				}
				return nil
			}
		}
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{
				{Config: block + c.hcl(first), ConfigPlanChecks: action(plancheck.ResourceActionCreate), ConfigStateChecks: c.expectURL(first), Check: is(first)},
				{Config: block + c.hcl(first), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
				{Config: block + c.hcl(second), ConfigPlanChecks: action(plancheck.ResourceActionUpdate), ConfigStateChecks: c.expectURL(second), Check: is(second)},
				{ // somebody changes it in the console: the plan shows it, the apply changes it back
					PreConfig: func() { c.register(api, foreign) },
					Config:    block + c.hcl(second), ConfigPlanChecks: action(plancheck.ResourceActionUpdate), Check: is(second),
				},
				{ // it is lost: the plan creates it anew
					PreConfig: func() { c.register(api, "") },
					Config:    block + c.hcl(second), ConfigPlanChecks: action(plancheck.ResourceActionCreate), Check: is(second),
				},
				{
					ResourceName: c.address, ImportState: true, ImportStateId: c.importID,
					ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "callback_url",
				},
			},
		})
		// Destroying it has left it registered: the API has no call for more.
		if got := c.registered(api); got != second {
			t.Errorf("after the end %q is registered", got)
		}
		for i, r := range api.Requests() {
			if r.Rejection != "" {
				t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
			}
		}
	})
}

func TestAccNothingIsOverwrittenUnseen(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, "https://somebody.example/else")
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config: providerBlock(api, fakeapi.Allowed) + c.hcl("https://mine.example"),
				ExpectError: outputMatches("Error: Another callback endpoint is registered already", "https://somebody.example/else",
					"terraform import "+strings.TrimSuffix(c.address, "it")+"NAME "+c.importID),
			}},
		})
		if posts(api) != 0 || c.registered(api) != "https://somebody.example/else" {
			t.Errorf("%d POSTs, and %q is registered", posts(api), c.registered(api))
		}
	})
}

// Two resources for one place: the second finds what the first has registered.
func TestAccTwoResourcesForOnePlaceAreAConflict(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		second := strings.Replace(c.hcl("https://two.example"), "\"it\"", "\"other\"", 1)
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config:      providerBlock(api, fakeapi.Allowed) + c.hcl("https://one.example") + second,
				ExpectError: outputMatches("Error: Another callback endpoint is registered already"),
			}},
		})
		if n := posts(api); n != 1 {
			t.Errorf("%d POSTs", n)
		}
	})
}

// Moving the resource to a channel with an endpoint of its own fails in the plan,
// before anything is let go.
func TestAccAReplacementIsCheckedInThePlan(t *testing.T) {
	t.Parallel()
	c := registrationCases()["live"]
	api := c.startEmptyAPI(t)
	other := "ls-20250820000001-PyysO"
	api.PutChannel(fakeapi.Channel{Type: "live", ID: other, Status: "READY", CallbackEndpoint: "https://somebody.example"})
	block := providerBlock(api, fakeapi.Allowed)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: block + c.hcl("https://a.example")},
			{
				Config: block + strings.Replace(c.hcl("https://a.example"), channelID, other, 1), PlanOnly: true,
				ExpectError: outputMatches("Error: Another callback endpoint is registered already", "https://somebody.example"),
			},
			{Config: block + c.hcl("https://a.example"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		},
	})
}

// The same URL is no conflict, and needs no call.
func TestAccTheSameURLIsTakenOver(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, "https://mine.example")
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps:                    []resource.TestStep{{Config: providerBlock(api, fakeapi.Allowed) + c.hcl("https://mine.example"), ConfigStateChecks: c.expectURL("https://mine.example")}},
		})
		if n := posts(api); n != 0 {
			t.Errorf("%d POSTs", n)
		}
	})
}

func TestAccAWrongURLIsRefusedInThePlan(t *testing.T) {
	t.Parallel()
	c := registrationCases()["live"]
	api := c.startEmptyAPI(t)
	for url, want := range map[string]string{
		"events.example.com/live":       "does not begin with http:// or https://",
		"ftp://events.example.com":      "does not begin with http:// or https://",
		"https:///live":                 "names no host",
		"https://events.example.com/ x": "holds white space",
		"https://%zz":                   "cannot be read as a URL",
		"https://example.com:99999":     "has a port",
		"https://.":                     "names no host",
		"":                              "does not begin with http:// or https://",
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps:                    []resource.TestStep{{Config: providerBlock(api, fakeapi.Allowed) + c.hcl(url), PlanOnly: true, ExpectError: outputMatches("Error: Invalid callback URL", want)}},
			})
		})
	}
}

func TestAccAWrongChannelIsRefusedInThePlan(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for arguments, want := range map[string]string{
		`channel_id = "../events"`: "is no channel ID",
		`channel_id = ""`:          "is no channel ID",
		`channel_id = "ls-1"` + "\n" + `channel_type = "vod"`: "is not one of live, re_stream, vod2live",
	} {
		for _, kind := range []string{"data", "resource"} {
			t.Run(kind+" "+arguments, func(t *testing.T) {
				t.Parallel()
				hcl := fmt.Sprintf("%s \"livestation_channel_callback_endpoint\" \"it\" {\n%s\n", kind, arguments)
				if kind == "resource" {
					hcl += "callback_url = \"https://a\"\n"
				}
				resource.Test(t, resource.TestCase{
					ProtoV6ProviderFactories: factories(),
					Steps:                    []resource.TestStep{{Config: providerBlock(api, fakeapi.Allowed) + hcl + "}\n", PlanOnly: true, ExpectError: outputMatches(want)}},
				})
			})
		}
	}
}

func TestAccAWrongImportIDIsTold(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"main":             `It is imported as "default", not "main".`,
		channelID:          "imported as TYPE/CHANNEL_ID",
		"vod/" + channelID: "imported as TYPE/CHANNEL_ID",
		"live/a b":         "imported as TYPE/CHANNEL_ID",
	} {
		c := registrationCases()["live"]
		if id == "main" {
			c = registrationCases()["default"]
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			api := c.startEmptyAPI(t)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: requiredProvider + providerBlock(api, fakeapi.Allowed) + c.hcl("https://a"), ResourceName: c.address,
					ImportState: true, ImportStateId: id, ExpectError: outputMatches("Error: Invalid import ID", want),
				}},
			})
		})
	}
}

func TestAccNothingRegisteredCannotBeImported(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config: requiredProvider + providerBlock(api, fakeapi.Allowed) + c.hcl("https://a"), ResourceName: c.address,
				ImportState: true, ImportStateId: c.importID, ExpectError: outputMatches("Error: There is nothing to import", "Create the resource instead"),
			}},
		})
	})
}

// A channel that is deleted takes its registration along; no other error does.
func TestAccADeletedChannelPlansACreateThatFails(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"live", "re_stream", "vod2live"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := registrationCases()[kind]
			api := c.startEmptyAPI(t)
			config := providerBlock(api, fakeapi.Allowed) + c.hcl("https://a")
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{
					{Config: config},
					{
						PreConfig: func() { api.RespondNext(1, fakeapi.LiveStationError(404, 250004, "NOT_FOUND", "channel not found.")) },
						Config:    config, ExpectError: outputMatches("(250004)"),
					},
					{
						PreConfig: func() { api.RemoveChannel(kind, channelID) },
						Config:    config, PlanOnly: true, ExpectNonEmptyPlan: true,
					},
					{Config: config, ExpectError: outputMatches("Check the channel ID in the Live Station console")},
				},
			})
		})
	}
}

// A registration that fails says so by its code, and is not in the state.
func TestAccAFailedRegistrationIsTold(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		config := providerBlock(api, fakeapi.Allowed) + c.hcl("https://a.example")
		refuse := func() {
			api.RespondWhere(func(r *http.Request) bool { return r.Method == http.MethodPost },
				fakeapi.LiveStationError(400, 250022, "", "The url that you specified is not invalid format."))
		}
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{
				{
					PreConfig: refuse,
					Config:    config, ExpectError: outputMatches("Error: Live Station does not accept the URL (250022)", "POST http://127.0.0.1", "Correct the URL that is being registered"),
				},
				{PreConfig: api.ClearResponses, Config: config, ConfigStateChecks: c.expectURL("https://a.example")},
			},
		})
	})
}

// Destroying warns with the URL, and so does a URL without TLS.
func TestAccDestroyingWarnsThatTheURLStays(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+c.hcl("http://plain.example/live"))
		if out, err := w.terraform(nil, "apply", "-auto-approve"); err != nil || !outputMatches("Warning: Callback URL without TLS").MatchString(out) {
			t.Errorf("%v\n%s", err, out)
		}
		if out, err := w.terraform(nil, "plan", "-destroy"); err != nil || !outputMatches("Warning: The callback endpoint stays registered").MatchString(out) {
			t.Errorf("%v\n%s", err, out)
		}
		api.SkewClock(-30 * time.Minute)
		if out, err := w.terraform(nil, "plan"); err != nil || !outputMatches("Warning: This machine's clock is off").MatchString(out) {
			t.Errorf("%v\n%s", err, out)
		}
		out, err := w.terraform(nil, "destroy", "-auto-approve")
		if err != nil || !outputMatches("Warning: The callback endpoint stays registered", "http://plain.example/live").MatchString(out) {
			t.Errorf("%v\n%s", err, out)
		}
		if got := c.registered(api); got != "http://plain.example/live" {
			t.Errorf("%q is registered", got)
		}
		if out, err := w.terraform(nil, "apply", "-auto-approve"); err != nil { // the same once more
			t.Errorf("%v\n%s", err, out)
		}
	})
}
