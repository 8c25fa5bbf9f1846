package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The descriptions of a channel's attributes in all schemas.
const (
	channelIDDescription   = "ID of the channel, such as `ls-20200327140131-aBCD3`."
	channelTypeDescription = "Type of the channel: `live`, `re_stream` or `vod2live`."
	ownURLDescription      = "URL of the channel's own callback endpoint. Null if it has none."
)

// channelBaseModel is what all data sources show of a channel.
type channelBaseModel struct {
	ChannelID     types.String `tfsdk:"channel_id"`
	ChannelName   types.String `tfsdk:"channel_name"`
	ChannelStatus types.String `tfsdk:"channel_status"`
	CallbackURL   types.String `tfsdk:"callback_url"`
}

func newChannelBaseModel(c livestation.Channel) channelBaseModel {
	return channelBaseModel{
		ChannelID:     types.StringValue(c.ID),
		ChannelName:   stringOrNull(c.Name),
		ChannelStatus: stringOrNull(c.Status),
		CallbackURL:   stringOrNull(c.CallbackURL),
	}
}

// channelTypeOf returns the channel type with a validated name. Null is live.
func channelTypeOf(name types.String) livestation.ChannelType {
	for _, t := range livestation.ChannelTypes() {
		if t.Name == name.ValueString() {
			return t
		}
	}
	return livestation.LiveChannel
}

func channelTypeNames(channelTypes []livestation.ChannelType) []string {
	var names []string
	for _, t := range channelTypes {
		names = append(names, t.Name)
	}
	return names
}

func channelTypeValidator() validator.String {
	return stringvalidator.OneOf(channelTypeNames(livestation.ChannelTypes())...)
}

// effectiveCallback returns the URL that receives a channel's events and its source.
func effectiveCallback(own, accountDefault string) (url, source string) {
	switch {
	case own != "":
		return own, "channel"
	case accountDefault != "":
		return accountDefault, "default"
	default:
		return "", "none"
	}
}

// A ref names a channel.
type ref struct {
	channelType livestation.ChannelType
	id          string
}

// reportAbout is [Run.report] for a request about a channel, which must be of one of the
// accepted types.
func reportAbout(
	ctx context.Context, shared *Run, c ref, err error, accepted ...livestation.ChannelType,
) diag.Diagnostics {
	if !livestation.IsChannelNotFound(err) {
		return shared.report(err)
	}
	missing, _ := missingChannelDiagnostic(ctx, shared, c, accepted, err)
	return diag.Diagnostics{missing}
}

// missingChannelDiagnostic is for a channel that its type does not have. It reports whether
// another type has it.
func missingChannelDiagnostic(
	ctx context.Context, shared *Run, c ref, accepted []livestation.ChannelType, err error,
) (missing diag.Diagnostic, isOtherType bool) {
	other, found := shared.client.FindChannelType(ctx, c.id, c.channelType)
	switch {
	case !found:
		return notFoundDiagnostic(ctx, shared, c, accepted, err), false
	case slices.Contains(accepted, other):
		return diag.NewAttributeErrorDiagnostic(path.Root("channel_type"), "Wrong channel_type", fmt.Sprintf(
			"Set channel_type = %[1]q (in an import ID, %[1]s/%[2]s). Channel %[2]s exists with that type, not as %[3]s.",
			other.Name, c.id, c.channelType.Name)), true
	default:
		return diag.NewAttributeErrorDiagnostic(path.Root("channel_id"), "Wrong type of channel", fmt.Sprintf(
			"Use the ID of a %s channel. Channel %s is a %s channel.",
			strings.Join(channelTypeNames(accepted), " or "), c.id, other.Name)), true
	}
}

// notFoundDiagnostic is for a channel that no type has. Its summary contains the ID,
// because Terraform shows only one of several warnings with the same summary.
func notFoundDiagnostic(
	ctx context.Context, shared *Run, c ref, accepted []livestation.ChannelType, err error,
) diag.Diagnostic {
	e := explain(err)
	if longer := e.summary + ": " + c.id; len(longer) <= maxSummary {
		e.summary = longer
	}
	if len(accepted) == 1 {
		e.optional = "" // The request has no channel_type.
	}
	if !strings.HasPrefix(c.id, "ls-") {
		e.advice = nameHint(ctx, shared, c) + e.advice
	}
	return diag.NewErrorDiagnostic(e.summary, e.detail())
}

// nameHint says that an ID looks like a name and, if one channel has it, its ID.
func nameHint(ctx context.Context, shared *Run, c ref) string {
	channels, _, _ := shared.client.ListChannels(ctx, c.channelType, livestation.ChannelFilter{Name: c.id}) // Only for a hint.
	named := slices.DeleteFunc(channels, func(other livestation.Channel) bool { return other.Name != c.id })
	if len(named) == 1 {
		return fmt.Sprintf("Use the ID %s of the channel named %s.\n\n", named[0].ID, quoteBounded(c.id))
	}
	return "Use the ID of the channel. The value looks like a name.\n\n"
}

// maxSummary is the maximum length of a summary in characters.
const maxSummary = 60

// channelStatusValidator accepts what may be a status. Live Station may add one, so a list
// of the published ones would be too narrow.
func channelStatusValidator() validator.String {
	return pattern(ncloud.LazyPattern(`^[A-Z_]{1,100}$`), "Invalid channel status",
		"Write the status in capital letters, for example READY.")
}

// channelIDValidator accepts what is safe in the path of a request. It does not
// require the documented format (ls-, 14 digits, -, 5 letters or digits), which the
// API reference shows for live channels only (assumption A23).
func channelIDValidator() validator.String {
	return pattern(livestation.ChannelIDPattern, "Invalid channel ID",
		"Find the channel's ID in the Live Station console. It has letters, digits, hyphens and underscores, "+
			"for example ls-20200327140131-aBCD3.")
}
