package provider

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const profileFile = "/home/u/.ncloud/configure"

// A profile file with two accounts, and half of a third.
const profiles = `[DEFAULT]
ncloud_access_key_id = file-access
ncloud_secret_access_key = hunter2=
[prod]
ncloud_access_key_id = prod-access
ncloud_secret_access_key = hunter2
[half]
ncloud_access_key_id = half-access
`

var keyVariables = map[string]string{"NCLOUD_ACCESS_KEY": "env-access", "NCLOUD_SECRET_KEY": "hunter2"}

// withEnv returns the variables and more of them, as names and values.
func withEnv(env map[string]string, more ...string) map[string]string {
	all := maps.Clone(env)
	if all == nil {
		all = map[string]string{}
	}
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

// credentialsOf resolves the credentials of a block.
func credentialsOf(block providerModel, env environment) (ncloud.CredentialsProvider, diag.Diagnostics) {
	var diags diag.Diagnostics
	credentials := resolveCredentials(&diags, block, env)
	return credentials, diags
}

func TestCredentials_followPrecedence(t *testing.T) {
	t.Parallel()
	home := map[string]string{
		profileFile:     profiles,
		"/home/u/other": "ncloud_access_key_id = other-access\nncloud_secret_access_key = hunter2\n",
	}
	broken := map[string]string{profileFile: "broken"}
	pair := providerModel{AccessKey: str("a"), SecretKey: str("s")}
	for name, c := range map[string]struct {
		block providerModel
		env   map[string]string
		files map[string]string
		want  string // the access key
	}{
		"block": {block: pair, want: "a"},
		"block before environment and file": {
			block: pair, env: withEnv(keyVariables, "NCLOUD_PROFILE", "prod"), files: home, want: "a",
		},
		"environment": {env: keyVariables, want: "env-access"},
		"environment before NCLOUD_PROFILE": {
			env: withEnv(keyVariables, "NCLOUD_PROFILE", "prod"), files: home, want: "env-access",
		},
		"environment before a blank NCLOUD_PROFILE": {
			env: withEnv(keyVariables, "NCLOUD_PROFILE", " "), files: home, want: "env-access",
		},
		"environment before a broken file": {env: keyVariables, files: broken, want: "env-access"},
		"second names of the variables": {
			env:  map[string]string{"NCLOUD_ACCESS_KEY_ID": "id-access", "NCLOUD_SECRET_ACCESS_KEY": "hunter2"},
			want: "id-access",
		},
		"default profile": {files: home, want: "file-access"},
		"profile of NCLOUD_PROFILE": {
			env: map[string]string{"NCLOUD_PROFILE": "prod"}, files: home, want: "prod-access",
		},
		"profile of the block": {block: providerModel{Profile: str(" prod ")}, files: home, want: "prod-access"},
		"profile of the block before environment": {
			block: providerModel{Profile: str("prod")}, env: keyVariables, files: home, want: "prod-access",
		},
		"profile of the block before NCLOUD_PROFILE": {
			block: providerModel{Profile: str("DEFAULT")}, env: map[string]string{"NCLOUD_PROFILE": "prod"},
			files: home, want: "file-access",
		},
		"file of the block": {
			block: providerModel{SharedConfigFile: str("/home/u/other")}, files: home, want: "other-access",
		},
		"file of the block before environment": {
			block: providerModel{SharedConfigFile: str("~/other")}, env: keyVariables, files: home, want: "other-access",
		},
		"file of the block with NCLOUD_PROFILE": {
			block: providerModel{SharedConfigFile: str(profileFile)},
			env:   withEnv(keyVariables, "NCLOUD_PROFILE", "prod"), files: home, want: "prod-access",
		},
		"file and profile of the block": {
			block: providerModel{SharedConfigFile: str(profileFile), Profile: str("prod")}, files: home, want: "prod-access",
		},
		"use_server_role = false": {
			block: providerModel{UseServerRole: types.BoolValue(false)}, env: keyVariables, want: "env-access",
		},
		"empty variables are not set": {
			env:   map[string]string{"NCLOUD_ACCESS_KEY": "", "NCLOUD_SECRET_KEY": "", "NCLOUD_PROFILE": ""},
			files: home, want: "file-access",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			credentials, diags := credentialsOf(c.block, environmentWith(c.env, c.files))
			if len(diags) != 0 {
				t.Fatal(diags)
			}
			got, err := credentials.Retrieve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got.AccessKey() != c.want {
				t.Errorf("got %q, want %q", got.AccessKey(), c.want)
			}
		})
	}
}

