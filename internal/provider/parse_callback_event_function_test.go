package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// postedExample is the example on the page Get Callback Endpoint.
const postedExample = `{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", ` +
	`"event": "STREAM_UPDATE", "timestamp": 1599218791425}`

// exampleWith returns the documented example with one text replaced by another.
func exampleWith(t *testing.T, old, replacement string) string {
	t.Helper()
	if !strings.Contains(postedExample, old) {
		t.Fatalf("the example does not contain %s", old)
	}
	return strings.Replace(postedExample, old, replacement, 1)
}

func TestParseCallbackEvent_returnsFields(t *testing.T) {
	t.Parallel()
	documented := callbackEventModel{
		ID:        types.Int64Value(1234),
		LogLevel:  types.StringValue("INFO"),
		ChannelID: types.StringValue("ls-20200327140131-aBCD3"),
		Event:     types.StringValue("STREAM_UPDATE"),
		Timestamp: types.StringValue("2020-09-04T11:26:31.425Z"),
	}
	numbersAsStrings := strings.NewReplacer("1234,", `"1234",`, "1599218791425", `"1599218791425"`)
	tests := map[string]struct {
		text string
		want callbackEventModel
	}{
		"documented example": {text: postedExample, want: documented},
		"white space around": {text: "\n " + postedExample + "\r\n", want: documented},
		"numbers as strings": {text: numbersAsStrings.Replace(postedExample), want: documented},
		"an unknown field":   {text: exampleWith(t, "}", `, "new": {"a": "\u0000"}}`), want: documented},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseCallbackEvent(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestParseCallbackEvent_acceptsUnknownEventCodes(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"NEW_EVENT", "new event", "이벤트", strings.Repeat("가", 1000)} {
		got, err := parseCallbackEvent(exampleWith(t, "STREAM_UPDATE", code))
		if err != nil {
			t.Errorf("%.20s: %v", code, err)
		} else if got.Event.ValueString() != code {
			t.Errorf("%.20s: got %q", code, got.Event.ValueString())
		}
	}
}

func TestParseCallbackEvent_readsTimestampsAsMilliseconds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ timestamp, want string }{
		"zero":             {timestamp: "0", want: "1970-01-01T00:00:00.000Z"},
		"earliest":         {timestamp: "100000000000", want: "1973-03-03T09:46:40.000Z"},
		"without fraction": {timestamp: "1599218791000", want: "2020-09-04T11:26:31.000Z"},
		"latest":           {timestamp: "253402300799999", want: "9999-12-31T23:59:59.999Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseCallbackEvent(exampleWith(t, "1599218791425", test.timestamp))
			if err != nil {
				t.Fatal(err)
			}
			if got.Timestamp.ValueString() != test.want {
				t.Errorf("got %s, want %s", got.Timestamp.ValueString(), test.want)
			}
		})
	}
}

