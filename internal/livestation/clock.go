package livestation

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// A clock is the local clock minus its measured offset from a server's Date header.
type clock struct {
	local func() time.Time
	ahead atomic.Int64 // nanoseconds that the local clock is ahead
}

func (c *clock) now() time.Time { return c.local().Add(-time.Duration(c.ahead.Load())) }

// correctClock sets the client's clock by the server's if the gateway rejected a
// timestamp. It reports whether it did.
func (c *Client) correctClock(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) || !failure.TimestampRejected() {
		return false
	}
	c.clock.ahead.Store(int64(c.clock.local().Sub(failure.Date)))
	return true
}

// ClockAhead returns how far the local clock is ahead of the API gateway's,
// negative if it is behind, 0 if no timestamp was rejected. Requests are signed
// with the corrected time since then.
func (c *Client) ClockAhead() time.Duration {
	return time.Duration(c.clock.ahead.Load()).Round(time.Second)
}

// ClockSkew returns how far the clock that signed the request is ahead of the
// responding server's, negative if it is behind, to the second. It reports false
// for a response without a date.
func (e *Error) ClockSkew() (time.Duration, bool) {
	if e.Date.IsZero() {
		return 0, false
	}
	return e.Signed.Sub(e.Date).Round(time.Second), true
}

// TimestampRejected reports whether the gateway rejected the request because of
// its timestamp: the error is about authentication, and the two clocks differ by
// more than the gateway allows (assumptions A03, A04 and A14).
func (e *Error) TimestampRejected() bool {
	skew, known := e.ClockSkew()
	return e.Kind == KindUnauthenticated && known && skew.Abs() > ncloud.MaxClockSkew
}
