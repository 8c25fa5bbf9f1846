package fakeapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Channel is one of the account's.
type Channel struct {
	// Type is live, re_stream or vod2live.
	Type             string
	ID, Name, Status string
	// CallbackEndpoint is the channel's own, "" where it has none.
	CallbackEndpoint string
}

// MainStage is the channel that the examples speak of: live, with no endpoint of
// its own.
func MainStage() Channel {
	return Channel{Type: "live", ID: "ls-20200327140131-aBCD3", Name: "main_stage", Status: "READY"}
}

// A Delivery is an event that Live Station would post, and to which endpoint.
type Delivery struct {
	// URL is "" where nobody gets the event.
	URL   string
	Event string // the JSON
}

// StreamKey is the secret that every channel object of the API carries.
const StreamKey = "fake-stream-key-5e1f0c"

// PutChannel adds the channel, or changes the one of its type and ID.
func (s *Server) PutChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(c.Type, c.ID); i >= 0 {
		s.channels[i] = c
		return
	}
	s.channels = append(s.channels, c)
}

// RemoveChannel deletes a channel.
func (s *Server) RemoveChannel(kind, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels = slices.DeleteFunc(s.channels, func(c Channel) bool { return c.Type == kind && c.ID == id })
}

// Registered returns the account's default callback endpoint.
func (s *Server) Registered() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.callbackURL
}

// Channel returns a channel as it is now, the zero value where there is none.
func (s *Server) Channel(kind, id string) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(kind, id); i >= 0 {
		return s.channels[i]
	}
	return Channel{}
}

// AfterEach makes f run after each answer that was not scripted.
func (s *Server) AfterEach(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = f
}

// EmitEvent makes an event happen on a channel and returns what Live Station would
// post, and to whom: the channel's own endpoint, else the default, else nobody.
func (s *Server) EmitEvent(kind, id, event string) Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events++
	body, _ := json.Marshal(map[string]any{ // of strings and numbers
		"id": s.events, "logLevel": "INFO", "channelId": id, "event": event, "timestamp": time.Now().UnixMilli(),
	})
	to := s.callbackURL
	if i := s.find(kind, id); i >= 0 && s.channels[i].CallbackEndpoint != "" {
		to = s.channels[i].CallbackEndpoint
	}
	return Delivery{URL: to, Event: string(body)}
}

// find returns the index of a channel, -1 where there is none. The caller holds mu.
func (s *Server) find(kind, id string) int {
	return slices.IndexFunc(s.channels, func(c Channel) bool { return c.Type == kind && c.ID == id })
}

func (s *Server) listChannels(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		number, err := strconv.Atoi(query.Get("pageNo"))
		size, sizeErr := strconv.Atoi(query.Get("pageSizeNo"))
		if err != nil || sizeErr != nil || number < 1 || size < 1 || size > 100 {
			LiveStationError(http.StatusBadRequest, 250002, "INVALID_FORMAT", "pageNo or pageSizeNo: invalid value.")(w, r)
			return
		}
		s.mu.Lock()
		var found []any
		for _, c := range s.channels {
			status := query.Get("channelStatus")
			if c.Type == kind && (status == "" || c.Status == status) && strings.Contains(c.Name, query.Get("channelName")) {
				found = append(found, c.object())
			}
		}
		s.mu.Unlock()
		first := min((number-1)*size, len(found))
		page := append([]any{}, found[first:min(first+size, len(found))]...)
		writeJSON(w, http.StatusOK, map[string]any{"content": page, "total": len(found)})
	}
}

func (s *Server) getChannel(kind, id string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := s.Channel(kind, id)
		if c.ID == "" {
			noSuchChannel(kind)(w, r)
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"content": c.object()})
	}
}

func (s *Server) setChannelCallback(kind, id, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to, refused := urlIn(body, "callbackEndpoint")
		c := s.Channel(kind, id)
		switch {
		case refused != nil:
			refused(w, r)
		case c.ID == "":
			noSuchChannel(kind)(w, r)
		default:
			c.CallbackEndpoint = to // a channel that is renamed meanwhile is no story of any test
			s.PutChannel(c)
			writeJSON(w, http.StatusOK, map[string]any{"content": c.object()})
		}
	}
}

func (s *Server) setDefaultCallback(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to, refused := urlIn(body, "callbackUrl")
		if refused != nil {
			refused(w, r)
			return
		}
		s.Register(to)
		writeJSON(w, http.StatusOK, map[string]any{"content": map[string]any{"callbackUrl": to, "updateTime": time.Now().UnixMilli()}})
	}
}

// urlIn returns the URL that stands under a name in a JSON body, or the error
// that answers for it. Which URLs the real API takes is not published.
func urlIn(body, name string) (string, http.HandlerFunc) {
	var sent map[string]string
	if json.Unmarshal([]byte(body), &sent) != nil {
		return "", LiveStationError(http.StatusBadRequest, 250012, "JSON_PARSE_GENERAL_ERROR", "Invalid request data,please check")
	}
	value, ok := sent[name]
	if !ok || len(sent) != 1 {
		return "", LiveStationError(http.StatusBadRequest, 250011, "NEED_VALUE", name+" must has a valid value")
	}
	if u, err := url.Parse(value); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", LiveStationError(http.StatusBadRequest, 250022, "", "The url that you specified is not invalid format.")
	}
	return value, nil
}

// noSuchChannel answers with one code for live channels and with the other of
// the two for the rest: which the real API takes is not published.
func noSuchChannel(kind string) http.HandlerFunc {
	if kind == "live" {
		return LiveStationError(http.StatusNotFound, 250100, "", "Channel is not found")
	}
	return LiveStationError(http.StatusNotFound, 250123, "", "The specified channel Id does not exist.")
}

// object is the channel as the API answers it, secrets included. A number where
// the pages have a String stays one.
func (c Channel) object() map[string]any {
	object := map[string]any{
		"channelId": c.ID, "channelName": c.Name, "channelStatus": c.Status, "instanceNo": 1234, "createdTime": 1599218791425,
		"streamKey": StreamKey, "publishUrl": fmt.Sprintf("rtmp://rtmp.example.com/%s/%s", c.ID, StreamKey), "callbackEndpoint": nil,
	}
	if c.CallbackEndpoint != "" {
		object["callbackEndpoint"] = c.CallbackEndpoint
	}
	return object
}
