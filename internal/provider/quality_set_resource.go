package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.ResourceWithConfigure      = &qualitySetResource{}
	_ resource.ResourceWithValidateConfig = &qualitySetResource{}
	_ resource.ResourceWithModifyPlan     = &qualitySetResource{}
	_ resource.ResourceWithImportState    = &qualitySetResource{}
	_ resource.ResourceWithIdentity       = &qualitySetResource{}
)

// NewQualitySetResource returns the resource livestation_quality_set.
func NewQualitySetResource() resource.Resource {
	return &qualitySetResource{configuredResource{name: "quality_set"}}
}

type qualitySetResource struct{ configuredResource }

// qualitySetIdentityModel is the identity of a quality set.
type qualitySetIdentityModel struct {
	QualitySetID types.Int64 `tfsdk:"quality_set_id"`
}

// qualitySetNotFound is the code for a quality set that does not exist (assumption A55).
const qualitySetNotFound = "250301"

func (r *qualitySetResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config qualitySetResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for name, value := range map[string]types.Int64{
		"segment_duration": config.SegmentDuration, "segment_count": config.SegmentCount,
	} {
		if !config.IsEnabledULL.IsUnknown() && config.IsEnabledULL.ValueBool() != value.IsNull() {
			summary := "Missing " + name
			if !value.IsNull() {
				summary = "Unsupported argument of a low-latency set"
			}
			resp.Diagnostics.AddAttributeError(path.Root(name), summary,
				"Set segment_duration and segment_count, or set is_enabled_ull = true for low latency and remove both.")
		}
	}
	if config.SegmentDuration.ValueInt64()%500 != 0 {
		resp.Diagnostics.AddAttributeError(path.Root("segment_duration"), "Invalid segment duration (250307)",
			fmt.Sprintf("%s Got: %s", adviceFor("250307"), config.SegmentDuration))
	}
	isUnknown := config.EnableHLSTimedMetadata.IsUnknown() || config.TimedMetadata.IsUnknown()
	if !isUnknown && config.EnableHLSTimedMetadata.ValueBool() == config.TimedMetadata.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("timed_metadata"), "Incomplete timed metadata (250375)",
			adviceFor("250375"))
	}
}

func (r *qualitySetResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan *qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.provider == nil || plan == nil || resp.Diagnostics.HasError() {
		return
	}
	changed := []string{"quality_ids"}
	if state == nil {
		resp.Diagnostics.Append(r.provider.account.experimentalWarning("livestation_quality_set")...)
	} else {
		changed, _ = differences(state.list(), plan.list())
		for _, name := range changed {
			if state.IsEnabledULL.ValueBool() {
				resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
			}
		}
	}
	if r.provider.client == nil || len(changed) == 0 {
		return
	}
	if slices.Contains(changed, "quality_ids") {
		resp.Diagnostics.Append(r.provider.checkQualities(ctx, plan.qualityIDs())...)
	}
	if state == nil || resp.Diagnostics.HasError() {
		return
	}
	id := state.QualitySetID.ValueInt64()
	known, err := r.provider.account.get(ctx, r.provider.client)
	resp.Diagnostics.Append(r.provider.report(err)...)
	if users := known.usersOf(id); len(users) > 0 {
		resp.Diagnostics.Append(usedSetWarning(id, users))
	}
}

// checkQualities reports qualities that are not in the list (assumption A57), and more than
// one of 1920x1080.
func (d *providerData) checkQualities(ctx context.Context, ids []int64) diag.Diagnostics {
	profiles, err := d.client.GetQualityProfiles(ctx)
	diags := d.report(err)
	if err != nil {
		return diags
	}
	at := path.Root("quality_ids")
	largest := 0
	for _, id := range ids {
		i := slices.IndexFunc(profiles, func(q livestation.Quality) bool { return *q.ID.Value == id })
		if i < 0 {
			diags.AddAttributeError(at, "Quality not found (250300)", fmt.Sprintf(
				"%s The account has no quality %d.", adviceFor("250300"), id))
		} else if isFullHD(profiles[i].Video) {
			largest++
		}
	}
	if largest > 1 {
		diags.AddAttributeError(at, "Quality set must have only one 1080p quality (250302)", adviceFor("250302"))
	}
	return diags
}

func isFullHD(v *livestation.Video) bool {
	return v != nil && types.Int64PointerValue(v.Width.Value).ValueInt64() == 1920 &&
		types.Int64PointerValue(v.Height.Value).ValueInt64() == 1080
}

