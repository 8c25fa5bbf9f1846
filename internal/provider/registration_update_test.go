package provider

import (
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A colleague registers a URL after the plan was reviewed.
func TestAccRegistrationUpdate_keepsAURLRegisteredAfterThePlan(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.rewrite(w, api, c.hcl(secondURL))
		w.run("plan", "-out=saved.tfplan")
		c.register(api, foreignURL)
		expectOutput(t, w.runFailing("apply", "saved.tfplan"), changedError, foreignURL, firstURL)
		c.expectRegistered(t, api, foreignURL)
		expectPosts(t, api, 1) // the first apply's

		// The advice is to plan again, which shows what would be overwritten.
		expectOutput(t, w.run("plan", "-out=saved.tfplan"), foreignURL, "->", secondURL)
		w.run("apply", "saved.tfplan")
		c.expectRegistered(t, api, secondURL)
	})
}

func TestAccRegistrationUpdate_keepsAURLThatAPlanWithoutRefreshMisses(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.rewrite(w, api, c.hcl(secondURL))
		c.register(api, foreignURL)
		expectOutput(t, w.runFailing("apply", "-auto-approve", "-refresh=false"), changedError, foreignURL)
		c.expectRegistered(t, api, foreignURL)
		expectPosts(t, api, 1)
	})
}

func TestAccRegistrationUpdate_acceptsThePlannedURLRegisteredByOthers(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.rewrite(w, api, c.hcl(secondURL))
		w.run("plan", "-out=saved.tfplan")
		c.register(api, secondURL)
		w.run("apply", "saved.tfplan")
		expectPosts(t, api, 1)
		w.expectNoChanges()
	})
}

func TestAccRegistrationCreate_keepsAURLRegisteredAfterThePlan(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		w.run("plan", "-out=saved.tfplan")
		c.register(api, foreignURL)
		expectOutput(t, w.runFailing("apply", "saved.tfplan"), conflictError, foreignURL)
		c.expectRegistered(t, api, foreignURL)
		expectPosts(t, api, 0)
	})
}
