package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const channelID = "ls-20250820000000-PyysO"

// The URLs of the stories: those that the configuration registers first and then, and the
// one that another user registers.
const (
	firstURL   = "https://first.example/live"
	secondURL  = "https://second.example/live"
	foreignURL = "https://foreign.example/live"
)

// A registrationCase is a resource that registers a callback URL, and the target
// that it registers the URL for.
type registrationCase struct {
	resourceType string
	// channelType is "" for the account's default.
	channelType string
	importID    string
}

func defaultRegistration() registrationCase {
	return registrationCase{resourceType: "livestation_callback_endpoint", importID: "default"}
}

func channelRegistration(channelType string) registrationCase {
	return registrationCase{
		resourceType: "livestation_channel_callback_endpoint",
		channelType:  channelType,
		importID:     channelType + "/" + channelID,
	}
}

// ofAChannel tells a story that both resources share. Use eachRegistration for what
// differs between them.
func ofAChannel(t *testing.T, story func(*testing.T, registrationCase, *fakeapi.Server)) {
	t.Helper()
	c := channelRegistration("live")
	story(t, c, c.startEmptyAPI(t))
}

// eachRegistration tells a story of both resources.
func eachRegistration(t *testing.T, story func(*testing.T, registrationCase, *fakeapi.Server)) {
	t.Helper()
	tellRegistrations(t, story, defaultRegistration(), channelRegistration("live"))
}

// eachRegistrationType tells a story of the account's default and of each channel type.
func eachRegistrationType(t *testing.T, story func(*testing.T, registrationCase, *fakeapi.Server)) {
	t.Helper()
	cases := []registrationCase{defaultRegistration()}
	for _, channelType := range fakeapi.ChannelTypes() {
		cases = append(cases, channelRegistration(channelType))
	}
	tellRegistrations(t, story, cases...)
}

func tellRegistrations(
	t *testing.T, story func(*testing.T, registrationCase, *fakeapi.Server), cases ...registrationCase,
) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.importID, func(t *testing.T) {
			t.Parallel()
			story(t, c, c.startEmptyAPI(t))
		})
	}
}

// startEmptyAPI starts an API with the channel and without any callback endpoint.
func (c registrationCase) startEmptyAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.Register("")
	c.register(api, "")
	return api
}

// register changes what is registered without Terraform.
func (c registrationCase) register(api *fakeapi.Server, url string) {
	if c.channelType == "" {
		api.Register(url)
		return
	}
	api.PutChannel(fakeapi.Channel{
		Type: c.channelType, ID: channelID, Name: "one", Status: "READY", CallbackEndpoint: url,
	})
}

func (c registrationCase) registered(api *fakeapi.Server) string {
	if c.channelType == "" {
		return api.Registered()
	}
	return api.Channel(c.channelType, channelID).CallbackEndpoint
}

func (c registrationCase) expectRegistered(t *testing.T, api *fakeapi.Server, url string) {
	t.Helper()
	if got := c.registered(api); got != url {
		t.Errorf("%q is registered, want %q", got, url)
	}
}

func (c registrationCase) address() string { return c.resourceType + ".it" }

// hcl is the resource with a URL.
func (c registrationCase) hcl(url string) string { return c.named("it", fmt.Sprintf("%q", url)) }

// named is the resource with a name, an expression for its URL, and more HCL.
func (c registrationCase) named(name, urlExpression string, more ...string) string {
	channel := ""
	if c.channelType != "" {
		channel = fmt.Sprintf("  channel_id   = %q\n  channel_type = %q\n", channelID, c.channelType)
	}
	return fmt.Sprintf("resource %q %q {\n%s  callback_url = %s\n%s}\n",
		c.resourceType, name, channel, urlExpression, strings.Join(more, "\n"))
}

// newWorkspace returns a workspace with the provider block and more HCL.
func (c registrationCase) newWorkspace(t *testing.T, api *fakeapi.Server, hcl string) workspace {
	t.Helper()
	return newWorkspace(t, providerBlock(api, fakeapi.Allowed)+hcl)
}

// applied returns a workspace whose configuration was applied.
func (c registrationCase) applied(t *testing.T, api *fakeapi.Server, hcl string) workspace {
	t.Helper()
	w := c.newWorkspace(t, api, hcl)
	w.run("apply", "-auto-approve")
	return w
}

