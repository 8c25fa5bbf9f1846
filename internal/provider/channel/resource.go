// Package channel has live channels in Terraform: the resource and its list, data sources, stream keys and
// service URLs. Registrations use its references to channels of all types.
package channel

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ resource.ResourceWithConfigure      = &channelResource{}
	_ resource.ResourceWithValidateConfig = &channelResource{}
	_ resource.ResourceWithModifyPlan     = &channelResource{}
	_ resource.ResourceWithImportState    = &channelResource{}
	_ resource.ResourceWithIdentity       = &channelResource{}
)

// NewResource returns the resource livestation_channel.
func NewResource() resource.Resource {
	return &channelResource{run.Resource{Name: "channel"}}
}

type channelResource struct{ run.Resource }

// channelIdentityModel is the identity of a channel.
type channelIdentityModel struct {
	ChannelID types.String `tfsdk:"channel_id"`
}

// The default timeouts.
const (
	channelCreateTimeout = 20 * time.Minute
	newCDNTimeout        = 30 * time.Minute
	globalCDNTimeout     = 90 * time.Minute
	channelUpdateTimeout = 5 * time.Minute
	channelDeleteTimeout = 20 * time.Minute
)

// updateTimeout returns the default of timeouts.update.
func updateTimeout(isMove bool) time.Duration {
	if isMove {
		return newCDNTimeout
	}
	return channelUpdateTimeout
}

func (r *channelResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"channel_id": identityschema.StringAttribute{Description: IDDescription, RequiredForImport: true},
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
	resp.Diagnostics.Append(checkCDNArguments(config)...)
	if config.ImmediateOnAir.ValueBool() && !config.UseDVR.IsUnknown() && !config.UseDVR.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("immediate_on_air"), "immediate_on_air requires use_dvr (250139)",
			diagnose.AdviceFor("250139"))
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
		at := path.Root("record")
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
	var config, state, plan *channelResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.Run == nil || resp.Diagnostics.HasError() {
		return
	}
	if plan != nil {
		resp.Diagnostics.Append(checkNumbers(*plan)...)
	}
	onCDNPlus := isMarked(ctx, req.Private, cdnPlusKey)
	if state != nil && plan != nil && onCDNPlus && !moves(*state, *plan) {
		resp.Diagnostics.Append(onCDNPlusDiagnostic(replacedChannelOf(*state)))
		return
	}
	if plan != nil && !config.CDN.IsUnknown() && r.Run.Client != nil {
		resp.Diagnostics.Append(checkSite(config.cdn(), r.Run.Client.Site())...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case plan == nil:
		resp.Diagnostics.Append(r.planDeletion(ctx, *state, isMarked(ctx, req.Private, publishingKey))...)
	case state == nil:
		replaced := replacedFrom(ctx, req.Private)
		if replaced != nil && replaced.IsProtected {
			resp.Diagnostics.Append(r.protected(replaced.ID, replaced.Name, keepReplaced, "replaced"))
			return
		}
		if replaced != nil && plan.cdn().isCreated() {
			resp.Diagnostics.Append(otherCDNDiagnostic(*replaced))
			return
		}
		resp.Diagnostics.Append(r.planCreation(ctx, *plan, replaced)...)
	default:
		resp.Diagnostics.Append(r.planChange(ctx, *state, *plan, isMarked(ctx, req.Private, publishingKey), onCDNPlus)...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, replacedKey, replacedChannelOf(*state).json())...)
	}
}

