package fakeapi_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
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

// call sends a request that is signed with the keys of [fakeapi.Allowed]. It returns the
// status and the body.
func call(t *testing.T, api *fakeapi.Server, method, uri, body string) string {
	t.Helper()
	timestamp := strconv.FormatInt(time.Now().UnixMilli(), 10)
	hash := hmac.New(sha256.New, []byte(fakeapi.Allowed.SecretKey))
	hash.Write([]byte(method + " " + uri + "\n" + timestamp + "\n" + fakeapi.Allowed.AccessKey))
	return send(t, method, api.URL+uri, map[string]string{
		"x-ncp-apigw-timestamp":    timestamp,
		"x-ncp-iam-access-key":     fakeapi.Allowed.AccessKey,
		"x-ncp-apigw-signature-v2": base64.StdEncoding.EncodeToString(hash.Sum(nil)),
		"x-ncp-region_code":        "KR",
		"Content-Type":             "application/json",
	}, body)
}

// send sends a request on its own connection, and returns the status and the body.
func send(t *testing.T, method, target string, headers map[string]string, body string) string {
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
	return fmt.Sprintf("%d %s", resp.StatusCode, strings.TrimSpace(string(content)))
}

// expect fails unless a response has a status and contains a text, such as "400 250002".
func expect(t *testing.T, request, got, want string) {
	t.Helper()
	status, text, _ := strings.Cut(want, " ")
	if !strings.HasPrefix(got, status+" ") || !strings.Contains(got, text) {
		t.Errorf("%s: got %s, want %s", request, got, want)
	}
}
