package provider

import (
	"cmp"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// conflictDiagnostic is the error if a create would overwrite a URL that the user has
// not seen.
func conflictDiagnostic(t target, registered string) diag.Diagnostic {
	many := ""
	if _, ok := t.(channelTarget); ok {
		many = "  - To import many channels at once, follow the guide\n    \"Adopt existing callback endpoints\".\n"
	}
	return callbackURLError("A different callback endpoint is already registered", fmt.Sprintf(
		"Do one of the following. Creating this resource would overwrite the registered URL.\n\n"+
			"  - To keep the registered URL, set callback_url to it.\n"+
			"  - If you renamed this resource, add a moved block.\n"+
			"  - To change it, import it first. Add this block, and run terraform plan to\n"+
			"    see the change:\n\n"+
			"      import {\n"+
			"        to = ADDRESS\n"+
			"        id = %[1]q\n"+
			"      }\n\n"+
			"    Or run this command, then terraform plan:\n\n"+
			"      terraform import 'ADDRESS' %[1]s\n\n"+
			"    ADDRESS is this resource's address as shown above, with its key in\n"+
			"    brackets if it has one. If the resource is already in the state, run\n"+
			"    terraform state rm 'ADDRESS' first.\n"+
			"%[2]s\n"+
			"  Registered: %[3]s\n  For:        %[4]s",
		t.importID(), many, livestation.RedactCallbackURL(registered), t))
}

// changedOutsideDiagnostic is the error if an update would overwrite a URL that the
// user has not seen.
func changedOutsideDiagnostic(t target, known, registered string) diag.Diagnostic {
	return callbackURLError("Callback endpoint changed outside Terraform", fmt.Sprintf(
		"Run terraform plan again, review the change, and apply it. "+
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
// only in parts that are hidden, it says so.
func compareURLs(label1, url1, label2, url2 string) string {
	shown1, shown2 := livestation.RedactCallbackURL(url1), livestation.RedactCallbackURL(url2)
	if shown1 == shown2 {
		shown2 += " (differs in a part that is not shown)"
	}
	return fmt.Sprintf("  %-11s %s\n  %-11s %s", label1+":", cmp.Or(shown1, "none"), label2+":", cmp.Or(shown2, "none"))
}

// notVerifiedWarning is for a registered URL that could not be read back.
func notVerifiedWarning(err error) diag.Diagnostic {
	cause := errorDiagnostic(err)
	return diag.NewWarningDiagnostic("Callback endpoint registered but not verified", fmt.Sprintf(
		"Run terraform plan to see what is registered. Live Station confirmed the URL, but reading it back failed: %s\n\n%s",
		cause.Summary(), cause.Detail()))
}

// destroyWarning says what destroying the resource does not do.
func destroyWarning(r registration) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The callback endpoint remains registered", fmt.Sprintf(
		"To send events elsewhere, register another URL. If another resource does so in this run, ignore this warning.\n\n"+
			"Destroying the resource only removes it from the Terraform state, "+
			"because the Live Station API can't remove a registration.\n\n  In state:   %s\n  For:        %s",
		livestation.RedactCallbackURL(r.url.ValueString()), r.target))
}

// goneWarning is for a resource in the state whose registration was not found.
func goneWarning(t target, what string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Callback endpoint not found", fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the account that owns it "+
			"before you apply this plan.\n\n"+
			"%s, so Terraform removes the resource from the state and plans to create it.\n\n  For: %s", what, t))
}
