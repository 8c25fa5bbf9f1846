package provider

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The environment variables behind the provider block, beside those of the keys
// that package ncloud reads.
const (
	envRegion   = "NCLOUD_REGION"
	envEndpoint = "LIVESTATION_ENDPOINT"
)

// providerModel is the provider block.
type providerModel struct {
	AccessKey types.String `tfsdk:"access_key"`
	SecretKey types.String `tfsdk:"secret_key"`
	Region    types.String `tfsdk:"region"`
	Endpoint  types.String `tfsdk:"endpoint"`
}

// settings are what the provider block, the environment and the defaults come to.
type settings struct {
	credentials ncloud.Credentials
	region      string
	endpoint    *url.URL
}

// unknown returns the arguments whose values Terraform does not know yet.
func (m providerModel) unknown() []string {
	var names []string
	for _, argument := range []struct {
		name  string
		value types.String
	}{
		{"access_key", m.AccessKey}, {"secret_key", m.SecretKey}, {"region", m.Region}, {"endpoint", m.Endpoint},
	} {
		if argument.value.IsUnknown() {
			names = append(names, argument.name)
		}
	}
	return names
}

// resolveSettings returns the settings of a block whose values are all known.
//
// An argument that is null is not set. One that is empty or blank is an error
// rather than a reason to look elsewhere: a variable that was forgotten must not
// end in another account. An environment variable that is empty is not set.
func resolveSettings(block providerModel, getenv func(string) string) (settings, diag.Diagnostics) {
	var s settings
	var diags diag.Diagnostics
	diags.Append(validateKeys(block)...)
	if !diags.HasError() {
		credentials, err := ncloud.Choose(blockKeys(block), ncloud.Environment(getenv))
		if err != nil {
			diags.Append(keysDiagnostic(err))
		}
		s.credentials = credentials
	}
	var more diag.Diagnostics
	s.region, more = resolveRegion(block, getenv)
	diags.Append(more...)
	s.endpoint, more = resolveEndpoint(block, getenv)
	diags.Append(more...)
	return s, diags
}

// validateBlock tells what is wrong with the block whatever the environment holds.
func validateBlock(block providerModel) diag.Diagnostics {
	noEnvironment := func(string) string { return "" }
	diags := validateKeys(block)
	_, more := resolveRegion(block, noEnvironment)
	diags.Append(more...)
	_, more = resolveEndpoint(block, noEnvironment)
	diags.Append(more...)
	return diags
}

// validateKeys refuses keys in the block that cannot be ones, and half a pair.
func validateKeys(block providerModel) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, key := range []struct {
		name  string
		value types.String
	}{{"access_key", block.AccessKey}, {"secret_key", block.SecretKey}} {
		if !key.value.IsNull() && !key.value.IsUnknown() && key.value.ValueString() == "" {
			diags.Append(badArgument(key.name, "is empty. Give it a value, or leave it out to use the environment"))
		}
	}
	if diags.HasError() || block.AccessKey.IsUnknown() || block.SecretKey.IsUnknown() {
		return diags
	}
	_, err := ncloud.Choose(blockKeys(block))
	var none *ncloud.NoKeysError
	if err != nil && !errors.As(err, &none) {
		diags.Append(keysDiagnostic(err))
	}
	return diags
}

// blockKeys is the provider block as a source of keys.
func blockKeys(block providerModel) ncloud.Source {
	return ncloud.Source{
		Name:      "the provider block",
		AccessKey: ncloud.Half{Name: "access_key", Value: block.AccessKey.ValueString()},
		SecretKey: ncloud.Half{Name: "secret_key", Value: block.SecretKey.ValueString()},
	}
}

