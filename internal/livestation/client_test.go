package livestation_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const registered = "https://my-callback-endpoint"

func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.Register(registered)
	return api
}

// configFor is what a client needs to call the API at endpoint as the allowed account.
func configFor(t *testing.T, endpoint string) livestation.Config {
	t.Helper()
	base, err := livestation.ParseEndpoint(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return livestation.Config{
		Endpoint:    base,
		Region:      "KR",
		Site:        livestation.PublicSite,
		Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
		UserAgent:   "test/1",
	}
}

func answeredWith(t *testing.T, err error) *livestation.Error {
	t.Helper()
	var failure *livestation.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want an answer", err)
	}
	return failure
}

func unanswered(t *testing.T, err error) *livestation.TransportError {
	t.Helper()
	var failure *livestation.TransportError
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want no answer", err)
	}
	return failure
}

func TestTheRegisteredURLIsRead(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL+"/"))
	for _, want := range []string{registered, "", "https://another.example/?token=a%20b&x=가"} {
		api.Register(want)
		got, err := client.GetCallbackEndpoint(t.Context())
		if err != nil || got.CallbackURL != want {
			t.Errorf("got %q, %v, want %q", got.CallbackURL, err, want)
		}
	}
	for i, r := range api.Requests() {
		if r.Rejection != "" {
			t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
		}
	}
}

// The vendor's page lists five headers; the user agent is ours.
func TestEveryRequestCarriesTheHeadersOfThePage(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	before := time.Now()
	if _, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := api.Requests()[0]
	if r.Method != http.MethodGet || r.URI != "/api/v2/events/callbackEndpoint" || r.Body != "" {
		t.Errorf("sent %s %s with the body %q", r.Method, r.URI, r.Body)
	}
	for name, want := range map[string]string{
		"x-ncp-iam-access-key": fakeapi.Allowed.AccessKey, "x-ncp-region_code": "KR", "Content-Type": "application/json",
		"Accept": "application/json", "User-Agent": "test/1",
	} {
		if got := r.Header.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	var milliseconds int64
	if _, err := fmt.Sscan(r.Header.Get("x-ncp-apigw-timestamp"), &milliseconds); err != nil {
		t.Fatal(err)
	}
	if sent := time.UnixMilli(milliseconds); sent.Before(before.Add(-time.Second)) || sent.After(time.Now().Add(time.Second)) {
		t.Errorf("the timestamp is %s", sent)
	}
}

func TestAPathBeforeTheAPIIsSignedAsItIsSent(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetBasePath("/fake%20path%2F1")
	got, err := livestation.New(configFor(t, api.URL+"/fake%20path%2F1/")).GetCallbackEndpoint(t.Context())
	if err != nil || got.CallbackURL != registered || api.Requests()[0].URI != "/fake%20path%2F1/api/v2/events/callbackEndpoint" {
		t.Errorf("got %q, %v for %s", got.CallbackURL, err, api.Requests()[0].URI)
	}
}

func TestAWrongKeyOrRegionIsToldByItsCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*livestation.Config)
		code   string
		detail string
		kind   livestation.Kind
	}{
		"unknown access key": {change: func(c *livestation.Config) {
			c.Credentials = ncloud.NewCredentials("NOSUCHKEY00000000000", fakeapi.Allowed.SecretKey)
		}, code: "200", detail: "Invalid access key.", kind: livestation.KindUnauthenticated},
		"another's secret": {change: func(c *livestation.Config) {
			c.Credentials = ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Denied.SecretKey)
		}, code: "200", detail: "Invalid signature.", kind: livestation.KindUnauthenticated},
		"denied sub account": {change: func(c *livestation.Config) {
			c.Credentials = ncloud.NewCredentials(fakeapi.Denied.AccessKey, fakeapi.Denied.SecretKey)
		}, code: "250010", kind: livestation.KindPermission},
		"region of another site": {change: func(c *livestation.Config) { c.Region = "FKR" }, code: "250019", kind: livestation.KindInvalidRequest},
		"unknown region":         {change: func(c *livestation.Config) { c.Region = "XX" }, code: "250020", kind: livestation.KindInvalidRequest},
		"no region":              {change: func(c *livestation.Config) { c.Region = "" }, code: "250003", kind: livestation.KindInvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := configFor(t, api.URL)
			c.change(&config)
			_, err := livestation.New(config).GetCallbackEndpoint(t.Context())
			got := answeredWith(t, err)
			if got.Code != c.code || got.Kind != c.kind || got.Details != c.detail {
				t.Errorf("got %v (%s, details %q), want code %s", got, got.Kind, got.Details, c.code)
			}
			if got.Method != http.MethodGet || got.URL != api.URL+"/api/v2/events/callbackEndpoint" || got.Attempts != 1 || !strings.HasPrefix(got.TraceID, "fake") {
				t.Errorf("got %+v", got)
			}
			if skew, ok := got.ClockSkew(); !ok || skew.Abs() > 5*time.Second {
				t.Errorf("the clock seems %s ahead (%v)", skew, ok)
			}
		})
	}
}

