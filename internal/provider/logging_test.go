package provider

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

func TestEveryAttemptIsLoggedAtDebug(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	observe := logAttempt(ncloud.NewCredentials("canary-access", "canary-secret"))
	observe(ctx, livestation.Attempt{
		Method: "GET", URL: "https://a/b", Number: 2, Reason: "throttled", Status: 429, TraceID: "t1", Duration: 1500 * time.Millisecond,
		Failure: "an echo of canary-access and canary-secret",
	})
	observe(ctx, livestation.Attempt{Method: "GET", URL: "https://a/b", Number: 1, Failure: "refused"})

	lines, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%v: %v", err, lines)
	}
	for name, want := range map[string]any{
		"@level": "debug", "@module": "provider.livestation", "@message": "Live Station request",
		"http.request.method": "GET", "url.full": "https://a/b", "attempt": 2.0, "retry_reason": "throttled",
		"http.response.status_code": 429.0, "trace_id": "t1", "duration_ms": 1500.0,
	} {
		if got := lines[0][name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if text, ok := lines[0]["error"].(string); !ok || strings.Contains(text, "canary") {
		t.Errorf("the error is %v", lines[0]["error"])
	}
	for _, name := range []string{"retry_reason", "http.response.status_code", "trace_id"} {
		if got, ok := lines[1][name]; ok {
			t.Errorf("an attempt without an answer has %s %v", name, got)
		}
	}
}
