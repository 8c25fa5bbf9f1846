package fakeapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Behavior is how a [Server] differs from what it does by default. make check-api
// writes the differences between the default and the real API in this form. The zero
// value differs in nothing.
type Behavior struct {
	// Responses replaces the response in a situation, one of [Situations].
	Responses map[string]Response `json:"responses,omitempty"`
	// Fields changes a field in every response with the object. The key is an object, one
	// of [Objects], a dot, and the name of the field.
	Fields map[string]Field `json:"fields,omitempty"`
	// Headers replaces headers of the responses of a class, one of [Classes]; "" removes
	// a header.
	Headers map[string]map[string]string `json:"headers,omitempty"`
}

// A Response is what a server returns in a situation.
type Response struct {
	// Accept is true to return what a request without the mistake returns.
	Accept bool `json:"accept,omitempty"`
	// Status is the HTTP status, 0 for the default.
	Status int `json:"status,omitempty"`
	// Body is the JSON, nil for the default.
	Body json.RawMessage `json:"body,omitempty"`
}

// A Field is a changed field: with another type, or with another value.
type Field struct {
	// Type is "string", "number", "boolean", "object", "array", "null", or "absent".
	Type string `json:"type,omitempty"`
	// Value is the JSON, instead of a type.
	Value json.RawMessage `json:"value,omitempty"`
}

// The situations of requests with a mistake. Each is detected by the server's default
// response to it.
const (
	WrongSignature = "wrongSignature"
	OldTimestamp   = "oldTimestamp"
	MissingRegion  = "missingRegion"
	InvalidRegion  = "invalidRegion" // no site has the region
	OtherRegion    = "otherRegion"   // the other site has the region
	UnknownPath    = "unknownPath"
	UnknownChannel = "unknownChannel"
	LargePage      = "largePage" // pageSizeNo is more than 100
)

// The situations of requests without a mistake. Those of lists and of channels have a
// dot and the type of the channels after the name, such as list.live.
const (
	RecentTimestamp = "recentTimestamp" // 1 to 5 minutes off
	Default         = "default"         // a default endpoint is registered
	NoDefault       = "noDefault"       // none is registered
	SetDefault      = "setDefault"
	List            = "list"
	FullPage        = "fullPage"     // pageSizeNo is 100; before List
	SmallPage       = "smallPage"    // pageSizeNo is 1
	PastLastPage    = "pastLastPage" // pageNo is past the end
	Filter          = "filter"       // with id or channelName
	OneChannel      = "channel"
	SetChannel      = "setChannel"
	GeneralURLs     = "serviceUrls"
	ThumbnailURLs   = "thumbnailUrls"
	QualitySets     = "qualitySets"
)

// Situations returns the keys of [Behavior.Responses].
func Situations() []string {
	situations := []string{
		WrongSignature, OldTimestamp, MissingRegion, InvalidRegion, OtherRegion, UnknownPath, UnknownChannel, LargePage,
		RecentTimestamp, Default, NoDefault, SetDefault, FullPage, SmallPage, PastLastPage, Filter, SetChannel, QualitySets,
	}
	for _, name := range []string{List, OneChannel, GeneralURLs, ThumbnailURLs} {
		for _, channelType := range ChannelTypes() {
			situations = append(situations, name+"."+channelType)
		}
	}
	return situations
}

// The objects of [Behavior.Fields].
const (
	LiveStationErrorObject = "liveStationError"
	GatewayErrorObject     = "gatewayError"
	ListObject             = "list"       // the body of a list of channels
	ChannelObject          = "channel"    // in a list or alone
	NoCallbackObject       = "noCallback" // a channel without its own callback endpoint
	LiveChannelObject      = "liveChannel"
	ServiceURLObject       = "serviceUrl"
	QualitySetObject       = "qualitySet"
)

