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

// maxClockSkew is by how much a request's timestamp may differ from the gateway's clock.
const maxClockSkew = 5 * time.Minute

// authenticate returns the account that signed the request, or the reason why the
// gateway does not accept the signature.
func (s *Server) authenticate(r *http.Request, now time.Time) (account Account, reason string) {
	timestamp := singleHeader(r.Header, "x-ncp-apigw-timestamp")
	accessKey := singleHeader(r.Header, "x-ncp-iam-access-key")
	signature := singleHeader(r.Header, "x-ncp-apigw-signature-v2")
	if timestamp == "" || accessKey == "" || signature == "" {
		return Account{}, "Authentication information are missing."
	}
	milliseconds, err := strconv.ParseFloat(timestamp, 64)
	if err != nil || strings.Trim(timestamp, "0123456789") != "" {
		return Account{}, "Invalid timestamp."
	}
	if skew := math.Abs(float64(now.UnixMilli()) - milliseconds); skew > float64(maxClockSkew.Milliseconds()) {
		return Account{}, fmt.Sprintf("Timestamp is off by %.0f seconds.", skew/1000)
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

// expectedSignature follows the vendor's description of signature v2, not the
// client: HMAC-SHA256 over a line "METHOD URI", a line with the timestamp, and the
// access key.
func expectedSignature(a Account, method, uri, timestamp string) []byte {
	lines := []string{strings.Join([]string{method, uri}, " "), timestamp, a.AccessKey}
	hash := hmac.New(sha256.New, []byte(a.SecretKey))
	_, _ = fmt.Fprint(hash, strings.Join(lines, "\n"))
	return hash.Sum(nil)
}
