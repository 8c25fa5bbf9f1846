package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Credentials of another account find nothing of what is in the state.
func TestAccRegistrationGone_warnsInThePlan(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		c.register(api, "")
		if c.channelType != "" {
			api.RemoveChannel(c.channelType, channelID)
		}
		out := w.run("plan")
		expectOutput(t, out, "1 to add")
		expectOutput(t, out, notFoundWarn, "credentials")
		if strings.Contains(out, "Channel not found") {
			t.Errorf("the plan warns twice:\n%s", out)
		}
	})
}

// The API still returns a channel that its owner or NAVER Cloud deleted, with its
// callback endpoint.
func TestAccRegistrationGone_deletedChannelIsNotFound(t *testing.T) {
	t.Parallel()
	for channelType, status := range map[string]string{"live": "DELETED", "vod2live": "FORCE_DELETED"} {
		t.Run(channelType+" "+status, func(t *testing.T) {
			t.Parallel()
			c := channelRegistration(channelType)
			api := c.startEmptyAPI(t)
			channel := fakeapi.Channel{Type: channelType, ID: channelID, Status: "READY"}
			api.PutChannel(channel)
			w := c.applied(t, api, c.hcl(firstURL))
			c.rewrite(w, api, c.hcl(secondURL))
			w.run("plan", "-out=update.tfplan")

			channel.Status, channel.CallbackEndpoint = status, firstURL
			api.PutChannel(channel)
			deleted := []string{"Channel deleted", "The status of channel " + channelID, status}
			expectOutput(t, w.runFailing("apply", "update.tfplan"), deleted...)
			out := w.run("plan")
			expectOutput(t, out, notFoundWarn, "Remove the channel from the configuration", status)
			expectOutput(t, out, "1 to add")
			expectOutput(t, w.runFailing("apply", "-auto-approve"), deleted...)
			expectOutput(t, w.runFailing("import", c.address(), c.importID), deleted...)
			w.write(providerBlock(api, fakeapi.Allowed) + fmt.Sprintf(
				"data \"livestation_channel_callback_endpoint\" \"it\" {\nchannel_id = %q\nchannel_type = %q\n}\n",
				channelID, channelType))
			expectOutput(t, w.runFailing("plan"), deleted...)
			expectPosts(t, api, 1)
		})
	}
}

// A deleted channel removes its registration from the state; other errors do not.
func TestAccRegistrationGone_plansACreateThatFails(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.applied(t, api, c.hcl(firstURL))
		api.RespondNext(1, fakeapi.LiveStationError(404, 250004, "NOT_FOUND", "channel not found."))
		expectOutput(t, w.runFailing("apply", "-auto-approve"), "Error: ", "(250004)")
		w.expectNoChanges()
		api.RemoveChannel(c.channelType, channelID)
		expectOutput(t, w.run("plan"), "1 to add")
		expectOutput(t, w.runFailing("apply", "-auto-approve"), "Error: ", "Check the channel in the Live Station console")
		expectPosts(t, api, 1)
	})
}

func TestAccRegistrationPlan_warnsOfUnknownChannels(t *testing.T) {
	t.Parallel()
	for channelType, code := range map[string]string{"live": "250100", "re_stream": "250123", "vod2live": "250123"} {
		t.Run(channelType, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+channelRegistration(channelType).hcl(firstURL))
			out := w.run("plan")
			expectOutput(t, out, "1 to add")
			expectOutput(t, out, "Warning: ", "("+code+")", "channel_type is the channel's type")
			if n := len(api.Requests()); n != 3 {
				t.Errorf("the plan makes %d requests, want 3: one for each type", n)
			}
			expectOutput(t, w.runFailing("apply", "-auto-approve"), "Error: ", "("+code+")")
			expectPosts(t, api, 0)
		})
	}
}

func TestAccRegistrationPlan_refusesADeletedChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: channelID, Status: "DELETED"})
	c := channelRegistration("live")
	expectOutput(t, c.newWorkspace(t, api, c.hcl(firstURL)).runFailing("plan"), "Error: Channel deleted")
}

// Something else creates the channel in the same apply.
func TestAccRegistrationPlan_acceptsAChannelCreatedInTheSameApply(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := startAPI(t)
	w := c.newWorkspace(t, api, c.hcl(firstURL))
	w.run("plan", "-out=saved.tfplan")
	c.register(api, "")
	w.run("apply", "saved.tfplan")
	c.expectRegistered(t, api, firstURL)
}

func TestAccChannelType_errorNamesTheRightType(t *testing.T) {
	t.Parallel()
	const withoutType = "channel_id = %q\n"
	for name, c := range map[string]struct {
		hcl      string
		importID string
	}{
		"resource": {
			hcl: "resource \"livestation_channel_callback_endpoint\" \"it\" {\n" + withoutType +
				"callback_url = \"https://first.example\"\n}\n",
		},
		"data source": {
			hcl: "data \"livestation_channel_callback_endpoint\" \"it\" {\n" + withoutType + "}\n",
		},
		"import": {
			hcl: "resource \"livestation_channel_callback_endpoint\" \"it\" {\n" + withoutType +
				"callback_url = \"https://first.example\"\n}\n",
			importID: "live/" + channelID,
		},
	} {
		for _, channelType := range []string{"re_stream", "vod2live"} {
			t.Run(name+" "+channelType, func(t *testing.T) {
				t.Parallel()
				api := channelRegistration(channelType).startEmptyAPI(t)
				w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+fmt.Sprintf(c.hcl, channelID))
				arguments := []string{"plan"}
				if c.importID != "" {
					arguments = []string{"import", "livestation_channel_callback_endpoint.it", c.importID}
				}
				out := w.runFailing(arguments...)
				expectOutput(t, out, "Error: Wrong channel_type", fmt.Sprintf("Set channel_type = %q", channelType))
				if n := len(api.Requests()); n > 3 {
					t.Errorf("%s makes %d requests, want one and at most two more", strings.Join(arguments, " "), n)
				}
			})
		}
	}
}

// What the API returns for an account without a default endpoint is not published. If it is the code 250004,
// the first registration works, with a warning: the code can be about the account.
func TestAccCallbackEndpoint_notFoundIsNone(t *testing.T) {
	t.Parallel()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	isRegistered := false
	api.RespondWhere(func(r *http.Request) bool {
		isRegistered = isRegistered || r.Method == http.MethodPost
		return !isRegistered
	}, fakeapi.LiveStationError(404, 250004, "NOT_FOUND", "callback endpoint not found."))
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+output)
	if out := w.run("plan"); strings.Contains(out, "250004") {
		t.Errorf("reading shows more than none:\n%s", out)
	}
	const hcl = "resource \"livestation_callback_endpoint\" \"default\" {\n  callback_url = \"https://a.example.com\"\n}\n"
	out := w.apply(providerBlock(api, fakeapi.Allowed) + hcl)
	expectOutput(t, out, "Warning: No default callback endpoint found (250004)", "applying the plan overwrites it",
		"1 added")
	w.expectNoChanges()
}
