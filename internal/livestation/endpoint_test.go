package livestation

import (
	"strings"
	"testing"
)

func TestAnEndpointIsTakenAsItsBaseURL(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://livestation.apigw.ntruss.com":    "https://livestation.apigw.ntruss.com",
		"https://livestation.apigw.ntruss.com/":   "https://livestation.apigw.ntruss.com",
		"https://livestation.apigw.ntruss.com///": "https://livestation.apigw.ntruss.com",
		"HTTPS://example.com:8443":                "https://example.com:8443",
		"https://example.com/forward/":            "https://example.com/forward",
		"https://example.com/a%2Fb/":              "https://example.com/a%2Fb",
		"http://127.0.0.1:8080":                   "http://127.0.0.1:8080",
		"http://127.1.2.3":                        "http://127.1.2.3",
		"http://[::1]:8080/":                      "http://[::1]:8080",
		"http://localhost:8080":                   "http://localhost:8080",
		"http://LOCALHOST":                        "http://LOCALHOST",
		"https://10.0.0.1":                        "https://10.0.0.1",
	} {
		if got, err := ParseEndpoint(given); err != nil || got.String() != want {
			t.Errorf("%q becomes %v, %v, want %q", given, got, err, want)
		}
	}
}

func TestABadEndpointIsRefusedWithoutBeingRepeated(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                                    "must begin with https://",
		"example.com":                         "must begin with https://",
		"example.com:443":                     "must begin with https://",
		"//example.com":                       "must begin with https://",
		"ftp://example.com":                   "must begin with https://",
		"https:example.com":                   "must begin with https://",
		"127.0.0.1:8080":                      "http:// for an address of this machine",
		"http://example.com":                  "this machine's own addresses",
		"http://10.0.0.1":                     "this machine's own addresses",
		"http://127.0.0.1.example.com":        "this machine's own addresses",
		"http://localhost.example.com":        "this machine's own addresses",
		"http://169.254.169.254":              "this machine's own addresses",
		"http://0.0.0.0":                      "this machine's own addresses",
		"https://":                            "names no host",
		"https:///path":                       "names no host",
		"https://:443":                        "names no host",
		"https://user@example.com":            "user name or a password",
		"https://user:hunter2@example.com":    "user name or a password",
		"https://user:hun/ter2@example.com":   "is not a URL",
		"https://example.com?":                "query",
		"https://example.com/?a=hunter2":      "query",
		"https://example.com/#":               "fragment",
		"https://example.com/#hunter2":        "fragment",
		"https://exa mple.com":                "is not a URL",
		"https://example.com:port":            "is not a URL",
		"https://example.com:0":               "port",
		"https://example.com:65536":           "port",
		"https://example.com/api/v2":          "must end before /api/v2",
		"https://example.com/api/v2/":         "must end before /api/v2",
		"https://example.com/api/v2/events/x": "must end before /api/v2",
		"https://example.com/api/fin-v2":      "must end before /api/fin-v2",
		"https://example.com/%zz":             "is not a URL",
	} {
		got, err := ParseEndpoint(given)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, %v, want an error with %q", given, got, err, want)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "hun") {
			t.Errorf("%q: the error repeats a part of it: %v", given, err)
		}
	}
}

func FuzzParseEndpoint(f *testing.F) {
	for _, endpoint := range []string{
		"https://livestation.apigw.ntruss.com", "http://127.0.0.1:8080/", "http://[::1]:1", "https://u:p@h", "https://h/a%2Fb//", "https://h?q", "https://h#f",
		"https://h:99999", "http://127.0.0.1.evil", "https://h/api/v2", "//h", "h", "", "https://%zz", "https://[::1%25eth0]",
	} {
		f.Add(endpoint)
	}
	f.Fuzz(func(t *testing.T, endpoint string) {
		base, err := ParseEndpoint(endpoint)
		if err != nil {
			return
		}
		if base.User != nil || base.RawQuery != "" || base.Fragment != "" || strings.HasSuffix(base.Path, "/") || base.Hostname() == "" {
			t.Errorf("%q becomes %q", endpoint, base)
		}
		if base.Scheme != "https" && !isLoopback(base.Hostname()) {
			t.Errorf("%q sends keys in the clear to %s", endpoint, base.Host)
		}
		if again, err := ParseEndpoint(base.String()); err != nil || again.String() != base.String() {
			t.Errorf("%q becomes %q, and that %v, %v", endpoint, base, again, err)
		}
	})
}
