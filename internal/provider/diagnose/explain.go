// Package diagnose turns errors of the client into diagnostics: what happened, what to do, and the facts for
// support.
package diagnose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

// An explanation is what a diagnostic says about an error: first what to do, then what NAVER Cloud
// support needs to know.
type explanation struct {
	// optional is a cause in the advice that not every request can have, and rest what follows.
	Summary, Advice, Optional, rest string
	Facts                           Facts
}

func (e explanation) Detail() string {
	text := e.Advice + e.Optional + e.rest
	if len(e.Facts.Lines) > 0 {
		text += "\n\n" + e.Facts.String()
	}
	return text
}

// Error returns the diagnostic for an error of the client.
func Error(err error) diag.Diagnostic {
	e := Explain(err)
	return diag.NewErrorDiagnostic(e.Summary, e.Detail())
}

// Explain explains an error of the client. The summary has the cause and the code.
func Explain(err error) explanation {
	e := explain(err)
	if request := livestation.RequestOf(err); request != nil && request.Service == livestation.SourceGlobalEdge {
		e.aboutGlobalEdge(err)
	}
	return e
}

func explain(err error) explanation {
	var failure *livestation.Error
	var unanswered *livestation.TransportError
	var deleted *livestation.DeletedChannelError
	var late *TimeoutError
	switch {
	case errors.As(err, &failure):
		return explainResponse(failure)
	case errors.As(err, &late):
		return late.explain(err)
	case errors.As(err, &unanswered):
		return explainTransport(unanswered)
	case errors.As(err, &deleted):
		return explainDeleted(deleted.Channel)
	case errors.Is(err, livestation.ErrTooManyChannels):
		return explanation{Summary: "Too many channels", Advice: fmt.Sprintf(
			"Use channel_status or channel_name to read fewer live channels, or channel_type to read another type. "+
				"The provider reads at most %d channels of a type.", livestation.MaxChannels)}
	case errors.Is(err, livestation.ErrChannelCreating):
		return explanation{Summary: "Channel is still being created",
			Advice: "Run Terraform again in a few minutes, or set timeout in the provider block to a longer duration. " +
				"The channel has no stream key yet."}
	case errors.Is(err, context.Canceled):
		summary, advice := endpointPeer.SummaryAndAdvice(livestation.CauseCanceled)
		return explanation{Summary: summary, Advice: advice}
	default:
		e := explanation{Summary: "Live Station request not sent", Advice: "Report this as a bug in the provider."}
		e.Facts.Add("Cause", err.Error())
		return e
	}
}

// aboutGlobalEdge makes the texts those of the other API.
func (e *explanation) aboutGlobalEdge(err error) {
	var failure *livestation.Error
	if errors.As(err, &failure) && failure.Kind == livestation.KindPermission {
		e.Advice, e.Optional, e.rest = adviceEdgePermission, "", ""
	}
	names := strings.NewReplacer("Live Station", "Global Edge", "LIVESTATION_ENDPOINT", "LIVESTATION_GLOBAL_EDGE_ENDPOINT",
		"endpoint in the", "global_edge_endpoint in the", "/api/v2 in endpoint", "/api/v1 in global_edge_endpoint",
		"and endpoint.", "and global_edge_endpoint.")
	for _, text := range []*string{&e.Summary, &e.Advice, &e.Optional, &e.rest} {
		*text = names.Replace(*text)
	}
}

// explainDeleted is for a channel that the API still returns.
func explainDeleted(c livestation.Channel) explanation {
	return explanation{Summary: "Channel deleted", Advice: fmt.Sprintf(
		"Remove the channel from the configuration, or use another one. The status of channel %s (%s) is %s.",
		c.ID, attribute.QuoteBounded(c.Name), c.Status)}
}

// explainResponse is for an error response.
func explainResponse(failure *livestation.Error) explanation {
	var e explanation
	e.Facts.Add("Request", failure.Method+" "+failure.URL)
	e.Facts.Add("Response", responseLine(failure))
	if failure.Code != "" {
		e.Summary = codeSummary(failure)
		e.addAdvice(failure)
	} else {
		e.Summary, e.Advice = problemSummaryAndAdvice(failure)
		e.Summary = fmt.Sprintf("%s (HTTP %d)", e.Summary, failure.Status)
		e.Facts.Add("Problem", "the response "+string(failure.Problem))
		e.Facts.Add("Field", failure.Field)
		e.Facts.Add("Type", failure.ContentType)
		e.Facts.Add("Location", failure.Location)
		e.Facts.Add("Body", failure.Sample)
	}
	e.Facts.Add("Message", failure.Message)
	e.Facts.Add("Details", failure.Details)
	e.Facts.addTraceID(failure.TraceID)
	if failure.RetryAfter > 0 {
		e.rest += "\n\nWait for the time below before you run Terraform again."
		e.Facts.Add("Wait", fmt.Sprintf("%s, as the response requests", failure.RetryAfter))
	}
	e.Facts.addAttempts(failure.RequestInfo)
	e.rest += OutcomeAdvice(failure.RequestInfo)
	return e
}

