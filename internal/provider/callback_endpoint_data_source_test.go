package provider

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
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

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// The HTTP status of a code is not published, so each code comes with several.
func TestPublishedCode_hasItsOwnDiagnostic(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	s := newSession(t, nil)
	block := blockFor(api, fakeapi.Allowed)
	block["max_retries"] = 0
	summaries := map[string]string{}
	for _, c := range livestation.Codes() {
		if c.Source == livestation.SourceGlobalEdge {
			continue
		}
		for _, status := range []int{200, 400, 403, 500, 503} {
			if c.Code == "250013" && status == 200 || c.Code == "250004" {
				continue // OK in a success is not an error, and "not found" means that there is no default endpoint.
			}
			if diags := s.configure(block); len(diags) != 0 { // The second failure of a run may be one line.
				t.Fatal(formatDiags(diags))
			}
			response := respondPublished(t, status, c)
			api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Connection", "close") // Each client has connections of its own.
				response(w, r)
			})
			failure := onlyError(t, s.read(nil).Diagnostics)
			if !strings.Contains(failure.Summary, c.Code) {
				t.Errorf("code %s: the summary is %q", c.Code, failure.Summary)
			}
			messages.ExpectStyle(t, diag.NewErrorDiagnostic(failure.Summary, failure.Detail))
			traceID := fmt.Sprintf("fake%022d", len(api.Requests()))
			for _, text := range []string{
				firstLine(diagnose.AdviceFor(c.Code)), "HTTP " + strconv.Itoa(status) + " from ",
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
	if len(summaries) != 138+12 {
		t.Errorf("%d codes have diagnostics, want 138 of Live Station, without 250004, and 12 of the gateway", len(summaries))
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

func TestCallbackEndpoint_readsNoRegistrationAsNull(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("")
	got, diags := readData(t, api, "livestation_callback_endpoint", nil)
	expectNoErrors(t, diags)
	if !got["callback_url"].IsNull() {
		t.Errorf("the URL is %s, want null", got["callback_url"])
	}
}
