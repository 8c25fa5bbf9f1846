package livestation_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func channelID(n int) string { return fmt.Sprintf("ls-20250820%06d-PyysO", n) }

// putChannels makes n channels of a type; every tenth has an endpoint of its own.
func putChannels(api *fakeapi.Server, kind string, n int) {
	for i := range n {
		c := fakeapi.Channel{Type: kind, ID: channelID(i), Name: fmt.Sprintf("channel_%d", i), Status: "READY"}
		if i%10 == 0 {
			c.CallbackEndpoint = "https://own.example/" + c.ID
		}
		api.PutChannel(c)
	}
}

func expectGood(t *testing.T, api *fakeapi.Server) {
	t.Helper()
	for i, r := range api.Requests() {
		if r.Rejection != "" {
			t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
		}
	}
}

func TestAChannelOfEachTypeIsReadAndRegistered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind livestation.ChannelType
		path string
	}{
		{livestation.LiveChannel, "/api/v2/channels/"}, {livestation.ReStreamChannel, "/api/v2/re-stream/channels/"}, {livestation.VOD2LiveChannel, "/api/v2/vod/channels/"},
	} {
		t.Run(c.kind.Name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			id := channelID(1)
			api.PutChannel(fakeapi.Channel{Type: c.kind.Name, ID: id, Name: "한글 a+b", Status: "PUBLISHING"})
			client := livestation.New(configFor(t, api.URL))
			want := livestation.Channel{Type: c.kind, ID: id, Name: "한글 a+b", Status: "PUBLISHING"}
			if got, err := client.GetChannel(t.Context(), c.kind, id); err != nil || got != want {
				t.Errorf("got %+v, %v", got, err)
			}
			want.CallbackURL = "https://own.example/?a=b&c=\"d\""
			if err := client.SetChannelCallbackEndpoint(t.Context(), c.kind, id, want.CallbackURL); err != nil {
				t.Fatal(err)
			}
			if got, err := client.GetChannel(t.Context(), c.kind, id); err != nil || got != want {
				t.Errorf("got %+v, %v", got, err)
			}
			expectGood(t, api)
			posted := api.Requests()[1]
			if posted.Method != http.MethodPost || posted.URI != c.path+id+"/callbackEndpoint" || posted.Header.Get("Content-Type") != "application/json" {
				t.Errorf("sent %s %s", posted.Method, posted.URI)
			}
		})
	}
}

// No answer about the default can hold a stream key, so a proxy's page is shown.
func TestAPageInThePlaceOfAnAnswerAboutTheDefaultIsShown(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(2, fakeapi.Raw(403, "text/html", "<html>Sign in</html>"))
	client := livestation.New(configFor(t, api.URL))
	_, err := client.GetCallbackEndpoint(t.Context())
	for _, err := range []error{err, client.SetCallbackEndpoint(t.Context(), "https://new.example")} {
		if got := answeredWith(t, err); got.Sample != "<html>Sign in</html>" {
			t.Errorf("the sample is %q", got.Sample)
		}
	}
}

func TestTheDefaultIsRegisteredUnderItsOwnName(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL))
	if err := client.SetCallbackEndpoint(t.Context(), "https://new.example"); err != nil || api.Registered() != "https://new.example" {
		t.Errorf("%v: %q is registered", err, api.Registered())
	}
	if r := api.Requests()[0]; r.Method != http.MethodPost || r.URI != "/api/v2/events/callbackEndpoint" || r.Body != `{"callbackUrl":"https://new.example"}` || r.Rejection != "" {
		t.Errorf("sent %s %s %s: %s", r.Method, r.URI, r.Body, r.Rejection)
	}
}

