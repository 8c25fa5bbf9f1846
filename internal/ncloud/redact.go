package ncloud

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// signer is the key under which a signed request's context holds the
// [Credentials] that signed it.
type signer struct{}

// Redact returns text with every occurrence of the access key and the signature
// that the signed request carries, and of the secret key behind it, replaced by a
// word that says what stood there, be they written plainly, in Base64, or as URLs,
// JSON and HTML write them. Services and proxies may echo what they were sent, and
// their words are shown to users. The secret key is never sent; hiding it all the
// same costs nothing.
//
// Values shorter than 8 bytes are left alone: they would make a riddle of the
// text, and no key that NAVER Cloud issues is that short.
func Redact(text string, signed *http.Request) string {
	credentials, _ := signed.Context().Value(signer{}).(Credentials)
	for _, hidden := range []struct{ value, name string }{
		{credentials.secretKey(), "(secret key)"},
		{signed.Header.Get(HeaderAccessKey), "(access key)"},
		{signed.Header.Get(HeaderSignature), "(signature)"},
	} {
		text = hide(text, hidden.value, hidden.name)
		text = hide(text, base64.StdEncoding.EncodeToString([]byte(hidden.value)), hidden.name)
	}
	return text
}

func hide(text, value, name string) string {
	if len(value) < 8 || !mayHold(text, value) {
		return text
	}
	var pattern strings.Builder
	for _, r := range value {
		plain := regexp.QuoteMeta(string(r))
		if isEscaped(r) {
			plain = fmt.Sprintf(`(?:\\?%[1]s|%%%[2]x|\\u00%[2]x|&#%[2]d;|&#x%[2]x;)`, plain, r)
		}
		pattern.WriteString(plain)
	}
	return regexp.MustCompile("(?i)"+pattern.String()).ReplaceAllLiteralString(text, name)
}

// mayHold reports whether a value may stand in a text in any form: its longest part
// that no form escapes is there. Every answer is looked at, and hardly any echoes
// a key.
func mayHold(text, value string) bool {
	var longest string
	for part := range strings.FieldsFuncSeq(value, isEscaped) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return strings.Contains(folded(text), folded(longest))
}

// folded returns a text by which two that differ in case alone are equal, as a
// regular expression sees it: by way of the upper case, which some lower ones share.
func folded(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// isEscaped reports whether a rune is one of those in Base64 that URLs, JSON or
// HTML may write otherwise.
func isEscaped(r rune) bool { return strings.ContainsRune("+/=", r) }

// redactedError is an error whose text shows no key.
type redactedError struct {
	err  error
	text string
}

func redactError(err error, signed *http.Request) error {
	return &redactedError{err: err, text: Redact(err.Error(), signed)}
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.err }