func TestParseCallbackEvent_rejectsInvalidEvents(t *testing.T) {
	t.Parallel()
	const (
		missing      = "id is missing; logLevel is missing; channelId is missing; event is missing; timestamp is missing"
		seconds      = "which looks like seconds: milliseconds since 1970 are expected"
		outOfRange   = "which is out of range: milliseconds since 1970 are expected"
		invisible    = "which contains a control or invisible character"
		outOf64Bits  = "which is out of range for a 64-bit integer"
		notChannelID = "which is not a valid channel ID"
	)
	tests := map[string]struct{ text, want string }{
		"empty text":           {text: "", want: "the value is not valid JSON"},
		"other text":           {text: "hello", want: "the value is not valid JSON"},
		"text after the event": {text: postedExample + "x", want: "the value is not valid JSON"},
		"two events":           {text: postedExample + postedExample, want: "the value is not valid JSON"},
		"list of events": {
			text: "[" + postedExample + "]",
			want: "the value is a JSON array, not a JSON object",
		},
		"number": {text: "5", want: "the value is a JSON number, not a JSON object"},
		"null":   {text: "null", want: "the value is null, not a JSON object"},
		"more than 1 MiB": {
			text: postedExample + strings.Repeat(" ", 1<<20),
			want: "the value is longer than 1 MiB",
		},
		"no field": {text: "{}", want: missing},

		"id null":     {text: exampleWith(t, "1234", "null"), want: "id is missing"},
		"id text":     {text: exampleWith(t, "1234", `"one"`), want: `id is "one", not a whole number`},
		"id empty":    {text: exampleWith(t, "1234", `""`), want: `id is "", not a whole number`},
		"id fraction": {text: exampleWith(t, "1234", "1.5"), want: "id is 1.5, not a whole number"},
		"id true":     {text: exampleWith(t, "1234", "true"), want: "id is true, not a whole number"},
		"id object": {
			text: exampleWith(t, "1234", `{"a": 1}`),
			want: "id is a JSON object, not a whole number",
		},
		"id too large": {
			text: exampleWith(t, "1234", "9223372036854775808"),
			want: "id is 9223372036854775808, " + outOf64Bits,
		},
		"id long number": {
			text: exampleWith(t, "1234", strings.Repeat("9", 1000)),
			want: "id is " + strings.Repeat("9", 60) + "…, " + outOf64Bits,
		},
		"id escape": {
			text: exampleWith(t, "1234", `"\u001b\u202e"`),
			want: `id is "\x1b\u202e", not a whole number`,
		},
		"logLevel number": {text: exampleWith(t, `"INFO"`, "5"), want: "logLevel is 5, not a string"},
		"logLevel list":   {text: exampleWith(t, `"INFO"`, "[]"), want: "logLevel is a JSON array, not a string"},
		"logLevel empty":  {text: exampleWith(t, "INFO", ""), want: "logLevel is empty"},
		"logLevel too long": {
			text: exampleWith(t, "INFO", strings.Repeat("가", 1001)),
			want: "logLevel is longer than 1000 characters",
		},
		"event line break": {text: exampleWith(t, "STREAM", `A\n`), want: `event is "A\n_UPDATE", ` + invisible},
		"event zero-width": {
			text: exampleWith(t, "STREAM", "A\u200b"),
			want: `event is "A\u200b_UPDATE", ` + invisible,
		},
		"event direction": {
			text: exampleWith(t, "STREAM", "A\u202e"),
			want: `event is "A\u202e_UPDATE", ` + invisible,
		},
		"event filler": {
			text: exampleWith(t, "STREAM", "A\u3164"),
			want: `event is "A\u3164_UPDATE", ` + invisible,
		},
		"channelId path": {
			text: exampleWith(t, "ls-20200327140131", "../a"),
			want: `channelId is "../a-aBCD3", ` + notChannelID,
		},
		"channelId long": {
			text: exampleWith(t, "ls-", strings.Repeat("a", 128)),
			want: `channelId is "` + strings.Repeat("a", 60) + `"…, ` + notChannelID,
		},

		"timestamp text": {
			text: exampleWith(t, "1599218791425", `"now"`),
			want: `timestamp is "now", not a whole number`,
		},
		"timestamp in seconds": {
			text: exampleWith(t, "1599218791425", "1599218791"),
			want: "timestamp is 1599218791, " + seconds,
		},
		"seconds as a string": {
			text: exampleWith(t, "1599218791425", `"1599218791"`),
			want: "timestamp is 1599218791, " + seconds,
		},
		"earliest seconds": {
			text: exampleWith(t, "1599218791425", "100000000"),
			want: "timestamp is 100000000, " + seconds,
		},
		"latest seconds": {
			text: exampleWith(t, "1599218791425", "99999999999"),
			want: "timestamp is 99999999999, " + seconds,
		},
		"timestamp in microsecond": {
			text: exampleWith(t, "1599218791425", "1599218791425000"),
			want: "timestamp is 1599218791425000, " + outOfRange,
		},
		"timestamp negative": {
			text: exampleWith(t, "1599218791425", "-1"),
			want: "timestamp is -1, " + outOfRange,
		},
		"timestamp in year 10000": {
			text: exampleWith(t, "1599218791425", "253402300800000"),
			want: "timestamp is 253402300800000, " + outOfRange,
		},

		"two invalid fields": {
			text: `{"id": 1, "logLevel": "", "channelId": "ls-1", "event": null, "timestamp": 1599218791425}`,
			want: "logLevel is empty; event is missing",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseCallbackEvent(test.text)
			want := test.want + ". Expected one event from Live Station, for example: " + postedExample
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func TestAccParseCallbackEvent(t *testing.T) {
	t.Parallel()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	posted := api.EmitEvent("live", channelID, "ONAIR_START").Event
	const parse = "provider::livestation::parse_callback_event"
	keys := "" // a function needs no credentials
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		keys = providerBlock(api, fakeapi.Allowed) // OpenTofu before 1.11 configures the provider anyway
	}
	// Terraform before 1.8 has no provider functions.
	versions := []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		TerraformVersionChecks:   versions,
		Steps: []resource.TestStep{
			{
				Config: keys + fmt.Sprintf("output \"event\" {\n  value = %s(%q)\n}\n", parse, postedExample) +
					fmt.Sprintf("output \"posted\" {\n  value = %s(%q).event\n}\n", parse, posted),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("event", knownvalue.ObjectExact(map[string]knownvalue.Check{
						"id":         knownvalue.Int64Exact(1234),
						"log_level":  knownvalue.StringExact("INFO"),
						"channel_id": knownvalue.StringExact("ls-20200327140131-aBCD3"),
						"event":      knownvalue.StringExact("STREAM_UPDATE"),
						"timestamp":  knownvalue.StringExact("2020-09-04T11:26:31.425Z"),
					})),
					statecheck.ExpectKnownOutputValue("posted", knownvalue.StringExact("ONAIR_START")),
				},
			},
			{
				Config:      keys + fmt.Sprintf("output \"event\" {\n  value = %s(\"{}\")\n}\n", parse),
				ExpectError: outputMatches("Invalid value for \"json\" parameter", "id is missing; logLevel is missing"),
			},
		},
	})
}

func FuzzParseCallbackEvent(f *testing.F) {
	numberAsString := strings.Replace(postedExample, "1234", `"1234"`, 1)
	for _, text := range []string{postedExample, numberAsString, "{}", "null", "[]", `{"id":"1"}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		event, err := parseCallbackEvent(text)
		if err != nil {
			if length := len(err.Error()); length > 5000 {
				t.Errorf("%.100q: an error of %d bytes", text, length)
			}
			return
		}
		if _, err := time.Parse(time.RFC3339, event.Timestamp.ValueString()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if !isChannelID(event.ChannelID.ValueString()) {
			t.Errorf("%q: the channel ID is %s", text, event.ChannelID)
		}
		if event.Event.ValueString() == "" {
			t.Errorf("%q: no event", text)
		}
	})
}
