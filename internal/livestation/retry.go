package livestation

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The pauses between attempts: a random part of twice an interval that doubles
// from the first to the longest.
const (
	firstInterval   = 250 * time.Millisecond
	longestInterval = 15 * time.Second
)

// retry makes attempts until one succeeds, fails for good, or leaves no time or
// number for another. The error is the last attempt's, with the number of
// attempts and their time; where the context ended in a pause, it is the
// context's.
func (c *Client) retry(ctx context.Context, method string, attempt func(number int, reason string) error) error {
	started := time.Now()
	var made []error // what each attempt came to
	var reason string
	once := func() error {
		err := attempt(len(made)+1, reason)
		made = append(made, err)
		return err
	}
	next := newPauses(c.firstInterval)
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := once()
		if c.correctClock(err) {
			reason = "clock corrected"
			err = once()
		}
		if err == nil {
			return struct{}{}, nil
		}
		if reason = retryReason(method, err); reason == "" || len(made) > c.config.MaxRetries || !next.allow(ctx, err) {
			return struct{}{}, backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(next), backoff.WithMaxTries(uint(c.config.MaxRetries)+1), backoff.WithMaxElapsedTime(timeLeft(ctx)))
	if err == nil {
		return nil
	}
	inPause := !errors.Is(err, made[len(made)-1]) // then it is the context's error
	late := reason != "" && len(made) <= c.config.MaxRetries
	return conclude(ctx, made, inPause, late, time.Since(started))
}

// conclude returns the error of a call that failed, with what only the whole
// call knows written into it.
func conclude(ctx context.Context, made []error, inPause, late bool, elapsed time.Duration) error {
	var answered *Error
	for _, err := range made {
		errors.As(err, &answered)
	}
	last := made[len(made)-1]
	var failure *Error
	var unanswered *TransportError
	switch {
	case errors.As(last, &failure) && inPause:
		unanswered = &TransportError{Method: failure.Method, URL: failure.URL, Err: context.Cause(ctx)}
	case errors.As(last, &failure):
		failure.Attempts, failure.Elapsed, failure.late = len(made), elapsed, late
		return failure
	case errors.As(last, &unanswered) && inPause:
		unanswered.Err = context.Cause(ctx)
	case !errors.As(last, &unanswered):
		return last
	}
	unanswered.Cause = oneLine(unanswered.Err.Error(), maxCause) // the context's, where that has ended
	unanswered.Attempts, unanswered.Elapsed, unanswered.Last, unanswered.late = len(made), elapsed, answered, late
	return unanswered
}

// timeLeft returns how long the context lasts.
func timeLeft(ctx context.Context) time.Duration {
	deadline, _ := ctx.Deadline() // do and get set one
	return time.Until(deadline)
}

// pauses are the pauses of one call: at least what the last answer asked for.
type pauses struct {
	backoff.ExponentialBackOff
	asked time.Duration
}

func newPauses(first time.Duration) *pauses {
	return &pauses{ExponentialBackOff: backoff.ExponentialBackOff{
		InitialInterval: first, MaxInterval: longestInterval, Multiplier: 2, RandomizationFactor: 1,
	}}
}

// NextBackOff returns the next pause.
func (p *pauses) NextBackOff() time.Duration { return max(p.ExponentialBackOff.NextBackOff(), p.asked) }

// allow takes note of what the answer asks for, and reports whether there is
// time for it.
func (p *pauses) allow(ctx context.Context, err error) bool {
	p.asked = 0
	var failure *Error
	if !errors.As(err, &failure) {
		return true
	}
	p.asked = failure.RetryAfter
	left := timeLeft(ctx)
	if p.asked <= left {
		return true
	}
	failure.TimeLeft = max(left, time.Millisecond)
	return false
}

// retryReason says why a failed attempt may be made again, "" where it may not.
// A POST may be only where the service cannot have acted on it.
func retryReason(method string, err error) string {
	var failure *Error
	if errors.As(err, &failure) {
		return answerRetryReason(method, failure)
	}
	var unanswered *TransportError
	var network *net.OpError
	switch {
	case !errors.As(err, &unanswered) || isLasting(unanswered.Err):
		return ""
	case errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect"):
		return "no connection"
	case method != http.MethodGet:
		return ""
	case isTimeout(err):
		return "connection timed out"
	default:
		return "connection broken"
	}
}

// isLasting reports whether a request that no answer came to would fail again:
// the context has ended, or the other side is not what it should be.
func isLasting(err error) bool {
	var dns *net.DNSError
	var alert tls.AlertError
	var network *net.OpError
	switch {
	case errors.As(err, &dns):
		return dns.IsNotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), neverSent(err), errors.As(err, &alert),
		errors.As(err, &network) && (network.Op == "remote error" || network.Op == "local error"):
		return true
	default:
		text := err.Error()
		return strings.Contains(text, "malformed HTTP") || strings.Contains(text, "response headers exceeded") || strings.Contains(text, "Content-Length")
	}
}

// OutcomeUnknown reports whether an error leaves open if the service did what a
// POST asked for: it was sent, and no answer says that it failed.
func OutcomeUnknown(err error) bool {
	var failure *Error
	if errors.As(err, &failure) {
		undecided := failure.Code == "" && failure.Problem != ProblemRedirect || failure.Kind == KindUnavailable || failure.Kind == KindInternal
		return failure.Method == http.MethodPost && undecided && failure.Kind != KindThrottled
	}
	var unanswered *TransportError
	return errors.As(err, &unanswered) && unanswered.Method == http.MethodPost && retryReason(http.MethodPost, err) == "" && !neverSent(err)
}

// neverSent reports whether a request did not get as far as a connection.
func neverSent(err error) bool {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	var proxy *ProxyError
	var role *ncloud.ServerRoleError
	return errors.As(err, &dns) || errors.As(err, &certificate) || errors.As(err, &noTLS) || errors.As(err, &proxy) || errors.As(err, &role)
}

// answerRetryReason goes by the kind of the code. The HTTP status has its say
// only where there is no code, or one that stands in no table.
func answerRetryReason(method string, e *Error) string {
	_, known := LookupCode(e.Code)
	throttled := e.Kind == KindThrottled || !known && e.Status == http.StatusTooManyRequests
	if e.Problem == ProblemCutShort && method == http.MethodGet {
		return "answer cut short"
	}
	unavailable := e.Kind == KindUnavailable || !known && slices.Contains([]int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, e.Status)
	switch {
	case throttled:
		return "throttled"
	case unavailable && method == http.MethodGet:
		return "unavailable"
	default:
		return ""
	}
}

func isTimeout(err error) bool {
	var timed interface{ Timeout() bool }
	return errors.As(err, &timed) && timed.Timeout()
}

// retryAfter returns how long a Retry-After header asks to wait: seconds, or a
// date by the answering server's own clock. What is neither, or over already, is 0.
func retryAfter(header string, date time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(header)
	if err != nil || date.IsZero() {
		return 0
	}
	return max(until.Sub(date), 0)
}

// A timeoutError ends a call that takes longer than its client's timeout.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("no complete answer within the timeout of %s", e.after)
}

// Unwrap makes the error one of a context that ended.
func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
