package ncloud

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// minRedacted is the length in bytes from which a value is redacted. A shorter one
// would match ordinary words; NAVER Cloud issues no key that is so short.
const minRedacted = 8

// signer is the context key for the [Credentials] that signed a request.
type signer struct{}

// Redact returns text without the access key and the signature of a signed request
// and without the secret key that signed it. A word, such as "(access key)",
// replaces each. Services and proxies may echo what they receive, and users see
// their texts. The secret key is never sent, but it is redacted too.
//
// Redact finds a value that is echoed whole, in upper or lower case:
//   - as it is
//   - as Base64 of it, standard or URL-safe, with or without padding
//   - in hexadecimal digits
//   - in each of these forms with characters escaped: percent-encoded (%2B), with
//     backslashes (\u002b, \x2b, \/), or as HTML character references (&#43;, &#x2b;,
//     &plus;), also if the escape is escaped in turn (%252B, \\u002b, &amp;#43;)
//
// It does not find a part of a value, a value with anything else between its
// characters, such as line breaks, Base64 or hexadecimal digits of a longer text that
// contains the value, other encodings, and values shorter than 8 bytes.
func Redact(text string, signed *http.Request) string {
	signedWith, _ := signed.Context().Value(signer{}).(Credentials)
	sent := NewCredentials(signed.Header.Get(HeaderAccessKey), signedWith.secretKey())
	return redactValue(redactCredentials(text, sent), signed.Header.Get(HeaderSignature), "(signature)")
}

// redactCredentials does for a pair of keys what [Redact] does for a request.
func redactCredentials(text string, c Credentials) string {
	access, secret := c.pair()
	return redactValue(redactValue(text, secret, "(secret key)"), access, "(access key)")
}

// redactValue replaces the echoes of a value. Few texts contain one, so it compiles
// an expression only if the text contains the value or any escape.
func redactValue(text, value, name string) string {
	if len(value) < minRedacted {
		return text
	}
	escaped := strings.ContainsAny(text, `%\&`)
	if !escaped && len(text) < len(value)-2 { // Base64 may be without its padding.
		return text
	}
	bytes := []byte(value)
	for _, form := range []string{value, base64.StdEncoding.EncodeToString(bytes), hex.EncodeToString(bytes)} {
		if escaped || mayContain(text, form) {
			text = echoPattern(form).ReplaceAllLiteralString(text, name)
		}
	}
	return text
}

// mayContain reports whether a text without escapes may contain a form of a value: the
// longest part of the form that all Base64 alphabets share, in any letter case.
func mayContain(text, form string) bool {
	var longest string
	for part := range strings.FieldsFuncSeq(form, func(r rune) bool { return strings.ContainsRune("+/=", r) }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return strings.Contains(foldCase(text), foldCase(longest))
}

// foldCase returns a text without differences of case, as a regular expression sees
// it: some lower-case letters, such as the long s, share an upper-case one.
func foldCase(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// echoPattern matches a value in any letter case, each character as it is or escaped.
func echoPattern(value string) *regexp.Regexp {
	var pattern strings.Builder
	for _, r := range value {
		plain := regexp.QuoteMeta(string(r))
		names := "" // of the character in HTML
		switch r {
		case '+': // URL-safe Base64 has other characters, and may have no padding.
			plain, names = `[+-]`, "plus"
		case '/':
			plain, names = `\\*[/_]`, "sol"
		case '=':
			names = "equals"
		}
		fmt.Fprintf(
			&pattern,
			`(?:%[1]s|%%(?:25)*%02[2]x|\\+u%04[2]x|\\+x%02[2]x|&(?:amp;)*(?:#0*%[2]d|#x0*%[2]x|%[3]s);)`,
			plain,
			r,
			names,
		)
		if r == '=' {
			pattern.WriteByte('?')
		}
	}
	return regexp.MustCompile("(?i)" + pattern.String())
}

// redactedError is an error whose text contains no key.
type redactedError struct {
	err  error
	text string
}

func redactError(err error, signed *http.Request) error {
	return &redactedError{err: err, text: Redact(err.Error(), signed)}
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.err }
