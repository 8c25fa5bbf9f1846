package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ list.ListResource              = &channelCallbackEndpointListResource{}
	_ list.ListResourceWithConfigure = &channelCallbackEndpointListResource{}
)

// NewChannelCallbackEndpointListResource returns the list resource
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointListResource() list.ListResource {
	return &channelCallbackEndpointListResource{}
}

type channelCallbackEndpointListResource struct{ configuredResource }

type channelCallbackEndpointListModel struct {
	ChannelType   types.String `tfsdk:"channel_type"`
	ChannelStatus types.String `tfsdk:"channel_status"`
	ChannelName   types.String `tfsdk:"channel_name"`
}

// Metadata returns the type name of the resource that the list contains.
func (r *channelCallbackEndpointListResource) Metadata(
	ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	(&channelCallbackEndpointResource{}).Metadata(ctx, req, resp)
}

func (r *channelCallbackEndpointListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the channels' own callback endpoints. " +
			"It makes one request for each 100 channels of a type. " +
			"Terraform lists at most 100 callback endpoints unless you set `limit` in the `list` block. With " +
			"`include_resource = true`, the results contain the callback URLs.",
		Attributes: map[string]schema.Attribute{
			"channel_type": schema.StringAttribute{
				MarkdownDescription: typeFilterDescription,
				Optional:            true,
				Validators:          []validator.String{channelTypeValidator()},
			},
			"channel_status": schema.StringAttribute{
				MarkdownDescription: statusFilterDescription + statusFilterDefault,
				Optional:            true,
				Validators:          []validator.String{channelStatusValidator()},
			},
			"channel_name": schema.StringAttribute{
				MarkdownDescription: nameFilterDescription,
				Optional:            true,
				Validators:          []validator.String{filterLengthValidator()},
			},
		},
	}
}

// List reads all channels before it returns the first result, so that it knows how
// many there are: Terraform drops what exceeds the limit without a message.
func (r *channelCallbackEndpointListResource) List(
	ctx context.Context,
	req list.ListRequest,
	stream *list.ListResultsStream,
) {
	var model channelCallbackEndpointListModel
	diags := req.Config.Get(ctx, &model)
	client, more := r.provider.requireClient()
	if diags.Append(more...); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	filter := livestation.ChannelFilter{Status: model.ChannelStatus.ValueString(), Name: model.ChannelName.ValueString()}
	channels, stable, err := listChannels(ctx, client, model.ChannelType, filter)
	if err != nil {
		stream.Results = list.ListResultsStreamDiagnostics(r.provider.report(err))
		return
	}
	channels = slices.DeleteFunc(channels, func(c livestation.Channel) bool { return c.CallbackURL == "" })
	warnings := r.provider.report(nil)
	if !stable {
		warnings.Append(unstableListWarning())
	}
	if total := int64(len(channels)); total > req.Limit {
		warnings.Append(limitWarning(total, req.Limit))
		channels = channels[:req.Limit]
	}
	stream.Results = func(push func(list.ListResult) bool) {
		// Terraform stops reading at the limit, so the warnings come first.
		if len(warnings) > 0 && !push(list.ListResult{Diagnostics: warnings}) {
			return
		}
		for _, channel := range channels {
			if !push(newListResult(ctx, req, channel)) {
				return
			}
		}
	}
}

// newListResult returns the result for a channel that has a callback endpoint.
func newListResult(ctx context.Context, req list.ListRequest, c livestation.Channel) list.ListResult {
	model := channelCallbackEndpointResourceModel{
		ChannelID:   types.StringValue(c.ID),
		ChannelType: types.StringValue(c.Type.Name),
		CallbackURL: types.StringValue(c.CallbackURL),
	}
	result := req.NewListResult(ctx)
	result.DisplayName = displayName(c)
	result.Diagnostics.Append(result.Identity.Set(ctx, model.identity())...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
	}
	return result
}

// displayName is the channel's name. Terraform prints it as it is.
func displayName(c livestation.Channel) string {
	if c.Name == "" || strings.ContainsFunc(c.Name, isInvisible) {
		return c.ID
	}
	return c.Name
}

// limitWarning says that Terraform does not list all that was found.
func limitWarning(total, limit int64) diag.Diagnostic {
	return diag.NewWarningDiagnostic("List is incomplete", fmt.Sprintf(
		"Set limit = %[1]d or more in the list block to list all. %[1]d were found, and the limit is %[2]d. Terraform's "+
			"default limit is 100.", total, limit))
}
