package ncloud_test

import (
	"context"
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

// A clock that a test moves.
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
	if err != nil || got.AccessKey() != want.AccessKey {
		t.Errorf("got the access key %q, %v, want %q", got.AccessKey(), err, want.AccessKey)
	}
}

func TestTheRolesKeysAreAskedForOnceWithAToken(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	if n := len(service.Requests()); n != 0 {
		t.Errorf("%d requests before any key was wanted", n)
	}
	var readers sync.WaitGroup
	for range 10 {
		readers.Go(func() { expectKeys(t, role, fakeapi.Allowed) })
	}
	readers.Wait()
	want := []string{"PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials/role-1"}
	if got := service.Requests(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAnOlderMetadataServiceIsAskedWithoutAToken(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.UseV1()
	expectKeys(t, role, fakeapi.Allowed)
}

func TestKeysAreRenewedBeforeTheyExpire(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	expectKeys(t, role, fakeapi.Allowed)
	service.SetCredentials(fakeapi.Denied, 2*time.Hour)
	clock.forward(50 * time.Minute)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(6 * time.Minute) // 4 minutes before the end of the first hour
	expectKeys(t, role, fakeapi.Denied)
}

func TestKeysWithoutAnExpirationAreAskedForAgainNowAndThen(t *testing.T) {
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

func TestKeysThatAreStillGoodOutliveTheService(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	expectKeys(t, role, fakeapi.Allowed)
	service.RespondWith(fakeapi.Raw(503, "", ""))
	clock.forward(57 * time.Minute)
	asked := len(service.Requests())
	expectKeys(t, role, fakeapi.Allowed)
	expectKeys(t, role, fakeapi.Allowed)
	if n := len(service.Requests()) - asked; n != 2 {
		t.Errorf("a service that is down got %d requests, want the 2 of one try", n)
	}
	clock.forward(4 * time.Minute)
	if _, err := role.Retrieve(t.Context()); err == nil {
		t.Error("expired keys are handed out")
	}
	service.RespondWith(nil)
	expectKeys(t, role, fakeapi.Allowed)
}

// Keys in their last minutes serve to their end and no longer, and are not asked
// for again before each request.
func TestKeysInTheirLastMinutes(t *testing.T) {
	t.Parallel()
	service, role, clock := startRole(t)
	service.SetCredentials(fakeapi.Allowed, 2*time.Minute)
	for range 3 {
		expectKeys(t, role, fakeapi.Allowed)
	}
	if n := len(service.Requests()); n != 3 {
		t.Errorf("the service was asked %d times, want the 3 requests of one pair", n)
	}
	service.RespondWith(fakeapi.Raw(503, "", ""))
	clock.forward(110 * time.Second)
	expectKeys(t, role, fakeapi.Allowed)
	clock.forward(15 * time.Second) // within half a minute of the failed renewal, and too late
	if _, err := role.Retrieve(t.Context()); err == nil {
		t.Error("expired keys are handed out")
	}
}

func TestAMetadataServiceThatGivesNoKeysSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"no role":          {fakeapi.Raw(404, "", ""), "/latest/meta-data/iam/security-credentials/ is HTTP 404: the server has no role"},
		"forbidden":        {fakeapi.Raw(403, "", ""), "is HTTP 403"},
		"redirect":         {fakeapi.Redirect(302, "http://127.0.0.1:1/"), "is HTTP 302"},
		"empty":            {fakeapi.Raw(200, "", " \n"), "names no role"},
		"odd token":        {fakeapi.Raw(200, "", "hun\x00ter2"), "is no token: it contains a control character"},
		"HTML":             {fakeapi.Raw(200, "text/html", "<hunter2>"), "names no role"},
		"keys in the list": {fakeapi.Raw(200, "", `{"SecretAccessKey":"hunter2"}`), "names no role"},
		"no JSON":          {roleAnswer("hunter2"), "is not the JSON object that holds a role's keys"},
		"an error":         {roleAnswer(`{"Code":"AssumeRoleUnauthorizedAccess","Message":"not allowed"}`), `holds no pair of keys that can be used (code "AssumeRoleUnauthorizedAccess", message "not allowed")`},
		"half a pair":      {roleAnswer(`{"Code":"Success","SecretAccessKey":"hunter2"}`), "holds no pair of keys"},
		"broken key":       {roleAnswer(`{"AccessKeyId":"a\nb","SecretAccessKey":"hunter2"}`), "holds no pair of keys"},
		"odd expiration":   {roleAnswer(`{"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"soon"}`), "holds an expiration that is no time"},
		"hangs up":         {fakeapi.HangUp, "did not come"},
		"breaks its word":  {fakeapi.CutShort, "did not come"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, role, _ := startRole(t)
			service.RespondWith(c.answer)
			_, err := role.Retrieve(t.Context())
			var failure *ncloud.ServerRoleError
			if !errors.As(err, &failure) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if strings.Contains(err.Error(), "hun") {
				t.Errorf("the error shows the answer: %v", err)
			}
		})
	}
}

// roleAnswer names a role, and answers with the body for it.
func roleAnswer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/role-1") {
			_, _ = w.Write([]byte(body))
			return
		}
		_, _ = w.Write([]byte("role-1"))
	}
}

func TestWaitingForTheRoleEndsWithTheContext(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	var waiters sync.WaitGroup
	for range 3 {
		waiters.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			if _, err := role.Retrieve(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
				t.Errorf("after %s: %v", time.Since(start), err)
			}
		})
	}
	waiters.Wait()
}

func TestNobodyAnswersForTheRole(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.Close()
	_, err := role.Retrieve(t.Context())
	var failure *ncloud.ServerRoleError
	if !errors.As(err, &failure) || failure.Unwrap() == nil || !strings.Contains(err.Error(), "this is no VPC server") {
		t.Errorf("got %v", err)
	}
}

func TestAnAddressOfTheMetadataServiceMustBeOne(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{"169.254.169.254", "file:///etc/passwd", "http://", "http://u:hunter2@x", "http://x?y", "http://x/#y", "http://%zz"} {
		if _, err := ncloud.NewServerRole(endpoint, time.Now); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v", endpoint, err)
		}
	}
	if _, err := ncloud.NewServerRole("", time.Now); err != nil { // asks nobody yet
		t.Errorf("the default: %v", err)
	}
}

// Its own limit of 5 seconds is not the end of the caller's time, which the user
// would be told to raise.
func TestAMetadataServiceThatDawdlesIsNotTheCallersTimeout(t *testing.T) {
	t.Parallel()
	service, role, _ := startRole(t)
	service.RespondWith(fakeapi.Stall)
	_, err := role.Retrieve(t.Context())
	if err == nil || !strings.Contains(err.Error(), "none within 5s") || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
