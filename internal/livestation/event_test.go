package livestation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

var testEvent = Event{
	ID: 1234, LogLevel: "INFO", ChannelID: "ls-20200327140131-aBCD3", Event: "STREAM_UPDATE", Timestamp: 1599218791425,
}

// postedExample is the example on the page Get Callback Endpoint.
const postedExample = `{"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", ` +
	`"event": "STREAM_UPDATE", "timestamp": 1599218791425}`

func TestParseEvent_acceptsEverySpelling(t *testing.T) {
	t.Parallel()
	withoutLevel := testEvent
	withoutLevel.LogLevel = ""
	for name, c := range map[string]struct {
		old, replacement string
		want             Event
	}{
		"documented example": {want: testEvent},
		"white space around": {old: postedExample, replacement: "\n " + postedExample + "\r\n", want: testEvent},
		"byte order mark":    {old: postedExample, replacement: "\ufeff" + postedExample, want: testEvent},
		"an unknown field":   {old: "}", replacement: `, "new": {"a": "\u0000"}}`, want: testEvent},
		"number as string":   {old: "1234", replacement: `"1234"`, want: testEvent},
		"whole fraction":     {old: "1234", replacement: "1234.0", want: testEvent},
		"exponent as string": {old: "1599218791425", replacement: `"15992187914250E-1"`, want: testEvent},
		"no level":           {old: `"logLevel": "INFO", `, want: withoutLevel},
		"empty level":        {old: "INFO", want: withoutLevel},
	} {
		got, err := ParseEvent(strings.Replace(postedExample, c.old, c.replacement, 1))
		expectNoError(t, err)
		expectEqual(t, name, got, c.want)
	}
}

