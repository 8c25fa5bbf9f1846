package provider

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/fakeapi"
)

// Every example in examples/ is run as it stands: what a user sets in the
// environment or as a variable is set here too.
func TestAccExamplesRun(t *testing.T) {
	t.Parallel()
	var files []string
	err := filepath.WalkDir(filepath.Join("..", "..", "examples"), func(path string, _ os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".tf" {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) < 6 {
		t.Fatalf("found %q, %v", files, err)
	}
	role := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(role.Close)
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			api := startAPI(t)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: exampleFactories(api, role),
				Steps: []resource.TestStep{{
					// The stub of the vendor's provider goes by the test's namespace.
					Config: strings.Replace(string(hcl), "NaverCloudPlatform/ncloud", "livestation/ncloud", 1),
					ConfigVariables: config.Variables{
						"ncloud_access_key": config.StringVariable(fakeapi.Allowed.AccessKey),
						"ncloud_secret_key": config.StringVariable(fakeapi.Allowed.SecretKey),
					},
				}},
			})
			if strings.Contains(string(hcl), "data \"livestation_") && len(api.Requests()) == 0 {
				t.Error("the API was not called")
			}
			for i, r := range api.Requests() {
				if r.Refusal != "" {
					t.Errorf("request %d was not a good one: %s", i+1, r.Refusal)
				}
			}
		})
	}
}

// The examples with a condition fail, or warn, where the condition is not met.
func TestAccThePostconditionExampleFailsWithoutARegistration(t *testing.T) {
	t.Parallel()
	hcl, err := os.ReadFile(filepath.Join("..", "..", "examples", "data-sources", "livestation_callback_endpoint", "data-source-postcondition.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"", "http://without-tls.example"} {
		api := startAPI(t)
		api.Register(url)
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config:      providerBlock(api, fakeapi.Allowed) + string(hcl),
				ExpectError: printed("Error: Resource postcondition failed", "Register a default callback endpoint"),
			}},
		})
	}
}

// exampleFactories returns the provider in the surroundings that the examples
// speak of, and a stub of the vendor's own provider.
func exampleFactories(api *fakeapi.Server, role *fakeapi.Metadata) map[string]func() (tfprotov6.ProviderServer, error) {
	keys := fmt.Sprintf("ncloud_access_key_id = %s\nncloud_secret_access_key = %s\n", fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
	around := aroundWith(map[string]string{
		"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey,
		"LIVESTATION_ENDPOINT": api.URL, "NCLOUD_METADATA_API_ENDPOINT": role.URL,
	}, map[string]string{"/home/u/.ncloud/configure": "[production]\n" + keys + "[staging]\n" + keys})
	return map[string]func() (tfprotov6.ProviderServer, error){
		"livestation": providerserver.NewProtocol6WithError(&liveStationProvider{version: "test", around: around}),
		"ncloud":      providerserver.NewProtocol6WithError(vendorProvider{}),
	}
}

// vendorProvider stands in for the vendor's provider, with the one argument that
// the example gives it.
type vendorProvider struct{ provider.Provider }

func (vendorProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "ncloud"
}

func (vendorProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"support_vpc": schema.BoolAttribute{Optional: true}}}
}

func (vendorProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (vendorProvider) DataSources(context.Context) []func() datasource.DataSource    { return nil }
func (vendorProvider) Resources(context.Context) []func() frameworkresource.Resource { return nil }
