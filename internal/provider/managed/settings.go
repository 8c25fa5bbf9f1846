// Package managed has the words and waits of all objects that the provider creates, changes and deletes.
package managed

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

// A Setting is an attribute that the user sets and the API returns.
type Setting struct {
	Name  string
	Value attr.Value
}

// Differences returns the name and a line for each setting that is not as in wanted.
func Differences(wanted, found []Setting) (names, lines []string) {
	for i, s := range wanted {
		if !s.Value.Equal(found[i].Value) {
			names = append(names, s.Name)
			lines = append(
				lines,
				fmt.Sprintf("  %s: %s, and not %s", s.Name, attribute.ShowValue(found[i].Value), attribute.ShowValue(s.Value)),
			)
		}
	}
	return names, lines
}

// Difference returns the line of one setting if it is not as wanted.
func Difference(name string, wanted, found attr.Value) []string {
	_, lines := Differences([]Setting{{name, wanted}}, []Setting{{name, found}})
	return lines
}

// RefreshString sets what the API returned, unless that is nothing or another spelling of the value.
func RefreshString[S ~string](value *types.String, returned S, normalize func(string) string) {
	found := normalize(string(returned))
	if found != "" && found != normalize(value.ValueString()) {
		*value = types.StringValue(found)
	}
}

// RefreshNumber keeps null for 0: neither is a value of the attributes.
func RefreshNumber(value *types.Number, returned livestation.Int) {
	if returned.Value != nil && *returned.Value != attribute.WholeNumber(*value) {
		*value = attribute.NumberValue(*returned.Value)
	}
}

// RefreshBool sets what the API returned, unless that is nothing.
func RefreshBool(value *types.Bool, returned livestation.Bool) {
	if returned.Value != nil {
		*value = types.BoolPointerValue(returned.Value)
	}
}
