package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ function.Function = parseCallbackEventFunction{}

// NewParseCallbackEventFunction returns the function parse_callback_event.
func NewParseCallbackEventFunction() function.Function { return parseCallbackEventFunction{} }

type parseCallbackEventFunction struct{}

type callbackEventModel struct {
	ID        types.Int64  `tfsdk:"id"`
	LogLevel  types.String `tfsdk:"log_level"`
	ChannelID types.String `tfsdk:"channel_id"`
	Event     types.String `tfsdk:"event"`
	Timestamp types.String `tfsdk:"timestamp"`
}

func (parseCallbackEventFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_callback_event"
}

func (parseCallbackEventFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Reads an event that Live Station posts to a callback endpoint.",
		MarkdownDescription: "Reads the JSON of an event as Live Station posts it to a callback endpoint, and returns an object with `id` (number), `log_level`, `channel_id`, `event` and `timestamp` (RFC 3339, UTC). " +
			"Event codes that are not known yet are let through. Anything that is no such event is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "json", MarkdownDescription: "The body of the POST request, one JSON object."},
		},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"id": types.Int64Type, "log_level": types.StringType, "channel_id": types.StringType, "event": types.StringType, "timestamp": types.StringType,
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

// postedEvent is the event as it is posted ("Callback data" on the page Get
// Callback Endpoint). id and timestamp are numbers in its example, and Strings
// in an older table.
type postedEvent struct {
	ID        *wholeNumber `json:"id"`
	LogLevel  *string      `json:"logLevel"`
	ChannelID *string      `json:"channelId"`
	Event     *string      `json:"event"`
	Timestamp *wholeNumber `json:"timestamp"` // milliseconds since 1970
}

// wholeNumber is a whole number, or a string that holds one.
type wholeNumber int64

// UnmarshalJSON takes either.
func (n *wholeNumber) UnmarshalJSON(data []byte) error {
	number, err := strconv.ParseInt(strings.TrimSpace(strings.Trim(string(data), `"`)), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return &wholeNumberError{string(data), "is too large a number"}
	}
	if err != nil {
		return &wholeNumberError{string(data), "is no whole number"}
	}
	*n = wholeNumber(number)
	return nil
}

// wholeNumberError says what is wrong with a value that should be a whole number.
type wholeNumberError struct{ value, problem string }

func (e *wholeNumberError) Error() string { return e.value + " " + e.problem }

// latestTimestamp is the last millisecond of the year 9999, which RFC 3339 ends with.
const latestTimestamp = 253402300799999

// parseCallbackEvent reads an event. The errors say what is missing or wrong.
func parseCallbackEvent(text string) (callbackEventModel, error) {
	var posted postedEvent
	if err := json.Unmarshal([]byte(text), &posted); err != nil || strings.TrimSpace(text) == "null" {
		return callbackEventModel{}, fmt.Errorf("this is no event of Live Station, which is a JSON object such as "+
			`{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", "event": "STREAM_UPDATE", "timestamp": 1599218791425}: %s`, jsonProblem(err))
	}
	var missing []string
	for _, field := range []struct {
		name  string
		there bool
	}{
		{"id", posted.ID != nil}, {"logLevel", isText(posted.LogLevel)}, {"channelId", isText(posted.ChannelID)},
		{"event", isText(posted.Event)}, {"timestamp", posted.Timestamp != nil},
	} {
		if !field.there {
			missing = append(missing, field.name)
		}
	}
	if len(missing) > 0 {
		return callbackEventModel{}, fmt.Errorf("an event of Live Station has the fields id, logLevel, channelId, event and timestamp; this one lacks %s", strings.Join(missing, ", "))
	}
	if *posted.Timestamp < 0 || *posted.Timestamp > latestTimestamp {
		return callbackEventModel{}, fmt.Errorf("the timestamp %d is not in milliseconds since 1970", *posted.Timestamp)
	}
	return callbackEventModel{
		ID: types.Int64Value(int64(*posted.ID)), LogLevel: types.StringValue(*posted.LogLevel), ChannelID: types.StringValue(*posted.ChannelID),
		Event: types.StringValue(*posted.Event), Timestamp: types.StringValue(time.UnixMilli(int64(*posted.Timestamp)).UTC().Format("2006-01-02T15:04:05.000Z07:00")),
	}, nil
}

// jsonProblem words an error of the decoder for a reader of HCL; none is for null.
func jsonProblem(err error) string {
	var wrong *json.UnmarshalTypeError
	var number *wholeNumberError
	switch {
	case err == nil:
		return "it is null"
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &wrong) && wrong.Field == "":
		return "it is of the type " + wrong.Value
	case errors.As(err, &wrong):
		return fmt.Sprintf("its field %s is of the type %s", wrong.Field, wrong.Value)
	default:
		return "it is not JSON"
	}
}

func isText(s *string) bool { return s != nil && *s != "" }
