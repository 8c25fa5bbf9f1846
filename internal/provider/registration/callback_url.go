package registration

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// callbackURLAttribute is the URL that a resource registers.
func callbackURLAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Required:            true,
		Validators:          []validator.String{callbackURLValidator{}},
	}
}

// callbackURLValidator accepts absolute http and https URLs with a host. Live Station
// does not document its own rules (error 250022). These are the rules that any receiver
// of a POST request needs. Odd characters are left to the plan, because Live Station may
// have registered a URL in a form with such characters. isStrict rejects them too.
type callbackURLValidator struct{ isStrict bool }

func (callbackURLValidator) Description(context.Context) string {
	return fmt.Sprintf("must be an absolute http or https URL of at most %d characters", livestation.MaxCallbackURL)
}

func (v callbackURLValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v callbackURLValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem, isURL := callbackURLProblem(req.ConfigValue.ValueString()); problem != "" && (v.isStrict || !isURL) {
		resp.Diagnostics.Append(invalidCallbackURL(req.Path, problem))
	}
}

func invalidCallbackURL(argument path.Path, problem string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid callback URL", fmt.Sprintf(
		"Set %s to an absolute http or https URL with a host, for example https://events.example.com/live.\n\n"+
			"The value %s.", argument, problem))
}

// callbackURLProblem returns what is wrong with a URL as a predicate, or "", and whether
// only its characters are. It does not repeat the value: what is not a URL may be a
// secret.
func callbackURLProblem(value string) (problem string, isURL bool) {
	if utf8.RuneCountInString(value) > livestation.MaxCallbackURL {
		return fmt.Sprintf("is longer than %d characters", livestation.MaxCallbackURL), false
	}
	scheme, _, _ := strings.Cut(strings.ToLower(value), "://")
	isURL = scheme == "http" || scheme == "https"
	if i := strings.IndexFunc(value, isSpaceOrInvisible); i >= 0 {
		r, _ := utf8.DecodeRuneInString(value[i:])
		noun, advice := "an invisible character", "Remove it"
		if r == ' ' {
			noun, advice = "a space", "Remove it, or write %20 instead"
		}
		return fmt.Sprintf("contains %s (%U) at position %d of %d. %s", noun, r, utf8.RuneCountInString(value[:i])+1,
			utf8.RuneCountInString(value), advice), isURL
	}
	u, err := url.Parse(value)
	var escape url.EscapeError
	switch {
	case !isURL:
		return "does not begin with http:// or https://", false
	case errors.As(err, &escape):
		return "contains a % that is not followed by two hexadecimal digits", true
	case err != nil:
		return "is not a valid URL", false
	case strings.Trim(u.Hostname(), ".") == "":
		return "has no host", false
	case !livestation.IsPort(u.Port()):
		return "has a port that is not between 1 and 65535", false
	default:
		return "", true
	}
}

func isSpaceOrInvisible(r rune) bool { return unicode.IsSpace(r) || ncloud.IsInvisible(r) }

// checkCallbackURL returns what a user should know before a URL is registered, and the
// error about a URL that should not be.
func checkCallbackURL(planned types.String) (warnings diag.Diagnostics, problem diag.Diagnostic) {
	argument, value := path.Root("callback_url"), planned.ValueString()
	if text, _ := callbackURLProblem(value); text != "" && !planned.IsUnknown() {
		return nil, invalidCallbackURL(argument, text)
	}
	u, err := url.Parse(value)
	if err != nil {
		return nil, nil
	}
	if u.User != nil {
		warnings.AddAttributeWarning(argument, "Callback URL with a user name or password",
			"Restrict access to the Terraform state and to the Live Station settings. They contain the complete URL, with "+
				"the user name and the password.")
	}
	if u.Scheme == "http" {
		warnings.AddAttributeWarning(argument, "Callback URL without TLS",
			"Use https if the receiver supports it. Live Station sends events to an http URL without encryption: "+
				"others on the network can read and change them.")
	}
	if isPrivateHost(u.Hostname()) {
		warnings.AddAttributeWarning(argument, "Callback URL with a private host", fmt.Sprintf(
			"Use a host that is reachable from the internet. Live Station cannot send events to %s.", u.Hostname()))
	}
	if c := livestation.UnescapedCharacter(value); c != "" {
		warnings.AddAttributeWarning(argument, "Callback URL with a character that is not encoded", fmt.Sprintf(
			"Write %s instead of %q (in the host, use Punycode). RFC 3986 does not allow this character in a URL: "+
				"Live Station and the receiver might reject it, or change it.", url.PathEscape(c), c))
	}
	return warnings, nil
}

// isPrivateHost reports whether a host is not reachable from the internet.
func isPrivateHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return !strings.Contains(host, ".") || strings.HasSuffix(host, ".localhost") ||
			strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
	}
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}
