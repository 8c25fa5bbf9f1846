package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.ResourceWithConfigure      = &channelResource{}
	_ resource.ResourceWithValidateConfig = &channelResource{}
	_ resource.ResourceWithModifyPlan     = &channelResource{}
	_ resource.ResourceWithImportState    = &channelResource{}
	_ resource.ResourceWithIdentity       = &channelResource{}
)

// NewChannelResource returns the resource livestation_channel.
func NewChannelResource() resource.Resource {
	return &channelResource{configuredResource{name: "channel"}}
}

type channelResource struct{ configuredResource }

// channelIdentityModel is the identity of a channel.
type channelIdentityModel struct {
	ChannelID types.String `tfsdk:"channel_id"`
}

// The default timeouts.
const (
	channelCreateTimeout = 20 * time.Minute
	channelUpdateTimeout = 5 * time.Minute
	channelDeleteTimeout = 20 * time.Minute
)

func (r *channelResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"channel_id": identityschema.StringAttribute{Description: channelIDDescription, RequiredForImport: true},
		},
	}
}

func (r *channelResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config channelResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.ImmediateOnAir.ValueBool() && !config.UseDVR.IsUnknown() && !config.UseDVR.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("immediate_on_air"), "immediate_on_air requires use_dvr (250139)",
			adviceFor("250139"))
	}
	record := config.record()
	if record.recordType.IsNull() || record.recordType.IsUnknown() {
		return
	}
	isUpload := record.recordType.ValueString() == "AUTO_UPLOAD"
	for name, value := range map[string]types.String{
		"format": record.format, "bucket_name": record.bucketName, "file_path": record.filePath,
		"access_control": record.accessControl,
	} {
		at := path.Root("record").AtName(name)
		switch {
		case isUpload && value.IsNull():
			resp.Diagnostics.AddAttributeError(at, "Missing "+name, fmt.Sprintf(
				"Set record.%s, which the type AUTO_UPLOAD requires, or use another type.", name))
		case !isUpload && !value.IsNull():
			resp.Diagnostics.AddAttributeError(at, "Unsupported argument of this type", fmt.Sprintf(
				"Remove record.%s, or set record.type = \"AUTO_UPLOAD\". Other types don't have it.", name))
		}
	}
}

func (r *channelResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan *channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.provider == nil || resp.Diagnostics.HasError() {
		return
	}
	if plan != nil && !plan.CDN.IsUnknown() && r.provider.client != nil {
		resp.Diagnostics.Append(checkSite(plan.cdn(), r.provider.client.Site())...)
	}
	switch {
	case resp.Diagnostics.HasError():
	case state == nil:
		resp.Diagnostics.Append(r.provider.planNewChannel(ctx, *plan)...)
	default:
		if plan != nil {
			r.provider.account.known.Store(state.ChannelID.ValueString(), true)
		}
		publishing, _ := req.Private.GetKey(ctx, publishingKey)
		resp.Diagnostics.Append(planChannelChange(*state, plan, len(publishing) > 0)...)
	}
}

// Create sends one POST, whatever happens. From its response on, the ID gets into the state.
func (r *channelResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan channelResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, channelCreateTimeout)
	resp.Diagnostics.Append(diags...)
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	defer r.provider.lock(plan.cdn().instanceNo.ValueString())()
	known, err := r.provider.account.get(ctx, client)
	resp.Diagnostics.Append(r.provider.report(err)...)
	resp.Diagnostics.Append(r.provider.checkCopies(plan, known).Errors()...) // The lock may have taken long.
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := client.CreateChannel(ctx, plan.newChannel())
	if id == "" {
		resp.Diagnostics.Append(r.provider.noChannelDiagnostics(ctx, plan, known, err)...)
		return
	}
	plan.ChannelID = types.StringValue(id)
	channel, diags := r.provider.waitUntilReady(ctx, id, timeout) // Whatever its end, the state follows.
	plan.setComputed(channel, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, publishingKey, publishingValue(channel))...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: plan.ChannelID})...)
	if resp.Diagnostics.Append(diags...); diags.HasError() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, failedKey, []byte("true"))...)
	}
	if differences := plan.differences(channel); len(differences) > 0 {
		resp.Diagnostics.Append(differsWarning("Channel differs: "+id, differences))
	}
	resp.Diagnostics.Append(r.provider.report(nil)...)
}

func (r *channelResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.provider.requireClient(&resp.Diagnostics)
	if client == nil {
		return
	}
	id := state.ChannelID.ValueString()
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: state.ChannelID})...)
	if failed, _ := req.Private.GetKey(ctx, failedKey); len(failed) > 0 {
		r.provider.account.known.Store(id, true) // Its replacement is not a copy of it, and does not see the state.
	}
	channel, err := client.GetChannel(ctx, livestation.LiveChannel, id)
	if livestation.IsChannelNotFound(err) {
		resp.Diagnostics.Append(missingWarning("Channel", id, state.ChannelName, "another ID, stream key and URLs"))
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.provider.report(err)...)
	switch {
	case channel.Mismatch != "":
		resp.Diagnostics.Append(oddChannelDiagnostic(channel))
	case channel.Status == "FORCE_BLOCK":
		resp.Diagnostics.Append(forceBlockWarning(id))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state.refreshed(channel))...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, publishingKey, publishingValue(channel))...)
}

// Update sends nothing if only arguments changed that Live Station does not have.
func (r *channelResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Update(ctx, channelUpdateTimeout)
	resp.Diagnostics.Append(diags...)
	if r.provider.requireClient(&resp.Diagnostics) == nil {
		return
	}
	var channel livestation.Channel
	if plan.settings() != state.settings() {
		var isChanged bool
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		channel, isChanged, diags = r.provider.changeChannel(ctx, state, plan)
		if resp.Diagnostics.Append(diags...); !isChanged {
			return
		}
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, publishingKey, publishingValue(channel))...)
	}
	plan.setComputed(channel, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: plan.ChannelID})...)
}

func (r *channelResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, channelDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if r.provider.requireClient(&resp.Diagnostics) == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp.Diagnostics.Append(r.provider.deleteChannel(ctx, state)...)
}

func (r *channelResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	id := req.ID
	if req.Identity != nil && !req.Identity.Raw.IsNull() {
		var identity channelIdentityModel
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		id = identity.ChannelID.ValueString()
	}
	if !livestation.ChannelIDPattern().MatchString(id) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"Use the ID of a live channel, such as ls-20200327140131-aBCD3. Got: %s", quoteBounded(id)))
	}
	if r.provider.requireClient(&resp.Diagnostics) == nil {
		return
	}
	channel := r.provider.readLiveChannel(ctx, &resp.Diagnostics, id)
	if resp.Diagnostics.HasError() {
		return
	}
	model := importedChannel(channel)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, publishingKey, publishingValue(channel))...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: model.ChannelID})...)
}

// The keys of a channel's private state: whether it was publishing when it was read last, by
// which a plan warns, and whether its creation failed.
const (
	publishingKey = "publishing"
	failedKey     = "creation_failed"
)

// publishingValue returns the value of publishingKey, none for another status.
func publishingValue(c livestation.Channel) []byte {
	if c.Status != "PUBLISHING" {
		return nil
	}
	return []byte("true")
}
