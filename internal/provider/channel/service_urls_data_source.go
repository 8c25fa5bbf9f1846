package channel

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ datasource.DataSourceWithConfigure      = &serviceURLsDataSource{}
	_ datasource.DataSourceWithValidateConfig = &serviceURLsDataSource{}
)

// NewServiceURLsDataSource returns the data source livestation_service_urls.
func NewServiceURLsDataSource() datasource.DataSource {
	return &serviceURLsDataSource{run.DataSource{Name: "service_urls"}}
}

type serviceURLsDataSource struct{ run.DataSource }

type serviceURLsDataSourceModel struct {
	ChannelID      types.String      `tfsdk:"channel_id"`
	ChannelType    types.String      `tfsdk:"channel_type"`
	ServiceURLType types.String      `tfsdk:"service_url_type"`
	ServiceURLs    []serviceURLModel `tfsdk:"service_urls"`
}

type serviceURLModel struct {
	Name         types.String      `tfsdk:"name"`
	URL          types.String      `tfsdk:"url"`
	Resolution   types.String      `tfsdk:"resolution"`
	VideoBitrate types.Int64       `tfsdk:"video_bitrate"`
	AudioBitrate types.Int64       `tfsdk:"audio_bitrate"`
	ResizedURLs  []resizedURLModel `tfsdk:"resized_urls"`
}

type resizedURLModel struct {
	Type types.String `tfsdk:"type"`
	URL  types.String `tfsdk:"url"`
}

// channelsWithServiceURLs returns the types of channels that viewers watch.
func channelsWithServiceURLs() []livestation.ChannelType {
	return []livestation.ChannelType{livestation.LiveChannel, livestation.VOD2LiveChannel}
}

func (d *serviceURLsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the URLs at which viewers watch a channel, of its thumbnails, or of its time machine.",
		Attributes: map[string]schema.Attribute{
			"channel_id": attribute.RequiredString(IDDescription, IDValidator()),
			"channel_type": attribute.OptionalString("Type of the channel: `live` or `vod2live`. Defaults to `live`.",
				stringvalidator.OneOf(TypeNames(channelsWithServiceURLs())...)),
			"service_url_type": attribute.OptionalString(
				"Type of the URLs: `GENERAL`, `THUMBNAIL` or `TIMEMACHINE` (live channels "+
					"only). Defaults to `GENERAL`. `GENERAL` requires a running CDN. `TIMEMACHINE` requires a channel with DVR "+
					"that is publishing and recording.",
				stringvalidator.OneOf(livestation.ServiceURLTypes()...),
			),
			"service_urls": attribute.Objects("The URLs, in the API's order.", serviceURLAttributes()),
		},
	}
}

func serviceURLAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": attribute.String(
			"Name of the quality, such as `720p-16-9`. `ABR` (adaptive bit rate) adapts to each " +
				"viewer's bandwidth.",
		),
		"url":           attribute.String("The URL."),
		"resolution":    attribute.String("Resolution, with the type `GENERAL`."),
		"video_bitrate": attribute.Int64("Video bit rate in bit/s, with the type `GENERAL`."),
		"audio_bitrate": attribute.Int64("Audio bit rate in bit/s, with the type `GENERAL`."),
		"resized_urls": attribute.Objects("The thumbnail in other sizes, with the type `THUMBNAIL`. Otherwise empty.",
			map[string]schema.Attribute{
				"type": attribute.String("Size, such as `720px`."),
				"url":  attribute.String("URL of the thumbnail."),
			}),
	}
}

func (d *serviceURLsDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var model serviceURLsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	isTimeMachine := model.ServiceURLType.ValueString() == livestation.TimeMachineURL
	if isTimeMachine && TypeOf(model.ChannelType) == livestation.VOD2LiveChannel {
		resp.Diagnostics.AddAttributeError(path.Root("service_url_type"), "No time machine",
			"Set service_url_type to GENERAL or THUMBNAIL. Only live channels have time machine URLs.")
	}
}

func (d *serviceURLsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model serviceURLsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	channel := Ref{ChannelType: TypeOf(model.ChannelType), ID: model.ChannelID.ValueString()}
	urlType := cmp.Or(model.ServiceURLType.ValueString(), livestation.GeneralURL)
	urls, err := d.Run.Client.GetServiceURLs(ctx, channel.ChannelType, channel.ID, urlType)
	resp.Diagnostics.Append(Report(ctx, d.Run, channel, err, channelsWithServiceURLs()...)...)
	if err != nil {
		return
	}
	model.ServiceURLs = []serviceURLModel{}
	for _, u := range urls {
		model.ServiceURLs = append(model.ServiceURLs, newServiceURLModel(u))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newServiceURLModel(u livestation.ServiceURL) serviceURLModel {
	model := serviceURLModel{
		Name:         attribute.StringOrNull(u.Name),
		URL:          attribute.StringOrNull(u.URL),
		Resolution:   attribute.StringOrNull(u.Resolution),
		VideoBitrate: types.Int64PointerValue(u.VideoBitrate.Int()),
		AudioBitrate: types.Int64PointerValue(u.AudioBitrate.Int()),
		ResizedURLs:  []resizedURLModel{},
	}
	for _, r := range u.ResizedURLs {
		model.ResizedURLs = append(
			model.ResizedURLs,
			resizedURLModel{Type: attribute.StringOrNull(r.Type), URL: attribute.StringOrNull(r.URL)},
		)
	}
	return model
}
