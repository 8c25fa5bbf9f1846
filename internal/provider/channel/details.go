package channel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// channelModel is what data sources show of a live channel in a list.
type channelModel struct {
	BaseModel
	InstanceNo             types.String       `tfsdk:"instance_no"`
	QualitySetID           types.Int64        `tfsdk:"quality_set_id"`
	QualitySetName         types.String       `tfsdk:"quality_set_name"`
	OutputProtocol         types.String       `tfsdk:"output_protocol"`
	EnvType                types.String       `tfsdk:"env_type"`
	IsRecording            types.Bool         `tfsdk:"is_recording"`
	ImmediateOnAir         types.Bool         `tfsdk:"immediate_on_air"`
	UseDVR                 types.Bool         `tfsdk:"use_dvr"`
	TimeMachineMin         types.Int64        `tfsdk:"timemachine_min"`
	IsStreamFailOver       types.Bool         `tfsdk:"is_stream_fail_over"`
	PublishURL             types.String       `tfsdk:"publish_url"`
	GlobalPublishURL       types.String       `tfsdk:"global_publish_url"`
	CreatedTime            types.String       `tfsdk:"created_time"`
	RecentPublishStartTime types.String       `tfsdk:"recent_publish_start_time"`
	TotalPublishSeconds    types.Int64        `tfsdk:"total_publish_seconds"`
	AlertOn                types.Bool         `tfsdk:"alert_on"`
	AlertOptions           *alertOptionsModel `tfsdk:"alert_options"`
	CDN                    *cdnModel          `tfsdk:"cdn"`
}

type alertOptionsModel struct {
	ChangeStatus  types.Bool `tfsdk:"alert_change_status"`
	VODUploadFail types.Bool `tfsdk:"alert_vod_upload_fail"`
	ReStreamFail  types.Bool `tfsdk:"alert_re_stream_fail"`
}

type cdnModel struct {
	Type        types.String `tfsdk:"cdn_type"`
	InstanceNo  types.String `tfsdk:"instance_no"`
	ProfileID   types.Int64  `tfsdk:"profile_id"`
	StatusName  types.String `tfsdk:"status_name"`
	ServiceName types.String `tfsdk:"service_name"`
	Domain      types.String `tfsdk:"cdn_domain"`
}

func newChannelModel(c livestation.Channel) channelModel {
	return channelModel{
		BaseModel:              NewBaseModel(c),
		InstanceNo:             attribute.StringOrNull(c.InstanceNo),
		QualitySetID:           types.Int64PointerValue(c.QualitySetID.Value),
		QualitySetName:         attribute.StringOrNull(c.QualitySetName),
		OutputProtocol:         attribute.StringOrNull(normalizeProtocols(string(c.OutputProtocol))),
		EnvType:                attribute.StringOrNull(c.EnvType),
		IsRecording:            types.BoolPointerValue(c.IsRecording.Value),
		ImmediateOnAir:         types.BoolPointerValue(c.ImmediateOnAir.Value),
		UseDVR:                 types.BoolPointerValue(c.UseDVR.Value),
		TimeMachineMin:         types.Int64PointerValue(c.TimeMachineMinutes.Value),
		IsStreamFailOver:       types.BoolPointerValue(c.IsStreamFailOver.Value),
		PublishURL:             attribute.StringOrNull(c.PublishURL),
		GlobalPublishURL:       attribute.StringOrNull(c.GlobalPublishURL),
		CreatedTime:            attribute.TimeOrNull(c.CreatedTime),
		RecentPublishStartTime: attribute.TimeOrNull(c.RecentPublishTime),
		TotalPublishSeconds:    types.Int64PointerValue(c.TotalPublishSeconds.Value),
		AlertOn:                types.BoolPointerValue(c.AlertOn.Value),
		AlertOptions:           newAlertOptionsModel(c.AlertOptions),
		CDN:                    newCDNModel(c.CDN),
	}
}

func newAlertOptionsModel(o *livestation.AlertOptions) *alertOptionsModel {
	if o == nil {
		return nil
	}
	return &alertOptionsModel{
		ChangeStatus:  types.BoolPointerValue(o.ChangeStatus.Value),
		VODUploadFail: types.BoolPointerValue(o.VODUploadFail.Value),
		ReStreamFail:  types.BoolPointerValue(o.ReStreamFail.Value),
	}
}

func newCDNModel(c *livestation.CDN) *cdnModel {
	if c == nil {
		return nil
	}
	return &cdnModel{
		Type:        attribute.StringOrNull(c.Type),
		InstanceNo:  attribute.StringOrNull(c.InstanceNo),
		ProfileID:   types.Int64PointerValue(c.ProfileID.Value),
		StatusName:  attribute.StringOrNull(c.StatusName),
		ServiceName: attribute.StringOrNull(c.ServiceName),
		Domain:      attribute.StringOrNull(strings.ToLower(string(c.Domain))),
	}
}

