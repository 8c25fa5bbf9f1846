package livestation

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

const callbackEndpointPath = "/events/callbackEndpoint"

// MaxCallbackURL is the maximum length of a callback URL in characters. Live Station
// does not publish one: this is what HTTP servers commonly accept (assumption A40).
const MaxCallbackURL = 8192

// CallbackEndpoint is the account's default callback endpoint, to which Live
// Station posts the events of each channel that has none of its own.
type CallbackEndpoint struct {
	// CallbackURL is "" if no endpoint is registered.
	CallbackURL string
	// NotFound is the error by which the API says so, nil for a success (assumption A17). It can
	// also be about the account.
	NotFound error
}

// GetCallbackEndpoint reads the account's default callback endpoint (Get Callback
// Endpoint). Reads in flight share one request. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	op := getCallbackEndpoint
	op.share = true
	return c.getCallbackEndpoint(ctx, op)
}

// GetLatestCallbackEndpoint is [Client.GetCallbackEndpoint] with a request of its own:
// one in flight may have read the URL before something else registered another.
func (c *Client) GetLatestCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	return c.getCallbackEndpoint(ctx, getCallbackEndpoint)
}

func (c *Client) getCallbackEndpoint(ctx context.Context, op operation) (CallbackEndpoint, error) {
	endpoint, err := call(ctx, c, op, required[CallbackEndpoint]{fields: requiredURL})
	if HasCode(err, codeNotFound) {
		return CallbackEndpoint{NotFound: err}, nil
	}
	return endpoint, err
}

var getCallbackEndpoint = operation{method: http.MethodGet, path: callbackEndpointPath}

const requiredURL = "content.callbackUrl"

// callbackOutcome is the outcome of a registration that may have succeeded.
const callbackOutcome = "The URL might have been registered anyway. Run terraform plan to see the current URL."

// SetCallbackEndpoint registers callbackURL as the account's default callback
// endpoint, replaces a registered one, and returns what the API confirms, which is
// nothing if the response is empty (Set Callback Endpoint, assumption A35). The API
// has no call that removes a registration. The errors are [*Error] and
// [*TransportError].
func (c *Client) SetCallbackEndpoint(ctx context.Context, callbackURL string) (CallbackEndpoint, error) {
	return call(ctx, c, operation{
		method:  http.MethodPost,
		path:    callbackEndpointPath,
		body:    map[string]string{"callbackUrl": callbackURL},
		secrets: callbackSecrets(callbackURL),
		outcome: callbackOutcome,
		single:  true,
	}, required[CallbackEndpoint]{requiredURL, func(e CallbackEndpoint) bool { return e.CallbackURL != "" }})
}

// UnmarshalJSON decodes the body of a response about the default endpoint.
//
// What the API returns if no endpoint is registered is assumed (assumption A17),
// because no page shows it: null or an empty object for the content, null or "" for the URL, or
// the error 250004. Anything else is an unexpected format and never "none".
func (e *CallbackEndpoint) UnmarshalJSON(data []byte) error {
	var fields, contentFields map[string]json.RawMessage
	var registered callbackURLText
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	content, ok := fields["content"]
	if !ok {
		return expectEmpty(fields)
	}
	if err := json.Unmarshal(content, &contentFields); err != nil {
		return at("content", err)
	}
	callbackURL, ok := contentFields["callbackUrl"]
	if !ok {
		return expectEmpty(contentFields)
	}
	if err := json.Unmarshal(callbackURL, &registered); err != nil || registered != "" {
		e.CallbackURL = string(registered)
		return at("content.callbackUrl", err)
	}
	delete(contentFields, "callbackUrl")
	delete(contentFields, "updateTime")
	return expectEmpty(contentFields)
}

func expectEmpty(fields map[string]json.RawMessage) error {
	if len(fields) > 0 {
		return errors.New("an object with other fields than documented")
	}
	return nil
}

// callbackURLText is a callback URL in a response: "" for null and blank.
type callbackURLText string

// UnmarshalJSON accepts a string that can be a URL, or null.
func (u *callbackURLText) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	if err != nil || strings.ContainsFunc(text, unicode.IsControl) || utf8.RuneCountInString(text) > MaxCallbackURL {
		return mismatch[callbackURLText](data)
	}
	*u = callbackURLText(strings.TrimSpace(text))
	return nil
}
