package livestation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The vendor's page lists five headers; the user agent is the provider's.
func TestClient_sendsDocumentedHeaders(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	before := time.Now().Add(-time.Second)
	expectRegistered(t, newClient(t, api))
	r := api.Requests()[0]
	expectEqual(t, "the method", r.Method, http.MethodGet)
	expectEqual(t, "the URI", r.URI, "/api/v2/events/callbackEndpoint")
	expectEqual(t, "the body", r.Body, "")
	for name, want := range map[string]string{
		"x-ncp-iam-access-key": fakeapi.Allowed.AccessKey,
		"x-ncp-region_code":    "KR",
		"Content-Type":         "application/json",
		"Accept":               "application/json",
		"User-Agent":           "test/1",
	} {
		expectEqual(t, name, strings.Join(r.Header.Values(name), " and "), want)
	}
	milliseconds, err := strconv.ParseInt(r.Header.Get("x-ncp-apigw-timestamp"), 10, 64)
	expectNoError(t, err)
	if sent := time.UnixMilli(milliseconds); sent.Before(before) || sent.After(time.Now().Add(time.Second)) {
		t.Errorf("the timestamp is %s", sent)
	}
}

func TestClient_signsBasePathAsItIsSent(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetBasePath("/fake%20path%2F1")
	expectRegistered(t, New(configFor(t, api.URL+"/fake%20path%2F1/")))
	expectEqual(t, "the URI", api.Requests()[0].URI, "/fake%20path%2F1/api/v2/events/callbackEndpoint")
	expectGoodRequests(t, api)
}

func TestClient_signsWithItsClock(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	moment := time.UnixMilli(1700000000000)
	api.SkewClock(time.Until(moment))
	config := configFor(t, api.URL)
	config.Clock = func() time.Time { return moment }
	client := New(config)
	expectRegistered(t, client)
	expectEqual(t, "the timestamp", api.Requests()[0].Header.Get("x-ncp-apigw-timestamp"), "1700000000000")
}

// On a busy machine, net/http closes a connection that it could reuse, if the goroutine that
// wrote the request is not heard of within 50 ms. So a few connections are opened again.
func TestClient_reusesTenConnections(t *testing.T) {
	t.Parallel()
	for name, readers := range map[string]int{"as many readers as connections": 10, "more readers": 100} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putChannels(api, LiveChannel, 500)
			// The first responses are slow, so that the readers wait at the same time.
			api.RespondNext(40, delayed(5*time.Millisecond, requestedChannel))
			client := newClient(t, api)
			var group sync.WaitGroup
			for reader := range readers {
				group.Go(func() {
					for i := range 500 / readers {
						id := channelIDNumber(500/readers*reader + i)
						got, err := client.GetChannel(t.Context(), LiveChannel, id)
						expectNoError(t, err)
						expectEqual(t, "the channel ID", got.ID, id)
					}
				})
			}
			group.Wait()
			expectRequests(t, api, 500)
			if n := api.Connections(); n > 20 {
				t.Errorf("%d connections were opened for ten at once", n)
			}
		})
	}
}

func TestClient_readsTenChannelsAtOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	var arrived sync.WaitGroup
	arrived.Add(10)
	api.RespondNext(10, func(w http.ResponseWriter, r *http.Request) {
		arrived.Done()
		arrived.Wait() // until all ten requests are here
		requestedChannel(w, r)
	})
	config := configFor(t, api.URL)
	config.Timeout = 10 * time.Second
	client := New(config)
	var readers sync.WaitGroup
	for i := range 10 {
		readers.Go(func() {
			_, err := client.GetChannel(t.Context(), LiveChannel, channelIDNumber(i))
			expectNoError(t, err)
		})
	}
	readers.Wait()
}

// On a busy machine, net/http may open another connection before it knows that the first is
// idle.
func TestClient_reusesConnectionAfterErrors(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(20, fakeapi.Raw(502, "text/html", "<html>"+strings.Repeat("x", 100_000)))
	client := newClient(t, api)
	for range 20 {
		_, err := client.GetCallbackEndpoint(t.Context())
		responseError(t, err)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("20 requests open %d connections, want one, or a few more on a busy machine", n)
	}
}

