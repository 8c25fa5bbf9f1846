package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/assumptions"
	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Values of an account that no output may contain.
const (
	canaryDefault = "https://canary-default.example.com/hook?token=canary-token-1"
	canaryURL     = "https://canary-user:canary-password@canary-own.example.com/hook"
	canaryName    = "canary_stage"
	canaryID      = "ls-20250707070707-CNRY7"
)

var canaryAccount = fakeapi.Account{AccessKey: "CANARYaccess7d1f93b06e", SecretKey: "CANARYsecret+4c9be1/0a7d52f8e36=="}

// startAPI starts a fake API with a registered default and channels of all types, one of
// which has an endpoint of its own.
func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.AddAccount(canaryAccount)
	api.Register(canaryDefault)
	api.PutChannel(fakeapi.Channel{
		Type: "live", ID: canaryID, Name: canaryName, Status: "READY", CallbackEndpoint: canaryURL,
	})
	for i, channelType := range fakeapi.ChannelTypes() {
		suffix := string(rune('A' + i))
		api.PutChannel(fakeapi.Channel{
			Type: channelType, ID: "ls-20250707070708-CNR" + suffix + "1", Name: "canary_" + suffix, Status: "PUBLISHING",
		})
	}
	return api
}

func newConfig(t *testing.T, api *fakeapi.Server) livestation.Config {
	t.Helper()
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	return livestation.Config{
		Endpoint: endpoint, Site: livestation.PublicSite, Region: livestation.PublicSite.Region,
		Credentials: ncloud.NewCredentials(canaryAccount.AccessKey, canaryAccount.SecretKey),
	}
}

// result is what a run of the command left behind.
type result struct {
	status                 int
	stdout, stderr, report string
}

// all returns all outputs.
func (r result) all() string { return r.stdout + r.stderr + r.report }

// differing returns the IDs that the report lists as differences.
func (r result) differing() []string { return r.withOutcome(differs) }

func (r result) withOutcome(o outcome) []string {
	var ids []string
	for line := range strings.Lines(r.stdout) {
		id, rest, _ := strings.Cut(line, "  ")
		if strings.HasPrefix(id, "A") && strings.HasPrefix(rest, string(o)) {
			ids = append(ids, id)
		}
	}
	return ids
}

// brief returns the lines about what differs, and standard error if nothing was compared.
func (r result) brief() string {
	_, differences, found := strings.Cut(r.report, "## Differences\n")
	if !found {
		return r.stderr
	}
	differences, _, _ = strings.Cut(differences, "\n## ")
	return differences
}

// check runs the command with -yes.
func check(t *testing.T, config livestation.Config, write bool) result {
	t.Helper()
	return start(t, config, options{yes: true, write: write}, streams{})
}

func start(t *testing.T, config livestation.Config, o options, s streams) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s.out, s.err = &stdout, &stderr
	o.report = filepath.Join(t.TempDir(), "report.md")
	r := result{status: run(t.Context(), config, o, s), stdout: stdout.String(), stderr: stderr.String()}
	if data, err := os.ReadFile(o.report); err == nil {
		r.report = string(data)
	}
	return r
}

// posts returns the requests that were not GET.
func posts(api *fakeapi.Server) []fakeapi.Request {
	return slices.DeleteFunc(api.Requests(), func(r fakeapi.Request) bool { return r.Method == http.MethodGet })
}

// checkedIDs returns the IDs of the assumptions that the command checks.
func checkedIDs() []string {
	var ids []string
	for _, a := range assumptions.All() {
		if a.NotChecked == "" {
			ids = append(ids, a.ID)
		}
	}
	return ids
}
