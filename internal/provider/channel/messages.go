package channel

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// copyDiagnostic is the error if a create would make a copy of a channel.
func copyDiagnostic(c livestation.Channel) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("channel_name"), "Channel exists: "+c.ID, fmt.Sprintf(
		"An earlier run probably created a channel with this name and these settings. Do one of the following:\n\n"+
			"  - To manage the channel, if no other configuration does, import it.\n"+
			"    ADDRESS is shown above:\n\n%s\n\n"+
			"  - If you renamed this resource, add a moved block.\n"+
			"  - To create another channel, choose another channel_name, or wait until an\n"+
			"    hour after the creation of the first.\n"+
			"  - If this plan replaces the channel, leave out create_before_destroy.\n\n"+
			"  Channel:   %s (%s)\n  Status:    %s", managed.ImportBlock(c.ID), c.ID, attribute.QuoteBounded(c.Name), c.Status))
}

// notMovedDiagnostic is the error if a plan deletes a channel and creates the same one.
func notMovedDiagnostic(id, name string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Channel would be created again: "+id, fmt.Sprintf(
		"If you renamed the resource or a key of for_each, add a moved block. Otherwise, choose another channel_name, or "+
			"first apply the deletion alone.\n\n"+
			"This plan deletes a channel that was created within the last hour, and creates one with the same name and "+
			"settings.\n\n  Channel:   %s (%s)", id, attribute.QuoteBounded(name)))
}

// sameChannelWarning is for a create beside a channel with the same name and settings that is older, or
// managed in this run.
func sameChannelWarning(c livestation.Channel, isManaged, isRecent bool) diag.Diagnostic {
	advice := "If you renamed this resource, add a moved block. "
	if isManaged {
		advice += "Another resource of this configuration manages the channel, or this one is tainted."
	} else {
		advice += fmt.Sprintf("If you want to manage the existing channel, and no other configuration does, import it. "+
			"ADDRESS is shown above:\n\n%s\n\nOtherwise, this plan creates another channel with the same name and settings.",
			managed.ImportBlock(c.ID))
	}
	if isRecent {
		advice += "\n\nThe channel was created within the last hour, so the apply might refuse to create another one: " +
			"wait, or choose another channel_name."
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("channel_name"), "Channel with this name exists: "+c.ID,
		fmt.Sprintf("%s\n\n  Channel:   %s (%s)", advice, c.ID, attribute.QuoteBounded(c.Name)))
}

// What keeps a protected channel, by what would delete it.
const (
	keepDeleted = "To keep the channel, undo the change, or add a moved block if you renamed the resource or its key, " +
		"or moved it into a module.\n\nTo stop managing it, use a removed block with destroy = false, or terraform " +
		"state rm 'ADDRESS'. A removed block can't name one entry of a map or list: first move that to an address " +
		"without a key."
	keepReplaced = "To keep the channel, leave out the option -replace, or replace_triggered_by in its lifecycle block."
	keepTainted  = "To keep the channel, run terraform untaint 'ADDRESS'. Terraform replaces a tainted resource " +
		"without updating it, so deletion_protection can only be changed after that. To replace it, run terraform apply " +
		"with the option -replace='ADDRESS' then."
)

// keepSettings is for a change of the arguments in replacing.
func keepSettings(state, planned channelResourceModel, replacing []string) string {
	var unknown []string
	for _, s := range planned.list() {
		if slices.Contains(replacing, s.Name) && isPartlyUnknown(s.Value) {
			unknown = append(unknown, s.Name)
		}
	}
	keep := "To keep the channel, set what it has. A change of " + strings.Join(replacing, " and ") + " replaces it."
	if len(unknown) > 0 {
		keep += " The value of " + strings.Join(unknown, " and ") + " is not known before the apply, because it depends " +
			"on a resource that this plan creates or changes."
	}
	return keep + "\n\n" + managed.SettingLines(state.list(), replacing)
}

// protected is the error if a plan or an apply would delete or replace a protected channel. For the
// same cause, only the first of a run is explained in full: a map of channels has many.
func (r *channelResource) protected(id, name, keep, cause string) diag.Diagnostic {
	full := protectedDiagnostic(id, name, keep)
	if _, isNew := r.Run.Explained.First("protected: "+cause, id); isNew {
		return full
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("deletion_protection"), full.Summary(), fmt.Sprintf(
		"Follow the longer error with this summary. Channel %s (%s) is protected too.",
		id, attribute.QuoteBounded(name)))
}

