// Command demo shows the provider's main job on a machine without an account: it
// starts a fake Live Station API on 127.0.0.1 and runs the real Terraform, or
// OpenTofu, on copies of examples/quickstart, examples/callbacks and
// examples/testing with the provider as it is now.
//
// With -serve it serves the fake API and nothing else.
//
// It runs in the project's root. Everything that is written goes to a temporary
// folder, which is removed at the end.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

const callbackURL = "https://events.example.com/live-station"

func main() {
	serve := flag.Bool("serve", false, "only serve the fake API, until interrupted")
	flag.Parse()
	act := run
	if *serve {
		act = serveAPI
	}
	if err := sandbox.Run("demo", act); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string) (err error) {
	say("Building the provider")
	d := demo{quickstart: filepath.Join(folder, "quickstart"), callbacks: filepath.Join(folder, "callbacks"), testing: filepath.Join(folder, "testing"), api: fakeapi.Start()}
	defer d.api.Close()
	if d.mirror, err = sandbox.BuildMirror(ctx, ".", filepath.Join(folder, "mirror")); err != nil {
		return err
	}
	d.api.Register(callbackURL)
	say("A fake Live Station API listens on %s", d.api.URL)

	for example, copied := range map[string]string{"quickstart": d.quickstart, "callbacks": d.callbacks, "testing": d.testing} {
		if err := os.CopyFS(copied, os.DirFS(filepath.Join("examples", example))); err != nil {
			return fmt.Errorf("cannot copy examples/%s: %w", example, err)
		}
		if err := d.mirror.Init(ctx, copied); err != nil {
			return err
		}
	}
	if err := d.readTheURL(ctx); err != nil {
		return err
	}
	if err := d.registerTheCallbacks(ctx); err != nil {
		return err
	}
	if err := d.runTheTests(ctx); err != nil {
		return err
	}
	return d.showADenial(ctx)
}

// serveAPI serves a fake API with a registered default and a channel, for people
// who want to try something, and prints what leads to it.
func serveAPI(ctx context.Context, _ string) error {
	api := fakeapi.Start()
	defer api.Close()
	api.Register(callbackURL)
	api.PutChannel(fakeapi.MainStage())
	fmt.Printf("export LIVESTATION_ENDPOINT=%s\nexport NCLOUD_ACCESS_KEY=%s\nexport NCLOUD_SECRET_KEY=%s\n",
		api.URL, fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
	fmt.Fprintln(os.Stderr, "# a fake Live Station serves there until you press Ctrl-C")
	<-ctx.Done()
	return nil
}

type demo struct {
	mirror     sandbox.Mirror
	quickstart string
	callbacks  string
	testing    string
	api        *fakeapi.Server
}

// readTheURL plans and applies as an account that may read.
func (d demo) readTheURL(ctx context.Context) error {
	say("terraform plan, with the keys of an account that may use Live Station")
	if _, err := d.terraform(ctx, d.quickstart, fakeapi.Allowed, "plan", "-input=false"); err != nil {
		return fmt.Errorf("plan failed: %w", err)
	}
	say("terraform apply")
	if _, err := d.terraform(ctx, d.quickstart, fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	out, err := d.mirror.Command(ctx, d.quickstart, nil, "output", "-raw", "callback_url").Output()
	if err != nil {
		return fmt.Errorf("output failed: %w", err)
	}
	if string(out) != callbackURL {
		return fmt.Errorf("the output is %q, and %q is registered", out, callbackURL)
	}
	say("The callback URL is %s", out)
	return nil
}

// registerTheCallbacks applies examples/callbacks in an account with two channels
// where nothing is registered.
func (d demo) registerTheCallbacks(ctx context.Context) error {
	d.api.Register("")
	d.api.PutChannel(fakeapi.MainStage())
	d.api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-20200327140132-eFGH4", Name: "side_stage", Status: "PUBLISHING"})
	say("terraform apply on examples/callbacks: register the default and one channel's own, read back, check")
	if _, err := d.terraform(ctx, d.callbacks, fakeapi.Allowed, "apply", "-input=false", "-auto-approve"); err != nil {
		return fmt.Errorf("apply failed: %w", err)
	}
	for id, want := range map[string]string{fakeapi.MainStage().ID: "https://events.example.com/main-stage", "ls-20200327140132-eFGH4": "https://events.example.com/live-station"} {
		if got := d.api.EmitEvent("live", id, "STREAM_UPDATE"); got.URL != want {
			return fmt.Errorf("an event of %s would go to %q, not to %q", id, got.URL, want)
		}
	}
	return nil
}

// runTheTests runs the tests of examples/testing, in the same account with nothing
// registered again.
func (d demo) runTheTests(ctx context.Context) error {
	d.api.Register("")
	d.api.PutChannel(fakeapi.MainStage())
	say("terraform test on examples/testing: some tests mock the provider, the others register at the fake API")
	if _, err := d.terraform(ctx, d.testing, fakeapi.Allowed, "test"); err != nil {
		return fmt.Errorf("test failed: %w", err)
	}
	return nil
}

// showADenial plans as a sub account without a policy, which has to fail.
func (d demo) showADenial(ctx context.Context) error {
	say("terraform plan, with the keys of a sub account that may not use Live Station")
	errOut, err := d.terraform(ctx, d.quickstart, fakeapi.Denied, "plan", "-input=false")
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

// terraform runs Terraform as the account, its output shown, and returns what it
// printed as errors.
func (d demo) terraform(ctx context.Context, folder string, account fakeapi.Account, arguments ...string) (string, error) {
	if !isTerminal(os.Stdout) {
		arguments = append(arguments, "-no-color")
	}
	command := d.mirror.Command(ctx, folder, []string{
		"NCLOUD_ACCESS_KEY=" + account.AccessKey, "NCLOUD_SECRET_KEY=" + account.SecretKey, "LIVESTATION_ENDPOINT=" + d.api.URL,
	}, arguments...)
	var errOut bytes.Buffer
	command.Stdout, command.Stderr = os.Stdout, io.MultiWriter(os.Stdout, &errOut)
	err := command.Run()
	return errOut.String(), err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func say(format string, values ...any) {
	fmt.Printf("\n==> "+format+"\n", values...)
}
