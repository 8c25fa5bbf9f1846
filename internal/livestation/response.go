package livestation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// MaxResponseSize is the number of bytes of a response body that are read: 1 MiB. A
// page of 100 channels, the largest response, should take a fraction of it; the
// maximum size of a channel is not published (assumption A33).
const MaxResponseSize = 1 << 20

// maxLongList is the same for a list without pages, which can have as many items as [List]: 8 MiB.
const maxLongList = 8 << 20

// maxSize returns how many bytes of a response are read.
func (op operation) maxSize() int64 {
	if op.isLongList {
		return maxLongList
	}
	return MaxResponseSize
}

// codeOK is the error code of Live Station for success.
const codeOK = "250013"

// A response is an HTTP response whose body was read.
type response struct {
	op      operation // with the secrets of its request
	url     string
	signed  time.Time // the time that the request was signed with
	status  int
	header  http.Header
	body    []byte // at most one byte more than its operation permits
	readErr error  // why the body could not be read to its end
	// fixedKeys is true if other requests are signed with the same keys.
	fixedKeys bool
}

// readResponse reads the body to its end, so that its connection can be reused, or
// to one byte past what the operation permits.
func readResponse(resp *http.Response, op operation, signed time.Time) *response {
	r := &response{
		op: op, url: resp.Request.URL.String(), signed: signed, status: resp.StatusCode, header: resp.Header,
	}
	r.body, r.readErr = readBody(resp, op.maxSize()+1)
	return r
}

// readBody reads at most limit bytes. The body of an HTTP 101 is the connection, which
// does not end with the context, so it is not read.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(resp.Body, limit))
}

// decode returns what the body of a successful response contains: the zero value if
// that of a write is empty. The error is a complete [*Error].
// want is what the body must contain.
func decode[T any](r *response, want required[T]) (T, error) {
	var body T
	text := trimBOM(r.body)
	if r.op.method != http.MethodGet && r.isSuccess() && r.isEmpty() {
		return body, nil
	}
	if object := r.errorObject(); object != nil {
		if failure := r.apiError(object); failure != nil {
			return body, failure
		}
	}
	switch {
	case r.isRedirect():
		return body, r.newError(Error{Problem: ProblemRedirect, Location: redirectTarget(r.header.Get("Location"))})
	case r.readErr != nil:
		return body, r.newError(Error{Problem: ProblemCutShort, Message: r.readErr.Error()})
	case int64(len(r.body)) > r.op.maxSize():
		return body, r.newError(Error{Problem: ProblemTooLarge})
	case r.isEmpty() && statusKind(r.status) == KindPermission:
		return body, r.newError(Error{Problem: ProblemDenied})
	case !r.isSuccess(), !r.isJSON(want.isMet != nil || r.op.method == http.MethodGet),
		!utf8.Valid(text), !json.Valid(text):
		return body, r.newError(Error{Problem: ProblemNotAPI})
	case !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		return body, r.newError(Error{Problem: ProblemFormat})
	}
	if err := json.Unmarshal(text, &body); err != nil || want.isMet != nil && !want.isMet(body) {
		field := cmp.Or(describeMismatch(err), want.fields+" is missing, or not as requested")
		return body, r.newError(Error{Problem: ProblemFormat, Field: field})
	}
	return body, nil
}

// newError completes the error of a response without an error code.
func (r *response) newError(e Error) *Error {
	e.Kind = statusKind(r.status)
	e.ContentType = r.header.Get("Content-Type")
	e.Sample = r.sample()
	return r.describe(&e)
}

// describe adds what every error tells about its request and response, and makes
// its texts fit to be shown.
func (r *response) describe(e *Error) *Error {
	e.Service = r.op.service
	e.Method = r.op.method
	e.URL = r.url
	e.Status = r.status
	e.TraceID = r.traceID()
	if date, err := http.ParseTime(r.header.Get("Date")); err == nil {
		e.Date = date
		e.ClockSkew = r.signed.Sub(date).Round(time.Second)
		e.TimestampRejected = e.Kind == KindUnauthenticated && e.ClockSkew.Abs() > ncloud.MaxClockSkew
	}
	e.RetryAfter = parseRetryAfter(r.header.Get("Retry-After"), e.Date)
	if e.Scope, e.Lasting = e.scope(r.fixedKeys); e.Scope != "" && e.Kind != KindUnauthenticated {
		e.Scope = string(e.Service) + e.Scope
	}
	for text, limit := range map[*string]int{
		&e.Code:        maxLabel,
		&e.Name:        maxLabel,
		&e.ContentType: maxLabel,
		&e.Message:     maxText,
		&e.Details:     maxText,
		&e.Location:    maxText,
		&e.Sample:      maxSample,
	} {
		*text = r.op.secrets.sanitize(*text, limit)
	}
	return e
}

