package fakeapi

import (
	"encoding/json"
	"time"
)

// A Delivery is an event that Live Station would post, and the endpoint that would
// receive it.
type Delivery struct {
	// URL is "" if no endpoint receives the event.
	URL   string
	Event string // the JSON
}

// EmitEvent returns the event that Live Station would post, and the endpoint: the
// channel's own, else the account's default, else none. It sends nothing.
func (s *Server) EmitEvent(channelType, id, event string) Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events++
	body, _ := json.Marshal(map[string]any{ // strings and numbers always encode
		"id": s.events, "logLevel": "INFO", "channelId": id, "event": event, "timestamp": time.Now().UnixMilli(),
	})
	receiver := s.callbackURL
	if i := s.find(channelType, id); i >= 0 && s.channels[i].CallbackEndpoint != "" {
		receiver = s.channels[i].CallbackEndpoint
	}
	return Delivery{URL: receiver, Event: string(body)}
}
