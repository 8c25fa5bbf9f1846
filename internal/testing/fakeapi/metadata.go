package fakeapi

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// Metadata is the metadata service of a VPC server with a role, on 127.0.0.1.
// Its paths, headers and fields are those that the vendor's SDK uses.
type Metadata struct {
	// URL is the base URL, for NCLOUD_METADATA_API_ENDPOINT.
	URL string

	http *httptest.Server

	mu       sync.Mutex
	keys     Account
	lifetime time.Duration
	v1       bool
	answer   http.HandlerFunc
	paths    []string
}

const metadataToken = "fake-metadata-token"

// StartMetadata starts a metadata service that speaks v2 and hands out the keys
// of the account, valid for an hour from when they are asked for.
func StartMetadata(keys Account) *Metadata {
	m := &Metadata{keys: keys, lifetime: time.Hour}
	m.http = httptest.NewServer(http.HandlerFunc(m.serve))
	m.URL = m.http.URL
	return m
}

// Close ends the server.
func (m *Metadata) Close() {
	m.http.CloseClientConnections()
	m.http.Close()
}

// HandOut makes the service hand out the keys of another account from now on, valid for
// lifetime; 0 leaves the expiration out.
func (m *Metadata) HandOut(keys Account, lifetime time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys, m.lifetime = keys, lifetime
}

// SpeakV1 makes the service know no tokens.
func (m *Metadata) SpeakV1() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.v1 = true
}

// Answer makes every request get the answer; nil ends that.
func (m *Metadata) Answer(answer http.HandlerFunc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = answer
}

// Requests returns the method and the path of what was received so far.
func (m *Metadata) Requests() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.paths...)
}

func (m *Metadata) serve(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	m.paths = append(m.paths, r.Method+" "+r.URL.Path)
	keys, lifetime, v1, answer := m.keys, m.lifetime, m.v1, m.answer
	m.mu.Unlock()

	const roles = "/latest/meta-data/iam/security-credentials/"
	switch {
	case answer != nil:
		answer(w, r)
	case r.Method == http.MethodPut && r.URL.Path == "/latest/api/token" && !v1 && r.Header.Get("X-NCP-METADATA-TOKEN-TTL-SECONDS") != "":
		_, _ = w.Write([]byte(metadataToken))
	case r.Method != http.MethodGet:
		http.NotFound(w, r)
	case !v1 && r.Header.Get("X-NCP-METADATA-TOKEN") != metadataToken:
		http.Error(w, "a token is wanted", http.StatusUnauthorized)
	case r.URL.Path == roles:
		_, _ = w.Write([]byte("role-1\n"))
	case r.URL.Path == roles+"role-1":
		body := map[string]string{"Code": "Success", "AccessKeyId": keys.AccessKey, "SecretAccessKey": keys.SecretKey}
		if lifetime != 0 {
			body["Expiration"] = time.Now().Add(lifetime).UTC().Format(time.RFC3339)
		}
		_ = json.NewEncoder(w).Encode(body) // A client that hung up is no fault of the server.
	default:
		http.NotFound(w, r)
	}
}
