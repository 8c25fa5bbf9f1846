package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// errorDiagnostic turns an error of the client into what the user reads: in the
// summary the cause and the code; in the detail what was asked, what was
// answered, and what to do, in this order.
func errorDiagnostic(err error) diag.Diagnostic {
	var answered *livestation.Error
	var unanswered *livestation.TransportError
	var role *ncloud.ServerRoleError
	switch {
	case errors.As(err, &role) && !errors.Is(err, context.Canceled):
		return diag.NewErrorDiagnostic("The server role gave no keys", serverRoleDetail(role))
	case errors.As(err, &answered) && answered.Code != "":
		return diag.NewErrorDiagnostic(codeSummary(answered), answerDetail(answered, codeAdvice(answered)+maybeRegistered(err)))
	case errors.As(err, &answered):
		summary, advice := faultSummaryAndAdvice(answered)
		return diag.NewErrorDiagnostic(summary, answerDetail(answered, advice+maybeRegistered(err)))
	case errors.As(err, &unanswered):
		summary, advice := transportSummaryAndAdvice(unanswered)
		return diag.NewErrorDiagnostic(summary, transportDetail(unanswered, advice+maybeRegistered(err)))
	default:
		return diag.NewErrorDiagnostic("Live Station could not be called", fmt.Sprintf("%s.\n\nThis is a bug in the provider: please report it.", err))
	}
}

// maybeRegistered says of a registration whose outcome is open that it is.
func maybeRegistered(err error) string {
	if !livestation.OutcomeUnknown(err) {
		return ""
	}
	return " The URL may have been registered all the same, so the request was not repeated: terraform plan shows what is registered."
}

// unknownArgumentsDiagnostic says that the provider cannot read anything yet.
func unknownArgumentsDiagnostic(names []string) diag.Diagnostic {
	list := strings.Join(names, ", ")
	return diag.NewErrorDiagnostic("The provider's configuration is not known yet", fmt.Sprintf(
		"Terraform will know the value of %s in the provider block only after it has applied other resources, so nothing can be read from Live Station in this plan.\n\n"+
			"Apply those resources first (terraform apply -target=ADDRESS), or give %s a value that does not depend on them.", list, list))
}

// answerDetail is the detail of an answer that came. The indented lines are kept
// by Terraform as they are; it wraps the others.
func answerDetail(e *livestation.Error, advice string) string {
	var d detail
	d.line("Layer", e.Source.String())
	if e.Code != "" {
		d.line("Code", e.CodeAndName())
	} else {
		d.line("Problem", "the answer "+e.Problem.String())
		d.line("Type", e.ContentType)
		d.line("Location", e.Location)
		d.line("Body", e.Sample)
	}
	d.line("Message", e.Message)
	d.line("Details", e.Details)
	d.line("Trace ID", orNone(e.TraceID))
	d.line("Attempts", attempts(e.Attempts, e.Elapsed))
	switch {
	case e.TimeLeft > 0:
		d.line("Wait", fmt.Sprintf("%s, says the answer, and %s of the timeout are left", e.RetryAfter, e.TimeLeft.Round(time.Millisecond)))
		advice = "Wait as long as the answer says and run Terraform again, or raise timeout in the provider block above that."
	case e.RetryAfter > 0:
		d.line("Wait", fmt.Sprintf("%s, says the answer", e.RetryAfter))
	}
	return d.render(fmt.Sprintf("%s %s answered HTTP %d.", e.Method, e.URL, e.Status), advice)
}

// transportDetail is the detail of an answer that did not come.
func transportDetail(e *livestation.TransportError, advice string) string {
	var d detail
	d.line("Cause", e.Cause)
	came := "got no answer"
	if e.Status != 0 {
		came = "got an answer that did not end"
		d.line("Begun", fmt.Sprintf("HTTP %d, trace ID %s", e.Status, orNone(e.TraceID)))
	}
	d.line("Attempts", attempts(e.Attempts, e.Elapsed))
	if e.Last != nil {
		d.line("Before", e.Last.Error())
	}
	return d.render(fmt.Sprintf("%s %s %s.", e.Method, e.URL, came), advice)
}

