package livestation

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
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

// A Channel is a channel without its stream keys, which are hidden in all its texts; see
// [StreamKeys].
type Channel struct {
	Type ChannelType
	// ID is for example ls-20200327140131-aBCD3.
	ID string
	// Name is the name that the owner gave the channel.
	Name string
	// Status is for example READY or PUBLISHING: one printable word of at most 40 characters.
	Status string
	// CallbackURL is the channel's own callback endpoint, "" if it has none. What the
	// API returns then is assumed (assumption A27): no page shows it.
	CallbackURL string

	ChannelDetails
	// Mismatch says which of the details has another type than expected, "" if none. The
	// details are incomplete then, and the fields above are not: a changed format of the
	// details must not fail what reads only callback endpoints.
	Mismatch string
}

// ChannelDetails is what the API returns of a live channel only.
type ChannelDetails struct {
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
	PublishURL          Text          `json:"publishUrl"` // query values are hidden
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
	StatusName  Text `json:"statusName"` // for example RUNNING; one word, like the status of a channel
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

// UnmarshalJSON decodes a channel, which must have an ID.
func (c *Channel) UnmarshalJSON(data []byte) error {
	var required struct {
		ID               channelID       `json:"channelId"`
		Name             Text            `json:"channelName"`
		Status           Text            `json:"channelStatus"`
		CallbackEndpoint callbackURLText `json:"callbackEndpoint"`
		StreamKey        Text            `json:"streamKey"`
		BackupStreamKey  Text            `json:"backupStreamKey"`
	}
	if err := json.Unmarshal(data, &required); err != nil {
		return err
	}
	*c = Channel{
		ID:          string(required.ID),
		Name:        norm.NFC.String(string(required.Name)), // macOS enters decomposed letters
		Status:      string(required.Status),
		CallbackURL: string(required.CallbackEndpoint),
	}
	if c.Status == "PUBLISH" { // in old tables
		c.Status = "PUBLISHING"
	}
	c.Mismatch = describeMismatch(json.Unmarshal(data, &c.ChannelDetails))
	c.PublishURL = Text(redactURLsIn(string(c.PublishURL)))
	c.GlobalPublishURL = Text(redactURLsIn(string(c.GlobalPublishURL)))
	id := c.ID // can be no secret
	secrets{string(required.StreamKey), string(required.BackupStreamKey)}.hideIn(reflect.ValueOf(c).Elem())
	c.ID = id
	c.Status = word(c.Status)
	if c.CDN != nil {
		c.CDN.StatusName = Text(word(string(c.CDN.StatusName)))
	}
	return nil
}

// maxWord is the maximum length of a status in characters.
const maxWord = 40

// word returns a status as one word that messages can show as it is: every character other than a
// letter, a digit, "_" and "-" becomes "?", so that the result is never another status.
func word(text string) string {
	return oneLine(strings.Map(func(r rune) rune {
		isPart := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-'
		if !isPart || ncloud.IsInvisible(r) || r == utf8.RuneError {
			return '?'
		}
		return r
	}, text), maxWord)
}

// IsDeleted reports whether the channel is gone: the API still returns channels that
// were deleted by their owner or by NAVER Cloud.
func (c Channel) IsDeleted() bool { return c.Status == "DELETED" || c.Status == "FORCE_DELETED" }

func (c Channel) isCreating() bool { return c.Status == "CREATING" }

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
	body, err := call(ctx, c, getChannel(t, id), about(id))
	channel := body.Content
	channel.Type = t
	if err == nil && channel.IsDeleted() {
		return Channel{}, &DeletedChannelError{Channel: channel}
	}
	return channel, err
}

func getChannel(t ChannelType, id string) operation {
	path := t.path + "/" + url.PathEscape(id)
	return operation{method: http.MethodGet, path: path}
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
		single:  true,
	}, about(id))
	body.Content.Type = t
	return body.Content, err
}

// about requires a response about the channel.
func about(id string) required[contentOf[Channel]] {
	return required[contentOf[Channel]]{"content.channelId", func(b contentOf[Channel]) bool { return b.Content.ID == id }}
}

// ChannelIDPattern is what an ID can be, as a part of a request path. The form of IDs is
// published for live channels only, so it is not required (assumption A23).
var ChannelIDPattern = ncloud.LazyPattern(`^[A-Za-z0-9_-]{1,128}$`)

// channelID is a channel's ID in a response.
type channelID string

// UnmarshalJSON accepts a string that can be a channel ID.
func (id *channelID) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	if text = strings.TrimSpace(text); err != nil || !ChannelIDPattern().MatchString(text) {
		return mismatch[channelID](data)
	}
	*id = channelID(text)
	return nil
}
