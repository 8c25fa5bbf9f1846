package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// explainTransport is for a request without a response.
func explainTransport(failure *livestation.TransportError) explanation {
	var e explanation
	e.Summary, e.Advice = endpointPeer.SummaryAndAdvice(failure.Cause)
	e.addTransport(failure)
	return e
}

// addTransport adds the facts of a request without a response, and its outcome.
func (e *explanation) addTransport(failure *livestation.TransportError) {
	e.Facts.Add("Request", failure.Method+" "+failure.URL)
	e.Facts.Add("Cause", failure.Text)
	if failure.Status != 0 {
		e.Facts.Add("Partial", fmt.Sprintf("HTTP %d, the response did not end in time", failure.Status))
		e.Facts.addTraceID(failure.TraceID)
	}
	e.Facts.addAttempts(failure.RequestInfo)
	if failure.Previous != nil {
		e.Facts.Add("Previous", failure.Previous.Error())
	}
	e.rest += OutcomeAdvice(failure.RequestInfo)
}

// A TimeoutError ends an operation of a resource that takes longer than its argument permits.
type TimeoutError struct {
	argument string // such as timeouts.update
	value    time.Duration
}

// Timeout returns the cause of a context that ends an operation after the value of an argument.
func Timeout(argument string, value time.Duration) error { return &TimeoutError{argument, value} }

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("the time of %s = %s is over", e.argument, e.value)
}

// Unwrap makes the error one of a context that ended.
func (e *TimeoutError) Unwrap() error { return context.DeadlineExceeded }

// explain explains an error that contains the timeout: the request that it ended, if one was in flight.
func (e *TimeoutError) explain(err error) explanation {
	text := explanation{
		Summary: "Time of " + e.argument + " is over",
		Advice:  fmt.Sprintf("Run Terraform again, or set %s to a longer duration. It is %s.", e.argument, e.value),
	}
	var unanswered *livestation.TransportError
	if errors.As(err, &unanswered) {
		text.addTransport(unanswered)
	}
	return text
}

// A Peer is the server to which a request goes, in the diagnostics about connections.
type Peer struct {
	Name    string // in summaries, with a capital letter
	Owner   string // who responds
	Request string // what it receives
	Setting string // where its URL is configured
	Check   string // the advice if another server might respond, or its TLS is wrong
	Slow    string // the advice after a timeout
	Lost    string // the advice if the connection broke
}

var endpointPeer = Peer{
	Name:    "Endpoint",
	Owner:   "Live Station",
	Request: "Request",
	Setting: "endpoint in the provider block (or LIVESTATION_ENDPOINT)",
	Check:   checkEndpointAndProxy,
	Slow: "Try these steps:\n\n" +
		"  - Check the connection to the URL below: DNS, firewalls, HTTPS_PROXY.\n" +
		"  - If Live Station is only slow, set timeout in the provider block to a\n" +
		"    longer duration.\n" +
		"  - Make fewer requests at once: terraform plan -parallelism=2",
	Lost: adviceConnection,
}

// SummaryAndAdvice is for a request without a complete response.
func (p Peer) SummaryAndAdvice(cause livestation.Cause) (summary, advice string) {
	const (
		noProxy = "or add the host of the URL below, without https://, to NO_PROXY to connect without a proxy."
		proxy   = " Behind a proxy, set HTTPS_PROXY, with special characters percent-encoded; it is for https URLs only."
	)
	name := strings.ToLower(p.Name)
	notSent := " No " + strings.ToLower(p.Request) + " was sent."
	switch cause {
	case livestation.CauseCanceled:
		return p.Request + " canceled", "Run Terraform again when you are ready. Terraform received an interrupt."
	case livestation.CauseTimeout:
		return "Timed out waiting for " + p.Owner, p.Slow
	case livestation.CauseServerRole:
		return "Could not get credentials from the server role", adviceServerRole
	case livestation.CauseProxyCredentials:
		return "Proxy requires a valid user name and password", "Add them to HTTPS_PROXY, or correct them " +
			"(http://USER:PASSWORD@HOST:PORT). Percent-encode special characters, such as %40 for @."
	case livestation.CauseProxyInvalid:
		return "HTTPS_PROXY is not a valid URL", "Correct HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), or unset it. " +
			"Percent-encode special characters of the user name and password, such as %25 for %." + notSent
	case livestation.CauseProxyUnavailable:
		return "Proxy can't reach " + p.Owner,
			"Run Terraform again in a few minutes. If the error persists, ask your proxy administrator, " + noProxy
	case livestation.CauseProxyRefused:
		return "Proxy refused the connection to " + p.Owner,
			"Ask your proxy administrator to allow connections to the host of the URL below, " + noProxy
	case livestation.CauseProxyNoTLS:
		return "Proxy doesn't support TLS",
			"Begin HTTPS_PROXY with http://: the URL of most proxies does, also for https:// requests."
	case livestation.CauseProxyConnect:
		return "Can't connect to the proxy", "Check HTTPS_PROXY, " + noProxy
	case livestation.CauseCertificateHost:
		return "Certificate doesn't match the " + name + " host", p.Check + notSent
	case livestation.CauseCertificateExpired:
		return p.Name + " certificate is expired or not yet valid",
			"Check the system clock and date. If they are right, the server needs a new certificate." + notSent
	case livestation.CauseCertificateUntrusted:
		return p.Name + " certificate is not trusted",
			p.Check + "\n\nIf a proxy inspects TLS connections, add its CA to the system's trusted certificates " +
				"(on Linux, SSL_CERT_FILE can name its file)." + notSent
	case livestation.CauseNoTLS:
		return p.Name + " doesn't support TLS", p.Check
	case livestation.CauseHandshake:
		return "TLS handshake with the " + name + " failed", p.Check + notSent
	case livestation.CauseHostUnknown, livestation.CauseNameServer:
		return p.Name + " host not found", "Check the host in " + p.Setting + ", and this machine's DNS." + proxy
	case livestation.CauseConnect:
		return "Can't connect to the " + name,
			"Check " + p.Setting + ", that the server is running, and that a firewall allows the connection." + proxy
	case livestation.CauseNotHTTP:
		return "Response from the " + name + " is not valid HTTP", p.Check
	default:
		return "Connection to " + p.Owner + " lost", p.Lost
	}
}

const adviceServerRole = "Do one of the following:\n\n" +
	"  - Run Terraform on a VPC server that has a server role with the policy\n" +
	"    NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n" +
	"    (read and write).\n" +
	"  - Remove use_server_role and configure credentials another way.\n" +
	"  - To use a different metadata address, set " + ncloud.EnvMetadataEndpoint + "."
