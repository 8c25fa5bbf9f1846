package provider

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// newConfiguredSession returns a session that uses the API.
func newConfiguredSession(t *testing.T, api *fakeapi.Server) session {
	t.Helper()
	s := newSession(t, nil)
	expectNoErrors(t, s.configure(blockFor(api, fakeapi.Allowed)))
	return s
}

// create applies a planned create of the resource.
func (s session) create(ctx context.Context, c registrationCase, url string) []*tfprotov6.Diagnostic {
	s.t.Helper()
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"callback_url": tftypes.String}}
	values := map[string]tftypes.Value{"callback_url": tftypes.NewValue(tftypes.String, url)}
	if c.channelType != "" {
		kind.AttributeTypes["channel_id"] = tftypes.String
		kind.AttributeTypes["channel_type"] = tftypes.String
		values["channel_id"] = tftypes.NewValue(tftypes.String, channelID)
		values["channel_type"] = tftypes.NewValue(tftypes.String, c.channelType)
	}
	planned := dynamic(s.t, kind, tftypes.NewValue(kind, values))
	resp, err := s.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName:     c.resourceType,
		PriorState:   dynamic(s.t, kind, tftypes.NewValue(kind, nil)),
		PlannedState: planned,
		Config:       planned,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

func TestRegistrationCreate_twoOfOneTargetConflict(t *testing.T) {
	t.Parallel()
	eachRegistration(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		api.AfterEach(func() { time.Sleep(50 * time.Millisecond) }) // time for the other to look
		s := newConfiguredSession(t, api)
		urls := []string{firstURL, secondURL}
		diags := make([][]*tfprotov6.Diagnostic, len(urls))
		var group sync.WaitGroup
		for i := range urls {
			group.Go(func() { diags[i] = s.create(t.Context(), c, urls[i]) })
		}
		group.Wait()
		winner := 0
		if len(diags[0]) > 0 {
			winner = 1
		}
		expectNoErrors(t, diags[winner])
		failure := onlyError(t, diags[1-winner])
		if want := strings.TrimPrefix(conflictError, "Error: "); failure.Summary != want {
			t.Errorf("the second fails with %q, want %q", failure.Summary, want)
		}
		if !strings.Contains(failure.Detail, urls[winner]) {
			t.Errorf("the conflict does not show %s:\n%s", urls[winner], failure.Detail)
		}
		c.expectRegistered(t, api, urls[winner])
		expectPosts(t, api, 1)
	})
}

func TestRegistrationCreate_doesNotWaitForOtherTargets(t *testing.T) {
	t.Parallel()
	account, channel := defaultRegistration(), channelRegistration("live")
	api := channel.startEmptyAPI(t)
	api.RespondWhere(func(r *http.Request) bool {
		return isPost(r) && strings.HasSuffix(r.URL.Path, "/events/callbackEndpoint")
	}, fakeapi.Stall)
	s := newConfiguredSession(t, api)
	hanging, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { s.create(hanging, account, firstURL) })
	waitForPost(t, api)

	if diags := s.create(t.Context(), channel, secondURL); len(diags) > 0 {
		t.Errorf("the channel's registration fails:%s", formatDiags(diags))
	}
	channel.expectRegistered(t, api, secondURL)
	stop()
	group.Wait()
}

func waitForPost(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); posts(api) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the API received no POST request")
		}
	}
}

// Another process registers a URL between the POST and the request that reads it back.
func TestAccRegistration_reportsASimultaneousRegistration(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		overwriteAfterPost := func() {
			api.AfterEach(func() {
				requests := api.Requests()
				if requests[len(requests)-1].Method == http.MethodPost {
					c.register(api, foreignURL)
				}
			})
		}
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		overwriteAfterPost()
		expectOutput(t, w.runFailing("apply", "-auto-approve"), differsError, firstURL, foreignURL)
		expectPosts(t, api, 1)
		expectOutput(t, w.runFailing("plan"), conflictError, foreignURL)

		api.AfterEach(nil)
		c.register(api, firstURL)
		w.run("apply", "-auto-approve")
		c.rewrite(w, api, c.hcl(secondURL))
		overwriteAfterPost()
		expectOutput(t, w.runFailing("apply", "-auto-approve"), differsError, secondURL, foreignURL)
		expectOutput(t, w.run("plan"), foreignURL, "->", secondURL)
	})
}

// A read that is under way when the update begins may return a URL from before a
// colleague registered another one.