func TestClient_doesNotFollowRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		api := startAPI(t)
		elsewhere := startAPI(t)
		api.RespondNext(1, fakeapi.Redirect(status, elsewhere.URL+"/login?token=x"))
		_, err := newClient(t, api).GetCallbackEndpoint(t.Context())
		got := responseError(t, err)
		expectEqual(t, "the problem", got.Problem, ProblemRedirect)
		expectEqual(t, "the status", got.Status, status)
		expectEqual(t, "the location", got.Location, elsewhere.URL+"/login")
		expectRequests(t, elsewhere, 0)
	}
}

// closedAddress is one at which nothing listens. No other test is given its port.
const closedAddress = "127.0.0.1:1"

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

// stalls are responses that do not end.
var stalls = map[string]struct {
	respond http.HandlerFunc
	status  int // of the part that was sent
	traceID string
}{
	"no response": {respond: fakeapi.Stall},
	"body that stops": {
		respond: func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`{"content":`))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
		status:  200,
		traceID: "fake0000000000000000000001",
	},
	"body of one byte at a time": {
		respond: func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte(" "))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		},
		status:  200,
		traceID: "fake0000000000000000000001",
	},
}

func TestClient_endsWithItsTimeout(t *testing.T) {
	t.Parallel()
	for name, c := range stalls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, c.respond)
			config := configFor(t, api.URL)
			config.Timeout = 2 * time.Second
			_, err := New(config).GetCallbackEndpoint(t.Context())
			got := transportError(t, err)
			expectErrorIs(t, got, context.DeadlineExceeded)
			expectEqual(t, "the text", got.Text, "no complete response within the timeout of 2s")
			expectEqual(t, "the status", got.Status, c.status)
			expectEqual(t, "the trace ID", got.TraceID, c.traceID)
		})
	}
}

func TestClient_endsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, c := range stalls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(10, c.respond)
			client := newClient(t, api)
			expectEndsWithContext(t, api, func(ctx context.Context) error {
				_, err := client.GetCallbackEndpoint(ctx)
				return err
			})
			got := expectEndsWithContext(t, api, func(ctx context.Context) error {
				_, err := client.SetCallbackEndpoint(ctx, registeredURL)
				return err
			})
			expectEqual(t, "outcome unknown", OutcomeUnknown(got), true)
		})
	}
}

// expectEndsWithContext cancels a call a moment after its request and expects its end within
// 100 ms. A machine that is busy with other tests gets a few chances.
func expectEndsWithContext(t *testing.T, api *fakeapi.Server, call func(context.Context) error) *TransportError {
	t.Helper()
	var last *TransportError
	var took time.Duration
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := make(chan time.Time, 1)
		before := len(api.Requests())
		go func() {
			for len(api.Requests()) == before && t.Context().Err() == nil {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(50 * time.Millisecond)
			cancelled <- time.Now()
			cancel()
		}()
		err := call(ctx)
		took = time.Since(<-cancelled)
		last = transportError(t, err)
		expectErrorIs(t, last, context.Canceled)
		if took <= 100*time.Millisecond {
			return last
		}
	}
	t.Errorf("it ends %s after the context", took)
	return last
}

func TestClient_readsOneMebibyteOfABody(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	sent := make(chan int, 1)
	api.RespondNext(1, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		total := 0
		for total < 64<<20 {
			n, err := w.Write(make([]byte, 1<<16))
			total += n
			if err != nil {
				break
			}
		}
		sent <- total
	})
	_, err := newClient(t, api).GetCallbackEndpoint(t.Context())
	expectEqual(t, "the problem", responseError(t, err).Problem, ProblemTooLarge)
	// Buffers between the two take more than the client reads.
	if total := receive(t, sent); total > 32<<20 {
		t.Errorf("the API could send %d bytes", total)
	}
}

// A service, or a proxy with a debug page, may send back what it received.
func TestClient_errorsHideRepeatedCredentials(t *testing.T) {
	t.Parallel()
	const signature = "x-ncp-apigw-signature-v2"
	for name, respond := range map[string]func(echo string) http.HandlerFunc{
		"page": func(echo string) http.HandlerFunc { return fakeapi.Raw(502, "text/html", "<html>"+echo) },
		"broken HTTP": func(echo string) http.HandlerFunc {
			return fakeapi.RawHTTP("HTTP/1.1 200 OK\r\n" + echo + "\r\n\r\n")
		},
	} {
		api := startAPI(t)
		api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
			respond("x "+r.Header.Get("x-ncp-iam-access-key")+" "+r.Header.Get(signature))(w, r)
		})
		_, err := newClient(t, api).GetCallbackEndpoint(t.Context())
		expectNoSecrets(t, name, err, []string{fakeapi.Allowed.AccessKey, api.Requests()[0].Header.Get(signature)})
		expectContains(t, shownTexts(err), hidden+" "+hidden)
	}
}

