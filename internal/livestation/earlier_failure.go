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

// notSent returns the error of an operation that cannot succeed, nil if it might.
func (c *Client) notSent(op operation) error {
	c.earlier.mu.Lock()
	defer c.earlier.mu.Unlock()
	if !c.earlier.lasting {
		return nil
	}
	return &NotSentError{RequestInfo: RequestInfo{Method: op.method, URL: c.url(op).String()}, Err: c.earlier.err}
}

// hasFailedBefore reports whether an operation with all its attempts failed the same way.
func (c *Client) hasFailedBefore(err error) bool {
	c.earlier.mu.Lock()
	defer c.earlier.mu.Unlock()
	return c.earlier.err != nil && c.earlier.scope == scopeOf(err)
}

// remember keeps what the end of an operation says about others. reason is why another
// attempt could have been made, "" if none could.
func (c *Client) remember(op operation, err error, reason string) {
	scope := scopeOf(err)
	lasting := scope != "" && RequestOf(err).Lasting
	var failure *Error
	c.earlier.mu.Lock()
	defer c.earlier.mu.Unlock()
	switch {
	case err == nil, scope == "" && errors.As(err, &failure) && failure.Source == SourceLiveStation:
		c.earlier.err = nil
		c.earlier.lasting = false
		c.earlier.responded = true
	case scope == "", c.earlier.lasting:
	case !lasting && reason == "" && op.method != http.MethodGet: // It has one attempt only.
	default:
		c.earlier.err = err
		c.earlier.scope = scope
		c.earlier.lasting = lasting && !c.earlier.responded
	}
}

// scopeOf returns the scope of an error, "" if it is nil or not about a request.
func scopeOf(err error) string {
	if info := RequestOf(err); info != nil {
		return info.Scope
	}
	return ""
}
