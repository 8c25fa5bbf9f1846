package provider

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Build describes a build of a version: its commit, or "unknown" if it was built outside of a repository, and what it
// is for.
func Build(version string) string {
	commit, changed := "unknown", ""
	info, _ := debug.ReadBuildInfo() // nil without modules, which a release has.
	if info == nil {
		info = &debug.BuildInfo{}
	}
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			commit = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = ", changed since"
		}
	}
	platform := runtime.GOOS + "/" + runtime.GOARCH
	return fmt.Sprintf("%s (commit %s%s, %s %s)", version, commit, changed, runtime.Version(), platform)
}
