package channel

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// The descriptions of the filters in all schemas.
const (
	TypeFilterDescription   = TypeDescription + " Defaults to all three."
	StatusFilterDescription = "Status of the channels: `CREATING`, `READY`, `PUBLISHING`, `RESERVED` (VOD2LIVE), " +
		"`DELETED`, `BLOCK`, `FORCE_BLOCK` or `FORCE_DELETED`. Defaults to all but `DELETED` and `FORCE_DELETED`."
	NameFilterDescription = "Text that the channel name must contain. Defaults to all channels."
)

// FilterLengthValidator bounds what a filter sends and messages repeat. The longest
// published channel name has 20 characters.
func FilterLengthValidator() validator.String { return stringvalidator.UTF8LengthAtMost(100) }

// List returns the channels of a type, or of all types if it is null, ordered by
// type, then by ID, and none if there is an error. A list that changed each time that it was
// read is a warning.
func List(
	ctx context.Context,
	shared *run.Run,
	diags *diag.Diagnostics,
	channelType types.String,
	filter livestation.ChannelFilter,
) (all []livestation.Channel) {
	if diags.Append(shared.Ready()...); diags.HasError() {
		return nil
	}
	channelTypes := livestation.ChannelTypes()
	if !channelType.IsNull() {
		channelTypes = []livestation.ChannelType{TypeOf(channelType)}
	}
	stable := true
	for _, t := range channelTypes {
		if filter.Status == "RESERVED" && t != livestation.VOD2LiveChannel {
			continue // Other types have no such status, and may reject it.
		}
		channels, unchanged, err := shared.Client.ListChannels(ctx, t, filter)
		diags.Append(shared.Report(err)...)
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
