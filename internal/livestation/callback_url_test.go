package livestation

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestRedactCallbackURL(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ url, want string }{
		"no secret": {
			url:  "https://events.example.com/live",
			want: "https://events.example.com/live",
		},
		"empty":                {url: "", want: ""},
		"port and path with @": {url: "https://example.com:8443/@live", want: "https://example.com:8443/@live"},
		"encoded path":         {url: "https://example.com/a%3Fb%40c", want: "https://example.com/a%3Fb%40c"},
		"query values": {
			url:  "https://example.com/live?token=s3cr3t&id=1",
			want: "https://example.com/live?token=(hidden)&id=(hidden)",
		},
		"query with = in a value": {
			url:  "https://example.com?token=a=s3cr3t",
			want: "https://example.com?token=(hidden)",
		},
		"query without a name": {url: "https://example.com/?s3cr3t", want: "https://example.com/?(hidden)"},
		"query that Base64 pads": {
			url:  "https://example.com/?s3cr3t==&a=1",
			want: "https://example.com/?(hidden)&a=(hidden)",
		},
		"query with semicolons": {
			url:  "https://example.com/?a=1;token=s3cr3t",
			want: "https://example.com/?a=(hidden)",
		},
		"query with a second ?": {
			url:  "https://example.com/?a=1?s3cr3t",
			want: "https://example.com/?a=(hidden)",
		},
		"query with empty parts": {url: "https://example.com/?&&", want: "https://example.com/?&&"},
		"query as HTML escapes it": {
			url:  "https://example.com/?a=1&amp;t=s3cr3t",
			want: "https://example.com/?a=(hidden)&amp;t=(hidden)",
		},
		"URL in a query": {
			url:  "https://example.com/?u=https://u:s3cr3t@b/",
			want: "https://example.com/?u=(hidden)",
		},
		"fragment": {
			url:  "https://example.com/live#s3cr3t",
			want: "https://example.com/live#(hidden)",
		},
		"query in a fragment": {url: "https://example.com/#a?t=s3cr3t", want: "https://example.com/#(hidden)"},
		"user name and password": {
			url:  "https://user:s3cr3t@example.com/live",
			want: "https://(hidden)@example.com/live",
		},
		"user name": {url: "https://s3cr3t@example.com", want: "https://(hidden)@example.com"},
		"password with @": {
			url:  "https://user:s3@cr3t@example.com/",
			want: "https://(hidden)@example.com/",
		},
		"everything": {
			url:  "HTTPS://user:s3cr3t@example.com:443/a/b?c=s3cr3t#s3cr3t",
			want: "HTTPS://(hidden)@example.com:443/a/b?c=(hidden)#(hidden)",
		},

		"no scheme":           {url: "example.com/live?token=s3cr3t", want: "example.com/live?(hidden)"},
		"no scheme, password": {url: "user:s3cr3t@example.com/live", want: "(hidden)@example.com/live"},
		"no host":             {url: "https:///live?token=s3cr3t", want: "https:///live?(hidden)"},
		"one slash":           {url: "https:/user:s3cr3t@example.com", want: "(hidden)@example.com"},
		"another scheme": {
			url:  "ftp://user:s3cr3t@example.com/?a=s3cr3t",
			want: "ftp://(hidden)@example.com/?a=(hidden)",
		},
		"password with /": {
			url:  "https://user:s3/cr3t@example.com/",
			want: "https://(hidden)@example.com/",
		},
		"password with ?":          {url: "https://user:s3?cr3t@example.com/", want: "https://(hidden)"},
		"password with #":          {url: "https://user:s3#cr3t@example.com/", want: "https://(hidden)"},
		"password and white space": {url: " https://user:s3cr3t@example.com/", want: "(hidden)@example.com/"},
		"host with white space": {
			url:  "https://exa mple.com/?token=s3cr3t",
			want: "https://exa mple.com/?(hidden)",
		},
		"invalid port": {
			url:  "https://u:s3cr3t@example.com:x/?a=1",
			want: "https://(hidden)@example.com:x/?(hidden)",
		},
		"backslashes": {url: `https:\\user:s3cr3t@example.com`, want: "(hidden)@example.com"},
		"slashes as JSON escapes them": {
			url:  `https:\/\/u:s3cr3t@example.com\/a?t=s3cr3t`,
			want: `https:\/\/(hidden)@example.com\/a?(hidden)`,
		},
		"percent-encoded": {
			url:  "https%3A%2F%2Fu%3As3cr3t%40example.com%3Ft%3Ds3cr3t",
			want: "https%3A%2F%2F(hidden)%40example.com%3F(hidden)",
		},
		"percent-encoded twice": {
			url:  "https%253A%252F%252Fexample.com%253Fs3cr3t",
			want: "https%253A%252F%252Fexample.com%253F(hidden)",
		},
		"delimiters as JSON escapes": {
			url:  `https://u:s3cr3t\u0040example.com\u003ft=s3cr3t`,
			want: `https://(hidden)\u0040example.com\u003f(hidden)`,
		},
		"control characters": {
			url:  "https://example.com/\x1b[31m\n?t=s3cr3t",
			want: `https://example.com/\x1b[31m\n?(hidden)`,
		},
		"zero-width space": {
			url:  "https://example.com/a\u200bb",
			want: `https://example.com/a\u200bb`,
		},
		"text direction": {
			url:  "https://example.com/\u202eevil",
			want: `https://example.com/\u202eevil`,
		},
		"filler that counts as printed": {url: "https://example.com/\u3164", want: `https://example.com/\u3164`},
		"tag character": {
			url:  "https://example.com/\U000e0041",
			want: `https://example.com/\U000e0041`,
		},
		"text in another script": {url: "https://example.com/라이브", want: "https://example.com/라이브"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := RedactCallbackURL(test.url); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRedactCallbackURL_returnsAtMost200Characters(t *testing.T) {
	t.Parallel()
	const base = "https://example.com/"
	tests := map[string]struct{ url, want string }{
		"as long as allowed": {url: base + strings.Repeat("a", 180), want: base + strings.Repeat("a", 180)},
		"one too many":       {url: base + strings.Repeat("a", 181), want: base + strings.Repeat("a", 180) + "…"},
		"counts characters":  {url: base + strings.Repeat("라", 180), want: base + strings.Repeat("라", 180)},
		"whole escapes": {
			url:  base + strings.Repeat("\u202e", 31),
			want: base + strings.Repeat(`\u202e`, 30) + "…",
		},
		"a megabyte":         {url: base + strings.Repeat("a", 1<<20), want: base + strings.Repeat("a", 180) + "…"},
		"a long query value": {url: base + "?t=" + strings.Repeat("a", 1<<20), want: base + "?t=(hidden)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := RedactCallbackURL(test.url); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRedactURLsIn(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"no URL": {text: "Quota exceeded: 5/5 channels?", want: "Quota exceeded: 5/5 channels?"},
		"an address that is not http": {
			text: "Contact support@example.com or ftp://example.com.",
			want: "Contact support@example.com or ftp://example.com.",
		},
		"an API message": {
			text: "callbackUrl https://u:s3cr3t@example.com/live?token=s3cr3t is not reachable",
			want: "callbackUrl https://(hidden)@example.com/live?token=(hidden) is not reachable",
		},
		"text that directly follows a query": {
			text: "[https://example.com/?token=s3cr3t] is invalid",
			want: "[https://example.com/?token=(hidden) is invalid",
		},
		"in JSON": {
			text: `{"callbackUrl":"https://example.com/?t=s3cr3t","code":1}`,
			want: `{"callbackUrl":"https://example.com/?t=(hidden)","code":1}`,
		},
		"in JSON with escaped slashes": {
			text: `{"callbackUrl":"https:\/\/u:s3cr3t@example.com\/?t=s3cr3t"}`,
			want: `{"callbackUrl":"https:\/\/(hidden)@example.com\/?(hidden)"}`,
		},
		"in JSON with escaped ampersands": {
			text: `"https://example.com/?a=1\u0026t\u003ds3cr3t" is invalid`,
			want: `"https://example.com/?(hidden)" is invalid`,
		},
		"in HTML": {
			text: `<a href="https://example.com/?a=1&amp;t=s3cr3t">here</a>`,
			want: `<a href="https://example.com/?a=(hidden)&amp;t=(hidden)">here</a>`,
		},
		"slashes as HTML escapes them": {
			text: "https:&#x2F;&#x2F;u:s3cr3t@example.com?t=s3cr3t failed",
			want: "https:&#x2F;&#x2F;(hidden)@example.com?(hidden) failed",
		},
		"percent-encoded": {
			text: "redirect=https%3a%2f%2fexample.com%3ft%3ds3cr3t was refused",
			want: "redirect=https%3a%2f%2fexample.com%3f(hidden) was refused",
		},
		"two URLs": {
			text: "https://a.example/?t=s3cr3t, HTTP://s3cr3t@b.example",
			want: "https://a.example/?t=(hidden) HTTP://(hidden)@b.example",
		},
		"two URLs without white space": {
			text: "https://a.example,https://u:s3cr3t@b.example", want: "https://a.example,https://(hidden)@b.example",
		},
		"a URL in a query": {
			text: "https://a.example/?u=https://b.example/s3cr3t", want: "https://a.example/?u=(hidden)",
		},
		"a scheme at the end": {text: "must begin with https://", want: "must begin with https://"},
		"many lines": {
			text: "https://a.example/?t=s3cr3t\nnext line",
			want: "https://a.example/?t=(hidden)\nnext line",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := redactURLsIn(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRedactURLsIn_boundsEachURL(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("https://example.com/"+strings.Repeat("a", 300)+" ", 2)
	want := strings.Repeat("https://example.com/"+strings.Repeat("a", 180)+"… ", 2)
	if got := redactURLsIn(text); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A hostile response can be 1 MiB long.
func TestRedactURLsIn_takesTimeInProportionToTheText(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("https://", 1<<13)
	done := make(chan string, 1)
	go func() { done <- redactURLsIn(text) }()
	select {
	case got := <-done:
		if got != text {
			t.Errorf("%d bytes become %d", len(text), len(got))
		}
	case <-time.After(20 * time.Second):
		t.Error("64 KiB of URLs take more than 20 seconds")
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
		texts := []string{withQuery, "http://" + userInformation + "@" + hostAndPath, userInformation + "@example.com"}
		for _, text := range texts {
			redacted := RedactCallbackURL(text)
			if strings.Contains(redacted, secret) {
				t.Errorf("%q becomes %q", text, redacted)
			}
			if utf8.RuneCountInString(redacted) > maxDisplayedURL+1 {
				t.Errorf("%q becomes %q, which is too long", text, redacted)
			}
			if !utf8.ValidString(redacted) || strings.ContainsFunc(redacted, func(r rune) bool { return !isVisible(r) }) {
				t.Errorf("%q becomes %q, which is not printable", text, redacted)
			}
		}
	})
}
