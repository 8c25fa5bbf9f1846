package provider

import (
	"context"
	"regexp"
	"strconv"
	"strings"

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

// quoteBounded returns the beginning of a value of any length and content, quoted
// and escaped, so that a message can show it.
func quoteBounded(value string) string {
	const maxCharacters = 60
	ending := ""
	if characters := []rune(value); len(characters) > maxCharacters {
		value = string(characters[:maxCharacters])
		ending = "…"
	}
	if strings.ContainsFunc(value, ncloud.IsInvisible) {
		return strconv.QuoteToASCII(value) + ending // Quote leaves fillers as they are
	}
	return strconv.Quote(value) + ending
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
