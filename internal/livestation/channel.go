package livestation

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// A ChannelType is one of the three sorts of channels, each with calls of its own.
type ChannelType struct {
	// Name is what this provider calls it.
	Name string
	path string
}

// The types of channels.
var (
	LiveChannel     = ChannelType{Name: "live", path: "/channels"}
	ReStreamChannel = ChannelType{Name: "re_stream", path: "/re-stream/channels"}
	VOD2LiveChannel = ChannelType{Name: "vod2live", path: "/vod/channels"}
)

// ChannelTypes returns the types in the order in which they are listed.
func ChannelTypes() []ChannelType {
	return []ChannelType{LiveChannel, ReStreamChannel, VOD2LiveChannel}
}

// A Channel is what of a channel matters to its callbacks. Its other fields, the
// stream key among them, are not even read.
type Channel struct {
	Type ChannelType
	// ID is such as ls-20200327140131-aBCD3.
	ID string
	// Name is what its owner calls it.
	Name string
	// Status is such as READY or PUBLISHING.
	Status string
	// CallbackURL is the channel's own callback endpoint, "" where it has none.
	// What the API answers then is inferred: no page shows it.
	CallbackURL string
}

// wireChannel is a channel as the API answers it. Note that the URL has another
// name here than in the account's default.
type wireChannel struct {
	ID               looseText   `json:"channelId"`
	Name             looseText   `json:"channelName"`
	Status           looseText   `json:"channelStatus"`
	CallbackEndpoint callbackURL `json:"callbackEndpoint"`
}

func (w wireChannel) channel(t ChannelType) Channel {
	return Channel{Type: t, ID: string(w.ID), Name: string(w.Name), Status: string(w.Status), CallbackURL: string(w.CallbackEndpoint)}
}

// GetChannel reads a channel (Get Channel Information). A channel that does not
// exist answers 250100 or 250123. The errors are [*Error] and [*TransportError].
func (c *Client) GetChannel(ctx context.Context, t ChannelType, id string) (Channel, error) {
	o := operation{method: http.MethodGet, path: t.path + "/" + url.PathEscape(id)}
	read, err := get(ctx, c, o, func(sent content[wireChannel]) bool { return string(sent.value.ID) == id })
	return read.value.channel(t), err
}

// SetChannelCallbackEndpoint registers callbackURL as the channel's own callback
// endpoint, in the place of what was registered before (Set Channel Callback
// Endpoint). The API has no call that takes a registration away. The errors are
// [*Error] and [*TransportError].
func (c *Client) SetChannelCallbackEndpoint(ctx context.Context, t ChannelType, id, callbackURL string) error {
	return c.post(ctx, operation{
		method: http.MethodPost, path: t.path + "/" + url.PathEscape(id) + "/callbackEndpoint",
		body: map[string]string{"callbackEndpoint": callbackURL},
	})
}

// A ChannelFilter narrows a list of channels; "" leaves a field open.
type ChannelFilter struct {
	Status string // such as READY
	Name   string // a part of the name
}

// The pages of a list: the largest there are, and more of them than any account has.
const (
	pageSize = 100
	maxPages = 1000
	// maxListings is how often a list that changed while it was read is read again.
	maxListings = 3
)

// ListChannels reads the channels of a type (Get Channel List), ordered by ID, in
// as many requests as there are hundreds of them. Where a channel appears, moves
// or vanishes meanwhile, so that another may have slipped from one page to the
// next, it reads again. Where the list never holds still, it returns every channel
// that it saw, and reports that. One that vanishes while another appears goes
// unnoticed. The errors are [*Error] and [*TransportError].
func (c *Client) ListChannels(ctx context.Context, t ChannelType, filter ChannelFilter) (channels []Channel, steady bool, err error) {
	seen := map[string]Channel{}
	for range maxListings {
		var found []Channel
		if found, steady, err = c.listOnce(ctx, t, filter); err != nil {
			return nil, false, err
		}
		if steady {
			clear(seen)
		}
		for _, channel := range found {
			seen[channel.ID] = channel
		}
		if steady {
			break
		}
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		channels = append(channels, seen[id])
	}
	return channels, steady, nil
}

// listOnce reads the pages one by one until the total is reached or a page brings
// nothing new. It reports whether the pages fit together.
func (c *Client) listOnce(ctx context.Context, t ChannelType, filter ChannelFilter) (channels []Channel, steady bool, err error) {
	seen := map[string]bool{}
	steady = true
	total := -1
	for number := 1; number <= maxPages; number++ {
		page, err := c.getChannelPage(ctx, t, filter, number)
		if err != nil {
			return nil, false, err
		}
		before := len(channels)
		for _, w := range page.value {
			channel := w.channel(t)
			if seen[channel.ID] {
				steady = false
				continue
			}
			seen[channel.ID] = true
			channels = append(channels, channel)
		}
		steady = steady && (total < 0 || page.total == total)
		total = page.total
		if len(channels) == before || total > 0 && len(channels) >= total {
			break
		}
	}
	return channels, steady && (total <= 0 || len(channels) == total), nil
}

func (c *Client) getChannelPage(ctx context.Context, t ChannelType, filter ChannelFilter, number int) (content[[]wireChannel], error) {
	query := url.Values{"pageNo": {strconv.Itoa(number)}, "pageSizeNo": {strconv.Itoa(pageSize)}}
	if filter.Status != "" {
		query.Set("channelStatus", filter.Status)
	}
	if filter.Name != "" {
		query.Set("channelName", filter.Name)
	}
	o := operation{method: http.MethodGet, path: t.path, query: query}
	return get(ctx, c, o, func(page content[[]wireChannel]) bool { return page.value != nil || page.total == 0 })
}
