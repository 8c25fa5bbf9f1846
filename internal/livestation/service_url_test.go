package livestation

import (
	"fmt"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func putWatched(api *fakeapi.Server, channelType, status string) {
	api.PutChannel(fakeapi.Channel{Type: channelType, ID: "ls-1", Name: "main", Status: status})
	api.SetChannelForm("ls-1", func(object map[string]any) { object["isRecording"] = true })
}

func TestGetServiceURLs_readsEachType(t *testing.T) {
	t.Parallel()
	const base = "https://live.example.com/ls-1/720p-16-9/"
	for _, c := range []struct {
		channelType ChannelType
		urlType     string
		path, want  string
	}{
		{
			channelType: LiveChannel, urlType: GeneralURL, path: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=GENERAL",
			want: "720p-16-9 " + base + "playlist.m3u8 1280x720 2500000 128000 []",
		},
		{
			channelType: LiveChannel, urlType: ThumbnailURL, path: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=THUMBNAIL",
			want: "720p-16-9 " + base + "thumbnail.jpg    " +
				"[{720px " + base + "thumbnail-720.jpg} {360px " + base + "thumbnail-360.jpg}]",
		},
		{
			channelType: LiveChannel, urlType: TimeMachineURL,
			path: "/api/v2/channels/ls-1/serviceUrls?serviceUrlType=TIMEMACHINE",
			want: "720p-16-9 " + base + "timemachine.m3u8    []",
		},
		{
			channelType: VOD2LiveChannel, urlType: GeneralURL,
			path: "/api/v2/vod/channels/ls-1/serviceUrls?serviceUrlType=GENERAL",
			want: "720p-16-9 " + base + "playlist.m3u8 1280x720 2500000 128000 []",
		},
	} {
		t.Run(c.channelType.Name+" "+c.urlType, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putWatched(api, c.channelType.Name, "PUBLISHING")
			got, err := newClient(t, api).GetServiceURLs(t.Context(), c.channelType, "ls-1", c.urlType)
			expectNoError(t, err)
			expectEqual(t, "the number of URLs", len(got), 3)
			u := got[2]
			text := fmt.Sprintf("%s %s %s %s %s %s", u.Name, u.URL, u.Resolution, u.VideoBitrate, u.AudioBitrate, u.ResizedURLs)
			expectEqual(t, "the URL", text, c.want)
			expectEqual(t, "the request", api.Requests()[0].URI, c.path)
			expectGoodRequests(t, api)
		})
	}
}

func TestGetServiceURLs_reportsState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status  string
		change  func(map[string]any)
		urlType string
		code    string
	}{
		"CDN stopped": {
			status: "READY", urlType: GeneralURL, code: "250124",
			change: func(object map[string]any) { object["cdn"] = map[string]any{"statusName": "STOPPED"} },
		},
		"channel being created": {status: "CREATING", urlType: GeneralURL, code: "250125"},
		"not recording":         {status: "PUBLISHING", urlType: TimeMachineURL, code: "250141"},
	} {
		api := startAPI(t)
		putWatched(api, "live", c.status)
		api.SetChannelForm("ls-1", c.change)
		_, err := newClient(t, api).GetServiceURLs(t.Context(), LiveChannel, "ls-1", c.urlType)
		expectEqual(t, name, responseError(t, err).Code, c.code)
		expectEqual(t, name+": the kind", responseError(t, err).Kind, KindWrongState)
	}
}

func TestGetServiceURLs_readsOddLists(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"content":[]}`:   "[]",
		`{"content":null}`: "[]",
		`{"content":[{"url":"https://a","new":[1]}]}`:                                          "[{ https://a    []}]",
		`{"content":[{"name":720,"url":"https://a","videoBitrate":"auto"}]}`:                   "[{720 https://a  auto  []}]",
		`{"content":[{"name":null,"url":null,"resizedUrl":[{"type":720,"url":"https://a"}]}]}`: "[{     [{720 https://a}]}]",
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		got, err := newClient(t, api).GetServiceURLs(t.Context(), LiveChannel, "ls-1", GeneralURL)
		expectNoError(t, err)
		expectEqual(t, body, fmt.Sprint(got), want)
	}
}

func TestGetServiceURLs_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"content":{}}`, `{"content":"https://a"}`, `{"content":["https://a"]}`, `{"content":[{}]}`,
		`{"content":[null]}`,
		`{"content":[{"name":"720p"}]}`, `{"content":[{"url":"https://a","resizedUrl":"https://b"}]}`,
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, err := newClient(t, api).GetServiceURLs(t.Context(), LiveChannel, "ls-1", GeneralURL)
		expectEqual(t, body, responseError(t, err).Problem, ProblemFormat)
	}
}
