package provider

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

const (
	actionType = "livestation_send_test_event"
	testID     = "ls-20200101000000-TEST0"
)

// actionConfig is the config block of the action; a nil event is null.
type actionConfig struct {
	callbackURL, channelID string
	event                  any
}

func (c actionConfig) dynamic(t *testing.T) *tfprotov6.DynamicValue {
	t.Helper()
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"callback_url": tftypes.String, "channel_id": tftypes.String, "event": tftypes.String,
	}}
	return dynamic(t, kind, tftypes.NewValue(kind, map[string]tftypes.Value{
		"callback_url": tftypes.NewValue(tftypes.String, c.callbackURL),
		"channel_id":   tftypes.NewValue(tftypes.String, c.channelID),
		"event":        tftypes.NewValue(tftypes.String, c.event),
	}))
}

// actionServer returns the part of the protocol about actions.
func (s session) actionServer() tfprotov6.ProviderServerWithActions { //nolint:staticcheck // Temporary.
	s.t.Helper()
	server, ok := s.server.(tfprotov6.ProviderServerWithActions) //nolint:staticcheck // Temporary.
	if !ok {
		s.t.Fatal("the provider has no actions")
	}
	return server
}

// invoke runs the action and returns its progress and its diagnostics. The provider is
// not configured: the action needs no account.
func (s session) invoke(ctx context.Context, config actionConfig) (progress []string, diags []*tfprotov6.Diagnostic) {
	s.t.Helper()
	stream, err := s.actionServer().
		InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: actionType, Config: config.dynamic(s.t)})
	if err != nil {
		s.t.Fatal(err)
	}
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			diags = event.Diagnostics
		}
	}
	return progress, diags
}

// A receiver records the bodies of the events that are posted to it.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
}

// startReceiver starts a receiver that responds with a handler.
func startReceiver(t *testing.T, handler http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		r.bodies = append(r.bodies, string(body))
		r.mu.Unlock()
		handler(w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) events() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.bodies...)
}

func accept(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }

func respond(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func TestSendTestEvent_postsOneEvent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		event any
		want  string
	}{
		"default": {want: "STREAM_UPDATE"},
		"chosen":  {event: "ONAIR \"START\"", want: "ONAIR \"START\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startReceiver(t, accept)
			before := time.Now().Truncate(time.Millisecond)
			progress, diags := newSession(t, nil).invoke(t.Context(), actionConfig{
				callbackURL: r.URL + "/live?token=s3cr3t", channelID: testID, event: c.event,
			})
			if len(diags) != 0 {
				t.Fatalf("unexpected diagnostics: %s", formatDiags(diags))
			}
			want := []string{
				fmt.Sprintf("Sending %q for channel %s to %s/live?token=(hidden)", c.want, testID, r.URL),
				"The receiver returned HTTP 202",
			}
			if strings.Join(progress, "\n") != strings.Join(want, "\n") {
				t.Errorf("the progress is %q, want %q", progress, want)
			}
			events := r.events()
			if len(events) != 1 {
				t.Fatalf("%d events were posted: %q", len(events), events)
			}
			got, err := livestation.ParseEvent(events[0]) // as a receiver's owner parses it
			if err != nil {
				t.Fatal(err)
			}
			if got.Event != c.want || got.ChannelID != testID || got.LogLevel != "INFO" {
				t.Errorf("the event is %+v", got)
			}
			if sent := time.UnixMilli(got.Timestamp); sent.Before(before) || sent.After(time.Now()) {
				t.Errorf("the time is %s", sent)
			}
		})
	}
}

func TestSendTestEvent_givesEachEventAnotherID(t *testing.T) {
	t.Parallel()
	r := startReceiver(t, accept)
	s := newSession(t, nil)
	for range 2 {
		if _, diags := s.invoke(t.Context(), actionConfig{callbackURL: r.URL, channelID: testID}); len(diags) != 0 {
			t.Fatalf("unexpected diagnostics: %s", formatDiags(diags))
		}
	}
	events := r.events()
	first, _, _ := strings.Cut(events[0], ",")
	second, _, _ := strings.Cut(events[1], ",")
	if first == second {
		t.Errorf("both events begin with %s", first)
	}
}

