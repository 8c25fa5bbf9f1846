package provider

import (
	"errors"
	"fmt"
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

const configure = "/home/u/.ncloud/configure"

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

var environment = map[string]string{"NCLOUD_ACCESS_KEY": "env-access", "NCLOUD_SECRET_KEY": "hunter2"}

// and returns the environment with more variables.
func and(env map[string]string, more ...string) map[string]string {
	all := map[string]string{}
	for name, value := range env {
		all[name] = value
	}
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

func TestTheRightAccountIsFound(t *testing.T) {
	t.Parallel()
	home := map[string]string{configure: profiles, "/home/u/other": "ncloud_access_key_id = other-access\nncloud_secret_access_key = hunter2\n"}
	for name, c := range map[string]struct {
		block providerModel
		env   map[string]string
		files map[string]string
		want  string // the access key
	}{
		"block alone":                    {block: providerModel{AccessKey: of("a"), SecretKey: of("s")}, want: "a"},
		"block before all":               {block: providerModel{AccessKey: of("a"), SecretKey: of("s")}, env: and(environment, "NCLOUD_PROFILE", "prod"), files: home, want: "a"},
		"block before a broken file":     {block: providerModel{AccessKey: of("a"), SecretKey: of("s")}, files: map[string]string{configure: "broken"}, want: "a"},
		"environment alone":              {env: environment, want: "env-access"},
		"environment before the file":    {env: environment, files: home, want: "env-access"},
		"environment before NCLOUD_...":  {env: and(environment, "NCLOUD_PROFILE", "prod"), files: home, want: "env-access"},
		"environment, file broken":       {env: environment, files: map[string]string{configure: "broken"}, want: "env-access"},
		"environment's other names":      {env: map[string]string{"NCLOUD_ACCESS_KEY_ID": "id-access", "NCLOUD_SECRET_ACCESS_KEY": "hunter2"}, want: "id-access"},
		"file alone":                     {files: home, want: "file-access"},
		"named by the environment":       {env: map[string]string{"NCLOUD_PROFILE": "prod"}, files: home, want: "prod-access"},
		"named by the block":             {block: providerModel{Profile: of(" prod ")}, files: home, want: "prod-access"},
		"block names it, environment is": {block: providerModel{Profile: of("prod")}, env: environment, files: home, want: "prod-access"},
		"block before NCLOUD_PROFILE":    {block: providerModel{Profile: of("DEFAULT")}, env: map[string]string{"NCLOUD_PROFILE": "prod"}, files: home, want: "file-access"},
		"another file":                   {block: providerModel{SharedConfigFile: of("/home/u/other")}, files: home, want: "other-access"},
		"another file, environment is":   {block: providerModel{SharedConfigFile: of("~/other")}, env: environment, files: home, want: "other-access"},
		"another file and profile":       {block: providerModel{SharedConfigFile: of("/home/u/.ncloud/configure"), Profile: of("prod")}, files: home, want: "prod-access"},
		"no server role wanted":          {block: providerModel{UseServerRole: types.BoolValue(false)}, env: environment, want: "env-access"},
		"empty variables are not set":    {env: map[string]string{"NCLOUD_ACCESS_KEY": "", "NCLOUD_SECRET_KEY": "", "NCLOUD_PROFILE": ""}, files: home, want: "file-access"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, diags := resolveKeys(c.block, aroundWith(c.env, c.files))
			if len(diags) != 0 {
				t.Fatal(diags)
			}
			got, err := keys.Retrieve(t.Context())
			if err != nil || got.AccessKey() != c.want {
				t.Errorf("got %q, %v, want %q", got.AccessKey(), err, c.want)
			}
		})
	}
}

func TestAWrongSetupIsOneErrorThatNamesWhatToChange(t *testing.T) {
	t.Parallel()
	home := map[string]string{configure: profiles}
	for name, c := range map[string]struct {
		block       providerModel
		env         map[string]string
		files       map[string]string
		at, problem string
	}{
		"nothing anywhere":          {at: "access_key", problem: "the profile DEFAULT of /home/u/.ncloud/configure: the file does not exist"},
		"no default profile":        {files: map[string]string{configure: "[prod]\n"}, at: "access_key", problem: "the file has no such profile"},
		"access key only":           {block: providerModel{AccessKey: of("a")}, env: environment, files: home, at: "secret_key", problem: "access_key is set in the provider block, but secret_key is not"},
		"secret key only":           {block: providerModel{SecretKey: of("hunter2")}, env: environment, files: home, at: "access_key", problem: "secret_key is set in the provider block, but access_key is not"},
		"half in the environment":   {env: map[string]string{"NCLOUD_ACCESS_KEY": "a"}, files: home, at: "-", problem: "set NCLOUD_SECRET_KEY too"},
		"other half in environment": {env: map[string]string{"NCLOUD_SECRET_ACCESS_KEY": "hunter2"}, files: home, at: "-", problem: "set NCLOUD_ACCESS_KEY too, or remove NCLOUD_SECRET_ACCESS_KEY"},
		"halves in two places":      {block: providerModel{AccessKey: of("a")}, env: map[string]string{"NCLOUD_SECRET_KEY": "hunter2"}, at: "secret_key", problem: "secret_key is not"},
		"half a profile":            {block: providerModel{Profile: of("half")}, env: environment, files: home, at: "-", problem: "ncloud_access_key_id is set in the profile half of /home/u/.ncloud/configure, but ncloud_secret_access_key is not"},
		"empty access key":          {block: providerModel{AccessKey: of(""), SecretKey: of("s")}, env: environment, at: "access_key", problem: "is empty"},
		"empty secret key":          {block: providerModel{AccessKey: of("a"), SecretKey: of("")}, env: environment, at: "secret_key", problem: "is empty"},
		"blank access key":          {block: providerModel{AccessKey: of(" \n"), SecretKey: of("s")}, env: environment, at: "access_key", problem: "is empty"},
		"empty profile":             {block: providerModel{Profile: of("")}, env: environment, files: home, at: "profile", problem: "is empty"},
		"empty file name":           {block: providerModel{SharedConfigFile: of(" ")}, env: environment, files: home, at: "shared_config_file", problem: "is empty"},
		"blank in the environment":  {env: map[string]string{"NCLOUD_ACCESS_KEY": " ", "NCLOUD_SECRET_KEY": "hunter2"}, files: home, at: "-", problem: "NCLOUD_ACCESS_KEY in the environment is blank"},
		"line break in a key":       {block: providerModel{AccessKey: of("a"), SecretKey: of("hun\nter2")}, at: "secret_key", problem: "control character"},
		"line break in environment": {env: and(environment, "NCLOUD_SECRET_KEY", "hun\nter2"), at: "-", problem: "control character"},
		"two names that differ":     {env: and(environment, "NCLOUD_ACCESS_KEY_ID", "another"), files: home, at: "-", problem: "NCLOUD_ACCESS_KEY and NCLOUD_ACCESS_KEY_ID are both set in the environment, to different values"},
		"given twice":               {files: map[string]string{configure: "ncloud_access_key_id = a\nncloud_access_key_id = hunter2\n"}, at: "-", problem: "ncloud_access_key_id is given twice"},
		"keys and profile":          {block: providerModel{AccessKey: of("a"), SecretKey: of("s"), Profile: of("prod")}, files: home, at: "profile", problem: "sets access_key and profile"},
		"keys and file":             {block: providerModel{AccessKey: of("a"), SecretKey: of("s"), SharedConfigFile: of("/x")}, at: "shared_config_file", problem: "sets access_key and shared_config_file"},
		"keys and server role":      {block: providerModel{AccessKey: of("a"), SecretKey: of("s"), UseServerRole: types.BoolValue(true)}, at: "use_server_role", problem: "sets access_key and use_server_role"},
		"secret and server role":    {block: providerModel{SecretKey: of("s"), UseServerRole: types.BoolValue(true)}, at: "use_server_role", problem: "sets secret_key and use_server_role"},
		"profile and server role":   {block: providerModel{Profile: of("prod"), UseServerRole: types.BoolValue(true)}, files: home, at: "use_server_role", problem: "sets profile and use_server_role"},
		"no such profile":           {block: providerModel{Profile: of("pord")}, env: environment, files: home, at: "profile", problem: "has no profile pord, only: DEFAULT, half, prod"},
		"no such profile, variable": {env: map[string]string{"NCLOUD_PROFILE": "pord"}, files: home, at: "-", problem: "(or NCLOUD_PROFILE)"},
		"no such file":              {block: providerModel{SharedConfigFile: of("/nowhere")}, env: environment, files: home, at: "shared_config_file", problem: "/nowhere does not exist"},
		"profile, no file":          {block: providerModel{Profile: of("prod")}, at: "profile", problem: "/home/u/.ncloud/configure does not exist"},
		"malformed file":            {files: map[string]string{configure: "[DEFAULT]\nncloud_secret_access_key hunter2\n"}, at: "-", problem: "line 2 of /home/u/.ncloud/configure is neither"},
		"malformed file, named":     {block: providerModel{SharedConfigFile: of("/x")}, files: map[string]string{"/x": "hunter2"}, at: "shared_config_file", problem: "line 1 of /x is neither"},
		"blank NCLOUD_PROFILE":      {env: map[string]string{"NCLOUD_PROFILE": " "}, files: home, at: "-", problem: "NCLOUD_PROFILE is blank"},
		"rubbish in NCLOUD_PROFILE": {env: map[string]string{"NCLOUD_PROFILE": "pr\x1b[31mod"}, files: home, at: "-", problem: "NCLOUD_PROFILE contains a control character"},
		"both named, no profile":    {block: providerModel{Profile: of("pord"), SharedConfigFile: of(configure)}, files: home, at: "profile", problem: "has no profile pord"},
		"both named, no file":       {block: providerModel{Profile: of("prod"), SharedConfigFile: of("/nowhere")}, files: home, at: "shared_config_file", problem: "/nowhere does not exist"},
		"blank metadata address":    {block: providerModel{UseServerRole: types.BoolValue(true)}, env: map[string]string{"NCLOUD_METADATA_API_ENDPOINT": " "}, at: "-", problem: "NCLOUD_METADATA_API_ENDPOINT is blank"},
		"odd metadata address":      {block: providerModel{UseServerRole: types.BoolValue(true)}, env: map[string]string{"NCLOUD_METADATA_API_ENDPOINT": "hunter2"}, at: "-", problem: "NCLOUD_METADATA_API_ENDPOINT is not the address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := resolveKeys(c.block, aroundWith(c.env, c.files))
			expectError(t, diags, c.at, c.problem)
		})
	}
}

