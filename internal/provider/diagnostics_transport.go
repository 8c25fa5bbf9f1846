package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// transportDiagnostic is for a request without a response.
func transportDiagnostic(e *livestation.TransportError) diag.Diagnostic {
	summary, advice := transportSummaryAndAdvice(e)
	var s supportBlock
	s.add("Request", e.Method+" "+e.URL)
	s.add("Cause", e.Text)
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
	const notSent = " No request was sent."
	switch e.Cause {
	case livestation.CauseCanceled:
		return "Request canceled", "Run Terraform again when you are ready. Terraform received an interrupt."
	case livestation.CauseTimeout:
		return "Timed out waiting for Live Station", adviceTimeout
	case livestation.CauseServerRole:
		return "Could not get credentials from the server role", adviceServerRole
	case livestation.CauseProxyCredentials:
		return "Proxy requires a user name and password",
			"Add them to HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT). Percent-encode special characters, such as %40 for @."
	case livestation.CauseProxyUnavailable:
		return "Proxy can't reach Live Station",
			"Run Terraform again in a few minutes. If the error persists, ask your proxy administrator, " +
				adviceNoProxy
	case livestation.CauseProxyRefused:
		return "Proxy refused the connection to Live Station",
			"Ask your proxy administrator to allow connections to the host of the URL below, " + adviceNoProxy
	case livestation.CauseProxyNoTLS:
		return "Proxy doesn't support TLS", adviceProxyNoTLS
	case livestation.CauseProxyConnect:
		return "Can't connect to the proxy", adviceProxy
	case livestation.CauseCertificateHost:
		return "Certificate doesn't match the endpoint host", checkEndpointAndProxy + notSent
	case livestation.CauseCertificateExpired:
		return "Endpoint certificate is expired or not yet valid",
			"Check the system clock and date. If they are right, the server's certificate has expired." + notSent
	case livestation.CauseCertificateUntrusted:
		return "Endpoint certificate is not trusted",
			"If a proxy inspects TLS connections, add its CA to the system's trusted certificates " +
				"(on Linux, SSL_CERT_FILE can name its file).\n\n" + checkEndpointAndProxy + notSent
	case livestation.CauseNoTLS:
		return "Endpoint doesn't support TLS", checkEndpointAndProxy
	case livestation.CauseHandshake:
		return "TLS handshake with the endpoint failed", checkEndpointAndProxy + notSent
	case livestation.CauseHostUnknown, livestation.CauseNameServer:
		return "Endpoint host not found",
			"Check the host in endpoint in the provider block (or LIVESTATION_ENDPOINT), and this machine's DNS. " +
				"Behind a proxy, set HTTPS_PROXY."
	case livestation.CauseConnect:
		return "Can't connect to the endpoint",
			"Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and that a firewall allows the connection. " +
				"Behind a proxy, set HTTPS_PROXY."
	case livestation.CauseNotHTTP:
		return "Response from the endpoint is not valid HTTP", checkEndpointAndProxy
	default:
		return "Connection to Live Station lost", adviceConnection
	}
}

// The advice for a proxy, whatever is behind it.
const (
	adviceProxy = "Check HTTPS_PROXY, " + adviceNoProxy

	adviceNoProxy = "or add the host of the URL below, without https://, to NO_PROXY to connect without a proxy."

	adviceProxyNoTLS = "Begin HTTPS_PROXY with http://: the URL of most proxies does, also for https:// requests."
)

const adviceTimeout = "Try these steps:\n\n" +
	"  - Check the connection to the URL below: DNS, firewalls, HTTPS_PROXY.\n" +
	"  - If Live Station is only slow, set timeout in the provider block to a\n" +
	"    longer duration.\n" +
	"  - Make fewer requests at once: terraform plan -parallelism=2"

const adviceServerRole = "Do one of the following:\n\n" +
	"  - Run Terraform on a VPC server that has a server role with the policy\n" +
	"    NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n" +
	"    (read and write).\n" +
	"  - Remove use_server_role and configure credentials another way.\n" +
	"  - To use a different metadata address, set " + ncloud.EnvMetadataEndpoint + "."