// serverRoleDetail says why there are no keys to sign with.
func serverRoleDetail(e *ncloud.ServerRoleError) string {
	return fmt.Sprintf("use_server_role is true, so requests are signed with the keys of this server's role.\n\n  %s\n\n"+
		"Run Terraform on a VPC server that has a server role with the policy NCP_LIVE_STATION_VIEWER (to read) or NCP_LIVE_STATION_MANAGER (to register too), or leave use_server_role out and give the keys in another way. %s moves the address of the metadata service.",
		sentence(e.Error()), ncloud.EnvMetadataEndpoint)
}

// sentence turns an error's text into one.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// attempts words how often something was tried, and in how long.
func attempts(n int, elapsed time.Duration) string {
	switch n {
	case 0:
		return "not known: the request was shared with other reads of the same"
	case 1:
		return "1"
	}
	return fmt.Sprintf("%d in %s", n, elapsed.Round(100*time.Millisecond))
}

// A detail collects the indented lines of a diagnostic's detail.
type detail struct{ lines strings.Builder }

// line adds a line, unless there is nothing to say in it.
func (d *detail) line(label, text string) {
	if text != "" {
		fmt.Fprintf(&d.lines, "  %-10s %s\n", label+":", text)
	}
}

func (d *detail) render(asked, advice string) string {
	return asked + "\n\n" + d.lines.String() + "\n" + advice
}

func orNone(text string) string {
	if text == "" {
		return "(none was sent)"
	}
	return text
}

// codeSummary names the cause and the code. The gateway's codes look like HTTP
// statuses, so they are marked as what they are.
func codeSummary(e *livestation.Error) string {
	known, ok := livestation.LookupCode(e.Code)
	switch {
	case !ok && e.Source == livestation.SourceGateway:
		return fmt.Sprintf("The API gateway answers with an error code that the provider does not know (API gateway %s)", e.Code)
	case !ok:
		return fmt.Sprintf("The request failed with an error code that the provider does not know (%s)", e.Code)
	case clockIsOff(e):
		return fmt.Sprintf("This machine's clock is off, so the API gateway refuses its requests (API gateway %s)", e.Code)
	case e.Source == livestation.SourceGateway:
		return fmt.Sprintf("%s (API gateway %s)", known.Meaning, e.Code)
	default:
		return fmt.Sprintf("%s (%s)", known.Meaning, e.Code)
	}
}

// codeAdvice is the code's remedy, led by what the two clocks say where the
// gateway may have refused a timestamp.
func codeAdvice(e *livestation.Error) string {
	remedy := Advice(e.Code)
	if remedy == "" {
		return adviceUnknownCode
	}
	skew, known := e.ClockSkew()
	switch {
	case clockIsOff(e):
		return fmt.Sprintf("This machine's clock is %s the API gateway's; more than %s is refused. Set the clock by a time server (NTP), then run Terraform again.", aheadOrBehind(skew), allowedSkew)
	case e.Kind == livestation.KindUnauthenticated && known && skew.Abs() > ncloud.MaxClockSkew-clockDoubt:
		return remedy + fmt.Sprintf(" The clock may be the cause: it is about %s the API gateway's, and %s are allowed.", aheadOrBehind(skew), allowedSkew)
	case e.Kind == livestation.KindUnauthenticated && known:
		return remedy + fmt.Sprintf(" The clock is not the cause: it %s the API gateway's, and %s are allowed.", agreement(skew), allowedSkew)
	case e.Kind == livestation.KindUnauthenticated:
		return remedy + " Check this machine's clock as well: the answer has no date to compare it with."
	case e.Kind == livestation.KindWrongState && e.Method == http.MethodGet:
		return remedy + " A mere read is not expected to be refused so: if nothing else explains it, give the trace ID to NAVER Cloud support."
	default:
		return remedy
	}
}

