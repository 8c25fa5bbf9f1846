package channel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// planCreation reports in the plan what would fail or surprise in the creation. replaced is the
// channel that the new one replaces, nil if it is none or not known.
func (r *channelResource) planCreation(
	ctx context.Context, planned channelResourceModel, replaced *replacedChannel,
) diag.Diagnostics {
	diags := r.Run.ExperimentalWarning("livestation_channel")
	name := planned.ChannelName.ValueString()
	if planned.cdn().isCreated() || planned.cdn().createCDN.IsUnknown() {
		diags.Append(r.newCDNWarning(name))
	}
	if _, isNew := r.Run.PlannedNames.First(name, true); !isNew && !planned.ChannelName.IsUnknown() {
		diags.AddAttributeError(path.Root("channel_name"), "Two channels have one name", fmt.Sprintf(
			"Give each channel a name of its own. This plan creates two channels named %s.", attribute.QuoteBounded(name)))
	}
	if r.Run.Client == nil {
		return diags
	}
	channels, err := r.Run.LiveChannels(ctx)
	if err != nil && r.Run.HasDeleted.Load() {
		return diags // It may replace a channel that is deleted already.
	}
	diags.Append(r.Run.Report(err)...)
	if err != nil {
		return diags
	}
	diags.Append(r.checkCopies(planned, channels, replaced)...)
	diags.Append(r.checkLeftCDN(planned, channels)...)
	if _, isNew := r.Run.NewCDNs.Load(planned.cdn().instanceNo.ValueString()); !isNew {
		diags.Append(checkCDN(planned, channels)...)
	}
	diags.Append(r.checkQualitySet(ctx, planned)...)
	return diags
}

// isRecent reports whether a channel was created within the last hour. One without a time was not.
func isRecent(created time.Time, client *livestation.Client) bool {
	return client != nil && !created.IsZero() && client.Now().Sub(created) < time.Hour
}

// checkCopies reports channels that have the name of the planned one. What has its settings too is
// a copy if it is younger than an hour and not managed in this run. An older one never stops a
// plan or an apply: the run may only visit it later. A younger one that the plan deletes does, because
// the apply may come to its deletion too late. After a deletion, nothing but the API must refuse what may
// be its replacement.
func (r *channelResource) checkCopies(
	planned channelResourceModel, channels []livestation.Channel, replaced *replacedChannel,
) (diags diag.Diagnostics) {
	name := planned.ChannelName.ValueString()
	for _, c := range channels {
		if planned.ChannelName.IsUnknown() || c.Name != name || replaced != nil && replaced.ID == c.ID {
			continue
		}
		isManaged := r.isManaged(c.ID)
		isRecent := isRecent(c.CreatedTime.Time, r.Run.Client)
		switch {
		case !planned.isCopy(c):
			diags.AddAttributeWarning(path.Root("channel_name"), "Channel name not unique: "+c.ID, fmt.Sprintf(
				"Choose another name if you read the channel by its name: data sources can't find a channel whose name is "+
					"not unique. Channel %s with other settings also has the name %s.", c.ID, attribute.QuoteBounded(name)))
		case r.Run.HasDeleted.Load():
		case isRecent && !isManaged:
			diags.Append(copyDiagnostic(c))
		case isRecent && r.isAlso("deleted", c.ID, "created"):
			diags.Append(notMovedDiagnostic(c.ID, c.Name))
		default:
			diags.Append(sameChannelWarning(c, isManaged, isRecent))
		}
	}
	return diags
}

// checkLeftCDN reports the CDN of a channel of the run with the same name. Terraform does not say whether a plan
// replaces it because it is tainted.
func (r *channelResource) checkLeftCDN(
	planned channelResourceModel, channels []livestation.Channel,
) (diags diag.Diagnostics) {
	for _, c := range channels {
		if planned.cdn().isCreated() && c.Name == planned.ChannelName.ValueString() && r.isManaged(c.ID) &&
			c.CDN != nil && hasNumber(*c.CDN) {
			diags.Append(leftCDNWarning(c.ID, attribute.ShowValue(importedChannel(c).cdn().numbers())))
		}
	}
	return diags
}

// isAlso reports whether a plan does the opposite with a channel, too: it creates the same one beside a channel
// that it deletes. Both are planned at the same time.
func (r *channelResource) isAlso(opposite, id, what string) bool {
	first, _ := r.Run.PlannedCopies.First(id, what)
	return first == opposite
}

