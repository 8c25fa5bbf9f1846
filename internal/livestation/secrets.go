package livestation

import (
	"cmp"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

const (
	hidden          = "(hidden)"
	minSecret       = 4   // bytes; hiding a shorter text would make others unreadable
	maxDisplayedURL = 200 // characters
)

// secrets are texts that no message may show: keys, signatures, and parts of callback
// URLs. A text that contains another comes first.
type secrets []string

// sanitize returns a text from outside as it may be shown: one line of at most limit
// characters, without the secrets and without the secret parts of any URL. It is the
// only way for such a text into an error.
func (s secrets) sanitize(text string, limit int) string {
	return oneLine(redactURLsIn(s.hide(text)), limit)
}

// hide replaces the secrets in the forms in which a server repeats what it received: as
// sent, percent-encoded, and escaped as in JSON, each in any letter case.
func (s secrets) hide(text string) string {
	for _, secret := range s {
		if len(secret) < minSecret {
			continue
		}
		quoted, _ := json.Marshal(secret) // cannot fail for a string
		for _, form := range []string{
			secret,
			url.QueryEscape(secret),
			url.PathEscape(secret),
			strings.Trim(string(quoted), `"`),
			strings.ReplaceAll(secret, "/", `\/`),
		} {
			text = hideForm(text, form)
		}
	}
	return text
}

// hideIn hides the secrets in all texts of a value.
func (s secrets) hideIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(s.hide(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			s.hideIn(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			s.hideIn(v.Field(i))
		}
	}
}

func hideForm(text, form string) string {
	var b strings.Builder
	start := 0
	for i := 0; i+len(form) <= len(text); {
		if !strings.EqualFold(text[i:i+len(form)], form) {
			i++
			continue
		}
		b.WriteString(text[start:i] + hidden)
		i += len(form)
		start = i
	}
	if start == 0 {
		return text
	}
	return b.String() + text[start:]
}

// callbackSecrets returns the parts of a callback URL that may be secret, as written
// and decoded, the longest first.
func callbackSecrets(callbackURL string) secrets {
	u, err := url.Parse(callbackURL)
	if err != nil {
		return nil
	}
	_, authority, _ := strings.Cut(callbackURL, "//")
	authority = authority[:strings.IndexAny(authority+"/", "/?#")]
	userInfo := authority[:max(strings.LastIndexByte(authority, '@'), 0)]
	user, password, _ := strings.Cut(userInfo, ":")
	parts := secrets{userInfo, user, password, u.RawQuery, u.EscapedFragment()}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if _, value, _ := strings.Cut(part, "="); strings.Trim(value, "=") != "" {
			part = value
		}
		parts = append(parts, part)
	}
	for _, part := range slices.Clone(parts) {
		for _, decode := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
			if decoded, err := decode(part); err == nil {
				parts = append(parts, decoded)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.Compact(parts)
}

// RedactCallbackURL returns a callback URL as it may be shown: one line of at most 200
// characters. Live Station does not sign its deliveries, so a callback URL often contains
// a shared secret: user information, query values and the fragment become "(hidden)".
// The path stays, because it identifies the receiver. Of a text that is not a URL,
// nothing is shown.
func RedactCallbackURL(callbackURL string) string {
	return oneLine(redactURL(callbackURL), maxDisplayedURL)
}

// urlPattern finds URLs in a text, also percent-encoded ones and those with slashes
// escaped as in JSON. What directly follows a URL is taken as a part of it.
var urlPattern = ncloud.LazyPattern(`(?i)(?:https?|rtmps?|srt)(?::|%3a)(?:\\?/|%2f){2}[^\s"<>]+`)

// redactURLsIn hides the secret parts of the URLs in a text, such as an API message that
// repeats a callback URL.
func redactURLsIn(text string) string {
	return urlPattern().ReplaceAllStringFunc(text, func(u string) string {
		if strings.Contains(u[:len("https%")], "%") {
			u, _ = url.QueryUnescape(u) // "" if it is malformed
		}
		return redactURL(strings.ReplaceAll(u, `\/`, "/"))
	})
}

// redactURL hides user information, query values and the fragment of a URL, and a text
// that is not one.
func redactURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || strings.Contains(u.Path, "://") {
		return strings.Repeat(hidden, min(len(text), 1))
	}
	base, _, hasFragment := strings.Cut(text, "#")
	base, query, hasQuery := strings.Cut(base, "?")
	scheme, rest, _ := strings.Cut(base, "//")
	authority, path, hasPath := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		authority = hidden + authority[at:]
	}
	redacted := scheme + "//" + authority
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
