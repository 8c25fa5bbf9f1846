package provider

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Every example in examples/ is run as it stands: what a user sets in the
// environment, as a variable or in a profile is set here too.
func TestAccExamplesRun(t *testing.T) {
	t.Parallel()
	role := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(role.Close)
	for _, file := range exampleFiles(t) {
		if usesAnotherProvider(file) {
			continue // TestAccExamplesBesideOtherProvidersRun runs it
		}
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl := readExample(t, file)
			switch {
			case strings.Contains(hcl, "\naction "):
				t.Skip("TestAccSendTestEvent_failureStopsRegistration runs it, at receivers on 127.0.0.1")
			case strings.HasPrefix(hcl, "import {"):
				t.Skip("TestAccExampleImportBlocksRun runs it, with the resource that it imports")
			}
			api := startExampleAPI(t, hcl)
			home := t.TempDir()
			writeExampleProfiles(t, home)
			w := emptyWorkspace(t)
			w.write(withRequiredProvider(hcl))
			w.init()
			out, err := w.terraform(withKeys(api.URL, "HOME="+home, "USERPROFILE="+home, "NCLOUD_METADATA_API_ENDPOINT="+role.URL,
				"TF_VAR_ncloud_access_key="+fakeapi.Allowed.AccessKey, "TF_VAR_ncloud_secret_key="+fakeapi.Allowed.SecretKey), "apply", "-auto-approve")
			if err != nil || strings.Contains(out, "Warning") {
				t.Errorf("%v\n%s", err, out)
			}
			if strings.Contains(hcl, " \"livestation_") && len(api.Requests()) == 0 {
				t.Error("the API was not called")
			}
			for i, r := range api.Requests() {
				if r.Rejection != "" {
					t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
				}
			}
		})
	}
}

// Whatever the provider offers has an example and stands in both READMEs.
func TestEverythingOfferedIsShown(t *testing.T) {
	t.Parallel()
	var readmes string
	for _, name := range []string{"README.md", "README.ko.md"} {
		readmes += readExample(t, filepath.Join("..", "..", name))
	}
	checkShown := func(name, folder, file string) {
		if _, err := os.Stat(filepath.Join("..", "..", "examples", folder, name, file)); err != nil {
			t.Errorf("there is no example: %v", err)
		}
		if strings.Count(readmes, "`"+name+"`") < 2 {
			t.Errorf("README.md or README.ko.md does not name %s", name)
		}
	}
	for name := range dataSources(t) {
		checkShown(name, "data-sources", "data-source.tf")
	}
	for name := range resources(t) {
		checkShown(name, "resources", "resource.tf")
	}
	checkShown("parse_callback_event", "functions", "function.tf")
}

// Whatever newer programs offer has an example too.
func TestExamples_showListResourcesAndActions(t *testing.T) {
	t.Parallel()
	resp, err := newSession(t, nil).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for name := range resp.ListResourceSchemas {
		files = append(files, filepath.Join("list-resources", name, "list-resource.tfquery.hcl"))
	}
	for name := range resp.ActionSchemas {
		files = append(files, filepath.Join("actions", name, "action.tf"))
	}
	if len(files) < 2 {
		t.Errorf("the provider offers only %q", files)
	}
	for _, file := range files {
		if _, err := os.Stat(filepath.Join("..", "..", "examples", file)); err != nil {
			t.Errorf("there is no example: %v", err)
		}
	}
}

func exampleFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join("..", "..", "examples"), func(path string, _ os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".tf" {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) < 10 {
		t.Fatalf("found %q, %v", files, err)
	}
	return files
}

func readExample(t *testing.T, file string) string {
	t.Helper()
	hcl, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(hcl)
}

// withRequiredProvider returns a configuration that says where the provider is from.
func withRequiredProvider(hcl string) string {
	if strings.Contains(hcl, "required_providers") {
		return hcl
	}
	return requiredProvider + hcl
}