func TestAUserWithoutAHomeIsNoError(t *testing.T) {
	t.Parallel()
	around := aroundWith(nil, nil)
	around.home = ""
	_, diags := resolveKeys(providerModel{}, around)
	expectError(t, diags, "access_key", "this user has no home directory")
	_, diags = resolveKeys(providerModel{Profile: of("prod")}, around)
	expectError(t, diags, "profile", "this user has no home directory")
	around.getenv = func(name string) string { return environment[name] }
	if _, diags = resolveKeys(providerModel{}, around); len(diags) != 0 {
		t.Error(diags)
	}
}

func TestAnUnreadableProfileFileIsTold(t *testing.T) {
	t.Parallel()
	around := aroundWith(nil, nil)
	around.readFile = func(string) (ncloud.File, error) { return ncloud.File{}, errors.New("is not a regular file") }
	_, diags := resolveKeys(providerModel{}, around)
	expectError(t, diags, "-", "/home/u/.ncloud/configure is not a regular file")
}

func TestAProfileFileThatOthersMayReadIsAWarning(t *testing.T) {
	t.Parallel()
	around := aroundWith(nil, nil)
	around.readFile = func(string) (ncloud.File, error) {
		return ncloud.File{Data: []byte(profiles), ReadableByOthers: true}, nil
	}
	keys, diags := resolveKeys(providerModel{}, around)
	if len(diags) != 1 || diags[0].Severity() != diag.SeverityWarning || !strings.Contains(diags[0].Detail(), "/home/u/.ncloud/configure can be read by other users of this machine. ") || keys == nil {
		t.Errorf("got %v", diags)
	}
}

