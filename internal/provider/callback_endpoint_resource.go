package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.Resource                = &callbackEndpointResource{}
	_ resource.ResourceWithConfigure   = &callbackEndpointResource{}
	_ resource.ResourceWithImportState = &callbackEndpointResource{}
)

// callbackEndpointImportID stands for the one default endpoint of an account.
const callbackEndpointImportID = "default"

// NewCallbackEndpointResource returns the resource livestation_callback_endpoint.
func NewCallbackEndpointResource() resource.Resource { return &callbackEndpointResource{} }

type callbackEndpointResource struct {
	provider *providerData
}

type callbackEndpointResourceModel struct {
	CallbackURL types.String `tfsdk:"callback_url"`
}

func (r *callbackEndpointResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_callback_endpoint"
}

func (r *callbackEndpointResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers the account's default callback endpoint: the URL to which Live Station posts the events of every channel that has no callback endpoint of its own. " +
			"An account has one. Where another URL is registered already, creating the resource fails and says how to import it. " +
			"The API cannot take a registration away: destroying the resource removes it from the state and leaves the URL registered.",
		Attributes: map[string]schema.Attribute{
			"callback_url": callbackURLAttribute("URL that Live Station posts events to: `https`, or `http` with a warning."),
		},
	}
}

func (r *callbackEndpointResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	data, diags := providerDataFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.provider = data
}

func (r *callbackEndpointResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan callbackEndpointResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client, diags := r.provider.connected()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(defaultRegistration(client).create(ctx, plan.CallbackURL.ValueString())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.provider.warnings()...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *callbackEndpointResource) Read(ctx context.Context, _ resource.ReadRequest, resp *resource.ReadResponse) {
	client, diags := r.provider.connected()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	registered, err := defaultRegistration(client).read(ctx)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic(err))
		return
	}
	resp.Diagnostics.Append(r.provider.warnings()...)
	if registered == "" {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, callbackEndpointResourceModel{CallbackURL: types.StringValue(registered)})...)
}

func (r *callbackEndpointResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan callbackEndpointResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client, diags := r.provider.connected()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(defaultRegistration(client).update(ctx, plan.CallbackURL.ValueString())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *callbackEndpointResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state callbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(defaultRegistration(nil).forget(state.CallbackURL.ValueString())...)
}

func (r *callbackEndpointResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if req.ID != callbackEndpointImportID {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("An account has one default callback endpoint. It is imported as %q, not %q.", callbackEndpointImportID, req.ID))
		return
	}
	// The read that follows an import fills in what is registered.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("callback_url"), "")...)
}

// defaultRegistration is the account's default callback endpoint.
func defaultRegistration(client *livestation.Client) registration {
	return registration{
		what: "the account", importID: callbackEndpointImportID, resourceType: "livestation_callback_endpoint",
		read: func(ctx context.Context) (string, error) {
			endpoint, err := client.GetCallbackEndpoint(ctx)
			return endpoint.CallbackURL, err
		},
		write: func(ctx context.Context, url string) error { return client.SetCallbackEndpoint(ctx, url) },
	}
}
