package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var (
	_ resource.Resource                   = &channelResource{}
	_ resource.ResourceWithConfigure      = &channelResource{}
	_ resource.ResourceWithValidateConfig = &channelResource{}
	_ resource.ResourceWithModifyPlan     = &channelResource{}
	_ resource.ResourceWithImportState    = &channelResource{}
	_ resource.ResourceWithIdentity       = &channelResource{}
)

// NewChannelResource returns the resource livestation_channel.
func NewChannelResource() resource.Resource { return &channelResource{} }

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

func (r *channelResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_channel"
}

func (r *channelResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"channel_id": identityschema.StringAttribute{Description: channelIDDescription, RequiredForImport: true},
		},
	}
}

func (r *channelResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const replaces = " A change replaces the channel."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Creates and manages a live channel that uses an existing CDN. **Experimental:** no " +
			"developer has tried this resource with a real account yet.",
		Attributes: map[string]schema.Attribute{
			"channel_name": schema.StringAttribute{
				MarkdownDescription: "Name of the channel: 3 to 20 Hangul or ASCII letters, digits and underscores.",
				Required:            true,
				Validators: []validator.String{stringvalidator.RegexMatches(
					regexp.MustCompile(`^[\p{Hangul}A-Za-z0-9_]{3,20}$`), // assumption A48
					"must have 3 to 20 Hangul or ASCII letters, digits and underscores",
				)},
			},
			"quality_set_id": schema.Int64Attribute{
				MarkdownDescription: "ID of the quality set; see the data source `livestation_quality_sets`." + replaces,
				Required:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"cdn": channelCDNAttribute(),
			"output_protocol": schema.StringAttribute{
				MarkdownDescription: "Output protocols: `HLS`, `HLS,DASH`, or `LL_HLS` with a low-latency quality set. " +
					"Defaults to `HLS`. A change from or to `LL_HLS` replaces the channel.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString("HLS"),
				Validators: []validator.String{stringvalidator.OneOf("HLS", "HLS,DASH", "LL_HLS")},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(
					func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
						resp.RequiresReplace = !canChangeProtocol(req.StateValue, req.PlanValue)
					}, "", "")},
			},
			"use_dvr": optionalBool("Whether viewers can rewind a broadcast, for 360 minutes (DVR, time machine)."),
			"immediate_on_air": optionalBool(
				"Whether recording starts as soon as the encoder sends. Requires `use_dvr`.",
			),
			"record": channelRecordAttribute(),
			"is_stream_fail_over": optionalBool("Whether the channel has a second input, with a stream key of its own."+replaces,
				boolplanmodifier.RequiresReplace()),
			"env_type": schema.StringAttribute{
				MarkdownDescription: "Environment label, without effect on the channel: `REAL`, `DEV` or `STAGE`. Defaults to " +
					"`REAL`.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString("REAL"),
				Validators: []validator.String{stringvalidator.OneOf("REAL", "DEV", "STAGE")},
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether Terraform refuses to delete or replace the channel. Defaults to `true`. To " +
					"delete the channel, set it to `false` and apply first.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
			},
			"timeouts":           channelTimeouts(ctx),
			"channel_id":         keptString(channelIDDescription),
			"instance_no":        keptString("Instance number of the channel."),
			"publish_url":        keptString("RTMP URL that an encoder sends to, without the stream key."),
			"global_publish_url": keptString("RTMP URL for encoders outside Korea, without the stream key."),
			"created_time":       keptString("Time when the channel was created (RFC 3339, UTC)."),
			"quality_set_name":   keptString("Name of the channel's quality set."),
		},
	}
}

func channelCDNAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Existing CDN of the channel, which must be RUNNING. It stays when the channel is deleted. " +
			"To find the values, read a channel that uses the CDN: `data.livestation_channel.NAME.cdn`. " +
			"A change replaces the channel.",
		Required: true,
		PlanModifiers: []planmodifier.Object{objectplanmodifier.RequiresReplaceIf(
			func(_ context.Context, req planmodifier.ObjectRequest, resp *objectplanmodifier.RequiresReplaceIfFuncResponse) {
				resp.RequiresReplace = !isSameCDN(req.StateValue, req.PlanValue)
			}, "", "")},
		Attributes: map[string]schema.Attribute{
			"instance_no": schema.StringAttribute{
				MarkdownDescription: "Instance number of the CDN.",
				Required:            true,
				Validators: []validator.String{stringvalidator.RegexMatches(
					regexp.MustCompile(`^[1-9][0-9]{0,17}$`), "must be a number",
				)},
			},
			"profile_id": schema.Int64Attribute{
				MarkdownDescription: "ID of the CDN's profile. Required on the public site, unsupported on the financial site.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"cdn_domain": schema.StringAttribute{
				MarkdownDescription: "Domain from which viewers watch. Required on the public site, unsupported on the " +
					"financial site.",
				Optional: true,
				Validators: []validator.String{stringvalidator.RegexMatches(
					regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`), "must be a host name",
				)},
			},
		},
	}
}

func channelRecordAttribute() schema.Attribute {
	optional := func(description string, validators ...validator.String) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description + " Required with `AUTO_UPLOAD`.", Optional: true, Validators: validators,
		}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How broadcasts are recorded. Defaults to `{ type = \"NO_RECORD\" }`.",
		Optional:            true,
		Computed:            true,
		Default:             objectdefault.StaticValue(noRecord()),
		Attributes: map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "Type: `NO_RECORD`, `AUTO_UPLOAD` or `MANUAL_UPLOAD`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("NO_RECORD", "AUTO_UPLOAD", "MANUAL_UPLOAD")},
			},
			"format":         optional("Format: `MP4`, `HLS` or `ALL`.", stringvalidator.OneOf("MP4", "HLS", "ALL")),
			"bucket_name":    optional("Bucket of Object Storage, 3 to 63 characters.", stringvalidator.LengthBetween(3, 63)),
			"access_control": optional("Access: `PRIVATE` or `PUBLIC_READ`.", stringvalidator.OneOf("PRIVATE", "PUBLIC_READ")),
			"file_path": optional("Folder in the bucket. Begins with `/`.",
				stringvalidator.RegexMatches(regexp.MustCompile(`^/`), "must begin with /")),
		},
	}
}

func channelTimeouts(ctx context.Context) schema.Attribute {
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: "How long to wait until the channel is ready. Defaults to `20m`.",
		Update: true, UpdateDescription: "How long a change can take. Defaults to `5m`.",
		Delete: true, DeleteDescription: "How long to wait until the channel is deleted. Defaults to `20m`.",
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long the operations can take."
		return nested
	}
	return attribute
}

func optionalBool(description string, modifiers ...planmodifier.Bool) schema.Attribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true,
		Default: booldefault.StaticBool(false), PlanModifiers: modifiers,
	}
}

// keptString is an attribute that only the API sets, once.
func keptString(description string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
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
	status := statusIn(ctx, req.Private)
	if plan == nil {
		resp.Diagnostics.Append(planChannelDestroy(*state, status)...)
		return
	}
	if r.provider.client != nil && !plan.CDN.IsUnknown() {
		resp.Diagnostics.Append(checkSite(plan.cdn(), r.provider.client.Site())...)
	}
	switch {
	case resp.Diagnostics.HasError():
	case state == nil:
		resp.Diagnostics.Append(r.provider.planNewChannel(ctx, *plan)...)
	default:
		r.provider.account.know(state.ChannelID.ValueString())
		resp.Diagnostics.Append(planChannelChange(*state, *plan, status)...)
	}
}

