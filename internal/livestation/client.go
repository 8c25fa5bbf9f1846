// Package livestation is the Live Station API in its own words: a client whose
// operations are named as the vendor's pages name them, and its errors.
package livestation

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The headers of Live Station itself (Get Callback Endpoint, "Request header" and
// "Response example").
const (
	headerRegion  = "x-ncp-region_code"
	headerTraceID = "x-ncp-trace-id"
)

// DefaultTimeout is how long one operation may take.
const DefaultTimeout = time.Minute

// Config is what a [Client] needs to know.
type Config struct {
	// Endpoint is the API's base URL, as [ParseEndpoint] returns it.
	Endpoint *url.URL
	// Site says under which path the API stands.
	Site Site
	// Region is the region code, such as KR.
	Region string
	// Credentials hands out the pair that signs.
	Credentials ncloud.CredentialsProvider
	// UserAgent names who asks.
	UserAgent string
	// Timeout is how long one operation may take with all its attempts,
	// [DefaultTimeout] where it is 0.
	Timeout time.Duration
	// MaxRetries is how often a failed attempt may be made again, from 0.
	MaxRetries int
	// Observe is told of every attempt once it has ended, where it is set.
	Observe func(context.Context, Attempt)
}

// An Attempt is one request of a call, and what came of it.
type Attempt struct {
	// Method and URL are what was asked.
	Method, URL string
	// Number counts the call's attempts, from 1.
	Number int
	// Reason says why the attempt was made, "" for the first.
	Reason string
	// Status and TraceID are the answer's, 0 and "" where none came.
	Status  int
	TraceID string
	// Duration is how long it took until the answer was read.
	Duration time.Duration
	// Failure says what went wrong, as a line without keys, "" where nothing did.
	Failure string
}

// Client calls the Live Station API. It is safe for concurrent use, keeps its
// connections, and shares nothing with other clients.
type Client struct {
	config        Config
	transport     http.RoundTripper
	clock         clock
	defaultURL    defaultURL
	flights       flights
	firstInterval time.Duration // of the pauses between attempts
}

// An Option changes what only tests need to change.
type Option func(*Client)

// WithClock makes the client take the time from now, for timestamps and for
// comparing clocks.
func WithClock(now func() time.Time) Option {
	return func(c *Client) { c.clock.machine = now }
}

// WithFirstInterval makes the pauses between attempts grow from another interval.
func WithFirstInterval(d time.Duration) Option {
	return func(c *Client) { c.firstInterval = d }
}

// New returns a client. It makes no call.
func New(config Config, options ...Option) *Client {
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	c := &Client{
		config:        config,
		clock:         clock{machine: time.Now},
		defaultURL:    defaultURL{turn: make(chan struct{}, 1)},
		flights:       flights{equal: map[string]*flight{}},
		firstInterval: firstInterval,
	}
	for _, option := range options {
		option(c)
	}
	// There is no http.Client around it: that would follow redirects, to which the
	// headers with the access key and the signature would go along, and reads
	// even those that it is told not to follow.
	c.transport = &ncloud.SigningTransport{Credentials: config.Credentials, Now: c.clock.now, Next: newTransport()}
	return c
}

// An operation is one call of the API.
type operation struct {
	method, path string
	query        url.Values
	body         any // what is sent as JSON, nil for nothing
	// public is true where no answer can hold a stream key, so that it may be shown.
	public bool
}

// A content is what a GET reads.
type content[T any] struct {
	value T
	total int // how many there are of what value is a page of, 0 where the answer names none
}

// getAlone makes a GET that nobody else shares. complete reports whether what was
// read holds what was asked for; it is nil where anything does.
func getAlone[T any](ctx context.Context, c *Client, o operation, complete func(content[T]) bool) (content[T], error) {
	var read content[T]
	err := c.do(ctx, o, func(a answer) *Error {
		failure := a.decode(&read.value, &read.total)
		if failure == nil && complete != nil && !complete(read) {
			failure = a.fault(ProblemShape)
		}
		return failure
	})
	return read, err
}

// post makes a POST, of whose answer only matters whether it is an error.
func (c *Client) post(ctx context.Context, o operation) error {
	defer c.forgetReads() // on failure too: it may have come through
	return c.do(ctx, o, func(a answer) *Error { return a.decode(nil, nil) })
}

// forgetReads makes every read that begins from now on ask anew.
func (c *Client) forgetReads() {
	c.flights.forgetAll() // first: else the default could be read anew from an old flight
	c.defaultURL.forget()
}

// do makes one call, as often as the client's retries allow, until take finds
// nothing wrong with an answer. Every operation goes through it.
func (c *Client) do(ctx context.Context, o operation, take func(answer) *Error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.Timeout, timeoutError{c.config.Timeout})
	defer cancel()
	return c.retry(ctx, o.method, func(number int, reason string) error {
		req, err := c.newRequest(ctx, o)
		if err != nil {
			return err
		}
		return c.observed(req, o, take, number, reason)
	})
}

