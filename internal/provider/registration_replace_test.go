package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A replacement registers the new URL with one request, and the resource stays in the
// state.
func TestAccRegistrationReplace_registersAChangedURL(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(workspace, string){
		"replace option": func(w workspace, address string) {
			w.run("apply", "-auto-approve", "-replace="+address)
		},
		"saved plan": func(w workspace, address string) {
			w.run("plan", "-replace="+address, "-out=saved.tfplan")
			w.run("apply", "saved.tfplan")
		},
		"taint": func(w workspace, address string) {
			w.run("taint", address)
			w.run("apply", "-auto-approve")
		},
		"no refresh": func(w workspace, address string) {
			w.run("apply", "-auto-approve", "-refresh=false", "-replace="+address)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
				w := c.applied(t, api, c.hcl(firstURL))
				c.rewrite(w, api, c.hcl(secondURL))
				replace(w, c.address())
				c.expectRegistered(t, api, secondURL)
				expectPosts(t, api, 2) // the first apply's and this one
				w.expectNoChanges()
			})
		})
	}
}

// The URL of the replacement is known only in the apply, after the destroy.
func TestAccRegistrationReplace_registersAURLUnknownInThePlan(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		config := func(url string) string {
			const lifecycle = "lifecycle {\n  replace_triggered_by = [terraform_data.url]\n}\n"
			return fmt.Sprintf("resource \"terraform_data\" \"url\" {\n  input = %q\n}\n", url) +
				c.named("it", "terraform_data.url.output", lifecycle)
		}
		w := c.applied(t, api, config(firstURL))
		c.rewrite(w, api, config(secondURL))
		expectOutput(t, w.run("plan", "-out=saved.tfplan"), "will be replaced", "(known after apply)")
		w.run("apply", "saved.tfplan")
		c.expectRegistered(t, api, secondURL)
		expectPosts(t, api, 2)
		w.expectNoChanges()
	})
}

func TestAccRegistrationReplace_keepsAURLRegisteredAfterThePlan(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.rewrite(w, api, c.hcl(secondURL))
		w.run("plan", "-replace="+c.address(), "-out=saved.tfplan")
		c.register(api, foreignURL)
		expectOutput(t, w.runFailing("apply", "saved.tfplan"), conflictError, foreignURL)
		c.expectRegistered(t, api, foreignURL)
		expectPosts(t, api, 1)
	})
}

// Terraform destroys the old resource and creates the new one at the same time, so that
// a create cannot know whether the user has seen the registered URL.
func TestAccRegistrationRename_conflictNamesMoved(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		renamed := c.named("renamed", fmt.Sprintf("%q", secondURL))
		c.rewrite(w, api, renamed)
		expectOutput(t, w.runFailing("plan", "-refresh=false"), conflictError, "add a moved block")
		c.rewrite(w, api, renamed+fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}\n",
			c.address(), strings.TrimSuffix(c.address(), "it")+"renamed"))
		w.run("apply", "-auto-approve")
		c.expectRegistered(t, api, secondURL)
		expectPosts(t, api, 2)
		w.expectNoChanges()
	})
}

func TestAccRegistrationRename_keepsTheSameURL(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.rewrite(w, api, c.named("renamed", fmt.Sprintf("%q", firstURL)))
		w.run("apply", "-auto-approve")
		expectPosts(t, api, 1)
		w.expectNoChanges()
	})
}

// createBeforeDestroy makes Terraform create a replacement before it destroys the
// resource, while the API still returns the old URL.
const createBeforeDestroy = "lifecycle {\n  create_before_destroy = true\n}\n"

func TestAccRegistrationReplace_createBeforeDestroyKeepsTheSameURL(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.named("it", fmt.Sprintf("%q", firstURL), createBeforeDestroy))
		w.run("apply", "-auto-approve", "-replace="+c.address())
		expectPosts(t, api, 1)
		w.expectNoChanges()
	})
}

// The create comes first and cannot know that the user has seen the old URL in the
// plan. It fails without overwriting it, and following the advice helps.
func TestAccRegistrationReplace_createBeforeDestroyRefusesAChangedURL(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.named("it", fmt.Sprintf("%q", firstURL), createBeforeDestroy))
		c.rewrite(w, api, c.named("it", fmt.Sprintf("%q", secondURL), createBeforeDestroy))
		out := w.runFailing("apply", "-auto-approve", "-replace="+c.address())
		expectOutput(t, out, conflictError, firstURL)
		c.expectRegistered(t, api, firstURL)

		w.run("state", "rm", c.address())
		w.run("import", c.address(), adviceImportID(t, out))
		w.run("apply", "-auto-approve")
		c.expectRegistered(t, api, secondURL)
		expectPosts(t, api, 2)
		w.expectNoChanges()
	})
}

const otherChannelID = "ls-20250820000001-PyysO"

// withOtherChannel returns HCL about another channel.
func withOtherChannel(hcl string) string { return strings.ReplaceAll(hcl, channelID, otherChannelID) }

func TestAccRegistrationReplace_warnsThatTheOldChannelKeepsItsURL(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := c.startEmptyAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: otherChannelID, Status: "READY"})
	w := c.applied(t, api, c.hcl(firstURL))
	c.rewrite(w, api, withOtherChannel(c.hcl(secondURL)))
	for _, arguments := range [][]string{{"plan"}, {"apply", "-auto-approve"}} {
		out := w.run(arguments...)
		expectOutput(t, out, remainsWarn, "In state:   "+firstURL, "For:        channel "+channelID)
		if n := strings.Count(out, "The callback endpoint remains registered"); n != 1 {
			t.Errorf("terraform %s warns %d times, want once", arguments[0], n)
		}
		if strings.Contains(out, "similar warning") {
			t.Errorf("terraform %s warns more than once:\n%s", arguments[0], out)
		}
	}
	c.expectRegistered(t, api, firstURL)
	if got := api.Channel("live", otherChannelID).CallbackEndpoint; got != secondURL {
		t.Errorf("%q is registered for the new channel, want %q", got, secondURL)
	}
	w.expectNoChanges()
}

// Moving the resource to a channel with an endpoint of its own fails in the plan,
// before anything is removed from the state.
func TestAccRegistrationReplace_reportsConflictsInThePlan(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := c.startEmptyAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: otherChannelID, Status: "READY", CallbackEndpoint: foreignURL})
	w := c.applied(t, api, c.hcl(firstURL))
	c.rewrite(w, api, withOtherChannel(c.hcl(firstURL)))
	expectOutput(t, w.runFailing("plan"), conflictError, foreignURL)
	c.rewrite(w, api, c.hcl(firstURL))
	w.expectNoChanges()
}
