package livestation

import (
	"context"
	"encoding/json"
	"strings"
)

// ChannelDetails is a live channel with everything but its stream keys.
type ChannelDetails struct {
	Channel `json:"-"`

	InstanceNo          Text          `json:"instanceNo"` // a number on newer pages
	QualitySetID        Int           `json:"qualitySetId"`
	QualitySetName      Text          `json:"qualitySetName"`
	OutputProtocol      Text          `json:"outputProtocol"` // HLS, LL_HLS or "HLS,DASH"
	EnvType             Text          `json:"envType"`        // REAL, DEV or STAGE
	IsRecording         Bool          `json:"isRecording"`
	ImmediateOnAir      Bool          `json:"immediateOnAir"`
	UseDVR              Bool          `json:"useDVR"` // useDvr on older pages: encoding/json ignores the case
	TimeMachineMinutes  Int           `json:"timemachineMin"`
	IsStreamFailOver    Bool          `json:"isStreamFailOver"`
	PublishURL          Text          `json:"publishUrl"`
	GlobalPublishURL    Text          `json:"globalPublishUrl"`
	CreatedTime         Time          `json:"createdTime"`
	RecentPublishTime   Time          `json:"recentPublishStartTime"` // zero if never
	TotalPublishSeconds Int           `json:"totalPublishSeconds"`
	AlertOn             Bool          `json:"alertOn"`
	AlertOptions        *AlertOptions `json:"alertOptions"` // nil if absent
	CDN                 *CDN          `json:"cdn"`          // nil if absent
	Record              *Record       `json:"record"`       // nil in lists
	UploadPath          Text          `json:"uploadPath"`   // "" in lists
}

// AlertOptions are the events that Live Station sends alerts about.
type AlertOptions struct {
	ChangeStatus  Bool `json:"alertChangeStatus"`
	VODUploadFail Bool `json:"alertVodUploadFail"`
	ReStreamFail  Bool `json:"alertReStreamFail"`
}

// CDN is the CDN of a channel. Without one, InstanceNo is "0", ProfileID 0, and
// ServiceName and Domain are "".
type CDN struct {
	Type        Text `json:"cdnType"` // GLOBAL_EDGE, or GLOBAL_CDN and CDN_PLUS of older channels
	InstanceNo  Text `json:"instanceNo"`
	ProfileID   Int  `json:"profileId"`
	StatusName  Text `json:"statusName"` // such as RUNNING
	ServiceName Text `json:"serviceName"`
	Domain      Text `json:"cdnDomain"`
}

// Record is how a channel is recorded. The fields after Type are set only with
// AUTO_UPLOAD.
type Record struct {
	Type          Text `json:"type"`   // NO_RECORD, AUTO_UPLOAD or MANUAL_UPLOAD
	Format        Text `json:"format"` // MP4, HLS or ALL
	BucketName    Text `json:"bucketName"`
	FilePath      Text `json:"filePath"`
	AccessControl Text `json:"accessControl"` // PRIVATE or PUBLIC_READ
}

// GetChannelDetails reads a live channel (Get Channel Information). The errors are
// [*Error] and [*TransportError].
func (c *Client) GetChannelDetails(ctx context.Context, id string) (ChannelDetails, error) {
	body, err := call(ctx, c, getChannel(LiveChannel, id), isAbout[detailsContent](id))
	return body.Content.details(), err
}

// ListChannelDetails is [Client.ListChannels] for live channels and their details.
func (c *Client) ListChannelDetails(
	ctx context.Context, filter ChannelFilter,
) (channels []ChannelDetails, stable bool, err error) {
	contents, stable, err := listChannels[detailsContent](ctx, c, LiveChannel, filter)
	for _, content := range contents {
		channels = append(channels, content.details())
	}
	return channels, stable, err
}

// detailsContent is a live channel in a response.
type detailsContent struct {
	channelContent
	ChannelDetails
}

func (c detailsContent) details() ChannelDetails {
	details := c.ChannelDetails
	details.Channel = c.channel(LiveChannel)
	return details
}

// UnmarshalJSON hides stream keys that are part of an RTMP URL. No page shows such a
// URL, but programs build them.
func (c *detailsContent) UnmarshalJSON(data []byte) error {
	type plain detailsContent
	var keys struct {
		Main   Text `json:"streamKey"`
		Backup Text `json:"backupStreamKey"`
	}
	if err := json.Unmarshal(data, (*plain)(c)); err != nil {
		return err
	}
	if err := json.Unmarshal(data, &keys); err != nil {
		return err
	}
	for _, key := range []Text{keys.Main, keys.Backup} {
		if key != "" {
			c.PublishURL = Text(strings.ReplaceAll(string(c.PublishURL), string(key), "(hidden)"))
			c.GlobalPublishURL = Text(strings.ReplaceAll(string(c.GlobalPublishURL), string(key), "(hidden)"))
		}
	}
	return nil
}
