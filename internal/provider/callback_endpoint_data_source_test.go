package provider

import (
	"fmt"
	"net/http"
	"regexp"
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

// respondPublished responds with a published code and its message.
func respondPublished(t *testing.T, status int, c livestation.Code) http.HandlerFunc {
	t.Helper()
	code, err := strconv.Atoi(c.Code)
	if err != nil {
		t.Fatal(err)
	}
	if c.Source == livestation.SourceGateway {
		return fakeapi.GatewayError(status, code, c.Message, "some details")
	}
	return fakeapi.LiveStationError(status, code, "", c.Message)
}

// The HTTP status of a code is not published, so each code comes with several.
func TestPublishedCode_hasItsOwnDiagnostic(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	s := newSession(t, nil)
	block := blockFor(api, fakeapi.Allowed)
	block["max_retries"] = 0
	if diags := s.configure(block); len(diags) != 0 {
		t.Fatal(formatDiags(diags))
	}
	summaries := map[string]string{}
	for _, c := range livestation.Codes() {
		for _, status := range []int{200, 400, 403, 500, 503} {
			if c.Code == "250013" && status == 200 {
				continue // OK in a success is not an error.
			}
			api.RespondNext(1, respondPublished(t, status, c))
			failure := onlyError(t, s.read(nil).Diagnostics)
			if !strings.Contains(failure.Summary, c.Code) {
				t.Errorf("code %s: the summary is %q", c.Code, failure.Summary)
			}
			traceID := fmt.Sprintf("fake%022d", len(api.Requests()))
			for _, text := range []string{
				strings.TrimSuffix(adviceFor(c.Code), "\n"+clockCause), "HTTP " + strconv.Itoa(status) + " from ",
				", " + c.Code, c.Message, traceID,
			} {
				if !strings.Contains(failure.Detail, text) {
					t.Errorf("code %s: the detail does not contain %q:\n%s", c.Code, text, failure.Detail)
				}
			}
			if other, ok := summaries[failure.Summary]; ok && other != c.Code {
				t.Errorf("codes %s and %s share the summary %q", other, c.Code, failure.Summary)
			}
			summaries[failure.Summary] = c.Code
		}
	}
	if len(summaries) != 139+12 {
		t.Errorf("%d codes have diagnostics, want 139 of Live Station and 12 of the API gateway", len(summaries))
	}
}

const clockWarningSummary = "System clock is inaccurate"

// The clock is the same for every read, so one warning is enough.
func TestClock_isCorrectedWithOneWarning(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SkewClock(-30 * time.Minute)
	s := newSession(t, nil)
	s.configure(blockFor(api, fakeapi.Allowed))
	first := s.read(nil).Diagnostics
	if len(first) != 1 {
		t.Fatalf("the first read returns %d diagnostics, want a warning:%s", len(first), formatDiags(first))
	}
	if first[0].Severity != tfprotov6.DiagnosticSeverityWarning {
		t.Errorf("the severity is %s, want a warning", first[0].Severity)
	}
	if first[0].Summary != clockWarningSummary {
		t.Errorf("the summary is %q, want %q", first[0].Summary, clockWarningSummary)
	}
	if ahead := regexp.MustCompile(`(30m\ds|29m5\ds) ahead of`); !ahead.MatchString(first[0].Detail) {
		t.Errorf("the detail does not say that the clock is 30m ahead:\n%s", first[0].Detail)
	}
	if second := s.read(nil).Diagnostics; len(second) != 0 {
		t.Errorf("the second read returns%s", formatDiags(second))
	}
}

func TestAccCallbackEndpoint_readsTheRegisteredURL(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	hcl := providerBlock(api, fakeapi.Allowed) + dataSource
	is := func(url string) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), nullOrString(url)),
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: hcl, ConfigStateChecks: is(registeredURL)},
			{
				Config: hcl,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
			{
				PreConfig:         func() { api.Register("https://another.example") },
				Config:            hcl,
				ConfigStateChecks: is("https://another.example"),
			},
		},
	})
	expectAccepted(t, api)
}

