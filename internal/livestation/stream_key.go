package livestation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// A StreamKey is a secret: a program that has it can broadcast on the channel. Only
// Reveal returns it; every other way to print it shows "(hidden)".
//
// The key is in a closure, because the fmt package prints unexported fields of other
// types without calling their methods.
type StreamKey struct{ reveal func() string }

// NewStreamKey returns a stream key.
func NewStreamKey(key string) StreamKey { return StreamKey{reveal: func() string { return key }} }

// Reveal returns the key, "" if there is none.
func (k StreamKey) Reveal() string {
	if k.reveal == nil {
		return ""
	}
	return k.reveal()
}

// Format hides the key from all verbs of the fmt package.
func (k StreamKey) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, hidden) }

// MarshalText hides the key from JSON and other encodings.
func (k StreamKey) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalJSON accepts what a [Text] accepts.
func (k *StreamKey) UnmarshalJSON(data []byte) error {
	var key Text
	err := json.Unmarshal(data, &key)
	*k = NewStreamKey(string(key))
	return err
}

// StreamKeys is what an encoder needs to broadcast on a live channel, whose PublishURL
// it sends to.
type StreamKeys struct {
	Channel
	// StreamKey is the key of the main input, and BackupStreamKey that of the second
	// input, empty if the channel has only one.
	StreamKey, BackupStreamKey StreamKey
}

// UnmarshalJSON decodes a channel with its keys.
func (k *StreamKeys) UnmarshalJSON(data []byte) error {
	var keys struct {
		StreamKey       StreamKey `json:"streamKey"`
		BackupStreamKey StreamKey `json:"backupStreamKey"`
	}
	if err := json.Unmarshal(data, &keys); err != nil {
		return err
	}
	k.StreamKey, k.BackupStreamKey = keys.StreamKey, keys.BackupStreamKey
	return json.Unmarshal(data, &k.Channel)
}

// ErrChannelCreating says that a channel has no stream key yet.
var ErrChannelCreating = errors.New("the channel is still being created")

// GetStreamKeys reads the stream keys of a live channel (Get Channel Information). While
// the channel is being created it may have none, so GetStreamKeys reads it again until the
// client's timeout. The errors are [*Error], [*TransportError], [*DeletedChannelError] and
// [ErrChannelCreating].
func (c *Client) GetStreamKeys(ctx context.Context, id string) (keys StreamKeys, err error) {
	waiting, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	for range c.Polls(waiting) {
		keys, err = c.getStreamKeys(ctx, id, func(k StreamKeys) bool {
			return k.StreamKey.Reveal() != "" || k.isCreating() || k.IsDeleted()
		})
		if err != nil || keys.StreamKey.Reveal() != "" {
			return keys, err
		}
	}
	if ctx.Err() != nil {
		return StreamKeys{}, c.newTransportError(ctx, getChannel(LiveChannel, id), nil, false)
	}
	return StreamKeys{}, ErrChannelCreating
}

// GetChannelWithKeys reads a live channel and, with the same request, its stream keys, empty
// if it has none. The errors are [*Error], [*TransportError] and [*DeletedChannelError].
func (c *Client) GetChannelWithKeys(ctx context.Context, id string) (StreamKeys, error) {
	return c.getStreamKeys(ctx, id, func(StreamKeys) bool { return true })
}

// getStreamKeys is the only operation that returns keys. valid reports whether the response
// has the keys that the caller needs.
func (c *Client) getStreamKeys(ctx context.Context, id string, valid func(StreamKeys) bool) (StreamKeys, error) {
	op := getChannel(LiveChannel, id)
	isMet := func(b contentOf[StreamKeys]) bool { return b.Content.ID == id && valid(b.Content) }
	body, err := call(ctx, c, op, required[contentOf[StreamKeys]]{"content.channelId or content.streamKey", isMet})
	keys := body.Content
	keys.Type = LiveChannel
	switch {
	case err != nil:
		return StreamKeys{}, err
	case keys.IsDeleted():
		return StreamKeys{}, &DeletedChannelError{Channel: keys.Channel}
	default:
		return keys, nil
	}
}

// Lost reports whether a key is another one after an update, or is there no more.
func (k StreamKeys) Lost(after StreamKeys) bool {
	isLost := func(before, after StreamKey) bool {
		return before.Reveal() != "" && before.Reveal() != after.Reveal()
	}
	return isLost(k.StreamKey, after.StreamKey) || isLost(k.BackupStreamKey, after.BackupStreamKey)
}
