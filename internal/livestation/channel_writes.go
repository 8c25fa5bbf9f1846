package livestation

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
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

// NewChannel is a live channel to create, which uses an existing CDN. Pages disagree on which
// fields are required, so a request has all of its site.
type NewChannel struct {
	ChannelSettings
	CDN              ExistingCDN `json:"cdn"`
	QualitySetID     int64       `json:"qualitySetId"`
	IsStreamFailOver bool        `json:"isStreamFailOver"`
	DRMEnabled       *bool       `json:"drmEnabledYn,omitempty"` // is set by CreateChannel
}

// ExistingCDN is a CDN of the account. ProfileID and Domain are 0 and "" on the financial
// site, which has neither.
type ExistingCDN struct {
	CreateCDN  bool   `json:"createCdn"` // always false
	Type       string `json:"cdnType"`   // is set by CreateChannel
	InstanceNo int64  `json:"cdnInstanceNo"`
	ProfileID  int64  `json:"profileId,omitempty"`
	Domain     string `json:"cdnDomain,omitempty"`
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
		method: http.MethodPost, path: LiveChannel.path, body: channel, requires: "content.channelId", detached: true,
		outcome: "The channel might have been created anyway.",
	}
	type created struct { // The rest of the channel is read instead.
		ID channelID `json:"channelId"`
	}
	body, err := call(ctx, c, op, func(b contentOf[created]) bool { return b.Content.ID != "" })
	return string(body.Content.ID), err
}

// UpdateChannel changes a live channel (Update Channel). The errors are [*Error] and
// [*TransportError].
func (c *Client) UpdateChannel(ctx context.Context, id string, settings ChannelSettings) error {
	op := getChannel(LiveChannel, id)
	op.method = http.MethodPut
	op.body = settings
	op.outcome = "The channel might have been changed anyway."
	_, err := call[unread](ctx, c, op, nil)
	return err
}

// DeleteChannel deletes a live channel (Delete Channel). Its CDN stays. The errors are
// [*Error] and [*TransportError].
func (c *Client) DeleteChannel(ctx context.Context, id string) error {
	op := getChannel(LiveChannel, id)
	op.method = http.MethodDelete
	op.outcome = "The channel might have been deleted anyway."
	_, err := call[unread](ctx, c, op, nil)
	return err
}

// unread is a response that is not decoded: the channel is read instead.
type unread struct{}

// pendingRecordings are the statuses of recordings that are not finished (assumption A47).
var pendingRecordings = []string{"RECORDING", "PROCESSING", "TRANSFER_READY", "TRANSFER"}

// CountPendingRecordings returns how many recordings of a live channel are not finished
// (Get Record List). The errors are [*Error] and [*TransportError].
func (c *Client) CountPendingRecordings(ctx context.Context, id string) (int, error) {
	op := getChannel(LiveChannel, id)
	op.path += "/records"
	op.requires = "content or content[].status"
	// A recording without a status could be one that is not finished.
	body, err := call(ctx, c, op, isListOf(func(r recording) bool { return r.Status != "" }))
	n := 0
	for _, r := range body.Content {
		if slices.Contains(pendingRecordings, string(r.Status)) {
			n++
		}
	}
	return n, err
}

type recording struct {
	Status Text `json:"status"`
}

// IsTransient reports whether a read that failed may succeed later.
func IsTransient(err error) bool {
	var unanswered *TransportError
	return retryReason(http.MethodGet, err) != "" || errors.As(err, &unanswered) && unanswered.Cause == CauseTimeout
}

// HasCode reports whether an error is a response with the code.
func HasCode(err error, code string) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Code == code
}

// pollPauses are in seconds. The last one is repeated: first every 5 seconds for 2 minutes,
// then every 15.
var pollPauses = slices.Concat([]float64{1, 1, 2, 2, 3}, slices.Repeat([]float64{5}, 22), []float64{15})

// PollsInAMinute is how often [Client.Poll] calls done in the first minute.
const PollsInAMinute = 15

// Poll pauses and calls done, again and again, until it returns true, it was called limit
// times, or the context ended. A limit of 0 is none. Poll reports whether done returned true.
func (c *Client) Poll(ctx context.Context, limit int, done func() bool) bool {
	scale := c.firstInterval.Seconds() / firstInterval.Seconds() // below 1 in tests
	for n := 0; limit == 0 || n < limit; n++ {
		pause := pollPauses[min(n, len(pollPauses)-1)] * scale * float64(time.Second)
		if !sleep(ctx, time.Duration(pause)) {
			return false
		}
		if done() {
			return true
		}
	}
	return false
}
