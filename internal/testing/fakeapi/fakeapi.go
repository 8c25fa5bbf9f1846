// Package fakeapi is a Live Station on 127.0.0.1, behind an API gateway of its
// own, that tests and the demo talk to. It is written from the published pages
// and shares no code with the client, so that what the client gets wrong is
// wrong here too only by accident.
//
// In which order the real gateway and the real Live Station check a request,
// and with which code each of them refuses it, is a guess where no page says so.
package fakeapi

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// An Account is a pair of keys that the fake API knows.
type Account struct {
	AccessKey string
	SecretKey string
	// Denied is true for a sub account without a Live Station policy.
	Denied bool
}

// Allowed and Denied are the accounts of every new [Server]. Nobody issued their keys.
var (
	Allowed = Account{AccessKey: "FAKEACCESSKEY0000001", SecretKey: "FakeSecretKey0000000000000000000000000001"}
	Denied  = Account{AccessKey: "FAKEACCESSKEY0000002", SecretKey: "FakeSecretKey0000000000000000000000000002", Denied: true}
)

// A Server is one fake API with a state of its own.
type Server struct {
	// URL is the base URL, such as http://127.0.0.1:40000.
	URL string

	http         *httptest.Server
	authorityPEM []byte

	mu          sync.Mutex
	accounts    map[string]Account
	callbackURL string
	channels    []Channel
	events      int
	after       func()
	offset      time.Duration
	pathPrefix  string
	script      []http.HandlerFunc
	every       int
	everyAnswer http.HandlerFunc
	where       func(*http.Request) bool
	whereAnswer http.HandlerFunc
	requests    []Request
	connections map[net.Conn]bool
	opened      int
	traces      int
}

// A Request is what the fake API received.
type Request struct {
	Method string
	// URI is what stood in the request line.
	URI string
	// Protocol is HTTP/1.1 or HTTP/2.0.
	Protocol string
	Header   http.Header
	Body     string
	// Rejection says why the request is not a good one, "" where it is. It is
	// found out for scripted answers too.
	Rejection string
}

// Start starts a fake API on http with no callback endpoint registered.
func Start() *Server {
	s := newServer()
	s.http.Start()
	s.URL = s.http.URL
	return s
}

// StartTLS does the same on https, HTTP/2 included, with a certificate of an
// authority of its own.
func StartTLS() (*Server, error) {
	authority, err := newAuthority()
	if err != nil {
		return nil, err
	}
	certificate, err := authority.issue()
	if err != nil {
		return nil, err
	}
	s := newServer()
	s.authorityPEM = authority.pem()
	s.http.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	s.http.EnableHTTP2 = true
	s.http.StartTLS()
	s.URL = s.http.URL
	return s, nil
}

func newServer() *Server {
	s := &Server{
		accounts:    map[string]Account{Allowed.AccessKey: Allowed, Denied.AccessKey: Denied},
		connections: map[net.Conn]bool{},
	}
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.http.Config.ConnState = s.countConnections
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // what a test provokes is no news
	return s
}

// Close ends the server and its connections.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// AuthorityPEM returns the certificate to trust, for SSL_CERT_FILE, of a server
// that [StartTLS] started.
func (s *Server) AuthorityPEM() []byte { return s.authorityPEM }

// Register makes url the account's default callback endpoint; "" unregisters it.
func (s *Server) Register(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbackURL = url
}

// SetBasePath makes the API stand behind a path, escaped as it is sent.
func (s *Server) SetBasePath(prefix string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pathPrefix = prefix
}

func (s *Server) prefix() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pathPrefix
}

// AddAccount makes a pair of keys known.
func (s *Server) AddAccount(a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.AccessKey] = a
}

// SkewClock sets the server's clock off by d: ahead of the machine's where d is
// positive. It shows in the Date header and in what timestamps are accepted.
func (s *Server) SkewClock(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = d
}

// RespondNext makes the next n requests get the answer, whatever they ask. What
// was scripted before comes first.
func (s *Server) RespondNext(n int, answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.script = append(s.script, answer)
	}
}

// RespondEvery makes every nth request get the answer, where nothing is scripted.
func (s *Server) RespondEvery(n int, answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.every, s.everyAnswer = n, answer
}

// RespondWhere makes every request that matches get the answer, where nothing
// else is scripted.
func (s *Server) RespondWhere(matches func(*http.Request) bool, answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.where, s.whereAnswer = matches, answer
}

// ClearResponses drops what was scripted and not used up.
func (s *Server) ClearResponses() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.every, s.where = nil, 0, nil
}

// Requests returns what was received so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Connections returns how many connections clients have opened so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

func (s *Server) countConnections(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew && !s.connections[c] {
		s.connections[c] = true
		s.opened++
	}
	if state == http.StateClosed || state == http.StateHijacked {
		delete(s.connections, c)
	}
}

// serve records the request and answers it: by the script where there is one,
// else as the API would.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	now := s.now()
	serve, region := s.route(r.Method, r.URL.EscapedPath(), string(body))
	if serve == nil {
		region = ""
	}
	refusal := s.refuse(r, region, now)
	answer := s.record(r, Request{
		Method: r.Method, URI: r.RequestURI, Protocol: r.Proto, Header: r.Header.Clone(), Body: string(body), Rejection: refusal.reason(),
	})

	header := w.Header()
	header.Set("Server", "nginx")
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("x-ncp-trace-id", s.nextTraceID())
	switch {
	case answer != nil:
		answer(w, r)
	case refusal != nil:
		refusal.answer(w, r)
	default:
		serve(w, r)
		s.afterEach()
	}
}

func (s *Server) afterEach() {
	s.mu.Lock()
	after := s.after
	s.mu.Unlock()
	if after != nil {
		after()
	}
}

// record keeps the request and takes the next scripted answer, nil where there is none.
func (s *Server) record(asked *http.Request, r Request) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	switch {
	case len(s.script) > 0:
		answer := s.script[0]
		s.script = s.script[1:]
		return answer
	case s.every > 0 && len(s.requests)%s.every == 0:
		return s.everyAnswer
	case s.where != nil && s.where(asked):
		return s.whereAnswer
	default:
		return nil
	}
}

func (s *Server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.offset)
}

// nextTraceID returns an identifier of the published one's length and letters.
func (s *Server) nextTraceID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traces++
	return fmt.Sprintf("fake%022d", s.traces)
}

func (s *Server) getCallbackEndpoint(w http.ResponseWriter) {
	s.mu.Lock()
	callbackURL := s.callbackURL
	s.mu.Unlock()
	content := map[string]any{"callbackUrl": nil}
	if callbackURL != "" {
		content["callbackUrl"] = callbackURL
	}
	writeJSON(w, http.StatusOK, map[string]any{"content": content})
}
