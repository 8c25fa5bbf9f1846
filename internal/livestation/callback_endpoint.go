package livestation

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
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
}

// GetCallbackEndpoint reads the account's default callback endpoint (Get Callback
// Endpoint). Reads in flight share one request. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	op := getCallbackEndpoint
	op.share = true
	body, err := call[callbackEndpointBody](ctx, c, op, nil)
	return CallbackEndpoint{CallbackURL: body.url()}, err
}

// GetLatestCallbackEndpoint is [Client.GetCallbackEndpoint] with a request of its own:
// one in flight may have read the URL before something else registered another.
func (c *Client) GetLatestCallbackEndpoint(ctx context.Context) (CallbackEndpoint, error) {
	body, err := call[callbackEndpointBody](ctx, c, getCallbackEndpoint, nil)
	return CallbackEndpoint{CallbackURL: body.url()}, err
}

var getCallbackEndpoint = operation{method: http.MethodGet, path: callbackEndpointPath, public: true}

// callbackOutcome is the outcome of a registration that may have succeeded.
const callbackOutcome = "The URL might have been registered anyway. Run terraform plan to see the current URL."

// SetCallbackEndpoint registers callbackURL as the account's default callback
// endpoint, replaces a registered one, and returns what the API confirms, which is
// nothing if the response is empty (Set Callback Endpoint, assumption A35). The API
// has no call that removes a registration. The errors are [*Error] and
// [*TransportError].
func (c *Client) SetCallbackEndpoint(ctx context.Context, callbackURL string) (CallbackEndpoint, error) {
	body, err := call(ctx, c, operation{
		method:  http.MethodPost,
		path:    callbackEndpointPath,
		body:    map[string]string{"callbackUrl": callbackURL},
		public:  true,
		secrets: callbackSecrets(callbackURL),
		outcome: callbackOutcome,
	}, func(b callbackEndpointBody) bool { return b.url() != "" })
	return CallbackEndpoint{CallbackURL: body.url()}, err
}

// callbackEndpointBody is the body of a response about the default endpoint.
//
// What the API returns if no endpoint is registered is assumed (assumption A17),
// because no page shows it: null or an empty object for the content, or null or "" for the URL.
// Anything else is an unexpected format and never "none".
type callbackEndpointBody struct{ urlText callbackURLText }

func (b callbackEndpointBody) url() string { return string(b.urlText) }

// UnmarshalJSON accepts an endpoint or none.
func (b *callbackEndpointBody) UnmarshalJSON(data []byte) error {
	var fields, contentFields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	content, ok := fields["content"]
	if !ok {
		return expectEmpty(fields)
	}
	if err := json.Unmarshal(content, &contentFields); err != nil {
		return err
	}
	callbackURL, ok := contentFields["callbackUrl"]
	if !ok {
		return expectEmpty(contentFields)
	}
	if err := json.Unmarshal(callbackURL, &b.urlText); err != nil || b.urlText != "" {
		return err
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
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New("a URL has no control characters")
	}
	if utf8.RuneCountInString(text) > MaxCallbackURL {
		return errors.New("the URL is too long")
	}
	*u = callbackURLText(strings.TrimSpace(text))
	return nil
}

// callbackSecrets returns the parts of a callback URL that may be secret and that a
// response could repeat, as written and decoded, the longest first. Parts of fewer
// than four characters are left out, because hiding them would make the text
// unreadable.
func callbackSecrets(callbackURL string) []string {
	u, err := url.Parse(callbackURL)
	if err != nil {
		return nil
	}
	_, authority, _ := strings.Cut(callbackURL, "//")
	authority = authority[:strings.IndexAny(authority+"/", "/?#")]
	userInfo := authority[:max(strings.LastIndexByte(authority, '@'), 0)]
	user, password, _ := strings.Cut(userInfo, ":")
	parts := []string{userInfo, user, password, u.RawQuery, u.EscapedFragment()}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if _, value, _ := strings.Cut(part, "="); strings.Trim(value, "=") != "" {
			part = value
		}
		parts = append(parts, part)
	}
	for _, part := range slices.Clone(parts) {
		for _, decode := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
			if decoded, err := decode(part); err == nil {
				parts = append(parts, decoded)
			}
		}
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return len(part) < 4 })
	slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.Compact(parts)
}
