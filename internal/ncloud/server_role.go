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
	"strings"
	"time"
)

const (
	// DefaultMetadataEndpoint is where a VPC server finds the metadata service.
	DefaultMetadataEndpoint = "http://169.254.169.254"
	// EnvMetadataEndpoint moves that address.
	EnvMetadataEndpoint = "NCLOUD_METADATA_API_ENDPOINT"
)

const (
	metadataTokenPath = "/latest/api/token"                           //nolint:gosec // A path, not a token.
	metadataRolePath  = "/latest/meta-data/iam/security-credentials/" //nolint:gosec // A path, not keys.
	metadataToken     = "X-NCP-METADATA-TOKEN"                        //nolint:gosec // A header's name.
	metadataTokenTTL  = "X-NCP-METADATA-TOKEN-TTL-SECONDS"            //nolint:gosec // A header's name.
	// maxMetadataAnswer is how many bytes of an answer are read.
	maxMetadataAnswer = 64 << 10
	// metadataTimeout is for one request: the service is on the machine's own link.
	metadataTimeout = 5 * time.Second
	// renewBefore is how long before they expire keys are renewed, renewEvery how
	// often those without an expiration are, and retryAfter when a failed renewal
	// is tried again.
	renewBefore = 5 * time.Minute
	renewEvery  = 10 * time.Minute
	retryAfter  = 30 * time.Second
)

// roleIDCharacters are those that stand in an error's URL without saying more
// than an ID.
const roleIDCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:"

// noRole is why a metadata service may know no role, or not be there.
const noRole = "the server has no role, or this is no VPC server"

// ServerRole hands out the temporary keys of the role that a VPC server has,
// from the server's metadata service, and renews them before they expire.
type ServerRole struct {
	endpoint  string
	transport http.RoundTripper
	now       func() time.Time

	// turn holds one token: who takes it may touch what follows. Unlike a mutex
	// it can be waited for until a context ends.
	turn    chan struct{}
	keys    Credentials
	renewAt time.Time
	expires time.Time // zero where the service named no time
}

// NewServerRole returns the keys of the role that the metadata service at
// endpoint knows, [DefaultMetadataEndpoint] where it is "". It makes no call. The
// error says what is wrong with the endpoint.
func NewServerRole(endpoint string, now func() time.Time) (*ServerRole, error) {
	if endpoint == "" {
		endpoint = DefaultMetadataEndpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("is not the address of a metadata service, such as " + DefaultMetadataEndpoint)
	}
	return &ServerRole{
		endpoint: strings.TrimRight(endpoint, "/"),
		// The keys travel in the clear on the server's own link: no proxy and no
		// redirect, which an http.Client would follow, may take them elsewhere.
		// A dial outlives its request, so it has a limit of its own.
		transport: &http.Transport{DialContext: (&net.Dialer{Timeout: metadataTimeout}).DialContext, DisableKeepAlives: true},
		now:       now,
		turn:      make(chan struct{}, 1),
	}, nil
}

// Retrieve returns the role's keys, asking the metadata service where there are none
// yet or they are about to expire. Keys that have not expired serve on where the
// service fails. The error is a [*ServerRoleError], or the context's where another
// caller was still asking.
func (r *ServerRole) Retrieve(ctx context.Context) (Credentials, error) {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return Credentials{}, ctx.Err()
	}
	now := r.now()
	if r.keys.AccessKey() != "" && now.Before(r.renewAt) {
		return r.keys, nil
	}
	keys, expires, err := r.fetch(ctx)
	if err != nil {
		if r.keys.AccessKey() != "" && (r.expires.IsZero() || now.Before(r.expires)) {
			r.renewAt = earlier(now.Add(retryAfter), r.expires)
			return r.keys, nil
		}
		return Credentials{}, err
	}
	r.keys, r.expires = keys, expires
	switch {
	case expires.IsZero():
		r.renewAt = now.Add(renewEvery)
	case expires.Add(-renewBefore).After(now):
		r.renewAt = expires.Add(-renewBefore)
	default: // they are about to expire already: not before each request
		r.renewAt = earlier(now.Add(retryAfter), expires)
	}
	return r.keys, nil
}

// earlier returns the earlier of two times, the second being none where it is zero.
func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// temporaryKeys is what the metadata service answers for a role.
type temporaryKeys struct {
	Code            string
	Message         string
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	Expiration      string
}

