package livestation

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A rejectingProxy responds to each CONNECT with one status.
type rejectingProxy struct {
	url      *url.URL
	connects atomic.Int64
}

func startRejectingProxy(t *testing.T, status int) *rejectingProxy {
	t.Helper()
	p := &rejectingProxy{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			p.connects.Add(1)
		}
		http.Error(w, "<html>rejected", status)
	}))
	t.Cleanup(server.Close)
	var err error
	if p.url, err = url.Parse(server.URL); err != nil {
		t.Fatal(err)
	}
	return p
}

// newProxiedClient returns a client that makes up to 2 retries through a proxy. The
// proxy is not set by an environment variable, because Go reads those once per process.
func newProxiedClient(t *testing.T, proxy *rejectingProxy) *Client {
	t.Helper()
	config := configFor(t, "https://api.invalid")
	config.MaxRetries = 2
	config.FirstPause = time.Millisecond
	client := New(config)
	transport := newTransport()
	transport.Proxy = http.ProxyURL(proxy.url)
	client.transport = transport
	return client
}

func TestProxyError_isRetriedIfTheProxyCannotReachTheAPI(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{
		403: 1,
		407: 1,
		502: 3,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			for method, call := range map[string]func(*Client) error{
				http.MethodGet: func(c *Client) error {
					_, err := c.GetCallbackEndpoint(t.Context())
					return err
				},
				http.MethodPost: func(c *Client) error {
					_, err := c.CreateChannel(t.Context(), newMainChannel())
					return err
				},
			} {
				proxy := startRejectingProxy(t, status)
				err := call(newProxiedClient(t, proxy))
				got := transportError(t, err)
				expectEqual(t, method+": the attempts", got.Attempts, attempts)
				expectEqual(t, method+": the proxy's requests", proxy.connects.Load(), int64(attempts))
				expectEqual(t, method+": sent", got.Sent, false)
				expectEqual(t, method+": outcome unknown", OutcomeUnknown(err), false)
				expectContains(t, got.Text, "the proxy returned HTTP ")
			}
		})
	}
}

// proxyTestVariable tells the test below that it runs in a process of its own. Go reads the
// proxy variables once per process.
const proxyTestVariable = "LIVESTATION_TEST_PROXY_SUBPROCESS"

func TestTransport_usesProxyForHTTPSOnly(t *testing.T) {
	t.Parallel()
	if port := os.Getenv(proxyTestVariable); port != "" {
		expectProxyForHTTPSOnly(t, port)
		return
	}
	api := startAPI(t)
	proxy := startRejectingProxy(t, http.StatusForbidden)
	proxied := &atomic.Int64{}
	observer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		proxied.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(observer.Close)
	_, address, _ := strings.Cut(api.URL, "127.0.0.1")

	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTransport_usesProxyForHTTPSOnly$", "-test.v")
	command.Env = append(os.Environ(), proxyTestVariable+"="+address,
		"HTTP_PROXY="+observer.URL, "http_proxy="+observer.URL,
		"HTTPS_PROXY="+proxy.url.String(), "https_proxy="+proxy.url.String(),
		"NO_PROXY=", "no_proxy=")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	expectContains(t, string(output), "--- PASS: TestTransport_usesProxyForHTTPSOnly")
	expectEqual(t, "the requests through HTTP_PROXY", proxied.Load(), 0)
	expectEqual(t, "the requests through HTTPS_PROXY", proxy.connects.Load(), 1)
	expectRequests(t, api, 1)
	expectGoodRequests(t, api)
}

// expectProxyForHTTPSOnly makes requests in the environment with the proxies: one to the API, whose
// host is this machine, and one to another host.
func expectProxyForHTTPSOnly(t *testing.T, port string) {
	t.Helper()
	upperCase := &http.Request{URL: &url.URL{Scheme: "http", Host: "LOCALHOST" + port}}
	if proxy, err := http.ProxyFromEnvironment(upperCase); err != nil || proxy == nil {
		t.Fatalf("the environment has no effect: %v, %v", proxy, err)
	}
	if proxy, err := httpsProxy(upperCase); err != nil || proxy != nil {
		t.Errorf("an unencrypted request goes through the proxy %v, %v", proxy, err)
	}
	expectRegistered(t, New(configFor(t, "http://LOCALHOST"+port)))

	_, err := New(configFor(t, "https://api.invalid")).GetCallbackEndpoint(t.Context())
	expectContains(t, transportError(t, err).Text, "the proxy returned HTTP 403")
}