// responseLine is such as "HTTP 403 from Live Station, 250010 (POLICY_CHECK_FAILED)".
func responseLine(e *livestation.Error) string {
	line := fmt.Sprintf("HTTP %d", e.Status)
	if e.Source != livestation.SourceUnknown {
		line += " from " + string(e.Source)
	}
	if e.Code != "" {
		line += ", " + e.CodeAndName()
	}
	return line
}

// OutcomeAdvice is what a user must know about a write that may have succeeded.
func OutcomeAdvice(i livestation.RequestInfo) string {
	if i.Outcome == "" {
		return ""
	}
	return "\n\n" + i.Outcome
}

// codeSummary contains the cause and the code. The gateway's codes look like HTTP
// statuses, so they are marked.
func codeSummary(e *livestation.Error) string {
	meaning := cmp.Or(e.Meaning, "Unknown error code")
	if e.TimestampRejected {
		meaning = "System clock is inaccurate"
	}
	if e.Source == livestation.SourceGateway || e.Source == livestation.SourceNAVERCloud {
		return fmt.Sprintf("%s (%s %.20s)", meaning, e.Source, e.Code)
	}
	return fmt.Sprintf("%s (%.20s)", meaning, e.Code)
}

// addAdvice adds the code's advice, with what the two clocks say if the gateway may have rejected a
// timestamp.
func (e *explanation) addAdvice(failure *livestation.Error) {
	a := adviceOf(failure.Code)
	e.Advice, e.Optional, e.rest = a.text, a.optional, a.rest
	if failure.Code == "250010" && failure.Method != http.MethodGet {
		e.Advice = adviceWritePermission
	}
	skew, known := failure.ClockSkew, !failure.Date.IsZero()
	switch {
	case failure.Meaning == "" && failure.Kind == livestation.KindPermission:
		e.Advice = deniedAdvice()
	case failure.Meaning == "":
		e.Advice = "Follow the message below, or run Terraform again in a few minutes. " +
			"This version of the provider doesn't recognize the code. " +
			"If the error persists, look for a newer version, or contact NAVER Cloud support with the trace ID."
	case failure.Kind != livestation.KindUnauthenticated:
	case failure.TimestampRejected:
		e.Advice, e.Optional = fmt.Sprintf("Synchronize the system clock (NTP), then run Terraform again. "+
			"The clock is %s the API gateway's clock (limit: %s).", aheadOrBehind(skew), ncloud.MaxClockSkew), ""
	case known && skew.Abs() > ncloud.MaxClockSkew-clockUncertainty:
		e.rest += fmt.Sprintf("\n\nThe clock may be the cause: it is about %s the API gateway's clock (limit: %s).",
			aheadOrBehind(skew), ncloud.MaxClockSkew)
	case known:
		e.Optional = ""
		e.rest += "\n\nThe clock is not the cause: it " + clockAgreement(skew) + " the API gateway's clock."
	default:
		e.rest += "\n\nCheck the system clock too: the response has no date to compare it with."
	}
}

// clockUncertainty is how close to the limit the difference of the clocks says
// nothing: the response's date has no fractions, and is older than the response.
const clockUncertainty = time.Minute

// InaccurateClock says that requests are signed with another time than the system's.
func InaccurateClock(ahead time.Duration) diag.Diagnostic {
	return diag.NewWarningDiagnostic("System clock is inaccurate", fmt.Sprintf(
		"Synchronize the system clock (NTP). It is %s the API gateway's clock (limit: %s), so the provider signed requests "+
			"with the gateway's time instead.", aheadOrBehind(ahead), ncloud.MaxClockSkew))
}

func clockAgreement(skew time.Duration) string {
	if skew.Abs() <= 2*time.Second {
		return "agrees with"
	}
	return "is " + aheadOrBehind(skew)
}

// aheadOrBehind is such as "7m3s ahead of".
func aheadOrBehind(skew time.Duration) string {
	size := skew.Abs().String()
	if days := skew.Abs().Hours() / 24; days >= 2 {
		size = fmt.Sprintf("%.0f days", days)
	}
	if skew < 0 {
		return size + " behind"
	}
	return size + " ahead of"
}