// Create sends one POST, whatever happens. From its response on, the ID gets into the state.
func (r *channelResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan channelResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, channelCreateTimeout)
	resp.Diagnostics.Append(diags...)
	client, diags := r.provider.requireClient()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	defer r.provider.lockCDN(plan.cdn().instanceNo.ValueString())()
	known, diags := r.provider.checkBeforeCreate(ctx, plan)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	id, err := client.CreateChannel(ctx, plan.newChannel())
	r.provider.account.written()
	switch {
	case id != "":
	case err == nil || livestation.OutcomeUnknown(err):
		resp.Diagnostics.Append(r.provider.maybeCreatedDiagnostic(ctx, plan, known, err))
		return
	default:
		resp.Diagnostics.Append(r.provider.report(err)...)
		return
	}
	plan.ChannelID = types.StringValue(id)
	channel, diags := r.provider.waitUntilReady(ctx, id, timeout) // Whatever its end, the state follows.
	complete := plan
	complete.setComputed(channel, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, complete)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, statusKey, statusValue(channel))...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: plan.ChannelID})...)
	if resp.Diagnostics.Append(diags...); diags.HasError() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, failedKey, []byte("true"))...)
	}
	if differences := plan.differences(channel); len(differences) > 0 {
		resp.Diagnostics.Append(differsWarning(id, differences))
	}
	resp.Diagnostics.Append(r.provider.report(nil)...)
}

func (r *channelResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client, diags := r.provider.requireClient()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	id := state.ChannelID.ValueString()
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: state.ChannelID})...)
	if failed, _ := req.Private.GetKey(ctx, failedKey); len(failed) > 0 {
		r.provider.account.know(id) // Its replacement is not a copy of it, and does not see the state.
	}
	channel, err := client.GetChannel(ctx, livestation.LiveChannel, id)
	switch {
	case livestation.IsChannelNotFound(err):
		resp.Diagnostics.Append(channelGoneWarning(state))
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(r.provider.report(err)...)
		return
	case channel.Mismatch != "":
		resp.Diagnostics.Append(oddChannelDiagnostic(channel))
		return
	case channel.Status == "FORCE_BLOCK":
		resp.Diagnostics.Append(forceBlockWarning(id))
	}
	state = state.refreshed(channel)
	state.setComputed(channel, true)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, statusKey, statusValue(channel))...)
	resp.Diagnostics.Append(r.provider.report(nil)...)
}

// Update sends nothing if only arguments changed that Live Station does not have.
func (r *channelResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Update(ctx, channelUpdateTimeout)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
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
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, statusKey, statusValue(channel))...)
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
	_, diags = r.provider.requireClient()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp.Diagnostics.Append(r.provider.deleteChannel(ctx, state)...)
	if !resp.Diagnostics.HasError() {
		r.provider.account.know(state.ChannelID.ValueString())
		r.provider.account.written()
	}
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
	if !livestation.ChannelIDPattern.MatchString(id) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"Use the ID of a live channel, such as ls-20200327140131-aBCD3. Got: %s", quoteBounded(id)))
		return
	}
	client, diags := r.provider.requireClient()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	channel, err := client.GetChannel(ctx, livestation.LiveChannel, id)
	switch {
	case err != nil:
		resp.Diagnostics.Append(r.provider.reportAbout(ctx, liveChannel(id), err, livestation.LiveChannel)...)
		return
	case channel.Mismatch != "":
		resp.Diagnostics.Append(oddChannelDiagnostic(channel))
		return
	}
	model := importedChannel(id).refreshed(channel)
	model.setComputed(channel, true)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, statusKey, statusValue(channel))...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: model.ChannelID})...)
	resp.Diagnostics.Append(r.provider.report(nil)...)
}

// The keys of a channel's private state: the status when it was read last, by which a plan
// warns, and whether its creation failed.
const (
	statusKey = "channel_status"
	failedKey = "creation_failed"
)

func statusValue(c livestation.Channel) []byte {
	value, _ := json.Marshal(c.Status) // cannot fail for a string
	return value
}

func statusIn(ctx context.Context, private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
},
) (status string) {
	value, _ := private.GetKey(ctx, statusKey)
	_ = json.Unmarshal(value, &status) // Without a status, there is no warning.
	return status
}

