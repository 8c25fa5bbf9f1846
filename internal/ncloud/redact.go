package ncloud

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minRedacted is the length in bytes from which a value is redacted. A shorter one
// would match ordinary words; NAVER Cloud issues no key that is so short.
const minRedacted = 8

// maxEscapeDepth is how many repetitions of an escaped "%", "\" or "&" are followed: an
// escape in four levels of JSON begins with 8 backslashes. The bound keeps the time
// linear in the length of the text.
const maxEscapeDepth = 15

// signer is the context key for the [Credentials] that signed a request.
type signer struct{}

// Redact returns text without the access key and the signature of a signed request
// and without the secret key that signed it. A word, such as "(access key)",
// replaces each. Services and proxies may echo what they receive, and users see
// their texts. The secret key is never sent and redacted all the same.
//
// Redact finds a value that is echoed whole, in upper or lower case:
//   - as it is
//   - as Base64 of it, standard or URL-safe, with or without padding
//   - in hexadecimal digits
//   - in each of these forms with letters, digits, "+", "/" and "=" escaped:
//     percent-encoded (%2B), with backslashes (\u002b, \x2b, \/), or as HTML character
//     references (&#43;, &#x2b;, &plus;), also if the "%", the "\" or the "&" of the
//     escape is escaped in turn (%252B, \\u002b, &amp;#43;), up to four times
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

// redactValue replaces the echoes of a value. It is called for each response, and
// hardly any contains an echo, so it does not encode a value for which the text is
// too short.
func redactValue(text, value, name string) string {
	if len(value) < minRedacted {
		return text
	}
	text = replaceEchoes(text, value, name)
	if len(text) >= base64.RawStdEncoding.EncodedLen(len(value)) {
		text = replaceEchoes(text, base64.StdEncoding.EncodeToString([]byte(value)), name)
	}
	if len(text) >= hex.EncodedLen(len(value)) {
		text = replaceEchoes(text, hex.EncodeToString([]byte(value)), name)
	}
	return text
}

func replaceEchoes(text, value, name string) string {
	var b strings.Builder
	copied := 0
	first, _ := utf8.DecodeRuneInString(value)
	for i := 0; i < len(text); {
		if !mayBegin(text[i], first) {
			i++
			continue
		}
		n := echoLength(text[i:], value)
		if n == 0 {
			i++
			continue
		}
		b.WriteString(text[copied:i])
		b.WriteString(name)
		i += n
		copied = i
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}

// mayBegin reports whether an echo of a value with that first character may begin
// with the byte. It skips nearly all bytes of a text.
func mayBegin(b byte, first rune) bool {
	return isEcho(rune(b), first) || b == '%' || b == '\\' || b == '&' || b >= utf8.RuneSelf
}

// echoLength returns the length of the echo of value at the start of text, 0 if
// there is none.
func echoLength(text, value string) int {
	n := 0
	for _, want := range value {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !isEcho(r, want) {
			r, size = unescape(text[n:])
		}
		switch {
		case isEcho(r, want):
			n += size
		case want == '=': // Base64 may be without its padding.
		default:
			return 0
		}
	}
	return n
}

// isEcho reports whether r is want, in upper or lower case, or the character that
// URL-safe Base64 has for it.
func isEcho(r, want rune) bool {
	switch {
	case r == want:
		return true
	case want == '+':
		return r == '-'
	case want == '/':
		return r == '_'
	default:
		return foldCase(r) == foldCase(want)
	}
}

// foldCase returns the same rune for upper and lower case. Some lower-case letters,
// such as the long s, share an upper-case one.
func foldCase(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// unescape returns the character that the escape at the start of text stands for,
// and the length of the escape; [utf8.RuneError] if there is none.
func unescape(text string) (rune, int) {
	var rest string
	switch {
	case text == "":
		return utf8.RuneError, 0
	case text[0] == '%':
		rest = trimRepeated(text[1:], "25")
		return codePoint(text, rest, 2)
	case text[0] == '\\':
		rest = trimRepeated(text[1:], `\`)
		switch {
		case strings.HasPrefix(rest, "u"):
			return codePoint(text, rest[1:], 4)
		case strings.HasPrefix(rest, "x"):
			return codePoint(text, rest[1:], 2)
		}
		r, size := utf8.DecodeRuneInString(rest)
		return r, len(text) - len(rest) + size
	case text[0] == '&':
		rest = trimRepeated(text[1:], "amp;")
		end := strings.IndexByte(rest[:min(len(rest), 16)], ';') + 1
		r, _ := utf8.DecodeRuneInString(html.UnescapeString("&" + rest[:end]))
		return r, len(text) - len(rest) + end
	default:
		return utf8.RuneError, 0
	}
}

// codePoint returns the character with the code in the first hexadecimal digits of
// rest, which ends text, and the length of text up to the end of the digits.
func codePoint(text, rest string, digits int) (rune, int) {
	if len(rest) < digits {
		return utf8.RuneError, 0
	}
	code, err := strconv.ParseUint(rest[:digits], 16, 16)
	if err != nil {
		return utf8.RuneError, 0
	}
	return rune(code), len(text) - len(rest) + digits
}

func trimRepeated(text, prefix string) string {
	for range maxEscapeDepth {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
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
