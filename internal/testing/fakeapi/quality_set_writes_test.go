package fakeapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
)

func TestQualitySets_rejectWhatThePagesReject(t *testing.T) {
	t.Parallel()
	metadata := func(header, key string, interval int) map[string]any {
		return map[string]any{"enableHlsTimedMetadata": true, "timedMetadata": map[string]any{
			"header": header, "key": key, "interval": interval,
		}}
	}
	api := startAPI(t)
	expect := func(method, uri string, changes map[string]any, want string) {
		t.Helper()
		body := map[string]any{
			"name": "news", "qualityIds": []int{31}, "isEnabledUll": false, "segmentDuration": 2000, "segmentCount": 3,
			"enableHlsTimedMetadata": false,
		}
		maps.Copy(body, changes)
		text, _ := json.Marshal(body)
		_, got := send(t, method, api.URL+uri, signedHeaders(method, uri), string(text))
		if !strings.Contains(got, want) {
			t.Errorf("%s %v: got %s, want %s", method, changes, got, want)
		}
	}
	for code, changes := range map[string]map[string]any{
		"250312": {"name": "my_set"},
		"250012": {"qualityIds": []string{"31"}},
		"250313": {"qualityIds": []int{}},
		"250300": {"qualityIds": []int{35}},
		"250302": {"qualityIds": []int{33, 34}},
		"250011": {"isEnabledUll": nil},
		"250307": {"segmentDuration": 2200},
		"250309": {"segmentCount": 1},
		"250377": {"enableHlsTimedMetadata": nil},
		"250375": {"enableHlsTimedMetadata": true},
		"250345": metadata("", "utc", 1000),
		"250344": metadata("a", "", 1000),
		"250376": metadata("a", "id", 1000),
		"250343": metadata("a", "utc", 0),
		"250351": metadata("a", "utc", 2000),
	} {
		expect(http.MethodPost, "/api/v2/qualitySets", changes, code)
	}
	expect(http.MethodPut, "/api/v2/qualitySets/3", nil, "250305")
	expect(http.MethodPut, "/api/v2/qualitySets/4", nil, "250301")
	expect(http.MethodDelete, "/api/v2/qualitySets/3", nil, "250311")

	expect(http.MethodPost, "/api/v2/qualitySets", map[string]any{"isEnabledUll": true}, `"id":2001`)
	expect(http.MethodPut, "/api/v2/qualitySets/2001", nil, "250002") // low latency
	call(t, api, http.MethodPost, "/api/v2/channels", newChannelBody(t, map[string]any{
		"qualitySetId": 2001, "outputProtocol": "LL_HLS",
	}))
	expect(http.MethodGet, "/api/v2/qualitySets/2001", nil, `"inUseChannelNames":["main_stage"]`)
	expect(http.MethodDelete, "/api/v2/qualitySets/2001", nil, "250306")
	expect(http.MethodDelete, "/api/v2/qualitySets/1001", nil, `"deleteSuccess":true`)
	expect(http.MethodGet, "/api/v2/qualitySets/1001", nil, "250301")
}
