package ncloud

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

const (
	// DefaultMetadataEndpoint is the address of the metadata service on a VPC server.
	DefaultMetadataEndpoint = "http://169.254.169.254"
	// EnvMetadataEndpoint is the environment variable for another address.
	EnvMetadataEndpoint = "NCLOUD_METADATA_API_ENDPOINT"
)

const (
	metadataTokenPath      = "/latest/api/token"                           //nolint:gosec // A path, not a token.
	metadataRolePath       = "/latest/meta-data/iam/security-credentials/" //nolint:gosec // A path, not keys.
	metadataTokenHeader    = "X-NCP-METADATA-TOKEN"                        //nolint:gosec // The name of a header.
	metadataTokenTTLHeader = "X-NCP-METADATA-TOKEN-TTL-SECONDS"            //nolint:gosec // The name of a header.
	metadataTokenTTL       = "300"

	// maxMetadataResponse is the number of bytes of a response that are read.
	maxMetadataResponse = 64 << 10
	// metadataTimeout is for one request. The service is on the server's own link.
	metadataTimeout = 5 * time.Second
)

// roleIDCharacters are those that cannot make the URL in an error misleading.
const roleIDCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:"

// noRole is why a metadata service may know no role, or not respond.
const noRole = "the server has no role, or this is not a VPC server"

// roleCredentials is the response of the metadata service for a role.
type roleCredentials struct {
	Code            string
	Message         string
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	Expiration      string
}

// fetch requests the ID of the role, then its keys.
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
		return Credentials{}, time.Time{}, r.problem(metadataRolePath, "returned no role: "+noRole)
	}
	path := metadataRolePath + url.PathEscape(id)
	body, err := r.get(ctx, path, token)
	if err != nil {
		return Credentials{}, time.Time{}, err
	}
	return r.decode(path, body)
}

// decode decodes the keys of a role. The body contains the keys, so an error shows
// only its code and message, and those redacted.
func (r *ServerRole) decode(path string, body []byte) (Credentials, time.Time, error) {
	var sent roleCredentials
	if json.Unmarshal(body, &sent) != nil {
		return Credentials{}, time.Time{}, r.problem(path, "did not return the JSON object with a role's keys")
	}
	access, accessErr := cleanKey(sent.AccessKeyID)
	secret, secretErr := cleanKey(sent.SecretAccessKey)
	if accessErr != nil || secretErr != nil {
		return Credentials{}, time.Time{}, r.problem(path, "returned no valid pair of keys"+sent.description())
	}
	var expires time.Time
	if sent.Expiration != "" {
		var err error
		if expires, err = time.Parse(time.RFC3339, sent.Expiration); err != nil {
			return Credentials{}, time.Time{}, r.problem(path, "returned an invalid expiration time")
		}
		if now := r.now(); !expires.After(now) {
			return Credentials{}, time.Time{}, r.problem(path, fmt.Sprintf(
				"returned expired keys: the role's credentials expired at %s, and the clock of this server is at %s",
				expires.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
		}
	}
	return NewCredentials(access, secret), expires, nil
}

// description returns the code and the message without the keys. A key that is too
// short to redact could be a part of them, so they are left out beside such a key.
func (c roleCredentials) description() string {
	access := strings.TrimSpace(c.AccessKeyID)
	secret := strings.TrimSpace(c.SecretAccessKey)
	for _, key := range []string{access, secret} {
		if key != "" && len(key) < minRedacted {
			return ""
		}
	}
	if c.Code == "" && c.Message == "" {
		return ""
	}
	keys := NewCredentials(trimKey(access), trimKey(secret))
	return fmt.Sprintf(" (code %s, message %s)",
		quote(redactCredentials(c.Code, keys), maxNameShown), quote(redactCredentials(c.Message, keys), maxTextShown))
}

// trimKey returns a key without what a bad paste adds, so that a clean echo is found.
func trimKey(key string) string {
	return strings.TrimFunc(key, func(r rune) bool { return isQuotationMark(r) || !unicode.IsPrint(r) })
}

// token returns a token of version 2 of the metadata service, "" if the service
// supports only version 1.
func (r *ServerRole) token(ctx context.Context) (string, error) {
	status, body, err := r.call(ctx, http.MethodPut, metadataTokenPath, metadataTokenTTLHeader, metadataTokenTTL)
	if err != nil {
		return "", err
	}
	if status != http.StatusOK {
		return "", nil
	}
	token, err := Clean(string(body))
	if err != nil {
		return "", r.problem(metadataTokenPath, "returned an invalid token: it "+err.Error())
	}
	return token, nil
}

// get returns the body of a successful response.
func (r *ServerRole) get(ctx context.Context, path, token string) ([]byte, error) {
	status, body, err := r.call(ctx, http.MethodGet, path, metadataTokenHeader, token)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotFound:
		return nil, r.problem(path, "returned HTTP 404: "+noRole)
	case status != http.StatusOK:
		return nil, r.problem(path, fmt.Sprintf("returned HTTP %d", status))
	default:
		return body, nil
	}
}

// call sends one request, with the header unless its value is "".
func (r *ServerRole) call(ctx context.Context, method, path, header, value string) (int, []byte, error) {
	callCtx, cancel := context.WithTimeout(ctx, metadataTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(callCtx, method, r.endpoint+path, http.NoBody)
	if err != nil {
		return 0, nil, &ServerRoleError{URL: r.endpoint + path, Problem: "could not be called", Err: err}
	}
	if value != "" {
		req.Header.Set(header, value)
	}
	resp, err := r.transport.RoundTrip(req)
	if err != nil {
		return 0, nil, r.noResponse(ctx, path, err)
	}
	defer resp.Body.Close()                               //nolint:errcheck // The body was read, or is not needed.
	if resp.StatusCode == http.StatusSwitchingProtocols { // whose body is the connection, which does not end
		return resp.StatusCode, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxMetadataResponse))
	if err != nil {
		return 0, nil, r.noResponse(ctx, path, err)
	}
	return resp.StatusCode, body, nil
}

// noResponse returns the error for a request without a complete response.
func (r *ServerRole) noResponse(ctx context.Context, path string, err error) error {
	var network net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		return r.contextError(ctx, path)
	case errors.Is(err, context.DeadlineExceeded):
		// Not wrapped, because the caller's time has not ended.
		return r.problem(path, fmt.Sprintf("did not respond within %s: %s", metadataTimeout, noRole))
	case errors.As(err, &network), errors.As(err, &certificate),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &ServerRoleError{URL: r.endpoint + path, Problem: "did not respond (" + noRole + ")", Err: err}
	default:
		// The text of such an error may contain the response, and so the keys.
		return r.problem(path, "did not return a valid HTTP response")
	}
}

// contextError returns the error for a caller whose context has ended.
func (r *ServerRole) contextError(ctx context.Context, path string) error {
	problem := "did not respond before the timeout of the request that needs its keys"
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		problem = "did not respond before the request that needs its keys was canceled"
	}
	return &ServerRoleError{URL: r.endpoint + path, Problem: problem, Err: causeOf(ctx)}
}

// causeOf returns the cause of the end of a context, wrapped so that errors.Is
// finds the context's own error too.
func causeOf(ctx context.Context) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, ctx.Err()) {
		return cause
	}
	return fmt.Errorf("%w: %w", ctx.Err(), cause)
}

func (r *ServerRole) problem(path, problem string) error {
	return &ServerRoleError{URL: r.endpoint + path, Problem: problem}
}
