package channel

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &channelsDataSource{}

// NewChannelsDataSource returns the data source livestation_channels.
func NewChannelsDataSource() datasource.DataSource {
	return &channelsDataSource{run.DataSource{Name: "channels"}}
}

type channelsDataSource struct{ run.DataSource }

type channelsDataSourceModel struct {
	ChannelStatus types.String   `tfsdk:"channel_status"`
	ChannelID     types.String   `tfsdk:"channel_id"`
	ChannelName   types.String   `tfsdk:"channel_name"`
	Channels      []channelModel `tfsdk:"channels"`
}

func (d *channelsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads all live channels, or those that match the filters, with one request for each 100 " +
			"channels. The result never contains a stream key.",
		Attributes: map[string]schema.Attribute{
			"channel_status": attribute.OptionalString(StatusFilterDescription, StatusValidator()),
			"channel_id": attribute.OptionalString("Text that the channel ID must contain. Defaults to all channels.",
				IDValidator()),
			"channel_name": attribute.OptionalString(NameFilterDescription, FilterLengthValidator()),
			"channels":     attribute.Objects("The channels, ordered by ID.", channelAttributes()),
		},
	}
}

func (d *channelsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model channelsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	live := types.StringValue(livestation.LiveChannel.Name)
	channels := List(ctx, d.Run, &resp.Diagnostics, live, livestation.ChannelFilter{
		Status: model.ChannelStatus.ValueString(), ID: model.ChannelID.ValueString(), Name: model.ChannelName.ValueString(),
	})
	if resp.Diagnostics.HasError() {
		return
	}
	model.Channels = []channelModel{}
	for _, channel := range channels {
		if channel.Mismatch != "" { // It must not hide the others.
			odd := oddChannelDiagnostic(channel)
			resp.Diagnostics.AddWarning(odd.Summary(), "The channel is left out of the list. "+odd.Detail())
			continue
		}
		model.Channels = append(model.Channels, newChannelModel(channel))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
