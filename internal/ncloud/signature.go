package ncloud

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"
)

// The headers of a signed request, as every page of the NAVER Cloud API reference
// lists them.
const (
	HeaderTimestamp = "x-ncp-apigw-timestamp"
	HeaderAccessKey = "x-ncp-iam-access-key"
	HeaderSignature = "x-ncp-apigw-signature-v2"
)

// MaxClockSkew is the largest difference between a request's timestamp and the API
// gateway's clock with which the gateway accepts the request (Get Callback Endpoint,
// "Request header").
const MaxClockSkew = 5 * time.Minute

// sign returns the API gateway's signature v2 of a request: the padded standard
// Base64 of an HMAC-SHA256, keyed with the secret key's UTF-8 bytes, over
//
//	METHOD + " " + requestURI + "\n" + timestamp + "\n" + accessKey
//
// without a line break at the end. The request URI is the escaped path and, if there
// is a query, "?" and the raw query: the same bytes as in the request line, without
// scheme and host. The timestamp is the same string as in the header
// [HeaderTimestamp]. The body and the other headers are not signed.
func sign(c Credentials, method, requestURI, timestamp string) string {
	access, secret := c.pair()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(method + " " + requestURI + "\n" + timestamp + "\n" + access))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// SignRequest sets the three headers of a signed request and returns the signature.
func SignRequest(req *http.Request, c Credentials, now time.Time) (signature string) {
	timestamp := strconv.FormatInt(now.UnixMilli(), 10)
	signature = sign(c, req.Method, req.URL.RequestURI(), timestamp)
	req.Header.Set(HeaderTimestamp, timestamp)
	req.Header.Set(HeaderAccessKey, c.AccessKey())
	req.Header.Set(HeaderSignature, signature)
	return signature
}
