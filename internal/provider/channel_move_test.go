package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// startOldChannels starts an API with n channels on CDN+, as older channels of the public site are, without what the
// configurations of these tests don't have.
func startOldChannels(t *testing.T, n int) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	for i := range n {
		id := fmt.Sprintf("ls-20200327140%03d-OLDER", i)
		api.PutChannel(fakeapi.Channel{
			Type: "live", ID: id, Name: fmt.Sprintf("stage_%d", i), Status: "READY",
			CallbackEndpoint: "https://events.example.com/old",
		})
		api.PutOnCDNPlus(id)
		api.EditChannel(id, func(fields map[string]any) {
			fields["record"], fields["outputProtocol"] = map[string]any{"type": "NO_RECORD"}, "HLS"
			fields["useDVR"], fields["immediateOnAir"], fields["isStreamFailOver"] = false, false, false
		})
	}
	return api
}

// movedHCL imports the channels that startOldChannels has started, and moves them to a Global Edge.
func movedHCL(api *fakeapi.Server, n int, arguments ...string) string {
	hcl := providerBlock(api, fakeapi.Allowed)
	for i := range n {
		name := fmt.Sprintf("stage_%d", i)
		all := append([]string{fmt.Sprintf("channel_name = %q", name)}, arguments...)
		hcl += managedHCL(name, all...) + fmt.Sprintf("import {\n  to = livestation_channel.%s\n  id = %q\n}\n",
			name, fmt.Sprintf("ls-20200327140%03d-OLDER", i))
	}
	return hcl
}

func moves(api *fakeapi.Server) (bodies []string) {
	for _, r := range api.Requests() {
		if strings.HasSuffix(r.URI, "/cdnInfo") {
			bodies = append(bodies, r.Body)
		}
	}
	return bodies
}

// Forty channels are imported and moved in one apply, with one request each, and keep their IDs and endpoints.
func TestAccMove_fortyChannelsInOneApply(t *testing.T) {
	t.Parallel()
	api := startOldChannels(t, 40)
	w := newWorkspace(t, movedHCL(api, 40))
	out := w.run("plan")
	expectOutput(t, out, "40 to import, 0 to add, 40 to change, 0 to destroy")
	expectOutput(t, out, "Channel moves to another CDN", `From: "old.cdn.example.com"`, `To: "live.example.com"`)
	expectOutput(t, w.run("apply", "-auto-approve"), "40 imported, 0 added, 40 changed, 0 destroyed")
	w.expectNoChanges()
	bodies := moves(api)
	if len(bodies) != 40 || bodies[0] != `{"cdn":{"cdnInstanceNo":5678,"profileId":91}}` {
		t.Errorf("%d moves were sent, want 40: %.200q", len(bodies), bodies)
	}
	expectSent(t, api, http.MethodPut, 0)
	expectSent(t, api, http.MethodDelete, 0)
	const other = `cdn = { instance_no = "4796", profile_id = 2389, cdn_domain = "example.edge.naverncp.com" }`
	w.write(movedHCL(api, 40, other))
	expectOutput(t, w.runFailing("plan"), "Channel is protected from deletion") // From here on, it replaces.
}

