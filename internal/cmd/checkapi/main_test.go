package main

import (
	"net/http"
	"os"
	"path/filepath"
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
	for _, site := range []livestation.Site{livestation.PublicSite, livestation.FinancialSite} {
		t.Run(site.Name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := withEdges(t, newConfig(t, api.URL), api)
			config.Site, config.Region = site, site.Region
			o := runCheck(t, config, true)
			if o.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.stdout)
			}
			if want := ": 0 with differences, 0 not compared."; !strings.Contains(o.stdout, want) {
				t.Errorf("the summary does not contain %q:\n%s", want, o.stdout)
			}
		})
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
			o := runCheck(t, newConfig(t, api.URL), true)
			if o.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.stdout)
			}
			if got := posts(api); len(got) > 0 {
				t.Errorf("%d requests are not GET, want none: nothing is registered", len(got))
			}
			if want := "(a vod2live channel): there is no vod2live channel"; !strings.Contains(o.stdout, want) {
				t.Errorf("the output does not contain %q:\n%s", want, o.stdout)
			}
		})
	}
}

func TestRun_acceptsAnyErrorName(t *testing.T) {
	t.Parallel()
	changed := change{match: `250100`, old: `"errorName":""`, new: `"errorName":"CHANNEL_NOT_FOUND"`}
	o := runCheck(t, newConfig(t, startChanged(t, startAPI(t), changed)), false)
	if o.status != exitSame {
		t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.stdout)
	}
}

func TestRun_sendsOnlyGETWithoutWrite(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := withEdges(t, newConfig(t, api.URL), api)
	o := runCheck(t, config, false)
	if got := posts(api); len(got) > 0 {
		t.Errorf("%d requests are not GET", len(got))
	}
	if hosts := config.Endpoint.Host + " and " + config.GlobalEdgeEndpoint.Host; !strings.Contains(o.stderr, hosts) {
		t.Errorf("the announcement does not name %s:\n%s", hosts, o.stderr)
	}
	if n := len(api.Requests()); n < 20 || n > 30 {
		t.Errorf("%d requests, want about 25", n)
	}
	if strings.Contains(o.stderr, "POST") {
		t.Error("the announcement contains a POST request")
	}
}

func TestRun_registersOnlyRegisteredURLsAgain(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	runCheck(t, newConfig(t, api.URL), true)
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

func TestRun_comparesNothingThatTheFakeAPILacks(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("")
	api.AfterEach(func() { api.Register(canaryDefault) }) // Another user registers it after the first request.
	o := runCheck(t, newConfig(t, api.URL), true)
	const want = "(register the default endpoint again, with the same URL): no default endpoint is registered"
	if !strings.Contains(o.stdout, want) {
		t.Errorf("the output does not contain %q:\n%s", want, o.stdout)
	}
}

func TestRun_sendsNothingWithoutConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		input    string
		terminal bool
		consent  bool
	}{
		"yes":                 {input: "yes\n", terminal: true, consent: true},
		"no terminal":         {input: "yes\n"},
		"no":                  {input: "no\n", terminal: true},
		"end of input":        {terminal: true},
		"only the enter key":  {input: "\n", terminal: true},
		"the beginning of it": {input: "y\n", terminal: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			o := start(t, newConfig(t, api.URL), options{}, streams{in: strings.NewReader(c.input), terminal: c.terminal})
			if n := len(api.Requests()); (o.status == exitSame) != c.consent || n > 0 != c.consent {
				t.Errorf("exit status %d after %d requests, want some: %v", o.status, n, c.consent)
			}
			if !strings.Contains(o.stderr, "/events/callbackEndpoint") {
				t.Errorf("the requests were not announced:\n%s", o.stderr)
			}
		})
	}
}

func TestRun_opensTheReportBeforeTheFirstRequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	report := filepath.Join(t.TempDir(), "missing", "r.md")
	o := start(t, newConfig(t, api.URL), options{yes: true, report: report}, streams{})
	if n := len(api.Requests()); o.status != exitFailed || n > 0 {
		t.Errorf("exit status %d after %d requests, want %d after none", o.status, n, exitFailed)
	}
	if !strings.Contains(o.stderr, "nothing was sent: cannot write the report") {
		t.Errorf("standard error does not say why:\n%s", o.stderr)
	}
}

func TestRun_replacesAnEarlierReportOnlyIfItHasANewOne(t *testing.T) {
	t.Parallel()
	earlier := strings.Repeat("An earlier report.\n", 10_000)
	report := filepath.Join(t.TempDir(), "report.md")
	if err := os.WriteFile(report, []byte(earlier), 0o600); err != nil {
		t.Fatal(err)
	}
	api := startAPI(t)
	api.RespondNext(1, fakeapi.HangUp)
	config := newConfig(t, api.URL)
	o := start(t, config, options{yes: true, report: report}, streams{})
	if o.status != exitFailed || o.report != earlier {
		t.Errorf("exit status %d, and the report is %.40q", o.status, o.report)
	}
	o = start(t, config, options{yes: true, report: report}, streams{})
	if o.status != exitSame || strings.Contains(o.report, "earlier") || !strings.HasPrefix(o.report, "# Check") {
		t.Errorf("exit status %d, and the report is %.40q", o.status, o.report)
	}
}

