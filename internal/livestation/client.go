// Package livestation is a client for the Live Station API, with operations named as on
// the vendor's pages. [Error] is a response that reports a failure, [TransportError] a
// request without a response.
package livestation

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
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
	// GlobalEdgeEndpoint is the base URL of Global Edge, as [ParseGlobalEdgeEndpoint] returns it. nil
	// means that the client must not call Global Edge.
	GlobalEdgeEndpoint *url.URL
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
	// FirstPause is the mean of the first pause between attempts. Later ones are longer, and the pauses of
	// [Client.Polls] change in proportion. The default is 250 milliseconds.
	FirstPause time.Duration
	// Clock returns the time for timestamps and for comparing clocks. The default is [time.Now].
	Clock func() time.Time
	// Observe, if not nil, is called after each attempt.
	Observe func(context.Context, Attempt)
	// DialContext opens a connection, as that of [http.Transport]. The default is TCP, with a
	// timeout of 30 seconds.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// RandomPause returns a random duration from 0 to below limit, which is above 0. It must be
	// safe for concurrent use. The default is [rand.N].
	RandomPause func(limit time.Duration) time.Duration
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
	config Config
	// transport is not an http.Client, which would follow redirects and send the access
	// key and the signature along.
	transport *http.Transport
	clock     clock

	reads  singleflight.Group
	writes atomic.Int64 // how many have ended; is part of the key of a shared read

	earlier       earlierFailure
	earlierOfEdge earlierFailure // of Global Edge, which can be down while Live Station is not
}

// New returns a client. It makes no request.
func New(config Config) *Client {
	config.Timeout = cmp.Or(config.Timeout, DefaultTimeout)
	if config.RandomPause == nil {
		config.RandomPause = rand.N[time.Duration]
	}
	config.FirstPause = cmp.Or(config.FirstPause, firstPause)
	if config.Clock == nil {
		config.Clock = time.Now
	}
	c := &Client{config: config, transport: newTransport(), clock: clock{local: config.Clock}}
	if config.DialContext != nil {
		c.transport.DialContext = config.DialContext
	}
	return c
}

// call performs an operation and returns the decoded response, the zero value if that
// of a write is empty. want is what the response must contain.
//
// Identical operations in flight share one request if they opt in, so callers must not
// modify the result. That request has the client's timeout and does not end with the
// context of the caller that started it, because others may wait for it too.
func call[T any](ctx context.Context, c *Client, op operation, want required[T]) (T, error) {
	if op.method != http.MethodGet {
		defer c.writes.Add(1) // On failure too: the service may have acted.
	}
	var none T
	if ctx.Err() != nil { // A request that does not end with it would be sent.
		return none, c.newTransportError(ctx, op, nil, false)
	}
	if op.detached {
		ctx = context.WithoutCancel(ctx)
	}
	if !op.share {
		return do(ctx, c, op, want)
	}
	// The count of writes keeps a read that starts after a write from joining a
	// request that was sent before it.
	shared := c.reads.DoChan(fmt.Sprint(c.writes.Load(), c.url(op)), func() (any, error) {
		return do(context.WithoutCancel(ctx), c, op, want)
	})
	select {
	case result := <-shared:
		body, _ := result.Val.(T) // It is a T: operations that share have one type for each URL.
		return body, result.Err
	case <-ctx.Done():
		return none, c.newTransportError(ctx, op, nil, false)
	}
}

// contentOf is the body of a response whose content is a T.
type contentOf[T any] struct {
	Content T `json:"content"`
}

// listOf requires a list of items that are valid, which means that each has a field.
func listOf[T any](field string, valid func(T) bool) required[contentOf[List[T]]] {
	return required[contentOf[List[T]]]{"content or content[]." + field, func(b contentOf[List[T]]) bool {
		return b.Content != nil && !slices.ContainsFunc(b.Content, func(item T) bool { return !valid(item) })
	}}
}
