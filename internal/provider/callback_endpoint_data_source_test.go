package provider

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const (
	address    = "data.livestation_callback_endpoint.default"
	dataSource = "data \"livestation_callback_endpoint\" \"default\" {}\n"
)

// A published error, as the API sends it.
type publishedError struct {
	code, message string
	answer        func(status int) func(*fakeapi.Server)
}

// publishedErrors are the codes of Live Station and of the API gateway, read from
// copies of the vendor's tables.
func publishedErrors(t *testing.T) []publishedError {
	t.Helper()
	var all []publishedError
	for file, answer := range map[string]func(status, code int, message string) http.HandlerFunc{
		"error-codes.tsv": func(status, code int, message string) http.HandlerFunc {
			return fakeapi.LiveStationError(status, code, "", message)
		},
		"gateway-codes.tsv": func(status, code int, message string) http.HandlerFunc {
			return fakeapi.GatewayError(status, code, message, "some details")
		},
	} {
		data, err := os.ReadFile(filepath.Join("..", "livestation", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
			fields := strings.Split(line, "\t")
			code, err := strconv.Atoi(fields[0])
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, publishedError{fields[0], fields[1], func(status int) func(*fakeapi.Server) {
				return func(api *fakeapi.Server) { api.RespondNext(1, answer(status, code, fields[1])) }
			}})
		}
	}
	return all
}

// The status of a code is not published, so each code comes under several.
func TestEachPublishedCodeIsADiagnosticOfItsOwn(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	s := newSession(t, nil)
	once := blockFor(api, fakeapi.Allowed)
	once["max_retries"] = 0
	if diags := s.configure(once); len(diags) != 0 {
		t.Fatal(formatDiags(diags))
	}
	all := publishedErrors(t)
	if len(all) != len(livestation.Codes()) || len(all) < 139+12 {
		t.Fatalf("%d codes are published, the provider knows %d", len(all), len(livestation.Codes()))
	}
	summaries := map[string]string{}
	for _, e := range all {
		for _, status := range []int{200, 400, 403, 500, 503} {
			if e.code == "250013" && status == 200 {
				continue // OK in a 200 is no error
			}
			e.answer(status)(api)
			resp := s.read(nil)
			traces := len(api.Requests())
			failure := onlyError(t, resp.Diagnostics)
			if !strings.Contains(failure.Summary, e.code) {
				t.Errorf("code %s: the summary is %q", e.code, failure.Summary)
			}
			for _, text := range []string{
				"answered HTTP " + strconv.Itoa(status) + ".", "\n  Code:      " + e.code, "\n  Message:   " + e.message + "\n",
				"\n  Trace ID:  fake" + strings.Repeat("0", 22-len(strconv.Itoa(traces))) + strconv.Itoa(traces) + "\n",
				"\n\n" + Advice(e.code),
			} {
				if !strings.Contains(failure.Detail, text) {
					t.Errorf("code %s: the detail does not hold %q:\n%s", e.code, text, failure.Detail)
				}
			}
			if other, ok := summaries[failure.Summary]; ok && other != e.code {
				t.Errorf("codes %s and %s share the summary %q", other, e.code, failure.Summary)
			}
			summaries[failure.Summary] = e.code
		}
	}
}

// The clock is the same for every read, so one of them tells.
func TestAClockThatIsOffIsCorrectedWithOneWarning(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-30 * time.Minute)
	s := newSession(t, nil)
	s.configure(blockFor(api, fakeapi.Allowed))
	first, second := s.read(nil).Diagnostics, s.read(nil).Diagnostics
	if len(first) != 1 || first[0].Severity != tfprotov6.DiagnosticSeverityWarning || first[0].Summary != "This machine's clock is off" ||
		!strings.Contains(first[0].Detail, "ahead of the API gateway's") || !strings.Contains(first[0].Detail, "It is 30m") && !strings.Contains(first[0].Detail, "It is 29m59s") {
		t.Errorf("the first read:%s", formatDiags(first))
	}
	if len(second) != 0 {
		t.Errorf("the second read:%s", formatDiags(second))
	}
}

// A wrong key behind a wrong clock is told together with the clock.
func TestAWrongKeyBehindAWrongClockIsToldWithTheClock(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-30 * time.Minute)
	s := newSession(t, nil)
	s.configure(blockFor(api, fakeapi.Account{AccessKey: fakeapi.Allowed.AccessKey, SecretKey: "nonsense"}))
	diags := s.read(nil).Diagnostics
	if len(diags) != 2 || !strings.Contains(diags[0].Summary, "(API gateway 200)") || diags[1].Summary != "This machine's clock is off" {
		t.Errorf("got %s", formatDiags(diags))
	}
}

