package livestation

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// DefaultEndpoint is the base URL of Live Station's API gateway (Get Callback
// Endpoint, "Request").
const DefaultEndpoint = "https://livestation.apigw.ntruss.com"

// ParseEndpoint returns the base URL of an API: https, or http if the host is this
// machine. Trailing slashes are removed and the host is lower-cased. A path comes
// before each operation's path, and is signed with it.
//
// User information, a query and a fragment are rejected, because they would not
// reach the API. The errors are predicates of the endpoint and do not repeat the
// value, which may contain a password.
func ParseEndpoint(endpoint string) (*url.URL, error) {
	return parseBaseURL(endpoint, PublicSite.pathPrefix, FinancialSite.pathPrefix)
}

// parseBaseURL returns a base URL that contains no prefix of the operations' paths.
func parseBaseURL(endpoint string, prefixes ...string) (*url.URL, error) {
	u, err := url.Parse(endpoint)
	switch {
	case !strings.Contains(endpoint, "://"):
		return nil, errors.New("must begin with https:// (or http:// for a loopback address)")
	case err != nil:
		return nil, errors.New("is not a valid URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("must begin with https://")
	case u.User != nil:
		return nil, errors.New("must not contain a user name or password: requests are signed instead")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("must not contain a query")
	case strings.Contains(endpoint, "#"):
		return nil, errors.New("must not contain a fragment")
	case u.Hostname() == "":
		return nil, errors.New("contains no host")
	case !IsPort(u.Port()):
		return nil, errors.New("contains a port that is not between 1 and 65535")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, errors.New(
			"must begin with https://: http is allowed for loopback addresses only (127.0.0.1, ::1, localhost)",
		)
	}
	base := &url.URL{
		Scheme:  u.Scheme,
		Host:    strings.ToLower(u.Host), // as Go's rule that loopback addresses use no proxy expects it
		Path:    strings.TrimRight(u.Path, "/"),
		RawPath: strings.TrimRight(u.RawPath, "/"),
	}
	for _, prefix := range prefixes {
		if strings.Contains(base.Path+"/", prefix+"/") {
			return nil, errors.New("must end before " + prefix + ", which the provider adds")
		}
	}
	return base, nil
}

// IsPort reports whether the port of a URL is "" or valid.
func IsPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
