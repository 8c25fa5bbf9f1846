// Command rehearsal builds all files of a release in dist/, checks their checksums and
// installs the provider from them with the real Terraform, and with OpenTofu if it is on
// PATH. It publishes nothing.
//
// It runs in the root folder of the repository, and builds the current commit.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: rehearsal VERSION")
		os.Exit(2)
	}
	err := sandbox.Run("rehearsal", func(ctx context.Context, folder string) error {
		return run(ctx, folder, os.Args[1])
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "rehearsal:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder, version string) error {
	changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain").Output()
	if err != nil || len(changes) > 0 {
		return errors.Join(err, fmt.Errorf("a release is built from a commit: commit your changes first\n%s", changes))
	}
	if err := release(ctx, version, filepath.Join(folder, "gnupg")); err != nil {
		return err
	}
	installers, err := programs()
	if err != nil {
		return err
	}
	for _, program := range installers {
		if err := install(ctx, program, version, filepath.Join(folder, filepath.Base(program))); err != nil {
			return fmt.Errorf("installation with %s: %w", program, err)
		}
	}
	return nil
}

// name returns the name of the file of the release that ends with suffix. It is in dist/.
func name(version, suffix string) string {
	return "terraform-provider-livestation_" + version + "_" + suffix
}

// release runs goreleaser. If gpg is on PATH, it signs with a temporary key.
func release(ctx context.Context, version, gnupg string) error {
	arguments := []string{"tool", "-modfile=tools/release/go.mod", "goreleaser", "release", "--snapshot", "--clean"}
	signer := "none"
	_, err := exec.LookPath("gpg")
	signed := err == nil
	if signed {
		if signer, err = newKey(ctx, gnupg); err != nil {
			return err
		}
	} else {
		fmt.Println("gpg is not on PATH: the checksums are not signed.")
		arguments = append(arguments, "--skip=sign")
	}
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Env = append(os.Environ(), "VERSION="+version, "GNUPGHOME="+gnupg, "GPG_FINGERPRINT="+signer)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("goreleaser failed: %w", err)
	}
	// goreleaser uploads the manifest from the root folder, but the checksums contain its name in a release.
	manifest, err := os.ReadFile("terraform-registry-manifest.json")
	if err != nil {
		return err
	}
	if err := write("dist", name(version, "manifest.json"), manifest); err != nil {
		return err
	}
	sums, err := fs.ReadFile(os.DirFS("dist"), name(version, "SHA256SUMS"))
	if err != nil {
		return err
	}
	check := exec.CommandContext(ctx, "sha256sum", "--check", "--quiet")
	check.Dir = "dist"
	check.Stdin = bytes.NewReader(sums)
	if out, err := check.CombinedOutput(); err != nil {
		return fmt.Errorf("the checksums differ: %w\n%s", err, out)
	}
	if !signed {
		return nil
	}
	path := filepath.Join("dist", name(version, "SHA256SUMS"))
	return gpg(ctx, gnupg, "--verify", path+".sig", path)
}

// write writes a file of a folder, and nothing outside it.
func write(folder, file string, content []byte) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	return errors.Join(root.WriteFile(file, content, 0o600), root.Close())
}

// newKey creates a signing key and returns its name.
func newKey(ctx context.Context, gnupg string) (string, error) {
	if err := os.Mkdir(gnupg, 0o700); err != nil {
		return "", err
	}
	const owner = "rehearsal@livestation.invalid"
	return owner, gpg(ctx, gnupg, "--passphrase", "", "--quick-generate-key", owner, "rsa3072", "sign", "1d")
}

func gpg(ctx context.Context, home string, arguments ...string) error {
	arguments = append([]string{"--homedir", home, "--batch"}, arguments...)
	command := exec.CommandContext(ctx, "gpg", arguments...) //nolint:gosec // G204: constants and paths of this program.
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("gpg failed: %w\n%s", err, out)
	}
	return nil
}

// programs returns the programs that install the release: that of [sandbox.Program],
// and OpenTofu if it is on PATH.
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

// install makes Terraform install the archive, as it would from the registry, and read
// a callback URL with the provider.
func install(ctx context.Context, program, version, folder string) error {
	mirror, err := sandbox.OpenMirror(program, filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	archive := name(version, runtime.GOOS+"_"+runtime.GOARCH+".zip")
	packed, err := fs.ReadFile(os.DirFS("dist"), archive)
	if err != nil {
		return err
	}
	if err := write(mirror.Packages(), archive, packed); err != nil {
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

// use applies the configuration, and checks the version of the provider.
func use(ctx context.Context, mirror sandbox.Mirror, workspace, version string) error {
	api := fakeapi.Start()
	defer api.Close()
	api.Register(callbackURL)
	env := []string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey,
		"NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey,
		"LIVESTATION_ENDPOINT=" + api.URL,
	}
	applied, err := mirror.Command(ctx, workspace, env, "apply", "-auto-approve", "-no-color").CombinedOutput()
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
		return fmt.Errorf("the installed version is not %s:\n%s", version, versions)
	}
	agent := api.Requests()[0].Header.Get("User-Agent")
	if !strings.HasSuffix(agent, "terraform-provider-livestation/"+version) {
		return fmt.Errorf("the user agent is %q, want one that ends with the version %s", agent, version)
	}
	fmt.Printf("Installed and used the release:\n%s%s\n", versions, agent)
	return nil
}
