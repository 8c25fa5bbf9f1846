package attribute

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

// StringOrNull returns a value of the API for the state: null if it is empty.
func StringOrNull[S ~string](value S) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(string(value))
}

// TimeLayout is RFC 3339 with milliseconds, the precision of the API.
const TimeLayout = "2006-01-02T15:04:05.000Z07:00"

// TimeOrNull returns a time of the API for the state: null if it is zero.
func TimeOrNull(t livestation.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(TimeLayout))
}

// MaxShown is how many objects a message lists.
const MaxShown = 10

// QuoteBounded returns the beginning of a value of any length and content, quoted
// and escaped, so that a message can show it.
func QuoteBounded(value string) string { return quoteUpTo(value, MaxQuoted) }

// The longest texts that messages show, in characters: a name, and a value of an argument.
const (
	MaxQuoted = 60
	maxValue  = 200
)

func quoteUpTo(value string, limit int) string {
	value, ending := Cut(value, limit)
	if strings.ContainsFunc(value, ncloud.IsInvisible) {
		return strconv.QuoteToASCII(value) + ending // Quote leaves fillers as they are
	}
	return strconv.Quote(value) + ending
}

// Cut returns the beginning of a text, and what shows that there is more.
func Cut(text string, limit int) (beginning, ending string) {
	if characters := []rune(text); len(characters) > limit {
		return string(characters[:limit]), "…"
	}
	return text, ""
}

// ShowValue returns a value of a plan, a state or the API as HCL, with each text quoted and bounded.
func ShowValue(value attr.Value) string {
	switch v := value.(type) {
	case types.String:
		if !v.IsNull() && !v.IsUnknown() {
			return quoteUpTo(v.ValueString(), maxValue)
		}
	case types.Object:
		var fields []string
		for _, name := range slices.Sorted(maps.Keys(v.Attributes())) {
			fields = append(fields, fmt.Sprintf("%q:%s", name, ShowValue(v.Attributes()[name])))
		}
		if len(fields) > 0 {
			return "{" + strings.Join(fields, ",") + "}"
		}
	}
	beginning, ending := Cut(value.String(), maxValue)
	return beginning + ending
}

// Pattern accepts texts that match. summary and advice are those of the error.
func Pattern(matches func() *regexp.Regexp, summary, advice string) validator.String {
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
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, v.advice+" Got: "+QuoteBounded(value.ValueString()))
	}
}
