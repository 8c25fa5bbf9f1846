package livestation

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func newMainChannel() NewChannel {
	return NewChannel{
		ChannelSettings: ChannelSettings{
			Name: "main_stage", EnvType: "REAL", OutputProtocol: "HLS", Record: RecordSettings{Type: "NO_RECORD"},
		},
		CDN:          ExistingCDN{InstanceNo: 5678, ProfileID: 91, Domain: "live.example.com"},
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
	financial.CDN = ExistingCDN{InstanceNo: 5678}
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

	other := StreamKeys{StreamKey: NewStreamKey("other")}
	expectEqual(t, "other keys differ", keys.Differ(other), true)
	expectEqual(t, "absent keys differ", keys.Differ(StreamKeys{}), false)

	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "one", Status: "DELETED"})
	_, err = client.GetChannelWithKeys(t.Context(), "ls-1")
	expectEqual(t, "a deleted channel is not found", IsChannelNotFound(err), true)
}

func TestCountPendingRecordings_countsTheUnfinished(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "one", Status: "READY"})
	api.SetRecordings("ls-1", "RECORDING", "PROCESSING", "TRANSFER_READY", "TRANSFER", "TRANSFER_FAIL", "COMPLETED")
	n, err := newClient(t, api).CountPendingRecordings(t.Context(), "ls-1")
	expectNoError(t, err)
	expectEqual(t, "the recordings", n, 4)
	for _, body := range []string{`{}`, `{"content":{}}`, `{"content":[{}]}`, `{"content":[{"status":{}}]}`} {
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, err = newClient(t, api).CountPendingRecordings(t.Context(), "ls-1")
		expectEqual(t, body, responseError(t, err).Problem, ProblemFormat)
	}
}

func TestPoll_endsWithResultLimitOrContext(t *testing.T) {
	t.Parallel()
	client := newRetryingClient(t, startAPI(t))
	calls := 0
	expectEqual(t, "done", client.Poll(t.Context(), 0, func() bool { calls++; return calls == 3 }), true)
	expectEqual(t, "the calls", calls, 3)
	calls = 0
	expectEqual(t, "done at the limit", client.Poll(t.Context(), 2, func() bool { calls++; return false }), false)
	expectEqual(t, "the calls", calls, 2)
	ctx, cancel := context.WithCancel(t.Context())
	start := time.Now()
	slow := New(configFor(t, "http://127.0.0.1:1"))
	time.AfterFunc(10*time.Millisecond, cancel)
	expectEqual(t, "done in time", slow.Poll(ctx, 0, func() bool { return false }), false)
	expectWithin(t, start, 500*time.Millisecond)
}
