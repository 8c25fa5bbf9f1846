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

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// transportDiagnostic is for a request without a response.
func transportDiagnostic(e *livestation.TransportError) diag.Diagnostic {
	summary, advice := transportSummaryAndAdvice(e)
	var s supportBlock
	s.add("Request", e.Method+" "+e.URL)
	s.add("Cause", e.Cause)
	if e.Status != 0 {
		s.add("Partial", fmt.Sprintf("HTTP %d, the response did not end in time", e.Status))
		s.addTraceID(e.TraceID)
	}
	s.addAttempts(e.RequestInfo)
	if e.Previous != nil {
		s.add("Previous", e.Previous.Error())
	}
	return diag.NewErrorDiagnostic(summary, advice+outcomeAdvice(e.RequestInfo)+"\n\n"+s.String())
}

func transportSummaryAndAdvice(e *livestation.TransportError) (summary, advice string) {
	var network *net.OpError
	var dns *net.DNSError
	var proxy *livestation.ProxyError
	var certificate *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	switch {
	case errors.Is(e, context.Canceled):
		return "Request canceled", "Run Terraform again when you are ready. Terraform received an interrupt."
	case errors.Is(e, context.DeadlineExceeded):
		return "Timed out waiting for Live Station", adviceTimeout
	case errors.As(e, &proxy):
		return proxySummaryAndAdvice(proxy)
	case errors.As(e, &network) && network.Op == "proxyconnect":
		return "Can't connect to the proxy",
			"Check HTTPS_PROXY, or add the host of the URL below to NO_PROXY to connect without a proxy."
	case errors.As(e, &certificate):
		return certificateSummaryAndAdvice(certificate)
	case errors.As(e, &noTLS):
		return "Endpoint doesn't support TLS", checkEndpointAndProxy
	case errors.As(e, &dns):
		return "Endpoint host not found",
			"Check the host in endpoint in the provider block (or LIVESTATION_ENDPOINT), and this machine's DNS. " +
				"Behind a proxy, set HTTPS_PROXY."
	case errors.As(e, &network) && network.Op == "dial":
		return "Can't connect to the endpoint",
			"Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and that a firewall allows the connection. " +
				"Behind a proxy, set HTTPS_PROXY."
	case strings.Contains(e.Cause, "malformed HTTP"):
		return "Endpoint is not an HTTP server", checkEndpointAndProxy
	default:
		return "Connection to Live Station lost", adviceConnection
	}
}

const adviceTimeout = "Try these steps:\n\n" +
	"  - Check the connection to the URL below: DNS, firewalls, HTTPS_PROXY.\n" +
	"  - If Live Station is only slow, set timeout in the provider block to a\n" +
	"    longer duration.\n" +
	"  - Make fewer requests at once: terraform plan -parallelism=2"

func proxySummaryAndAdvice(e *livestation.ProxyError) (summary, advice string) {
	switch e.Status {
	case http.StatusProxyAuthRequired:
		return "Proxy requires a user name and password",
			"Add them to HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT). Percent-encode special characters, such as %40 for @."
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "Proxy can't reach Live Station",
			"Run Terraform again in a few minutes. If the error persists, ask your proxy administrator, " +
				"or add the host of the URL below to NO_PROXY to connect without a proxy."
	default:
		return "Proxy refused the connection to Live Station",
			"Ask your proxy administrator to allow connections to the host of the URL below, " +
				"or add the host to NO_PROXY to connect without a proxy."
	}
}

// certificateSummaryAndAdvice is for a server whose certificate is not accepted. No
// request was sent to it.
func certificateSummaryAndAdvice(e *tls.CertificateVerificationError) (summary, advice string) {
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(e, &host):
		return "Certificate doesn't match the endpoint host", checkEndpointAndProxy + " No request was sent."
	case errors.As(e, &invalid) && invalid.Reason == x509.Expired:
		return "Endpoint certificate is expired or not yet valid",
			"Check the system clock and date. If they are right, the server's certificate has expired. No request was sent."
	default:
		return "Endpoint certificate is not trusted",
			"If a proxy inspects TLS connections, add its CA to the system's trusted certificates " +
				"(on Linux, SSL_CERT_FILE can name its file).\n\n" +
				checkEndpointAndProxy + " No request was sent."
	}
}

// serverRoleDiagnostic is for a server role without credentials.
func serverRoleDiagnostic(e *ncloud.ServerRoleError) diag.Diagnostic {
	var s supportBlock
	s.add("Cause", e.Error())
	return diag.NewErrorDiagnostic("Could not get credentials from the server role", "Do one of the following:\n\n"+
		"  - Run Terraform on a VPC server that has a server role with the policy\n"+
		"    NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n"+
		"    (read and write).\n"+
		"  - Remove use_server_role and configure credentials another way.\n"+
		"  - To use a different metadata address, set "+ncloud.EnvMetadataEndpoint+".\n\n"+s.String())
}
