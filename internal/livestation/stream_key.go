package livestation

import (
	"context"
	"encoding/json"
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
func (k StreamKey) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "(hidden)") }

// MarshalText hides the key from JSON and other encodings.
func (k StreamKey) MarshalText() ([]byte, error) { return []byte("(hidden)"), nil }

// UnmarshalJSON accepts what a [Text] accepts.
func (k *StreamKey) UnmarshalJSON(data []byte) error {
	var key Text
	err := json.Unmarshal(data, &key)
	*k = NewStreamKey(string(key))
	return err
}

// StreamKeys is what an encoder needs to broadcast on a live channel.
type StreamKeys struct {
	Channel
	// PublishURL is the RTMP URL that the encoder sends to. Channels share it.
	PublishURL string
	// StreamKey is the key of the main input, and BackupStreamKey that of the second
	// input, empty if the channel has only one.
	StreamKey, BackupStreamKey StreamKey
}

// GetStreamKeys reads the stream keys of a live channel (Get Channel Information). It
// is the only operation that decodes them. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetStreamKeys(ctx context.Context, id string) (StreamKeys, error) {
	body, err := call(ctx, c, getChannel(LiveChannel, id), func(b channelBody[streamKeysContent]) bool {
		hasKey := b.Content.StreamKey.Reveal() != ""
		return isAbout[streamKeysContent](id)(b) && (hasKey || b.Content.channel(LiveChannel).IsDeleted())
	})
	return StreamKeys{
		Channel:         body.Content.channel(LiveChannel),
		PublishURL:      string(body.Content.PublishURL),
		StreamKey:       body.Content.StreamKey,
		BackupStreamKey: body.Content.BackupStreamKey,
	}, err
}

// streamKeysContent is a live channel with its stream keys in a response.
type streamKeysContent struct {
	channelContent
	PublishURL      Text      `json:"publishUrl"`
	StreamKey       StreamKey `json:"streamKey"`
	BackupStreamKey StreamKey `json:"backupStreamKey"`
}
