package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestAccChannels_readsEveryField(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	want := knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectExact(mainStageChecks())})
	checkData(t, api, "data \"livestation_channels\" \"all\" {}\n", "data.livestation_channels.all",
		map[string]knownvalue.Check{"channels": want})
}

func TestAccChannels_ordersAndFilters(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i, c := range []struct{ name, status string }{
		{name: "a_ready", status: "READY"},
		{name: "b_publishing", status: "PUBLISHING"},
		{name: "c_deleted", status: "DELETED"},
		{name: "d_force_deleted", status: "FORCE_DELETED"},
		{name: "e_publish", status: "PUBLISH"},
	} {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: c.name, Status: c.status})
	}
	api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: nthChannelID(9), Name: "publish", Status: "READY"})
	want := map[string][]knownvalue.Check{}
	for arguments, names := range map[string][]string{
		"":                              {"a_ready", "b_publishing", "e_publish"},
		`channel_status = "DELETED"`:    {"c_deleted"},
		`channel_status = "PUBLISHING"`: {"b_publishing"},
		`channel_name = "publish"`:      {"b_publishing", "e_publish"},
		`channel_id = "000001-Py"`:      {"b_publishing"},
		`channel_name = "no such name"`: {},
		"channel_name   = \"d\"\n  channel_status = \"FORCE_DELETED\"": {"d_force_deleted"},
	} {
		var checks []knownvalue.Check
		for _, name := range names {
			checks = append(checks, nullOrString(name))
		}
		want[arguments] = rowsWith("channel_name", checks...)
	}
	checkLists(t, api, "livestation_channels", "channels", want)
}

// The API returns a time in seconds for one channel of three.
func TestAccChannels_oddChannelDoesNotHideTheOthers(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 3 {
		api.PutChannel(fakeapi.Channel{Type: "live", ID: nthChannelID(i), Name: "stage", Status: "READY"})
	}
	api.SetChannelForm(nthChannelID(1), func(object map[string]any) { object["createdTime"] = 1755057600 })
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+`
		data "livestation_channels" "all" {}
		output "ids" { value = join(" ", data.livestation_channels.all.channels[*].channel_id) }`)
	out := w.run("apply", "-auto-approve")
	expectOutput(t, out, "Warning: Unexpected format of channel "+nthChannelID(1), "left out of the list",
		"Field:     createdTime is a number, not a time in milliseconds since 1970", nthChannelID(0)+" "+nthChannelID(2))
	w.write(providerBlock(api, fakeapi.Allowed) + channelHCL("channel_id = \""+nthChannelID(1)+`"`))
	expectOutput(t, w.runFailing("plan"), "Error: Unexpected format of channel "+nthChannelID(1))
}
