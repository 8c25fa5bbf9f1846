package registration

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ resource.ResourceWithConfigure   = &callbackEndpointResource{}
	_ resource.ResourceWithImportState = &callbackEndpointResource{}
	_ resource.ResourceWithModifyPlan  = &callbackEndpointResource{}
)

// NewCallbackEndpointResource returns the resource livestation_callback_endpoint.
func NewCallbackEndpointResource() resource.Resource {
	return &callbackEndpointResource{endpointResource{run.Resource{Name: "callback_endpoint"}}}
}

type callbackEndpointResource struct{ endpointResource }

type callbackEndpointResourceModel struct {
	CallbackURL types.String `tfsdk:"callback_url"`
}

func (r *callbackEndpointResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers the account's default callback endpoint: the URL to which Live Station posts the " +
			"events of each channel that has no callback endpoint of its own. An account has one default. " +
			registrationDescription,
		Attributes: map[string]schema.Attribute{
			"callback_url": callbackURLAttribute("URL to which Live Station posts events: `https`, or `http` with a warning."),
		},
	}
}

func (r *callbackEndpointResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan *callbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.Run == nil || resp.Diagnostics.HasError() {
		return
	}
	imported, _ := req.Private.GetKey(ctx, importedKey)
	resp.Diagnostics.Append(r.planRegistration(ctx, imported, state.registration(), plan.registration())...)
}

func (r *callbackEndpointResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan callbackEndpointResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.register(ctx, nil, plan.registration())...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

func (r *callbackEndpointResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state callbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	url, diags := r.readRegistration(ctx, state.registration())
	resp.Diagnostics.Append(diags...)
	switch {
	case diags.HasError():
	case url == "":
		resp.State.RemoveResource(ctx)
	default:
		resp.Diagnostics.Append(resp.State.Set(ctx, callbackEndpointResourceModel{CallbackURL: types.StringValue(url)})...)
	}
}

func (r *callbackEndpointResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var state, plan callbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.register(ctx, state.registration(), plan.registration())...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, nil)...)
	}
}

// Delete makes no request: the API has none that removes a registration. The plan
// warned of that.
func (r *callbackEndpointResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state callbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.Run.SeenURLs.Store(target{}.importID(), state.CallbackURL.ValueString())
}

func (r *callbackEndpointResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	if want := (target{}).importID(); req.ID != want {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("Use the import ID %q. An account has one default callback endpoint.", want))
		return
	}
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	url, diags := r.importRegistration(ctx, target{})
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, callbackEndpointResourceModel{CallbackURL: types.StringValue(url)})...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("true"))...)
	}
}

// registration returns what a state or a plan contains, nil for none.
func (m *callbackEndpointResourceModel) registration() *registration {
	if m == nil {
		return nil
	}
	return &registration{target: target{}, url: m.CallbackURL}
}
