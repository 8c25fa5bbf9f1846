package provider

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func str(value string) types.String { return types.StringValue(value) }

func number(n float64) types.Number { return types.NumberValue(big.NewFloat(n)) }

// blockWith returns a provider block with credentials and what change, if not nil, sets.
func blockWith(change func(*providerModel)) providerModel {
	block := providerModel{AccessKey: str("a"), SecretKey: str("s")}
	if change != nil {
		change(&block)
	}
	return block
}

func TestSettings_followPrecedence(t *testing.T) {
	t.Parallel()
	const main = "https://livestation.apigw.ntruss.com"
	type values struct {
		site, region, endpoint, edge, timeout string
		maxRetries                            int
	}
	const edge = "https://edge.apigw.ntruss.com"
	defaults := values{
		site: "public", region: "KR", endpoint: main, edge: edge, timeout: "1m0s", maxRetries: 3,
	}
	for name, c := range map[string]struct {
		block func(*providerModel)
		env   map[string]string
		want  values
	}{
		"defaults": {want: defaults},
		"environment": {
			env:  map[string]string{"NCLOUD_SITE": "fin", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1/"},
			want: values{site: "fin", region: "FKR", endpoint: "http://127.0.0.1:1", timeout: "1m0s", maxRetries: 3},
		},
		"region in the environment": {
			env:  map[string]string{"NCLOUD_SITE": "fin", "NCLOUD_REGION": "SGN"},
			want: values{site: "fin", region: "SGN", endpoint: main, edge: edge, timeout: "1m0s", maxRetries: 3},
		},
		"block before environment": {
			block: func(b *providerModel) {
				b.Site = str("public")
				b.Region = str(" JPN ")
				b.Endpoint = str("https://example.com//")
				b.Timeout = str("90s")
				b.MaxRetries = number(0)
			},
			env: map[string]string{
				"NCLOUD_SITE": "fin", "NCLOUD_REGION": "FKR", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1",
			},
			want: values{site: "public", region: "JPN", endpoint: "https://example.com", timeout: "1m30s", maxRetries: 0},
		},
		"site in the block decides the region": {
			block: func(b *providerModel) { b.Site = str("fin") },
			want:  values{site: "fin", region: "FKR", endpoint: main, edge: edge, timeout: "1m0s", maxRetries: 3},
		},
		"longest timeout": {
			block: func(b *providerModel) { b.Timeout = str("24h") },
			want:  values{site: "public", region: "KR", endpoint: main, edge: edge, timeout: "24h0m0s", maxRetries: 3},
		},
		"most retries": {
			block: func(b *providerModel) { b.MaxRetries = number(10) },
			want:  values{site: "public", region: "KR", endpoint: main, edge: edge, timeout: "1m0s", maxRetries: 10},
		},
		"no signature goes to a host that the user did not choose": {
			block: func(b *providerModel) { b.Endpoint = str("https://example.com") },
			want:  values{site: "public", region: "KR", endpoint: "https://example.com", timeout: "1m0s", maxRetries: 3},
		},
		"both hosts": {
			block: func(b *providerModel) { b.Endpoint = str("https://example.com") },
			env:   map[string]string{"LIVESTATION_GLOBAL_EDGE_ENDPOINT": "https://edge.example.com/"},
			want: values{
				site: "public", region: "KR", endpoint: "https://example.com", edge: "https://edge.example.com",
				timeout: "1m0s", maxRetries: 3,
			},
		},
		"empty variables are not set": {
			env:  map[string]string{"NCLOUD_SITE": "", "NCLOUD_REGION": "", "LIVESTATION_ENDPOINT": "", "HTTPS_PROXY": ""},
			want: defaults,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, diags := resolveSettings(blockWith(c.block), environmentWith(c.env, nil))
			if diags.HasError() {
				t.Fatal(diags)
			}
			got := values{
				site: s.Site.Name, region: s.Region, endpoint: s.Endpoint.String(),
				timeout: s.Timeout.String(), maxRetries: s.MaxRetries,
			}
			if s.GlobalEdgeEndpoint != nil {
				got.edge = s.GlobalEdgeEndpoint.String()
			}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestSettings_reportInvalidArgument(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block   func(*providerModel)
		at      string
		problem string
	}{
		"region in small letters": {
			block: func(b *providerModel) { b.Region = str("kr") },
			at:    "region", problem: `must be a region code in capital letters, such as KR (public site) ` +
				`or FKR (financial site), not "kr".`,
		},
		"region of 500 characters": {
			block: func(b *providerModel) { b.Region = str(strings.Repeat("K", 500)) },
			at:    "region", problem: `not "` + strings.Repeat("K", 20) + `".`,
		},
		"region of a megabyte": {
			block: func(b *providerModel) { b.Region = str(strings.Repeat("K", 1<<20)) },
			at:    "region", problem: "must not be longer than 1024 bytes",
		},
		"empty region": {
			block: func(b *providerModel) { b.Region = str("") },
			at:    "region", problem: "region in the provider block is empty or blank",
		},
		"endpoint with a password": {
			block: func(b *providerModel) { b.Endpoint = str("https://me:hunter2@example.com") },
			at:    "endpoint", problem: "a user name or",
		},
		"unknown site": {
			block: func(b *providerModel) { b.Site = str("pub") }, at: "site", problem: "use public or fin",
		},
		"site with a right-to-left override": {
			block: func(b *providerModel) { b.Site = str("pub\u202elic") },
			at:    "site", problem: "contains an invisible character",
		},
		"timeout without a unit": {
			block: func(b *providerModel) { b.Timeout = str("30") },
			at:    "timeout", problem: `must be a duration with a unit, such as 30s or 2m, above zero and at most 24h, not "30"`,
		},
		"negative timeout": {
			block: func(b *providerModel) { b.Timeout = str("-1m") }, at: "timeout", problem: "above zero",
		},
		"timeout above the limit": {
			block: func(b *providerModel) { b.Timeout = str("24h0m1s") },
			at:    "timeout", problem: `at most 24h, not "24h0m1s"`,
		},
		"timeout that overflows": {
			block: func(b *providerModel) { b.Timeout = str("99999999999h") },
			at:    "timeout", problem: `at most 24h, not "99999999999h"`,
		},
		"negative number of retries": {
			block: func(b *providerModel) { b.MaxRetries = number(-1) },
			at:    "max_retries", problem: "must be a whole number from 0 to 10, not -1",
		},
		"too many retries": {
			block: func(b *providerModel) { b.MaxRetries = number(11) }, at: "max_retries", problem: "not 11",
		},
		"fraction of a retry": {
			block: func(b *providerModel) { b.MaxRetries = number(1.5) }, at: "max_retries", problem: "not 1.5",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := blockWith(c.block)
			_, diags := resolveSettings(block, environmentWith(nil, nil))
			expectError(t, diags, c.at, c.problem)
			expectError(t, validateBlock(block), c.at, c.problem)
		})
	}
}

func TestSettings_reportInvalidVariable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env     map[string]string
		problem string
	}{
		"region": {
			env:     map[string]string{"NCLOUD_REGION": "Korea"},
			problem: `The environment variable NCLOUD_REGION must be a region code in capital letters`,
		},
		"endpoint": {
			env:     map[string]string{"LIVESTATION_ENDPOINT": "localhost:80"},
			problem: "LIVESTATION_ENDPOINT must begin with https://",
		},
		"site": {env: map[string]string{"NCLOUD_SITE": "gov"}, problem: "NCLOUD_SITE is gov"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := resolveSettings(blockWith(nil), environmentWith(c.env, nil))
			expectError(t, diags, nowhere, c.problem)
		})
	}
}

