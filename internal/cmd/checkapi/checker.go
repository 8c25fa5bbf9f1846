package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// longestWait is the longest Retry-After that the check waits for.
const longestWait = 30 * time.Second

// A checker sends the requests and keeps the responses.
type checker struct {
	config    livestation.Config
	options   options
	progress  func(line string)
	accessKey string
	client    *livestation.Client
	// ahead is how far the local clock is ahead of the server's.
	ahead     time.Duration
	pageSize  int
	exchanges []*exchange
	sent      int
	// texts are all values of texts in the responses.
	texts map[string]bool
}

func newChecker(config livestation.Config, o options, progress func(string)) *checker {
	c := &checker{config: config, options: o, progress: progress, pageSize: maxPageSize, texts: map[string]bool{}}
	c.client = c.newClient(config, 0)
	return c
}

// newClient returns a client whose timestamps are older than the server's clock by age.
func (c *checker) newClient(config livestation.Config, age time.Duration) *livestation.Client {
	return livestation.New(config, livestation.WithClock(func() time.Time { return time.Now().Add(-c.ahead - age) }))
}

// send performs all steps. The error is why the check cannot continue.
func (c *checker) send(ctx context.Context) error {
	credentials, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	c.accessKey = credentials.AccessKey()
	for i, s := range steps(c.options.write) {
		e, err := c.perform(ctx, s)
		if err != nil {
			return err
		}
		switch {
		case i == 0:
			err = c.prepare(ctx, e)
		case strings.HasPrefix(s.name, "list.") && c.pageSize == maxPageSize && e.failure.is(livestation.KindInvalidRequest):
			e.name, e.situation = "fullPage", "fullPage"
			c.pageSize = 10
			_, err = c.perform(ctx, s)
		}
		if err != nil {
			return err
		}
	}
	if !c.exchange("default").isJSON && !c.exchange("list.live").isJSON {
		return fmt.Errorf("the endpoint does not appear to be the Live Station API: it returned %s",
			c.exchange("default").describe())
	}
	return nil
}

// prepare examines the response to the first request: the account must be permitted,
// and the difference of the clocks must be known.
func (c *checker) prepare(ctx context.Context, first *exchange) error {
	ahead := c.clockAhead(first)
	if first.failure.is(livestation.KindUnauthenticated) && ahead.Abs() > ncloud.MaxClockSkew {
		c.ahead = ahead
		c.progress(fmt.Sprintf("The local clock is off by %s. The requests use the server's.",
			ahead.Abs().Round(time.Second)))
		c.exchanges = nil
		again, err := c.perform(ctx, first.step)
		if err != nil {
			return err
		}
		first = again
	} else if ahead.Abs() <= ncloud.MaxClockSkew {
		c.ahead = ahead // A larger difference is not one: the timestamp was accepted.
	}
	switch {
	case first.response == nil:
		return fmt.Errorf("the first request got no response: %s", first.cause)
	case first.failure.is(livestation.KindUnauthenticated):
		return fmt.Errorf("the API rejects the credentials (%s). Check the keys and the clock", first.describe())
	case first.failure.is(livestation.KindPermission):
		return fmt.Errorf("the account is not permitted to use Live Station (%s)", first.describe())
	default:
		return nil
	}
}

// clockAhead returns how far the clock that signed a request is ahead of the server's,
// 0 if it is not known.
func (c *checker) clockAhead(e *exchange) time.Duration {
	if e.response == nil {
		return 0
	}
	date, err := http.ParseTime(e.response.Header.Get("Date"))
	if err != nil || e.response.Signed.IsZero() {
		return 0
	}
	return c.ahead + e.response.Signed.Sub(date)
}

// perform sends a step's request and keeps the exchange. It repeats the request once if
// the response is about the load or the availability.
func (c *checker) perform(ctx context.Context, s step) (*exchange, error) {
	e := &exchange{step: s}
	c.exchanges = append(c.exchanges, e)
	r, leftOut := s.build(c)
	if leftOut != "" {
		e.missing = leftOut
		return e, ctx.Err()
	}
	e.channel = r.channel
	if r.Method != http.MethodGet && !c.options.write {
		return nil, errors.New("a request other than GET requires -write")
	}
	for range 2 {
		if err := sleep(ctx, c.nextPause(e)); err != nil {
			return nil, err
		}
		c.sent++
		response, err := r.client.Raw(ctx, r.RawRequest)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		*e = exchange{step: s, channel: r.channel}
		if err != nil {
			e.missing, e.cause = describeTransportError(err)
			break
		}
		e.read(response)
		c.collectTexts(e.body)
		if r.Method != http.MethodGet || e.unavailable() == "" {
			break
		}
	}
	c.progress(fmt.Sprintf("%-4s %s (%s): %s", s.method, s.path, s.purpose, e.describe()))
	return e, nil
}

// nextPause returns the pause before a request, or before its repetition.
func (c *checker) nextPause(previous *exchange) time.Duration {
	if previous.response == nil {
		if c.sent == 0 {
			return 0
		}
		return c.options.pause
	}
	seconds, _ := strconv.Atoi(previous.response.Header.Get("Retry-After"))
	return min(max(time.Duration(seconds)*time.Second, 4*c.options.pause), longestWait)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// describeTransportError returns why there is no response, and the cause with the words
// of the system or of the server.
func describeTransportError(err error) (description, cause string) {
	var unanswered *livestation.TransportError
	if !errors.As(err, &unanswered) {
		return "the request could not be built", "the request could not be built"
	}
	switch unanswered.Cause {
	case livestation.CauseTimeout:
		return "it timed out", unanswered.Text
	case livestation.CauseHostUnknown, livestation.CauseNameServer:
		return "the host name was not resolved", unanswered.Text
	case livestation.CauseCertificateHost, livestation.CauseCertificateExpired, livestation.CauseCertificateUntrusted:
		return "the certificate is not valid", unanswered.Text
	default:
		return "the connection failed", unanswered.Text
	}
}

// exchange returns the last exchange of a step, an empty one if there was none.
func (c *checker) exchange(name string) *exchange {
	for i := len(c.exchanges) - 1; i >= 0; i-- {
		if c.exchanges[i].name == name {
			return c.exchanges[i]
		}
	}
	return &exchange{missing: "the request was not sent"}
}

// choose returns a channel of the list of a type: one that was not deleted and that is
// preferred, else one that was not deleted, else any. It returns nil if there is none
// whose ID can be part of a path.
func (c *checker) choose(t channelType, preferred func(channel) bool) *channel {
	objects, _ := c.exchange("list." + t.name).objects()
	var chosen *channel
	best := 0
	for _, fields := range objects {
		candidate := channel{channelType: t, id: text(fields["channelId"]), fields: fields}
		rank := 1
		if !candidate.isDeleted() {
			rank = 2
			if preferred(candidate) {
				rank = 3
			}
		}
		if rank > best && isChannelID(candidate.id) {
			chosen, best = &candidate, rank
		}
	}
	return chosen
}

var channelIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

func isChannelID(id string) bool { return channelIDPattern.MatchString(id) }

// isURL reports whether a decoded value is an http or https URL.
func isURL(value any) bool {
	u, err := url.Parse(text(value))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// wholeNumber returns a decoded value that is a whole number from 0.
func wholeNumber(value any) (int, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(number.String(), ".0"))
	return n, err == nil && n >= 0
}
