package livestation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"
)

// A pause between attempts is random, from 0 to twice an interval that doubles
// from the first to the longest, so that clients that failed together do not
// retry together.
const (
	firstPause      = 250 * time.Millisecond
	longestInterval = 15 * time.Second
)

// do makes attempts until one succeeds or fails permanently, or retries or time run
// out, or an earlier operation has failed the same way. The error is the last attempt's,
// or the context's if that ended during a pause.
func do[T any](ctx context.Context, c *Client, op operation, want required[T]) (T, error) {
	if err := c.notSent(op); err != nil {
		var none T
		return none, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.Timeout, timeoutError{c.config.Timeout})
	defer cancel()
	deadline, _ := ctx.Deadline()
	history := history{started: time.Now()}
	interval := c.config.FirstPause
	clockCorrected := false
	for reason := ""; ; {
		started := time.Now()
		body, err := attempt(ctx, c, op, history.attempts+1, reason, want)
		if err == nil || !history.add(op, err) {
			c.remember(op, err, "")
			return body, err
		}
		if !clockCorrected && c.correctClock(err) {
			clockCorrected = true
			reason = "clock corrected"
			continue
		}
		if reason = ""; !op.single {
			reason = retryReason(op.method, err)
		}
		pause := max(c.config.RandomPause(2*interval), retryAfterOf(err))
		left := time.Until(deadline)
		if reason == "throttled" {
			left -= time.Since(started) // Another attempt takes about as long. A timeout would say less than this error.
		}
		if reason == "" || history.attempts > c.config.MaxRetries || pause >= left || c.hasFailedBefore(op, err) {
			c.remember(op, err, reason)
			return body, err
		}
		if !sleep(ctx, pause) {
			if errors.As(context.Cause(ctx), new(timeoutError)) {
				return body, err
			}
			interrupted := c.newTransportError(ctx, op, nil, false)
			history.describe(&interrupted.RequestInfo)
			return body, interrupted
		}
		interval = min(2*interval, longestInterval)
	}
}

// A history is what the attempts of one operation have in common.
type history struct {
	started  time.Time
	attempts int
	previous *Error // the last response
	outcome  string // "" unless one of the attempts may have acted
}

// add adds a failed attempt and describes its error. It reports false if the request
// could not be built.
func (h *history) add(op operation, err error) bool {
	request := RequestOf(err)
	if request == nil {
		return false
	}
	h.attempts++
	if mayHaveActed(op.method, err) {
		h.outcome = cmp.Or(op.outcome, "The change might have been made anyway.")
	}
	h.describe(request)
	_ = errors.As(err, &h.previous)
	return true
}

// describe adds to an error what only the retry loop knows.
func (h *history) describe(i *RequestInfo) {
	i.Attempts = h.attempts
	i.Elapsed = time.Since(h.started)
	i.Previous = h.previous
	i.Outcome = h.outcome
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

// PauseBeforeRepeat pauses before a change or deletion is sent again, and reports false if it must not
// be: after a failure that is not transient, after as many attempts as the client's retries
// permit, or because ctx ends before. The client does not repeat such a request by itself, because
// something else may change the object in the pause: the caller must read it again first.
// attempts counts those that were made, from 1.
func (c *Client) PauseBeforeRepeat(ctx context.Context, attempts int, err error) bool {
	interval := min(c.config.FirstPause<<min(attempts-1, 10), longestInterval)
	pause := max(c.config.RandomPause(2*interval), retryAfterOf(err))
	deadline, hasDeadline := ctx.Deadline()
	if !isRepeatable(err) || attempts > c.config.MaxRetries || hasDeadline && pause > time.Until(deadline) {
		return false
	}
	return sleep(ctx, pause)
}

// pollPauses are in seconds. The last one is repeated: first every 5 seconds for 2 minutes,
// then every 15.
var pollPauses = slices.Concat([]float64{1, 1, 2, 2, 3}, slices.Repeat([]float64{5}, 22), []float64{15})

// PollsInAMinute is how many numbers [Client.Polls] yields in the first minute.
const PollsInAMinute = 15

// Polls returns the numbers from 0, for a loop that waits: 0 at once, and each other number after
// a pause. They end with ctx.
func (c *Client) Polls(ctx context.Context) iter.Seq[int] {
	scale := c.config.FirstPause.Seconds() / firstPause.Seconds() // below 1 in tests
	return func(yield func(int) bool) {
		for n := 0; ctx.Err() == nil && yield(n); n++ {
			pause := pollPauses[min(n, len(pollPauses)-1)] * scale * float64(time.Second)
			sleep(ctx, time.Duration(pause))
		}
	}
}

// A timeoutError ends an operation that takes longer than the client's timeout.
type timeoutError struct{ timeout time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("no complete response within the timeout of %s", e.timeout)
}

// Unwrap makes the error one of a context that ended.
func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
