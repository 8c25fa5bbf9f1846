package livestation

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

// maxConnections is the number of connections that a client opens to the API:
// Terraform's default parallelism.
const maxConnections = 10

// newTransport returns a transport of the client's own. It uses HTTPS_PROXY and
// NO_PROXY, and verifies certificates with the system's roots.
func newTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := &net.Dialer{Timeout: 30 * time.Second}
	return &http.Transport{
		Proxy: httpsProxy,
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &proxyError{status: resp.StatusCode}
			}
			return nil
		},
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second,
		// HTTP/1.1 only: ten connections are enough for ten reads at once. HTTP/2 would
		// add failures of its own and, without the build tag nethttpomithttp2, 2 % to the
		// binary.
		Protocols:           protocols,
		MaxConnsPerHost:     maxConnections,
		MaxIdleConnsPerHost: maxConnections,
		// Less than gateways wait: a POST on a connection that was just closed is not
		// retried.
		IdleConnTimeout: 30 * time.Second,
		// The API's headers take a few hundred bytes.
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// httpsProxy returns the proxy for a request. Plain HTTP, which is for loopback
// addresses, never goes through a proxy: it would see the access key.
func httpsProxy(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" {
		return nil, nil
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		if value := os.Getenv(name); value != "" {
			if !isProxy(value) {
				return nil, invalidProxyError(name)
			}
			break
		}
	}
	return http.ProxyFromEnvironment(req)
}

// isProxy reports whether net/http can parse a proxy variable, with a scheme or without one. If it
// cannot, it ignores the variable, and the request would bypass the proxy.
func isProxy(value string) bool {
	_, err := url.Parse(value)
	_, errWithScheme := url.Parse("http://" + value)
	return err == nil || errWithScheme == nil
}

// An invalidProxyError is the name of a proxy variable that is not a URL. Its value may contain a password.
type invalidProxyError string

func (e invalidProxyError) Error() string {
	return fmt.Sprintf("the environment variable %s is not a valid URL", string(e))
}