func TestTenReadsAtOnceOpenAtMostTenConnections(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	// The first answers are slow, so that all ten readers wait at once.
	api.RespondNext(40, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(5 * time.Millisecond)
		theChannelAskedFor(w, r)
	})
	putChannels(api, "live", 1000)
	client := livestation.New(configFor(t, api.URL))
	var readers sync.WaitGroup
	for reader := range 10 {
		readers.Go(func() {
			for i := range 100 {
				id := channelID(100*reader + i)
				if got, err := client.GetChannel(t.Context(), livestation.LiveChannel, id); err != nil || got.ID != id {
					t.Errorf("got %q, %v", got.ID, err)
					return
				}
			}
		})
	}
	readers.Wait()
	if n := len(api.Requests()); n != 1000 {
		t.Errorf("the API received %d requests, want 1000", n)
	}
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
}

// theChannelAskedFor answers as the API would for a channel that is there.
func theChannelAskedFor(w http.ResponseWriter, r *http.Request) {
	fakeapi.JSON(200, map[string]any{"content": map[string]any{"channelId": path.Base(r.URL.Path)}})(w, r)
}

// No read waits for another one where the API takes its time.
func TestTenReadsGoOnAtOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	var waiting sync.WaitGroup
	waiting.Add(10)
	api.RespondNext(10, func(w http.ResponseWriter, r *http.Request) {
		waiting.Done()
		waiting.Wait() // until all ten are here
		theChannelAskedFor(w, r)
	})
	config := configFor(t, api.URL)
	config.Timeout = 10 * time.Second
	client := livestation.New(config)
	var readers sync.WaitGroup
	putChannels(api, "live", 10)
	for i := range 10 {
		readers.Go(func() {
			if _, err := client.GetChannel(t.Context(), livestation.LiveChannel, channelID(i)); err != nil {
				t.Error(err)
			}
		})
	}
	readers.Wait()
}

// More readers than connections wait for their turn.
func TestMoreReadersThanConnectionsQueue(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL))
	var readers sync.WaitGroup
	putChannels(api, "live", 100)
	for i := range 100 {
		readers.Go(func() {
			if _, err := client.GetChannel(t.Context(), livestation.LiveChannel, channelID(i)); err != nil {
				t.Error(err)
			}
		})
	}
	readers.Wait()
	if n := api.Connections(); n > 10 {
		t.Errorf("%d connections were opened, want at most 10", n)
	}
}

// A failed answer gives its connection back too.
func TestErrorsReuseTheConnection(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(20, fakeapi.Raw(502, "text/html", "<html>"+strings.Repeat("x", 100_000)))
	client := livestation.New(configFor(t, api.URL))
	for range 20 {
		_, err := client.GetCallbackEndpoint(t.Context())
		answeredWith(t, err)
	}
	if n := api.Connections(); n != 1 {
		t.Errorf("%d connections were opened, want 1", n)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		api, elsewhere := startAPI(t), startAPI(t)
		api.RespondNext(1, fakeapi.Redirect(status, elsewhere.URL+"/login?token=x"))
		_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
		got := answeredWith(t, err)
		if got.Problem != livestation.ProblemRedirect || got.Status != status || got.Location != elsewhere.URL+"/login" {
			t.Errorf("got %+v", got)
		}
		if n := len(elsewhere.Requests()); n != 0 {
			t.Errorf("%d: the target was called", status)
		}
	}
}

// A Location that is no URL, with a secret in it, is neither followed nor shown.
func TestARedirectToNowhereShowsNothing(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
		fakeapi.Redirect(302, "https://user:hunter2@h/%zz?sig="+r.Header.Get("x-ncp-apigw-signature-v2"))(w, r)
	})
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	got := answeredWith(t, err)
	if got.Problem != livestation.ProblemRedirect || got.Location != "" || strings.Contains(fmt.Sprintf("%+v", *got), "hunter2") {
		t.Errorf("got %+v", got)
	}
}

