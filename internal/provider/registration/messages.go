package registration

import (
	"cmp"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// conflictDiagnostic is the error if a create would overwrite a URL that the user has
// not seen. Only the first of a run explains it in full: a map of channels has many.
func (r *endpointResource) conflictDiagnostic(t target, wanted, registered string) diag.Diagnostic {
	const summary = "A different callback endpoint is already registered"
	if _, isNew := r.Run.Explained.First(summary, t.importID()); !isNew {
		return callbackURLError(summary, fmt.Sprintf(
			"Import %s as the error with an import block explains. Registered: %s",
			t.importID(), livestation.RedactCallbackURL(registered)))
	}
	many := ""
	if !t.isDefault() {
		many = fmt.Sprintf("  - If the resource has for_each, import all channels with one block. Here,\n"+
			"    local.stages maps your keys to channel IDs:\n\n"+
			"      import {\n"+
			"        for_each = local.stages\n"+
			"        to       = livestation_channel_callback_endpoint.stage[each.key]\n"+
			"        id       = \"%s/${each.value}\"\n"+
			"      }\n\n", t.ChannelType.Name)
	}
	return callbackURLError(summary, fmt.Sprintf(
		"Creating this resource would overwrite the URL that is registered for %[1]s. Do one of the following:\n\n"+
			"  - To keep the registered URL, set callback_url to it.\n"+
			"  - If you renamed this resource, add a moved block.\n"+
			"  - To change the URL, import it, and review the change in the plan. ADDRESS\n"+
			"    is shown above. If the resource is in the state, first run\n"+
			"    terraform state rm 'ADDRESS'.\n\n"+
			"%[2]s\n\n%[3]s%[4]s",
		t, managed.ImportBlock(t.importID()), many, compareURLs("Registered", registered, "Requested", wanted)))
}

// adoptedWarning is for a registered URL that the provider would not register.
func adoptedWarning(t target) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Registered callback URL is not valid", fmt.Sprintf(
		"Check that events arrive, or register another URL. Terraform accepts the URL of %s, "+
			"although it contains a character that a URL cannot contain, because it is registered already.", t))
}

// noDefaultWarning is for the first registration of an account, if the API reports an error
// instead of none.
func noDefaultWarning(err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("No default callback endpoint found (250004)",
		"Check that the access key, site and region are those of the intended account before you apply this plan. The "+
			"provider takes this response as none: if the account has a default endpoint, applying the plan overwrites it.\n\n"+
			diagnose.Explain(err).Facts.String())
}

// changedOutsideDiagnostic is the error if an update would overwrite a URL that the
// user has not seen.
func changedOutsideDiagnostic(t target, known, registered string) diag.Diagnostic {
	return callbackURLError("Callback endpoint changed outside Terraform", fmt.Sprintf(
		"Run terraform plan again, without -refresh=false, and review the change before you apply it. "+
			"Another program registered a URL for %s after this plan was made, so nothing was overwritten.\n\n%s",
		t, compareURLs("Registered", registered, "In state", known)))
}

// refreshedWarning says that the registered URL is not the one in the state.
func refreshedWarning(t target, known, registered string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Callback endpoint changed outside Terraform", fmt.Sprintf(
		"To keep the registered URL, set callback_url to it. "+
			"Another program registered it for %s after the last apply, and applying another callback_url overwrites it.\n\n%s",
		t, compareURLs("Registered", registered, "In state", known)))
}

// importedWarning says that a plan replaces an imported URL.
func importedWarning(prior, planned registration) diag.Diagnostic {
	url := planned.url.ValueString()
	if planned.url.IsUnknown() {
		url = "(known after apply)"
	}
	return diag.NewWarningDiagnostic("Imported callback endpoint will be replaced", fmt.Sprintf(
		"To keep the imported URL, set callback_url to it. Applying this plan overwrites the URL of %s.\n\n%s",
		prior.target, compareURLs("Registered", prior.url.ValueString(), "Planned", url)))
}

// notAcceptedDiagnostic is the error if a test event to the URL failed in the same run.
func notAcceptedDiagnostic(t target, wanted string) diag.Diagnostic {
	return callbackURLError("Test event not accepted, URL not registered", fmt.Sprintf(
		"Run Terraform again when the receiver accepts the event of the action livestation_send_test_event. "+
			"In this run, the event was canceled or the receiver did not accept it.\n\n"+
			"  Requested:  %s\n  For:        %s", livestation.RedactCallbackURL(wanted), t))
}

// differsDiagnostic is the error if another URL is registered than requested.
func differsDiagnostic(t target, wanted, registered string) diag.Diagnostic {
	return callbackURLError("The registered callback endpoint differs", fmt.Sprintf(
		"If Live Station changed only the form of the URL, set callback_url to the registered form. "+
			"Otherwise another program registered a URL for %s at the same time: run terraform plan to see it.\n\n%s",
		t, compareURLs("Requested", wanted, "Registered", registered)))
}

func callbackURLError(summary, detail string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("callback_url"), summary, detail)
}

// compareURLs returns indented lines with two different callback URLs. If they differ
// only in parts that are hidden, it says how to see them.
func compareURLs(label1, url1, label2, url2 string) string {
	shown1, shown2 := livestation.RedactCallbackURL(url1), livestation.RedactCallbackURL(url2)
	lines := fmt.Sprintf("  %-11s %s\n  %-11s %s", label1+":", cmp.Or(shown1, "none"), label2+":", cmp.Or(shown2, "none"))
	if shown1 == shown2 {
		lines = "The URLs differ in a part that is not shown. To see it, run terraform plan -out=FILE, " +
			"with an import block if the resource is not in the state, and terraform show -json FILE. " +
			"Its output contains the secrets.\n\n" + lines
	}
	return lines
}

// destroyWarning says what destroying the resource does not do.
func destroyWarning(r registration) diag.Diagnostic {
	deletes := ""
	if !r.target.isDefault() {
		deletes = ", or deletes the channel"
	}
	return diag.NewWarningDiagnostic("The callback endpoint remains registered", fmt.Sprintf(
		"The Live Station API can't remove a registration, so the resource is only removed from the Terraform state. "+
			"If this run registers another URL for %[1]s%[4]s, ignore this warning.\n\n"+
			"To create the resource with another URL in a later run, import it first:\n\n"+
			"%[2]s\n\n  In state:   %[3]s\n  For:        %[1]s",
		r.target, managed.ImportBlock(r.target.importID()), livestation.RedactCallbackURL(r.url.ValueString()), deletes))
}

// goneWarning is for a resource in the state whose registration was not found.
func goneWarning(t target, what string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Callback endpoint not found", fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the account that owns it "+
			"before you apply this plan.\n\n"+
			"%s, so Terraform removes the resource from the state and plans to create it.\n\n  For: %s", what, t))
}
