package fakeapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
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
	write := func(method, uri string, changes map[string]any, want string) {
		t.Helper()
		body := map[string]any{"segmentDuration": 2000, "segmentCount": 3}
		if method == http.MethodPost {
			maps.Copy(body, map[string]any{
				"name": "news", "qualityIds": []int{31}, "isEnabledUll": false, "enableHlsTimedMetadata": false,
			})
		}
		maps.Copy(body, changes)
		text, _ := json.Marshal(body)
		expect(t, method+" "+want, call(t, api, method, uri, string(text)), want)
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
		write(http.MethodPost, "/api/v2/qualitySets", changes, "400 "+code)
	}
	write(http.MethodPut, "/api/v2/qualitySets/1002", map[string]any{"segmentCount": 5}, `200 "segmentCount":5`)
	for code, changes := range map[string]map[string]any{
		"250012": {"name": "news"},
		"250307": {"segmentDuration": nil},
		"250309": {"segmentCount": nil},
	} {
		write(http.MethodPut, "/api/v2/qualitySets/1002", changes, "400 "+code)
	}
	write(http.MethodPut, "/api/v2/qualitySets/3", nil, "400 250305")
	write(http.MethodPut, "/api/v2/qualitySets/4", nil, "400 250301")
	write(http.MethodDelete, "/api/v2/qualitySets/3", nil, "400 250311")

	write(http.MethodPost, "/api/v2/qualitySets", map[string]any{"isEnabledUll": true}, `200 "id":2001`)
	write(http.MethodPut, "/api/v2/qualitySets/2001", nil, "400 250002") // low latency
	low := newChannelBody(t, map[string]any{"qualitySetId": 2001, "outputProtocol": "LL_HLS"})
	expect(t, "create a channel", call(t, api, http.MethodPost, "/api/v2/channels", low), "200")
	write(http.MethodGet, "/api/v2/qualitySets/2001", nil, `200 "inUseChannelNames":["main_stage"]`)
	write(http.MethodDelete, "/api/v2/qualitySets/2001", nil, "400 250306")
	write(http.MethodDelete, "/api/v2/qualitySets/1001", nil, `200 "deleteSuccess":true`)
	write(http.MethodGet, "/api/v2/qualitySets/1001", nil, "400 250301")
}
