package livestation

import (
	"net/http"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestQualitySet_sendsEveryField(t *testing.T) {
	t.Parallel()
	for _, site := range []Site{PublicSite, FinancialSite} {
		for want, settings := range map[string]QualitySetSettings{
			`{"name":"news","qualityIds":[31,33],"isEnabledUll":false,"segmentDuration":2000,"segmentCount":3,
				"enableHlsTimedMetadata":true,"timedMetadata":{"header":"news.clock","key":"utc","interval":1000}}`: {
				Name: "news", QualityIDs: []int64{31, 33}, SegmentDuration: 2000, SegmentCount: 3, EnableHLSTimedMetadata: true,
				TimedMetadata: &TimedMetadata{Header: "news.clock", Key: "utc", Interval: 1000},
			},
			`{"name":"fast","qualityIds":[31],"isEnabledUll":true,"enableHlsTimedMetadata":false}`: {
				Name: "fast", QualityIDs: []int64{31}, IsEnabledULL: true,
			},
		} {
			api := startAPI(t)
			config := configFor(t, api.URL)
			config.Site, config.Region = site, site.Region
			client := New(config)
			id, err := client.CreateQualitySet(t.Context(), settings)
			expectNoError(t, err)
			expectEqual(t, "the body", compact(t, api.Requests()[0].Body), compact(t, want))
			set, err := client.GetQualitySet(t.Context(), id)
			expectNoError(t, err)
			expectEqual(t, "the name", string(set.Name), settings.Name)
			if !settings.IsEnabledULL {
				expectNoError(t, client.UpdateQualitySet(t.Context(), id, Segments{Duration: 4000, Count: 5}))
				const both = `{"segmentDuration":4000,"segmentCount":5}`
				expectEqual(t, "the body of PUT", compact(t, api.Requests()[2].Body), compact(t, both))
			}
			expectNoError(t, client.DeleteQualitySet(t.Context(), id))
			_, err = client.GetQualitySet(t.Context(), id)
			expectEqual(t, "the set is gone", HasCode(err, "250301"), true)
			expectGoodRequests(t, api)
		}
	}
}

func TestQualitySet_outcomeIsUnknownWithoutAResult(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondAfter(http.MethodPost, 1, fakeapi.HangUp)
	api.RespondAfter(http.MethodDelete, 1, fakeapi.Raw(200, "application/json", `{"content":{"deleteSuccess":false}}`))
	client := newRetryingClient(t, api)
	id, created := client.CreateQualitySet(t.Context(), QualitySetSettings{
		Name: "news", QualityIDs: []int64{31}, SegmentDuration: 2000, SegmentCount: 3,
	})
	expectEqual(t, "the ID", id, 0)
	expectEqual(t, "the outcome of POST is unknown", OutcomeUnknown(created), true)
	expectEqual(t, "the outcome of DELETE is unknown", OutcomeUnknown(client.DeleteQualitySet(t.Context(), 1001)), true)
	expectRequests(t, api, 2)
	_, err := client.GetQualitySet(t.Context(), 4)
	expectEqual(t, "another set is not found", HasCode(err, "250301"), true)
	for _, body := range []string{`{"content":{"id":0}}`, `{"content":{"id":-1}}`} {
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		id, err = client.CreateQualitySet(t.Context(), QualitySetSettings{})
		expectEqual(t, "the ID of "+body, id, 0)
		expectEqual(t, "the outcome of "+body+" is unknown", OutcomeUnknown(err), true)
	}
	api.RespondNext(1, fakeapi.Raw(200, "application/json", `{"content":{"id":3}}`))
	_, err = client.GetQualitySet(t.Context(), 1001)
	expectEqual(t, "the problem of another set", responseError(t, err).Problem, ProblemFormat)
}
