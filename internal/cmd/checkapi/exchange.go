package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// An exchange is one step's request and the response to it.
type exchange struct {
	step
	// channel is what the request is about, nil for none.
	channel *channel
	// response is nil if there is none: then missing is why. cause has the words of the
	// system or of the server, which a report must not contain.
	response       *livestation.RawResponse
	missing, cause string
	// body is the decoded JSON. isJSON is false if the body is not JSON.
	body   any
	isJSON bool
	// failure is the error object in the body, nil if there is none.
	failure *failure
}

// A channel is one that a list contains.
type channel struct {
	channelType channelType
	id          string
	fields      map[string]any
}

// status returns the status of a channel.
func (c channel) status() string { return text(c.fields["channelStatus"]) }

func (c channel) isDeleted() bool { return c.status() == "DELETED" || c.status() == "FORCE_DELETED" }

// A failure is an error object.
type failure struct {
	code string // "" if there is none
	// known is the code's row in the published tables, nil if it is in none.
	known *livestation.Code
	// fields are those of the object, which may be the body itself.
	fields   map[string]any
	topLevel bool
}

// read decodes a response.
func (e *exchange) read(response *livestation.RawResponse) {
	e.response = response
	body := bytes.TrimPrefix(response.Body, []byte("\ufeff"))
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	e.isJSON = json.Valid(body) && decoder.Decode(&e.body) == nil
	object, _ := e.body.(map[string]any)
	if inner, ok := object["error"].(map[string]any); ok {
		e.failure = newFailure(inner)
	} else if _, ok := object["errorCode"]; ok {
		e.failure = newFailure(object)
		e.failure.topLevel = true
	}
	if e.failure != nil && e.failure.code == "250013" && e.isSuccess() {
		e.failure = nil // the code for success
	}
}

func newFailure(fields map[string]any) *failure {
	f := &failure{fields: fields}
	switch code := fields["errorCode"].(type) {
	case string:
		f.code = strings.TrimSpace(code)
	case json.Number:
		f.code = strings.TrimSuffix(code.String(), ".0")
	}
	if known, ok := livestation.LookupCode(f.code); ok {
		f.known = &known
	}
	return f
}

// sentBy reports whether the code is a published one of the source.
func (f *failure) sentBy(source livestation.Source) bool {
	return f != nil && f.known != nil && f.known.Source == source
}

// is reports whether the code is a published one of the kind.
func (f *failure) is(kinds ...livestation.Kind) bool {
	if f == nil || f.known == nil {
		return false
	}
	for _, kind := range kinds {
		if f.known.Kind == kind {
			return true
		}
	}
	return false
}

func (e *exchange) isSuccess() bool {
	return e.response != nil && e.response.Status >= 200 && e.response.Status < 300
}

// succeeded reports whether the response is HTTP 200 with JSON and without an error.
func (e *exchange) succeeded() bool {
	return e.response != nil && e.response.Status == http.StatusOK && e.isJSON && e.failure == nil
}

// accepted reports whether the request was not rejected.
func (e *exchange) accepted() bool { return e.isSuccess() && e.failure == nil }

// unavailable returns why a response tells nothing about the assumptions, "" if it does:
// there is none, or it is about the load or the availability.
func (e *exchange) unavailable() string {
	switch {
	case e.response == nil:
		return e.missing
	case e.failure.is(livestation.KindThrottled, livestation.KindUnavailable),
		e.failure == nil && isTransient(e.response.Status):
		return e.describe()
	default:
		return ""
	}
}

// inconclusive is unavailable for a request without a mistake, which the account may not
// be permitted to make.
func (e *exchange) inconclusive() string {
	if e.failure.is(livestation.KindPermission) {
		return e.describe()
	}
	return e.unavailable()
}

func isTransient(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

// content returns the content of the body, nil if there is none.
func (e *exchange) content() any {
	object, _ := e.body.(map[string]any)
	return object["content"]
}

// objects returns the objects in the content, and false if it is not a list of objects.
func (e *exchange) objects() ([]map[string]any, bool) {
	content, ok := e.content().([]any)
	if !ok {
		return nil, false
	}
	objects := []map[string]any{}
	for _, entry := range content {
		object, ok := entry.(map[string]any)
		if !ok {
			return nil, false
		}
		objects = append(objects, object)
	}
	return objects, true
}

// describe returns the status and what the body contains, without its values.
func (e *exchange) describe() string {
	if e.response == nil {
		return "no response: " + e.missing
	}
	description := fmt.Sprintf("HTTP %d", e.response.Status)
	switch {
	case e.failure != nil && e.failure.known != nil:
		return fmt.Sprintf("%s, %s code %s", description, e.failure.known.Source, e.failure.code)
	case e.failure != nil:
		return description + ", " + describeCode(e.failure.code)
	case !e.isJSON:
		return description + ", a body that is not JSON (" + e.contentType() + ")"
	default:
		return description
	}
}

// describeCode describes a code that is in no table. It is shown if it has the form of one.
func describeCode(code string) string {
	if len(code) > 0 && len(code) <= 6 && strings.Trim(code, "0123456789") == "" {
		return "unknown code " + code
	}
	return "an error without a code of digits"
}

// contentType returns the media type if it is a common one.
func (e *exchange) contentType() string {
	header := e.response.Header.Get("Content-Type")
	mediaType, _, err := mime.ParseMediaType(header)
	switch {
	case header == "":
		return "no content type"
	case err != nil:
		return "an invalid content type"
	}
	switch mediaType {
	case "application/json", "application/problem+json", "text/json", "text/html", "text/plain", "application/xml",
		"text/xml", "application/octet-stream", "application/javascript", "text/javascript":
		return mediaType
	default:
		return "another content type"
	}
}

// jsonType returns the name of a decoded value's type.
func jsonType(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// text returns a value that is a string, else "".
func text(value any) string {
	s, _ := value.(string)
	return s
}
