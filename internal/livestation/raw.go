package livestation

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// RawRequest is a request whose response is returned as it is. The operations are for
// callers that use the API; this is for make check-api, which examines it.
type RawRequest struct {
	// Service is [SourceGlobalEdge] for a request to Global Edge, whose endpoint must be configured.
	Service Source
	Method  string
	// Path comes after the prefix of the site or of Global Edge and is not escaped further.
	Path  string
	Query url.Values
	// Body is sent as JSON; nil for no body.
	Body any
	// WithoutRegion leaves out the region header.
	WithoutRegion bool
}

// RawResponse is a response as it was received. It may contain secrets.
type RawResponse struct {
	Status int
	Header http.Header
	// Body has at most one byte more than [MaxResponseSize].
	Body []byte
	// Signed is the time that the request was signed with.
	Signed time.Time
}

// Raw sends one request through the same signing and transport as every operation,
// without retries. The error is a [*TransportError] if there is no complete response.
func (c *Client) Raw(ctx context.Context, r RawRequest) (*RawResponse, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.Timeout, timeoutError{c.config.Timeout})
	defer cancel()
	op := operation{
		service: r.Service, method: r.Method, path: r.Path, query: r.Query, body: r.Body, withoutRegion: r.WithoutRegion,
	}
	read, err := c.send(ctx, op)
	if err != nil {
		return nil, err
	}
	if read.readErr != nil {
		return nil, c.newTransportError(ctx, op, read.readErr, true)
	}
	return &RawResponse{Status: read.status, Header: read.header, Body: read.body, Signed: read.signed}, nil
}