// keysDiagnostic says why there is no pair of keys, at the argument to set.
func keysDiagnostic(err error) diag.Diagnostic {
	var bad *ncloud.BadKeyError
	var half *ncloud.HalfPairError
	switch {
	case errors.As(err, &bad):
		return atArgument(bad.Name, "Unusable key in "+bad.Name, fmt.Sprintf(
			"%s in %s %s. Copy the key once more from the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account), or remove it to use another source of keys.",
			bad.Name, bad.Source, bad.Problem))
	case errors.As(err, &half):
		return atArgument(half.Missing, "Missing "+half.Missing, fmt.Sprintf(
			"%s is set in %s, but %s is not. An access key and its secret key come from the same place: set %s too, or remove %s to use another source of keys.",
			half.Present, half.Source, half.Missing, half.Missing, half.Present))
	default:
		return atArgument("access_key", "No NAVER Cloud keys found", noKeysDetail(err))
	}
}

// noKeysDetail lists the places that hold no keys.
func noKeysDetail(err error) string {
	var b strings.Builder
	b.WriteString("Live Station is called with an access key and its secret key. They were looked for in:\n\n")
	var none *ncloud.NoKeysError
	if errors.As(err, &none) {
		for _, s := range none.Sources {
			fmt.Fprintf(&b, "  - %s: %s and %s are not set\n", s.Name, s.AccessKey.Name, s.SecretKey.Name)
		}
	}
	fmt.Fprintf(&b, "\nSet %s and %s in the environment, or access_key and secret_key in the provider block. Keys are issued in the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account).",
		ncloud.EnvAccessKey, ncloud.EnvSecretKey)
	return b.String()
}

func resolveRegion(block providerModel, getenv func(string) string) (string, diag.Diagnostics) {
	return resolveText(text{"region", block.Region, envRegion, livestation.DefaultRegion}, getenv, parseRegion)
}

// parseRegion takes any code of the form that regions have: which of them Live
// Station serves is for Live Station to say.
func parseRegion(code string) (string, error) {
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || len(code) > 10 {
		return "", errors.New("is not a region code, which is written in capital letters, such as KR (public site) or FKR (financial site)")
	}
	return code, nil
}

func resolveEndpoint(block providerModel, getenv func(string) string) (*url.URL, diag.Diagnostics) {
	return resolveText(text{"endpoint", block.Endpoint, envEndpoint, livestation.DefaultEndpoint}, getenv, livestation.ParseEndpoint)
}

// A text is a setting that the block or the environment may hold.
type text struct {
	argument string
	value    types.String
	variable string
	fallback string
}

// resolveText returns the parsed value of the first place that holds the
// setting. What is wrong with it is told where it was set, without its value.
func resolveText[T any](t text, getenv func(string) string, parse func(string) (T, error)) (T, diag.Diagnostics) {
	var parsed T
	value, bad := t.fallback, func(problem string) diag.Diagnostic { return badVariable(t.variable, problem) }
	switch {
	case t.value.IsUnknown():
		return parsed, nil
	case !t.value.IsNull():
		value, bad = t.value.ValueString(), func(problem string) diag.Diagnostic { return badArgument(t.argument, problem) }
	case getenv(t.variable) != "":
		value = getenv(t.variable)
	}
	value, err := ncloud.Clean(value)
	if err == nil && value == "" {
		err = fmt.Errorf("is empty. Give it a value, or leave it out to use the default %s", t.fallback)
	}
	if err == nil {
		parsed, err = parse(value)
	}
	if err != nil {
		return parsed, diag.Diagnostics{bad(err.Error())}
	}
	return parsed, nil
}

func badArgument(name, problem string) diag.Diagnostic {
	return atArgument(name, "Invalid "+name, fmt.Sprintf("The argument %s of the provider block %s.", name, problem))
}

func badVariable(name, problem string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid "+name, fmt.Sprintf("The environment variable %s %s.", name, problem))
}

// atArgument returns an error that Terraform shows at the argument, where name
// is one, and without a place where it is an environment variable.
func atArgument(name, summary, detail string) diag.Diagnostic {
	if strings.ToLower(name) != name {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(name), summary, detail)
}
