package livestation

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// A clock is the machine's, corrected by what a server's told.
type clock struct {
	machine func() time.Time
	ahead   atomic.Int64 // nanoseconds that the machine's clock is ahead
}

func (c *clock) now() time.Time { return c.machine().Add(-time.Duration(c.ahead.Load())) }

// correctClock sets the client's clock by the server's where the gateway has
// refused a timestamp: the error is about authentication, and the two clocks are
// further apart than the gateway allows. It reports whether it did.
func (c *Client) correctClock(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) || failure.Kind != KindUnauthenticated {
		return false
	}
	skew, known := failure.ClockSkew()
	if !known || skew.Abs() <= ncloud.MaxClockSkew {
		return false
	}
	c.clock.ahead.Store(int64(c.clock.machine().Sub(failure.Date)))
	return true
}

// ClockAhead returns how far the machine's clock was found to be ahead of the
// API gateway's, negative where it is behind, 0 where no request was refused for
// it. Requests are signed with the corrected time since.
func (c *Client) ClockAhead() time.Duration {
	return time.Duration(c.clock.ahead.Load()).Round(time.Second)
}
