package livestation

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// DefaultEndpoint is the API gateway's address of Live Station (Get Callback
// Endpoint, "Request").
const DefaultEndpoint = "https://livestation.apigw.ntruss.com"

// ParseEndpoint returns the base URL of an API: https, or http where the host is
// this machine itself. Slashes at its end are dropped. A path stays in front of
// every call's own path, and is signed with it.
//
// User information, a query and a fragment are refused: none of them would reach
// the API as meant. The errors say what is wrong and do not repeat the value,
// which may hold a password.
func ParseEndpoint(endpoint string) (*url.URL, error) {
	u, err := url.Parse(endpoint)
	switch {
	case !strings.Contains(endpoint, "://"):
		return nil, errors.New("must begin with https:// (or http:// for an address of this machine itself)")
	case err != nil:
		return nil, errors.New("is not a URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("must begin with https://")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or a password: requests are signed with the keys instead")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("must not hold a query")
	case strings.Contains(endpoint, "#"):
		return nil, errors.New("must not hold a fragment")
	case u.Hostname() == "":
		return nil, errors.New("names no host")
	case !isPort(u.Port()):
		return nil, errors.New("has a port that is not between 1 and 65535")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, errors.New("must begin with https://, as http is for this machine's own addresses alone (127.0.0.1, ::1, localhost)")
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/"), RawPath: strings.TrimRight(u.RawPath, "/")}
	for _, site := range sites {
		if strings.Contains(base.Path+"/", site.pathPrefix+"/") {
			return nil, errors.New("must end before " + site.pathPrefix + ", which the provider adds itself")
		}
	}
	return base, nil
}

func isPort(port string) bool {
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
