package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// validateString returns the diagnostics of a validator for an attribute.
func validateString(t *testing.T, v validator.String, attribute string, value types.String) diag.Diagnostics {
	t.Helper()
	var resp validator.StringResponse
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root(attribute), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

func TestCallbackURLValidator_acceptsURLsOfReceivers(t *testing.T) {
	t.Parallel()
	tests := map[string]types.String{
		"https":               types.StringValue("https://events.example.com/live"),
		"port, query and IP":  types.StringValue("https://192.0.2.1:8443/live?token=abc#top"),
		"scheme in capitals":  types.StringValue("HTTPS://events.example.com"),
		"path in Korean":      types.StringValue("https://events.example.com/라이브"),
		"the longest allowed": types.StringValue("https://events.example.com/" + strings.Repeat("a", 8192-27)),
		"not known yet":       types.StringUnknown(),
		"null":                types.StringNull(),
	}
	for name, url := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diags := validateString(t, callbackURLValidator{}, "callback_url", url); len(diags) != 0 {
				t.Errorf("got %v", diags)
			}
		})
	}
}

func TestCallbackURLValidator_rejectsOtherURLs(t *testing.T) {
	t.Parallel()
	const invisible = "contains white space, a control character or an invisible character"
	tests := map[string]struct{ url, want string }{
		"empty": {url: "", want: `"" does not begin with http:// or https://.`},
		"no scheme": {
			url:  "example.com/live",
			want: `"example.com/live" does not begin with http:// or https://.`,
		},
		"another scheme": {
			url:  "ftp://example.com",
			want: `"ftp://example.com" does not begin with http:// or https://.`,
		},
		"no host":      {url: "https:///live", want: `"https:///live" has no host.`},
		"host of dots": {url: "https://.", want: `"https://." has no host.`},
		"port too large": {
			url:  "https://a.example:65536",
			want: `"https://a.example:65536" has a port that is not between 1 and 65535.`,
		},
		"port zero": {
			url:  "https://a.example:0",
			want: `"https://a.example:0" has a port that is not between 1 and 65535.`,
		},
		"invalid escape":   {url: "https://%zz", want: `"https://%zz" is not a valid URL.`},
		"space":            {url: "https://a.example/ b", want: `"https://a.example/ b" ` + invisible},
		"no-break space":   {url: "https://a.example/\u00a0", want: `"https://a.example/\u00a0" ` + invisible},
		"line break":       {url: "https://a.example\n", want: `"https://a.example\n" ` + invisible},
		"escape sequence":  {url: "https://a.example/\x1b[31m", want: `"https://a.example/\x1b[31m" ` + invisible},
		"zero-width space": {url: "https://a\u200b.example", want: `"https://a\u200b.example" ` + invisible},
		"byte order mark":  {url: "\ufeffhttps://a.example", want: `"\ufeffhttps://a.example" ` + invisible},
		"text direction":   {url: "https://a.example/\u202e", want: `"https://a.example/\u202e" ` + invisible},
		"filler":           {url: "https://a.example/\u3164", want: `"https://a.example/\u3164" ` + invisible},
		"one character over": {
			url:  "https://a.example/" + strings.Repeat("a", 8192-17),
			want: `aaa…" is longer than 8192 characters.`,
		},
		"a megabyte": {
			url:  strings.Repeat("\u202e", 1<<20),
			want: `\u202e…" is longer than 8192 characters.`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := validateString(t, callbackURLValidator{}, "callback_url", types.StringValue(test.url))
			if len(diags) != 1 || diags[0].Severity() != diag.SeverityError {
				t.Fatalf("got %v", diags)
			}
			if got := diags[0].Summary(); got != "Invalid callback URL" {
				t.Errorf("summary: got %q", got)
			}
			if got := diags[0].Detail(); !strings.HasPrefix(got, "Set callback_url to an absolute http or https URL") {
				t.Errorf("detail: got %q, which does not begin with the advice", got)
			}
			if got := diags[0].Detail(); !strings.Contains(got, test.want) {
				t.Errorf("detail: got %q, want %q", got, test.want)
			}
			if got := len(diags[0].Detail()); got > 500 {
				t.Errorf("the detail has %d bytes", got)
			}
		})
	}
}

func TestCallbackURLValidator_hidesSecretsOfRejectedURLs(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"ftp://user:s3cr3t@example.com",
		"https://example.com:0/?token=s3cr3t",
		"https://user:s3cr3t@example.com:port",
		"https://example.com/ ?token=s3cr3t",
		"user:s3cr3t@example.com/live",
		"https:///live#s3cr3t",
		"https://example.com/?token=s3cr3t" + strings.Repeat("a", 8192),
	} {
		t.Run(fmt.Sprintf("%.40s", url), func(t *testing.T) {
			t.Parallel()
			diags := validateString(t, callbackURLValidator{}, "callback_url", types.StringValue(url))
			if !diags.HasError() {
				t.Fatalf("got %v", diags)
			}
			if got := diags[0].Detail(); strings.Contains(got, "s3cr3t") || !strings.Contains(got, "(hidden)") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestCallbackURLValidator_warns(t *testing.T) {
	t.Parallel()
	const (
		credentials = "Callback URL with a user name or password"
		noTLS       = "Callback URL without TLS"
	)
	tests := map[string]struct {
		url       string
		summaries []string
	}{
		"no TLS":                  {url: "http://example.com", summaries: []string{noTLS}},
		"no TLS, in capitals":     {url: "HTTP://example.com", summaries: []string{noTLS}},
		"user name":               {url: "https://s3cr3t@example.com", summaries: []string{credentials}},
		"password without TLS":    {url: "http://user:s3cr3t@example.com", summaries: []string{credentials, noTLS}},
		"at sign that is no user": {url: "https://example.com/@live", summaries: nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := validateString(t, callbackURLValidator{}, "callback_url", types.StringValue(test.url))
			var summaries []string
			for _, d := range diags {
				summaries = append(summaries, d.Summary())
				if d.Severity() != diag.SeverityWarning {
					t.Errorf("%q is not a warning", d.Summary())
				}
				if strings.Contains(d.Detail(), "s3cr3t") {
					t.Errorf("%q contains the secret", d.Detail())
				}
			}
			if got, want := strings.Join(summaries, ", "), strings.Join(test.summaries, ", "); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestCallbackURLValidator_warnsThatStateContainsCredentials(t *testing.T) {
	t.Parallel()
	url := types.StringValue("https://user:s3cr3t@example.com")
	diags := validateString(t, callbackURLValidator{}, "callback_url", url)
	if len(diags) != 1 {
		t.Fatalf("got %v", diags)
	}
	if got := diags[0].Detail(); !strings.HasPrefix(got, "Terraform state and the Live Station settings contain") {
		t.Errorf("got %q", got)
	}
}

func TestCallbackURLValidator_showsNoQueryAlone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"token=TOKCANARY", "htp://h/p&token=TOKCANARY"} {
		diags := validateString(t, callbackURLValidator{}, "callback_url", types.StringValue(value))
		if !diags.HasError() {
			t.Errorf("%q is accepted", value)
		}
		if strings.Contains(fmt.Sprint(diags), "TOKCANARY") {
			t.Errorf("%q is shown: %v", value, diags)
		}
	}
}
