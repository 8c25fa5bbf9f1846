package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// LogAttempt logs a request at DEBUG: the request and its outcome, never a body or a header
// with a key. It uses the names of OpenTelemetry if it has one.
func LogAttempt(ctx context.Context, a livestation.Attempt) {
	fields := map[string]any{
		"http.request.method": a.Method,
		"url.full":            a.URL,
		"attempt":             a.Number,
		"duration_ms":         a.Duration.Milliseconds(),
	}
	if a.Reason != "" {
		fields["retry_reason"] = a.Reason
	}
	if a.Status != 0 {
		fields["http.response.status_code"] = a.Status
		fields["trace_id"] = a.TraceID
	}
	if a.Failure != "" {
		fields["error"] = a.Failure
	}
	tflog.Debug(ctx, "Live Station request", fields)
}

// LogBuild logs a build at DEBUG, because the version of a build of one's own says little.
func LogBuild(ctx context.Context, build string) {
	tflog.Debug(ctx, "Live Station provider", map[string]any{"build": build})
}