// readsWith runs Terraform with the surroundings and expects the registered URL.
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

func TestAccEveryKeySourceReads(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	file := writeProfiles(t, fakeapi.Allowed)
	for name, c := range map[string]struct {
		env map[string]string
		hcl string
	}{
		"block": {hcl: fmt.Sprintf("provider \"livestation\" {\n access_key = %q\n secret_key = %q\n}\n", fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)},
		"environment": {env: map[string]string{"NCLOUD_ACCESS_KEY_ID": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_ACCESS_KEY": fakeapi.Allowed.SecretKey},
			hcl: "provider \"livestation\" {}\n"},
		"no block":    {env: map[string]string{"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey}},
		"profile":     {hcl: fmt.Sprintf("provider \"livestation\" {\n shared_config_file = %q\n profile = \"prod\"\n}\n", file)},
		"server role": {env: map[string]string{"NCLOUD_METADATA_API_ENDPOINT": service.URL}, hcl: "provider \"livestation\" {\n use_server_role = true\n}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			readsWith(t, and(c.env, "LIVESTATION_ENDPOINT", api.URL), c.hcl)
		})
	}
}

func TestAccTheFinancialSiteHasItsOwnPathAndRegion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	readsWith(t, map[string]string{"LIVESTATION_ENDPOINT": api.URL, "NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey},
		"provider \"livestation\" {\n site = \"fin\"\n}\n")
	if r := api.Requests()[0]; r.URI != "/api/fin-v2/events/callbackEndpoint" || r.Header.Get("x-ncp-region_code") != "FKR" {
		t.Errorf("sent %s for the region %s", r.URI, r.Header.Get("x-ncp-region_code"))
	}
}

func TestAccAServerWithoutARoleIsTold(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	service := fakeapi.StartMetadata(fakeapi.Allowed)
	t.Cleanup(service.Close)
	service.RespondWith(fakeapi.Raw(404, "", ""))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factoriesIn(map[string]string{"LIVESTATION_ENDPOINT": api.URL, "NCLOUD_METADATA_API_ENDPOINT": service.URL,
			"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey}),
		Steps: []resource.TestStep{{
			Config:      "provider \"livestation\" {\n use_server_role = true\n}\n" + dataSource,
			ExpectError: outputMatches("Error: The server role gave no keys", "is HTTP 404: the server has no role", "leave use_server_role out"),
		}},
	})
	if n := len(api.Requests()); n != 0 {
		t.Errorf("the environment's keys were used %d times", n)
	}
}

// Nobody asks the metadata service who was not told to.
func TestTheServerRoleIsNeverTriedUnasked(t *testing.T) {
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
