package registration

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
)

// channelCallbackEndpointIdentityModel is the identity of a channel's own callback
// endpoint, by which Terraform 1.12 and later, and OpenTofu 1.12 and later, import it.
// The account's default endpoint has no identity: no response tells one account from
// another.
type channelCallbackEndpointIdentityModel struct {
	ChannelID   types.String `tfsdk:"channel_id"`
	ChannelType types.String `tfsdk:"channel_type"`
}

// IdentitySchema has version 0 although it came after the resource: with a higher one,
// Terraform would upgrade the identities of states that have none.
func (r *channelCallbackEndpointResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"channel_id": identityschema.StringAttribute{
				Description:       channel.IDDescription,
				RequiredForImport: true,
			},
			"channel_type": identityschema.StringAttribute{
				Description:       channel.TypeDescription + " Defaults to `live`.",
				OptionalForImport: true,
			},
		},
	}
}

// identity returns the identity of the resource in a state or a plan. It depends on
// nothing else, so that it never changes while the resource exists.
//
// Create, Read and Update set it each time, also before Read removes the resource:
// without it, the framework reports an error. Terraform before 1.12 never sends an
// identity back, and neither do later versions for a state that an earlier version of
// the provider wrote. In a replacement, Terraform sends that of the replaced resource.
func (m *channelCallbackEndpointResourceModel) identity() channelCallbackEndpointIdentityModel {
	return channelCallbackEndpointIdentityModel{
		ChannelID:   m.ChannelID,
		ChannelType: types.StringValue(channel.TypeOf(m.ChannelType).Name),
	}
}

// parseChannelImport returns the channel to import, without its URL: by its identity if the
// import block has one, else by an import ID. Terraform checks only the types of an identity.
func parseChannelImport(
	ctx context.Context, req resource.ImportStateRequest,
) (model channelCallbackEndpointResourceModel, diags diag.Diagnostics) {
	importID := req.ID
	if req.Identity != nil && !req.Identity.Raw.IsNull() {
		var identity channelCallbackEndpointIdentityModel
		diags.Append(req.Identity.Get(ctx, &identity)...)
		channelType := cmp.Or(identity.ChannelType.ValueString(), livestation.LiveChannel.Name)
		importID = channelType + "/" + identity.ChannelID.ValueString()
	}
	channelType, channelID, _ := strings.Cut(importID, "/")
	names := channel.TypeNames(livestation.ChannelTypes())
	if !slices.Contains(names, channelType) || !livestation.ChannelIDPattern().MatchString(channelID) {
		diags.AddError("Invalid import ID", fmt.Sprintf(
			"Use the import ID TYPE/CHANNEL_ID, such as live/ls-20200327140131-aBCD3, or an identity with these values as "+
				"channel_type and channel_id. TYPE is one of %s. Got: %s",
			strings.Join(names, ", "), attribute.QuoteBounded(importID)))
	}
	model.ChannelType = types.StringValue(channelType)
	model.ChannelID = types.StringValue(channelID)
	return model, diags
}
