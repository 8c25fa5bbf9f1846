// Command demo shows the provider's main job on a machine without an account: it
// starts a fake Live Station API on 127.0.0.1 and runs the real Terraform, or
// OpenTofu, on a copy of examples/quickstart with the provider as it is now.
//
// TF_ACC_TERRAFORM_PATH names the program to run. Everything that is written
// goes to a temporary folder, which is removed at the end.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/fakeapi"
)

const (
	callbackURL = "https://events.example.com/live-station"
	// version is what the provider is called in the mirror that Terraform
	// installs it from. Nothing is published under it.
	version = "0.0.1"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	terraform, err := terraformPath()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "livestation-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // A leftover in the temporary folder is no failure of the demo.
	d := demo{folder: folder, terraform: terraform}

	say("Building the provider")
	if err := d.build(ctx); err != nil {
		return fmt.Errorf("cannot build the provider: %w", err)
	}
	d.api = fakeapi.Start()
	defer d.api.Close()
	d.api.Register(callbackURL)
	say("A fake Live Station API listens on %s", d.api.URL)

	if err := d.copyQuickstart(); err != nil {
		return fmt.Errorf("cannot copy examples/quickstart: %w", err)
	}
	if out, err := d.terraformQuietly(ctx, "init", "-input=false"); err != nil {
		return fmt.Errorf("init failed: %w\n%s", err, out)
	}
	if err := d.readTheURL(ctx); err != nil {
		return err
	}
	return d.showADenial(ctx)
}

// A demo is one run: a folder with a provider mirror and a working directory.
type demo struct {
	folder    string
	terraform string
	api       *fakeapi.Server
}

// readTheURL plans and applies as an account that may read.
func (d demo) readTheURL(ctx context.Context) error {
	say("terraform plan, with the keys of an account that may use Live Station")
	if _, err := d.terraformAloud(ctx, fakeapi.Allowed, "plan", "-input=false"); err != nil {
		return fmt.Errorf("plan failed: %w", err)
	}
	say("terraform apply")
	if _, err := d.terraformAloud(ctx, fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	out, err := d.terraformQuietly(ctx, "output", "-raw", "callback_url")
	if err != nil {
		return fmt.Errorf("output failed: %w\n%s", err, out)
	}
	if out != callbackURL {
		return fmt.Errorf("the output is %q, and %q is registered", out, callbackURL)
	}
	say("The callback URL is %s", out)
	return nil
}

// showADenial plans as a sub account without a policy, which has to fail.
func (d demo) showADenial(ctx context.Context) error {
	say("terraform plan, with the keys of a sub account that may not use Live Station")
	errOut, err := d.terraformAloud(ctx, fakeapi.Denied, "plan", "-input=false")
	var exit *exec.ExitError
	switch {
	case err == nil:
		return errors.New("the plan of a denied sub account did not fail")
	case !errors.As(err, &exit):
		return fmt.Errorf("plan did not run: %w", err)
	case !strings.Contains(errOut, "250010"):
		return errors.New("the plan of a denied sub account failed for another reason")
	}
	say("That is how every error of the API looks: what happened, what was answered, what to do")
	return nil
}

// build puts the provider into a mirror from which Terraform installs it.
func (d demo) build(ctx context.Context) error {
	host := "registry.terraform.io"
	if strings.HasPrefix(filepath.Base(d.terraform), "tofu") {
		host = "registry.opentofu.org"
	}
	binary := "terraform-provider-livestation_v" + version
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	target := filepath.Join(d.mirror(), host, "livestation", "livestation", version, runtime.GOOS+"_"+runtime.GOARCH, binary)
	build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", target, ".") //nolint:gosec // The target is in the folder made above.
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(d.mirror()))
	return os.WriteFile(d.cliConfig(), []byte(config), 0o600)
}

func (d demo) copyQuickstart() error {
	return os.CopyFS(d.workingDirectory(), os.DirFS(filepath.Join("examples", "quickstart")))
}

func (d demo) mirror() string           { return filepath.Join(d.folder, "mirror") }
func (d demo) cliConfig() string        { return filepath.Join(d.folder, "terraform.rc") }
func (d demo) workingDirectory() string { return filepath.Join(d.folder, "quickstart") }

// terraformAloud runs Terraform for the account, its output shown, and returns
// what it printed as errors.
func (d demo) terraformAloud(ctx context.Context, account fakeapi.Account, arguments ...string) (string, error) {
	var errOut bytes.Buffer
	if !isTerminal(os.Stdout) {
		arguments = append(arguments, "-no-color")
	}
	command := d.command(ctx, arguments...)
	command.Env = append(command.Env, "NCLOUD_ACCESS_KEY="+account.AccessKey, "NCLOUD_SECRET_KEY="+account.SecretKey)
	command.Stdout, command.Stderr = os.Stdout, io.MultiWriter(os.Stdout, &errOut)
	err := command.Run()
	return errOut.String(), err
}

// terraformQuietly runs Terraform without keys and returns what it printed.
func (d demo) terraformQuietly(ctx context.Context, arguments ...string) (string, error) {
	out, err := d.command(ctx, arguments...).CombinedOutput()
	return string(out), err
}

// command runs in the working directory, with nothing of the caller's own
// Terraform or NAVER Cloud setup.
func (d demo) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, d.terraform, arguments...) //nolint:gosec // The program is the caller's own choice.
	command.Dir = d.workingDirectory()
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "NCLOUD_") || strings.HasPrefix(variable, "LIVESTATION_")
	})
	command.Env = append(command.Env,
		"TF_CLI_CONFIG_FILE="+d.cliConfig(), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", "LIVESTATION_ENDPOINT="+d.api.URL)
	return command
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
	return "", errors.New("neither terraform nor tofu is on PATH: run make demo, which fetches one")
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func say(format string, values ...any) {
	fmt.Printf("\n==> "+format+"\n", values...)
}