// Any 2xx is a success of a registration, whatever it says.
func TestARegistrationTakesAnyGoodAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		good   bool
	}{
		"created":        {fakeapi.Raw(201, "application/json", `{"content":{"callbackUrl":"https://a"}}`), true},
		"no content":     {fakeapi.Raw(204, "", ""), true},
		"empty":          {fakeapi.Raw(200, "application/json", ""), true},
		"odd content":    {fakeapi.Raw(200, "application/json", `{"content":[1]}`), true},
		"error says OK":  {fakeapi.LiveStationError(200, 250013, "OPEN_API_OK", "OK"), true},
		"error in a 200": {fakeapi.LiveStationError(200, 250022, "", "no"), false},
		"a login page":   {fakeapi.Raw(200, "text/html", "<html>"), false},
		"broken":         {fakeapi.Raw(200, "application/json", `{"content":`), false},
		"refused":        {fakeapi.LiveStationError(400, 250022, "", "no"), false},
		"cut short":      {fakeapi.CutShort, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, c.answer)
			if err := livestation.New(configFor(t, api.URL)).SetCallbackEndpoint(t.Context(), "https://a"); (err == nil) != c.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A POST is made again only where the service cannot have acted on it.
func TestARegistrationIsMadeAgainOnlyWhereThatIsSafe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer   http.HandlerFunc
		requests int
	}{
		"throttled":        {fakeapi.GatewayError(429, 420, "Rate Limited", ""), 4},
		"wrong clock":      {func(w http.ResponseWriter, r *http.Request) { staleClock(w, r) }, 2},
		"gateway timeout":  {fakeapi.GatewayError(504, 510, "Endpoint Timeout", ""), 1},
		"bad gateway":      {fakeapi.Raw(502, "text/html", "<html>"), 1},
		"hung up":          {fakeapi.HangUp, 1},
		"cut short":        {fakeapi.CutShort, 1},
		"not available":    {fakeapi.LiveStationError(500, 250005, "", "no"), 1},
		"invalid":          {fakeapi.LiveStationError(400, 250022, "", "no"), 1},
		"internal failure": {fakeapi.LiveStationError(500, 250000, "", "no"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(10, c.answer)
			if err := patient(t, api).SetCallbackEndpoint(t.Context(), "https://a"); err == nil {
				t.Error("it succeeds")
			}
			requests := api.Requests()
			if len(requests) != c.requests {
				t.Errorf("the API received %d requests, want %d", len(requests), c.requests)
			}
			for i, r := range requests {
				if r.Body != `{"callbackUrl":"https://a"}` {
					t.Errorf("attempt %d carries the body %q", i+1, r.Body)
				}
			}
		})
	}
}

func staleClock(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	fakeapi.GatewayError(401, 200, "Authentication Failed", "")(w, r)
}

func TestAThousandChannelsTakeTenRequests(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, "live", 1000)
	putChannels(api, "re_stream", 5)
	got, steady, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
	if err != nil || !steady || len(got) != 1000 {
		t.Fatalf("got %d channels, %v", len(got), err)
	}
	for i, c := range got {
		if c.ID != channelID(i) || (c.CallbackURL != "") != (i%10 == 0) {
			t.Fatalf("channel %d is %+v", i, c)
		}
	}
	if n := len(api.Requests()); n != 10 {
		t.Errorf("it took %d requests", n)
	}
	expectGood(t, api)
}

func TestAFilterIsSentAsItIsSigned(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: channelID(1), Name: "내 한글 a+b", Status: "READY"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: channelID(2), Name: "한글 a+b", Status: "PUBLISHING"})
	got, steady, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{Status: "READY", Name: "한글 a+b"})
	if err != nil || !steady || len(got) != 1 || got[0].ID != channelID(1) {
		t.Errorf("got %+v, %v", got, err)
	}
	if uri := api.Requests()[0].URI; uri != "/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&channelStatus=READY&pageNo=1&pageSizeNo=100" {
		t.Errorf("sent %s", uri)
	}
	expectGood(t, api)
}

