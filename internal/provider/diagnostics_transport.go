package provider

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
	e.summary, e.advice = endpointPeer.summaryAndAdvice(failure.Cause)
	e.addTransport(failure)
	return e
}

// addTransport adds the facts of a request without a response, and its outcome.
func (e *explanation) addTransport(failure *livestation.TransportError) {
	e.facts.add("Request", failure.Method+" "+failure.URL)
	e.facts.add("Cause", failure.Text)
	if failure.Status != 0 {
		e.facts.add("Partial", fmt.Sprintf("HTTP %d, the response did not end in time", failure.Status))
		e.facts.addTraceID(failure.TraceID)
	}
	e.facts.addAttempts(failure.RequestInfo)
	if failure.Previous != nil {
		e.facts.add("Previous", failure.Previous.Error())
	}
	e.rest += outcomeAdvice(failure.RequestInfo)
}

// A timeoutError ends an operation of a resource that takes longer than its argument permits.
type timeoutError struct {
	argument string // such as timeouts.update
	value    time.Duration
}

// timeoutAfter returns the cause of a context that ends an operation after the value of an argument.
func timeoutAfter(argument string, value time.Duration) error { return &timeoutError{argument, value} }

func (e *timeoutError) Error() string {
	return fmt.Sprintf("the time of %s = %s is over", e.argument, e.value)
}

// Unwrap makes the error one of a context that ended.
func (e *timeoutError) Unwrap() error { return context.DeadlineExceeded }

// explain explains an error that contains the timeout: the request that it ended, if one was in flight.
func (e *timeoutError) explain(err error) explanation {
	text := explanation{
		summary: "Time of " + e.argument + " is over",
		advice:  fmt.Sprintf("Run Terraform again, or set %s to a longer duration. It is %s.", e.argument, e.value),
	}
	var unanswered *livestation.TransportError
	if errors.As(err, &unanswered) {
		text.addTransport(unanswered)
	}
	return text
}

// A peer is the server to which a request goes, in the diagnostics about connections.
type peer struct {
	name    string // in summaries, with a capital letter
	owner   string // who responds
	request string // what it receives
	setting string // where its URL is configured
	check   string // the advice if another server might respond, or its TLS is wrong
	slow    string // the advice after a timeout
	lost    string // the advice if the connection broke
}

var endpointPeer = peer{
	name:    "Endpoint",
	owner:   "Live Station",
	request: "Request",
	setting: "endpoint in the provider block (or LIVESTATION_ENDPOINT)",
	check:   checkEndpointAndProxy,
	slow: "Try these steps:\n\n" +
		"  - Check the connection to the URL below: DNS, firewalls, HTTPS_PROXY.\n" +
		"  - If Live Station is only slow, set timeout in the provider block to a\n" +
		"    longer duration.\n" +
		"  - Make fewer requests at once: terraform plan -parallelism=2",
	lost: adviceConnection,
}

// summaryAndAdvice is for a request without a complete response.
func (p peer) summaryAndAdvice(cause livestation.Cause) (summary, advice string) {
	const (
		noProxy = "or add the host of the URL below, without https://, to NO_PROXY to connect without a proxy."
		proxy   = " Behind a proxy, set HTTPS_PROXY, with special characters percent-encoded; it is for https URLs only."
	)
	name := strings.ToLower(p.name)
	notSent := " No " + strings.ToLower(p.request) + " was sent."
	switch cause {
	case livestation.CauseCanceled:
		return p.request + " canceled", "Run Terraform again when you are ready. Terraform received an interrupt."
	case livestation.CauseTimeout:
		return "Timed out waiting for " + p.owner, p.slow
	case livestation.CauseServerRole:
		return "Could not get credentials from the server role", adviceServerRole
	case livestation.CauseProxyCredentials:
		return "Proxy requires a valid user name and password", "Add them to HTTPS_PROXY, or correct them " +
			"(http://USER:PASSWORD@HOST:PORT). Percent-encode special characters, such as %40 for @."
	case livestation.CauseProxyInvalid:
		return "HTTPS_PROXY is not a valid URL", "Correct HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), or unset it. " +
			"Percent-encode special characters of the user name and password, such as %25 for %." + notSent
	case livestation.CauseProxyUnavailable:
		return "Proxy can't reach " + p.owner,
			"Run Terraform again in a few minutes. If the error persists, ask your proxy administrator, " + noProxy
	case livestation.CauseProxyRefused:
		return "Proxy refused the connection to " + p.owner,
			"Ask your proxy administrator to allow connections to the host of the URL below, " + noProxy
	case livestation.CauseProxyNoTLS:
		return "Proxy doesn't support TLS",
			"Begin HTTPS_PROXY with http://: the URL of most proxies does, also for https:// requests."
	case livestation.CauseProxyConnect:
		return "Can't connect to the proxy", "Check HTTPS_PROXY, " + noProxy
	case livestation.CauseCertificateHost:
		return "Certificate doesn't match the " + name + " host", p.check + notSent
	case livestation.CauseCertificateExpired:
		return p.name + " certificate is expired or not yet valid",
			"Check the system clock and date. If they are right, the server needs a new certificate." + notSent
	case livestation.CauseCertificateUntrusted:
		return p.name + " certificate is not trusted",
			p.check + "\n\nIf a proxy inspects TLS connections, add its CA to the system's trusted certificates " +
				"(on Linux, SSL_CERT_FILE can name its file)." + notSent
	case livestation.CauseNoTLS:
		return p.name + " doesn't support TLS", p.check
	case livestation.CauseHandshake:
		return "TLS handshake with the " + name + " failed", p.check + notSent
	case livestation.CauseHostUnknown, livestation.CauseNameServer:
		return p.name + " host not found", "Check the host in " + p.setting + ", and this machine's DNS." + proxy
	case livestation.CauseConnect:
		return "Can't connect to the " + name,
			"Check " + p.setting + ", that the server is running, and that a firewall allows the connection." + proxy
	case livestation.CauseNotHTTP:
		return "Response from the " + name + " is not valid HTTP", p.check
	default:
		return "Connection to " + p.owner + " lost", p.lost
	}
}

const adviceServerRole = "Do one of the following:\n\n" +
	"  - Run Terraform on a VPC server that has a server role with the policy\n" +
	"    NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n" +
	"    (read and write).\n" +
	"  - Remove use_server_role and configure credentials another way.\n" +
	"  - To use a different metadata address, set " + ncloud.EnvMetadataEndpoint + "."
