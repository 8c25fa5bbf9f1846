package livestation

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The bounds of a list of channels.
const (
	// MaxChannels is the number of channels of one type that a list may have.
	MaxChannels = 10_000
	// ListTimeouts is how many times the client's timeout a list may take, with all its
	// pages.
	ListTimeouts = 5

	pageSize = 100 // the largest that the API accepts (assumption A21)
)

// ErrTooManyChannels says that a list has more than [MaxChannels].
var ErrTooManyChannels = fmt.Errorf("there are more than %d channels", MaxChannels)

// A ChannelFilter selects channels.
type ChannelFilter struct {
	Status string // for example READY; "" selects all but deleted channels
	ID     string // part of the ID; "" selects all
	Name   string // part of the name; "" selects all
}

// matches reports whether the filter selects a channel.
func (f ChannelFilter) matches(c Channel) bool {
	if c.Status != f.Status && (f.Status != "" || c.IsDeleted()) {
		return false
	}
	return strings.Contains(c.ID, f.ID) && strings.Contains(c.Name, norm.NFC.String(f.Name))
}

// ListChannels reads the channels of a type (Get Channel List), ordered by ID, with
// one request for each 100 channels. If the list changes while it is read, a channel
// may have moved from one page to another, so the list is read again. If it changes
// again, ListChannels returns every channel that it saw and reports false for stable. It
// does not notice a channel that disappears while another appears. Callers must not
// modify the result. The errors are [*Error], [*TransportError], and
// [ErrTooManyChannels].
func (c *Client) ListChannels(
	ctx context.Context, t ChannelType, filter ChannelFilter,
) (channels []Channel, stable bool, err error) {
	timeout := ListTimeouts * c.config.Timeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, timeoutError{timeout})
	defer cancel()
	seen := map[string]Channel{}
	for range 2 {
		var current map[string]Channel
		if current, stable, err = c.readChannels(ctx, t, filter); err != nil {
			return nil, false, err
		}
		if stable {
			seen = current
			break
		}
		maps.Copy(seen, current)
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		if filter.matches(seen[id]) {
			channels = append(channels, seen[id])
		}
	}
	return channels, stable, nil
}

// readChannels reads the pages until the total is reached or a page contains nothing new.
// It reports whether the pages fit together. Without a total, it relies on an empty page
// past the end (assumption A20).
func (c *Client) readChannels(
	ctx context.Context, t ChannelType, filter ChannelFilter,
) (channels map[string]Channel, stable bool, err error) {
	channels = map[string]Channel{}
	stable = true
	total := -1
	for number := 1; len(channels) <= MaxChannels; number++ {
		content := required[channelPage]{"content, content[].channelId or total", func(p channelPage) bool {
			return p.isComplete() && (number > 1 || len(p.Content) > 0 || p.total() <= 0)
		}}
		page, err := call(ctx, c, listChannels(t, filter, number), content)
		if err != nil {
			return nil, false, err
		}
		stable = stable && (number == 1 || page.total() == total)
		total = page.total()
		before := len(channels)
		for _, channel := range page.Content {
			_, repeated := channels[channel.ID]
			stable = stable && !repeated
			channel.Type = t
			channels[channel.ID] = channel
		}
		isEnd := len(channels) == before || total >= 0 && len(channels) >= total
		if isEnd && len(channels) <= MaxChannels {
			return channels, stable && (total < 0 || len(channels) == total), nil
		}
	}
	return nil, false, ErrTooManyChannels
}

// listChannels is the operation for a page. The filters are published for live channels
// only. A server that compares bytes would not find a name in decomposed letters, so a
// name is sent only if it is ASCII.
func listChannels(t ChannelType, filter ChannelFilter, page int) operation {
	query := url.Values{"pageNo": {strconv.Itoa(page)}, "pageSizeNo": {strconv.Itoa(pageSize)}}
	isASCII := !strings.ContainsFunc(filter.Name, func(r rune) bool { return r >= utf8.RuneSelf })
	for name, value := range map[string]string{
		"channelStatus": filter.Status, "id": filter.ID, "channelName": filter.Name,
	} {
		if value != "" && t == LiveChannel && (name != "channelName" || isASCII) {
			query.Set(name, value)
		}
	}
	return operation{method: http.MethodGet, path: t.path, query: query, share: true}
}

// channelPage is the body of a response with one page of channels.
type channelPage struct {
	Content List[Channel] `json:"content"`
	Total   lenientText   `json:"total"`
}

// total returns the number of channels in the whole list, -1 if it is not given.
func (p channelPage) total() int { return totalOf(p.Total) }

func totalOf(text lenientText) int {
	total, err := strconv.Atoi(withoutFraction(string(text)))
	if err != nil {
		return -1
	}
	return total
}

// isComplete reports whether the page contains a list, and no more channels than
// the whole list should have.
func (p channelPage) isComplete() bool {
	return p.Content != nil && (p.total() < 0 || len(p.Content) <= p.total()) &&
		!slices.ContainsFunc(p.Content, func(c Channel) bool { return c.ID == "" })
}
