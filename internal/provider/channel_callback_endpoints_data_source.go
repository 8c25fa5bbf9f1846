package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var _ datasource.DataSourceWithConfigure = &channelCallbackEndpointsDataSource{}

// NewChannelCallbackEndpointsDataSource returns the data source
// livestation_channel_callback_endpoints.
func NewChannelCallbackEndpointsDataSource() datasource.DataSource {
	return &channelCallbackEndpointsDataSource{configuredDataSource{name: "channel_callback_endpoints"}}
}

type channelCallbackEndpointsDataSource struct{ configuredDataSource }

type channelCallbackEndpointsDataSourceModel struct {
	ChannelType   types.String           `tfsdk:"channel_type"`
	ChannelStatus types.String           `tfsdk:"channel_status"`
	ChannelName   types.String           `tfsdk:"channel_name"`
	Channels      []channelCallbackModel `tfsdk:"channels"`
}

type channelCallbackModel struct {
	channelBaseModel
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
			"channel_type":   optionalString(typeFilterDescription, channelTypeValidator()),
			"channel_status": optionalString(statusFilterDescription, channelStatusValidator()),
			"channel_name":   optionalString(nameFilterDescription, filterLengthValidator()),
			"channels": computedObjects("The channels, ordered by type (live, re-stream, VOD2LIVE), then by ID.",
				map[string]schema.Attribute{
					"channel_id":             computedString(channelIDDescription),
					"channel_name":           computedString("Name of the channel."),
					"channel_type":           computedString(channelTypeDescription),
					"channel_status":         computedString("Status of the channel."),
					"callback_url":           computedString(ownURLDescription),
					"effective_callback_url": computedString(effectiveURLDescription),
					"effective_source":       computedString(effectiveSourceDescription),
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
	channels := listChannels(ctx, d.run, &resp.Diagnostics, model.ChannelType, filter)
	accountDefault := ""
	if slices.ContainsFunc(channels, func(c livestation.Channel) bool { return c.CallbackURL == "" }) {
		endpoint, err := d.run.client.GetCallbackEndpoint(ctx)
		resp.Diagnostics.Append(d.run.report(err)...)
		accountDefault = endpoint.CallbackURL
	}
	if resp.Diagnostics.HasError() {
		return
	}
	model.Channels = []channelCallbackModel{}
	for _, c := range channels {
		url, source := effectiveCallback(c.CallbackURL, accountDefault)
		model.Channels = append(model.Channels, channelCallbackModel{
			channelBaseModel:     newChannelBaseModel(c),
			ChannelType:          types.StringValue(c.Type.Name),
			EffectiveCallbackURL: stringOrNull(url),
			EffectiveSource:      types.StringValue(source),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