// checkNumbers reports numbers that cannot be those of a quality set or a CDN. A validator would also
// reject what a mock of terraform test provides.
func checkNumbers(planned channelResourceModel) (diags diag.Diagnostics) {
	cdn := planned.cdn()
	isInvalid := func(n types.Number) bool { return !n.IsNull() && !n.IsUnknown() && attribute.WholeNumber(n) < 1 }
	number := cdn.instanceNo
	if cdn.isCreated() { // It is the API's.
		number = types.StringNull()
	}
	if isInvalid(planned.QualitySetID) {
		diags.AddAttributeError(path.Root("quality_set_id"), "Invalid quality_set_id", fmt.Sprintf(
			"Write the ID of a quality set, a number from 1. Got: %s", planned.QualitySetID))
	}
	if !number.IsNull() && !number.IsUnknown() && !cdnNumberPattern().MatchString(number.ValueString()) {
		diags.AddAttributeError(path.Root("cdn"), "Invalid instance number of a CDN", fmt.Sprintf(
			"Write the number of the CDN in instance_no, for example 4796. Got: %s",
			attribute.QuoteBounded(number.ValueString()),
		))
	}
	if isInvalid(cdn.profileID) {
		diags.AddAttributeError(path.Root("cdn"), "Invalid profile of a CDN", fmt.Sprintf(
			"Write the ID of the profile in profile_id, a number from 1. Got: %s", cdn.profileID))
	}
	return diags
}

// checkCDNArguments reports what is wrong with cdn in a configuration for any site. It ignores unknown values.
func checkCDNArguments(config channelResourceModel) diag.Diagnostics {
	cdn := config.cdn()
	if config.CDN.IsUnknown() || cdn.createCDN.IsUnknown() {
		return nil
	}
	region := cdn.regionType.ValueString()
	switch {
	case config.CDN.IsNull(): // The framework adds an error that says less.
		return cdnError("No CDN", "Check the arguments of the data source that cdn comes from, such as edge_name of "+
			"livestation_global_edges. The value of cdn is null, so nothing matches them.")
	case cdn.isCreated() && (!cdn.instanceNo.IsNull() || !cdn.domain.IsNull()):
		return cdnError("CDN is both existing and new", "Remove instance_no and cdn_domain to create a CDN with the "+
			"channel, or remove create_cdn and region_type to use the existing one.")
	case cdn.isCreated() && config.needsLowLatency() && region != "" && region != "KOREA":
		return cdnError("LL_HLS requires the region KOREA",
			"Set region_type = \"KOREA\", or use another output_protocol.")
	case !cdn.isCreated() && !cdn.regionType.IsNull():
		return cdnError("Unsupported argument of an existing CDN", "Remove region_type, which is the region of a new CDN, "+
			"or set create_cdn = true without instance_no and cdn_domain.")
	case !cdn.isCreated() && cdn.instanceNo.IsNull():
		return cdnError("Missing instance_no", "Write the existing CDN as instance_no, profile_id and cdn_domain, or set "+
			"create_cdn = true to create a billed CDN with the channel. "+whereCDNs+"\n\nIf instance_no refers to a "+
			"channel whose CDN is being created, wait until that CDN is RUNNING, and run Terraform again.")
	default:
		return nil
	}
}

func cdnError(summary, advice string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("cdn"), summary, advice)}
}

// whereCDNs says where a user finds what cdn needs.
const whereCDNs = "The data source livestation_global_edges lists the CDNs of the account, and livestation_channel " +
	"has that of a channel."

// checkSite reports the first value of cdn in a configuration that the site does not have, or requires.
func checkSite(cdn channelCDN, site livestation.Site) diag.Diagnostics {
	isCreated := cdn.isCreated()
	isCreatedOrUnknown := isCreated || cdn.createCDN.IsUnknown()
	whereProfile := whereCDNs
	if isCreated {
		whereProfile = "The data source livestation_global_edges lists the profiles of Global Edge. If it has none, " +
			"create one in the Global Edge console."
	}
	for _, argument := range []struct {
		name               string
		isNull, isRequired bool
		what               string
	}{
		{"profile_id", cdn.profileID.IsNull(), true, whereProfile},
		{"cdn_domain", cdn.domain.IsNull(), !isCreatedOrUnknown, whereCDNs},
		{"region_type", cdn.regionType.IsNull(), isCreated, "A new CDN is for KOREA, JAPAN or GLOBAL."},
	} {
		switch isFinancial := site == livestation.FinancialSite; {
		case isFinancial && !argument.isNull:
			return cdnError("Unsupported argument on site fin", fmt.Sprintf(
				"Remove %s. On the financial site, a CDN has only an instance_no.", argument.name))
		case !isFinancial && argument.isNull && argument.isRequired:
			return cdnError("Missing "+argument.name, fmt.Sprintf("Set %s. %s", argument.name, argument.what))
		}
	}
	return nil
}

