package registration

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ action.ActionWithConfigure = &sendTestEventAction{}

// NewSendTestEventAction returns the action livestation_send_test_event. It uses no
// client, because it calls the receiver and not the API.
func NewSendTestEventAction() action.Action {
	return &sendTestEventAction{run.Action{Name: "send_test_event"}}
}

type sendTestEventAction struct{ run.Action }

type sendTestEventActionModel struct {
	CallbackURL types.String `tfsdk:"callback_url"`
	ChannelID   types.String `tfsdk:"channel_id"`
	Event       types.String `tfsdk:"event"`
}

const (
	// defaultTestEvent is the event of the published example.
	defaultTestEvent = "STREAM_UPDATE"
	// testEventTimeout is the time that a receiver has. How long Live Station waits is
	// not published.
	testEventTimeout = 10 * time.Second
)

func (a *sendTestEventAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Posts one event to a callback URL, " +
			"which the receiver can't distinguish from an event of Live Station, " +
			"except by the channel ID and the event that you choose. " +
			"The action fails unless the receiver returns HTTP 2xx within " + testEventTimeout.String() + ".",
		Attributes: map[string]schema.Attribute{
			"callback_url": schema.StringAttribute{
				MarkdownDescription: "`https` or `http` URL to which the action posts the event.",
				Required:            true,
				Validators:          []validator.String{callbackURLValidator{isStrict: true}},
			},
			"channel_id": schema.StringAttribute{
				MarkdownDescription: "Channel ID in the event. The channel does not need to exist. " +
					"To let the receiver recognize test events, use an ID that no channel has, such as `ls-20200101000000-TEST0`.",
				Required:   true,
				Validators: []validator.String{channel.IDValidator()},
			},
			"event": schema.StringAttribute{
				MarkdownDescription: "Name of the event. Defaults to `" + defaultTestEvent + "`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 1000)},
			},
		},
	}
}

// Invoke remembers a URL whose receiver did not accept the event: if Terraform was
// interrupted, terraform-plugin-go drops the error, and Terraform goes on to register it.
func (a *sendTestEventAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var model sendTestEventActionModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	callbackURL, event := model.CallbackURL.ValueString(), model.testEvent(time.Now())
	sendProgress(ctx, resp, fmt.Sprintf("Sending %s for channel %s to %s",
		attribute.QuoteBounded(event.Event), event.ChannelID, livestation.RedactCallbackURL(callbackURL)))
	status, err := livestation.PostEvent(ctx, callbackURL, event, testEventTimeout)
	if a.Run != nil {
		a.Run.NotAccepted.Store(callbackURL, err != nil)
	}
	if err != nil {
		d := receiverDiagnostic(err)
		resp.Diagnostics.AddAttributeError(path.Root("callback_url"), d.Summary(), d.Detail())
		return
	}
	sendProgress(ctx, resp, fmt.Sprintf("The receiver returned HTTP %d", status))
}

// testEvent returns an event as Live Station posts it. Its ID is random, so that a
// receiver that drops repeated events accepts each.
func (m sendTestEventActionModel) testEvent(now time.Time) livestation.Event {
	return livestation.Event{
		ID:        rand.Int64N(math.MaxInt32), //nolint:gosec // Not a secret.
		LogLevel:  "INFO",
		ChannelID: m.ChannelID.ValueString(),
		Event:     cmp.Or(m.Event.ValueString(), defaultTestEvent),
		Timestamp: now.UnixMilli(),
	}
}

// sendProgress shows a line to the user. After a cancellation, no one receives it, and
// SendProgress would block forever.
func sendProgress(ctx context.Context, resp *action.InvokeResponse, message string) {
	if ctx.Err() == nil {
		resp.SendProgress(action.InvokeProgressEvent{Message: message})
	}
}
