// Package qualityset has quality sets in Terraform: the resource, and the data sources of sets and qualities.
package qualityset

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ resource.ResourceWithConfigure      = &qualitySetResource{}
	_ resource.ResourceWithValidateConfig = &qualitySetResource{}
	_ resource.ResourceWithModifyPlan     = &qualitySetResource{}
	_ resource.ResourceWithImportState    = &qualitySetResource{}
	_ resource.ResourceWithIdentity       = &qualitySetResource{}
)

// NewResource returns the resource livestation_quality_set.
func NewResource() resource.Resource {
	return &qualitySetResource{run.Resource{Name: "quality_set"}}
}

type qualitySetResource struct{ run.Resource }

// qualitySetIdentityModel is the identity of a quality set.
type qualitySetIdentityModel struct {
	QualitySetID types.Int64 `tfsdk:"quality_set_id"`
}

func (r *qualitySetResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config qualitySetResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for name, value := range map[string]types.Number{
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
	if attribute.WholeNumber(config.SegmentDuration)%500 != 0 {
		resp.Diagnostics.AddAttributeError(path.Root("segment_duration"), "Invalid segment duration (250307)",
			fmt.Sprintf("%s Got: %s", diagnose.AdviceFor("250307"), config.SegmentDuration))
	}
	isUnknown := config.EnableHLSTimedMetadata.IsUnknown() || config.TimedMetadata.IsUnknown()
	if !isUnknown && config.EnableHLSTimedMetadata.ValueBool() == config.TimedMetadata.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("timed_metadata"), "Incomplete timed metadata (250375)",
			diagnose.AdviceFor("250375"))
	}
}

func (r *qualitySetResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan *qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.Run == nil || resp.Diagnostics.HasError() {
		return
	}
	switch {
	case plan == nil:
		r.Run.Sets.Store(state.QualitySetID.ValueInt64(), true)
	case state == nil:
		resp.Diagnostics.Append(r.planCreation(ctx, *plan)...)
	default:
		resp.Diagnostics.Append(r.planChange(ctx, *state, *plan)...)
	}
}

// planCreation reports in the plan what would fail or surprise in the creation.
func (r *qualitySetResource) planCreation(ctx context.Context, planned qualitySetResourceModel) diag.Diagnostics {
	diags := r.Run.ExperimentalWarning("livestation_quality_set")
	if r.Run.Client == nil {
		return diags
	}
	diags.Append(r.checkQualities(ctx, planned.qualityIDs())...)
	sets, err := r.Run.QualitySets(ctx)
	diags.Append(r.Run.Report(err)...)
	name := planned.Name.ValueString()
	if planned.Name.IsUnknown() {
		return diags
	}
	if _, isNew := r.Run.PlannedSets.First(name, true); !isNew {
		diags.Append(sameQualitySetWarning(name, ""))
	}
	for _, set := range sets {
		if string(set.Name) == name && set.GenType != "SYSTEM" && !r.isManaged(*set.ID.Value) {
			diags.Append(sameQualitySetWarning(name, strconv.FormatInt(*set.ID.Value, 10)))
		}
	}
	return diags
}

// planChange reports in the plan of an existing set what would fail or surprise in the apply.
func (r *qualitySetResource) planChange(ctx context.Context, state, planned qualitySetResourceModel) diag.Diagnostics {
	id := state.QualitySetID.ValueInt64()
	r.Run.Sets.Store(id, true)
	changed, _ := managed.Differences(state.list(), planned.list())
	if r.Run.Client == nil || len(changed) == 0 {
		return nil
	}
	var diags diag.Diagnostics
	replacing := state.replacing(planned)
	if len(replacing) > 0 {
		r.Run.ReplacedSets.Store(id, planned.IsEnabledULL.ValueBool())
	}
	if slices.Contains(changed, "quality_ids") {
		diags.Append(r.checkQualities(ctx, planned.qualityIDs())...)
	}
	users, err := r.usersOf(ctx, id)
	diags.Append(r.Run.Report(err)...)
	if len(users) > 0 {
		diags.Append(usedSetWarning(id, users, replacing))
	}
	return diags
}

// usersOf returns the channels that used a quality set when the run read the channels, of all types if
// the set names them.
func (r *qualitySetResource) usersOf(ctx context.Context, id int64) ([]user, error) {
	channels, err := r.Run.LiveChannels(ctx)
	if err != nil {
		return nil, err
	}
	sets, err := r.Run.QualitySets(ctx)
	return usersOf(id, sets, channels), err
}

// checkQualities reports qualities that are not in the list, which may be incomplete (assumption A57), and
// more than one of 1920x1080.
func (r *qualitySetResource) checkQualities(ctx context.Context, ids []int64) diag.Diagnostics {
	profiles, err := r.Run.Client.GetQualityProfiles(ctx)
	diags := r.Run.Report(err)
	if err != nil {
		return diags
	}
	at := path.Root("quality_ids")
	largest := 0
	for _, id := range ids {
		i := slices.IndexFunc(profiles, func(q livestation.Quality) bool { return *q.ID.Value == id })
		if i < 0 {
			diags.AddAttributeWarning(at, "Quality not found (250300)", fmt.Sprintf(
				"%s The list of qualities has no quality %d. If it doesn't exist, the apply fails.",
				diagnose.AdviceFor("250300"),
				id,
			))
		} else if isFullHD(profiles[i].Video) {
			largest++
		}
	}
	if largest > 1 {
		diags.AddAttributeError(at, "Quality set must have only one 1080p quality (250302)", diagnose.AdviceFor("250302"))
	}
	return diags
}

