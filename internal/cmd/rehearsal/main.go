// Command rehearsal makes all that a release of a version consists of, in dist/,
// looks at it as a registry would, and installs the provider from it with the
// real Terraform, and with OpenTofu where that is on PATH. Nothing is published.
//
// It runs in the project's root, where the working tree's commit is what is built.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

const callbackURL = "https://events.example.com/live-station"

func main() {
	onlyCheck := flag.Bool("check", false, "look at what is in dist/ already; whom the signature is by is not looked at")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: rehearsal [-check] VERSION")
		os.Exit(2)
	}
	err := sandbox.Run("rehearsal", func(ctx context.Context, folder string) error { return run(ctx, folder, flag.Arg(0), *onlyCheck) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "rehearsal:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder, version string, onlyCheck bool) error {
	if !onlyCheck {
		if err := release(ctx, version, filepath.Join(folder, "gnupg")); err != nil {
			return err
		}
	}
	revision, committed, err := commit(ctx)
	if err != nil {
		return err
	}
	if err := (dist{folder: "dist", version: version, revision: revision, committed: committed}).check(); err != nil {
		return err
	}
	installers, err := programs()
	if err != nil {
		return err
	}
	for _, program := range installers {
		if err := install(ctx, program, version, filepath.Join(folder, filepath.Base(program))); err != nil {
			return fmt.Errorf("with %s: %w", program, err)
		}
	}
	return nil
}

// release runs goreleaser. It signs with a key that is made for it and thrown
// away, where gpg is there.
func release(ctx context.Context, version, gnupg string) error {
	arguments := []string{"tool", "-modfile=tools/release/go.mod", "goreleaser", "release", "--snapshot", "--clean"}
	signer := "nobody"
	_, err := exec.LookPath("gpg")
	signed := err == nil
	if signed {
		if signer, err = newKey(ctx, gnupg); err != nil {
			return err
		}
	} else {
		fmt.Println("There is no gpg on PATH: the checksums are not signed.")
		arguments = append(arguments, "--skip=sign")
	}
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Env = append(os.Environ(), "VERSION="+version, "GNUPGHOME="+gnupg, "GPG_FINGERPRINT="+signer)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("goreleaser failed: %w", err)
	}
	made := dist{folder: "dist", version: version}
	if err := made.addManifest(); err != nil {
		return err
	}
	if !signed {
		return nil
	}
	sums := made.path("SHA256SUMS")
	return gpg(ctx, gnupg, "--verify", sums+".sig", sums)
}

// newKey makes a key to sign with, and returns its name.
func newKey(ctx context.Context, gnupg string) (string, error) {
	if err := os.Mkdir(gnupg, 0o700); err != nil {
		return "", err
	}
	const name = "rehearsal@livestation.invalid"
	return name, gpg(ctx, gnupg, "--passphrase", "", "--quick-generate-key", name, "rsa3072", "sign", "1d")
}

func gpg(ctx context.Context, home string, arguments ...string) error {
	command := exec.CommandContext(ctx, "gpg", append([]string{"--homedir", home, "--batch"}, arguments...)...) //nolint:gosec // The arguments are this file's.
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("gpg failed: %w\n%s", err, out)
	}
	return nil
}

// programs returns what the release is installed with: Terraform, or OpenTofu, and
// OpenTofu beside Terraform where it is on PATH.
func programs() ([]string, error) {
	program, err := sandbox.Program()
	if err != nil {
		return nil, err
	}
	found := []string{program}
	if tofu, err := exec.LookPath("tofu"); err == nil && !strings.HasPrefix(filepath.Base(program), "tofu") {
		found = append(found, tofu)
	}
	return found, nil
}

// install unpacks nothing: Terraform installs the archive as the registry would
// hand it out, and reads a callback URL with the provider from it.
func install(ctx context.Context, program, version, folder string) error {
	mirror, err := sandbox.OpenMirror(program, filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	archive := dist{folder: "dist", version: version}.path(runtime.GOOS + "_" + runtime.GOARCH + ".zip")
	packed, err := os.ReadFile(archive) //nolint:gosec // The file is one of dist/.
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(mirror.Packages(), filepath.Base(archive)), packed, 0o600); err != nil { //nolint:gosec // The folder is the caller's own.
		return err
	}
	workspace := filepath.Join(folder, "quickstart")
	if err := os.CopyFS(workspace, os.DirFS(filepath.Join("examples", "quickstart"))); err != nil {
		return err
	}
	if err := mirror.Init(ctx, workspace); err != nil {
		return err
	}
	return use(ctx, mirror, workspace, version)
}

// use applies the configuration, and looks at what version it was done with.
func use(ctx context.Context, mirror sandbox.Mirror, workspace, version string) error {
	api := fakeapi.Start()
	defer api.Close()
	api.Register(callbackURL)
	keys := []string{"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT=" + api.URL}
	applied, err := mirror.Command(ctx, workspace, keys, "apply", "-auto-approve", "-no-color").CombinedOutput()
	if err != nil {
		return fmt.Errorf("apply failed: %w\n%s", err, applied)
	}
	if !strings.Contains(string(applied), callbackURL) {
		return fmt.Errorf("apply did not read %s:\n%s", callbackURL, applied)
	}
	versions, err := mirror.Command(ctx, workspace, nil, "version").Output()
	if err != nil {
		return fmt.Errorf("version failed: %w", err)
	}
	if !strings.Contains(string(versions), "livestation v"+version+"\n") {
		return fmt.Errorf("its version is not %s:\n%s", version, versions)
	}
	agent := api.Requests()[0].Header.Get("User-Agent")
	if !strings.HasSuffix(agent, "terraform-provider-livestation/"+version) {
		return errors.New("the user agent is " + agent)
	}
	fmt.Printf("installed with init and used:\n%s%s\n", versions, agent)
	return nil
}
