package channel

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// create sends the POST, again while the CDN is not RUNNING, which it is not for a moment after
// another change (250140). Each time, it looks for copies first: the plan may be old. The ID is
// null if there is an error.
func (r *channelResource) create(ctx context.Context, plan channelResourceModel) (types.String, diag.Diagnostics) {
	client := r.Run.Client
	var refusal error
	isOver := func(err error) bool { // The refusal says more than the request that the end of the time has cut.
		return refusal != nil && err != nil && context.Cause(ctx) != nil && !livestation.OutcomeUnknown(err)
	}
	for n := range client.Polls(ctx) {
		named, err := r.channelsNamed(ctx, plan.ChannelName.ValueString())
		if isOver(err) {
			break
		}
		if err != nil && !r.Run.HasDeleted.Load() {
			return types.StringNull(), r.Run.Report(err)
		}
		if diags := r.checkCopies(plan, named, nil).Errors(); diags.HasError() {
			return types.StringNull(), diags
		}
		id, err := client.CreateChannel(ctx, plan.newChannel())
		if id != "" {
			r.Run.Channels.Store(id, true)
			return types.StringValue(id), nil
		}
		if isOver(err) {
			break
		}
		if !livestation.HasCode(err, "250140") || plan.cdn().isCreated() {
			lost := managed.LostCreate(ctx, r.Run, "Channel", idsOf(named), err,
				func(ctx context.Context) ([]string, error) {
					named, err := r.channelsNamed(ctx, plan.ChannelName.ValueString())
					return idsOf(named), err
				})
			if plan.cdn().isCreated() && (err == nil || livestation.OutcomeUnknown(err)) {
				lost.Append(lostCDNWarning())
			}
			return types.StringNull(), lost
		}
		if refusal = err; !r.mayStartRunning(ctx, plan.cdn().instanceNo.ValueString(), n) {
			break
		}
	}
	r.Run.RefusedCDNs.Store(plan.cdn().instanceNo.ValueString(), true)
	if cause := context.Cause(ctx); cause != nil {
		return types.StringNull(), diag.Diagnostics{busyDiagnostic("", livestation.Channel{}, cause, refusal)}
	}
	return types.StringNull(), r.Run.Report(refusal)
}

// mayStartRunning reports whether a POST that was refused because of its CDN is sent again: for 2
// minutes, and longer while another channel shows that the CDN is changing. It is not after a
// channel has waited for the same CDN in vain.
func (r *channelResource) mayStartRunning(ctx context.Context, number string, polls int) bool {
	const pollsInTwoMinutes = 27
	if _, isRefused := r.Run.RefusedCDNs.Load(number); isRefused {
		return false
	}
	channels, _, err := r.Run.Client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
	if err != nil {
		return false
	}
	isShown := func(statuses ...string) bool {
		return slices.ContainsFunc(channels, func(c livestation.Channel) bool {
			return c.CDN != nil && string(c.CDN.InstanceNo) == number && slices.Contains(statuses, cdnStatus(c))
		})
	}
	return !isShown("STOPPED") && (polls < pollsInTwoMinutes || isShown("CREATING", "CHANGING", "PUBLISHING"))
}

// channelsNamed returns the live channels with a name.
func (r *channelResource) channelsNamed(ctx context.Context, name string) ([]livestation.Channel, error) {
	channels, _, err := r.Run.Client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{Name: name})
	isOther := func(c livestation.Channel) bool { return c.Name != name }
	return slices.DeleteFunc(slices.Clone(channels), isOther), err
}

func idsOf(channels []livestation.Channel) (ids []string) {
	for _, c := range channels {
		ids = append(ids, c.ID)
	}
	return ids
}

// A stage is how far a channel is from a status that is waited for.
type stage int

const (
	pending stage = iota
	reached
	failed
	unclear // waiting longer does not help
)

