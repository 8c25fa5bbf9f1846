package provider

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

// The framework validates each schema before it returns it. Keys are sensitive.
func TestSchema_isValidAndDescribed(t *testing.T) {
	t.Parallel()
	resp, err := newSession(t, nil).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.Diagnostics) != 0 {
		t.Error(formatDiags(resp.Diagnostics))
	}
	schemas := map[string]*tfprotov6.Schema{"the provider block": resp.Provider}
	maps.Copy(schemas, resp.DataSourceSchemas)
	maps.Copy(schemas, resp.EphemeralResourceSchemas)
	for name, s := range resp.ResourceSchemas {
		schemas["resource "+name] = s
	}
	for name, s := range resp.ListResourceSchemas {
		schemas["list "+name] = s
	}
	for name, s := range resp.ActionSchemas {
		schemas["action "+name] = s.Schema
	}
	for name, s := range schemas {
		expectDescribed(t, name, s.Block.Attributes)
	}
}

func expectDescribed(t *testing.T, where string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, a := range attributes {
		if !strings.HasSuffix(a.Description, ".") {
			t.Errorf("%s: %s has no sentence that describes it", where, a.Name)
		}
		if strings.HasSuffix(a.Name, "_key") != a.Sensitive {
			t.Errorf("%s: %s is sensitive: %t", where, a.Name, a.Sensitive)
		}
		if a.NestedType != nil {
			expectDescribed(t, where, a.NestedType.Attributes)
		}
	}
}

func TestUserAgent_namesTerraformAndTheProvider(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	s := newSession(t, nil)
	if diags := s.configure(blockFor(api, fakeapi.Allowed)); len(diags) != 0 {
		t.Fatal(formatDiags(diags))
	}
	s.read(nil)
	want := "Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-livestation/test"
	if got := api.Requests()[0].Header.Get("User-Agent"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestConfigure_makesNoRequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	newSession(t, nil).configure(blockFor(api, fakeapi.Denied))
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the API received %d requests, want 0", n)
	}
}

// An invalid value is reported by terraform validate, and next to unknown values.
func TestProviderBlock_reportsInvalidValuesEarly(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	for _, b := range []block{{"region": "kr"}, {"region": "kr", "access_key": tftypes.UnknownValue}} {
		if failure := onlyError(t, s.validate(b)); failure.Summary != "Invalid region" {
			t.Errorf("validate: %s", failure.Summary)
		}
	}
	diags := s.configure(block{"region": "kr", "access_key": tftypes.UnknownValue})
	if failure := onlyError(t, diags); failure.Summary != "Invalid region" {
		t.Errorf("configure: %s", failure.Summary)
	}
}

// A value that Terraform knows only later is neither an error nor a reason to use the
// account in the environment.
func TestUnknownArguments_failTheReadOnly(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	t.Cleanup(func() {
		if n := len(api.Requests()); n != 0 {
			t.Errorf("the provider made %d requests with the account in the environment", n)
		}
	})
	unknown := tftypes.UnknownValue
	for name, c := range map[string]struct {
		block block
		want  string
	}{
		"both keys": {block: block{"access_key": unknown, "secret_key": unknown}, want: "access_key, secret_key"},
		"one key":   {block: block{"access_key": unknown, "secret_key": "s"}, want: "access_key"},
		"the other": {block: block{"access_key": "a", "secret_key": unknown}, want: "secret_key"},
		"endpoint":  {block: block{"endpoint": unknown}, want: "endpoint"},
		"the others": {
			block: block{
				"profile": unknown, "shared_config_file": unknown, "use_server_role": unknown, "site": unknown,
				"region": unknown, "max_retries": unknown, "timeout": unknown,
			},
			want: "profile, shared_config_file, use_server_role, site, region, max_retries, timeout",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, map[string]string{
				"NCLOUD_ACCESS_KEY":    fakeapi.Allowed.AccessKey,
				"NCLOUD_SECRET_KEY":    fakeapi.Allowed.SecretKey,
				"LIVESTATION_ENDPOINT": api.URL,
			})
			if diags := append(s.validate(c.block), s.configure(c.block)...); len(diags) != 0 {
				t.Fatalf("the configuration fails:%s", formatDiags(diags))
			}
			failure := onlyError(t, s.read(nil).Diagnostics)
			if want := "Unknown value in provider configuration"; failure.Summary != want {
				t.Errorf("the summary is %q, want %q", failure.Summary, want)
			}
			got := diag.NewErrorDiagnostic(failure.Summary, failure.Detail)
			messages.ExpectDetail(t, got, " "+c.want+" in the provider block", "-target")
			messages.ExpectStyle(t, got)
		})
	}
}

func TestUnknownArguments_deferTheReadIfAllowed(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	diags := s.configureAs(block{"access_key": tftypes.UnknownValue, "secret_key": "s"},
		&tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
	if len(diags) != 0 {
		t.Fatal(formatDiags(diags))
	}
	resp := s.read(&tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true})
	if len(resp.Diagnostics) != 0 {
		t.Errorf("the read returns%s", formatDiags(resp.Diagnostics))
	}
	if resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("the read is deferred because of %+v, want an unknown provider configuration", resp.Deferred)
	}
}

// An invalid provider block fails before any request.
func TestAccProviderBlock_reportsErrorsAtTheirPlace(t *testing.T) {
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{{
			Config: "provider \"livestation\" {\n  access_key = \"TESTACCESSKEY0000001\"\n}\n" + dataSource,
			ExpectError: outputMatches(
				"Error: Missing secret_key", `provider "livestation"`, "Set secret_key too, or use other credentials"),
		}},
	})
}
