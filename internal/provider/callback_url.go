package provider

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// callbackURLAttribute is the URL that a resource registers.
func callbackURLAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Required:            true,
		Validators:          []validator.String{callbackURLValidator{}},
	}
}

// callbackURLValidator accepts absolute http and https URLs with a host. Live
// Station does not document its own rules (error 250022). These are the rules
// that any receiver of a POST request needs.
type callbackURLValidator struct{}

func (callbackURLValidator) Description(context.Context) string {
	return fmt.Sprintf("must be an absolute http or https URL of at most %d characters", livestation.MaxCallbackURL)
}

func (v callbackURLValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (callbackURLValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	if problem := callbackURLProblem(value); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid callback URL", fmt.Sprintf(
			"Set %s to an absolute http or https URL with a host, for example https://events.example.com/live.\n\n"+
				"The value %s.", req.Path, problem))
		return
	}
	if u, err := url.Parse(value); err == nil && u.User != nil {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Callback URL with a user name or password",
			"Terraform state and the Live Station settings contain the complete URL. "+
				"Anyone who can read them can read the user name and the password.")
	}
	if strings.HasPrefix(strings.ToLower(value), "http:") {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Callback URL without TLS",
			"Use https if the receiver supports it. Live Station sends events to an http URL without encryption: "+
				"others on the network can read and change them.")
	}
}

// callbackURLProblem returns what is wrong with a URL as a predicate, or "". It does not
// repeat the value: what is not a URL may be a secret.
func callbackURLProblem(value string) string {
	if utf8.RuneCountInString(value) > livestation.MaxCallbackURL {
		return fmt.Sprintf("is longer than %d characters", livestation.MaxCallbackURL)
	}
	if i := strings.IndexFunc(value, isSpaceOrInvisible); i >= 0 {
		r, _ := utf8.DecodeRuneInString(value[i:])
		return fmt.Sprintf("contains white space, a control character or an invisible character (%U)", r)
	}
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return "is not a valid URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return "does not begin with http:// or https://"
	case strings.Trim(u.Hostname(), ".") == "":
		return "has no host"
	case !hasValidPort(u):
		return "has a port that is not between 1 and 65535"
	default:
		return ""
	}
}

func hasValidPort(u *url.URL) bool {
	if u.Port() == "" {
		return true
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}
