package provider

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// validateProxy reports a proxy for https that net/http cannot use. If net/http cannot parse the variable, it connects
// directly without an error. If it does not support the scheme, it uses the proxy as an HTTP proxy.
func validateProxy(diags *diag.Diagnostics, getenv func(string) string) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} { // as net/http: the first that is not empty
		value := getenv(name)
		if value == "" {
			continue
		}
		if !isProxyURL(value) {
			diags.AddError("Invalid "+name, invalidProxyDetail(name))
		}
		return
	}
}

// isProxyURL reports whether the value is the URL of a proxy that net/http supports. As in net/http, a value without a
// scheme gets http://. Unlike net/http, which would use a proxy named http then, an invalid URL does not.
func isProxyURL(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" {
		return false
	}
	// An @ after the host means that the password contains a "/", "?" or "#", so that the host is wrong.
	misparsed := strings.Contains(u.Path+u.RawQuery+u.Fragment, "@")
	return !misparsed && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}

// invalidProxyDetail does not repeat the value, because it may contain a password.
func invalidProxyDetail(name string) string {
	return fmt.Sprintf("Set the environment variable %s to the URL of a proxy, or unset it to connect directly:\n\n"+
		"  http://HOST:PORT\n"+
		"  http://USER:PASSWORD@HOST:PORT\n\n"+
		"Supported schemes are http, https, socks5 and socks5h. Percent-encode special characters in the user name and "+
		"the password: for example, write @ as %%40, / as %%2F and # as %%23.", name)
}
