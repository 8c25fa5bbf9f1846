package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// An exchange is one row's request and the response to it.
type exchange struct {
	row
	// response is nil if there is none: then missing is why. err has the words of the
	// system, which a report must not contain.
	response *livestation.RawResponse
	missing  string
	err      error
	// target is what a step is about, held whether the steps after it are sent.
	target object
	held   bool
	facts  facts
	// first is the state in the first response of several, times how many there were.
	first string
	times string
	// body is the decoded JSON. isJSON is false if the body is not JSON.
	body   any
	isJSON bool
	shape  shape
	// code is the error code, known its published row, failed whether there is an error object.
	code   string
	known  livestation.Code
	failed bool
}

// forget removes an earlier response, because there is none now.
func (e *exchange) forget(missing string) {
	e.response, e.missing, e.body, e.isJSON, e.shape = nil, missing, nil, false, shape{}
	e.code, e.known, e.failed = "", livestation.Code{}, false
}

// read decodes a response.
func (e *exchange) read(response *livestation.RawResponse) {
	e.forget("")
	e.response = response
	body := bytes.TrimPrefix(response.Body, []byte("\ufeff"))
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	e.isJSON = json.Valid(body) && decoder.Decode(&e.body) == nil
	e.shape = shapeOf(e.body)
	object, failed := e.object()["error"].(map[string]any)
	if _, topLevel := e.object()["errorCode"]; topLevel && !failed {
		object, failed = e.object(), true
	}
	switch code := object["errorCode"].(type) {
	case string, json.Number:
		e.code = fmt.Sprint(code)
	}
	e.known, _ = livestation.LookupCode(e.code)
	e.failed = failed
	if e.isOfGlobalEdge() && !failed {
		e.readCode()
	}
}

// succeeded reports whether the response is HTTP 200 with JSON and without an error. For a
// step, any 2xx status without an error is a success.
func (e *exchange) succeeded() bool {
	if e.response == nil || e.failed {
		return false
	}
	return e.isStep() && e.response.Status/100 == 2 || e.response.Status == http.StatusOK && e.isJSON
}

// isOverload reports whether a response is about the load or the availability.
func (e *exchange) isOverload() bool {
	return slices.Contains([]int{429, 502, 503, 504}, e.response.Status) ||
		e.known.Kind == livestation.KindThrottled || e.known.Kind == livestation.KindUnavailable
}

// outcome returns the status and the code, or why there is none, without other values
// of the response.
func (e *exchange) outcome() string {
	if e.response == nil {
		return e.missing
	}
	status := fmt.Sprintf("HTTP %d", e.response.Status)
	isCode := len(e.code) >= 3 && len(e.code) <= 6 && strings.Trim(e.code, "0123456789") == ""
	switch {
	case e.failed && e.known.Source != livestation.SourceUnknown:
		return fmt.Sprintf("%s, %s code %s", status, e.known.Source, e.code)
	case e.failed && isCode:
		return status + ", unknown code " + e.code
	case e.failed:
		return status + ", an error without a code of digits"
	case !e.isJSON:
		return status + ", a body that is not JSON (" + e.contentType() + ")"
	default:
		return status
	}
}

// contentType returns the media type if it is a common one.
func (e *exchange) contentType() string {
	mediaType, _, _ := mime.ParseMediaType(e.response.Header.Get("Content-Type"))
	if slices.Contains([]string{"application/json", "text/html", "text/plain"}, mediaType) {
		return mediaType
	}
	return "another type or none"
}

// object returns the body, nil if it is not an object.
func (e *exchange) object() map[string]any {
	object, _ := e.body.(map[string]any)
	return object
}

// content returns the object content of the body, nil if there is none.
func (e *exchange) content() map[string]any {
	content, _ := e.object()["content"].(map[string]any)
	return content
}

// entries returns the content if it is a list, objects the objects in it.
func (e *exchange) entries() []any {
	entries, _ := e.object()["content"].([]any)
	return entries
}

func (e *exchange) objects() []map[string]any { return objectsIn(e.entries()) }