func TestRun_stopsIfTheAccountIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response http.HandlerFunc
		account  fakeapi.Account
		path     string // of the endpoint
		region   string
		site     livestation.Site
		requests int // 1 if 0
		want     string
	}{
		"wrong keys":     {account: fakeapi.Account{AccessKey: "UNKNOWN", SecretKey: "x"}, want: "rejects the credentials"},
		"denied":         {account: fakeapi.Denied, want: "250010"},
		"wrong region":   {region: "ZZ", want: "NCLOUD_REGION"},
		"wrong site":     {region: livestation.FinancialSite.Region, want: "NCLOUD_SITE"},
		"wrong path":     {path: "/other", want: "LIVESTATION_ENDPOINT"},
		"another server": {response: fakeapi.Raw(http.StatusOK, "text/html", "<html>"), want: "does not appear to be"},
		"no response":    {response: fakeapi.HangUp, want: "no response"},
		"financial site": {
			path: "/other", site: livestation.FinancialSite, requests: 2, want: "NCLOUD_SITE",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := newConfig(t, api.URL+c.path)
			if c.account.AccessKey != "" {
				config.Credentials = ncloud.NewCredentials(c.account.AccessKey, c.account.SecretKey)
			}
			if c.site.Name != "" {
				config.Site = c.site
			}
			if c.region != "" {
				config.Region = c.region
			}
			if c.response != nil {
				api.RespondEvery(1, c.response)
			}
			report := filepath.Join(t.TempDir(), "new.md")
			o := start(t, config, options{yes: true, report: report}, streams{})
			if o.status != exitFailed || !strings.Contains(o.stderr, c.want) {
				t.Errorf("exit status %d, want %d and %q\n%s", o.status, exitFailed, c.want, o.all())
			}
			if n := len(api.Requests()); n != max(c.requests, 1) {
				t.Errorf("%d requests, want %d", n, max(c.requests, 1))
			}
			if _, err := os.Stat(report); err == nil {
				t.Error("an empty report was left behind")
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
			if o := runCheck(t, newConfig(t, api.URL), false); o.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.all())
			}
		})
	}
}

func TestRun_doesNotTakeOverloadForADifference(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"throttled":        fakeapi.GatewayError(http.StatusBadRequest, 420, "Rate Limited", ""),
		"endpoint timeout": fakeapi.GatewayError(http.StatusBadRequest, 510, "Endpoint Timeout", ""),
		"a proxy":          fakeapi.Raw(http.StatusBadGateway, "text/html", "<html>"),
		"wrong state":      fakeapi.LiveStationError(http.StatusBadRequest, 250125, "", ""),
		"permission":       fakeapi.LiveStationError(http.StatusForbidden, 250010, "POLICY_CHECK_FAILED", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "Sets") }, response)
			o := runCheck(t, newConfig(t, api.URL), false)
			if o.status != exitSame {
				t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.all())
			}
			if want := "(quality sets): HTTP"; !strings.Contains(o.stdout, want) {
				t.Errorf("the output does not contain %q:\n%s", want, o.stdout)
			}
		})
	}
}

// The run ends with what it has: a difference that was seen before is reported.
func TestRun_stopsAfterTwoRequestsWithoutAResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes []change
		status  int
	}{
		"no difference": {status: exitFailed},
		"a difference":  {status: exitDiffers, changes: []change{{match: `v2/channels\?`, old: `,"total":\d+`}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondWhere(func(r *http.Request) bool {
				return strings.Contains(r.URL.Path, "/re-stream") ||
					strings.Contains(r.URL.Path, "/vod")
			}, fakeapi.Stall)
			config := newConfig(t, startChanged(t, api, c.changes...))
			config.Timeout = time.Second
			o := runCheck(t, config, false)
			if n := len(api.Requests()); o.status != c.status || n != 5 {
				t.Errorf("exit status %d after %d requests, want %d after 5\n%s", o.status, n, c.status, o.all())
			}
			if want := "stopped early, because 2 requests got no response"; !strings.Contains(o.report, want) {
				t.Errorf("the report does not contain %q:\n%s", want, o.report)
			}
		})
	}
}

func TestRecording_waitsAtMostTenSeconds(t *testing.T) {
	t.Parallel()
	config := newConfig(t, "https://livestation.example.com")
	config.Timeout = time.Hour
	r, err := newRecording(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if r.config.Timeout != 10*time.Second {
		t.Errorf("the timeout is %s, want 10s", r.config.Timeout)
	}
}
