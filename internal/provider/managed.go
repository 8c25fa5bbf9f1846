package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// A setting is an attribute that the user sets and the API returns.
type setting struct {
	name  string
	value attr.Value
}

// differences returns the name and a line for each setting that is not as in wanted.
func differences(wanted, found []setting) (names, lines []string) {
	for i, s := range wanted {
		if !s.value.Equal(found[i].value) {
			names = append(names, s.name)
			lines = append(lines, fmt.Sprintf("  %s: %s, and not %s", s.name, showValue(found[i].value), showValue(s.value)))
		}
	}
	return names, lines
}

// difference returns the line of one setting if it is not as wanted.
func difference(name string, wanted, found attr.Value) []string {
	_, lines := differences([]setting{{name, wanted}}, []setting{{name, found}})
	return lines
}

func refreshString[S ~string](value *types.String, returned S, normalize func(string) string) {
	found := normalize(string(returned))
	if found != "" && found != normalize(value.ValueString()) {
		*value = types.StringValue(found)
	}
}

// refreshNumber keeps null for 0: neither is a value of the attributes.
func refreshNumber(value *types.Number, returned livestation.Int) {
	if returned.Value != nil && *returned.Value != wholeNumber(*value) {
		*value = numberValue(*returned.Value)
	}
}

func refreshBool(value *types.Bool, returned livestation.Bool) {
	if returned.Value != nil {
		*value = types.BoolPointerValue(returned.Value)
	}
}
