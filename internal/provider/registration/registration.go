// Package registration has callback endpoints in Terraform, the account's and those of channels: resources, a
// list, data sources, the test event, and the parser of events.
package registration

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// registrationDescription is what the descriptions of all resources that register a
// callback URL say.
const registrationDescription = "If another URL is already registered, " +
	"creating the resource fails and shows how to import it. " +
	"The API can't remove a registration: destroying the resource removes it from the state only, " +
	"and the URL remains registered. " +
	"If the URL contains a secret, note that the state contains the whole URL; " +
	"messages of the provider hide its user information and query values."

// endpointResource is what both resources that register a callback URL share.
type endpointResource struct{ run.Resource }

// A target is a place where Live Station keeps one callback URL: a channel's own, or the
// account's default endpoint, which is the zero value.
type target struct{ channel.Ref }

func (t target) isDefault() bool { return t == target{} }

// String names the target in messages.
func (t target) String() string {
	if t.isDefault() {
		return "the account"
	}
	return "channel " + t.ID
}

// importID is the target's ID for terraform import, unique in the account.
func (t target) importID() string {
	if t.isDefault() {
		return "default"
	}
	return t.ChannelType.Name + "/" + t.ID
}

// get returns what is registered.
func (t target) get(ctx context.Context, client *livestation.Client) (livestation.CallbackEndpoint, error) {
	if t.isDefault() {
		return client.GetLatestCallbackEndpoint(ctx)
	}
	channel, err := client.GetChannel(ctx, t.ChannelType, t.ID)
	return livestation.CallbackEndpoint{CallbackURL: channel.CallbackURL}, err
}

// set registers a URL and returns the one that the API confirms.
func (t target) set(ctx context.Context, client *livestation.Client, url string) (string, error) {
	if t.isDefault() {
		endpoint, err := client.SetCallbackEndpoint(ctx, url)
		return endpoint.CallbackURL, err
	}
	channel, err := client.SetChannelCallbackEndpoint(ctx, t.ChannelType, t.ID, url)
	return channel.CallbackURL, err
}

// report returns what the user must know after a request about a target.
func (r *endpointResource) report(ctx context.Context, t target, err error) diag.Diagnostics {
	if t.isDefault() {
		return r.Run.Report(err)
	}
	return channel.Report(ctx, r.Run, t.Ref, err, livestation.ChannelTypes()...)
}

// A registration is a target and the URL that is registered there in a state or a
// plan.
type registration struct {
	target target
	// isUnknown is true in a plan that does not know the channel yet.
	isUnknown bool
	url       types.String // may be unknown in a plan
}

// importedKey is the key of a resource's private state that an import sets and an update
// removes. A plan that replaces an imported URL warns, because no plan has shown that URL
// if it is sensitive.
const importedKey = "imported"

// hasSeen reports whether the latest URL of a target that the state or the plan showed to
// the user is the given one, "" for a channel that was not found.
func (r *endpointResource) hasSeen(t target, url string) bool {
	seen, ok := r.Run.SeenURLs.Load(t.importID())
	return ok && seen == url
}

// readRegistration returns the URL that is registered for a resource in the state, with
// a warning if it is another one, because a plan does not show sensitive values, or if
// there is none any more.
func (r *endpointResource) readRegistration(ctx context.Context, state *registration) (string, diag.Diagnostics) {
	t := state.target
	endpoint, err := t.get(ctx, r.Run.Client)
	url := endpoint.CallbackURL
	var diags diag.Diagnostics
	var deleted *livestation.DeletedChannelError
	switch {
	case errors.As(err, &deleted):
		cause := diagnose.Error(err)
		diags.AddWarning("Callback endpoint not found", cause.Detail()+
			" Terraform removes the resource from the state and plans to create it, which fails.")
		r.Run.SeenURLs.Store(t.importID(), "")
	case livestation.IsChannelNotFound(err):
		diags.Append(goneWarning(t, fmt.Sprintf("Live Station can't find %s", t)))
		r.Run.SeenURLs.Store(t.importID(), "")
	case err != nil:
		return "", r.Run.Report(err)
	case url == "":
		diags.Append(goneWarning(t, fmt.Sprintf("Live Station has no registered callback endpoint for %s", t)))
	default:
		if url != state.url.ValueString() {
			diags.Append(refreshedWarning(t, state.url.ValueString(), url))
		}
		r.Run.SeenURLs.Store(t.importID(), url)
	}
	return url, append(diags, r.Run.WarnOfClock()...)
}

// register registers the wanted URL, again after a transient failure that cannot have acted. Before each
// attempt, it reads what is registered. It then reads the URL back, because another program may register
// one at the same time.
func (r *endpointResource) register(ctx context.Context, known, planned *registration) diag.Diagnostics {
	t, wanted := planned.target, planned.url.ValueString()
	unlock, err := r.Run.Lock(ctx, t.importID())
	if err != nil {
		return r.Run.Report(err)
	}
	defer unlock()
	var confirmed string
	for attempts := 1; ; attempts++ {
		before, err := t.get(ctx, r.Run.Client)
		if err != nil || before.CallbackURL == wanted {
			return r.report(ctx, t, err)
		}
		if diags := r.refuse(t, known, planned.url, before.CallbackURL); diags.HasError() {
			return diags
		}
		if confirmed, err = t.set(ctx, r.Run.Client, wanted); err == nil {
			break
		}
		if livestation.OutcomeUnknown(err) || !r.Run.Client.PauseBeforeRepeat(ctx, attempts, err) {
			return r.report(ctx, t, err)
		}
	}
	diags := r.Run.WarnOfClock()
	after, err := t.get(ctx, r.Run.Client)
	registered := after.CallbackURL
	if err != nil {
		diags.Append(managed.Unread("Callback endpoint registered but not verified", err))
		registered = cmp.Or(confirmed, wanted)
	}
	if registered != wanted {
		diags.Append(differsDiagnostic(t, wanted, registered))
	}
	return diags
}

