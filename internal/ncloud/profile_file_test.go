package ncloud

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestProfileFile_reportsTheInvalidLineWithoutItsText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"a key without a value": {text: "[DEFAULT]\n" + accessKeyLine + "ncloud_secret_access_key hunter2hunter2\n", line: 3},
		"only a secret":         {text: "hunter2hunter2\n", line: 1},
		"unclosed section":      {text: "\n\n[hunter2hunter2\n" + pair, line: 3},
		"empty section name":    {text: pair + "[]\n", line: 3},
		"unclosed quotes":       {text: accessKeyLine + "ncloud_secret_access_key = \"\"\"hunter2hunter2\n[x]\n", line: 2},
		"no name":               {text: "= hunter2hunter2\n", line: 1},
		"not UTF-8":             {text: "a = b\nncloud_secret_access_key = hunter2\xff\xfe\n", line: 2},
		"UTF-16":                {text: "\xff\xfen\x00c\x00", line: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := profileSource("DEFAULT", c.text)()
			var invalid *ProfileError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want a ProfileError", err)
			}
			if invalid.Line != c.line {
				t.Errorf("got line %d, want %d", invalid.Line, c.line)
			}
			if invalid.Path != path {
				t.Errorf("got the path %q", invalid.Path)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error contains the line: %v", err)
			}
		})
	}
}

func TestReadFile_rejectsWhatIsNoProfileFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	large := filepath.Join(folder, "large")
	if err := os.WriteFile(large, make([]byte, 1<<20+1), 0o600); err != nil {
		t.Fatal(err)
	}
	notAFolder := "cannot be read: not a directory"
	if runtime.GOOS == "windows" {
		notAFolder = "does not exist"
	}
	for name, c := range map[string]struct{ path, problem string }{
		"a folder":          {path: folder, problem: "is not a regular file"},
		"a large file":      {path: large, problem: "is larger than 1048576 bytes"},
		"a file's own file": {path: filepath.Join(large, "x"), problem: notAFolder},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Profile{Path: c.path, Name: "DEFAULT", Explicit: true}.Load(ReadFile)
			var invalid *ProfileError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want a ProfileError", err)
			}
			if invalid.Problem != c.problem {
				t.Errorf("got %q, want %q", invalid.Problem, c.problem)
			}
		})
	}
}

func TestReadFile_rejectsADevice(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("no /dev/zero here")
	}
	if _, err := ReadFile("/dev/zero"); err == nil {
		t.Error("a device was read")
	}
}

func TestReadFile_reportsPermissionsOfOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("on Windows a file's mode has no permissions of other users")
	}
	for _, c := range []struct {
		mode    os.FileMode
		warning bool
	}{
		{mode: 0o600, warning: false},
		{mode: 0o400, warning: false},
		{mode: 0o640, warning: true},
		{mode: 0o604, warning: true},
		{mode: 0o644, warning: true},
	} {
		t.Run(c.mode.String(), func(t *testing.T) {
			t.Parallel()
			configure := filepath.Join(t.TempDir(), "configure")
			if err := os.WriteFile(configure, []byte(pair), c.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(configure, c.mode); err != nil {
				t.Fatal(err)
			}
			s, err := Profile{Path: configure, Name: "DEFAULT"}.Load(ReadFile)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if c.warning {
				want = `"` + configure + `" can be read by other users of this machine`
			}
			if s.Warning != want {
				t.Errorf("the warning is %q, want %q", s.Warning, want)
			}
		})
	}
}
