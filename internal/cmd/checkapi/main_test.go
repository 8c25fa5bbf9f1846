package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestRun_findsNoDifferenceInTheFakeAPI(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	r := check(t, newConfig(t, api), true)
	if r.status != exitSame {
		t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.brief())
	}
	// A17 requires that no default is registered, and A34 another site.
	if got := r.withOutcome(unknown); !slices.Equal(got, []string{"A17", "A34"}) {
		t.Errorf("not determined: %q\n%s", got, r.brief())
	}
}

func TestRun_acceptsAnEmptyAccount(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"null URL":       `{"content":{"callbackUrl":null}}`,
		"empty URL":      `{"content":{"callbackUrl":""}}`,
		"empty object":   `{"content":{}}`,
		"null content":   `{"content":null}`,
		"absent content": `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := fakeapi.Start()
			t.Cleanup(api.Close)
			api.AddAccount(canaryAccount)
			api.SetUnregisteredBody(body)
			r := check(t, newConfig(t, api), true)
			if r.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.brief())
			}
			if !slices.Contains(r.withOutcome(holds), "A17") {
				t.Errorf("A17 does not hold\n%s", r.brief())
			}
			if got := posts(api); len(got) > 0 {
				t.Errorf("%d requests are not GET, want none: nothing is registered", len(got))
			}
		})
	}
}

func TestRun_checksTheFinancialSite(t *testing.T) {
	t.Parallel()
	config := newConfig(t, startAPI(t))
	config.Site, config.Region = livestation.FinancialSite, livestation.FinancialSite.Region
	r := check(t, config, false)
	if r.status != exitSame {
		t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.brief())
	}
	if !slices.Contains(r.withOutcome(holds), "A34") {
		t.Errorf("A34 does not hold\n%s", r.brief())
	}
}

func TestRun_sendsOnlyGETWithoutWrite(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	r := check(t, newConfig(t, api), false)
	if got := posts(api); len(got) > 0 {
		t.Errorf("%d requests are not GET", len(got))
	}
	if n := len(api.Requests()); n < 20 || n > 30 {
		t.Errorf("%d requests, want about 25", n)
	}
	if strings.Contains(r.stderr, "POST") {
		t.Error("the announcement contains a POST request")
	}
}

func TestRun_registersOnlyRegisteredURLsAgain(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	check(t, newConfig(t, api), true)
	var got []string
	for _, r := range posts(api) {
		got = append(got, r.URI+" "+r.Body)
	}
	want := []string{
		`/api/v2/events/callbackEndpoint {"callbackUrl":"` + canaryDefault + `"}`,
		`/api/v2/channels/` + canaryID + `/callbackEndpoint {"callbackEndpoint":"` + canaryURL + `"}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("POST requests:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRun_sendsNothingWithoutConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		input    string
		terminal bool
	}{
		"no terminal":         {input: "yes\n"},
		"no":                  {input: "no\n", terminal: true},
		"end of input":        {terminal: true},
		"only the enter key":  {input: "\n", terminal: true},
		"the beginning of it": {input: "y\n", terminal: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			r := start(t, newConfig(t, api), options{}, streams{in: strings.NewReader(c.input), terminal: c.terminal})
			if r.status != exitFailed {
				t.Errorf("exit status %d, want %d", r.status, exitFailed)
			}
			if n := len(api.Requests()); n > 0 {
				t.Errorf("%d requests, want none", n)
			}
			if !strings.Contains(r.stderr, "/events/callbackEndpoint") {
				t.Errorf("the requests were not announced:\n%s", r.stderr)
			}
		})
	}
}

func TestRun_acceptsConsentFromATerminal(t *testing.T) {
	t.Parallel()
	r := start(t, newConfig(t, startAPI(t)), options{}, streams{in: strings.NewReader("yes\n"), terminal: true})
	if r.status != exitSame {
		t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.stderr)
	}
}

func TestRun_failsIfItCannotCompare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare     func(api *fakeapi.Server)
		credentials ncloud.Credentials
		want        string
	}{
		"wrong keys": {credentials: ncloud.NewCredentials("NOSUCHACCESSKEY00001", "x"), want: "rejects the credentials"},
		"denied": {
			credentials: ncloud.NewCredentials(fakeapi.Denied.AccessKey, fakeapi.Denied.SecretKey),
			want:        "250010",
		},
		"another server": {
			prepare: func(api *fakeapi.Server) {
				api.RespondEvery(1, fakeapi.Raw(http.StatusOK, "text/html", "<html>welcome"))
			},
			want: "does not appear to be the Live Station API",
		},
		"no response": {
			prepare: func(api *fakeapi.Server) { api.RespondNext(10, fakeapi.HangUp) },
			want:    "no response",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := newConfig(t, api)
			if c.credentials.AccessKey() != "" {
				config.Credentials = c.credentials
			}
			if c.prepare != nil {
				c.prepare(api)
			}
			r := check(t, config, false)
			if r.status != exitFailed {
				t.Errorf("exit status %d, want %d\n%s", r.status, exitFailed, r.all())
			}
			if !strings.Contains(r.stderr, c.want) {
				t.Errorf("standard error does not contain %q:\n%s", c.want, r.stderr)
			}
		})
	}
}

func TestRun_correctsTheLocalClock(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-time.Hour, -3 * time.Minute, 3 * time.Minute, time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.SkewClock(skew)
			r := check(t, newConfig(t, api), false)
			if r.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.brief())
			}
		})
	}
}

func TestRun_doesNotTakeOverloadForADifference(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"throttled":        fakeapi.GatewayError(http.StatusTooManyRequests, 420, "Rate Limited", ""),
		"endpoint timeout": fakeapi.GatewayError(http.StatusGatewayTimeout, 510, "Endpoint Timeout", ""),
		"a proxy":          fakeapi.Raw(http.StatusBadGateway, "text/html", "<html>"),
		"hang up":          fakeapi.HangUp,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondEvery(5, response)
			r := check(t, newConfig(t, api), false)
			if r.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", r.status, exitSame, r.brief())
			}
		})
	}
}
