package provider

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// An account is what plans of channels compare with.
type account struct {
	channels    []livestation.Channel
	qualitySets []livestation.QualitySet
}

// accountReads is what the resources of live channels share in a run.
type accountReads struct {
	mu     sync.Mutex
	latest account
	readAt time.Time
	writes int64 // of the client, before the latest reads
	// known contains the IDs of channels that are not copies of one that is created: the plan
	// keeps or replaces them.
	known        sync.Map
	planned      sync.Map // names of channels to create
	experimental sync.Map // types of resources about which the plan warns
}

// maxAccountAge is how old the channels may be that a new channel is compared with. Within
// it, the creates of one plan share one list.
const maxAccountAge = 10 * time.Second

// get returns the channels and quality sets of the account. It reads them after each write
// of this run, and if they are too old.
func (r *accountReads) get(ctx context.Context, client *livestation.Client) (account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	writes := client.Writes()
	if writes == r.writes && time.Since(r.readAt) < maxAccountAge {
		return r.latest, nil
	}
	channels, _, err := client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
	if err != nil {
		return account{}, err
	}
	sets, err := client.GetQualitySets(ctx, livestation.QualitySetFilter{})
	if err != nil {
		return account{}, err
	}
	r.latest = account{channels: channels, qualitySets: sets}
	r.readAt = time.Now()
	r.writes = writes
	return r.latest, nil
}

// planNewChannel reports in the plan what would fail or surprise in the creation.
func (d *providerData) planNewChannel(ctx context.Context, planned channelResourceModel) diag.Diagnostics {
	diags := d.account.experimentalWarning("livestation_channel")
	name := planned.ChannelName.ValueString()
	if _, isRepeated := d.account.planned.LoadOrStore(name, true); isRepeated && !planned.ChannelName.IsUnknown() {
		diags.AddAttributeError(path.Root("channel_name"), "Two channels have one name", fmt.Sprintf(
			"Give each channel a name of its own. This plan creates two channels named %s.", quoteBounded(name)))
	}
	if d.client == nil {
		return diags
	}
	known, err := d.account.get(ctx, d.client)
	diags.Append(d.report(err)...)
	if err != nil {
		return diags
	}
	diags.Append(d.checkCopies(planned, known)...)
	diags.Append(checkCDN(planned, known.channels)...)
	diags.Append(checkQualitySet(planned, known.qualitySets)...)
	return diags
}

// checkCopies reports a channel that has the name of the planned one.
func (d *providerData) checkCopies(planned channelResourceModel, known account) diag.Diagnostics {
	name := planned.ChannelName.ValueString()
	var diags diag.Diagnostics
	for _, c := range known.channels {
		_, isKnown := d.account.known.Load(c.ID)
		switch {
		case planned.ChannelName.IsUnknown() || c.Name != name || isKnown:
		case planned.isCopy(c):
			diags.Append(copyDiagnostic(c))
		default:
			diags.AddAttributeWarning(path.Root("channel_name"), "Channel name not unique: "+c.ID, fmt.Sprintf(
				"Choose another name if you read the channel by its name: data sources can't find a channel whose name is "+
					"not unique. Channel %s with other settings also has the name %s.", c.ID, quoteBounded(name)))
		}
	}
	return diags
}

// checkSite reports values of cdn that the site does not have, or requires.
func checkSite(cdn channelCDN, site livestation.Site) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, isNull := range map[string]bool{"profile_id": cdn.profileID.IsNull(), "cdn_domain": cdn.domain.IsNull()} {
		at := path.Root("cdn").AtName(name)
		switch {
		case site == livestation.FinancialSite && !isNull:
			diags.AddAttributeError(at, "Unsupported argument on site fin", fmt.Sprintf(
				"Remove %s. On the financial site, a CDN has only an instance_no.", name))
		case site != livestation.FinancialSite && isNull:
			diags.AddAttributeError(at, "Missing "+name, fmt.Sprintf(
				"Set %s. To find it, read a channel that uses the CDN: data.livestation_channel.NAME.cdn.", name))
		}
	}
	return diags
}

