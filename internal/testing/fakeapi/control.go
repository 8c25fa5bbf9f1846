package fakeapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// controlPath is the path of the control API, with which a user reads and changes a
// server's state. All paths of the real API begin with /api/.
const controlPath = "/_control"

const (
	maxControlBody  = 1 << 20 // bytes
	maxFailures     = 10_000
	requestsInState = 20
)

// ControlURL returns the base URL of the control API. Like the server, it listens on
// 127.0.0.1 only, and it requires no keys.
func (s *Server) ControlURL() string { return s.URL + controlPath }

// ControlHelp returns the curl commands for each operation of the control API.
func (s *Server) ControlHelp() string {
	return strings.NewReplacer("URL/", s.ControlURL()+"/", "ID", MainStage().ID).Replace(
		`Show the accounts, the registrations, the channels and the latest requests:
  curl URL/state
Set the default callback URL (an empty value removes it):
  curl -d '{"callbackUrl": "https://events.example.com/other"}' URL/state
Add a channel (live, re_stream, vod2live), or change its name, status (READY, PUBLISHING, BLOCK) or callbackEndpoint:
  curl -d '{"channels": [{"type": "live", "id": "ID", "name": "renamed", "status": "BLOCK"}]}' URL/state
Change any field of a live channel, as a colleague does in the console:
  curl -d '{"channels": [{"type": "live", "id": "ID", "fields": {"qualitySetId": 1001, "useDVR": false}}]}' URL/state
Remove a channel:
  curl -d '{"channels": [{"type": "live", "id": "ID", "status": ""}]}' URL/state
Fail the next requests (codes of the API gateway have 3 digits, those of Live Station 6; no code: HTML):
  curl -d '{"count": 3, "status": 429, "code": 420}' URL/failures
Let the next creation of a channel act, and lose its response (or PUT, DELETE):
  curl -d '{"count": 1, "status": 504, "code": 510, "after": "POST"}' URL/failures
Cancel the failures that are left:
  curl -d '{"count": 0}' URL/failures
`)
}

func (s *Server) newControl() http.Handler {
	mux := http.NewServeMux()
	help := func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, s.ControlHelp()) }
	mux.HandleFunc("GET "+controlPath, help)
	mux.HandleFunc("GET "+controlPath+"/{$}", help)
	mux.HandleFunc("GET "+controlPath+"/state", s.controlHandler(func([]byte) error { return nil }))
	mux.HandleFunc("POST "+controlPath+"/state", s.controlHandler(s.changeState))
	mux.HandleFunc("POST "+controlPath+"/failures", s.controlHandler(s.changeFailures))
	return mux
}

// controlHandler returns a handler that passes the body of the request to change, and
// responds with the state after it, or with the error.
func (s *Server) controlHandler(change func(body []byte) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
		if err == nil {
			err = change(body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(s.state()) // Fails only if the client has disconnected.
	}
}

// state shows no headers of requests, because they might contain the access key of a
// real account.
func (s *Server) state() map[string]any {
	requests := []map[string]string{}
	received := s.Requests()
	for _, r := range received[max(0, len(received)-requestsInState):] {
		requests = append(requests, map[string]string{
			"method": r.Method, "uri": r.URI, "body": r.Body, "rejection": r.Rejection,
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	failures := len(s.preset.next)
	for _, pending := range s.writes.after {
		failures += len(pending)
	}
	byKey := func(a, b Account) int { return strings.Compare(a.AccessKey, b.AccessKey) }
	return map[string]any{
		"accounts":     slices.SortedFunc(maps.Values(s.accounts), byKey),
		"callbackUrl":  s.callbackURL,
		"channels":     append([]Channel{}, s.channels...),
		"failuresLeft": failures,
		"requests":     requests,
	}
}

// changeState sets the fields that the body contains.
func (s *Server) changeState(body []byte) error {
	var wanted struct {
		CallbackURL *string           `json:"callbackUrl"`
		Channels    []json.RawMessage `json:"channels"`
	}
	if err := decodeControl(body, &wanted); err != nil {
		return err
	}
	channels := []Channel{}
	edited := map[string]map[string]any{}
	for _, fields := range wanted.Channels {
		var named struct {
			Channel
			Fields map[string]any `json:"fields"`
		}
		if err := decodeControl(fields, &named); err != nil {
			return err
		}
		if !slices.Contains(ChannelTypes(), named.Type) || named.ID == "" || strings.Contains(named.ID, "/") {
			return fmt.Errorf("a channel requires an id and a type (%s)", strings.Join(ChannelTypes(), ", "))
		}
		changed := s.Channel(named.Type, named.ID)
		if changed == (Channel{}) {
			changed = Channel{Name: "added", Status: "READY"}
		}
		_ = json.Unmarshal(fields, &changed) // succeeded above
		object := s.objectOf(changed)
		for name := range named.Fields {
			if _, known := object[name]; !known {
				return fmt.Errorf("unknown field %q of a channel; known are %s", name,
					strings.Join(slices.Sorted(maps.Keys(object)), ", "))
			}
		}
		channels = append(channels, changed)
		edited[changed.ID] = named.Fields
	}
	for _, c := range channels {
		if c.Status == "" {
			s.RemoveChannel(c.Type, c.ID)
		} else {
			s.PutChannel(c)
			s.EditChannel(c.ID, func(fields map[string]any) {
				fields["channelName"] = c.Name
				maps.Copy(fields, edited[c.ID])
			})
		}
	}
	if wanted.CallbackURL != nil {
		s.Register(*wanted.CallbackURL)
	}
	return nil
}

// changeFailures replaces the failures that are left.
func (s *Server) changeFailures(body []byte) error {
	const message = "The control API requested this failure."
	wanted := struct {
		Count, Status, Code int
		After               string
	}{Status: http.StatusInternalServerError}
	if err := decodeControl(body, &wanted); err != nil {
		return err
	}
	if wanted.Count < 0 || wanted.Count > maxFailures || wanted.Status < http.StatusOK || wanted.Status > 599 {
		return fmt.Errorf("count must be a number from 0 to %d, and status one from 200 to 599", maxFailures)
	}
	if !slices.Contains([]string{"", http.MethodPost, http.MethodPut, http.MethodDelete}, wanted.After) {
		return errors.New("after must be POST, PUT or DELETE")
	}
	var response http.HandlerFunc
	switch code := wanted.Code; {
	case code == 0:
		response = Raw(wanted.Status, "text/html", "<html><body>"+message+"</body></html>")
	case code >= 100 && code < 1000:
		response = GatewayError(wanted.Status, code, message, "")
	case code >= 100_000 && code < 1_000_000:
		response = LiveStationError(wanted.Status, code, "", message)
	default:
		return fmt.Errorf("code is %d, but must have 3 digits (API gateway) or 6 digits (Live Station)", code)
	}
	s.ClearResponses()
	if wanted.After != "" {
		s.RespondAfter(wanted.After, wanted.Count, response)
		return nil
	}
	s.RespondNext(wanted.Count, response)
	return nil
}

// decodeControl decodes a JSON object. A field that the operation does not have is an
// error, because it is probably misspelled.
func decodeControl(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the body is not the JSON that this operation requires: %w", err)
	}
	return nil
}
