// Package sandbox runs the real Terraform, or OpenTofu, with the provider as built
// from the working tree, without the user's own Terraform and NAVER Cloud
// configuration. The demo and the tests of whole processes use it; the provider
// does not.
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
	"syscall"
	"time"
)

// Version is the version of a provider that is built for a sandbox. It is never published.
const Version = "0.0.1"

// A Mirror is a folder from which Terraform installs the provider instead of from a
// registry.
type Mirror struct {
	folder    string
	terraform string
}

// OpenMirror returns the mirror in a folder, which it creates if necessary. To add a
// provider, use [Mirror.Build] or write to [Mirror.Packages]. The program is the
// absolute path of the terraform or tofu to run.
func OpenMirror(program, folder string) (Mirror, error) {
	m := Mirror{folder: folder, terraform: program}
	if err := os.MkdirAll(m.Packages(), 0o700); err != nil {
		return Mirror{}, err
	}
	config := fmt.Sprintf(`provider_installation {
  filesystem_mirror {
    path = %q
  }
}
`, filepath.ToSlash(folder))
	return m, os.WriteFile(m.cliConfig(), []byte(config), 0o600)
}

// Packages returns the folder in which Terraform looks for the provider's packages.
// Its path contains the host name of the program's own registry.
func (m Mirror) Packages() string {
	host := "registry.terraform.io"
	if strings.HasPrefix(filepath.Base(m.terraform), "tofu") {
		host = "registry.opentofu.org"
	}
	return filepath.Join(m.folder, host, "livestation", "livestation")
}

// Build adds a provider to the mirror, as the release of a version. Its main package
// is in the folder source.
func (m Mirror) Build(ctx context.Context, source, version string) error {
	binary := "terraform-provider-livestation_v" + version
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	target := filepath.Join(m.Packages(), version, runtime.GOOS+"_"+runtime.GOARCH, binary)
	flags := []string{"-trimpath", "-tags", "nethttpomithttp2,grpcnotrace", "-ldflags", "-s -w -X main.version=" + version}
	arguments := slices.Concat([]string{"build"}, flags, []string{"-o", target, "."})
	build := exec.CommandContext(ctx, "go", arguments...) //nolint:gosec // The caller chooses folder and version.
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+m.folder)
	interruptAtEnd(build)
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the provider: %w\n%s", err, out)
	}
	return nil
}

// BuildMirror creates a mirror in folder for [Program], with one provider of version
// [Version]. Its main package is in the folder source.
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

// Run calls f with a context that ends on Ctrl-C, when the terminal closes and when the
// process is terminated, and with a temporary folder that it removes afterwards. It
// returns the error of f, or of creating or removing the folder.
func Run(program string, f func(ctx context.Context, folder string) error) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	folder, err := os.MkdirTemp("", "livestation-"+program+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return f(ctx, folder)
}

func (m Mirror) cliConfig() string { return filepath.Join(m.folder, "terraform.rc") }

// Command returns a command that runs Terraform in the folder, with the environment
// variables in env and without those that configure Terraform or NAVER Cloud.
func (m Mirror) Command(ctx context.Context, folder string, env []string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, m.terraform, arguments...) //nolint:gosec // The caller chooses the program.
	command.Dir = folder
	interruptAtEnd(command)
	command.Env = slices.DeleteFunc(os.Environ(), isConfiguration)
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+m.cliConfig(), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	command.Env = append(command.Env, env...)
	return command
}

// interruptAtEnd interrupts the command when its context ends. If Terraform or go is
// killed, the programs that it started continue.
func interruptAtEnd(command *exec.Cmd) {
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
}

// isConfiguration reports whether an environment variable configures Terraform, the
// vendor's tools or the provider.
func isConfiguration(variable string) bool {
	return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "NCLOUD_") ||
		strings.HasPrefix(variable, "LIVESTATION_")
}

// Init installs the provider for the configuration in the folder.
func (m Mirror) Init(ctx context.Context, folder string) error {
	if out, err := m.Command(ctx, folder, nil, "init", "-input=false", "-no-color").CombinedOutput(); err != nil {
		return fmt.Errorf("terraform init failed: %w\n%s", err, out)
	}
	return nil
}

// Program returns the absolute path of the program in TF_ACC_TERRAFORM_PATH, else of
// terraform or tofu on PATH.
func Program() (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return filepath.Abs(path)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	return "", errors.New("neither terraform nor tofu is on PATH (the make targets install Terraform if necessary)")
}
