package provider

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// callbackURLAttribute is the URL that a resource registers.
func callbackURLAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Required:            true,
		Validators:          []validator.String{callbackURLValidator{}},
	}
}

// callbackURLValidator takes absolute http and https URLs with a host. Live
// Station does not publish its own rules (250022): these are the ones that any
// receiver of a POST needs.
type callbackURLValidator struct{}

func (callbackURLValidator) Description(context.Context) string {
	return "must be an absolute http or https URL with a host"
}

func (v callbackURLValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (callbackURLValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	if problem := callbackURLProblem(value); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid callback URL",
			fmt.Sprintf("A callback URL is absolute, with http or https and a host, such as https://events.example.com/live. %q %s.", value, problem))
		return
	}
	if u, err := url.Parse(value); err == nil && u.User != nil {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Callback URL with a user name or password",
			"They stand in Terraform's state, and in Live Station, for all to read who may read those.")
	}
	if strings.HasPrefix(strings.ToLower(value), "http:") {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Callback URL without TLS",
			"Live Station will post events to this URL in the clear: anybody on the way can read and change them. Use https.")
	}
}

// callbackURLProblem says as a predicate what is wrong with a URL, "" where
// nothing is.
func callbackURLProblem(value string) string {
	u, err := url.Parse(value)
	switch {
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return "holds white space or a control character"
	case err != nil:
		return "cannot be read as a URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return "does not begin with http:// or https://"
	case strings.Trim(u.Hostname(), ".") == "":
		return "names no host"
	case !isPort(u):
		return "has a port that is not between 1 and 65535"
	default:
		return ""
	}
}

func isPort(u *url.URL) bool {
	if u.Port() == "" {
		return true
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}

// stringOrNull is what the API says of a URL, "" standing for none.
func stringOrNull(value string) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(value)
}
