package provider

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func startTLS(t *testing.T) (api *fakeapi.Server, trusted string) {
	t.Helper()
	api, err := fakeapi.StartTLS()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	api.Register(registeredURL)
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