// A move is refused while a broadcast could end, and sent again only after a new look.
func TestAccMove_losesNothing(t *testing.T) {
	t.Parallel()
	const id = "ls-20200327140000-OLDER"
	for name, c := range map[string]struct {
		change func(api *fakeapi.Server) // after the plan
		want   string                    // of the error, "" for success
		sent   int
	}{
		"nothing happens": {change: func(*fakeapi.Server) {}, sent: 1},
		"on air": {change: func(api *fakeapi.Server) { api.SetStatus(id, "PUBLISHING") },
			want: "Channel is publishing"},
		"stopped": {change: func(api *fakeapi.Server) { api.SetStatus(id, "BLOCK") },
			want: "The provider doesn't move such a channel."},
		"renamed": {want: "Channel changed outside Terraform",
			change: func(api *fakeapi.Server) {
				api.EditChannel(id, func(fields map[string]any) { fields["channelName"] = "other_name" })
			}},
		"rejected": {want: "250110", sent: 1,
			change: func(api *fakeapi.Server) { rejectNext(api, http.MethodPost, 1, respondCode(400, 250110)) }},
		"lost response": {sent: 1,
			change: func(api *fakeapi.Server) { api.RespondAfter(http.MethodPost, 1, fakeapi.HangUp) }},
		"unavailable once": {sent: 2,
			change: func(api *fakeapi.Server) { rejectNext(api, http.MethodPost, 1, respondStatus(503)) }},
		"unavailable": {want: "might have been moved anyway", sent: 4,
			change: func(api *fakeapi.Server) { rejectNext(api, http.MethodPost, 9, respondStatus(503)) }},
		"key changed": {want: "Stream key changed", sent: 1,
			change: func(api *fakeapi.Server) {
				api.SetChannelForm(id, func(object map[string]any) {
					if cdnIn(object)["cdnType"] == "GLOBAL_EDGE" {
						object["streamKey"] = "new"
					}
				})
			}},
		"not ready in time": {sent: 1,
			change: func(api *fakeapi.Server) {
				api.SetChannelForm(id, func(object map[string]any) {
					if cdnIn(object)["cdnType"] == "GLOBAL_EDGE" {
						cdnIn(object)["statusName"] = "DEPLOYING"
					}
				})
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startOldChannels(t, 1)
			w := newWorkspace(t, movedHCL(api, 1, `timeouts = { update = "2s" }`))
			w.run("plan", "-out=saved")
			c.change(api)
			out, err := w.terraform(nil, "apply", "saved")
			if (err == nil) != (c.want == "") {
				t.Fatalf("got %v, want success: %t\n%s", err, c.want == "", out)
			}
			expectOutput(t, out, c.want)
			if name == "not ready in time" {
				expectOutput(t, out, "Channel moved but not ready yet", "CDN: DEPLOYING")
			}
			if n := len(moves(api)); n != c.sent {
				t.Errorf("%d moves were sent, want %d", n, c.sent)
			}
			api.ClearResponses()
			api.SetStatus(id, "READY")
			if c.want == "" {
				w.expectNoChanges()
			}
			if got := api.Channel("live", id).CallbackEndpoint; got != "https://events.example.com/old" {
				t.Errorf("the callback endpoint is %q", got)
			}
		})
	}
}

// Of two requests, the state has the effect of the first if the second fails.
func TestAccMove_isKeptIfTheChangeAfterItFails(t *testing.T) {
	t.Parallel()
	api := startOldChannels(t, 1)
	w := newWorkspace(t, movedHCL(api, 1, `env_type = "DEV"`))
	rejectNext(api, http.MethodPut, 1, respondCode(400, 250002))
	expectOutput(t, w.runFailing("apply", "-auto-approve"), "250002")
	expectOutput(t, w.run("state", "show", "livestation_channel.stage_0"), `cdn_domain = "live.example.com"`,
		`env_type = "REAL"`)
	out := w.run("apply", "-auto-approve")
	expectOutput(t, out, "0 added, 1 changed, 0 destroyed")
	if len(moves(api)) != 1 || strings.Contains(out, "moves to another CDN") {
		t.Errorf("the channel was moved again:\n%s", out)
	}
	w.expectNoChanges()
}