// writeExampleProfiles writes the profile file that the examples speak of.
func writeExampleProfiles(t *testing.T, home string) {
	t.Helper()
	keys := fmt.Sprintf("ncloud_access_key_id = %s\nncloud_secret_access_key = %s\n", fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
	if err := os.Mkdir(filepath.Join(home, ".ncloud"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".ncloud", "configure"), []byte("[production]\n"+keys+"[staging]\n"+keys), 0o600); err != nil {
		t.Fatal(err)
	}
}

func usesAnotherProvider(file string) bool {
	return filepath.Base(file) == "provider-with-ncloud.tf" || filepath.Base(filepath.Dir(file)) == "receiver"
}

// startExampleAPI starts an API with the channel that the examples speak of, and
// nothing registered where an example registers.
func startExampleAPI(t *testing.T, hcl string) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	if strings.Contains(hcl, "resource \"livestation_") {
		api.Register("")
	}
	return api
}

// Each import.sh imports what resource.tf beside it describes: after it, there is
// nothing left to change.
func TestAccExampleImportsRun(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob(filepath.Join("..", "..", "examples", "resources", "*", "import.sh"))
	if err != nil || len(scripts) < 2 {
		t.Fatalf("found %q, %v", scripts, err)
	}
	for _, script := range scripts {
		t.Run(filepath.ToSlash(script), func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register("https://events.example.com/live-station")
			api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-20200327140131-aBCD3", Status: "READY", CallbackEndpoint: "https://events.example.com/main-stage"})
			w := emptyWorkspace(t)
			w.write(withRequiredProvider(readExample(t, filepath.Join(filepath.Dir(script), "resource.tf"))))
			w.init()
			for line := range strings.Lines(readExample(t, script)) {
				if arguments, ok := strings.CutPrefix(strings.TrimSpace(line), "terraform "); ok {
					if out, err := w.terraform(withKeys(api.URL), strings.Fields(arguments)...); err != nil {
						t.Fatalf("%s: %v\n%s", line, err, out)
					}
				}
			}
			if out, err := w.terraform(withKeys(api.URL), "plan", "-detailed-exitcode"); err != nil || !strings.Contains(out, "No changes.") {
				t.Errorf("after the import: %v\n%s", err, out)
			}
		})
	}
}

// Each import block imports what resource.tf beside it describes, and changes nothing.
func TestAccExampleImportBlocksRun(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "resources", "*", "import-by-*.tf"))
	if err != nil || len(files) < 2 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			block := readExample(t, file)
			if strings.Contains(block, "identity") {
				requireFeature(t, identityFeature)
			}
			api := startAPI(t)
			main := fakeapi.MainStage()
			main.CallbackEndpoint = "https://events.example.com/main-stage"
			api.PutChannel(main)
			w := newWorkspace(t, readExample(t, filepath.Join(filepath.Dir(file), "resource.tf"))+block)
			out, err := w.terraform(withKeys(api.URL), "apply", "-auto-approve")
			if err != nil || !strings.Contains(out, "1 imported, 0 added, 0 changed, 0 destroyed") {
				t.Errorf("%v\n%s", err, out)
			}
			w.expectNoChanges(withKeys(api.URL))
		})
	}
}

