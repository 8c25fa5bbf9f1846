package provider

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// resolveCredentials returns the credentials that sign requests, if there is no error. If the provider block configures
// credentials, only the block counts: its own pair, its profile or file, or the server role. Otherwise the pair in the
// environment comes first, then the profile file.
func resolveCredentials(diags *diag.Diagnostics, block providerModel, env environment) ncloud.CredentialsProvider {
	validateCredentialArguments(diags, block)
	if diags.HasError() {
		return nil
	}
	if block.UseServerRole.ValueBool() {
		return resolve(diags, env.getenv, "", types.StringNull(), ncloud.EnvMetadataEndpoint, "", ncloud.NewServerRole)
	}
	fromEnvironment := func() (ncloud.Source, error) { return ncloud.Environment(env.getenv) }
	fromProfile := func() (ncloud.Source, error) { return profileCredentials(block, env) }
	sources := []ncloud.CredentialSource{blockCredentials(block), fromEnvironment, fromProfile}
	if isSet(block.Profile) || isSet(block.SharedConfigFile) {
		sources = []ncloud.CredentialSource{fromProfile}
	}
	credentials, err := ncloud.FirstCredentials(sources...)
	if err != nil {
		diags.Append(credentialsDiagnostic(block, err))
		return nil
	}
	return credentials
}

// validateCredentialArguments reports arguments that are wrong in any environment: an invalid value, two sources, or
// one key without the other. It ignores unknown values.
func validateCredentialArguments(diags *diag.Diagnostics, block providerModel) {
	resolve(diags, noVariables, "access_key", block.AccessKey, "", "", ncloud.Clean)
	resolve(diags, noVariables, "secret_key", block.SecretKey, "", "", ncloud.Clean)
	resolve(diags, noVariables, "profile", block.Profile, "", "", ncloud.Clean)
	resolve(diags, noVariables, "shared_config_file", block.SharedConfigFile, "", "", ncloud.Clean)
	_, err := ncloud.FirstCredentials(blockCredentials(block))
	var none *ncloud.NoCredentialsError
	switch arguments := keyArguments(block); {
	case diags.HasError():
	case len(arguments) > 1:
		diags.Append(conflictingArgumentsDiagnostic(arguments))
	case block.AccessKey.IsUnknown(), block.SecretKey.IsUnknown():
	case err != nil && !errors.As(err, &none):
		diags.Append(credentialsDiagnostic(block, err))
	}
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

// blockCredentials returns the provider block as a source of credentials.
func blockCredentials(block providerModel) ncloud.CredentialSource {
	return func() (ncloud.Source, error) {
		return ncloud.Source{
			Name:      "the provider block",
			AccessKey: ncloud.Key{Name: "access_key", Value: block.AccessKey.ValueString()},
			SecretKey: ncloud.Key{Name: "secret_key", Value: block.SecretKey.ValueString()},
			Reason:    "neither access_key nor secret_key is set",
		}, nil
	}
}

// profileCredentials loads the profile from the profile file. A blank [envProfile] names no profile of any file.
func profileCredentials(block providerModel, env environment) (ncloud.Source, error) {
	name := cmp.Or(block.Profile.ValueString(), env.getenv(envProfile))
	profile := ncloud.Profile{
		Name:     strings.TrimSpace(cmp.Or(name, ncloud.DefaultProfile)),
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

// expandHome replaces a leading "~/" with the home directory, as a shell does.
func expandHome(path, home string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}

// isSet reports whether an argument has a known value, which may be empty.
func isSet(value types.String) bool { return !value.IsNull() && !value.IsUnknown() }