// protectedDiagnostic is the error if a plan or an apply would delete or replace a protected channel.
func protectedDiagnostic(id, name, keep string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("deletion_protection"), "Channel is protected from deletion",
		fmt.Sprintf("%s\n\nTo delete or replace it, first apply deletion_protection = false alone, then plan again. "+
			"That loses its ID, stream keys, publish URL and service URLs: encoders and players need new ones.\n\n"+
			"  Channel:   %s (%s)", keep, id, attribute.QuoteBounded(name)))
}

// publishingWarning is for a plan that the apply refuses while the channel is on air.
func publishingWarning(m channelResourceModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Channel is publishing: "+m.ChannelID.ValueString(),
		"End the broadcast before you apply this plan. The provider neither changes nor deletes a channel that is "+
			"PUBLISHING, so the apply fails unless the broadcast ends first.")
}

// notReadyWarning is for a channel that was created but was not seen to be ready.
func notReadyWarning(id string, c livestation.Channel, err error) diag.Diagnostic {
	var s diagnose.Facts
	s.Add("Channel", id)
	s.Add("Status", cmp.Or(c.Status, "unknown"))
	s.Add("CDN", shownCDN(c))
	advice := "Start the CDN if it is stopped. To wait longer for the next channel, set timeouts.create."
	if err != nil {
		advice = "Correct what failed first: the channel could not be read in the end. " + diagnose.Explain(err).Summary + "."
	}
	return diag.NewWarningDiagnostic("Channel not ready yet: "+id,
		"Wait until the channel is READY and its CDN is RUNNING in the consoles before you use the channel. It was "+
			"created, and is in the state: the next plan reads what is not known yet.\n\n"+advice+"\n\n"+s.String())
}

// failedDiagnostic is the error if a new channel ended before it was ready. A status of "" is one that
// was not found any more.
func failedDiagnostic(id, status string) diag.Diagnostic {
	advice := "Run terraform apply again, which creates another channel. Live Station deleted this one."
	if status == "FORCE_BLOCK" {
		advice = "Contact NAVER Cloud support, which alone can lift this status. Then, to keep the channel, run " +
			"terraform untaint 'ADDRESS'. To give the channel up instead, run terraform state rm 'ADDRESS'. ADDRESS is " +
			"shown above."
	}
	return diag.NewErrorDiagnostic("Channel failed after its creation", fmt.Sprintf(
		"%s\n\n  Channel:   %s\n  Status:    %s", advice, id, cmp.Or(status, "not found any more")))
}

func forceBlockWarning(id string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Channel is blocked: "+id,
		"Contact NAVER Cloud support. The status of the channel is FORCE_BLOCK, which only NAVER Cloud can change.")
}

// wrongStatusDiagnostic is the error if the status forbids a change or a deletion.
func wrongStatusDiagnostic(c livestation.Channel, intent string) diag.Diagnostic {
	summary := "Channel is " + cmp.Or(c.Status, "of an unknown status")
	advice := "Wait until the status of the channel is READY, and run Terraform again. If the status doesn't change, " +
		"use a removed block with destroy = false to stop managing the channel."
	switch c.Status {
	case "PUBLISHING":
		summary = "Channel is publishing"
		advice = "Stop the encoder, wait until the status of the channel is READY, and run Terraform again."
	case "BLOCK":
		advice = "Resume the channel in the Live Station console, wait until its status is READY, and run Terraform " +
			"again. Stop the encoder first: resuming can put it on air."
	case "FORCE_BLOCK":
		advice = "Contact NAVER Cloud support, or stop managing the channel with a removed block and destroy = false."
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s The provider doesn't %s such a channel.\n\n  Channel:   %s (%s)",
		advice,
		intent,
		c.ID,
		attribute.QuoteBounded(c.Name),
	))
}

