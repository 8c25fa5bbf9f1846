package livestation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// The bounds of a list of channels.
const (
	// MaxChannels is the number of channels of one type that a list may have.
	MaxChannels = 10_000
	// MaxListSize is the number of bytes that the channels of one list may have in the
	// responses: about 3 kB for each of 10,000 channels.
	MaxListSize = 32 << 20
	// ListTimeouts is how many times the client's timeout a list may take, with all its
	// pages.
	ListTimeouts = 5

	pageSize    = 100 // the largest that the API accepts (assumption A21)
	maxListings = 3   // how often a list that changes while it is read is read again
)

// A ChannelFilter selects channels.
type ChannelFilter struct {
	Status string // such as READY; "" selects all but deleted channels
	ID     string // part of the ID; "" selects all
	Name   string // part of the name; "" selects all
}

// ListChannels reads the channels of a type (Get Channel List), ordered by ID, with
// one request for each 100 channels. If the list changes while it is read, a channel
// may have moved from one page to another, so the list is read again. If it changes
// each time, ListChannels returns every channel that it saw and reports false for
// stable. It does not notice a channel that disappears while another appears.
//
// The errors are [*Error], [*TransportError], and [*ListError] for a list that
// exceeds [MaxChannels] or [ListTimeouts] or contradicts itself.
func (c *Client) ListChannels(
	ctx context.Context, t ChannelType, filter ChannelFilter,
) (channels []Channel, stable bool, err error) {
	contents, stable, err := listChannels[channelContent](ctx, c, t, filter)
	for _, content := range contents {
		channels = append(channels, content.channel(t))
	}
	return channels, stable, err
}

// listChannels reads a list, of which it decodes what C has.
func listChannels[C content](
	ctx context.Context, c *Client, t ChannelType, filter ChannelFilter,
) (channels []C, stable bool, err error) {
	timeout := ListTimeouts * c.config.Timeout
	l := listing[C]{client: c, channelType: t, filter: filter, seen: map[string]C{}, started: time.Now()}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, timeoutError{timeout})
	defer cancel()
	for range maxListings {
		if stable, err = l.read(ctx); err != nil {
			return nil, false, err
		}
		if stable {
			break
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.seen)) {
		if filter.Status == "" && l.seen[id].base().channel(t).IsDeleted() {
			continue
		}
		channels = append(channels, l.seen[id])
	}
	return channels, stable, nil
}

// A listing reads the pages of one list.
type listing[C content] struct {
	client      *Client
	channelType ChannelType
	filter      ChannelFilter
	seen        map[string]C
	size        int // of all pages in bytes
	pages       int
	total       int // as the last page reports it, -1 if it does not
	started     time.Time
}

// read reads the pages until the total is reached or a page contains nothing new. It
// reports whether the pages fit together; then seen is the list. Without a total, it
// relies on an empty page past the end (assumption A20).
func (l *listing[C]) read(ctx context.Context) (stable bool, err error) {
	current := map[string]C{}
	stable = true
	for number := 1; ; number++ {
		page, err := l.page(ctx, number)
		if err != nil {
			return false, err
		}
		stable = stable && (number == 1 || page.total() == l.total)
		l.total = page.total()
		before := len(current)
		for _, content := range page.Content.channels {
			id := string(content.base().ID)
			if _, repeated := current[id]; repeated {
				stable = false
			}
			current[id] = content
			l.seen[id] = content
		}
		if len(l.seen) > MaxChannels {
			return false, l.newError(ErrTooManyChannels)
		}
		if l.size += page.Content.size; l.size > MaxListSize {
			return false, l.newError(ErrListTooLarge)
		}
		if stable && l.total >= 0 && len(current) > l.total {
			return false, l.newError(ErrInconsistentTotal)
		}
		if len(current) == before || l.total >= 0 && len(current) >= l.total {
			break
		}
	}
	stable = stable && (l.total < 0 || len(current) == l.total)
	if stable {
		l.seen = current // without what an earlier reading saw
	}
	return stable, nil
}

