package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// checkData applies a configuration and checks attributes of a data source.
func checkData(t *testing.T, api *fakeapi.Server, hcl, address string, want map[string]knownvalue.Check) {
	t.Helper()
	checkHCL(t, providerBlock(api, fakeapi.Allowed)+hcl, address, want)
	expectAccepted(t, api)
}

// checkHCL is checkData for a whole configuration.
func checkHCL(t *testing.T, hcl, address string, want map[string]knownvalue.Check) {
	t.Helper()
	var checks []statecheck.StateCheck
	for attribute, check := range want {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps:                    []resource.TestStep{{Config: hcl, ConfigStateChecks: checks}},
	})
}

// checkLists applies a data source with each of the arguments, in one configuration, and
// checks the list that each reads.
func checkLists(t *testing.T, api *fakeapi.Server, dataSource, list string, want map[string][]knownvalue.Check) {
	t.Helper()
	hcl := providerBlock(api, fakeapi.Allowed)
	var checks []statecheck.StateCheck
	for arguments, rows := range want {
		name := fmt.Sprintf("list_%d", len(checks))
		hcl += fmt.Sprintf("data %q %q {\n  %s\n}\n", dataSource, name, arguments)
		address := "data." + dataSource + "." + name
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(list), knownvalue.ListExact(rows)))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps:                    []resource.TestStep{{Config: hcl, ConfigStateChecks: checks}},
	})
	expectAccepted(t, api)
}

// rowsWith returns rows of which only one attribute is checked.
func rowsWith(attribute string, values ...knownvalue.Check) []knownvalue.Check {
	rows := []knownvalue.Check{}
	for _, value := range values {
		rows = append(rows, knownvalue.ObjectPartial(map[string]knownvalue.Check{attribute: value}))
	}
	return rows
}

// arguments are those of a data source. One that is not set is null.
type arguments map[string]any

// readData validates and reads a data source, without Terraform.
func readData(
	t *testing.T, api *fakeapi.Server, typeName string, a arguments,
) (attributes map[string]tftypes.Value, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	return readDataIn(configured(t, api), typeName, a)
}

// readDataIn is readData in a session.
func readDataIn(
	s session, typeName string, a arguments,
) (attributes map[string]tftypes.Value, diags []*tfprotov6.Diagnostic) {
	t := s.t
	t.Helper()
	schemas, err := s.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	kind, ok := schemas.DataSourceSchemas[typeName].ValueType().(tftypes.Object)
	if !ok {
		t.Fatalf("there is no data source %s", typeName)
	}
	values := map[string]tftypes.Value{}
	for name, attribute := range kind.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, a[name])
	}
	config := dynamic(t, kind, tftypes.NewValue(kind, values))
	validated, err := s.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: typeName, Config: config,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) != 0 {
		return nil, validated.Diagnostics
	}
	read, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: config})
	if err != nil {
		t.Fatal(err)
	}
	state, err := read.State.Unmarshal(kind)
	if err != nil {
		t.Fatal(err)
	}
	if err := state.As(&attributes); err != nil {
		t.Fatal(err)
	}
	return attributes, read.Diagnostics
}

// expectFailure reads a data source, which fails with these texts, in this order.
func expectFailure(t *testing.T, api *fakeapi.Server, typeName string, a arguments, texts ...string) {
	t.Helper()
	_, diags := readData(t, api, typeName, a)
	failure := onlyError(t, diags)
	expectOutput(t, failure.Summary+"\n\n"+failure.Detail, texts...)
}

func channelHCL(argument string) string {
	return "data \"livestation_channel\" \"it\" {\n  " + argument + "\n}\n"
}

// mainStageChecks are the attributes of the channel of the examples, in lists too.
func mainStageChecks() map[string]knownvalue.Check {
	return map[string]knownvalue.Check{
		"channel_id":                nullOrString("ls-20200327140131-aBCD3"),
		"channel_name":              nullOrString("main_stage"),
		"channel_status":            nullOrString("READY"),
		"callback_url":              knownvalue.Null(),
		"instance_no":               nullOrString("1234"),
		"quality_set_id":            knownvalue.Int64Exact(3),
		"quality_set_name":          nullOrString("standard-16-9"),
		"output_protocol":           nullOrString("HLS,DASH"),
		"env_type":                  nullOrString("REAL"),
		"is_recording":              knownvalue.Bool(false),
		"immediate_on_air":          knownvalue.Bool(true),
		"use_dvr":                   knownvalue.Bool(true),
		"timemachine_min":           knownvalue.Int64Exact(360),
		"is_stream_fail_over":       knownvalue.Bool(true),
		"publish_url":               nullOrString("rtmp://rtmp.example.com:8080/relay"),
		"global_publish_url":        nullOrString("rtmp://rtmp-global.example.com:8080/relay"),
		"created_time":              nullOrString("2020-09-04T11:26:31.425Z"),
		"recent_publish_start_time": nullOrString("2020-09-04T11:26:40.000Z"),
		"total_publish_seconds":     knownvalue.Int64Exact(3600),
		"alert_on":                  knownvalue.Bool(true),
		"alert_options": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"alert_change_status":   knownvalue.Bool(true),
			"alert_vod_upload_fail": knownvalue.Bool(false),
			"alert_re_stream_fail":  knownvalue.Bool(true),
		}),
		"cdn": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"cdn_type":     nullOrString("GLOBAL_EDGE"),
			"instance_no":  nullOrString("5678"),
			"profile_id":   knownvalue.Int64Exact(91),
			"status_name":  nullOrString("RUNNING"),
			"service_name": nullOrString("live-main_stage"),
			"cdn_domain":   nullOrString("live.example.com"),
		}),
	}
}

