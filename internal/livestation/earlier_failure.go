package livestation

import (
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
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

// ConcernsAll reports whether an error says more about the credentials, the region or the
// connection than about one operation, so that others probably fail the same way.
func ConcernsAll(err error) bool { return classOf(err) != nil }

// classOf returns what failures that concern all operations have in common if they are
// the same: a Cause, a Kind, a Problem or a code. It is nil for other failures.
func classOf(err error) any {
	var failure *Error
	var unanswered *TransportError
	switch {
	case errors.As(err, &failure):
		switch {
		case failure.Code == "250019", failure.Code == "250020": // region or site
			return failure.Code
		case failure.Source == SourceGateway && failure.Code == "400": // quota
			return failure.Code
		case failure.Kind == KindUnauthenticated, failure.Kind == KindUnavailable:
			return failure.Kind
		case failure.Problem == ProblemRedirect, failure.Problem == ProblemNotAPI, // for example a login page
			failure.Problem == ProblemDenied:
			return failure.Problem
		}
	case errors.As(err, &unanswered) && unanswered.Cause != CauseCanceled:
		return unanswered.Cause
	}
	return nil
}

// isLasting reports whether failures of a class cannot pass by themselves. A server role
// may provide other keys instead of rejected ones.
func (c *Client) isLasting(class any) bool {
	switch class {
	case KindUnauthenticated:
		_, fixed := c.config.Credentials.(ncloud.Credentials)
		return fixed
	case "250019", "250020", CauseServerRole, CauseProxyInvalid, CauseProxyNoTLS, CauseProxyCredentials,
		CauseNoTLS, CauseCertificateHost, CauseCertificateExpired, CauseCertificateUntrusted:
		return true
	default:
		return false
	}
}

// An earlierFailure is what a client knows from operations that ended: the failure that
// concerns all, unless Live Station has responded to another operation since.
type earlierFailure struct {
	mu      sync.Mutex
	err     error
	class   any
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
	return c.earlier.err != nil && c.earlier.class == classOf(err)
}

// remember keeps what the end of an operation says about others. reason is why another
// attempt could have been made, "" if none could.
func (c *Client) remember(op operation, err error, reason string) {
	class := classOf(err)
	lasting := c.isLasting(class)
	var failure *Error
	c.earlier.mu.Lock()
	defer c.earlier.mu.Unlock()
	switch {
	case err == nil, class == nil && errors.As(err, &failure) && failure.Source == SourceLiveStation:
		c.earlier.err = nil
		c.earlier.lasting = false
		c.earlier.responded = true
	case class == nil, c.earlier.lasting:
	case !lasting && reason == "" && op.method != http.MethodGet: // It has one attempt only.
	default:
		c.earlier.err = err
		c.earlier.class = class
		c.earlier.lasting = lasting && !c.earlier.responded
	}
}
