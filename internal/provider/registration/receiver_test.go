package registration

import (
	"errors"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func TestReceiverDiagnostic_explainsCause(t *testing.T) {
	t.Parallel()
	const check = "Check the scheme, host and port in callback_url"
	for cause, c := range map[livestation.Cause]struct{ summary, advice string }{
		livestation.CauseHostUnknown:        {summary: "Receiver host not found"},
		livestation.CauseNameServer:         {summary: "Receiver host not found"},
		livestation.CauseCanceled:           {summary: "Test event canceled"},
		livestation.CauseTimeout:            {summary: "Timed out waiting for the receiver"},
		livestation.CauseProxyRefused:       {summary: "Proxy refused the connection to the receiver"},
		livestation.CauseProxyCredentials:   {summary: "Proxy requires a valid user name and password"},
		livestation.CauseProxyInvalid:       {summary: "HTTPS_PROXY is not a valid URL", advice: "No test event was sent"},
		livestation.CauseProxyConnect:       {summary: "Can't connect to the proxy"},
		livestation.CauseProxyNoTLS:         {summary: "Proxy doesn't support TLS"},
		livestation.CauseCertificateHost:    {summary: "Certificate doesn't match the receiver host"},
		livestation.CauseCertificateExpired: {summary: "Receiver certificate is expired or not yet valid"},
		livestation.CauseCertificateUntrusted: {
			summary: "Receiver certificate is not trusted",
			advice:  "the receiver needs a certificate of a public certificate authority",
		},
		livestation.CauseNoTLS:     {summary: "Receiver doesn't support TLS", advice: check},
		livestation.CauseHandshake: {summary: "TLS handshake with the receiver failed", advice: check},
		livestation.CauseConnect:   {summary: "Can't connect to the receiver"},
		livestation.CauseNotHTTP:   {summary: "Response from the receiver is not valid HTTP", advice: check},
		livestation.CauseBroken:    {summary: "Connection to the receiver lost"},
	} {
		got := receiverDiagnostic(&livestation.ReceiverError{URL: "https://a.example", Cause: cause, Text: "refused"})
		messages.ExpectErrorSummary(t, got, c.summary)
		messages.ExpectDetail(t, got, c.advice)
		messages.ExpectStyle(t, got)
	}
}

func TestReceiverDiagnostic_followsStyle(t *testing.T) {
	t.Parallel()
	messages.ExpectStyle(t, receiverDiagnostic(&livestation.ReceiverError{
		URL: "https://events.example.com", Status: 302, Location: "https://a.example/",
	}))
	for status := 300; status < 600; status++ {
		messages.ExpectStyle(
			t,
			receiverDiagnostic(&livestation.ReceiverError{URL: "https://events.example.com", Status: status}),
		)
	}
	messages.ExpectStyle(t, receiverDiagnostic(errors.New("cannot build the request")))
}
