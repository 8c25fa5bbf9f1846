package livestation

import (
	"context"
	"errors"
	"net/http"
)

// ChannelSettings is what can be changed of a live channel. An update always sends all of
// it: the API may reset a field that is left out (assumption A45).
type ChannelSettings struct {
	Name           string         `json:"channelName"`
	EnvType        string         `json:"envType"`
	OutputProtocol string         `json:"outputProtocol"`
	UseDVR         bool           `json:"useDvr"`
	TimeMachineMin int            `json:"timemachineMin,omitempty"` // with DVR only, and then 360
	ImmediateOnAir bool           `json:"immediateOnAir"`
	Record         RecordSettings `json:"record"`
}

// RecordSettings is how a channel is recorded. The fields after Type are set only with
// AUTO_UPLOAD.
type RecordSettings struct {
	Type          string `json:"type"`
	Format        string `json:"format,omitempty"`
	BucketName    string `json:"bucketName,omitempty"`
	FilePath      string `json:"filePath,omitempty"`
	AccessControl string `json:"accessControl,omitempty"`
}

// NewChannel is a live channel to create. Pages disagree on which fields are required, so a request has
// all of its site.
type NewChannel struct {
	ChannelSettings
	CDN              NewChannelCDN `json:"cdn"`
	QualitySetID     int64         `json:"qualitySetId"`
	IsStreamFailOver bool          `json:"isStreamFailOver"`
	DRMEnabled       *bool         `json:"drmEnabledYn,omitempty"` // is set by CreateChannel
}

// NewChannelCDN is the CDN of a new channel: one of the account, with its number and domain, or one that is
// created with the channel, with its region. The financial site has none of ProfileID, Domain and RegionType.
type NewChannelCDN struct {
	CreateCDN  bool   `json:"createCdn"`
	Type       string `json:"cdnType"` // is set by CreateChannel
	InstanceNo int64  `json:"cdnInstanceNo,omitempty"`
	ProfileID  int64  `json:"profileId,omitempty"`
	Domain     string `json:"cdnDomain,omitempty"`
	RegionType string `json:"regionType,omitempty"` // KOREA, JAPAN or GLOBAL
}

// Site returns the site that the client calls.
func (c *Client) Site() Site { return c.config.Site }

// CreateChannel creates a live channel and returns its ID (Create Channel). The request
// does not end with ctx, only with the client's timeout: the ID of a channel that exists
// must not be lost. If the ID is "" without an error, or [OutcomeUnknown], the channel might
// exist (assumption A43). The errors are [*Error] and [*TransportError].
func (c *Client) CreateChannel(ctx context.Context, channel NewChannel) (id string, err error) {
	channel.CDN.Type = "CDN_PLUS"
	if c.config.Site != FinancialSite {
		channel.CDN.Type = "GLOBAL_EDGE"
		channel.DRMEnabled = new(bool)
	}
	op := operation{
		method: http.MethodPost, path: LiveChannel.path, body: channel, detached: true,
		outcome: "The channel might have been created anyway.",
	}
	type created struct { // The rest of the channel is read instead.
		ID channelID `json:"channelId"`
	}
	isCreated := func(b contentOf[created]) bool { return b.Content.ID != "" }
	body, err := call(ctx, c, op, required[contentOf[created]]{"content.channelId", isCreated})
	return string(body.Content.ID), err
}

// UpdateChannel changes a live channel (Update Channel), with one request. The errors are [*Error] and
// [*TransportError].
func (c *Client) UpdateChannel(ctx context.Context, id string, settings ChannelSettings) error {
	op := getChannel(LiveChannel, id)
	op.method = http.MethodPut
	op.single = true
	op.body = settings
	op.outcome = "The channel might have been changed anyway."
	_, err := call(ctx, c, op, required[unread]{})
	return err
}

// MoveChannel moves a live channel from CDN+ to a Global Edge (Change channel CDN), with one request. The errors are
// [*Error] and [*TransportError].
func (c *Client) MoveChannel(ctx context.Context, id string, instanceNo, profileID int64) error {
	op := getChannel(LiveChannel, id)
	op.method = http.MethodPost
	op.path += "/cdnInfo"
	op.single = true
	op.body = map[string]any{"cdn": map[string]int64{"cdnInstanceNo": instanceNo, "profileId": profileID}}
	op.outcome = "The channel might have been moved anyway."
	_, err := call(ctx, c, op, required[unread]{})
	return err
}

// DeleteChannel deletes a live channel (Delete Channel), with one request. Its CDN stays. The
// errors are [*Error] and [*TransportError].
func (c *Client) DeleteChannel(ctx context.Context, id string) error {
	op := getChannel(LiveChannel, id)
	op.method = http.MethodDelete
	op.single = true
	op.outcome = "The channel might have been deleted anyway."
	_, err := call(ctx, c, op, required[unread]{})
	return err
}

// unread is a response that is not decoded: the channel is read instead.
type unread struct{}

// HasCode reports whether an error is a response with the code.
func HasCode(err error, code string) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Code == code
}
