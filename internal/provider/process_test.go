package provider

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// The tests of this file run the built provider as Terraform runs a release: a
// process for each alias and each command. terraform-plugin-testing serves all
// aliases from one provider inside the test.

// mirror is built once, where a test first wants it, in a folder of runIsolated's.
var mirror struct {
	sync.Once
	sandbox.Mirror
	folder string
	err    error
}

// A workspace is a configuration that the built provider is installed for.
type workspace struct {
	t      *testing.T
	folder string
}

// requiredProvider is the HCL that says where the provider is from.
const requiredProvider = "terraform {\n  required_providers {\n    livestation = {\n      source = \"livestation/livestation\"\n    }\n  }\n}\n"

func newWorkspace(t *testing.T, hcl string) workspace {
	t.Helper()
	w := emptyWorkspace(t)
	w.write(requiredProvider + hcl)
	w.init()
	return w
}

func emptyWorkspace(t *testing.T) workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("starts Terraform: set TF_ACC=1, as make test does")
	}
	mirror.Do(func() {
		mirror.Mirror, mirror.err = sandbox.BuildMirror(context.Background(), filepath.Join("..", ".."), mirror.folder)
	})
	if mirror.err != nil {
		t.Fatal(mirror.err)
	}
	return workspace{t, t.TempDir()}
}

// init installs the provider for what was written.
func (w workspace) init() {
	w.t.Helper()
	if err := mirror.Init(w.t.Context(), w.folder); err != nil {
		w.t.Fatal(err)
	}
}

func (w workspace) write(hcl string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, "main.tf"), []byte(hcl), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// terraform runs a command with these variables and returns all it printed.
func (w workspace) terraform(env []string, arguments ...string) (string, error) {
	w.t.Helper()
	out, err := w.command(w.t.Context(), env, arguments...).CombinedOutput()
	return string(out), err
}

func (w workspace) command(ctx context.Context, env []string, arguments ...string) *exec.Cmd {
	return mirror.Command(ctx, w.folder, env, append(arguments, "-no-color")...)
}

// A release is built with the version of its tag, and says so wherever one looks.
func TestAccTheVersionIsTheReleases(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := emptyWorkspace(t)
	program, err := sandbox.Program()
	if err != nil {
		t.Fatal(err)
	}
	release, err := sandbox.OpenMirror(program, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := release.Build(t.Context(), filepath.Join("..", ".."), "7.8.9"); err != nil {
		t.Fatal(err)
	}
	w.write(requiredProvider + providerBlock(api, fakeapi.Allowed) + dataSource)
	if err := release.Init(t.Context(), w.folder); err != nil {
		t.Fatal(err)
	}
	out, err := release.Command(t.Context(), w.folder, nil, "version").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "/livestation/livestation v7.8.9\n") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := release.Command(t.Context(), w.folder, nil, "plan", "-no-color").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := api.Requests()[0].Header.Get("User-Agent"); !strings.HasSuffix(got, " terraform-provider-livestation/7.8.9") {
		t.Errorf("the user agent is %q", got)
	}
}

// Where there is no registry to ask, make install is enough for terraform init.
func TestAccMakeInstallPutsTheProviderWhereInitLooks(t *testing.T) {
	t.Parallel()
	w := emptyWorkspace(t)
	maker, err := exec.LookPath("make")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("make install is for systems with make")
	}
	home := t.TempDir()
	install := exec.CommandContext(t.Context(), maker, "install", "PLUGINS="+filepath.Join(home, ".terraform.d", "plugins"))
	install.Dir = filepath.Join("..", "..")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	api := startAPI(t)
	w.write(requiredProvider + providerBlock(api, fakeapi.Allowed) + output)
	for _, arguments := range [][]string{{"init"}, {"plan"}} {
		// No CLI configuration says where to look: the folder in HOME is implied.
		if out, err := w.terraform([]string{"HOME=" + home, "TF_CLI_CONFIG_FILE=" + os.DevNull}, arguments...); err != nil {
			t.Fatalf("%v: %v\n%s", arguments, err, out)
		}
	}
	if n := len(api.Requests()); n != 1 {
		t.Errorf("the API received %d requests", n)
	}
}