func TestSendTestEvent_failsIfReceiverDoesNotAccept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		respond http.HandlerFunc
		url     string // if there is no response
		summary string
		advice  string
	}{
		"refused": {
			url: "http://127.0.0.1:1", summary: "Can't connect to the receiver",
			advice: "Check callback_url, that the server is running",
		},
		"redirect": {
			respond: fakeapi.Redirect(302, "https://other.example"),
			summary: "Receiver returned a redirect (HTTP 302)", advice: "Set callback_url to the final URL",
		},
		"not found": {
			respond: respond(404), summary: "Receiver returned HTTP 404",
			advice: "Check the path in callback_url, or set channel_id to a channel that the receiver knows",
		},
		"unauthorized": {
			respond: respond(401), summary: "Receiver returned HTTP 401", advice: "Check the secret in callback_url",
		},
		"throttled": {
			respond: respond(429), summary: "Receiver returned HTTP 429",
			advice: "Run Terraform again in a few minutes",
		},
		"server error": {
			respond: respond(503), summary: "Receiver returned HTTP 503", advice: "Check the log of the receiver",
		},
		"unknown channel": {
			respond: respond(409), summary: "Receiver returned HTTP 409",
			advice: "or set channel_id to a channel that the receiver knows",
		},
		"lost": {
			respond: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			summary: "Connection to the receiver lost", advice: "Check the log of the receiver",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startReceiver(t, c.respond)
			callbackURL := cmp.Or(c.url, r.URL)
			event := actionConfig{callbackURL: callbackURL + "/?token=s3cr3t", channelID: testID}
			_, diags := newSession(t, nil).invoke(t.Context(), event)
			got := onlyError(t, diags)
			d := diag.NewErrorDiagnostic(got.Summary, got.Detail)
			messages.ExpectErrorSummary(t, d, c.summary)
			messages.ExpectDetail(t, d, c.advice, "  Request:   POST "+callbackURL+"/?token=(hidden)\n")
			messages.ExpectNotInDetail(t, d, "s3cr3t")
			if got.Attribute.String() != `AttributeName("callback_url")` {
				t.Errorf("the attribute is %s", got.Attribute)
			}
			if n := len(r.events()); n != 1 && c.url == "" {
				t.Errorf("%d events were posted", n)
			}
		})
	}
}

// Terraform was interrupted: no one receives progress any more, and the action must
// end nevertheless.
func TestSendTestEvent_endsWhenCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var once atomic.Bool
	r := startReceiver(t, func(_ http.ResponseWriter, r *http.Request) {
		once.Store(true)
		cancel()
		<-r.Context().Done()
	})
	_, diags := newSession(t, nil).invoke(ctx, actionConfig{callbackURL: r.URL, channelID: testID})
	if got := onlyError(t, diags); got.Summary != "Test event canceled" {
		t.Errorf("the summary is %q", got.Summary)
	}
	if !once.Load() {
		t.Error("the event was not sent")
	}
}

// terraform-plugin-go drops the error of an interrupted action, and Terraform takes the
// end of its stream as a success: it goes on to register the URL.
func TestSendTestEvent_failureStopsRegistrationInTheSameRun(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		ctx, cancel := context.WithCancel(t.Context())
		var requests atomic.Int64
		r := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
			switch requests.Add(1) {
			case 1:
				cancel()
				<-r.Context().Done()
			case 2:
				w.WriteHeader(http.StatusForbidden)
			}
		})
		s := newConfiguredSession(t, api)
		event := actionConfig{callbackURL: r.URL, channelID: testID}
		for _, ctx := range []context.Context{ctx, t.Context()} {
			s.invoke(ctx, event)
			failure := onlyError(t, s.create(t.Context(), c, r.URL))
			if want := "Test event not accepted, URL not registered"; failure.Summary != want {
				t.Errorf("the create fails with %q, want %q", failure.Summary, want)
			}
			expectPosts(t, api, 0)
		}
		s.invoke(t.Context(), event)
		expectNoErrors(t, s.create(t.Context(), c, r.URL))
		c.expectRegistered(t, api, r.URL)
	})
}

