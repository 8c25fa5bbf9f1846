package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
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

// Limits of an event. The documentation has none. A real event has some 150 bytes.
const (
	maxEventSize       = 1 << 20
	maxEventTextLength = 1000                // characters of one field
	minTimestamp       = 1_000_000_000_000   // 2001-09-09. A smaller number is probably in seconds.
	maxTimestamp       = 253_402_300_799_999 // the end of the year 9999, the last one in RFC 3339
)

// A number in an event. Its length is limited, because [big.Rat] writes out an exponent.
var eventNumber = regexp.MustCompile(`^-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,2})?$`)

// parseCallbackEvent parses an event. The errors name each invalid field and end
// with an example.
func parseCallbackEvent(text string) (callbackEventModel, error) {
	if len(text) > maxEventSize {
		return callbackEventModel{}, invalidEvent("the value is longer than 1 MiB")
	}
	decoder := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))) // Windows tools write a BOM
	decoder.UseNumber()
	var fields eventFields
	var wrongType *json.UnmarshalTypeError
	switch err := decoder.Decode(&fields.values); {
	case errors.As(err, &wrongType):
		return callbackEventModel{}, invalidEvent("the value is a JSON " + wrongType.Value + ", not a JSON object")
	case err != nil:
		return callbackEventModel{}, invalidEvent("the value is not valid JSON")
	case !errors.Is(decoder.Decode(&json.RawMessage{}), io.EOF):
		return callbackEventModel{}, invalidEvent("the value contains more than one event, or text after it: " +
			"call the function once for each event")
	case fields.values["id"] == nil && fields.values["eventCode"] != nil:
		return callbackEventModel{}, invalidEvent("the value is an entry of Live Station's list of events " +
			"(eventCode), not an event that it posts to a callback endpoint")
	}
	event := callbackEventModel{
		ID:        types.Int64Value(fields.integer("id", math.MinInt64, math.MaxInt64, "a whole number of 64 bits")),
		LogLevel:  types.StringNull(),
		ChannelID: types.StringValue(fields.text("channelId", livestation.ChannelIDPattern.MatchString, "a channel ID")),
		Event:     types.StringValue(fields.text("event", isEventText, eventText)),
	}
	if level := fields.values["logLevel"]; level != nil && level != "" {
		event.LogLevel = types.StringValue(fields.text("logLevel", isEventText, eventText))
	}
	milliseconds := fields.integer("timestamp", minTimestamp, maxTimestamp, "a time in milliseconds since 1970")
	event.Timestamp = types.StringValue(time.UnixMilli(milliseconds).UTC().Format(timeLayout))
	if len(fields.problems) > 0 {
		return callbackEventModel{}, invalidEvent(strings.Join(fields.problems, "; "))
	}
	return event, nil
}

func invalidEvent(problem string) error {
	return fmt.Errorf("%s. Expected one event from Live Station, for example: %s", problem, exampleEvent)
}

var eventText = fmt.Sprintf("a string of 1 to %d visible characters", maxEventTextLength)

func isEventText(text string) bool {
	return utf8.RuneCountInString(text) <= maxEventTextLength && !strings.ContainsFunc(text, ncloud.IsInvisible)
}

// eventFields are the decoded fields of an event and what is wrong with them.
type eventFields struct {
	values   map[string]any
	problems []string
}

func (f *eventFields) text(name string, isValid func(string) bool, expected string) string {
	text, ok := f.values[name].(string)
	if !ok || text == "" || !isValid(text) {
		f.addProblem(name, expected)
	}
	return text
}

// integer decodes a whole number or a string that contains one: the example in the
// documentation has numbers, and an older table says String. A whole number may have an
// exponent or a fraction of zeros, because JSON has only one type of numbers.
func (f *eventFields) integer(name string, least, most int64, expected string) int64 {
	number, ok := new(big.Rat).SetString(eventNumber.FindString(fmt.Sprint(f.values[name])))
	if !ok || !number.IsInt() || !number.Num().IsInt64() || number.Num().Int64() < least || number.Num().Int64() > most {
		f.addProblem(name, expected)
		return 0
	}
	return number.Num().Int64()
}

func (f *eventFields) addProblem(name, expected string) {
	switch value := f.values[name]; value {
	case nil, "":
		f.problems = append(f.problems, name+" is missing")
	default:
		f.problems = append(f.problems, fmt.Sprintf("%s is %s, not %s", name, quoteBounded(fmt.Sprint(value)), expected))
	}
}
