package ncloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
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

func startRole(t *testing.T) (*fakeapi.Metadata, *ncloud.ServerRole, *testClock) {
	t.Helper()
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	clock := &testClock{}
	role, err := ncloud.NewServerRole(service.URL+"/", clock.now)
	if err != nil {
		t.Fatal(err)
	}
	return service, role, clock
}

func expectKeys(t *testing.T, role *ncloud.ServerRole, want fakeapi.Account) {
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
	var failure *ncloud.ServerRoleError
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

func TestServerRole_usesKeysUntilTheyExpireIfRenewalFails(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	expectKeys(t, role, fakeapi.Allowed)
	service.RespondWith(fakeapi.Raw(503, "", ""))
	clock.forward(57 * time.Minute)
	requestsBefore := len(service.Requests())
	expectKeys(t, role, fakeapi.Allowed)
	expectKeys(t, role, fakeapi.Allowed)
	if n := len(service.Requests()) - requestsBefore; n != 2 {
		t.Errorf("%d requests while the service was down, want the 2 of one renewal", n)
	}
	clock.forward(4 * time.Minute)
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "returned HTTP 503")
}

func TestServerRole_recoversWithTheService(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Raw(503, "", ""))
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "returned HTTP 503")
	service.RespondWith(nil)
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

func TestServerRole_doesNotUseExpiredKeysAfterAFailedRenewal(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	service.SetCredentials(fakeapi.Allowed, 2*time.Minute)
	expectKeys(t, role, fakeapi.Allowed)
	service.RespondWith(fakeapi.Raw(503, "", ""))
	clock.forward(110 * time.Second)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(15 * time.Second) // before the next renewal, and after the expiration
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "returned HTTP 503")
}

func TestServerRole_rejectsKeysThatHaveExpired(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(roleResponse(
		`{"AccessKeyId":"hunter2hunter2","SecretAccessKey":"hunter2hunter2","Expiration":"2024-05-06T07:08:09+09:00"}`))
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "the role's credentials expired at 2024-05-05T22:08:09Z")
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error contains the keys: %v", err)
	}
}

func TestServerRole_usesItsKeysIfNewOnesHaveExpired(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	expectKeys(t, role, fakeapi.Allowed)
	service.SetCredentials(fakeapi.Denied, -time.Minute)
	clock.forward(57 * time.Minute)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(4 * time.Minute)
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "the role's credentials expired at ")
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
		"forbidden": {response: fakeapi.Raw(403, "", ""), want: "returned HTTP 403"},
		"redirect":  {response: fakeapi.Redirect(302, "http://127.0.0.1:1/"), want: "returned HTTP 302"},
		"empty":     {response: fakeapi.Raw(200, "", " \n"), want: "returned no role"},
		"odd token": {
			response: fakeapi.Raw(200, "", "hun\x00ter2"),
			want:     "returned an invalid token: it contains a control character",
		},
		"HTML":             {response: fakeapi.Raw(200, "text/html", "<hunter2>"), want: "returned no role"},
		"keys in the list": {response: fakeapi.Raw(200, "", `{"SecretAccessKey":"hunter2"}`), want: "returned no role"},
		"no JSON":          {response: roleResponse("hunter2"), want: "did not return the JSON object with a role's keys"},
		"an error": {
			response: roleResponse(`{"Code":"AssumeRoleUnauthorizedAccess","Message":"not allowed"}`),
			want:     `returned no valid pair of keys (code "AssumeRoleUnauthorizedAccess", message "not allowed")`,
		},
		"no keys": {response: roleResponse(`{}`), want: "returned no valid pair of keys"},
		"half a pair": {
			response: roleResponse(`{"Code":"Success","SecretAccessKey":"hunter2hunter2"}`),
			want:     `returned no valid pair of keys (code "Success", message "")`,
		},
		"broken key": {
			response: roleResponse(`{"AccessKeyId":"a\nb","SecretAccessKey":"hunter2"}`),
			want:     "returned no valid pair of keys",
		},
		"quotation marks": {
			response: roleResponse(`{"AccessKeyId":"\"hunter2\"","SecretAccessKey":"hunter2"}`),
			want:     "returned no valid pair of keys",
		},
		"odd expiration": {
			response: roleResponse(`{"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"soon"}`),
			want:     "returned an invalid expiration time",
		},
		"closed connection": {
			response: fakeapi.HangUp,
			want:     "did not respond (the server has no role, or this is not a VPC server): EOF",
		},
		"response cut off": {response: fakeapi.CutShort, want: "did not respond"},
		"not HTTP": {
			response: fakeapi.RawHTTP(`{"SecretAccessKey":"hunter2"}` + "\r\n\r\n"),
			want:     "did not return a valid HTTP response",
		},
		"odd HTTP header": {
			response: fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nhunter2\r\n\r\n"),
			want:     "did not return a valid HTTP response",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, role, _ := startRole(t)
			service.RespondWith(c.response)
			_, err := role.Retrieve(t.Context())
			expectRoleError(t, err, c.want)
			if strings.Contains(err.Error(), "hun") {
				t.Errorf("the error contains the response: %v", err)
			}
		})
	}
}

