package provider

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// The tests that use this file run Terraform's commands as a user does.

// mirror is built once, where a test first wants it, in a folder of runIsolated's.
var mirror struct {
	sync.Once
	sandbox.Mirror
	folder string
	err    error
}

// A workspace is a folder with a configuration.
type workspace struct {
	t      *testing.T
	folder string
	// isInstalled is true if Terraform starts the built provider as it starts a release: a
	// process for each alias and each command. Otherwise the provider is served inside the
	// test, which takes a quarter of the time: no process and no TLS keys for each command.
	isInstalled bool
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
	w.write(hcl)
	return w
}

// newInstalledWorkspace is for what depends on the provider's processes.
func newInstalledWorkspace(t *testing.T, hcl string) workspace {
	t.Helper()
	w := newWorkspace(t, hcl)
	w.isInstalled = true
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
	return workspace{t: t, folder: t.TempDir()}
}

// init installs the provider for what was written.
func (w workspace) init() {
	w.t.Helper()
	if err := mirror.Init(w.t.Context(), w.folder); err != nil {
		w.t.Fatal(err)
	}
}

// write writes the configuration, which requires the provider if it does not say so itself.
func (w workspace) write(hcl string) {
	w.t.Helper()
	if !strings.Contains(hcl, "required_providers") {
		hcl = requiredProvider + hcl
	}
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
	w.t.Helper()
	if !w.isInstalled {
		env = append(env, "TF_REATTACH_PROVIDERS="+serve(ctx, w.t, env))
	}
	return mirror.Command(ctx, w.folder, env, append(arguments, "-no-color")...)
}

// serve serves the provider inside the test until ctx ends, in the environment env, and returns
// where.
func serve(ctx context.Context, t *testing.T, env []string) string {
	t.Helper()
	variables := map[string]string{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		variables[name] = value
	}
	address := "registry.terraform.io/livestation/livestation"
	if host := os.Getenv("TF_ACC_PROVIDER_HOST"); host != "" {
		address = host + "/livestation/livestation"
	}
	served := make(chan *plugin.ReattachConfig)
	go func() {
		debug, quiet := tf6server.WithDebug(ctx, served, nil), tf6server.WithGoPluginLogger(hclog.NewNullLogger())
		_ = tf6server.Serve(address, func() tfprotov6.ProviderServer {
			return providerserver.NewProtocol6(providerIn(variables))()
		}, debug, quiet)
	}()
	config := <-served
	where, err := json.Marshal(map[string]any{address: map[string]any{
		"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": config.Test,
		"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(where)
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

// apply applies a configuration and returns all that Terraform printed.
func (w workspace) apply(hcl string) string {
	w.t.Helper()
	w.write(hcl)
	return w.run("apply", "-auto-approve")
}

// failToApply is like apply, and the plan or the apply must fail.
func (w workspace) failToApply(hcl string) string {
	w.t.Helper()
	w.write(hcl)
	return w.runFailing("apply", "-auto-approve")
}

// generate makes Terraform write the configuration for the import blocks of hcl. Terraform 1.16.0 to
// 1.16.2 require the argument provider for that, and no version allows it afterwards.
func (w workspace) generate(hcl string) {
	w.t.Helper()
	w.write(strings.ReplaceAll(hcl, "import {", "import {\n  provider = livestation"))
	w.run("plan", "-generate-config-out=generated.tf")
	w.write(hcl)
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
