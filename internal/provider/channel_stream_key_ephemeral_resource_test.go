package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

var ephemeralFeature = feature{name: "ephemeral resources", terraform: "1.10.0", tofu: "1.11.0"}

var streamKeyType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"channel_id": tftypes.String, "publish_url": tftypes.String,
	"stream_key": tftypes.String, "backup_stream_key": tftypes.String,
}}

// openStreamKey opens the ephemeral resource as Terraform does, without Terraform.
func (s session) openStreamKey(
	id string, capabilities *tfprotov6.OpenEphemeralResourceClientCapabilities,
) *tfprotov6.OpenEphemeralResourceResponse {
	s.t.Helper()
	config := tftypes.NewValue(streamKeyType, map[string]tftypes.Value{
		"channel_id":        tftypes.NewValue(tftypes.String, id),
		"stream_key":        tftypes.NewValue(tftypes.String, nil),
		"backup_stream_key": tftypes.NewValue(tftypes.String, nil),
		"publish_url":       tftypes.NewValue(tftypes.String, nil),
	})
	resp, err := s.server.OpenEphemeralResource(s.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName:           "livestation_channel_stream_key",
		Config:             dynamic(s.t, streamKeyType, config),
		ClientCapabilities: capabilities,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

func openedValues(t *testing.T, resp *tfprotov6.OpenEphemeralResourceResponse) map[string]string {
	t.Helper()
	if len(resp.Diagnostics) > 0 {
		t.Fatal(formatDiags(resp.Diagnostics))
	}
	result, err := resp.Result.Unmarshal(streamKeyType)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := result.As(&attributes); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, value := range attributes {
		var text string
		if !value.IsNull() && value.As(&text) == nil {
			values[name] = text
		}
	}
	return values
}

func TestChannelStreamKey_hasNoBackupKeyWithOneInput(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	setMainStage(api, "live", "READY", func(object map[string]any) { object["backupStreamKey"] = "" })
	s := newSession(t, nil)
	s.configure(blockFor(api, fakeapi.Allowed))
	if key, ok := openedValues(t, s.openStreamKey(fakeapi.MainStage().ID, nil))["backup_stream_key"]; ok {
		t.Errorf("backup_stream_key is %q, want null", key)
	}
}

func TestChannelStreamKey_reportsErrorsWithoutKeys(t *testing.T) {
	t.Parallel()
	const format = "Unexpected response format (HTTP 200)"
	set := func(field string, value any) func(map[string]any) {
		return func(object map[string]any) { object[field] = value }
	}
	for name, c := range map[string]struct {
		channelType, status string
		change              func(object map[string]any)
		summary             string
	}{
		"deleted":      {channelType: "live", status: "DELETED", summary: "Channel deleted: ls-20200327140131-aBCD3"},
		"another type": {channelType: "vod2live", status: "READY", summary: "Wrong type of channel"},
		"another ID":   {channelType: "live", status: "READY", change: set("channelId", "ls-2"), summary: format},
		"a nested key": {
			channelType: "live", status: "READY", change: set("streamKey", []string{fakeapi.StreamKey}), summary: format,
		},
		"an invalid URL": {
			channelType: "live", status: "READY", change: set("callbackEndpoint", fakeapi.StreamKey+"\x07"), summary: format,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			setMainStage(api, c.channelType, c.status, c.change)
			s := newSession(t, nil)
			s.configure(blockFor(api, fakeapi.Allowed))
			got := onlyError(t, s.openStreamKey(fakeapi.MainStage().ID, nil).Diagnostics)
			if got.Summary != c.summary {
				t.Errorf("the summary is %q, want %q", got.Summary, c.summary)
			}
			if strings.Contains(got.Detail, fakeapi.StreamKey) {
				t.Errorf("the detail contains the stream key: %s", got.Detail)
			}
		})
	}
}

func TestChannelStreamKey_namesUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	s.configure(block{"access_key": tftypes.UnknownValue, "secret_key": "s"})
	got := onlyError(t, s.openStreamKey("ls-1", nil).Diagnostics)
	if got.Summary != "Unknown value in provider configuration" || !strings.Contains(got.Detail, "access_key") {
		t.Errorf("got %s", formatDiags([]*tfprotov6.Diagnostic{got}))
	}
}

func TestChannelStreamKey_defersIfTerraformAllowsIt(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	s.configureAs(block{"access_key": tftypes.UnknownValue, "secret_key": "s"},
		&tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
	resp := s.openStreamKey("ls-1", &tfprotov6.OpenEphemeralResourceClientCapabilities{DeferralAllowed: true})
	if len(resp.Diagnostics) > 0 {
		t.Error(formatDiags(resp.Diagnostics))
	}
	if resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %+v, want it to be deferred because of the provider's configuration", resp.Deferred)
	}
}

func TestEphemeralResource_rejectsForeignProviderData(t *testing.T) {
	t.Parallel()
	var resp ephemeral.ConfigureResponse
	configurable, ok := channel.NewStreamKey().(ephemeral.EphemeralResourceWithConfigure)
	if !ok {
		t.Fatal("the ephemeral resource cannot be configured")
	}
	configurable.Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: 1}, &resp)
	if !resp.Diagnostics.HasError() {
		t.Error("data of another type is accepted")
	}
}

// The echo provider puts an ephemeral value into the state, so that a test can see it.
func TestAccChannelStreamKey_reachesAnotherProvider(t *testing.T) {
	t.Parallel()
	requireFeature(t, ephemeralFeature)
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	providers := factories()
	providers["echo"] = echoprovider.NewProviderServer()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providers,
		Steps: []resource.TestStep{{
			Config: providerBlock(api, fakeapi.Allowed) + fmt.Sprintf(`
				ephemeral "livestation_channel_stream_key" "it" {
					channel_id = %q
				}
				provider "echo" {
					data = ephemeral.livestation_channel_stream_key.it
				}
				resource "echo" "it" {}`, fakeapi.MainStage().ID),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.it", tfjsonpath.New("data"), knownvalue.ObjectExact(map[string]knownvalue.Check{
					"channel_id":        nullOrString(fakeapi.MainStage().ID),
					"stream_key":        nullOrString(fakeapi.StreamKey),
					"backup_stream_key": nullOrString(fakeapi.BackupStreamKey),
					"publish_url":       nullOrString("rtmp://rtmp.example.com:8080/relay"),
				})),
			},
		}},
	})
	expectAccepted(t, api)
}
