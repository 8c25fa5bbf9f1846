package livestation

import (
	"strings"
	"testing"
)

func TestParseEndpoint_returnsBaseURL(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://livestation.apigw.ntruss.com":    "https://livestation.apigw.ntruss.com",
		"https://livestation.apigw.ntruss.com/":   "https://livestation.apigw.ntruss.com",
		"https://livestation.apigw.ntruss.com///": "https://livestation.apigw.ntruss.com",
		"HTTPS://Example.COM:8443":                "https://example.com:8443",
		"https://example.com/Forward/":            "https://example.com/Forward",
		"https://example.com/a%2Fb/":              "https://example.com/a%2Fb",
		"http://127.0.0.1:8080":                   "http://127.0.0.1:8080",
		"http://127.1.2.3":                        "http://127.1.2.3",
		"http://[::1]:8080/":                      "http://[::1]:8080",
		"http://localhost:8080":                   "http://localhost:8080",
		"http://LOCALHOST:8080":                   "http://localhost:8080",
		"http://LocalHost":                        "http://localhost",
		"https://10.0.0.1":                        "https://10.0.0.1",
	} {
		got, err := ParseEndpoint(endpoint)
		if err != nil {
			t.Errorf("%q: %v", endpoint, err)
			continue
		}
		expectEqual(t, "the base URL of "+endpoint, got.String(), want)
	}
}

func TestParseEndpoint_rejectsWithoutRepeatingTheValue(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"":                                    "must begin with https://",
		"example.com":                         "must begin with https://",
		"example.com:443":                     "must begin with https://",
		"//example.com":                       "must begin with https://",
		"ftp://example.com":                   "must begin with https://",
		"https:example.com":                   "must begin with https://",
		"127.0.0.1:8080":                      "http:// for a loopback address",
		"http://example.com":                  "loopback addresses only",
		"http://10.0.0.1":                     "loopback addresses only",
		"http://127.0.0.1.example.com":        "loopback addresses only",
		"http://localhost.example.com":        "loopback addresses only",
		"http://169.254.169.254":              "loopback addresses only",
		"http://0.0.0.0":                      "loopback addresses only",
		"https://":                            "contains no host",
		"https:///path":                       "contains no host",
		"https://:443":                        "contains no host",
		"https://user@example.com":            "user name or password",
		"https://user:hunter2@example.com":    "user name or password",
		"https://user:hun/ter2@example.com":   "is not a valid URL",
		"https://example.com?":                "query",
		"https://example.com/?a=hunter2":      "query",
		"https://example.com/#":               "fragment",
		"https://example.com/#hunter2":        "fragment",
		"https://exa mple.com":                "is not a valid URL",
		"https://example.com:port":            "is not a valid URL",
		"https://example.com:0":               "port",
		"https://example.com:65536":           "port",
		"https://example.com/api/v2":          "must end before /api/v2",
		"https://example.com/api/v2/":         "must end before /api/v2",
		"https://example.com/api/v2/events/x": "must end before /api/v2",
		"https://example.com/api/fin-v2":      "must end before /api/fin-v2",
		"https://example.com/%zz":             "is not a valid URL",
	} {
		base, err := ParseEndpoint(endpoint)
		if err == nil {
			t.Errorf("%q is accepted as %s", endpoint, base)
			continue
		}
		expectContains(t, err.Error(), want)
		expectNotContains(t, err.Error(), "hun")
	}
}

func FuzzParseEndpoint(f *testing.F) {
	for _, endpoint := range []string{
		"https://livestation.apigw.ntruss.com", "http://127.0.0.1:8080/", "http://[::1]:1", "http://LOCALHOST:1",
		"https://u:p@h", "https://h/a%2Fb//", "https://h?q", "https://h#f", "https://h:99999", "http://127.0.0.1.evil",
		"https://h/api/v2", "//h", "h", "", "https://%zz", "https://[::1%25eth0]",
	} {
		f.Add(endpoint)
	}
	f.Fuzz(func(t *testing.T, endpoint string) {
		base, err := ParseEndpoint(endpoint)
		if err != nil {
			return
		}
		if base.User != nil {
			t.Errorf("%q keeps user information", endpoint)
		}
		expectEqual(t, "the query", base.RawQuery, "")
		expectEqual(t, "the fragment", base.Fragment, "")
		if base.Hostname() == "" {
			t.Errorf("%q has no host", endpoint)
		}
		if strings.HasSuffix(base.Path, "/") {
			t.Errorf("%q becomes %q", endpoint, base)
		}
		if base.Scheme != "https" && !isLoopback(base.Hostname()) {
			t.Errorf("%q sends credentials unencrypted to %s", endpoint, base.Host)
		}
		again, err := ParseEndpoint(base.String())
		if err != nil {
			t.Fatalf("%q becomes %q, which is rejected: %v", endpoint, base, err)
		}
		expectEqual(t, "the base URL of a base URL", again.String(), base.String())
	})
}
