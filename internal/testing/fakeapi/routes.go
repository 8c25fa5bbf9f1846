package fakeapi

import (
	"net/http"
	"strings"
)

// route returns what serves a method and path, and the one region that is served
// there; nil where the API gateway leads them to nothing.
func (s *Server) route(method, path, body string) (serve http.HandlerFunc, region string) {
	path = strings.TrimPrefix(path, s.prefix())
	if rest, ok := strings.CutPrefix(path, "/api/v2/"); ok {
		return s.operation(method, rest, body), "KR"
	}
	if rest, ok := strings.CutPrefix(path, "/api/fin-v2/"); ok {
		return s.operation(method, rest, body), "FKR"
	}
	return nil, ""
}

func (s *Server) operation(method, path, body string) http.HandlerFunc {
	switch method + " " + path {
	case "GET events/callbackEndpoint":
		return func(w http.ResponseWriter, _ *http.Request) { s.getCallbackEndpoint(w) }
	case "POST events/callbackEndpoint":
		return s.setDefaultCallback(body)
	}
	for prefix, kind := range map[string]string{"channels": "live", "re-stream/channels": "re_stream", "vod/channels": "vod2live"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			return s.channelOperation(method, kind, rest, body)
		}
	}
	return nil
}

// channelOperation serves what stands behind the path of a type of channels.
func (s *Server) channelOperation(method, kind, rest, body string) http.HandlerFunc {
	parts := strings.Split(rest, "/")
	switch {
	case method == http.MethodGet && rest == "":
		return s.listChannels(kind)
	case method == http.MethodGet && len(parts) == 2 && parts[1] != "":
		return s.getChannel(kind, parts[1])
	case method == http.MethodPost && len(parts) == 3 && parts[2] == "callbackEndpoint":
		return s.setChannelCallback(kind, parts[1], body)
	default:
		return nil
	}
}

// takesQuery reports whether a query stands where the API reads one.
func takesQuery(r *http.Request) bool {
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