// clockDoubt is how close to the limit a clock's difference tells nothing: the
// answer's date has no fractions, and is older than the answer.
const clockDoubt = time.Minute

// clockWarning says that requests are signed with another time than the machine's.
func clockWarning(ahead time.Duration) diag.Diagnostic {
	return diag.NewWarningDiagnostic("This machine's clock is off", fmt.Sprintf(
		"It is %s the API gateway's, which refuses requests that are more than %s off. The provider signed them with the gateway's time instead. Set the clock by a time server (NTP).",
		aheadOrBehind(ahead), allowedSkew))
}

// clockIsOff reports whether the gateway refused a request because of its timestamp.
func clockIsOff(e *livestation.Error) bool {
	skew, known := e.ClockSkew()
	return e.Kind == livestation.KindUnauthenticated && known && skew.Abs() > ncloud.MaxClockSkew
}

// agreement words a clock's small difference as a predicate of the clock.
func agreement(skew time.Duration) string {
	if skew.Abs() <= 2*time.Second {
		return "agrees with"
	}
	return "is " + aheadOrBehind(skew)
}

// aheadOrBehind words a clock's difference, such as "7m3s ahead of".
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

// allowedSkew is [ncloud.MaxClockSkew] in words.
const allowedSkew = "5 minutes"

const (
	adviceWrongAddress = "Something other than the Live Station API seems to stand at this address. Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy."
	adviceLater        = "Run Terraform again in a few minutes. If it stays, look for an incident in the NAVER Cloud portal, and check HTTPS_PROXY if requests go through a proxy, which may have answered instead."
	adviceUndocumented = "NAVER Cloud answered, in a form that its pages do not describe. Run Terraform again. If it stays, look for a newer version of the provider, and give the trace ID to NAVER Cloud support."
	adviceUnknownCode  = "The code is in none of the tables that the provider was built with: the message is all that is known. Run Terraform again in a few minutes. If it stays, look for a newer version of the provider, and give the trace ID to NAVER Cloud support."
	adviceReport       = "Run Terraform again. If it stays, the API may have changed: look for a newer version of the provider, and report it with the lines above."
)

// faultSummaryAndAdvice is for an answer without a code: the HTTP status says
// what it can, the fault the rest.
func faultSummaryAndAdvice(e *livestation.Error) (summary, advice string) {
	elsewhere := adviceWrongAddress
	if e.TraceID != "" && !strings.Contains(e.ContentType, "html") { // as only NAVER Cloud sends one
		elsewhere = adviceUndocumented
	}
	switch {
	case e.Kind == livestation.KindThrottled:
		summary, advice = "The service answers that there are too many requests", "Wait a minute, then run Terraform again, with fewer requests at once (terraform plan -parallelism=2)."
	case e.Kind == livestation.KindUnavailable:
		summary, advice = "Live Station is not available", adviceLater
	case e.Kind == livestation.KindInternal:
		summary, advice = "The server failed", adviceLater
	case e.Problem == livestation.ProblemRedirect:
		summary, advice = "The endpoint answers with a redirect", "The provider follows no redirect, since the access key and the signature would go along. "+adviceWrongAddress
	case e.Problem == livestation.ProblemNoCode:
		summary, advice = "The API reported an error without a code", "The message and the body are all that is known. "+adviceReport
	case e.Problem == livestation.ProblemStatus:
		summary, advice = "The answer does not come from the Live Station API", elsewhere
	case e.Problem == livestation.ProblemEmpty:
		summary, advice = "The answer is empty", elsewhere
	case e.Problem == livestation.ProblemCutShort:
		summary, advice = "The answer was cut short", "Run Terraform again. If it stays, check what is between this machine and the address above: a firewall, a VPN, or the proxy in HTTPS_PROXY."
	case e.Problem == livestation.ProblemContentType:
		summary, advice = "The answer is not JSON", elsewhere
	case e.Problem == livestation.ProblemNotJSON:
		summary, advice = "The answer is broken JSON", "It was probably changed or cut on its way: run Terraform again. If it stays, check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy."
	case e.Problem == livestation.ProblemTooLarge:
		summary, advice = "The answer is too large", "No answer of the Live Station API is as large. Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy."
	default:
		summary, advice = "The answer has another shape than documented", adviceReport
	}
	return fmt.Sprintf("%s (HTTP %d)", summary, e.Status), advice
}