func (r *response) traceID() string {
	return r.op.secrets.sanitize(r.header.Get(headerTraceID), maxLabel)
}

// statusKind returns the kind of a response that has no code, or one that is in no
// table. It is the one place where the HTTP status becomes a kind.
func statusKind(status int) Kind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return KindPermission
	case http.StatusTooManyRequests:
		return KindThrottled
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return KindUnavailable
	case http.StatusInternalServerError:
		return KindInternal
	default:
		return KindUnknown
	}
}

// An errorObject is what an error response contains. The pages publish errorCode to
// details. Other systems of NAVER Cloud send returnCode and returnMessage, or code and msg or
// message.
type errorObject struct {
	Code          lenientText `json:"errorCode"`
	Name          lenientText `json:"errorName"`
	Message       lenientText `json:"message"`
	Details       lenientText `json:"details"`
	ReturnCode    lenientText `json:"returnCode"`
	ReturnMessage lenientText `json:"returnMessage"`
	OtherCode     lenientText `json:"code"`
	OtherMessage  lenientText `json:"msg"`
}

// errorObject returns the error object of the body, nil if there is none. It is
// lenient: a message in another encoding, or a proxy's remark after the JSON, must
// not hide the code. The fields may be at the top level, without an error object
// around them: no page shows that, but other gateways do it (assumption A09).
func (r *response) errorObject() *errorObject {
	var envelope struct {
		errorObject
		Error         json.RawMessage `json:"error"`
		ResponseError json.RawMessage `json:"responseError"`
	}
	first := json.RawMessage(trimBOM(r.body))
	if json.Unmarshal(first, &envelope) != nil {
		text := bytes.ToValidUTF8(first, []byte("\ufffd"))
		text = bytes.Map(func(c rune) rune { return max(c, ' ') }, text) // a raw control character is invalid JSON
		if json.NewDecoder(bytes.NewReader(text)).Decode(&first) != nil || json.Unmarshal(first, &envelope) != nil {
			return nil
		}
	}
	for _, object := range []json.RawMessage{envelope.Error, envelope.ResponseError} {
		switch string(object) {
		case "", "null", "false", `""`:
			continue
		}
		var sent errorObject
		if json.Unmarshal(object, &sent) != nil {
			sent = envelope.errorObject // Spring's error is the name of the status, beside the others.
			if sent.Message == "" {
				_ = json.Unmarshal(object, &sent.Message) // accepts any JSON value
			}
		}
		return &sent
	}
	sent := envelope.errorObject
	isEdgeFailure := r.op.service == SourceGlobalEdge && sent.OtherCode != "" && sent.OtherCode != codeEdgeOK
	hasText := sent.ReturnCode+sent.OtherCode+sent.Message+sent.OtherMessage != ""
	if sent.Code != "" || isEdgeFailure || !r.isSuccess() && hasText {
		return &sent
	}
	return nil
}

// apiError returns the error that an error object describes, nil for the code of
// success in a response that is one by its status.
//
// That the code OK in a 2xx means success, and that any other error object in a 2xx
// is an error, is assumed (assumption A37): no page shows either.
func (r *response) apiError(sent *errorObject) *Error {
	message := string(cmp.Or(sent.Message, sent.OtherMessage))
	e := &Error{Name: string(sent.Name), Message: message, Details: string(sent.Details)}
	switch {
	case sent.Code != "":
		e.Code = withoutFraction(string(sent.Code))
		e.Source = guessSource(r.op, e.Code, sent.Name, sent.Details)
	case sent.ReturnCode != "":
		e.Code = string(sent.ReturnCode)
		e.Source = SourceNAVERCloud
		e.Message = string(sent.ReturnMessage)
	case sent.OtherCode != "":
		e.Code = string(sent.OtherCode)
		if r.op.service == SourceGlobalEdge {
			e.Source = guessSource(r.op, e.Code, "", "")
		}
	default:
		e.Problem = ProblemNoCode
		return r.newError(*e)
	}
	if e.Code == codeOK && r.isSuccess() {
		return nil
	}
	e.Kind = statusKind(r.status)
	if known, ok := LookupCode(e.Code); ok && e.Source != SourceUnknown && e.Source != SourceNAVERCloud {
		e.Source, e.Kind, e.Meaning = known.Source, known.Kind, known.Meaning
		e.Name = cmp.Or(e.Name, known.Name)
	}
	return r.describe(e)
}

