package ncloud

import "context"

// CredentialsProvider returns the pair of keys that signs a request: always the
// same pair ([Credentials]), or one that is renewed ([ServerRole]). It is safe for
// concurrent use.
type CredentialsProvider interface {
	// Retrieve returns the pair to sign with now. It may call a service, until the
	// context ends.
	Retrieve(ctx context.Context) (Credentials, error)
}