func objectsIn(list []any) []map[string]any {
	var objects []map[string]any
	for _, entry := range list {
		if object, ok := entry.(map[string]any); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// text returns a value that is a string, else "".
func text(value any) string {
	s, _ := value.(string)
	return s
}

// isURL reports whether a decoded value is an http or https URL.
func isURL(value any) bool {
	u, err := url.Parse(text(value))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// wholeNumber returns a decoded value that is a whole number from 0.
func wholeNumber(value any) (int, bool) {
	number, _ := value.(json.Number)
	n, err := strconv.Atoi(number.String())
	return n, err == nil && n >= 0
}

// facts are words about the values of a response. The key is an assumption and what the
// word is about.
type facts map[string]string

// set adds a fact that is true or not.
func (f facts) set(what string, isTrue bool) {
	f[what] = map[bool]string{true: "yes", false: "no"}[isTrue]
}

var statusPattern = regexp.MustCompile(`^[A-Z][A-Z_]{1,29}$`)

// otherText replaces a status that must not be shown.
const otherText = "a text that is not a word in capital letters"

// addFacts adds the facts about a response: those of all rows, and the row's own.
func (r *recording) addFacts(e *exchange) {
	if e.response == nil {
		return
	}
	if e.isJSON && e.failed {
		e.addErrorFacts()
	}
	if e.isJSON && !e.isStep() && !e.isOfGlobalEdge() {
		_, err := http.ParseTime(e.response.Header.Get("Date"))
		e.facts["A15 content type"] = e.contentType()
		e.facts.set("A13 there is a header x-ncp-trace-id", e.response.Header.Get("x-ncp-trace-id") != "")
		e.facts.set("A14 the header Date is a time", err == nil)
	}
	if e.fields != nil && e.succeeded() {
		e.addChannelFacts()
	}
	if e.examine != nil && e.succeeded() {
		e.examine(r, e)
	}
}

// addErrorFacts adds whether the status and the fields of an error are those of its source.
func (e *exchange) addErrorFacts() {
	switch e.known.Source {
	case livestation.SourceLiveStation:
		e.facts["A39 the status of "+e.code] = strconv.Itoa(e.response.Status)
		e.facts.set("A12 there are no details", e.shape.types["error.details"] == nil)
	case livestation.SourceGateway:
		e.facts.set("A12 there is no errorName", e.shape.types["error.errorName"] == nil)
	}
}

// addChannelFacts adds whether the IDs and the statuses of channels have the published form.
func (e *exchange) addChannelFacts() {
	e.facts["A23 form of channelId is valid"], e.facts["A25 channelStatus"] = "yes", "published"
	for _, fields := range append(e.objects(), e.content()) {
		if id := text(fields["channelId"]); id != "" && !isChannelID(id) {
			e.facts["A23 form of channelId is valid"] = "no"
		}
		switch status := text(fields["channelStatus"]); {
		case status == "" || isPublishedStatus(status):
		case statusPattern.MatchString(status):
			e.facts["A25 channelStatus"] = status
		default:
			e.facts["A25 channelStatus"] = otherText
		}
	}
}

// namesInResponses are the fields with another name in responses, or with none.
var namesInResponses = map[string]string{
	"useDvr": "useDVR", "cdnInstanceNo": "instanceNo", "createCdn": "", "drmEnabledYn": "",
}

// compareSent adds how fields compare with what was sent, in any of their known spellings.
func (f facts) compareSent(assumption string, sent, got map[string]any) {
	spell := func(value any) string {
		parts := strings.Split(strings.ToLower(fmt.Sprint(value)), ",")
		slices.Sort(parts)
		return strings.Join(parts, ",")
	}
	for field, value := range sent {
		name, isOther := namesInResponses[field]
		if !isOther {
			name = field
		}
		nested, isObject := value.(map[string]any)
		switch fact := assumption + " " + name; {
		case isObject:
			inner, _ := got[name].(map[string]any)
			f.compareSent(assumption, nested, inner)
		case name == "":
		case got[name] == nil || got[name] == "":
			f[fact] = "absent"
		case spell(got[name]) == spell(value):
			f[fact] = "as sent"
		default:
			f[fact] = "another value"
		}
	}
}
