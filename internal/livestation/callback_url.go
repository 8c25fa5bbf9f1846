package livestation

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

const (
	hidden           = "(hidden)"
	maxDisplayedURL  = 200 // characters, before the ellipsis
	truncationEnding = "…"
)

// RedactCallbackURL returns a callback URL in a form that is fit to be shown.
// Live Station does not sign its deliveries, so a callback URL often contains a
// shared secret: user information, query values and the fragment become
// "(hidden)". The path stays, because it identifies the receiver.
//
// The text need not be a valid URL. What precedes an @ or follows a ? in it is
// hidden too. Characters that are invisible or change the text direction are
// escaped, and at most 200 characters are returned.
func RedactCallbackURL(callbackURL string) string {
	return escapeAndTruncate(redactURL(callbackURL))
}

// redactURLsIn applies [RedactCallbackURL] to every http or https URL in a text,
// such as an API message that repeats a callback URL. It recognizes URLs with
// slashes escaped as in JSON or HTML, and percent-encoded URLs. A URL ends at
// white space, a quotation mark or an angle bracket, none of which a URL contains.
// Text that directly follows a query is hidden with it.
func redactURLsIn(text string) string {
	var redacted strings.Builder
	for {
		start := urlPatterns().scheme.FindStringIndex(text)
		if start == nil {
			redacted.WriteString(text)
			return redacted.String()
		}
		redacted.WriteString(text[:start[0]])
		text = text[start[0]:]
		end := strings.IndexFunc(text, endsURL)
		if end < 0 {
			end = len(text)
		}
		for _, u := range splitURLs(text[:end]) {
			redacted.WriteString(RedactCallbackURL(u))
		}
		text = text[end:]
	}
}

func endsURL(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"<>`, r)
}

// splitURLs splits URLs that follow each other without white space, so that user
// information is found in each. A URL in the query of another is part of its value.
func splitURLs(text string) []string {
	beforeQuery := text
	if query := urlPatterns().query.FindStringIndex(text); query != nil {
		beforeQuery = text[:query[0]]
	}
	var urls []string
	start := 0
	for _, scheme := range urlPatterns().scheme.FindAllStringIndex(beforeQuery, -1) {
		if scheme[0] > start {
			urls = append(urls, text[start:scheme[0]])
			start = scheme[0]
		}
	}
	return append(urls, text[start:])
}

func redactURL(callbackURL string) string {
	u, err := url.Parse(callbackURL)
	if err != nil || u.Host == "" || strings.Contains(callbackURL, `\`) {
		return redactMalformedURL(callbackURL)
	}
	base, _, hasFragment := strings.Cut(callbackURL, "#")
	base, query, hasQuery := strings.Cut(base, "?")
	prefix, rest, _ := strings.Cut(base, "//")
	authority, path, hasPath := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		authority = hidden + authority[at:]
	}
	redacted := prefix + "//" + authority
	if hasPath {
		redacted += "/" + path
	}
	if hasQuery {
		redacted += "?" + redactQuery(query)
	}
	if hasFragment {
		redacted += "#" + hidden
	}
	return redacted
}

// redactQuery hides the values of a query. A part without a value is hidden as a
// whole: it may be a secret, and its "=" the padding of Base64.
func redactQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		switch {
		case part == "":
		case strings.Trim(value, "=") == "":
			parts[i] = hidden
		default:
			parts[i] = name + "=" + hidden
		}
	}
	return strings.Join(parts, "&")
}

// redactMalformedURL hides whatever could be a secret in a text that net/url does
// not accept as a URL with a host. Delimiters count in their encoded forms too.
func redactMalformedURL(text string) string {
	patterns := urlPatterns()
	scheme := ""
	if found := patterns.scheme.FindStringIndex(text); found != nil && found[0] == 0 {
		scheme, text = text[:found[1]], text[found[1]:]
	}
	tail := ""
	if query := patterns.query.FindStringIndex(text); query != nil {
		if patterns.at.MatchString(text[query[1]:]) { // the ? may be part of a password
			return scheme + hidden
		}
		text, tail = text[:query[0]], text[query[0]:query[1]]+hidden
	}
	if ats := patterns.at.FindAllStringIndex(text, -1); ats != nil {
		last := ats[len(ats)-1]
		text = hidden + text[last[0]:]
	}
	return scheme + text + tail
}

// urlPatterns returns the delimiters of a URL, written plainly, percent-encoded
// (once or more), or as JSON and HTML escape them. They are compiled at first use,
// because a plan without an error needs none of them.
var urlPatterns = sync.OnceValue(func() (patterns struct{ scheme, query, at *regexp.Regexp }) {
	const (
		colon = `(?::|%(?:25)*3a|\\+u003a|&#(?:58|x3a);)`
		slash = `(?:\\*/|%(?:25)*2f|\\+u002f|&#(?:47|x2f);)`
	)
	patterns.scheme = regexp.MustCompile(`(?i)https?` + colon + slash + slash + `+`)
	patterns.query = regexp.MustCompile(`(?i)\?|%(?:25)*3f|\\+u003f|&#(?:63|x3f);|#|%(?:25)*23|\\+u0023`)
	patterns.at = regexp.MustCompile(`(?i)@|%(?:25)*40|\\+u0040|&#(?:64|x40);`)
	return patterns
})

// escapeAndTruncate escapes the characters that a reader cannot see, as %q does,
// and returns at most maxDisplayedURL characters of the result.
func escapeAndTruncate(text string) string {
	var displayed strings.Builder
	length := 0
	for _, r := range text {
		character := string(r)
		if !isVisible(r) {
			character = strings.Trim(strconv.QuoteRuneToASCII(r), "'")
		}
		length += len([]rune(character))
		if length > maxDisplayedURL {
			return displayed.String() + truncationEnding
		}
		displayed.WriteString(character)
	}
	return displayed.String()
}

// isVisible reports whether a character is printable and not one of those that
// Unicode calls printable and that have no glyph.
func isVisible(r rune) bool {
	return strconv.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
