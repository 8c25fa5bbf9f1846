package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// experimentalWarning is once for each plan that creates resources of a type.
func (r *accountReads) experimentalWarning(typeName string) diag.Diagnostics {
	if _, isRepeated := r.experimental.LoadOrStore(typeName, true); isRepeated {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Experimental resource "+typeName,
		"Check what this plan creates after you apply it, and report what differs from the page of the resource. It is "+
			"written from the pages of NAVER Cloud, and no developer has tried it with a real account yet.")}
}

// copyDiagnostic is the error if a create would make a copy of a channel.
func copyDiagnostic(c livestation.Channel) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("channel_name"), "Channel exists: "+c.ID, fmt.Sprintf(
		"An earlier run probably created a channel with this name and these settings. Do one of the following:\n\n"+
			"  - To manage the channel, import it. ADDRESS is shown above:\n\n%s\n\n"+
			"  - If you renamed this resource, add a moved block.\n"+
			"  - If the resource is tainted, run terraform untaint 'ADDRESS'.\n"+
			"  - To create another channel, choose another channel_name.\n\n"+
			"  Channel:   %s (%s)\n  Status:    %s", importBlock(c.ID), c.ID, quoteBounded(c.Name), c.Status))
}

// protectedDiagnostic is the error if a plan or an apply would delete a protected channel, or
// replace it because of the arguments in replacing.
func protectedDiagnostic(m channelResourceModel, replacing []string) diag.Diagnostic {
	keep := "To keep the channel, undo the change, or use a removed block with destroy = false."
	if len(replacing) > 0 {
		keep = "To keep the channel, set what it has. A change of " + strings.Join(replacing, " and ") + " replaces it:\n"
		for _, s := range m.list() {
			if slices.Contains(replacing, s.name) {
				keep += fmt.Sprintf("\n  %s = %s", s.name, s.value)
			}
		}
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("deletion_protection"), "Channel is protected from deletion",
		fmt.Sprintf("%s\n\nTo delete or replace it, first apply deletion_protection = false alone, then plan again. "+
			"That loses its ID, stream keys, publish URL and service URLs: encoders and players need new ones.\n\n"+
			"  Channel:   %s (%s)", keep, m.ChannelID.ValueString(), quoteBounded(m.ChannelName.ValueString())))
}

// publishingWarning is for a plan that the apply refuses while the channel is on air.
func publishingWarning(m channelResourceModel) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Channel is publishing: "+m.ChannelID.ValueString(),
		"End the broadcast before you apply this plan. The provider neither changes nor deletes a channel that is "+
			"PUBLISHING, so the apply fails unless the broadcast ends first.")
}

// noChannelDiagnostics is for a create without an ID in its response. If a channel might have
// been created, it shows those with its name that the account did not have before.
func (d *providerData) noChannelDiagnostics(
	ctx context.Context, planned channelResourceModel, before account, cause error,
) diag.Diagnostics {
	if cause != nil && !livestation.OutcomeUnknown(cause) {
		return d.report(cause)
	}
	const listTimeout = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), listTimeout)
	defer cancel()
	channels, _, err := d.client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
	var ids []string
	for _, c := range channels {
		isOld := slices.ContainsFunc(before.channels, func(other livestation.Channel) bool { return other.ID == c.ID })
		if !isOld && c.Name == planned.ChannelName.ValueString() {
			ids = append(ids, c.ID)
		}
	}
	advice := adviceForLostCreate("channel", ids, err, cause)
	return diag.Diagnostics{diag.NewErrorDiagnostic("Channel might have been created", advice)}
}

// adviceForLostCreate shows how to import the objects with the IDs, one of which a create
// probably made. listErr is why they are not known, cause why the create failed.
func adviceForLostCreate(noun string, ids []string, listErr, cause error) string {
	look := fmt.Sprintf("Look for the %s in the Live Station console before you run Terraform again. If it exists, "+
		"import it. ", noun)
	advice := look + fmt.Sprintf("The list of %ss doesn't contain it yet.", noun)
	switch {
	case listErr != nil:
		advice = look + fmt.Sprintf("Reading the list of %ss failed too.", noun)
	case len(ids) > 0:
		advice = fmt.Sprintf(
			"Import the %[1]s. A %[1]s with this name appeared with the request. ADDRESS is shown above:", noun)
		for _, id := range ids {
			advice += "\n\n" + importBlock(id)
		}
	}
	response := fmt.Sprintf("The response to the request contains no %s ID.", noun)
	if cause != nil {
		failure := errorDiagnostic(cause) // Its advice is to run Terraform again.
		facts := failure.Detail()
		response = failure.Summary() + "." + facts[max(0, strings.LastIndex(facts, "\n\n")):]
	}
	return advice + "\n\n" + response
}

