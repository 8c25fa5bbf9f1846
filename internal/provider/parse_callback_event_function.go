package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
			"The function accepts event codes that are not documented yet. " +
			"It returns an error if the JSON is not such an event, or if a field is missing or invalid.",
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
	maxEventTextLength = 1000 // characters of one field
)

// Timestamps are in milliseconds since 1970. As seconds, the numbers from
// minSecondsTimestamp to maxSecondsTimestamp are dates from 1973 to 5138. As
// milliseconds, they are dates from 1970 to 1973, before Live Station existed.
const (
	minSecondsTimestamp = 100_000_000
	maxSecondsTimestamp = 100_000_000_000 - 1
	maxTimestamp        = 253402300799999 // the end of the year 9999, the last one in RFC 3339
)

// postedEvent is an event in the format of "Callback data" on the page Get
// Callback Endpoint.
type postedEvent struct {
	ID        json.RawMessage `json:"id"`
	LogLevel  json.RawMessage `json:"logLevel"`
	ChannelID json.RawMessage `json:"channelId"`
	Event     json.RawMessage `json:"event"`
	Timestamp json.RawMessage `json:"timestamp"`
}

// parseCallbackEvent parses an event. The errors name each invalid field and end
// with an example.
func parseCallbackEvent(text string) (callbackEventModel, error) {
	if len(text) > maxEventSize {
		return callbackEventModel{}, invalidEvent("the value is longer than 1 MiB")
	}
	var posted *postedEvent
	if err := json.Unmarshal([]byte(text), &posted); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return callbackEventModel{}, invalidEvent("the value is a JSON " + wrongType.Value + ", not a JSON object")
		}
		return callbackEventModel{}, invalidEvent("the value is not valid JSON")
	}
	if posted == nil {
		return callbackEventModel{}, invalidEvent("the value is null, not a JSON object")
	}
	fields := eventFields{}
	event := callbackEventModel{
		ID:        types.Int64Value(fields.integer("id", posted.ID)),
		LogLevel:  types.StringValue(fields.text("logLevel", posted.LogLevel)),
		ChannelID: types.StringValue(fields.channelID("channelId", posted.ChannelID)),
		Event:     types.StringValue(fields.text("event", posted.Event)),
		Timestamp: types.StringValue(fields.time("timestamp", posted.Timestamp)),
	}
	if len(fields.problems) > 0 {
		return callbackEventModel{}, invalidEvent(strings.Join(fields.problems, "; "))
	}
	return event, nil
}

func invalidEvent(problem string) error {
	return fmt.Errorf("%s. Expected one event from Live Station, for example: %s", problem, exampleEvent)
}

// eventFields decodes the fields of an event and collects what is wrong with them.
type eventFields struct{ problems []string }

func (f *eventFields) addProblem(name, problem string) {
	f.problems = append(f.problems, name+" "+problem)
}

func (f *eventFields) text(name string, value json.RawMessage) string {
	var text string
	switch {
	case isMissing(value):
		f.addProblem(name, "is missing")
	case json.Unmarshal(value, &text) != nil:
		f.addProblem(name, fmt.Sprintf("is %s, not a string", describeJSON(value)))
	case text == "":
		f.addProblem(name, "is empty")
	case utf8.RuneCountInString(text) > maxEventTextLength:
		f.addProblem(name, fmt.Sprintf("is longer than %d characters", maxEventTextLength))
	case strings.ContainsFunc(text, isInvisible):
		f.addProblem(name, fmt.Sprintf("is %s, which contains a control or invisible character", quoteBounded(text)))
	default:
		return text
	}
	return ""
}

func (f *eventFields) channelID(name string, value json.RawMessage) string {
	id := f.text(name, value)
	if id != "" && !isChannelID(id) {
		f.addProblem(name, fmt.Sprintf("is %s, which is not a valid channel ID", quoteBounded(id)))
	}
	return id
}

// integer decodes a whole number or a string that contains one: the example in the
// documentation has numbers, and an older table says String.
func (f *eventFields) integer(name string, value json.RawMessage) int64 {
	if isMissing(value) {
		f.addProblem(name, "is missing")
		return 0
	}
	digits := string(value)
	var text string
	if json.Unmarshal(value, &text) == nil {
		digits = strings.TrimSpace(text)
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		f.addProblem(name, fmt.Sprintf("is %s, which is out of range for a 64-bit integer", describeJSON(value)))
	case err != nil:
		f.addProblem(name, fmt.Sprintf("is %s, not a whole number", describeJSON(value)))
	}
	return number
}

func (f *eventFields) time(name string, value json.RawMessage) string {
	const expected = "milliseconds since 1970 are expected"
	before := len(f.problems)
	milliseconds := f.integer(name, value)
	switch {
	case len(f.problems) > before:
	case milliseconds >= minSecondsTimestamp && milliseconds <= maxSecondsTimestamp:
		f.addProblem(name, fmt.Sprintf("is %d, which looks like seconds: %s", milliseconds, expected))
	case milliseconds < 0 || milliseconds > maxTimestamp:
		f.addProblem(name, fmt.Sprintf("is %d, which is out of range: %s", milliseconds, expected))
	}
	return time.UnixMilli(milliseconds).UTC().Format(timeLayout)
}

func isMissing(value json.RawMessage) bool { return len(value) == 0 || string(value) == "null" }

// describeJSON returns a JSON value in a form that is fit to be shown.
func describeJSON(value json.RawMessage) string {
	var text string
	switch {
	case value[0] == '{':
		return "a JSON object"
	case value[0] == '[':
		return "a JSON array"
	case json.Unmarshal(value, &text) == nil:
		return quoteBounded(text)
	default: // a number, true or false
		return strings.ReplaceAll(quoteBounded(string(value)), `"`, "")
	}
}
