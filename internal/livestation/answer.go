package livestation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxResponseSize is how many bytes of an answer's body are read: 1 MiB. A page of
// 100 channels, the largest answer there is, should take a fraction of it: how
// large a channel can be is not published.
const MaxResponseSize = 1 << 20

// codeOK is the error code of Live Station that stands for success.
const codeOK = "250013"

// An answer is one HTTP response, read.
type answer struct {
	status int
	header http.Header
	body   []byte // at most one byte more than MaxResponseSize
	broken error  // why the body could not be read to its end, nil where it could
	// private is true where the body may hold a stream key.
	private bool
}

// readAnswer reads the response to its end, so that its connection can be used
// again, or to one byte past [MaxResponseSize].
func readAnswer(resp *http.Response) answer {
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxResponseSize+1))
	return answer{status: resp.StatusCode, header: resp.Header, body: body, broken: err}
}

// envelope is what every answer of the API looks like, a good one or not. An
// error's fields may stand in it directly, without an error object around them:
// no page shows that, but other gateways do it.
type envelope struct {
	Content json.RawMessage `json:"content"`
	Error   json.RawMessage `json:"error"`
	Code    looseText       `json:"errorCode"`
	Total   looseText       `json:"total"` // of a list
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

// plain returns a text that was a string, and "" for a JSON object or array,
// which could hold anything.
func (t looseText) plain() looseText {
	if strings.HasPrefix(string(t), "{") || strings.HasPrefix(string(t), "[") {
		return ""
	}
	return t
}

// decode reads the answer's content into content, a pointer. Where the content
// is null or absent, content stays as it is; where the caller wants none, a good
// answer may be empty. It returns nil or what is wrong, with every field but
// those of the request filled in, texts as they were sent.
func (a answer) decode(content any, total *int) *Error {
	if object := a.errorObject(); object != nil {
		if failure := a.apiError(object); failure != nil {
			return failure
		}
	}
	switch {
	case a.isRedirect():
		return a.fault(ProblemRedirect)
	case a.broken != nil:
		return a.fault(ProblemCutShort)
	case len(a.body) > MaxResponseSize:
		return a.fault(ProblemTooLarge)
	case a.isSuccess() && content == nil && a.isEmpty():
		return nil
	case a.isEmpty():
		return a.fault(ProblemEmpty)
	case !a.isSuccess():
		return a.fault(ProblemStatus)
	case !a.isJSON():
		return a.fault(ProblemContentType)
	default:
		return a.decodeContent(content, total)
	}
}

// decodeContent reads the content of a good answer, which has to be faultless.
func (a answer) decodeContent(content any, total *int) *Error {
	body := withoutMark(a.body)
	if !utf8.Valid(body) || !json.Valid(body) {
		return a.fault(ProblemNotJSON)
	}
	var e envelope
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || json.Unmarshal(body, &e) != nil {
		return a.fault(ProblemShape)
	}
	if content != nil && isSet(e.Content) && json.Unmarshal(e.Content, content) != nil {
		return a.fault(ProblemShape)
	}
	if total != nil {
		*total, _ = strconv.Atoi(string(e.Total)) // 0 where there is none
	}
	return nil
}

// errorObject returns the error object of the body, nil where there is none. It
// takes what it can get: a message in another encoding, or a proxy's remark
// behind the JSON, must not hide the code.
func (a answer) errorObject() json.RawMessage {
	var first json.RawMessage
	var e envelope
	body := bytes.ToValidUTF8(withoutMark(a.body), []byte("\ufffd"))
	body = bytes.Map(func(r rune) rune { return max(r, ' ') }, body) // a raw control character is not even JSON
	if json.NewDecoder(bytes.NewReader(body)).Decode(&first) != nil || json.Unmarshal(first, &e) != nil {
		return nil
	}
	switch {
	case isSet(e.Error) && !bytes.Equal(e.Error, []byte("false")):
		return e.Error
	case e.Code != "":
		return first
	default:
		return nil
	}
}

// withoutMark returns the body without a byte order mark.
func withoutMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

func (a answer) isEmpty() bool { return len(bytes.TrimSpace(a.body)) == 0 }

func (a answer) isSuccess() bool { return a.status >= 200 && a.status < 300 }

// apiError returns the failure that an error object describes, nil for the code
// that stands for success in an answer that is one by its status.
//
// That the code OK in a 2xx is no error, and that any other error object in a
// 2xx is one, is inferred: no page shows either.
func (a answer) apiError(object json.RawMessage) *Error {
	var sent apiError
	if json.Unmarshal(object, &sent) != nil {
		_ = json.Unmarshal(object, &sent.Message) // any JSON value will do
	}
	if a.private {
		sent.Name, sent.Message, sent.Details = sent.Name.plain(), sent.Message.plain(), sent.Details.plain()
	}
	if sent.Code == "" {
		failure := a.fault(ProblemNoCode)
		failure.Message, failure.Details = string(sent.Message), string(sent.Details)
		return failure
	}
	if wholeNumber(string(sent.Code)) == codeOK && a.isSuccess() {
		return nil
	}
	failure := a.failure()
	failure.Code, failure.Name = wholeNumber(string(sent.Code)), string(sent.Name)
	failure.Message, failure.Details = string(sent.Message), string(sent.Details)
	known, ok := LookupCode(failure.Code)
	if !ok {
		failure.Source = guessLayer(sent)
		return failure
	}
	failure.Source, failure.Kind = known.Source, known.Kind
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
func guessLayer(sent apiError) Source {
	switch {
	case sent.Name != "", len(sent.Code) == 6 && strings.HasPrefix(string(sent.Code), "25"):
		return SourceLiveStation
	case sent.Details != "", len(sent.Code) == 3:
		return SourceGateway
	default:
		return SourceUnknown
	}
}

// fault returns the failure of an answer without an error code. Its kind is the
// one thing that the HTTP status decides.
func (a answer) fault(f Problem) *Error {
	e := a.failure()
	e.Problem = f
	e.ContentType = a.header.Get("Content-Type")
	e.Sample = a.sample()
	switch f {
	case ProblemRedirect:
		e.Location = redirectTarget(a.header.Get("Location"))
	case ProblemCutShort:
		e.Message = a.broken.Error()
	}
	switch a.status {
	case http.StatusTooManyRequests:
		e.Kind = KindThrottled
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		e.Kind = KindUnavailable
	case http.StatusInternalServerError:
		e.Kind = KindInternal
	}
	return e
}

// failure returns what every failed answer tells.
func (a answer) failure() *Error {
	e := &Error{Status: a.status, TraceID: a.header.Get(headerTraceID)}
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

// sample returns the body as it may be shown, for [Error.present] to cut: its
// words on one line, or how large it is where it has none, or where a stream key
// may be among them.
func (a answer) sample() string {
	body := bytes.TrimSpace(a.body)
	if a.private && len(body) > 0 {
		return fmt.Sprintf("%d bytes, which are not shown: they may hold a stream key", len(a.body))
	}
	if bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' && !unicode.IsSpace(r) && r != '\x1b' }) {
		return fmt.Sprintf("%d bytes that are not text", len(a.body))
	}
	return strings.Join(strings.Fields(string(body[:min(len(body), 64*maxSample)])), " ")
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
