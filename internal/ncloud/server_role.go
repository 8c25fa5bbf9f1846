package ncloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

const (
	// EnvMetadataEndpoint is the environment variable for another address of the metadata service.
	EnvMetadataEndpoint     = "NCLOUD_METADATA_API_ENDPOINT"
	defaultMetadataEndpoint = "http://169.254.169.254"

	metadataTokenPath = "/latest/api/token"                           //nolint:gosec // A path, not a token.
	metadataRolePath  = "/latest/meta-data/iam/security-credentials/" //nolint:gosec // A path, not keys.

	// metadataTimeout is for one request. The service is on the server's own link.
	metadataTimeout = 5 * time.Second
	// maxMetadataResponse is the number of bytes of a response that are read.
	maxMetadataResponse = 64 << 10

	// renewBefore is how long before their expiration keys are renewed.
	renewBefore = 5 * time.Minute
	// defaultLifetime is how long keys without an expiration are used.
	defaultLifetime = 15 * time.Minute
	// renewRetryInterval is the time after a failed request for keys until the next one.
	renewRetryInterval = 30 * time.Second

	// noRole is why a metadata service may know no role, or not respond.
	noRole = "the server has no role, or this is not a VPC server"
)

// ServerRole provides the temporary keys of the server role of a VPC server. It gets them from the server's metadata
// service and renews them before they expire.
type ServerRole struct {
	endpoint string
	client   *http.Client
	now      func() time.Time

	mu      sync.Mutex
	keys    Credentials
	err     error // why there are no keys
	expires time.Time
	renewAt time.Time // Until then, keys or err are current.
}

// NewServerRole returns the role that the metadata service at endpoint knows, at the usual address if endpoint is "".
// It sends no request. The error is a predicate of the endpoint.
func NewServerRole(endpoint string) (*ServerRole, error) {
	if endpoint == "" {
		endpoint = defaultMetadataEndpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("is not a valid URL of a metadata service, such as " + defaultMetadataEndpoint)
	}
	// The keys are sent unencrypted on the server's own link. Neither a proxy nor a redirect may send them elsewhere.
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       metadataTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &ServerRole{endpoint: strings.TrimRight(endpoint, "/"), client: client, now: time.Now}, nil
}

// Retrieve returns the keys of the role. It requests them if there are none yet or if they expire soon. If a renewal
// fails, the keys are used until they expire. The error is a [*ServerRoleError]. It is returned for a while without
// another request, so that many readers do not wait for the same timeout one after the other.
func (r *ServerRole) Retrieve(ctx context.Context) (Credentials, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Before(r.renewAt) {
		return r.keys, r.err
	}
	keys, expires, err := r.fetch(ctx)
	switch {
	case err == nil:
		r.keys = keys
		r.err = nil
		r.expires = expires
	case ctx.Err() != nil:
		return Credentials{}, err // It says nothing about the next caller.
	case !now.Before(r.expires):
		r.keys = Credentials{}
		r.err = err
		r.renewAt = now.Add(renewRetryInterval)
		return r.keys, r.err
	}
	left := r.expires.Sub(now)
	r.renewAt = now.Add(min(left, max(left-renewBefore, renewRetryInterval))) // not before each request
	return r.keys, nil
}

// fetch requests the ID of the role, then its keys.
func (r *ServerRole) fetch(ctx context.Context) (keys Credentials, expires time.Time, err error) {
	token, status, err := r.call(ctx, http.MethodPut, metadataTokenPath, "X-NCP-METADATA-TOKEN-TTL-SECONDS", "300")
	if err != nil {
		return keys, expires, err
	}
	if status != http.StatusOK {
		token = "" // The service supports only version 1, which has no tokens.
	}
	id, err := r.get(ctx, metadataRolePath, token)
	if err != nil {
		return keys, expires, err
	}
	id, _, _ = strings.Cut(id, "\n")
	id = strings.TrimSpace(id) // Other characters would change the URL, or mislead in an error.
	if valid, _ := regexp.MatchString(`^[\w.:-]{1,128}$`, id); !valid {
		return keys, expires, r.problem(metadataRolePath, "returned no role: "+noRole)
	}
	path := metadataRolePath + id
	body, err := r.get(ctx, path, token)
	if err != nil {
		return keys, expires, err
	}
	return r.decode(path, body)
}

