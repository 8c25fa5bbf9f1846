package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.Resource                = &channelCallbackEndpointResource{}
	_ resource.ResourceWithConfigure   = &channelCallbackEndpointResource{}
	_ resource.ResourceWithImportState = &channelCallbackEndpointResource{}
	_ resource.ResourceWithModifyPlan  = &channelCallbackEndpointResource{}
)

// NewChannelCallbackEndpointResource returns the resource
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointResource() resource.Resource {
	return &channelCallbackEndpointResource{}
}

type channelCallbackEndpointResource struct{ configuredResource }

type channelCallbackEndpointResourceModel struct {
	ChannelID   types.String `tfsdk:"channel_id"`
	ChannelType types.String `tfsdk:"channel_type"`
	CallbackURL types.String `tfsdk:"callback_url"`
}

func (r *channelCallbackEndpointResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_channel_callback_endpoint"
}

func (r *channelCallbackEndpointResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers a channel's own callback endpoint, which gets the channel's events in the place of the account's default one. " +
			"Where another URL is registered for the channel already, creating the resource fails and says how to import it. " +
			"The API cannot take a registration away: destroying the resource removes it from the state and leaves the URL registered.",
		Attributes: map[string]schema.Attribute{
			"channel_id": schema.StringAttribute{
				MarkdownDescription: channelIDDescription + " Another one replaces the resource.",
				Required:            true,
				PlanModifiers:       replace,
				Validators:          []validator.String{channelIDValidator{}},
			},
			"channel_type": schema.StringAttribute{
				MarkdownDescription: channelTypeDescription + " Defaults to `live`. Another one replaces the resource.",
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(livestation.LiveChannel.Name),
				PlanModifiers:       replace,
				Validators:          []validator.String{channelTypeValidator()},
			},
			"callback_url": callbackURLAttribute("URL that Live Station posts the channel's events to: `https`, or `http` with a warning."),
		},
	}
}

func (r *channelCallbackEndpointResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	planRegistration[channelCallbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *channelCallbackEndpointResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	createRegistration[channelCallbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *channelCallbackEndpointResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	readRegistration[channelCallbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *channelCallbackEndpointResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	updateRegistration[channelCallbackEndpointResourceModel](ctx, r.provider, req, resp)
}

func (r *channelCallbackEndpointResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	deleteRegistration[channelCallbackEndpointResourceModel](ctx, req, resp)
}

func (r *channelCallbackEndpointResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	kind, id, ok := strings.Cut(req.ID, "/")
	if !ok || !slices.Contains(channelTypeNames(), kind) || !isChannelID(id) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"A channel's callback endpoint is imported as TYPE/CHANNEL_ID, such as live/ls-20200327140131-aBCD3, with one of the types %s. The ID given is %q.",
			strings.Join(channelTypeNames(), ", "), req.ID))
		return
	}
	importRegistration(ctx, r.provider, channelCallbackEndpointResourceModel{ChannelType: types.StringValue(kind), ChannelID: types.StringValue(id)}, resp)
}

// registration is the channel's own callback endpoint.
func (m channelCallbackEndpointResourceModel) registration(client *livestation.Client) registration {
	kind, id := channelTypeOf(m.ChannelType), m.ChannelID.ValueString()
	return registration{
		what: "the channel " + id, importID: kind.Name + "/" + id, resourceType: "livestation_channel_callback_endpoint",
		read: func(ctx context.Context) (string, error) {
			channel, err := client.GetChannel(ctx, kind, id)
			return channel.CallbackURL, err
		},
		write: func(ctx context.Context, url string) error {
			return client.SetChannelCallbackEndpoint(ctx, kind, id, url)
		},
		gone: isNoSuchChannel,
	}
}

// isNoSuchChannel reports whether the channel itself is gone. No other error,
// 250004 included, says that.
func isNoSuchChannel(err error) bool {
	var answered *livestation.Error
	return errors.As(err, &answered) && (answered.Code == "250100" || answered.Code == "250123")
}

func (m channelCallbackEndpointResourceModel) url() string { return m.CallbackURL.ValueString() }

func (m channelCallbackEndpointResourceModel) withURL(url string) channelCallbackEndpointResourceModel {
	m.CallbackURL = types.StringValue(url)
	return m
}
