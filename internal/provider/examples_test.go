package provider

import (
	"context"
	"fmt"
	"iter"
	"maps"
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
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The test runs every example unchanged, with the environment variables, variables and
// profiles that a user needs for it.
func TestAccExamples_run(t *testing.T) {
	t.Parallel()
	role := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(role.Close)
	for _, file := range exampleFiles(t) {
		if usesAnotherProvider(file) {
			continue // TestAccExamples_runWithOtherProviders runs it.
		}
		if strings.HasPrefix(filepath.Base(filepath.Dir(file)), "stage") {
			continue // It is a module, which the example in the folder above uses.
		}
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl := readExample(t, file)
			requireExampleFeatures(t, hcl)
			switch {
			case strings.Contains(hcl, "\naction "):
				t.Skip("TestAccSendTestEvent_failureStopsRegistration runs it, at receivers on 127.0.0.1")
			case strings.HasPrefix(hcl, "import {"):
				t.Skip("TestAccExamples_import runs it, with the resource that it imports")
			}
			api := startExampleAPI(t, hcl)
			if strings.Contains(hcl, "resource \"livestation_quality_set\"") {
				api.SetQualitySets(nil) // The plan would show a set with the same name.
			}
			home := t.TempDir()
			writeExampleProfiles(t, home)
			w := emptyWorkspace(t)
			w.isInstalled = filepath.Base(filepath.Dir(file)) == "provider" // with an alias or a profile
			if strings.Contains(hcl, "\nmodule ") {
				copyExample(t, w, filepath.Dir(file))
			}
			w.write(hcl)
			w.init()
			edges := startEdges(t, api)
			env := withKeys(api.URL,
				"LIVESTATION_GLOBAL_EDGE_ENDPOINT="+edges.URL,
				"HOME="+home,
				"USERPROFILE="+home,
				"NCLOUD_METADATA_API_ENDPOINT="+role.URL,
				"TF_VAR_ncloud_access_key="+fakeapi.Allowed.AccessKey,
				"TF_VAR_ncloud_secret_key="+fakeapi.Allowed.SecretKey,
			)
			out, err := w.terraform(env, "apply", "-auto-approve")
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if strings.Contains(hcl, "\nimport {") {
				expectOutput(t, out, "0 added, 0 changed, 0 destroyed")
			}
			state, _ := os.ReadFile(filepath.Join(w.folder, "terraform.tfstate"))
			if strings.Contains(string(state)+out, fakeapi.StreamKey) {
				t.Error("the state or the output contains a stream key")
			}
			expected := strings.NewReplacer("Warning: Experimental resource", "", "Warning: This plan creates a CDN", "")
			if strings.Contains(expected.Replace(out), "Warning") {
				t.Errorf("there is a warning:\n%s", out)
			}
			requests := append(api.Requests(), edges.Requests()...)
			if strings.Contains(hcl, " \"livestation_") && len(requests) == 0 {
				t.Error("the provider made no request")
			}
			for i, r := range requests {
				if r.Rejection != "" {
					t.Errorf("the API rejected request %d: %s", i+1, r.Rejection)
				}
			}
		})
	}
}

func TestExamples_existForEachSchema(t *testing.T) {
	t.Parallel()
	resp, err := newSession(t, nil).server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	add := func(names iter.Seq[string], folder, file string) {
		for name := range names {
			files = append(files, filepath.Join(folder, name, file))
		}
	}
	add(maps.Keys(resp.DataSourceSchemas), "data-sources", "data-source.tf")
	add(maps.Keys(resp.ResourceSchemas), "resources", "resource.tf")
	add(maps.Keys(resp.EphemeralResourceSchemas), "ephemeral-resources", "ephemeral-resource.tf")
	add(maps.Keys(resp.ListResourceSchemas), "list-resources", "list-resource.tfquery.hcl")
	add(maps.Keys(resp.ActionSchemas), "actions", "action.tf")
	add(maps.Keys(resp.Functions), "functions", "function.tf")
	if len(files) < 13 {
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
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found only %q", files)
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

// writeExampleProfiles writes the profile file that examples use.
func writeExampleProfiles(t *testing.T, home string) {
	t.Helper()
	keys := fmt.Sprintf("ncloud_access_key_id = %s\nncloud_secret_access_key = %s\n",
		fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
	profiles := []byte("[production]\n" + keys + "[staging]\n" + keys)
	if err := os.Mkdir(filepath.Join(home, ".ncloud"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".ncloud", "configure"), profiles, 0o600); err != nil {
		t.Fatal(err)
	}
}

func usesAnotherProvider(file string) bool {
	folder := filepath.Base(filepath.Dir(file))
	return filepath.Base(file) == "provider-with-ncloud.tf" || folder == "receiver" || folder == "encoder"
}

// startExampleAPI starts an API with the channel that examples use. If the example
// registers a URL, none is registered yet.
func startExampleAPI(t *testing.T, hcl string) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	main := fakeapi.MainStage()
	if strings.Contains(hcl, "resource \"livestation_channel\"") {
		main.Name = "other" // It uses the same CDN.
	}
	api.PutChannel(main)
	if strings.Contains(hcl, "resource \"livestation_") {
		api.Register("")
	}
	return api
}

// Each import.sh and each import block imports what resource.tf beside it describes, and
// changes nothing.
func TestAccExamples_import(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "resources", "*", "import*"))
	if err != nil || len(files) < 4 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			example := readExample(t, file)
			if strings.Contains(example, "identity") {
				requireFeature(t, identityFeature)
			}
			api := startMainStageAPI(t)
			api.Register("https://events.example.com/live-station")
			hcl := providerBlock(api, fakeapi.Allowed) + readExample(t, filepath.Join(filepath.Dir(file), "resource.tf"))
			if filepath.Ext(file) == ".tf" {
				w := newWorkspace(t, hcl+example)
				expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
				w.expectNoChanges()
				return
			}
			w := newWorkspace(t, hcl)
			for line := range strings.Lines(example) {
				if arguments, ok := strings.CutPrefix(strings.TrimSpace(line), "terraform "); ok {
					w.run(strings.Fields(arguments)...)
				}
			}
			w.expectNoChanges()
		})
	}
}

