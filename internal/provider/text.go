package provider

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

// stringOrNull returns a value of the API for the state: null if it is empty.
func stringOrNull[S ~string](value S) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(string(value))
}

// timeLayout is RFC 3339 with milliseconds, the precision of the API.
const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// timeOrNull returns a time of the API for the state: null if it is zero.
func timeOrNull(t livestation.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(timeLayout))
}

// maxShown is how many objects a message lists.
const maxShown = 10

// quoteBounded returns the beginning of a value of any length and content, quoted
// and escaped, so that a message can show it.
func quoteBounded(value string) string { return quoteUpTo(value, maxQuoted) }

// The longest texts that messages show, in characters: a name, and a value of an argument.
const (
	maxQuoted = 60
	maxValue  = 200
)

func quoteUpTo(value string, limit int) string {
	value, ending := cut(value, limit)
	if strings.ContainsFunc(value, ncloud.IsInvisible) {
		return strconv.QuoteToASCII(value) + ending // Quote leaves fillers as they are
	}
	return strconv.Quote(value) + ending
}

// cut returns the beginning of a text, and what shows that there is more.
func cut(text string, limit int) (beginning, ending string) {
	if characters := []rune(text); len(characters) > limit {
		return string(characters[:limit]), "…"
	}
	return text, ""
}

// showValue returns a value of a plan, a state or the API as HCL, with each text quoted and bounded.
func showValue(value attr.Value) string {
	switch v := value.(type) {
	case types.String:
		if !v.IsNull() && !v.IsUnknown() {
			return quoteUpTo(v.ValueString(), maxValue)
		}
	case types.Object:
		var fields []string
		for _, name := range slices.Sorted(maps.Keys(v.Attributes())) {
			fields = append(fields, fmt.Sprintf("%q:%s", name, showValue(v.Attributes()[name])))
		}
		if len(fields) > 0 {
			return "{" + strings.Join(fields, ",") + "}"
		}
	}
	beginning, ending := cut(value.String(), maxValue)
	return beginning + ending
}

// pattern accepts texts that match. summary and advice are those of the error.
func pattern(matches func() *regexp.Regexp, summary, advice string) validator.String {
	return patternValidator{matches, summary, advice}
}

// A patternValidator accepts texts that match. stringvalidator.RegexMatches shows a line break,
// a blank at the end or an empty value as it is, so that nothing looks wrong.
type patternValidator struct {
	pattern         func() *regexp.Regexp
	summary, advice string
}

func (v patternValidator) Description(context.Context) string         { return v.advice }
func (v patternValidator) MarkdownDescription(context.Context) string { return v.advice }

func (v patternValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	value := req.ConfigValue
	if !value.IsNull() && !value.IsUnknown() && !v.pattern().MatchString(value.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, v.advice+" Got: "+quoteBounded(value.ValueString()))
	}
}
