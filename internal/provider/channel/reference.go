package channel

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
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// The descriptions of a channel's attributes in all schemas.
const (
	IDDescription     = "ID of the channel, such as `ls-20200327140131-aBCD3`."
	TypeDescription   = "Type of the channel: `live`, `re_stream` or `vod2live`."
	OwnURLDescription = "URL of the channel's own callback endpoint. Null if it has none."
)

// BaseModel is what all data sources show of a channel.
type BaseModel struct {
	ChannelID     types.String `tfsdk:"channel_id"`
	ChannelName   types.String `tfsdk:"channel_name"`
	ChannelStatus types.String `tfsdk:"channel_status"`
	CallbackURL   types.String `tfsdk:"callback_url"`
}

// NewBaseModel returns what all data sources show of a channel.
func NewBaseModel(c livestation.Channel) BaseModel {
	return BaseModel{
		ChannelID:     types.StringValue(c.ID),
		ChannelName:   attribute.StringOrNull(c.Name),
		ChannelStatus: attribute.StringOrNull(c.Status),
		CallbackURL:   attribute.StringOrNull(c.CallbackURL),
	}
}

// TypeOf returns the channel type with a validated name. Null is live.
func TypeOf(name types.String) livestation.ChannelType {
	for _, t := range livestation.ChannelTypes() {
		if t.Name == name.ValueString() {
			return t
		}
	}
	return livestation.LiveChannel
}

// TypeNames returns the names of types.
func TypeNames(channelTypes []livestation.ChannelType) []string {
	var names []string
	for _, t := range channelTypes {
		names = append(names, t.Name)
	}
	return names
}

// TypeValidator accepts the names of all types.
func TypeValidator() validator.String {
	return stringvalidator.OneOf(TypeNames(livestation.ChannelTypes())...)
}

// EffectiveCallback returns the URL that receives a channel's events and its source.
func EffectiveCallback(own, accountDefault string) (url, source string) {
	switch {
	case own != "":
		return own, "channel"
	case accountDefault != "":
		return accountDefault, "default"
	default:
		return "", "none"
	}
}

// A Ref names a channel.
type Ref struct {
	ChannelType livestation.ChannelType
	ID          string
}

// Report is [run.Run.Report] for a request about a channel, which must be of one of the
// accepted types.
func Report(
	ctx context.Context, shared *run.Run, c Ref, err error, accepted ...livestation.ChannelType,
) diag.Diagnostics {
	if !livestation.IsChannelNotFound(err) {
		return shared.Report(err)
	}
	missing, _ := Missing(ctx, shared, c, accepted, err)
	return diag.Diagnostics{missing}
}

// Missing is for a channel that its type does not have. It reports whether
// another type has it.
func Missing(
	ctx context.Context, shared *run.Run, c Ref, accepted []livestation.ChannelType, err error,
) (missing diag.Diagnostic, isOtherType bool) {
	other, found := shared.Client.FindChannelType(ctx, c.ID, c.ChannelType)
	switch {
	case !found:
		return notFoundDiagnostic(ctx, shared, c, accepted, err), false
	case slices.Contains(accepted, other):
		return diag.NewAttributeErrorDiagnostic(path.Root("channel_type"), "Wrong channel_type", fmt.Sprintf(
			"Set channel_type = %[1]q (in an import ID, %[1]s/%[2]s). Channel %[2]s exists with that type, not as %[3]s.",
			other.Name, c.ID, c.ChannelType.Name)), true
	default:
		return diag.NewAttributeErrorDiagnostic(path.Root("channel_id"), "Wrong type of channel", fmt.Sprintf(
			"Use the ID of a %s channel. Channel %s is a %s channel.",
			strings.Join(TypeNames(accepted), " or "), c.ID, other.Name)), true
	}
}

// notFoundDiagnostic is for a channel that no type has. Its summary contains the ID,
// because Terraform shows only one of several warnings with the same summary.
func notFoundDiagnostic(
	ctx context.Context, shared *run.Run, c Ref, accepted []livestation.ChannelType, err error,
) diag.Diagnostic {
	e := diagnose.Explain(err)
	if longer := e.Summary + ": " + c.ID; len(longer) <= maxSummary {
		e.Summary = longer
	}
	if len(accepted) == 1 {
		e.Optional = "" // The request has no channel_type.
	}
	if !strings.HasPrefix(c.ID, "ls-") {
		e.Advice = nameHint(ctx, shared, c) + e.Advice
	}
	return diag.NewErrorDiagnostic(e.Summary, e.Detail())
}

// nameHint says that an ID looks like a name and, if one channel has it, its ID.
func nameHint(ctx context.Context, shared *run.Run, c Ref) string {
	channels, _, _ := shared.Client.ListChannels(
		ctx,
		c.ChannelType,
		livestation.ChannelFilter{Name: c.ID},
	) // Only for a hint.
	named := slices.DeleteFunc(channels, func(other livestation.Channel) bool { return other.Name != c.ID })
	if len(named) == 1 {
		return fmt.Sprintf("Use the ID %s of the channel named %s.\n\n", named[0].ID, attribute.QuoteBounded(c.ID))
	}
	return "Use the ID of the channel. The value looks like a name.\n\n"
}

// maxSummary is the maximum length of a summary in characters.
const maxSummary = 60

// StatusValidator accepts what may be a status. Live Station may add one, so a list
// of the published ones would be too narrow.
func StatusValidator() validator.String {
	return attribute.Pattern(ncloud.LazyPattern(`^[A-Z_]{1,100}$`), "Invalid channel status",
		"Write the status in capital letters, for example READY.")
}

// IDValidator accepts what is safe in the path of a request. It does not
// require the documented format (ls-, 14 digits, -, 5 letters or digits), which the
// API reference shows for live channels only (assumption A23).
func IDValidator() validator.String {
	return attribute.Pattern(livestation.ChannelIDPattern, "Invalid channel ID",
		"Find the channel's ID in the Live Station console. It has letters, digits, hyphens and underscores, "+
			"for example ls-20200327140131-aBCD3.")
}
