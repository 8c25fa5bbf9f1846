package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// The descriptions of the filters in all schemas.
const (
	typeFilterDescription   = channelTypeDescription + " Defaults to all three."
	statusFilterDescription = "Status of the channels: `CREATING`, `READY`, `PUBLISHING`, `RESERVED` (VOD2LIVE), " +
		"`DELETED`, `BLOCK`, `FORCE_BLOCK` or `FORCE_DELETED`. Defaults to all but `DELETED` and `FORCE_DELETED`."
	nameFilterDescription = "Text that the channel name must contain. Defaults to all channels."
)

// filterLengthValidator bounds what a filter sends and messages repeat. The longest
// published channel name has 20 characters.
func filterLengthValidator() validator.String { return stringvalidator.UTF8LengthAtMost(100) }

// listChannels returns the channels of a type, or of all types if it is null, ordered by
// type, then by ID, and none if there is an error. A list that changed each time that it was
// read is a warning.
func listChannels(
	ctx context.Context, shared *Run, diags *diag.Diagnostics, channelType types.String, filter livestation.ChannelFilter,
) (all []livestation.Channel) {
	if diags.Append(shared.ready()...); diags.HasError() {
		return nil
	}
	channelTypes := livestation.ChannelTypes()
	if !channelType.IsNull() {
		channelTypes = []livestation.ChannelType{channelTypeOf(channelType)}
	}
	stable := true
	for _, t := range channelTypes {
		if filter.Status == "RESERVED" && t != livestation.VOD2LiveChannel {
			continue // Other types have no such status, and may reject it.
		}
		channels, unchanged, err := shared.client.ListChannels(ctx, t, filter)
		diags.Append(shared.report(err)...)
		if err != nil {
			return nil
		}
		all = append(all, channels...)
		stable = stable && unchanged
	}
	if !stable {
		diags.Append(unstableListWarning())
	}
	return all
}

// unstableListWarning is for a list that changed each time that it was read.
func unstableListWarning() diag.Diagnostic {
	return diag.NewWarningDiagnostic("List of channels changed while it was read",
		"Run Terraform again when no channels are being created or deleted. "+
			"The result contains every channel that was seen and might include deleted ones.")
}
