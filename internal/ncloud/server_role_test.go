package ncloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// testClock is a clock that a test sets forward.
type testClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *testClock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

func startRole(t *testing.T) (*fakeapi.Metadata, *ServerRole, *testClock) {
	t.Helper()
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	clock := &testClock{}
	role, err := NewServerRole(service.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	role.now = clock.now
	return service, role, clock
}

func expectKeys(t *testing.T, role *ServerRole, want fakeapi.Account) {
	t.Helper()
	got, err := role.Retrieve(t.Context())
	if err != nil {
		t.Error(err)
		return
	}
	if got.AccessKey() != want.AccessKey {
		t.Errorf("the access key is %q, want %q", got.AccessKey(), want.AccessKey)
	}
}

// expectRoleError fails the test unless err is a ServerRoleError that contains the text.
func expectRoleError(t *testing.T, err error, text string) {
	t.Helper()
	var failure *ServerRoleError
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want a ServerRoleError", err)
	}
	if !strings.Contains(err.Error(), text) {
		t.Errorf("got %q, want %q", err, text)
	}
}

func TestServerRole_requestsKeysOnceForAllReaders(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	if n := len(service.Requests()); n != 0 {
		t.Errorf("%d requests before keys were needed", n)
	}
	var readers sync.WaitGroup
	for range 10 {
		readers.Go(func() { expectKeys(t, role, fakeapi.Allowed) })
	}
	readers.Wait()
	want := []string{
		"PUT /latest/api/token",
		"GET /latest/meta-data/iam/security-credentials/",
		"GET /latest/meta-data/iam/security-credentials/role-1",
	}
	if got := service.Requests(); !slices.Equal(got, want) {
		t.Errorf("got the requests %q, want %q", got, want)
	}
}

func TestServerRole_supportsVersion1(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.UseV1()
	expectKeys(t, role, fakeapi.Allowed)
}

func TestServerRole_renewsKeysBeforeTheyExpire(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	expectKeys(t, role, fakeapi.Allowed)
	service.SetCredentials(fakeapi.Denied, 2*time.Hour)
	clock.forward(50 * time.Minute)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(6 * time.Minute) // 4 minutes before the keys expire
	expectKeys(t, role, fakeapi.Denied)
}

func TestServerRole_renewsKeysWithoutExpiration(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	service.SetCredentials(fakeapi.Allowed, 0)
	expectKeys(t, role, fakeapi.Allowed)
	service.SetCredentials(fakeapi.Denied, 0)
	clock.forward(9 * time.Minute)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(2 * time.Minute)
	expectKeys(t, role, fakeapi.Denied)
}

// A new pair that has expired already is a failed renewal too.
func TestServerRole_usesKeysUntilTheyExpireIfRenewalFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail func(*fakeapi.Metadata)
		want string
	}{
		"service down": {
			fail: func(m *fakeapi.Metadata) { m.RespondWith(fakeapi.Raw(503, "", "")) },
			want: "returned HTTP 503",
		},
		"expired keys": {
			fail: func(m *fakeapi.Metadata) { m.SetCredentials(fakeapi.Denied, -time.Minute) },
			want: "returned keys that expired at ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, role, clock := startRole(t)
			expectKeys(t, role, fakeapi.Allowed)
			c.fail(service)
			clock.forward(59*time.Minute + 50*time.Second)
			requestsBefore := len(service.Requests())
			expectKeys(t, role, fakeapi.Allowed)
			requestsOfOneRenewal := len(service.Requests()) - requestsBefore
			expectKeys(t, role, fakeapi.Allowed)
			if n := len(service.Requests()) - requestsBefore; n != requestsOfOneRenewal {
				t.Errorf("%d requests, want the %d of one renewal", n, requestsOfOneRenewal)
			}
			clock.forward(15 * time.Second) // before the next renewal, and after the expiration
			_, err := role.Retrieve(t.Context())
			expectRoleError(t, err, c.want)
		})
	}
}

// Readers that wait for the same failure would otherwise wait one after the other.
func TestServerRole_failsForAllReadersAtOnceAndRecovers(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	service.RespondWith(fakeapi.Raw(503, "", ""))
	for range 3 {
		_, err := role.Retrieve(t.Context())
		expectRoleError(t, err, "returned HTTP 503")
	}
	if n := len(service.Requests()); n != 2 {
		t.Errorf("%d requests, want the 2 of one attempt", n)
	}
	service.RespondWith(nil)
	clock.forward(31 * time.Second)
	expectKeys(t, role, fakeapi.Allowed)
}

func TestServerRole_doesNotRenewKeysThatExpireSoonBeforeEachRequest(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.SetCredentials(fakeapi.Allowed, 2*time.Minute)
	for range 3 {
		expectKeys(t, role, fakeapi.Allowed)
	}
	if n := len(service.Requests()); n != 3 {
		t.Errorf("%d requests, want the 3 for one pair", n)
	}
}