// decode decodes the keys of a role. The body contains the keys, so that an error shows nothing of it but a time.
func (r *ServerRole) decode(path, body string) (keys Credentials, expires time.Time, err error) {
	var sent struct {
		AccessKeyID     string `json:"AccessKeyId"`
		SecretAccessKey string
		Expiration      string
	}
	if json.Unmarshal([]byte(body), &sent) != nil {
		return keys, expires, r.problem(path, "did not return the JSON object with a role's keys")
	}
	access, accessErr := cleanKey(sent.AccessKeyID)
	secret, secretErr := cleanKey(sent.SecretAccessKey)
	if accessErr != nil || secretErr != nil {
		return keys, expires, r.problem(path, "returned no valid pair of keys")
	}
	now := r.now()
	if sent.Expiration == "" {
		return NewCredentials(access, secret), now.Add(defaultLifetime), nil
	}
	expires, err = time.Parse(time.RFC3339, sent.Expiration)
	switch {
	case err != nil:
		return keys, expires, r.problem(path, "returned an invalid expiration time")
	case !expires.After(now):
		return keys, expires, r.problem(path, fmt.Sprintf("returned keys that expired at %s (this server's clock: %s)",
			expires.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
	}
	return NewCredentials(access, secret), expires, nil
}

// get returns the body of a successful response.
func (r *ServerRole) get(ctx context.Context, path, token string) (string, error) {
	body, status, err := r.call(ctx, http.MethodGet, path, "X-NCP-METADATA-TOKEN", token)
	switch {
	case err != nil:
		return "", err
	case status == http.StatusNotFound:
		return "", r.problem(path, "returned HTTP 404: "+noRole)
	case status != http.StatusOK:
		return "", r.problem(path, fmt.Sprintf("returned HTTP %d", status))
	}
	return body, nil
}

// call sends one request, with the header unless its value is "". It reads the body only of a success.
func (r *ServerRole) call(
	ctx context.Context, method, path, header, value string,
) (body string, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, method, r.endpoint+path, http.NoBody)
	if err != nil {
		return "", 0, r.problem(path, "could not be called")
	}
	if value != "" {
		req.Header.Set(header, value)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return "", 0, r.noResponse(ctx, path, err)
	}
	defer func() { _ = resp.Body.Close() }() // Its error says nothing: the body was read, or is not needed.
	if resp.StatusCode != http.StatusOK {
		return "", resp.StatusCode, nil
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxMetadataResponse))
	if err != nil {
		return "", 0, r.noResponse(ctx, path, err)
	}
	return strings.TrimSpace(string(data)), resp.StatusCode, nil
}

// noResponse returns the error for a request without a complete response.
func (r *ServerRole) noResponse(ctx context.Context, path string, err error) error {
	var network net.Error
	var dial *net.OpError
	switch {
	case ctx.Err() != nil:
		failure := r.problem(path, "did not respond before the request that needs its keys ended")
		failure.Err = context.Cause(ctx)
		return failure
	case errors.As(err, &network) && network.Timeout():
		return r.problem(path, fmt.Sprintf("did not respond within %s: %s", r.client.Timeout, noRole))
	case errors.As(err, &dial):
		return r.problem(path, fmt.Sprintf("did not respond (%s): %s", noRole, dial))
	default: // The text of such an error may contain the response, and so the keys.
		return r.problem(path, "did not return a valid HTTP response")
	}
}

func (r *ServerRole) problem(path, problem string) *ServerRoleError {
	return &ServerRoleError{URL: r.endpoint + path, Problem: problem}
}

// ServerRoleError says why the metadata service did not provide keys.
type ServerRoleError struct {
	URL     string // the URL that was requested
	Problem string // a predicate of the metadata service
	Err     error  // the cause if the caller's context has ended, else nil
}

func (e *ServerRoleError) Error() string {
	return fmt.Sprintf("the metadata service at %s %s", e.URL, e.Problem)
}

// Unwrap returns Err.
func (e *ServerRoleError) Unwrap() error { return e.Err }
