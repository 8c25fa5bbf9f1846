package livestation_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func newRawClient(t *testing.T) (*fakeapi.Server, *livestation.Client) {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	return api, livestation.New(livestation.Config{
		Endpoint: endpoint, Site: livestation.PublicSite, Region: "KR", MaxRetries: 3,
		Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
	})
}

func TestRaw_signsLikeAnOperation(t *testing.T) {
	t.Parallel()
	api, client := newRawClient(t)
	got, err := client.Raw(t.Context(), livestation.RawRequest{
		Method: http.MethodGet, Path: "/channels",
		Query: map[string][]string{"pageNo": {"1"}, "pageSizeNo": {"1"}, "channelName": {"a b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != http.StatusOK {
		t.Errorf("HTTP %d %s, want 200", got.Status, got.Body)
	}
	if rejection := api.Requests()[0].Rejection; rejection != "" {
		t.Errorf("the API rejects the request: %s", rejection)
	}
}

func TestRaw_returnsAnErrorResponseAsItIs(t *testing.T) {
	t.Parallel()
	api, client := newRawClient(t)
	api.RespondNext(1, fakeapi.Raw(http.StatusServiceUnavailable, "text/html", "<html>"))
	got, err := client.Raw(t.Context(), livestation.RawRequest{Method: http.MethodGet, Path: "/channels"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != http.StatusServiceUnavailable || string(got.Body) != "<html>" {
		t.Errorf("HTTP %d %q, want 503 and the body", got.Status, got.Body)
	}
	if n := len(api.Requests()); n != 1 {
		t.Errorf("%d requests, want 1: a raw request is not retried", n)
	}
}

func TestRaw_leavesOutTheRegion(t *testing.T) {
	t.Parallel()
	api, client := newRawClient(t)
	if _, err := client.Raw(t.Context(), livestation.RawRequest{
		Method: http.MethodGet, Path: "/channels", WithoutRegion: true,
	}); err != nil {
		t.Fatal(err)
	}
	if values, ok := api.Requests()[0].Header["X-Ncp-Region_code"]; ok {
		t.Errorf("the region header is %q, want none", values)
	}
}

func TestRaw_doesNotFollowARedirect(t *testing.T) {
	t.Parallel()
	api, client := newRawClient(t)
	api.RespondNext(1, fakeapi.Redirect(http.StatusFound, api.URL+"/elsewhere"))
	got, err := client.Raw(t.Context(), livestation.RawRequest{Method: http.MethodGet, Path: "/channels"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != http.StatusFound || len(api.Requests()) != 1 {
		t.Errorf("HTTP %d after %d requests, want 302 after 1", got.Status, len(api.Requests()))
	}
}

func TestRaw_limitsTheBody(t *testing.T) {
	t.Parallel()
	api, client := newRawClient(t)
	api.RespondNext(1, fakeapi.Raw(http.StatusOK, "text/plain", strings.Repeat("x", 2*livestation.MaxResponseSize)))
	got, err := client.Raw(t.Context(), livestation.RawRequest{Method: http.MethodGet, Path: "/channels"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Body); n != livestation.MaxResponseSize+1 {
		t.Errorf("%d bytes, want one more than the limit", n)
	}
}

func TestRaw_reportsAMissingResponse(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{"none": fakeapi.HangUp, "cut short": fakeapi.CutShort} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, client := newRawClient(t)
			api.RespondNext(1, response)
			_, err := client.Raw(t.Context(), livestation.RawRequest{Method: http.MethodPost, Path: "/events/callbackEndpoint"})
			var failure *livestation.TransportError
			if !errors.As(err, &failure) {
				t.Errorf("got %v, want a TransportError", err)
			}
		})
	}
}
