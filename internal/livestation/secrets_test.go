package livestation

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSecrets_areHiddenAsServersRepeatThem(t *testing.T) {
	t.Parallel()
	const signature = "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU="
	for name, text := range map[string]string{
		"as sent":               "Authorization " + signature + " is wrong",
		"twice":                 signature + signature,
		"in lower case":         strings.ToLower(signature),
		"percent-encoded":       "OW7eqUbxnMFL4SSTe%2F%2BOf3%2FRvbRiiWFS4GFM4O1dNsU%3D",
		"in lower-case digits":  "OW7eqUbxnMFL4SSTe%2f%2bOf3%2fRvbRiiWFS4GFM4O1dNsU%3d",
		"as JSON escapes it":    `{"signature":"OW7eqUbxnMFL4SSTe\/+Of3\/RvbRiiWFS4GFM4O1dNsU="}`,
		"at the end of a label": strings.Repeat("x", 190) + signature,
	} {
		got := secrets{signature}.sanitize(text, maxSample)
		expectContains(t, got, hidden)
		if strings.Contains(strings.ToLower(got), "ow7e") {
			t.Errorf("%s: %s", name, got)
		}
	}
	expectEqual(t, "a blank in a path", secrets{"two words"}.hide("two%20words"), hidden)
	expectEqual(t, "a short secret", secrets{"abc"}.sanitize("abc of the API", maxText), "abc of the API")
	expectEqual(t, "another text", secrets{signature}.sanitize("no signature", maxText), "no signature")
}

// A response can repeat any part of the URL, as it was written or decoded.
func TestCallbackSecrets_areThePartsThatMayBeSecret(t *testing.T) {
	t.Parallel()
	got := callbackSecrets("https://user%40:pass%2Fword@a.example/path?token=s3cr3t%3D&other#fragment")
	for _, part := range []string{"user@", "pass/word", "pass%2Fword", "s3cr3t=", "s3cr3t%3D", "other", "fragment"} {
		expectEqual(t, part, got.hide(part), hidden)
	}
	longer := callbackSecrets("https://a.example?short=abcd&long=abcdefgh")
	expectEqual(t, "a part that begins with another", longer.hide("abcdefgh"), hidden)
	for _, part := range []string{"a.example", "/path", "token"} {
		expectEqual(t, part, got.hide(part), part)
	}
}

func TestRedactCallbackURL_showsWhereEventsGo(t *testing.T) {
	t.Parallel()
	for shown, want := range map[string]string{
		"":                                                     "",
		"https://events.example.com/live":                      "https://events.example.com/live",
		"https://example.com:8443/@live":                       "https://example.com:8443/@live",
		"https://example.com/a%3Fb%40c":                        "https://example.com/a%3Fb%40c",
		"https://example.com/라이브":                              "https://example.com/라이브",
		"https://example.com/l?t=s3cr3t&i=":                    "https://example.com/l?t=(hidden)&(hidden)",
		"https://example.com?t=a=s3cr3t":                       "https://example.com?t=(hidden)",
		"https://example.com/?s3cr3t==&a=1":                    "https://example.com/?(hidden)&a=(hidden)",
		"https://example.com/?&&":                              "https://example.com/?&&",
		"https://example.com/live#s3cr3t":                      "https://example.com/live#(hidden)",
		"https://example.com/\u202eevil":                       "https://example.com/ evil",
		"HTTPS://user:s3@cr3t@a.example:443/b?c=s3cr3t#s3cr3t": "HTTPS://(hidden)@a.example:443/b?c=(hidden)#(hidden)",
		"https://example.com/" + strings.Repeat("라", 181):      "https://example.com/" + strings.Repeat("라", 180) + "…",

		"s3cr3t":                              hidden,
		"example.com/live?token=s3cr3t":       hidden,
		"https:/user:s3cr3t@example.com":      hidden,
		"https://user:s3?cr3t@example.com/":   hidden,
		"https://u:s3cr3t@example.com:x/?a=1": hidden,
		`https:\\user:s3cr3t@example.com`:     hidden,
		"https://exa mple.com/?token=s3cr3t":  hidden,
	} {
		expectEqual(t, shown, RedactCallbackURL(shown), want)
	}
}

func TestRedactURLsIn_findsURLsInTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"5/5 channels? support@example.com":               "5/5 channels? support@example.com",
		"callbackUrl https://u:s3@a.b/l?t=s3 is wrong":    "callbackUrl https://(hidden)@a.b/l?t=(hidden) is wrong",
		`{"callbackUrl":"https://a.b/?t=s3","code":1}`:    `{"callbackUrl":"https://a.b/?t=(hidden)","code":1}`,
		`"https:\/\/u:s3@a.b\/?t=s3" is invalid`:          `"https://(hidden)@a.b/?t=(hidden)" is invalid`,
		`<a href="https://a.b/?a=1&amp;t=s3">here</a>`:    `<a href="https://a.b/?a=(hidden)&amp;t=(hidden)">here</a>`,
		"redirect=https%3a%2f%2fa.b%3ft%3ds3 was refused": "redirect=https://a.b?t=(hidden) was refused",
		"https://a.b/?t=s3, HTTP://s3@c.d":                "https://a.b/?t=(hidden) HTTP://(hidden)@c.d",
		"https://a.b/x,https://u:s3@c.d":                  hidden,
		"rtmp://a.b/app?key=s3 srt://a.b?streamid=s3":     "rtmp://a.b/app?key=(hidden) srt://a.b?streamid=(hidden)",
		"must begin with https://":                        "must begin with https://",
	} {
		expectEqual(t, text, redactURLsIn(text), want)
	}
}

// The planted secret is a query value or user information, whatever surrounds it.
func FuzzRedactCallbackURL(f *testing.F) {
	const secret = "Pl4ntedS3cret"
	f.Add("https", "user:", "", "example.com/live", "token", "&a=1")
	f.Add("HTTP", "u@", "@", "example.com:99999", "a&b", "#c")
	f.Add("https", `\`, "%40", " ", "a=", "@")
	f.Add("ftp", "[", "]", "[::1]/https://", "\u202e", "?")
	f.Fuzz(func(t *testing.T, scheme, before, after, hostAndPath, name, end string) {
		userInformation := strings.NewReplacer("/", "", "?", "", "#", "").Replace(before + secret + after)
		withQuery := scheme + "://" + hostAndPath + "?" + name + "=" + secret + end
		withUser := "http://" + userInformation + "@" + hostAndPath
		for _, text := range []string{withQuery, withUser, userInformation + "@example.com"} {
			redacted := RedactCallbackURL(text)
			if strings.Contains(redacted, secret) {
				t.Errorf("%q becomes %q", text, redacted)
			}
			if utf8.RuneCountInString(redacted) > maxDisplayedURL+1 {
				t.Errorf("%q becomes %q, which is too long", text, redacted)
			}
			if strings.ContainsFunc(redacted, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q becomes %q, which is not printable", text, redacted)
			}
		}
	})
}
