package provider

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

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

func TestIdentity_schemaNamesChannel(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	resp, err := s.server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	expectNoErrors(t, resp.Diagnostics)
	if len(resp.IdentitySchemas) != 1 {
		t.Errorf("%d resources have an identity, want only %s", len(resp.IdentitySchemas), channelResourceType)
	}
	schema := resp.IdentitySchemas[channelResourceType]
	if schema == nil {
		t.Fatalf("%s has no identity", channelResourceType)
	}
	if schema.Version != 0 { // Otherwise Terraform upgrades identities that old states don't have.
		t.Errorf("the version is %d, want 0", schema.Version)
	}
	for _, a := range schema.IdentityAttributes {
		if required := a.Name == "channel_id"; a.RequiredForImport != required || a.OptionalForImport == required {
			t.Errorf("%s: required is %v, optional is %v", a.Name, a.RequiredForImport, a.OptionalForImport)
		}
	}
}

// A state that an earlier version of the provider wrote has no identity, nor has any
// state of Terraform before 1.12.
func TestIdentity_readSetsItWithoutPriorIdentity(t *testing.T) {
	t.Parallel()
	s := configured(t, startStageAPI(t))
	resp := s.readChannel(channelValue{id: stageID, channelType: "live", url: registeredURL}, nil)
	expectNoErrors(t, resp.Diagnostics)
	expectIdentity(t, resp.NewIdentity, stageID, "live")
}

func TestIdentity_readSetsItBeforeRemovingResource(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*fakeapi.Server){
		"the channel is deleted": func(api *fakeapi.Server) { api.RemoveChannel("live", stageID) },
		"nothing is registered": func(api *fakeapi.Server) {
			api.PutChannel(fakeapi.Channel{Type: "live", ID: stageID, Status: "READY"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startStageAPI(t)
			lose(api)
			resp := configured(t, api).readChannel(channelValue{id: stageID, channelType: "live", url: registeredURL}, nil)
			expectNoErrors(t, resp.Diagnostics)
			expectIdentity(t, resp.NewIdentity, stageID, "live")
			if state, err := resp.NewState.Unmarshal(channelValueType); err != nil || !state.IsNull() {
				t.Errorf("the resource is still in the state: %s, %v", state, err)
			}
		})
	}
}

func TestIdentity_doesNotChangeInRead(t *testing.T) {
	t.Parallel()
	s := configured(t, startStageAPI(t))
	resp := s.readChannel(
		channelValue{id: stageID, channelType: "live", url: "https://old.example"},
		channelIdentity(t, stageID, "live"),
	)
	expectNoErrors(t, resp.Diagnostics)
	expectIdentity(t, resp.NewIdentity, stageID, "live")
}

func TestIdentity_updateSetsItWithoutPlannedIdentity(t *testing.T) {
	t.Parallel()
	s := configured(t, startStageAPI(t))
	prior := channelValue{id: stageID, channelType: "live", url: registeredURL}
	resp := s.apply(&prior, channelValue{id: stageID, channelType: "live", url: "https://new.example"}, nil)
	expectNoErrors(t, resp.Diagnostics)
	expectIdentity(t, resp.NewIdentity, stageID, "live")
}

// In a replacement, Terraform sends the identity of the replaced resource.
func TestIdentity_createSetsItFromPlan(t *testing.T) {
	t.Parallel()
	for name, planned := range map[string]*tfprotov6.ResourceIdentityData{
		"without a planned identity": nil,
		"with that of another":       channelIdentity(t, otherID, "vod2live"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := configured(t, startStageAPI(t))
			resp := s.apply(nil, channelValue{id: stageID, channelType: "live", url: registeredURL}, planned)
			expectNoErrors(t, resp.Diagnostics)
			expectIdentity(t, resp.NewIdentity, stageID, "live")
		})
	}
}

func TestIdentity_planOfUpdateKeepsIt(t *testing.T) {
	t.Parallel()
	s := configured(t, startStageAPI(t))
	planned := channelValue{id: stageID, channelType: "live", url: "https://new.example"}
	resp, err := s.server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName:         channelResourceType,
		PriorState:       channelValue{id: stageID, channelType: "live", url: registeredURL}.dynamic(t),
		ProposedNewState: planned.dynamic(t),
		Config:           planned.dynamic(t),
		PriorIdentity:    channelIdentity(t, stageID, "live"),
	})
	if err != nil {
		t.Fatal(err)
	}
	expectNoErrors(t, resp.Diagnostics)
	expectIdentity(t, resp.PlannedIdentity, stageID, "live")
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
			summary:  "Invalid channel_id in import identity", detail: `Got: ""`,
		},
		"path": {
			identity: channelIdentity(t, "../events", ""),
			summary:  "Invalid channel_id in import identity", detail: `Got: "../events"`,
		},
		"unknown type": {
			identity: channelIdentity(t, stageID, "vod"),
			summary:  "Invalid channel_type in import identity", detail: "one of live, re_stream, vod2live",
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

// serverWithoutIdentity is the provider as it was before its resource had an identity.
type serverWithoutIdentity struct{ tfprotov6.ProviderServer }

func (serverWithoutIdentity) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (s serverWithoutIdentity) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := s.ProviderServer.ReadResource(ctx, req)
	if resp != nil {
		resp.NewIdentity = nil
	}
	return resp, err
}

