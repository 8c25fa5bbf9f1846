// Package livestation is the Live Station API in its own words: a client whose
// operations are named as the vendor's pages name them, and its errors.
package livestation

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// HeaderRegion carries the region code (Get Callback Endpoint, "Request header").
const HeaderRegion = "x-ncp-region_code"

const (
	// DefaultRegion is the region code of the public site.
	DefaultRegion = "KR"
	// DefaultTimeout is how long one operation may take.
	DefaultTimeout = time.Minute
)

// pathPrefix stands before every operation's path on the public site.
const pathPrefix = "/api/v2"

// maxConnections is how many connections a client opens to the API: as many as
// Terraform reads at once by default.
const maxConnections = 10

// Config is what a [Client] needs to know.
type Config struct {
	// Endpoint is the API's base URL, as [ParseEndpoint] returns it.
	Endpoint *url.URL
	// Region is the region code, such as KR.
	Region string
	// Credentials is the pair of keys that signs.
	Credentials ncloud.Credentials
	// UserAgent names who asks.
	UserAgent string
	// Timeout is how long one operation may take, [DefaultTimeout] where it is 0.
	Timeout time.Duration
}

// Client calls the Live Station API. It is safe for concurrent use, keeps its
// connections, and shares nothing with other clients.
type Client struct {
	config Config
	http   *http.Client
	now    func() time.Time
}

// An Option changes what only tests need to change.
type Option func(*Client)

// WithClock makes the client take the time from now, for timestamps and for
// comparing clocks.
func WithClock(now func() time.Time) Option {
	return func(c *Client) { c.now = now }
}

// New returns a client. It makes no call.
func New(config Config, options ...Option) *Client {
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	c := &Client{config: config, now: time.Now}
	for _, option := range options {
		option(c)
	}
	c.http = &http.Client{
		Transport: &ncloud.SigningTransport{Credentials: config.Credentials, Now: c.now, Next: newTransport()},
		// A redirect is never followed: the headers that hold the access key and
		// the signature would go along to wherever it points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// newTransport returns a transport of the client's own. It heeds HTTPS_PROXY and
// NO_PROXY, and verifies certificates by the system's roots.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   10 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxConnsPerHost:       maxConnections,
		MaxIdleConnsPerHost:   maxConnections,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// do makes one call and reads its content into content, a pointer. Every
// operation goes through it.
func (c *Client) do(ctx context.Context, method, path string, content any) error {
	call, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()

	req, err := c.newRequest(call, method, path)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.transportError(ctx, call, req, err)
	}
	defer resp.Body.Close() //nolint:errcheck // Nothing is lost: the body was read, or is given up.
	answer, err := readAnswer(resp)
	if err != nil {
		return c.transportError(ctx, call, req, fmt.Errorf("the answer was cut short: %w", err))
	}

	failure := answer.decode(content)
	if failure == nil {
		return nil
	}
	failure.Method, failure.URL, failure.Attempts = req.Method, req.URL.String(), 1
	failure.Received = c.now()
	failure.present(func(text string) string {
		return c.config.Credentials.Redact(text, resp.Request.Header.Get(ncloud.HeaderSignature))
	})
	return failure
}

// newRequest returns the request as the API wants it, but for the signature.
func (c *Client) newRequest(ctx context.Context, method, path string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.config.Endpoint.JoinPath(pathPrefix, path).String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("cannot make the request %s %s: %w", method, path, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json") // on GET too, as the published example has it
	req.Header.Set("User-Agent", c.config.UserAgent)
	req.Header.Set(HeaderRegion, c.config.Region)
	return req, nil
}

// transportError tells apart a caller that gave up, a call that took too long
// and a connection that failed.
func (c *Client) transportError(caller, call context.Context, req *http.Request, err error) error {
	e := &TransportError{Method: req.Method, URL: req.URL.String(), Attempts: 1, Err: err}
	var asked *url.Error // repeats the method and the URL
	if errors.As(err, &asked) {
		e.Err = asked.Err
	}
	switch {
	case caller.Err() != nil:
		e.Err = caller.Err()
	case call.Err() != nil:
		e.Err = fmt.Errorf("none came within %s: %w", c.config.Timeout, call.Err())
	}
	e.Cause = oneLine(c.config.Credentials.Redact(e.Err.Error()), maxText)
	return e
}
