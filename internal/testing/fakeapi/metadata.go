package fakeapi

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// fakeToken is the token of version 2 of the metadata service.
const fakeToken = "fake-metadata-token"

// Metadata is the metadata service of a VPC server with a server role, on
// 127.0.0.1. Its paths, headers and fields are those that the vendor's SDK uses.
type Metadata struct {
	// URL is the base URL, for NCLOUD_METADATA_API_ENDPOINT.
	URL string

	http *httptest.Server

	mu       sync.Mutex
	keys     Account
	lifetime time.Duration
	v1       bool
	response http.HandlerFunc
	paths    []string
}

// StartMetadata starts a metadata service of version 2. It returns the keys of the
// account, valid for an hour from the request.
func StartMetadata(keys Account) *Metadata {
	m := &Metadata{keys: keys, lifetime: time.Hour}
	m.http = httptest.NewServer(http.HandlerFunc(m.serve))
	m.URL = m.http.URL
	return m
}

// Close stops the server and closes its connections.
func (m *Metadata) Close() {
	m.http.CloseClientConnections()
	m.http.Close()
}

// SetCredentials makes the service return the keys of another account, valid for
// lifetime from the request. If lifetime is 0, the response has no expiration.
func (m *Metadata) SetCredentials(keys Account, lifetime time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = keys
	m.lifetime = lifetime
}

// UseV1 makes the service support version 1 only, which has no tokens.
func (m *Metadata) UseV1() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.v1 = true
}

// RespondWith sets the response to every request; nil removes it.
func (m *Metadata) RespondWith(response http.HandlerFunc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.response = response
}

// Requests returns the methods and paths of the requests received so far, oldest first.
func (m *Metadata) Requests() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.paths)
}

func (m *Metadata) serve(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	m.paths = append(m.paths, r.Method+" "+r.URL.Path)
	keys, lifetime, v1, response := m.keys, m.lifetime, m.v1, m.response
	m.mu.Unlock()

	const roles = "/latest/meta-data/iam/security-credentials/"
	switch {
	case response != nil:
		response(w, r)
	case !v1 && isTokenRequest(r):
		_, _ = w.Write([]byte(fakeToken))
	case r.Method != http.MethodGet:
		http.NotFound(w, r)
	case !v1 && r.Header.Get("X-NCP-METADATA-TOKEN") != fakeToken:
		http.Error(w, "invalid token", http.StatusUnauthorized)
	case r.URL.Path == roles:
		_, _ = w.Write([]byte("role-1\n"))
	case r.URL.Path == roles+"role-1":
		body := map[string]string{"Code": "Success", "AccessKeyId": keys.AccessKey, "SecretAccessKey": keys.SecretKey}
		if lifetime != 0 {
			body["Expiration"] = time.Now().Add(lifetime).UTC().Format(time.RFC3339)
		}
		_ = json.NewEncoder(w).Encode(body) // Fails only if the client has disconnected.
	default:
		http.NotFound(w, r)
	}
}

func isTokenRequest(r *http.Request) bool {
	return r.Method == http.MethodPut && r.URL.Path == "/latest/api/token" &&
		r.Header.Get("X-NCP-METADATA-TOKEN-TTL-SECONDS") != ""
}
