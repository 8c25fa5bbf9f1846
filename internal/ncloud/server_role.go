package ncloud

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// renewBefore is how long before their expiration keys are renewed.
	renewBefore = 5 * time.Minute
	// renewInterval is how often keys without an expiration are renewed.
	renewInterval = 10 * time.Minute
	// renewRetryInterval is the time after a failed renewal until the next one.
	renewRetryInterval = 30 * time.Second
)

// ServerRole provides the temporary keys of the server role of a VPC server. It
// gets them from the server's metadata service and renews them before they expire.
type ServerRole struct {
	endpoint  string
	transport http.RoundTripper
	now       func() time.Time

	// sem guards the fields below. In contrast to a mutex, waiting for it can end
	// with a context.
	sem     chan struct{}
	keys    Credentials
	renewAt time.Time
	expires time.Time // zero if the keys have no expiration
}

// NewServerRole returns the role that the metadata service at endpoint knows,
// [DefaultMetadataEndpoint] if endpoint is "". It sends no request. The error is a
// predicate of the endpoint.
func NewServerRole(endpoint string, now func() time.Time) (*ServerRole, error) {
	if endpoint == "" {
		endpoint = DefaultMetadataEndpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("is not a valid URL of a metadata service, such as " + DefaultMetadataEndpoint)
	}
	return &ServerRole{
		endpoint: strings.TrimRight(endpoint, "/"),
		// The keys are sent unencrypted on the server's own link. Neither a proxy nor a
		// redirect, which an http.Client would follow, may send them elsewhere. A dial
		// can outlive its request, so it has its own timeout.
		transport: &http.Transport{
			DialContext:       (&net.Dialer{Timeout: metadataTimeout}).DialContext,
			DisableKeepAlives: true,
		},
		now: now,
		sem: make(chan struct{}, 1),
	}, nil
}

// Retrieve returns the keys of the role. It requests them from the metadata service
// if there are none yet or if they expire soon. If a renewal fails, the keys are
// used until they expire.
//
// The error is a [*ServerRoleError], also if the context ends while this caller or
// another one waits for the metadata service. If the context had ended before, the
// error is the context's own.
func (r *ServerRole) Retrieve(ctx context.Context) (Credentials, error) {
	if ctx.Err() != nil {
		return Credentials{}, causeOf(ctx) // Nothing was requested.
	}
	select {
	case r.sem <- struct{}{}:
		defer func() { <-r.sem }()
	case <-ctx.Done():
		return Credentials{}, r.contextError(ctx, metadataRolePath)
	}
	now := r.now()
	if r.keys.AccessKey() != "" && now.Before(r.renewAt) {
		return r.keys, nil
	}
	keys, expires, err := r.fetch(ctx)
	if err != nil {
		if r.keys.AccessKey() != "" && (r.expires.IsZero() || now.Before(r.expires)) {
			r.renewAt = earlier(now.Add(renewRetryInterval), r.expires)
			return r.keys, nil
		}
		return Credentials{}, err
	}
	r.keys = keys
	r.expires = expires
	switch {
	case expires.IsZero():
		r.renewAt = now.Add(renewInterval)
	case expires.Add(-renewBefore).After(now):
		r.renewAt = expires.Add(-renewBefore)
	default: // The keys expire soon: renew them, but not before each request.
		r.renewAt = earlier(now.Add(renewRetryInterval), expires)
	}
	return r.keys, nil
}

// earlier returns the earlier of two times. A zero second time counts as none.
func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// ServerRoleError says why the metadata service did not provide keys.
type ServerRoleError struct {
	URL     string // the URL that was requested
	Problem string // a predicate of the metadata service
	Err     error  // the cause; nil if there was a response
}

func (e *ServerRoleError) Error() string {
	text := fmt.Sprintf("the metadata service at %s %s", printable(e.URL, maxTextShown), e.Problem)
	if e.Err != nil {
		text += ": " + printable(e.Err.Error(), maxTextShown)
	}
	return text
}

// Unwrap returns the cause.
func (e *ServerRoleError) Unwrap() error { return e.Err }
