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

// manifest is the file that contains the version of the plugin protocol, for registries.
const manifest = "terraform-registry-manifest.json"

// platforms returns the platforms of a release.
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
	// revision and committed are the ID and time of the commit that was built.
	revision  string
	committed time.Time
}

// path returns the path of the file whose name ends with suffix.
func (d dist) path(suffix string) string {
	return filepath.Join(d.folder, project+"_"+d.version+"_"+suffix)
}

// check fails unless the folder contains all files that registries require
// (https://developer.hashicorp.com/terraform/registry/providers/publishing), and the
// binaries are static and reproducible, each with an SBOM.
func (d dist) check() error {
	sums, err := d.sums()
	if err != nil {
		return err
	}
	problems := []error{d.checkManifest(sums)}
	expected := []string{filepath.Base(d.path("manifest.json"))}
	for _, platform := range platforms() {
		archive := d.path(platform + ".zip")
		expected = append(expected, filepath.Base(archive), filepath.Base(archive)+".sbom.json")
		for _, file := range []string{archive, archive + ".sbom.json"} {
			content, err := os.ReadFile(file) //nolint:gosec // The file is in dist/.
			problems = append(problems, err, d.checkSum(sums, filepath.Base(file), content))
		}
		problems = append(problems, d.checkArchive(archive, platform), checkSBOM(archive))
	}
	sumFiles := []string{filepath.Base(d.path("SHA256SUMS")), filepath.Base(d.path("SHA256SUMS.sig"))}
	problems = append(problems, d.checkNames(slices.Concat(expected, sumFiles)))
	for name := range sums {
		if !slices.Contains(expected, name) {
			problems = append(problems, fmt.Errorf("the checksums contain %s, which is not a file of a release", name))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	fmt.Printf("%s contains %d archives, each with a checksum and an SBOM, and the manifest\n", d.folder, len(platforms()))
	return nil
}

// checkNames fails if the folder contains other files of the version than expected. The
// signature may be missing, because gpg is optional.
func (d dist) checkNames(expected []string) error {
	found, err := filepath.Glob(d.path("*"))
	if err != nil {
		return err
	}
	for _, file := range found {
		if !slices.Contains(expected, filepath.Base(file)) {
			return fmt.Errorf("%s is not a file of a release", file)
		}
	}
	if _, err := os.Stat(d.path("SHA256SUMS.sig")); err != nil {
		fmt.Println("The checksums are not signed:", err)
	}
	return nil
}

// sums returns the hexadecimal SHA-256 of each file, from the file of checksums.
func (d dist) sums() (map[string]string, error) {
	content, err := os.ReadFile(d.path("SHA256SUMS"))
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return nil, fmt.Errorf("the line %q is not a valid checksum", line)
		}
		sums[name] = sum
	}
	return sums, nil
}

func (d dist) checkSum(sums map[string]string, name string, content []byte) error {
	sum := sha256.Sum256(content)
	if sums[name] != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("the checksum of %s is %q, want %x", name, sums[name], sum)
	}
	return nil
}

// addManifest copies the manifest to the folder, under the name in the checksums.
// goreleaser does not: it uploads the manifest from the root folder.
func (d dist) addManifest() error {
	content, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	return os.WriteFile(d.path("manifest.json"), content, 0o600) //nolint:gosec // The file is in dist/.
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

// checkArchive fails unless the archive contains one executable for the platform, and the license.
func (d dist) checkArchive(path, platform string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer archive.Close() //nolint:errcheck // It is only read.
	binary := project + "_v" + d.version
	if strings.HasPrefix(platform, "windows") {
		binary += ".exe"
	}
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		if !file.Modified.Equal(d.committed) {
			return fmt.Errorf("%s: the time of %s is %s, want that of the commit, %s",
				path, file.Name, file.Modified, d.committed)
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
		return fmt.Errorf("%s contains %q, want %q", path, names, want)
	}
	return nil
}

// checkBinary fails unless the file is a static program for the platform, built from
// the commit without local changes, and without paths of the machine that built it.
func (d dist) checkBinary(file *zip.File, platform string) error {
	opened, err := file.Open()
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // It is only read.
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
	goos, goarch, _ := strings.Cut(platform, "_")
	for key, want := range map[string]string{
		"GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0", "-trimpath": "true", "-tags": "nethttpomithttp2,grpcnotrace",
	} {
		if settings[key] != want {
			return fmt.Errorf("%s was built with %s=%q, want %q", file.Name, key, settings[key], want)
		}
	}
	// The build information does not contain the linker's flags, but the program contains the version that they set.
	if !bytes.Contains(content, []byte(d.version)) {
		return fmt.Errorf("%s does not contain its version", file.Name)
	}
	if settings["vcs.revision"] != d.revision || settings["vcs.modified"] != "false" {
		return fmt.Errorf("%s was built from commit %q (with local changes: %s), want %s without local changes: commit first",
			file.Name, settings["vcs.revision"], settings["vcs.modified"], d.revision)
	}
	return nil
}

// checkSBOM fails unless the archive has an SPDX document that names modules of the provider.
func checkSBOM(archive string) error {
	path := archive + ".sbom.json"
	content, err := os.ReadFile(path) //nolint:gosec // The file is in dist/.
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
	if filepath.Base(sbom.Name) != filepath.Base(archive) {
		return fmt.Errorf("%s describes %q, want %q", path, sbom.Name, filepath.Base(archive))
	}
	for _, module := range []string{"github.com/hashicorp/terraform-plugin-framework", "gopkg.in/ini.v1"} {
		if !slices.Contains(names, module) {
			return fmt.Errorf("%s names the modules %q, without %s", path, names, module)
		}
	}
	return nil
}

// commit returns the ID and time of the current commit.
func commit(ctx context.Context) (revision string, committed time.Time, err error) {
	out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%H %ct").Output()
	if err != nil {
		return "", time.Time{}, fmt.Errorf("git log failed: %w", err)
	}
	revision, at, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	seconds, err := strconv.ParseInt(at, 10, 64)
	return revision, time.Unix(seconds, 0), err
}