// startMainStageAPI starts an API with the channel that examples use, which has its own
// callback endpoint.
func startMainStageAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := startAPI(t)
	main := fakeapi.MainStage()
	main.CallbackEndpoint = "https://events.example.com/main-stage"
	api.PutChannel(main)
	return api
}

// Each query runs unchanged, with a provider block.
func TestAccExamples_queries(t *testing.T) {
	t.Parallel()
	requireFeature(t, queryFeature)
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "list-resources", "*", "*.tfquery.hcl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, file := range append(files, filepath.Join("..", "..", "examples", "adopt-channels", "find.tfquery.hcl")) {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, providerBlock(startMainStageAPI(t), fakeapi.Allowed))
			query := readExample(t, file)
			if err := os.WriteFile(filepath.Join(w.folder, filepath.Base(file)), []byte(query), 0o600); err != nil {
				t.Fatal(err)
			}
			if out := w.run("query"); strings.Count(out, fakeapi.MainStage().ID) != strings.Count("\n"+query, "\nlist ") {
				t.Errorf("a query does not find the channel:\n%s", out)
			}
		})
	}
}

// exampleTests returns a workspace with the tests of a module in examples.
func exampleTests(t *testing.T, folder ...string) workspace {
	t.Helper()
	w := emptyWorkspace(t)
	copyExample(t, w, filepath.Join("..", "..", "examples", filepath.Join(folder...)))
	w.init()
	return w
}