// notReadyWarning is for a channel that was created but was not seen to be ready.
func notReadyWarning(id string, c livestation.Channel, err error) diag.Diagnostic {
	var s supportBlock
	s.add("Channel", id)
	s.add("Status", cmp.Or(c.Status, "unknown"))
	s.add("CDN", cdnStatus(c))
	if err != nil {
		s.add("Cause", errorDiagnostic(err).Summary())
	}
	return diag.NewWarningDiagnostic("Channel not ready yet: "+id,
		"Wait until the channel is READY and its CDN is RUNNING in the consoles before you use the channel. It was created, "+
			"and is in the state. Start the CDN if it is stopped. To wait longer, set timeouts.create.\n\n"+s.String())
}

// failedDiagnostic is the error if a new channel ended before it was ready.
func failedDiagnostic(id, status string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Channel failed after its creation", fmt.Sprintf(
		"Check the channel in the Live Station console, or contact NAVER Cloud support. The next apply replaces it, "+
			"if deletion_protection is false in the state.\n\n  Channel:   %s\n  Status:    %s", id, status))
}

// differsWarning is for an object that is not as it was requested.
func differsWarning(summary string, differences []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(summary,
		"Run terraform plan to see the difference, and report it as a bug in the provider if you didn't cause it. "+
			"Live Station returns other values than the configuration:\n\n"+strings.Join(differences, "\n"))
}

// missingWarning is for an object in the state that was not found.
func missingWarning(noun, id string, name types.String, replacement string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(noun+" not found: "+id, fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the account that owns it before you apply this "+
			"plan.\n\nTerraform removes it from the state and plans to create another one, with %s.\n\n  Name:      %s",
		replacement, quoteBounded(name.ValueString())))
}

func forceBlockWarning(id string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Channel is blocked: "+id,
		"Contact NAVER Cloud support. The status of the channel is FORCE_BLOCK, which only NAVER Cloud can change.")
}

// unreadWarning is for a write that succeeded, and whose result was not read.
func unreadWarning(summary string, err error) diag.Diagnostic {
	failure := errorDiagnostic(err)
	return diag.NewWarningDiagnostic(summary, fmt.Sprintf(
		"Run terraform plan to see what Live Station stored. Reading it failed: %s\n\n%s",
		failure.Summary(), failure.Detail()))
}

// changedObjectDiagnostic is the error if an update would overwrite what no plan has shown.
func changedObjectDiagnostic(summary string, differences []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary,
		"Run terraform plan again, without -refresh=false, and review the change before you apply it. These values were "+
			"changed after this plan was made, so nothing was overwritten:\n\n"+strings.Join(differences, "\n"))
}

// wrongStatusDiagnostic is the error if the status forbids a change or a deletion.
func wrongStatusDiagnostic(c livestation.Channel, intent string) diag.Diagnostic {
	advice := map[string]string{
		"PUBLISHING": "Stop the encoder, wait until the status of the channel is READY, and run Terraform again.",
		"BLOCK": "Resume the channel in the Live Station console, wait until its status is READY, and run Terraform again. " +
			"Stop the encoder first: resuming can put it on air.",
		"FORCE_BLOCK": "Contact NAVER Cloud support, or stop managing the channel with a removed block and destroy = false.",
	}[c.Status]
	summary := "Channel is " + c.Status
	if c.Status == "PUBLISHING" {
		summary = "Channel is publishing"
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s The provider doesn't %s such a channel.\n\n  Channel:   %s (%s)", advice, intent, c.ID, quoteBounded(c.Name)))
}

// stillThereDiagnostic is the error if a channel could not be deleted in time.
func stillThereDiagnostic(id, summary, why string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"Check the channel in the Live Station console, then run Terraform again. The resource stays in the state: %s.\n\n"+
			"  Channel:   %s", why, id))
}

func pendingRecordingsDiagnostic(id string, n int) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Recordings are not finished", fmt.Sprintf(
		"Wait until the recordings of the channel are finished, then run Terraform again. Deleting the channel now "+
			"could lose them.\n\n  Channel:   %s\n  Number:    %d", id, n))
}

// lostCallbackDiagnostic is the error if an update changed the channel's callback endpoint.
func lostCallbackDiagnostic(before, after livestation.Channel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Callback endpoint lost", fmt.Sprintf(
		"Register the callback URL of the channel again, with the resource livestation_channel_callback_endpoint. "+
			"Live Station changed it with the update of the channel. Report this as a bug in the provider.\n\n"+
			"  Channel:   %s\n  Before:    %s\n  Now:       %s", before.ID, livestation.RedactCallbackURL(before.CallbackURL),
		cmp.Or(livestation.RedactCallbackURL(after.CallbackURL), "none")))
}

func keyChangedDiagnostic(id string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Stream key changed", fmt.Sprintf(
		"Give the new stream key to the encoder (ephemeral resource livestation_channel_stream_key). Live Station "+
			"changed it with the update of the channel. Report this as a bug in the provider.\n\n  Channel:   %s", id))
}
