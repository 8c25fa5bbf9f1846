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

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
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
	long := strings.Repeat("가", 1000)
	tests := map[string]struct {
		text    string
		changed func(*callbackEventModel)
	}{
		"documented example":   {text: postedExample},
		"white space around":   {text: "\n " + postedExample + "\r\n"},
		"byte order mark":      {text: "\ufeff" + postedExample},
		"an unknown field":     {text: exampleWith(t, "}", `, "new": {"a": "\u0000"}}`)},
		"numbers as strings":   {text: exampleWith(t, "1234", `"1234"`)},
		"whole fraction":       {text: exampleWith(t, "1234", "1234.0")},
		"whole fraction, text": {text: exampleWith(t, "1234", `"1.234e3"`)},
		"exponent":             {text: exampleWith(t, "1599218791425", "1.599218791425e+12")},
		"exponent as string":   {text: exampleWith(t, "1599218791425", `"15992187914250E-1"`)},
		"largest ID": {
			text:    exampleWith(t, "1234", "9223372036854775807"),
			changed: func(e *callbackEventModel) { e.ID = types.Int64Value(9223372036854775807) },
		},
		"no level": {
			text:    exampleWith(t, `"logLevel": "INFO", `, ""),
			changed: func(e *callbackEventModel) { e.LogLevel = types.StringNull() },
		},
		"empty level": {
			text:    exampleWith(t, "INFO", ""),
			changed: func(e *callbackEventModel) { e.LogLevel = types.StringNull() },
		},
		"undocumented event": {
			text:    exampleWith(t, "STREAM_UPDATE", long),
			changed: func(e *callbackEventModel) { e.Event = types.StringValue(long) },
		},
		"latest time": {
			text:    exampleWith(t, "1599218791425", "253402300799999"),
			changed: func(e *callbackEventModel) { e.Timestamp = types.StringValue("9999-12-31T23:59:59.999Z") },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := callbackEventModel{
				ID:        types.Int64Value(1234),
				LogLevel:  types.StringValue("INFO"),
				ChannelID: types.StringValue("ls-20200327140131-aBCD3"),
				Event:     types.StringValue("STREAM_UPDATE"),
				Timestamp: types.StringValue("2020-09-04T11:26:31.425Z"),
			}
			if test.changed != nil {
				test.changed(&want)
			}
			got, err := parseCallbackEvent(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestParseCallbackEvent_rejectsInvalidEvents(t *testing.T) {
	t.Parallel()
	entry := exampleWith(t, `"id": 1234,`, `"eventCode": "STREAM_UPDATE",`)
	texts := map[string]string{ // by text, what is wrong with it
		"":                                   "the value is not valid JSON",
		"hello":                              "the value is not valid JSON",
		postedExample + "x":                  "the value contains more than one event, or text after it",
		postedExample + "\n" + postedExample: "the value contains more than one event, or text after it",
		"[" + postedExample + "]":            "the value is a JSON array, not a JSON object",
		entry:                                "the value is an entry of Live Station's list of events (eventCode)",
		postedExample + strings.Repeat(" ", 1<<20): "the value is longer than 1 MiB",
		"null": "id is missing; channelId is missing; event is missing; timestamp is missing. ",
		`{"id": "", "logLevel": "", "channelId": "ls-1", "event": null, "timestamp": 1599218791425}`: "id is missing; " +
			"event is missing. ",
	}
	for _, field := range []struct {
		name, old, expected string
		shown               map[string]string // by replacement of the old text, how the message shows the value
	}{
		{name: "id", old: "1234", expected: "a whole number of 64 bits", shown: map[string]string{
			`"one"`: `"one"`, "1.5": `"1.5"`, `"4/2"`: `"4/2"`, "true": `"true"`, `{"a": 1}`: `"map[a:1]"`,
			"1.00000000000000000001": `"1.00000000000000000001"`, "9223372036854775808": `"9223372036854775808"`,
			"1e-999999": `"1e-999999"`, strings.Repeat("9", 1000): `"` + strings.Repeat("9", 60) + `"…`,
		}},
		{name: "logLevel", old: `"INFO"`, expected: eventText, shown: map[string]string{"[]": `"[]"`, "5": `"5"`}},
		{name: "event", old: "STREAM", expected: eventText, shown: map[string]string{
			strings.Repeat("가", 1001): `"` + strings.Repeat("가", 60) + `"…`,
			`A\n`:                     `"A\n_UPDATE"`, "A\u202e": `"A\u202e_UPDATE"`, "A\u3164": `"A\u3164_UPDATE"`,
		}},
		{name: "channelId", old: "ls-20200327140131", expected: "a channel ID", shown: map[string]string{
			"../a": `"../a-aBCD3"`,
		}},
		{name: "timestamp", old: "1599218791425", expected: "a time in milliseconds since 1970", shown: map[string]string{
			"1599218791": `"1599218791"`, `"1599218791"`: `"1599218791"`, "1599218791425000": `"1599218791425000"`,
			"1599218791425.5": `"1599218791425.5"`, "-1": `"-1"`, "253402300800000": `"253402300800000"`,
		}},
	} {
		for replacement, shown := range field.shown {
			texts[exampleWith(t, field.old, replacement)] = fmt.Sprintf("%s is %s, not %s. ", field.name, shown, field.expected)
		}
	}
	for text, problem := range texts {
		_, err := parseCallbackEvent(text)
		if err == nil || !strings.HasPrefix(err.Error(), problem) || !strings.HasSuffix(err.Error(), postedExample) {
			t.Errorf("%.200s: got %v, want %s, and the example", text, err, problem)
		}
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
				ExpectError: outputMatches("Invalid value for \"json\" parameter", "id is missing; channelId is missing"),
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
		if !livestation.ChannelIDPattern.MatchString(event.ChannelID.ValueString()) {
			t.Errorf("%q: the channel ID is %s", text, event.ChannelID)
		}
		if event.Event.ValueString() == "" {
			t.Errorf("%q: no event", text)
		}
	})
}