// Objects returns the objects of [Behavior.Fields].
func Objects() []string {
	return []string{
		LiveStationErrorObject, GatewayErrorObject, ListObject, ChannelObject, NoCallbackObject, LiveChannelObject,
		ServiceURLObject, QualitySetObject,
	}
}

// The classes of [Behavior.Headers].
const (
	SuccessClass          = "success"
	LiveStationErrorClass = "liveStationError"
	GatewayErrorClass     = "gatewayError"
)

// Classes returns the classes of [Behavior.Headers].
func Classes() []string { return []string{SuccessClass, LiveStationErrorClass, GatewayErrorClass} }

// IsZero reports whether a behavior differs in nothing.
func (b Behavior) IsZero() bool { return len(b.Responses)+len(b.Fields)+len(b.Headers) == 0 }

// ParseBehavior reads a behavior from JSON, or from the last block of JSON in a report
// of make check-api.
func ParseBehavior(data []byte) (Behavior, error) {
	var b Behavior
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		start := strings.LastIndex(text, "```json\n")
		if start < 0 {
			return b, errors.New("contains neither a JSON object nor a block of JSON")
		}
		text, _, _ = strings.Cut(text[start+len("```json\n"):], "\n```")
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b); err != nil {
		return Behavior{}, fmt.Errorf("contains invalid JSON: %w", err)
	}
	return b, b.validate()
}

func (b Behavior) validate() error {
	for situation, response := range b.Responses {
		if !slices.Contains(Situations(), situation) {
			return fmt.Errorf("contains the situation %q, which is not one of %s", situation, strings.Join(Situations(), ", "))
		}
		if response.Status != 0 && (response.Status < 200 || response.Status > 599) {
			return fmt.Errorf("contains the status %d, which is not between 200 and 599", response.Status)
		}
	}
	for name, field := range b.Fields {
		object, _, _ := strings.Cut(name, ".")
		if !slices.Contains(Objects(), object) {
			return fmt.Errorf("contains the field %q of an object that is not one of %s", name, strings.Join(Objects(), ", "))
		}
		types := []string{"", "string", "number", "boolean", "object", "array", "null", "absent"}
		if !slices.Contains(types, field.Type) || (field.Type == "") == (field.Value == nil) {
			return fmt.Errorf("contains the field %q without a valid type or a value", name)
		}
	}
	for class := range b.Headers {
		if !slices.Contains(Classes(), class) {
			return fmt.Errorf("contains headers of %q, which is not one of %s", class, strings.Join(Classes(), ", "))
		}
	}
	return nil
}

// SetBehavior makes the server differ from its default. Responses of the control API
// and the order of responses that a test sets do not change.
func (s *Server) SetBehavior(b Behavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behavior = b
}

// withBehavior wraps the handler of the API. With the zero behavior, the handler
// writes its response itself, because some responses are not valid HTTP.
func (s *Server) withBehavior(api http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		behavior := s.behavior
		s.mu.Unlock()
		if behavior.IsZero() || strings.HasPrefix(r.URL.Path, controlPath) {
			api(w, r)
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorded := httptest.NewRecorder()
		api(recorded, r)
		s.change(behavior, recorded, r, string(body))
		maps.Copy(w.Header(), recorded.Header())
		if recorded.Header().Get("Date") == "" {
			w.Header()["Date"] = nil // Otherwise net/http adds it.
		}
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(recorded.Body.Bytes()) // Fails only if the client has disconnected.
	}
}