func (s serverWithoutIdentity) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.ProviderServer.PlanResourceChange(ctx, req)
	if resp != nil {
		resp.PlannedIdentity = nil
	}
	return resp, err
}

func (s serverWithoutIdentity) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.ProviderServer.ApplyResourceChange(ctx, req)
	if resp != nil {
		resp.NewIdentity = nil
	}
	return resp, err
}

func factoriesWithoutIdentity() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){"livestation": func() (tfprotov6.ProviderServer, error) {
		server, err := providerserver.NewProtocol6WithError(providerIn(nil))()
		return serverWithoutIdentity{server}, err
	}}
}

// From an earlier version of the provider to this one and back, with changes by each.
func TestAccIdentity_survivesUpgradeAndDowngrade(t *testing.T) {
	t.Parallel()
	c := channelRegistration("re_stream")
	api := c.startEmptyAPI(t)
	config := func(url string) string { return providerBlock(api, fakeapi.Allowed) + c.hcl(url) }
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	before, now := factoriesWithoutIdentity(), factories()
	resource.Test(t, resource.TestCase{Steps: []resource.TestStep{
		{
			ProtoV6ProviderFactories: before,
			Config:                   config("https://a.example"),
			ConfigStateChecks:        c.expectURL("https://a.example"),
		},
		{ProtoV6ProviderFactories: now, Config: config("https://a.example"), ConfigPlanChecks: unchanged},
		{
			ProtoV6ProviderFactories: before,
			Config:                   config("https://b.example"),
			ConfigStateChecks:        c.expectURL("https://b.example"),
		},
		{
			ProtoV6ProviderFactories: now,
			Config:                   config("https://c.example"),
			ConfigStateChecks:        c.expectURL("https://c.example"),
		},
		{ProtoV6ProviderFactories: before, Config: config("https://c.example"), ConfigPlanChecks: unchanged},
		{ // The registration is lost, and the state has no identity.
			PreConfig:                func() { c.register(api, "") },
			ProtoV6ProviderFactories: now,
			Config:                   config("https://c.example"),
			ConfigStateChecks:        c.expectURL("https://c.example"),
		},
	}})
}

// A channel in another resource address, and another channel in the same address.
func TestAccIdentity_survivesReplacement(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for _, id := range []string{stageID, otherID} {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Status: "READY"})
	}
	config := func(id string) string {
		return providerBlock(api, fakeapi.Allowed) + fmt.Sprintf(
			"resource \"livestation_channel_callback_endpoint\" \"it\" {\n"+
				"  channel_id   = %q\n  callback_url = \"https://a.example\"\n}\n",
			id,
		)
	}
	identified := func(id string) []statecheck.StateCheck {
		if c, err := installedCLI(); err != nil || identityFeature.missingIn(c) != "" {
			return nil
		}
		return []statecheck.StateCheck{
			statecheck.ExpectIdentity("livestation_channel_callback_endpoint.it", map[string]knownvalue.Check{
				"channel_id": knownvalue.StringExact(id), "channel_type": knownvalue.StringExact("live"),
			}),
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: config(stageID), ConfigStateChecks: identified(stageID)},
			{Config: config(otherID), ConfigStateChecks: identified(otherID)},
		},
	})
}

func TestAccIdentity_importBlock(t *testing.T) {
	t.Parallel()
	requireFeature(t, identityFeature)
	for name, identity := range map[string]string{
		"channel ID only": fmt.Sprintf("channel_id = %q", channelID),
		"with a type":     fmt.Sprintf("channel_id = %q\n    channel_type = \"live\"", channelID),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := channelRegistration("live")
			api := c.startEmptyAPI(t)
			c.register(api, firstURL)
			block := fmt.Sprintf("import {\n  to = %s\n  identity = {\n    %s\n  }\n}\n", c.address(), identity)
			w := c.newWorkspace(t, api, c.hcl(firstURL)+block)
			expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
			w.expectNoChanges()
			expectPosts(t, api, 0)
		})
	}
}

// The state of an earlier version of the provider, written to a file.
func TestAccIdentity_readsStateFileWithoutIdentity(t *testing.T) {
	t.Parallel()
	c := channelRegistration("live")
	api := c.startEmptyAPI(t)
	w := c.newWorkspace(t, api, c.hcl(firstURL))
	w.run("apply", "-auto-approve")
	file := filepath.Join(w.folder, "terraform.tfstate")
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
	c.register(api, "")
	expectOutput(t, w.run("plan"), "1 to add, 0 to change, 0 to destroy", notFoundWarn)
}
