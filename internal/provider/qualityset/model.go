package qualityset

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// The functions of this file have no effects: what a state or a plan of a quality set
// contains, what is sent of it, and how it compares with what the API returns.

type qualitySetResourceModel struct {
	Name                   types.String `tfsdk:"name"`
	QualityIDs             types.Set    `tfsdk:"quality_ids"`
	IsEnabledULL           types.Bool   `tfsdk:"is_enabled_ull"`
	SegmentDuration        types.Number `tfsdk:"segment_duration"`
	SegmentCount           types.Number `tfsdk:"segment_count"`
	EnableHLSTimedMetadata types.Bool   `tfsdk:"enable_hls_timed_metadata"`
	TimedMetadata          types.Object `tfsdk:"timed_metadata"`
	QualitySetID           types.Int64  `tfsdk:"quality_set_id"`
	CreatedTime            types.String `tfsdk:"created_time"`
}

var timedMetadataTypes = map[string]attr.Type{"header": types.StringType}

// importedQualitySet returns the state of a quality set that is imported. A value that the
// API does not return has its default.
func importedQualitySet(s livestation.QualitySet) qualitySetResourceModel {
	return qualitySetResourceModel{
		QualityIDs:             types.SetNull(types.NumberType),
		IsEnabledULL:           types.BoolValue(false),
		EnableHLSTimedMetadata: types.BoolValue(false),
		TimedMetadata:          types.ObjectNull(timedMetadataTypes),
		QualitySetID:           types.Int64PointerValue(s.ID.Value),
	}.refreshed(s)
}

// qualityIDs returns the known IDs of the qualities, sorted.
func (m qualitySetResourceModel) qualityIDs() []int64 {
	var ids []int64
	for _, element := range m.QualityIDs.Elements() {
		if id, ok := element.(types.Number); ok && !id.IsUnknown() {
			ids = append(ids, attribute.WholeNumber(id))
		}
	}
	slices.Sort(ids)
	return ids
}

// segments returns what an update sends of a planned quality set.
func (m qualitySetResourceModel) segments() livestation.Segments {
	return livestation.Segments{
		Duration: attribute.WholeNumber(m.SegmentDuration),
		Count:    attribute.WholeNumber(m.SegmentCount),
	}
}

// replacing returns the arguments by which another model requires another set: all but the segments.
func (m qualitySetResourceModel) replacing(other qualitySetResourceModel) []string {
	names, _ := managed.Differences(m.list(), other.list())
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "segment_") })
}

// settings returns what a create sends of a planned quality set.
func (m qualitySetResourceModel) settings() livestation.QualitySetSettings {
	settings := livestation.QualitySetSettings{
		Name:                   m.Name.ValueString(),
		QualityIDs:             m.qualityIDs(),
		IsEnabledULL:           m.IsEnabledULL.ValueBool(),
		SegmentDuration:        attribute.WholeNumber(m.SegmentDuration),
		SegmentCount:           attribute.WholeNumber(m.SegmentCount),
		EnableHLSTimedMetadata: m.EnableHLSTimedMetadata.ValueBool(),
	}
	if settings.EnableHLSTimedMetadata {
		header := attribute.Of[types.String](m.TimedMetadata, "header").ValueString()
		settings.TimedMetadata = &livestation.TimedMetadata{Header: header, Key: "utc", Interval: 1000}
	}
	return settings
}

// refreshed returns the model with what the API returned. A field that it did not return keeps
// its value, and one that the set cannot have is null (assumption A56).
func (m qualitySetResourceModel) refreshed(s livestation.QualitySet) qualitySetResourceModel {
	managed.RefreshString(&m.Name, s.Name, strings.TrimSpace)
	managed.RefreshBool(&m.IsEnabledULL, s.IsEnabledULL)
	managed.RefreshNumber(&m.SegmentDuration, s.SegmentDuration)
	managed.RefreshNumber(&m.SegmentCount, s.SegmentCount)
	managed.RefreshBool(&m.EnableHLSTimedMetadata, s.EnableHLSTimedMetadata)
	if m.IsEnabledULL.ValueBool() {
		m.SegmentDuration, m.SegmentCount = types.NumberNull(), types.NumberNull()
	}
	header := attribute.Of[types.String](m.TimedMetadata, "header")
	managed.RefreshString(&header, s.TimedMetadata.Header, strings.TrimSpace)
	m.TimedMetadata = types.ObjectNull(timedMetadataTypes)
	if m.EnableHLSTimedMetadata.ValueBool() && !header.IsNull() {
		m.TimedMetadata = types.ObjectValueMust(timedMetadataTypes, map[string]attr.Value{"header": header})
	}
	if created := attribute.TimeOrNull(s.CreatedTime); !created.IsNull() {
		m.CreatedTime = created
	}
	var ids []attr.Value
	for _, q := range s.Qualities {
		if q.ID.Value != nil {
			ids = append(ids, attribute.NumberValue(*q.ID.Value))
		}
	}
	if len(ids) > 0 {
		m.QualityIDs = types.SetValueMust(types.NumberType, ids)
	}
	return m
}

func (m qualitySetResourceModel) list() []managed.Setting {
	return []managed.Setting{
		{Name: "name", Value: m.Name},
		{Name: "quality_ids", Value: m.QualityIDs},
		{Name: "is_enabled_ull", Value: m.IsEnabledULL},
		{Name: "segment_duration", Value: m.SegmentDuration},
		{Name: "segment_count", Value: m.SegmentCount},
		{Name: "enable_hls_timed_metadata", Value: m.EnableHLSTimedMetadata},
		{Name: "timed_metadata", Value: m.TimedMetadata},
	}
}

// differences returns a line for each setting of a quality set that is not as in the model.
func (m qualitySetResourceModel) differences(s livestation.QualitySet) []string {
	_, lines := managed.Differences(m.list(), m.refreshed(s).list())
	return lines
}

// isReachedFrom reports whether a set that was as in the state is now as in the plan.
func (m qualitySetResourceModel) isReachedFrom(state qualitySetResourceModel, s livestation.QualitySet) bool {
	return len(m.differences(s)) == 0 && len(state.differences(s)) > 0
}

// A user is a channel that uses a quality set. Only the name of an unread one is known.
type user struct{ id, name, status string }

// usersAmong returns which of the channels use a quality set.
func usersAmong(set livestation.QualitySet, channels []livestation.Channel) (users []user) {
	for _, c := range channels {
		isUser := slices.Contains(set.InUseChannelNames, livestation.Text(c.Name))
		if c.QualitySetID.Value != nil {
			isUser = *c.QualitySetID.Value == *set.ID.Value
		}
		if isUser {
			users = append(users, user{c.ID, c.Name, c.Status})
		}
	}
	return users
}

// unreadUsers returns the users that a set names and that are not among those that were read.
func unreadUsers(set livestation.QualitySet, read []user) (unread []user) {
	for _, name := range set.InUseChannelNames {
		if !slices.ContainsFunc(read, func(u user) bool { return u.name == string(name) }) {
			unread = append(unread, user{name: string(name)})
		}
	}
	return unread
}

// usersOf returns the channels that use a quality set, by what is known of the sets and of channels.
func usersOf(id int64, sets []livestation.QualitySet, channels []livestation.Channel) []user {
	set := livestation.QualitySet{ID: livestation.Int{Value: &id}}
	if i := slices.IndexFunc(sets, func(s livestation.QualitySet) bool { return *s.ID.Value == id }); i >= 0 {
		set = sets[i]
	}
	users := usersAmong(set, channels)
	return append(users, unreadUsers(set, users)...)
}