// checkCDN compares the planned CDN with what other channels know of it.
func checkCDN(planned channelResourceModel, channels []livestation.Channel) diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("cdn")
	cdn := planned.cdn()
	users := usersOf(cdn.instanceNo, channels)
	isSame := func(c livestation.Channel) bool { return isSameCDN(planned.CDN, planned.refreshed(c).CDN) }
	switch {
	case cdn.instanceNo.IsUnknown() || cdn.profileID.IsUnknown() || cdn.domain.IsUnknown() || cdn.instanceNo.IsNull():
	case len(users) == 0:
		known := ""
		for _, c := range channels {
			if c.CDN != nil && c.CDN.Domain != "" && strings.EqualFold(string(c.CDN.Domain), cdn.domain.ValueString()) {
				known = fmt.Sprintf("Correct instance_no if it is mistyped: channel %s has this domain with CDN %s.\n\n",
					c.ID, c.CDN.InstanceNo)
			}
		}
		diags.AddAttributeWarning(at, "CDN not used by another channel", fmt.Sprintf(
			"%sMake sure that CDN %s is a Global Edge for Live Station, and not the CDN of a web site. No channel of the "+
				"account uses it, so the provider can't check its profile and domain.", known, cdn.instanceNo))
	case users[0].CDN.Type == "CDN_PLUS" && !cdn.profileID.IsNull():
		return cdnError("CDN is a CDN+", fmt.Sprintf("Write a Global Edge in cdn. %s CDN %s is a CDN+, which NAVER Cloud "+
			"ended: see the guide \"Leave CDN+\".", whereCDNs, cdn.instanceNo))
	case !slices.ContainsFunc(users, isSame):
		diags.AddAttributeError(at, "CDN has other values", fmt.Sprintf(
			"Correct cdn. Channel %s uses CDN %s with other values:\n\n  cdn = { instance_no = %s, profile_id = %s, "+
				"cdn_domain = %s }",
			users[0].ID, cdn.instanceNo, cdn.instanceNo, types.Int64PointerValue(users[0].CDN.ProfileID.Value),
			attribute.ShowValue(attribute.StringOrNull(users[0].CDN.Domain))))
	case users[0].CDN.StatusName != "" && users[0].CDN.StatusName != "RUNNING":
		diags.AddAttributeWarning(at, "CDN is not RUNNING", fmt.Sprintf(
			"Start the CDN in the Global Edge console, or wait until it is RUNNING, before you apply this plan. Otherwise "+
				"the creation can fail with code 250140. The status of CDN %s is %s.", cdn.instanceNo, users[0].CDN.StatusName))
	}
	return diags
}

// checkQualitySet reports a quality set that does not exist, or does not fit the protocol. One that
// the list lacks is read by its ID (assumption A51).
func (r *channelResource) checkQualitySet(ctx context.Context, planned channelResourceModel) diag.Diagnostics {
	id := planned.QualitySetID
	if id.IsUnknown() || planned.OutputProtocol.IsUnknown() {
		return nil
	}
	sets, err := r.Run.QualitySets(ctx)
	if err != nil {
		return r.Run.Report(err)
	}
	i := slices.IndexFunc(sets, func(s livestation.QualitySet) bool { return *s.ID.Value == attribute.WholeNumber(id) })
	if i >= 0 {
		return checkQualitySetFits(planned, sets[i])
	}
	set, err := r.Run.Client.GetQualitySet(ctx, attribute.WholeNumber(id))
	switch {
	case livestation.IsQualitySetNotFound(err):
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("quality_set_id"),
			"Quality set not found (250301)",
			fmt.Sprintf("%s The account has no quality set %s.", diagnose.AdviceFor("250301"), id))}
	case err != nil:
		return r.Run.Report(err)
	default:
		return checkQualitySetFits(planned, set)
	}
}

