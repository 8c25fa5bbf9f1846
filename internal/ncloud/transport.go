package ncloud

import (
	"context"
	"net/http"
	"time"
)

// SigningTransport is an [http.RoundTripper] that signs each attempt separately, so
// that a retry has a current timestamp.
type SigningTransport struct {
	// Credentials provides the pair that signs.
	Credentials CredentialsProvider
	// Now is the clock for the timestamps.
	Now func() time.Time
	// Next sends the signed request.
	Next http.RoundTripper
}

// RoundTrip signs a clone of req and sends it; it does not change req. The Request
// field of the response is the signed clone, as [http.Transport] sets it. The text
// of an error contains neither the keys nor the signature.
func (t *SigningTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	credentials, err := t.Credentials.Retrieve(req.Context())
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // as http.RoundTripper requires
		}
		return nil, err
	}
	signed := req.Clone(context.WithValue(req.Context(), signer{}, credentials))
	signRequest(signed, credentials, t.Now())
	resp, err := t.Next.RoundTrip(signed)
	if err != nil {
		return nil, redactError(err, signed)
	}
	return resp, nil
}