func TestAccChannel_readsEveryField(t *testing.T) {
	t.Parallel()
	want := mainStageChecks()
	want["upload_path"] = nullOrString("/live/ls-20200327140131-aBCD3")
	want["record"] = knownvalue.ObjectExact(map[string]knownvalue.Check{
		"type":           nullOrString("AUTO_UPLOAD"),
		"format":         nullOrString("MP4"),
		"bucket_name":    nullOrString("recordings"),
		"file_path":      nullOrString("/live"),
		"access_control": nullOrString("PRIVATE"),
	})
	for _, argument := range []string{`channel_id = "ls-20200327140131-aBCD3"`, `channel_name = "main_stage"`} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.PutChannel(fakeapi.MainStage())
			api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(2), Name: "main_stage_2", Status: "READY"})
			api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(3), Name: "main_stage", Status: "DELETED"})
			checkData(t, api, channelHCL(argument), "data.livestation_channel.it", want)
		})
	}
}

func TestAccChannel_readsChannelWithoutOptionalFields(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	api.SetChannelForm(fakeapi.MainStage().ID, func(object map[string]any) {
		for field := range object {
			if field != "channelId" {
				delete(object, field)
			}
		}
	})
	want := map[string]knownvalue.Check{"record": knownvalue.Null(), "upload_path": knownvalue.Null()}
	for attribute := range mainStageChecks() {
		if attribute != "channel_id" {
			want[attribute] = knownvalue.Null()
		}
	}
	checkData(t, api, channelHCL(`channel_id = "ls-20200327140131-aBCD3"`), "data.livestation_channel.it", want)
}

func TestChannel_explainsAmbiguousName(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 13 {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: "stage", Status: "READY"})
	}
	expectFailure(t, api, "livestation_channel", arguments{"channel_name": "stage"}, "Channel name not unique",
		"Set channel_id instead of channel_name. 13 live channels have the name", "- "+nthChannelID(0)+`: "stage" (READY)`,
		nthChannelID(9), "and 3 more")
}

func TestChannel_explainsUnknownName(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(1), Name: "main_stage_2", Status: "READY"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(2), Name: "gone", Status: "DELETED"})
	expectFailure(t, api, "livestation_channel", arguments{"channel_name": "main_stage"}, "Channel name not found",
		`No live channel has the name "main_stage"`, `"main_stage_2" (READY)`)
	expectFailure(t, api, "livestation_channel", arguments{"channel_name": "gone"}, "Channel name not found",
		"Deleted channels are left out")
}

func TestChannel_explainsMissingChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(1), Name: "gone", Status: "FORCE_DELETED"})
	api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: nthChannelID(2), Name: "vod", Status: "READY"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(4), Name: "stage", Status: "READY"})
	for id, texts := range map[string][]string{
		nthChannelID(1): {"Channel deleted", "FORCE_DELETED"},
		nthChannelID(2): {"Wrong type of channel", "Use the ID of a live channel", "is a vod2live channel"},
		nthChannelID(3): {"Channel not found (250100): " + nthChannelID(3), "channel_id is the ID"},
		"stage":         {"Channel not found (250100): stage", "Use the ID " + nthChannelID(4)},
		"hall":          {"Channel not found (250100): hall", "The value looks like a name"},
	} {
		expectFailure(t, api, "livestation_channel", arguments{"channel_id": id}, texts...)
	}
}

func TestChannel_requiresEitherIDOrName(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for text, a := range map[string]arguments{
		"Missing Attribute Configuration":  {},
		"Invalid Attribute Combination":    {"channel_id": "ls-1", "channel_name": "stage"},
		"string length must be at least 1": {"channel_name": ""},
	} {
		expectFailure(t, api, "livestation_channel", a, text)
	}
	if n := len(api.Requests()); n != 0 {
		t.Errorf("%d requests for invalid configurations, want none", n)
	}
}
