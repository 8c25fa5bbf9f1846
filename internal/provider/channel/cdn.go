package channel

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// The CDN of a channel is one of the account, whose numbers the configuration has, or one that is created
// with the channel, whose numbers are known after that.

// The types of the attribute cdn, and of what the API returns of it.
var (
	channelCDNTypes = map[string]attr.Type{
		"create_cdn": types.BoolType, "region_type": types.StringType,
		"instance_no": types.StringType, "profile_id": types.NumberType, "cdn_domain": types.StringType,
	}
	cdnNumberTypes = map[string]attr.Type{
		"instance_no": types.StringType, "profile_id": types.NumberType, "cdn_domain": types.StringType,
	}
)

// channelCDN is the attribute cdn, all null if the object is null or unknown.
type channelCDN struct {
	createCDN                      types.Bool
	regionType, instanceNo, domain types.String
	profileID                      types.Number
}

func cdnOf(object types.Object) channelCDN {
	return channelCDN{
		createCDN:  attribute.Of[types.Bool](object, "create_cdn"),
		regionType: attribute.Of[types.String](object, "region_type"),
		instanceNo: attribute.Of[types.String](object, "instance_no"),
		profileID:  attribute.Of[types.Number](object, "profile_id"),
		domain:     attribute.Of[types.String](object, "cdn_domain"),
	}
}

func (m channelResourceModel) cdn() channelCDN { return cdnOf(m.CDN) }

func (c channelCDN) object() types.Object {
	return types.ObjectValueMust(channelCDNTypes, map[string]attr.Value{
		"create_cdn": c.createCDN, "region_type": c.regionType,
		"instance_no": c.instanceNo, "profile_id": c.profileID, "cdn_domain": c.domain,
	})
}

// numbers returns what identifies a CDN, as a configuration with an existing one has it.
func (c channelCDN) numbers() types.Object {
	return types.ObjectValueMust(cdnNumberTypes, map[string]attr.Value{
		"instance_no": c.instanceNo, "profile_id": c.profileID, "cdn_domain": c.domain,
	})
}

// isCreated reports whether the CDN is created with the channel.
func (c channelCDN) isCreated() bool { return c.createCDN.ValueBool() }

// createTimeout returns the default of timeouts.create. The page says that a CDN takes 5 to 10 minutes, and up to
// an hour if it is for all regions.
func (c channelCDN) createTimeout() time.Duration {
	switch {
	case !c.isCreated():
		return channelCreateTimeout
	case c.regionType.ValueString() == globalRegion:
		return globalCDNTimeout
	default:
		return newCDNTimeout
	}
}

// isSameCDN reports whether a channel with the CDN of a state needs no other one for a planned or read CDN. The
// numbers of a CDN that is created are those that the channel has. It ignores what is not known of the
// state, and the letter case of the domain.
func isSameCDN(state, other types.Object) bool {
	if state.IsUnknown() || other.IsUnknown() {
		return false
	}
	one, two := cdnOf(state), cdnOf(other)
	if !one.profileID.Equal(two.profileID) {
		return false
	}
	if two.isCreated() {
		return one.regionType.IsNull() || one.regionType.Equal(two.regionType)
	}
	isUnread := one.isCreated() && one.instanceNo.IsNull()
	return isUnread || one.instanceNo.Equal(two.instanceNo) && !one.domain.IsUnknown() && !two.domain.IsUnknown() &&
		strings.EqualFold(one.domain.ValueString(), two.domain.ValueString())
}

// cdnPlan plans the attribute cdn from its configuration and the state. A modifier of a part of it would come too
// late: that of the object has decided before whether the channel is replaced.
type cdnPlan struct{}

func (cdnPlan) Description(context.Context) string {
	return "keeps the CDN that was created with the channel, and replaces the channel for another CDN"
}

func (p cdnPlan) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (cdnPlan) PlanModifyObject(
	ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse,
) {
	if !req.ConfigValue.IsUnknown() {
		planned, state, proposed := cdnOf(req.ConfigValue), cdnOf(req.StateValue), cdnOf(req.PlanValue)
		if planned.isCreated() || planned.createCDN.IsUnknown() {
			planned.instanceNo = keptUnlessNull(planned.instanceNo, state.instanceNo, proposed.instanceNo)
			planned.domain = keptUnlessNull(planned.domain, state.domain, proposed.domain)
		}
		resp.PlanValue = planned.object()
	}
	resp.RequiresReplace = !req.State.Raw.IsNull() && !isSameCDN(req.StateValue, resp.PlanValue) &&
		!isMarked(ctx, req.Private, cdnPlusKey)
}

// keptUnlessNull returns the planned value of an attribute that is computed if it is not configured.
func keptUnlessNull(configured, state, proposed types.String) types.String {
	switch {
	case !configured.IsNull():
		return configured
	case !state.IsNull():
		return state
	default:
		return proposed
	}
}

// moves reports whether a plan moves a channel that is on CDN+ to an existing Global Edge.
func moves(state, planned channelResourceModel) bool {
	return !planned.cdn().isCreated() && !state.cdn().instanceNo.Equal(planned.cdn().instanceNo)
}

// refreshed returns the CDN with what the API returned. A CDN that is being created has no number yet.
func (c channelCDN) refreshed(returned livestation.CDN, isImport bool) channelCDN {
	if !hasNumber(returned) && (c.isCreated() || returned.StatusName == "CREATING") {
		return c
	}
	if profile := returned.ProfileID.Value; c.isCreated() && profile != nil && *profile == 0 { // It means none yet.
		returned.ProfileID.Value = nil
	}
	managed.RefreshString(&c.instanceNo, returned.InstanceNo, strings.TrimSpace)
	// The financial site and CDN+ have neither. A channel on CDN+ gets both when it has moved.
	if isImport || !c.profileID.IsNull() || returned.Type == "GLOBAL_EDGE" {
		managed.RefreshNumber(&c.profileID, returned.ProfileID)
		managed.RefreshString(&c.domain, returned.Domain, strings.ToLower)
	}
	return c
}

// hasNumber reports whether the API returned the number of a CDN.
func hasNumber(c livestation.CDN) bool { return c.InstanceNo != "" && c.InstanceNo != "0" }

// setComputed sets what only the API knows of a CDN that is created: null as long as it has no number.
func (c channelCDN) setComputed(returned *livestation.CDN, isRefresh bool) channelCDN {
	if returned == nil || !hasNumber(*returned) {
		returned = &livestation.CDN{}
	}
	for value, found := range map[*types.String]livestation.Text{
		&c.instanceNo: returned.InstanceNo, &c.domain: livestation.Text(strings.ToLower(string(returned.Domain))),
	} {
		if value.IsUnknown() || isRefresh && c.isCreated() && value.IsNull() {
			*value = attribute.StringOrNull(found)
		}
	}
	return c
}

// usersOf returns the channels that use a CDN.
func usersOf(number types.String, channels []livestation.Channel) []livestation.Channel {
	isOther := func(c livestation.Channel) bool {
		return c.CDN == nil || string(c.CDN.InstanceNo) != number.ValueString()
	}
	return slices.DeleteFunc(slices.Clone(channels), isOther)
}
