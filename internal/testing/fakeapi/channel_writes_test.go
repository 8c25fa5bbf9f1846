package fakeapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// newChannelBody is a body of Create Channel with changes; nil removes a field.
func newChannelBody(t *testing.T, changes map[string]any) string {
	t.Helper()
	body := map[string]any{
		"channelName": "main_stage", "envType": "REAL", "outputProtocol": "HLS", "qualitySetId": 3, "useDvr": false,
		"immediateOnAir": false, "record": map[string]any{"type": "NO_RECORD"}, "isStreamFailOver": false,
		"drmEnabledYn": false, "cdn": map[string]any{
			"createCdn": false, "cdnType": "GLOBAL_EDGE", "cdnInstanceNo": 5678, "profileId": 91,
			"cdnDomain": "live.example.com",
		},
	}
	maps.Copy(body, changes)
	for name, value := range body {
		if value == nil {
			delete(body, name)
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCreateChannel_rejectsWhatThePagesReject(t *testing.T) {
	t.Parallel()
	cdn := func(no any, kind string) map[string]any {
		return map[string]any{"cdn": map[string]any{
			"createCdn": false, "cdnType": kind, "cdnInstanceNo": no, "profileId": 91, "cdnDomain": "live.example.com",
		}}
	}
	for code, changes := range map[string]map[string]any{
		"250142": {"channelName": nil},
		"250104": {"channelName": "ab"},
		"250116": {"qualitySetId": nil},
		"250301": {"qualitySetId": 4},
		"250118": {"cdn": nil},
		"250119": cdn(nil, "GLOBAL_EDGE"),
		"250120": cdn(5678, "GCDN"),
		"250140": cdn(7000, "GLOBAL_EDGE"),
		"250012": cdn("5678", "GLOBAL_EDGE"), // a string
		"250110": cdn(1, "GLOBAL_EDGE"),      // no such CDN
		"250138": {"useDvr": true},
		"250122": {"useDvr": true, "timemachineMin": 60},
		"250139": {"immediateOnAir": true},
		"250011": {"record": map[string]any{"type": "AUTO_UPLOAD", "bucketName": "recordings"}},
		"250705": {"record": map[string]any{
			"type": "AUTO_UPLOAD", "format": "MP4", "bucketName": "other", "filePath": "/", "accessControl": "PRIVATE",
		}},
	} {
		api := startAPI(t)
		api.SetCDN(7000, fakeapi.CDN{ProfileID: 91, Domain: "live.example.com", Status: "STOPPED"})
		expect(t, code, call(t, api, http.MethodPost, "/api/v2/channels", newChannelBody(t, changes)), "400 "+code)
	}
}

func TestCreatedChannel_lives(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	created := call(t, api, http.MethodPost, "/api/v2/channels", newChannelBody(t, nil))
	expect(t, "create", created, `200 "channelId":"`)
	uri := "/api/v2/channels/" + regexp.MustCompile(`ls-[\d-]+`).FindString(created)
	for _, c := range []struct{ method, body, want string }{
		{method: http.MethodDelete, want: "400 250109"}, // The CDN is busy.
		{method: http.MethodGet, want: `200 "channelStatus":"CREATING"`},
		{method: http.MethodGet, want: `200 "channelStatus":"READY"`},
		{
			method: http.MethodPut, body: newChannelBody(t, map[string]any{"channelName": "renamed"}),
			want: `200 "channelName":"renamed"`,
		},
		{method: http.MethodDelete, want: `200 "channelId":`},
		{method: http.MethodGet, want: "404 250100"},
	} {
		expect(t, c.method, call(t, api, c.method, uri, c.body), c.want)
	}
	list := call(t, api, http.MethodGet, "/api/v2/channels?pageNo=1&pageSizeNo=10", "")
	expect(t, "list", list, `200 "channelStatus":"DELETED"`)
}
