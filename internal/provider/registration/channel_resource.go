package registration

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ resource.ResourceWithConfigure   = &channelCallbackEndpointResource{}
	_ resource.ResourceWithImportState = &channelCallbackEndpointResource{}
	_ resource.ResourceWithModifyPlan  = &channelCallbackEndpointResource{}
	_ resource.ResourceWithIdentity    = &channelCallbackEndpointResource{}
)

// NewChannelCallbackEndpointResource returns the resource
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointResource() resource.Resource {
	return &channelCallbackEndpointResource{endpointResource{run.Resource{Name: "channel_callback_endpoint"}}}
}

type channelCallbackEndpointResource struct{ endpointResource }

type channelCallbackEndpointResourceModel struct {
	ChannelID   types.String `tfsdk:"channel_id"`
	ChannelType types.String `tfsdk:"channel_type"`
	CallbackURL types.String `tfsdk:"callback_url"`
}

func (r *channelCallbackEndpointResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers a channel's own callback endpoint, " +
			"which receives the channel's events instead of the account's default endpoint. " + registrationDescription,
		Attributes: map[string]schema.Attribute{
			"channel_id": schema.StringAttribute{
				MarkdownDescription: channel.IDDescription + " A change replaces the resource.",
				Required:            true,
				PlanModifiers:       replace,
				Validators:          []validator.String{channel.IDValidator()},
			},
			"channel_type": schema.StringAttribute{
				MarkdownDescription: channel.TypeDescription + " Defaults to `live`. A change replaces the resource.",
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(livestation.LiveChannel.Name),
				PlanModifiers:       replace,
				Validators:          []validator.String{channel.TypeValidator()},
			},
			"callback_url": callbackURLAttribute(
				"URL to which Live Station posts the channel's events: `https`, or `http` with a warning."),
		},
	}
}

func (r *channelCallbackEndpointResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan *channelCallbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.Run == nil || resp.Diagnostics.HasError() {
		return
	}
	imported, _ := req.Private.GetKey(ctx, importedKey)
	resp.Diagnostics.Append(r.planRegistration(ctx, imported, state.registration(), plan.registration())...)
}

func (r *channelCallbackEndpointResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan channelCallbackEndpointResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.register(ctx, nil, plan.registration())...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	}
}

func (r *channelCallbackEndpointResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state channelCallbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	url, diags := r.readRegistration(ctx, state.registration())
	resp.Diagnostics.Append(diags...)
	switch {
	case diags.HasError():
	case url == "":
		resp.State.RemoveResource(ctx)
	default:
		state.CallbackURL = types.StringValue(url)
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
}

func (r *channelCallbackEndpointResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var state, plan channelCallbackEndpointResourceModel
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
		resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	}
}

// Delete makes no request: the API has none that removes a registration. The plan
// warned of that.
func (r *channelCallbackEndpointResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state channelCallbackEndpointResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.Run.SeenURLs.Store(state.target().importID(), state.CallbackURL.ValueString())
}

func (r *channelCallbackEndpointResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	model, diags := parseChannelImport(ctx, req)
	if resp.Diagnostics.Append(diags...); diags.HasError() {
		return
	}
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	url, diags := r.importRegistration(ctx, model.target())
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		model.CallbackURL = types.StringValue(url)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("true"))...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, model.identity())...)
	}
}

// registration returns what a state or a plan contains, nil for none.
func (m *channelCallbackEndpointResourceModel) registration() *registration {
	switch {
	case m == nil:
		return nil
	case m.ChannelID.IsUnknown() || m.ChannelType.IsUnknown():
		return &registration{isUnknown: true, url: m.CallbackURL}
	default:
		return &registration{target: m.target(), url: m.CallbackURL}
	}
}

func (m *channelCallbackEndpointResourceModel) target() target {
	return target{channel.Ref{ChannelType: channel.TypeOf(m.ChannelType), ID: m.ChannelID.ValueString()}}
}
