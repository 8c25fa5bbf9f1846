package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.Resource                = &callbackEndpointResource{}
	_ resource.ResourceWithConfigure   = &callbackEndpointResource{}
	_ resource.ResourceWithImportState = &callbackEndpointResource{}
	_ resource.ResourceWithModifyPlan  = &callbackEndpointResource{}
)

// callbackEndpointImportID stands for the one default endpoint of an account.
const callbackEndpointImportID = "default"

// NewCallbackEndpointResource returns the resource livestation_callback_endpoint.
func NewCallbackEndpointResource() resource.Resource { return &callbackEndpointResource{} }

type callbackEndpointResource struct{ configuredResource }

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

func (r *callbackEndpointResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	planRegistration[callbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *callbackEndpointResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	createRegistration[callbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *callbackEndpointResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	readRegistration[callbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *callbackEndpointResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	updateRegistration[callbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *callbackEndpointResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	deleteRegistration[callbackEndpointResourceModel](ctx, req, resp)
}

func (r *callbackEndpointResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if req.ID != callbackEndpointImportID {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("An account has one default callback endpoint. It is imported as %q, not %q.", callbackEndpointImportID, req.ID))
		return
	}
	importRegistration(ctx, r.provider, callbackEndpointResourceModel{}, resp)
}

// registration is the account's default callback endpoint.
func (callbackEndpointResourceModel) registration(client *livestation.Client) registration {
	return registration{
		what: "the account", importID: callbackEndpointImportID, resourceType: "livestation_callback_endpoint",
		read: func(ctx context.Context) (string, error) {
			endpoint, err := client.GetCallbackEndpoint(ctx)
			return endpoint.CallbackURL, err
		},
		write: func(ctx context.Context, url string) error { return client.SetCallbackEndpoint(ctx, url) },
	}
}

func (m callbackEndpointResourceModel) url() string { return m.CallbackURL.ValueString() }

func (m callbackEndpointResourceModel) withURL(url string) callbackEndpointResourceModel {
	m.CallbackURL = types.StringValue(url)
	return m
}
