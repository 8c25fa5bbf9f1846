package provider

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// A release is built with the version of its tag.
func TestAccVersion_isThatOfTheRelease(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := emptyWorkspace(t)
	program, err := sandbox.Program()
	if err != nil {
		t.Fatal(err)
	}
	release, err := sandbox.OpenMirror(program, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := release.Build(t.Context(), filepath.Join("..", ".."), "7.8.9"); err != nil {
		t.Fatal(err)
	}
	w.write(providerBlock(api, fakeapi.Allowed) + dataSource)
	if err := release.Init(t.Context(), w.folder); err != nil {
		t.Fatal(err)
	}
	out, err := release.Command(t.Context(), w.folder, nil, "version").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if want := "/livestation/livestation v7.8.9\n"; !strings.Contains(string(out), want) {
		t.Errorf("terraform version does not print %q:\n%s", want, out)
	}
	if out, err := release.Command(t.Context(), w.folder, nil, "plan", "-no-color").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const want = " terraform-provider-livestation/7.8.9"
	if got := api.Requests()[0].Header.Get("User-Agent"); !strings.HasSuffix(got, want) {
		t.Errorf("the user agent is %q, want it to end with %q", got, want)
	}
}

// Without a registry, make install is enough for terraform init.
func TestAccMakeInstall_installsWhereInitLooks(t *testing.T) {
	t.Parallel()
	w := emptyWorkspace(t)
	maker, err := exec.LookPath("make")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("make install is for systems with make")
	}
	home := t.TempDir()
	plugins := filepath.Join(home, ".terraform.d", "plugins")
	install := exec.CommandContext(t.Context(), maker, "install", "PLUGINS="+plugins)
	install.Dir = filepath.Join("..", "..")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	api := startAPI(t)
	w.isInstalled = true
	w.write(providerBlock(api, fakeapi.Allowed) + output)
	for _, arguments := range [][]string{{"init"}, {"plan"}} {
		// Without a CLI configuration, Terraform looks in the folder in HOME.
		if out, err := w.terraform([]string{"HOME=" + home, "TF_CLI_CONFIG_FILE=" + os.DevNull}, arguments...); err != nil {
			t.Fatalf("%v: %v\n%s", arguments, err, out)
		}
	}
	if n := len(api.Requests()); n != 1 {
		t.Errorf("the API received %d requests", n)
	}
}