func TestSettings_reportAllMistakesTogether(t *testing.T) {
	t.Parallel()
	block := providerModel{
		AccessKey: str("a"), Site: str("x"), Region: str("kr"), Endpoint: str("x"), Timeout: str("x"), MaxRetries: number(99),
	}
	_, diags := resolveSettings(block, environmentWith(nil, nil))
	var got []string
	for _, d := range diags {
		got = append(got, d.Summary())
	}
	want := "Missing secret_key, Invalid site, Invalid region, Invalid endpoint, Invalid timeout, Invalid max_retries"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

// NCLOUD_REGION may be set for the provider ncloud, whose services have more regions.
func TestSettings_warnOfRegionOutsideTheSite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		site, region types.String
		env          map[string]string
		want         string // "" if there is no warning
	}{
		"variable of another provider": {
			env: map[string]string{"NCLOUD_REGION": "SGN"},
			want: `Set region = "KR" in the provider block: Live Station has the region KR on the site public ` +
				"and FKR on the site fin. NCLOUD_REGION is SGN",
		},
		"argument": {
			region: str("FKR"), want: "region is FKR, which Live Station might reject on the site public.",
		},
		"site without a region": {
			site: str("fin"), env: map[string]string{"NCLOUD_REGION": "KR"}, want: `Set region = "FKR"`,
		},
		"region of the site":       {site: str("fin"), region: str("FKR")},
		"argument before variable": {region: str("KR"), env: map[string]string{"NCLOUD_REGION": "SGN"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := blockWith(func(b *providerModel) {
				b.Site = c.site
				b.Region = c.region
			})
			config, diags := resolveSettings(block, environmentWith(c.env, nil))
			if config.Credentials == nil || diags.HasError() || len(diags) > 1 {
				t.Fatalf("got %v, want at most one warning", diags)
			}
			if c.want == "" != (len(diags) == 0) {
				t.Fatalf("got %v, want %q", diags, c.want)
			}
			for _, d := range diags {
				messages.ExpectDetail(t, d, c.want)
				messages.ExpectStyle(t, d)
			}
		})
	}
}