// busyDiagnostic is the error if the time for a change or a deletion ended. c is the channel as it was
// read last, empty if the API refused the request instead, for the reason last.
func busyDiagnostic(id string, c livestation.Channel, cause, last error) diag.Diagnostic {
	e := diagnose.Explain(cause)
	e.Facts.Add("Channel", id)
	e.Facts.Add("Status", c.Status)
	e.Facts.Add("CDN", cdnStatus(c))
	if last != nil {
		e.Advice += "\n\n" + diagnose.Explain(last).Advice
		e.Facts.Lines = append(e.Facts.Lines, diagnose.Explain(last).Facts.Lines...)
	}
	return diag.NewErrorDiagnostic(e.Summary, e.Detail())
}

// newCDNWarning is for a plan that creates a CDN. It shows how channels of the plan share one.
func (r *channelResource) newCDNWarning(name string) diag.Diagnostic {
	if first, _ := r.Run.PlannedCDNs.First("", name); first != name {
		return diag.NewAttributeWarningDiagnostic(path.Root("cdn"), "This plan creates several CDNs",
			"Use one CDN for several channels, unless you want one for each: every CDN is billed. Set create_cdn in one "+
				"channel only, and write its CDN in the others. FIRST is the name of its resource:\n\n"+
				"  cdn = {\n"+
				"    instance_no = livestation_channel.FIRST.cdn.instance_no\n"+
				"    profile_id  = livestation_channel.FIRST.cdn.profile_id\n"+
				"    cdn_domain  = livestation_channel.FIRST.cdn.cdn_domain\n"+
				"  }")
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("cdn"), "This plan creates a CDN",
		"Check that you want another CDN before you apply this plan. NAVER Cloud bills it until you delete it in the Global "+
			"Edge console: it stays when the channel is deleted or replaced.\n\n"+
			"The creation takes 5 to 10 minutes, and up to an hour with the region GLOBAL.")
}

// lostCDNWarning is for a create whose outcome is unknown, and that may have created a CDN.
func lostCDNWarning() diag.Diagnostic {
	return diag.NewWarningDiagnostic("CDN might have been created",
		"If the channel exists, its CDN was probably created with it: keep both. If not, look for a new CDN in the Global "+
			"Edge console, and delete it if you don't need it: NAVER Cloud bills it.")
}

// leftCDNWarning is for a channel that is gone, or probably replaced, and whose CDN another one could use. cdn is HCL.
func leftCDNWarning(id, cdn string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Another CDN might be created: "+id, fmt.Sprintf(
		"If you create this channel again, write its CDN instead of create_cdn and region_type. Otherwise, the new "+
			"channel creates another CDN, and NAVER Cloud bills both:\n\n  cdn = %s", cdn))
}

// noNewCDNWarning is for a plan that sets create_cdn for a channel that has a CDN already.
func noNewCDNWarning(state channelResourceModel) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("cdn"), "This plan creates no CDN", fmt.Sprintf(
		"Check that the channel is to keep its CDN %s. Only a new channel creates a CDN: with create_cdn = true, this "+
			"one keeps the CDN that it has, in whatever region.", state.cdn().instanceNo))
}

// noCDNWarning is for a channel whose CDN is created with it, and that has none.
func noCDNWarning(id string, c livestation.Channel) diag.Diagnostic {
	var s diagnose.Facts
	s.Add("Channel", id)
	s.Add("CDN", shownCDN(c))
	return diag.NewWarningDiagnostic("Channel has no CDN: "+id,
		"Wait some minutes if the channel was just created, and run Terraform again: its CDN has no number yet. If that "+
			"doesn't change, check the channel in the Live Station console.\n\n"+s.String())
}

// shownCDN returns the status of a channel's CDN for a message, "" if it was not read.
func shownCDN(c livestation.Channel) string {
	switch {
	case c.ID == "":
		return ""
	case c.CDN == nil:
		return "none"
	case !hasNumber(*c.CDN) && c.CDN.StatusName != "CREATING":
		return strings.TrimSpace("none " + string(c.CDN.StatusName))
	default:
		return string(c.CDN.StatusName)
	}
}

