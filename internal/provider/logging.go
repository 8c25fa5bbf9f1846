package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// logSubsystem is the name of the provider's own lines in the log.
const logSubsystem = "livestation"

// logAttempt returns an observer that logs every request at DEBUG: the request and its
// outcome, never a body or a header with a key. The masks are a second protection:
// nothing that they hide is passed to the log.
func logAttempt(keys ncloud.CredentialsProvider) func(context.Context, livestation.Attempt) {
	var secrets []string
	if fixed, ok := keys.(ncloud.Credentials); ok {
		secrets = fixed.Secrets()
	}
	return func(ctx context.Context, a livestation.Attempt) {
		ctx = tflog.NewSubsystem(ctx, logSubsystem, tflog.WithRootFields())
		ctx = tflog.SubsystemMaskFieldValuesWithFieldKeys(ctx, logSubsystem,
			"access_key", "secret_key", ncloud.HeaderAccessKey, ncloud.HeaderSignature)
		ctx = tflog.SubsystemMaskLogStrings(ctx, logSubsystem, secrets...)
		tflog.SubsystemDebug(ctx, logSubsystem, "Live Station request", attemptFields(a))
	}
}

// attemptFields uses the names of OpenTelemetry if it has one.
func attemptFields(a livestation.Attempt) map[string]any {
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
	return fields
}
