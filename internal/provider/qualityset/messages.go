package qualityset

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
)

// sameQualitySetWarning is for a create beside a set with the same name, which the plan creates too if the ID
// is "".
func sameQualitySetWarning(name, id string) diag.Diagnostic {
	if id == "" {
		return diag.NewAttributeWarningDiagnostic(path.Root("name"), "Two quality sets have one name", fmt.Sprintf(
			"Give each quality set a name of its own. This plan creates two sets named %s.", attribute.QuoteBounded(name)))
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("name"), "Quality set with this name exists: "+id, fmt.Sprintf(
		"If an earlier run created it, import it instead of creating another one. ADDRESS is shown above:\n\n%s\n\n"+
			"If you renamed this resource, add a moved block. Otherwise, this plan creates another set with the name %s.",
		managed.ImportBlock(id), attribute.QuoteBounded(name)))
}

// usedSetWarning is for a plan that changes a quality set that channels use, or replaces it because of
// the arguments in replacing.
func usedSetWarning(id int64, users []user, replacing []string) diag.Diagnostic {
	advice := "End the broadcasts of these channels before you apply this plan. A change of the set interrupts them, so " +
		"the apply fails while one of the channels is PUBLISHING."
	if len(replacing) > 0 {
		advice = "To keep these channels on air, create a second set and a second channel instead, move the encoder, and " +
			"then remove the first ones.\n\nA change of " + strings.Join(replacing, " and ") + " replaces the set. A channel " +
			"can't change its set, so it is replaced too. If it is protected, the plan is refused."
	}
	return diag.NewWarningDiagnostic(fmt.Sprintf("Quality set is in use: %d", id), advice+"\n\n"+listOfUsers(users))
}

// setOnAirDiagnostic is the error if an update would interrupt broadcasts.
func setOnAirDiagnostic(id int64, users []user) diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Quality set is on air: %d", id),
		"Stop the encoders of these channels, wait until the channels are READY, and run Terraform again. A change of the "+
			"quality set interrupts their broadcasts, so the change is not sent:\n\n"+listOfUsers(users))
}

// usedSetDiagnostic is the error if a quality set was not deleted because channels use it.
func usedSetDiagnostic(id int64, users []user) diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Quality set is in use: %d (250306)", id),
		diagnose.AdviceFor("250306")+"\n\n"+listOfUsers(users))
}

// listOfUsers returns the beginning of a list of users as lines of a message.
func listOfUsers(users []user) string {
	var lines []string
	for _, u := range users[:min(len(users), attribute.MaxShown)] {
		line := fmt.Sprintf("  - channel: %s (status not read)", attribute.QuoteBounded(u.name))
		if u.id != "" {
			line = fmt.Sprintf("  - %s: %s (%s)", u.id, attribute.QuoteBounded(u.name), u.status)
		}
		lines = append(lines, line)
	}
	if more := len(users) - attribute.MaxShown; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}
