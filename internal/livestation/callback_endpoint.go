package livestation

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode"
)

// CallbackEndpoint is the account's default callback endpoint, to which Live
// Station posts the events of every channel that has none of its own.
type CallbackEndpoint struct {
	// CallbackURL is "" where no endpoint is registered. What the API answers
	// then is inferred (no content, or no URL in it): no page shows it.
	CallbackURL string
}

// GetCallbackEndpoint reads the account's default callback endpoint (Get
// Callback Endpoint). The errors are [*Error] and [*TransportError].
func (c *Client) GetCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	read, err := get[wireCallbackEndpoint](ctx, c, operation{method: http.MethodGet, path: callbackEndpointPath, public: true}, nil)
	return CallbackEndpoint{CallbackURL: string(read.value.CallbackURL)}, err
}

// wireCallbackEndpoint is the default as the API answers it.
type wireCallbackEndpoint struct {
	CallbackURL callbackURL `json:"callbackUrl"`
}

// SetCallbackEndpoint registers callbackURL as the account's default callback
// endpoint, in the place of what was registered before (Set Callback Endpoint).
// The API has no call that takes a registration away. The errors are [*Error]
// and [*TransportError].
func (c *Client) SetCallbackEndpoint(ctx context.Context, callbackURL string) error {
	return c.post(ctx, operation{method: http.MethodPost, path: callbackEndpointPath, body: map[string]string{"callbackUrl": callbackURL}, public: true})
}

const callbackEndpointPath = "/events/callbackEndpoint"

// callbackURL is a URL as the API answers it: "" for null and blank. It is kept
// as it was registered, but for control characters, which no URL has.
type callbackURL string

// UnmarshalJSON takes a string or null.
func (u *callbackURL) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New("a URL has no control characters")
	}
	*u = callbackURL(strings.TrimSpace(text))
	return nil
}
