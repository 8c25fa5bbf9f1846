package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestTheSchemasAreSound(t *testing.T) {
	t.Parallel()
	ctx, p := t.Context(), New("test")()
	var block provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &block)
	checkSchema(t, "the provider block", block.Schema.ValidateImplementation(ctx))
	for name, attribute := range block.Schema.Attributes {
		checkDescription(t, "the provider block", name, attribute)
	}
	for _, key := range []string{"access_key", "secret_key"} {
		if !block.Schema.Attributes[key].IsSensitive() {
			t.Errorf("%s is not sensitive", key)
		}
	}
	for name, source := range dataSources(t) {
		var d datasource.SchemaResponse
		source.Schema(ctx, datasource.SchemaRequest{}, &d)
		checkSchema(t, name, d.Schema.ValidateImplementation(ctx))
		for attribute, is := range d.Schema.Attributes {
			checkDescription(t, name, attribute, is)
			if list, ok := is.(datasourceschema.ListNestedAttribute); ok {
				for nested, is := range list.NestedObject.Attributes {
					checkDescription(t, name, nested, is)
				}
			}
		}
	}
	for name, r := range resources(t) {
		var s frameworkresource.SchemaResponse
		r.Schema(ctx, frameworkresource.SchemaRequest{}, &s)
		checkSchema(t, name, s.Schema.ValidateImplementation(ctx))
		for attribute, is := range s.Schema.Attributes {
			checkDescription(t, name, attribute, is)
		}
	}
}

func checkSchema(t *testing.T, name string, diags diag.Diagnostics) {
	t.Helper()
	if diags.HasError() {
		t.Errorf("%s: %v", name, diags)
	}
}

func checkDescription(t *testing.T, where, name string, attribute interface{ GetMarkdownDescription() string }) {
	t.Helper()
	if !strings.HasSuffix(attribute.GetMarkdownDescription(), ".") {
		t.Errorf("%s: %s has no sentence that describes it", where, name)
	}
}

func TestTheUserAgentNamesTerraformAndTheProvider(t *testing.T) {
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

func TestConfigureMakesNoCall(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	newSession(t, nil).configure(blockFor(api, fakeapi.Denied))
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the API received %d requests", n)
	}
}

func TestADataSourceRefusesForeignProviderData(t *testing.T) {
	t.Parallel()
	d := &callbackEndpointDataSource{}
	var resp datasource.ConfigureResponse
	d.Configure(t.Context(), datasource.ConfigureRequest{}, &resp)
	if resp.Diagnostics.HasError() {
		t.Errorf("before the provider is configured: %v", resp.Diagnostics)
	}
	d.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: "foreign"}, &resp)
	if !resp.Diagnostics.HasError() || !strings.Contains(resp.Diagnostics[0].Detail(), "string") {
		t.Errorf("got %v, want an error that names the type", resp.Diagnostics)
	}
}

// A mistake is told by terraform validate, and beside values that are unknown.
func TestAMistakeIsToldAsSoonAsItCanBe(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	for _, b := range []block{{"region": "kr"}, {"region": "kr", "access_key": tftypes.UnknownValue}} {
		if failure := onlyError(t, s.validate(b)); failure.Summary != "Invalid region" {
			t.Errorf("validate: %s", failure.Summary)
		}
	}
	if failure := onlyError(t, s.configure(block{"region": "kr", "access_key": tftypes.UnknownValue})); failure.Summary != "Invalid region" {
		t.Errorf("configure: %s", failure.Summary)
	}
}

// What Terraform will know only later is neither an error nor a reason to use
// the environment's account.
func TestUnknownArgumentsWait(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	environment := map[string]string{"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT": api.URL}
	unknown := tftypes.UnknownValue
	for name, c := range map[string]struct {
		block block
		names string
	}{
		"access key": {block{"access_key": unknown, "secret_key": "s"}, "access_key"},
		"both keys":  {block{"access_key": unknown, "secret_key": unknown}, "access_key, secret_key"},
		"secret key": {block{"access_key": "a", "secret_key": unknown}, "secret_key"},
		"region":     {block{"region": unknown}, "region"},
		"endpoint":   {block{"endpoint": unknown}, "endpoint"},
		"the others": {block{"profile": unknown, "shared_config_file": unknown, "use_server_role": unknown, "site": unknown, "max_retries": unknown, "timeout": unknown},
			"profile, shared_config_file, use_server_role, site, max_retries, timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, environment)
			if diags := append(s.validate(c.block), s.configure(c.block)...); len(diags) != 0 {
				t.Fatalf("the configuration fails:%s", formatDiags(diags))
			}
			failure := onlyError(t, s.read(nil).Diagnostics)
			if failure.Summary != "The provider's configuration is not known yet" || !strings.Contains(failure.Detail, "the value of "+c.names+" in") {
				t.Errorf("got %s", formatDiags([]*tfprotov6.Diagnostic{failure}))
			}
		})
	}
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the environment's account was used %d times", n)
	}
}

func TestUnknownArgumentsDeferTheReadWhereTerraformAllowsIt(t *testing.T) {
	t.Parallel()
	s := newSession(t, nil)
	diags := s.configureAs(block{"access_key": tftypes.UnknownValue, "secret_key": "s"},
		&tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
	if len(diags) != 0 {
		t.Fatal(formatDiags(diags))
	}
	resp := s.read(&tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true})
	if len(resp.Diagnostics) != 0 || resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %+v%s", resp.Deferred, formatDiags(resp.Diagnostics))
	}
}

// A broken configuration ends before any call, with an error at its place.
func TestAccABrokenConfigurationIsToldAtItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hcl  string
		want *regexp.Regexp
	}{
		"no keys": {`provider "livestation" {}`, outputMatches("Error: No credentials found",
			"Set the environment variables NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY.",
			"- the provider block: neither access_key nor secret_key is set",
			"- the environment: neither NCLOUD_ACCESS_KEY nor NCLOUD_SECRET_KEY is set",
			"/home/u/.ncloud/configure", "- the server role: use_server_role is not true")},
		"half a pair": {`provider "livestation" {
			access_key = "TESTACCESSKEY0000001"
		}`, outputMatches("Error: Missing secret_key", `provider "livestation"`, "Set secret_key too, or remove access_key")},
		"endpoint without TLS": {`provider "livestation" {
			endpoint = "http://example.com"
		}`, outputMatches("Error: Invalid endpoint", `endpoint = "http://example.com"`,
			"The argument endpoint in the provider block must begin with https://")},
		"region in small letters": {`provider "livestation" {
			region = "kr"
		}`, outputMatches("Error: Invalid region", "in capital letters, such as KR")},
		"a typo": {`provider "livestation" {
			acces_key = "TESTACCESSKEY0000001"
		}`, outputMatches("Error: Unsupported argument", `Did you mean "access_key"?`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps:                    []resource.TestStep{{Config: c.hcl + "\n" + dataSource, ExpectError: c.want}},
			})
		})
	}
}

// The keys come from a resource of the same plan.
func TestAccUnknownKeysEndInOneErrorThatNamesThem(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{{
			Config: fmt.Sprintf(`
				resource "terraform_data" "key" {
					input = %q
				}
				provider "livestation" {
					access_key = terraform_data.key.output
					secret_key = %q
					endpoint   = %q
				}
				%s`, fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey, api.URL, dataSource),
			ExpectError: outputMatches("Error: The provider's configuration is not known yet", "the value of access_key in the provider block", "-target"),
		}},
	})
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the API received %d requests", n)
	}
}
