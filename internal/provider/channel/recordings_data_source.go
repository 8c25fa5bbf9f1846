package channel

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &recordingsDataSource{}

// NewRecordingsDataSource returns the data source livestation_recordings.
func NewRecordingsDataSource() datasource.DataSource {
	return &recordingsDataSource{run.DataSource{Name: "recordings"}}
}

type recordingsDataSource struct{ run.DataSource }

type recordingsDataSourceModel struct {
	ChannelID  types.String     `tfsdk:"channel_id"`
	Status     types.String     `tfsdk:"status"`
	Recordings []recordingModel `tfsdk:"recordings"`
}

type recordingModel struct {
	RecordingID      types.String  `tfsdk:"recording_id"`
	RecordType       types.String  `tfsdk:"record_type"`
	Status           types.String  `tfsdk:"status"`
	IsPending        types.Bool    `tfsdk:"is_pending"`
	RecordSeq        types.Int64   `tfsdk:"record_seq"`
	StreamSeq        types.Int64   `tfsdk:"stream_seq"`
	RecordBeginTime  types.String  `tfsdk:"record_begin_time"`
	CreatedTime      types.String  `tfsdk:"created_time"`
	ShouldDeleteTime types.String  `tfsdk:"should_delete_time"`
	Resolution       types.String  `tfsdk:"resolution"`
	FileName         types.String  `tfsdk:"file_name"`
	Duration         types.Int64   `tfsdk:"duration"`
	VideoBitrate     types.Int64   `tfsdk:"video_bitrate"`
	VideoFrameRate   types.Float64 `tfsdk:"video_frame_rate"`
	AudioBitrate     types.Int64   `tfsdk:"audio_bitrate"`
	AudioCodec       types.String  `tfsdk:"audio_codec"`
	UploadPath       types.String  `tfsdk:"upload_path"`
	ObjectStorageURL types.String  `tfsdk:"object_storage_url"`
}

func (d *recordingsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the recordings of a live channel: the files of its recorded broadcasts.",
		Attributes: map[string]schema.Attribute{
			"channel_id": attribute.RequiredString(IDDescription, IDValidator()),
			"status": attribute.OptionalString("Returns only the recordings with this status, such as `TRANSFER_FAIL`.",
				attribute.Pattern(ncloud.LazyPattern(`^[A-Z_]{1,100}$`), "Invalid status of a recording",
					"Write the status in capital letters, for example TRANSFER_FAIL.")),
			"recordings": attribute.Objects("The recordings, ordered by ID.", recordingAttributes()),
		},
	}
}

func recordingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"recording_id": attribute.String("ID of the recording."),
		"record_type":  attribute.String("Type of the file: `MP4` or `HLS`."),
		"status": attribute.String("Status of the recording: `RECORDING`, `PROCESSING`, `PROCESSING_FAIL`, " +
			"`TRANSFER_READY`, `TRANSFER`, `TRANSFER_FINISH`, `TRANSFER_FAIL` or `DELETED`."),
		"is_pending": attribute.Bool("Whether deleting the channel could lose the recording. While one is pending, the " +
			"resource `livestation_channel` does not delete its channel, unless the channel has `NO_RECORD`."),
		"record_seq":         attribute.Int64("Sequence number of the recording."),
		"stream_seq":         attribute.Int64("Sequence number of the broadcast."),
		"record_begin_time":  attribute.String("Time when the recording began (RFC 3339, UTC)."),
		"created_time":       attribute.String("Time when the file was created (RFC 3339, UTC)."),
		"should_delete_time": attribute.String("Time until which Live Station keeps the file (RFC 3339, UTC)."),
		"resolution":         attribute.String("Resolution, such as `1280x720`."),
		"file_name":          attribute.String("Name of the file."),
		"duration":           attribute.Int64("Duration in seconds."),
		"video_bitrate":      attribute.Int64("Video bit rate, as the API returns it."),
		"video_frame_rate":   schema.Float64Attribute{MarkdownDescription: "Frames per second.", Computed: true},
		"audio_bitrate":      attribute.Int64("Audio bit rate, as the API returns it."),
		"audio_codec":        attribute.String("Audio codec."),
		"upload_path":        attribute.String("Path to which the file is uploaded."),
		"object_storage_url": attribute.String("URL of the file in Object Storage. Null before the upload."),
	}
}

func (d *recordingsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model recordingsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	channel := Ref{ChannelType: livestation.LiveChannel, ID: model.ChannelID.ValueString()}
	recordings, unseen, err := d.Run.Client.GetRecordings(ctx, channel.ID)
	resp.Diagnostics.Append(Report(ctx, d.Run, channel, err, livestation.LiveChannel)...)
	if unseen > 0 {
		resp.Diagnostics.Append(unseenRecordingsWarning(channel.ID, unseen))
	}
	isFine := func(r livestation.Recording) bool { return r.Mismatch == "" }
	if odd := slices.DeleteFunc(slices.Clone(recordings), isFine); len(odd) > 0 {
		resp.Diagnostics.Append(oddRecordingWarning(odd))
	}
	model.Recordings = []recordingModel{}
	for _, r := range recordings {
		if model.Status.IsNull() || model.Status.ValueString() == string(r.Status) {
			model.Recordings = append(model.Recordings, newRecordingModel(r, d.Run.Client.IsPending(r)))
		}
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	}
}

func newRecordingModel(r livestation.Recording, isPending bool) recordingModel {
	text := func(t livestation.Text) types.String {
		if t == "-" { // The page shows it for none.
			t = ""
		}
		return attribute.StringOrNull(t)
	}
	return recordingModel{
		RecordingID:      types.StringValue(r.ID),
		RecordType:       text(r.Type),
		Status:           text(r.Status),
		IsPending:        types.BoolValue(isPending),
		RecordSeq:        types.Int64PointerValue(r.RecordSeq.Value),
		StreamSeq:        types.Int64PointerValue(r.StreamSeq.Value),
		RecordBeginTime:  attribute.TimeOrNull(r.BeginTime),
		CreatedTime:      attribute.TimeOrNull(r.CreatedTime),
		ShouldDeleteTime: attribute.TimeOrNull(r.ShouldDeleteTime),
		Resolution:       text(r.Resolution),
		FileName:         text(r.FileName),
		Duration:         types.Int64PointerValue(r.Duration.Value),
		VideoBitrate:     types.Int64PointerValue(r.VideoBitrate.Value),
		VideoFrameRate:   types.Float64PointerValue(r.VideoFrameRate.Value),
		AudioBitrate:     types.Int64PointerValue(r.AudioBitrate.Value),
		AudioCodec:       text(r.AudioCodec),
		UploadPath:       text(r.UploadPath),
		ObjectStorageURL: text(r.ObjectStorageURL),
	}
}