func checkQualitySetFits(planned channelResourceModel, set livestation.QualitySet) (diags diag.Diagnostics) {
	at := path.Root("quality_set_id")
	if isLowLatency := set.IsEnabledULL.Value; isLowLatency != nil && *isLowLatency != planned.needsLowLatency() {
		diags.AddAttributeError(at, "Quality set does not fit output_protocol", fmt.Sprintf(
			"Use output_protocol = \"LL_HLS\" with a low-latency quality set, and another protocol with the others. "+
				"is_enabled_ull of quality set %d is %t.", *set.ID.Value, *isLowLatency))
	}
	if disabled := set.Disabled.Value; disabled != nil && *disabled {
		diags.AddAttributeWarning(at, "Quality set is disabled", fmt.Sprintf(
			"Use another quality set, or check it in the Live Station console. Quality set %d is disabled.", *set.ID.Value))
	}
	return diags
}

// planDeletion reports in the plan that destroys a channel what would fail in the apply. Terraform
// 1.9 to 1.11 plan the destroy of a channel whose block was removed before they refresh it: one that
// is not found can go.
func (r *channelResource) planDeletion(
	ctx context.Context, state channelResourceModel, isPublishing bool,
) diag.Diagnostics {
	id := state.ChannelID.ValueString()
	defer r.Run.Channels.Store(id, true)
	if state.isProtected() {
		if !r.isManaged(id) && r.Run.Client != nil {
			_, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, id)
			switch {
			case livestation.IsChannelNotFound(err):
				return nil
			case livestation.IsNotFound(err):
				return diag.Diagnostics{managed.NotFoundOrAccount("Channel", id, err)}
			}
		}
		return diag.Diagnostics{r.protected(id, state.ChannelName.ValueString(), keepDeleted, "deleted")}
	}
	if isRecent(state.createdTime(), r.Run.Client) && r.isAlso("created", id, "deleted") {
		return diag.Diagnostics{notMovedDiagnostic(id, state.ChannelName.ValueString())}
	}
	if isPublishing {
		return diag.Diagnostics{publishingWarning(state)}
	}
	return nil
}

// planChange reports in the plan of an existing channel what would fail in the apply.
func (r *channelResource) planChange(
	ctx context.Context, state, planned channelResourceModel, isPublishing, onCDNPlus bool,
) (diags diag.Diagnostics) {
	r.Run.Channels.Store(state.ChannelID.ValueString(), true)
	replacing := state.replacing(planned)
	if onCDNPlus {
		replacing = slices.DeleteFunc(replacing, func(name string) bool { return name == "cdn" })
	}
	isMove := onCDNPlus && len(replacing) == 0
	if isMove {
		diags.Append(movesWarning(state, planned))
		channels, err := r.Run.LiveChannels(ctx)
		if err != nil {
			return r.Run.Report(err)
		}
		diags.Append(checkCDN(planned, channels)...)
	}
	if planned.cdn().isCreated() && !state.cdn().isCreated() && len(replacing) == 0 {
		diags.Append(noNewCDNWarning(state))
	}
	isLowLatency, isSetReplaced := r.Run.ReplacedSets.Load(attribute.WholeNumber(state.QualitySetID))
	switch {
	case planned.QualitySetID.IsUnknown() && isSetReplaced && isLowLatency != planned.needsLowLatency():
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("output_protocol"),
			"Quality set does not fit output_protocol", fmt.Sprintf("Use output_protocol = \"LL_HLS\" with a low-latency "+
				"quality set, and another protocol with the others. This plan replaces quality set %s by one whose "+
				"is_enabled_ull is %t.", state.QualitySetID, isLowLatency))}
	case len(replacing) > 0 && state.isProtected():
		return diag.Diagnostics{r.protected(state.ChannelID.ValueString(), state.ChannelName.ValueString(),
			keepSettings(state, planned, replacing), strings.Join(replacing, " "))}
	case isPublishing && (len(replacing) > 0 || isMove || state.settings() != planned.settings()):
		diags.Append(publishingWarning(state))
	}
	return diags
}

// isInOurAccount reports whether a channel that returns 250004 does not exist: the list of channels has
// another one of the run.
func (r *channelResource) isInOurAccount(ctx context.Context, state channelResourceModel) bool {
	channels, err := r.Run.LiveChannels(ctx)
	if err != nil {
		return false
	}
	return run.IsOurAccount(&r.Run.Channels, idsOf(channels), state.ChannelID.ValueString(), state.createdTime(),
		r.Run.Client.Now())
}