func TestParseEvent_namesTheFirstWrongField(t *testing.T) {
	t.Parallel()
	const aWholeNumber = "a whole number of at most 15 digits"
	const aTime = "a time in milliseconds since 1970"
	for _, c := range []struct{ old, replacement, want string }{
		{old: postedExample, replacement: "", want: "the body is empty, not valid JSON"},
		{old: postedExample, replacement: "hello", want: "the body is empty, not valid JSON"},
		{old: "}", replacement: "}\n" + postedExample, want: "the body is empty, not valid JSON, or more than one event"},
		{old: postedExample, replacement: "[" + postedExample + "]", want: "the body is an array, not an object"},
		{old: postedExample, replacement: "null", want: "id is missing"},
		{old: `"id": 1234,`, replacement: `"eventCode": "A",`, want: "the body is an entry of Live Station's list of events"},
		{old: `"event": "STREAM_UPDATE"`, replacement: `"eventCode": "A"`, want: "the body is an entry of Live Station"},
		{old: "1234", replacement: `""`, want: "id is missing"},
		{old: "1234", replacement: `"one"`, want: "id is a string, not " + aWholeNumber + `. Got: "one"`},
		{old: "1234", replacement: "1.5", want: "id is a number, not " + aWholeNumber},
		{old: "1234", replacement: "9223372036854775807", want: "id is a number, not " + aWholeNumber},
		{old: "1234", replacement: "true", want: "id is a bool, not " + aWholeNumber},
		{old: "channelId", replacement: "channel", want: "channelId is missing"},
		{old: "ls-20200327140131", replacement: "../a", want: "channelId is a string, not a channel ID"},
		{old: "STREAM_UPDATE", replacement: "", want: "event is missing"},
		{old: "STREAM_UPDATE", replacement: strings.Repeat("x", 1<<20), want: "event is a string, not a text of at most"},
		{old: "timestamp", replacement: "time", want: "timestamp is missing"},
		{old: "1599218791425", replacement: "1599218791", want: "timestamp is a number, not " + aTime},
		{old: "1599218791425", replacement: `"1599218791"`, want: "timestamp is a string, not " + aTime},
		{old: "1599218791425", replacement: "253402300800000", want: "timestamp is a number, not " + aTime},
	} {
		_, err := ParseEvent(strings.Replace(postedExample, c.old, c.replacement, 1))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.HasSuffix(err.Error(), "Got: ") {
			t.Errorf("%.100s: got %v, want %s", c.replacement, err, c.want)
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	for _, text := range []string{postedExample, "{}", "null", "[]", `{"id":"1"}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		event, err := ParseEvent(text)
		if err != nil {
			if length := len(err.Error()); length > 5000 {
				t.Errorf("%.100q: an error of %d bytes", text, length)
			}
			return
		}
		if event.ChannelID == "" || event.Event == "" || event.Timestamp < firstTime {
			t.Errorf("%q: got %+v", text, event)
		}
	})
}

// startReceiver starts a receiver of events on 127.0.0.1.
func startReceiver(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	receiver := httptest.NewServer(handler)
	t.Cleanup(receiver.Close)
	return receiver
}

// receiverError returns the error of an event that is not accepted.
func receiverError(t *testing.T, callbackURL string) *ReceiverError {
	t.Helper()
	_, err := PostEvent(t.Context(), callbackURL, testEvent, time.Minute)
	var failure *ReceiverError
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want a ReceiverError", err)
	}
	return failure
}

func TestPostEvent_postsPublishedForm(t *testing.T) {
	t.Parallel()
	var method, contentType, body string
	receiver := startReceiver(t, func(_ http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		method, contentType, body = r.Method, r.Header.Get("Content-Type"), string(sent)
	})
	status, err := PostEvent(t.Context(), receiver.URL+"/live", testEvent, time.Minute)
	expectNoError(t, err)
	expectEqual(t, "the status", status, http.StatusOK)
	expectEqual(t, "the method", method, http.MethodPost)
	expectEqual(t, "the content type", contentType, "application/json")
	expectEqual(t, "the body", body, `{"id":1234,"logLevel":"INFO","channelId":"ls-20200327140131-aBCD3",`+
		`"event":"STREAM_UPDATE","timestamp":1599218791425}`)
}

func TestPostEvent_sendsNoHeadersOfTheAPI(t *testing.T) {
	t.Parallel()
	var header http.Header
	receiver := startReceiver(t, func(_ http.ResponseWriter, r *http.Request) { header = r.Header.Clone() })
	_, err := PostEvent(t.Context(), receiver.URL, testEvent, time.Minute)
	expectNoError(t, err)
	for name := range header {
		switch name {
		case "Accept-Encoding", "Content-Length", "Content-Type", "User-Agent":
		default:
			t.Errorf("the header %s is sent", name)
		}
	}
}

func TestPostEvent_acceptsEvery2xxWithoutItsBody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 202, 204, 299} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(status)
				_ = http.NewResponseController(w).Flush()
				if status != http.StatusNoContent {
					<-r.Context().Done() // The body never ends.
				}
			})
			got, err := PostEvent(t.Context(), receiver.URL, testEvent, time.Minute)
			expectNoError(t, err)
			expectEqual(t, "the status", got, status)
		})
	}
}

func TestPostEvent_followsNoRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			target := startReceiver(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
			receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, target.URL+"/new?token=secret", status)
			})
			failure := receiverError(t, receiver.URL)
			expectEqual(t, "the status", failure.Status, status)
			expectEqual(t, "the location", failure.Location, target.URL+"/new")
		})
	}
}

func TestPostEvent_endsAtTimeout(t *testing.T) {
	t.Parallel()
	for name, stall := range map[string]http.HandlerFunc{
		"no response": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"slow headers": func(w http.ResponseWriter, _ *http.Request) {
			conn, buffer, _ := http.NewResponseController(w).Hijack()
			defer conn.Close()
			for buffer.Flush() == nil {
				_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\n")
				time.Sleep(50 * time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // so that the server notices the end of the connection
				stall(w, r)
			})
			_, err := PostEvent(t.Context(), receiver.URL, testEvent, 200*time.Millisecond)
			expectEqual(t, "an error", err != nil, true)
			if name == "no response" {
				expectErrorIs(t, err, context.DeadlineExceeded)
			}
		})
	}
}

// The status is known, so that a body which does not end is not waited for longer.
func TestPostEvent_reportsStatusOfResponseWithEndlessBody(t *testing.T) {
	t.Parallel()
	receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	})
	failure := receiverError(t, receiver.URL)
	expectEqual(t, "the status", failure.Status, http.StatusInternalServerError)
	if n := len(failure.Sample); n > 1000 {
		t.Errorf("the sample has %d bytes", n)
	}
}

func TestPostEvent_sendsUserInformationOfURL(t *testing.T) {
	t.Parallel()
	var user, password string
	receiver := startReceiver(t, func(_ http.ResponseWriter, r *http.Request) { user, password, _ = r.BasicAuth() })
	callbackURL := strings.Replace(receiver.URL, "http://", "http://live:pass%40word@", 1)
	_, err := PostEvent(t.Context(), callbackURL, testEvent, time.Minute)
	expectNoError(t, err)
	expectEqual(t, "the user and password", user+" "+password, "live pass@word")
}

// What a receiver echoes of the URL is hidden.
func TestPostEvent_errorsShowNoSecretOfURL(t *testing.T) {
	t.Parallel()
	receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "https://other.example/?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
		_, _ = fmt.Fprintf(w, "bad request %s %s http://%s%s", r.URL.RawQuery, r.Header.Get("Authorization"), r.Host, r.URL)
	})
	callbackURL := strings.Replace(receiver.URL, "http://", "http://user1:passw0rd@", 1) + "/live?token=s3cr3t-value"
	failure := receiverError(t, callbackURL)
	shown, err := json.Marshal(failure)
	expectNoError(t, err)
	for _, secret := range []string{"s3cr3t-value", "passw0rd", "user1", "dXNlcjE6cGFzc3cwcmQ="} {
		expectNotContains(t, string(shown)+failure.Error(), secret)
	}
	expectContains(t, failure.Sample, "bad request")
}

func TestPostEvent_requiresAValidCertificate(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("an event was sent") }),
	)
	untrusted.Config.ErrorLog = nil
	t.Cleanup(untrusted.Close)
	failure := receiverError(t, untrusted.URL)
	expectEqual(t, "the cause", failure.Cause, CauseCertificateUntrusted)
	expectEqual(t, "the status", failure.Status, 0)
	expectContains(t, failure.Text, "certificate")
}

func TestPostEvent_doesNotRepeatInvalidURL(t *testing.T) {
	t.Parallel()
	_, err := PostEvent(t.Context(), "https://user:passw0rd@exa mple/", testEvent, time.Minute)
	if err == nil || strings.Contains(err.Error(), "passw0rd") {
		t.Errorf("the error is %v", err)
	}
}

// The body of an HTTP 101 is the connection, which does not end with the context.
func TestPostEvent_endsAfterSwitchingProtocols(t *testing.T) {
	t.Parallel()
	start := time.Now()
	failure := receiverError(t, startReceiver(t, fakeapi.SwitchProtocols).URL)
	if took := time.Since(start); failure.Status != http.StatusSwitchingProtocols || took > 10*time.Second {
		t.Errorf("the status is %d after %s", failure.Status, took)
	}
}

// net/http sends a query as it is, and receivers reject what RFC 3986 does not allow.
func TestPostEvent_encodesTheQuery(t *testing.T) {
	t.Parallel()
	var sent string
	receiver := startReceiver(t, func(_ http.ResponseWriter, r *http.Request) { sent = r.RequestURI })
	callbackURL := receiver.URL + "/{한글}?name=한글&a=%7B&b=100%&c=\"<>{}|\\^`&d=%zz&e=1+2/3?4[5]"
	_, err := PostEvent(t.Context(), callbackURL, testEvent, time.Minute)
	expectNoError(t, err)
	want := "/%7B%ED%95%9C%EA%B8%80%7D?name=%ED%95%9C%EA%B8%80&a=%7B&b=100%25" +
		"&c=%22%3C%3E%7B%7D%7C%5C%5E%60&d=%25zz&e=1+2/3?4[5]"
	expectEqual(t, "the request target", sent, want)
}

// A receiver may repeat the query as it was sent.
func TestPostEvent_hidesTheEncodedQuery(t *testing.T) {
	t.Parallel()
	receiver := startReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "rejected "+r.URL.RawQuery)
	})
	failure := receiverError(t, receiver.URL+"/?token=비밀{1}")
	if failure.Sample == "" || strings.Contains(failure.Sample, "%EB%B9%84") {
		t.Errorf("the sample is %q", failure.Sample)
	}
}