// A peer that speaks broken HTTP may repeat what it received.
func TestABrokenAnswerShowsNoKey(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
		echo := r.Header.Get("x-ncp-iam-access-key") + " \x1b " + r.Header.Get("x-ncp-apigw-signature-v2")
		fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nno header "+echo+"\r\n\r\n")(w, r)
	})
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	got := unanswered(t, err)
	shown := got.Error() + got.Unwrap().Error()
	for _, secret := range []string{fakeapi.Allowed.AccessKey, api.Requests()[0].Header.Get("x-ncp-apigw-signature-v2")} {
		if strings.Contains(shown, secret) {
			t.Errorf("the error shows %q: %s", secret, shown)
		}
	}
	if !strings.Contains(got.Cause, "(access key)") || strings.Contains(got.Cause, "\x1b") {
		t.Errorf("got %q", got.Cause)
	}
}

func TestAnEndpointWithoutTLSIsToldAsThat(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	_, err := livestation.New(configFor(t, strings.Replace(api.URL, "http://", "https://", 1))).GetCallbackEndpoint(t.Context())
	got := unanswered(t, err)
	var record tls.RecordHeaderError
	if !errors.As(got, &record) {
		t.Errorf("got %v", got)
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(2, fakeapi.Stall)
	client := livestation.New(configFor(t, api.URL))

	cancelled, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	_, err := client.GetCallbackEndpoint(cancelled)
	if !errors.Is(unanswered(t, err), context.Canceled) || time.Since(start) > time.Second {
		t.Errorf("after %s: %v", time.Since(start), err)
	}

	late, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = client.GetCallbackEndpoint(late)
	if !errors.Is(unanswered(t, err), context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestACallEndsWithItsTimeoutHoweverTheAnswerDawdles(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"no answer": fakeapi.Stall,
		"a byte at a time": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte(" "))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, answer)
			config := configFor(t, api.URL)
			config.Timeout = 200 * time.Millisecond
			start := time.Now()
			_, err := livestation.New(config).GetCallbackEndpoint(t.Context())
			got := unanswered(t, err)
			if (got.Status == 200) != (name == "a byte at a time") || (got.TraceID == "") != (got.Status == 0) {
				t.Errorf("got %+v", got)
			}
			if !errors.Is(got, context.DeadlineExceeded) || !strings.Contains(got.Cause, "timeout of 200ms") || time.Since(start) > 2*time.Second {
				t.Errorf("after %s: %v", time.Since(start), err)
			}
		})
	}
}

func TestAConnectionThatIsClosedIsNoAnswer(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(5, fakeapi.HangUp) // net/http itself asks again on a connection that served before
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	if got := unanswered(t, err); got.Cause != "EOF" || got.Attempts != 1 || got.Method != http.MethodGet {
		t.Errorf("got %+v", got)
	}
}

func TestAnAnswerThatBreaksOffKeepsItsStatusAndTraceID(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.CutShort)
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	got := answeredWith(t, err)
	if got.Problem != livestation.ProblemCutShort || got.Status != 200 || !strings.HasPrefix(got.TraceID, "fake") || got.Message != "unexpected EOF" {
		t.Errorf("got %+v", got)
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, err = livestation.New(configFor(t, "http://"+address)).GetCallbackEndpoint(t.Context())
	got := unanswered(t, err)
	var network *net.OpError
	if !errors.As(got, &network) || network.Op != "dial" {
		t.Errorf("got %v", got)
	}
}

func TestAnUntrustedCertificateEndsTheCall(t *testing.T) {
	t.Parallel()
	api, err := fakeapi.StartTLS()
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	_, err = livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	if got := unanswered(t, err); !strings.Contains(got.Cause, "certificate") {
		t.Errorf("got %v", got)
	}
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the API received %d requests", n)
	}
}

func TestOnlyTheFirstMebibyteOfAnAnswerIsRead(t *testing.T) {
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
	_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
	if got := answeredWith(t, err); got.Problem != livestation.ProblemTooLarge {
		t.Errorf("got %v", got)
	}
	// The rest of what the API could send stands in buffers on the way.
	if total := <-sent; total > 32<<20 {
		t.Errorf("the API could send %d bytes", total)
	}
}

