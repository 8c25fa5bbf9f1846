package provider

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// envProfile names the profile where the block does not.
const envProfile = "NCLOUD_PROFILE"

// wherePortal is where keys are issued.
const wherePortal = "the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account)"

// resolveKeys returns what signs. Where the block says anything about keys, the
// block decides: its own pair, the profile or file that it names, or the server
// role. Else the environment's pair comes first, then the profile file.
func resolveKeys(block providerModel, around surroundings) (ncloud.CredentialsProvider, diag.Diagnostics) {
	if diags := validateKeyArguments(block); diags.HasError() {
		return nil, diags
	}
	if block.UseServerRole.ValueBool() {
		return serverRole(around.getenv)
	}
	credentials, source, err := ncloud.FirstCredentials(keyLookups(block, around)...)
	if err != nil {
		return nil, diag.Diagnostics{keysDiagnostic(block, err)}
	}
	if source.Warning != "" {
		return credentials, diag.Diagnostics{diag.NewWarningDiagnostic("The file that holds the keys can be read by others",
			source.Warning+". Take that right away from them (chmod 600), and if others have accounts here, issue new keys in "+wherePortal+".")}
	}
	return credentials, nil
}

// keyLookups are the places to look for keys, in order.
func keyLookups(block providerModel, around surroundings) []ncloud.CredentialSource {
	inBlock := func() (ncloud.Source, error) { return blockKeys(block), nil }
	inEnvironment := func() (ncloud.Source, error) { return ncloud.Environment(around.getenv) }
	inProfile := func() (ncloud.Source, error) { return lookInProfile(block, around) }
	if isSet(block.Profile) || isSet(block.SharedConfigFile) {
		return []ncloud.CredentialSource{inProfile}
	}
	return []ncloud.CredentialSource{inBlock, inEnvironment, inProfile}
}

// blockKeys is the provider block as a source of keys.
func blockKeys(block providerModel) ncloud.Source {
	return ncloud.Source{
		Name:      "the provider block",
		AccessKey: ncloud.Key{Name: "access_key", Value: block.AccessKey.ValueString()},
		SecretKey: ncloud.Key{Name: "secret_key", Value: block.SecretKey.ValueString()},
		Reason:    "neither access_key nor secret_key is set",
	}
}

// lookInProfile looks for the profile that the block or the environment names,
// in the file that the block names.
func lookInProfile(block providerModel, around surroundings) (ncloud.Source, error) {
	profile := ncloud.Profile{Name: ncloud.DefaultProfile, Path: filepath.Join(around.home, ".ncloud", "configure")}
	named := block.Profile.ValueString()
	if !isSet(block.Profile) {
		var err error
		if named, err = cleanVariable(envProfile, around.getenv); err != nil {
			return ncloud.Source{}, err
		}
	}
	if named != "" {
		profile.Name, profile.Explicit = strings.TrimSpace(named), true
	}
	switch {
	case isSet(block.SharedConfigFile):
		profile.Path, profile.Explicit = expandHome(strings.TrimSpace(block.SharedConfigFile.ValueString()), around.home), true
	case around.home == "" && profile.Explicit:
		return ncloud.Source{}, &ncloud.ProfileError{Path: "~/.ncloud/configure", Problem: "cannot be found: this user has no home directory", NotFound: true}
	case around.home == "":
		return ncloud.Source{Name: "the file ~/.ncloud/configure", Reason: "this user has no home directory"}, nil
	}
	return profile.Load(around.readFile)
}

// expandHome replaces a "~" at the path's beginning, as a shell would.
func expandHome(path, home string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}

// variableError says what is wrong with an environment variable.
type variableError struct{ name, problem string }

func (e *variableError) Error() string { return e.name + " " + e.problem }

// cleanVariable returns a variable's value, "" where it is not set. A blank one is
// a [*variableError]: somebody meant to set it.
func cleanVariable(name string, getenv func(string) string) (string, error) {
	value, err := ncloud.Clean(getenv(name))
	switch {
	case err != nil:
		return "", &variableError{name, err.Error()}
	case value == "" && getenv(name) != "":
		return "", &variableError{name, "is blank"}
	default:
		return value, nil
	}
}

// serverRole returns the keys of the server's role. None are asked for yet.
func serverRole(getenv func(string) string) (ncloud.CredentialsProvider, diag.Diagnostics) {
	endpoint, err := cleanVariable(ncloud.EnvMetadataEndpoint, getenv)
	if err != nil {
		return nil, diag.Diagnostics{keysDiagnostic(providerModel{}, err)}
	}
	role, err := ncloud.NewServerRole(endpoint, time.Now)
	if err != nil {
		return nil, diag.Diagnostics{badVariable(ncloud.EnvMetadataEndpoint, err.Error())}
	}
	return role, nil
}

