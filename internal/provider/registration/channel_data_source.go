package registration

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &channelCallbackEndpointDataSource{}

// NewChannelCallbackEndpointDataSource returns the data source
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointDataSource() datasource.DataSource {
	return &channelCallbackEndpointDataSource{run.DataSource{Name: "channel_callback_endpoint"}}
}

type channelCallbackEndpointDataSource struct{ run.DataSource }

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
			"channel_id": attribute.RequiredString(channel.IDDescription, channel.IDValidator()),
			"channel_type": attribute.OptionalString(
				channel.TypeDescription+" Defaults to `live`.",
				channel.TypeValidator(),
			),
			"callback_url":           attribute.String(channel.OwnURLDescription),
			"effective_callback_url": attribute.String(effectiveURLDescription),
			"effective_source":       attribute.String(effectiveSourceDescription),
		},
	}
}

func (d *channelCallbackEndpointDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model channelCallbackEndpointDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	t := target{channel.Ref{ChannelType: channel.TypeOf(model.ChannelType), ID: model.ChannelID.ValueString()}}
	endpoint, err := t.get(ctx, d.Run.Client)
	own := endpoint.CallbackURL
	resp.Diagnostics.Append(channel.Report(ctx, d.Run, t.Ref, err, livestation.ChannelTypes()...)...)
	if err != nil {
		return
	}
	var account livestation.CallbackEndpoint
	if own == "" {
		account, err = d.Run.Client.GetCallbackEndpoint(ctx)
		resp.Diagnostics.Append(d.Run.Report(err)...)
		if err != nil {
			return
		}
	}
	url, source := channel.EffectiveCallback(own, account.CallbackURL)
	model.CallbackURL = attribute.StringOrNull(own)
	model.EffectiveCallbackURL = attribute.StringOrNull(url)
	model.EffectiveSource = types.StringValue(source)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
