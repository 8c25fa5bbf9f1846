// Package fakeapi is a Live Station API on 127.0.0.1, behind a fake API gateway,
// for the tests, the demo and make fake-api. It is written from the published
// pages and shares no code with the client, so that an error in the client is
// unlikely to be repeated here.
//
// No page says in which order the real gateway and the real Live Station check a
// request, or which code they return for some of the errors. Those are guesses
// (assumptions A38 and A39).
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

// An Account is a pair of keys that the fake API accepts.
type Account struct {
	AccessKey string `json:"accessKey"`
	SecretKey string `json:"secretKey"`
	// Denied is true for a sub account without a Live Station policy.
	Denied bool `json:"denied"`
	// ReadOnly is true for a sub account that may only read.
	ReadOnly bool `json:"readOnly"`
}

// Allowed, Denied and ReadOnly are the accounts of every new [Server]. Their keys are made up.
var (
	Allowed = Account{AccessKey: "FAKEACCESSKEY0000001", SecretKey: "FakeSecretKey0000000000000000000000000001"}
	Denied  = Account{
		AccessKey: "FAKEACCESSKEY0000002", SecretKey: "FakeSecretKey0000000000000000000000000002", Denied: true,
	}
	ReadOnly = Account{
		AccessKey: "FAKEACCESSKEY0000003", SecretKey: "FakeSecretKey0000000000000000000000000003", ReadOnly: true,
	}
)

// A Server is one fake API with its own state.
type Server struct {
	// URL is the base URL, such as http://127.0.0.1:40000.
	URL string

	http         *httptest.Server
	control      http.Handler
	authorityPEM []byte

	mu             sync.Mutex
	liveStation    *Server // whose CDNs this server has, nil if it is the Live Station API
	accounts       map[string]Account
	callbackURL    string
	unregistered   string
	channels       []Channel
	channelForms   map[string]func(map[string]any) // by channel ID
	qualitySets    []map[string]any
	qualitySetForm func(map[string]any)
	writes         writes
	events         int
	afterEach      func()
	clockOffset    time.Duration
	basePath       string
	preset         preset
	requests       []Request
	opened         int
	traces         int
}

// New returns a fake API that does not listen: it is an [http.Handler]. Its URL is "".
func New() *Server { return newServer() }

// Start starts a fake API on http, with no callback endpoint registered.
func Start() *Server {
	s := newServer().listening()
	s.http.Start()
	s.URL = s.http.URL
	return s
}

// StartOnPort starts a fake API on http at a port of 127.0.0.1; 0 selects a free one.
func StartOnPort(port int) (*Server, error) { return newServer().startOnPort(port) }

func (s *Server) startOnPort(port int) (*Server, error) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	s = s.listening()
	_ = s.http.Listener.Close() // It listens on a random port.
	s.http.Listener = listener
	s.http.Start()
	s.URL = s.http.URL
	return s, nil
}

// StartTLS starts a fake API on https, HTTP/2 included. Its certificate is signed
// by its own certificate authority.
func StartTLS() (*Server, error) {
	authority, err := newAuthority()
	if err != nil {
		return nil, err
	}
	certificate, err := authority.issue()
	if err != nil {
		return nil, err
	}
	s := newServer().listening()
	s.authorityPEM = authority.pem()
	s.http.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	s.http.EnableHTTP2 = true
	s.http.StartTLS()
	s.URL = s.http.URL
	return s, nil
}

func newServer() *Server {
	s := &Server{
		accounts: map[string]Account{
			Allowed.AccessKey: Allowed, Denied.AccessKey: Denied, ReadOnly.AccessKey: ReadOnly,
		},
		unregistered: `{"content":{"callbackUrl":null}}`,
		channelForms: map[string]func(map[string]any){},
		qualitySets:  newQualitySets(),
		writes:       newWrites(),
	}
	s.control = s.newControl()
	return s
}

// listening adds what listens on a port of 127.0.0.1.
func (s *Server) listening() *Server {
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ConnState = s.countConnections
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // Tests cause errors on purpose.
	return s
}

// Close stops the server and closes its connections.
func (s *Server) Close() {
	if s.http == nil {
		return
	}
	s.http.CloseClientConnections()
	s.http.Close()
}

// AuthorityPEM returns the certificate authority of a server that [StartTLS]
// started, for SSL_CERT_FILE.
func (s *Server) AuthorityPEM() []byte { return s.authorityPEM }

// SetBasePath makes the server expect this path, in its escaped form, before the
// paths of the API.
func (s *Server) SetBasePath(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.basePath = path
}

func (s *Server) currentBasePath() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.basePath
}

// AddAccount makes the server accept another pair of keys.
func (s *Server) AddAccount(a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.AccessKey] = a
}

// SkewClock makes the server's clock differ from the machine's by d. A positive d
// is ahead. The Date header and the check of timestamps use this clock.
func (s *Server) SkewClock(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clockOffset = d
}

func (s *Server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.clockOffset)
}

// nextTraceID returns an identifier with the length and alphabet of the published one.
func (s *Server) nextTraceID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traces++
	return fmt.Sprintf("fake%022d", s.traces)
}
