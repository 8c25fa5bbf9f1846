package fakeapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetChannel_returnsMoreThanAList(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "main", Status: "READY"})
	one := call(t, api, http.MethodGet, "/api/v2/channels/ls-1", "")
	list := call(t, api, http.MethodGet, query("/api/v2/channels", "1", "100"), "")
	for _, field := range []string{`"record"`, `"uploadPath"`} {
		if !strings.Contains(one, field) {
			t.Errorf("the channel has no %s: %s", field, one)
		}
		if strings.Contains(list, field) {
			t.Errorf("the list has %s: %s", field, list)
		}
	}
	for _, secret := range []string{fakeapi.StreamKey, fakeapi.BackupStreamKey} {
		if !strings.Contains(one, secret) || !strings.Contains(list, secret) {
			t.Errorf("%s is missing in %s or %s", secret, one, list)
		}
	}
}

func TestSetChannelForm_changesTheObject(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1"})
	api.SetChannelForm("ls-1", func(object map[string]any) {
		for field := range object {
			if field != "channelId" {
				delete(object, field)
			}
		}
	})
	if got := call(t, api, http.MethodGet, "/api/v2/channels/ls-1", ""); got != `{"content":{"channelId":"ls-1"}}` {
		t.Errorf("got %s", got)
	}
}

func TestServiceURLsAndQualitySets_rejectInvalidRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for _, channelType := range fakeapi.ChannelTypes() {
		api.PutChannel(fakeapi.Channel{Type: channelType, ID: "ls-1", Status: "READY"})
	}
	for _, c := range []struct {
		method, uri string
		status      int
		code        string
	}{
		{uri: "/api/v2/channels/ls-1/serviceUrls", status: 400, code: "250011"},
		{uri: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=general", status: 400, code: "250002"},
		{uri: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=GENERAL&pageNo=1", status: 400, code: "250018"},
		{uri: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=TIMEMACHINE", status: 400, code: "250141"},
		{uri: "/api/v2/channels/ls-2/serviceUrls?serviceUrlType=GENERAL", status: 404, code: "250100"},
		{uri: "/api/v2/vod/channels/ls-1/serviceUrls?serviceUrlType=GENERAL", status: 400, code: "250125"},
		{uri: "/api/v2/vod/channels/ls-1/serviceUrls?serviceUrlType=TIMEMACHINE", status: 400, code: "250002"},
		{uri: "/api/v2/re-stream/channels/ls-1/serviceUrls?serviceUrlType=GENERAL", status: 404, code: `"300"`},
		{
			method: http.MethodPost, uri: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=GENERAL",
			status: 404, code: `"300"`,
		},
		{uri: "/api/v2/qualitySets?genType=system", status: 400, code: "250002"},
		{uri: "/api/v2/qualitySets?type=LLHLS", status: 400, code: "250002"},
		{uri: "/api/v2/qualitySets?pageNo=1", status: 400, code: "250018"},
		{uri: "/api/v2/qualitySets/4", status: 400, code: "250301"},
		{method: http.MethodPost, uri: "/api/v2/qualitySets/3", status: 404, code: `"300"`},
	} {
		if c.method == "" {
			c.method = http.MethodGet
		}
		resp, body := send(t, c.method, api.URL+c.uri, signedHeaders(c.method, c.uri), "")
		if resp.StatusCode != c.status || !strings.Contains(body, c.code) {
			t.Errorf("%s %s: got %d %s, want %d with %s", c.method, c.uri, resp.StatusCode, body, c.status, c.code)
		}
	}
}