// otherCDNDiagnostic is the error if a replacement would leave a CDN and create another.
func otherCDNDiagnostic(replaced replacedChannel) diag.Diagnostic {
	advice := "Write the CDN of the channel in cdn, instead of create_cdn and region_type:\n\n  cdn = " + replaced.CDN
	if replaced.CDN == "" {
		advice = "Wait until the CDN of the channel is RUNNING, run terraform apply -refresh-only, and plan again. Its " +
			"number is not known yet."
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("cdn"), "Replacement would create another CDN", fmt.Sprintf(
		"%s\n\nIf you want another CDN, create another channel with it first. This plan replaces the channel. With "+
			"create_cdn = true, that creates another CDN and leaves the one of the channel, and both are billed.\n\n"+
			"  Channel:   %s (%s)", advice, replaced.ID, attribute.QuoteBounded(replaced.Name)))
}

// cdnStaysWarning is for a channel that was deleted, and whose CDN was created with it. users are the channels that
// use the CDN now, err is why they are not known.
func cdnStaysWarning(cdn channelCDN, users []livestation.Channel, err error) diag.Diagnostic {
	advice := "Keep the CDN if this apply creates another channel on it. Otherwise, delete it in the Global Edge " +
		"console if you don't need it: NAVER Cloud bills it.\n\nLive Station doesn't delete a CDN with its channel. " +
		"When this channel was deleted, no other channel of the account used it."
	var s diagnose.Facts
	s.Add("CDN", cmp.Or(cdn.instanceNo.ValueString(), "unknown"))
	s.Add("Domain", cdn.domain.ValueString())
	switch {
	case err != nil || cdn.instanceNo.IsNull():
		advice = "Check in the Global Edge console whether you need the CDN: NAVER Cloud bills it. Live Station doesn't " +
			"delete a CDN with its channel. It is not known which channels use it."
	case len(users) > 0:
		advice = "Keep the CDN as long as the channels below use it. Live Station doesn't delete a CDN with its " +
			"channel, and NAVER Cloud bills it."
		s.Lines = append(s.Lines, listOf(users))
	}
	return diag.NewWarningDiagnostic("CDN stays", advice+"\n\n"+s.String())
}

const giveUpRecordings = "To give the recordings up, first apply record = { type = \"NO_RECORD\" } alone, with the " +
	"resource block in its place. If Terraform has replaced the channel already, delete it in the Live Station console."

// unreadRecordingsDiagnostic is the error if it is not known whether a deletion would lose recordings.
func unreadRecordingsDiagnostic(id string, err error) diag.Diagnostic {
	failure := diagnose.Explain(err)
	return diag.NewErrorDiagnostic("Recordings could not be read", fmt.Sprintf(
		"Run Terraform again. The channel is not deleted, because that could lose recordings. Reading them failed: %s\n\n%s"+
			"\n\n  Channel:   %s\n%s", failure.Summary, giveUpRecordings, id, failure.Facts.String()))
}

// pendingRecordingsDiagnostic is the error if deleting a channel could lose recordings. unseen is
// how many more the channel has than the API returned.
func pendingRecordingsDiagnostic(id string, pending []livestation.Recording, unseen int) diag.Diagnostic {
	lines := []string{"  Channel:   " + id}
	for _, r := range pending[:min(len(pending), attribute.MaxShown)] {
		line := fmt.Sprintf("  - recording %s: %s", attribute.QuoteBounded(r.ID), attribute.QuoteBounded(string(r.Status)))
		if !r.ShouldDeleteTime.IsZero() {
			line += ", kept until " + attribute.TimeOrNull(r.ShouldDeleteTime).ValueString()
		}
		lines = append(lines, line)
	}
	if more := len(pending) - attribute.MaxShown; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	if unseen > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more, which Live Station counts but does not return", unseen))
	}
	return diag.NewErrorDiagnostic("Recordings are not finished",
		"Wait until the recordings of the channel are finished, and upload those that wait for it in the Live Station "+
			"console. Then run Terraform again: deleting the channel now could lose them.\n\n"+giveUpRecordings+"\n\n"+
			strings.Join(lines, "\n"))
}

// unseenRecordingsWarning is for a list of recordings that is not complete.
func unseenRecordingsWarning(id string, unseen int) diag.Diagnostic {
	return diag.NewWarningDiagnostic("List of recordings is incomplete", fmt.Sprintf(
		"Look for the others in the Live Station console. Live Station counts %d more recordings of channel %s than it "+
			"returns.", unseen, id))
}

