package livestation

import (
	"context"
	"net/http"
	"net/url"
	"slices"
)

// A QualitySet is a set of qualities in which a channel is transcoded.
type QualitySet struct {
	ID                     Int  `json:"id"`
	Name                   Text `json:"name"`    // names may repeat
	GenType                Text `json:"genType"` // SYSTEM or CUSTOM
	IsEnabledULL           Bool `json:"isEnabledUll"`
	TargetLatency          Int  `json:"targetLatency"`
	SegmentDuration        Int  `json:"segmentDuration"` // milliseconds
	SegmentCount           Int  `json:"segmentCount"`
	EnableHLSTimedMetadata Bool `json:"enableHlsTimedMetadata"`
	TimedMetadata          struct {
		Header Text `json:"header"`
	} `json:"timedMetadata"`
	Disabled          Bool          `json:"disabled"`
	Status            Text          `json:"status"` // CREATED is the only published value
	CreatedTime       Time          `json:"createdTime"`
	InUseChannelNames List[Text]    `json:"inUseChannelNames"`
	Qualities         List[Quality] `json:"qualities"`
}

// A Quality is one quality of a set.
type Quality struct {
	ID    Int    `json:"id"`
	Name  Text   `json:"name"`
	Type  Text   `json:"type"`  // NORMAL, AUDIO or BYPASS
	Video *Video `json:"video"` // nil if absent
	Audio *Audio `json:"audio"` // nil if absent
}

// Video is the video of a quality.
type Video struct {
	Width   Int   `json:"width"`
	Height  Int   `json:"height"`
	FPS     Float `json:"fps"`
	Bitrate Int   `json:"bitrate"` // bit/s
}

// Audio is the audio of a quality. The unit of its bit rate is not clear.
type Audio struct {
	SampleRate Int `json:"samplerate"`
	Channels   Int `json:"channels"`
	Bitrate    Int `json:"bitrate"`
}

// A QualitySetFilter selects quality sets; "" selects all.
type QualitySetFilter struct {
	GenType string // SYSTEM or CUSTOM
	Type    string // default or llhls
}

// GetQualitySets reads the quality sets (GET /qualitySets). Callers must not modify
// the result. The errors are [*Error] and [*TransportError].
func (c *Client) GetQualitySets(ctx context.Context, filter QualitySetFilter) ([]QualitySet, error) {
	query := url.Values{"type": {"all"}} // What the API returns without it is not published.
	if filter.Type != "" {
		query.Set("type", filter.Type)
	}
	if filter.GenType != "" {
		query.Set("genType", filter.GenType)
	}
	op := operation{method: http.MethodGet, path: "/qualitySets", query: query, share: true}
	body, err := call(ctx, c, op, listOf("id", func(s QualitySet) bool { return isSetID(s.ID) }))
	isOther := func(s QualitySet) bool { return !filter.matches(s) }
	return slices.DeleteFunc(slices.Clone(body.Content), isOther), err // A clone, because the content is shared.
}

// isSetID reports whether a number can be the ID of a quality set.
func isSetID(id Int) bool { return id.Value != nil && *id.Value > 0 }

// matches reports whether the filter selects a set. Fields that the API does not return
// exclude none.
func (f QualitySetFilter) matches(s QualitySet) bool {
	isLowLatency := s.IsEnabledULL.Value
	return (f.GenType == "" || s.GenType == "" || string(s.GenType) == f.GenType) &&
		(f.Type == "" || isLowLatency == nil || *isLowLatency == (f.Type == "llhls"))
}

// GetQualityProfiles reads the qualities that a quality set can contain (GET
// /qualityProfiles). Callers must not modify the result. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetQualityProfiles(ctx context.Context) ([]Quality, error) {
	op := operation{method: http.MethodGet, path: "/qualityProfiles", share: true}
	body, err := call(ctx, c, op, listOf("id", func(q Quality) bool { return q.ID.Value != nil }))
	return body.Content, err
}
