package livestation

import (
	"context"
	"net/http"
)

// CallbackEndpoint is the account's default callback endpoint, to which Live
// Station posts the events of every channel that has none of its own.
type CallbackEndpoint struct {
	// CallbackURL is "" where no endpoint is registered. What the API answers
	// then is inferred (no content, or no URL in it): no page shows it.
	CallbackURL string `json:"callbackUrl"`
}

// GetCallbackEndpoint reads the account's default callback endpoint (Get
// Callback Endpoint). The errors are [*Error], [*TransportError] and the
// context's own.
func (c *Client) GetCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	var endpoint CallbackEndpoint
	err := c.do(ctx, http.MethodGet, "/events/callbackEndpoint", &endpoint)
	return endpoint, err
}
