package provider

import (
	"fmt"
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

// postedExample is the example on the page Get Callback Endpoint.
const postedExample = `{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", ` +
	`"event": "STREAM_UPDATE", "timestamp": 1599218791425}`

func TestAccParseCallbackEvent(t *testing.T) {
	t.Parallel()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	posted := api.EmitEvent("live", channelID, "ONAIR_START").Event
	withoutLevel := strings.Replace(postedExample, `"logLevel": "INFO", `, "", 1)
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
					fmt.Sprintf("output \"posted\" {\n  value = %s(%q).event\n}\n", parse, posted) +
					fmt.Sprintf("output \"level\" {\n  value = %s(%q).log_level == null\n}\n", parse, withoutLevel),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("event", knownvalue.ObjectExact(map[string]knownvalue.Check{
						"id":         knownvalue.Int64Exact(1234),
						"log_level":  knownvalue.StringExact("INFO"),
						"channel_id": knownvalue.StringExact("ls-20200327140131-aBCD3"),
						"event":      knownvalue.StringExact("STREAM_UPDATE"),
						"timestamp":  knownvalue.StringExact("2020-09-04T11:26:31.425Z"),
					})),
					statecheck.ExpectKnownOutputValue("posted", knownvalue.StringExact("ONAIR_START")),
					statecheck.ExpectKnownOutputValue("level", knownvalue.Bool(true)),
				},
			},
			{
				Config:      keys + fmt.Sprintf("output \"event\" {\n  value = %s(\"{}\")\n}\n", parse),
				ExpectError: outputMatches("Invalid value for \"json\" parameter", "id is missing. Expected one event"),
			},
		},
	})
}