func TestSendTestEvent_sendsNothingIfCanceledBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := startReceiver(t, accept)
	progress, diags := newSession(t, nil).invoke(ctx, actionConfig{callbackURL: r.URL, channelID: testID})
	if got := onlyError(t, diags); got.Summary != "Test event canceled" {
		t.Errorf("the summary is %q", got.Summary)
	}
	if len(progress) != 0 {
		t.Errorf("the progress is %q", progress)
	}
	if n := len(r.events()); n != 0 {
		t.Errorf("%d events were posted", n)
	}
}

func TestSendTestEvent_validatesConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config  actionConfig
		summary string
	}{
		"URL": {
			config:  actionConfig{callbackURL: "events.example.com", channelID: testID},
			summary: "Invalid callback URL",
		},
		"zero-width space at the end of a pasted URL": {
			config:  actionConfig{callbackURL: "https://a.example/live\u200b", channelID: testID},
			summary: "Invalid callback URL",
		},
		"channel": {
			config:  actionConfig{callbackURL: "https://a.example", channelID: "../a"},
			summary: "Invalid channel ID",
		},
		"empty event": {
			config:  actionConfig{callbackURL: "https://a.example", channelID: testID, event: ""},
			summary: "Invalid Attribute Value Length",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp, err := newSession(t, nil).actionServer().ValidateActionConfig(t.Context(),
				&tfprotov6.ValidateActionConfigRequest{ActionType: actionType, Config: c.config.dynamic(t)})
			if err != nil {
				t.Fatal(err)
			}
			if got := onlyError(t, resp.Diagnostics); got.Summary != c.summary {
				t.Errorf("the summary is %q, want %q", got.Summary, c.summary)
			}
		})
	}
}

// A plan must send no event.
func TestSendTestEvent_planSendsNothing(t *testing.T) {
	t.Parallel()
	r := startReceiver(t, accept)
	resp, err := newSession(t, nil).actionServer().PlanAction(t.Context(), &tfprotov6.PlanActionRequest{
		ActionType: actionType, Config: actionConfig{callbackURL: r.URL, channelID: testID}.dynamic(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	expectNoErrors(t, resp.Diagnostics)
	if n := len(r.events()); n != 0 {
		t.Errorf("%d events were posted", n)
	}
}

// The example, with another URL: the action decides whether the URL is registered.
func TestAccSendTestEvent_failureStopsRegistration(t *testing.T) {
	t.Parallel()
	requireFeature(t, actionFeature)
	example := readExample(t, filepath.Join("..", "..", "examples", "actions", actionType, "action.tf"))
	good := startReceiver(t, accept)
	refuses := startReceiver(t, respond(403))
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	w := emptyWorkspace(t)
	apply := func(callbackURL string, arguments ...string) (string, error) {
		w.write(strings.ReplaceAll(example, "https://events.example.com", callbackURL))
		return w.terraform(withKeys(api.URL), append([]string{"apply", "-auto-approve"}, arguments...)...)
	}
	registered := func() string { return api.Channel("live", fakeapi.MainStage().ID).CallbackEndpoint }
	w.write(example)
	w.init()

	out, err := apply("http://127.0.0.1:1")
	if err == nil {
		t.Error("the create succeeds although the receiver is down")
	}
	expectOutput(t, out, "Can't connect to the receiver", "Check callback_url")
	if registered() != "" {
		t.Errorf("%q was registered although the receiver is down", registered())
	}
	if out, err := apply(good.URL); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := good.URL + "/main-stage"
	if registered() != want {
		t.Errorf("%q is registered, want %q", registered(), want)
	}
	if out, err := apply(refuses.URL); err == nil || !outputMatches("Receiver returned HTTP 403").MatchString(out) {
		t.Errorf("update: %v\n%s", err, out)
	}
	if registered() != want {
		t.Errorf("%q is registered, want %q", registered(), want)
	}
	if n := len(refuses.events()); n != 1 {
		t.Errorf("%d events were posted to the receiver that refuses", n)
	}
	if out, err := apply(good.URL); err != nil || !strings.Contains(out, "0 added, 0 changed") {
		t.Errorf("without a change: %v\n%s", err, out)
	}
	if n := len(good.events()); n != 1 {
		t.Errorf("%d events were posted by the create and an apply without changes", n)
	}
	if out, err := apply(good.URL, "-invoke=action.livestation_send_test_event.main_stage"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if n := len(good.events()); n != 2 {
		t.Errorf("%d events were posted after -invoke", n)
	}
}
