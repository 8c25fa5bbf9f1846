// Package messages checks what the provider shows to users: the style of each message, and
// files with all messages of a package, which a reviewer reads as a user would.
package messages

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

var update = flag.Bool("update-messages", false, "write testdata/messages.txt")

// Golden checks the style of the diagnostics, and that testdata/messages.txt has them, in their order.
func Golden(t *testing.T, diags ...diag.Diagnostic) {
	t.Helper()
	file := filepath.Join("testdata", "messages.txt")
	var b strings.Builder
	for _, d := range diags {
		ExpectStyle(t, d)
		fmt.Fprintf(&b, "%s: %s\n", d.Severity(), d.Summary())
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			fmt.Fprintf(&b, "at %s\n", at.Path())
		}
		fmt.Fprintf(&b, "\n%s\n\n%s\n\n", d.Detail(), strings.Repeat("-", 79))
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file) //nolint:gosec // G304: It is a file of the test.
	if err != nil || string(want) != b.String() {
		t.Errorf("%s is old (%v). Run go test with -update-messages, and read the difference", file, err)
	}
}

// Validate returns what a validator reports about the value of an argument.
func Validate(t *testing.T, v validator.String, argument string, value types.String) diag.Diagnostics {
	t.Helper()
	var resp validator.StringResponse
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root(argument), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

// PermissionError is the example of the published page: a sub account without a policy.
func PermissionError() *livestation.Error {
	return &livestation.Error{
		RequestInfo: livestation.RequestInfo{
			Method: "GET", URL: "https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint", Attempts: 1,
		},
		Status:  403,
		TraceID: "36c9k60om4p3238cpmc9gm4cj4",
		Source:  livestation.SourceLiveStation,
		Kind:    livestation.KindPermission,
		Code:    "250010",
		Meaning: "Sub account not permitted to use Live Station",
		Name:    "POLICY_CHECK_FAILED",
		Message: "We cannot accomplish the task as permissions are not granted for the sub account.",
	}
}

// TransportError is a request that failed with this cause.
func TransportError(method string, cause livestation.Cause) *livestation.TransportError {
	return &livestation.TransportError{
		RequestInfo: livestation.RequestInfo{Method: method, URL: "https://a/b", Attempts: 1},
		Sent:        true,
		Cause:       cause,
		Text:        "what the system reports",
	}
}

// Only returns the one diagnostic.
func Only(t *testing.T, diags diag.Diagnostics) diag.Diagnostic {
	t.Helper()
	if len(diags) != 1 {
		t.Fatalf("got %d diagnostics, want 1: %v", len(diags), diags)
	}
	return diags[0]
}

// singleAttempt is a line that says nothing.
var singleAttempt = regexp.MustCompile(`Attempts: +1( |$)`)

// ExpectStyle checks what holds for every diagnostic.
func ExpectStyle(t *testing.T, d diag.Diagnostic) {
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

// ExpectSupportBlock checks that the last paragraph, and no other, is the block for
// support.
func ExpectSupportBlock(t *testing.T, d diag.Diagnostic) {
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

// ExpectErrorSummary expects an error with the summary.
func ExpectErrorSummary(t *testing.T, got diag.Diagnostic, want string) {
	t.Helper()
	if got.Severity() != diag.SeverityError {
		t.Errorf("the severity is %s, want an error", got.Severity())
	}
	if got.Summary() != want {
		t.Errorf("the summary is %q, want %q", got.Summary(), want)
	}
}

// ExpectDetail expects the texts in the detail.
func ExpectDetail(t *testing.T, got diag.Diagnostic, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.Detail(), text) {
			t.Errorf("the detail does not contain %q:\n%s", text, got.Detail())
		}
	}
}

// ExpectNotInDetail expects that the detail does not have a text.
func ExpectNotInDetail(t *testing.T, got diag.Diagnostic, text string) {
	t.Helper()
	if strings.Contains(got.Detail(), text) {
		t.Errorf("the detail contains %q:\n%s", text, got.Detail())
	}
}
