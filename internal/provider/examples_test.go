package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			api := startAPI(t)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factoriesIn(map[string]string{
					"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT": api.URL,
				}),
				Steps: []resource.TestStep{{
					Config: string(hcl),
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
