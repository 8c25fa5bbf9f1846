package livestation

import (
	"errors"
	"sync/atomic"
	"time"
)

// A clock is the local clock minus its measured offset from a server's Date header.
type clock struct {
	local func() time.Time
	ahead atomic.Int64 // nanoseconds that the local clock is ahead
}

func (c *clock) now() time.Time { return c.local().Add(-time.Duration(c.ahead.Load())) }

// Now returns the time by the API gateway's clock, to within [ncloud.MaxClockSkew].
func (c *Client) Now() time.Time { return c.clock.now() }

// correctClock sets the client's clock by the server's if the gateway rejected a
// timestamp. It reports whether it did.
func (c *Client) correctClock(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) || !failure.TimestampRejected {
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
