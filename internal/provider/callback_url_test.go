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

// What is not a URL may be a secret, so that no part of it is shown.
func TestCallbackURLValidator_rejectsOtherURLs(t *testing.T) {
	t.Parallel()
	const (
		noScheme  = "does not begin with http:// or https://"
		badPort   = "has a port that is not between 1 and 65535"
		invalid   = "is not a valid URL"
		noHost    = "has no host"
		tooLong   = "is longer than 8192 characters"
		invisible = "contains white space, a control character or an invisible character "
	)
	for url, want := range map[string]string{
		"":                                        noScheme,
		"s3cr3t":                                  noScheme,
		"token=s3cr3t":                            noScheme,
		"s3cr3t.example.com/live":                 noScheme,
		"user:s3cr3t@example.com/live":            noScheme,
		"ftp://user:s3cr3t@example.com":           noScheme,
		"htp://h/p&token=s3cr3t":                  noScheme,
		"https:/s3cr3t":                           noHost,
		"https:s3cr3t":                            noHost,
		"https:///s3cr3t":                         noHost,
		"https://./s3cr3t":                        noHost,
		"https://a.example:65536/s3cr3t":          badPort,
		"https://a.example:0/?token=s3cr3t":       badPort,
		"https://user:s3cr3t@example.com:port":    invalid,
		"https://%zz/s3cr3t":                      invalid,
		"https://a.example/ s3cr3t":               invisible + "(U+0020)",
		"https://a.example/s3cr3t\u00a0":          invisible + "(U+00A0)",
		"https://a.example/s3cr3t\n":              invisible + "(U+000A)",
		"https://a.example/\x1b[31ms3cr3t":        invisible + "(U+001B)",
		"https://a\u200b.example/s3cr3t":          invisible + "(U+200B)",
		"\ufeffhttps://a.example/s3cr3t":          invisible + "(U+FEFF)",
		"https://a.example/\u202es3cr3t":          invisible + "(U+202E)",
		"https://a.example/\u3164s3cr3t":          invisible + "(U+3164)",
		"s3cr3t" + strings.Repeat("a", 8187):      tooLong,
		"s3cr3t" + strings.Repeat("\u202e", 8187): tooLong,
	} {
		t.Run(fmt.Sprintf("%.40q", url), func(t *testing.T) {
			t.Parallel()
			diags := validateString(t, callbackURLValidator{}, "callback_url", types.StringValue(url))
			if len(diags) != 1 || diags[0].Severity() != diag.SeverityError || diags[0].Summary() != "Invalid callback URL" {
				t.Fatalf("got %v", diags)
			}
			detail := "Set callback_url to an absolute http or https URL with a host, " +
				"for example https://events.example.com/live.\n\nThe value " + want + "."
			if got := diags[0].Detail(); got != detail {
				t.Errorf("got %q, want %q", got, detail)
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
