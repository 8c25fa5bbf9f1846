package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// A registration is one place where Live Station keeps a callback URL: the
// account's default, or a channel's own. What holds for all of them is written
// here once.
type registration struct {
	// what is the place in the user's words, such as "the account".
	what string
	// importID is what terraform import takes for it.
	importID string
	// resourceType is that of the resource that manages it.
	resourceType string
	// read returns the URL that is registered, "" where none is.
	read func(context.Context) (string, error)
	// write registers a URL.
	write func(context.Context, string) error
	// gone reports whether an error of read says that the place itself is gone,
	// nil where that cannot be.
	gone func(error) bool
}

// A registrationModel is the state of a resource that manages a registration.
type registrationModel[M any] interface {
	// registration is the one that the model describes.
	registration(*livestation.Client) registration
	url() string
	withURL(string) M
}

// createRegistration is the Create of a resource with the model M.
func createRegistration[M registrationModel[M]](ctx context.Context, p *providerData, req resource.CreateRequest, resp *resource.CreateResponse) {
	apply(ctx, p, req.Plan, &resp.State, &resp.Diagnostics, func(r registration, plan M) diag.Diagnostics {
		// Between the look and the registration, no other resource of this
		// configuration may register.
		p.registering.Lock()
		defer p.registering.Unlock()
		return r.create(ctx, plan.url())
	})
}

// updateRegistration is the Update of a resource with the model M.
func updateRegistration[M registrationModel[M]](ctx context.Context, p *providerData, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	apply(ctx, p, req.Plan, &resp.State, &resp.Diagnostics, func(r registration, plan M) diag.Diagnostics { return r.update(ctx, plan.url()) })
}

// apply makes the state what is planned, by what act does.
func apply[M registrationModel[M]](ctx context.Context, p *providerData, planned tfsdk.Plan, state *tfsdk.State, diags *diag.Diagnostics, act func(registration, M) diag.Diagnostics) {
	var plan M
	diags.Append(planned.Get(ctx, &plan)...)
	client, problems := p.connected()
	diags.Append(problems...)
	if diags.HasError() {
		return
	}
	diags.Append(act(plan.registration(client), plan)...)
	diags.Append(p.warnings()...)
	if !diags.HasError() {
		diags.Append(state.Set(ctx, plan)...)
	}
}

// readRegistration is the Read of a resource with the model M. A registration
// that is there no more is removed from the state, so that a plan creates it.
func readRegistration[M registrationModel[M]](ctx context.Context, p *providerData, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client, diags := p.connected()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r := state.registration(client)
	registered, err := r.read(ctx)
	if err != nil && (r.gone == nil || !r.gone(err)) {
		resp.Diagnostics.Append(p.failed(err)...)
		return
	}
	resp.Diagnostics.Append(p.warnings()...)
	if registered == "" {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state.withURL(registered))...)
}

// deleteRegistration is the Delete of a resource with the model M. It makes no
// call: the API has none that takes a registration away.
func deleteRegistration[M registrationModel[M]](ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(state.registration(nil).stays(state.url())...)
	}
}

// planRegistration is the ModifyPlan of a resource with the model M: what would
// fail or surprise in the apply is told in the plan.
func planRegistration[M registrationModel[M]](ctx context.Context, p *providerData, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state, plan M
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(state.registration(nil).stays(state.url())...)
		return
	}
	if resp.Diagnostics.HasError() || !req.Plan.Raw.IsFullyKnown() || p == nil || p.client == nil {
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	r := plan.registration(p.client)
	if resp.Diagnostics.HasError() || !req.State.Raw.IsNull() && state.registration(nil).importID == r.importID {
		return
	}
	registered, err := r.read(ctx)
	switch {
	case err == nil:
		resp.Diagnostics.Append(r.conflict(registered, plan.url())...)
	case r.gone == nil || !r.gone(err): // what is not there yet may come
		resp.Diagnostics.Append(p.failed(err)...)
	}
}

// importRegistration is what every ImportState of a resource with the model M
// comes to, once it knows which registration is meant.
func importRegistration[M registrationModel[M]](ctx context.Context, p *providerData, model M, resp *resource.ImportStateResponse) {
	client, diags := p.connected()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r := model.registration(client)
	registered, err := r.read(ctx)
	switch {
	case err != nil:
		resp.Diagnostics.Append(p.failed(err)...)
	case registered == "":
		resp.Diagnostics.AddError("There is nothing to import", fmt.Sprintf("No callback endpoint is registered for %s. Create the resource instead of importing it.", r.what))
	default:
		resp.Diagnostics.Append(resp.State.Set(ctx, model.withURL(registered))...)
	}
}

// create registers the URL, unless another one is registered already: nothing is
// overwritten that nobody has seen.
func (r registration) create(ctx context.Context, wanted string) diag.Diagnostics {
	registered, err := r.read(ctx)
	if err != nil {
		return diag.Diagnostics{errorDiagnostic(err)}
	}
	if diags := r.conflict(registered, wanted); diags.HasError() || registered == wanted {
		return diags
	}
	return r.update(ctx, wanted)
}

// conflict is the error where another URL is registered than the wanted one.
func (r registration) conflict(registered, wanted string) diag.Diagnostics {
	if registered == "" || registered == wanted {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("callback_url"), "Another callback endpoint is registered already", fmt.Sprintf(
		"The callback endpoint of %s is registered as\n\n  %s\n\nand creating this resource would replace it. To manage it with Terraform, import it, and the next plan shows the change:\n\n  terraform import %s.NAME %s",
		r.what, registered, r.resourceType, r.importID))}
}

// update registers the URL in the place of what was registered.
func (r registration) update(ctx context.Context, wanted string) diag.Diagnostics {
	if err := r.write(ctx, wanted); err != nil {
		return diag.Diagnostics{errorDiagnostic(err)}
	}
	return nil
}

// stays says what destroying the resource does not do.
func (r registration) stays(registered string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("The callback endpoint stays registered", fmt.Sprintf(
		"Live Station has no call that takes a registration away. The resource is removed from Terraform's state, and for %s this URL stays registered:\n\n  %s\n\nTo send events elsewhere, register another URL.",
		r.what, registered))}
}
