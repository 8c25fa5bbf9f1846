package provider

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// The functions of this file have no effects: what a state or a plan of a channel contains,
// what is sent of it, and how it compares with what the API returns.

type channelResourceModel struct {
	ChannelName        types.String   `tfsdk:"channel_name"`
	QualitySetID       types.Number   `tfsdk:"quality_set_id"`
	CDN                types.Object   `tfsdk:"cdn"`
	OutputProtocol     types.String   `tfsdk:"output_protocol"`
	UseDVR             types.Bool     `tfsdk:"use_dvr"`
	ImmediateOnAir     types.Bool     `tfsdk:"immediate_on_air"`
	Record             types.Object   `tfsdk:"record"`
	IsStreamFailOver   types.Bool     `tfsdk:"is_stream_fail_over"`
	EnvType            types.String   `tfsdk:"env_type"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
	ChannelID          types.String   `tfsdk:"channel_id"`
	InstanceNo         types.String   `tfsdk:"instance_no"`
	PublishURL         types.String   `tfsdk:"publish_url"`
	GlobalPublishURL   types.String   `tfsdk:"global_publish_url"`
	CreatedTime        types.String   `tfsdk:"created_time"`
	QualitySetName     types.String   `tfsdk:"quality_set_name"`
}

// The types of the attributes that are objects.
var (
	channelCDNTypes = map[string]attr.Type{
		"instance_no": types.StringType, "profile_id": types.NumberType, "cdn_domain": types.StringType,
	}
	channelRecordTypes = map[string]attr.Type{
		"type": types.StringType, "format": types.StringType, "bucket_name": types.StringType,
		"file_path": types.StringType, "access_control": types.StringType,
	}
	channelTimeoutTypes = map[string]attr.Type{
		"create": types.StringType, "update": types.StringType, "delete": types.StringType,
	}
)

// channelCDN is the attribute cdn, all null if the object is null or unknown.
type channelCDN struct {
	instanceNo, domain types.String
	profileID          types.Number
}

func (m channelResourceModel) cdn() channelCDN {
	return channelCDN{
		instanceNo: attributeOf[types.String](m.CDN, "instance_no"),
		profileID:  attributeOf[types.Number](m.CDN, "profile_id"),
		domain:     attributeOf[types.String](m.CDN, "cdn_domain"),
	}
}

func (c channelCDN) object() types.Object {
	return types.ObjectValueMust(channelCDNTypes, map[string]attr.Value{
		"instance_no": c.instanceNo, "profile_id": c.profileID, "cdn_domain": c.domain,
	})
}

// channelRecord is the attribute record, all null if the object is null or unknown.
type channelRecord struct{ recordType, format, bucketName, filePath, accessControl types.String }

func (m channelResourceModel) record() channelRecord {
	return channelRecord{
		recordType:    attributeOf[types.String](m.Record, "type"),
		format:        attributeOf[types.String](m.Record, "format"),
		bucketName:    attributeOf[types.String](m.Record, "bucket_name"),
		filePath:      attributeOf[types.String](m.Record, "file_path"),
		accessControl: attributeOf[types.String](m.Record, "access_control"),
	}
}

func (r channelRecord) object() types.Object {
	return types.ObjectValueMust(channelRecordTypes, map[string]attr.Value{
		"type": r.recordType, "format": r.format, "bucket_name": r.bucketName, "file_path": r.filePath,
		"access_control": r.accessControl,
	})
}

// isPartlyUnknown reports whether a value, or a part of an object, is not known.
func isPartlyUnknown(value attr.Value) bool {
	object, isObject := value.(types.Object)
	parts := slices.Collect(maps.Values(object.Attributes()))
	return value.IsUnknown() || isObject && slices.ContainsFunc(parts, isPartlyUnknown)
}

// noRecord is the default of record.
func noRecord() types.Object {
	return channelRecord{recordType: types.StringValue("NO_RECORD")}.object()
}

// importedChannel returns the state of a channel that is imported. A value that the API does
// not return has its default.
func importedChannel(c livestation.Channel) channelResourceModel {
	return channelResourceModel{
		ChannelID:          types.StringValue(c.ID),
		CDN:                types.ObjectNull(channelCDNTypes),
		OutputProtocol:     types.StringValue("HLS"),
		UseDVR:             types.BoolValue(false),
		ImmediateOnAir:     types.BoolValue(false),
		Record:             noRecord(),
		IsStreamFailOver:   types.BoolValue(false),
		EnvType:            types.StringValue("REAL"),
		DeletionProtection: types.BoolValue(true),
		Timeouts:           timeouts.Value{Object: types.ObjectNull(channelTimeoutTypes)},
	}.refreshed(c)
}

// isProtected reports whether the channel must not be deleted.
func (m channelResourceModel) isProtected() bool {
	return !m.DeletionProtection.Equal(types.BoolValue(false))
}

// needsLowLatency reports whether the channel requires a quality set for low latency.
func (m channelResourceModel) needsLowLatency() bool {
	return m.OutputProtocol.ValueString() == "LL_HLS"
}

// settings returns what an update sends of a planned channel.
func (m channelResourceModel) settings() livestation.ChannelSettings {
	record := m.record()
	settings := livestation.ChannelSettings{
		Name:           m.ChannelName.ValueString(),
		EnvType:        m.EnvType.ValueString(),
		OutputProtocol: m.OutputProtocol.ValueString(),
		UseDVR:         m.UseDVR.ValueBool(),
		ImmediateOnAir: m.ImmediateOnAir.ValueBool(),
		Record: livestation.RecordSettings{
			Type:          record.recordType.ValueString(),
			Format:        record.format.ValueString(),
			BucketName:    record.bucketName.ValueString(),
			FilePath:      record.filePath.ValueString(),
			AccessControl: record.accessControl.ValueString(),
		},
	}
	if settings.UseDVR {
		settings.TimeMachineMin = 360 // the only value that the API accepts
	}
	return settings
}

// newChannel returns what a create sends of a planned channel.
func (m channelResourceModel) newChannel() livestation.NewChannel {
	cdn := m.cdn()
	number, _ := strconv.ParseInt(cdn.instanceNo.ValueString(), 10, 64) // The validator accepts only numbers.
	return livestation.NewChannel{
		ChannelSettings:  m.settings(),
		QualitySetID:     wholeNumber(m.QualitySetID),
		IsStreamFailOver: m.IsStreamFailOver.ValueBool(),
		CDN: livestation.ExistingCDN{
			InstanceNo: number, ProfileID: wholeNumber(cdn.profileID), Domain: cdn.domain.ValueString(),
		},
	}
}

// refreshed returns the model with what the API returned. A field that it did not return,
// or returned in another spelling, keeps its value (assumption A50).
func (m channelResourceModel) refreshed(c livestation.Channel) channelResourceModel {
	refreshString(&m.ChannelName, c.Name, strings.TrimSpace) // Both have composed letters: Terraform does that.
	refreshNumber(&m.QualitySetID, c.QualitySetID)
	refreshString(&m.OutputProtocol, c.OutputProtocol, normalizeProtocols)
	refreshBool(&m.UseDVR, c.UseDVR)
	refreshBool(&m.ImmediateOnAir, c.ImmediateOnAir)
	refreshBool(&m.IsStreamFailOver, c.IsStreamFailOver)
	refreshString(&m.EnvType, c.EnvType, strings.ToUpper)
	if c.CDN != nil {
		cdn := m.cdn()
		refreshString(&cdn.instanceNo, c.CDN.InstanceNo, strings.TrimSpace)
		if m.CDN.IsNull() || !cdn.profileID.IsNull() { // The financial site has neither.
			refreshNumber(&cdn.profileID, c.CDN.ProfileID)
			refreshString(&cdn.domain, c.CDN.Domain, strings.ToLower)
		}
		m.CDN = cdn.object()
	}
	if c.Record != nil && c.Record.Type != "" {
		record := m.record()
		refreshString(&record.recordType, c.Record.Type, strings.ToUpper)
		if record.recordType.ValueString() == "AUTO_UPLOAD" {
			refreshString(&record.format, c.Record.Format, strings.ToUpper)
			refreshString(&record.bucketName, c.Record.BucketName, strings.TrimSpace)
			refreshString(&record.filePath, c.Record.FilePath, normalizePath)
			refreshString(&record.accessControl, c.Record.AccessControl, strings.ToUpper)
		} else {
			record = channelRecord{recordType: record.recordType}
		}
		m.Record = record.object()
	}
	m.setComputed(c, true)
	return m
}

// normalizeProtocols returns a list of protocols in the order of the attribute's values.
func normalizeProtocols(list string) string {
	protocols := strings.Split(strings.ReplaceAll(strings.ToUpper(list), " ", ""), ",")
	slices.Sort(protocols)
	slices.Reverse(protocols)
	return strings.Join(protocols, ",")
}

// normalizePath ignores a slash at the end.
func normalizePath(path string) string {
	return path[:min(len(path), 1)] + strings.TrimRight(path[min(len(path), 1):], "/")
}

// setComputed sets what only the API knows: what is unknown, and what was returned if it is
// a refresh. An update must keep what its plan showed.
func (m *channelResourceModel) setComputed(c livestation.Channel, isRefresh bool) {
	set := func(value *types.String, returned types.String) {
		if value.IsUnknown() || isRefresh && !returned.IsNull() {
			*value = returned
		}
	}
	set(&m.InstanceNo, stringOrNull(c.InstanceNo))
	set(&m.PublishURL, stringOrNull(c.PublishURL))
	set(&m.GlobalPublishURL, stringOrNull(c.GlobalPublishURL))
	set(&m.CreatedTime, timeOrNull(c.CreatedTime))
	set(&m.QualitySetName, stringOrNull(c.QualitySetName))
}

func (m channelResourceModel) list() []setting {
	return []setting{
		{name: "channel_name", value: m.ChannelName},
		{name: "quality_set_id", value: m.QualitySetID},
		{name: "cdn", value: m.CDN},
		{name: "output_protocol", value: m.OutputProtocol},
		{name: "use_dvr", value: m.UseDVR},
		{name: "immediate_on_air", value: m.ImmediateOnAir},
		{name: "record", value: m.Record},
		{name: "is_stream_fail_over", value: m.IsStreamFailOver},
		{name: "env_type", value: m.EnvType},
	}
}

// differences returns a line for each setting of a channel that is not as in the model.
func (m channelResourceModel) differences(c livestation.Channel) []string {
	_, lines := differences(m.list(), m.refreshed(c).list())
	return lines
}

// isReachedFrom reports whether a channel that was as in the state is now as in the plan. A response
// that lacks what the plan changes does not show it.
func (m channelResourceModel) isReachedFrom(state channelResourceModel, c livestation.Channel) bool {
	return len(m.differences(c)) == 0 && len(state.differences(c)) > 0
}

// isCopy reports whether a channel has the settings that the API cannot change.
func (m channelResourceModel) isCopy(c livestation.Channel) bool {
	return len(m.replacing(m.refreshed(c))) == 0
}

// replacing returns the attributes by which another model requires another channel.
func (m channelResourceModel) replacing(other channelResourceModel) []string {
	var names []string
	for name, same := range map[string]bool{
		"quality_set_id":      m.QualitySetID.Equal(other.QualitySetID),
		"cdn":                 isSameCDN(m.CDN, other.CDN),
		"output_protocol":     canChangeProtocol(m.OutputProtocol, other.OutputProtocol),
		"is_stream_fail_over": m.IsStreamFailOver.Equal(other.IsStreamFailOver),
	} {
		if !same {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isSameCDN ignores the letter case of the domain.
func isSameCDN(a, b types.Object) bool {
	if a.IsUnknown() || b.IsUnknown() {
		return false
	}
	one, other := channelResourceModel{CDN: a}.cdn(), channelResourceModel{CDN: b}.cdn()
	return one.instanceNo.Equal(other.instanceNo) && one.profileID.Equal(other.profileID) &&
		!one.domain.IsUnknown() && !other.domain.IsUnknown() &&
		strings.EqualFold(one.domain.ValueString(), other.domain.ValueString())
}

// canChangeProtocol reports whether an update can change the protocol, or it is the same.
func canChangeProtocol(a, b types.String) bool {
	changeable := func(protocol types.String) bool {
		return slices.Contains([]string{"HLS", "HLS,DASH"}, protocol.ValueString())
	}
	return a.Equal(b) || changeable(a) && changeable(b)
}
