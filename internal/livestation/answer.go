package livestation

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxAnswerSize is how many bytes of an answer's body are read: 1 MiB. A page of
// 100 channels, the largest answer there is, takes a fraction of it.
const MaxAnswerSize = 1 << 20

// codeOK is the error code of Live Station that stands for success.
const codeOK = "250013"

// An answer is one HTTP response, read.
type answer struct {
	status int
	header http.Header
	body   []byte // at most one byte more than MaxAnswerSize
}

// readAnswer reads the response to its end, so that its connection can be used
// again, or to one byte past [MaxAnswerSize].
func readAnswer(resp *http.Response) (answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswerSize+1))
	return answer{resp.StatusCode, resp.Header, body}, err
}

// envelope is what every answer of the API looks like, a good one or not.
type envelope struct {
	Content json.RawMessage `json:"content"`
	Error   json.RawMessage `json:"error"`
}

// apiError is the error object of both layers.
type apiError struct {
	Code    looseText `json:"errorCode"`
	Name    looseText `json:"errorName"`
	Message looseText `json:"message"`
	Details looseText `json:"details"`
}

// looseText is a JSON string, or any other JSON value as it is written: the
// pages disagree on the type of errorCode, and an odd field must not hide the
// others. A null is "".
type looseText string

// UnmarshalJSON takes any JSON value.
func (t *looseText) UnmarshalJSON(data []byte) error {
	var s *string
	if err := json.Unmarshal(data, &s); err != nil {
		*t = looseText(data)
	} else if s != nil {
		*t = looseText(strings.TrimSpace(*s))
	}
	return nil
}

// decode reads the answer's content into content, a pointer. Where the content
// is null or absent, content stays as it is. It returns nil or what is wrong,
// with every field but those of the request filled in, texts as they were sent.
func (a answer) decode(content any) *Error {
	var e envelope
	fault := a.parse(&e)

	if isSet(e.Error) {
		if failure := a.apiError(e.Error); failure != nil {
			return failure
		}
	}
	switch {
	case a.isRedirect():
		return a.fault(FaultRedirect)
	case len(a.body) > MaxAnswerSize:
		return a.fault(FaultTooLarge)
	case a.status < 200 || a.status >= 300:
		return a.fault(FaultStatus)
	case len(bytes.TrimSpace(a.body)) == 0:
		return a.fault(FaultEmpty)
	case !a.isJSON():
		return a.fault(FaultContentType)
	case fault != FaultNone:
		return a.fault(fault)
	}
	if isSet(e.Content) && json.Unmarshal(e.Content, content) != nil {
		return a.fault(FaultShape)
	}
	return nil
}

// parse reads the body's envelope, and says what prevents it.
func (a answer) parse(e *envelope) Fault {
	body := bytes.TrimPrefix(a.body, []byte("\ufeff"))
	switch {
	case len(body) > MaxAnswerSize || !utf8.Valid(body) || !json.Valid(body):
		return FaultNotJSON
	case !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || json.Unmarshal(body, e) != nil:
		return FaultShape
	default:
		return FaultNone
	}
}

// apiError returns the failure that an error object describes, nil for the code
// that stands for success in an answer that is one by its status.
//
// That the code OK in a 2xx is no error, and that any other error object in a
// 2xx is one, is inferred: no page shows either.
func (a answer) apiError(object json.RawMessage) *Error {
	var sent apiError
	if json.Unmarshal(object, &sent) != nil || sent.Code == "" {
		failure := a.fault(FaultNoCode)
		failure.Message, failure.Details = string(sent.Message), string(sent.Details)
		return failure
	}
	if wholeNumber(string(sent.Code)) == codeOK && a.status >= 200 && a.status < 300 {
		return nil
	}
	failure := a.failure()
	failure.Code, failure.Name = wholeNumber(string(sent.Code)), string(sent.Name)
	failure.Message, failure.Details = string(sent.Message), string(sent.Details)
	known, ok := LookupCode(failure.Code)
	if !ok {
		failure.Layer = guessLayer(sent)
		return failure
	}
	failure.Layer, failure.Kind = known.Layer, known.Kind
	if failure.Name == "" {
		failure.Name = known.Name
	}
	return failure
}

// wholeNumber returns a number such as 250010.0 without its fraction, and any
// other text as it is.
func wholeNumber(text string) string {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) > 1e9 {
		return text
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}

// guessLayer tells who sent a code that stands in no table, by its form and by
// the field that only one of the layers sends.
func guessLayer(sent apiError) Layer {
	switch {
	case sent.Name != "", len(sent.Code) == 6 && strings.HasPrefix(string(sent.Code), "25"):
		return LayerLiveStation
	case sent.Details != "", len(sent.Code) == 3:
		return LayerGateway
	default:
		return LayerUnknown
	}
}

// fault returns the failure of an answer without an error code. Its kind is the
// one thing that the HTTP status decides.
func (a answer) fault(f Fault) *Error {
	e := a.failure()
	e.Fault = f
	e.ContentType = a.header.Get("Content-Type")
	e.Sample = string(a.body)
	if f == FaultRedirect {
		e.Location = redirectTarget(a.header.Get("Location"))
	}
	switch a.status {
	case http.StatusTooManyRequests:
		e.Kind = KindThrottled
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		e.Kind = KindUnavailable
	case http.StatusInternalServerError:
		e.Kind = KindInternal
	}
	return e
}

// failure returns what every failed answer tells.
func (a answer) failure() *Error {
	e := &Error{Status: a.status, TraceID: a.header.Get("x-ncp-trace-id")}
	if date, err := http.ParseTime(a.header.Get("Date")); err == nil {
		e.Date = date
	}
	e.RetryAfter = retryAfter(a.header.Get("Retry-After"), e.Date)
	return e
}

// isJSON reports whether the content type is JSON. An answer without one passes
// for what its body is.
func (a answer) isJSON() bool {
	sent := a.header.Get("Content-Type")
	if sent == "" {
		return true
	}
	mediaType, _, _ := mime.ParseMediaType(sent) // "" or, where only a parameter is bad, the type
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// isRedirect reports whether the answer points elsewhere.
func (a answer) isRedirect() bool {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

// isSet reports whether a field of the envelope holds anything.
func isSet(field json.RawMessage) bool {
	return len(field) > 0 && !bytes.Equal(field, []byte("null")) && !bytes.Equal(field, []byte(`""`))
}

// redirectTarget returns a Location without what may hold a secret: user
// information, query and fragment.
func redirectTarget(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