// Create sends one POST that can have acted, whatever happens. From its response on, the ID is in the state.
func (r *channelResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan channelResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, plan.cdn().createTimeout())
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	cdn := cmp.Or(plan.cdn().instanceNo.ValueString(), "the CDN of "+plan.ChannelName.ValueString())
	unlock, err := r.Run.Lock(ctx, cdn)
	if err != nil {
		resp.Diagnostics.Append(r.Run.Report(err)...)
		return
	}
	defer unlock()
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, diagnose.Timeout("timeouts.create", timeout))
	defer cancel()
	plan.ChannelID, diags = r.create(ctx, plan)
	resp.Diagnostics.Append(diags...)
	if plan.ChannelID.IsNull() {
		return
	}
	plan.setComputed(livestation.Channel{}, false) // What is unknown is null until it is read.
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: plan.ChannelID})...)

	channel, diags := r.waitUntilReady(ctx, plan.ChannelID.ValueString(), plan.cdn().isCreated())
	plan.setComputed(channel, true)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(r.keep(ctx, resp.Private, channel)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, replacedKey, nil)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, createdCDNKey, markIf(plan.cdn().isCreated()))...)
	resp.Diagnostics.Append(diags...)
	if cdn := plan.cdn(); cdn.isCreated() && !cdn.instanceNo.IsNull() {
		r.Run.NewCDNs.Store(cdn.instanceNo.ValueString(), true)
		if diags.HasError() {
			resp.Diagnostics.Append(leftCDNWarning(plan.ChannelID.ValueString(), attribute.ShowValue(cdn.numbers())))
		}
	}
	if differences := plan.differences(channel); len(differences) > 0 {
		resp.Diagnostics.Append(managed.Differs("Channel differs: "+plan.ChannelID.ValueString(), differences))
	}
	resp.Diagnostics.Append(r.Run.WarnOfClock()...)
}

func (r *channelResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ChannelID.ValueString()
	r.Run.Channels.Store(id, true)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, replacedKey, nil)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: state.ChannelID})...)
	channel, err := r.Run.Client.GetChannel(ctx, livestation.LiveChannel, id)
	switch {
	case livestation.IsChannelNotFound(err), livestation.IsNotFound(err) && r.isInOurAccount(ctx, state):
		resp.Diagnostics.Append(managed.Missing("Channel", id, state.ChannelName, "another ID, stream key and URLs"))
		if cdn := state.cdn(); cdn.isCreated() && !cdn.instanceNo.IsNull() {
			resp.Diagnostics.Append(leftCDNWarning(id, attribute.ShowValue(cdn.numbers())))
		}
		resp.State.RemoveResource(ctx)
		return
	case livestation.IsNotFound(err):
		resp.Diagnostics.Append(managed.NotFoundOrAccount("Channel", id, err))
		return
	}
	resp.Diagnostics.Append(r.Run.Report(err)...)
	switch {
	case channel.Mismatch != "":
		resp.Diagnostics.Append(oddChannelDiagnostic(channel))
	case channel.Status == "FORCE_BLOCK":
		resp.Diagnostics.Append(forceBlockWarning(id))
	case state.cdn().isCreated() && (channel.CDN == nil || !hasNumber(*channel.CDN)):
		resp.Diagnostics.Append(noCDNWarning(id, channel))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	refreshed := state.refreshed(channel)
	if drifted := state.replacing(refreshed); len(drifted) > 0 && !isOnCDNPlus(channel, r.Run.Client.Site()) {
		resp.Diagnostics.Append(managed.Drifted("Channel", id, refreshed.list(), drifted))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, refreshed)...)
	resp.Diagnostics.Append(r.keep(ctx, resp.Private, channel)...)
}

// Update sends nothing if only arguments changed that Live Station does not have. Of two requests, the state has the
// effect of the first if the second fails.
func (r *channelResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	isMove := !isSameCDN(state.CDN, plan.CDN)
	timeout, diags := plan.Timeouts.Update(ctx, updateTimeout(isMove))
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, diagnose.Timeout("timeouts.update", timeout))
	defer cancel()
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: plan.ChannelID})...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, replacedKey, nil)...)
	var channel livestation.Channel
	send := func(u update) (isChanged bool) {
		channel, isChanged, diags = r.change(ctx, state, u)
		if resp.Diagnostics.Append(diags...); isChanged {
			state = u.planned
			state.setComputed(channel, false)
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
			resp.Diagnostics.Append(r.keep(ctx, resp.Private, channel)...)
		}
		return isChanged && !diags.HasError()
	}
	if isMove && !send(r.moveTo(state, plan.CDN)) {
		return
	}
	if plan.settings() != state.settings() && !send(r.settingsOf(plan)) {
		return
	}
	plan.setComputed(channel, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *channelResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state channelResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, channelDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, diagnose.Timeout("timeouts.delete", timeout))
	defer cancel()
	if resp.Diagnostics.Append(r.delete(ctx, state)...); !resp.Diagnostics.HasError() {
		r.Run.Channels.Store(state.ChannelID.ValueString(), true)
		r.Run.Deleted.Store(state.ChannelID.ValueString(), true)
		r.Run.Deleted.Store(state.ChannelName.ValueString(), true)
		r.Run.HasDeleted.Store(true)
		if state.cdn().isCreated() || isMarked(ctx, req.Private, createdCDNKey) {
			resp.Diagnostics.Append(r.warnOfCDN(ctx, state))
		}
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
	if !livestation.ChannelIDPattern().MatchString(id) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"Use the ID of a live channel, such as ls-20200327140131-aBCD3. Got: %s", attribute.QuoteBounded(id)))
		return
	}
	resp.Diagnostics.Append(r.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	channel := readLiveChannel(ctx, r.Run, &resp.Diagnostics, id)
	if resp.Diagnostics.HasError() {
		return
	}
	model := importedChannel(channel)
	if reason := model.unmanageable(channel, r.Run.Client.Site()); reason != "" {
		resp.Diagnostics.AddError("Channel can't be managed: "+id, fmt.Sprintf(
			"Manage the channel in the Live Station console as long as the resource livestation_channel can't: %s.", reason))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	resp.Diagnostics.Append(r.keep(ctx, resp.Private, channel)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, channelIdentityModel{ChannelID: model.ChannelID})...)
}

