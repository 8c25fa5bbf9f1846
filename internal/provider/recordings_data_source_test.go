package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func recordingsHCL(arguments string) string {
	return fmt.Sprintf("data \"livestation_recordings\" \"it\" {\n  channel_id = %q\n  %s\n}\n",
		fakeapi.MainStage().ID, arguments)
}

func TestAccRecordings_readsEveryField(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	api.SetRecordings(fakeapi.MainStage().ID,
		fakeapi.Recording{Status: "TRANSFER_FAIL", ShouldDelete: until},
		fakeapi.Recording{Status: "TRANSFER_FINISH", Fields: map[string]any{
			"recordType": "HLS", "objectStorageUrl": "https://kr.object.ncloudstorage.com/recordings/a.m3u8", "duration": "61",
			"videoBitrate": nil, "audioCodec": "", "recordBeginTime": 0,
		}})
	text, number := knownvalue.StringExact, knownvalue.Int64Exact
	failed := knownvalue.ObjectExact(map[string]knownvalue.Check{
		"recording_id": text("298"), "record_type": text("MP4"), "status": text("TRANSFER_FAIL"),
		"is_pending": knownvalue.Bool(true), "record_seq": number(1), "stream_seq": number(1),
		"record_begin_time": text("2020-09-13T12:26:40.000Z"), "created_time": text("2020-09-13T12:27:40.000Z"),
		"should_delete_time": text(until.Format("2006-01-02T15:04:05.000Z07:00")), "resolution": text("1280x720"),
		"file_name": text(fakeapi.MainStage().ID + "-1.mp4"), "duration": number(60), "video_bitrate": number(2500000),
		"video_frame_rate": knownvalue.Float64Exact(29.97), "audio_bitrate": number(128000), "audio_codec": text("AAC"),
		"upload_path": text("/live"), "object_storage_url": knownvalue.Null(),
	})
	finished := knownvalue.ObjectPartial(map[string]knownvalue.Check{
		"recording_id": text("299"), "record_type": text("HLS"), "is_pending": knownvalue.Bool(false), "duration": number(61),
		"video_bitrate": knownvalue.Null(), "audio_codec": knownvalue.Null(), "record_begin_time": knownvalue.Null(),
		"should_delete_time": knownvalue.Null(),
		"object_storage_url": text("https://kr.object.ncloudstorage.com/recordings/a.m3u8"),
	})
	for arguments, want := range map[string][]knownvalue.Check{
		"": {failed, finished}, `status = "TRANSFER_FINISH"`: {finished}, `status = "RECORDING"`: {},
	} {
		checkData(t, api, recordingsHCL(arguments), "data.livestation_recordings.it",
			map[string]knownvalue.Check{"recordings": knownvalue.ListExact(want)})
	}
}

func TestRecordings_reportErrors(t *testing.T) {
	t.Parallel()
	const none = "no error"
	for body, want := range map[string]string{
		`{"content":{"recordList":{}},"total":0}`: none, `{"content":{"recordList":null}}`: none, `{"content":{}}`: none,
		`{"content":{"recordList":{"1":{"status":"TRANSFER_FINISH"}}},"total":3}`:  "counts 2 more recordings of channel ls-",
		`{"content":{"recordList":[]}}`:                                            none,
		`{"content":{"recordList":{"1":{"status":"TRANSFER","duration":"long"}}}}`: "WARNING at : Unexpected format of rec",
		`{"content":[]}`: "Unexpected response format",
		`{"error":{"errorCode":250100,"message":"Channel is not found"}}`: "Channel not found (250100)",
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, diags := readData(t, api, "livestation_recordings", arguments{"channel_id": fakeapi.MainStage().ID})
		got := formatDiags(diags)
		if len(diags) == 0 {
			got = none
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}
