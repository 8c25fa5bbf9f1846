package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// adviceImportID returns the import ID in the block that a conflict prints.
func adviceImportID(t *testing.T, out string) string {
	t.Helper()
	_, out, _ = strings.Cut(out, conflictError)
	found := regexp.MustCompile(`to = ADDRESS\s+id = "(\S+)"`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("Terraform prints no import block:\n%s", out)
	}
	return found[1]
}

func TestAccRegistrationConflict_keepsTheRegisteredURL(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, foreignURL)
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config:      providerBlock(api, fakeapi.Allowed) + c.hcl(firstURL),
				ExpectError: outputMatches(conflictError, c.importID, foreignURL),
			}},
		})
		expectPosts(t, api, 0)
		c.expectRegistered(t, api, foreignURL)
	})
}

// A user follows the advice with the address that the error shows.
func TestAccRegistrationConflict_adviceWorksWithForEach(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		c.register(api, foreignURL)
		forEach := fmt.Sprintf("for_each = { \"main stage\" = %q }\n", firstURL)
		w := c.newWorkspace(t, api, c.named("it", "each.value", forEach))
		out := w.runFailing("plan")
		expectOutput(t, out, conflictError)
		address := regexp.MustCompile(`(?m)^ +with (` + regexp.QuoteMeta(c.address()) + `.*),$`).FindStringSubmatch(out)
		if address == nil {
			t.Fatalf("Terraform prints no address:\n%s", out)
		}
		w.run("import", address[1], adviceImportID(t, out))
		expectOutput(t, w.run("plan", "-out=saved.tfplan"), foreignURL, "->", firstURL)
		w.run("apply", "saved.tfplan")
		c.expectRegistered(t, api, firstURL)
		w.expectNoChanges()
	})
}

// The resource is in the state already, so that terraform import alone would fail.
func TestAccRegistrationConflict_adviceWorksDuringAReplacement(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := c.startEmptyAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: otherChannelID, Status: "READY", CallbackEndpoint: foreignURL})
	w := c.newWorkspace(t, api, c.hcl(firstURL))
	w.run("apply", "-auto-approve")
	c.rewrite(w, api, withOtherChannel(c.hcl(secondURL)))
	out := w.runFailing("plan")
	expectOutput(t, out, conflictError, "terraform state rm 'ADDRESS'")
	w.run("state", "rm", c.address())
	w.run("import", c.address(), adviceImportID(t, out))
	w.run("apply", "-auto-approve")
	if got := api.Channel("live", otherChannelID).CallbackEndpoint; got != secondURL {
		t.Errorf("%q is registered, want %q", got, secondURL)
	}
	w.expectNoChanges()
}

func TestAccRegistrationDuplicate_warnsInThePlan(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		const warning = "Warning: Two resources register one callback endpoint"
		second := c.named("other", fmt.Sprintf("%q", secondURL))
		w := c.newWorkspace(t, api, c.hcl(firstURL)+second)
		expectOutput(t, w.run("plan"), warning)

		// One of them is in the state. If it is refreshed later, the other is a conflict too.
		c.rewrite(w, api, c.hcl(firstURL))
		w.run("apply", "-auto-approve")
		c.rewrite(w, api, c.hcl(firstURL)+second)
		out, _ := w.terraform(nil, "plan")
		expectOutput(t, out, warning)
	})
}

func TestAccRegistrationDuplicate_oneCreateIsAConflict(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config: providerBlock(api, fakeapi.Allowed) + c.hcl(firstURL) +
					c.named("other", fmt.Sprintf("%q", secondURL)),
				ExpectError: outputMatches(conflictError),
			}},
		})
		expectPosts(t, api, 1)
	})
}
