package provider

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const (
	channelResourceType = "livestation_channel_callback_endpoint"
	stageID             = "ls-20200327140131-aBCD3"
	otherID             = "ls-20200327140132-eFGH4"
)

// channelValue is the resource livestation_channel_callback_endpoint in the protocol.
type channelValue struct{ id, channelType, url string }

var channelValueType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"channel_id": tftypes.String, "channel_type": tftypes.String, "callback_url": tftypes.String,
}}

func (v channelValue) dynamic(t *testing.T) *tfprotov6.DynamicValue {
	t.Helper()
	return dynamic(t, channelValueType, tftypes.NewValue(channelValueType, map[string]tftypes.Value{
		"channel_id":   tftypes.NewValue(tftypes.String, v.id),
		"channel_type": tftypes.NewValue(tftypes.String, v.channelType),
		"callback_url": tftypes.NewValue(tftypes.String, v.url),
	}))
}

// noChannel is the value of a resource before it is created.
func noChannel(t *testing.T) *tfprotov6.DynamicValue {
	t.Helper()
	return dynamic(t, channelValueType, tftypes.NewValue(channelValueType, nil))
}

var channelIdentityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"channel_id": tftypes.String, "channel_type": tftypes.String,
}}

// channelIdentity is an identity in the protocol. "" is null for the type.
func channelIdentity(t *testing.T, id, channelType string) *tfprotov6.ResourceIdentityData {
	t.Helper()
	value := map[string]tftypes.Value{
		"channel_id":   tftypes.NewValue(tftypes.String, id),
		"channel_type": tftypes.NewValue(tftypes.String, nil),
	}
	if channelType != "" {
		value["channel_type"] = tftypes.NewValue(tftypes.String, channelType)
	}
	return &tfprotov6.ResourceIdentityData{
		IdentityData: dynamic(t, channelIdentityType, tftypes.NewValue(channelIdentityType, value)),
	}
}

// expectIdentity fails unless an identity is that of a channel.
func expectIdentity(t *testing.T, got *tfprotov6.ResourceIdentityData, id, channelType string) {
	t.Helper()
	if got == nil {
		t.Fatal("there is no identity")
	}
	value, err := got.IdentityData.Unmarshal(channelIdentityType)
	if err != nil {
		t.Fatal(err)
	}
	want, err := channelIdentity(t, id, channelType).IdentityData.Unmarshal(channelIdentityType)
	if err != nil {
		t.Fatal(err)
	}
	if !value.Equal(want) {
		t.Errorf("the identity is %s, want %s", value, want)
	}
}

// expectNoErrors fails if a diagnostic is an error.
func expectNoErrors(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Fatalf("unexpected error: %s", formatDiags(diags))
		}
	}
}

// startStageAPI starts an API with a live channel that has a callback endpoint.
func startStageAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.PutChannel(
		fakeapi.Channel{Type: "live", ID: stageID, Name: "stage", Status: "READY", CallbackEndpoint: registeredURL},
	)
	return api
}

// configured returns a session with the allowed account at an API.
func configured(t *testing.T, api *fakeapi.Server) session {
	t.Helper()
	s := newSession(t, nil)
	expectNoErrors(t, s.configure(blockFor(api, fakeapi.Allowed)))
	return s
}

