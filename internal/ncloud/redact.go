package ncloud

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// Redact returns text with every occurrence of the access key and the signature
// that the signed request carries replaced by a word that says what stood there,
// be they written plainly or as URLs, JSON and HTML write them. Services and
// proxies may echo what they were sent, and their words are shown to users. The
// secret key is never sent, so nobody can echo it.
//
// Values shorter than 8 bytes are left alone: they would make a riddle of the
// text, and no key that NAVER Cloud issues is that short.
func Redact(text string, signed *http.Request) string {
	text = hide(text, signed.Header.Get(HeaderAccessKey), "(access key)")
	return hide(text, signed.Header.Get(HeaderSignature), "(signature)")
}

func hide(text, value, name string) string {
	if len(value) < 8 {
		return text
	}
	var pattern strings.Builder
	for _, r := range value {
		plain := regexp.QuoteMeta(string(r))
		if strings.ContainsRune("+/=", r) { // what Base64 has, and others escape
			plain = fmt.Sprintf(`(?:\\?%[1]s|%%%[2]x|\\u00%[2]x|&#%[2]d;|&#x%[2]x;)`, plain, r)
		}
		pattern.WriteString(plain)
	}
	return regexp.MustCompile("(?i)"+pattern.String()).ReplaceAllLiteralString(text, name)
}

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
