package livestation

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// An Event is what Live Station posts to a callback endpoint (Get Callback Endpoint,
// "Callback data").
type Event struct {
	ID        int64  `json:"id"`
	LogLevel  string `json:"logLevel"` // INFO or ERROR
	ChannelID string `json:"channelId"`
	Event     string `json:"event"`     // such as STREAM_UPDATE
	Timestamp int64  `json:"timestamp"` // milliseconds since 1970
}

// ParseEvent parses the body of a POST request from Live Station. The example in the documentation
// has numbers, and an older table says String: both are accepted. LogLevel is "" if the event has none.
// The error names the first field that is missing, or that has another type, with its value.
func ParseEvent(body string) (Event, error) {
	var posted struct {
		ID        Int       `json:"id"`
		LogLevel  Text      `json:"logLevel"`
		ChannelID channelID `json:"channelId"`
		Event     Text      `json:"event"`
		Timestamp Time      `json:"timestamp"`
		EventCode Text      `json:"eventCode"`
	}
	err := json.Unmarshal(trimBOM([]byte(body)), &posted) // Windows tools write a byte order mark.
	problem := describeMismatch(err)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		var values map[string]json.RawMessage
		_ = json.Unmarshal(trimBOM([]byte(body)), &values) // It has a field, so it is an object.
		problem += ". Got: " + oneLine(string(values[wrong.Field]), maxLabel)
	case problem != "":
	case err != nil:
		problem = "the body is empty, not valid JSON, or more than one event"
	case posted.EventCode != "" && (posted.ID.Value == nil || posted.Event == ""):
		problem = "the body is an entry of Live Station's list of events (eventCode), " +
			"not an event that it posts to a callback endpoint"
	case posted.ID.Value == nil:
		problem = "id is missing"
	case posted.ChannelID == "":
		problem = "channelId is missing"
	case posted.Event == "":
		problem = "event is missing"
	case posted.Timestamp.IsZero():
		problem = "timestamp is missing"
	default:
		return Event{
			ID:        *posted.ID.Value,
			LogLevel:  string(posted.LogLevel),
			ChannelID: string(posted.ChannelID),
			Event:     string(posted.Event),
			Timestamp: posted.Timestamp.UnixMilli(),
		}, nil
	}
	return Event{}, errors.New(problem)
}

// maxReceiverBody is the number of bytes that are read of the body of a response that
// rejects an event.
const maxReceiverBody = 4 << 10

// PostEvent posts an event to a callback URL, as Live Station does, and returns the
// HTTP status of the response. It makes one request, which contains no credentials of
// an account, and follows no redirect. It takes at most the timeout.
//
// This is not a call of the API: the URL is that of any receiver. Every 2xx is a
// success, and its body is not read. All other errors than those of an invalid URL are
// [*ReceiverError].
func PostEvent(ctx context.Context, callbackURL string, event Event, timeout time.Duration) (status int, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, timeoutError{timeout})
	defer cancel()
	body, err := json.Marshal(event)
	if err != nil {
		return 0, fmt.Errorf("cannot encode the event: %w", err)
	}
	var responded atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() { responded.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, callbackURL, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("cannot build the request to %s", RedactCallbackURL(callbackURL)) // err contains the URL
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "terraform-provider-livestation")
	req.URL.RawQuery = escapeQuery(req.URL.RawQuery)
	secrets := append(callbackSecrets(callbackURL), callbackSecrets(req.URL.String())...)
	if user := req.URL.User; user != nil {
		password, _ := user.Password()
		req.SetBasicAuth(user.Username(), password)
		encoded := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		secrets = append(secrets, encoded)
	}
	transport := newTransport()
	defer transport.CloseIdleConnections()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		cause, err := classify(ctx, err, responded.Load())
		text := secrets.sanitize(err.Error(), maxCause)
		return 0, &ReceiverError{URL: RedactCallbackURL(callbackURL), Cause: cause, Text: text, Err: err}
	}
	defer func() { _ = resp.Body.Close() }() // Its error says nothing: the body was read as far as it is needed.
	if resp.StatusCode/100 == 2 {
		return resp.StatusCode, nil
	}
	text, _ := readBody(resp, maxReceiverBody) // The status says enough.
	return resp.StatusCode, &ReceiverError{
		URL:      RedactCallbackURL(callbackURL),
		Status:   resp.StatusCode,
		Location: secrets.sanitize(redirectTarget(resp.Header.Get("Location")), maxText),
		Sample:   secrets.sanitize(string(text), maxSample),
	}
}

// urlCharacters matches what is percent-encoded, and each character that RFC 3986 does
// not allow in a URL.
var urlCharacters = ncloud.LazyPattern(`%[0-9A-Fa-f]{2}|[^!#$&-;=?-[\]_a-z~]`)

func isPercentEncoded(match string) bool { return len(match) == 3 && match[0] == '%' }

// escapeQuery percent-encodes the characters that RFC 3986 does not allow in a URL.
// net/http does so in the path, and sends the query as it is.
func escapeQuery(query string) string {
	return urlCharacters().ReplaceAllStringFunc(query, func(match string) string {
		if isPercentEncoded(match) {
			return match
		}
		return url.PathEscape(match)
	})
}

// UnescapedCharacter returns the first character of a URL that RFC 3986 does not allow,
// "" if there is none.
func UnescapedCharacter(u string) string {
	for _, match := range urlCharacters().FindAllString(u, -1) {
		if !isPercentEncoded(match) {
			return match
		}
	}
	return ""
}

// ReceiverError is an event that a receiver did not accept. Each text in it is one
// bounded line of printable characters without the secret parts of the callback URL.
type ReceiverError struct {
	// URL is the callback URL.
	URL string
	// Status is the HTTP status of the response, 0 if there was none.
	Status int
	// Location is the target of a redirect, without its query.
	Location string
	// Sample is the beginning of the response's body.
	Sample string
	// Cause is why there was no response, Text what the system reports, and Err its error,
	// nil if there was a response.
	Cause Cause
	Text  string
	Err   error
}

// Error returns one line with the URL and the response.
func (e *ReceiverError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("POST %s got no response: %s", e.URL, e.Text)
	}
	return fmt.Sprintf("POST %s returned HTTP %d", e.URL, e.Status)
}

// Unwrap returns why there was no response.
func (e *ReceiverError) Unwrap() error { return e.Err }
