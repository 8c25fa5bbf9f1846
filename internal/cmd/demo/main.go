// Command demo shows what the provider does, without a NAVER Cloud account: it
// starts a fake Live Station API on 127.0.0.1, builds the provider and runs the real
// Terraform, or OpenTofu, on copies of examples/first-channel, examples/quickstart,
// examples/channel, examples/watch, examples/callbacks and examples/testing.
//
// It runs in the root folder of the repository. It writes only to a temporary
// folder, which it removes at the end.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// What the examples register.
const (
	defaultURL   = "https://events.example.com/live-station"
	mainStageURL = "https://events.example.com/main-stage"
)

func main() {
	if err := sandbox.Run("demo", run); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// A demo has a workspace of each example, in which the provider is installed.
type demo struct {
	mirror sandbox.Mirror
	folder string
	api    *fakeapi.Server
	edges  *fakeapi.Server // Global Edge
}

func run(ctx context.Context, folder string) error {
	printStep("Build the provider")
	mirror, err := sandbox.BuildMirror(ctx, ".", filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	d := demo{mirror: mirror, folder: folder, api: fakeapi.Start()}
	defer d.api.Close()
	d.edges = d.api.StartGlobalEdge()
	defer d.edges.Close()
	for _, example := range []string{"first-channel", "quickstart", "watch", "callbacks", "testing"} {
		if err := d.install(ctx, example); err != nil {
			return err
		}
	}
	printStep("A fake Live Station API listens on %s, and a fake Global Edge API on %s", d.api.URL, d.edges.URL)
	for _, step := range []func(context.Context) error{
		d.begin, d.read, d.create, d.watch, d.register, d.test, d.failWithoutPermission,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// install copies an example and installs the provider for it.
func (d demo) install(ctx context.Context, example string) error {
	if err := os.CopyFS(d.workspace(example), os.DirFS(filepath.Join("examples", example))); err != nil {
		return fmt.Errorf("cannot copy examples/%s: %w", example, err)
	}
	return d.mirror.Init(ctx, d.workspace(example))
}

func (d demo) workspace(example string) string { return filepath.Join(d.folder, example) }

// begin applies examples/first-channel in an account that has no channel.
func (d demo) begin(ctx context.Context) error {
	printStep("examples/first-channel: in an account without a channel, create one and its CDN, wait until both are " +
		"ready,\n" +
		"and read where viewers watch: terraform apply")
	if _, err := d.terraform(ctx, "first-channel", fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	printStep("examples/first-channel: plan again, without a change: terraform plan")
	if _, err := d.terraform(ctx, "first-channel", fakeapi.Allowed, "plan", "-detailed-exitcode"); err != nil {
		return fmt.Errorf("the next plan is not empty: %w", err)
	}
	d.removeChannels()
	return nil
}

// removeChannels removes all channels, because the next steps expect other ones.
func (d demo) removeChannels() {
	for _, c := range d.api.Channels() {
		d.api.RemoveChannel(c.Type, c.ID)
	}
}

// read plans and applies examples/quickstart with a registered default.
func (d demo) read(ctx context.Context) error {
	d.api.Register(defaultURL)
	printStep("examples/quickstart: read the default callback URL, which is registered already: terraform plan")
	if _, err := d.terraform(ctx, "quickstart", fakeapi.Allowed, "plan", "-input=false"); err != nil {
		return fmt.Errorf("plan failed: %w", err)
	}
	printStep("examples/quickstart: read it: terraform apply")
	if _, err := d.terraform(ctx, "quickstart", fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	out, err := d.mirror.Command(ctx, d.workspace("quickstart"), nil, "output", "-raw", "callback_url").Output()
	if err != nil {
		return fmt.Errorf("output failed: %w", err)
	}
	if string(out) != defaultURL {
		return fmt.Errorf("the output is %q, want %q", out, defaultURL)
	}
	return nil
}

// create applies examples/channel, and then fails to destroy what it created.
func (d demo) create(ctx context.Context) error {
	const example = "channel"
	version, err := d.mirror.Command(ctx, d.folder, nil, "version").Output()
	if err != nil {
		return fmt.Errorf("version failed: %w", err)
	}
	if !regexp.MustCompile(`v1\.[1-9][1-9]`).Match(version) {
		printStep("examples/channel: not shown, because it requires Terraform 1.11 or OpenTofu 1.11")
		return nil
	}
	if err := d.install(ctx, example); err != nil {
		return err
	}
	d.api.PutChannel(fakeapi.MainStage())
	printStep("examples/channel: create a channel on an existing Global Edge, and wait until it is ready; register\n" +
		"where its events go; pass its stream key to an encoder; read where viewers watch it: terraform apply")
	if _, err := d.terraform(ctx, example, fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	printStep("examples/channel: try to delete the channel, with its ID, stream key and URLs: terraform destroy fails")
	stderr, err := d.terraform(ctx, example, fakeapi.Allowed, "destroy", "-input=false", "-auto-approve")
	if err == nil || !strings.Contains(stderr, "Channel is protected from deletion") {
		return fmt.Errorf("the channel is not protected: %w", err)
	}
	d.removeChannels()
	return nil
}

// watch applies examples/watch with one channel.
func (d demo) watch(ctx context.Context) error {
	d.api.PutChannel(fakeapi.MainStage())
	printStep("examples/watch: read where viewers watch a channel: terraform apply")
	if _, err := d.terraform(ctx, "watch", fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	return nil
}

// register applies examples/callbacks in an account that has two channels and no
// registrations.
func (d demo) register(ctx context.Context) error {
	sideStage := fakeapi.Channel{Type: "live", ID: "ls-20200327140132-eFGH4", Name: "side_stage", Status: "PUBLISHING"}
	d.api.Register("")
	d.api.PutChannel(fakeapi.MainStage())
	d.api.PutChannel(sideStage)
	printStep("examples/callbacks: register the default callback URL and that of one channel: terraform apply")
	if _, err := d.terraform(ctx, "callbacks", fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	for id, want := range map[string]string{fakeapi.MainStage().ID: mainStageURL, sideStage.ID: defaultURL} {
		if got := d.api.EmitEvent("live", id, "STREAM_UPDATE").URL; got != want {
			return fmt.Errorf("%q receives the events of channel %s, want %q", got, id, want)
		}
	}
	return nil
}

// test runs the tests of examples/testing: those with mocks, and those that need an
// API, in an account that has one channel and no registrations.
func (d demo) test(ctx context.Context) error {
	d.api.Register("")
	d.api.PutChannel(fakeapi.MainStage())
	if err := d.setTestEndpoint(); err != nil {
		return err
	}
	printStep("examples/testing: test a module with mocks: terraform test")
	if _, err := d.terraform(ctx, "testing", fakeapi.Allowed, "test"); err != nil {
		return fmt.Errorf("test failed: %w", err)
	}
	printStep("examples/testing: test it against the fake API: terraform test -test-directory=tests-api")
	if _, err := d.terraform(ctx, "testing", fakeapi.Allowed, "test", "-test-directory=tests-api"); err != nil {
		return fmt.Errorf("test failed: %w", err)
	}
	return nil
}

// setTestEndpoint replaces the constant endpoint of the copied tests by the fake API's.
func (d demo) setTestEndpoint() error {
	folder, err := os.OpenRoot(d.workspace("testing"))
	if err != nil {
		return err
	}
	const file = "tests-api/api.tftest.hcl"
	hcl, err := folder.ReadFile(file)
	if err == nil {
		hcl = bytes.ReplaceAll(hcl, []byte("http://127.0.0.1:8080"), []byte(d.api.URL))
		err = folder.WriteFile(file, hcl, 0o600)
	}
	return errors.Join(err, folder.Close())
}

// failWithoutPermission plans with the keys of a sub account that has no policy.
func (d demo) failWithoutPermission(ctx context.Context) error {
	printStep("examples/quickstart: use a sub account without permission for Live Station: terraform plan fails")
	stderr, err := d.terraform(ctx, "quickstart", fakeapi.Denied, "plan", "-input=false")
	var exit *exec.ExitError
	switch {
	case err == nil:
		return errors.New("the plan of a denied sub account did not fail")
	case !errors.As(err, &exit):
		return fmt.Errorf("cannot run terraform plan: %w", err)
	case !strings.Contains(stderr, "250010"):
		return errors.New("the plan of a denied sub account failed without the code 250010")
	}
	printStep("Done. Each error shows what happened, what to do, and what the API returned.\n" +
		"Not shown: terraform query and the action that sends a test event, which need Terraform 1.14.4 or later.\n" +
		"README.md lists the versions.")
	return nil
}

// terraform runs Terraform with the account's keys. It shows the output, and returns
// what Terraform wrote to standard error.
func (d demo) terraform(ctx context.Context, example string, a fakeapi.Account, arguments ...string) (string, error) {
	if !isTerminal(os.Stdout) {
		arguments = append(arguments, "-no-color")
	}
	env := []string{
		"NCLOUD_ACCESS_KEY=" + a.AccessKey,
		"NCLOUD_SECRET_KEY=" + a.SecretKey,
		"LIVESTATION_ENDPOINT=" + d.api.URL,
		"LIVESTATION_GLOBAL_EDGE_ENDPOINT=" + d.edges.URL,
	}
	command := d.mirror.Command(ctx, d.workspace(example), env, arguments...)
	var stderr bytes.Buffer
	command.Stdout = os.Stdout
	command.Stderr = io.MultiWriter(os.Stdout, &stderr)
	err := command.Run()
	return stderr.String(), err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func printStep(format string, values ...any) {
	fmt.Printf("\n==> "+format+"\n", values...)
}
