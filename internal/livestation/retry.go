package livestation

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A pause between attempts is random, from 0 to twice an interval that doubles
// from the first to the longest, so that clients that failed together do not
// retry together.
const (
	firstInterval   = 250 * time.Millisecond
	longestInterval = 15 * time.Second
)

// do performs one operation: it makes attempts until handle accepts a response, an
// attempt fails permanently, or retries or time run out. The error is the last
// attempt's, or the context's if that ended during a pause.
func (c *Client) do(ctx context.Context, op operation, handle func(*response) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.Timeout, timeoutError{c.config.Timeout})
	defer cancel()
	var reason string
	var previous *Error // the last response of an earlier attempt
	clockCorrected := false
	interval := c.firstInterval
	started := time.Now()
	for n := 1; ; n++ {
		err := c.attempt(ctx, op, n, reason, handle)
		if err == nil {
			return nil
		}
		var failure interface {
			complete(int, time.Duration, *Error) *RequestInfo
		}
		if !errors.As(err, &failure) {
			return err // The request could not be built.
		}
		info := failure.complete(n, time.Since(started), previous)
		errors.As(err, &previous)

		if !clockCorrected && c.correctClock(err) {
			clockCorrected = true
			reason = "clock corrected"
			continue
		}
		reason = retryReason(op.method, err)
		if reason == "" || n > c.config.MaxRetries {
			return err
		}
		left := timeLeft(ctx)
		if retryAfterOf(err) > left {
			info.TimeLeft = max(left, time.Millisecond)
			return err
		}
		pause := max(rand.N(2*interval), retryAfterOf(err)) //nolint:gosec // Not a secret.
		if pause > left {
			return err
		}
		if !sleep(ctx, pause) {
			interrupted := c.newTransportError(ctx, op, context.Cause(ctx))
			interrupted.complete(n, time.Since(started), previous)
			return interrupted
		}
		interval = min(2*interval, longestInterval)
	}
}

// timeLeft returns the time until the context's deadline.
func timeLeft(ctx context.Context) time.Duration {
	deadline, _ := ctx.Deadline() // do sets one
	return time.Until(deadline)
}

// sleep waits and reports false if the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// A timeoutError ends an operation that takes longer than the client's timeout.
type timeoutError struct{ timeout time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("no complete response within the timeout of %s", e.timeout)
}

// Unwrap makes the error one of a context that ended.
func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