// While a list is read, its channels come and go.
func TestAListSurvivesChangesBetweenItsPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*fakeapi.Server)
		want   int
	}{
		"one vanishes": {func(api *fakeapi.Server) { api.RemoveChannel("live", channelID(0)) }, 249},
		"one appears": {func(api *fakeapi.Server) {
			api.PutChannel(fakeapi.Channel{Type: "live", ID: channelID(999), Status: "READY"})
		}, 251},
		"one moves to the end": {func(api *fakeapi.Server) {
			first := api.Channel("live", channelID(0))
			api.RemoveChannel("live", channelID(0))
			api.PutChannel(first)
		}, 250},
		"all vanish": {func(api *fakeapi.Server) {
			for i := range 250 {
				api.RemoveChannel("live", channelID(i))
			}
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putChannels(api, "live", 250)
			var once sync.Once
			api.AfterEach(func() { once.Do(func() { c.change(api) }) })
			got, steady, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
			if err != nil || !steady || len(got) != c.want {
				t.Fatalf("got %d channels, %v, want %d", len(got), err, c.want)
			}
			for i := range got[:max(len(got)-1, 0)] {
				if got[i].ID >= got[i+1].ID {
					t.Fatalf("%s stands before %s", got[i].ID, got[i+1].ID)
				}
			}
			if n := len(api.Requests()); n > 9 {
				t.Errorf("it took %d requests", n)
			}
		})
	}
}

// A list that never holds still is given whole, and told for what it is.
func TestAListThatKeepsChangingIsGivenWhole(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, "live", 250)
	gone := 0
	api.AfterEach(func() {
		api.RemoveChannel("live", channelID(gone)) // always from the first page
		gone++
	})
	got, steady, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
	if err != nil || steady {
		t.Fatalf("steady %v, %v", steady, err)
	}
	for i := gone; i < 250; i++ {
		if !slices.ContainsFunc(got, func(c livestation.Channel) bool { return c.ID == channelID(i) }) {
			t.Errorf("channel %d is missing", i)
		}
	}
}

// Lists that make no sense come to an end.
func TestAListThatNeverEndsIsCutOff(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"the same page again and again": `{"content":[{"channelId":"a"},{"channelId":"b"}],"total":1000}`,
		"no total":                      `{"content":[{"channelId":"a"},{"channelId":"b"}]}`,
		"a total in words":              `{"content":[{"channelId":"a"},{"channelId":"b"}],"total":"2"}`,
		"a number for an ID":            `{"content":[{"channelId":1,"channelName":null},{"channelId":"b"}],"total":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(100, fakeapi.Raw(200, "application/json", body))
			got, steady, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
			if err != nil || steady != strings.HasPrefix(name, "a ") || len(got) != 2 || len(api.Requests()) > 6 {
				t.Errorf("got %+v, %v after %d requests", got, err, len(api.Requests()))
			}
		})
	}
}

func TestNoErrorAboutAChannelShowsItsStreamKey(t *testing.T) {
	t.Parallel()
	leaky := `{"content":{"channelId":"a","streamKey":"` + fakeapi.StreamKey + `","callbackEndpoint":`
	for name, answer := range map[string]http.HandlerFunc{
		"broken JSON":   fakeapi.Raw(200, "application/json", leaky),
		"another shape": fakeapi.Raw(200, "application/json", leaky+`5}}`),
		"as text":       fakeapi.Raw(200, "text/plain", leaky+`null}}`),
		"a bad status":  fakeapi.Raw(500, "application/json", leaky+`null}}`),
		"cut short":     fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + leaky),
		"in a page":     fakeapi.Raw(502, "text/html", "<html>"+leaky),
		"as an error":   fakeapi.Raw(500, "application/json", `{"error":["`+fakeapi.StreamKey+`"]}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(3, answer)
			client := livestation.New(configFor(t, api.URL))
			_, getErr := client.GetChannel(t.Context(), livestation.LiveChannel, "a")
			_, _, listErr := client.ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
			for _, err := range []error{getErr, listErr} {
				failure := answeredWith(t, err)
				if shown := fmt.Sprintf("%+v %v", *failure, failure); strings.Contains(shown, fakeapi.StreamKey) || !strings.Contains(failure.Sample, "may hold a stream key") {
					t.Errorf("got %s", shown)
				}
			}
		})
	}
}