func TestCredentials_reportWrongArguments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block   providerModel
		at      string
		summary string
		problem string
	}{
		"access key only": {
			block: providerModel{AccessKey: str("a")}, at: "secret_key", summary: "Missing secret_key",
			problem: "Both keys must come from the same source.",
		},
		"secret key only": {
			block: providerModel{SecretKey: str("hunter2")}, at: "access_key", summary: "Missing access_key",
			problem: "secret_key is set in the provider block, but access_key is not",
		},
		"empty access key": {
			block: blockWith(func(b *providerModel) { b.AccessKey = str("") }), at: "access_key",
			summary: "Invalid access_key", problem: "is empty or blank. Set a value, or remove it",
		},
		"quotation marks around the secret key": {
			block: blockWith(func(b *providerModel) { b.SecretKey = str(`"hunter2"`) }), at: "secret_key",
			summary: "Invalid secret_key", problem: "\n  secret_key in the provider block contains quotation marks",
		},
		"empty profile": {
			block: providerModel{Profile: str("")}, at: "profile", summary: "Invalid profile",
			problem: "is empty or blank",
		},
		"profile of a megabyte": {
			block: providerModel{Profile: str(strings.Repeat("p", 1<<20))}, at: "profile", summary: "Invalid profile",
			problem: "must not be longer than 1024 bytes",
		},
		"blank file": {
			block: providerModel{SharedConfigFile: str(" ")}, at: "shared_config_file",
			summary: "Invalid shared_config_file", problem: "is empty or blank",
		},
		"keys and profile": {
			block: blockWith(func(b *providerModel) { b.Profile = str("prod") }), at: "profile",
			summary: "Conflicting credential arguments", problem: "remove the others: access_key, profile.",
		},
		"keys and file": {
			block: blockWith(func(b *providerModel) { b.SharedConfigFile = str("/x") }), at: "shared_config_file",
			summary: "Conflicting credential arguments",
			problem: "remove the others: access_key, shared_config_file.",
		},
		"keys and server role": {
			block: blockWith(func(b *providerModel) { b.UseServerRole = types.BoolValue(true) }),
			at:    "use_server_role", summary: "Conflicting credential arguments",
			problem: "remove the others: access_key, use_server_role.",
		},
		"secret key and server role": {
			block: providerModel{SecretKey: str("s"), UseServerRole: types.BoolValue(true)}, at: "use_server_role",
			summary: "Conflicting credential arguments", problem: "remove the others: secret_key, use_server_role.",
		},
		"profile and server role": {
			block: providerModel{Profile: str("prod"), UseServerRole: types.BoolValue(true)}, at: "use_server_role",
			summary: "Conflicting credential arguments", problem: "remove the others: profile, use_server_role.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environmentWith(keyVariables, map[string]string{profileFile: profiles})
			_, diags := credentialsOf(c.block, env)
			expectError(t, diags, c.at, c.problem)
			expectSummary(t, diags[0], c.summary)
			expectError(t, validateBlock(c.block), c.at, c.problem)
		})
	}
}

