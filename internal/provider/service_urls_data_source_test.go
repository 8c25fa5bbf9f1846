package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func serviceURLsHCL(arguments string) string {
	id := fakeapi.MainStage().ID
	return fmt.Sprintf("data \"livestation_service_urls\" \"it\" {\n  channel_id = %q\n  %s\n}\n", id, arguments)
}

// setMainStage makes a channel like that of the examples, of another type, in a state.
func setMainStage(api *fakeapi.Server, channelType, status string, change func(object map[string]any)) {
	channel := fakeapi.MainStage()
	channel.Type = channelType
	channel.Status = status
	api.PutChannel(channel)
	api.SetChannelForm(channel.ID, change)
}

func recording(object map[string]any) { object["isRecording"] = true }

func TestAccServiceURLs_readsEachType(t *testing.T) {
	t.Parallel()
	const base = "https://live.example.com/ls-20200327140131-aBCD3/720p-16-9/"
	general := map[string]knownvalue.Check{
		"name": nullOrString("720p-16-9"), "url": nullOrString(base + "playlist.m3u8"),
		"resolution":    nullOrString("1280x720"),
		"video_bitrate": knownvalue.Int64Exact(2500000), "audio_bitrate": knownvalue.Int64Exact(128000),
		"resized_urls": knownvalue.ListSizeExact(0),
	}
	for name, c := range map[string]struct {
		channelType, arguments string
		want                   map[string]knownvalue.Check
	}{
		"general": {channelType: "live", want: general},
		"thumbnail": {
			channelType: "live", arguments: `service_url_type = "THUMBNAIL"`,
			want: map[string]knownvalue.Check{
				"name": nullOrString("720p-16-9"), "url": nullOrString(base + "thumbnail.jpg"), "resolution": knownvalue.Null(),
				"video_bitrate": knownvalue.Null(), "audio_bitrate": knownvalue.Null(),
				"resized_urls": knownvalue.ListExact([]knownvalue.Check{
					knownvalue.ObjectExact(map[string]knownvalue.Check{
						"type": nullOrString("720px"), "url": nullOrString(base + "thumbnail-720.jpg"),
					}),
					knownvalue.ObjectExact(map[string]knownvalue.Check{
						"type": nullOrString("360px"), "url": nullOrString(base + "thumbnail-360.jpg"),
					}),
				}),
			},
		},
		"time machine": {
			channelType: "live", arguments: `service_url_type = "TIMEMACHINE"`,
			want: map[string]knownvalue.Check{
				"name": nullOrString("720p-16-9"), "url": nullOrString(base + "timemachine.m3u8"), "resolution": knownvalue.Null(),
				"video_bitrate": knownvalue.Null(), "audio_bitrate": knownvalue.Null(), "resized_urls": knownvalue.ListSizeExact(0),
			},
		},
		"VOD2LIVE": {
			channelType: "vod2live", arguments: "service_url_type = \"GENERAL\"\n  channel_type = \"vod2live\"",
			want: general,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			setMainStage(api, c.channelType, "PUBLISHING", recording)
			checkData(t, api, serviceURLsHCL(c.arguments), "data.livestation_service_urls.it", map[string]knownvalue.Check{
				"service_urls": knownvalue.ListPartial(map[int]knownvalue.Check{
					0: knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"name": nullOrString("ABR"), "video_bitrate": knownvalue.Null(),
					}),
					2: knownvalue.ObjectExact(c.want),
				}),
			})
		})
	}
}

func TestServiceURLs_explainsWhatTheChannelLacks(t *testing.T) {
	t.Parallel()
	none := func(map[string]any) {}
	for name, c := range map[string]struct {
		channelType, status string
		change              func(object map[string]any)
		serviceURLType      any
		otherType           any
		texts               []string
	}{
		"CDN stopped": {
			channelType: "live", status: "READY", change: func(object map[string]any) { object["cdn"] = nil },
			texts: []string{"URL available only while the CDN is RUNNING (250124)", "Start the channel's CDN"},
		},
		"channel being created": {
			channelType: "live", status: "CREATING", change: none,
			texts: []string{"URL available only while the channel is READY (250125)", "is READY or PUBLISHING"},
		},
		"not recording": {
			channelType: "live", status: "PUBLISHING", change: none, serviceURLType: "TIMEMACHINE",
			texts: []string{"Time machine URL available only while recording (250141)", "Start streaming to the channel"},
		},
		"another type": {
			channelType: "vod2live", status: "READY", change: none,
			texts: []string{"Wrong channel_type", `Set channel_type = "vod2live"`},
		},
		"a type without URLs": {
			channelType: "re_stream", status: "READY", change: none,
			texts: []string{"Wrong type of channel", "ID of a live or vod2live channel", "is a re_stream channel"},
		},
		"no time machine": {
			channelType: "vod2live", status: "READY", change: none,
			serviceURLType: "TIMEMACHINE", otherType: "vod2live",
			texts: []string{"No time machine", "Set service_url_type to GENERAL or THUMBNAIL"},
		},
		"a type without service URLs": {
			channelType: "live", status: "READY", change: none, otherType: "re_stream",
			texts: []string{`"re_stream"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			setMainStage(api, c.channelType, c.status, c.change)
			expectFailure(t, api, "livestation_service_urls", arguments{
				"channel_id": fakeapi.MainStage().ID, "service_url_type": c.serviceURLType, "channel_type": c.otherType,
			}, c.texts...)
		})
	}
}