// lockCDN locks a CDN and returns what unlocks it. Channels of one CDN are created one after
// another, because a create is rejected while the CDN is not RUNNING.
func (d *providerData) lockCDN(instanceNo string) (unlock func()) {
	type cdnLock string // not a target
	value, _ := d.locks.LoadOrStore(cdnLock(instanceNo), &sync.Mutex{})
	lock, ok := value.(*sync.Mutex)
	if !ok {
		return func() {}
	}
	lock.Lock()
	return lock.Unlock
}

// checkBeforeCreate repeats the check of the plan that prevents a copy, because a saved plan
// may be applied twice. It returns what the account has before the create.
func (d *providerData) checkBeforeCreate(
	ctx context.Context, plan channelResourceModel,
) (account, diag.Diagnostics) {
	known, err := d.account.get(ctx, d.client)
	if err != nil {
		return known, d.report(err)
	}
	return known, d.checkCopies(plan, known).Errors()
}

// waitUntilReady reads a new channel until it is ready (assumption A49). If it is not ready in
// time, that is only a warning: an error would make Terraform replace the channel.
func (d *providerData) waitUntilReady(
	ctx context.Context, id string, timeout time.Duration,
) (channel livestation.Channel, diags diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var cause error
	reads, isReady := 0, false
	d.client.Poll(ctx, 0, func() bool {
		reads++
		found, err := d.client.GetChannel(ctx, livestation.LiveChannel, id)
		cause = err
		var deleted *livestation.DeletedChannelError
		switch {
		case errors.As(err, &deleted):
			diags.Append(failedDiagnostic(id, deleted.Channel.Status))
			return true
		case livestation.IsChannelNotFound(err) && channel.ID != "":
			diags.Append(failedDiagnostic(id, "not found any more"))
			return true
		case livestation.IsChannelNotFound(err):
			return reads >= livestation.PollsInAMinute
		case err != nil:
			return !livestation.IsTransient(err)
		}
		channel = found
		if channel.Status == "FORCE_BLOCK" {
			diags.Append(failedDiagnostic(id, channel.Status))
		}
		cdn := cdnStatus(channel)
		isStarted := channel.Status == "READY" || channel.Status == "PUBLISHING"
		isReady = isStarted && (cdn == "RUNNING" || cdn == "")
		return isReady || diags.HasError() || cdn == "STOPPED" || cdn == "CDN_NOT_FOUND"
	})
	if !isReady && !diags.HasError() {
		diags.Append(notReadyWarning(id, channel, cause))
	}
	return channel, diags
}

// cdnStatus returns the status of a channel's CDN, "" if it has none or the status is unknown.
func cdnStatus(c livestation.Channel) string {
	if c.CDN == nil || c.CDN.InstanceNo == "" || c.CDN.InstanceNo == "0" {
		return ""
	}
	return string(c.CDN.StatusName)
}

// changeChannel sends the planned settings, unless the channel is on air or was changed since
// the plan. Then it reads what changed: that PUT keeps stream keys and the callback endpoint
// is assumption A52. isChanged is true if the plan becomes the state, also with an error.
func (d *providerData) changeChannel(
	ctx context.Context, state, plan channelResourceModel,
) (channel livestation.Channel, isChanged bool, diags diag.Diagnostics) {
	client, diags := d.requireClient()
	if diags.HasError() {
		return channel, false, diags
	}
	id := state.ChannelID.ValueString()
	before, err := client.GetChannelWithKeys(ctx, id)
	if err != nil {
		return channel, false, d.report(err)
	}
	differences := state.differences(before.Channel)
	switch {
	case before.Mismatch != "":
		diags.Append(oddChannelDiagnostic(before.Channel))
	case before.Status == "PUBLISHING" || before.Status == "FORCE_BLOCK":
		diags.Append(wrongStatusDiagnostic(before.Channel, "change"))
	case len(differences) > 0:
		diags.Append(changedChannelDiagnostic(id, differences))
	}
	if diags.HasError() {
		return channel, false, diags
	}
	err = client.UpdateChannel(ctx, id, plan.settings())
	d.account.written()
	if err != nil {
		return channel, false, d.report(err)
	}
	after, err := client.GetChannelWithKeys(ctx, id)
	if err != nil {
		failure := errorDiagnostic(err)
		diags.AddWarning("Channel changed but not verified: "+id,
			"Run terraform plan to see its settings. Reading the channel failed.\n\n"+failure.Summary()+". "+failure.Detail())
		return channel, true, diags
	}
	if differences := plan.differences(after.Channel); len(differences) > 0 {
		diags.Append(differsWarning(id, differences))
	}
	if before.CallbackURL != "" && after.CallbackURL != before.CallbackURL {
		diags.Append(lostCallbackDiagnostic(before.Channel, after.Channel))
	}
	if before.Differ(after) {
		diags.Append(keyChangedDiagnostic(id))
	}
	return after.Channel, true, append(diags, d.report(nil)...)
}

