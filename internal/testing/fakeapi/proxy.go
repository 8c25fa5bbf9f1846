package fakeapi

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// Proxy is an HTTP proxy on 127.0.0.1. All its tunnels lead to one server, whatever
// host the client requests.
type Proxy struct {
	// URL is for HTTPS_PROXY.
	URL string

	http   *httptest.Server
	target string

	mu             sync.Mutex
	rejectedStatus int
	tunnels        []Request
}

// StartProxy starts a proxy to the server.
func StartProxy(target *Server) *Proxy {
	_, address, _ := strings.Cut(target.URL, "://")
	p := &Proxy{target: address}
	p.http = httptest.NewServer(http.HandlerFunc(p.serve))
	p.URL = p.http.URL
	return p
}

// Close stops the proxy and closes its connections.
func (p *Proxy) Close() {
	p.http.CloseClientConnections()
	p.http.Close()
}

// Reject makes the proxy reject every CONNECT with the status; 0 accepts them again.
func (p *Proxy) Reject(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rejectedStatus = status
}

// Tunnels returns the requests to the proxy itself, oldest first. Their URI is the
// host that the client requested.
func (p *Proxy) Tunnels() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.tunnels)
}

func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.tunnels = append(p.tunnels, Request{Method: r.Method, URI: r.RequestURI, Header: r.Header.Clone()})
	rejectedStatus := p.rejectedStatus
	p.mu.Unlock()
	switch {
	case rejectedStatus != 0:
		http.Error(w, "<html>rejected", rejectedStatus)
	case r.Method != http.MethodConnect:
		http.Error(w, "only CONNECT", http.StatusMethodNotAllowed)
	default:
		p.tunnel(w, r)
	}
}

// tunnel copies between the client and the target until either closes its connection.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	server, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", p.target)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = server.Close() }() // Both directions have ended.
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer func() { _ = client.Close() }() // Both directions have ended.
	if _, err := client.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	ended := make(chan struct{}, 2)
	forward := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from) // until either side closes its connection
		ended <- struct{}{}
	}
	go forward(server, buffered)
	go forward(client, server)
	<-ended
}
