package provider

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// receiverDiagnostic is for an event that a receiver did not accept. Terraform 1.14
// and 1.15 show the summary and the detail as one text.
func receiverDiagnostic(err error) diag.Diagnostic {
	var failure *livestation.ReceiverError
	if !errors.As(err, &failure) {
		return diag.NewErrorDiagnostic("Test event not sent", fmt.Sprintf("Check the URL.\n\n  Cause: %s", err))
	}
	summary, advice := receiverSummaryAndAdvice(failure)
	var s supportBlock
	s.add("Request", "POST "+failure.URL)
	if failure.Status != 0 {
		s.add("Response", strings.TrimSpace(fmt.Sprintf("HTTP %d %s", failure.Status, http.StatusText(failure.Status))))
	}
	s.add("Location", failure.Location)
	s.add("Body", failure.Sample)
	s.add("Cause", failure.Text)
	return diag.NewErrorDiagnostic(summary, advice+"\n\n"+s.String())
}

func receiverSummaryAndAdvice(e *livestation.ReceiverError) (summary, advice string) {
	switch {
	case e.Status/100 == 3 && e.Location != "":
		return fmt.Sprintf("Receiver returned a redirect (HTTP %d)", e.Status),
			"Set callback_url to the final URL. " +
				"The provider follows no redirects, because whether Live Station does is not documented."
	case e.Status != 0:
		return fmt.Sprintf("Receiver returned HTTP %d", e.Status), receiverStatusAdvice(e.Status)
	default:
		return receiverConnectionSummaryAndAdvice(e)
	}
}

// receiverStatusAdvice is for a status that is not 2xx.
func receiverStatusAdvice(status int) string {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusProxyAuthRequired:
		return "Check the secret in callback_url, and that the receiver accepts requests without other authentication. " +
			"Live Station sends no signature or token."
	case status == http.StatusNotFound:
		return "Check the path in callback_url, or set channel_id to a channel that the receiver knows."
	case status == http.StatusMethodNotAllowed || status == http.StatusGone:
		return "Check the path in callback_url, and that the receiver accepts POST requests at that path."
	case status == http.StatusTooManyRequests:
		return "Run Terraform again in a few minutes. The receiver limits the number of requests."
	case status >= 500:
		return "Check the log of the receiver, and of the load balancer or proxy in front of it."
	default:
		return "Check the log of the receiver, or set channel_id to a channel that the receiver knows. " +
			"It must accept the event's JSON and return a status from 200 to 299."
	}
}

// receiverConnectionSummaryAndAdvice is for a request without a response.
func receiverConnectionSummaryAndAdvice(e *livestation.ReceiverError) (summary, advice string) {
	const notSent = " No event was sent."
	switch e.Cause {
	case livestation.CauseCanceled:
		return "Test event canceled",
			"Run Terraform again when you are ready. Terraform stopped before the receiver responded."
	case livestation.CauseProxyCredentials, livestation.CauseProxyUnavailable, livestation.CauseProxyRefused:
		return "Proxy refused the connection to the receiver",
			"Ask your proxy administrator to allow connections to the host of the URL below, or add the host to NO_PROXY."
	case livestation.CauseProxyNoTLS:
		return "Proxy doesn't support TLS", adviceProxyNoTLS
	case livestation.CauseProxyConnect:
		return "Can't connect to the proxy", adviceProxy
	case livestation.CauseTimeout:
		return "Timed out waiting for the receiver", fmt.Sprintf(
			"Check that the receiver runs, that it responds within %s, "+
				"and that a firewall allows the connection from this machine.",
			testEventTimeout,
		)
	case livestation.CauseCertificateHost: // Whether Live Station verifies certificates is not documented.
		return "Certificate doesn't match the receiver's host",
			"Check the host in callback_url, or install a certificate for it in the receiver." + notSent
	case livestation.CauseCertificateExpired:
		return "Receiver certificate is expired or not yet valid",
			"Renew the certificate of the receiver. If it is valid, check the system clock and date." + notSent
	case livestation.CauseCertificateUntrusted:
		return "Receiver certificate is not trusted",
			"Install a certificate of a public certificate authority in the receiver, with its intermediate certificates. " +
				"If a proxy inspects TLS connections, add its CA to the system's trusted certificates." + notSent
	case livestation.CauseNoTLS, livestation.CauseHandshake:
		return "Receiver doesn't support TLS",
			"Check the port in callback_url, or configure TLS in the receiver. No event was sent."
	case livestation.CauseHostUnknown, livestation.CauseNameServer:
		return "Receiver host not found",
			"Check the host in callback_url, and this machine's DNS. Behind a proxy, set HTTPS_PROXY."
	case livestation.CauseConnect:
		return "Can't connect to the receiver",
			"Start the receiver, or check the host and the port in callback_url, and that a firewall allows the connection. " +
				"Behind a proxy, set HTTPS_PROXY."
	case livestation.CauseNotHTTP:
		return "Response from the receiver is not valid HTTP",
			"Check the port in callback_url, and whether the receiver requires https."
	default:
		return "Connection to the receiver lost",
			"Check the log of the receiver, and the network path to the URL below."
	}
}
