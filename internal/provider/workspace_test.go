package provider

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// The tests of this file run the built provider as Terraform runs a release: a
// process for each alias and each command. terraform-plugin-testing serves all
// aliases from one provider inside the test.

// mirror is built once, where a test first wants it, in a folder of runIsolated's.
var mirror struct {
	sync.Once
	sandbox.Mirror
	folder string
	err    error
}

// A workspace is a configuration that the built provider is installed for.
type workspace struct {
	t      *testing.T
	folder string
}

// requiredProvider is the HCL that says where the provider is from.
const requiredProvider = `terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}
`

func newWorkspace(t *testing.T, hcl string) workspace {
	t.Helper()
	w := emptyWorkspace(t)
	w.write(requiredProvider + hcl)
	w.init()
	return w
}

func emptyWorkspace(t *testing.T) workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("starts Terraform: set TF_ACC=1, as make test does")
	}
	mirror.Do(func() {
		mirror.Mirror, mirror.err = sandbox.BuildMirror(context.Background(), filepath.Join("..", ".."), mirror.folder)
	})
	if mirror.err != nil {
		t.Fatal(mirror.err)
	}
	return workspace{t, t.TempDir()}
}

// init installs the provider for what was written.
func (w workspace) init() {
	w.t.Helper()
	if err := mirror.Init(w.t.Context(), w.folder); err != nil {
		w.t.Fatal(err)
	}
}

func (w workspace) write(hcl string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, "main.tf"), []byte(hcl), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// terraform runs a command with these variables and returns all it printed.
func (w workspace) terraform(env []string, arguments ...string) (string, error) {
	w.t.Helper()
	out, err := w.command(w.t.Context(), env, arguments...).CombinedOutput()
	return string(out), err
}

func (w workspace) command(ctx context.Context, env []string, arguments ...string) *exec.Cmd {
	return mirror.Command(ctx, w.folder, env, append(arguments, "-no-color")...)
}

// run runs a command that must succeed and returns all it printed.
func (w workspace) run(arguments ...string) string {
	w.t.Helper()
	out, err := w.terraform(nil, arguments...)
	if err != nil {
		w.t.Fatalf("terraform %s: %v\n%.5000s", strings.Join(arguments, " "), err, out)
	}
	return out
}

// runFailing runs a command that must fail and returns all it printed.
func (w workspace) runFailing(arguments ...string) string {
	w.t.Helper()
	out, err := w.terraform(nil, arguments...)
	if err == nil {
		w.t.Fatalf("terraform %s succeeds:\n%.5000s", strings.Join(arguments, " "), out)
	}
	return out
}

// generate makes Terraform write the configuration for the import blocks of hcl. Terraform 1.16.0 to
// 1.16.2 require the argument provider for that, and no version allows it afterwards.
func (w workspace) generate(hcl string) {
	w.t.Helper()
	w.write(requiredProvider + strings.ReplaceAll(hcl, "import {", "import {\n  provider = livestation"))
	w.run("plan", "-generate-config-out=generated.tf")
	w.write(requiredProvider + hcl)
}

// expectNoChanges expects that the state is what is configured and registered.
func (w workspace) expectNoChanges() {
	w.t.Helper()
	if out, err := w.terraform(nil, "plan", "-detailed-exitcode"); err != nil {
		w.t.Errorf("the next plan contains changes: %v\n%.5000s", err, out)
	}
}

// expectOutput expects the texts in what Terraform printed, as [outputMatches] does.
func expectOutput(t *testing.T, out string, texts ...string) {
	t.Helper()
	if !outputMatches(slices.Clone(texts)...).MatchString(out) {
		t.Errorf("Terraform does not print %q:\n%.5000s", texts, out)
	}
}
