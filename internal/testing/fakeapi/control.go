package fakeapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// controlPath is the path of the control API, by which a user reads and changes a
// server's state. All paths of the real API begin with /api/.
const controlPath = "/_control"

const (
	maxControlBody  = 64 << 10 // bytes
	maxFailures     = 10_000
	requestsInState = 100
)

// ControlURL returns the base URL of the control API. Like the server, it listens on
// 127.0.0.1 only, and it needs no keys.
func (s *Server) ControlURL() string { return s.URL + controlPath }

// ControlHelp returns the curl commands for each operation of the control API.
func (s *Server) ControlHelp() string {
	channel := "channels/live/" + MainStage().ID
	var b strings.Builder
	for _, c := range []struct{ purpose, options, path string }{
		{purpose: "Show the accounts, the registrations and the channels:", path: "state"},
		{purpose: "Show the latest requests to the API:", path: "requests"},
		{
			purpose: "Set the default callback URL (an empty value removes it):",
			options: "-d callbackUrl=https://events.example.com/other ", path: "callbackEndpoint",
		},
		{
			purpose: "Set a channel's own callback URL (an empty value removes it):",
			options: "-d callbackEndpoint=https://events.example.com/other ", path: channel,
		},
		{purpose: "Change a channel's name or status:", options: "-d name=renamed -d status=DELETED ", path: channel},
		{
			purpose: "Add a channel (" + strings.Join(ChannelTypes(), ", ") + "):",
			options: "-d id=ls-20250101000000-added -d name=added -d status=READY ", path: "channels/live",
		},
		{purpose: "Remove a channel:", options: "-X DELETE ", path: channel},
		{
			purpose: "Fail the next requests (codes of the API gateway have 3 digits, those of Live Station 6; no code: HTML):",
			options: "-d count=3 -d status=429 -d code=420 ", path: "failures",
		},
		{purpose: "Cancel the failures that are left:", options: "-X DELETE ", path: "failures"},
	} {
		fmt.Fprintf(&b, "%s\n  curl %s%s/%s\n", c.purpose, c.options, s.ControlURL(), c.path)
	}
	b.WriteString("If a value contains &, + or %, use --data-urlencode instead of -d.\n")
	return b.String()
}

func (s *Server) newControl() http.Handler {
	mux := http.NewServeMux()
	help := func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, s.ControlHelp()) }
	mux.HandleFunc("GET "+controlPath, help)
	mux.HandleFunc("GET "+controlPath+"/{$}", help)
	for pattern, operation := range map[string]controlOperation{
		"GET /state":                   s.controlState,
		"GET /requests":                s.controlRequests,
		"POST /callbackEndpoint":       s.controlSetCallbackEndpoint,
		"POST /channels/{type}":        s.controlAddChannel,
		"POST /channels/{type}/{id}":   s.controlChangeChannel,
		"DELETE /channels/{type}/{id}": s.controlRemoveChannel,
		"POST /failures":               s.controlFail,
		"DELETE /failures":             s.controlCancelFailures,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" "+controlPath+path, operation)
	}
	return mux
}

// A controlOperation returns the body of the response, for JSON, or an error if the
// request is not valid.
type controlOperation func(r *http.Request) (any, error)

func (o controlOperation) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxControlBody)
	body, err := o(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body) // Fails only if the client has disconnected.
}

func (s *Server) controlState(*http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	byKey := func(a, b Account) int { return strings.Compare(a.AccessKey, b.AccessKey) }
	return map[string]any{
		"accounts":     slices.SortedFunc(maps.Values(s.accounts), byKey),
		"callbackUrl":  s.callbackURL,
		"channels":     append([]Channel{}, s.channels...),
		"failuresLeft": len(s.preset.next),
	}, nil
}

// controlRequests shows no headers, because they might contain the access key of a
// real account.
func (s *Server) controlRequests(*http.Request) (any, error) {
	received := s.Requests()
	shown := []map[string]string{}
	for _, r := range received[max(0, len(received)-requestsInState):] {
		shown = append(shown, map[string]string{"method": r.Method, "uri": r.URI, "body": r.Body, "rejection": r.Rejection})
	}
	return map[string]any{"total": len(received), "requests": shown}, nil
}

func (s *Server) controlSetCallbackEndpoint(r *http.Request) (any, error) {
	fields, err := parseFields(r, "callbackUrl")
	if err != nil {
		return nil, err
	}
	s.Register(fields.Get("callbackUrl"))
	return map[string]string{"callbackUrl": s.Registered()}, nil
}

