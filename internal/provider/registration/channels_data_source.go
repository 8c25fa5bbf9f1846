package registration

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &channelCallbackEndpointsDataSource{}

// NewChannelCallbackEndpointsDataSource returns the data source
// livestation_channel_callback_endpoints.
func NewChannelCallbackEndpointsDataSource() datasource.DataSource {
	return &channelCallbackEndpointsDataSource{run.DataSource{Name: "channel_callback_endpoints"}}
}

type channelCallbackEndpointsDataSource struct{ run.DataSource }

type channelCallbackEndpointsDataSourceModel struct {
	ChannelType   types.String           `tfsdk:"channel_type"`
	ChannelStatus types.String           `tfsdk:"channel_status"`
	ChannelName   types.String           `tfsdk:"channel_name"`
	Channels      []channelCallbackModel `tfsdk:"channels"`
}

type channelCallbackModel struct {
	channel.BaseModel
	ChannelType          types.String `tfsdk:"channel_type"`
	EffectiveCallbackURL types.String `tfsdk:"effective_callback_url"`
	EffectiveSource      types.String `tfsdk:"effective_source"`
}

func (d *channelCallbackEndpointsDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads which endpoints receive the events of all channels, or of those that match the " +
			"filters. It makes one request for each 100 channels of a type, and one for the account's default endpoint.",
		Attributes: map[string]schema.Attribute{
			"channel_type":   attribute.OptionalString(channel.TypeFilterDescription, channel.TypeValidator()),
			"channel_status": attribute.OptionalString(channel.StatusFilterDescription, channel.StatusValidator()),
			"channel_name":   attribute.OptionalString(channel.NameFilterDescription, channel.FilterLengthValidator()),
			"channels": attribute.Objects("The channels, ordered by type (live, re-stream, VOD2LIVE), then by ID.",
				map[string]schema.Attribute{
					"channel_id":             attribute.String(channel.IDDescription),
					"channel_name":           attribute.String("Name of the channel."),
					"channel_type":           attribute.String(channel.TypeDescription),
					"channel_status":         attribute.String("Status of the channel."),
					"callback_url":           attribute.String(channel.OwnURLDescription),
					"effective_callback_url": attribute.String(effectiveURLDescription),
					"effective_source":       attribute.String(effectiveSourceDescription),
				}),
		},
	}
}

func (d *channelCallbackEndpointsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model channelCallbackEndpointsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	filter := livestation.ChannelFilter{Status: model.ChannelStatus.ValueString(), Name: model.ChannelName.ValueString()}
	channels := channel.List(ctx, d.Run, &resp.Diagnostics, model.ChannelType, filter)
	accountDefault := ""
	if slices.ContainsFunc(channels, func(c livestation.Channel) bool { return c.CallbackURL == "" }) {
		endpoint, err := d.Run.Client.GetCallbackEndpoint(ctx)
		resp.Diagnostics.Append(d.Run.Report(err)...)
		accountDefault = endpoint.CallbackURL
	}
	if resp.Diagnostics.HasError() {
		return
	}
	model.Channels = []channelCallbackModel{}
	for _, c := range channels {
		url, source := channel.EffectiveCallback(c.CallbackURL, accountDefault)
		model.Channels = append(model.Channels, channelCallbackModel{
			BaseModel:            channel.NewBaseModel(c),
			ChannelType:          types.StringValue(c.Type.Name),
			EffectiveCallbackURL: attribute.StringOrNull(url),
			EffectiveSource:      types.StringValue(source),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