func TestClient_printsNoCredentials(t *testing.T) {
	t.Parallel()
	config := configFor(t, "http://127.0.0.1:1")
	client := New(config)
	for _, value := range []any{config, client} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			shown := fmt.Sprintf(verb, value)
			expectNotContains(t, shown, fakeapi.Allowed.SecretKey)
			expectNotContains(t, shown, fakeapi.Allowed.AccessKey)
		}
	}
}

// The metadata service is to blame, and not Live Station.
func TestClient_makesNoRequestWithoutCredentials(t *testing.T) {
	t.Parallel()
	for name, respond := range map[string]http.HandlerFunc{"no role": http.NotFound, "stalls": fakeapi.Stall} {
		api := startAPI(t)
		config := configFor(t, api.URL)
		config.Credentials = serverRole(t, respond)
		config.MaxRetries = 3
		config.Timeout = 200 * time.Millisecond
		_, err := New(config).SetCallbackEndpoint(t.Context(), registeredURL)
		got := transportError(t, err)
		var role *ncloud.ServerRoleError
		expectEqual(t, name+": a server role error", errors.As(got, &role), true)
		expectEqual(t, name+": the attempts", got.Attempts, 1)
		expectEqual(t, name+": outcome unknown", OutcomeUnknown(err), false)
		expectRequests(t, api, 0)
	}
}

// The request for the credentials was sent, and the one to the API was not.
func TestClient_retriesPOSTIfOnlyTheRequestForCredentialsWasSent(t *testing.T) {
	t.Parallel()
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	role, err := ncloud.NewServerRole(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	config := configFor(t, "http://"+closedAddress)
	config.Credentials = role
	config.MaxRetries = 1
	config.FirstPause = time.Millisecond
	_, err = New(config).CreateChannel(t.Context(), newMainChannel())
	got := transportError(t, err)
	expectEqual(t, "sent", got.Sent, false)
	expectEqual(t, "the attempts", got.Attempts, 2)
	expectEqual(t, "outcome unknown", OutcomeUnknown(err), false)
}

func serverRole(t *testing.T, respond http.HandlerFunc) ncloud.CredentialsProvider {
	t.Helper()
	service := httptest.NewServer(respond)
	t.Cleanup(service.Close)
	t.Cleanup(service.CloseClientConnections)
	role, err := ncloud.NewServerRole(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	return role
}

// newBenchmarkClient returns a client of a server that responds at once and records
// nothing.
func newBenchmarkClient(b *testing.B) *Client {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		const body = `{"content":{"callbackUrl":"https://my-callback-endpoint","channelId":%q}}`
		_, _ = fmt.Fprintf(w, body, path.Base(r.URL.Path))
	}))
	b.Cleanup(server.Close)
	return New(configFor(b, server.URL))
}

func BenchmarkGetCallbackEndpoint(b *testing.B) {
	client := newBenchmarkClient(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.GetCallbackEndpoint(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// Ten at a time, as Terraform reads: of one endpoint, which share requests, and of
// as many channels, which do not.
func BenchmarkThousandReads(b *testing.B) {
	for name, read := range map[string]func(*Client, int) error{
		"equal": func(c *Client, _ int) error {
			_, err := c.GetCallbackEndpoint(b.Context())
			return err
		},
		"different": func(c *Client, i int) error {
			_, err := c.GetChannel(b.Context(), LiveChannel, channelIDNumber(i))
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			client := newBenchmarkClient(b)
			b.ReportAllocs()
			for b.Loop() {
				var readers sync.WaitGroup
				for reader := range 10 {
					readers.Go(func() {
						for i := range 100 {
							if err := read(client, 100*reader+i); err != nil {
								b.Error(err)
							}
						}
					})
				}
				readers.Wait()
			}
		})
	}
}