// transportSummaryAndAdvice is for a request that no answer came to.
func transportSummaryAndAdvice(e *livestation.TransportError) (summary, advice string) {
	var dns *net.DNSError
	var noTLS tls.RecordHeaderError
	var network *net.OpError
	var proxy *livestation.ProxyError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(e, context.Canceled):
		return "The request to Live Station was cancelled", "Terraform was asked to stop. Run it again when you are ready."
	case errors.Is(e, context.DeadlineExceeded):
		return "Live Station did not answer in time", "Check the connection from this machine to the address above, a firewall and HTTPS_PROXY included, then run Terraform again. Where the service is only slow, raise timeout in the provider block, or let Terraform ask for less at once (terraform plan -parallelism=2)."
	case errors.As(e, &proxy) && proxy.Status == http.StatusProxyAuthRequired:
		return "The proxy wants a user name and password", "Put them into HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT)."
	case errors.As(e, &proxy):
		return "The proxy does not lead to the Live Station endpoint", "Ask who runs the proxy in HTTPS_PROXY to let this machine connect to the host above, or name the host in NO_PROXY to go there directly."
	case errors.As(e, &network) && network.Op == "proxyconnect":
		return "The proxy could not be reached", "Check HTTPS_PROXY, or name the API's host in NO_PROXY to go there directly."
	case errors.As(e, &certificate):
		return certificateSummaryAndAdvice(certificate)
	case errors.As(e, &noTLS):
		return "The Live Station endpoint does not speak TLS", "Check the host and the port of endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy."
	case errors.As(e, &dns):
		return "The host of the Live Station endpoint could not be found", "Check the host's spelling in endpoint of the provider block (or LIVESTATION_ENDPOINT), and this machine's DNS. Behind a proxy, set HTTPS_PROXY."
	case errors.As(e, &network) && network.Op == "dial":
		return "No connection to the Live Station endpoint", "Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and that a firewall lets this machine connect there. Behind a proxy, set HTTPS_PROXY."
	case strings.Contains(e.Cause, "malformed HTTP"):
		return "What answers at the Live Station endpoint does not speak HTTP", "Check the host and the port of endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy."
	default:
		return "The connection to Live Station broke", "Run Terraform again. If it stays, check what is between this machine and the address above: a firewall, a VPN, or the proxy in HTTPS_PROXY."
	}
}

// certificateSummaryAndAdvice is for a server whose certificate does not hold.
func certificateSummaryAndAdvice(e *tls.CertificateVerificationError) (summary, advice string) {
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(e, &host):
		return "The certificate is not that of the Live Station endpoint's host", "Check the host in endpoint of the provider block (or LIVESTATION_ENDPOINT): somebody else is answering, so nothing was sent."
	case errors.As(e, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate of the Live Station endpoint is not valid now", "Check this machine's clock and date. If they are right, the server's certificate has expired: nothing was sent."
	default:
		return "The certificate of the Live Station endpoint is not trusted", "If a proxy on the way has a certificate of its own, add its CA to the system's trusted ones (on Linux, SSL_CERT_FILE can name its file). Otherwise check endpoint in the provider block (or LIVESTATION_ENDPOINT): somebody else may be answering, so nothing was sent."
	}
}