// apply applies a change; prior is nil for a create. identity is the planned one.
func (s session) apply(
	prior *channelValue,
	planned channelValue,
	identity *tfprotov6.ResourceIdentityData,
) *tfprotov6.ApplyResourceChangeResponse {
	s.t.Helper()
	before := noChannel(s.t)
	if prior != nil {
		before = prior.dynamic(s.t)
	}
	resp, err := s.server.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: channelResourceType, PriorState: before, PlannedState: planned.dynamic(s.t), Config: planned.dynamic(s.t),
		PlannedIdentity: identity,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

func (s session) readChannel(
	state channelValue,
	identity *tfprotov6.ResourceIdentityData,
) *tfprotov6.ReadResourceResponse {
	s.t.Helper()
	resp, err := s.server.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: channelResourceType, CurrentState: state.dynamic(s.t), CurrentIdentity: identity,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

func (s session) importChannel(
	id string,
	identity *tfprotov6.ResourceIdentityData,
) *tfprotov6.ImportResourceStateResponse {
	s.t.Helper()
	resp, err := s.server.ImportResourceState(s.t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: channelResourceType, ID: id, Identity: identity,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

// A state that an earlier version of the provider or Terraform before 1.12 wrote has no
// identity. In a replacement, Terraform sends the identity of the replaced resource.
func TestIdentity_isThatOfTheChannel(t *testing.T) {
	t.Parallel()
	type outcome struct {
		identity *tfprotov6.ResourceIdentityData
		diags    []*tfprotov6.Diagnostic
	}
	state := channelValue{id: stageID, channelType: "live", url: registeredURL}
	changed := channelValue{id: stageID, channelType: "live", url: "https://new.example"}
	read := func(s session, known channelValue, prior *tfprotov6.ResourceIdentityData) outcome {
		resp := s.readChannel(known, prior)
		return outcome{identity: resp.NewIdentity, diags: resp.Diagnostics}
	}
	apply := func(s session, prior *channelValue, planned channelValue, is *tfprotov6.ResourceIdentityData) outcome {
		resp := s.apply(prior, planned, is)
		return outcome{identity: resp.NewIdentity, diags: resp.Diagnostics}
	}
	for name, act := range map[string]func(s session, api *fakeapi.Server) outcome{
		"read without one": func(s session, _ *fakeapi.Server) outcome { return read(s, state, nil) },
		"read": func(s session, _ *fakeapi.Server) outcome {
			return read(s, changed, channelIdentity(s.t, stageID, "live"))
		},
		"read of a deleted channel": func(s session, api *fakeapi.Server) outcome {
			api.RemoveChannel("live", stageID)
			return read(s, state, nil)
		},
		"read without a registration": func(s session, api *fakeapi.Server) outcome {
			api.PutChannel(fakeapi.Channel{Type: "live", ID: stageID, Status: "READY"})
			return read(s, state, nil)
		},
		"create": func(s session, _ *fakeapi.Server) outcome { return apply(s, nil, state, nil) },
		"replacement": func(s session, _ *fakeapi.Server) outcome {
			return apply(s, nil, state, channelIdentity(s.t, otherID, "vod2live"))
		},
		"update without one": func(s session, _ *fakeapi.Server) outcome { return apply(s, &state, changed, nil) },
		"plan of an update": func(s session, _ *fakeapi.Server) outcome {
			resp, err := s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
				TypeName: channelResourceType, PriorState: state.dynamic(s.t), ProposedNewState: changed.dynamic(s.t),
				Config: changed.dynamic(s.t), PriorIdentity: channelIdentity(s.t, stageID, "live"),
			})
			if err != nil {
				s.t.Fatal(err)
			}
			return outcome{identity: resp.PlannedIdentity, diags: resp.Diagnostics}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startStageAPI(t)
			got := act(configured(t, api), api)
			expectNoErrors(t, got.diags)
			expectIdentity(t, got.identity, stageID, "live")
		})
	}
}

func TestIdentity_importsChannel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id       string
		identity *tfprotov6.ResourceIdentityData
		want     channelValue
	}{
		"ID": {
			id:   "vod2live/" + otherID,
			want: channelValue{id: otherID, channelType: "vod2live", url: "https://vod.example"},
		},
		"identity without a type": {
			identity: channelIdentity(t, stageID, ""),
			want:     channelValue{id: stageID, channelType: "live", url: registeredURL},
		},
		"identity with a type": {
			identity: channelIdentity(t, otherID, "vod2live"),
			want:     channelValue{id: otherID, channelType: "vod2live", url: "https://vod.example"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startStageAPI(t)
			api.PutChannel(
				fakeapi.Channel{Type: "vod2live", ID: otherID, Status: "READY", CallbackEndpoint: "https://vod.example"},
			)
			resp := configured(t, api).importChannel(c.id, c.identity)
			expectNoErrors(t, resp.Diagnostics)
			if len(resp.ImportedResources) != 1 {
				t.Fatalf("%d resources were imported", len(resp.ImportedResources))
			}
			expectIdentity(t, resp.ImportedResources[0].Identity, c.want.id, c.want.channelType)
			got, err := resp.ImportedResources[0].State.Unmarshal(channelValueType)
			if err != nil {
				t.Fatal(err)
			}
			if want, _ := c.want.dynamic(t).Unmarshal(channelValueType); !got.Equal(want) {
				t.Errorf("the state is %s, want %s", got, want)
			}
		})
	}
}