// The advice for responses that may come from something else than NAVER Cloud.
const (
	adviceWrongEndpoint = checkEndpointAndProxy + " The response doesn't appear to be from the Live Station API."
	adviceLater         = "Run Terraform again in a few minutes. " +
		"If the error persists, check the NAVER Cloud portal for an incident. " +
		"If you use a proxy (HTTPS_PROXY), it might have returned this response."
	adviceUndocumented = "Run Terraform again. NAVER Cloud returned an undocumented response. If the error persists, " +
		"look for a newer version of the provider, or contact NAVER Cloud support with the trace ID."
	AdviceReport = "Run Terraform again. If the error persists, the API may have changed: " +
		"look for a newer version of the provider, or report the error as a bug in the provider, with the lines below."
	adviceConnection = "Run Terraform again. " +
		"If the error persists, check the network path to the URL below: " +
		"a firewall, a VPN, or the proxy in HTTPS_PROXY."
)

// deniedAdvice is for a response whose status says that access is denied, without a known code.
// Gateways of sister services respond so if the API is not enabled for the access key.
func deniedAdvice() string {
	return "Follow the message below if it names a cause.\n\n" + AdviceFor("210")
}

// problemSummaryAndAdvice is for a response without a code: by the kind that its HTTP status
// means, else by what is wrong with it.
func problemSummaryAndAdvice(e *livestation.Error) (summary, advice string) {
	elsewhere := adviceWrongEndpoint
	if e.TraceID != "" && !strings.Contains(e.ContentType, "html") { // Only NAVER Cloud sends a trace ID.
		elsewhere = adviceUndocumented
	}
	switch {
	case e.Kind == livestation.KindThrottled:
		return "Too many requests",
			"Wait a minute, then run Terraform again with fewer requests at once (terraform plan -parallelism=2)."
	case e.Kind == livestation.KindUnavailable:
		return "Live Station is not available", adviceLater
	case e.Kind == livestation.KindInternal:
		return "Server error", adviceLater
	case e.Problem == livestation.ProblemRedirect:
		return "Endpoint returned a redirect", adviceWrongEndpoint +
			"\n\nThe provider doesn't follow redirects, because that would send the access key and signature to another server."
	case e.Problem == livestation.ProblemDenied:
		return "Access denied without a reason", AdviceFor("210") + "\n\nIf you use a proxy (HTTPS_PROXY), it might have " +
			"returned this response."
	case e.Problem == livestation.ProblemNoCode && e.Kind == livestation.KindPermission:
		return "API error without a code", deniedAdvice()
	case e.Problem == livestation.ProblemNoCode:
		return "API error without a code",
			"Follow the message below, or run Terraform again in a few minutes. " +
				"If the error persists, contact NAVER Cloud support with the trace ID."
	case e.Problem == livestation.ProblemNotAPI:
		return "Response not from the Live Station API", elsewhere
	case e.Problem == livestation.ProblemCutShort:
		return "Incomplete response", adviceConnection
	case e.Problem == livestation.ProblemTooLarge:
		return "Response too large", checkEndpointAndProxy + " Live Station responses are never this large."
	default:
		return "Unexpected response format", AdviceReport
	}
}

// UnknownArguments says that the provider cannot read anything yet.
func UnknownArguments(names []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unknown value in provider configuration", fmt.Sprintf(
		"First apply the resources that provide %s in the provider block (terraform apply -target=ADDRESS), "+
			"or use values that don't depend on resources.\n\n"+
			"The values aren't known until other resources are applied, so this plan can't read from Live Station.",
		strings.Join(names, ", ")))
}

// A Facts collects the indented lines of a detail. Terraform shows them as they
// are, and wraps the other lines.
type Facts struct{ Lines []string }

// Add adds a line, unless there is no text.
func (s *Facts) Add(label, text string) {
	if text != "" {
		s.Lines = append(s.Lines, fmt.Sprintf("  %-10s %s", label+":", text))
	}
}

func (s Facts) String() string { return strings.Join(s.Lines, "\n") }

func (s *Facts) addTraceID(id string) {
	if id != "" {
		s.Add("Trace ID", id+" (include this when you contact NAVER Cloud support)")
	}
}

func (s *Facts) addAttempts(i livestation.RequestInfo) {
	if i.Attempts > 1 {
		s.Add("Attempts", fmt.Sprintf("%d in %s", i.Attempts, i.Elapsed.Round(100*time.Millisecond)))
	}
}