// validateKeyArguments refuses arguments that cannot be meant: empty ones, half
// a pair, and two ways at once.
func validateKeyArguments(block providerModel) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, argument := range []struct {
		name  string
		value types.String
	}{
		{"access_key", block.AccessKey}, {"secret_key", block.SecretKey},
		{"profile", block.Profile}, {"shared_config_file", block.SharedConfigFile},
	} {
		if !isSet(argument.value) {
			continue
		}
		value, err := ncloud.Clean(argument.value.ValueString())
		switch {
		case err != nil:
			diags.Append(badArgument(argument.name, err.Error()))
		case value == "":
			diags.Append(badArgument(argument.name, "is empty. Give it a value, or null to take the keys from elsewhere"))
		}
	}
	if diags.HasError() {
		return diags
	}
	if ways := keyWays(block); len(ways) > 1 {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(ways[1]), "Two ways to find the keys", fmt.Sprintf(
			"The provider block sets %s. Keys come from one place: keep one of these, and remove the others.", strings.Join(ways, " and ")))}
	}
	if block.AccessKey.IsUnknown() || block.SecretKey.IsUnknown() {
		return nil
	}
	_, _, err := ncloud.FirstCredentials(func() (ncloud.Source, error) { return blockKeys(block), nil })
	var half *ncloud.IncompleteCredentialsError
	if errors.As(err, &half) {
		return diag.Diagnostics{keysDiagnostic(block, err)}
	}
	return nil
}

// keyWays are the arguments of the block that each say where keys are.
func keyWays(block providerModel) []string {
	var ways []string
	if isSet(block.AccessKey) {
		ways = append(ways, "access_key")
	} else if isSet(block.SecretKey) {
		ways = append(ways, "secret_key")
	}
	if isSet(block.Profile) {
		ways = append(ways, "profile")
	} else if isSet(block.SharedConfigFile) {
		ways = append(ways, "shared_config_file")
	}
	if block.UseServerRole.ValueBool() {
		ways = append(ways, "use_server_role")
	}
	return ways
}

// isSet reports whether an argument holds a known value, be it an empty one.
func isSet(value types.String) bool { return !value.IsNull() && !value.IsUnknown() }

// keysDiagnostic says why there is no pair of keys, at the argument to change
// where one is meant.
func keysDiagnostic(block providerModel, err error) diag.Diagnostic {
	var bad *ncloud.InvalidKeyError
	var half *ncloud.IncompleteCredentialsError
	var twice *ncloud.ConflictingKeyError
	var profile *ncloud.ProfileError
	var none *ncloud.NoCredentialsError
	var variable *variableError
	switch {
	case errors.As(err, &variable):
		return badVariable(variable.name, variable.problem)
	case errors.As(err, &bad):
		return atArgument(bad.Name, "Unusable key in "+bad.Name, fmt.Sprintf(
			"%s in %s %s. Copy the key once more from %s, or remove both keys there to take them from elsewhere.", bad.Name, bad.Source, bad.Problem, wherePortal))
	case errors.As(err, &half):
		return atArgument(half.Missing, "Missing "+half.Missing, fmt.Sprintf(
			"%s is set in %s, but %s is not. An access key and its secret key come from the same place: set %s too, or remove %s to take both from elsewhere.",
			half.Present, half.Source, half.Missing, half.Missing, half.Present))
	case errors.As(err, &twice):
		return diag.NewErrorDiagnostic("Two values for one key", twoValuesDetail(twice))
	case errors.As(err, &profile):
		return profileDiagnostic(block, profile)
	case errors.As(err, &none):
		return atArgument("access_key", "No NAVER Cloud keys found", noKeysDetail(none))
	default:
		return diag.NewErrorDiagnostic("No NAVER Cloud keys found", err.Error()+".")
	}
}

func twoValuesDetail(e *ncloud.ConflictingKeyError) string {
	if e.Names[0] == e.Names[1] {
		return fmt.Sprintf("%s is given twice in %s, with different values. Remove one of them: the provider does not guess which account is meant.", e.Names[0], e.Source)
	}
	return fmt.Sprintf("%s and %s are both set in %s, to different values. Unset one of them: the provider does not guess which account is meant.", e.Names[0], e.Names[1], e.Source)
}

// profileDiagnostic says what is wrong with the profile file or its profile.
func profileDiagnostic(block providerModel, e *ncloud.ProfileError) diag.Diagnostic {
	summary, advice := "The profile file cannot be used", "Correct the file, or take the keys from elsewhere."
	if e.NotFound {
		summary, advice = "The profile cannot be found", "Correct profile in the provider block (or NCLOUD_PROFILE), or shared_config_file. The file has sections in brackets, each with ncloud_access_key_id and ncloud_secret_access_key."
	}
	detail := fmt.Sprintf("%s.\n\n%s", e.Error(), advice)
	switch {
	case isSet(block.Profile) && (e.NotFound && e.FileFound || !isSet(block.SharedConfigFile)):
		return atArgument("profile", summary, detail)
	case isSet(block.SharedConfigFile):
		return atArgument("shared_config_file", summary, detail)
	default:
		return diag.NewErrorDiagnostic(summary, detail)
	}
}

// noKeysDetail lists the places that hold no keys.
func noKeysDetail(none *ncloud.NoCredentialsError) string {
	var b strings.Builder
	b.WriteString("Live Station is called with an access key and its secret key. They were looked for in:\n\n")
	for _, s := range none.Sources {
		fmt.Fprintf(&b, "  - %s: %s\n", s.Name, s.Reason)
	}
	b.WriteString("  - the server role: use_server_role is not true\n")
	fmt.Fprintf(&b, "\nSet %s and %s in the environment, or access_key and secret_key in the provider block. Keys are issued in %s.",
		ncloud.EnvAccessKey, ncloud.EnvSecretKey, wherePortal)
	return b.String()
}

// atArgument returns an error that Terraform shows at the argument, where name
// is one of the block's, and without a place where it is something else's.
func atArgument(name, summary, detail string) diag.Diagnostic {
	if !slices.Contains([]string{"access_key", "secret_key", "profile", "shared_config_file"}, name) {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(name), summary, detail)
}
