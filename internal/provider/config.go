package provider

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// The environment variables for arguments of the provider block, other than those that package ncloud reads.
const (
	envSite         = "NCLOUD_SITE"
	envRegion       = "NCLOUD_REGION"
	envEndpoint     = "LIVESTATION_ENDPOINT"
	envEdgeEndpoint = "LIVESTATION_GLOBAL_EDGE_ENDPOINT"
	envProfile      = "NCLOUD_PROFILE"
)

// The limits and the default of settings.
const (
	defaultMaxRetries = 3
	maxRetriesLimit   = 10
	// settingLimit is in bytes. Diagnostics repeat some settings.
	settingLimit = 1024
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
	EdgeEndpoint     types.String `tfsdk:"global_edge_endpoint"`
	MaxRetries       types.Number `tfsdk:"max_retries"`
	Timeout          types.String `tfsdk:"timeout"`
}

// unknown returns the names of the arguments whose values are unknown.
func (m providerModel) unknown() []string {
	var names []string
	block := reflect.ValueOf(m)
	for i := range block.NumField() {
		if value, ok := block.Field(i).Interface().(attr.Value); ok && value.IsUnknown() {
			names = append(names, block.Type().Field(i).Tag.Get("tfsdk"))
		}
	}
	return names
}

// environment is where settings come from that are not in the provider block.
type environment struct {
	getenv   func(string) string
	readFile func(path string) ([]byte, error)
	home     string // "" if the user has no home directory
}

// systemEnvironment is the environment of this process.
func systemEnvironment() environment {
	home, _ := os.UserHomeDir() // "" with an error
	return environment{getenv: os.Getenv, readFile: ncloud.ReadFile, home: home}
}

// resolveSettings returns the client's configuration that results from a block without unknown values, the environment
// and the defaults.
//
// A null argument and an empty environment variable are not set. An empty or blank argument and a blank variable
// are errors: if the provider looked elsewhere, a forgotten value could select another account.
func resolveSettings(block providerModel, env environment) (livestation.Config, diag.Diagnostics) {
	var diags diag.Diagnostics
	credentials := resolveCredentials(&diags, block, env)
	config := resolveRequestSettings(&diags, block, env.getenv)
	config.Credentials = credentials
	if site := config.Site; site.Region != "" && config.Region != "" && config.Region != site.Region {
		warnAboutRegion(&diags, block, site, config.Region)
	}
	return config, diags
}

// validateBlock reports what is wrong with the provider block in any environment. It ignores unknown values.
func validateBlock(block providerModel) diag.Diagnostics {
	var diags diag.Diagnostics
	validateCredentialArguments(&diags, block)
	resolveRequestSettings(&diags, block, noVariables)
	return diags
}

// noVariables is an environment without variables.
func noVariables(string) string { return "" }

// resolveRequestSettings returns all settings except the credentials.
func resolveRequestSettings(
	diags *diag.Diagnostics, block providerModel, getenv func(string) string,
) livestation.Config {
	var c livestation.Config
	c.Site = resolve(diags, getenv, "site", block.Site, envSite, livestation.PublicSite.Name, livestation.ParseSite)
	c.Region = resolve(diags, getenv, "region", block.Region, envRegion, c.Site.Region, parseRegion)
	c.Endpoint = resolve(diags, getenv, "endpoint", block.Endpoint, envEndpoint, livestation.DefaultEndpoint,
		livestation.ParseEndpoint)
	edgeEndpoint := "" // No signature goes to a host that the user did not choose.
	if c.Endpoint != nil && c.Endpoint.String() == livestation.DefaultEndpoint {
		edgeEndpoint = livestation.DefaultGlobalEdgeEndpoint
	}
	c.GlobalEdgeEndpoint = resolve(diags, getenv, "global_edge_endpoint", block.EdgeEndpoint, envEdgeEndpoint,
		edgeEndpoint, livestation.ParseGlobalEdgeEndpoint)
	c.Timeout = resolve(diags, getenv, "timeout", block.Timeout, "", livestation.DefaultTimeout.String(), parseTimeout)
	c.MaxRetries = resolveMaxRetries(diags, block.MaxRetries)
	return c
}