func copyExample(t *testing.T, w workspace, folder string) {
	t.Helper()
	if err := os.CopyFS(w.folder, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
}

func TestAccExamples_mockedTestsPass(t *testing.T) {
	t.Parallel()
	expectOutput(t, exampleTests(t, "testing").run("test"), "3 passed, 0 failed")
	expectOutput(t, exampleTests(t, "studio", "stages").run("test"), "1 passed, 0 failed")
}

func TestAccExamples_apiTestsPass(t *testing.T) {
	t.Parallel()
	w := exampleTests(t, "testing")
	api := startExampleAPI(t, "resource \"livestation_")
	useExampleAPI(t, w, api)
	for range 2 { // The first run leaves a registration behind.
		// The tests ignore the environment, so that they cannot change a real account.
		out, err := w.terraform([]string{"LIVESTATION_ENDPOINT=https://127.0.0.1:1"}, "test", "-test-directory=tests-api")
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if !strings.Contains(out, "3 passed, 0 failed") {
			t.Errorf("want 3 tests to pass:\n%s", out)
		}
	}
	const want = "https://events.example.com/ls-20200327140131-aBCD3"
	if got := api.Channel("live", "ls-20200327140131-aBCD3").CallbackEndpoint; got != want {
		t.Errorf("%q is registered, want %q", got, want)
	}
	api.Register("https://elsewhere.example")
	out, err := w.terraform(nil, "test", "-test-directory=tests-api")
	if err == nil {
		t.Error("the tests pass although the default endpoint is another receiver")
	}
	if !outputMatches("another receiver").MatchString(out) {
		t.Errorf("the output does not name the other receiver:\n%s", out)
	}
}

// useExampleAPI replaces the endpoint in the tests that use an API.
func useExampleAPI(t *testing.T, w workspace, api *fakeapi.Server) {
	t.Helper()
	const endpoint = "http://127.0.0.1:8080"
	file := filepath.Join(w.folder, "tests-api", "api.tftest.hcl")
	hcl := readExample(t, file)
	if !strings.Contains(hcl, endpoint) {
		t.Fatalf("%s does not contain %s", file, endpoint)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(hcl, endpoint, api.URL, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Some examples also use the provider ncloud or http, which tests cannot install without
// a registry. fakeProvider replaces them.
func TestAccExamples_runWithOtherProviders(t *testing.T) {
	t.Parallel()
	for _, file := range exampleFiles(t) {
		if !usesAnotherProvider(file) {
			continue
		}
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			hcl := readExample(t, file)
			hcl = strings.Replace(hcl, "NaverCloudPlatform/ncloud", "livestation/ncloud", 1)
			hcl = strings.Replace(hcl, "hashicorp/http", "livestation/http", 1)
			hcl = strings.Replace(hcl, "hashicorp/kubernetes", "livestation/kubernetes", 1)
			requireExampleFeatures(t, hcl)
			api := startExampleAPI(t, hcl)
			factories := factoriesIn(map[string]string{
				"NCLOUD_ACCESS_KEY":    fakeapi.Allowed.AccessKey,
				"NCLOUD_SECRET_KEY":    fakeapi.Allowed.SecretKey,
				"LIVESTATION_ENDPOINT": api.URL,
			})
			factories["ncloud"] = providerserver.NewProtocol6WithError(fakeProvider{name: "ncloud"})
			factories["http"] = providerserver.NewProtocol6WithError(fakeProvider{name: "http", receiver: workingReceiver})
			secret := &fakeSecret{}
			factories["kubernetes"] = providerserver.NewProtocol6WithError(fakeProvider{name: "kubernetes", secret: secret})
			step := resource.TestStep{Config: hcl + dataSource}
			// Terraform plans to read a data source in a check block again.
			step.ExpectNonEmptyPlan = strings.Contains(hcl, "check \"receiver\"")
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{step}})
			if len(api.Requests()) == 0 {
				t.Error("the provider made no request")
			}
			if strings.Contains(hcl, "kubernetes_secret_v1") && secret.written["stream_key"] != fakeapi.StreamKey {
				t.Errorf("the secret has %q, want the stream key", secret.written)
			}
		})
	}
}

func TestAccExamples_postconditionFailsWithoutHTTPSURL(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "examples", "data-sources", "livestation_callback_endpoint")
	hcl := readExample(t, filepath.Join(folder, "data-source-postcondition.tf"))
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

func TestAccExamples_sayThatNoEndpointIsRegistered(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("")
	w := exampleWorkspace(t, api, "quickstart", "main.tf")
	expectOutput(t, w.run("plan"), `callback_url = "none registered"`)
}

// https://events.example.com.other.example begins with the receiver's URL.
func TestAccExamples_distinguishSimilarHosts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, file, output string
	}{
		{folder: "callbacks", file: "main.tf", output: "Check block assertion failed"},
		{
			folder: filepath.Join("data-sources", "livestation_channel_callback_endpoints"), file: "data-source-by-host.tf",
			output: `"live/` + channelID + `" = "events.example.com.other.example"`,
		},
	} {
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register("")
			api.PutChannel(fakeapi.MainStage())
			api.PutChannel(fakeapi.Channel{
				Type: "live", ID: channelID, Name: "side_stage", Status: "READY",
				CallbackEndpoint: "https://events.example.com.other.example/live-station",
			})
			expectOutput(t, exampleWorkspace(t, api, c.folder, c.file).run("apply", "-auto-approve"), c.output)
		})
	}
}

// exampleWorkspace returns a workspace with an example and the API that it uses.
func exampleWorkspace(t *testing.T, api *fakeapi.Server, folder, file string) workspace {
	t.Helper()
	hcl := readExample(t, filepath.Join("..", "..", "examples", folder, file))
	w := newWorkspace(t, strings.Replace(hcl, emptyProviderBlock, "", 1)+providerBlock(api, fakeapi.Allowed))
	return w
}

// fakeProvider replaces another provider. It has the argument of ncloud and the data
// source of http and the resource of kubernetes that examples use.
type fakeProvider struct {
	provider.Provider
	name     string
	secret   *fakeSecret // of kubernetes
	receiver lastEvent   // that http reads
}

func (p fakeProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = p.name
}

func (fakeProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"region":      schema.StringAttribute{Optional: true},
		"support_vpc": schema.BoolAttribute{Optional: true},
	}}
}

func (fakeProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (p fakeProvider) Resources(context.Context) []func() frameworkresource.Resource {
	if p.name != "kubernetes" {
		return nil
	}
	return []func() frameworkresource.Resource{func() frameworkresource.Resource { return p.secret }}
}

func (p fakeProvider) DataSources(context.Context) []func() datasource.DataSource {
	if p.name != "http" {
		return nil
	}
	return []func() datasource.DataSource{func() datasource.DataSource { return p.receiver }}
}
