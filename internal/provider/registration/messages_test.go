package registration

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func TestRegistrationDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	const long = "https://events.example.com/live-station/production/main-stage/" +
		"with-a-path-that-is-as-long-as-a-path-may-be-in-the-configuration-of-a-user"
	var all diag.Diagnostics
	for _, target := range []target{
		{}, {channel.Ref{ChannelType: livestation.VOD2LiveChannel, ID: "ls-20200327140131-aBCD3"}},
	} {
		data := endpointResource{run.Resource{Run: run.New(livestation.New(livestation.Config{}))}}
		planned := registration{target: target, url: types.StringValue(long)}
		data.checkSingleResource(planned)
		planned.url = types.StringValue("https://b")
		all.Append(
			data.conflictDiagnostic(target, long+"?token=one", long+"?token=two"), // the first of a run
			data.conflictDiagnostic(target, "https://b", long),
			changedOutsideDiagnostic(target, long, "https://b"),
			changedOutsideDiagnostic(target, "https://a?token=one", "https://a?token=two"),
			differsDiagnostic(target, long, "https://b"),
			differsDiagnostic(target, "https://a?token=one", "https://a?token=two"),
			differsDiagnostic(target, long, ""),
			managed.Unread("Callback endpoint registered but not verified", messages.PermissionError()),
			managed.Unread(
				"Callback endpoint registered but not verified",
				messages.TransportError("GET", livestation.CauseTimeout),
			),
			destroyWarning(registration{target: target, url: types.StringValue(long)}),
			adoptedWarning(target),
			goneWarning(target, fmt.Sprintf("Live Station can't find %s", target)),
			goneWarning(target, fmt.Sprintf("No callback endpoint is registered for %s any more", target)),
			messages.Only(t, data.checkSingleResource(planned)),
		)
	}
	messages.Golden(t, all...)
}

// A query value is hidden, so two URLs that differ in it look the same.
func TestCompareURLs_saysIfDifferenceIsHidden(t *testing.T) {
	t.Parallel()
	const note = "The URLs differ in a part that is not shown."
	got := compareURLs("Requested", "https://a?token=one", "Registered", "https://a?token=two")
	if !strings.Contains(got, note) || !strings.Contains(got, "terraform show -json") {
		t.Errorf("%q does not say %q and how to see it", got, note)
	}
	got = compareURLs("Requested", "https://a", "Registered", "https://b")
	if strings.Contains(got, note) {
		t.Errorf("%q contains %q", got, note)
	}
}
