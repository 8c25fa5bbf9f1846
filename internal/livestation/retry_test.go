package livestation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"
)

func dialError(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }

func noAnswer(err error) error { return &TransportError{Method: "GET", Err: err} }

func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	coded := func(code string, status int) error {
		body := fmt.Sprintf(`{"error":{"errorCode":%q}}`, code)
		return jsonAnswer(status, body).decode(nil, nil)
	}
	plain := func(status int) error {
		return answer{status: status, header: http.Header{}}.decode(&decoded{}, nil)
	}
	for name, c := range map[string]struct {
		err       error
		get, post bool
	}{
		"quota":                       {coded("400", 429), true, true},
		"throttle":                    {coded("410", 429), true, true},
		"rate":                        {coded("420", 429), true, true},
		"rate, under another status":  {coded("420", 400), true, true},
		"gateway could not reach":     {coded("500", 503), true, false},
		"gateway timeout":             {coded("510", 504), true, false},
		"not available":               {coded("250005", 400), true, false},
		"connection failed":           {coded("250007", 500), true, false},
		"unauthenticated":             {coded("200", 401), false, false},
		"permission":                  {coded("250010", 403), false, false},
		"permission, under a 503":     {coded("250010", 503), false, false},
		"permission, under a 429":     {coded("250010", 429), false, false},
		"not found":                   {coded("250004", 404), false, false},
		"invalid":                     {coded("250020", 400), false, false},
		"wrong state":                 {coded("250102", 400), false, false},
		"internal":                    {coded("250000", 500), false, false},
		"gateway failed":              {coded("900", 500), false, false},
		"OK":                          {coded("250013", 500), false, false},
		"unknown code":                {coded("259999", 400), false, false},
		"unknown code, under a 503":   {coded("259999", 503), true, false},
		"unknown code, under a 429":   {coded("259999", 429), true, true},
		"429":                         {plain(429), true, true},
		"500":                         {plain(500), false, false},
		"502":                         {plain(502), true, false},
		"503":                         {plain(503), true, false},
		"504":                         {plain(504), true, false},
		"408":                         {plain(408), true, false},
		"302":                         {plain(302), false, false},
		"200, empty":                  {plain(200), false, false},
		"refused":                     {noAnswer(dialError(syscall.ECONNREFUSED)), true, true},
		"proxy refused":               {noAnswer(&net.OpError{Op: "proxyconnect", Err: dialError(syscall.ECONNREFUSED)}), true, true},
		"host unknown":                {noAnswer(dialError(&net.DNSError{IsNotFound: true})), false, false},
		"name server down":            {noAnswer(dialError(&net.DNSError{IsTemporary: true})), true, true},
		"reset while reading":         {noAnswer(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), true, false},
		"reset while writing":         {noAnswer(&net.OpError{Op: "write", Err: syscall.EPIPE}), true, false},
		"closed":                      {noAnswer(io.EOF), true, false},
		"closed within the headers":   {noAnswer(io.ErrUnexpectedEOF), true, false},
		"cut short":                   {answer{status: 200, broken: io.ErrUnexpectedEOF}.decode(nil, nil), true, false},
		"handshake took too long":     {noAnswer(slowError{}), true, false},
		"TLS alert":                   {noAnswer(&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}), false, false},
		"not HTTP":                    {noAnswer(errors.New("malformed HTTP response")), false, false},
		"cancelled":                   {noAnswer(context.Canceled), false, false},
		"too late":                    {noAnswer(timeoutError{time.Second}), false, false},
		"no answer of the API at all": {errors.New("odd"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := retryReason(http.MethodGet, c.err); (got != "") != c.get {
				t.Errorf("a GET is tried again for %q, want %v", got, c.get)
			}
			if got := retryReason(http.MethodPost, c.err); (got != "") != c.post {
				t.Errorf("a POST is tried again for %q, want %v", got, c.post)
			}
		})
	}
}

type slowError struct{}

func (slowError) Error() string { return "TLS handshake timeout" }
func (slowError) Timeout() bool { return true }

func TestRetryAfterIsSecondsOrADateByTheServersClock(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"1":                             time.Second,
		" 120 ":                         2 * time.Minute,
		"-5":                            0,
		"1.5":                           0,
		"1e3":                           0,
		"soon":                          0,
		"99999999999999999999":          0,
		"2147483647":                    2147483647 * time.Second,
		"Fri, 02 Jan 2026 03:04:35 GMT": 30 * time.Second,
		"Fri, 02 Jan 2026 03:04:00 GMT": 0,
		"Fri, 32 Jan 2026 03:04:35 GMT": 0,
	} {
		if got := retryAfter(header, date); got != want {
			t.Errorf("%q asks for %s, want %s", header, got, want)
		}
	}
	if got := retryAfter("Fri, 02 Jan 2026 03:04:35 GMT", time.Time{}); got != 0 {
		t.Errorf("without a date to compare with it asks for %s", got)
	}
}

// The pauses are a random part of an interval that doubles, so that clients
// that failed together do not come back together.
func TestPausesGrowAndAreRandom(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	longest := [3]time.Duration{}
	for range 500 {
		p := newPauses(100 * time.Millisecond)
		for i := range longest {
			pause := p.NextBackOff()
			if limit := 200 * time.Millisecond << i; pause < 0 || pause > limit+1 {
				t.Fatalf("pause %d is %s, want at most %s", i+1, pause, limit)
			}
			longest[i] = max(longest[i], pause)
			seen[pause] = true
		}
	}
	if len(seen) < 1000 {
		t.Errorf("1500 pauses take %d values", len(seen))
	}
	for i, l := range longest {
		if l < 150*time.Millisecond<<i {
			t.Errorf("the longest pause %d of 500 is %s", i+1, l)
		}
	}
	p := newPauses(time.Millisecond)
	p.asked = time.Minute
	if got := p.NextBackOff(); got != time.Minute {
		t.Errorf("the service asks for a minute and gets %s", got)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, header := range []string{"", "1", "-1", "1e9", "Fri, 02 Jan 2026 03:04:35 GMT", "99999999999999999999", "٣"} {
		f.Add(header)
	}
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if got := retryAfter(header, date); got < 0 {
			t.Errorf("%q asks for %s", header, got)
		}
	})
}
