package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// null, "" and a value are three things that an argument can be.
func argument(value *string) types.String { return types.StringPointerValue(value) }

func of(value string) *string { return &value }

func TestSettingsComeFromTheFirstPlaceThatHoldsThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		region, endpoint         *string
		env                      map[string]string
		wantRegion, wantEndpoint string
	}{
		"defaults": {wantRegion: "KR", wantEndpoint: "https://livestation.apigw.ntruss.com"},
		"environment": {env: map[string]string{"NCLOUD_REGION": "FKR", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1/"},
			wantRegion: "FKR", wantEndpoint: "http://127.0.0.1:1"},
		"block": {region: of(" SGN "), endpoint: of("https://example.com//"),
			env:        map[string]string{"NCLOUD_REGION": "FKR", "LIVESTATION_ENDPOINT": "http://127.0.0.1:1"},
			wantRegion: "SGN", wantEndpoint: "https://example.com"},
		"empty environment": {env: map[string]string{"NCLOUD_REGION": "", "LIVESTATION_ENDPOINT": ""},
			wantRegion: "KR", wantEndpoint: "https://livestation.apigw.ntruss.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := resolveSettings(providerModel{
				AccessKey: types.StringValue("a"), SecretKey: types.StringValue("s"), Region: argument(c.region), Endpoint: argument(c.endpoint),
			}, func(name string) string { return c.env[name] })
			if len(diags) != 0 || got.region != c.wantRegion || got.endpoint.String() != c.wantEndpoint {
				t.Errorf("got %s, %v, %v", got.region, got.endpoint, diags)
			}
		})
	}
}

func TestKeysComeAsAPairFromOnePlace(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"NCLOUD_ACCESS_KEY": "env-access", "NCLOUD_SECRET_KEY": "env-secret"}
	for name, c := range map[string]struct {
		access, secret *string
		env            map[string]string
		want           string // the access key, or
		at             string // where the error is shown, "-" for nowhere in particular
		problem        string
	}{
		"block":                     {access: of("a"), secret: of("s"), want: "a"},
		"block before environment":  {access: of("a"), secret: of("s"), env: environment, want: "a"},
		"environment":               {env: environment, want: "env-access"},
		"nothing":                   {at: "access_key", problem: "NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY are not set"},
		"only the access key":       {access: of("a"), env: environment, at: "secret_key", problem: "access_key is set in the provider block, but secret_key is not"},
		"only the secret key":       {secret: of("s"), env: environment, at: "access_key", problem: "secret_key is set in the provider block, but access_key is not"},
		"half in the environment":   {env: map[string]string{"NCLOUD_ACCESS_KEY": "a"}, at: "-", problem: "NCLOUD_SECRET_KEY is not"},
		"other half in environment": {env: map[string]string{"NCLOUD_SECRET_KEY": "s"}, at: "-", problem: "NCLOUD_ACCESS_KEY is not"},
		"halves in two places":      {access: of("a"), env: map[string]string{"NCLOUD_SECRET_KEY": "s"}, at: "secret_key", problem: "secret_key is not"},
		"empty access key":          {access: of(""), secret: of("s"), env: environment, at: "access_key", problem: "is empty"},
		"empty secret key":          {access: of("a"), secret: of(""), env: environment, at: "secret_key", problem: "is empty"},
		"blank access key":          {access: of(" "), secret: of("s"), env: environment, at: "access_key", problem: "is blank"},
		"blank in the environment":  {env: map[string]string{"NCLOUD_ACCESS_KEY": " ", "NCLOUD_SECRET_KEY": "s"}, at: "-", problem: "is blank"},
		"line break in a key":       {access: of("a"), secret: of("hun\nter2"), at: "secret_key", problem: "control character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := resolveSettings(providerModel{AccessKey: argument(c.access), SecretKey: argument(c.secret)},
				func(name string) string { return c.env[name] })
			if c.problem == "" {
				if len(diags) != 0 || got.credentials.AccessKey() != c.want {
					t.Errorf("got %q, %v", got.credentials.AccessKey(), diags)
				}
				return
			}
			expectError(t, diags, c.at, c.problem)
		})
	}
}

func TestASettingThatCannotBeUsedIsToldWhereItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		region, endpoint *string
		env              map[string]string
		at, problem      string
	}{
		"region in small letters":    {region: of("kr"), at: "region", problem: "is not a region code"},
		"region of a sentence":       {region: of("KR; drop"), at: "region", problem: "is not a region code"},
		"long region":                {region: of("KRKRKRKRKRKR"), at: "region", problem: "is not a region code"},
		"empty region":               {region: of(""), at: "region", problem: "is empty"},
		"blank region":               {region: of("  "), at: "region", problem: "is empty"},
		"region with a line break":   {region: of("K\nR"), at: "region", problem: "control character"},
		"region in the environment":  {env: map[string]string{"NCLOUD_REGION": "Korea"}, at: "-", problem: "NCLOUD_REGION is not a region code"},
		"blank environment":          {env: map[string]string{"NCLOUD_REGION": " "}, at: "-", problem: "NCLOUD_REGION is empty"},
		"endpoint without TLS":       {endpoint: of("http://example.com"), at: "endpoint", problem: "must begin with https://"},
		"endpoint with a password":   {endpoint: of("https://me:hunter2@example.com"), at: "endpoint", problem: "user name or a password"},
		"empty endpoint":             {endpoint: of(""), at: "endpoint", problem: "is empty"},
		"endpoint of the whole call": {endpoint: of("https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint"), at: "endpoint", problem: "must end before /api/v2"},
		"endpoint in environment":    {env: map[string]string{"LIVESTATION_ENDPOINT": "localhost:80"}, at: "-", problem: "LIVESTATION_ENDPOINT must begin with https://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := providerModel{AccessKey: types.StringValue("a"), SecretKey: types.StringValue("s"), Region: argument(c.region), Endpoint: argument(c.endpoint)}
			_, diags := resolveSettings(model, func(name string) string { return c.env[name] })
			expectError(t, diags, c.at, c.problem)
			if c.at != "-" {
				expectError(t, validateBlock(model), c.at, c.problem)
			}
		})
	}
}

// Every mistake is told at once.
func TestAllMistakesAreToldTogether(t *testing.T) {
	t.Parallel()
	_, diags := resolveSettings(providerModel{AccessKey: types.StringValue("a"), Region: types.StringValue("kr"), Endpoint: types.StringValue("x")},
		func(string) string { return "" })
	if len(diags) != 3 {
		t.Errorf("got %v", diags)
	}
}

func TestValidateNeedsNoKeys(t *testing.T) {
	t.Parallel()
	if diags := validateBlock(providerModel{}); len(diags) != 0 {
		t.Errorf("got %v", diags)
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