// channelAttributes returns the attributes of a channelModel.
func channelAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"channel_id":          attribute.String(IDDescription),
		"channel_name":        attribute.String("Name of the channel. Several channels can have the same name."),
		"channel_status":      attribute.String("Status of the channel, such as `READY` or `PUBLISHING`."),
		"callback_url":        attribute.String(OwnURLDescription),
		"instance_no":         attribute.String("Instance number of the channel."),
		"quality_set_id":      attribute.Int64("ID of the channel's quality set."),
		"quality_set_name":    attribute.String("Name of the channel's quality set."),
		"output_protocol":     attribute.String("Output protocols: `HLS`, `LL_HLS`, or `HLS,DASH` (separated by commas)."),
		"env_type":            attribute.String("Label of the environment, without effect: `REAL`, `DEV` or `STAGE`."),
		"is_recording":        attribute.Bool("Whether the channel is being recorded."),
		"immediate_on_air":    attribute.Bool("Whether recording starts as soon as the encoder sends."),
		"use_dvr":             attribute.Bool("Whether viewers can rewind a broadcast (DVR, time machine)."),
		"timemachine_min":     attribute.Int64("Number of minutes that viewers can rewind. Requires DVR."),
		"is_stream_fail_over": attribute.Bool("Whether the channel has a second input, with a stream key of its own."),
		"publish_url": attribute.String(
			"RTMP URL that an encoder sends to, without the stream key. Values of a query are " +
				"`(hidden)`. For the key, use the ephemeral resource `livestation_channel_stream_key`.",
		),
		"global_publish_url": attribute.String("RTMP URL for encoders outside Korea, without the stream key."),
		"created_time":       attribute.String("Time when the channel was created (RFC 3339, UTC)."),
		"recent_publish_start_time": attribute.String(
			"Start of the latest broadcast (RFC 3339, UTC). Null if there was none.",
		),
		"total_publish_seconds": attribute.Int64("Total duration of the broadcasts in seconds."),
		"alert_on":              attribute.Bool("Whether Live Station sends alerts about the channel."),
		"alert_options": attribute.Object(
			"Reasons for alerts. Null if the API returns none.",
			map[string]schema.Attribute{
				"alert_change_status":   attribute.Bool("Whether to alert when the channel's status changes."),
				"alert_vod_upload_fail": attribute.Bool("Whether to alert when the upload of a recording fails."),
				"alert_re_stream_fail":  attribute.Bool("Whether to alert when re-streaming to another platform fails."),
			},
		),
		"cdn": attribute.Object("CDN of the channel. Null if the API returns none.", map[string]schema.Attribute{
			"cdn_type":     attribute.String("Type of the CDN: `GLOBAL_EDGE`, or `GLOBAL_CDN` or `CDN_PLUS` of older channels."),
			"instance_no":  attribute.String("Instance number of the CDN. `0` if the channel has no CDN."),
			"profile_id":   attribute.Int64("ID of the CDN's profile. `0` if the channel has no CDN."),
			"status_name":  attribute.String("Status of the CDN, such as `RUNNING`, `STOPPED` or `CDN_NOT_FOUND`."),
			"service_name": attribute.String("Service name of the CDN."),
			"cdn_domain":   attribute.String("Domain from which viewers watch. Null if the channel has no CDN."),
		}),
	}
}

// readLiveChannel returns a live channel. That there is none, or that it has an unexpected
// format, is an error.
func readLiveChannel(ctx context.Context, shared *run.Run, diags *diag.Diagnostics, id string) livestation.Channel {
	channel, err := shared.Client.GetChannel(ctx, livestation.LiveChannel, id)
	diags.Append(Report(ctx, shared, Ref{livestation.LiveChannel, id}, err, livestation.LiveChannel)...)
	if channel.Mismatch != "" {
		diags.Append(oddChannelDiagnostic(channel))
	}
	return channel
}

// findChannel returns the ID of the only live channel with a name. None or several are an
// error that lists them.
func findChannel(ctx context.Context, shared *run.Run, diags *diag.Diagnostics, name string) (id string) {
	channels, _, err := shared.Client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{Name: name})
	named := slices.DeleteFunc(slices.Clone(channels), func(c livestation.Channel) bool { return c.Name != name })
	at := path.Root("channel_name")
	switch {
	case err != nil:
		diags.Append(shared.Report(err)...)
	case len(named) == 1:
		return named[0].ID
	case len(named) > 1:
		diags.AddAttributeError(at, "Channel name not unique", fmt.Sprintf(
			"Set channel_id instead of channel_name. %d live channels have the name %s:\n%s",
			len(named), attribute.QuoteBounded(name), listOf(named)))
	case len(channels) > 0:
		diags.AddAttributeError(at, "Channel name not found", fmt.Sprintf(
			"Set channel_name to a whole name. No live channel has the name %s. These names contain it:\n%s",
			attribute.QuoteBounded(name), listOf(channels)))
	default:
		diags.AddAttributeError(at, "Channel name not found", fmt.Sprintf(
			"Check channel_name, and that the credentials and region are those of the account that owns the channel. "+
				"No live channel has the name %s or a longer one that contains it. Deleted channels are left out.",
			attribute.QuoteBounded(name)))
	}
	return ""
}

// listOf returns the beginning of a list of channels as lines of a message.
func listOf(channels []livestation.Channel) string {
	var lines []string
	for _, c := range channels {
		lines = append(lines, fmt.Sprintf("  - %s: %s (%s)", c.ID, attribute.QuoteBounded(c.Name), c.Status))
	}
	return boundedLines(lines)
}

// boundedLines returns the beginning of a list that has a line for each channel.
func boundedLines(lines []string) string {
	if more := len(lines) - attribute.MaxShown; more > 0 {
		lines = append(lines[:attribute.MaxShown:attribute.MaxShown], fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// oddChannelDiagnostic is for a channel of which a field has an unexpected type.
func oddChannelDiagnostic(c livestation.Channel) diag.Diagnostic {
	return diag.NewErrorDiagnostic(
		"Unexpected format of channel "+c.ID,
		diagnose.AdviceReport+"\n\n  Field:     "+c.Mismatch,
	)
}