func TestCredentials_reportWrongEnvironment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block   providerModel
		env     map[string]string
		summary string
		problem string
	}{
		"access key only": {
			env: map[string]string{"NCLOUD_ACCESS_KEY": "a"}, summary: "Missing NCLOUD_SECRET_KEY",
			problem: "Set NCLOUD_SECRET_KEY too, or use other credentials.",
		},
		"secret key only": {
			env: map[string]string{"NCLOUD_SECRET_ACCESS_KEY": "hunter2"}, summary: "Missing NCLOUD_ACCESS_KEY",
			problem: "NCLOUD_SECRET_ACCESS_KEY is set in the environment, but NCLOUD_ACCESS_KEY is not",
		},
		"line break in the secret key": {
			env: withEnv(keyVariables, "NCLOUD_SECRET_KEY", "hun\nter2"), summary: "Invalid NCLOUD_SECRET_KEY",
			problem: "To use other credentials instead, remove both keys from the environment.",
		},
		"quotation marks around the secret key": {
			env: withEnv(keyVariables, "NCLOUD_SECRET_KEY", `"hunter2"`), summary: "Invalid NCLOUD_SECRET_KEY",
			problem: "\n  NCLOUD_SECRET_KEY in the environment contains quotation marks",
		},
		"two access keys": {
			env:     withEnv(keyVariables, "NCLOUD_ACCESS_KEY_ID", "another"),
			summary: "Conflicting values for the same key",
			problem: "Unset NCLOUD_ACCESS_KEY or NCLOUD_ACCESS_KEY_ID.",
		},
		"blank profile": {
			env: map[string]string{"NCLOUD_PROFILE": " "}, summary: "Profile not found",
			problem: "Set NCLOUD_PROFILE, or profile in the provider block, to a profile in the file.",
		},
		"invalid metadata address": {
			block:   providerModel{UseServerRole: types.BoolValue(true)},
			env:     map[string]string{"NCLOUD_METADATA_API_ENDPOINT": "hunter2"},
			summary: "Invalid NCLOUD_METADATA_API_ENDPOINT",
			problem: "The environment variable NCLOUD_METADATA_API_ENDPOINT is not ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := credentialsOf(c.block, environmentWith(c.env, map[string]string{profileFile: profiles}))
			expectError(t, diags, nowhere, c.problem)
			expectSummary(t, diags[0], c.summary)
		})
	}
}

func TestProfile_reportsUnusableFileOrSection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block   providerModel
		env     map[string]string
		file    string // the text of the profile file, "" if it does not exist
		at      string
		summary string
		problem string
	}{
		"half a pair": {
			block: providerModel{Profile: str("half")}, file: profiles, at: nowhere,
			summary: "Missing ncloud_secret_access_key", problem: "Set ncloud_secret_access_key too",
		},
		"unknown profile": {
			block: providerModel{Profile: str("pord")}, file: profiles, at: "profile", summary: "Profile not found",
			problem: "Correct profile in the provider block, or add the profile to the file.",
		},
		"unknown profile in NCLOUD_PROFILE": {
			env: map[string]string{"NCLOUD_PROFILE": "pord"}, file: profiles, at: nowhere,
			summary: "Profile not found",
			problem: "Set NCLOUD_PROFILE, or profile in the provider block, to a profile in the file.",
		},
		"missing file": {
			block: providerModel{SharedConfigFile: str("/nowhere")}, file: profiles, at: "shared_config_file",
			summary: "Profile file not found",
			problem: "Correct shared_config_file in the provider block, or create the file.",
		},
		"profile without a file": {
			block: providerModel{Profile: str("prod")}, at: "profile", summary: "Profile file not found",
			problem: "Create the file, or set shared_config_file in the provider block to the path of another one.",
		},
		"malformed file": {
			file: "[DEFAULT]\nncloud_secret_access_key hunter2\n", at: nowhere,
			summary: "Cannot use the profile file", problem: " is not a profile file. ",
		},
		"malformed file of the block": {
			block: providerModel{SharedConfigFile: str(profileFile)}, file: "hunter2", at: "shared_config_file",
			summary: "Cannot use the profile file", problem: " is not a profile file. ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			if c.file != "" {
				files[profileFile] = c.file
			}
			_, diags := credentialsOf(c.block, environmentWith(c.env, files))
			expectError(t, diags, c.at, c.problem)
			expectSummary(t, diags[0], c.summary)
		})
	}
}

func TestProfile_needsNoHomeDirectory(t *testing.T) {
	t.Parallel()
	homeless := environmentWith(nil, nil)
	homeless.home = ""
	_, diags := credentialsOf(providerModel{}, homeless)
	expectError(t, diags, "access_key", "the file does not exist")
	_, diags = credentialsOf(providerModel{Profile: str("prod")}, homeless)
	expectError(t, diags, "profile", `"~/.ncloud/configure" does not exist`)

	withKeys := environmentWith(keyVariables, nil)
	withKeys.home = ""
	if _, diags = credentialsOf(providerModel{}, withKeys); len(diags) != 0 {
		t.Error(diags)
	}
}