// withoutFraction returns a number such as 250010.0 without its fraction, and any
// other text unchanged.
func withoutFraction(text string) string {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) > 1e9 {
		return text
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}

// guessSource tells who sent a code that is in no table, by its form and by the
// field that only one of the two sends (assumption A12). Codes of Global Edge have four digits
// (assumption A62).
func guessSource(op operation, code string, name, details lenientText) Source {
	isEdge := op.service == SourceGlobalEdge
	switch {
	case isEdge && len(code) == 4:
		return SourceGlobalEdge
	case isEdge && len(code) != 3:
		return SourceUnknown
	case isEdge:
		return SourceGateway
	case name != "", len(code) == 6 && strings.HasPrefix(code, "25"):
		return SourceLiveStation
	case details != "", len(code) == 3:
		return SourceGateway
	default:
		return SourceUnknown
	}
}

// parseRetryAfter returns the pause that a Retry-After header requests: seconds, or
// a date by the responding server's own clock. It returns 0 for anything else and
// for a date that has passed.
func parseRetryAfter(header string, date time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(header)
	if err != nil || date.IsZero() {
		return 0
	}
	return max(until.Sub(date), 0)
}

func (r *response) isEmpty() bool { return r.readErr == nil && len(bytes.TrimSpace(r.body)) == 0 }

func (r *response) isSuccess() bool { return r.status >= 200 && r.status < 300 }

// isRedirect reports whether the response points to another URL.
func (r *response) isRedirect() bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, r.status)
}

// isJSON reports whether the body is JSON by its content type (assumption A15) or without one. An
// object of another type than HTML is JSON too, if it is read: sister services send text/plain.
// Otherwise only a read of what was written shows whether it was.
func (r *response) isJSON(isRead bool) bool {
	contentType := r.header.Get("Content-Type")
	if contentType == "" {
		return true
	}
	mediaType, _, _ := mime.ParseMediaType(contentType) // "", or the type if only a parameter is invalid
	if mediaType == "application/json" || strings.HasSuffix(mediaType, "+json") {
		return true
	}
	return isRead && mediaType != "text/html" && bytes.HasPrefix(bytes.TrimSpace(trimBOM(r.body)), []byte("{"))
}

// sample returns the body as one line of text if it is a page of a proxy or of another
// server, else its size: a success, JSON that is not an error object, or a page that
// repeats one, may contain a stream key.
func (r *response) sample() string {
	body := bytes.TrimSpace(trimBOM(r.body))
	repeatsKey := bytes.Contains(bytes.ToLower(body), []byte("streamkey"))
	switch {
	case len(body) == 0:
		return "0 bytes"
	case r.isSuccess(), repeatsKey, strings.ContainsRune(`{["`, rune(body[0])):
		return fmt.Sprintf("%d bytes, not shown", len(r.body))
	case bytes.ContainsFunc(body, func(c rune) bool { return c < ' ' && !unicode.IsSpace(c) && c != '\x1b' }):
		return fmt.Sprintf("%d bytes that are not text", len(r.body))
	default:
		return strings.Join(strings.Fields(string(body)), " ")
	}
}

// redirectTarget returns a Location without what may contain a secret: user
// information, query and fragment.
func redirectTarget(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// trimBOM returns the body without a byte order mark.
func trimBOM(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

// lenientText is a JSON string, or a number or a boolean as it is written: the pages
// disagree on types, and an odd field must not hide the others. null is "", and so is an
// object or array, because it could contain a stream key.
type lenientText string

// UnmarshalJSON accepts any JSON value.
func (t *lenientText) UnmarshalJSON(data []byte) error {
	var text string
	switch {
	case json.Unmarshal(data, &text) == nil: // null leaves it ""
		*t = lenientText(strings.TrimSpace(text))
	case !bytes.ContainsAny(data[:1], "{["):
		*t = lenientText(data)
	}
	return nil
}