func isFullHD(v *livestation.Video) bool {
	return v != nil && types.Int64PointerValue(v.Width.Value).ValueInt64() == 1920 &&
		types.Int64PointerValue(v.Height.Value).ValueInt64() == 1080
}

// Create sends one POST that can have acted, whatever happens. From its response on, the ID is in the state.
func (r *qualitySetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan qualitySetResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	// What is new after a lost response is recognized by what was there before.
	before, err := r.Run.Client.GetQualitySets(ctx, livestation.QualitySetFilter{})
	if err != nil {
		resp.Diagnostics.Append(r.Run.Report(err)...)
		return
	}
	defer r.Run.WroteQualitySet()
	id, err := r.Run.Client.CreateQualitySet(ctx, plan.settings())
	if id == 0 {
		resp.Diagnostics.Append(managed.LostCreate(ctx, r.Run, "Quality set", idsNamed(before, plan.Name), err,
			func(ctx context.Context) ([]string, error) {
				sets, err := r.Run.Client.GetQualitySets(ctx, livestation.QualitySetFilter{})
				return idsNamed(sets, plan.Name), err
			})...)
		return
	}
	r.Run.Sets.Store(id, true)
	plan.QualitySetID = types.Int64Value(id)
	plan.CreatedTime = types.StringNull() // until it is read
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: plan.QualitySetID})...)

	set, diags := r.verify(ctx, plan)
	resp.Diagnostics.Append(diags...)
	plan.CreatedTime = attribute.TimeOrNull(set.CreatedTime)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *qualitySetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.QualitySetID
	r.Run.Sets.Store(id.ValueInt64(), true)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: id})...)
	set, err := r.Run.Client.GetQualitySet(ctx, id.ValueInt64())
	switch {
	case livestation.IsQualitySetNotFound(err), livestation.IsNotFound(err) && r.isInOurAccount(ctx, state):
		resp.Diagnostics.Append(managed.Missing("Quality set", id.String(), state.Name, "another ID"))
		resp.State.RemoveResource(ctx)
		return
	case livestation.IsNotFound(err):
		resp.Diagnostics.Append(managed.NotFoundOrAccount("Quality set", id.String(), err))
		return
	}
	resp.Diagnostics.Append(r.Run.Report(err)...)
	if err != nil {
		return
	}
	refreshed := state.refreshed(set)
	if drifted := state.replacing(refreshed); len(drifted) > 0 {
		resp.Diagnostics.Append(managed.Drifted("Quality set", id.String(), refreshed.list(), drifted))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, refreshed)...)
}

// isInOurAccount reports whether a set that returns 250004 does not exist: the list of sets has another one
// of the run.
func (r *qualitySetResource) isInOurAccount(ctx context.Context, state qualitySetResourceModel) bool {
	sets, err := r.Run.QualitySets(ctx)
	if err != nil {
		return false
	}
	var ids []int64
	for _, set := range sets {
		ids = append(ids, *set.ID.Value)
	}
	created, _ := time.Parse(attribute.TimeLayout, state.CreatedTime.ValueString()) // zero if it is not known
	return run.IsOurAccount(&r.Run.Sets, ids, state.QualitySetID.ValueInt64(), created, r.Run.Client.Now())
}

func (r *qualitySetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.change(ctx, state, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: plan.QualitySetID})...)
}

func (r *qualitySetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state qualitySetResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.delete(ctx, state)...)
	if !resp.Diagnostics.HasError() {
		r.Run.Sets.Store(state.QualitySetID.ValueInt64(), true)
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
			"Use the ID of a quality set, a number such as 1001. Got: "+attribute.QuoteBounded(cmp.Or(req.ID, fmt.Sprint(id))))
		return
	}
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	set, err := r.Run.Client.GetQualitySet(ctx, id)
	resp.Diagnostics.Append(r.Run.Report(err)...)
	if set.GenType == "SYSTEM" {
		resp.Diagnostics.AddError("Quality set of NAVER Cloud", fmt.Sprintf(
			"Use the ID in quality_set_id of a channel, without a resource. Quality set %d (%s) belongs to NAVER Cloud, and "+
				"can't be changed or deleted.", id, attribute.QuoteBounded(string(set.Name))))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	model := importedQualitySet(set)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, qualitySetIdentityModel{QualitySetID: model.QualitySetID})...)
}

// idsNamed returns the IDs of the sets with a name.
func idsNamed(sets []livestation.QualitySet, name types.String) (ids []string) {
	for _, set := range sets {
		if string(set.Name) == name.ValueString() {
			ids = append(ids, strconv.FormatInt(*set.ID.Value, 10))
		}
	}
	return ids
}

// isManaged reports whether the run manages a quality set.
func (r *qualitySetResource) isManaged(id int64) bool {
	_, ok := r.Run.Sets.Load(id)
	return ok
}
