package fakeapi_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func statuses(t *testing.T, api *fakeapi.Server, n int) []int {
	t.Helper()
	var got []int
	for range n {
		resp, _ := send(t, http.MethodGet, api.URL+defaultPath, signedHeaders(http.MethodGet, defaultPath), "")
		got = append(got, resp.StatusCode)
	}
	return got
}

func TestRespondNext_keepsTheOrder(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.GatewayError(429, 410, "Throttle Limited", ""))
	api.RespondNext(2, fakeapi.Raw(502, "text/html", "<html>"))
	if got, want := statuses(t, api, 4), []int{429, 502, 502, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRespondEvery_comesAfterRespondNext(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondEvery(2, fakeapi.Raw(503, "", ""))
	api.RespondNext(2, fakeapi.Raw(502, "", ""))
	if got, want := statuses(t, api, 4), []int{502, 502, 200, 503}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRespondWhere_respondsToMatchingRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondWhere(func(r *http.Request) bool { return r.Method == http.MethodPost }, fakeapi.Raw(503, "", ""))
	if got, want := statuses(t, api, 1), []int{200}; !slices.Equal(got, want) {
		t.Errorf("a GET got %v, want %v", got, want)
	}
	resp, _ := send(t, http.MethodPost, api.URL+defaultPath, nil, "")
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a POST got %d, want 503", resp.StatusCode)
	}
}

func TestClearResponses_removesAll(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	response := fakeapi.Raw(503, "", "")
	api.RespondNext(2, response)
	api.RespondEvery(1, response)
	api.RespondWhere(func(*http.Request) bool { return true }, response)
	api.ClearResponses()
	if got, want := statuses(t, api, 2), []int{200, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestConnections_countsEachConnection(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	statuses(t, api, 4) // each on its own connection
	if got := api.Connections(); got != 4 {
		t.Errorf("got %d, want 4", got)
	}
}