// deleteChannel deletes a channel that is not protected, on air or recording, and waits until
// it is gone.
func (d *providerData) deleteChannel(ctx context.Context, state channelResourceModel) diag.Diagnostics {
	id := state.ChannelID.ValueString()
	var channel livestation.Channel
	read := func() (err error) {
		channel, err = d.client.GetChannel(ctx, livestation.LiveChannel, id)
		return err
	}
	err := read()
	if state.isProtected() && !livestation.IsChannelNotFound(err) {
		return diag.Diagnostics{protectedDiagnostic(state, "The apply would delete the channel.")}
	}
	if err == nil && isChannelBusy(channel) {
		d.client.Poll(ctx, 0, func() bool {
			err = read()
			return err != nil && !livestation.IsTransient(err) || err == nil && !isChannelBusy(channel)
		})
	}
	switch {
	case livestation.IsChannelNotFound(err):
		return nil
	case err != nil:
		return d.report(err)
	case isChannelBusy(channel):
		return diag.Diagnostics{stillThereDiagnostic(id, "Channel is busy", "the channel or its CDN is still changing")}
	case slices.Contains([]string{"PUBLISHING", "BLOCK", "FORCE_BLOCK"}, channel.Status):
		return diag.Diagnostics{wrongStatusDiagnostic(channel, "delete")}
	}
	if diags := d.checkRecordings(ctx, state, channel); diags.HasError() {
		return diags
	}
	remove := func() bool {
		err = d.client.DeleteChannel(ctx, id)
		return !livestation.HasCode(err, "250109") // The CDN is busy.
	}
	if !remove() {
		d.client.Poll(ctx, 0, remove)
	}
	if err != nil && !livestation.IsChannelNotFound(err) && !livestation.OutcomeUnknown(err) {
		return d.report(err)
	}
	failure := err
	isGone := func() bool { return livestation.IsChannelNotFound(read()) }
	switch {
	case livestation.IsChannelNotFound(err), d.client.Poll(ctx, livestation.PollsInAMinute, isGone):
		return nil
	case failure != nil:
		return d.report(failure)
	default:
		const why = "Live Station accepted the deletion a minute ago"
		return diag.Diagnostics{stillThereDiagnostic(id, "Channel still exists", why)}
	}
}

// isChannelBusy reports whether a channel cannot be deleted yet, but soon.
func isChannelBusy(c livestation.Channel) bool {
	return c.Status == "CREATING" || cdnStatus(c) == "CREATING" || cdnStatus(c) == "CHANGING"
}

// checkRecordings returns an error if deleting the channel could lose a recording.
func (d *providerData) checkRecordings(
	ctx context.Context, state channelResourceModel, channel livestation.Channel,
) diag.Diagnostics {
	isRecording := channel.IsRecording.Value != nil && *channel.IsRecording.Value
	if state.refreshed(channel).record().recordType.ValueString() == "NO_RECORD" && !isRecording {
		return nil
	}
	n, err := d.client.CountPendingRecordings(ctx, channel.ID)
	switch {
	case err != nil:
		return d.report(err)
	case n > 0:
		return diag.Diagnostics{pendingRecordingsDiagnostic(channel.ID, n)}
	default:
		return nil
	}
}
