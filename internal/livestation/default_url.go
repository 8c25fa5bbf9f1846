package livestation

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// defaultURLLifetime is how long the account's default callback URL is taken for
// what it was: about as long as Terraform needs for the channels of one plan.
const defaultURLLifetime = 5 * time.Second

// defaultURL is the account's default callback URL, as it was last read. Every
// channel without an endpoint of its own asks for it.
type defaultURL struct {
	// turn holds one token: who takes it may touch what follows. Unlike a mutex
	// it can be waited for until a context ends.
	turn   chan struct{}
	url    string
	err    error
	read   time.Time // zero where it was not read yet
	writes atomic.Int64
	seen   int64 // the count of writes that url is from
}

// forget makes the next caller read anew.
func (d *defaultURL) forget() { d.writes.Add(1) }

// DefaultCallbackURL returns the account's default callback URL, "" where none is
// registered, read at most a few seconds ago and after any registration that this
// client has made. Callers that ask at once take turns, and the first one's answer,
// or failure, serves them all; where it gave up, the next of them asks.
func (c *Client) DefaultCallbackURL(caller context.Context) (string, error) {
	ctx, cancel := context.WithTimeoutCause(caller, c.config.Timeout, timeoutError{c.config.Timeout})
	defer cancel()
	d := &c.defaultURL
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return "", c.gaveUp(ctx, operation{method: http.MethodGet, path: callbackEndpointPath})
	}
	writes := d.writes.Load()
	if !d.read.IsZero() && d.seen == writes && time.Since(d.read) < defaultURLLifetime {
		return d.url, d.err
	}
	endpoint, err := c.GetCallbackEndpoint(ctx)
	if err != nil && caller.Err() != nil {
		return "", err
	}
	d.url, d.err, d.read, d.seen = endpoint.CallbackURL, err, time.Now(), writes
	return d.url, d.err
}