// Create sends one POST, whatever happens. From its response on, the ID gets into the state.
func (r *qualitySetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan qualitySetResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	before, err := client.GetQualitySets(ctx, livestation.QualitySetFilter{})
	if err != nil {
		resp.Diagnostics.Append(r.provider.report(err)...)
		return
	}
	id, err := client.CreateQualitySet(ctx, plan.settings())
	if id == 0 {
		resp.Diagnostics.Append(r.provider.noQualitySetDiagnostics(ctx, plan.Name.ValueString(), before, err)...)
		return
	}
	plan.QualitySetID = types.Int64Value(id)
	set, diags := r.provider.verifyQualitySet(ctx, plan)
	plan.CreatedTime = timeOrNull(set.CreatedTime)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: plan.QualitySetID})...)
}

// verifyQualitySet reads a set that was written and warns if it is not as planned.
func (d *providerData) verifyQualitySet(
	ctx context.Context, plan qualitySetResourceModel,
) (livestation.QualitySet, diag.Diagnostics) {
	id := plan.QualitySetID.ValueInt64()
	set, err := d.client.GetQualitySet(ctx, id)
	if err != nil {
		return set, diag.Diagnostics{unreadWarning(fmt.Sprintf("Quality set not verified: %d", id), err)}
	}
	diags := d.report(nil)
	if found := plan.differences(set); len(found) > 0 {
		diags.Append(differsWarning(fmt.Sprintf("Quality set differs: %d", id), found))
	}
	return set, diags
}

func (r *qualitySetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: state.QualitySetID})...)
	set, err := client.GetQualitySet(ctx, state.QualitySetID.ValueInt64())
	if livestation.HasCode(err, qualitySetNotFound) {
		resp.Diagnostics.Append(missingWarning("Quality set", state.QualitySetID.String(), state.Name, "another ID"))
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.provider.report(err)...)
	if err != nil {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state.refreshed(set))...)
}

func (r *qualitySetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.provider.requireClient(&resp.Diagnostics) == nil {
		return
	}
	resp.Diagnostics.Append(r.provider.changeQualitySet(ctx, state, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: plan.QualitySetID})...)
}

// changeQualitySet sends the planned settings, unless the set was changed since the plan, or a
// channel with it is on air. Then it reads the set again.
func (d *providerData) changeQualitySet(
	ctx context.Context, state, plan qualitySetResourceModel,
) (diags diag.Diagnostics) {
	id := state.QualitySetID.ValueInt64()
	before, err := d.client.GetQualitySet(ctx, id)
	if err != nil {
		return d.report(err)
	}
	if changed := state.differences(before); len(changed) > 0 {
		return append(diags, changedObjectDiagnostic("Quality set changed outside Terraform", changed))
	}
	channels, _, err := d.client.ListChannels(ctx, livestation.LiveChannel,
		livestation.ChannelFilter{Status: "PUBLISHING"})
	if err != nil {
		return d.report(err)
	}
	if users := channelsWith(before, channels); len(users) > 0 {
		return append(diags, setOnAirDiagnostic(id, users))
	}
	err = d.client.UpdateQualitySet(ctx, id, plan.settings())
	if err != nil {
		return d.report(err)
	}
	_, diags = d.verifyQualitySet(ctx, plan)
	return diags
}

func (r *qualitySetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	id := state.QualitySetID.ValueInt64()
	err := client.DeleteQualitySet(ctx, id)
	failure := err
	if livestation.OutcomeUnknown(err) {
		_, err = client.GetQualitySet(ctx, id)
	}
	switch {
	case livestation.HasCode(err, qualitySetNotFound) || failure == nil:
		resp.Diagnostics.Append(r.provider.report(nil)...)
	case livestation.HasCode(failure, "250306"):
		known, _ := r.provider.account.get(ctx, client) // Only for the names.
		resp.Diagnostics.Append(usedSetDiagnostic(id, known.usersOf(id)))
	default:
		resp.Diagnostics.Append(r.provider.report(failure)...)
	}
}

func (r *qualitySetResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	id, err := strconv.ParseInt(req.ID, 10, 64)
	if req.Identity != nil && !req.Identity.Raw.IsNull() {
		var identity qualitySetIdentityModel
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		id, err = identity.QualitySetID.ValueInt64(), nil
	}
	if err != nil || id < 1 {
		resp.Diagnostics.AddError("Invalid import ID",
			"Use the ID of a quality set, a number such as 1001. Got: "+quoteBounded(cmp.Or(req.ID, fmt.Sprint(id))))
	}
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	set, err := client.GetQualitySet(ctx, id)
	resp.Diagnostics.Append(r.provider.report(err)...)
	if set.GenType == "SYSTEM" {
		resp.Diagnostics.AddError("Quality set of NAVER Cloud", fmt.Sprintf(
			"Use the ID in quality_set_id of a channel, without a resource. Quality set %d (%s) belongs to NAVER Cloud, and "+
				"can't be changed or deleted.", id, quoteBounded(string(set.Name))))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	model := importedQualitySet(set)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: model.QualitySetID})...)
}