// fetch asks for the role's id, then for its keys.
func (r *ServerRole) fetch(ctx context.Context) (Credentials, time.Time, error) {
	token, err := r.token(ctx)
	if err != nil {
		return Credentials{}, time.Time{}, err
	}
	ids, err := r.get(ctx, metadataRolePath, token)
	if err != nil {
		return Credentials{}, time.Time{}, err
	}
	id, _, _ := strings.Cut(strings.TrimSpace(string(ids)), "\n")
	if id = strings.TrimSpace(id); id == "" || len(id) > 128 || strings.Trim(id, roleIDCharacters) != "" {
		return Credentials{}, time.Time{}, r.failure(metadataRolePath, "names no role: "+noRole, nil)
	}
	path := metadataRolePath + url.PathEscape(id)
	body, err := r.get(ctx, path, token)
	if err != nil {
		return Credentials{}, time.Time{}, err
	}
	return r.decode(path, body)
}

// decode reads a role's keys. Nothing of the body but its code and message may
// show in an error: it holds the keys.
func (r *ServerRole) decode(path string, body []byte) (Credentials, time.Time, error) {
	var sent temporaryKeys
	if json.Unmarshal(body, &sent) != nil {
		return Credentials{}, time.Time{}, r.failure(path, "is not the JSON object that holds a role's keys", nil)
	}
	access, accessErr := Clean(sent.AccessKeyID)
	secret, secretErr := Clean(sent.SecretAccessKey)
	if access == "" || secret == "" || accessErr != nil || secretErr != nil {
		return Credentials{}, time.Time{}, r.failure(path, fmt.Sprintf("holds no pair of keys that can be used (code %.50q, message %.200q)", sent.Code, sent.Message), nil)
	}
	var expires time.Time
	if sent.Expiration != "" {
		var err error
		if expires, err = time.Parse(time.RFC3339, sent.Expiration); err != nil {
			return Credentials{}, time.Time{}, r.failure(path, "holds an expiration that is no time", nil)
		}
	}
	return NewCredentials(access, secret), expires, nil
}

// token returns the token of metadata v2, "" where the service speaks only v1.
func (r *ServerRole) token(ctx context.Context) (string, error) {
	status, body, err := r.call(ctx, http.MethodPut, metadataTokenPath, metadataTokenTTL, "300")
	if err != nil {
		return "", err
	}
	if status != http.StatusOK {
		return "", nil
	}
	token, err := Clean(string(body))
	if err != nil {
		return "", r.failure(metadataTokenPath, "is no token: it "+err.Error(), nil)
	}
	return token, nil
}

// get returns the body of a good answer.
func (r *ServerRole) get(ctx context.Context, path, token string) ([]byte, error) {
	status, body, err := r.call(ctx, http.MethodGet, path, metadataToken, token)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotFound:
		return nil, r.failure(path, "is HTTP 404: "+noRole, nil)
	case status != http.StatusOK:
		return nil, r.failure(path, fmt.Sprintf("is HTTP %d", status), nil)
	default:
		return body, nil
	}
}

// call makes one request, with a header unless its value is "".
func (r *ServerRole) call(ctx context.Context, method, path, header, value string) (int, []byte, error) {
	limited, cancel := context.WithTimeout(ctx, metadataTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, method, r.endpoint+path, http.NoBody)
	if err != nil {
		return 0, nil, r.failure(path, "was not asked for", err)
	}
	if value != "" {
		req.Header.Set(header, value)
	}
	resp, err := r.transport.RoundTrip(req)
	if err != nil {
		return 0, nil, r.noAnswer(ctx, path, err)
	}
	defer resp.Body.Close() //nolint:errcheck // The body was read, or is given up.
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxMetadataAnswer))
	if err != nil {
		return 0, nil, r.noAnswer(ctx, path, err)
	}
	return resp.StatusCode, body, nil
}

// noAnswer is the context's error where it has ended.
func (r *ServerRole) noAnswer(ctx context.Context, path string, err error) error {
	if ctx.Err() != nil {
		return r.failure(path, "did not come in time", context.Cause(ctx))
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("none within %s", metadataTimeout) // not the end of the caller's time
	}
	return r.failure(path, "did not come: "+noRole, err)
}

func (r *ServerRole) failure(path, problem string, err error) error {
	return &ServerRoleError{URL: r.endpoint + path, Problem: problem, Err: err}
}

// ServerRoleError says why the metadata service gave no keys.
type ServerRoleError struct {
	URL     string // what was asked for
	Problem string // a predicate of the answer
	Err     error  // the cause, nil where an answer came
}

func (e *ServerRoleError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("the answer of the metadata service for %s %s: %v", e.URL, e.Problem, e.Err)
	}
	return fmt.Sprintf("the answer of the metadata service for %s %s", e.URL, e.Problem)
}

// Unwrap returns the cause.
func (e *ServerRoleError) Unwrap() error { return e.Err }