// rewrite replaces the HCL after the provider block.
func (c registrationCase) rewrite(w workspace, api *fakeapi.Server, hcl string) {
	w.t.Helper()
	w.write(providerBlock(api, fakeapi.Allowed) + hcl)
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

func expectPosts(t *testing.T, api *fakeapi.Server, want int) {
	t.Helper()
	if n := posts(api); n != want {
		t.Errorf("the API received %d POST requests, want %d", n, want)
	}
}

// expectAccepted expects that the API rejected no request.
func expectAccepted(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	for i, r := range api.Requests() {
		if r.Rejection != "" {
			t.Errorf("request %d (%s %s) was rejected: %s", i+1, r.Method, r.URI, r.Rejection)
		}
	}
}

// isPost selects POST requests for [fakeapi.Server.RespondWhere].
func isPost(r *http.Request) bool { return r.Method == http.MethodPost }

const (
	conflictError = "Error: A different callback endpoint is already registered"
	changedError  = "Error: Callback endpoint changed outside Terraform"
	differsError  = "Error: The registered callback endpoint differs"
	remainsWarn   = "Warning: The callback endpoint remains registered"
	notFoundWarn  = "Warning: Callback endpoint not found"
)

func TestAccRegistration_lifeCycle(t *testing.T) {
	t.Parallel()
	eachRegistrationType(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		apply := func(url, changes string) {
			t.Helper()
			expectOutput(t, w.run("apply", "-auto-approve"), changes)
			c.expectRegistered(t, api, url)
			w.expectNoChanges()
		}
		apply(firstURL, "1 added, 0 changed, 0 destroyed")
		c.rewrite(w, api, c.hcl(secondURL))
		apply(secondURL, "0 added, 1 changed, 0 destroyed")
		c.register(api, foreignURL) // Another user changes it in the console.
		apply(secondURL, "0 added, 1 changed, 0 destroyed")
		c.register(api, "") // The registration disappears.
		apply(secondURL, "1 added, 0 changed, 0 destroyed")
		w.run("state", "rm", c.address())
		w.run("import", c.address(), c.importID)
		w.expectNoChanges()
		expectOutput(t, w.run("state", "show", c.address()), `callback_url = "`+secondURL+`"`)
		w.run("destroy", "-auto-approve")
		c.expectRegistered(t, api, secondURL)
		expectAccepted(t, api)
	})
}

func TestAccRegistration_adoptsTheSameURL(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, firstURL)
		c.applied(t, api, c.hcl(firstURL)).expectNoChanges()
		expectPosts(t, api, 0)
	})
}

func TestAccRegistration_rejectsInvalidURLsInThePlan(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"ftp://events.example.com":      "does not begin with http:// or https://",
		"https://events.example.com/ x": "contains a space (U+0020) at position 28 of 29. Remove it",
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			c := channelRegistration("live")
			w := c.newWorkspace(t, c.startEmptyAPI(t), c.hcl(url))
			expectOutput(t, w.runFailing("plan"), "Error: Invalid callback URL", want)
		})
	}
}

// The plan compares such a URL with the registered one only if it knows the channel. It may know the URL
// itself only when it is applied.
func TestAccRegistration_rejectsInvisibleCharacterOfPastedURL(t *testing.T) {
	t.Parallel()
	const pasted = firstURL + "\u200b"
	for name, c := range map[string]struct{ hcl, command string }{
		"of a new channel": {
			hcl: managedHCL("main") + "resource \"livestation_channel_callback_endpoint\" \"it\" {\n" +
				"channel_id = livestation_channel.main.channel_id\ncallback_url = \"" + pasted + "\"\n}\n",
			command: "plan",
		},
		"that the plan does not know": {
			hcl: "resource \"terraform_data\" \"url\" {\ninput = \"" + pasted + "\"\n}\n" +
				"resource \"livestation_callback_endpoint\" \"it\" {\ncallback_url = terraform_data.url.output\n}\n",
			command: "apply",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := defaultRegistration().startEmptyAPI(t)
			w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+c.hcl)
			arguments := []string{c.command}
			if c.command == "apply" {
				arguments = append(arguments, "-auto-approve")
			}
			n := utf8.RuneCountInString(pasted)
			expectOutput(t, w.runFailing(arguments...), "Error: Invalid callback URL",
				fmt.Sprintf("contains an invisible character (U+200B) at position %d of %d. Remove it.", n, n))
			expectPosts(t, api, 0)
		})
	}
}

func TestAccRegistration_rejectsInvalidChannelsInThePlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ arguments, want string }{
		"ID with a path": {arguments: `channel_id = "../events"`, want: "Error: Invalid channel ID"},
		"empty ID":       {arguments: `channel_id = ""`, want: "Error: Invalid channel ID"},
		"unknown type": {
			arguments: "channel_id = \"ls-1\"\nchannel_type = \"vod\"",
			want:      `"live" "re_stream" "vod2live"`,
		},
	} {
		for _, block := range []string{
			"data \"livestation_channel_callback_endpoint\" \"it\" {\n%s\n}\n",
			"resource \"livestation_channel_callback_endpoint\" \"it\" {\n%s\ncallback_url = \"https://a\"\n}\n",
		} {
			t.Run(strings.Fields(block)[0]+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorkspace(t, providerBlock(startAPI(t), fakeapi.Allowed)+fmt.Sprintf(block, c.arguments))
				expectOutput(t, w.runFailing("plan"), c.want)
			})
		}
	}
}

