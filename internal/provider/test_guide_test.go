package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// testedModule is a module as the guide "Test a module" describes it.
const testedModule = requiredProvider + `
variable "channel_name" {
  default = "main_stage"
}

variable "deletion_protection" {
  default = true
}

resource "livestation_channel" "main" {
  channel_name        = var.channel_name
  quality_set_id      = 3
  cdn                 = { instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }
  deletion_protection = var.deletion_protection
}
`

// guideBlock returns the code block of a guide that contains a text.
func guideBlock(t *testing.T, guide, text string) string {
	t.Helper()
	page := readExample(t, filepath.Join("..", "..", "templates", "guides", guide+".md.tmpl"))
	for i, block := range strings.Split(page, "```") {
		if code, isCode := strings.CutPrefix(block, "terraform\n"); isCode && i%2 == 1 && strings.Contains(code, text) {
			return code
		}
	}
	t.Fatalf("the guide %s has no block with %q", guide, text)
	return ""
}

// What the guide says about terraform test is so, with the Terraform that is installed.
func TestAccTestGuide_saysWhatTerraformDoes(t *testing.T) {
	t.Parallel()
	const expectsHLS = "run \"protocol\" {\n  assert {\n" +
		"    condition     = livestation_channel.main.output_protocol == \"HLS\"\n    error_message = \"not HLS\"\n  }\n}\n"
	const creates = "run \"creates\" {}\n"
	for name, c := range map[string]struct {
		tests   string
		withAPI bool
		remains int // channels
		want    []string
	}{
		"no defaults": {tests: "mock_provider \"livestation\" {}\n" + expectsHLS, want: []string{"not HLS"}},
		"set defaults": {
			tests: guideBlock(t, "test-a-module", "mock_resource") + expectsHLS, want: []string{"1 passed, 0 failed"},
		},
		"protected channel remains": {tests: creates, withAPI: true, remains: 1, want: []string{"Channel is protected"}},
		"unprotected one does not": {
			tests: guideBlock(t, "test-a-module", "variables {") + creates, withAPI: true, want: []string{"1 passed, 0 failed"},
		},
		"an error of the provider": {
			tests: "mock_provider \"livestation\" {}\nvariables {\n  channel_name = \"x y\"\n}\n" +
				"run \"rejects\" {\n  command         = plan\n  expect_failures = [livestation_channel.main]\n}\n",
			want: []string{"Missing expected failure", "Invalid channel name"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newInstalledWorkspace(t, testedModule)
			tests := c.tests
			if c.withAPI {
				tests = providerBlock(api, fakeapi.Allowed) + tests
			}
			if err := os.WriteFile(filepath.Join(w.folder, "module.tftest.hcl"), []byte(tests), 0o600); err != nil {
				t.Fatal(err)
			}
			out, _ := w.terraform(nil, "test") // Some fail.
			for _, want := range c.want {
				expectOutput(t, out, want)
			}
			remaining := 0
			for _, channel := range api.Channels() {
				if channel.Status != "DELETED" {
					remaining++
				}
			}
			if remaining != c.remains {
				t.Errorf("%d channels remain, want %d:\n%s", remaining, c.remains, out)
			}
		})
	}
}
