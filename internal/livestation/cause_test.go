package livestation

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// Each error is as net/http returns it. Those that a server on 127.0.0.1 can provoke are
// tested with one.
func TestCause_followsFromTheError(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	certificate := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	_, dialTimeout := (&net.Dialer{Timeout: time.Nanosecond}).DialContext(t.Context(), "tcp", "127.0.0.1:1")
	for name, c := range map[string]struct {
		err       error
		responded bool
		cause     Cause
		repeated  bool
	}{
		"refused":              {err: refused, cause: CauseConnect, repeated: true},
		"not accepted in time": {err: dialTimeout, cause: CauseConnect, repeated: true},
		"no such host": {
			err: &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, cause: CauseHostUnknown,
		},
		"name server not reachable": {
			err: &net.OpError{Op: "dial", Err: &net.DNSError{IsTemporary: true}}, cause: CauseNameServer, repeated: true,
		},
		"name server slow": {
			err:   &net.OpError{Op: "dial", Err: &net.DNSError{IsTimeout: true, UnwrapErr: context.DeadlineExceeded}},
			cause: CauseNameServer, repeated: true,
		},
		"proxy not reachable": {
			err: &net.OpError{Op: "proxyconnect", Err: refused}, cause: CauseProxyConnect, repeated: true,
		},
		"proxy's host not found": {
			err:   &net.OpError{Op: "proxyconnect", Err: &net.DNSError{IsNotFound: true}},
			cause: CauseProxyConnect, repeated: true,
		},
		"proxy without TLS": {
			err: &net.OpError{Op: "proxyconnect", Err: tls.RecordHeaderError{}}, cause: CauseProxyNoTLS,
		},
		"proxy variable is not a URL": {err: invalidProxyError("HTTPS_PROXY"), cause: CauseProxyInvalid},
		"proxy returns 407":           {err: &proxyError{status: 407}, cause: CauseProxyCredentials},
		"proxy returns 403":           {err: &proxyError{status: 403}, cause: CauseProxyRefused},
		"proxy returns 502":           {err: &proxyError{status: 502}, cause: CauseProxyUnavailable, repeated: true},
		"proxy returns 503":           {err: &proxyError{status: 503}, cause: CauseProxyUnavailable, repeated: true},
		"proxy returns 504":           {err: &proxyError{status: 504}, cause: CauseProxyUnavailable, repeated: true},
		"certificate of another host": {
			err: certificate(x509.HostnameError{Certificate: &x509.Certificate{}}), cause: CauseCertificateHost,
		},
		"certificate expired": {
			err: certificate(x509.CertificateInvalidError{Reason: x509.Expired}), cause: CauseCertificateExpired,
		},
		"certificate of another use": {
			err:   certificate(x509.CertificateInvalidError{Reason: x509.IncompatibleUsage}),
			cause: CauseCertificateUntrusted,
		},
		"certificate of an unknown authority": {
			err: certificate(x509.UnknownAuthorityError{}), cause: CauseCertificateUntrusted,
		},
		"no TLS":    {err: tls.RecordHeaderError{}, cause: CauseNoTLS},
		"TLS alert": {err: &net.OpError{Op: "remote error", Err: errors.New("tls")}, cause: CauseHandshake},
		"not HTTP":  {err: errors.New("malformed HTTP response"), responded: true, cause: CauseNotHTTP},
		"unknown":   {err: errors.New("unknown"), cause: CauseBroken, repeated: true},
		"reset": {
			err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}, responded: true, cause: CauseBroken, repeated: true,
		},
		"closed":                  {err: io.EOF, responded: true, cause: CauseBroken, repeated: true},
		"closed within headers":   {err: io.ErrUnexpectedEOF, responded: true, cause: CauseBroken, repeated: true},
		"handshake took too long": {err: timedOutError{}, cause: CauseBroken, repeated: true},
		"no keys":                 {err: &ncloud.ServerRoleError{}, cause: CauseServerRole},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cause, err := classify(t.Context(), fmt.Errorf("wrapped: %w", c.err), c.responded)
			expectEqual(t, "the cause", cause, c.cause)
			expectErrorIs(t, err, c.err)
			expectEqual(t, "repeated", !cause.isPermanent(), c.repeated)
		})
	}
}

type timedOutError struct{}

func (timedOutError) Error() string { return "TLS handshake timeout" }
func (timedOutError) Timeout() bool { return true }

func TestCause_isTheContextIfThatHasEnded(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancelExpired := context.WithTimeoutCause(t.Context(), 0, timeoutError{time.Second})
	defer cancelExpired()
	expect := func(ctx context.Context, failure error, wantCause Cause, want error) {
		t.Helper()
		cause, err := classify(ctx, failure, false)
		expectEqual(t, "the cause", cause, wantCause)
		expectErrorIs(t, err, want)
		expectEqual(t, "permanent", cause.isPermanent(), true)
	}
	expect(canceled, io.EOF, CauseCanceled, context.Canceled)
	expect(expired, io.EOF, CauseTimeout, context.DeadlineExceeded)
	expect(canceled, &ncloud.ServerRoleError{}, CauseCanceled, context.Canceled)
}