func TestAccRegistration_rejectsInvalidImportIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		registration registrationCase
		id, want     string
	}{
		"name of the default": {
			registration: defaultRegistration(), id: "main", want: `"default"`,
		},
		"channel without its type": {
			registration: channelRegistration("live"), id: channelID, want: "TYPE/CHANNEL_ID",
		},
		"unknown type": {
			registration: channelRegistration("live"), id: "vod/" + channelID, want: "TYPE/CHANNEL_ID",
		},
		"ID with a space": {
			registration: channelRegistration("live"), id: "live/a b", want: "TYPE/CHANNEL_ID",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.registration.expectImportError(t, c.registration.startEmptyAPI(t), c.id, "Error: Invalid import ID", c.want)
		})
	}
}

func TestAccRegistration_importsOnlyWhatIsRegistered(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.expectImportError(t, api, c.importID, "Error: Nothing to import", "Create the resource instead")
	})
}

func (c registrationCase) expectImportError(t *testing.T, api *fakeapi.Server, id string, want ...string) {
	t.Helper()
	w := c.newWorkspace(t, api, c.hcl(firstURL))
	expectOutput(t, w.runFailing("import", c.address(), id), want...)
}

func TestAccRegistration_failedCreateIsNotInTheState(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		api.RespondWhere(isPost, fakeapi.LiveStationError(400, 250022, "", "The url is not valid."))
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		expectOutput(t, w.runFailing("apply", "-auto-approve"),
			"Error: ", "(250022)", "Correct callback_url", "POST http://127.0.0.1")
		api.ClearResponses()
		expectOutput(t, w.run("apply", "-auto-approve"), "1 added, 0 changed, 0 destroyed")
	})
}

func TestAccRegistration_warnsThatTheURLRemainsRegistered(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		for _, arguments := range [][]string{{"plan", "-destroy"}, {"destroy", "-auto-approve"}} {
			out := w.run(arguments...)
			expectOutput(t, out, remainsWarn, firstURL)
			if isChannel := c.importID != "default"; strings.Contains(out, "deletes the channel") != isChannel {
				t.Errorf("the warning is about another object:\n%s", out)
			}
		}
		c.expectRegistered(t, api, firstURL)
		w.run("apply", "-auto-approve")
		expectPosts(t, api, 1)
	})
}

// The warning comes with the plan that registers the URL, not with each later one.
func TestAccRegistration_warnsOfNewURLsWithoutTLS(t *testing.T) {
	t.Parallel()
	const warning = "Warning: Callback URL without TLS"
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl("http://plain.example/live"))
		expectOutput(t, w.run("apply", "-auto-approve"), warning)
		if out := w.run("plan"); strings.Contains(out, warning) {
			t.Errorf("the plan warns of a URL that is registered:\n%s", out)
		}
		c.rewrite(w, api, c.hcl("http://plain.example/other"))
		expectOutput(t, w.run("plan"), warning)
	})
}

// Live Station may store a URL in a form that the provider would not register.
func TestAccRegistration_adoptsAURLThatIsNotValid(t *testing.T) {
	t.Parallel()
	const (
		odd     = "https://events.example.com/main stage"
		warning = "Warning: Registered callback URL is not valid"
		refused = "Error: Invalid callback URL"
	)
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(odd))
		expectOutput(t, w.runFailing("plan"), refused)
		c.register(api, odd)
		expectOutput(t, w.run("apply", "-auto-approve"), warning)
		w.expectNoChanges()

		w.run("state", "rm", c.address())
		expectOutput(t, w.run("import", c.address(), c.importID), warning)
		w.expectNoChanges()
		c.rewrite(w, api, c.hcl(odd+" 2"))
		expectOutput(t, w.runFailing("plan"), refused)

		c.register(api, firstURL)
		w.run("state", "rm", c.address())
		c.rewrite(w, api, c.hcl(firstURL))
		out := w.run("import", c.address(), c.importID)
		w.run("state", "rm", c.address())
		if out += w.run("apply", "-auto-approve"); strings.Contains(out, warning) {
			t.Errorf("Terraform warns of a valid URL:\n%s", out)
		}
		expectPosts(t, api, 0)
	})
}

func TestAccRegistration_warnsOfAnInaccurateClock(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, firstURL)
		w := c.applied(t, api, c.hcl(firstURL))
		api.SkewClock(-30 * time.Minute)
		expectOutput(t, w.run("plan"), "Warning: System clock is inaccurate")
	})
}

// A POST that was refused is sent again, but only after a new look.
func TestAccCallbackEndpoint_refusedPOSTDoesNotOverwrite(t *testing.T) {
	t.Parallel()
	for _, isRegistered := range []bool{false, true} {
		api := fakeapi.Start()
		t.Cleanup(api.Close)
		respondOnce(api, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
			if isRegistered {
				api.Register("https://colleague.example")
			}
			respondCode(429, 420)(w, r)
		})
		w := newWorkspace(t, "")
		hcl := providerBlock(api, fakeapi.Allowed) +
			fmt.Sprintf("resource \"livestation_callback_endpoint\" \"default\" {\n  callback_url = %q\n}\n", firstURL)
		if isRegistered {
			expectOutput(t, w.failToApply(hcl), "A different callback endpoint is already registered")
			expectSent(t, api, http.MethodPost, 1)
		} else {
			w.apply(hcl)
			expectSent(t, api, http.MethodPost, 2)
		}
	}
}
