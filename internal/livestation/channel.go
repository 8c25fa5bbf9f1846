package livestation

import (
	"context"
	"encoding/json"
	"errors"
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

// A Channel is what this provider reads of a channel. Other fields, such as the
// stream key, are not decoded.
type Channel struct {
	Type ChannelType
	// ID is such as ls-20200327140131-aBCD3.
	ID string
	// Name is the name that the owner gave the channel.
	Name string
	// Status is such as READY or PUBLISHING.
	Status string
	// CallbackURL is the channel's own callback endpoint, "" if it has none. What the
	// API returns then is assumed: no page shows it.
	CallbackURL string
}

// GetChannel reads a channel (Get Channel Information). For an error about a channel
// that does not exist, see [IsChannelNotFound]. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetChannel(ctx context.Context, t ChannelType, id string) (Channel, error) {
	op := operation{method: http.MethodGet, path: t.path + "/" + url.PathEscape(id)}
	body, err := get(ctx, c, op, func(b channelBody) bool { return string(b.Content.ID) == id })
	return body.Content.channel(t), err
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
func (c *Client) SetChannelCallbackEndpoint(ctx context.Context, t ChannelType, id, callbackURL string) (Channel, error) {
	body, err := post(ctx, c, operation{
		method:  http.MethodPost,
		path:    t.path + "/" + url.PathEscape(id) + "/callbackEndpoint",
		body:    map[string]string{"callbackEndpoint": callbackURL}, // "callbackUrl" for the default endpoint
		secrets: callbackSecrets(callbackURL),
	}, func(b channelBody) bool { return string(b.Content.ID) == id })
	return body.Content.channel(t), err
}

// channelBody is the body of a response about one channel.
type channelBody struct {
	Content channelContent `json:"content"`
}

// channelContent is a channel in a response.
type channelContent struct {
	ID               channelID       `json:"channelId"`
	Name             channelText     `json:"channelName"`
	Status           channelText     `json:"channelStatus"`
	CallbackEndpoint callbackURLText `json:"callbackEndpoint"`
}

func (c channelContent) channel(t ChannelType) Channel {
	return Channel{
		Type:        t,
		ID:          string(c.ID),
		Name:        string(c.Name),
		Status:      string(c.Status),
		CallbackURL: string(c.CallbackEndpoint),
	}
}

// channelIDPattern is what can be part of a request path. The form of IDs is
// published for live channels only, so it is not required.
var channelIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// channelID is a channel's ID in a response.
type channelID string

// UnmarshalJSON accepts a string that can be a channel ID.
func (id *channelID) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text = strings.TrimSpace(text); !channelIDPattern.MatchString(text) {
		return errors.New("not a channel ID")
	}
	*id = channelID(text)
	return nil
}

// channelText is a short text of a channel: a string, or a number as it is written.
// Anything else is "", because an object could contain a stream key.
type channelText string

// maxChannelText is the maximum length of a channelText in bytes. The longest
// published name has 20 characters.
const maxChannelText = 1000

// UnmarshalJSON accepts any JSON value.
func (t *channelText) UnmarshalJSON(data []byte) error {
	var text lenientText
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text = text.plain(); len(text) > maxChannelText {
		return errors.New("the text is too long")
	}
	*t = channelText(text)
	return nil
}