// What can't be moved, or is not planned to be, is an error of the plan that says what to write.
func TestAccMove_needsAGlobalEdge(t *testing.T) {
	t.Parallel()
	api := startOldChannels(t, 1)
	w := newWorkspace(t, "")
	for _, cdn := range []string{`{ instance_no = "777", cdn_domain = "old.cdn.example.com" }`,
		`{ create_cdn = true, profile_id = 91, region_type = "KOREA" }`} {
		out := w.failToApply(movedHCL(api, 1, "cdn = "+cdn))
		expectOutput(t, out, "Error: Channel is on CDN+", "Write the existing Global Edge", `"instance_no":"777"`)
		if n := strings.Count(out, "Error: "); n != 1 {
			t.Errorf("%d errors are shown, want one:\n%s", n, out)
		}
	}
	hcl := providerBlock(api, fakeapi.Allowed) + "import {\n  provider = livestation\n  to = livestation_channel.stage\n" +
		"  id = \"ls-20200327140000-OLDER\"\n}\n"
	w.write(hcl)
	expectOutput(t, w.runFailing("plan", "-generate-config-out=generated.tf"), "Error: Channel is on CDN+")
	api.EditChannel("ls-20200327140000-OLDER", func(fields map[string]any) { cdnIn(fields)["cdnType"] = "GLOBAL_CDN" })
	expectOutput(t, w.failToApply(movedHCL(api, 1)), "its CDN is of the older type GLOBAL_CDN")
	if n := len(moves(api)); n != 0 {
		t.Errorf("%d moves were sent", n)
	}
}

// A channel that has moved while the state still says CDN+ has what the configuration says.
func TestAccMove_doneByAnotherNeedsNothing(t *testing.T) {
	t.Parallel()
	const id = "ls-20200327140000-OLDER"
	api := startOldChannels(t, 1)
	w := newWorkspace(t, movedHCL(api, 1))
	rejectNext(api, http.MethodPost, 1, respondCode(400, 250110)) // The channel is imported, and not moved.
	w.runFailing("apply", "-auto-approve")
	api.EditChannel(id, func(fields map[string]any) {
		fields["cdn"] = map[string]any{
			"cdnType": "GLOBAL_EDGE", "instanceNo": "5678", "profileId": 91, "cdnDomain": "live.example.com",
			"statusName": "RUNNING",
		}
	})
	w.expectNoChanges()
	if n := len(moves(api)); n != 1 {
		t.Errorf("%d moves were sent, want the one that was refused", n)
	}
}

// An edge that is busy with another channel is waited for.
func TestAccMove_waitsForABusyEdge(t *testing.T) {
	t.Parallel()
	api := startOldChannels(t, 3)
	rejectNext(api, http.MethodPost, 4, respondCode(400, 250140))
	w := newWorkspace(t, movedHCL(api, 3))
	expectOutput(t, w.run("apply", "-auto-approve"), "3 imported, 0 added, 3 changed, 0 destroyed")
	w.expectNoChanges()
}

// What other channels show of the edge is compared, because a move can't be undone.
func TestAccMove_isCheckedByThePlan(t *testing.T) {
	t.Parallel()
	for cdn, want := range map[string]string{
		`instance_no = "5678", profile_id = 91, cdn_domain = "live.exmaple.com"`:     "CDN has other values",
		`instance_no = "5678", profile_id = 5, cdn_domain = "live.example.com"`:      "CDN has other values",
		`instance_no = "777", profile_id = 91, cdn_domain = "live.example.com"`:      "Channel is on CDN+",
		`instance_no = "778", profile_id = 91, cdn_domain = "older.cdn.example.com"`: "CDN is a CDN+",
	} {
		api := startOldChannels(t, 1)
		for id, no := range map[string]string{"ls-1": "5678", "ls-2": "778"} {
			api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Name: "other_" + no, Status: "READY"})
		}
		api.EditChannel("ls-2", func(fields map[string]any) {
			fields["cdn"] = map[string]any{"cdnType": "CDN_PLUS", "instanceNo": "778", "cdnDomain": "older.cdn.example.com"}
		})
		expectOutput(t, newWorkspace(t, movedHCL(api, 1, "cdn = { "+cdn+" }")).runFailing("apply", "-auto-approve"), want)
		if n := len(moves(api)); n != 0 {
			t.Errorf("%s: %d moves were sent", cdn, n)
		}
	}
}
