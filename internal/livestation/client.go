// Package livestation is a client for the Live Station API, with operations named as on
// the vendor's pages. [Error] is a response that reports a failure, [TransportError] a
// request without a response.
package livestation

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The default and the longest duration of one operation.
const (
	DefaultTimeout = time.Minute
	MaxTimeout     = 24 * time.Hour
)

// Config configures a [Client].
type Config struct {
	// Endpoint is the API's base URL, as [ParseEndpoint] returns it.
	Endpoint *url.URL
	// Site determines the path prefix of the API.
	Site Site
	// Region is the region code, such as KR.
	Region string
	// Credentials signs the requests.
	Credentials ncloud.CredentialsProvider
	// UserAgent is the value of the User-Agent header.
	UserAgent string
	// Timeout is the maximum duration of one operation with all its attempts. The
	// default is [DefaultTimeout].
	Timeout time.Duration
	// MaxRetries is the maximum number of retries of one operation, from 0. A retry after
	// a clock correction is made even with 0.
	MaxRetries int
	// Observe, if not nil, is called after each attempt.
	Observe func(context.Context, Attempt)
}

// An Attempt describes one request of an operation and its outcome.
type Attempt struct {
	// Method and URL identify the request.
	Method, URL string
	// Number counts the operation's attempts, from 1.
	Number int
	// Reason is why the attempt was made, "" for the first.
	Reason string
	// Status and TraceID are the response's, 0 and "" if there was none.
	Status  int
	TraceID string
	// Duration is the time until the response was read.
	Duration time.Duration
	// Failure is the error as one line without credentials, "" on success.
	Failure string
}

// Client calls the Live Station API. It is safe for concurrent use, keeps its
// connections open, and shares nothing with other clients.
type Client struct {
	config        Config
	transport     http.RoundTripper
	clock         clock
	firstInterval time.Duration // of the pauses between attempts

	reads  singleflight.Group
	writes atomic.Int64 // counts what keeps later reads from joining earlier ones
}

// An Option changes what only tests and make check-api need to change.
type Option func(*Client)

// WithClock sets the clock for timestamps and for comparing clocks.
func WithClock(now func() time.Time) Option {
	return func(c *Client) { c.clock.local = now }
}

// WithFirstInterval sets the interval from which the pauses between attempts grow.
func WithFirstInterval(d time.Duration) Option {
	return func(c *Client) { c.firstInterval = d }
}

// New returns a client. It makes no request.
func New(config Config, options ...Option) *Client {
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	c := &Client{config: config, clock: clock{local: time.Now}, firstInterval: firstInterval}
	for _, option := range options {
		option(c)
	}
	// A RoundTripper and not an http.Client, which would follow redirects and send
	// the access key and the signature along.
	c.transport = &ncloud.SigningTransport{Credentials: config.Credentials, Now: c.clock.now, Next: newTransport()}
	return c
}

// get performs a GET and returns the decoded response. Identical GETs in flight
// share one request, so callers must not modify the result. The request has the
// client's timeout and does not end with the context of the caller that started
// it, because others may wait for it too.
func get[T any](ctx context.Context, c *Client, op operation, complete func(T) bool) (T, error) {
	var none T
	if ctx.Err() != nil { // The request, which does not end with it, would be sent.
		return none, c.newTransportError(ctx, op, context.Cause(ctx))
	}
	// The count of writes keeps a read that starts after a write from joining a
	// request that was sent before it. The type is part of the key because operations
	// with the same URL decode different parts of the response.
	key := fmt.Sprintf("%d %T %s", c.writes.Load(), none, c.url(op))
	shared := c.reads.DoChan(key, func() (any, error) {
		time.Sleep(op.joinWindow)
		var body T
		err := c.do(context.WithoutCancel(ctx), op, func(r *response) error { return decode(r, &body, complete) })
		return body, err
	})
	select {
	case result := <-shared:
		body, _ := result.Val.(T) // It is a T: the key contains the type.
		return body, result.Err
	case <-ctx.Done():
		return none, c.newTransportError(ctx, op, context.Cause(ctx))
	}
}

// StopSharing keeps reads that start from now on from joining a request that was sent
// before.
func (c *Client) StopSharing() { c.writes.Add(1) }

// post performs a POST and returns the decoded response, the zero value if that is
// empty. Any other response that does not confirm the request is an error.
func post[T any](ctx context.Context, c *Client, op operation, complete func(T) bool) (T, error) {
	defer c.StopSharing() // On failure too: the service may have acted.
	var body T
	err := c.do(ctx, op, func(r *response) error {
		if r.isSuccess() && r.isEmpty() {
			return nil
		}
		return decode(r, &body, complete)
	})
	return body, err
}

// attempt sends one request, passes the response to handle, and reports the attempt to
// the observer.
func (c *Client) attempt(
	ctx context.Context, op operation, number int, reason string, handle func(*response) error,
) error {
	started := time.Now()
	resp, err := c.send(ctx, op)
	if err == nil {
		err = handle(resp)
	}
	if c.config.Observe == nil {
		return err
	}
	a := Attempt{Method: op.method, URL: c.url(op).String(), Number: number, Reason: reason}
	a.Duration = time.Since(started)
	if resp != nil {
		a.Status = resp.status
		a.TraceID = resp.traceID()
	}
	if err != nil {
		a.Failure = oneLine(err.Error(), maxText)
	}
	c.config.Observe(ctx, a)
	return err
}
