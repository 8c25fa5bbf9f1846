package livestation

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Source is the system that sent a response, as the vendor's pages write its name.
type Source string

// The sources of a response.
const (
	SourceUnknown     Source = ""             // none of these, such as a proxy
	SourceLiveStation Source = "Live Station" // Live Station itself: codes of six digits
	SourceGateway     Source = "API gateway"  // the API gateway in front of it: codes of three digits
	SourceGlobalEdge  Source = "Global Edge"  // Global Edge: codes of four digits
	SourceNAVERCloud  Source = "NAVER Cloud"  // another system of NAVER Cloud, by the form of its error
)

// A Kind is a class of failures.
type Kind string

// The kinds of failure.
const (
	KindUnknown         Kind = ""                // the code does not tell the cause, or is in no table
	KindUnauthenticated Kind = "unauthenticated" // the access key, signature or timestamp was rejected
	KindPermission      Kind = "permission"      // the account may not do this
	KindNotFound        Kind = "not found"       // what the request names does not exist
	KindInvalidRequest  Kind = "invalid request" // the request is invalid
	KindWrongState      Kind = "wrong state"     // what the request names is in the wrong state
	KindThrottled       Kind = "throttled"       // too many requests
	KindUnavailable     Kind = "unavailable"     // a system is down or unreachable
	KindInternal        Kind = "internal"        // a system failed internally
)

// A Problem is what is wrong with a response that has no error code, as a predicate of "the
// response".
type Problem string

// The problems of a response.
const (
	ProblemNone     Problem = "" // The response has an error code.
	ProblemRedirect Problem = "is a redirect"
	ProblemCutShort Problem = "ended before it was complete"
	ProblemTooLarge Problem = "is larger than the provider reads" // [MaxResponseSize]
	ProblemNotAPI   Problem = "contains neither a result nor an error of the API"
	ProblemFormat   Problem = "is JSON in an unexpected format" // a 2xx
	ProblemNoCode   Problem = "contains an error without a code"
	ProblemDenied   Problem = "denies access without a reason" // [KindPermission] without a body
)

// RequestInfo describes the request that an error belongs to.
type RequestInfo struct {
	// Service is [SourceGlobalEdge] for a request to Global Edge, "" for one to Live Station.
	Service Source
	// Method and URL identify the request.
	Method, URL string
	// Attempts is the number of attempts, from 1, and Elapsed their time. Both are 0 if
	// the caller's context ended before the request did.
	Attempts int
	Elapsed  time.Duration
	// Previous is the last response to an earlier attempt, nil if there was none.
	Previous *Error
	// Outcome says what may have happened to a write that failed, "" if nothing has.
	Outcome string
	// Scope is "" for an error that is about this operation. Otherwise it is about the
	// credentials, the region, the service or the connection: errors of other operations with the
	// same scope have the same cause.
	Scope string
	// Lasting is true if the cause cannot pass by itself.
	Lasting bool
}

func (i *RequestInfo) info() *RequestInfo { return i }

// RequestOf returns the request that an error belongs to, nil if there is none.
func RequestOf(err error) *RequestInfo {
	var failure interface{ info() *RequestInfo }
	if !errors.As(err, &failure) {
		return nil
	}
	return failure.info()
}

// Error is an error response from Live Station, the API gateway or an intermediary
// such as a proxy. Each text in it is one bounded line of printable characters
// without credentials and without the secret parts of callback URLs.
type Error struct {
	RequestInfo

	// Status is the HTTP status.
	Status int
	// TraceID is the x-ncp-trace-id header, which NAVER Cloud support requires.
	TraceID string
	// Date is the Date header, zero if there is none.
	Date time.Time
	// ClockSkew is how far the clock that signed the request is ahead of the Date,
	// negative if it is behind, to the second, 0 without a Date.
	ClockSkew time.Duration
	// TimestampRejected is true if the gateway rejected the request because of its
	// timestamp: the error is about authentication, and the clocks differ by more than the
	// gateway allows (assumptions A03, A04 and A14).
	TimestampRejected bool
	// RetryAfter is the pause that the response requests, 0 if none.
	RetryAfter time.Duration

	// Source and Kind follow from the code. Without a known code, the HTTP status
	// determines the kind.
	Source Source
	Kind   Kind
	// Code is the errorCode, "" if there is a Problem.
	Code string
	// Name is the errorName, from the published table if the response has none.
	Name string
	// Meaning is the summary of a published code, else "".
	Meaning string
	// Message is the response's message.
	Message string
	// Details is what the API gateway adds to its message.
	Details string

	// Problem is what is wrong with a response without a code.
	Problem Problem
	// Field says which field of a response with ProblemFormat is missing or has another
	// type than expected, "" if that is not the problem.
	Field string
	// ContentType is the content type of a response with a Problem.
	ContentType string
	// Location is the target of a redirect, without its query.
	Location string
	// Sample is the beginning of the body of a response with a Problem.
	Sample string
}