func TestAccTheRegisteredURLIsRead(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	hcl := providerBlock(api, fakeapi.Allowed) + dataSource
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{
				Config: hcl,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), knownvalue.StringExact(registeredURL)),
				},
			},
			{
				Config:           hcl,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
			{
				PreConfig: func() { api.Register("https://another.example") },
				Config:    hcl,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), knownvalue.StringExact("https://another.example")),
				},
			},
		},
	})
	for i, r := range api.Requests() {
		if r.Rejection != "" {
			t.Errorf("request %d was not a good one: %s", i+1, r.Rejection)
		}
	}
}

func TestAccNoRegistrationReadsAsNull(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"as the fake answers": "", "no content": `{}`, "null content": `{"content":null}`, "empty URL": `{"content":{"callbackUrl":""}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register("")
			if body != "" {
				api.RespondNext(20, fakeapi.Raw(200, "application/json", body))
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config: providerBlock(api, fakeapi.Allowed) + dataSource,
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), knownvalue.Null()),
					},
				}},
			})
		})
	}
}

// One story for each kind of failure, as Terraform prints it.
func TestAccAFailureIsPrintedWithItsCauseAndANextStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setUp   func(*fakeapi.Server)
		account fakeapi.Account
		printed []string
	}{
		"denied sub account": {account: fakeapi.Denied, printed: []string{
			"Error: The sub account may not use Live Station (250010)", "answered HTTP 403.", "Code:      250010 (POLICY_CHECK_FAILED)", "Trace ID:  fake", "Attach the policy NCP_LIVE_STATION_VIEWER"}},
		"wrong secret key": {account: fakeapi.Account{AccessKey: fakeapi.Allowed.AccessKey, SecretKey: "nonsense"}, printed: []string{
			"Error: The API gateway does not accept the key, signature or timestamp", "(API gateway 200)", "Details:   Invalid signature.", "Check access_key and secret_key in the provider block", "The clock is not the cause"}},
		"not found":    {account: fakeapi.Allowed, setUp: next(fakeapi.LiveStationError(404, 250004, "NOT_FOUND", "callback not found.")), printed: []string{"(250004)", "Message:   callback not found."}},
		"wrong state":  {account: fakeapi.Allowed, setUp: next(fakeapi.LiveStationError(400, 250102, "", "This channel is publishing")), printed: []string{"Error: The channel is publishing (250102)", "Stop streaming to the channel"}},
		"throttled":    {account: fakeapi.Allowed, setUp: next(fakeapi.GatewayError(429, 420, "Rate Limited", "")), printed: []string{"(API gateway 420)", "-parallelism=2"}},
		"unavailable":  {account: fakeapi.Allowed, setUp: next(fakeapi.GatewayError(503, 500, "Endpoint Error", "")), printed: []string{"Error: The API gateway could not reach Live Station (API gateway 500)"}},
		"internal":     {account: fakeapi.Allowed, setUp: next(fakeapi.LiveStationError(500, 250016, "", "Server error")), printed: []string{"Error: Live Station's server failed (250016)", "give the trace ID to NAVER Cloud support"}},
		"unknown code": {account: fakeapi.Allowed, setUp: next(fakeapi.LiveStationError(400, 259999, "", "new")), printed: []string{"does not know (259999)", "Message:   new"}},
		"HTML page":    {account: fakeapi.Allowed, setUp: next(fakeapi.Raw(200, "text/html", "<html>\nSign in\n</html>")), printed: []string{"Error: The answer is not JSON (HTTP 200)", "Body:      <html> Sign in </html>"}},
		"cut short":    {account: fakeapi.Allowed, setUp: next(fakeapi.CutShort), printed: []string{"Error: The answer was cut short (HTTP 200)", "Attempts:  4 in"}},
		"no answer":    {account: fakeapi.Allowed, setUp: next(fakeapi.HangUp), printed: []string{"Error: The connection to Live Station broke", "got no answer.", "Attempts:  4 in"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.setUp != nil {
				c.setUp(api)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps:                    []resource.TestStep{{Config: providerBlock(api, c.account) + dataSource, ExpectError: outputMatches(c.printed...)}},
			})
		})
	}
}

// next scripts the answer for more requests than a run of Terraform makes.
func next(answer http.HandlerFunc) func(*fakeapi.Server) {
	return func(api *fakeapi.Server) { api.RespondNext(20, answer) }
}