func TestAccCallbackEndpoint_readsNoRegistrationAsNull(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"null URL":      `{"content":{"callbackUrl":null}}`,
		"empty URL":     `{"content":{"callbackUrl":""}}`,
		"empty content": `{"content":{}}`,
		"null content":  `{"content":null}`,
		"no content":    `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.Register("")
			api.SetUnregisteredBody(body)
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

// Other JSON never reads as "none registered".
func TestAccCallbackEndpoint_rejectsUnexpectedFormats(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"health check":       `{"status":"UP"}`,
		"gateway of others":  `{"message":"Forbidden"}`,
		"other content":      `{"content":{"url":"https://a.example"}}`,
		"URL that is a list": `{"content":{"callbackUrl":[]}}`,
		"array":              `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondWhere(func(*http.Request) bool { return true }, fakeapi.Raw(200, "application/json", body))
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config:      providerBlock(api, fakeapi.Allowed) + dataSource,
					ExpectError: outputMatches("Error: Unexpected response format (HTTP 200)"),
				}},
			})
		})
	}
}

// One story for each kind of failure, as Terraform prints it.
func TestAccCallbackEndpoint_reportsTheCauseAndANextStep(t *testing.T) {
	t.Parallel()
	wrongKey := fakeapi.Account{AccessKey: fakeapi.Allowed.AccessKey, SecretKey: "nonsense"}
	for name, c := range map[string]struct {
		account  fakeapi.Account
		response http.HandlerFunc // nil for the API's own
		want     []string
	}{
		"denied sub account": {
			account: fakeapi.Denied,
			want: []string{
				"(250010)", "Attach NCP_LIVE_STATION_VIEWER", "GET http://127.0.0.1", "HTTP 403",
				"250010 (POLICY_CHECK_FAILED)", "Trace ID:  fake",
			},
		},
		"wrong secret key": {
			account: wrongKey,
			want:    []string{"(API gateway 200)", "Compare access_key and secret_key", "clock is not the cause", "HTTP 401"},
		},
		"not found": {
			account:  fakeapi.Allowed,
			response: fakeapi.LiveStationError(404, 250004, "NOT_FOUND", "callback not found."),
			want:     []string{"(250004)", "callback not found."},
		},
		"wrong state": {
			account:  fakeapi.Allowed,
			response: fakeapi.LiveStationError(400, 250102, "", "This channel is publishing"),
			want:     []string{"(250102)", "Stop streaming to the channel"},
		},
		"throttled": {
			account:  fakeapi.Allowed,
			response: fakeapi.GatewayError(429, 420, "Rate Limited", ""),
			want:     []string{"(API gateway 420)", "-parallelism=2"},
		},
		"unavailable": {
			account:  fakeapi.Allowed,
			response: fakeapi.GatewayError(503, 500, "Endpoint Error", ""),
			want:     []string{"(API gateway 500)", "in a few minutes"},
		},
		"internal": {
			account:  fakeapi.Allowed,
			response: fakeapi.LiveStationError(500, 250016, "", "Server error"),
			want:     []string{"(250016)", "trace ID to NAVER Cloud support"},
		},
		"unknown code": {
			account:  fakeapi.Allowed,
			response: fakeapi.LiveStationError(400, 259999, "", "new"),
			want:     []string{"Error: Unknown error code (259999)", "newer version", "Message:   new"},
		},
		"HTML page": {
			account:  fakeapi.Allowed,
			response: fakeapi.Raw(200, "text/html", "<html>\nSign in\n</html>"),
			want: []string{
				"Error: Response not from the Live Station API (HTTP 200)", "LIVESTATION_ENDPOINT", "22 bytes, not shown",
			},
		},
		"cut short": {
			account:  fakeapi.Allowed,
			response: fakeapi.CutShort,
			want:     []string{"Error: Incomplete response (HTTP 200)", "HTTPS_PROXY", "Attempts:  4 in"},
		},
		"no response": {
			account:  fakeapi.Allowed,
			response: fakeapi.HangUp,
			want:     []string{"Error: Connection to Live Station lost", "HTTPS_PROXY", "Attempts:  4 in"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.response != nil {
				api.RespondWhere(func(*http.Request) bool { return true }, c.response)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config:      providerBlock(api, c.account) + dataSource,
					ExpectError: outputMatches(c.want...),
				}},
			})
		})
	}
}
