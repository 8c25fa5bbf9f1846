package provider

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The environment variables behind the provider block, beside those that
// package ncloud reads.
const (
	envSite     = "NCLOUD_SITE"
	envRegion   = "NCLOUD_REGION"
	envEndpoint = "LIVESTATION_ENDPOINT"
)

// The bounds and the default of max_retries.
const (
	defaultMaxRetries = 3
	mostRetries       = 10
)

// providerModel is the provider block.
type providerModel struct {
	AccessKey        types.String `tfsdk:"access_key"`
	SecretKey        types.String `tfsdk:"secret_key"`
	Profile          types.String `tfsdk:"profile"`
	SharedConfigFile types.String `tfsdk:"shared_config_file"`
	UseServerRole    types.Bool   `tfsdk:"use_server_role"`
	Site             types.String `tfsdk:"site"`
	Region           types.String `tfsdk:"region"`
	Endpoint         types.String `tfsdk:"endpoint"`
	MaxRetries       types.Number `tfsdk:"max_retries"`
	Timeout          types.String `tfsdk:"timeout"`
}

// unknown returns the arguments whose values Terraform does not know yet.
func (m providerModel) unknown() []string {
	var names []string
	for _, argument := range []struct {
		name  string
		value attr.Value
	}{
		{"access_key", m.AccessKey}, {"secret_key", m.SecretKey},
		{"profile", m.Profile}, {"shared_config_file", m.SharedConfigFile}, {"use_server_role", m.UseServerRole},
		{"site", m.Site}, {"region", m.Region}, {"endpoint", m.Endpoint},
		{"max_retries", m.MaxRetries}, {"timeout", m.Timeout},
	} {
		if argument.value.IsUnknown() {
			names = append(names, argument.name)
		}
	}
	return names
}

// surroundings are where settings come from that do not stand in the block.
type surroundings struct {
	getenv   func(string) string
	readFile func(path string) (ncloud.File, error)
	home     string // "" where the user has none
}

// realSurroundings are this process's own.
func realSurroundings() surroundings {
	home, _ := os.UserHomeDir() // "" with an error
	return surroundings{getenv: os.Getenv, readFile: ncloud.ReadFile, home: home}
}

// settings are what the block, the surroundings and the defaults come to.
type settings struct {
	keys       ncloud.CredentialsProvider
	site       livestation.Site
	region     string
	endpoint   *url.URL
	maxRetries int
	timeout    time.Duration
}

// resolveSettings returns the settings of a block whose values are all known.
//
// An argument that is null is not set. One that is empty or blank is an error
// rather than a reason to look elsewhere: a variable that was forgotten must not
// end in another account. An environment variable that is empty is not set; one
// that is blank is an error.
func resolveSettings(block providerModel, around surroundings) (settings, diag.Diagnostics) {
	s, diags := resolveCallSettings(block, around.getenv)
	keys, more := resolveKeys(block, around)
	s.keys = keys
	return s, append(more, diags...)
}

// validateBlock tells what is wrong with the block whatever surrounds it.
// Values that are unknown are left for later.
func validateBlock(block providerModel) diag.Diagnostics {
	_, diags := resolveCallSettings(block, func(string) string { return "" })
	return append(validateKeyArguments(block), diags...)
}

// resolveCallSettings returns the settings that say where and how to call, all
// but the keys.
func resolveCallSettings(block providerModel, getenv func(string) string) (settings, diag.Diagnostics) {
	var s settings
	var all, diags diag.Diagnostics
	s.site, all = resolveSetting(setting{"site", block.Site, envSite, livestation.PublicSite.Name}, getenv, livestation.ParseSite)
	s.region, diags = resolveSetting(setting{"region", block.Region, envRegion, s.site.Region}, getenv, parseRegion)
	if s.site.Region != "" || !block.Region.IsNull() {
		all.Append(diags...) // A region by default of a site that is unknown or wrong says nothing.
	}
	s.endpoint, diags = resolveSetting(setting{"endpoint", block.Endpoint, envEndpoint, livestation.DefaultEndpoint}, getenv, livestation.ParseEndpoint)
	all.Append(diags...)
	s.timeout, diags = resolveSetting(setting{"timeout", block.Timeout, "", livestation.DefaultTimeout.String()}, getenv, parseTimeout)
	all.Append(diags...)
	s.maxRetries, diags = resolveMaxRetries(block.MaxRetries)
	all.Append(diags...)
	return s, all
}

// parseRegion takes any code of the form that regions have: which of them Live
// Station serves is for Live Station to say.
func parseRegion(code string) (string, error) {
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || len(code) > 10 {
		return "", fmt.Errorf("is %.20q, which is not a region code. These are written in capital letters, such as KR (public site) or FKR (financial site)", code)
	}
	return code, nil
}

func parseTimeout(value string) (time.Duration, error) {
	timeout, err := time.ParseDuration(value)
	if err != nil || timeout <= 0 {
		return 0, fmt.Errorf("is %.20q, which is not a duration above zero. It is written with its unit, such as 30s or 2m", value)
	}
	return timeout, nil
}

// resolveMaxRetries takes any number, so that a fraction gets an answer of ours.
func resolveMaxRetries(value types.Number) (int, diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return defaultMaxRetries, nil
	}
	number := value.ValueBigFloat()
	retries, _ := number.Int64()
	if !number.IsInt() || retries < 0 || retries > mostRetries {
		return 0, diag.Diagnostics{badArgument("max_retries", fmt.Sprintf("is %s. It may be a whole number from 0 to %d", number.Text('g', 10), mostRetries))}
	}
	return int(retries), nil
}

// A setting is a text that the block or the environment may hold.
type setting struct {
	argument string
	value    types.String
	variable string // "" where no variable stands behind the argument
	fallback string
}

// resolveSetting returns the parsed value of the first place that holds the
// setting. What is wrong with it is told where it was set.
func resolveSetting[T any](s setting, getenv func(string) string, parse func(string) (T, error)) (T, diag.Diagnostics) {
	var parsed T
	value, reject := s.fallback, func(problem string) diag.Diagnostic { return badVariable(s.variable, problem) }
	switch {
	case s.value.IsUnknown():
		return parsed, nil
	case !s.value.IsNull():
		value, reject = s.value.ValueString(), func(problem string) diag.Diagnostic { return badArgument(s.argument, problem) }
	case s.variable != "" && getenv(s.variable) != "":
		value = getenv(s.variable)
	}
	value, err := ncloud.Clean(value)
	if err == nil && value == "" {
		err = errors.New("is empty. Give it a value, or leave it out")
	}
	if err == nil {
		parsed, err = parse(value)
	}
	if err != nil {
		return parsed, diag.Diagnostics{reject(err.Error())}
	}
	return parsed, nil
}

func badArgument(name, problem string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(name), "Invalid "+name, fmt.Sprintf("The argument %s of the provider block %s.", name, problem))
}

func badVariable(name, problem string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid "+name, fmt.Sprintf("The environment variable %s %s.", name, problem))
}