// A service, or a proxy with a debug page, may send back what it received.
func TestNoErrorShowsWhatAServiceEchoes(t *testing.T) {
	t.Parallel()
	echo := func(r *http.Request) string {
		return r.Header.Get("x-ncp-iam-access-key") + " " + r.Header.Get("x-ncp-apigw-signature-v2")
	}
	for name, answer := range map[string]http.HandlerFunc{
		"in a page": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<html>" + echo(r)))
		},
		"in a message": func(w http.ResponseWriter, r *http.Request) {
			fakeapi.GatewayError(401, 200, "Authentication Failed: "+echo(r), echo(r))(w, r)
		},
		"in a trace ID": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("x-ncp-trace-id", echo(r))
			fakeapi.LiveStationError(500, 250000, "EXCEPTION", "no")(w, r)
		},
		"in a redirect": func(w http.ResponseWriter, r *http.Request) {
			fakeapi.Redirect(302, "https://example.com/"+url.PathEscape(r.Header.Get("x-ncp-iam-access-key")))(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, answer)
			_, err := livestation.New(configFor(t, api.URL)).GetCallbackEndpoint(t.Context())
			got := answeredWith(t, err)
			shown := fmt.Sprintf("%+v %v", *got, got)
			signature := api.Requests()[0].Header.Get("x-ncp-apigw-signature-v2")
			for _, secret := range []string{fakeapi.Allowed.AccessKey, signature, signature[:20]} {
				if strings.Contains(shown, secret) {
					t.Errorf("the error shows %q: %s", secret, shown)
				}
			}
			if !strings.Contains(shown, "(access key)") {
				t.Errorf("the echo is missing altogether: %s", shown)
			}
		})
	}
}

func TestNoPrintOfAClientShowsAKey(t *testing.T) {
	t.Parallel()
	config := configFor(t, "http://127.0.0.1:1")
	client := livestation.New(config)
	for _, value := range []any{config, client} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if shown := fmt.Sprintf(verb, value); strings.Contains(shown, fakeapi.Allowed.SecretKey) || strings.Contains(shown, fakeapi.Allowed.AccessKey) {
				t.Errorf("%s of %T shows a key", verb, value)
			}
		}
	}
}

func TestTimestampsComeFromTheClientsClock(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	moment := time.UnixMilli(1700000000000)
	api.SkewClock(time.Until(moment))
	client := livestation.New(configFor(t, api.URL), livestation.WithClock(func() time.Time { return moment }))
	if _, err := client.GetCallbackEndpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := api.Requests()[0].Header.Get("x-ncp-apigw-timestamp"); got != "1700000000000" {
		t.Errorf("sent the timestamp %s", got)
	}
}

// benchClient is a client of a server that answers at once, and of which nothing
// is recorded.
func benchClient(b *testing.B) *livestation.Client {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"content":{"callbackUrl":"https://my-callback-endpoint","channelId":%q}}`, path.Base(r.URL.Path))
	}))
	b.Cleanup(server.Close)
	base, err := livestation.ParseEndpoint(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	return livestation.New(livestation.Config{Endpoint: base, Site: livestation.PublicSite, Region: "KR", Credentials: ncloud.NewCredentials("a", "b")})
}

func BenchmarkGetCallbackEndpoint(b *testing.B) {
	client := benchClient(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.GetCallbackEndpoint(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// Ten at a time, as Terraform reads: of one endpoint, which share requests, and
// of as many channels, which do not.
func BenchmarkThousandReads(b *testing.B) {
	for name, read := range map[string]func(*livestation.Client, int) error{
		"equal": func(c *livestation.Client, _ int) error { _, err := c.GetCallbackEndpoint(b.Context()); return err },
		"different": func(c *livestation.Client, i int) error {
			_, err := c.GetChannel(b.Context(), livestation.LiveChannel, channelID(i))
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			client := benchClient(b)
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

func keysOf(a fakeapi.Account) ncloud.CredentialsProvider {
	return ncloud.NewCredentials(a.AccessKey, a.SecretKey)
}

// roleWithoutKeys is a server role that the metadata service does not know.
func roleWithoutKeys(t *testing.T) ncloud.CredentialsProvider {
	t.Helper()
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	service.RespondWith(fakeapi.Raw(404, "", ""))
	role, err := ncloud.NewServerRole(service.URL, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return role
}