func (l *listing[C]) page(ctx context.Context, number int) (channelListBody[C], error) {
	query := url.Values{"pageNo": {strconv.Itoa(number)}, "pageSizeNo": {strconv.Itoa(pageSize)}}
	if l.filter.Status != "" {
		query.Set("channelStatus", l.filter.Status)
	}
	if l.filter.ID != "" {
		query.Set("id", l.filter.ID)
	}
	if l.filter.Name != "" {
		query.Set("channelName", l.filter.Name)
	}
	op := operation{method: http.MethodGet, path: l.channelType.path, query: query}
	page, err := call(ctx, l.client, op, func(b channelListBody[C]) bool {
		return b.isComplete() && (number > 1 || len(b.Content.channels) > 0 || b.total() <= 0)
	})
	timeout := timeoutError{ListTimeouts * l.client.config.Timeout}
	if err != nil && errors.Is(context.Cause(ctx), timeout) {
		return page, l.newError(err)
	}
	l.pages++
	return page, err
}

func (l *listing[C]) newError(err error) *ListError {
	return &ListError{
		ChannelType: l.channelType,
		Channels:    len(l.seen),
		Pages:       l.pages,
		Total:       l.total,
		Elapsed:     time.Since(l.started),
		Err:         err,
	}
}

// ListError is a list of channels that exceeds a bound or contradicts itself.
type ListError struct {
	ChannelType ChannelType
	// Channels and Pages are what was read, in the time Elapsed.
	Channels, Pages int
	Elapsed         time.Duration
	// Total is what the last page reported, -1 if it reported none.
	Total int
	// Err is why: the error of the request that the timeout ended, [ErrTooManyChannels],
	// [ErrListTooLarge], or [ErrInconsistentTotal].
	Err error
}

// The reasons of a [ListError] other than a timeout.
var (
	ErrTooManyChannels   = fmt.Errorf("there are more than %d channels", MaxChannels)
	ErrListTooLarge      = fmt.Errorf("the channels have more than %d bytes", MaxListSize)
	ErrInconsistentTotal = errors.New("the pages contain more channels than the total that they report")
)

// Error returns one line with the reason and with what was read.
func (e *ListError) Error() string {
	return fmt.Sprintf("cannot list %s channels: %v (read %d channels in %d pages in %s)",
		e.ChannelType.Name, e.Err, e.Channels, e.Pages, e.Elapsed.Round(time.Millisecond))
}

// Unwrap returns the reason.
func (e *ListError) Unwrap() error { return e.Err }

// channelListBody is the body of a response with one page of channels.
type channelListBody[C content] struct {
	Content channelPage[C] `json:"content"`
	Total   lenientText    `json:"total"`
}

// total returns the number of channels in the whole list, -1 if it is not given.
func (b channelListBody[C]) total() int {
	total, err := strconv.Atoi(withoutFraction(string(b.Total)))
	if err != nil {
		return -1
	}
	return total
}

// isComplete reports whether the page contains a list, and no more channels than
// the whole list should have.
func (b channelListBody[C]) isComplete() bool {
	return b.Content.given && (b.total() < 0 || len(b.Content.channels) <= b.total())
}

// channelPage is a list of channels, each with an ID; null is an empty one.
type channelPage[C content] struct {
	given    bool
	size     int // in bytes
	channels []C
}

// UnmarshalJSON accepts an array or null.
func (p *channelPage[C]) UnmarshalJSON(data []byte) error {
	p.given = true
	p.size = len(data)
	if err := json.Unmarshal(data, &p.channels); err != nil {
		return err
	}
	if slices.ContainsFunc(p.channels, func(c C) bool { return c.base().ID == "" }) {
		return errors.New("a channel has no ID")
	}
	return nil
}
