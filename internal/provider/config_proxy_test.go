package provider

import "testing"

func TestProxy_acceptsWhatNetHTTPUses(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"http://proxy:3128",
		"http://proxy:3128/",
		"HTTP://PROXY",
		"https://proxy",
		"socks5://proxy:1080",
		"socks5h://proxy:1080",
		"proxy",
		"proxy:3128",
		"127.0.0.1:3128",
		"[::1]:3128",
		"me:hunter2@proxy:3128",
		"http://me:hunt%40%23%2Fer2@proxy:3128",
	} {
		env := environmentWith(map[string]string{"HTTPS_PROXY": value}, nil)
		if _, diags := resolveSettings(blockWith(nil), env); len(diags) != 0 {
			t.Errorf("%s: %v", value, diags)
		}
	}
}

func TestProxy_rejectsUnusableValue(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"percent sign in the password":      "http://me:100%hunter2@proxy:3128",
		"number sign in the password":       "http://me:hun#ter2@proxy:3128",
		"number sign in the user name":      "http://me#hun:ter2@proxy:3128",
		"slash after digits":                "http://me:12/hunter2@proxy:3128",
		"question mark after digits":        "http://me:12?hunter2@proxy:3128",
		"space":                             "http://pro xy:3128",
		"trailing space":                    "http://proxy:3128 ",
		"quotation marks":                   `"http://proxy:3128"`,
		"port in words":                     "http://proxy:http",
		"scheme without slashes":            "http:proxy:3128",
		"no host":                           "http://",
		"no host but a port":                "http://:3128",
		"scheme that net/http does not use": "socks4://proxy:1080",
		"scheme of another protocol":        "ftp://proxy:3128",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := resolveSettings(blockWith(nil), environmentWith(map[string]string{"HTTPS_PROXY": value}, nil))
			expectError(t, diags, nowhere, "Percent-encode special characters in the user name and the password")
			expectSummary(t, diags[0], "Invalid HTTPS_PROXY")
		})
	}
}

func TestProxy_readsVariablesLikeNetHTTP(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env     map[string]string
		summary string // "" if there is no error
	}{
		"lower case": {
			env:     map[string]string{"https_proxy": "http://me:hun#ter2@proxy"},
			summary: "Invalid https_proxy",
		},
		"upper case first": {
			env: map[string]string{"HTTPS_PROXY": "http://proxy", "https_proxy": "http://me:hun#ter2@proxy"},
		},
		"empty upper case": {
			env:     map[string]string{"HTTPS_PROXY": "", "https_proxy": "http://me:hun#ter2@proxy"},
			summary: "Invalid https_proxy",
		},
		"proxy for http": {
			env: map[string]string{"HTTP_PROXY": "http://me:hun#ter2@proxy"},
		},
		"endpoint without TLS": {
			env: map[string]string{"HTTPS_PROXY": "http://me:hun#ter2@proxy", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := resolveSettings(blockWith(nil), environmentWith(c.env, nil))
			var got string
			for _, d := range diags {
				got += d.Summary()
			}
			if got != c.summary {
				t.Errorf("got %q, want %q", got, c.summary)
			}
		})
	}
}

// The error comes before any request.
func TestProxy_isCheckedByConfigure(t *testing.T) {
	t.Parallel()
	s := newSession(t, map[string]string{"HTTPS_PROXY": "http://me:hun#ter2@proxy:3128"})
	failure := onlyError(t, s.configure(block{"access_key": "a", "secret_key": "s"}))
	if failure.Summary != "Invalid HTTPS_PROXY" {
		t.Errorf("got %s", failure.Summary)
	}
}
