package fakeapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Channel is one of the account's channels.
type Channel struct {
	// Type is one of [ChannelTypes].
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
	// Status is any of the API's. Lists contain channels that are DELETED or
	// FORCE_DELETED too.
	Status string `json:"status"`
	// CallbackEndpoint is the channel's own, "" if it has none.
	CallbackEndpoint string `json:"callbackEndpoint"`
}

// MainStage returns the channel that the examples use: live, without its own
// callback endpoint.
func MainStage() Channel {
	return Channel{Type: "live", ID: "ls-20200327140131-aBCD3", Name: "main_stage", Status: "READY"}
}

// OldStage returns a live channel for [Server.PutOnCDNPlus], which an example moves.
func OldStage() Channel {
	return Channel{Type: "live", ID: "ls-20200327140133-iJKL5", Name: "old_stage", Status: "READY"}
}

// ChannelTypes returns the types that a [Channel] can have.
func ChannelTypes() []string { return []string{"live", "re_stream", "vod2live"} }

// PutChannel adds the channel, or replaces the one with its type and ID.
func (s *Server) PutChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(c.Type, c.ID); i >= 0 {
		s.channels[i] = c
		return
	}
	s.channels = append(s.channels, c)
}

// RemoveChannel removes a channel, so that the API does not find it.
func (s *Server) RemoveChannel(channelType, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels = slices.DeleteFunc(s.channels, func(c Channel) bool { return c.Type == channelType && c.ID == id })
}

// Channel returns a channel in its current state, the zero value if there is none.
func (s *Server) Channel(channelType, id string) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(channelType, id); i >= 0 {
		return s.channels[i]
	}
	return Channel{}
}

// Channels returns all channels in their current state.
func (s *Server) Channels() []Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.channels)
}

// updateChannel changes a channel if there is one.
func (s *Server) updateChannel(channelType, id string, change func(*Channel)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(channelType, id); i >= 0 {
		change(&s.channels[i])
	}
}

// find returns the index of a channel, -1 if there is none. The caller must hold mu.
func (s *Server) find(channelType, id string) int {
	return slices.IndexFunc(s.channels, func(c Channel) bool { return c.Type == channelType && c.ID == id })
}

// listChannels returns a page. The errors for invalid pages and the empty page past the
// end are not published (assumptions A20 and A22).
func (s *Server) listChannels(channelType string) operation {
	return func(r *http.Request) http.HandlerFunc {
		query := r.URL.Query()
		number, err := strconv.Atoi(query.Get("pageNo"))
		size, sizeErr := strconv.Atoi(query.Get("pageSizeNo"))
		if err != nil || sizeErr != nil || number < 1 || size < 1 || size > 100 {
			return LiveStationError(http.StatusBadRequest, 250002, "INVALID_FORMAT", "pageNo or pageSizeNo: invalid value.")
		}
		found := slices.DeleteFunc(s.findAll(channelType, query), func(c Channel) bool {
			return s.channelObject(c)["channelId"] == nil // hidden by SetChannelForm
		})
		page := []any{}           // of channels without record and uploadPath, which only GET by ID returns
		if number <= len(found) { // Beyond, every page is empty, and the index of its first channel could overflow.
			first := min((number-1)*size, len(found))
			for _, c := range found[first:min(first+size, len(found))] {
				object := s.channelObject(c)
				delete(object, "record")
				delete(object, "uploadPath")
				page = append(page, object)
			}
		}
		return JSON(http.StatusOK, map[string]any{"content": page, "total": len(found)})
	}
}

// findAll returns the channels of a type that match the filters of a query: id and
// channelName match in part. Filters are published for live channels only.
func (s *Server) findAll(channelType string, query url.Values) []Channel {
	if channelType != "live" {
		query = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Channel
	for _, c := range s.channels {
		status := query.Get("channelStatus")
		if c.Type == channelType && (status == "" || c.Status == status) &&
			strings.Contains(c.ID, query.Get("id")) && strings.Contains(c.Name, query.Get("channelName")) {
			found = append(found, c)
		}
	}
	return found
}

func (s *Server) getChannel(channelType, id string) operation {
	return func(*http.Request) http.HandlerFunc {
		if channelType == "live" {
			s.countRead(id)
		}
		return s.respondWith(channelType, id)
	}
}

func (s *Server) setChannelCallbackEndpoint(channelType, id, body string) operation {
	return func(*http.Request) http.HandlerFunc {
		callbackURL, invalid := parseURL(body, "callbackEndpoint")
		if invalid != nil {
			return invalid
		}
		s.updateChannel(channelType, id, func(c *Channel) { c.CallbackEndpoint = callbackURL })
		return s.respondWith(channelType, id)
	}
}

// respondWith returns a response with a channel or, if it is not found, an error. Which
// of the two codes for it the real API returns, and with which status, is not published
// (assumption A08): this one returns one for live channels and the other for the rest.
func (s *Server) respondWith(channelType, id string) http.HandlerFunc {
	object := s.objectOf(s.Channel(channelType, id))
	if object == nil {
		return channelNotFound(channelType)
	}
	return success(object)
}

func channelNotFound(channelType string) http.HandlerFunc {
	if channelType == "live" {
		return LiveStationError(http.StatusNotFound, 250100, "", "Channel is not found")
	}
	return LiveStationError(http.StatusNotFound, 250123, "", "The specified channel Id does not exist.")
}
