package livestation

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Source is the system whose words an answer carries.
type Source int

// The layers of an answer.
const (
	SourceUnknown     Source = iota // neither of the two, such as a proxy's page
	SourceLiveStation               // Live Station itself: codes of six digits
	SourceGateway                   // the API gateway in front of it: codes of three digits
)

// String returns the layer's name as the vendor's pages write it.
func (l Source) String() string {
	switch l {
	case SourceLiveStation:
		return "Live Station"
	case SourceGateway:
		return "API gateway"
	default:
		return "unknown"
	}
}

// A Kind says what sort of failure an answer stands for.
type Kind int

// The kinds of failure.
const (
	KindUnknown         Kind = iota // the code says nothing about the cause, or is in no table
	KindUnauthenticated             // the key, signature or timestamp was not accepted
	KindPermission                  // the account may not do this
	KindNotFound                    // what the request names is not there
	KindInvalidRequest              // the request itself is wrong
	KindWrongState                  // what the request names is in a state that does not allow it
	KindThrottled                   // too many calls
	KindUnavailable                 // a system is down or out of reach for now
	KindInternal                    // a system failed inside
)

// String returns the kind in lower-case words.
func (k Kind) String() string {
	switch k {
	case KindUnauthenticated:
		return "unauthenticated"
	case KindPermission:
		return "permission"
	case KindNotFound:
		return "not found"
	case KindInvalidRequest:
		return "invalid request"
	case KindWrongState:
		return "wrong state"
	case KindThrottled:
		return "throttled"
	case KindUnavailable:
		return "unavailable"
	case KindInternal:
		return "internal"
	default:
		return "unknown"
	}
}

// A Problem says what is wrong with an answer that carries no error code.
type Problem int

// The faults of an answer.
const (
	ProblemNone        Problem = iota // the answer carries an error code
	ProblemRedirect                   // a redirect, which is never followed: the keys' headers would go along
	ProblemCutShort                   // a body that could not be read to its end
	ProblemTooLarge                   // a body of more than [MaxResponseSize]
	ProblemStatus                     // a status that is not 2xx, and no error object
	ProblemEmpty                      // no body
	ProblemContentType                // a 2xx of another content type than JSON
	ProblemNotJSON                    // a 2xx whose body is broken JSON
	ProblemShape                      // a 2xx whose JSON is not what the API's pages describe
	ProblemNoCode                     // an error object without an error code
)

// String returns the fault as a predicate of "the answer".
func (f Problem) String() string {
	switch f {
	case ProblemNone:
		return "carries an error code"
	case ProblemRedirect:
		return "is a redirect"
	case ProblemCutShort:
		return "could not be read to its end"
	case ProblemTooLarge:
		return fmt.Sprintf("is larger than %d bytes", MaxResponseSize)
	case ProblemStatus:
		return "carries no error object"
	case ProblemEmpty:
		return "has no body"
	case ProblemContentType:
		return "is not JSON by its content type"
	case ProblemNotJSON:
		return "cannot be read as JSON"
	case ProblemShape:
		return "is JSON of another shape than documented"
	default:
		return "carries an error without a code"
	}
}

// Error is an answer of Live Station, of the API gateway, or of something that
// stands where they should, that does not hold what was asked for. Every text in
// it is one bounded line of printable characters, and shows no key.
type Error struct {
	// Method and URL are what was asked.
	Method, URL string
	// Attempts is how often it was asked, from 1, and Elapsed in how long.
	Attempts int
	Elapsed  time.Duration

	// Status is the answer's HTTP status. It decides nothing where there is a code.
	Status int
	// TraceID is the answer's x-ncp-trace-id, which the vendor's support asks for.
	TraceID string
	// Date is the answer's Date header, zero where there is none; Signed is the
	// time that the request carried, by the clock as it was corrected then.
	Date, Signed time.Time
	// RetryAfter is how long the answer asks to wait, 0 where it does not ask.
	RetryAfter time.Duration
	// TimeLeft is what was left of the operation's time when RetryAfter asked for
	// more than that, else 0.
	TimeLeft time.Duration
	// late is true where another attempt was due and there was no time for it.
	late bool

	// Source and Kind follow from the code.
	Source Source
	Kind   Kind
	// Code is the errorCode as it was sent, "" where there is a Problem.
	Code string
	// Name is the errorName, from the published table where the answer has none.
	Name string
	// Message is what the answer says.
	Message string
	// Details is what the API gateway adds to its message.
	Details string

	// Problem says what is wrong with an answer without a code.
	Problem Problem
	// ContentType is the answer's, for one with a Problem.
	ContentType string
	// Location is where a redirect points, its query left out.
	Location string
	// Sample is how the body of an answer with a Problem begins.
	Sample string
}

