package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var _ datasource.DataSourceWithConfigure = &channelCallbackEndpointDataSource{}

// NewChannelCallbackEndpointDataSource returns the data source
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointDataSource() datasource.DataSource {
	return &channelCallbackEndpointDataSource{configuredDataSource{name: "channel_callback_endpoint"}}
}

type channelCallbackEndpointDataSource struct{ configuredDataSource }

type channelCallbackEndpointDataSourceModel struct {
	ChannelID            types.String `tfsdk:"channel_id"`
	ChannelType          types.String `tfsdk:"channel_type"`
	CallbackURL          types.String `tfsdk:"callback_url"`
	EffectiveCallbackURL types.String `tfsdk:"effective_callback_url"`
	EffectiveSource      types.String `tfsdk:"effective_source"`
}

// The descriptions of the attributes about endpoints, in both data sources.
const (
	effectiveURLDescription = "URL that receives the channel's events: its own endpoint, else the account's default. " +
		"Null if no endpoint receives them."
	effectiveSourceDescription = "Source of `effective_callback_url`: `channel`, `default` or `none`."
)

func (d *channelCallbackEndpointDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads which endpoint receives the events of one channel: its own, the account's default, " +
			"or none.",
		Attributes: map[string]schema.Attribute{
			"channel_id":             requiredString(channelIDDescription, channelIDValidator()),
			"channel_type":           optionalString(channelTypeDescription+" Defaults to `live`.", channelTypeValidator()),
			"callback_url":           computedString(ownURLDescription),
			"effective_callback_url": computedString(effectiveURLDescription),
			"effective_source":       computedString(effectiveSourceDescription),
		},
	}
}

func (d *channelCallbackEndpointDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model channelCallbackEndpointDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.run.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	t := target{ref{channelType: channelTypeOf(model.ChannelType), id: model.ChannelID.ValueString()}}
	endpoint, err := t.get(ctx, d.run.client)
	own := endpoint.CallbackURL
	resp.Diagnostics.Append(reportAbout(ctx, d.run, t.ref, err, livestation.ChannelTypes()...)...)
	if err != nil {
		return
	}
	var account livestation.CallbackEndpoint
	if own == "" {
		account, err = d.run.client.GetCallbackEndpoint(ctx)
		resp.Diagnostics.Append(d.run.report(err)...)
		if err != nil {
			return
		}
	}
	url, source := effectiveCallback(own, account.CallbackURL)
	model.CallbackURL = stringOrNull(own)
	model.EffectiveCallbackURL = stringOrNull(url)
	model.EffectiveSource = types.StringValue(source)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