// scope returns the scope of a response within its service, and whether its cause cannot pass by itself. A server
// role may provide other keys instead of rejected ones: fixedKeys is false then.
func (e *Error) scope(fixedKeys bool) (scope string, lasting bool) {
	switch {
	case e.Code == "250019", e.Code == "250020": // region or site
		return e.Code, true
	case e.Source == SourceGateway && e.Code == "400": // quota
		return e.Code, false
	case e.Kind == KindUnauthenticated:
		return string(e.Kind), fixedKeys
	case e.Kind == KindUnavailable:
		return string(e.Kind), false
	case e.Problem == ProblemRedirect, e.Problem == ProblemNotAPI, e.Problem == ProblemDenied: // for example a login page
		return string(e.Problem), false
	default:
		return "", false
	}
}

// Error returns one line with the request and the response.
func (e *Error) Error() string {
	what := fmt.Sprintf("the response %s", e.Problem)
	if e.Code != "" {
		what = fmt.Sprintf("%s error %s", cmp.Or(e.Source, "unknown"), e.CodeAndName())
	}
	text := fmt.Sprintf("%s %s returned HTTP %d: %s", e.Method, e.URL, e.Status, what)
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.TraceID != "" {
		text += " [trace ID " + e.TraceID + "]"
	}
	return text
}

// CodeAndName returns the code and, in parentheses, its name if it has one.
func (e *Error) CodeAndName() string {
	if e.Name == "" {
		return e.Code
	}
	return fmt.Sprintf("%s (%s)", e.Code, e.Name)
}

// The codes of Live Station for what does not exist.
const (
	codeNotFound           = "250004" // also of the account or the service
	codeQualitySetNotFound = "250301" // assumption A55
)

// IsChannelNotFound reports whether an error says that a channel does not exist, or that
// it was deleted (assumption A08).
func IsChannelNotFound(err error) bool {
	var deleted *DeletedChannelError
	return errors.As(err, &deleted) || HasCode(err, "250100") || HasCode(err, "250123")
}

// IsQualitySetNotFound is [IsChannelNotFound] for a quality set.
func IsQualitySetNotFound(err error) bool { return HasCode(err, codeQualitySetNotFound) }

// IsNotFound reports whether an error has the code 250004, which no page explains: the object
// may not exist, or the account or the service.
func IsNotFound(err error) bool { return HasCode(err, codeNotFound) }

// IsGone reports whether an error says that an object does not exist that did before a request of
// this run. The account and the path are right then, so that 250004 and each 404 of Live Station say it.
func IsGone(err error) bool {
	var failure *Error
	is404 := errors.As(err, &failure) && failure.Source == SourceLiveStation && failure.Status == http.StatusNotFound
	return is404 || IsChannelNotFound(err) || IsQualitySetNotFound(err) || IsNotFound(err)
}

// TransportError is a request without a response, or with an incomplete one.
type TransportError struct {
	RequestInfo

	// Sent reports whether the request was sent, so that the service may have acted.
	Sent bool
	// Status and TraceID are those of a response that began and did not end in time,
	// else 0 and "".
	Status  int
	TraceID string
	// Cause is why there is no response, and Text what the system reports, as one bounded
	// line without credentials and without the secret parts of a callback URL.
	Cause Cause
	Text  string
	// Err is what the system reports, the context's error if that ended. Its text may
	// contain secrets.
	Err error
}

// Error returns one line with the request and why there was no response.
func (e *TransportError) Error() string {
	return fmt.Sprintf("%s %s got no response: %s", e.Method, e.URL, e.Text)
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// The longest texts of an error, in characters. The longest published message has
// 263 characters.
const (
	maxLabel  = 128
	maxText   = 1000
	maxCause  = 300
	maxSample = 200
)

// oneLine returns text with each unprintable character replaced by a space, cut
// after limit characters.
func oneLine(text string, limit int) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text))
	if characters := []rune(text); len(characters) > limit {
		return string(characters[:limit]) + "…"
	}
	return text
}
