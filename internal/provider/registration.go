package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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
	// get returns what is registered.
	get(context.Context, *livestation.Client) (livestation.CallbackEndpoint, error)
	// set registers a URL and returns the one that the API confirms.
	set(ctx context.Context, client *livestation.Client, url string) (string, error)
}

// A registration is a target and the URL that is registered there in a state or a
// plan.
type registration struct {
	target target
	url    types.String // may be unknown in a plan
}

// importedKey is the key of a resource's private state that an import sets and an update
// removes. A plan that replaces an imported URL warns, because no plan has shown that URL
// if it is sensitive.
const importedKey = "imported"

// hasSeen reports whether the latest URL of a target that the state or the plan showed to
// the user is the given one, "" for a channel that was not found.
func (d *providerData) hasSeen(t target, url string) bool {
	seen, _ := d.seen.Load(t)
	return seen == url
}

// readRegistration returns the URL that is registered for a resource in the state, with
// a warning if it is another one, because a plan does not show sensitive values, or if
// there is none any more.
func (d *providerData) readRegistration(ctx context.Context, state *registration) (string, diag.Diagnostics) {
	t := state.target
	endpoint, err := t.get(ctx, d.client)
	url := endpoint.CallbackURL
	var diags diag.Diagnostics
	var deleted *livestation.DeletedChannelError
	switch {
	case errors.As(err, &deleted):
		cause := errorDiagnostic(err)
		diags.AddWarning("Callback endpoint not found", cause.Detail()+
			" Terraform removes the resource from the state and plans to create it, which fails.")
		d.seen.Store(t, "")
	case livestation.IsChannelNotFound(err):
		diags.Append(goneWarning(t, fmt.Sprintf("Live Station can't find %s", t)))
		d.seen.Store(t, "")
	case err != nil:
		return "", d.report(err)
	case url == "":
		diags.Append(goneWarning(t, fmt.Sprintf("Live Station has no registered callback endpoint for %s", t)))
	default:
		if url != state.url.ValueString() {
			diags.Append(refreshedWarning(t, state.url.ValueString(), url))
		}
		d.seen.Store(t, url)
	}
	return url, append(diags, d.report(nil)...)
}

// register registers the wanted URL. It fails if another URL is registered, unless the
// user has seen that: as known, the registration in the state of an update, or in seen.
// It also fails if the receiver did not accept a test event in this run. It then reads
// the URL back, because another program may register one at the same time.
func (d *providerData) register(ctx context.Context, known, planned *registration) diag.Diagnostics {
	t, wanted := planned.target, planned.url.ValueString()
	unlock, err := d.lock(ctx, t)
	if err != nil {
		return d.report(err)
	}
	defer unlock()
	before, err := t.get(ctx, d.client)
	registered := before.CallbackURL
	switch {
	case err != nil || registered == wanted:
		return d.reportAbout(ctx, t, err, livestation.ChannelTypes()...)
	case registered == "" || d.hasSeen(t, registered):
	case known == nil:
		return diag.Diagnostics{d.conflictDiagnostic(t, wanted, registered)}
	case known.url.ValueString() != registered:
		return diag.Diagnostics{changedOutsideDiagnostic(t, known.url.ValueString(), registered)}
	}
	if _, problem := checkCallbackURL(planned.url); problem != nil { // The plan did not know the URL.
		return diag.Diagnostics{problem}
	}
	if failed, ok := d.notAccepted.Load(wanted); ok && failed == true {
		return diag.Diagnostics{notAcceptedDiagnostic(t, wanted)}
	}
	confirmed, err := t.set(ctx, d.client, wanted)
	diags := d.reportAbout(ctx, t, err, livestation.ChannelTypes()...)
	if err != nil {
		return diags
	}
	after, err := t.get(ctx, d.client)
	registered = after.CallbackURL
	if err != nil {
		diags.Append(unreadWarning("Callback endpoint registered but not verified", err))
		registered = cmp.Or(confirmed, wanted)
	}
	if registered != wanted {
		diags.Append(differsDiagnostic(t, wanted, registered))
	}
	return diags
}