// resolve returns the parsed value of an argument, else of its environment variable ("" if it has none), else of
// the default. It reports an invalid value with the name of the argument or variable that sets it. For an invalid
// or unknown value it returns the zero value.
func resolve[T any](
	diags *diag.Diagnostics, getenv func(string) string,
	argument string, value types.String, variable, defaultValue string, parse func(string) (T, error),
) T {
	var parsed T
	var err error
	switch fromEnvironment := getenv(variable); {
	case value.IsUnknown():
	case !value.IsNull():
		if parsed, err = parseSetting(value.ValueString(), parse); err != nil {
			diags.Append(invalidArgument(argument, err))
		}
	case fromEnvironment != "":
		if parsed, err = parseSetting(fromEnvironment, parse); err != nil {
			diags.Append(invalidVariable(variable, err))
		}
	default:
		parsed, _ = parse(defaultValue) // Defaults are valid, or "" for the zero value.
	}
	return parsed
}

// parseSetting trims a value and parses it. The error is a predicate of the argument or variable.
func parseSetting[T any](value string, parse func(string) (T, error)) (T, error) {
	var none T
	if len(value) > settingLimit {
		return none, fmt.Errorf("must not be longer than %d bytes", settingLimit)
	}
	value, err := ncloud.Clean(value)
	if err != nil {
		return none, err
	}
	if value == "" {
		return none, errors.New("is empty or blank. Set a value, or remove it")
	}
	return parse(value)
}

// parseRegion checks only the form of a region code: Live Station knows which regions it supports.
func parseRegion(code string) (string, error) {
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || len(code) > 10 {
		return "", fmt.Errorf("must be a region code in capital letters, such as KR (public site) "+
			"or FKR (financial site), not %.20q", code)
	}
	return code, nil
}

// warnAboutRegion is for NCLOUD_REGION that was set for other services or providers. It is a warning, because NAVER
// Cloud may add regions.
func warnAboutRegion(diags *diag.Diagnostics, block providerModel, site livestation.Site, region string) {
	origin := "region"
	if block.Region.IsNull() {
		origin = envRegion
	}
	diags.AddAttributeWarning(path.Root("region"), "Region "+region+" might not have Live Station",
		fmt.Sprintf("Set region = %q in the provider block: Live Station has the region KR on the site public "+
			"and FKR on the site fin. %s is %s, which Live Station might reject on the site %s.",
			site.Region, origin, region, site.Name))
}

func parseTimeout(value string) (time.Duration, error) {
	timeout, err := time.ParseDuration(value)
	if err != nil || timeout <= 0 || timeout > livestation.MaxTimeout {
		return 0, fmt.Errorf("must be a duration with a unit, such as 30s or 2m, above zero and at most 24h, "+
			"not %.20q", value)
	}
	return timeout, nil
}

// resolveMaxRetries accepts any number, so that a fraction gets this diagnostic instead of Terraform's.
func resolveMaxRetries(diags *diag.Diagnostics, value types.Number) int {
	if value.IsNull() || value.IsUnknown() {
		return defaultMaxRetries
	}
	number := value.ValueBigFloat()
	retries, _ := number.Int64()
	if !number.IsInt() || retries < 0 || retries > maxRetriesLimit {
		diags.Append(invalidArgument("max_retries",
			fmt.Errorf("must be a whole number from 0 to %d, not %s", maxRetriesLimit, number.Text('g', 10))))
	}
	return int(retries)
}

// invalidArgument returns an error at an argument, given a predicate of the argument.
func invalidArgument(name string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(name), "Invalid "+name,
		fmt.Sprintf("The argument %s in the provider block %s.", name, err))
}

// invalidVariable returns an error about an environment variable, given a predicate of the variable.
func invalidVariable(name string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid "+name, fmt.Sprintf("The environment variable %s %s.", name, err))
}

// ConfigFromEnvironment returns the configuration of the client that an empty
// provider block results in: from the environment, the profile file and the defaults.
// It is for make check-api. Warnings and the error are text for a terminal, without
// credentials.
func ConfigFromEnvironment() (config livestation.Config, warnings []string, err error) {
	return configFrom(systemEnvironment())
}

func configFrom(env environment) (config livestation.Config, warnings []string, err error) {
	config, diags := resolveSettings(providerModel{}, env)
	var errs []error
	for _, d := range diags.Errors() {
		errs = append(errs, fmt.Errorf("%s\n\n%s", d.Summary(), d.Detail()))
	}
	for _, d := range diags.Warnings() {
		warnings = append(warnings, d.Summary()+"\n\n"+d.Detail())
	}
	return config, warnings, errors.Join(errs...)
}
