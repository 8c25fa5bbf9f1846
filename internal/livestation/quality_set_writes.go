package livestation

import (
	"context"
	"fmt"
	"net/http"
)

// QualitySetSettings is what an account sets of a new quality set.
type QualitySetSettings struct {
	Name                   string         `json:"name"`
	QualityIDs             []int64        `json:"qualityIds"`
	IsEnabledULL           bool           `json:"isEnabledUll"`
	SegmentDuration        int64          `json:"segmentDuration,omitempty"` // not with IsEnabledULL
	SegmentCount           int64          `json:"segmentCount,omitempty"`    // not with IsEnabledULL
	EnableHLSTimedMetadata bool           `json:"enableHlsTimedMetadata"`
	TimedMetadata          *TimedMetadata `json:"timedMetadata,omitempty"` // with EnableHLSTimedMetadata only
}

// TimedMetadata is what the streams of a quality set contain besides the media.
type TimedMetadata struct {
	Header   string `json:"header"`
	Key      string `json:"key"`      // utc is the only value that the API accepts
	Interval int    `json:"interval"` // milliseconds; 1000 is the only value that the API accepts
}

// GetQualitySet reads a quality set (GET /qualitySets/{id}). One that does not exist has the
// code 250301 (assumption A55). The errors are [*Error] and [*TransportError].
func (c *Client) GetQualitySet(ctx context.Context, id int64) (QualitySet, error) {
	isSame := func(b contentOf[QualitySet]) bool { return isSetID(b.Content.ID) && *b.Content.ID.Value == id }
	op := qualitySet(http.MethodGet, id, "")
	body, err := call(ctx, c, op, required[contentOf[QualitySet]]{"content.id", isSame})
	return body.Content, err
}

// CreateQualitySet creates a quality set and returns its ID (POST /qualitySets). Like
// [Client.CreateChannel], the request does not end with ctx. If the ID is 0, also without an error
// after an empty response, the set might exist (assumption A61). The errors are [*Error] and [*TransportError].
func (c *Client) CreateQualitySet(ctx context.Context, settings QualitySetSettings) (id int64, err error) {
	type created struct { // The rest of the set is read instead.
		ID Int `json:"id"`
	}
	op := operation{
		method: http.MethodPost, path: "/qualitySets", body: settings, detached: true,
		outcome: "The quality set might have been created anyway.",
	}
	isCreated := func(b contentOf[created]) bool { return isSetID(b.Content.ID) }
	body, err := call(ctx, c, op, required[contentOf[created]]{"content.id", isCreated})
	if err == nil && isSetID(body.Content.ID) {
		id = *body.Content.ID.Value
	}
	return id, err
}

// Segments is what can be changed of a quality set that is not for low latency. An update has
// both (assumption A54).
type Segments struct {
	Duration int64 `json:"segmentDuration"` // milliseconds
	Count    int64 `json:"segmentCount"`
}

// UpdateQualitySet changes a quality set (PUT /qualitySets/{id}), with one request, and interrupts
// every broadcast that uses it. The errors are [*Error] and [*TransportError].
func (c *Client) UpdateQualitySet(ctx context.Context, id int64, segments Segments) error {
	op := qualitySet(http.MethodPut, id, "The quality set might have been changed anyway.")
	op.body = segments
	_, err := call(ctx, c, op, required[unread]{})
	return err
}

// DeleteQualitySet deletes a quality set that no channel uses (DELETE /qualitySets/{id}), with one
// request. The errors are [*Error] and [*TransportError].
func (c *Client) DeleteQualitySet(ctx context.Context, id int64) error {
	type deleted struct {
		Success Bool `json:"deleteSuccess"`
	}
	op := qualitySet(http.MethodDelete, id, "The quality set might have been deleted anyway.")
	isDeleted := func(b contentOf[deleted]) bool { return b.Content.Success.Value == nil || *b.Content.Success.Value }
	_, err := call(ctx, c, op, required[contentOf[deleted]]{"content.deleteSuccess", isDeleted})
	return err
}

func qualitySet(method string, id int64, outcome string) operation {
	path := fmt.Sprintf("/qualitySets/%d", id)
	isWrite := method != http.MethodGet
	return operation{method: method, path: path, outcome: outcome, single: isWrite}
}
