package provider

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// registrationDescription is what the descriptions of all resources that register a
// callback URL say.
const registrationDescription = "If another URL is already registered, " +
	"creating the resource fails and shows how to import it. " +
	"The API can't remove a registration: destroying the resource removes it from the state only, " +
	"and the URL remains registered. " +
	"If the URL contains a secret, note that the state contains the whole URL; " +
	"messages of the provider hide its user information and query values."

// A target is a place where Live Station keeps one callback URL: the account's
// default endpoint, or a channel's own. Targets are comparable.
type target interface {
	// String names the target in messages.
	String() string
	// importID is the target's ID for terraform import, unique in the account.
	importID() string
	// get returns the registered URL, "" if there is none.
	get(context.Context, *livestation.Client) (string, error)
	// set registers a URL and returns the one that the API confirms.
	set(ctx context.Context, client *livestation.Client, url string) (string, error)
}

// A registration is a target and the URL that is registered there in a state or a
// plan.
type registration struct {
	target target
	url    types.String // may be unknown in a plan
}

// readRegistration returns the URL that is registered for a resource in the state, ""
// with a warning if there is none any more.
func (d *providerData) readRegistration(ctx context.Context, t target) (string, diag.Diagnostics) {
	client, diags := d.requireClient()
	if diags.HasError() {
		return "", diags
	}
	url, err := t.get(ctx, client)
	switch {
	case livestation.IsChannelNotFound(err):
		diags.Append(goneWarning(t, fmt.Sprintf("Live Station can't find %s", t)))
		d.seen.add(t, "")
	case err != nil:
		return "", d.errorDiagnostics(err)
	case url == "":
		diags.Append(goneWarning(t, fmt.Sprintf("No callback endpoint is registered for %s any more", t)))
	default:
		d.seen.add(t, url)
	}
	return url, append(diags, d.takeClockWarning()...)
}

// register registers a URL unless another one is registered that is neither known,
// which is the URL in the state of an update, nor the URL that the destroyed part of
// a replacement left behind. It reads the URL back, because another program may have
// registered one at the same time.
func (d *providerData) register(ctx context.Context, t target, known, wanted string) diag.Diagnostics {
	client, diags := d.requireClient()
	if diags.HasError() {
		return diags
	}
	unlock, err := d.locks.lock(ctx, d.account+" "+t.importID())
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Registration canceled", fmt.Sprintf(
			"Run Terraform again. It was stopped while another resource registered the callback endpoint of %s.", t))}
	}
	defer unlock()
	registered, err := t.get(ctx, client)
	switch {
	case err != nil:
		return d.targetErrorDiagnostics(ctx, t, err)
	case registered == wanted:
		return d.takeClockWarning()
	case registered == "" || registered == known:
	case known != "":
		return diag.Diagnostics{changedOutsideDiagnostic(t, known, registered)}
	case !d.seen.waitFor(ctx, t, registered):
		return diag.Diagnostics{conflictDiagnostic(t, registered)}
	}
	confirmed, err := t.set(ctx, client, wanted)
	if err != nil {
		return d.targetErrorDiagnostics(ctx, t, err)
	}
	if registered, err = t.get(ctx, client); err != nil {
		diags.Append(notVerifiedWarning(err))
		registered = cmp.Or(confirmed, wanted)
	}
	if registered != wanted {
		diags.Append(differsDiagnostic(t, wanted, registered))
	}
	return append(diags, d.takeClockWarning()...)
}

// planRegistration reports in the plan what would fail or surprise in the apply.
// prior is nil for a create, planned is nil for a destroy.
func (d *providerData) planRegistration(ctx context.Context, prior, planned *registration) diag.Diagnostics {
	if prior != nil {
		d.seen.add(prior.target, prior.url.ValueString())
	}
	switch {
	case planned == nil:
		return diag.Diagnostics{destroyWarning(*prior)}
	case prior != nil && prior.target != planned.target: // Terraform plans the create of the replacement by itself.
		return diag.Diagnostics{destroyWarning(*prior)}
	case planned.target == nil: // The channel is not known yet.
		return nil
	}
	diags := d.checkSingleResource(*planned)
	if prior != nil || d.client == nil {
		return diags
	}
	registered, err := planned.target.get(ctx, d.client)
	switch {
	case err != nil:
		return append(diags, d.planErrorDiagnostics(ctx, planned.target, err)...)
	case registered == "" || planned.url.IsUnknown() || registered == planned.url.ValueString():
	case !d.seen.waitFor(ctx, planned.target, registered):
		diags.Append(conflictDiagnostic(planned.target, registered))
	}
	return diags
}

// planErrorDiagnostics reports a failed read of the target of a planned create. A
// channel that does not exist is only a warning, because something else may create it
// in the same apply.
func (d *providerData) planErrorDiagnostics(ctx context.Context, t target, err error) diag.Diagnostics {
	if livestation.IsChannelNotFound(err) && d.seen.has(t, "") {
		return nil // The refresh has warned.
	}
	diags := d.targetErrorDiagnostics(ctx, t, err)
	for i, found := range diags {
		if found.Equal(errorDiagnostic(err)) && livestation.IsChannelNotFound(err) {
			diags[i] = diag.NewWarningDiagnostic(found.Summary(), found.Detail())
		}
	}
	return diags
}

// checkSingleResource warns if another resource of this configuration plans another
// URL for the same target.
func (d *providerData) checkSingleResource(planned registration) diag.Diagnostics {
	if planned.url.IsUnknown() || !d.planned.addOther(planned.target, planned.url.ValueString()) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Two resources register one callback endpoint", fmt.Sprintf(
		"Remove one of the resources that register a callback URL for %s. It has one callback URL, "+
			"so these resources overwrite each other or fail.", planned.target))}
}

// importRegistration returns the registered URL, which is an error if there is none.
func (d *providerData) importRegistration(ctx context.Context, t target) (string, diag.Diagnostics) {
	client, diags := d.requireClient()
	if diags.HasError() {
		return "", diags
	}
	url, err := t.get(ctx, client)
	if err != nil {
		return "", d.targetErrorDiagnostics(ctx, t, err)
	}
	if url == "" {
		diags.AddError("Nothing to import",
			fmt.Sprintf("Create the resource instead of importing it. No callback endpoint is registered for %s.", t))
		return "", diags
	}
	d.seen.add(t, url)
	return url, d.takeClockWarning()
}

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
		"To send events elsewhere, register another URL. Destroying the resource only removes it from the Terraform state, "+
			"because the Live Station API can't remove a registration.\n\n  Registered: %s\n  For:        %s",
		livestation.RedactCallbackURL(r.url.ValueString()), r.target))
}

// goneWarning is for a resource in the state whose registration was not found.
func goneWarning(t target, what string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Callback endpoint not found", fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the right account before you apply this plan.\n\n"+
			"%s, so Terraform removes the resource from the state and plans to create it.\n\n  For: %s", what, t))
}

// releaseWait is how long a create waits for the destroy or the refresh of a resource
// with the same target, which Terraform runs at the same time if a resource was
// renamed without a moved block.
const releaseWait = 2 * time.Second
