package registration

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
)

var receiverPeer = diagnose.Peer{
	Name:    "Receiver",
	Owner:   "the receiver",
	Request: "Test event",
	Setting: "callback_url",
	Check: "Check the scheme, host and port in callback_url. For https, the receiver needs a certificate of a public " +
		"certificate authority for its host, with the intermediate certificates.",
	Slow: "Check that the receiver runs, that it responds within " + testEventTimeout.String() +
		", and that a firewall allows the connection from this machine.",
	Lost: "Check the log of the receiver, and the network path to the URL below.",
}

// receiverDiagnostic is for an event that a receiver did not accept. Terraform 1.14
// and 1.15 show the summary and the detail as one text.
func receiverDiagnostic(err error) diag.Diagnostic {
	var failure *livestation.ReceiverError
	if !errors.As(err, &failure) {
		return diag.NewErrorDiagnostic("Test event not sent", fmt.Sprintf("Check the URL.\n\n  Cause: %s", err))
	}
	summary, advice := receiverSummaryAndAdvice(failure)
	var s diagnose.Facts
	s.Add("Request", "POST "+failure.URL)
	if failure.Status != 0 {
		s.Add("Response", strings.TrimSpace(fmt.Sprintf("HTTP %d %s", failure.Status, http.StatusText(failure.Status))))
	}
	s.Add("Location", failure.Location)
	s.Add("Body", failure.Sample)
	s.Add("Cause", failure.Text)
	return diag.NewErrorDiagnostic(summary, advice+"\n\n"+s.String())
}

func receiverSummaryAndAdvice(e *livestation.ReceiverError) (summary, advice string) {
	switch {
	case e.Status == 0:
		return receiverPeer.SummaryAndAdvice(e.Cause)
	case e.Status/100 == 3 && e.Location != "":
		return fmt.Sprintf("Receiver returned a redirect (HTTP %d)", e.Status),
			"Set callback_url to the final URL, with its query if it has one. " +
				"The provider follows no redirects, because whether Live Station does is not documented."
	default:
		return fmt.Sprintf("Receiver returned HTTP %d", e.Status), receiverStatusAdvice(e.Status)
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