// Two aliases differ in everything, and read at the same time, again and again.
func TestAccTwoAliasesDoNotFeelEachOther(t *testing.T) {
	t.Parallel()
	public, fin := startAPI(t), startAPI(t)
	other := fakeapi.Account{AccessKey: "FAKEACCESSKEY0000003", SecretKey: "FakeSecretKey0000000000000000000000000003"}
	fin.AddAccount(other)
	putChannels(public, 20, registered)
	putChannels(fin, 20, "https://fin.example")
	w := newWorkspace(t, providerBlock(public, fakeapi.Allowed)+fmt.Sprintf(`
		provider "livestation" {
			alias      = "fin"
			access_key = %q
			secret_key = %q
			endpoint   = %q
			site       = "fin"
		}
		data "livestation_channel_callback_endpoint" "public" {
			count      = 20
			channel_id = format("channel-%%d", count.index)
		}
		data "livestation_channel_callback_endpoint" "fin" {
			provider   = livestation.fin
			count      = 20
			channel_id = format("channel-%%d", count.index)
		}
		output "read" {
			value = join(" ", distinct(concat(data.livestation_channel_callback_endpoint.public[*].callback_url, data.livestation_channel_callback_endpoint.fin[*].callback_url)))
		}`, other.AccessKey, other.SecretKey, fin.URL))
	environment := []string{"NCLOUD_ACCESS_KEY=" + fakeapi.Denied.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Denied.SecretKey}
	if out, err := w.terraform(environment, "apply", "-auto-approve"); err != nil || !strings.Contains(out, `read = "https://my-callback-endpoint https://fin.example"`) {
		t.Fatalf("%v\n%s", err, out)
	}
	for api, want := range map[*fakeapi.Server][3]string{public: {fakeapi.Allowed.AccessKey, "KR", "/api/v2/"}, fin: {other.AccessKey, "FKR", "/api/fin-v2/"}} {
		if n := len(api.Requests()); n != 20 {
			t.Errorf("%d requests for 20 reads", n)
		}
		for _, r := range api.Requests() {
			if r.Rejection != "" || r.Header.Get("x-ncp-iam-access-key") != want[0] || r.Header.Get("x-ncp-region_code") != want[1] || !strings.HasPrefix(r.URI, want[2]) {
				t.Fatalf("%s for %s as %s: %s", r.URI, r.Header.Get("x-ncp-region_code"), r.Header.Get("x-ncp-iam-access-key"), r.Rejection)
			}
		}
	}
}

// Terraform forwards an interrupt to the provider's requests.
func TestAccAnInterruptEndsAReadAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Go sends no interrupts on Windows")
	}
	api := startAPI(t)
	api.RespondNext(5, fakeapi.Stall)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+dataSource)
	command := w.command(t.Context(), nil, "plan")
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for len(api.Requests()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	interrupted := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	if took := time.Since(interrupted); err == nil || took > 3*time.Second {
		t.Errorf("%s after the interrupt: %v\n%s", took, err, out.String())
	}
	if !printed("Error: The request to Live Station was cancelled").MatchString(out.String()) && !strings.Contains(out.String(), "Interrupt received") {
		t.Errorf("it prints:\n%s", out.String())
	}
}

// withKeys is the environment of the allowed account at an endpoint.
func withKeys(endpoint string, more ...string) []string {
	return append([]string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT=" + endpoint,
	}, more...)
}

// output is a configuration that shows what it read.
const output = dataSource + "output \"read\" {\n  value = data.livestation_callback_endpoint.default.callback_url\n}\n"

