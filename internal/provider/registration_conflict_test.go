package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

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

// The resource is in the state already, so that terraform import alone would fail.
func TestAccRegistrationConflict_adviceWorksDuringAReplacement(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := c.startEmptyAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: otherChannelID, Status: "READY", CallbackEndpoint: foreignURL})
	w := c.applied(t, api, c.hcl(firstURL))
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
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
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
		c.rewrite(w, api, c.hcl(firstURL)+c.named("other", fmt.Sprintf("%q", firstURL)))
		if out := w.run("plan"); strings.Contains(out, warning) {
			t.Errorf("the plan warns of equal URLs:\n%s", out)
		}
	})
}
