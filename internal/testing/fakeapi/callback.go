package fakeapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// Register sets the account's default callback endpoint; "" removes it.
func (s *Server) Register(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbackURL = url
}

// Registered returns the account's default callback endpoint, "" if there is none.
func (s *Server) Registered() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.callbackURL
}

// SetUnregisteredBody sets the JSON of a response to Get Callback Endpoint if no
// default is registered. The real one is not published (assumption A17). A new
// [Server] returns {"content":{"callbackUrl":null}}; {"content":null}, {"content":{}}
// and {"content":{"callbackUrl":""}} mean the same.
func (s *Server) SetUnregisteredBody(json string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unregistered = json
}

func (s *Server) getCallbackEndpoint(*http.Request) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.callbackURL == "" {
		return JSON(http.StatusOK, json.RawMessage(s.unregistered))
	}
	return success(map[string]any{"callbackUrl": s.callbackURL})
}

func (s *Server) setCallbackEndpoint(body string) operation {
	return func(*http.Request) http.HandlerFunc {
		callbackURL, invalid := parseURL(body, "callbackUrl")
		if invalid != nil {
			return invalid
		}
		s.Register(callbackURL)
		return success(map[string]any{"callbackUrl": callbackURL, "updateTime": time.Now().UnixMilli()})
	}
}

// parseURL returns the URL in the only field that a JSON body may have, or the error
// response. Which URLs the real API accepts is not published (assumption A40).
func parseURL(body, field string) (string, http.HandlerFunc) {
	var sent map[string]string
	if json.Unmarshal([]byte(body), &sent) != nil {
		return "", LiveStationError(http.StatusBadRequest, 250012, "JSON_PARSE_GENERAL_ERROR",
			"Invalid request data,please check")
	}
	value, ok := sent[field]
	if !ok || len(sent) != 1 {
		return "", LiveStationError(http.StatusBadRequest, 250011, "NEED_VALUE", field+" must has a valid value")
	}
	if u, err := url.Parse(value); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", rejected(250022, "The url that you specified is not invalid format.")
	}
	return value, nil
}