// refuse returns the error if a URL must not be registered: another one is, unless the user has seen
// that, as known, the registration in the state of an update, or in this run; it is not valid; or
// the receiver did not accept a test event in this run.
func (r *endpointResource) refuse(
	t target, known *registration, wanted types.String, registered string,
) diag.Diagnostics {
	switch {
	case registered == "" || r.hasSeen(t, registered):
	case known == nil:
		return diag.Diagnostics{r.conflictDiagnostic(t, wanted.ValueString(), registered)}
	case known.url.ValueString() != registered:
		return diag.Diagnostics{changedOutsideDiagnostic(t, known.url.ValueString(), registered)}
	}
	if _, problem := checkCallbackURL(wanted); problem != nil { // The plan did not know the URL.
		return diag.Diagnostics{problem}
	}
	if failed, _ := r.Run.NotAccepted.Load(wanted.ValueString()); failed {
		return diag.Diagnostics{notAcceptedDiagnostic(t, wanted.ValueString())}
	}
	return nil
}

// planRegistration reports in the plan what would fail or surprise in the apply.
// prior is nil for a create, planned is nil for a destroy, and imported is not empty if
// the prior URL was imported.
func (r *endpointResource) planRegistration(
	ctx context.Context, imported []byte, prior, planned *registration,
) diag.Diagnostics {
	if prior != nil && planned != nil { // The plan of a replacement follows.
		r.Run.SeenURLs.Store(prior.target.importID(), prior.url.ValueString())
	}
	switch {
	case planned == nil || prior != nil && prior.target != planned.target:
		return diag.Diagnostics{destroyWarning(*prior)}
	case prior != nil && prior.url.Equal(planned.url):
		return r.checkSingleResource(*planned)
	}
	diags, problem := checkCallbackURL(planned.url)
	if planned.isUnknown {
		if problem != nil {
			diags.Append(problem)
		}
		return diags
	}
	diags.Append(r.checkSingleResource(*planned)...)
	switch {
	case prior == nil:
		diags.Append(r.planCreate(ctx, *planned, problem)...)
	case problem != nil:
		diags.Append(problem)
	case len(imported) > 0:
		diags.Append(importedWarning(*prior, *planned))
	}
	return diags
}

// planCreate compares the planned URL with the registered one. A URL with a problem is
// accepted only if it is registered already.
func (r *endpointResource) planCreate(
	ctx context.Context, planned registration, problem diag.Diagnostic,
) (diags diag.Diagnostics) {
	if r.Run.Client == nil {
		return nil
	}
	endpoint, err := planned.target.get(ctx, r.Run.Client)
	registered := endpoint.CallbackURL
	if endpoint.NotFound != nil {
		diags.Append(noDefaultWarning(endpoint.NotFound))
	}
	switch {
	case err != nil:
		return r.planErrorDiagnostics(ctx, planned.target, err)
	case planned.url.IsUnknown():
	case registered == planned.url.ValueString():
		if problem != nil {
			diags.Append(adoptedWarning(planned.target))
		}
	case problem != nil:
		diags.Append(problem)
	case registered != "" && !r.hasSeen(planned.target, registered):
		diags.Append(r.conflictDiagnostic(planned.target, planned.url.ValueString(), registered))
	}
	return diags
}

// planErrorDiagnostics reports a failed read of the target of a planned create. A
// channel that does not exist is only a warning, because something else may create it
// in the same apply.
func (r *endpointResource) planErrorDiagnostics(ctx context.Context, t target, err error) diag.Diagnostics {
	if t.isDefault() || !livestation.IsChannelNotFound(err) {
		return r.Run.Report(err)
	}
	if r.hasSeen(t, "") {
		return nil // The refresh has warned.
	}
	missing, isOtherType := channel.Missing(ctx, r.Run, t.Ref, livestation.ChannelTypes(), err)
	var deleted *livestation.DeletedChannelError // It does not come back.
	if isOtherType || errors.As(err, &deleted) {
		return diag.Diagnostics{missing}
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(missing.Summary(),
		"If this apply creates the channel, nothing is wrong. Otherwise:\n\n"+missing.Detail())}
}

// checkSingleResource warns if another resource of this configuration plans another
// URL for the same target.
func (r *endpointResource) checkSingleResource(planned registration) diag.Diagnostics {
	if planned.url.IsUnknown() {
		return nil
	}
	url := planned.url.ValueString()
	if other, ok := r.Run.PlannedURLs.Swap(planned.target.importID(), url); !ok || other == url {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Two resources register one callback endpoint", fmt.Sprintf(
		"Remove one of the resources that register a callback URL for %s. It has one callback URL: "+
			"when you apply, one of them fails, or each apply overwrites the other.", planned.target))}
}

// importRegistration returns the registered URL, which is an error if there is none.
func (r *endpointResource) importRegistration(ctx context.Context, t target) (string, diag.Diagnostics) {
	endpoint, err := t.get(ctx, r.Run.Client)
	url := endpoint.CallbackURL
	diags := r.report(ctx, t, err)
	if err != nil {
		return "", diags
	}
	if url == "" {
		diags.AddError("Nothing to import",
			fmt.Sprintf("Create the resource instead of importing it. No callback endpoint is registered for %s.", t))
		return "", diags
	}
	r.Run.SeenURLs.Store(t.importID(), url)
	if problem, _ := callbackURLProblem(url); problem != "" {
		diags.Append(adoptedWarning(t))
	}
	return url, diags
}