// planRegistration reports in the plan what would fail or surprise in the apply.
// prior is nil for a create, planned is nil for a destroy, and imported is not empty if
// the prior URL was imported.
func (d *providerData) planRegistration(
	ctx context.Context, imported []byte, prior, planned *registration,
) diag.Diagnostics {
	if prior != nil && planned != nil { // The plan of a replacement follows.
		d.seen.Store(prior.target, prior.url.ValueString())
	}
	switch {
	case planned == nil || prior != nil && prior.target != planned.target:
		return diag.Diagnostics{destroyWarning(*prior)}
	case prior != nil && prior.url.Equal(planned.url):
		return d.checkSingleResource(*planned)
	}
	diags, problem := checkCallbackURL(planned.url)
	if planned.target == nil { // The channel is not known yet.
		if problem != nil {
			diags.Append(problem)
		}
		return diags
	}
	diags.Append(d.checkSingleResource(*planned)...)
	switch {
	case prior == nil:
		diags.Append(d.planCreate(ctx, *planned, problem)...)
	case problem != nil:
		diags.Append(problem)
	case len(imported) > 0:
		diags.Append(importedWarning(*prior, *planned))
	}
	return diags
}

// planCreate compares the planned URL with the registered one. A URL with a problem is
// accepted only if it is registered already.
func (d *providerData) planCreate(
	ctx context.Context, planned registration, problem diag.Diagnostic,
) (diags diag.Diagnostics) {
	if d.client == nil {
		return nil
	}
	endpoint, err := planned.target.get(ctx, d.client)
	registered := endpoint.CallbackURL
	if endpoint.NotFound != nil {
		diags.Append(noDefaultWarning(endpoint.NotFound))
	}
	switch {
	case err != nil:
		return d.planErrorDiagnostics(ctx, planned.target, err)
	case planned.url.IsUnknown():
	case registered == planned.url.ValueString():
		if problem != nil {
			diags.Append(adoptedWarning(planned.target))
		}
	case problem != nil:
		diags.Append(problem)
	case registered != "" && !d.hasSeen(planned.target, registered):
		diags.Append(d.conflictDiagnostic(planned.target, planned.url.ValueString(), registered))
	}
	return diags
}

// planErrorDiagnostics reports a failed read of the target of a planned create. A
// channel that does not exist is only a warning, because something else may create it
// in the same apply.
func (d *providerData) planErrorDiagnostics(ctx context.Context, t target, err error) diag.Diagnostics {
	channel, ok := t.(channelTarget)
	if !ok || !livestation.IsChannelNotFound(err) {
		return d.report(err)
	}
	if d.hasSeen(t, "") {
		return nil // The refresh has warned.
	}
	missing, isOtherType := d.missingChannelDiagnostic(ctx, channel, livestation.ChannelTypes(), err)
	var deleted *livestation.DeletedChannelError // It does not come back.
	if isOtherType || errors.As(err, &deleted) {
		return diag.Diagnostics{missing}
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(missing.Summary(),
		"If this apply creates the channel, nothing is wrong. Otherwise:\n\n"+missing.Detail())}
}

// checkSingleResource warns if another resource of this configuration plans another
// URL for the same target.
func (d *providerData) checkSingleResource(planned registration) diag.Diagnostics {
	if planned.url.IsUnknown() {
		return nil
	}
	url := planned.url.ValueString()
	if other, ok := d.planned.Swap(planned.target, url); !ok || other == url {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Two resources register one callback endpoint", fmt.Sprintf(
		"Remove one of the resources that register a callback URL for %s. It has one callback URL: "+
			"when you apply, one of them fails, or each apply overwrites the other.", planned.target))}
}

// importRegistration returns the registered URL, which is an error if there is none.
func (d *providerData) importRegistration(ctx context.Context, t target) (string, diag.Diagnostics) {
	endpoint, err := t.get(ctx, d.client)
	url := endpoint.CallbackURL
	diags := d.reportAbout(ctx, t, err, livestation.ChannelTypes()...)
	if err != nil {
		return "", diags
	}
	if url == "" {
		diags.AddError("Nothing to import",
			fmt.Sprintf("Create the resource instead of importing it. No callback endpoint is registered for %s.", t))
		return "", diags
	}
	d.seen.Store(t, url)
	if problem, _ := callbackURLProblem(url); problem != "" {
		diags.Append(adoptedWarning(t))
	}
	return url, diags
}
