package qualityset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &qualitySetsDataSource{}

// NewSetsDataSource returns the data source livestation_quality_sets.
func NewSetsDataSource() datasource.DataSource {
	return &qualitySetsDataSource{run.DataSource{Name: "quality_sets"}}
}

type qualitySetsDataSource struct{ run.DataSource }

type qualitySetsDataSourceModel struct {
	GenType        types.String      `tfsdk:"gen_type"`
	QualitySetType types.String      `tfsdk:"quality_set_type"`
	QualitySets    []qualitySetModel `tfsdk:"quality_sets"`
}

type qualitySetModel struct {
	ID                     types.Int64    `tfsdk:"id"`
	Name                   types.String   `tfsdk:"name"`
	GenType                types.String   `tfsdk:"gen_type"`
	IsEnabledULL           types.Bool     `tfsdk:"is_enabled_ull"`
	TargetLatency          types.Int64    `tfsdk:"target_latency"`
	SegmentDuration        types.Int64    `tfsdk:"segment_duration"`
	SegmentCount           types.Int64    `tfsdk:"segment_count"`
	EnableHLSTimedMetadata types.Bool     `tfsdk:"enable_hls_timed_metadata"`
	Disabled               types.Bool     `tfsdk:"disabled"`
	Status                 types.String   `tfsdk:"status"`
	CreatedTime            types.String   `tfsdk:"created_time"`
	InUseChannelNames      []string       `tfsdk:"in_use_channel_names"`
	Qualities              []qualityModel `tfsdk:"qualities"`
}

type qualityModel struct {
	ID    types.Int64  `tfsdk:"id"`
	Name  types.String `tfsdk:"name"`
	Type  types.String `tfsdk:"type"`
	Video *videoModel  `tfsdk:"video"`
	Audio *audioModel  `tfsdk:"audio"`
}

type videoModel struct {
	Width   types.Int64   `tfsdk:"width"`
	Height  types.Int64   `tfsdk:"height"`
	FPS     types.Float64 `tfsdk:"fps"`
	Bitrate types.Int64   `tfsdk:"bitrate"`
}

type audioModel struct {
	SampleRate types.Int64 `tfsdk:"samplerate"`
	Channels   types.Int64 `tfsdk:"channels"`
	Bitrate    types.Int64 `tfsdk:"bitrate"`
}

func (d *qualitySetsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the quality sets: the sets of qualities in which a channel can be transcoded.",
		Attributes: map[string]schema.Attribute{
			"gen_type": attribute.OptionalString(
				"Who made the sets: `SYSTEM` (NAVER Cloud) or `CUSTOM` (the account). Defaults to both.",
				stringvalidator.OneOf("SYSTEM", "CUSTOM"),
			),
			"quality_set_type": attribute.OptionalString(
				"Type of the sets: `default` or `llhls` (low latency). Defaults to both.",
				stringvalidator.OneOf("default", "llhls"),
			),
			"quality_sets": attribute.Objects("The quality sets, in the API's order.", qualitySetAttributes()),
		},
	}
}

func qualitySetAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        attribute.Int64("ID of the set."),
		"name":                      attribute.String("Name of the set. Several sets of an account can have the same name."),
		"gen_type":                  attribute.String("Who made the set: `SYSTEM` (NAVER Cloud) or `CUSTOM` (the account)."),
		"is_enabled_ull":            attribute.Bool("Whether the set is for low latency (LL-HLS)."),
		"target_latency":            attribute.Int64("Target latency, as the API returns it. Its unit is not published."),
		"segment_duration":          attribute.Int64("Duration of a segment in milliseconds."),
		"segment_count":             attribute.Int64("Number of segments in a playlist."),
		"enable_hls_timed_metadata": attribute.Bool("Whether the streams contain HLS timed metadata."),
		"disabled":                  attribute.Bool("Whether the set is disabled."),
		"status":                    attribute.String("Status of the set, such as `CREATED`."),
		"created_time":              attribute.String("Time when the set was created (RFC 3339, UTC)."),
		"in_use_channel_names": schema.ListAttribute{
			MarkdownDescription: "Names of the channels that use the set.",
			ElementType:         types.StringType,
			Computed:            true,
		},
		"qualities": attribute.Objects("The qualities of the set, in the API's order.", qualityAttributes()),
	}
}

func qualityAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":   attribute.Int64("ID of the quality."),
		"name": attribute.String("Name of the quality."),
		"type": attribute.String("Type of the quality: `NORMAL`, `AUDIO` or `BYPASS`."),
		"video": attribute.Object("Video of the quality. Null if it has none.", map[string]schema.Attribute{
			"width":   attribute.Int64("Width in pixels."),
			"height":  attribute.Int64("Height in pixels."),
			"fps":     schema.Float64Attribute{MarkdownDescription: "Frames per second.", Computed: true},
			"bitrate": attribute.Int64("Bit rate in bit/s."),
		}),
		"audio": attribute.Object("Audio of the quality. Null if it has none.", map[string]schema.Attribute{
			"samplerate": attribute.Int64("Sample rate in Hz."),
			"channels":   attribute.Int64("Number of audio channels."),
			"bitrate":    attribute.Int64("Bit rate, as the API returns it. Its unit is not published."),
		}),
	}
}

func (d *qualitySetsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model qualitySetsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	sets, err := d.Run.Client.GetQualitySets(ctx, livestation.QualitySetFilter{
		GenType: model.GenType.ValueString(), Type: model.QualitySetType.ValueString(),
	})
	resp.Diagnostics.Append(d.Run.Report(err)...)
	if err != nil {
		return
	}
	model.QualitySets = []qualitySetModel{}
	for _, set := range sets {
		model.QualitySets = append(model.QualitySets, newQualitySetModel(set))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newQualitySetModel(s livestation.QualitySet) qualitySetModel {
	model := qualitySetModel{
		ID:                     types.Int64PointerValue(s.ID.Value),
		Name:                   attribute.StringOrNull(s.Name),
		GenType:                attribute.StringOrNull(s.GenType),
		IsEnabledULL:           types.BoolPointerValue(s.IsEnabledULL.Value),
		TargetLatency:          types.Int64PointerValue(s.TargetLatency.Value),
		SegmentDuration:        types.Int64PointerValue(s.SegmentDuration.Value),
		SegmentCount:           types.Int64PointerValue(s.SegmentCount.Value),
		EnableHLSTimedMetadata: types.BoolPointerValue(s.EnableHLSTimedMetadata.Value),
		Disabled:               types.BoolPointerValue(s.Disabled.Value),
		Status:                 attribute.StringOrNull(s.Status),
		CreatedTime:            attribute.TimeOrNull(s.CreatedTime),
		InUseChannelNames:      []string{},
		Qualities:              []qualityModel{},
	}
	for _, name := range s.InUseChannelNames {
		model.InUseChannelNames = append(model.InUseChannelNames, string(name))
	}
	for _, q := range s.Qualities {
		model.Qualities = append(model.Qualities, newQualityModel(q))
	}
	return model
}

func newQualityModel(q livestation.Quality) qualityModel {
	model := qualityModel{
		ID:   types.Int64PointerValue(q.ID.Value),
		Name: attribute.StringOrNull(q.Name),
		Type: attribute.StringOrNull(q.Type),
	}
	if v := q.Video; v != nil {
		model.Video = &videoModel{
			Width:   types.Int64PointerValue(v.Width.Value),
			Height:  types.Int64PointerValue(v.Height.Value),
			FPS:     types.Float64PointerValue(v.FPS.Value),
			Bitrate: types.Int64PointerValue(v.Bitrate.Value),
		}
	}
	if a := q.Audio; a != nil {
		model.Audio = &audioModel{
			SampleRate: types.Int64PointerValue(a.SampleRate.Value),
			Channels:   types.Int64PointerValue(a.Channels.Value),
			Bitrate:    types.Int64PointerValue(a.Bitrate.Value),
		}
	}
	return model
}
