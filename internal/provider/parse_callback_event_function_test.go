package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The example of the page Get Callback Endpoint.
const postedExample = `{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", "event": "STREAM_UPDATE", "timestamp": 1599218791425}`

func TestAnEventIsReadWithNumbersOrStrings(t *testing.T) {
	t.Parallel()
	want, err := parseCallbackEvent(postedExample)
	if err != nil || want.ID.ValueInt64() != 1234 || want.LogLevel.ValueString() != "INFO" || want.ChannelID.ValueString() != "ls-20200327140131-aBCD3" ||
		want.Event.ValueString() != "STREAM_UPDATE" || want.Timestamp.ValueString() != "2020-09-04T11:26:31.425Z" {
		t.Fatalf("got %+v, %v", want, err)
	}
	for _, text := range []string{
		`{"id": "1234", "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", "event": "STREAM_UPDATE", "timestamp": "1599218791425"}`,
		`{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", "event": "STREAM_UPDATE", "timestamp": 1599218791425, "new": {}}`,
	} {
		if got, err := parseCallbackEvent(text); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	unknown := strings.Replace(postedExample, "STREAM_UPDATE", "NEW_EVENT", 1)
	if got, err := parseCallbackEvent(unknown); err != nil || got.Event.ValueString() != "NEW_EVENT" {
		t.Errorf("got %+v, %v", got, err)
	}
	last := strings.Replace(postedExample, "1599218791425", "253402300799999", 1)
	if got, err := parseCallbackEvent(last); err != nil || got.Timestamp.ValueString() != "9999-12-31T23:59:59.999Z" {
		t.Errorf("got %+v, %v", got, err)
	}
	whole := strings.Replace(postedExample, "1599218791425", "0", 1)
	if got, err := parseCallbackEvent(whole); err != nil || got.Timestamp.ValueString() != "1970-01-01T00:00:00.000Z" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatIsNoEventIsAnErrorThatSaysWhy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                  "this is no event of Live Station",
		"hello":             "it is not JSON",
		"[]":                "it is of the type array",
		postedExample + "x": "this is no event of Live Station",
		"null":              "it is null",
		strings.Replace(postedExample, "1234", "9223372036854775808", 1): "is too large a number",
		"{}":                     "lacks id, logLevel, channelId, event, timestamp",
		`{"id": 1, "event": ""}`: "lacks logLevel, channelId, event, timestamp",
		strings.Replace(postedExample, "1234", "null", 1):                     "lacks id",
		strings.Replace(postedExample, "1234", `"one"`, 1):                    `"one" is no whole number`,
		strings.Replace(postedExample, "1234", "1.5", 1):                      "1.5 is no whole number",
		strings.Replace(postedExample, "1234", "true", 1):                     "true is no whole number",
		strings.Replace(postedExample, `"INFO"`, "5", 1):                      "this is no event of Live Station",
		strings.Replace(postedExample, "1599218791425", "-1", 1):              "is not in milliseconds since 1970",
		strings.Replace(postedExample, "1599218791425", "253402300800000", 1): "is not in milliseconds since 1970",
	} {
		if got, err := parseCallbackEvent(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %+v, %v, want %q", text, got, err, want)
		}
	}
}

func TestAccAnEventIsReadInHCL(t *testing.T) {
	t.Parallel()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	posted := api.EmitEvent("live", channelID, "ONAIR_START").Event
	keys := "" // a function needs none
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		keys = providerBlock(api, fakeapi.Allowed) // OpenTofu before 1.11 configures the provider all the same
	}
	versions := []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)} // older ones have no functions
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		TerraformVersionChecks:   versions,
		Steps: []resource.TestStep{
			{
				Config: keys + "output \"event\" {\n  value = provider::livestation::parse_callback_event(<<-JSON\n" + postedExample + "\nJSON\n  )\n}\n" +
					"output \"posted\" {\n  value = provider::livestation::parse_callback_event(<<-JSON\n" + posted + "\nJSON\n  ).event\n}\n",
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("event", knownvalue.ObjectExact(map[string]knownvalue.Check{
						"id": knownvalue.Int64Exact(1234), "log_level": knownvalue.StringExact("INFO"), "channel_id": knownvalue.StringExact("ls-20200327140131-aBCD3"),
						"event": knownvalue.StringExact("STREAM_UPDATE"), "timestamp": knownvalue.StringExact("2020-09-04T11:26:31.425Z"),
					})),
					statecheck.ExpectKnownOutputValue("posted", knownvalue.StringExact("ONAIR_START")),
				},
			},
			{
				Config:      keys + "output \"event\" {\n  value = provider::livestation::parse_callback_event(\"{}\")\n}\n",
				ExpectError: outputMatches("Invalid value for \"json\" parameter", "this one lacks id, logLevel"),
			},
		},
	})
}

func FuzzParseCallbackEvent(f *testing.F) {
	for _, text := range []string{postedExample, "{}", "null", "[]", `{"id":"1"}`, strings.Replace(postedExample, "1234", `"1234"`, 1)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if event, err := parseCallbackEvent(text); err == nil && (len(event.Timestamp.ValueString()) != 24 || event.Event.ValueString() == "") {
			t.Errorf("%q becomes %+v", text, event)
		}
	})
}