// oddRecordingWarning is for recordings of which a field has an unexpected type. The others of the first are not shown.
func oddRecordingWarning(odd []livestation.Recording) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Unexpected format of recordings", fmt.Sprintf(
		"Use a newer version of the provider if there is one, or report this as a bug in the provider. Some fields of %d "+
			"recordings are null, because one of them has an unexpected type.\n\n  Recording: %s\n  Field:     %s",
		len(odd), attribute.QuoteBounded(odd[0].ID), odd[0].Mismatch))
}

// onCDNPlusDiagnostic is the error if a configuration has the CDN+ of a channel instead of a Global Edge, or what
// can't be moved to.
func onCDNPlusDiagnostic(c replacedChannel) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("cdn"), "Channel is on CDN+", fmt.Sprintf(
		"Write the existing Global Edge that the channel moves to in cdn, as instance_no, profile_id and cdn_domain. The "+
			"data source livestation_global_edges lists them. NAVER Cloud ended CDN+, and the provider manages no channel on "+
			"it: see the guide \"Leave CDN+\".\n\n  Channel:   %s (%s)\n  CDN:       %s",
		c.ID, attribute.QuoteBounded(c.Name), c.CDN))
}

// movesWarning is for a plan that moves a channel from CDN+ to a Global Edge.
func movesWarning(state, planned channelResourceModel) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("cdn"), "Channel moves to another CDN", fmt.Sprintf(
		"Be ready to give viewers and players new URLs: after the apply, the data source livestation_service_urls reads "+
			"them. The old ones stop working, and the API can't move the channel back. See the guide \"Leave CDN+\".\n\n"+
			"  Channel:   %s (%s)\n  From:      %s\n  To:        %s",
		state.ChannelID.ValueString(), attribute.QuoteBounded(state.ChannelName.ValueString()),
		attribute.ShowValue(state.cdn().domain), attribute.ShowValue(planned.cdn().domain)))
}

// movedNotReadyWarning is for a channel that was moved, and whose CDN was not seen to be RUNNING.
func movedNotReadyWarning(id string, c livestation.Channel, err error) diag.Diagnostic {
	var s diagnose.Facts
	s.Add("Channel", id)
	s.Add("CDN", shownCDN(c))
	if c.CDN != nil {
		s.Add("Number", string(c.CDN.InstanceNo))
	}
	if err != nil {
		s.Add("Cause", diagnose.Explain(err).Summary)
	}
	return diag.NewWarningDiagnostic("Channel moved but not ready yet: "+id,
		"Wait until the channel has its new CDN and that is RUNNING in the consoles. Live Station accepted the move. "+
			"To wait longer, set timeouts.update.\n\n"+s.String())
}

// lostCallbackDiagnostic is the error if an update changed the channel's callback endpoint.
func lostCallbackDiagnostic(before, after livestation.Channel) diag.Diagnostic {
	summary, advice := "Callback endpoint lost", "Register the callback URL of the channel again, with the resource "+
		"livestation_channel_callback_endpoint. The channel has none since its update."
	if after.CallbackURL != "" {
		summary = "Callback endpoint changed"
		advice = "Check which program registered the URL below. If none did, register the URL before it again, with the " +
			"resource livestation_channel_callback_endpoint."
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s Report this as a bug in the provider if no other program changed it.\n\n"+
			"  Channel:   %s\n  Before:    %s\n  Now:       %s", advice, before.ID,
		livestation.RedactCallbackURL(before.CallbackURL),
		cmp.Or(livestation.RedactCallbackURL(after.CallbackURL), "none")))
}

// lostKeyDiagnostic is the error if an update changed a stream key, or if there is none after it.
func lostKeyDiagnostic(id string, isAbsent bool) diag.Diagnostic {
	summary, advice := "Stream key changed", "Give the new stream key to the encoder (ephemeral resource "+
		"livestation_channel_stream_key). Live Station changed it with the update of the channel."
	if isAbsent {
		summary = "Stream key lost"
		advice = "Check the channel in the Live Station console, and contact NAVER Cloud support. Live Station returns " +
			"no stream key after the update of the channel."
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s Report this as a bug in the provider.\n\n  Channel:   %s", advice, id))
}
