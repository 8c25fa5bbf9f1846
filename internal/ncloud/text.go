package ncloud

import (
	"errors"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Clean trims the white space around a setting, and rejects characters that only a
// bad paste contains: control characters and line breaks, and characters that are
// invisible, such as a byte order mark or a bidirectional control character. The
// error does not contain the value, which may be a secret.
func Clean(value string) (string, error) {
	value = strings.TrimSpace(value)
	for _, r := range value {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return "", errors.New("contains a control character, such as a line break or a tab")
		case IsInvisible(r), r == unicode.ReplacementChar:
			return "", errors.New("contains an invisible character, " +
				"such as a zero-width space, a byte order mark or a bidirectional control character")
		}
	}
	return value, nil
}

// cleanKey is [Clean] for a key, which also is neither blank nor quoted. NAVER
// Cloud issues no key with a quotation mark, but users paste them.
func cleanKey(value string) (string, error) {
	value, err := Clean(value)
	switch {
	case err != nil:
		return "", err
	case value == "":
		return "", errors.New("is blank")
	case strings.ContainsFunc(value, isQuotationMark):
		return "", errors.New("contains quotation marks; remove them")
	default:
		return value, nil
	}
}

// IsInvisible reports whether a character cannot be seen: control, zero-width and
// bidirectional characters and fillers. Two texts that look the same can differ in
// such characters. White space other than control characters is not among them.
func IsInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func isQuotationMark(r rune) bool {
	return r == '`' || r == '´' || unicode.Is(unicode.Quotation_Mark, r)
}

// LazyPattern returns a regular expression that is compiled when it is used first: Terraform starts
// the provider three times for a plan, and most of these processes match nothing.
func LazyPattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
