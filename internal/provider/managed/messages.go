package managed

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

// LostCreate is for a create without an ID in its response. If an object might have been created, it shows
// those that list returns and that were not there before.
func LostCreate(
	ctx context.Context, shared *run.Run, noun string, before []string, cause error,
	list func(context.Context) ([]string, error),
) diag.Diagnostics {
	if cause != nil && !livestation.OutcomeUnknown(cause) {
		return shared.Report(cause)
	}
	const listTimeout = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), listTimeout)
	defer cancel()
	ids, err := list(ctx)
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(before, id) })
	return diag.Diagnostics{diag.NewErrorDiagnostic(noun+" might have been created",
		AdviceForLostCreate(strings.ToLower(noun), ids, err, cause))}
}

// AdviceForLostCreate shows how to import the objects with the IDs, one of which a create
// probably made. listErr is why they are not known, cause why the create failed.
func AdviceForLostCreate(noun string, ids []string, listErr, cause error) string {
	look := fmt.Sprintf("Look for the %s in the Live Station console before you run Terraform again. If it exists, "+
		"import it. ", noun)
	advice := look + fmt.Sprintf("The list of %ss doesn't contain it yet.", noun)
	switch {
	case listErr != nil:
		advice = look + fmt.Sprintf("Reading the list of %ss failed too.", noun)
	case len(ids) > 0:
		advice = fmt.Sprintf(
			"Import the %[1]s. A %[1]s with this name appeared with the request. ADDRESS is shown above:", noun)
		for _, id := range ids[:min(len(ids), attribute.MaxShown)] {
			advice += "\n\n" + ImportBlock(id)
		}
	}
	if cause == nil {
		return advice + fmt.Sprintf("\n\nThe response to the request contains no %s ID.", noun)
	}
	failure := diagnose.Explain(cause) // Its advice is to run Terraform again.
	return advice + "\n\n" + failure.Summary + ".\n\n" + failure.Facts.String()
}

// Differs is for an object that is not as it was requested.
func Differs(summary string, differences []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(summary,
		"Run terraform plan to see the difference, and report it as a bug in the provider if you didn't cause it. "+
			"Live Station returns other values than the configuration:\n\n"+strings.Join(differences, "\n"))
}

// Missing is for an object in the state that was not found.
func Missing(noun, id string, name types.String, replacement string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(noun+" not found: "+id, fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the account that owns it before you apply this "+
			"plan.\n\nTerraform removes it from the state. If the configuration still has its resource block, Terraform "+
			"creates another one, with %s.\n\n  Name:      %s", replacement, attribute.QuoteBounded(name.ValueString())))
}

// Drifted is for an object of which another program changed what replaces it.
func Drifted(noun, id string, found []Setting, drifted []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(noun+" changed outside Terraform: "+id, fmt.Sprintf(
		"To keep the %s, write these values in its resource block. A plan with other values replaces it.\n\n%s",
		strings.ToLower(noun), SettingLines(found, drifted)))
}

// SettingLines returns an indented line for each setting with one of the names, as a configuration has it.
func SettingLines(settings []Setting, names []string) string {
	var lines []string
	for _, s := range settings {
		if slices.Contains(names, s.Name) {
			lines = append(lines, fmt.Sprintf("  %s = %s", s.Name, attribute.ShowValue(s.Value)))
		}
	}
	return strings.Join(lines, "\n")
}

// NotFoundOrAccount is for an object in the state and an error that can be about the account.
func NotFoundOrAccount(noun, id string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(noun+" or account not found (250004)", fmt.Sprintf(
		"Check that the provider uses the credentials, site and region of the account that owns %s. If it was deleted, "+
			"run terraform state rm 'ADDRESS', which removes it from the state. ADDRESS is shown above.\n\n%s",
		id, diagnose.Explain(err).Facts.String()))
}

// Unread is for a write that succeeded, and whose result was not read.
func Unread(summary string, err error) diag.Diagnostic {
	failure := diagnose.Explain(err)
	return diag.NewWarningDiagnostic(summary, fmt.Sprintf(
		"Run terraform plan to see what Live Station stored. Reading it failed: %s\n\n%s",
		failure.Summary, failure.Detail()))
}

// Changed is the error if a change or a deletion would overwrite or delete what no
// plan has shown.
func Changed(summary, request string, differences []string) diag.Diagnostic {
	advice := "Run terraform plan again, without -refresh=false, and review the plan before you apply it."
	if request == "deletion" { // Terraform 1.9 to 1.11 plan the deletion of a removed block before they refresh it.
		advice = "Run terraform apply -refresh-only, then plan again, and review the plan before you apply it."
	}
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
		"%s These values were changed after this plan was made, so the provider doesn't send the %s:\n\n%s", advice, request,
		strings.Join(differences, "\n")))
}

// Gone is the error if an object was deleted after the plan that changes it.
func Gone(noun, id string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(noun+" not found: "+id, fmt.Sprintf(
		"Run terraform plan again, and review the plan before you apply it. The %s was deleted after this plan was made.",
		strings.ToLower(noun)))
}

// StillThereDiagnostic is the error if an object was deleted but is not gone. last is why reading it
// failed, nil if Live Station still returns it.
func StillThereDiagnostic(noun, id string, last error) diag.Diagnostic {
	var s diagnose.Facts
	s.Add(noun, id)
	why := "still returns it"
	if last != nil {
		why = "the response to reading it doesn't say that it is gone"
		s.Lines = append(s.Lines, diagnose.Explain(last).Facts.Lines...)
	}
	return diag.NewErrorDiagnostic(noun+" still exists", fmt.Sprintf(
		"Check the %s in the Live Station console, then run Terraform again. The resource stays in the state: Live Station "+
			"accepted the deletion, but %s.\n\n%s", strings.ToLower(noun), why, s.String()))
}

// ImportBlock returns an indented import block.
func ImportBlock(id string) string {
	return fmt.Sprintf("      import {\n        to = ADDRESS\n        id = %q\n      }", id)
}