func TestIdentity_importRejectsInvalidIdentity(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id       string
		identity *tfprotov6.ResourceIdentityData
		summary  string
		detail   string
	}{
		"empty channel": {
			identity: channelIdentity(t, "", ""),
			summary:  "Invalid import ID", detail: `Got: "live/"`,
		},
		"path": {
			identity: channelIdentity(t, "../events", ""),
			summary:  "Invalid import ID", detail: `Got: "live/../events"`,
		},
		"unknown type": {
			identity: channelIdentity(t, stageID, "vod"),
			summary:  "Invalid import ID", detail: "one of live, re_stream, vod2live",
		},
		"other type": {
			identity: channelIdentity(t, stageID, "vod2live"),
			summary:  "Wrong channel_type", detail: `Set channel_type = "live"`,
		},
		"channel without an endpoint": {
			identity: channelIdentity(t, otherID, ""),
			summary:  "Nothing to import", detail: "Create the resource instead",
		},
		"neither ID nor identity": {summary: "Invalid import ID", detail: `Got: ""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startStageAPI(t)
			api.PutChannel(fakeapi.Channel{Type: "live", ID: otherID, Status: "READY"})
			got := onlyError(t, configured(t, api).importChannel(c.id, c.identity).Diagnostics)
			if got.Summary != c.summary {
				t.Errorf("the summary is %q, want %q", got.Summary, c.summary)
			}
			if !strings.Contains(got.Detail, c.detail) {
				t.Errorf("the detail is %q, want %q in it", got.Detail, c.detail)
			}
		})
	}
}

// A state file of an earlier version of the provider has no identity. The upgrade reads
// it, even if the registration is lost, and the next apply saves the identity.
func TestAccIdentity_survivesUpgrade(t *testing.T) {
	t.Parallel()
	c := channelRegistration("re_stream")
	api := c.startEmptyAPI(t)
	w := c.applied(t, api, c.hcl(firstURL))
	file := filepath.Join(w.folder, "terraform.tfstate")
	removeIdentity := func() {
		state := readExample(t, file)
		for _, pattern := range []string{`"identity": \{[^}]*\},?\s*`, `"identity_schema_version": \d+,?\s*`} {
			state = regexp.MustCompile(pattern).ReplaceAllString(state, "")
		}
		state = regexp.MustCompile(`,(\s*\})`).ReplaceAllString(state, "$1")
		if strings.Contains(state, "identity") {
			t.Fatalf("the state still has an identity:\n%s", state)
		}
		if err := os.WriteFile(file, []byte(state), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	removeIdentity()
	w.expectNoChanges()
	w.write(providerBlock(api, fakeapi.Allowed) + c.hcl(secondURL))
	expectOutput(t, w.run("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	removeIdentity()
	c.register(api, "")
	expectOutput(t, w.run("apply", "-auto-approve"), "1 to add, 0 to change, 0 to destroy", notFoundWarn)
	if c, err := installedCLI(); err == nil && identityFeature.missingIn(c) == "" {
		expectOutput(t, readExample(t, file), `"identity": {`, `"channel_type": "re_stream"`)
	}
}
