package provider

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// TestMain removes a developer's own configuration of Terraform, NAVER Cloud and
// proxies, so that no result depends on it. It keeps the settings of
// terraform-plugin-testing.
func TestMain(m *testing.M) {
	os.Exit(runIsolated(m))
}

func runIsolated(m *testing.M) int {
	setHistories()
	keepGoCaches()
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		upper := strings.ToUpper(name)
		if strings.HasPrefix(upper, "NCLOUD_") || strings.HasPrefix(upper, "LIVESTATION_") ||
			strings.HasSuffix(upper, "_PROXY") ||
			strings.HasPrefix(upper, "TF_") && !strings.HasPrefix(upper, "TF_ACC") {
			_ = os.Unsetenv(name)
		}
	}
	home, err := os.MkdirTemp("", "livestation-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(home)
	config := filepath.Join(home, "terraform.rc")
	// With an empty mirror, Terraform installs no provider from a registry.
	nothing := fmt.Sprintf(
		"provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.ToSlash(filepath.Join(home, "none")),
	)
	if err := os.WriteFile(config, []byte(nothing), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "TF_CLI_CONFIG_FILE": config, "CHECKPOINT_DISABLE": "1",
		"TF_ACC_PROVIDER_NAMESPACE": "livestation",
		// Terraform's processes are short and need a fifth less CPU without garbage collection.
		"GOGC": "off", "GOMEMLIMIT": "1GiB",
		// The provider inside the tests writes no log. Terraform does not get these variables.
		"TF_LOG_SDK": "OFF", "TF_LOG_SDK_PROTO": "OFF", "TF_LOG_SDK_FRAMEWORK": "OFF", "TF_LOG_PROVIDER_LIVESTATION": "OFF",
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	mirror.folder = filepath.Join(home, "mirror")
	return m.Run()
}

// keepGoCaches sets the folders of Go's caches, because their default depends on HOME,
// which the tests change.
func keepGoCaches() {
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		if path, err := exec.Command("go", "env", name).Output(); err == nil { //nolint:noctx // It makes no request.
			_ = os.Setenv(name, strings.TrimSpace(string(path)))
		}
	}
}

const registeredURL = "https://my-callback-endpoint"

func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.Register(registeredURL)
	return api
}

// factories returns the provider for tests with real Terraform, with an empty environment.
func factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factoriesIn(nil)
}

// factoriesIn is like [factories], with the environment env.
func factoriesIn(env map[string]string) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"livestation": providerserver.NewProtocol6WithError(providerIn(env)),
	}
}

func providerIn(env map[string]string) provider.Provider {
	return &liveStationProvider{
		version:   "test",
		env:       environmentWith(env, nil),
		configure: func(c *livestation.Config) { c.FirstPause = time.Millisecond },
	}
}

// environmentWith returns an environment with only these variables and files. The
// home directory is /home/u.
func environmentWith(env, files map[string]string) environment {
	return environment{
		getenv: func(name string) string { return env[name] },
		readFile: func(path string) ([]byte, error) {
			if files == nil && path != "/home/u/.ncloud/configure" {
				return ncloud.ReadFile(path) // a file that the test wrote
			}
			text, ok := files[filepath.ToSlash(path)]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			return []byte(text), nil
		},
		home: "/home/u",
	}
}

// providerBlock is the HCL of a provider block for the account at the API.
func providerBlock(api *fakeapi.Server, account fakeapi.Account) string {
	return fmt.Sprintf(
		"provider \"livestation\" {\n  access_key = %q\n  secret_key = %q\n  endpoint   = %q\n}\n",
		account.AccessKey,
		account.SecretKey,
		api.URL,
	)
}

// outputMatches returns an expression that matches the texts in this order, whatever
// line breaks Terraform inserts.
func outputMatches(texts ...string) *regexp.Regexp {
	for i, text := range texts {
		words := strings.Fields(text)
		for j, w := range words {
			words[j] = regexp.QuoteMeta(w)
		}
		texts[i] = strings.Join(words, `\s+`)
	}
	return regexp.MustCompile("(?s)" + strings.Join(texts, ".*"))
}

// block is the arguments of a provider block. An argument that it does not contain is null.
type block map[string]any

var blockType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"access_key": tftypes.String, "secret_key": tftypes.String,
	"profile": tftypes.String, "shared_config_file": tftypes.String, "use_server_role": tftypes.Bool,
	"site": tftypes.String, "region": tftypes.String, "endpoint": tftypes.String, "global_edge_endpoint": tftypes.String,
	"max_retries": tftypes.Number, "timeout": tftypes.String,
}}