// The commonest error: the advice comes first, then every source with what was found there.
func TestNoCredentials_namesNextStepAndSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  string // what the list of sources says about the file
	}{
		"no file": {files: map[string]string{}, want: "the file does not exist"},
		"no default profile": {
			files: map[string]string{profileFile: "[prod]\n"}, want: `the file has no profile "DEFAULT"; it has "prod"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := credentialsOf(providerModel{}, environmentWith(nil, c.files))
			expectError(t, diags, "access_key", c.want)
			expectSummary(t, diags[0], "No credentials found")
			advice := "Set the environment variables NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY."
			if !strings.HasPrefix(diags[0].Detail(), advice) {
				t.Errorf("%q does not begin with the advice", diags[0].Detail())
			}
			for _, source := range []string{"the provider block", "the environment", "the profile ", "the server role"} {
				if !strings.Contains(diags[0].Detail(), "\n  - "+source) {
					t.Errorf("%q does not list %s", diags[0].Detail(), source)
				}
			}
		})
	}
}

func expectSummary(t *testing.T, d diag.Diagnostic, want string) {
	t.Helper()
	if d.Summary() != want {
		t.Errorf("the summary is %q, want %q", d.Summary(), want)
	}
}

// readsWith runs Terraform with the variables and expects the registered URL.
func readsWith(t *testing.T, env map[string]string, hcl string) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factoriesIn(env),
		Steps: []resource.TestStep{{
			Config: hcl + dataSource,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("callback_url"), knownvalue.StringExact(registeredURL)),
			},
		}},
	})
}

func TestAccCredentials_readFromEverySource(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	file := writeProfiles(t, fakeapi.Allowed)
	for name, c := range map[string]struct {
		env map[string]string
		hcl string
	}{
		"block": {
			hcl: fmt.Sprintf("provider \"livestation\" {\n access_key = %q\n secret_key = %q\n}\n",
				fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
		},
		"environment, no block": {
			env: map[string]string{
				"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey,
				"NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey,
			},
		},
		"profile": {
			hcl: fmt.Sprintf("provider \"livestation\" {\n shared_config_file = %q\n profile = \"prod\"\n}\n", file),
		},
		"server role": {
			env: map[string]string{"NCLOUD_METADATA_API_ENDPOINT": service.URL},
			hcl: "provider \"livestation\" {\n use_server_role = true\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			readsWith(t, withEnv(c.env, "LIVESTATION_ENDPOINT", api.URL), c.hcl)
		})
	}
}

func TestAccServerRole_reportsServerWithoutRole(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	service.RespondWith(fakeapi.Raw(404, "", ""))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factoriesIn(map[string]string{
			"LIVESTATION_ENDPOINT":         api.URL,
			"NCLOUD_METADATA_API_ENDPOINT": service.URL,
			"NCLOUD_ACCESS_KEY":            fakeapi.Allowed.AccessKey,
			"NCLOUD_SECRET_KEY":            fakeapi.Allowed.SecretKey,
		}),
		Steps: []resource.TestStep{{
			Config:      "provider \"livestation\" {\n use_server_role = true\n}\n" + dataSource,
			ExpectError: outputMatches("HTTP 404"),
		}},
	})
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the credentials of the environment were used %d times", n)
	}
}

// The metadata service gets requests only if use_server_role is true.
func TestServerRole_isNotTriedUnlessRequested(t *testing.T) {
	t.Parallel()
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	defer service.Close()
	s := newSession(t, map[string]string{"NCLOUD_METADATA_API_ENDPOINT": service.URL})
	onlyError(t, s.configure(block{}))
	onlyError(t, s.configure(block{"use_server_role": false}))
	if n := len(service.Requests()); n != 0 {
		t.Errorf("the metadata service received %d requests", n)
	}
}
