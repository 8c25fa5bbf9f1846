package livestation

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// flights are the GETs that are under way. Equal ones share a request: a
// configuration with many data sources asks the same again and again.
type flights struct {
	mu    sync.Mutex // held for each use of group, so that it and equal agree
	group singleflight.Group
	equal map[string]*flight // by the URL, those that may be joined
}

// A flight is one GET, made for all who wait for it.
type flight struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	started time.Time
	waiting int
}

// join makes the caller wait for an equal GET that is under way, or for one that
// begins now. A flight has the values of its first caller's context, but not its
// end: it ends early only where nobody waits any more.
func (s *flights) join(ctx context.Context, address string, get func(context.Context) (any, error)) (*flight, <-chan singleflight.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.equal[address]
	if !ok {
		f = &flight{started: time.Now()}
		f.ctx, f.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
		s.equal[address] = f
	}
	f.waiting++
	return f, s.group.DoChan(address, func() (any, error) {
		defer s.close(address, f)
		return get(f.ctx)
	})
}

// leave takes back a join, and reports whether others still wait. Where nobody
// does, the flight ends by the cause.
func (s *flights) leave(address string, f *flight, cause error) (othersWait bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.waiting--
	if f.waiting > 0 {
		return true
	}
	s.forget(address, f)
	f.cancel(cause)
	return false
}

// close ends a flight that has its answer.
func (s *flights) close(address string, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(address, f)
	f.cancel(nil)
}

// forget makes the next caller begin a flight of its own.
func (s *flights) forget(address string, f *flight) {
	if s.equal[address] == f {
		delete(s.equal, address)
		s.group.Forget(address)
	}
}

// forgetAll does so for every address. Who reads after a write must not join a
// GET from before it.
func (s *flights) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for address, f := range s.equal {
		s.forget(address, f)
	}
}

// get makes a GET, or shares an equal one that is under way. What it returns may
// be in other hands too, and is not to be changed. Where the caller's context
// ends, others who wait are not disturbed; where a shared GET ended for want of
// time, who joined it late and has time left asks again.
func get[T any](caller context.Context, c *Client, o operation, complete func(content[T]) bool) (content[T], error) {
	if caller.Err() != nil {
		return content[T]{}, c.gaveUp(caller, o)
	}
	// A flight keeps to the timeout by itself, and its error tells more than that of
	// a caller who leaves: callers wait a little longer.
	grace := min(c.config.Timeout/10, 100*time.Millisecond)
	ctx, cancel := context.WithTimeoutCause(caller, c.config.Timeout+grace, timeoutError{c.config.Timeout})
	defer cancel()
	began, address := time.Now(), c.address(o).String()
	for {
		f, answered := c.flights.join(ctx, address, func(ctx context.Context) (any, error) { return getAlone(ctx, c, o, complete) })
		select {
		case result := <-answered:
			joinedLate := began.Sub(f.started) > grace
			if joinedLate && endedForTime(result.Err, timeLeft(ctx)-grace) {
				continue
			}
			return landed[T](result)
		case <-ctx.Done():
			othersWait := c.flights.leave(address, f, context.Cause(ctx))
			select {
			case result := <-answered: // at the same moment
				return landed[T](result)
			default:
			}
			if othersWait {
				return content[T]{}, c.gaveUp(ctx, o)
			}
			return landed[T](<-answered) // at once, and it tells what was tried
		}
	}
}

// endedForTime reports whether a call failed only because its time was over, and
// could go on where so much is left.
func endedForTime(err error, left time.Duration) bool {
	var timeout timeoutError
	var failure *Error
	var unanswered *TransportError
	switch {
	case left <= 0:
		return false
	case errors.As(err, &failure):
		return failure.late && failure.RetryAfter <= left
	case errors.As(err, &unanswered):
		return unanswered.late || errors.As(err, &timeout)
	default:
		return false
	}
}

// landed is the outcome of a flight.
func landed[T any](result singleflight.Result) (content[T], error) {
	read, _ := result.Val.(content[T]) // which is all that get lets a flight bring
	return read, result.Err
}
