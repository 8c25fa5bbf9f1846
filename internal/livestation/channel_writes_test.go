package livestation

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func newMainChannel() NewChannel {
	return NewChannel{
		ChannelSettings: ChannelSettings{
			Name: "main_stage", EnvType: "REAL", OutputProtocol: "HLS", Record: RecordSettings{Type: "NO_RECORD"},
		},
		CDN:          NewChannelCDN{InstanceNo: 5678, ProfileID: 91, Domain: "live.example.com"},
		QualitySetID: 3,
	}
}

// compact returns JSON without white space, its names sorted.
func compact(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	sorted, _ := json.Marshal(value)
	return string(sorted)
}

func TestCreateChannel_sendsEveryFieldOfItsSite(t *testing.T) {
	t.Parallel()
	full := newMainChannel()
	full.UseDVR = true
	full.TimeMachineMin = 360
	full.ImmediateOnAir = true
	full.Record = RecordSettings{
		Type: "AUTO_UPLOAD", Format: "MP4", BucketName: "recordings", FilePath: "/live", AccessControl: "PRIVATE",
	}
	financial := newMainChannel()
	financial.CDN = NewChannelCDN{InstanceNo: 5678}
	for name, c := range map[string]struct {
		site    Site
		channel NewChannel
		want    string
	}{
		"public": {site: PublicSite, channel: newMainChannel(), want: `{"channelName":"main_stage","envType":"REAL",
			"outputProtocol":"HLS","useDvr":false,"immediateOnAir":false,"record":{"type":"NO_RECORD"},"qualitySetId":3,
			"isStreamFailOver":false,"drmEnabledYn":false,"cdn":{"createCdn":false,"cdnType":"GLOBAL_EDGE",
			"cdnInstanceNo":5678,"profileId":91,"cdnDomain":"live.example.com"}}`},
		"everything": {site: PublicSite, channel: full, want: `{"channelName":"main_stage","envType":"REAL",
			"outputProtocol":"HLS","useDvr":true,"timemachineMin":360,"immediateOnAir":true,"record":{"type":"AUTO_UPLOAD",
			"format":"MP4","bucketName":"recordings","filePath":"/live","accessControl":"PRIVATE"},"qualitySetId":3,
			"isStreamFailOver":false,"drmEnabledYn":false,"cdn":{"createCdn":false,"cdnType":"GLOBAL_EDGE",
			"cdnInstanceNo":5678,"profileId":91,"cdnDomain":"live.example.com"}}`},
		"fin": {site: FinancialSite, channel: financial, want: `{"channelName":"main_stage","envType":"REAL",
			"outputProtocol":"HLS","useDvr":false,"immediateOnAir":false,"record":{"type":"NO_RECORD"},"qualitySetId":3,
			"isStreamFailOver":false,"cdn":{"createCdn":false,"cdnType":"CDN_PLUS","cdnInstanceNo":5678}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := configFor(t, api.URL)
			config.Site = c.site
			config.Region = c.site.Region
			client := New(config)
			id, err := client.CreateChannel(t.Context(), c.channel)
			expectNoError(t, err)
			expectEqual(t, "the channel", api.Channel("live", id).Name, "main_stage")
			expectEqual(t, "the body", compact(t, api.Requests()[0].Body), compact(t, c.want))

			expectNoError(t, client.UpdateChannel(t.Context(), id, c.channel.ChannelSettings))
			settings, _ := json.Marshal(c.channel.ChannelSettings)
			expectEqual(t, "the body of PUT", compact(t, api.Requests()[1].Body), compact(t, string(settings)))
			expectGoodRequests(t, api)
		})
	}
}

// What the service did is not known, so the request is never sent again.
func TestCreateChannel_isSentOnceAndItsOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"broken connection":  fakeapi.HangUp,
		"2xx without an ID":  fakeapi.Raw(200, "application/json", `{"content":{"channelName":"main_stage"}}`),
		"2xx with no object": fakeapi.Raw(200, "application/json", `{"content":null}`),
		"2xx with an odd ID": fakeapi.Raw(200, "application/json", `{"content":{"channelId":["a"]}}`),
	} {
		api := startAPI(t)
		api.RespondAfter(http.MethodPost, 1, response)
		id, err := newRetryingClient(t, api).CreateChannel(t.Context(), newMainChannel())
		expectEqual(t, name+": the ID", id, "")
		expectEqual(t, name+": outcome unknown", OutcomeUnknown(err), true)
		expectNotContains(t, fmt.Sprint(err), fakeapi.StreamKey)
		expectRequests(t, api, 1)
	}
}

func TestCreateChannel_acceptsAnySuccess(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{
		201: `{"content":{"channelId":"ls-1","more":[1]},"extra":true}`, 200: `{"content":{"channelId":" ls-1 "}}`,
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(status, "application/json", body))
		id, err := newClient(t, api).CreateChannel(t.Context(), newMainChannel())
		expectNoError(t, err)
		expectEqual(t, "the ID", id, "ls-1")
	}
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(204, "", ""))
	id, err := newClient(t, api).CreateChannel(t.Context(), newMainChannel())
	expectNoError(t, err)
	expectEqual(t, "the ID of an empty success", id, "")
}

func TestCreate_doesNotEndWithItsCaller(t *testing.T) {
	t.Parallel()
	for want, create := range map[string]func(context.Context, *Client) (any, error){
		"ls-1": func(ctx context.Context, c *Client) (any, error) { return c.CreateChannel(ctx, newMainChannel()) },
		"7": func(ctx context.Context, c *Client) (any, error) {
			return c.CreateQualitySet(ctx, QualitySetSettings{})
		},
	} {
		api := startAPI(t)
		ctx, cancel := context.WithCancel(t.Context())
		api.RespondAfter(http.MethodPost, 1, func(w http.ResponseWriter, _ *http.Request) {
			cancel()
			time.Sleep(20 * time.Millisecond)
			fakeapi.Raw(200, "application/json", `{"content":{"channelId":"ls-1","id":7}}`)(w, nil)
		})
		id, err := create(ctx, newClient(t, api))
		expectNoError(t, err)
		expectEqual(t, "the ID", fmt.Sprint(id), want)

		_, err = create(ctx, newClient(t, api))
		expectEqual(t, "the cause after the interrupt", transportError(t, err).Cause, CauseCanceled)
		expectRequests(t, api, 1)
	}
}

func TestGetChannelWithKeys_readsBoth(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "one", Status: "READY"})
	client := newClient(t, api)
	keys, err := client.GetChannelWithKeys(t.Context(), "ls-1")
	expectNoError(t, err)
	expectEqual(t, "the quality set", *keys.QualitySetID.Value, 3)
	expectEqual(t, "the key", keys.StreamKey.Reveal(), fakeapi.StreamKey)
	expectRequests(t, api, 1)

	other := StreamKeys{StreamKey: NewStreamKey("other"), BackupStreamKey: keys.BackupStreamKey}
	expectEqual(t, "another key is lost", keys.Lost(other), true)
	expectEqual(t, "an absent key is lost", keys.Lost(StreamKeys{StreamKey: keys.StreamKey}), true)
	expectEqual(t, "a new key is lost", StreamKeys{}.Lost(keys), false)

	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "one", Status: "DELETED"})
	_, err = client.GetChannelWithKeys(t.Context(), "ls-1")
	expectEqual(t, "a deleted channel is not found", IsChannelNotFound(err), true)
}

// A recording is pending unless it was uploaded, cannot be any more, or was deleted.
func TestIsPending_isForRecordingsThatADeletionLoses(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "one", Status: "READY"})
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	api.SetRecordings("ls-1", fakeapi.Recording{Status: "RECORDING"}, fakeapi.Recording{Status: "PROCESSING"},
		fakeapi.Recording{Status: "TRANSFER", ShouldDelete: past}, fakeapi.Recording{Status: "TRANSFER_READY"},
		fakeapi.Recording{Status: "TRANSFER_FAIL", ShouldDelete: future}, fakeapi.Recording{Status: "NEW_STATUS"},
		fakeapi.Recording{Status: "TRANSFER_FAIL", ShouldDelete: past}, fakeapi.Recording{Status: "TRANSFER_FINISH"},
		fakeapi.Recording{Status: "PROCESSING_FAIL"}, fakeapi.Recording{Status: "DELETED"})
	client := newClient(t, api)
	recordings, unseen, err := client.GetRecordings(t.Context(), "ls-1")
	expectNoError(t, err)
	var ids []string
	for _, r := range recordings {
		if client.IsPending(r) {
			ids = append(ids, r.ID)
		}
	}
	expectEqual(t, "the recordings", strings.Join(ids, " "), "298 299 300 301 302 303")
	expectEqual(t, "the recordings that were not returned", unseen, 0)
	expectEqual(t, "the time", recordings[4].ShouldDeleteTime.UnixMilli(), future.UnixMilli())
}

func TestGetRecordings_readsEachFormOfNone(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	const ok = "none"
	for body, want := range map[string]string{
		`{"content":{"recordList":{}},"total":0}`: ok, `{"content":{"recordList":null}}`: ok, `{"content":{}}`: ok,
		`{"content":{"recordList":{}},"total":2}`:        "2 unseen",
		`{"content":{"recordList":{"1":{}}}}`:            "content, or content.recordList{}.status is missing",
		`{"content":{"recordList":{"1":{"status":{}}}}}`: "content, or content.recordList{}.status is missing",
		`{}`:                                     "content, or",
		`{"content":[{"status":"TRANSFER"}]}`:    "content is an array",
		`{"content":{"recordList":[{"a":"b"}]}}`: "content.recordList is an array",
		`{"content":{"recordList":{"1":{"status":"RECORDING","shouldDeleteTime":"soon"}}}}`: "shouldDeleteTime is a string",
	} {
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		recordings, unseen, err := newClient(t, api).GetRecordings(t.Context(), "ls-1")
		got := fmt.Sprintf("%d unseen", unseen)
		switch {
		case err != nil:
			got = responseError(t, err).Field
		case unseen == 0 && len(recordings) == 0:
			got = ok
		}
		expectContains(t, body+": "+got, want)
	}
}

func TestPolls_endWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	start := time.Now()
	time.AfterFunc(10*time.Millisecond, cancel)
	n := 0
	for n = range New(configFor(t, "http://127.0.0.1:1")).Polls(ctx) {
	}
	expectEqual(t, "the only number", n, 0)
	expectWithin(t, start, 500*time.Millisecond)
	for range newRetryingClient(t, startAPI(t)).Polls(ctx) {
		t.Error("there is a number after the end")
	}
}

// The client does not repeat a PUT or DELETE: its caller looks at the object first.
func TestPauseBeforeRepeat_isForTransientFailuresOfThePermittedAttempts(t *testing.T) {
	t.Parallel()
	tooLong := withHeader("Retry-After", "60", fakeapi.Raw(503, "", ""))
	for name, c := range map[string]struct {
		response http.HandlerFunc
		want     string // whether the first to the fourth attempt may be repeated
	}{
		"broken":         {response: fakeapi.HangUp, want: "true true true false"},
		"unavailable":    {response: fakeapi.Raw(503, "", ""), want: "true true true false"},
		"throttled":      {response: fakeapi.GatewayError(429, 420, "m", "d"), want: "true true true false"},
		"internal":       {response: fakeapi.Raw(500, "", ""), want: "false false false false"},
		"rejected":       {response: fakeapi.LiveStationError(400, 250014, "", ""), want: "false false false false"},
		"pause too long": {response: tooLong, want: "false false false false"},
		"not permitted":  {response: fakeapi.LiveStationError(403, 250010, "", ""), want: "false false false false"},
	} {
		api := startAPI(t)
		api.RespondWhere(func(*http.Request) bool { return true }, c.response)
		client := newRetryingClient(t, api)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		var got []string
		for attempts := range 4 {
			write := func() error { return client.UpdateChannel(ctx, "ls-1", ChannelSettings{}) }
			if attempts%2 == 1 {
				write = func() error { return client.DeleteChannel(ctx, "ls-1") }
			}
			err := write()
			got = append(got, fmt.Sprint(client.PauseBeforeRepeat(ctx, attempts+1, err)))
		}
		cancel()
		expectEqual(t, name, strings.Join(got, " "), c.want)
		expectRequests(t, api, 4)
	}
}
