package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// A cli is the program that the tests run.
type cli struct {
	name    string // Terraform or OpenTofu
	version string
}

// installedCLI returns the program that the tests run.
var installedCLI = sync.OnceValues(func() (cli, error) {
	program, err := sandbox.Program()
	if err != nil {
		return cli{}, err
	}
	out, err := exec.Command(program, "version", "-json").Output()
	if err != nil {
		return cli{}, fmt.Errorf("%s version: %w", program, err)
	}
	var printed struct {
		Version string `json:"terraform_version"` // OpenTofu's too
	}
	if err := json.Unmarshal(out, &printed); err != nil {
		return cli{}, fmt.Errorf("%s version: %w", program, err)
	}
	if strings.HasPrefix(filepath.Base(program), "tofu") {
		return cli{name: "OpenTofu", version: printed.Version}, nil
	}
	return cli{name: "Terraform", version: printed.Version}, nil
})

// A feature is what not every supported program has.
type feature struct {
	name string
	// terraform and tofu are the first versions that have it, "" for none.
	terraform, tofu string
}

var (
	identityFeature = feature{name: "resource identity", terraform: "1.12.0", tofu: "1.12.0"}
	// Terraform 1.14.0 sends no state for -generate-config-out.
	queryFeature  = feature{name: "terraform query", terraform: "1.14.1"}
	actionFeature = feature{name: "action blocks", terraform: "1.14.4"}
	forgetFeature = feature{name: "lifecycle { destroy = false }", terraform: "1.16.0", tofu: "1.12.0"}
)

// missingIn returns why a program lacks the feature, "" if it has it.
func (f feature) missingIn(c cli) string {
	first := f.terraform
	if c.name == "OpenTofu" {
		first = f.tofu
	}
	switch {
	case first == "":
		return fmt.Sprintf("%s is not part of %s (this is %s)", f.name, c.name, c.version)
	case slices.Compare(parseVersion(c.version), parseVersion(first)) < 0:
		return fmt.Sprintf("%s requires %s %s (this is %s)", f.name, c.name, first, c.version)
	default:
		return ""
	}
}

// requireFeature skips the test, and says why, if the program lacks the feature.
func requireFeature(t *testing.T, f feature) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("starts Terraform: set TF_ACC=1, as make test does")
	}
	c, err := installedCLI()
	if err != nil {
		t.Fatal(err)
	}
	if missing := f.missingIn(c); missing != "" {
		t.Skip(missing)
	}
}

func parseVersion(version string) []int {
	var major, minor, patch int
	_, _ = fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch)
	return []int{major, minor, patch}
}

func TestFeature_isMissingBelowItsFirstVersion(t *testing.T) {
	t.Parallel()
	query := feature{name: "terraform query", terraform: "1.14.1"}
	for _, c := range []struct {
		cli  cli
		want string
	}{
		{cli: cli{name: "Terraform", version: "1.14.1"}},
		{cli: cli{name: "Terraform", version: "1.16.0-rc2"}},
		{cli: cli{name: "Terraform", version: "1.14.0"}, want: "terraform query requires Terraform 1.14.1 (this is 1.14.0)"},
		{cli: cli{name: "Terraform", version: "1.8.5"}, want: "terraform query requires Terraform 1.14.1 (this is 1.8.5)"},
		{cli: cli{name: "OpenTofu", version: "1.14.1"}, want: "terraform query is not part of OpenTofu (this is 1.14.1)"},
	} {
		if got := query.missingIn(c.cli); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.cli, got, c.want)
		}
	}
}

// A bug report needs to say which build it is about.
func TestAccLog_showsTheBuild(t *testing.T) {
	t.Parallel()
	w := newInstalledWorkspace(t, output)
	out, _ := w.terraform(append(withKeys(startAPI(t).URL), "TF_LOG_PROVIDER=DEBUG"), "plan")
	expectOutput(t, out, "Live Station provider", `build="0.0.1 (commit `)
}
