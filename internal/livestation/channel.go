package livestation

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// A ChannelType is one of the three types of channels. Each has calls of its own.
type ChannelType struct {
	// Name is this provider's name of the type.
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

// A Channel is what channels of all types have in common. Other fields, such as the
// stream key, are not decoded; see [ChannelDetails] and [StreamKeys].
type Channel struct {
	Type ChannelType
	// ID is such as ls-20200327140131-aBCD3.
	ID string
	// Name is the name that the owner gave the channel.
	Name string
	// Status is such as READY or PUBLISHING.
	Status string
	// CallbackURL is the channel's own callback endpoint, "" if it has none. What the
	// API returns then is assumed (assumption A27): no page shows it.
	CallbackURL string
}

// IsDeleted reports whether the channel is gone: the API still returns channels that
// were deleted by their owner or by NAVER Cloud.
func (c Channel) IsDeleted() bool { return c.Status == "DELETED" || c.Status == "FORCE_DELETED" }

// DeletedChannelError is a channel that the API still returns although it was deleted.
type DeletedChannelError struct{ Channel Channel }

// Error returns one line with the channel and its status.
func (e *DeletedChannelError) Error() string {
	return fmt.Sprintf("channel %s is %s", e.Channel.ID, e.Channel.Status)
}

// GetChannel reads a channel (Get Channel Information). For an error about a channel
// that does not exist, see [IsChannelNotFound]. The errors are [*Error],
// [*TransportError] and [*DeletedChannelError].
func (c *Client) GetChannel(ctx context.Context, t ChannelType, id string) (Channel, error) {
	body, err := call(ctx, c, getChannel(t, id), isAbout[channelContent](id))
	channel := body.Content.channel(t)
	if err == nil && channel.IsDeleted() {
		return Channel{}, &DeletedChannelError{Channel: channel}
	}
	return channel, err
}

func getChannel(t ChannelType, id string) operation {
	return operation{method: http.MethodGet, path: t.path + "/" + url.PathEscape(id)}
}

// FindChannelType looks for a channel among the other types than except, to explain
// why it was not found. It makes at most two requests and ignores their errors.
func (c *Client) FindChannelType(ctx context.Context, id string, except ChannelType) (ChannelType, bool) {
	for _, t := range ChannelTypes() {
		if t == except {
			continue
		}
		if _, err := c.GetChannel(ctx, t, id); err == nil {
			return t, true
		}
	}
	return ChannelType{}, false
}

// SetChannelCallbackEndpoint registers callbackURL as the channel's own callback
// endpoint, replaces a registered one, and returns the channel as the API confirms
// it, without an ID if the response is empty (Set Channel Callback Endpoint). The API has no call that removes a
// registration. The errors are [*Error] and [*TransportError].
func (c *Client) SetChannelCallbackEndpoint(
	ctx context.Context, t ChannelType, id, callbackURL string,
) (Channel, error) {
	body, err := call(ctx, c, operation{
		method:  http.MethodPost,
		path:    t.path + "/" + url.PathEscape(id) + "/callbackEndpoint",
		body:    map[string]string{"callbackEndpoint": callbackURL}, // "callbackUrl" for the default endpoint
		secrets: callbackSecrets(callbackURL),
		outcome: callbackOutcome,
	}, isAbout[channelContent](id))
	return body.Content.channel(t), err
}

// channelBody is the body of a response about one channel, of which an operation
// decodes what it returns.
type channelBody[C content] struct {
	Content C `json:"content"`
}

// content is a [channelContent] or a type that embeds it.
type content interface{ base() channelContent }

// isAbout returns a function that reports whether a response is about the channel.
func isAbout[C content](id string) func(channelBody[C]) bool {
	return func(b channelBody[C]) bool { return string(b.Content.base().ID) == id }
}

// channelContent is what every operation decodes of a channel.
type channelContent struct {
	ID               channelID       `json:"channelId"`
	Name             Text            `json:"channelName"`
	Status           Text            `json:"channelStatus"`
	CallbackEndpoint callbackURLText `json:"callbackEndpoint"`
}

func (c channelContent) base() channelContent { return c }

func (c channelContent) channel(t ChannelType) Channel {
	channel := Channel{
		Type:        t,
		ID:          string(c.ID),
		Name:        string(c.Name),
		Status:      string(c.Status),
		CallbackURL: string(c.CallbackEndpoint),
	}
	if channel.Status == "PUBLISH" { // in old tables
		channel.Status = "PUBLISHING"
	}
	return channel
}

// channelIDPattern is what can be part of a request path. The form of IDs is
// published for live channels only, so it is not required (assumption A23).
var channelIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// channelID is a channel's ID in a response.
type channelID string

// UnmarshalJSON accepts a string that can be a channel ID.
func (id *channelID) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	if text = strings.TrimSpace(text); err != nil || !channelIDPattern.MatchString(text) {
		return mismatch[channelID](data)
	}
	*id = channelID(text)
	return nil
}