func startTLS(t *testing.T) (api *fakeapi.Server, trusted string) {
	t.Helper()
	api, err := fakeapi.StartTLS()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	api.Register(registered)
	trusted = filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(trusted, api.AuthorityPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return api, "SSL_CERT_FILE=" + trusted
}

// From a network with a proxy and an authority of its own, as companies have.
func TestAccTLSAndProxies(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE is heeded on Linux: elsewhere Go asks the system's store, which a test does not touch")
	}
	api, trusted := startTLS(t)
	proxy := fakeapi.StartProxy(api)
	t.Cleanup(proxy.Close)
	closed := fakeapi.StartProxy(api)
	t.Cleanup(closed.Close)
	closed.Reject(403)
	locked := fakeapi.StartProxy(api)
	t.Cleanup(locked.Close)
	locked.Reject(407)
	anywhere := strings.Replace(api.URL, "127.0.0.1", "0.0.0.0", 1) // this machine, by an address that Go does send to proxies

	w := newWorkspace(t, "provider \"livestation\" {\n  max_retries = 0\n}\n"+output)
	for _, c := range []struct {
		name string
		env  []string
		want string
	}{
		{"trusted", withKeys(api.URL, trusted), `read = "https://my-callback-endpoint"`},
		{"not trusted", withKeys(api.URL), "Error: The certificate of the Live Station endpoint is not trusted"},
		{"through a proxy", withKeys("https://livestation.invalid", trusted, "HTTPS_PROXY="+proxy.URL), `read = "https://my-callback-endpoint"`},
		{"through a proxy, not trusted", withKeys("https://livestation.invalid", "HTTPS_PROXY="+proxy.URL), "Error: The certificate of the Live Station endpoint is not trusted"},
		{"a proxy that refuses", withKeys(anywhere, trusted, "HTTPS_PROXY="+closed.URL), "Error: The proxy does not lead to the Live Station endpoint"},
		{"a proxy that wants a password", withKeys(anywhere, trusted, "HTTPS_PROXY="+locked.URL), "Error: The proxy wants a user name and password"},
		{"past that proxy", withKeys(anywhere, trusted, "HTTPS_PROXY="+closed.URL, "NO_PROXY=0.0.0.0"), `read = "https://my-callback-endpoint"`},
		{"a proxy that is not there", withKeys(anywhere, trusted, "HTTPS_PROXY=http://127.0.0.1:1"), "Error: The proxy could not be reached"},
	} {
		out, err := w.terraform(c.env, "plan")
		if (err != nil) != strings.HasPrefix(c.want, "Error") || !strings.Contains(out, c.want) {
			t.Errorf("%s: %v\n%s", c.name, err, out)
		}
	}
	for _, tunnel := range proxy.Tunnels() {
		for header := range tunnel.Header {
			if strings.HasPrefix(header, "X-Ncp") {
				t.Errorf("the proxy sees %s", header)
			}
		}
		if tunnel.URI != "livestation.invalid:443" {
			t.Errorf("the proxy leads to %s", tunnel.URI)
		}
	}
	if n := len(api.Requests()); n != 3 {
		t.Errorf("the API received %d requests, want the 3 good ones", n)
	}
	for _, r := range api.Requests() {
		if r.Rejection != "" || r.Protocol != "HTTP/1.1" {
			t.Errorf("%s: %s", r.Protocol, r.Rejection)
		}
	}
}

// Over TLS, a connection that breaks looks like nothing else.
func TestAccABrokenTLSConnectionIsSurvived(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE is heeded on Linux: elsewhere Go asks the system's store, which a test does not touch")
	}
	api, trusted := startTLS(t)
	api.RespondNext(2, fakeapi.HangUp)
	w := newWorkspace(t, output)
	if out, err := w.terraform(withKeys(api.URL, trusted), "plan"); err != nil || !strings.Contains(out, `read = "https://my-callback-endpoint"`) {
		t.Errorf("%v\n%s", err, out)
	}
	if n := len(api.Requests()); n != 3 {
		t.Errorf("the API received %d requests, want 3", n)
	}
}

// putChannels makes n live channels whose events go to url: channel-0 and so on.
func putChannels(api *fakeapi.Server, n int, url string) {
	for i := range n {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: fmt.Sprintf("channel-%d", i), Name: "channel", Status: "READY", CallbackEndpoint: url})
	}
}

// Data sources that ask the same at the same moment share a request.
func TestAccAThousandEqualReadsShareRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "data \"livestation_callback_endpoint\" \"default\" {\n  count = 1000\n}\n"+
		"output \"read\" {\n  value = distinct(data.livestation_callback_endpoint.default[*].callback_url)\n}\n")
	if out, err := w.terraform(withKeys(api.URL), "plan"); err != nil || !strings.Contains(out, registered) {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	// Terraform reads ten at a time, so that in the best case there are 100 requests.
	if n := len(api.Requests()); n > 900 {
		t.Errorf("%d requests for 1000 equal reads", n)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
}

// A thousand reads, while the API throttles as many times as a third of them.
func TestAccAThousandReadsSurviveAThrottle(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, 1000, registered)
	api.RespondEvery(4, fakeapi.GatewayError(429, 420, "Rate Limited", ""))
	w := newWorkspace(t, `
		provider "livestation" {
			max_retries = 10
		}
		data "livestation_channel_callback_endpoint" "each" {
			count      = 1000
			channel_id = format("channel-%d", count.index)
		}
		output "read" {
			value = distinct(data.livestation_channel_callback_endpoint.each[*].callback_url)
		}`)
	started := time.Now()
	out, err := w.terraform(withKeys(api.URL), "plan")
	if err != nil || !strings.Contains(out, registered) {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	if took := time.Since(started); took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
	requests := api.Requests()
	if len(requests) < 1300 {
		t.Errorf("%d requests for 1000 reads: a third of them was not throttled", len(requests))
	}
	for i, r := range requests {
		if r.Rejection != "" {
			t.Fatalf("request %d was not a good one: %s", i+1, r.Rejection)
		}
	}
}
