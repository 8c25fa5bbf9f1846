package run

import (
	"bytes"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

func TestLogAttempt_logsAtDebug(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	LogAttempt(ctx, livestation.Attempt{
		Method:   "GET",
		URL:      "https://a/b",
		Number:   2,
		Reason:   "throttled",
		Status:   429,
		TraceID:  "t1",
		Duration: 1500 * time.Millisecond,
		Failure:  "too many requests",
	})
	LogAttempt(ctx, livestation.Attempt{Method: "GET", URL: "https://a/b", Number: 1, Failure: "refused"})

	lines, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want 2: %v", len(lines), lines)
	}
	for name, want := range map[string]any{
		"@level":                    "debug",
		"@module":                   "provider",
		"@message":                  "Live Station request",
		"http.request.method":       "GET",
		"url.full":                  "https://a/b",
		"attempt":                   2.0,
		"retry_reason":              "throttled",
		"http.response.status_code": 429.0,
		"trace_id":                  "t1",
		"duration_ms":               1500.0,
		"error":                     "too many requests",
	} {
		if got := lines[0][name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"retry_reason", "http.response.status_code", "trace_id"} {
		if got, ok := lines[1][name]; ok {
			t.Errorf("an attempt without a response has %s %v", name, got)
		}
	}
}
