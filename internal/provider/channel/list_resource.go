package channel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ list.ListResourceWithConfigure = &channelListResource{}

// NewListResource returns the list resource livestation_channel.
func NewListResource() list.ListResource {
	return &channelListResource{run.Resource{Name: "channel"}}
}

type channelListResource struct{ run.Resource }

type channelListModel struct {
	ChannelStatus types.String `tfsdk:"channel_status"`
	ChannelName   types.String `tfsdk:"channel_name"`
}

func (r *channelListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the live channels that the resource `livestation_channel` can manage. It makes one " +
			"request for each 100 channels, and with `include_resource = true` one more for each channel. Terraform lists at " +
			"most 100 channels unless you set `limit` in the `list` block.",
		Attributes: ListFilters(),
	}
}

// List reads all channels before it returns the first result, so that it knows how
// many there are: Terraform drops what exceeds the limit without a message.
func (r *channelListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model channelListModel
	diags := req.Config.Get(ctx, &model)
	filter := livestation.ChannelFilter{Status: model.ChannelStatus.ValueString(), Name: model.ChannelName.ValueString()}
	channels := List(ctx, r.Run, &diags, types.StringValue(livestation.LiveChannel.Name), filter)
	var leftOut []string
	channels = slices.DeleteFunc(channels, func(c livestation.Channel) bool {
		reason := importedChannel(c).unmanageable(c, r.Run.Client.Site())
		if reason != "" {
			leftOut = append(leftOut, leftOutLine(c, reason))
		}
		return reason != ""
	})
	if len(leftOut) > 0 {
		diags.Append(leftOutWarning(leftOut...))
	}
	Stream(req, stream, diags, channels, func(c livestation.Channel) list.ListResult {
		return r.result(ctx, req, c)
	})
}

// result returns the result for a channel, only a diagnostic if it cannot be read or managed. A
// list contains no record, so the channel is read for include_resource.
func (r *channelListResource) result(ctx context.Context, req list.ListRequest, c livestation.Channel) list.ListResult {
	result := req.NewListResult(ctx)
	if req.IncludeResource {
		found, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, c.ID)
		switch {
		case livestation.IsChannelNotFound(err):
			return list.ListResult{Diagnostics: diag.Diagnostics{leftOutWarning(leftOutLine(c, "it was deleted meanwhile"))}}
		case err != nil:
			return list.ListResult{Diagnostics: r.Run.Report(err)}
		}
		model := importedChannel(found)
		reason := model.unmanageable(found, r.Run.Client.Site())
		if reason == "" && isOnCDNPlus(found, r.Run.Client.Site()) {
			reason = `it is on CDN+. The guide "Leave CDN+" shows how to import and move it`
		}
		if reason != "" {
			return list.ListResult{Diagnostics: diag.Diagnostics{leftOutWarning(leftOutLine(found, reason))}}
		}
		result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
	}
	result.DisplayName = DisplayName(c)
	result.Diagnostics.Append(result.Identity.Set(ctx, channelIdentityModel{ChannelID: types.StringValue(c.ID)})...)
	return result
}

// unmanageable returns why no configuration of the resource describes the channel of which this
// is the imported state, "" if one does.
func (m channelResourceModel) unmanageable(c livestation.Channel, site livestation.Site) string {
	cdn, record := m.cdn(), m.record()
	isOneOf := func(value types.String, values []string) bool { return slices.Contains(values, value.ValueString()) }
	switch {
	case c.IsDeleted():
		return "its status is " + c.Status
	case c.Mismatch != "":
		return "of an unexpected format: " + c.Mismatch
	case !channelNamePattern().MatchString(c.Name):
		return "its name breaks the rule of channel_name"
	case c.CDN != nil && !hasNumber(*c.CDN) && c.CDN.StatusName == "CREATING":
		return "its CDN is being created. Import the channel when the CDN is RUNNING"
	case !cdnNumberPattern().MatchString(cdn.instanceNo.ValueString()):
		return "it has no CDN"
	case c.CDN.Type == "GLOBAL_CDN":
		return "its CDN is of the older type " + string(c.CDN.Type)
	case !isOnCDNPlus(c, site) && checkSite(cdn, site).HasError():
		return "its CDN lacks a profile or a domain, or has one on the financial site"
	case !cdn.domain.IsNull() && !cdnDomainPattern().MatchString(cdn.domain.ValueString()):
		return "the domain of its CDN is " + attribute.QuoteBounded(cdn.domain.ValueString())
	case m.QualitySetID.IsNull():
		return "it has no quality set"
	case !isOneOf(m.OutputProtocol, channelProtocols):
		return "its output protocol is " + attribute.QuoteBounded(m.OutputProtocol.ValueString())
	case !isOneOf(m.EnvType, channelEnvTypes):
		return "its environment label is " + attribute.QuoteBounded(m.EnvType.ValueString())
	case m.ImmediateOnAir.ValueBool() && !m.UseDVR.ValueBool():
		return "immediate_on_air requires use_dvr"
	case isOneOf(record.recordType, []string{"NO_RECORD", "MANUAL_UPLOAD"}):
		return ""
	case !isOneOf(record.recordType, recordTypes) || !isOneOf(record.format, recordFormats) ||
		!isOneOf(record.accessControl, recordAccess) || !strings.HasPrefix(record.filePath.ValueString(), "/") ||
		len(record.bucketName.ValueString()) < minBucketName || len(record.bucketName.ValueString()) > maxBucketName:
		return "it is recorded in another way than the argument record allows"
	default:
		return ""
	}
}

// leftOutWarning names channels that a list leaves out.
func leftOutWarning(lines ...string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Channels left out of the list",
		"Manage these channels in the Live Station console, or follow what is said about one. The resource "+
			"livestation_channel can't manage them as they are:\n\n"+
			boundedLines(lines))
}

func leftOutLine(c livestation.Channel, reason string) string {
	return fmt.Sprintf("  - %s (%s): %s", c.ID, attribute.QuoteBounded(c.Name), strings.TrimSuffix(reason, "."))
}