// creationStage returns the stage of a new channel before READY (assumption A49). wasFound
// is true if an earlier read found it. In the first minute, a channel that is not found is not found yet. A
// channel whose CDN is created with it is not ready before the CDN has a number (assumption A65).
func creationStage(c livestation.Channel, err error, reads int, wasFound, isNewCDN bool) stage {
	hasCDN := cdnStatus(c) == "RUNNING" && (!isNewCDN || c.CDN.Domain != "" || c.CDN.Type == "CDN_PLUS") ||
		cdnStatus(c) == "" && !isNewCDN
	var deleted *livestation.DeletedChannelError
	isMissing := livestation.IsChannelNotFound(err)
	switch {
	case errors.As(err, &deleted), c.Status == "FORCE_BLOCK", isMissing && wasFound:
		return failed
	case (isMissing || livestation.IsGone(err)) && reads < livestation.PollsInAMinute:
		return pending
	case err != nil && livestation.IsTransient(err):
		return pending
	case err != nil, cdnStatus(c) == "STOPPED", cdnStatus(c) == "CDN_NOT_FOUND":
		return unclear
	case (c.Status == "READY" || c.Status == "PUBLISHING") && hasCDN:
		return reached
	default:
		return pending
	}
}

// waitUntilReady reads a new channel until it is ready, and returns it as it was read last. If it
// is not ready in time, that is only a warning: an error would make Terraform replace the channel.
func (r *channelResource) waitUntilReady(
	ctx context.Context, id string, isNewCDN bool,
) (channel livestation.Channel, diags diag.Diagnostics) {
	cause := context.Cause(ctx)
	for reads := range r.Run.Client.Polls(ctx) {
		found, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, id)
		at := creationStage(found, err, reads, channel.ID != "", isNewCDN)
		if err == nil {
			channel = found
		}
		switch cause = err; at {
		case pending:
			continue
		case reached:
			return channel, nil
		case failed:
			var deleted *livestation.DeletedChannelError
			if errors.As(err, &deleted) {
				found = deleted.Channel
			}
			return channel, diag.Diagnostics{failedDiagnostic(id, found.Status)}
		}
		break
	}
	return channel, diag.Diagnostics{notReadyWarning(id, channel, cause)}
}

// waitWhileBusy reads a channel, again while it or its CDN is changing, and returns it as it was
// read last. The error is why it was not read, or the context's if the channel is still busy.
func (r *channelResource) waitWhileBusy(ctx context.Context, id string) (channel livestation.StreamKeys, err error) {
	for range r.Run.Client.Polls(ctx) {
		found, err := r.Run.Client.GetChannelWithKeys(ctx, id)
		switch {
		case err == nil && !isBusy(found.Channel):
			return found, nil
		case err == nil:
			channel = found
		case channel.ID == "" || !livestation.IsTransient(err):
			return channel, err
		}
	}
	return channel, context.Cause(ctx)
}

// isBusy reports whether a channel can be neither changed nor deleted, but soon.
func isBusy(c livestation.Channel) bool {
	return slices.Contains([]string{"CREATING", "CHANGING"}, cdnStatus(c)) || c.Status == "CREATING"
}

// cdnStatus returns the status of a channel's CDN, "" if it has none or the status is unknown.
func cdnStatus(c livestation.Channel) string {
	if c.CDN == nil || !hasNumber(*c.CDN) && c.CDN.StatusName != "CREATING" {
		return ""
	}
	return string(c.CDN.StatusName)
}

// An update is one request that changes a channel.
type update struct {
	planned  channelResourceModel // the channel after it
	intent   string
	statuses []string // in which it is sent
	cdn      string   // the number of the CDN that must be RUNNING, "" if none must
	send     func(ctx context.Context, id string) error
	wait     func(ctx context.Context, id string) diag.Diagnostics // until the request has its effect
}

// settingsOf changes all settings to the planned ones.
func (r *channelResource) settingsOf(plan channelResourceModel) update {
	return update{
		planned: plan, intent: "change", statuses: []string{"READY", "BLOCK"},
		send: func(ctx context.Context, id string) error {
			return r.Run.Client.UpdateChannel(ctx, id, plan.settings())
		},
		wait: func(context.Context, string) diag.Diagnostics { return nil },
	}
}

