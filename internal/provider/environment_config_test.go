package provider

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
)

func TestConfigFrom_resolvesLikeAnEmptyProviderBlock(t *testing.T) {
	t.Parallel()
	variables := map[string]string{
		"NCLOUD_ACCESS_KEY": "ACCESSKEYOFCONFIG001", "NCLOUD_SECRET_KEY": "secret-of-config", "NCLOUD_SITE": "fin",
		"LIVESTATION_ENDPOINT": "http://127.0.0.1:1",
	}
	noFile := func(string) (ncloud.File, error) { return ncloud.File{}, fs.ErrNotExist }
	getenv := func(name string) string { return variables[name] }
	config, warnings, err := configFrom(environment{getenv: getenv, readFile: noFile, home: "/home/user"})
	if err != nil || len(warnings) > 0 {
		t.Fatalf("got %v, %q", err, warnings)
	}
	credentials, err := config.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want string }{
		"access key": {got: credentials.AccessKey(), want: "ACCESSKEYOFCONFIG001"},
		"site":       {got: config.Site.Name, want: "fin"},
		"region":     {got: config.Region, want: "FKR"},
		"endpoint":   {got: config.Endpoint.String(), want: "http://127.0.0.1:1"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}

func TestConfigFrom_reportsWhatTheProviderWouldReport(t *testing.T) {
	t.Parallel()
	noFile := func(string) (ncloud.File, error) { return ncloud.File{}, fs.ErrNotExist }
	_, _, err := configFrom(environment{getenv: func(string) string { return "" }, readFile: noFile, home: "/home/user"})
	if err == nil || !strings.Contains(err.Error(), "No credentials found") ||
		!strings.Contains(err.Error(), "NCLOUD_ACCESS_KEY") {
		t.Errorf("got %v, want the provider's error", err)
	}
}
