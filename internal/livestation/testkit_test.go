package livestation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// registeredURL is the default callback URL of an API that startAPI started.
const registeredURL = "https://my-callback-endpoint"

func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.Register(registeredURL)
	return api
}

// configFor returns the configuration of a client that calls the API at baseURL with
// the credentials of the allowed account, and does not retry.
func configFor(t testing.TB, baseURL string) Config {
	t.Helper()
	endpoint, err := ParseEndpoint(baseURL)
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Endpoint:    endpoint,
		Site:        PublicSite,
		Region:      "KR",
		Credentials: credentialsOf(fakeapi.Allowed),
		UserAgent:   "test/1",
	}
}

func credentialsOf(a fakeapi.Account) ncloud.CredentialsProvider {
	return ncloud.NewCredentials(a.AccessKey, a.SecretKey)
}

func newClient(t *testing.T, api *fakeapi.Server) *Client {
	t.Helper()
	return New(configFor(t, api.URL))
}

// newRetryingClient returns a client that makes up to 3 retries after short pauses.
func newRetryingClient(t *testing.T, api *fakeapi.Server) *Client {
	t.Helper()
	config := configFor(t, api.URL)
	config.MaxRetries = 3
	config.FirstPause = time.Millisecond
	return New(config)
}

// jsonResponse returns a response to a GET of the default callback endpoint.
func jsonResponse(status int, body string) *response {
	header := http.Header{"Content-Type": {"application/json;charset=utf-8"}}
	return responseWith(http.MethodGet, status, header, body)
}

func responseWith(method string, status int, header http.Header, body string) *response {
	return &response{
		op:     operation{method: method, path: callbackEndpointPath},
		url:    "https://api.example/api/v2" + callbackEndpointPath,
		status: status,
		header: header,
		body:   []byte(body),
	}
}

// decodeEndpoint decodes a response as Get Callback Endpoint does.
func decodeEndpoint(r *response) (string, error) {
	endpoint, err := decode[CallbackEndpoint](r, required[CallbackEndpoint]{fields: requiredURL})
	return endpoint.CallbackURL, err
}

func responseError(t *testing.T, err error) *Error {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return failure
}

func transportError(t *testing.T, err error) *TransportError {
	t.Helper()
	var failure *TransportError
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want a *TransportError", err)
	}
	return failure
}

func expectEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %#v, want %#v", what, got, want)
	}
}

func expectNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("got the error %v", err)
	}
}

func expectErrorIs(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got the error %v, want %v", err, want)
	}
}

func expectContains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is missing in %q", part, text)
	}
}

func expectNotContains(t *testing.T, text, part string) {
	t.Helper()
	if strings.Contains(text, part) {
		t.Errorf("%q contains %q", text, part)
	}
}

// expectWithin fails if more than limit has passed since start.
func expectWithin(t *testing.T, start time.Time, limit time.Duration) {
	t.Helper()
	if took := time.Since(start); took > limit {
		t.Errorf("it took %s, want at most %s", took, limit)
	}
}

// expectGoodRequests fails if the API would reject one of the requests.
func expectGoodRequests(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	for i, r := range api.Requests() {
		if r.Rejection != "" {
			t.Errorf("request %d is rejected: %s", i+1, r.Rejection)
		}
	}
}

func expectRequests(t *testing.T, api *fakeapi.Server, want int) {
	t.Helper()
	expectEqual(t, "the number of requests", len(api.Requests()), want)
}

func expectRegistered(t *testing.T, client *Client) {
	t.Helper()
	got, err := client.GetCallbackEndpoint(t.Context())
	expectNoError(t, err)
	expectEqual(t, "the callback URL", got.CallbackURL, registeredURL)
}

func channelIDNumber(n int) string { return fmt.Sprintf("ls-20250820%06d-PyysO", n) }

// putChannels adds n channels of a type; each tenth has a callback endpoint.
func putChannels(api *fakeapi.Server, channelType ChannelType, n int) {
	for i := range n {
		c := fakeapi.Channel{
			Type:   channelType.Name,
			ID:     channelIDNumber(i),
			Name:   fmt.Sprintf("channel_%d", i),
			Status: "READY",
		}
		if i%10 == 0 {
			c.CallbackEndpoint = "https://own.example/" + c.ID
		}
		api.PutChannel(c)
	}
}

// requestedChannel responds with the requested channel, even if it does not exist.
func requestedChannel(w http.ResponseWriter, r *http.Request) {
	fakeapi.JSON(200, map[string]any{"content": map[string]any{"channelId": path.Base(r.URL.Path)}})(w, r)
}

func callbackURLResponse(callbackURL string) http.HandlerFunc {
	return fakeapi.JSON(200, map[string]any{"content": map[string]any{"callbackUrl": callbackURL}})
}

// delayed responds after a time.
func delayed(by time.Duration, response http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(by)
		response(w, r)
	}
}

// withHeader responds with one more header.
func withHeader(name, value string, response http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		response(w, r)
	}
}

// A heldResponse blocks responses until the test releases them.
type heldResponse struct {
	requested chan struct{}
	released  chan struct{}
}

func newHeldResponse() heldResponse {
	return heldResponse{requested: make(chan struct{}, 100), released: make(chan struct{})}
}

func (h heldResponse) then(response http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.requested <- struct{}{}
		select {
		case <-h.released:
			response(w, r)
		case <-r.Context().Done():
		}
	}
}

// receive returns the next value of the channel, and fails instead of blocking after a regression.
func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was received in 20 seconds")
		panic("unreachable")
	}
}

// observeInto returns an observer that appends the attempts to a slice. The slice
// may be read when no operation is in progress.
func observeInto(attempts *[]Attempt) func(context.Context, Attempt) {
	return func(_ context.Context, a Attempt) { *attempts = append(*attempts, a) }
}

// shownTexts returns everything that a diagnostic can show of an error.
func shownTexts(err error) string {
	var failure *Error
	var transport *TransportError
	switch {
	case errors.As(err, &failure):
		return err.Error() + fmt.Sprintf("%+v", *failure)
	case errors.As(err, &transport):
		return err.Error() + transport.Text
	default:
		return err.Error()
	}
}

func expectNoSecrets(t *testing.T, what string, err error, secrets []string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: got no error", what)
		return
	}
	shown := shownTexts(err)
	for _, secret := range secrets {
		if strings.Contains(shown, secret) {
			t.Errorf("%s: the error shows %q: %s", what, secret, shown)
		}
	}
}
