package fakeapi

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Proxy is an HTTP proxy on 127.0.0.1 whose tunnels all lead to one server,
// whatever host is asked for.
type Proxy struct {
	// URL is for HTTPS_PROXY.
	URL string

	http   *httptest.Server
	target string

	mu      sync.Mutex
	refusal int
	tunnels []Request
}

// StartProxy starts a proxy to the server.
func StartProxy(target *Server) *Proxy {
	_, address, _ := strings.Cut(target.URL, "://")
	p := &Proxy{target: address}
	p.http = httptest.NewServer(http.HandlerFunc(p.serve))
	p.URL = p.http.URL
	return p
}

// Close ends the proxy.
func (p *Proxy) Close() {
	p.http.CloseClientConnections()
	p.http.Close()
}

// Refuse makes the proxy answer every CONNECT with the status; 0 ends that.
func (p *Proxy) Refuse(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refusal = status
}

// Tunnels returns the requests that reached the proxy itself. Their URI is the
// host that was asked for.
func (p *Proxy) Tunnels() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.tunnels...)
}

func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.tunnels = append(p.tunnels, Request{Method: r.Method, URI: r.RequestURI, Header: r.Header.Clone()})
	refusal := p.refusal
	p.mu.Unlock()
	switch {
	case refusal != 0:
		http.Error(w, "<html>refused", refusal)
	case r.Method != http.MethodConnect:
		http.Error(w, "only CONNECT", http.StatusMethodNotAllowed)
	default:
		p.tunnel(w, r)
	}
}

// tunnel joins the client's connection and one to the target until either ends.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	server, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", p.target)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer server.Close() //nolint:errcheck // The tunnel is over: who is still there sees it close.
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer client.Close() //nolint:errcheck // The tunnel is over: who is still there sees it close.
	if _, err := client.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	ended := make(chan struct{}, 2)
	join := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from) // until one end closes
		ended <- struct{}{}
	}
	go join(server, buffered)
	go join(client, server)
	<-ended
}
