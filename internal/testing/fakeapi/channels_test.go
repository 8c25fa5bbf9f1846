package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A list is a response to a list of channels.
type list struct {
	Content []struct {
		ChannelID string `json:"channelId"`
	}
	Total int
}

func (l list) ids() []string {
	ids := []string{}
	for _, c := range l.Content {
		ids = append(ids, c.ChannelID)
	}
	return ids
}

func callList(t *testing.T, api *fakeapi.Server, uri string) list {
	t.Helper()
	var l list
	if err := json.Unmarshal([]byte(call(t, api, http.MethodGet, uri, "")), &l); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestListChannels_filters(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for _, c := range []fakeapi.Channel{
		{Type: "live", ID: "ls-20250101000000-aaaa1", Name: "main_stage", Status: "READY"},
		{Type: "live", ID: "ls-20250101000000-aaaa2", Name: "side_stage", Status: "PUBLISHING"},
		{Type: "live", ID: "ls-20250202000000-bbbb1", Name: "gone", Status: "DELETED"},
		{Type: "live", ID: "ls-20250202000000-bbbb2", Name: "gone_by_force", Status: "FORCE_DELETED"},
		{Type: "vod2live", ID: "ls-20250303000000-cccc1", Name: "main_stage", Status: "RESERVED"},
	} {
		api.PutChannel(c)
	}
	for name, c := range map[string]struct {
		filters []string
		want    []string
	}{
		"none": {
			want: []string{
				"ls-20250101000000-aaaa1", "ls-20250101000000-aaaa2", "ls-20250202000000-bbbb1", "ls-20250202000000-bbbb2",
			},
		},
		"part of an ID": {
			filters: []string{"id", "-aaaa"},
			want:    []string{"ls-20250101000000-aaaa1", "ls-20250101000000-aaaa2"},
		},
		"ID of another type": {
			filters: []string{"id", "ls-20250303000000-cccc1"},
			want:    []string{},
		},
		"part of a name": {
			filters: []string{"channelName", "stage"},
			want:    []string{"ls-20250101000000-aaaa1", "ls-20250101000000-aaaa2"},
		},
		"DELETED": {
			filters: []string{"channelStatus", "DELETED"},
			want:    []string{"ls-20250202000000-bbbb1"},
		},
		"FORCE_DELETED": {
			filters: []string{"channelStatus", "FORCE_DELETED"},
			want:    []string{"ls-20250202000000-bbbb2"},
		},
		"status in lower case": {
			filters: []string{"channelStatus", "ready"},
			want:    []string{},
		},
		"all three": {
			filters: []string{"id", "2", "channelName", "stage", "channelStatus", "PUBLISHING"},
			want:    []string{"ls-20250101000000-aaaa2"},
		},
	} {
		got := callList(t, api, query("/api/v2/channels", "1", "100", c.filters...))
		if !slices.Equal(got.ids(), c.want) {
			t.Errorf("%s: got %q, want %q", name, got.ids(), c.want)
		}
		if got.Total != len(c.want) {
			t.Errorf("%s: got the total %d, want %d", name, got.Total, len(c.want))
		}
	}
}

func TestListChannels_pages(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for i := range 5 {
		api.PutChannel(fakeapi.Channel{Type: "re_stream", ID: fmt.Sprintf("ls-%d", i)})
	}
	for page, want := range map[string][]string{
		"1":                   {"ls-0", "ls-1"},
		"3":                   {"ls-4"},
		"4":                   {},
		"9223372036854775807": {},
	} {
		got := callList(t, api, query("/api/v2/re-stream/channels", page, "2"))
		if !slices.Equal(got.ids(), want) {
			t.Errorf("page %s: got %q, want %q", page, got.ids(), want)
		}
		if got.Total != 5 {
			t.Errorf("page %s: got the total %d, want 5", page, got.Total)
		}
	}
}

func TestListChannels_returnsEmptyListPastTheEnd(t *testing.T) {
	t.Parallel()
	const want = `{"content":[],"total":0}`
	if got := call(t, startAPI(t), http.MethodGet, query("/api/v2/channels", "2", "100"), ""); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestListChannels_rejectsInvalidPages(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	for _, c := range []struct{ page, size string }{
		{page: "0", size: "100"},
		{page: "1", size: "0"},
		{page: "1", size: "101"},
		{page: "", size: "100"},
		{page: "first", size: "100"},
	} {
		uri := query("/api/v2/channels", c.page, c.size)
		resp, body := send(t, http.MethodGet, api.URL+uri, signedHeaders(http.MethodGet, uri), "")
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, "250002") {
			t.Errorf("page %q of %q: got %d %s, want 400 with 250002", c.page, c.size, resp.StatusCode, body)
		}
	}
}

func TestSetChannelCallbackEndpoint_returnsTheChannel(t *testing.T) {
	t.Parallel()
	for channelType, path := range map[string]string{
		"live": "/api/v2/channels", "re_stream": "/api/v2/re-stream/channels", "vod2live": "/api/v2/vod/channels",
	} {
		api := startAPI(t)
		api.PutChannel(fakeapi.Channel{Type: channelType, ID: "ls-1", Name: "main_stage", Status: "READY"})
		set := call(t, api, http.MethodPost, path+"/ls-1/callbackEndpoint", `{"callbackEndpoint":"https://own.example"}`)
		var got struct {
			Content struct {
				ChannelID        string `json:"channelId"`
				CallbackEndpoint string `json:"callbackEndpoint"`
			}
		}
		if err := json.Unmarshal([]byte(set), &got); err != nil {
			t.Fatal(err)
		}
		if got.Content.ChannelID != "ls-1" || got.Content.CallbackEndpoint != "https://own.example" {
			t.Errorf("%s: got %s, want the channel with the URL that was sent", channelType, set)
		}
		if read := call(t, api, http.MethodGet, path+"/ls-1", ""); read != set {
			t.Errorf("%s: a later read returns %s, want %s", channelType, read, set)
		}
	}
}

func TestSetChannelCallbackEndpoint_doesNotFindOtherTypes(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: "ls-1"})
	for path, code := range map[string]string{"/api/v2/channels": "250100", "/api/v2/re-stream/channels": "250123"} {
		uri := path + "/ls-1/callbackEndpoint"
		headers := signedHeaders(http.MethodPost, uri)
		resp, body := send(t, http.MethodPost, api.URL+uri, headers, `{"callbackEndpoint":"https://own.example"}`)
		if resp.StatusCode != http.StatusNotFound || !strings.Contains(body, code) {
			t.Errorf("%s: got %d %s, want 404 with %s", uri, resp.StatusCode, body, code)
		}
	}
	if got := api.Channel("vod2live", "ls-1").CallbackEndpoint; got != "" {
		t.Errorf("%q is registered, want nothing", got)
	}
}
