package fakeapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A refusal is an error answer, and the reason in words for who reads a test.
type refusal struct {
	why    string
	answer http.HandlerFunc
}

func (r *refusal) reason() string {
	if r == nil {
		return ""
	}
	return r.why
}

// refuse returns why the API would not serve the request at the time now, nil
// where it would: first what the API gateway sees, then what Live Station sees.
func (s *Server) refuse(r *http.Request, region string, now time.Time) *refusal {
	if region == "" {
		return gatewayRefusal(http.StatusNotFound, 300, "Not Found Exception", "no such API: "+r.Method+" "+r.URL.Path)
	}
	account, why := s.authenticate(r, now)
	if why != "" {
		return gatewayRefusal(http.StatusUnauthorized, 200, "Authentication Failed", why)
	}

	sent := only(r.Header, "x-ncp-region_code")
	switch {
	case sent == "":
		return liveStationRefusal(http.StatusBadRequest, 250003, "REQUIRED_HEADER", "Missing required header.")
	case sent != "KR" && sent != "FKR":
		return liveStationRefusal(http.StatusBadRequest, 250020, "OPEN_API_INVALID_REGION_CODE", "Invalid region code "+sent+".")
	case sent != region:
		return liveStationRefusal(http.StatusBadRequest, 250019, "OPEN_API_UNSUPPORTED_REGION", "The Region "+sent+" not support now.")
	case only(r.Header, "Content-Type") != "application/json":
		return liveStationRefusal(http.StatusBadRequest, 250348, "", `The request did not set content-type to "application/json"`)
	case !takesQuery(r):
		return liveStationRefusal(http.StatusBadRequest, 250018, "OPEN_API_BAD_REQUEST", "Bad Request")
	case account.Denied:
		return liveStationRefusal(http.StatusForbidden, 250010, "POLICY_CHECK_FAILED", "We cannot accomplish the task as permissions are not granted for the sub account. Please modify permissions for the account through the Sub Account service.")
	}
	return nil
}

func gatewayRefusal(status, code int, message, details string) *refusal {
	return &refusal{why: message + ": " + details, answer: GatewayError(status, code, message, details)}
}

func liveStationRefusal(status, code int, name, message string) *refusal {
	return &refusal{why: message, answer: LiveStationError(status, code, name, message)}
}

// only returns a header's value, "" where it does not have exactly one.
func only(h http.Header, name string) string {
	if values := h.Values(name); len(values) == 1 {
		return values[0]
	}
	return ""
}

// authenticate finds out whose request it is, or why that cannot be told.
func (s *Server) authenticate(r *http.Request, now time.Time) (account Account, why string) {
	timestamp := only(r.Header, "x-ncp-apigw-timestamp")
	accessKey := only(r.Header, "x-ncp-iam-access-key")
	signature := only(r.Header, "x-ncp-apigw-signature-v2")
	if timestamp == "" || accessKey == "" || signature == "" {
		return Account{}, "Authentication information are missing."
	}
	milliseconds, err := strconv.ParseFloat(timestamp, 64)
	if err != nil || strings.Trim(timestamp, "0123456789") != "" {
		return Account{}, "Invalid timestamp."
	}
	if age := float64(now.UnixMilli()) - milliseconds; math.Abs(age) > 5*60*1000 {
		return Account{}, fmt.Sprintf("Timestamp is off by %.0f seconds.", math.Abs(age)/1000)
	}
	s.mu.Lock()
	account, known := s.accounts[accessKey]
	s.mu.Unlock()
	if !known {
		return Account{}, "Invalid access key."
	}
	sent, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || !hmac.Equal(sent, expectedSignature(account, r.Method, r.RequestURI, timestamp)) {
		return Account{}, "Invalid signature."
	}
	return account, ""
}

// expectedSignature is written from the vendor's description of signature v2
// and not from the client: a line "METHOD URI", a line with the timestamp, and
// the access key, under HMAC-SHA256.
func expectedSignature(a Account, method, uri, timestamp string) []byte {
	lines := []string{strings.Join([]string{method, uri}, " "), timestamp, a.AccessKey}
	hash := hmac.New(sha256.New, []byte(a.SecretKey))
	_, _ = fmt.Fprint(hash, strings.Join(lines, "\n"))
	return hash.Sum(nil)
}
