package provider

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// resolveCredentials returns the credentials that sign requests, nil with an error. If the provider block configures
// credentials, only the block counts: its own pair, its profile or file, or the server role. Otherwise the pair in the
// environment comes first, then the profile file.
func resolveCredentials(diags *diag.Diagnostics, block providerModel, env environment) ncloud.CredentialsProvider {
	if invalid := validateCredentialArguments(block); invalid.HasError() {
		diags.Append(invalid...)
		return nil
	}
	if block.UseServerRole.ValueBool() {
		return resolve(diags, env.getenv, "", types.StringNull(), ncloud.EnvMetadataEndpoint, "", newServerRole)
	}
	credentials, err := ncloud.FirstCredentials(credentialSources(block, env)...)
	if err != nil {
		diags.Append(credentialsDiagnostic(block, err))
		return nil
	}
	return credentials
}

// validateCredentialArguments reports arguments that are wrong in any environment: an invalid value, two sources, or
// one key without the other. It ignores unknown values.
func validateCredentialArguments(block providerModel) diag.Diagnostics {
	var diags diag.Diagnostics
	resolve(&diags, noVariables, "access_key", block.AccessKey, "", "", parseText)
	resolve(&diags, noVariables, "secret_key", block.SecretKey, "", "", parseText)
	resolve(&diags, noVariables, "profile", block.Profile, "", "", parseText)
	resolve(&diags, noVariables, "shared_config_file", block.SharedConfigFile, "", "", parseText)
	if diags.HasError() {
		return diags
	}
	if arguments := keyArguments(block); len(arguments) > 1 {
		return diag.Diagnostics{conflictingArgumentsDiagnostic(arguments)}
	}
	if block.AccessKey.IsUnknown() || block.SecretKey.IsUnknown() {
		return nil
	}
	_, err := ncloud.FirstCredentials(func() (ncloud.Source, error) { return blockCredentials(block), nil })
	var none *ncloud.NoCredentialsError
	if err != nil && !errors.As(err, &none) {
		return diag.Diagnostics{credentialsDiagnostic(block, err)}
	}
	return nil
}

// keyArguments returns one argument for each source of credentials that the provider block configures.
func keyArguments(block providerModel) []string {
	var arguments []string
	switch {
	case isSet(block.AccessKey):
		arguments = append(arguments, "access_key")
	case isSet(block.SecretKey):
		arguments = append(arguments, "secret_key")
	}
	switch {
	case isSet(block.Profile):
		arguments = append(arguments, "profile")
	case isSet(block.SharedConfigFile):
		arguments = append(arguments, "shared_config_file")
	}
	if block.UseServerRole.ValueBool() {
		arguments = append(arguments, "use_server_role")
	}
	return arguments
}

// credentialSources returns the sources of credentials, in order of precedence.
func credentialSources(block providerModel, env environment) []ncloud.CredentialSource {
	fromBlock := func() (ncloud.Source, error) { return blockCredentials(block), nil }
	fromEnvironment := func() (ncloud.Source, error) { return ncloud.Environment(env.getenv) }
	fromProfile := func() (ncloud.Source, error) { return profileCredentials(block, env) }
	if isSet(block.Profile) || isSet(block.SharedConfigFile) {
		return []ncloud.CredentialSource{fromProfile}
	}
	return []ncloud.CredentialSource{fromBlock, fromEnvironment, fromProfile}
}

// blockCredentials returns the provider block as a source of credentials.
func blockCredentials(block providerModel) ncloud.Source {
	return ncloud.Source{
		Name:      "the provider block",
		AccessKey: ncloud.Key{Name: "access_key", Value: block.AccessKey.ValueString()},
		SecretKey: ncloud.Key{Name: "secret_key", Value: block.SecretKey.ValueString()},
		Reason:    "neither access_key nor secret_key is set",
	}
}

// profileCredentials loads the profile from the profile file.
func profileCredentials(block providerModel, env environment) (ncloud.Source, error) {
	name, err := profileName(block, env.getenv)
	if err != nil {
		return ncloud.Source{}, err
	}
	profile := ncloud.Profile{
		Name:     cmp.Or(name, ncloud.DefaultProfile),
		Path:     filepath.Join(env.home, ".ncloud", "configure"),
		Explicit: name != "" || isSet(block.SharedConfigFile),
	}
	if isSet(block.SharedConfigFile) {
		profile.Path = expandHome(strings.TrimSpace(block.SharedConfigFile.ValueString()), env.home)
	} else if env.home == "" {
		profile.Path = "~/.ncloud/configure"
		return profile.Load(func(string) ([]byte, error) { return nil, fs.ErrNotExist })
	}
	return profile.Load(env.readFile)
}

// profileName returns the profile that the block or the environment selects, "" if neither does.
func profileName(block providerModel, getenv func(string) string) (string, error) {
	fromEnvironment := getenv(envProfile)
	switch {
	case isSet(block.Profile):
		return strings.TrimSpace(block.Profile.ValueString()), nil
	case fromEnvironment == "":
		return "", nil
	}
	name, err := parseSetting(fromEnvironment, parseText)
	if err != nil {
		return "", &invalidVariableError{name: envProfile, err: err}
	}
	return name, nil
}

// invalidVariableError reports an environment variable with an invalid value.
type invalidVariableError struct {
	name string
	err  error // a predicate of the variable
}

func (e *invalidVariableError) Error() string { return e.name + " " + e.err.Error() }

// expandHome replaces a leading "~/" with the home directory, as a shell does.
func expandHome(path, home string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}

// newServerRole returns the credentials of the server role. It makes no request.
func newServerRole(endpoint string) (ncloud.CredentialsProvider, error) {
	role, err := ncloud.NewServerRole(endpoint, time.Now)
	if err != nil {
		return nil, err
	}
	return role, nil
}

// isSet reports whether an argument has a known value, which may be empty.
func isSet(value types.String) bool { return !value.IsNull() && !value.IsUnknown() }