func TestServerRole_saysWhyTheServiceProvidesNoKeys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response http.HandlerFunc
		want     string
	}{
		"no role": {
			response: fakeapi.Raw(404, "", ""),
			want:     "/latest/meta-data/iam/security-credentials/ returned HTTP 404: the server has no role",
		},
		"forbidden":        {response: fakeapi.Raw(403, "", ""), want: "returned HTTP 403"},
		"redirect":         {response: fakeapi.Redirect(302, "http://127.0.0.1:1/"), want: "returned HTTP 302"},
		"empty":            {response: fakeapi.Raw(200, "", " \n"), want: "returned no role"},
		"HTML":             {response: fakeapi.Raw(200, "text/html", "<hunter2>"), want: "returned no role"},
		"keys in the list": {response: fakeapi.Raw(200, "", `{"SecretAccessKey":"hunter2"}`), want: "returned no role"},
		"no JSON":          {response: roleResponse("hunter2"), want: "did not return the JSON object with a role's keys"},
		"no keys":          {response: roleResponse(`{}`), want: "returned no valid pair of keys"},
		"half a pair": {
			response: roleResponse(`{"Code":"hunter2","Message":"hunter2","SecretAccessKey":"hunter2hunter2"}`),
			want:     "returned no valid pair of keys",
		},
		"expired keys": {
			response: roleResponse(`{"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"2024-05-06T07:08:09+09:00"}`),
			want:     "returned keys that expired at 2024-05-05T22:08:09Z",
		},
		"broken key": {
			response: roleResponse(`{"AccessKeyId":"a\nb","SecretAccessKey":"hunter2"}`),
			want:     "returned no valid pair of keys",
		},
		"odd expiration": {
			response: roleResponse(`{"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"soon"}`),
			want:     "returned an invalid expiration time",
		},
		"closed connection": {response: fakeapi.HangUp, want: "did not return a valid HTTP response"},
		"response cut off":  {response: fakeapi.CutShort, want: "did not return a valid HTTP response"},
		"not HTTP": {
			response: fakeapi.RawHTTP(`{"SecretAccessKey":"hunter2"}` + "\r\n\r\n"),
			want:     "did not return a valid HTTP response",
		},
		"another protocol": {response: fakeapi.SwitchProtocols, want: "returned HTTP 101"},
		"odd HTTP header": {
			response: fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nhunter2\r\n\r\n"),
			want:     "did not return a valid HTTP response",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, role, _ := startRole(t)
			service.RespondWith(c.response)
			start := time.Now()
			_, err := role.Retrieve(t.Context())
			expectRoleError(t, err, c.want)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			if strings.Contains(err.Error(), "hun") {
				t.Errorf("the error contains the response: %v", err)
			}
		})
	}
}

// roleResponse returns the ID of a role, and the body for that role.
func roleResponse(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/role-1") {
			_, _ = w.Write([]byte(body))
			return
		}
		_, _ = w.Write([]byte("role-1"))
	}
}

// One of the callers waits for the metadata service, the others wait for that one. It is to blame, except for a cancel.
func TestServerRole_isBlamedIfItStallsUntilTheCallersEnd(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	cause := fmt.Errorf("no response within 100ms: %w", context.DeadlineExceeded)
	start := time.Now()
	var callers sync.WaitGroup
	for range 3 {
		callers.Go(func() {
			ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, cause)
			defer cancel()
			_, err := role.Retrieve(ctx)
			var failure *ServerRoleError
			if !errors.As(err, &failure) || !errors.Is(err, cause) {
				t.Errorf("got %v, want a ServerRoleError with the cause", err)
			}
		})
	}
	callers.Wait()
	if took := time.Since(start); took > 4*time.Second { // less than the service's own timeout
		t.Errorf("the wait took %s", took)
	}
	service.RespondWith(nil)
	expectKeys(t, role, fakeapi.Allowed) // The failure was the callers' own.
}

// The service's own timeout is not the caller's, which the message would advise to increase.
func TestServerRole_hasATimeoutOfItsOwn(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	role.client.Timeout = 50 * time.Millisecond
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "did not respond within 50ms")
	if errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is DeadlineExceeded", err)
	}
}

func TestServerRole_reportsThatNothingListens(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.Close()
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "this is not a VPC server")
}

func TestNewServerRole_rejectsInvalidEndpoints(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"169.254.169.254", "file:///etc/passwd", "http://", "http://u:hunter2@x", "http://x?y", "http://x/#y", "http://%zz",
	} {
		t.Run(endpoint, func(t *testing.T) {
			t.Parallel()
			_, err := NewServerRole(endpoint)
			const want = "is not a valid URL of a metadata service, such as http://169.254.169.254"
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}

func TestNewServerRole_acceptsNoEndpoint(t *testing.T) {
	t.Parallel()
	if _, err := NewServerRole(""); err != nil { // It sends no request.
		t.Error(err)
	}
}
