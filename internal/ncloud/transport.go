package ncloud

import (
	"context"
	"net/http"
	"time"
)

// SigningTransport is an [http.RoundTripper] that signs each attempt anew, so
// that one that is made after a pause carries no stale timestamp.
type SigningTransport struct {
	// Credentials hands out the pair that signs.
	Credentials CredentialsProvider
	// Now is the clock that timestamps come from.
	Now func() time.Time
	// Next sends the signed request.
	Next http.RoundTripper
}

// RoundTrip signs a clone of req and sends it; req itself stays unsigned. The
// response's Request field is the signed clone, as [http.Transport] sets it. An
// error's text shows neither the access key nor the signature.
func (t *SigningTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	credentials, err := t.Credentials.Retrieve(req.Context())
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // as http.RoundTripper wants it done
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
