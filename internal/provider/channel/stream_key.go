package channel

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ ephemeral.EphemeralResourceWithConfigure = &channelStreamKeyEphemeralResource{}

// NewStreamKey returns the ephemeral resource
// livestation_channel_stream_key.
func NewStreamKey() ephemeral.EphemeralResource {
	return &channelStreamKeyEphemeralResource{run.EphemeralResource{Name: "channel_stream_key"}}
}

type channelStreamKeyEphemeralResource struct{ run.EphemeralResource }

type channelStreamKeyModel struct {
	ChannelID       types.String `tfsdk:"channel_id"`
	StreamKey       types.String `tfsdk:"stream_key"`
	BackupStreamKey types.String `tfsdk:"backup_stream_key"`
	PublishURL      types.String `tfsdk:"publish_url"`
}

func (r *channelStreamKeyEphemeralResource) Schema(
	_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads what an encoder needs to broadcast on a live channel: its stream keys and its publish " +
			"URL. Terraform stores none of them in the state or in a plan. Requires Terraform 1.10 or OpenTofu 1.11.",
		Attributes: map[string]schema.Attribute{
			"channel_id": schema.StringAttribute{
				MarkdownDescription: IDDescription,
				Required:            true,
				Validators:          []validator.String{IDValidator()},
			},
			"stream_key": schema.StringAttribute{
				MarkdownDescription: "Stream key of the channel. A program that has it can broadcast on the channel.",
				Computed:            true,
				Sensitive:           true,
			},
			"backup_stream_key": schema.StringAttribute{
				MarkdownDescription: "Stream key of the second input. Null if the channel has only one.",
				Computed:            true,
				Sensitive:           true,
			},
			"publish_url": schema.StringAttribute{
				MarkdownDescription: "RTMP URL that the encoder sends to, without the stream key.",
				Computed:            true,
			},
		},
	}
}

// Open reads the keys. They are not renewed or closed, because they do not expire.
func (r *channelStreamKeyEphemeralResource) Open(
	ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse,
) {
	var model channelStreamKeyModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	keys, err := r.Run.Client.GetStreamKeys(ctx, model.ChannelID.ValueString())
	channel := Ref{livestation.LiveChannel, model.ChannelID.ValueString()}
	resp.Diagnostics.Append(Report(ctx, r.Run, channel, err, livestation.LiveChannel)...)
	if err != nil {
		return
	}
	model.StreamKey = attribute.StringOrNull(keys.StreamKey.Reveal())
	model.BackupStreamKey = attribute.StringOrNull(keys.BackupStreamKey.Reveal())
	model.PublishURL = attribute.StringOrNull(keys.PublishURL)
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