// observed makes an attempt and tells the observer of it.
func (c *Client) observed(req *http.Request, o operation, take func(answer) *Error, number int, reason string) error {
	started := time.Now()
	made := Attempt{Method: req.Method, URL: req.URL.String(), Number: number, Reason: reason}
	err := c.attempt(req, o, take, &made)
	if c.config.Observe == nil {
		return err
	}
	made.Duration = time.Since(started)
	if err != nil {
		made.Failure = oneLine(err.Error(), maxText)
	}
	c.config.Observe(req.Context(), made)
	return err
}

// attempt asks once, and notes what was answered.
func (c *Client) attempt(req *http.Request, o operation, take func(answer) *Error, made *Attempt) error {
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return transportError(req, err)
	}
	defer resp.Body.Close() //nolint:errcheck // Nothing is lost: the body was read, or is given up.
	made.Status = resp.StatusCode
	made.TraceID = oneLine(ncloud.Redact(resp.Header.Get(headerTraceID), resp.Request), maxLabel)
	answer := readAnswer(resp)
	if answer.broken != nil && req.Context().Err() != nil {
		unfinished := transportError(req, answer.broken)
		unfinished.Status, unfinished.TraceID = made.Status, made.TraceID
		return unfinished
	}
	answer.private = !o.public
	failure := take(answer)
	if failure == nil {
		return nil
	}
	failure.Method, failure.URL, failure.Signed = req.Method, req.URL.String(), ncloud.SignedAt(resp.Request)
	failure.present(func(text string) string { return ncloud.Redact(text, resp.Request) })
	return failure
}

// address returns the URL of an operation.
func (c *Client) address(o operation) *url.URL {
	address := c.config.Endpoint.JoinPath(c.config.Site.pathPrefix, o.path)
	address.RawQuery = strings.ReplaceAll(o.query.Encode(), "+", "%20") // a space as the vendor's signers write it
	return address
}

// newRequest returns the request as the API wants it, but for the signature.
func (c *Client) newRequest(ctx context.Context, o operation) (*http.Request, error) {
	var body io.Reader = http.NoBody
	if o.body != nil {
		sent, err := json.Marshal(o.body)
		if err != nil {
			return nil, fmt.Errorf("cannot make the body of %s %s: %w", o.method, o.path, err)
		}
		body = bytes.NewReader(sent)
	}
	req, err := http.NewRequestWithContext(ctx, o.method, c.address(o).String(), body)
	if err != nil {
		return nil, fmt.Errorf("cannot make the request %s %s: %w", o.method, o.path, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json") // on GET too, as the published example has it
	req.Header.Set("User-Agent", c.config.UserAgent)
	req.Header.Set(headerRegion, c.config.Region)
	return req, nil
}

// gaveUp is the error of an operation whose context ended before it was begun, or
// while a request was under way that others still wait for.
func (c *Client) gaveUp(ctx context.Context, o operation) error {
	req, err := c.newRequest(ctx, o)
	if err != nil {
		return err
	}
	return transportError(req, context.Cause(ctx))
}

// transportError is for a request that no answer came to. Where the context has
// ended, that is the cause, whatever the connection made of it.
func transportError(req *http.Request, err error) *TransportError {
	if req.Context().Err() != nil {
		err = context.Cause(req.Context())
	}
	return &TransportError{Method: req.Method, URL: req.URL.String(), Err: err, Cause: oneLine(err.Error(), maxCause)}
}
