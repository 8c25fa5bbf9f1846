package livestation

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// A Recording is one file of a recorded broadcast. A broadcast makes several.
type Recording struct {
	ID     string // the name of the object in the list
	Status Text
	// ShouldDeleteTime is when the API deletes the file unless it is uploaded, zero if it is not known.
	ShouldDeleteTime Time

	RecordingDetails
	// Mismatch says which of the details has another type than expected, "" if none. Such a recording still
	// counts before its channel is deleted.
	Mismatch string
}

// RecordingDetails is what no decision depends on.
type RecordingDetails struct {
	Type             Text  `json:"recordType"` // MP4 or HLS
	RecordSeq        Int   `json:"recordSeq"`
	StreamSeq        Int   `json:"streamSeq"`
	BeginTime        Time  `json:"recordBeginTime"`
	CreatedTime      Time  `json:"createdTime"`
	Resolution       Text  `json:"resolution"`
	FileName         Text  `json:"fileName"`
	Duration         Int   `json:"duration"` // seconds
	VideoBitrate     Int   `json:"videoBitrate"`
	VideoFrameRate   Float `json:"videoFrameRate"`
	AudioBitrate     Int   `json:"audioBitrate"`
	AudioCodec       Text  `json:"audioCodec"`
	UploadPath       Text  `json:"uploadPath"`
	ObjectStorageURL Text  `json:"objectStorageUrl"` // "-" before the upload
}

// UnmarshalJSON decodes a recording without its ID.
func (r *Recording) UnmarshalJSON(data []byte) error {
	var required struct {
		Status           Text `json:"status"`
		ShouldDeleteTime Time `json:"shouldDeleteTime"`
	}
	if err := json.Unmarshal(data, &required); err != nil {
		return err
	}
	*r = Recording{Status: required.Status, ShouldDeleteTime: required.ShouldDeleteTime}
	r.Mismatch = describeMismatch(json.Unmarshal(data, &r.RecordingDetails))
	return nil
}

// The statuses of recordings (Get Record List). All others are of recordings that deleting
// their channel could lose, one that no page shows included (assumption A47).
var (
	endedRecordings   = []Text{"TRANSFER_FINISH", "PROCESSING_FAIL", "DELETED"}
	waitingRecordings = []Text{"TRANSFER_READY", "TRANSFER_FAIL"} // for their upload, until ShouldDeleteTime
)

// GetRecordings reads the recordings of a live channel, ordered by ID, and returns how many more the channel
// has than the API returned (Get Record List). The errors are [*Error] and [*TransportError].
func (c *Client) GetRecordings(ctx context.Context, id string) (recordings []Recording, unseen int, err error) {
	op := getChannel(LiveChannel, id)
	op.path += "/records"
	op.isLongList = true
	isOdd := func(r Recording) bool { return r.Status == "" } // It could be pending.
	isComplete := func(b recordListBody) bool { return b.Content != nil && !slices.ContainsFunc(*b.Content, isOdd) }
	body, err := call(ctx, c, op, required[recordListBody]{"content, or content.recordList{}.status", isComplete})
	if err != nil {
		return nil, 0, err
	}
	return *body.Content, max(0, totalOf(body.Total)-len(*body.Content)), nil
}

// IsPending reports whether deleting its channel could lose a recording.
func (c *Client) IsPending(r Recording) bool {
	// The API gateway accepts no clock that differs more, so the time is over by its clock too.
	isOver := !r.ShouldDeleteTime.IsZero() && r.ShouldDeleteTime.Before(c.clock.now().Add(-ncloud.MaxClockSkew))
	isLost := isOver && slices.Contains(waitingRecordings, r.Status)
	return !isLost && !slices.Contains(endedRecordings, r.Status)
}

// recordListBody is the body of a response with recordings.
type recordListBody struct {
	Content *recordList `json:"content"`
	Total   lenientText `json:"total"`
}

// recordList is the recordings of a channel, ordered by ID.
type recordList []Recording

// UnmarshalJSON decodes an object whose recordList has the recordings by their IDs. What it is
// if there are none is part of assumption A47: an empty object, null or absent.
func (l *recordList) UnmarshalJSON(data []byte) error {
	var content struct {
		List json.RawMessage `json:"recordList"`
	}
	var byID map[string]Recording
	if err := json.Unmarshal(data, &content); err != nil {
		return err
	}
	if content.List != nil && string(content.List) != "[]" { // An empty array is none, too.
		if err := json.Unmarshal(content.List, &byID); err != nil {
			return at("recordList", err)
		}
	}
	if len(byID) > maxItems {
		return mismatch[recordList](data)
	}
	*l = recordList{}
	for id, recording := range byID {
		recording.ID = oneLine(id, maxLabel)
		*l = append(*l, recording)
	}
	slices.SortFunc(*l, func(a, b Recording) int {
		return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return nil
}
