// Package sandbox runs the real Terraform, or OpenTofu, with the provider as it
// is built now, apart from whatever its user has set up. The demo and the tests
// that need whole processes run in one; it is never linked into the provider.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Version is what the provider is called in the mirror that Terraform installs
// it from. Nothing is published under it.
const Version = "0.0.1"

// A Mirror is a folder from which Terraform installs the provider, as it would
// install a release from a registry.
type Mirror struct {
	folder    string
	terraform string
}

// NewMirror builds the provider whose main package is in the folder source, and
// makes a mirror of it in folder. TF_ACC_TERRAFORM_PATH names the program that
// will run; else it is terraform or tofu from PATH.
func NewMirror(ctx context.Context, source, folder string) (Mirror, error) {
	terraform, err := terraformPath()
	if err != nil {
		return Mirror{}, err
	}
	m := Mirror{folder: folder, terraform: terraform}
	host := "registry.terraform.io"
	if strings.HasPrefix(filepath.Base(terraform), "tofu") {
		host = "registry.opentofu.org"
	}
	binary := "terraform-provider-livestation_v" + Version
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	target := filepath.Join(folder, host, "livestation", "livestation", Version, runtime.GOOS+"_"+runtime.GOARCH, binary)
	build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+Version, "-o", target, ".") //nolint:gosec // The target is in the caller's folder.
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		return Mirror{}, fmt.Errorf("cannot build the provider: %w\n%s", err, out)
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(folder))
	return m, os.WriteFile(m.cliConfig(), []byte(config), 0o600)
}

func (m Mirror) cliConfig() string { return filepath.Join(m.folder, "terraform.rc") }

// Command returns a run of Terraform in the folder, with these variables and
// nothing of the caller's own Terraform or NAVER Cloud setup.
func (m Mirror) Command(ctx context.Context, folder string, env []string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, m.terraform, arguments...) //nolint:gosec // The program is the caller's own choice.
	command.Dir = folder
	// Terraform ends its providers when it is asked to stop, not when it is killed.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "NCLOUD_") || strings.HasPrefix(variable, "LIVESTATION_")
	})
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+m.cliConfig(), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	command.Env = append(command.Env, env...)
	return command
}

// Init installs the provider for the configuration in the folder.
func (m Mirror) Init(ctx context.Context, folder string) error {
	if out, err := m.Command(ctx, folder, nil, "init", "-input=false", "-no-color").CombinedOutput(); err != nil {
		return fmt.Errorf("terraform init failed: %w\n%s", err, out)
	}
	return nil
}

// terraformPath returns the program to run, as an absolute path.
func terraformPath() (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return filepath.Abs(path)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	return "", errors.New("neither terraform nor tofu is on PATH: make fetches one")
}
