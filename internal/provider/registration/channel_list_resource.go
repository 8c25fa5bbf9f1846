package registration

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ list.ListResourceWithConfigure = &channelCallbackEndpointListResource{}

// NewChannelCallbackEndpointListResource returns the list resource
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointListResource() list.ListResource {
	return &channelCallbackEndpointListResource{run.Resource{Name: "channel_callback_endpoint"}}
}

type channelCallbackEndpointListResource struct{ run.Resource }

type channelCallbackEndpointListModel struct {
	ChannelType   types.String `tfsdk:"channel_type"`
	ChannelStatus types.String `tfsdk:"channel_status"`
	ChannelName   types.String `tfsdk:"channel_name"`
}

func (r *channelCallbackEndpointListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	attributes := channel.ListFilters()
	attributes["channel_type"] = channel.OptionalFilter(channel.TypeFilterDescription, channel.TypeValidator())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the channels' own callback endpoints. " +
			"It makes one request for each 100 channels of a type. " +
			"Terraform lists at most 100 callback endpoints unless you set `limit` in the `list` block. With " +
			"`include_resource = true`, the results contain the callback URLs.",
		Attributes: attributes,
	}
}

// List reads all channels before it returns the first result, so that it knows how
// many there are: Terraform drops what exceeds the limit without a message.
func (r *channelCallbackEndpointListResource) List(
	ctx context.Context, req list.ListRequest, stream *list.ListResultsStream,
) {
	var model channelCallbackEndpointListModel
	diags := req.Config.Get(ctx, &model)
	filter := livestation.ChannelFilter{Status: model.ChannelStatus.ValueString(), Name: model.ChannelName.ValueString()}
	channels := channel.List(ctx, r.Run, &diags, model.ChannelType, filter)
	channels = slices.DeleteFunc(channels, func(c livestation.Channel) bool { return c.CallbackURL == "" })
	channel.Stream(req, stream, diags, channels, func(c livestation.Channel) list.ListResult {
		model := channelCallbackEndpointResourceModel{
			ChannelID:   types.StringValue(c.ID),
			ChannelType: types.StringValue(c.Type.Name),
			CallbackURL: types.StringValue(c.CallbackURL),
		}
		result := req.NewListResult(ctx)
		result.DisplayName = channel.DisplayName(c)
		result.Diagnostics.Append(result.Identity.Set(ctx, model.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
		}
		return result
	})
}
