package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// The tests of this file check the form of every diagnostic: short paragraphs that
// begin with what to do, and then one indented block for support.

func TestRegistrationDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	const long = "https://events.example.com/live-station/production/main-stage/" +
		"with-a-path-that-is-as-long-as-a-path-may-be-in-the-configuration-of-a-user"
	for _, target := range []target{
		{}, {ref{channelType: livestation.VOD2LiveChannel, id: "ls-20200327140131-aBCD3"}},
	} {
		data := endpointResource{configuredResource{run: newRun(livestation.New(livestation.Config{}))}}
		planned := registration{target: target, url: types.StringValue(long)}
		data.checkSingleResource(planned)
		planned.url = types.StringValue("https://b")
		for _, d := range []diag.Diagnostic{
			data.conflictDiagnostic(target, long+"?token=one", long+"?token=two"), // the first of a run
			data.conflictDiagnostic(target, "https://b", long),
			changedOutsideDiagnostic(target, long, "https://b"),
			changedOutsideDiagnostic(target, "https://a?token=one", "https://a?token=two"),
			differsDiagnostic(target, long, "https://b"),
			differsDiagnostic(target, "https://a?token=one", "https://a?token=two"),
			differsDiagnostic(target, long, ""),
			unreadWarning("Callback endpoint registered but not verified", permissionError()),
			unreadWarning("Callback endpoint registered but not verified", transportError("GET", livestation.CauseTimeout)),
			destroyWarning(registration{target: target, url: types.StringValue(long)}),
			adoptedWarning(target),
			goneWarning(target, fmt.Sprintf("Live Station can't find %s", target)),
			goneWarning(target, fmt.Sprintf("No callback endpoint is registered for %s any more", target)),
			onlyDiagnostic(t, data.checkSingleResource(planned)),
		} {
			expectStyle(t, d)
		}
	}
}

func TestImportDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	for _, r := range resources(t) {
		importer, ok := r.(resource.ResourceWithImportState)
		if !ok {
			t.Errorf("%T cannot be imported", r)
			continue
		}
		for _, id := range []string{"", "main stage", "live/" + strings.Repeat("a/b", 1000)} {
			var resp resource.ImportStateResponse
			importer.ImportState(t.Context(), resource.ImportStateRequest{ID: id}, &resp)
			expectStyle(t, onlyDiagnostic(t, resp.Diagnostics))
		}
	}
}

func TestConfigureDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	for _, d := range []diag.Diagnostic{
		unknownArgumentsDiagnostic([]string{
			"access_key", "secret_key", "profile", "shared_config_file", "use_server_role",
			"site", "region", "endpoint", "max_retries", "timeout",
		}),
		clockWarning(-2 * time.Hour),
		clockWarning(400 * 24 * time.Hour),
	} {
		expectStyle(t, d)
	}
	for _, d := range dataSources(t) {
		configurable, ok := d.(datasource.DataSourceWithConfigure)
		if !ok {
			t.Errorf("%T cannot be configured", d)
			continue
		}
		var resp datasource.ConfigureResponse
		configurable.Configure(t.Context(), datasource.ConfigureRequest{}, &resp)
		if len(resp.Diagnostics) != 0 {
			t.Errorf("before the provider is configured: %v", resp.Diagnostics)
		}
		configurable.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: "not provider data"}, &resp)
		got := onlyDiagnostic(t, resp.Diagnostics)
		expectDetail(t, got, "string")
		expectStyle(t, got)
	}
}

func onlyDiagnostic(t *testing.T, diags diag.Diagnostics) diag.Diagnostic {
	t.Helper()
	if len(diags) != 1 {
		t.Fatalf("got %d diagnostics, want 1: %v", len(diags), diags)
	}
	return diags[0]
}

// singleAttempt is a line that says nothing.
var singleAttempt = regexp.MustCompile(`Attempts: +1( |$)`)

// expectStyle checks what holds for every diagnostic.
func expectStyle(t *testing.T, d diag.Diagnostic) {
	t.Helper()
	reject := func(rule string) {
		t.Helper()
		t.Errorf("%s:\n%s\n\n%s", rule, d.Summary(), d.Detail())
	}
	if n := len([]rune(d.Summary())); n == 0 || n > 60 {
		reject(fmt.Sprintf("the summary has %d characters, want 1 to 60", n))
	}
	if strings.HasSuffix(d.Summary(), ".") {
		reject("the summary ends with a period")
	}
	if strings.HasPrefix(d.Detail(), " ") || strings.HasPrefix(d.Detail(), "\n") || d.Detail() == "" {
		reject("the detail does not begin with a paragraph")
	}
	if strings.HasSuffix(d.Detail(), "\n") {
		reject("the detail ends with an empty line")
	}
	if strings.Contains(d.Detail(), "Layer:") {
		reject(`"Layer:" is jargon`)
	}
	words := 0
	for line := range strings.SplitSeq(d.Detail(), "\n") {
		if strings.TrimRight(line, " \t") != line {
			reject(fmt.Sprintf("%q ends with white space", line))
		}
		if singleAttempt.MatchString(line) {
			reject(fmt.Sprintf("%q says nothing", line))
		}
		if isListLine(line) && len([]rune(line)) > 78 {
			reject(fmt.Sprintf("%q has more than 78 columns", line))
		}
		if line == "" || strings.HasPrefix(line, " ") {
			words = 0
			continue
		}
		if words += len(strings.Fields(line)); words > 40 {
			reject("a paragraph has more than 40 words")
		}
	}
}

// isListLine reports whether a line is of a list of steps: an item or its next line. A
// line with the path of a file is not: the path may have any length.
func isListLine(line string) bool {
	return (strings.HasPrefix(line, "  - ") || strings.HasPrefix(line, "    ")) && !strings.Contains(line, `"/`)
}

// supportLine is a line of the block for support. Its text begins in column 14.
var supportLine = regexp.MustCompile(`^  (Request|Response|Problem|Field|Type|Location|Body|Message|Details|` +
	`Trace ID|Wait|Attempts|Cause|Partial|Previous|Read|Total): *`)

// expectSupportBlock checks that the last paragraph, and no other, is the block for
// support.
func expectSupportBlock(t *testing.T, d diag.Diagnostic) {
	t.Helper()
	paragraphs := strings.Split(d.Detail(), "\n\n")
	last := len(paragraphs) - 1
	for i, paragraph := range paragraphs {
		for line := range strings.SplitSeq(paragraph, "\n") {
			label := supportLine.FindString(line)
			if (label != "") != (i == last) {
				t.Errorf("the block for support must be the last paragraph, at %q:\n%s", line, d.Detail())
			}
			if label != "" && len(label) != 13 {
				t.Errorf("the text of %q does not begin in column 14:\n%s", line, d.Detail())
			}
		}
	}
}

// A query value is hidden, so two URLs that differ in it look the same.
func TestCompareURLs_saysIfDifferenceIsHidden(t *testing.T) {
	t.Parallel()
	const note = "The URLs differ in a part that is not shown."
	got := compareURLs("Requested", "https://a?token=one", "Registered", "https://a?token=two")
	if !strings.Contains(got, note) || !strings.Contains(got, "terraform show -json") {
		t.Errorf("%q does not say %q and how to see it", got, note)
	}
	got = compareURLs("Requested", "https://a", "Registered", "https://b")
	if strings.Contains(got, note) {
		t.Errorf("%q contains %q", got, note)
	}
}
