package provider

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func of(value string) types.String { return types.StringValue(value) }

func number(n float64) types.Number { return types.NumberValue(big.NewFloat(n)) }

// with returns a block with a pair of keys and what change adds.
func with(change func(*providerModel)) providerModel {
	block := providerModel{AccessKey: of("a"), SecretKey: of("s")}
	change(&block)
	return block
}

func TestSettingsComeFromTheFirstPlaceThatHoldsThem(t *testing.T) {
	t.Parallel()
	type want struct {
		site, region, endpoint, timeout string
		retries                         int
	}
	defaults := want{"public", "KR", "https://livestation.apigw.ntruss.com", "1m0s", 3}
	for name, c := range map[string]struct {
		block func(*providerModel)
		env   map[string]string
		want  want
	}{
		"defaults": {want: defaults},
		"environment": {env: map[string]string{"NCLOUD_SITE": "fin", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1/"},
			want: want{"fin", "FKR", "http://127.0.0.1:1", "1m0s", 3}},
		"region in the environment": {env: map[string]string{"NCLOUD_SITE": "fin", "NCLOUD_REGION": "SGN"},
			want: want{"fin", "SGN", defaults.endpoint, "1m0s", 3}},
		"block before environment": {
			block: func(b *providerModel) {
				b.Site, b.Region, b.Endpoint, b.Timeout, b.MaxRetries = of("public"), of(" JPN "), of("https://example.com//"), of("90s"), number(0)
			},
			env:  map[string]string{"NCLOUD_SITE": "fin", "NCLOUD_REGION": "FKR", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1"},
			want: want{"public", "JPN", "https://example.com", "1m30s", 0}},
		"site in the block moves the region": {block: func(b *providerModel) { b.Site = of("fin") },
			want: want{"fin", "FKR", defaults.endpoint, "1m0s", 3}},
		"ten retries":       {block: func(b *providerModel) { b.MaxRetries = number(10) }, want: want{"public", "KR", defaults.endpoint, "1m0s", 10}},
		"empty environment": {env: map[string]string{"NCLOUD_SITE": "", "NCLOUD_REGION": "", "LIVESTATION_ENDPOINT": ""}, want: defaults},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := with(func(b *providerModel) {
				if c.block != nil {
					c.block(b)
				}
			})
			s, diags := resolveSettings(block, aroundWith(c.env, nil))
			if len(diags) != 0 {
				t.Fatal(diags)
			}
			if got := (want{s.site.Name, s.region, s.endpoint.String(), s.timeout.String(), s.maxRetries}); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestASettingThatCannotBeUsedIsToldWhereItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block       func(*providerModel)
		env         map[string]string
		at, problem string
	}{
		"region in small letters":    {block: func(b *providerModel) { b.Region = of("kr") }, at: "region", problem: "which is not a region code"},
		"region of a sentence":       {block: func(b *providerModel) { b.Region = of("KR; drop") }, at: "region", problem: "which is not a region code"},
		"long region":                {block: func(b *providerModel) { b.Region = of("KRKRKRKRKRKR") }, at: "region", problem: "which is not a region code"},
		"empty region":               {block: func(b *providerModel) { b.Region = of("") }, at: "region", problem: "is empty"},
		"blank region":               {block: func(b *providerModel) { b.Region = of("  ") }, at: "region", problem: "is empty"},
		"region with a line break":   {block: func(b *providerModel) { b.Region = of("K\nR") }, at: "region", problem: "control character"},
		"region in the environment":  {env: map[string]string{"NCLOUD_REGION": "Korea"}, at: "-", problem: `NCLOUD_REGION is "Korea", which is not a region code`},
		"blank environment":          {env: map[string]string{"NCLOUD_REGION": " "}, at: "-", problem: "NCLOUD_REGION is empty"},
		"endpoint without TLS":       {block: func(b *providerModel) { b.Endpoint = of("http://example.com") }, at: "endpoint", problem: "must begin with https://"},
		"endpoint with a password":   {block: func(b *providerModel) { b.Endpoint = of("https://me:hunter2@example.com") }, at: "endpoint", problem: "user name or a password"},
		"empty endpoint":             {block: func(b *providerModel) { b.Endpoint = of("") }, at: "endpoint", problem: "is empty"},
		"endpoint of the whole call": {block: func(b *providerModel) { b.Endpoint = of("https://example.com/api/v2/events/callbackEndpoint") }, at: "endpoint", problem: "must end before /api/v2"},
		"endpoint in environment":    {env: map[string]string{"LIVESTATION_ENDPOINT": "localhost:80"}, at: "-", problem: "LIVESTATION_ENDPOINT must begin with https://"},
		"the public-sector site":     {block: func(b *providerModel) { b.Site = of("gov") }, at: "site", problem: "does not offer Live Station"},
		"the same in environment":    {env: map[string]string{"NCLOUD_SITE": "gov"}, at: "-", problem: "does not offer Live Station"},
		"a site of no cloud":         {block: func(b *providerModel) { b.Site = of("pub") }, at: "site", problem: "use public or fin"},
		"empty site":                 {block: func(b *providerModel) { b.Site = of("") }, at: "site", problem: "is empty"},
		"timeout without a unit":     {block: func(b *providerModel) { b.Timeout = of("30") }, at: "timeout", problem: "It is written with its unit"},
		"timeout of nothing":         {block: func(b *providerModel) { b.Timeout = of("0s") }, at: "timeout", problem: "above zero"},
		"timeout below nothing":      {block: func(b *providerModel) { b.Timeout = of("-1m") }, at: "timeout", problem: "above zero"},
		"empty timeout":              {block: func(b *providerModel) { b.Timeout = of("") }, at: "timeout", problem: "is empty"},
		"fewer retries than none":    {block: func(b *providerModel) { b.MaxRetries = number(-1) }, at: "max_retries", problem: "is -1. It may be a whole number from 0 to 10"},
		"too many retries":           {block: func(b *providerModel) { b.MaxRetries = number(11) }, at: "max_retries", problem: "is 11. It may be a whole number"},
		"half a retry":               {block: func(b *providerModel) { b.MaxRetries = number(1.5) }, at: "max_retries", problem: "is 1.5. It may be a whole number"},
		"endless retries":            {block: func(b *providerModel) { b.MaxRetries = number(1e30) }, at: "max_retries", problem: "is 1e+30. It may be"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := with(func(b *providerModel) {
				if c.block != nil {
					c.block(b)
				}
			})
			_, diags := resolveSettings(block, aroundWith(c.env, nil))
			expectError(t, diags, c.at, c.problem)
			if c.at != "-" {
				expectError(t, validateBlock(block), c.at, c.problem)
			}
		})
	}
}

// Every mistake is told at once.
func TestAllMistakesAreToldTogether(t *testing.T) {
	t.Parallel()
	_, diags := resolveSettings(providerModel{AccessKey: of("a"), Site: of("x"), Region: of("kr"), Endpoint: of("x"), Timeout: of("x"), MaxRetries: number(99)}, aroundWith(nil, nil))
	if len(diags) != 6 {
		t.Errorf("got %v", diags)
	}
}

func TestValidateNeedsNoKeysAndLeavesUnknownValuesForLater(t *testing.T) {
	t.Parallel()
	unknown := types.StringUnknown()
	for name, block := range map[string]providerModel{
		"empty":   {},
		"unknown": {unknown, unknown, unknown, unknown, types.BoolUnknown(), unknown, unknown, unknown, types.NumberUnknown(), unknown},
		"one key": {AccessKey: unknown, SecretKey: of("s")},
	} {
		if diags := validateBlock(block); len(diags) != 0 {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

func expectError(t *testing.T, diags diag.Diagnostics, at, problem string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity() != diag.SeverityError {
		t.Fatalf("got %v, want one error", diags)
	}
	if !strings.Contains(diags[0].Detail(), problem) || strings.Contains(diags[0].Detail(), "hun") {
		t.Errorf("got %q, want it to say %q and no secret", diags[0].Detail(), problem)
	}
	where := "-"
	if placed, ok := diags[0].(diag.DiagnosticWithPath); ok {
		where = placed.Path().String()
	}
	if where != at {
		t.Errorf("it is shown at %s, want %s", where, at)
	}
}
