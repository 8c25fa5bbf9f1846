package registration

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

var _ function.Function = parseCallbackEventFunction{}

// NewParseCallbackEventFunction returns the provider function parse_callback_event.
func NewParseCallbackEventFunction() function.Function { return parseCallbackEventFunction{} }

type parseCallbackEventFunction struct{}

type callbackEventModel struct {
	ID        types.Int64  `tfsdk:"id"`
	LogLevel  types.String `tfsdk:"log_level"`
	ChannelID types.String `tfsdk:"channel_id"`
	Event     types.String `tfsdk:"event"`
	Timestamp types.String `tfsdk:"timestamp"`
}

func (parseCallbackEventFunction) Metadata(
	_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse,
) {
	resp.Name = "parse_callback_event"
}

func (parseCallbackEventFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Parses an event that Live Station posts to a callback endpoint.",
		MarkdownDescription: "Parses the JSON of an event that Live Station posts to a callback endpoint. " +
			"Returns an object with the attributes `id` (number), `log_level`, `channel_id`, `event` and " +
			"`timestamp` (RFC 3339, UTC). " +
			"The function accepts event codes that are not documented yet, and an event without a level (`log_level` is " +
			"null). It returns an error if the JSON is not one such event, or if another field is missing or invalid.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "json", MarkdownDescription: "Body of the POST request: one JSON object."},
		},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"id":         types.Int64Type,
			"log_level":  types.StringType,
			"channel_id": types.StringType,
			"event":      types.StringType,
			"timestamp":  types.StringType,
		}},
	}
}

func (parseCallbackEventFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	event, err := parseCallbackEvent(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, event)
}

// exampleEvent is the example of "Callback data" on the page Get Callback Endpoint.
const exampleEvent = `{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", ` +
	`"event": "STREAM_UPDATE", "timestamp": 1599218791425}`

// parseCallbackEvent parses an event. The error ends with an example.
func parseCallbackEvent(text string) (callbackEventModel, error) {
	event, err := livestation.ParseEvent(text)
	if err != nil {
		return callbackEventModel{}, fmt.Errorf("%w. Expected one event from Live Station, for example: %s",
			err, exampleEvent)
	}
	return callbackEventModel{
		ID:        types.Int64Value(event.ID),
		LogLevel:  attribute.StringOrNull(event.LogLevel),
		ChannelID: types.StringValue(event.ChannelID),
		Event:     types.StringValue(event.Event),
		Timestamp: types.StringValue(time.UnixMilli(event.Timestamp).UTC().Format(attribute.TimeLayout)),
	}, nil
}
