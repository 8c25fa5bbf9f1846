package livestation

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// A NotSentError is an operation that makes no request, because an earlier one of the
// client failed in a way that cannot pass by itself.
type NotSentError struct {
	RequestInfo

	// Err is the earlier operation's error.
	Err error
}

// Error returns one line with the request and the earlier error.
func (e *NotSentError) Error() string {
	return fmt.Sprintf("%s %s was not sent after an earlier failure: %s", e.Method, e.URL, e.Err)
}

// Unwrap returns the earlier error.
func (e *NotSentError) Unwrap() error { return e.Err }

// An earlierFailure is what a client knows from operations that ended: the failure that
// concerns all, unless Live Station has responded to another operation since.
type earlierFailure struct {
	mu      sync.Mutex
	err     error
	scope   string
	lasting bool
	// responded is true once Live Station has accepted the credentials and the region.
	// Then no failure keeps other operations from making requests.
	responded bool
}

// earlierOf returns the failure of the service that an operation is for.
func (c *Client) earlierOf(op operation) *earlierFailure {
	if op.service == SourceGlobalEdge {
		return &c.earlierOfEdge
	}
	return &c.earlier
}

// notSent returns the error of an operation that cannot succeed, nil if it might.
func (c *Client) notSent(op operation) error {
	earlier := c.earlierOf(op)
	earlier.mu.Lock()
	defer earlier.mu.Unlock()
	if !earlier.lasting {
		return nil
	}
	request := RequestInfo{Service: op.service, Method: op.method, URL: c.url(op).String()}
	return &NotSentError{RequestInfo: request, Err: earlier.err}
}

// hasFailedBefore reports whether an operation with all its attempts failed the same way.
func (c *Client) hasFailedBefore(op operation, err error) bool {
	earlier := c.earlierOf(op)
	earlier.mu.Lock()
	defer earlier.mu.Unlock()
	return earlier.err != nil && earlier.scope == scopeOf(err)
}

// remember keeps what the end of an operation says about others. reason is why another
// attempt could have been made, "" if none could.
func (c *Client) remember(op operation, err error, reason string) {
	scope := scopeOf(err)
	lasting := scope != "" && RequestOf(err).Lasting
	var failure *Error
	earlier := c.earlierOf(op)
	earlier.mu.Lock()
	defer earlier.mu.Unlock()
	switch {
	case err == nil, scope == "" && errors.As(err, &failure) && failure.Source == SourceLiveStation:
		earlier.err = nil
		earlier.lasting = false
		earlier.responded = true
	case scope == "", earlier.lasting:
	case !lasting && reason == "" && op.method != http.MethodGet: // It has one attempt only.
	default:
		earlier.err = err
		earlier.scope = scope
		earlier.lasting = lasting && !earlier.responded
	}
}

// scopeOf returns the scope of an error, "" if it is nil or not about a request.
func scopeOf(err error) string {
	if info := RequestOf(err); info != nil {
		return info.Scope
	}
	return ""
}