func TestAnErrorThatHoldsAChannelShowsNothingOfIt(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(500, "application/json", `{"errorCode":250000,"message":{"streamKey":"`+fakeapi.StreamKey+`"},"details":["`+fakeapi.StreamKey+`"]}`))
	_, err := livestation.New(configFor(t, api.URL)).GetChannel(t.Context(), livestation.LiveChannel, "a")
	if got := answeredWith(t, err); got.Code != "250000" || strings.Contains(fmt.Sprintf("%+v", *got), fakeapi.StreamKey) {
		t.Errorf("got %+v", got)
	}
}

// An answer without the channel says nothing about its endpoint.
func TestAnAnswerWithoutTheChannelIsNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"content":null}`, `{}`, `{"content":{}}`, `{"content":{"channelId":"b"}}`} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, err := livestation.New(configFor(t, api.URL)).GetChannel(t.Context(), livestation.LiveChannel, "a")
		if got := answeredWith(t, err); got.Problem != livestation.ProblemShape {
			t.Errorf("%s: got %v", body, got)
		}
	}
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Raw(200, "application/json", `{"content":null,"total":1000}`))
	_, _, err := livestation.New(configFor(t, api.URL)).ListChannels(t.Context(), livestation.LiveChannel, livestation.ChannelFilter{})
	if got := answeredWith(t, err); got.Problem != livestation.ProblemShape {
		t.Errorf("a list without channels: got %v", got)
	}
}

func TestManyChannelsReadTheDefaultOnce(t *testing.T) {
	t.Parallel()
	for _, want := range []string{registered, ""} { // that there is none is worth remembering too
		api := startAPI(t)
		api.Register(want)
		client := livestation.New(configFor(t, api.URL))
		var readers sync.WaitGroup
		for range 100 {
			readers.Go(func() {
				if got, err := client.DefaultCallbackURL(t.Context()); err != nil || got != want {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		readers.Wait()
		if n := len(api.Requests()); n != 1 {
			t.Errorf("the default was read %d times", n)
		}
	}
}

func TestTheDefaultIsReadAnewAfterItWasRegistered(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL))
	for _, want := range []string{registered, "https://second.example", "https://third.example"} {
		if want != registered {
			if err := client.SetCallbackEndpoint(t.Context(), want); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := client.DefaultCallbackURL(t.Context()); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

// A failed registration may have come through all the same.
func TestTheDefaultIsReadAnewAfterAFailedRegistration(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := livestation.New(configFor(t, api.URL))
	if _, err := client.DefaultCallbackURL(t.Context()); err != nil {
		t.Fatal(err)
	}
	api.Register("https://came-through.example")
	api.RespondNext(1, fakeapi.HangUp)
	if err := client.SetCallbackEndpoint(t.Context(), "https://came-through.example"); err == nil {
		t.Fatal("it succeeds")
	}
	if got, err := client.DefaultCallbackURL(t.Context()); err != nil || got != "https://came-through.example" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A default that cannot be read fails everybody who waits for it, once.
func TestAFailedReadOfTheDefaultIsShared(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(100, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		fakeapi.LiveStationError(500, 250016, "", "Server error")(w, r)
	})
	client := livestation.New(configFor(t, api.URL))
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			_, err := client.DefaultCallbackURL(t.Context())
			if got := answeredWith(t, err); got.Code != "250016" || got.Attempts != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
	readers.Wait()
	if n := len(api.Requests()); n != 1 {
		t.Errorf("the default was read %d times", n)
	}
}

// One reader's end is not the others'.
func TestACancelledReadOfTheDefaultFailsNobodyElse(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.Stall)
	client := livestation.New(configFor(t, api.URL))
	first, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	readers.Go(func() {
		if _, err := client.DefaultCallbackURL(first); !errors.Is(err, context.Canceled) {
			t.Errorf("the first reader got %v", err)
		}
	})
	for len(api.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	for range 5 {
		readers.Go(func() {
			if got, err := client.DefaultCallbackURL(t.Context()); err != nil || got != registered {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	waiting, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := client.DefaultCallbackURL(waiting); !errors.Is(unanswered(t, err), context.DeadlineExceeded) {
		t.Errorf("a waiting reader got %v", err)
	}
	cancel()
	readers.Wait()
	if n := len(api.Requests()); n != 2 {
		t.Errorf("the default was read %d times", n)
	}
}