// checkCDN compares the planned CDN with what other channels know of it.
func checkCDN(planned channelResourceModel, channels []livestation.Channel) diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("cdn")
	cdn := planned.cdn()
	var users []livestation.Channel
	for _, c := range channels {
		if c.CDN != nil && string(c.CDN.InstanceNo) == cdn.instanceNo.ValueString() {
			users = append(users, c)
		}
	}
	isSame := func(c livestation.Channel) bool { return isSameCDN(planned.CDN, planned.refreshed(c).CDN) }
	switch {
	case cdn.instanceNo.IsUnknown() || cdn.profileID.IsUnknown() || cdn.domain.IsUnknown() || cdn.instanceNo.IsNull():
	case len(users) == 0:
		diags.AddAttributeWarning(at, "CDN not used by another channel", fmt.Sprintf(
			"Make sure that CDN %s is a Global Edge for Live Station, and not the CDN of a web site. "+
				"No channel of the account uses it, so the provider can't check its profile and domain.", cdn.instanceNo))
	case !slices.ContainsFunc(users, isSame):
		diags.AddAttributeError(at, "CDN has other values", fmt.Sprintf(
			"Correct cdn. Channel %s uses CDN %s with other values:\n\n  cdn = { instance_no = %s, profile_id = %s, "+
				"cdn_domain = %s }",
			users[0].ID, cdn.instanceNo, cdn.instanceNo, types.Int64PointerValue(users[0].CDN.ProfileID.Value),
			stringOrNull(users[0].CDN.Domain)))
	case users[0].CDN.StatusName != "" && users[0].CDN.StatusName != "RUNNING":
		diags.AddAttributeWarning(at, "CDN is not RUNNING", fmt.Sprintf(
			"Start the CDN in the Global Edge console, or wait until it is RUNNING, before you apply this plan. Otherwise "+
				"the creation fails with code 250140. The status of CDN %s is %s.", cdn.instanceNo, users[0].CDN.StatusName))
	}
	return diags
}

// checkQualitySet reports a quality set that is not in the list (assumption A51), or does not
// fit the protocol.
func checkQualitySet(planned channelResourceModel, sets []livestation.QualitySet) diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("quality_set_id")
	id := planned.QualitySetID
	if id.IsUnknown() || planned.OutputProtocol.IsUnknown() {
		return nil
	}
	i := slices.IndexFunc(sets, func(s livestation.QualitySet) bool { return *s.ID.Value == id.ValueInt64() })
	if i < 0 {
		diags.AddAttributeError(at, "Quality set not found (250301)", fmt.Sprintf(
			"%s The account has no quality set %s.", adviceFor("250301"), id))
		return diags
	}
	needsLowLatency := planned.OutputProtocol.ValueString() == "LL_HLS"
	if isLowLatency := sets[i].IsEnabledULL.Value; isLowLatency != nil && *isLowLatency != needsLowLatency {
		diags.AddAttributeError(at, "Quality set does not fit output_protocol", fmt.Sprintf(
			"Use output_protocol = \"LL_HLS\" with a low-latency quality set, and another protocol with the others. "+
				"is_enabled_ull of quality set %s is %t.", id, *isLowLatency))
	}
	if disabled := sets[i].Disabled.Value; disabled != nil && *disabled {
		diags.AddAttributeWarning(at, "Quality set is disabled", fmt.Sprintf(
			"Use another quality set, or check it in the Live Station console. Quality set %s is disabled.", id))
	}
	return diags
}

// planChannelChange reports in the plan of an existing channel what would fail in the apply.
// planned is nil for a destroy.
func planChannelChange(state channelResourceModel, planned *channelResourceModel, isPublishing bool) diag.Diagnostics {
	var replacing []string
	if planned != nil {
		replacing = state.replacing(*planned)
	}
	isDeleted := planned == nil || len(replacing) > 0
	switch {
	case isDeleted && state.isProtected():
		return diag.Diagnostics{protectedDiagnostic(state, replacing)}
	case isPublishing && (isDeleted || state.settings() != planned.settings()):
		return diag.Diagnostics{publishingWarning(state)}
	default:
		return nil
	}
}
