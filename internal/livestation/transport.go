package livestation

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// maxConnections is how many connections a client opens to the API: as many as
// Terraform reads at once by default.
const maxConnections = 10

// newTransport returns a transport of the client's own. It heeds HTTPS_PROXY and
// NO_PROXY, and verifies certificates by the system's roots.
func newTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &ProxyError{Status: resp.StatusCode}
			}
			return nil
		},
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second,
		// HTTP/1.1 alone: ten connections are enough for ten reads at once. HTTP/2
		// would bring failures of its own and, without the build tag
		// nethttpomithttp2, a fiftieth of the binary.
		Protocols:             protocols,
		MaxConnsPerHost:       maxConnections,
		MaxIdleConnsPerHost:   maxConnections,
		IdleConnTimeout:       30 * time.Second, // less than gateways wait: a POST that meets a closed connection is not tried again
		ExpectContinueTimeout: time.Second,
		// The API's headers take a few hundred bytes.
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// ProxyError is a refusal of the proxy that was to lead to the API.
type ProxyError struct {
	// Status is the HTTP status of the proxy's answer to CONNECT.
	Status int
}

// Error returns the status.
func (e *ProxyError) Error() string {
	return fmt.Sprintf("the proxy answered HTTP %d (%s)", e.Status, http.StatusText(e.Status))
}
