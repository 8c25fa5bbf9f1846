package provider

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// startTLS also returns the environment variable that makes the provider trust the API.
func startTLS(t *testing.T) (api *fakeapi.Server, trusted string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux does Go read SSL_CERT_FILE; elsewhere it uses the system's certificates")
	}
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

func startProxy(t *testing.T, api *fakeapi.Server, status int) *fakeapi.Proxy {
	t.Helper()
	proxy := fakeapi.StartProxy(api)
	t.Cleanup(proxy.Close)
	if status != 0 {
		proxy.Reject(status)
	}
	return proxy
}

const untrustedCertificate = "Error: Endpoint certificate is not trusted"

// A company's network has a proxy and a certificate authority of its own.
func TestAccTLS_worksThroughProxies(t *testing.T) {
	t.Parallel()
	api, trusted := startTLS(t)
	proxy := startProxy(t, api, 0)
	refusing := startProxy(t, api, http.StatusForbidden)
	locked := startProxy(t, api, http.StatusProxyAuthRequired)
	down := startProxy(t, api, http.StatusBadGateway)
	const unresolvable = "https://livestation.invalid"
	anyAddress := strings.Replace(api.URL, "127.0.0.1", "0.0.0.0", 1) // a local address that Go sends to proxies

	w := newInstalledWorkspace(t, "provider \"livestation\" {\n  max_retries = 0\n}\n"+output)
	for name, c := range map[string]struct {
		env  []string
		want string // of an error, "" if the plan succeeds
	}{
		"trusted":   {env: withKeys(api.URL, trusted)},
		"untrusted": {env: withKeys(api.URL), want: untrustedCertificate},
		"proxy":     {env: withKeys(unresolvable, trusted, "HTTPS_PROXY="+proxy.URL)},
		"proxy, untrusted": {
			env:  withKeys(unresolvable, "HTTPS_PROXY="+proxy.URL),
			want: untrustedCertificate,
		},
		"proxy that refuses": {
			env:  withKeys(anyAddress, trusted, "HTTPS_PROXY="+refusing.URL),
			want: "Error: Proxy refused the connection to Live Station",
		},
		"proxy that requires a password": {
			env:  withKeys(anyAddress, trusted, "HTTPS_PROXY="+locked.URL),
			want: "Error: Proxy requires a valid user name and password",
		},
		"proxy that cannot connect": {
			env:  withKeys(anyAddress, trusted, "HTTPS_PROXY="+down.URL),
			want: "Error: Proxy can't reach Live Station",
		},
		"proxy that is not there": {
			env:  withKeys(anyAddress, trusted, "HTTPS_PROXY=http://127.0.0.1:1"),
			want: "Error: Can't connect to the proxy",
		},
		"proxy with a password that is not encoded": {
			env:  withKeys(anyAddress, trusted, "HTTPS_PROXY=http://user:p%zz@127.0.0.1:1"),
			want: "Cause:     the environment variable HTTPS_PROXY is not a valid URL",
		},
		"invalid port in lower case": {
			env:  withKeys(anyAddress, trusted, "https_proxy=http://user:p%zz@127.0.0.1:port"),
			want: "Cause:     the environment variable https_proxy is not a valid URL",
		},
		"no proxy": {env: withKeys(anyAddress, trusted, "HTTPS_PROXY="+refusing.URL, "NO_PROXY=0.0.0.0")},
	} {
		out, err := w.terraform(c.env, "plan")
		if (err != nil) != (c.want != "") {
			t.Errorf("%s: got the exit status %v\n%s", name, err, out)
		}
		if c.want == "" {
			c.want = `read = "` + registeredURL + `"`
		}
		if strings.Contains(out, "p%zz") {
			t.Errorf("%s: Terraform prints the password of the proxy:\n%s", name, out)
		}
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: Terraform does not print %q:\n%s", name, c.want, out)
		}
	}
	expectOnlyTunnels(t, proxy, "livestation.invalid:443")
	if n := len(api.Requests()); n != 3 {
		t.Errorf("the API received %d requests, want 3: trusted, proxy, no proxy", n)
	}
	expectAccepted(t, api)
	for _, r := range api.Requests() {
		if r.Protocol != "HTTP/1.1" {
			t.Errorf("the protocol is %s, want HTTP/1.1", r.Protocol)
		}
	}
}

// expectOnlyTunnels expects that a proxy saw nothing but the address.
func expectOnlyTunnels(t *testing.T, proxy *fakeapi.Proxy, address string) {
	t.Helper()
	if len(proxy.Tunnels()) == 0 {
		t.Error("no connection uses the proxy")
	}
	for _, tunnel := range proxy.Tunnels() {
		if tunnel.URI != address {
			t.Errorf("the proxy connects to %s, want %s", tunnel.URI, address)
		}
		for header := range tunnel.Header {
			if strings.HasPrefix(header, "X-Ncp") {
				t.Errorf("the proxy receives the header %s", header)
			}
		}
	}
}