func blockFor(api *fakeapi.Server, account fakeapi.Account) block {
	return block{"access_key": account.AccessKey, "secret_key": account.SecretKey, "endpoint": api.URL}
}

func (b block) value(t *testing.T) *tfprotov6.DynamicValue {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, kind := range blockType.AttributeTypes {
		values[name] = tftypes.NewValue(kind, b[name])
	}
	return dynamic(t, blockType, tftypes.NewValue(blockType, values))
}

func dynamic(t *testing.T, kind tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	v, err := tfprotov6.NewDynamicValue(kind, value)
	if err != nil {
		t.Fatal(err)
	}
	return &v
}

// A session calls the provider with the plugin protocol, without Terraform.
type session struct {
	t      *testing.T
	server tfprotov6.ProviderServer
}

func newSession(t *testing.T, env map[string]string) session {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(providerIn(env))()
	if err != nil {
		t.Fatal(err)
	}
	return session{t, server}
}

func (s session) validate(b block) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ValidateProviderConfig(
		s.t.Context(),
		&tfprotov6.ValidateProviderConfigRequest{Config: b.value(s.t)},
	)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s session) configure(b block) []*tfprotov6.Diagnostic {
	s.t.Helper()
	return s.configureAs(b, nil)
}

func (s session) configureAs(
	b block, capabilities *tfprotov6.ConfigureProviderClientCapabilities,
) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: b.value(s.t), ClientCapabilities: capabilities,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

// read reads the data source livestation_callback_endpoint.
func (s session) read(capabilities *tfprotov6.ReadDataSourceClientCapabilities) *tfprotov6.ReadDataSourceResponse {
	s.t.Helper()
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"callback_url": tftypes.String}}
	config := tftypes.NewValue(kind, map[string]tftypes.Value{"callback_url": tftypes.NewValue(tftypes.String, nil)})
	resp, err := s.server.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "livestation_callback_endpoint", Config: dynamic(s.t, kind, config), ClientCapabilities: capabilities,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

// onlyError returns the one error among diagnostics.
func onlyError(t *testing.T, diags []*tfprotov6.Diagnostic) *tfprotov6.Diagnostic {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("got %d diagnostics, want one error: %s", len(diags), formatDiags(diags))
	}
	return diags[0]
}

func formatDiags(diags []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "\n%s at %s: %s\n%s\n", d.Severity, d.Attribute, d.Summary, d.Detail)
	}
	return b.String()
}

// dataSources returns the provider's data sources by type name.
func dataSources(t *testing.T) map[string]datasource.DataSource {
	t.Helper()
	all := map[string]datasource.DataSource{}
	for _, construct := range New("test")().DataSources(t.Context()) {
		var meta datasource.MetadataResponse
		d := construct()
		d.Metadata(t.Context(), datasource.MetadataRequest{ProviderTypeName: "livestation"}, &meta)
		all[meta.TypeName] = d
	}
	return all
}

// resources returns the provider's resources by type name.
func resources(t *testing.T) map[string]frameworkresource.Resource {
	t.Helper()
	all := map[string]frameworkresource.Resource{}
	for _, construct := range New("test")().Resources(t.Context()) {
		var meta frameworkresource.MetadataResponse
		r := construct()
		r.Metadata(t.Context(), frameworkresource.MetadataRequest{ProviderTypeName: "livestation"}, &meta)
		all[meta.TypeName] = r
	}
	return all
}

// writeProfiles writes a profile file. The profile prod contains the account's keys.
func writeProfiles(t *testing.T, a fakeapi.Account) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "configure")
	text := "[DEFAULT]\nncloud_access_key_id = other\nncloud_secret_access_key = other\n[prod]\n" +
		fmt.Sprintf("ncloud_access_key_id = %s\nncloud_secret_access_key = %s\n", a.AccessKey, a.SecretKey)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(file)
}

// withKeys is the environment of the allowed account at an endpoint.
func withKeys(endpoint string, more ...string) []string {
	return append([]string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey,
		"NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey,
		"LIVESTATION_ENDPOINT=" + endpoint,
	}, more...)
}

// output is a configuration that shows what it read.
const output = dataSource + "output \"read\" {\n  value = data.livestation_callback_endpoint.default.callback_url\n}\n"

// putChannels adds the live channels channel-0 to channel-(n-1), with the callback endpoint url.
func putChannels(api *fakeapi.Server, n int, url string) {
	for i := range n {
		api.PutChannel(
			fakeapi.Channel{
				Type:             "live",
				ID:               fmt.Sprintf("channel-%d", i),
				Name:             "channel",
				Status:           "READY",
				CallbackEndpoint: url,
			},
		)
	}
}