// The keys of these responses cannot be used, so their code and message are shown.
func TestServerRole_redactsWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	const access = "ROLEACCESSKEY0000001"
	const invalidSecret = "Role+Secret/Key\n1="
	for name, c := range map[string]struct{ access, secret, code, message, want string }{
		"access key":         {access: access, code: "E", message: "key " + access, want: `message "key (access key)"`},
		"access key in code": {access: access, code: access, want: `code "(access key)"`},
		"lower case":         {access: access, message: strings.ToLower(access), want: `message "(access key)"`},
		"Base64":             {access: access, message: "Uk9MRUFDQ0VTU0tFWTAwMDAwMDE=", want: `message "(access key)"`},
		"percent-encoded":    {access: access, message: "ROLE%41CCESSKEY0000001", want: `message "(access key)"`},
		"JSON in JSON":       {access: access, message: `ROLE\u0041CCESSKEY0000001`, want: `message "(access key)"`},
		"HTML":               {access: access, message: "ROLE&#65;CCESSKEY0000001", want: `message "(access key)"`},
		"secret key": {
			secret: "Role+Secret/Key1=", message: "Role%2BSecret%2FKey1%3D",
			want: `message "(secret key)"`,
		},
		"invalid key": {
			access: access, secret: invalidSecret, message: invalidSecret,
			want: `message "(secret key)"`,
		},
		"quoted key": {
			access: access, secret: `"` + access + `"`, message: `"` + access + `"`,
			want: `message "\"(secret key)\""`,
		},
		"spaces":               {access: " " + access + " ", message: access, want: `message "(access key)"`},
		"escape sequence":      {message: "a\x1b[31mb", want: `message "a\x1b[31mb"`},
		"line break":           {message: "a\nb", want: `message "a\nb"`},
		"bidirectional":        {message: "a\u202eb", want: `message "a\u202eb"`},
		"zero-width":           {message: "a\u200bb", want: `message "a\u200bb"`},
		"zero-width in code":   {code: "a\u200bb", want: `code "a\u200bb"`},
		"long code":            {code: strings.Repeat("c", 10_000), want: `code "` + strings.Repeat("c", 100) + `..."`},
		"long message":         {message: strings.Repeat("m", 10_000), want: `message "` + strings.Repeat("m", 300) + `..."`},
		"key across the bound": {access: access, message: strings.Repeat("m", 290) + access, want: `mmm(access ke..."`},
		"key too short":        {access: "short", message: "a short message", want: "returned no valid pair of keys"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(map[string]string{
				"AccessKeyId": c.access, "SecretAccessKey": c.secret, "Code": c.code, "Message": c.message,
			})
			if err != nil {
				t.Fatal(err)
			}
			service, role, _ := startRole(t)
			service.RespondWith(roleResponse(string(body)))
			_, err = role.Retrieve(t.Context())
			expectRoleError(t, err, c.want)
			if strings.Contains(strings.ToUpper(err.Error()), access) {
				t.Errorf("the error contains the access key: %v", err)
			}
			if strings.Contains(err.Error(), "short") {
				t.Errorf("the error contains a short key: %v", err)
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

// One of the callers waits for the metadata service, the others wait for that one.
func TestServerRole_isBlamedIfItStallsUntilTheCallersDeadline(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	var callers sync.WaitGroup
	for range 3 {
		callers.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, err := role.Retrieve(ctx)
			var failure *ncloud.ServerRoleError
			if !errors.As(err, &failure) {
				t.Errorf("got %v, want a ServerRoleError", err)
				return
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v is not DeadlineExceeded", err)
			}
			if !strings.HasPrefix(err.Error(), "the metadata service at "+service.URL) {
				t.Errorf("%q does not begin with the service", err)
			}
			if !strings.Contains(err.Error(), " did not respond before the timeout") {
				t.Errorf("%q does not name the timeout", err)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("the wait took %s", took)
			}
		})
	}
	callers.Wait()
}

func TestServerRole_keepsTheCauseOfTheCallersTimeout(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	cause := errors.New("no response within 50ms")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, cause)
	defer cancel()
	_, err := role.Retrieve(ctx)
	expectRoleError(t, err, "no response within 50ms")
	if !errors.Is(err, cause) {
		t.Errorf("%v does not wrap the cause", err)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is not DeadlineExceeded", err)
	}
}