// moveTo moves a channel from CDN+ to a Global Edge (assumption A68).
func (r *channelResource) moveTo(state channelResourceModel, edge types.Object) update {
	moved := state
	moved.CDN = edge
	cdn := moved.newChannel().CDN
	return update{
		planned: moved, intent: "move", statuses: []string{"READY"}, cdn: moved.cdn().instanceNo.ValueString(),
		send: func(ctx context.Context, id string) error {
			return r.Run.Client.MoveChannel(ctx, id, cdn.InstanceNo, cdn.ProfileID)
		},
		wait: func(ctx context.Context, id string) diag.Diagnostics {
			return r.waitUntilMoved(ctx, id, moved.cdn().instanceNo.ValueString())
		},
	}
}

// change sends an update, unless the channel is on air or was changed since the plan.
// Before each attempt, it reads the channel again. isChanged is true if the update becomes the
// state, also with an error.
func (r *channelResource) change(
	ctx context.Context, state channelResourceModel, u update,
) (channel livestation.Channel, isChanged bool, diags diag.Diagnostics) {
	id := state.ChannelID.ValueString()
	var first livestation.StreamKeys
	var failure error
	refusals, stop := iter.Pull(r.Run.Client.Polls(ctx))
	defer stop()
	for attempts, mayRepeat := 1, true; ; attempts++ {
		before, err := r.waitWhileBusy(ctx, id)
		if attempts == 1 {
			first = before
		}
		if failure != nil && err == nil && u.planned.isReachedFrom(state, before.Channel) {
			return r.verifyChange(ctx, u, first)
		}
		diags = r.refuseChange(state, u, before.Channel, err)
		// After the last attempt whose outcome is unknown, one more read shows that it had none.
		if failure != nil && (diags.HasError() || !mayRepeat) {
			diags.Append(r.Run.Report(failure)...)
			diags.Append(r.lossesAfter(ctx, failure, first)...)
		}
		if diags.HasError() {
			return channel, false, diags
		}
		failure = u.send(ctx, id)
		if failure == nil {
			return r.verifyChange(ctx, u, first)
		}
		if u.cdn != "" && livestation.HasCode(failure, "250140") && r.waitForCDN(ctx, u.cdn, refusals) {
			failure = nil
			attempts--
			continue
		}
		mayRepeat = r.Run.Client.PauseBeforeRepeat(ctx, attempts, failure)
		if !mayRepeat && !livestation.OutcomeUnknown(failure) {
			return channel, false, r.Run.Report(failure)
		}
	}
}

// waitForCDN pauses after a request that was refused because of its CDN, and reports whether it is sent again.
func (r *channelResource) waitForCDN(ctx context.Context, number string, refusals func() (int, bool)) bool {
	n, ok := refusals()
	if n == 0 { // The first one comes without a pause.
		n, ok = refusals()
	}
	return ok && r.mayStartRunning(ctx, number, n)
}

// refuseChange returns the error if a channel must not be changed now, or was not read. An update is sent only if
// nothing is on air, and no value is overwritten that no plan has shown.
func (r *channelResource) refuseChange(
	state channelResourceModel, u update, c livestation.Channel, err error,
) diag.Diagnostics {
	differences := state.differences(c)
	switch {
	case livestation.IsChannelNotFound(err):
		return diag.Diagnostics{managed.Gone("Channel", state.ChannelID.ValueString())}
	case err != nil:
		return r.reportBusy(err, c, state)
	case c.Mismatch != "":
		return diag.Diagnostics{oddChannelDiagnostic(c)}
	case !slices.Contains(u.statuses, c.Status):
		return diag.Diagnostics{wrongStatusDiagnostic(c, u.intent)}
	case len(differences) > 0:
		return diag.Diagnostics{managed.Changed("Channel changed outside Terraform", u.intent, differences)}
	default:
		return nil
	}
}

