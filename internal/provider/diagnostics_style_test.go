package provider

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The tests of this file check the form of every diagnostic: short paragraphs that
// begin with what to do, and then one indented block for support.

func TestErrorDiagnostic_followsStyleForEachCode(t *testing.T) {
	t.Parallel()
	n := 0
	for _, code := range livestation.Codes() {
		n++
		for _, method := range []string{"GET", "POST"} {
			for _, ahead := range []time.Duration{0, 5 * time.Minute, 400 * 24 * time.Hour} {
				e := fullError(method, 400)
				e.Source = code.Source
				e.Kind = code.Kind
				e.Code = code.Code
				e.Name = code.Name
				e.Meaning = code.Meaning
				e.Message = code.Message
				e.ClockSkew = ahead
				e.TimestampRejected = code.Kind == livestation.KindUnauthenticated && ahead > ncloud.MaxClockSkew
				got := errorDiagnostic(e)
				expectStyle(t, got)
				expectSupportBlock(t, got)
				expectErrorSummaryEnding(t, got, code)
				expectNotInDetail(t, got, "Problem:")
			}
		}
	}
	if n != 151 {
		t.Errorf("%d codes are published, want 151", n)
	}
}

func expectErrorSummaryEnding(t *testing.T, got diag.Diagnostic, code livestation.Code) {
	t.Helper()
	want := " (" + code.Code + ")"
	if code.Source == livestation.SourceGateway {
		want = " (API gateway " + code.Code + ")"
	}
	if !strings.HasSuffix(got.Summary(), want) {
		t.Errorf("the summary is %q, want it to end with %q", got.Summary(), want)
	}
}

func TestErrorDiagnostic_followsStyleForUnknownCodes(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"1", "999", "259999", strings.Repeat("9", 128)} {
		for _, source := range []livestation.Source{
			livestation.SourceUnknown, livestation.SourceLiveStation, livestation.SourceGateway,
		} {
			e := fullError("POST", 500)
			e.Source = source
			e.Code = code
			got := errorDiagnostic(e)
			expectStyle(t, got)
			expectSupportBlock(t, got)
		}
	}
}

func TestErrorDiagnostic_followsStyleForEachProblem(t *testing.T) {
	t.Parallel()
	for problem := livestation.ProblemRedirect; problem <= livestation.ProblemNoCode; problem++ {
		for _, status := range []int{200, 204, 301, 304, 400, 401, 403, 404, 408, 413, 418, 429, 500, 502, 503, 504, 999} {
			for _, kind := range []livestation.Kind{
				livestation.KindUnknown, livestation.KindThrottled, livestation.KindUnavailable, livestation.KindInternal,
			} {
				for _, traceID := range []string{"", "t1"} {
					e := fullError("POST", status)
					e.TraceID = traceID
					e.Kind = kind
					e.Problem = problem
					e.ContentType = "text/plain"
					e.Location = "https://elsewhere/login"
					e.Sample = "sample"
					got := errorDiagnostic(e)
					expectStyle(t, got)
					expectSupportBlock(t, got)
					if want := fmt.Sprintf(" (HTTP %d)", status); !strings.HasSuffix(got.Summary(), want) {
						t.Errorf("the summary is %q, want it to end with %q", got.Summary(), want)
					}
				}
			}
		}
	}
}

func TestErrorDiagnostic_followsStyleForEachTransportError(t *testing.T) {
	t.Parallel()
	for _, c := range transportCases() {
		for _, method := range []string{"GET", "POST"} {
			for _, sent := range []bool{false, true} {
				err := transportError(method, sent, c.cause)
				got := errorDiagnostic(err)
				expectStyle(t, got)
				expectSupportBlock(t, got)

				err.Status = 200
				err.TraceID = "t2"
				err.Attempts = 3
				err.Elapsed = 90 * time.Second
				err.Previous = fullError(method, 503)
				got = errorDiagnostic(err)
				expectStyle(t, got)
				expectSupportBlock(t, got)
			}
		}
	}
}

func TestErrorDiagnostic_followsStyleForOtherErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{livestation.ErrTooManyChannels, livestation.ErrChannelCreating} {
		expectStyle(t, errorDiagnostic(err))
	}
	odd := errorDiagnostic(errors.New("odd"))
	expectStyle(t, odd)
	expectSupportBlock(t, odd)
}

// fullError is an error response with all that a diagnostic can show.
func fullError(method string, status int) *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{
			Method: method, URL: "https://a/b", Attempts: 3, Elapsed: 2 * time.Second,
		},
		Status:     status,
		TraceID:    "t1",
		Date:       noon,
		RetryAfter: 7 * time.Second,
		Message:    "message",
		Details:    "details",
	}
}

func TestRegistrationDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	const long = "https://events.example.com/live-station/production/main-stage/" +
		"with-a-path-that-is-as-long-as-a-path-may-be-in-the-configuration-of-a-user"
	for _, target := range []target{
		accountTarget{},
		channelTarget{channelType: livestation.VOD2LiveChannel, id: "ls-20200327140131-aBCD3"},
	} {
		data := &providerData{client: livestation.New(livestation.Config{})}
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
			notVerifiedWarning(permissionError()),
			notVerifiedWarning(transportError("GET", true, livestation.CauseTimeout)),
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
		unknownArgumentsDiagnostic([]string{"endpoint"}),
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
		configurable.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: "not provider data"}, &resp)
		expectStyle(t, onlyDiagnostic(t, resp.Diagnostics))
	}
}

func TestSettingsDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	keys := map[string]string{"NCLOUD_ACCESS_KEY": "a", "NCLOUD_SECRET_KEY": "s"}
	const section = "ncloud_access_key_id = a\nncloud_secret_access_key = s\n"
	profile := func(text string) map[string]string { return map[string]string{"/home/u/.ncloud/configure": text} }
	for name, c := range map[string]struct {
		block providerModel
		env   map[string]string
		files map[string]string
	}{
		"no credentials":      {},
		"access key only":     {block: providerModel{AccessKey: str("a")}},
		"secret key only":     {block: providerModel{SecretKey: str("s")}},
		"empty key":           {block: providerModel{AccessKey: str(""), SecretKey: str("s")}},
		"line break in a key": {block: providerModel{AccessKey: str("a\nb"), SecretKey: str("s")}},
		"quotation marks":     {block: providerModel{AccessKey: str(`"a"`), SecretKey: str("s")}},
		"two sources":         {block: blockWith(func(b *providerModel) { b.Profile = str("a") })},
		"three sources": {block: blockWith(func(b *providerModel) {
			b.Profile = str("a")
			b.UseServerRole = types.BoolValue(true)
		})},
		"no such profile":            {block: providerModel{Profile: str("b")}, files: profile("[a]\n" + section)},
		"no such profile in the env": {env: map[string]string{"NCLOUD_PROFILE": "b"}, files: profile("[a]\n" + section)},
		"profile without a file":     {block: providerModel{Profile: str("b")}},
		"no such file":               {block: providerModel{SharedConfigFile: str("/x")}, files: profile("")},
		"broken file":                {files: profile("not a profile file")},
		"half a profile":             {files: profile("[DEFAULT]\nncloud_access_key_id = a\n")},
		"section twice, each with one key": {files: profile(
			"[DEFAULT]\nncloud_access_key_id = a\n[default]\nncloud_secret_access_key = s\n",
		)},
		"blank profile variable": {env: map[string]string{"NCLOUD_PROFILE": " "}},
		"half a pair in the env": {env: map[string]string{"NCLOUD_ACCESS_KEY": "a"}},
		"conflicting variables": {env: map[string]string{
			"NCLOUD_ACCESS_KEY": "a", "NCLOUD_ACCESS_KEY_ID": "b", "NCLOUD_SECRET_KEY": "s",
		}},
		"metadata endpoint": {
			block: providerModel{UseServerRole: types.BoolValue(true)},
			env:   map[string]string{"NCLOUD_METADATA_API_ENDPOINT": "ftp://x"},
		},
		"site":            {block: blockWith(func(b *providerModel) { b.Site = str("gov") })},
		"site in the env": {env: withEnv(keys, "NCLOUD_SITE", "gov")},
		"region":          {block: blockWith(func(b *providerModel) { b.Region = str("kr") })},
		"timeout":         {block: blockWith(func(b *providerModel) { b.Timeout = str("5") })},
		"max_retries":     {block: blockWith(func(b *providerModel) { b.MaxRetries = number(1.5) })},
		"value of a megabyte": {
			block: blockWith(func(b *providerModel) { b.Region = str(strings.Repeat("K", 1<<20)) }),
		},
		"endpoint: no scheme":        {env: withEnv(keys, "LIVESTATION_ENDPOINT", "example.com")},
		"endpoint: http":             {env: withEnv(keys, "LIVESTATION_ENDPOINT", "http://example.com")},
		"endpoint: password":         {env: withEnv(keys, "LIVESTATION_ENDPOINT", "https://u:p@example.com")},
		"endpoint: path":             {env: withEnv(keys, "LIVESTATION_ENDPOINT", "https://example.com/api/v2")},
		"region of another provider": {env: withEnv(keys, "NCLOUD_REGION", "SGN")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := c.files
			if files == nil {
				files = map[string]string{}
			}
			_, diags := resolveSettings(c.block, environmentWith(c.env, files))
			expectStyle(t, onlyDiagnostic(t, diags))
		})
	}
}

func TestValidatorDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		validator validator.String
		value     string
	}{
		{validator: callbackURLValidator{}, value: "events.example.com/live"},
		{validator: callbackURLValidator{}, value: "https://"},
		{validator: callbackURLValidator{}, value: "https://a:99999"},
	} {
		req := validator.StringRequest{Path: path.Root("argument"), ConfigValue: types.StringValue(c.value)}
		var resp validator.StringResponse
		c.validator.ValidateString(t.Context(), req, &resp)
		expectStyle(t, onlyDiagnostic(t, resp.Diagnostics))
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