// Error returns one line with what was asked and what was answered.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s answered HTTP %d: ", e.Method, e.URL, e.Status)
	if e.Code == "" {
		fmt.Fprintf(&b, "the answer %s", e.Problem)
	} else {
		fmt.Fprintf(&b, "%s error %s", e.Source, e.CodeAndName())
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.TraceID != "" {
		fmt.Fprintf(&b, " [trace ID %s]", e.TraceID)
	}
	return b.String()
}

// CodeAndName returns the code and, in brackets, its name where it has one.
func (e *Error) CodeAndName() string {
	if e.Name == "" {
		return e.Code
	}
	return fmt.Sprintf("%s (%s)", e.Code, e.Name)
}

// ClockSkew returns how far the clock that the request was signed by is ahead of
// the answering server's, negative where it is behind, to the second. It reports
// false for an answer without a date.
func (e *Error) ClockSkew() (time.Duration, bool) {
	if e.Date.IsZero() {
		return 0, false
	}
	return e.Signed.Sub(e.Date).Round(time.Second), true
}

// TransportError is a request that no answer came to, or only a part of one.
type TransportError struct {
	// Method and URL are what was asked.
	Method, URL string
	// Attempts is how often it was asked, and Elapsed in how long; 0 for a caller who
	// gave up before the first, or left others waiting for a request that it shared.
	Attempts int
	Elapsed  time.Duration
	// late is true where another attempt was due and there was no time for it.
	late bool
	// Status and TraceID are those of an answer that began and did not end in
	// time, else 0 and "".
	Status  int
	TraceID string
	// Last is the last answer that an earlier attempt got, nil where none did.
	Last *Error
	// Err is why there was no answer: a context's error where one ended.
	Err error
	// Cause is what Err says, as one bounded line that shows no key.
	Cause string
}

// Error returns one line with what was asked and why no answer came.
func (e *TransportError) Error() string {
	return fmt.Sprintf("%s %s got no answer: %s", e.Method, e.URL, e.Cause)
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// The longest texts of an [Error], in characters. The longest published message
// has 263.
const (
	maxLabel  = 128
	maxText   = 1000
	maxCause  = 300
	maxSample = 200
)

// present makes every text of the error fit to be shown: keys are hidden before it
// is cut to its length, since a cut could leave a part of one. What is far behind
// the cut is not even looked at.
func (e *Error) present(redact func(string) string) {
	for _, t := range []struct {
		text  *string
		limit int
	}{
		{&e.TraceID, maxLabel}, {&e.Code, maxLabel}, {&e.Name, maxLabel}, {&e.ContentType, maxLabel},
		{&e.Message, maxText}, {&e.Details, maxText}, {&e.Location, maxText}, {&e.Sample, maxSample},
	} {
		*t.text = oneLine(redact((*t.text)[:min(len(*t.text), 16*t.limit)]), t.limit)
	}
}

// oneLine returns text with what a terminal would not print as a character
// replaced by a space, cut after limit characters.
func oneLine(text string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(text) {
		if n == limit {
			b.WriteString("…")
			break
		}
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			r = ' '
		}
		b.WriteRune(r)
		n++
	}
	return strings.TrimSpace(b.String())
}
