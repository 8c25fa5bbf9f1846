package provider

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// waitUntilReady reads a new channel until it is ready (assumption A49). If it is not ready in
// time, that is only a warning: an error would make Terraform replace the channel.
func (d *providerData) waitUntilReady(
	ctx context.Context, id string, timeout time.Duration,
) (channel livestation.Channel, diags diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var cause error
	reads, isReady := 0, false
	d.client.Poll(ctx, 0, func() bool {
		reads++
		found, err := d.client.GetChannel(ctx, livestation.LiveChannel, id)
		cause = err
		var deleted *livestation.DeletedChannelError
		switch {
		case errors.As(err, &deleted):
			diags.Append(failedDiagnostic(id, deleted.Channel.Status))
			return true
		case livestation.IsChannelNotFound(err) && channel.ID != "":
			diags.Append(failedDiagnostic(id, "not found any more"))
			return true
		case livestation.IsChannelNotFound(err):
			return reads >= livestation.PollsInAMinute
		case err != nil:
			return !livestation.IsTransient(err)
		}
		channel = found
		if channel.Status == "FORCE_BLOCK" {
			diags.Append(failedDiagnostic(id, channel.Status))
		}
		cdn := cdnStatus(channel)
		isStarted := channel.Status == "READY" || channel.Status == "PUBLISHING"
		isReady = isStarted && (cdn == "RUNNING" || cdn == "")
		return isReady || diags.HasError() || cdn == "STOPPED" || cdn == "CDN_NOT_FOUND"
	})
	if !isReady && !diags.HasError() {
		diags.Append(notReadyWarning(id, channel, cause))
	}
	return channel, diags
}

// cdnStatus returns the status of a channel's CDN, "" if it has none or the status is unknown.
func cdnStatus(c livestation.Channel) string {
	if c.CDN == nil || c.CDN.InstanceNo == "" || c.CDN.InstanceNo == "0" {
		return ""
	}
	return string(c.CDN.StatusName)
}

// changeChannel sends the planned settings, unless the channel is on air or was changed since
// the plan. Then it reads what changed: that PUT keeps stream keys and the callback endpoint
// is assumption A52. isChanged is true if the plan becomes the state, also with an error.
func (d *providerData) changeChannel(
	ctx context.Context, state, plan channelResourceModel,
) (channel livestation.Channel, isChanged bool, diags diag.Diagnostics) {
	id := state.ChannelID.ValueString()
	before, err := d.client.GetChannelWithKeys(ctx, id)
	if err != nil {
		return channel, false, d.report(err)
	}
	differences := state.differences(before.Channel)
	switch {
	case before.Mismatch != "":
		diags.Append(oddChannelDiagnostic(before.Channel))
	case before.Status == "PUBLISHING" || before.Status == "FORCE_BLOCK":
		diags.Append(wrongStatusDiagnostic(before.Channel, "change"))
	case len(differences) > 0:
		diags.Append(changedObjectDiagnostic("Channel changed outside Terraform", differences))
	}
	if diags.HasError() {
		return channel, false, diags
	}
	err = d.client.UpdateChannel(ctx, id, plan.settings())
	if err != nil {
		return channel, false, d.report(err)
	}
	after, err := d.client.GetChannelWithKeys(ctx, id)
	if err != nil {
		return channel, true, append(diags, unreadWarning("Channel changed but not verified: "+id, err))
	}
	if differences := plan.differences(after.Channel); len(differences) > 0 {
		diags.Append(differsWarning("Channel differs: "+id, differences))
	}
	if before.CallbackURL != "" && after.CallbackURL != before.CallbackURL {
		diags.Append(lostCallbackDiagnostic(before.Channel, after.Channel))
	}
	if before.Differ(after) {
		diags.Append(keyChangedDiagnostic(id))
	}
	return after.Channel, true, append(diags, d.report(nil)...)
}

// deleteChannel deletes a channel that is not protected, on air or recording, and waits until
// it is gone.
func (d *providerData) deleteChannel(ctx context.Context, state channelResourceModel) diag.Diagnostics {
	id := state.ChannelID.ValueString()
	var channel livestation.Channel
	read := func() error {
		found, err := d.client.GetChannel(ctx, livestation.LiveChannel, id)
		if err == nil {
			channel = found
		}
		return err
	}
	err := read()
	if state.isProtected() && !livestation.IsChannelNotFound(err) {
		return diag.Diagnostics{protectedDiagnostic(state, nil)}
	}
	if err == nil && isChannelBusy(channel) {
		d.client.Poll(ctx, 0, func() bool {
			err = read()
			return err != nil && !livestation.IsTransient(err) || err == nil && !isChannelBusy(channel)
		})
	}
	switch {
	case livestation.IsChannelNotFound(err):
		return nil
	case isChannelBusy(channel) && (err == nil || ctx.Err() != nil): // The time for a deletion is over.
		return diag.Diagnostics{stillThereDiagnostic(id, "Channel is busy", "the channel or its CDN is still changing")}
	case err != nil:
		return d.report(err)
	case slices.Contains([]string{"PUBLISHING", "BLOCK", "FORCE_BLOCK"}, channel.Status):
		return diag.Diagnostics{wrongStatusDiagnostic(channel, "delete")}
	}
	if diags := d.checkRecordings(ctx, state, channel); diags.HasError() {
		return diags
	}
	var busy error
	remove := func() bool {
		err = d.client.DeleteChannel(ctx, id)
		if livestation.HasCode(err, "250109") { // The CDN is busy.
			busy = err
			return false
		}
		return true
	}
	if !remove() {
		d.client.Poll(ctx, 0, remove)
	}
	if busy != nil && ctx.Err() != nil { // The latest request might have been cut off.
		err = busy
	}
	if err != nil && !livestation.IsChannelNotFound(err) && !livestation.OutcomeUnknown(err) {
		return d.report(err)
	}
	failure := err
	isGone := func() bool { return livestation.IsChannelNotFound(read()) }
	switch {
	case livestation.IsChannelNotFound(err), d.client.Poll(ctx, livestation.PollsInAMinute, isGone):
		return nil
	case failure != nil:
		return d.report(failure)
	default:
		const why = "Live Station accepted the deletion, but still returns the channel"
		return diag.Diagnostics{stillThereDiagnostic(id, "Channel still exists", why)}
	}
}

// isChannelBusy reports whether a channel cannot be deleted yet, but soon.
func isChannelBusy(c livestation.Channel) bool {
	return c.Status == "CREATING" || cdnStatus(c) == "CREATING" || cdnStatus(c) == "CHANGING"
}

// checkRecordings returns an error if deleting the channel could lose a recording.
func (d *providerData) checkRecordings(
	ctx context.Context, state channelResourceModel, channel livestation.Channel,
) diag.Diagnostics {
	isRecording := channel.IsRecording.Value != nil && *channel.IsRecording.Value
	if state.refreshed(channel).record().recordType.ValueString() == "NO_RECORD" && !isRecording {
		return nil
	}
	n, err := d.client.CountPendingRecordings(ctx, channel.ID)
	switch {
	case err != nil:
		return d.report(err)
	case n > 0:
		return diag.Diagnostics{pendingRecordingsDiagnostic(channel.ID, n)}
	default:
		return nil
	}
}
