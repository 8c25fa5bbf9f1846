package channel

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
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
	channelRecordTypes = map[string]attr.Type{
		"type": types.StringType, "format": types.StringType, "bucket_name": types.StringType,
		"file_path": types.StringType, "access_control": types.StringType,
	}
	channelTimeoutTypes = map[string]attr.Type{
		"create": types.StringType, "update": types.StringType, "delete": types.StringType,
	}
)

// channelRecord is the attribute record, all null if the object is null or unknown.
type channelRecord struct{ recordType, format, bucketName, filePath, accessControl types.String }

func (m channelResourceModel) record() channelRecord {
	return channelRecord{
		recordType:    attribute.Of[types.String](m.Record, "type"),
		format:        attribute.Of[types.String](m.Record, "format"),
		bucketName:    attribute.Of[types.String](m.Record, "bucket_name"),
		filePath:      attribute.Of[types.String](m.Record, "file_path"),
		accessControl: attribute.Of[types.String](m.Record, "access_control"),
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

// createdTime returns when the channel was created, zero if it is not known.
func (m channelResourceModel) createdTime() time.Time {
	created, _ := time.Parse(attribute.TimeLayout, m.CreatedTime.ValueString())
	return created
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
		QualitySetID:     attribute.WholeNumber(m.QualitySetID),
		IsStreamFailOver: m.IsStreamFailOver.ValueBool(),
		CDN: livestation.NewChannelCDN{
			CreateCDN: cdn.isCreated(), RegionType: cdn.regionType.ValueString(),
			InstanceNo: number, ProfileID: attribute.WholeNumber(cdn.profileID), Domain: cdn.domain.ValueString(),
		},
	}
}

// refreshed returns the model with what the API returned. A field that it did not return,
// or returned in another spelling, keeps its value (assumption A50).
func (m channelResourceModel) refreshed(c livestation.Channel) channelResourceModel {
	managed.RefreshString(&m.ChannelName, c.Name, strings.TrimSpace) // Both have composed letters: Terraform does that.
	managed.RefreshNumber(&m.QualitySetID, c.QualitySetID)
	managed.RefreshString(&m.OutputProtocol, c.OutputProtocol, normalizeProtocols)
	managed.RefreshBool(&m.UseDVR, c.UseDVR)
	managed.RefreshBool(&m.ImmediateOnAir, c.ImmediateOnAir)
	managed.RefreshBool(&m.IsStreamFailOver, c.IsStreamFailOver)
	managed.RefreshString(&m.EnvType, c.EnvType, strings.ToUpper)
	if c.CDN != nil {
		m.CDN = m.cdn().refreshed(*c.CDN, m.CDN.IsNull()).object()
	}
	if c.Record != nil && c.Record.Type != "" {
		record := m.record()
		managed.RefreshString(&record.recordType, c.Record.Type, strings.ToUpper)
		if record.recordType.ValueString() == "AUTO_UPLOAD" {
			managed.RefreshString(&record.format, c.Record.Format, strings.ToUpper)
			managed.RefreshString(&record.bucketName, c.Record.BucketName, strings.TrimSpace)
			managed.RefreshString(&record.filePath, c.Record.FilePath, normalizePath)
			managed.RefreshString(&record.accessControl, c.Record.AccessControl, strings.ToUpper)
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
	if !m.CDN.IsNull() && !m.CDN.IsUnknown() {
		m.CDN = m.cdn().setComputed(c.CDN, isRefresh).object()
	}
	set(&m.InstanceNo, attribute.StringOrNull(c.InstanceNo))
	set(&m.PublishURL, attribute.StringOrNull(c.PublishURL))
	set(&m.GlobalPublishURL, attribute.StringOrNull(c.GlobalPublishURL))
	set(&m.CreatedTime, attribute.TimeOrNull(c.CreatedTime))
	set(&m.QualitySetName, attribute.StringOrNull(c.QualitySetName))
}

func (m channelResourceModel) list() []managed.Setting {
	cdn := m.cdn().numbers() // The API returns no more of it.
	if m.CDN.IsUnknown() {
		cdn = types.ObjectUnknown(cdnNumberTypes)
	}
	return []managed.Setting{
		{Name: "channel_name", Value: m.ChannelName},
		{Name: "quality_set_id", Value: m.QualitySetID},
		{Name: "cdn", Value: cdn},
		{Name: "output_protocol", Value: m.OutputProtocol},
		{Name: "use_dvr", Value: m.UseDVR},
		{Name: "immediate_on_air", Value: m.ImmediateOnAir},
		{Name: "record", Value: m.Record},
		{Name: "is_stream_fail_over", Value: m.IsStreamFailOver},
		{Name: "env_type", Value: m.EnvType},
	}
}

// differences returns a line for each setting of a channel that is not as in the model.
func (m channelResourceModel) differences(c livestation.Channel) []string {
	m.setComputed(c, false)
	if !m.CDN.IsNull() { // What was not known of a new CDN does not differ.
		m.CDN = m.cdn().setComputed(c.CDN, true).object()
	}
	_, lines := managed.Differences(m.list(), m.refreshed(c).list())
	return lines
}

// isReachedFrom reports whether a channel that was as in the state is now as in the plan. A response
// that lacks what the plan changes does not show it.
func (m channelResourceModel) isReachedFrom(state channelResourceModel, c livestation.Channel) bool {
	return len(m.differences(c)) == 0 && len(state.differences(c)) > 0
}

// isCopy reports whether a channel has the settings that the API cannot change. A CDN that is created can have any
// number.
func (m channelResourceModel) isCopy(c livestation.Channel) bool {
	differences := m.replacing(m.refreshed(c))
	return len(differences) == 0 || m.cdn().isCreated() && slices.Equal(differences, []string{"cdn"})
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

// canChangeProtocol reports whether an update can change the protocol, or it is the same.
func canChangeProtocol(a, b types.String) bool {
	changeable := func(protocol types.String) bool {
		return slices.Contains([]string{"HLS", "HLS,DASH"}, protocol.ValueString())
	}
	return a.Equal(b) || changeable(a) && changeable(b)
}
