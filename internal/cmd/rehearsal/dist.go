package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const project = "terraform-provider-livestation"

// manifest is the file that tells registries the protocol's version.
const manifest = "terraform-registry-manifest.json"

// platforms are those that a release is for.
func platforms() []string {
	return []string{
		"darwin_amd64", "darwin_arm64",
		"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_386", "windows_amd64", "windows_arm64",
	}
}

// A dist is a folder with the files of a release.
type dist struct {
	folder, version string
	// revision and committed are of the commit that it was built from.
	revision  string
	committed time.Time
}

// path returns where a file is whose name ends so behind project and version.
func (d dist) path(end string) string {
	return filepath.Join(d.folder, project+"_"+d.version+"_"+end)
}

// check looks for what the registries look for
// (https://developer.hashicorp.com/terraform/registry/providers/publishing),
// and for what the project promises beyond: static binaries that can be built
// again, and a list of what is in each.
func (d dist) check() error {
	sums, err := d.sums()
	if err != nil {
		return err
	}
	problems := []error{d.checkManifest(sums)}
	wanted := []string{filepath.Base(d.path("manifest.json"))}
	for _, platform := range platforms() {
		archive := d.path(platform + ".zip")
		wanted = append(wanted, filepath.Base(archive), filepath.Base(archive)+".sbom.json")
		for _, file := range []string{archive, archive + ".sbom.json"} {
			content, err := os.ReadFile(file) //nolint:gosec // The file is one of dist/.
			problems = append(problems, err, d.checkSum(sums, filepath.Base(file), content))
		}
		problems = append(problems, d.checkArchive(archive, platform), checkSBOM(archive))
	}
	problems = append(problems, d.checkNames(append(wanted, filepath.Base(d.path("SHA256SUMS")), filepath.Base(d.path("SHA256SUMS.sig")))))
	for name := range sums {
		if !slices.Contains(wanted, name) {
			problems = append(problems, fmt.Errorf("%s is in the checksums, and no registry expects it", name))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	fmt.Printf("%s: %d archives, each with its checksum and SBOM, and the manifest\n", d.folder, len(platforms()))
	return nil
}

// checkNames expects these files of the version in the folder, and no others. The
// signature may be missing where there is no gpg to make it.
func (d dist) checkNames(wanted []string) error {
	found, err := filepath.Glob(d.path("*"))
	if err != nil {
		return err
	}
	for _, file := range found {
		if !slices.Contains(wanted, filepath.Base(file)) {
			return fmt.Errorf("%s is no file of a release", file)
		}
	}
	if _, err := os.Stat(d.path("SHA256SUMS.sig")); err != nil {
		fmt.Println("The checksums are not signed:", err)
	}
	return nil
}

// sums reads the file of checksums: the hexadecimal SHA-256 of each name.
func (d dist) sums() (map[string]string, error) {
	content, err := os.ReadFile(d.path("SHA256SUMS"))
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return nil, fmt.Errorf("the line %q of the checksums is none", line)
		}
		sums[name] = sum
	}
	return sums, nil
}

func (d dist) checkSum(sums map[string]string, name string, content []byte) error {
	sum := sha256.Sum256(content)
	if sums[name] != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("the checksum of %s is %q, not %x", name, sums[name], sum)
	}
	return nil
}

// addManifest puts the manifest where the checksums say it is: goreleaser uploads
// it from where it stands.
func (d dist) addManifest() error {
	content, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	return os.WriteFile(d.path("manifest.json"), content, 0o600) //nolint:gosec // The file is one of dist/.
}

func (d dist) checkManifest(sums map[string]string) error {
	content, err := os.ReadFile(d.path("manifest.json"))
	if err != nil {
		return err
	}
	if !bytes.Contains(content, []byte(`"6.0"`)) {
		return errors.New("the manifest does not name protocol 6.0")
	}
	return d.checkSum(sums, filepath.Base(d.path("manifest.json")), content)
}

// checkArchive expects one executable for the platform, and the license.
func (d dist) checkArchive(path, platform string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer archive.Close() //nolint:errcheck // It was only read.
	binary := project + "_v" + d.version
	if strings.HasPrefix(platform, "windows") {
		binary += ".exe"
	}
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		if !file.Modified.Equal(d.committed) {
			return fmt.Errorf("%s: %s is of %s, not of the commit's time %s", path, file.Name, file.Modified, d.committed)
		}
		if file.Name != binary {
			continue
		}
		if file.Mode()&0o111 == 0 {
			return fmt.Errorf("%s: %s is not executable", path, file.Name)
		}
		if err := d.checkBinary(file, platform); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	slices.Sort(names)
	if want := []string{"LICENSE", binary}; !slices.Equal(names, want) {
		return fmt.Errorf("%s holds %q, not %q", path, names, want)
	}
	return nil
}

// checkBinary expects a static program for the platform, of the commit as it is
// and without the paths of the machine that built it.
func (d dist) checkBinary(file *zip.File, platform string) error {
	opened, err := file.Open()
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // It was only read.
	content, err := io.ReadAll(opened)
	if err != nil {
		return err
	}
	info, err := buildinfo.Read(bytes.NewReader(content))
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if got := settings["GOOS"] + "_" + settings["GOARCH"]; got != platform || settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" || settings["-tags"] != "nethttpomithttp2" {
		return fmt.Errorf("%s was built with %v", file.Name, settings)
	}
	// The linker's flags stand in no build information, but the version that they set does in the user agent's place.
	if !bytes.Contains(content, []byte(d.version)) {
		return fmt.Errorf("%s does not hold its version", file.Name)
	}
	if settings["vcs.revision"] != d.revision || settings["vcs.modified"] != "false" {
		return fmt.Errorf("%s was built from the commit %q (changed since: %s), not from %s as it is: commit first", file.Name, settings["vcs.revision"], settings["vcs.modified"], d.revision)
	}
	return nil
}

// checkSBOM expects an SPDX document about the archive, with modules that the
// provider links.
func checkSBOM(archive string) error {
	path := archive + ".sbom.json"
	content, err := os.ReadFile(path) //nolint:gosec // The file is one of dist/.
	if err != nil {
		return err
	}
	var sbom struct {
		Name     string
		Packages []struct{ Name string }
	}
	if err := json.Unmarshal(content, &sbom); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var names []string
	for _, p := range sbom.Packages {
		names = append(names, p.Name)
	}
	for _, module := range []string{"github.com/hashicorp/terraform-plugin-framework", "github.com/cenkalti/backoff/v5"} {
		if filepath.Base(sbom.Name) != filepath.Base(archive) || !slices.Contains(names, module) {
			return fmt.Errorf("%s is about %s and names %q, not %s", path, sbom.Name, names, module)
		}
	}
	return nil
}

// commit returns the working tree's commit, and when it was made.
func commit(ctx context.Context) (revision string, made time.Time, err error) {
	out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%H %ct").Output()
	if err != nil {
		return "", time.Time{}, fmt.Errorf("git log failed: %w", err)
	}
	revision, at, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	seconds, err := strconv.ParseInt(at, 10, 64)
	return revision, time.Unix(seconds, 0), err
}
