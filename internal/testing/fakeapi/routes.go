package fakeapi

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// An operation does what a request requests, and returns the response.
type operation func(*http.Request) http.HandlerFunc

// route returns the operation for a method and path, and the only region that it
// serves; nil and "" if the API gateway has no such operation.
func (s *Server) route(method, path, body string) (found operation, region string) {
	path = strings.TrimPrefix(path, s.currentBasePath())
	if s.liveStation != nil {
		found, region = s.edgeOperation(method, path), "any"
	} else if rest, ok := strings.CutPrefix(path, "/api/v2/"); ok {
		found, region = s.operation(method, rest, body), "KR"
	} else if rest, ok := strings.CutPrefix(path, "/api/fin-v2/"); ok {
		found, region = s.operation(method, rest, body), "FKR"
	}
	if found == nil {
		return nil, ""
	}
	return found, region
}

func (s *Server) operation(method, path, body string) operation {
	switch method + " " + path {
	case "GET events/callbackEndpoint":
		return s.getCallbackEndpoint
	case "POST events/callbackEndpoint":
		return s.setCallbackEndpoint(body)
	case "GET qualitySets":
		return s.getQualitySets
	case "POST qualitySets":
		return s.acting(method, s.createQualitySet(body))
	case "GET qualityProfiles":
		return getQualityProfiles
	}
	if id, ok := strings.CutPrefix(path, "qualitySets/"); ok {
		switch method {
		case http.MethodGet:
			return s.getQualitySet(id)
		case http.MethodPut:
			return s.acting(method, s.updateQualitySet(id, body))
		case http.MethodDelete:
			return s.acting(method, s.deleteQualitySet(id))
		}
	}
	for prefix, channelType := range map[string]string{
		"channels": "live", "re-stream/channels": "re_stream", "vod/channels": "vod2live",
	} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			return s.channelOperation(method, channelType, rest, body)
		}
	}
	return nil
}

// channelOperation returns the operation for a path below that of a channel type.
func (s *Server) channelOperation(method, channelType, rest, body string) operation {
	parts := strings.Split(rest, "/")
	if channelType == "live" {
		if write := s.channelWrite(method, parts, body); write != nil {
			return s.acting(method, write)
		}
	}
	switch {
	case method == http.MethodGet && rest == "":
		return s.listChannels(channelType)
	case method == http.MethodGet && len(parts) == 2 && parts[1] != "":
		return s.getChannel(channelType, parts[1])
	case method == http.MethodGet && len(parts) == 3 && parts[2] == "serviceUrls" && channelType != "re_stream":
		return s.getServiceURLs(channelType, parts[1])
	case method == http.MethodPost && len(parts) == 3 && parts[2] == "callbackEndpoint":
		return s.setChannelCallbackEndpoint(channelType, parts[1], body)
	default:
		return nil
	}
}

// channelWrite returns the operation that only live channels have here, nil if it is none.
func (s *Server) channelWrite(method string, parts []string, body string) operation {
	switch {
	case method == http.MethodPost && len(parts) == 1:
		return s.createChannel(body)
	case method == http.MethodPut && len(parts) == 2:
		return s.updateChannelSettings(parts[1], body)
	case method == http.MethodPut && len(parts) == 3 && (parts[2] == "off" || parts[2] == "on"):
		return s.switchChannel(parts[1], parts[2])
	case method == http.MethodPost && len(parts) == 3 && parts[2] == "cdnInfo":
		return s.moveChannel(parts[1], body)
	case method == http.MethodDelete && len(parts) == 2:
		return s.deleteChannel(parts[1])
	case method == http.MethodGet && len(parts) == 3 && parts[2] == "records":
		return s.getRecordings(parts[1])
	default:
		return nil
	}
}

// queryParameters are the parameters of each operation that has any, by the end of
// its path.
var queryParameters = map[string][]string{
	"channels":    {"pageNo", "pageSizeNo", "channelStatus", "id", "channelName"},
	"serviceUrls": {"serviceUrlType"},
	"qualitySets": {"genType", "type"},
}

// acceptsQuery reports whether the operation has all parameters of the query.
func acceptsQuery(r *http.Request) bool {
	var accepted []string
	if r.Method == http.MethodGet {
		accepted = queryParameters[path.Base(r.URL.Path)]
	}
	for name := range r.URL.Query() {
		if !slices.Contains(accepted, name) {
			return false
		}
	}
	return true
}
