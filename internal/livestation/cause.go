package livestation

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// A Cause is why a request got no complete response.
type Cause int

// The causes.
const (
	CauseBroken               Cause = iota // the connection broke; the only cause that says little
	CauseCanceled                          // the caller's context was canceled
	CauseTimeout                           // the timeout, or the caller's deadline, has passed
	CauseServerRole                        // the metadata service provided no keys
	CauseHostUnknown                       // no host has this name
	CauseNameServer                        // the name server did not tell the address
	CauseConnect                           // the host did not accept a connection
	CauseProxyInvalid                      // HTTPS_PROXY is not a URL
	CauseProxyConnect                      // the proxy did not accept a connection
	CauseProxyNoTLS                        // the proxy does not speak TLS, which its URL requires
	CauseProxyCredentials                  // the proxy requires a user name and a password (HTTP 407)
	CauseProxyUnavailable                  // the proxy cannot reach the host (HTTP 502, 503 or 504)
	CauseProxyRefused                      // the proxy refused the connection
	CauseCertificateHost                   // the certificate is for another host
	CauseCertificateExpired                // the certificate is expired or not yet valid
	CauseCertificateUntrusted              // the certificate is not trusted
	CauseNoTLS                             // the host does not speak TLS
	CauseHandshake                         // the TLS handshake failed otherwise
	CauseNotHTTP                           // the response is not valid HTTP
)

// isPermanent reports whether another attempt would fail the same way.
func (c Cause) isPermanent() bool {
	switch c {
	case CauseBroken, CauseNameServer, CauseConnect, CauseProxyConnect, CauseProxyUnavailable:
		return false
	default:
		return true
	}
}

// isLasting reports whether the cause cannot pass by itself.
func (c Cause) isLasting() bool {
	switch c {
	case CauseServerRole, CauseProxyInvalid, CauseProxyNoTLS, CauseProxyCredentials, CauseNoTLS, CauseCertificateHost,
		CauseCertificateExpired, CauseCertificateUntrusted:
		return true
	default:
		return false
	}
}

// classify returns why a request got no complete response, and the error that says so:
// the context's if that has ended, whatever the connection reports. responded reports
// whether anything was received after the request.
func classify(ctx context.Context, err error, responded bool) (Cause, error) {
	var role *ncloud.ServerRoleError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return CauseCanceled, context.Cause(ctx)
	case errors.As(err, &role):
		return CauseServerRole, err
	case ctx.Err() != nil:
		return CauseTimeout, context.Cause(ctx)
	default:
		return connectionCause(err, responded), err
	}
}

func connectionCause(err error, responded bool) Cause {
	var proxy *proxyError
	var invalidProxy invalidProxyError
	var network *net.OpError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	var timeout net.Error
	var header textproto.ProtocolError // a header that was cut short
	op := ""
	if errors.As(err, &network) {
		op = network.Op
	}
	switch {
	case errors.As(err, &proxy):
		return proxy.cause()
	case errors.As(err, &invalidProxy):
		return CauseProxyInvalid
	case op == "proxyconnect" && errors.As(err, &noTLS):
		return CauseProxyNoTLS
	case op == "proxyconnect":
		return CauseProxyConnect
	case errors.As(err, &certificate):
		return certificateCause(certificate)
	case errors.As(err, &noTLS):
		return CauseNoTLS
	case errors.As(err, &dns) && dns.IsNotFound:
		return CauseHostUnknown
	case dns != nil:
		return CauseNameServer
	case op == "dial":
		return CauseConnect
	case op == "remote error", op == "local error": // TLS alerts
		return CauseHandshake
	case responded && !errors.As(err, &timeout) && !errors.As(err, &header) && !errors.Is(err, io.EOF) &&
		!errors.Is(err, io.ErrUnexpectedEOF):
		return CauseNotHTTP // The connection works, and net/http has no type for what is wrong.
	default:
		return CauseBroken
	}
}

func certificateCause(err *tls.CertificateVerificationError) Cause {
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &host):
		return CauseCertificateHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return CauseCertificateExpired
	default:
		return CauseCertificateUntrusted
	}
}

// A proxyError is a proxy's response to CONNECT that is not HTTP 200.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy returned HTTP %d (%s)", e.status, http.StatusText(e.status))
}

func (e *proxyError) cause() Cause {
	switch e.status {
	case http.StatusProxyAuthRequired:
		return CauseProxyCredentials
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return CauseProxyUnavailable
	default:
		return CauseProxyRefused
	}
}
