package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// The descriptions of a channel's attributes in all schemas.
const (
	channelIDDescription   = "ID of the channel, such as `ls-20200327140131-aBCD3`."
	channelTypeDescription = "Type of the channel: `live`, `re_stream` or `vod2live`."
)

// channelTypeOf returns the type of a name that a validator has let through;
// null is live.
func channelTypeOf(name types.String) livestation.ChannelType {
	for _, t := range livestation.ChannelTypes() {
		if t.Name == name.ValueString() {
			return t
		}
	}
	return livestation.LiveChannel
}

func channelTypeNames() []string {
	var names []string
	for _, t := range livestation.ChannelTypes() {
		names = append(names, t.Name)
	}
	return names
}

// The values of effective_source.
const (
	sourceChannel = "channel"
	sourceDefault = "default"
	sourceNone    = "none"
)

// effectiveCallback returns the URL that receives a channel's events and its source:
// the channel's own endpoint, else the account's default, else none. The default is
// requested only if the channel has no endpoint.
func effectiveCallback(own string, accountDefault func() (string, error)) (url, source string, err error) {
	if own != "" {
		return own, sourceChannel, nil
	}
	url, err = accountDefault()
	switch {
	case err != nil:
		return "", "", err
	case url != "":
		return url, sourceDefault, nil
	default:
		return "", sourceNone, nil
	}
}

// targetErrorDiagnostics returns the diagnostics for a failed request about a target.
// For a channel that was not found, it looks for the channel among the other types.
func (d *providerData) targetErrorDiagnostics(ctx context.Context, t target, err error) diag.Diagnostics {
	channel, ok := t.(channelTarget)
	if !ok || !livestation.IsChannelNotFound(err) {
		return d.errorDiagnostics(err)
	}
	if other, found := d.client.FindChannelType(ctx, channel.id, channel.channelType); found {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("channel_type"), "Wrong channel_type", fmt.Sprintf(
			"Set channel_type = %q. Channel %s exists with that type, not as %s.", other.Name, channel.id, channel.channelType.Name))}
	}
	return d.errorDiagnostics(err)
}

// oneOf takes one of some words.
type oneOf []string

func (o oneOf) Description(context.Context) string { return "must be one of " + strings.Join(o, ", ") }

func (o oneOf) MarkdownDescription(ctx context.Context) string { return o.Description(ctx) }

func (o oneOf) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) || slices.Contains(o, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, fmt.Sprintf("Invalid %s", req.Path),
		fmt.Sprintf("%q is not one of %s.", req.ConfigValue.ValueString(), strings.Join(o, ", ")))
}

// channelIDValidator takes what can stand in the path of a call. The form that
// IDs have is published for live channels alone, so it is not insisted on.
type channelIDValidator struct{}

func (channelIDValidator) Description(context.Context) string {
	return "must be a channel ID: letters, digits, hyphens and underscores"
}

func (v channelIDValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (channelIDValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && !isChannelID(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid channel ID",
			fmt.Sprintf("%q is no channel ID, such as ls-20200327140131-aBCD3: the console shows it, beside the channel's name.", req.ConfigValue.ValueString()))
	}
}

func isChannelID(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// quoted returns text from outside as it may be shown: escaped and bounded.
func quoted(text string) string { return fmt.Sprintf("%.200q", text) }
