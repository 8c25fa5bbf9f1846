package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

func conflictingArgumentsDiagnostic(arguments []string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(arguments[1]), "Conflicting credential arguments", fmt.Sprintf(
		"Keep one of these arguments in the provider block, and remove the others: %s. "+
			"Credentials must come from a single source.", strings.Join(arguments, ", ")))
}

// credentialsDiagnostic reports why there are no credentials.
func credentialsDiagnostic(block providerModel, err error) diag.Diagnostic {
	var key *ncloud.KeyError
	var profile *ncloud.ProfileError
	var none *ncloud.NoCredentialsError
	switch {
	case errors.As(err, &key):
		return atArgument(key.Name, key.Summary, key.Advice+"\n\n  "+key.Problem)
	case errors.As(err, &profile):
		return profileDiagnostic(block, profile)
	case errors.As(err, &none):
		return noCredentialsDiagnostic(none)
	default:
		return diag.NewErrorDiagnostic("No credentials found", err.Error()+".")
	}
}

// profileDiagnostic reports what is wrong with the profile file or with the profile in it.
func profileDiagnostic(block providerModel, e *ncloud.ProfileError) diag.Diagnostic {
	var summary, advice string
	switch {
	case !e.NotFound:
		summary = "Cannot use the profile file"
		advice = "Correct the file, or use other credentials."
	case !e.FileFound && isSet(block.SharedConfigFile):
		summary = "Profile file not found"
		advice = "Correct shared_config_file in the provider block, or create the file."
	case !e.FileFound:
		summary = "Profile file not found"
		advice = "Create the file, or set shared_config_file in the provider block to the path of another one. " +
			"To use other credentials, remove profile, or unset " + envProfile + "."
	case isSet(block.Profile):
		summary = "Profile not found"
		advice = "Correct profile in the provider block, or add the profile to the file."
	default:
		summary = "Profile not found"
		advice = "Set " + envProfile + ", or profile in the provider block, to a profile in the file."
	}
	detail := fmt.Sprintf("%s\n\n  %s\n\n%s", advice, e.Error(), profileFormat)
	switch {
	case isSet(block.Profile) && (e.FileFound || !isSet(block.SharedConfigFile)):
		return atArgument("profile", summary, detail)
	case isSet(block.SharedConfigFile):
		return atArgument("shared_config_file", summary, detail)
	default:
		return diag.NewErrorDiagnostic(summary, detail)
	}
}

const profileFormat = `A profile is a section of the file, such as:

  [DEFAULT]
  ncloud_access_key_id     = ACCESS_KEY
  ncloud_secret_access_key = SECRET_KEY`

// noCredentialsDiagnostic lists the sources without credentials.
func noCredentialsDiagnostic(e *ncloud.NoCredentialsError) diag.Diagnostic {
	detail := fmt.Sprintf("Set the environment variables NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY. "+
		"Create the keys in %s.\n\n%s", ncloud.KeyPortal, otherSources)
	for _, s := range e.Sources {
		detail += fmt.Sprintf("  - %s: %s\n", s.Name, s.Reason)
	}
	return atArgument("access_key", "No credentials found", detail+"  - the server role: use_server_role is not true")
}

const otherSources = `To use another source, set one of these in the provider block:

  - access_key and secret_key
  - profile, a section of the profile file
  - use_server_role = true, on a VPC server that has a server role

The provider found no credentials in:

`

// atArgument returns an error that Terraform shows at the argument, or without a place if name is not an argument.
func atArgument(name, summary, detail string) diag.Diagnostic {
	if !slices.Contains([]string{"access_key", "secret_key", "profile", "shared_config_file"}, name) {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(name), summary, detail)
}
