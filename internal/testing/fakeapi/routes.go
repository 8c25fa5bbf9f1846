package fakeapi

import (
	"net/http"
	"strings"
)

// route returns the operation for a method and path, and the only region that it
// serves; nil and "" if the API gateway has no such operation.
func (s *Server) route(method, path, body string) (operation http.HandlerFunc, region string) {
	path = strings.TrimPrefix(path, s.currentBasePath())
	if rest, ok := strings.CutPrefix(path, "/api/v2/"); ok {
		operation, region = s.operation(method, rest, body), "KR"
	} else if rest, ok := strings.CutPrefix(path, "/api/fin-v2/"); ok {
		operation, region = s.operation(method, rest, body), "FKR"
	}
	if operation == nil {
		return nil, ""
	}
	return operation, region
}

func (s *Server) operation(method, path, body string) http.HandlerFunc {
	switch method + " " + path {
	case "GET events/callbackEndpoint":
		return s.getCallbackEndpoint
	case "POST events/callbackEndpoint":
		return s.setCallbackEndpoint(body)
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
func (s *Server) channelOperation(method, channelType, rest, body string) http.HandlerFunc {
	parts := strings.Split(rest, "/")
	switch {
	case method == http.MethodGet && rest == "":
		return s.listChannels(channelType)
	case method == http.MethodGet && len(parts) == 2 && parts[1] != "":
		return s.getChannel(channelType, parts[1])
	case method == http.MethodPost && len(parts) == 3 && parts[2] == "callbackEndpoint":
		return s.setChannelCallbackEndpoint(channelType, parts[1], body)
	default:
		return nil
	}
}

// acceptsQuery reports whether the operation has all parameters of the query.
func acceptsQuery(r *http.Request) bool {
	if r.URL.RawQuery == "" {
		return true
	}
	if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/channels") {
		return false
	}
	for name := range r.URL.Query() {
		switch name {
		case "pageNo", "pageSizeNo", "channelStatus", "id", "channelName":
		default:
			return false
		}
	}
	return true
}