func (s *Server) controlAddChannel(r *http.Request) (any, error) {
	channelType, err := parseChannelType(r)
	if err != nil {
		return nil, err
	}
	fields, err := parseFields(r, "id", "name", "status", "callbackEndpoint")
	if err != nil {
		return nil, err
	}
	added := Channel{Type: channelType, ID: fields.Get("id"), Name: "added", Status: "READY"}
	if added.ID == "" || strings.Contains(added.ID, "/") {
		return nil, fmt.Errorf("id is missing or not valid (example: %s)", MainStage().ID)
	}
	setChannelFields(&added, fields)
	if s.Channel(channelType, added.ID) != (Channel{}) {
		return nil, fmt.Errorf("the %s channel %s already exists", channelType, added.ID)
	}
	s.PutChannel(added)
	return added, nil
}

func (s *Server) controlChangeChannel(r *http.Request) (any, error) {
	channelType, err := parseChannelType(r)
	if err != nil {
		return nil, err
	}
	fields, err := parseFields(r, "name", "status", "callbackEndpoint")
	if err != nil {
		return nil, err
	}
	changed := s.updateChannel(channelType, r.PathValue("id"), func(c *Channel) { setChannelFields(c, fields) })
	if changed == (Channel{}) {
		return nil, fmt.Errorf("there is no %s channel %s", channelType, r.PathValue("id"))
	}
	return changed, nil
}

func (s *Server) controlRemoveChannel(r *http.Request) (any, error) {
	channelType, err := parseChannelType(r)
	if err != nil {
		return nil, err
	}
	removed := s.Channel(channelType, r.PathValue("id"))
	if removed == (Channel{}) {
		return nil, fmt.Errorf("there is no %s channel %s", channelType, r.PathValue("id"))
	}
	s.RemoveChannel(removed.Type, removed.ID)
	return map[string]Channel{"removed": removed}, nil
}

func (s *Server) controlFail(r *http.Request) (any, error) {
	fields, err := parseFields(r, "count", "status", "code", "message")
	if err != nil {
		return nil, err
	}
	count, err := parseNumber(fields, "count", 1, maxFailures)
	if err != nil {
		return nil, err
	}
	status, err := parseNumber(fields, "status", http.StatusOK, 599)
	if err != nil {
		return nil, err
	}
	message := "The control API requested this failure."
	if fields.Has("message") {
		message = fields.Get("message")
	}
	response := Raw(status, "text/html", "<html><body>"+message+"</body></html>")
	if fields.Has("code") {
		code, err := parseNumber(fields, "code", 100, 999_999)
		switch {
		case err != nil:
			return nil, err
		case code < 1000:
			response = GatewayError(status, code, message, "")
		case code < 100_000:
			return nil, fmt.Errorf("code is %d, but must have 3 digits (API gateway) or 6 digits (Live Station)", code)
		default:
			response = LiveStationError(status, code, "", message)
		}
	}
	s.RespondNext(count, response)
	return s.failuresLeft(), nil
}

func (s *Server) controlCancelFailures(*http.Request) (any, error) {
	s.ClearResponses()
	return s.failuresLeft(), nil
}

func (s *Server) failuresLeft() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]int{"failuresLeft": len(s.preset.next)}
}

// parseFields returns the fields of a form. One that the operation does not have is
// an error, because it is probably misspelled.
func parseFields(r *http.Request, names ...string) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("cannot read the form: %w", err)
	}
	for name := range r.Form {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("%q is not a field of this operation: use -d NAME=VALUE, where NAME is %s",
				name, strings.Join(names, ", "))
		}
	}
	if len(r.Form) == 0 {
		return nil, fmt.Errorf("a field is required: use -d NAME=VALUE, where NAME is %s", strings.Join(names, ", "))
	}
	return r.Form, nil
}

func parseNumber(fields url.Values, name string, lowest, highest int) (int, error) {
	n, err := strconv.Atoi(fields.Get(name))
	if err != nil || n < lowest || n > highest {
		return 0, fmt.Errorf("%s is %q, but must be a number from %d to %d", name, fields.Get(name), lowest, highest)
	}
	return n, nil
}

func parseChannelType(r *http.Request) (string, error) {
	channelType := r.PathValue("type")
	if !slices.Contains(ChannelTypes(), channelType) {
		return "", fmt.Errorf("%q is not a channel type: use %s", channelType, strings.Join(ChannelTypes(), ", "))
	}
	return channelType, nil
}

// setChannelFields sets those that the form contains.
func setChannelFields(c *Channel, fields url.Values) {
	if fields.Has("name") {
		c.Name = fields.Get("name")
	}
	if fields.Has("status") {
		c.Status = fields.Get("status")
	}
	if fields.Has("callbackEndpoint") {
		c.CallbackEndpoint = fields.Get("callbackEndpoint")
	}
}
