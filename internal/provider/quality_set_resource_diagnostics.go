package provider

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// noQualitySetDiagnostics is for a create without an ID in its response. If a set might have
// been created, it shows those with its name that the account did not have before.
func (r *qualitySetResource) noQualitySetDiagnostics(
	ctx context.Context, name string, before []livestation.QualitySet, cause error,
) diag.Diagnostics {
	if cause != nil && !livestation.OutcomeUnknown(cause) {
		return r.provider.report(cause)
	}
	sets, err := r.provider.client.GetQualitySets(context.WithoutCancel(ctx), livestation.QualitySetFilter{})
	var ids []string
	for _, set := range sets {
		isOld := slices.ContainsFunc(before, func(s livestation.QualitySet) bool { return *s.ID.Value == *set.ID.Value })
		if !isOld && string(set.Name) == name {
			ids = append(ids, strconv.FormatInt(*set.ID.Value, 10))
		}
	}
	advice := adviceForLostCreate("quality set", ids, err, cause)
	return diag.Diagnostics{diag.NewErrorDiagnostic("Quality set might have been created", advice)}
}

// sameQualitySetWarning is for a create beside a set with the same name and content.
func sameQualitySetWarning(set livestation.QualitySet) diag.Diagnostic {
	id := strconv.FormatInt(*set.ID.Value, 10)
	return diag.NewWarningDiagnostic("Quality set with these settings exists: "+id, fmt.Sprintf(
		"If an earlier run created it, import it instead of creating another one. ADDRESS is shown above:\n\n%s\n\n"+
			"If you renamed this resource, add a moved block. Otherwise, this plan creates another set with the name %s.",
		importBlock(id), quoteBounded(string(set.Name))))
}

// usedSetWarning is for a plan that changes a quality set that channels use, or replaces it because of
// the arguments in replacing.
func usedSetWarning(id int64, users []livestation.Channel, replacing []string) diag.Diagnostic {
	advice := "End the broadcasts of these channels before you apply this plan. A change of the set interrupts them, so " +
		"the apply fails while one of the channels is PUBLISHING."
	if len(replacing) > 0 {
		advice = "To keep these channels on air, create a second set and a second channel instead, move the encoder, and " +
			"then remove the first ones.\n\nA change of " + strings.Join(replacing, " and ") + " replaces the set. A channel " +
			"can't change its set, so it is replaced too. If it is protected, the plan is refused."
	}
	return diag.NewWarningDiagnostic(fmt.Sprintf("Quality set is in use: %d", id), advice+"\n\n"+listOf(users))
}

// setOnAirDiagnostic is the error if an update would interrupt broadcasts.
func setOnAirDiagnostic(id int64, users []livestation.Channel) diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Quality set is on air: %d", id),
		"Stop the encoders of these channels, wait until the channels are READY, and run Terraform again. A change of the "+
			"quality set interrupts their broadcasts, so nothing was changed:\n\n"+listOf(users))
}

// usedSetDiagnostic is the error if a quality set was not deleted because channels use it.
func usedSetDiagnostic(id int64, users []livestation.Channel) diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Quality set is in use: %d (250306)", id),
		adviceFor("250306")+"\n\n"+listOf(users))
}
