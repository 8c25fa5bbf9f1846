package fakeapi_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const defaultPath = "/api/v2/events/callbackEndpoint"

func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	return api
}

// call sends a signed request with the keys of [fakeapi.Allowed] and expects HTTP 200.
func call(t *testing.T, api *fakeapi.Server, method, uri, body string) string {
	t.Helper()
	resp, got := send(t, method, api.URL+uri, signedHeaders(method, uri), body)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: got HTTP %d %s, want 200", method, uri, resp.StatusCode, got)
	}
	return got
}

func signedHeaders(method, uri string) map[string]string {
	timestamp := strconv.FormatInt(time.Now().UnixMilli(), 10)
	hash := hmac.New(sha256.New, []byte(fakeapi.Allowed.SecretKey))
	hash.Write([]byte(method + " " + uri + "\n" + timestamp + "\n" + fakeapi.Allowed.AccessKey))
	return map[string]string{
		"x-ncp-apigw-timestamp":    timestamp,
		"x-ncp-iam-access-key":     fakeapi.Allowed.AccessKey,
		"x-ncp-apigw-signature-v2": base64.StdEncoding.EncodeToString(hash.Sum(nil)),
		"x-ncp-region_code":        "KR",
		"Content-Type":             "application/json",
	}
}

// send sends a request on its own connection.
func send(t *testing.T, method, target string, headers map[string]string, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, strings.TrimSpace(string(content))
}

// query returns a list's path with a page and filters.
func query(path, page, size string, filters ...string) string {
	values := url.Values{"pageNo": {page}, "pageSizeNo": {size}}
	for i := 0; i+1 < len(filters); i += 2 {
		values.Set(filters[i], filters[i+1])
	}
	return path + "?" + values.Encode()
}
