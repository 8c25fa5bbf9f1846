package livestation

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestRaw_returnsTheResponseToOneSignedRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response http.HandlerFunc // nil for the API's own
		status   int
		size     int // of the body, 0 for any
	}{
		"success":  {status: 200},
		"error":    {response: fakeapi.Raw(503, "text/html", "<html>"), status: 503, size: len("<html>")},
		"redirect": {response: fakeapi.Redirect(302, "/elsewhere"), status: 302},
		"large": {
			response: fakeapi.Raw(200, "text/plain", strings.Repeat("x", 2*MaxResponseSize)),
			status:   200, size: MaxResponseSize + 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.response != nil {
				api.RespondNext(1, c.response)
			}
			got, err := newRetryingClient(t, api).Raw(t.Context(), RawRequest{
				Method: http.MethodGet, Path: "/channels",
				Query: map[string][]string{"pageNo": {"1"}, "pageSizeNo": {"1"}, "channelName": {"a b"}},
			})
			expectNoError(t, err)
			expectEqual(t, "the status", got.Status, c.status)
			if c.size > 0 {
				expectEqual(t, "the size", len(got.Body), c.size)
			}
			expectRequests(t, api, 1)
			expectGoodRequests(t, api)
		})
	}
}

func TestRaw_leavesOutTheRegion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	request := RawRequest{Method: http.MethodGet, Path: "/channels", WithoutRegion: true}
	_, err := newClient(t, api).Raw(t.Context(), request)
	expectNoError(t, err)
	expectEqual(t, "the region", strings.Join(api.Requests()[0].Header.Values(headerRegion), ","), "")
}

func TestRaw_reportsAMissingResponse(t *testing.T) {
	t.Parallel()
	for _, response := range []http.HandlerFunc{fakeapi.HangUp, fakeapi.CutShort} {
		api := startAPI(t)
		api.RespondNext(1, response)
		_, err := newClient(t, api).Raw(t.Context(), RawRequest{Method: http.MethodPost, Path: callbackEndpointPath})
		transportError(t, err)
	}
}