// Each query runs as it stands, beside the provider's block.
func TestAccExampleQueriesRun(t *testing.T) {
	t.Parallel()
	requireFeature(t, queryFeature)
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "list-resources", "*", "*.tfquery.hcl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			main := fakeapi.MainStage()
			main.CallbackEndpoint = "https://events.example.com/main-stage"
			api.PutChannel(main)
			w := newWorkspace(t, "provider \"livestation\" {}\n")
			if err := os.WriteFile(filepath.Join(w.folder, filepath.Base(file)), []byte(readExample(t, file)), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := w.terraform(withKeys(api.URL), "query")
			if err != nil || strings.Count(out, main.ID) != 2 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// The tests in examples/testing are run as a user runs them: those that mock the
// provider without keys or an API, the others at an API where nothing is registered.
func TestAccExampleTestsRun(t *testing.T) {
	t.Parallel()
	w := emptyWorkspace(t)
	if err := os.CopyFS(w.folder, os.DirFS(filepath.Join("..", "..", "examples", "testing"))); err != nil {
		t.Fatal(err)
	}
	w.init()
	out, err := w.terraform(nil, "test")
	if err != nil || !strings.Contains(out, "3 passed, 0 failed") {
		t.Errorf("mocked: %v\n%s", err, out)
	}
	api := startExampleAPI(t, "resource \"livestation_")
	apiTests := filepath.Join("tests-api", "api.tftest.hcl")
	hcl := readExample(t, filepath.Join(w.folder, apiTests))
	if !strings.Contains(hcl, "http://127.0.0.1:8080") {
		t.Error("the tests that use the API have another endpoint")
	}
	if err := os.WriteFile(filepath.Join(w.folder, apiTests), []byte(strings.Replace(hcl, "http://127.0.0.1:8080", api.URL, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what is left behind is no trouble
		out, err = w.terraform([]string{"LIVESTATION_ENDPOINT=https://127.0.0.1:1"}, "test", "-test-directory=tests-api")
		if err != nil || !strings.Contains(out, "3 passed, 0 failed") {
			t.Errorf("at the API: %v\n%s", err, out)
		}
	}
	const want = "https://events.example.com/ls-20200327140131-aBCD3"
	if got := api.Channel("live", "ls-20200327140131-aBCD3").CallbackEndpoint; got != want {
		t.Errorf("%q is registered, want %q", got, want)
	}
	api.Register("https://elsewhere.example")
	if out, err = w.terraform(nil, "test", "-test-directory=tests-api"); err == nil || !outputMatches("another receiver").MatchString(out) {
		t.Errorf("a default that leads elsewhere: %v\n%s", err, out)
	}
}

// The vendor's provider, and the one for HTTP, are stood in for under the tests'
// namespace: neither is there without a registry.
func TestAccExamplesBesideOtherProvidersRun(t *testing.T) {
	t.Parallel()
	for _, file := range exampleFiles(t) {
		if !usesAnotherProvider(file) {
			continue
		}
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl := strings.NewReplacer("NaverCloudPlatform/ncloud", "livestation/ncloud", "hashicorp/http", "livestation/http").Replace(readExample(t, file))
			api := startAPI(t)
			factories := factoriesIn(map[string]string{
				"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT": api.URL,
			})
			factories["ncloud"] = providerserver.NewProtocol6WithError(standIn{name: "ncloud"})
			factories["http"] = providerserver.NewProtocol6WithError(standIn{name: "http"})
			step := resource.TestStep{Config: hcl + dataSource}
			// Terraform plans to read a data source in a check block again.
			step.ExpectNonEmptyPlan = strings.Contains(hcl, "check \"receiver\"")
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{step}})
			if len(api.Requests()) == 0 {
				t.Error("the API was not called")
			}
		})
	}
}

// The examples with a condition fail, or warn, where the condition is not met.
func TestAccThePostconditionExampleFailsWithoutARegistration(t *testing.T) {
	t.Parallel()
	hcl := readExample(t, filepath.Join("..", "..", "examples", "data-sources", "livestation_callback_endpoint", "data-source-postcondition.tf"))
	for _, url := range []string{"", "http://without-tls.example"} {
		api := startAPI(t)
		api.Register(url)
		resource.Test(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(),
			Steps: []resource.TestStep{{
				Config:      providerBlock(api, fakeapi.Allowed) + hcl,
				ExpectError: outputMatches("Error: Resource postcondition failed", "Register a default callback endpoint"),
			}},
		})
	}
}

// standIn stands in for another provider, with the one argument that an example
// gives to the vendor's, and the one data source that it reads from HTTP's.
type standIn struct {
	provider.Provider
	name string
}

func (p standIn) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = p.name
}

func (standIn) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"support_vpc": schema.BoolAttribute{Optional: true}}}
}

func (standIn) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (standIn) Resources(context.Context) []func() frameworkresource.Resource                     { return nil }
func (p standIn) DataSources(context.Context) []func() datasource.DataSource {
	if p.name != "http" {
		return nil
	}
	return []func() datasource.DataSource{func() datasource.DataSource { return lastEvent{} }}
}

// lastEvent is the data source http, of a receiver that got the published example.
type lastEvent struct{}

func (lastEvent) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "http"
}

func (lastEvent) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = datasourceschema.Schema{Attributes: map[string]datasourceschema.Attribute{
		"url":                datasourceschema.StringAttribute{Required: true},
		"request_timeout_ms": datasourceschema.Int64Attribute{Optional: true},
		"status_code":        datasourceschema.Int64Attribute{Computed: true},
		"response_body":      datasourceschema.StringAttribute{Computed: true},
	}}
}

func (lastEvent) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("url"), "https://events.example.com/last-event")...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("request_timeout_ms"), 5000)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("status_code"), 200)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("response_body"), postedExample)...)
}