func TestServerRole_isNotBlamedForACancellation(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	ctx, cancel := context.WithCancel(t.Context())
	service.RespondWith(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := role.Retrieve(ctx)
	expectRoleError(t, err, "was canceled")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not Canceled", err)
	}
}

func TestServerRole_isNotCalledAfterTheContextHasEnded(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	_, err := role.Retrieve(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want DeadlineExceeded", err)
	}
	var failure *ncloud.ServerRoleError
	if errors.As(err, &failure) {
		t.Errorf("%v blames the metadata service", err)
	}
	if n := len(service.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// The service's own timeout is not the caller's, which the user would be told to raise.
func TestServerRole_hasATimeoutOfItsOwn(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	_, err := role.Retrieve(t.Context())
	expectRoleError(t, err, "did not respond within 5s")
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
	if errors.Unwrap(err) == nil {
		t.Error("the error has no cause")
	}
}

func TestServerRole_showsItsURLEscapedAndBounded(t *testing.T) {
	t.Parallel()
	err := &ncloud.ServerRoleError{
		URL:     "http://\u202e" + strings.Repeat("x", 10_000),
		Problem: "did not respond",
		Err:     errors.New("\x1b" + strings.Repeat("y", 10_000)),
	}
	want := `the metadata service at http://\u202e` + strings.Repeat("x", 292) +
		`... did not respond: \x1b` + strings.Repeat("y", 299) + "..."
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestNewServerRole_rejectsInvalidEndpoints(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"169.254.169.254", "file:///etc/passwd", "http://", "http://u:hunter2@x", "http://x?y", "http://x/#y", "http://%zz",
	} {
		t.Run(endpoint, func(t *testing.T) {
			t.Parallel()
			_, err := ncloud.NewServerRole(endpoint, time.Now)
			const want = "is not a valid URL of a metadata service, such as http://169.254.169.254"
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}

func TestNewServerRole_acceptsNoEndpoint(t *testing.T) {
	t.Parallel()
	if _, err := ncloud.NewServerRole("", time.Now); err != nil { // It sends no request.
		t.Error(err)
	}
}

// The body of an HTTP 101 is the connection, which ends neither with the context nor
// with the time limit.
func TestServerRole_endsAfterSwitchingProtocols(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	service.RespondWith(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close()
		_, _ = connection.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"))
		<-hold
	})
	ended := make(chan error, 1)
	go func() {
		_, err := role.Retrieve(t.Context())
		ended <- err
	}()
	select {
	case err := <-ended:
		expectRoleError(t, err, "HTTP 101")
	case <-time.After(15 * time.Second):
		t.Error("it does not end")
	}
}