// The keys of a channel's private state.
const (
	// publishingKey is whether the channel was publishing when it was read last, by which a plan warns.
	publishingKey = "publishing"
	// replacedKey is the channel of a plan that changes it. Terraform plans a replacement twice. The
	// second time there is no state, and what the first plan wrote here tells what is replaced. It must not
	// outlive the plan: Terraform also plans without a state what a refresh did not find.
	replacedKey = "replaced"
	// cdnPlusKey is whether the channel is on CDN+ on the public site, from where a change of cdn moves it.
	cdnPlusKey = "cdn_plus"
	// createdCDNKey is whether the CDN was created with the channel, whatever its configuration has now.
	createdCDNKey = "created_cdn"
)

// A privateWriter is where Read, Create and the others keep the private state.
type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// keep keeps in the private state what the next plan must know of a channel that was read.
func (r *channelResource) keep(ctx context.Context, private privateWriter, c livestation.Channel) diag.Diagnostics {
	diags := private.SetKey(ctx, publishingKey, markIf(c.Status == "PUBLISHING"))
	return append(diags, private.SetKey(ctx, cdnPlusKey, markIf(isOnCDNPlus(c, r.Run.Client.Site())))...)
}

// isOnCDNPlus reports whether a channel is on a CDN that NAVER Cloud ended. On the financial site, every one is.
func isOnCDNPlus(c livestation.Channel, site livestation.Site) bool {
	return c.CDN != nil && c.CDN.Type == "CDN_PLUS" && site != livestation.FinancialSite
}

// markIf returns the value of a key that isMarked finds, none if it must not.
func markIf(isTrue bool) []byte {
	if !isTrue {
		return nil
	}
	return []byte("true")
}

// A replacedChannel is the value of replacedKey.
type replacedChannel struct {
	ID          string `json:"channel_id"`
	Name        string `json:"channel_name"`
	IsProtected bool   `json:"protected"`
	CDN         string `json:"cdn"` // as HCL, "" if its number is not known
}

func replacedChannelOf(state channelResourceModel) replacedChannel {
	c := replacedChannel{
		ID: state.ChannelID.ValueString(), Name: state.ChannelName.ValueString(), IsProtected: state.isProtected(),
	}
	if cdn := state.cdn(); !cdn.instanceNo.IsNull() {
		c.CDN = attribute.ShowValue(cdn.numbers())
	}
	return c
}

func (c replacedChannel) json() []byte {
	text, _ := json.Marshal(c) // It has only texts and a bool.
	return text
}

// A privateState is what the framework has of a resource besides its state.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// replacedFrom returns the channel that a plan without a state replaces, nil if it is none or not known.
func replacedFrom(ctx context.Context, private privateState) *replacedChannel {
	var replaced *replacedChannel
	value, _ := private.GetKey(ctx, replacedKey)
	_ = json.Unmarshal(value, &replaced) // Empty, or of this code.
	return replaced
}

func isMarked(ctx context.Context, private privateState, key string) bool {
	value, _ := private.GetKey(ctx, key)
	return len(value) > 0
}

// isManaged reports whether the run manages a channel.
func (r *channelResource) isManaged(id string) bool {
	_, ok := r.Run.Channels.Load(id)
	return ok
}
