package provider

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// stringOrNull returns a value of the API for the state: null if it is empty.
func stringOrNull(value string) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(value)
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
	if strings.ContainsFunc(value, isInvisible) {
		return strconv.QuoteToASCII(value) + ending // Quote leaves fillers as they are
	}
	return strconv.Quote(value) + ending
}

func isSpaceOrInvisible(r rune) bool { return unicode.IsSpace(r) || isInvisible(r) }

// isInvisible reports whether a character cannot be seen: control, zero-width and
// bidirectional characters and fillers. Two texts that look the same can differ in
// such characters. White space other than control characters is not among them.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
