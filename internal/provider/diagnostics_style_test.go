package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

// The tests of this file check the form of every diagnostic: short paragraphs that
// begin with what to do, and then one indented block for support.

func TestImportDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	for _, r := range resources(t) {
		importer, ok := r.(resource.ResourceWithImportState)
		if !ok {
			t.Errorf("%T cannot be imported", r)
			continue
		}
		for _, id := range []string{"", "main stage", "live/" + strings.Repeat("a/b", 1000)} {
			var resp resource.ImportStateResponse
			importer.ImportState(t.Context(), resource.ImportStateRequest{ID: id}, &resp)
			messages.ExpectStyle(t, messages.Only(t, resp.Diagnostics))
		}
	}
}

func TestConfigureDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	for _, d := range []diag.Diagnostic{
		diagnose.UnknownArguments([]string{
			"access_key", "secret_key", "profile", "shared_config_file", "use_server_role",
			"site", "region", "endpoint", "max_retries", "timeout",
		}),
		diagnose.InaccurateClock(-2 * time.Hour),
		diagnose.InaccurateClock(400 * 24 * time.Hour),
	} {
		messages.ExpectStyle(t, d)
	}
	for _, d := range dataSources(t) {
		configurable, ok := d.(datasource.DataSourceWithConfigure)
		if !ok {
			t.Errorf("%T cannot be configured", d)
			continue
		}
		var resp datasource.ConfigureResponse
		configurable.Configure(t.Context(), datasource.ConfigureRequest{}, &resp)
		if len(resp.Diagnostics) != 0 {
			t.Errorf("before the provider is configured: %v", resp.Diagnostics)
		}
		configurable.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: "not provider data"}, &resp)
		got := messages.Only(t, resp.Diagnostics)
		messages.ExpectDetail(t, got, "string")
		messages.ExpectStyle(t, got)
	}
}
