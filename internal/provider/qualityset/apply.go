package qualityset

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// verify reads a set that was written, and warns if it is not as planned.
func (r *qualitySetResource) verify(
	ctx context.Context, plan qualitySetResourceModel,
) (livestation.QualitySet, diag.Diagnostics) {
	id := plan.QualitySetID.ValueInt64()
	set, err := managed.ReadUntilPlanned(ctx, r.Run.Client,
		func() (livestation.QualitySet, error) { return r.Run.Client.GetQualitySet(ctx, id) },
		func(found livestation.QualitySet) bool { return len(plan.differences(found)) == 0 })
	if err != nil {
		return set, diag.Diagnostics{managed.Unread(fmt.Sprintf("Quality set not verified: %d", id), err)}
	}
	diags := r.Run.WarnOfClock()
	if found := plan.differences(set); len(found) > 0 {
		diags.Append(managed.Differs(fmt.Sprintf("Quality set differs: %d", id), found))
	}
	return set, diags
}

// change sends the planned segments, unless the set was changed since the plan, or a channel with it
// is on air. Before each attempt, it reads the set and the channels again.
func (r *qualitySetResource) change(ctx context.Context, state, plan qualitySetResourceModel) diag.Diagnostics {
	id := state.QualitySetID.ValueInt64()
	var failure error
	for attempts, mayRepeat := 1, true; ; attempts++ {
		before, err := r.Run.Client.GetQualitySet(ctx, id)
		if failure != nil && err == nil && plan.isReachedFrom(state, before) {
			break
		}
		diags := r.refuseChange(ctx, state, before, err)
		// After the last attempt whose outcome is unknown, one more read shows that it had none.
		if failure != nil && (diags.HasError() || !mayRepeat) {
			diags.Append(r.Run.Report(failure)...)
		}
		if diags.HasError() {
			return diags
		}
		failure = r.Run.Client.UpdateQualitySet(ctx, id, plan.segments())
		if failure == nil {
			break
		}
		mayRepeat = r.Run.Client.PauseBeforeRepeat(ctx, attempts, failure)
		if !mayRepeat && !livestation.OutcomeUnknown(failure) {
			return r.Run.Report(failure)
		}
	}
	r.Run.WroteQualitySet()
	_, diags := r.verify(ctx, plan)
	return diags
}

// refuseChange returns the error if a set must not be changed now, or was not read.
func (r *qualitySetResource) refuseChange(
	ctx context.Context, state qualitySetResourceModel, set livestation.QualitySet, err error,
) diag.Diagnostics {
	if livestation.IsQualitySetNotFound(err) {
		return diag.Diagnostics{managed.Gone("Quality set", state.QualitySetID.String())}
	}
	if err != nil {
		return r.Run.Report(err)
	}
	if changed := state.differences(set); len(changed) > 0 {
		return diag.Diagnostics{managed.Changed("Quality set changed outside Terraform", "change", changed)}
	}
	users, err := r.usersOnAir(ctx, set)
	if err != nil {
		return r.Run.Report(err)
	}
	if len(users) > 0 {
		return diag.Diagnostics{setOnAirDiagnostic(*set.ID.Value, users)}
	}
	return nil
}

// usersOnAir returns the channels of all types that use a set and are not known to be off air. It reads the
// live ones last, which go on air at any time. No filter by status is sent: old pages spell it in another way.
func (r *qualitySetResource) usersOnAir(
	ctx context.Context, set livestation.QualitySet,
) (onAir []user, err error) {
	sets, err := r.Run.QualitySets(ctx)
	if err != nil {
		return nil, err
	}
	for _, listed := range sets { // A set that is read by its ID may lack the names.
		if *listed.ID.Value == *set.ID.Value {
			set.InUseChannelNames = slices.Concat(set.InUseChannelNames, listed.InUseChannelNames)
		}
	}
	for _, t := range slices.Backward(livestation.ChannelTypes()) {
		channels, _, err := r.Run.Client.ListChannels(ctx, t, livestation.ChannelFilter{})
		if err != nil {
			return nil, err
		}
		onAir = append(onAir, usersAmong(set, channels)...)
	}
	return slices.DeleteFunc(onAir, func(u user) bool { return slices.Contains(offAir, u.status) }), nil
}

// offAir are the statuses of channels that have no broadcast.
var offAir = []string{"CREATING", "READY", "RESERVED", "BLOCK", "FORCE_BLOCK"}

// delete deletes a set that has the name of the state, and waits until it is gone. Before each attempt,
// it reads the set again.
func (r *qualitySetResource) delete(ctx context.Context, state qualitySetResourceModel) diag.Diagnostics {
	id := state.QualitySetID.ValueInt64()
	defer r.Run.WroteQualitySet()
	attempts := 0
	var failure error
	for polls := range r.Run.Client.Polls(ctx) {
		before, err := r.Run.Client.GetQualitySet(ctx, id)
		if livestation.IsQualitySetNotFound(err) || failure != nil && livestation.IsGone(err) {
			return nil
		}
		if livestation.IsNotFound(err) {
			return diag.Diagnostics{managed.NotFoundOrAccount("Quality set", fmt.Sprint(id), err)}
		}
		if err != nil {
			return r.Run.Report(cmp.Or(failure, err))
		}
		if name := state.refreshed(before).Name; !name.Equal(state.Name) {
			return diag.Diagnostics{managed.Changed("Quality set changed outside Terraform", "deletion",
				managed.Difference("name", state.Name, name))}
		}
		failure = r.Run.Client.DeleteQualitySet(ctx, id)
		switch {
		case failure == nil:
			return r.waitUntilGone(ctx, id)
		case livestation.IsQualitySetNotFound(failure):
			return nil
		case livestation.HasCode(failure, "250306"):
			users, _ := r.usersOf(ctx, id) // Only for the names.
			if polls < livestation.PollsInAMinute && r.areDeleted(users) {
				continue // The list of its users lags.
			}
			return diag.Diagnostics{usedSetDiagnostic(id, users)}
		}
		if attempts++; r.Run.Client.PauseBeforeRepeat(ctx, attempts, failure) {
			continue
		}
		if livestation.OutcomeUnknown(failure) && !r.waitUntilGone(ctx, id).HasError() {
			return nil
		}
		return r.Run.Report(failure)
	}
	return r.Run.Report(context.Cause(ctx))
}

// areDeleted reports whether there are users of a set, and the run deleted all of them.
func (r *qualitySetResource) areDeleted(users []user) bool {
	isOther := func(u user) bool {
		_, isDeleted := r.Run.Deleted.Load(cmp.Or(u.id, u.name))
		return !isDeleted
	}
	return len(users) > 0 && !slices.ContainsFunc(users, isOther)
}

func (r *qualitySetResource) waitUntilGone(ctx context.Context, id int64) diag.Diagnostics {
	return managed.WaitUntilGone(ctx, r.Run.Client, "Quality set", fmt.Sprint(id), func() error {
		_, err := r.Run.Client.GetQualitySet(ctx, id)
		return err
	})
}
