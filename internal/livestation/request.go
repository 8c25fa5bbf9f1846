package livestation

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The headers of Live Station itself (Get Callback Endpoint, "Request header" and
// "Response example"). The example is a success; that errors have the trace ID too is
// assumption A13.
const (
	headerRegion  = "x-ncp-region_code"
	headerTraceID = "x-ncp-trace-id"
)

// An operation is one call of the API.
type operation struct {
	// service is SourceGlobalEdge for a request to Global Edge, "" for one to Live Station.
	service      Source
	method, path string
	query        url.Values
	body         any // is sent as JSON; nil for no body
	// share lets identical reads in flight share one request.
	share bool
	// detached means that the request does not end with the caller's context, only with the
	// client's timeout: what it creates must not be lost.
	detached bool
	// single means that only the caller may repeat the request, after a new look at what it changes.
	single bool
	// outcome is what the user must know about a write that may have succeeded although
	// it failed: one or two sentences.
	outcome string
	// secrets are parts of the request that no text may show, even if the response
	// repeats them.
	secrets secrets
	// isLongList is for a list without pages, of which more is read.
	isLongList bool
	// withoutRegion leaves out the region header, which the API requires.
	withoutRegion bool
}

// required is what a response must contain.
type required[T any] struct {
	fields string       // for the error if one is missing
	isMet  func(T) bool // reports whether a response has them; nil accepts any
}

// url returns the URL of an operation.
func (c *Client) url(op operation) *url.URL {
	u := c.config.Endpoint.JoinPath(c.config.Site.pathPrefix, op.path)
	if op.service == SourceGlobalEdge {
		u = c.config.GlobalEdgeEndpoint.JoinPath(globalEdgePrefix, op.path)
	}
	u.RawQuery = strings.ReplaceAll(op.query.Encode(), "+", "%20") // as the vendor's signers write a space
	return u
}

// attempt makes one request, decodes the response, and reports both to the observer.
func attempt[T any](
	ctx context.Context, c *Client, op operation, number int, reason string, want required[T],
) (T, error) {
	started := time.Now()
	var body T
	resp, err := c.send(ctx, op)
	if err == nil {
		body, err = decode(resp, want)
	}
	if c.config.Observe == nil {
		return body, err
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
	return body, err
}

// send signs and sends one request and reads the response.
func (c *Client) send(ctx context.Context, op operation) (*response, error) {
	credentials, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, c.newTransportError(ctx, op, err, false)
	}
	var sent, responded atomic.Bool
	req, err := c.newRequest(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders:         func() { sent.Store(true) },
		GotFirstResponseByte: func() { responded.Store(true) },
	}), op)
	if err != nil {
		return nil, err
	}
	signed := c.clock.now()
	signature := ncloud.SignRequest(req, credentials, signed)
	op.secrets = slices.Concat(op.secrets, credentials.Secrets(), secrets{signature})
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		failure := c.newTransportError(ctx, op, err, responded.Load())
		failure.Sent = sent.Load()
		return nil, failure
	}
	defer func() { _ = resp.Body.Close() }() // Its error says nothing: the body was read, or is given up.
	r := readResponse(resp, op, signed)
	_, r.fixedKeys = c.config.Credentials.(ncloud.Credentials)
	if r.readErr != nil && ctx.Err() != nil {
		failure := c.newTransportError(ctx, op, r.readErr, true)
		failure.Sent = true
		failure.Status = r.status
		failure.TraceID = r.traceID()
		return nil, failure
	}
	return r, nil
}

// newTransportError returns the error of a request without a complete response.
func (c *Client) newTransportError(ctx context.Context, op operation, err error, responded bool) *TransportError {
	cause, err := classify(ctx, err, responded)
	scope := fmt.Sprint(op.service, " connection ", int(cause))
	if cause == CauseCanceled {
		scope = ""
	}
	return &TransportError{
		RequestInfo: RequestInfo{
			Service: op.service, Method: op.method, URL: c.url(op).String(), Scope: scope, Lasting: cause.isLasting(),
		},
		Cause: cause,
		Text:  op.secrets.sanitize(err.Error(), maxCause),
		Err:   err,
	}
}

// newRequest returns the request without its signature.
func (c *Client) newRequest(ctx context.Context, op operation) (*http.Request, error) {
	var body []byte
	if op.body != nil {
		var err error
		if body, err = json.Marshal(op.body); err != nil {
			return nil, fmt.Errorf("cannot encode the body of %s %s: %w", op.method, op.path, err)
		}
	}
	address := c.url(op).String()
	req, err := http.NewRequestWithContext(ctx, op.method, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("cannot build the request %s %s: %w", op.method, op.path, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json") // on GET too, as in the published example
	req.Header.Set("User-Agent", c.config.UserAgent)
	if !op.withoutRegion {
		req.Header.Set(headerRegion, c.config.Region)
	}
	return req, nil
}
