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
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Version is what a provider is called that is built to be tried. Nothing is
// published under it.
const Version = "0.0.1"

// A Mirror is a folder from which Terraform installs the provider, as it would
// install a release from a registry.
type Mirror struct {
	folder    string
	terraform string
}

// OpenMirror returns the mirror in a folder, which is made where it is missing.
// What it holds is up to the caller: see [Mirror.Build] and [Mirror.Packages].
// The program is the terraform or tofu that will run, by its absolute path.
func OpenMirror(program, folder string) (Mirror, error) {
	m := Mirror{folder: folder, terraform: program}
	if err := os.MkdirAll(m.Packages(), 0o700); err != nil {
		return Mirror{}, err
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(folder))
	return m, os.WriteFile(m.cliConfig(), []byte(config), 0o600)
}

// Packages returns the folder where Terraform looks for the provider's packages,
// which has the name of the registry that they would come from.
func (m Mirror) Packages() string {
	host := "registry.terraform.io"
	if strings.HasPrefix(filepath.Base(m.terraform), "tofu") {
		host = "registry.opentofu.org"
	}
	return filepath.Join(m.folder, host, "livestation", "livestation")
}

// Build puts the provider whose main package is in the folder source into the
// mirror, with the flags and as the release of a version.
func (m Mirror) Build(ctx context.Context, source, version string) error {
	binary := "terraform-provider-livestation_v" + version
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	target := filepath.Join(m.Packages(), version, runtime.GOOS+"_"+runtime.GOARCH, binary)
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "nethttpomithttp2", "-ldflags", "-s -w -X main.version="+version, "-o", target, ".") //nolint:gosec // The target is in the caller's folder.
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the provider: %w\n%s", err, out)
	}
	return nil
}

// BuildMirror makes a mirror in folder, of the provider whose main package is in
// the folder source, as [Version] and for [Program].
func BuildMirror(ctx context.Context, source, folder string) (Mirror, error) {
	program, err := Program()
	if err != nil {
		return Mirror{}, err
	}
	m, err := OpenMirror(program, folder)
	if err != nil {
		return Mirror{}, err
	}
	return m, m.Build(ctx, source, Version)
}

// Run runs a program of the project's: act gets a context that Ctrl-C ends, and a
// temporary folder that is removed behind it. The error is act's, or why the
// folder could not be made or removed.
func Run(program string, act func(ctx context.Context, folder string) error) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	folder, err := os.MkdirTemp("", "livestation-"+program+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return act(ctx, folder)
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

// Program returns the absolute path of what TF_ACC_TERRAFORM_PATH names, else of
// terraform or tofu from PATH.
func Program() (string, error) {
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