// change applies the behavior to a response.
func (s *Server) change(behavior Behavior, recorded *httptest.ResponseRecorder, r *http.Request, body string) {
	situation := s.situation(recorded, r)
	isFull := strings.HasPrefix(situation, List) && r.URL.Query().Get("pageSizeNo") == "100"
	if _, ok := behavior.Responses[FullPage]; ok && isFull {
		situation = FullPage
	}
	if response, ok := behavior.Responses[situation]; ok {
		if response.Accept {
			s.accept(recorded, r, body)
		}
		if response.Status != 0 {
			recorded.Code = response.Status
		}
		if response.Body != nil {
			recorded.Body = bytes.NewBuffer(response.Body)
		}
	}
	class := classOf(recorded.Body.Bytes())
	var document any
	if len(behavior.Fields) > 0 && json.Unmarshal(recorded.Body.Bytes(), &document) == nil {
		behavior.changeFields(document, class, strings.TrimPrefix(r.URL.Path, s.currentBasePath()))
		changed, _ := json.Marshal(document) // It was decoded from JSON.
		recorded.Body = bytes.NewBuffer(changed)
	}
	for name, value := range behavior.Headers[class] {
		recorded.Header().Set(name, value)
		if value == "" {
			recorded.Header().Del(name)
		}
	}
}

// accept performs the operation of a rejected request.
func (s *Server) accept(recorded *httptest.ResponseRecorder, r *http.Request, body string) {
	accepted := r.Clone(r.Context())
	query := accepted.URL.Query()
	if size, err := strconv.Atoi(query.Get("pageSizeNo")); err == nil && size > 100 {
		query.Set("pageSizeNo", "100")
		accepted.URL.RawQuery = query.Encode()
	}
	operation, _ := s.route(r.Method, r.URL.EscapedPath(), body)
	if operation == nil {
		operation = JSON(http.StatusOK, map[string]any{"content": nil})
	}
	again := httptest.NewRecorder()
	operation(again, accepted)
	recorded.Code, recorded.Body = again.Code, again.Body
}

// situation returns the situation of a request, by the request and the default
// response to it.
func (s *Server) situation(recorded *httptest.ResponseRecorder, r *http.Request) string {
	code, details := errorOf(recorded.Body.Bytes())
	query := r.URL.Query()
	size, _ := strconv.Atoi(query.Get("pageSizeNo"))
	switch {
	case code == "200" && strings.HasPrefix(details, "Timestamp is off"):
		return OldTimestamp
	case code == "200":
		return WrongSignature
	case code == "250002" && size > 100:
		return LargePage
	case code != "":
		return map[string]string{
			"250003": MissingRegion, "250020": InvalidRegion, "250019": OtherRegion, "300": UnknownPath,
			"250100": UnknownChannel, "250123": UnknownChannel,
		}[code]
	case s.isOld(r):
		return RecentTimestamp
	}
	return s.situationOfOperation(r, size, query.Get("id")+query.Get("channelName") != "", recorded.Body.String())
}

// isOld reports whether a timestamp is at least a minute off.
func (s *Server) isOld(r *http.Request) bool {
	milliseconds, err := strconv.ParseInt(r.Header.Get("x-ncp-apigw-timestamp"), 10, 64)
	return err == nil && s.now().Sub(time.UnixMilli(milliseconds)).Abs() >= time.Minute
}

// situationOfOperation returns the situation of a request that succeeds by default.
func (s *Server) situationOfOperation(r *http.Request, size int, filtered bool, body string) string {
	kind, channelType := s.kind(r.URL.Path)
	switch {
	case kind == Default && r.Method == http.MethodPost:
		return SetDefault
	case kind == Default && s.Registered() == "":
		return NoDefault
	case kind == Default, kind == QualitySets:
		return kind
	case kind == SetChannel:
		return SetChannel
	case kind == GeneralURLs && r.URL.Query().Get("serviceUrlType") == "THUMBNAIL":
		return ThumbnailURLs + "." + channelType
	case kind == List && filtered:
		return Filter
	case kind == List && strings.Contains(body, `"content":[]`) && r.URL.Query().Get("pageNo") != "1":
		return PastLastPage
	case kind == List && size == 1:
		return SmallPage
	default:
		return kind + "." + channelType
	}
}

