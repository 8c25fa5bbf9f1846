package registration

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

// validateString returns the diagnostics of a validator for an attribute.
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
			if diags := messages.Validate(t, callbackURLValidator{}, "callback_url", url); len(diags) != 0 {
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
		percent   = "contains a % that is not followed by two hexadecimal digits"
		invisible = "contains an invisible character (%U) at position %d of %d. Remove it"
		space     = "contains a space (U+0020) at position %d of %d. Remove it, or write %%20 instead"
	)
	for url, c := range map[string]struct {
		want string
		// inPlan is true if only the plan rejects the URL, unless it is registered.
		inPlan bool
	}{
		"":                                        {want: noScheme},
		"s3cr3t":                                  {want: noScheme},
		"token=s3cr3t":                            {want: noScheme},
		"s3cr3t.example.com/live":                 {want: noScheme},
		"user:s3cr3t@example.com/live":            {want: noScheme},
		"ftp://user:s3cr3t@example.com":           {want: noScheme},
		"htp://h/p&token=s3cr3t":                  {want: noScheme},
		"https:/s3cr3t":                           {want: noScheme},
		"https:s3cr3t":                            {want: noScheme},
		"https:///s3cr3t":                         {want: noHost},
		"https://./s3cr3t":                        {want: noHost},
		"https://a.example:65536/s3cr3t":          {want: badPort},
		"https://a.example:0/?token=s3cr3t":       {want: badPort},
		"https://user:s3cr3t@example.com:port":    {want: invalid},
		"s3cr3t" + strings.Repeat("a", 8187):      {want: tooLong},
		"s3cr3t" + strings.Repeat("\u202e", 8187): {want: tooLong},
		"s3 cr3t":                                 {want: fmt.Sprintf(space, 3, 7)},
		"\ufeffhttps://a.example/s3cr3t":          {want: fmt.Sprintf(invisible, 0xFEFF, 1, 25)},
		"https://a.example/%zz/s3cr3t":            {want: percent, inPlan: true},
		"https://a.example/ s3cr3t":               {want: fmt.Sprintf(space, 19, 25), inPlan: true},
		"https://a.example/s3cr3t\u00a0":          {want: fmt.Sprintf(invisible, 0x00A0, 25, 25), inPlan: true},
		"https://a.example/s3cr3t\n":              {want: fmt.Sprintf(invisible, 0x000A, 25, 25), inPlan: true},
		"https://a.example/\x1b[31ms3cr3t":        {want: fmt.Sprintf(invisible, 0x001B, 19, 29), inPlan: true},
		"https://a\u200b.example/s3cr3t":          {want: fmt.Sprintf(invisible, 0x200B, 10, 25), inPlan: true},
		"https://a.example/\u202es3cr3t":          {want: fmt.Sprintf(invisible, 0x202E, 19, 25), inPlan: true},
		"https://a.example/\u3164s3cr3t":          {want: fmt.Sprintf(invisible, 0x3164, 19, 25), inPlan: true},
	} {
		t.Run(fmt.Sprintf("%.40q", url), func(t *testing.T) {
			t.Parallel()
			got := messages.Validate(t, callbackURLValidator{}, "callback_url", types.StringValue(url))
			if c.inPlan {
				_, problem := checkCallbackURL(types.StringValue(url))
				got = append(got, problem)
			}
			detail := "Set callback_url to an absolute http or https URL with a host, " +
				"for example https://events.example.com/live.\n\nThe value " + c.want + "."
			if len(got) != 1 || got[0].Severity() != diag.SeverityError ||
				got[0].Summary() != "Invalid callback URL" || got[0].Detail() != detail {
				t.Errorf("got %v, want the detail %q", got, detail)
			}
			messages.ExpectStyle(t, messages.Only(t, got))
		})
	}
}

func TestCheckCallbackURL_warns(t *testing.T) {
	t.Parallel()
	const (
		credentials = "Callback URL with a user name or password"
		noTLS       = "Callback URL without TLS"
		private     = "Callback URL with a private host"
		unescaped   = "Callback URL with a character that is not encoded"
	)
	for url, want := range map[string][]string{
		"http://example.com":                             {noTLS},
		"HTTP://example.com":                             {noTLS},
		"https://s3cr3t@example.com":                     {credentials},
		"http://user:s3cr3t@example.com":                 {credentials, noTLS},
		"https://example.com/@live":                      nil,
		"https://example.com/%7Ba%7D?b=%ED%95%9C&c[0]=1": nil,
		"https://10.0.0.5/live":                          {private},
		"https://127.0.0.1:8443":                         {private},
		"https://[::1]/live":                             {private},
		"https://169.254.1.1":                            {private},
		"https://192.168.0.1.":                           {private},
		"https://8.8.8.8":                                nil,
		"https://localhost:3000":                         {private},
		"https://Receiver.LOCAL./live":                   {private},
		"https://receiver/live":                          {private},
		"https://localhost.example.com":                  nil,
		"https://example.com/라이브":                        {unescaped},
		"https://example.com/?a=100%":                    {unescaped},
		"https://example.com/{stage}":                    {unescaped},
		"https://example.com/?a=\"b\"":                   {unescaped},
		"https://example.com/a^b":                        {unescaped},
		"https://example.com/a`b":                        {unescaped},
		"https://example.com/a|b":                        {unescaped},
		"https://example.com/a\\b":                       {unescaped},
		"https://example.com/<b>":                        {unescaped},
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			warnings, problem := checkCallbackURL(types.StringValue(url))
			if problem != nil {
				t.Errorf("the URL is rejected: %v", problem)
			}
			var summaries []string
			for _, d := range warnings {
				summaries = append(summaries, d.Summary())
				messages.ExpectStyle(t, d)
				if d.Severity() != diag.SeverityWarning || strings.Contains(d.Detail(), "s3cr3t") {
					t.Errorf("got %v", d)
				}
			}
			if !slices.Equal(summaries, want) {
				t.Errorf("got %q, want %q", summaries, want)
			}
		})
	}
}

// The message names the character, because the URL itself may be long or hidden.
func TestCheckCallbackURL_namesTheCharacterThatIsNotEncoded(t *testing.T) {
	t.Parallel()
	warnings, _ := checkCallbackURL(types.StringValue("https://example.com/?name=한"))
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0].Detail(), `Write %ED%95%9C instead of "한"`) {
		t.Errorf("got %v", warnings)
	}
}
