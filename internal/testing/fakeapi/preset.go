package fakeapi

import "net/http"

// preset is the responses that a test has set. They come before the API's own.
type preset struct {
	next          []http.HandlerFunc
	every         int
	everyResponse http.HandlerFunc
	where         func(*http.Request) bool
	whereResponse http.HandlerFunc
}

// RespondNext sets the response to the next n requests, whatever they are.
// Responses that were set before come first.
func (s *Server) RespondNext(n int, response http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.preset.next = append(s.preset.next, response)
	}
}

// RespondEvery sets the response to every nth request, unless RespondNext has set one.
func (s *Server) RespondEvery(n int, response http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preset.every = n
	s.preset.everyResponse = response
}

// RespondWhere sets the response to every request that matches, unless RespondNext
// or RespondEvery has set one.
func (s *Server) RespondWhere(matches func(*http.Request) bool, response http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preset.where = matches
	s.preset.whereResponse = response
}

// ClearResponses removes all responses that were set.
func (s *Server) ClearResponses() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preset = preset{}
	s.writes.after = map[string][]http.HandlerFunc{}
}

// AfterEach makes f run after each response that was not set by a test.
func (s *Server) AfterEach(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.afterEach = f
}

func (s *Server) runAfterEach() {
	s.mu.Lock()
	f := s.afterEach
	s.mu.Unlock()
	if f != nil {
		f()
	}
}

// take returns the response to the nth request, nil if none was set.
func (p *preset) take(r *http.Request, n int) http.HandlerFunc {
	switch {
	case len(p.next) > 0:
		response := p.next[0]
		p.next = p.next[1:]
		return response
	case p.every > 0 && n%p.every == 0:
		return p.everyResponse
	case p.where != nil && p.where(r):
		return p.whereResponse
	default:
		return nil
	}
}
