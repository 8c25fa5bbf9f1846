package livestation

import (
	"errors"
	"net/http"
	"time"
)

// retryReason returns why a failed request may be repeated, "" if it may not. A POST may be only if the
// service cannot have acted on it.
func retryReason(method string, err error) string {
	var failure *Error
	if errors.As(err, &failure) {
		return responseRetryReason(method, failure)
	}
	var unanswered *TransportError
	switch {
	case !errors.As(err, &unanswered) || unanswered.Cause.isPermanent():
		return ""
	case !unanswered.Sent:
		return "no connection"
	case method == http.MethodPost:
		return ""
	default:
		return "connection broken"
	}
}

// responseRetryReason repeats a POST only if there were too many requests: then the
// service has not acted on it (assumption A41).
func responseRetryReason(method string, e *Error) string {
	switch {
	case e.Kind == KindThrottled:
		return "throttled"
	case method == http.MethodPost:
		return ""
	case e.Kind == KindUnavailable:
		return "unavailable"
	case e.Problem == ProblemCutShort:
		return "response cut short"
	default:
		return ""
	}
}

// isRepeatable reports whether a PUT or DELETE that failed may succeed if it is sent again.
func isRepeatable(err error) bool {
	var unanswered *TransportError
	return retryReason(http.MethodGet, err) != "" || errors.As(err, &unanswered) && unanswered.Cause == CauseTimeout
}

// IsTransient reports whether a read that failed while something is waited for says nothing about
// what is waited for: there was no connection, the service failed, or its response is not readable.
func IsTransient(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) {
		return isRepeatable(err)
	}
	return failure.Status >= 500 || failure.Code == "" && failure.Status < 300 || failure.Kind == KindInternal ||
		isRepeatable(err)
}

// OutcomeUnknown reports whether the service may have acted on a write although the
// operation failed: a request was sent, and no response rejects it.
func OutcomeUnknown(err error) bool {
	request := RequestOf(err)
	return request != nil && request.Outcome != ""
}

// mayHaveActed is [OutcomeUnknown] for one attempt.
func mayHaveActed(method string, err error) bool {
	var failure *Error
	if method == http.MethodGet {
		return false
	}
	if errors.As(err, &failure) {
		return !failure.isRejection()
	}
	var unanswered *TransportError
	return errors.As(err, &unanswered) && unanswered.Sent
}

// isRejection reports whether a response says that the service has not acted. The
// code decides. Only without a known code does the HTTP status: a redirect or a
// client error was rejected before Live Station acted. HTTP 303 may follow a success.
func (e *Error) isRejection() bool {
	switch e.Kind {
	case KindUnauthenticated, KindPermission, KindNotFound, KindInvalidRequest, KindWrongState, KindThrottled:
		return true
	case KindUnavailable, KindInternal:
		return false
	}
	return e.Meaning == "" && e.Status >= 300 && e.Status < 500 && e.Status != http.StatusSeeOther
}

// retryAfterOf returns the pause that a response requests, 0 if there is none.
func retryAfterOf(err error) time.Duration {
	var failure *Error
	if !errors.As(err, &failure) {
		return 0
	}
	return failure.RetryAfter
}
