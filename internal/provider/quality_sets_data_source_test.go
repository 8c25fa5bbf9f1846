package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestAccQualitySets_filters(t *testing.T) {
	t.Parallel()
	id := func(id int64) knownvalue.Check { return knownvalue.Int64Exact(id) }
	checkLists(t, startAPI(t), "livestation_quality_sets", "quality_sets", map[string][]knownvalue.Check{
		"":                           rowsWith("id", id(3), id(21), id(1001), id(1002)),
		`gen_type = "SYSTEM"`:        rowsWith("id", id(3), id(21)),
		`gen_type = "CUSTOM"`:        rowsWith("id", id(1001), id(1002)),
		`quality_set_type = "llhls"`: rowsWith("id", id(21)),
		"gen_type = \"CUSTOM\"\n  quality_set_type = \"llhls\"": {},
	})
}

func TestAccQualitySets_readsEveryField(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	api.SetChannelForm(fakeapi.MainStage().ID, func(object map[string]any) { object["qualitySetId"] = 21 })
	audio := knownvalue.ObjectExact(map[string]knownvalue.Check{
		"samplerate": knownvalue.Int64Exact(48000), "channels": knownvalue.Int64Exact(2),
		"bitrate": knownvalue.Int64Exact(128),
	})
	set := knownvalue.ObjectExact(map[string]knownvalue.Check{
		"id":                        knownvalue.Int64Exact(21),
		"name":                      nullOrString("low-latency-16-9"),
		"gen_type":                  nullOrString("SYSTEM"),
		"is_enabled_ull":            knownvalue.Bool(true),
		"target_latency":            knownvalue.Int64Exact(3000),
		"segment_duration":          knownvalue.Int64Exact(2000),
		"segment_count":             knownvalue.Int64Exact(3),
		"enable_hls_timed_metadata": knownvalue.Bool(false),
		"disabled":                  knownvalue.Bool(false),
		"status":                    nullOrString("CREATED"),
		"created_time":              nullOrString("2020-09-04T11:26:31.425Z"),
		"in_use_channel_names":      knownvalue.ListExact([]knownvalue.Check{nullOrString("main_stage")}),
		"qualities": knownvalue.ListExact([]knownvalue.Check{
			knownvalue.ObjectExact(map[string]knownvalue.Check{
				"id": knownvalue.Int64Exact(31), "name": nullOrString("720p-16-9"), "type": nullOrString("NORMAL"), "audio": audio,
				"video": knownvalue.ObjectExact(map[string]knownvalue.Check{
					"width": knownvalue.Int64Exact(1280), "height": knownvalue.Int64Exact(720),
					"fps": knownvalue.Float64Exact(29.97), "bitrate": knownvalue.Int64Exact(2500000),
				}),
			}),
			knownvalue.ObjectExact(map[string]knownvalue.Check{
				"id": knownvalue.Int64Exact(32), "name": nullOrString("audio-only"), "type": nullOrString("AUDIO"), "audio": audio,
				"video": knownvalue.Null(),
			}),
		}),
	})
	checkData(t, api, "data \"livestation_quality_sets\" \"it\" {\n  quality_set_type = \"llhls\"\n}\n",
		"data.livestation_quality_sets.it",
		map[string]knownvalue.Check{"quality_sets": knownvalue.ListExact([]knownvalue.Check{set})})
}

func TestAccQualitySets_readsSetWithoutOptionalFields(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetQualitySets([]map[string]any{{"id": "7", "qualities": nil}})
	set := map[string]knownvalue.Check{
		"id": knownvalue.Int64Exact(7), "in_use_channel_names": knownvalue.ListSizeExact(0),
		"qualities": knownvalue.ListSizeExact(0),
	}
	for _, attribute := range []string{
		"name", "gen_type", "is_enabled_ull", "target_latency", "segment_duration", "segment_count",
		"enable_hls_timed_metadata", "disabled", "status", "created_time",
	} {
		set[attribute] = knownvalue.Null()
	}
	want := knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectExact(set)})
	checkData(t, api, "data \"livestation_quality_sets\" \"all\" {}\n", "data.livestation_quality_sets.all",
		map[string]knownvalue.Check{"quality_sets": want})
}

func TestQualitySets_reportsErrors(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "denied"))
	const denied = "Sub account not permitted to use Live Station (250010)"
	expectFailure(t, api, "livestation_quality_sets", arguments{}, denied)
	expectFailure(t, api, "livestation_quality_sets", arguments{"gen_type": "system"}, `"system"`)
}