// nowhere is the place of a diagnostic that is not about an argument.
const nowhere = "-"

// expectError checks that there is one error, its place, text and style, and that it shows no test secret.
func expectError(t *testing.T, diags diag.Diagnostics, at, problem string) {
	t.Helper()
	if len(diags) != 1 {
		t.Fatalf("got %v, want one error", diags)
	}
	if diags[0].Severity() != diag.SeverityError {
		t.Errorf("got %v, want an error", diags[0].Severity())
	}
	if !strings.Contains(diags[0].Detail(), problem) {
		t.Errorf("got %q, want it to contain %q", diags[0].Detail(), problem)
	}
	if strings.Contains(diags[0].Detail(), "hun") { // of hunter2, the secrets in these tests
		t.Errorf("%q contains a secret", diags[0].Detail())
	}
	messages.ExpectStyle(t, diags[0])
	got := nowhere
	if placed, ok := diags[0].(diag.DiagnosticWithPath); ok {
		got = placed.Path().String()
	}
	if got != at {
		t.Errorf("it is shown at %s, want %s", got, at)
	}
}

func TestConfigFrom_resolvesLikeAnEmptyProviderBlock(t *testing.T) {
	t.Parallel()
	config, warnings, err := configFrom(environmentWith(map[string]string{
		"NCLOUD_ACCESS_KEY": "ACCESSKEYOFCONFIG001", "NCLOUD_SECRET_KEY": "secret-of-config", "NCLOUD_SITE": "fin",
		"LIVESTATION_ENDPOINT": "http://127.0.0.1:1",
	}, nil))
	if err != nil || len(warnings) > 0 {
		t.Fatalf("got %v, %q", err, warnings)
	}
	credentials, err := config.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := []string{credentials.AccessKey(), config.Site.Name, config.Region, config.Endpoint.String()}
	if want := []string{"ACCESSKEYOFCONFIG001", "fin", "FKR", "http://127.0.0.1:1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestConfigFrom_reportsWhatTheProviderWouldReport(t *testing.T) {
	t.Parallel()
	_, _, err := configFrom(environmentWith(nil, nil))
	if err == nil || !strings.Contains(err.Error(), "No credentials found") ||
		!strings.Contains(err.Error(), "NCLOUD_ACCESS_KEY") {
		t.Errorf("got %v, want the provider's error", err)
	}
}
