package fakeapi

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
)

// A Request is one that the fake API received.
type Request struct {
	Method string
	// URI is the target as the request line contains it.
	URI string
	// Protocol is HTTP/1.1 or HTTP/2.0.
	Protocol string
	Header   http.Header
	Body     string
	// Rejection is the reason why the API rejects the request, "" if it accepts it.
	// It is set even if a test has set the response.
	Rejection string
}

// Requests returns the requests received so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Connections returns how many connections clients have opened so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

func (s *Server) countConnections(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.opened++
	}
}

// ServeHTTP records the request and sends the response that was set, else the API's.
// Requests to the control API are not recorded.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == controlPath || strings.HasPrefix(r.URL.Path, controlPath+"/") {
		s.control.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	now := s.now()
	operation, region := s.route(r.Method, r.URL.EscapedPath(), string(body))
	rejected := s.reject(r, region, now)
	response := s.record(r, Request{
		Method: r.Method, URI: r.RequestURI, Protocol: r.Proto, Header: r.Header.Clone(), Body: string(body),
		Rejection: rejected.reasonOrEmpty(),
	})

	header := w.Header()
	header.Set("Server", "nginx")
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("x-ncp-trace-id", s.nextTraceID())
	switch {
	case response != nil:
		response(w, r)
	case rejected != nil:
		rejected.response(w, r)
	default:
		operation(r)(w, r)
		s.runAfterEach()
	}
}

// record saves the request and returns the response that was set for it, if any.
func (s *Server) record(received *http.Request, r Request) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	return s.preset.take(received, len(s.requests))
}