// kind returns what a path leads to: [Default], [List], [OneChannel], [SetChannel],
// [GeneralURLs] or [QualitySets].
func (s *Server) kind(path string) (kind, channelType string) {
	path = strings.TrimPrefix(path, s.currentBasePath())
	_, path, _ = strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
	switch path {
	case "events/callbackEndpoint":
		return Default, ""
	case "qualitySets":
		return QualitySets, ""
	}
	channelType = "live"
	if rest, ok := strings.CutPrefix(path, "re-stream/"); ok {
		channelType, path = "re_stream", rest
	} else if rest, ok := strings.CutPrefix(path, "vod/"); ok {
		channelType, path = "vod2live", rest
	}
	switch parts := strings.Split(path, "/"); {
	case len(parts) == 1:
		return List, channelType
	case len(parts) == 2:
		return OneChannel, channelType
	case parts[2] == "serviceUrls":
		return GeneralURLs, channelType
	default:
		return SetChannel, channelType
	}
}

// errorOf returns the code and the details of an error, "" if the body is none.
func errorOf(body []byte) (code, details string) {
	var sent struct {
		Error struct {
			Code    any    `json:"errorCode"`
			Details string `json:"details"`
		} `json:"error"`
		Code any `json:"errorCode"`
	}
	if json.Unmarshal(body, &sent) != nil {
		return "", ""
	}
	for _, c := range []any{sent.Error.Code, sent.Code} {
		switch c := c.(type) {
		case string:
			return c, sent.Error.Details
		case float64:
			return strconv.Itoa(int(c)), sent.Error.Details
		}
	}
	return "", ""
}

// classOf returns the class of a response.
func classOf(body []byte) string {
	switch code, _ := errorOf(body); len(code) {
	case 0:
		return SuccessClass
	case 3:
		return GatewayErrorClass
	default:
		return LiveStationErrorClass
	}
}

// changeFields changes the fields of the objects in a document.
func (b Behavior) changeFields(document any, class, path string) {
	body, _ := document.(map[string]any)
	content, isList := body["content"].([]any)
	if !isList {
		content = []any{body["content"]}
	}
	switch {
	case class != SuccessClass:
		object, _ := body["error"].(map[string]any)
		b.changeObject(class, object)
		return
	case strings.HasSuffix(path, "/serviceUrls"):
		b.changeEach(ServiceURLObject, content)
	case strings.HasSuffix(path, "/qualitySets"):
		b.changeEach(QualitySetObject, content)
	case strings.Contains(path, "/channels"):
		for _, entry := range content {
			if channel, ok := entry.(map[string]any); ok && channel["callbackEndpoint"] == nil {
				b.changeObject(NoCallbackObject, channel)
			}
		}
		b.changeEach(ChannelObject, content)
		if strings.Contains(path, "v2/channels") {
			b.changeEach(LiveChannelObject, content)
		}
		if isList {
			b.changeObject(ListObject, body)
		}
	}
}

func (b Behavior) changeEach(object string, entries []any) {
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		b.changeObject(object, fields)
	}
}

func (b Behavior) changeObject(object string, fields map[string]any) {
	for name, field := range b.Fields {
		of, name, _ := strings.Cut(name, ".")
		switch {
		case of != object || fields == nil:
		case field.Type == "absent":
			delete(fields, name)
		case field.Value != nil:
			fields[name] = field.Value
		default:
			fields[name] = convert(fields[name], field.Type)
		}
	}
}

// convert returns a value as another JSON type, with the same content if it has one.
func convert(value any, jsonType string) any {
	switch jsonType {
	case "string":
		switch value := value.(type) {
		case string:
			return value
		case float64:
			return strconv.FormatFloat(value, 'f', -1, 64)
		case bool:
			return strconv.FormatBool(value)
		default:
			return "text"
		}
	case "number":
		number, _ := strconv.ParseFloat(fmt.Sprint(value), 64)
		return number
	case "boolean":
		return value == true || value == "true"
	case "object":
		return map[string]any{"value": value}
	case "array":
		return []any{value}
	default:
		return nil
	}
}