// waitUntilMoved reads a channel until it has the CDN and the CDN is RUNNING. If that takes too long, it is only a
// warning.
func (r *channelResource) waitUntilMoved(ctx context.Context, id, number string) diag.Diagnostics {
	var channel livestation.Channel
	cause := context.Cause(ctx)
	for range r.Run.Client.Polls(ctx) {
		found, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, id)
		if cause = err; err == nil {
			channel = found
		}
		isMoved := found.CDN != nil && string(found.CDN.InstanceNo) == number
		switch status := cdnStatus(found); {
		case err != nil && !livestation.IsTransient(err), isMoved && (status == "STOPPED" || status == "CDN_NOT_FOUND"):
			return diag.Diagnostics{movedNotReadyWarning(id, channel, cause)}
		case isMoved && status == "RUNNING":
			return nil
		}
	}
	return diag.Diagnostics{movedNotReadyWarning(id, channel, cause)}
}

// readTimeout is for what is read after the time of a change is over.
const readTimeout = 30 * time.Second

// lossesAfter returns what a failed update that may have acted has lost, if the channel can be read.
func (r *channelResource) lossesAfter(
	ctx context.Context, failure error, first livestation.StreamKeys,
) diag.Diagnostics {
	if !livestation.OutcomeUnknown(failure) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	after, err := r.Run.Client.GetChannelWithKeys(ctx, first.ID)
	if err != nil {
		return nil
	}
	return losses(first, after)
}

// losses returns the errors about a callback endpoint or keys that an update has changed (assumption A52).
func losses(first, after livestation.StreamKeys) (diags diag.Diagnostics) {
	if first.CallbackURL != "" && after.CallbackURL != first.CallbackURL {
		diags.Append(lostCallbackDiagnostic(first.Channel, after.Channel))
	}
	if first.Lost(after) {
		diags.Append(lostKeyDiagnostic(first.ID, after.StreamKey.Reveal() == ""))
	}
	return diags
}

// verifyChange waits for the effect of an update, reads the channel, and compares it with the plan, and with what it
// was first.
func (r *channelResource) verifyChange(
	ctx context.Context, u update, first livestation.StreamKeys,
) (channel livestation.Channel, isChanged bool, diags diag.Diagnostics) {
	id, plan := first.ID, u.planned
	diags = u.wait(ctx, id)
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) { // The result is read nevertheless.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
		defer cancel()
	}
	after, err := managed.ReadUntilPlanned(ctx, r.Run.Client,
		func() (livestation.StreamKeys, error) { return r.Run.Client.GetChannelWithKeys(ctx, id) },
		func(found livestation.StreamKeys) bool { return len(plan.differences(found.Channel)) == 0 })
	if err != nil {
		return channel, true, append(diags, managed.Unread("Channel changed but not verified: "+id, err))
	}
	if differences := plan.differences(after.Channel); len(differences) > 0 {
		diags.Append(managed.Differs("Channel differs: "+id, differences))
	}
	diags.Append(losses(first, after)...)
	return after.Channel, true, append(diags, r.Run.WarnOfClock()...)
}

// reportBusy reports why a channel could not be read, or that it was still busy when the time was over.
func (r *channelResource) reportBusy(
	err error, c livestation.Channel, state channelResourceModel,
) diag.Diagnostics {
	if livestation.IsNotFound(err) {
		return diag.Diagnostics{managed.NotFoundOrAccount("Channel", state.ChannelID.ValueString(), err)}
	}
	if c.ID == "" {
		return r.Run.Report(err)
	}
	return diag.Diagnostics{busyDiagnostic(c.ID, c, err, nil)}
}

