package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
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
				Description:       channelIDDescription,
				RequiredForImport: true,
			},
			"channel_type": identityschema.StringAttribute{
				Description:       channelTypeDescription + " Defaults to `live`.",
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
		ChannelType: types.StringValue(channelTypeOf(m.ChannelType).Name),
	}
}

// parseChannelImport returns the channel to import: by its identity if the import
// block has one, else by an import ID. The URL is not set.
func parseChannelImport(
	ctx context.Context, req resource.ImportStateRequest,
) (channelCallbackEndpointResourceModel, diag.Diagnostics) {
	if req.Identity != nil && !req.Identity.Raw.IsNull() {
		var identity channelCallbackEndpointIdentityModel
		if diags := req.Identity.Get(ctx, &identity); diags.HasError() {
			return channelCallbackEndpointResourceModel{}, diags
		}
		return parseChannelIdentity(identity)
	}
	channelType, channelID, ok := strings.Cut(req.ID, "/")
	if !ok || !slices.Contains(channelTypeNames(), channelType) || !livestation.ChannelIDPattern.MatchString(channelID) {
		return channelCallbackEndpointResourceModel{}, diag.Diagnostics{
			diag.NewErrorDiagnostic("Invalid import ID", fmt.Sprintf(
				"Use an import ID of the form TYPE/CHANNEL_ID, such as live/ls-20200327140131-aBCD3. TYPE is one of %s. Got: %s",
				strings.Join(channelTypeNames(), ", "), quoteBounded(req.ID))),
		}
	}
	return channelCallbackEndpointResourceModel{
		ChannelType: types.StringValue(channelType),
		ChannelID:   types.StringValue(channelID),
	}, nil
}

// parseChannelIdentity validates an identity, because Terraform only checks its types.
func parseChannelIdentity(
	identity channelCallbackEndpointIdentityModel,
) (channelCallbackEndpointResourceModel, diag.Diagnostics) {
	var diags diag.Diagnostics
	if id := identity.ChannelID.ValueString(); !livestation.ChannelIDPattern.MatchString(id) {
		diags.AddError("Invalid channel_id in import identity", fmt.Sprintf(
			"Set channel_id in identity to the ID of a channel, such as ls-20200327140131-aBCD3. Got: %s", quoteBounded(id)))
	}
	if name := identity.ChannelType; !name.IsNull() && !slices.Contains(channelTypeNames(), name.ValueString()) {
		diags.AddError("Invalid channel_type in import identity", fmt.Sprintf(
			"Set channel_type in identity to one of %s, or omit it for live. Got: %s",
			strings.Join(channelTypeNames(), ", "), quoteBounded(name.ValueString())))
	}
	return channelCallbackEndpointResourceModel{
		ChannelType: types.StringValue(channelTypeOf(identity.ChannelType).Name),
		ChannelID:   identity.ChannelID,
	}, diags
}
