package ncloud

import (
	"net/http"
	"time"
)

// SigningTransport is an [http.RoundTripper] that signs each request as it
// leaves, so that an attempt that waited its turn carries no stale timestamp.
type SigningTransport struct {
	// Credentials is the pair that signs.
	Credentials Credentials
	// Now is the clock that timestamps come from.
	Now func() time.Time
	// Next sends the signed request.
	Next http.RoundTripper
}

// RoundTrip signs a clone of req and sends it; req itself stays unsigned. The
// response's Request field is the signed clone, as [http.Transport] sets it.
func (t *SigningTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	signed := req.Clone(req.Context())
	signRequest(signed, t.Credentials, t.Now())
	return t.Next.RoundTrip(signed)
}
