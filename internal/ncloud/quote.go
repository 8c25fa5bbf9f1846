package ncloud

import (
	"strconv"
	"strings"
	"unicode"
)

// The number of characters of a text from outside that an error shows.
const (
	maxNameShown = 100
	maxTextShown = 300
)

// quote returns a text from outside in quotation marks, as an error may show it.
// In contrast to [strconv.Quote] it is bounded, and keeps the backslashes of a
// Windows path single.
func quote(text string, limit int) string {
	return `"` + strings.ReplaceAll(printable(text, limit), `"`, `\"`) + `"`
}

// printable returns at most limit characters of a text, with escapes for control
// characters, invisible characters and all others that cannot be printed.
func printable(text string, limit int) string {
	var b strings.Builder
	shown := 0
	for _, r := range text {
		if shown == limit {
			b.WriteString("...")
			break
		}
		shown++
		if strconv.IsPrint(r) && !isInvisible(r) && !unicode.Is(unicode.Variation_Selector, r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}