// delete deletes a channel that is not protected, on air or recording, and waits until it is
// gone. Before each attempt, it reads the channel and its recordings again.
func (r *channelResource) delete(ctx context.Context, state channelResourceModel) diag.Diagnostics {
	id := state.ChannelID.ValueString()
	attempts := 0
	var failure error
	for range r.Run.Client.Polls(ctx) {
		channel, err := r.waitWhileBusy(ctx, id)
		if livestation.IsChannelNotFound(err) || failure != nil && livestation.IsGone(err) {
			return nil
		}
		if diags := r.refuseDeletion(ctx, state, channel.Channel, err); diags.HasError() {
			if failure != nil {
				diags.Append(r.Run.Report(failure)...)
			}
			return diags
		}
		failure = r.Run.Client.DeleteChannel(ctx, id)
		switch {
		case failure == nil:
			return r.waitUntilGone(ctx, id)
		case livestation.IsChannelNotFound(failure):
			return nil
		case livestation.HasCode(failure, "250109"): // The CDN is busy.
			continue
		}
		if attempts++; r.Run.Client.PauseBeforeRepeat(ctx, attempts, failure) {
			continue
		}
		if livestation.OutcomeUnknown(failure) && !r.waitUntilGone(ctx, id).HasError() {
			return nil
		}
		return r.Run.Report(failure)
	}
	return diag.Diagnostics{busyDiagnostic(id, livestation.Channel{}, context.Cause(ctx), failure)}
}

// refuseDeletion returns the error if a channel must not be deleted now, or was not read.
func (r *channelResource) refuseDeletion(
	ctx context.Context, state channelResourceModel, c livestation.Channel, err error,
) diag.Diagnostics {
	name := state.refreshed(c).ChannelName
	switch {
	case state.isProtected():
		return diag.Diagnostics{
			r.protected(state.ChannelID.ValueString(), state.ChannelName.ValueString(), keepTainted, "tainted"),
		}
	case err != nil:
		return r.reportBusy(err, c, state)
	case c.Status != "READY":
		return diag.Diagnostics{wrongStatusDiagnostic(c, "delete")}
	case !name.Equal(state.ChannelName):
		return diag.Diagnostics{managed.Changed("Channel changed outside Terraform", "deletion",
			managed.Difference("channel_name", state.ChannelName, name))}
	}
	return r.checkRecordings(ctx, state, c)
}

func (r *channelResource) waitUntilGone(ctx context.Context, id string) diag.Diagnostics {
	return managed.WaitUntilGone(ctx, r.Run.Client, "Channel", id, func() error {
		_, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, id)
		return err
	})
}

// warnOfCDN returns the warning about a CDN that was created with a deleted channel, and stays (assumption A66).
func (r *channelResource) warnOfCDN(ctx context.Context, state channelResourceModel) diag.Diagnostic {
	cdn := state.cdn()
	channels, _, err := r.Run.Client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
	isDeleted := func(c livestation.Channel) bool { return c.ID == state.ChannelID.ValueString() } // The list may lag.
	users := slices.DeleteFunc(usersOf(cdn.instanceNo, channels), isDeleted)
	return cdnStaysWarning(cdn, users, err)
}

// checkRecordings returns an error if deleting the channel could lose a recording.
func (r *channelResource) checkRecordings(
	ctx context.Context, state channelResourceModel, channel livestation.Channel,
) diag.Diagnostics {
	isRecording := channel.IsRecording.Value != nil && *channel.IsRecording.Value
	none := types.StringValue("NO_RECORD")
	wasGivenUp := state.record().recordType.Equal(none) // in the state: a plan has shown it
	if wasGivenUp && state.refreshed(channel).record().recordType.Equal(none) && !isRecording {
		return nil
	}
	recordings, unseen, err := r.Run.Client.GetRecordings(ctx, channel.ID)
	isOver := func(recording livestation.Recording) bool { return !r.Run.Client.IsPending(recording) }
	pending := slices.DeleteFunc(recordings, isOver)
	switch {
	case err != nil:
		return diag.Diagnostics{unreadRecordingsDiagnostic(channel.ID, err)}
	case len(pending)+unseen > 0:
		return diag.Diagnostics{pendingRecordingsDiagnostic(channel.ID, pending, unseen)}
	default:
		return nil
	}
}
