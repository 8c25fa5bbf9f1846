package ncloud

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

const path = "/home/u/.ncloud/configure"

// holding reads every path as a file of that text.
func holding(text string) func(string) (File, error) {
	return func(string) (File, error) { return File{Data: []byte(text)}, nil }
}

const pair = "ncloud_access_key_id = A\nncloud_secret_access_key = S\n"

func TestAProfileIsReadFromEveryFormOfFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile, text, access, secret string
	}{
		"before any section":       {"DEFAULT", pair, "A", "S"},
		"after other keys":         {"DEFAULT", "ncloud_api_url = x\n[default]\n" + pair, "A", "S"},
		"default section":          {"DEFAULT", "[DEFAULT]\n" + pair, "A", "S"},
		"default in small letters": {"DEFAULT", "[default]\n" + pair, "A", "S"},
		"default asked in small":   {"default", "[DEFAULT]\n" + pair, "A", "S"},
		"named":                    {"prod", "ncloud_access_key_id = B\nncloud_secret_access_key = T\n[prod]\n" + pair, "A", "S"},
		"name with spaces":         {"prod", "[ prod ]\n" + pair, "A", "S"},
		"Korean name":              {"운영", "[운영]\n" + pair, "A", "S"},
		"no spaces":                {"DEFAULT", "ncloud_access_key_id=A\nncloud_secret_access_key=S", "A", "S"},
		"many spaces":              {"DEFAULT", "  ncloud_access_key_id   =   A  \n\t ncloud_secret_access_key\t=\tS\t\n", "A", "S"},
		"CRLF":                     {"DEFAULT", "[DEFAULT]\r\nncloud_access_key_id = A\r\nncloud_secret_access_key = S\r\n", "A", "S"},
		"byte order mark":          {"DEFAULT", "\ufeff" + pair, "A", "S"},
		"byte order mark, section": {"DEFAULT", "\ufeff[DEFAULT]\r\n" + pair, "A", "S"},
		"equals signs in values":   {"DEFAULT", "ncloud_access_key_id = A==\nncloud_secret_access_key = S=a=b=\n", "A==", "S=a=b="},
		"percent in values":        {"DEFAULT", "ncloud_access_key_id = %(x)s\nncloud_secret_access_key = 100%\n", "%(x)s", "100%"},
		"backslash at the end":     {"DEFAULT", "ncloud_access_key_id = A\\\nncloud_secret_access_key = S\\\n", `A\`, `S\`},
		"hash within values":       {"DEFAULT", "ncloud_access_key_id = A#b\nncloud_secret_access_key = S;t\n", "A#b", "S;t"},
		"comments":                 {"DEFAULT", "# one\n; two\n[DEFAULT] # three\nncloud_access_key_id = A # four\nncloud_secret_access_key = S ; five\n", "A", "S"},
		"quotes":                   {"DEFAULT", "ncloud_access_key_id = \"A\"\nncloud_secret_access_key = 'S'\n", "A", "S"},
		"colons":                   {"DEFAULT", "ncloud_access_key_id: A\nncloud_secret_access_key: S\n", "A", "S"},
		"capital letters":          {"DEFAULT", "NCLOUD_ACCESS_KEY_ID = A\nNcloud_Secret_Access_Key = S\n", "A", "S"},
		"other keys":               {"DEFAULT", pair + "ncloud_api_url = https://ncloud.apigw.ntruss.com\nx =\n", "A", "S"},
		"given twice alike":        {"DEFAULT", pair + pair, "A", "S"},
		"section given twice":      {"prod", "[prod]\nncloud_access_key_id = A\n[x]\n[prod]\nncloud_secret_access_key = S\n", "A", "S"},
		"dotted name":              {"prod.kr", "[prod]\nncloud_access_key_id = B\n[prod.kr]\n" + pair, "A", "S"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Profile{Path: path, Name: c.profile}
			credentials, s, err := FirstCredentials(func() (Source, error) { return p.Load(holding(c.text)) })
			expectPair(t, credentials, err, c.access, c.secret)
			if s.Warning != "" {
				t.Errorf("warns: %s", s.Warning)
			}
		})
	}
}

func TestNoProfileTakesAKeyFromAnother(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ profile, text string }{
		"from the default": {"prod", pair + "[prod]\nncloud_access_key_id = B\n"},
		"from a parent":    {"prod.kr", "[prod]\n" + pair + "[prod.kr]\nncloud_access_key_id = B\n"},
	} {
		_, _, err := FirstCredentials(func() (Source, error) { return Profile{Path: path, Name: c.profile}.Load(holding(c.text)) })
		var half *IncompleteCredentialsError
		if !errors.As(err, &half) || half.Missing != "ncloud_secret_access_key" {
			t.Errorf("%s: got %v, want half a pair", name, err)
		}
	}
}

func TestAMissingProfileIsAnErrorOnlyWhereItWasChosen(t *testing.T) {
	t.Parallel()
	missing := func(string) (File, error) { return File{}, &fs.PathError{Op: "stat", Path: path, Err: fs.ErrNotExist} }
	for name, c := range map[string]struct {
		profile Profile
		read    func(string) (File, error)
		absence string // or
		problem string
	}{
		"no file":                 {Profile{Path: path, Name: "DEFAULT"}, missing, "the file does not exist", ""},
		"no file, chosen":         {Profile{Path: path, Name: "DEFAULT", Explicit: true}, missing, "", "/home/u/.ncloud/configure does not exist"},
		"no default":              {Profile{Path: path, Name: "DEFAULT"}, holding("[prod]\n" + pair), "the file has no such profile", ""},
		"empty file":              {Profile{Path: path, Name: "DEFAULT"}, holding(""), "the file has no such profile", ""},
		"no default, chosen":      {Profile{Path: path, Name: "DEFAULT", Explicit: true}, holding("[prod]\n" + pair), "", "has no profile DEFAULT, only: prod"},
		"no such profile, chosen": {Profile{Path: path, Name: "prod", Explicit: true}, holding("[b]\n[a]\n" + "[DEFAULT]\n" + pair), "", "has no profile prod, only: DEFAULT, a, b"},
		"letters matter":          {Profile{Path: path, Name: "Prod", Explicit: true}, holding("[prod]\n" + pair), "", "has no profile Prod, only: prod"},
		"none at all":             {Profile{Path: path, Name: "prod", Explicit: true}, holding(""), "", "has no profile prod, only: none at all"},
		"no keys":                 {Profile{Path: path, Name: "DEFAULT"}, holding("x = y\n"), "it holds neither ncloud_access_key_id nor ncloud_secret_access_key", ""},
		"no keys, chosen":         {Profile{Path: path, Name: "prod", Explicit: true}, holding("[prod]\nx = y\n"), "", "holds neither ncloud_access_key_id nor ncloud_secret_access_key in the profile prod"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := c.profile.Load(c.read)
			if c.problem == "" {
				if err != nil || s.Reason != c.absence || s.AccessKey.Value != "" {
					t.Errorf("got %+v, %v", s, err)
				}
				return
			}
			var profile *ProfileError
			if !errors.As(err, &profile) || !strings.Contains(err.Error(), c.problem) || profile.Line != 0 {
				t.Errorf("got %v, want %q", err, c.problem)
			}
		})
	}
}

func TestAHostileFileGivesItsLineAndNoKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"a key without a value": {"[DEFAULT]\nncloud_access_key_id = A\nncloud_secret_access_key hunter2hunter2\n", 3},
		"nothing but a secret":  {"hunter2hunter2\n", 1},
		"unclosed section":      {"\n\n[hunter2hunter2\n" + pair, 3},
		"empty section name":    {pair + "[]\n", 3},
		"unclosed quotes":       {"ncloud_access_key_id = A\nncloud_secret_access_key = \"\"\"hunter2hunter2\n[x]\n", 2},
		"no name":               {"= hunter2hunter2\n", 1},
		"not UTF-8":             {"a = b\nncloud_secret_access_key = hunter2\xff\xfe\n", 2},
		"UTF-16":                {"\xff\xfen\x00c\x00", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Profile{Path: path, Name: "DEFAULT"}.Load(holding(c.text))
			var profile *ProfileError
			if !errors.As(err, &profile) || profile.Line != c.line || profile.Path != path {
				t.Fatalf("got %v, want an error in line %d", err, c.line)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats the line: %v", err)
			}
		})
	}
}

// [DEFAULT] and [default] may be two accounts.
func TestTwoSpellingsOfTheDefaultAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{pair + "[default]\n" + pair, "[Default]\n" + pair + "[default]\n" + pair} {
		_, err := Profile{Path: path, Name: "DEFAULT"}.Load(holding(text))
		var profile *ProfileError
		if !errors.As(err, &profile) || !strings.Contains(err.Error(), "in two ways") {
			t.Errorf("got %v", err)
		}
	}
}

func TestTwoValuesForOneKeyAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"in one section":     "[DEFAULT]\n" + pair + "ncloud_secret_access_key = hunter2\n",
		"in two sections":    pair + "[x]\n[DEFAULT]\nncloud_access_key_id = hunter2\n",
		"in capital letters": pair + "NCLOUD_ACCESS_KEY_ID = hunter2\n",
	} {
		_, err := Profile{Path: path, Name: "DEFAULT"}.Load(holding(text))
		var twice *ConflictingKeyError
		if !errors.As(err, &twice) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAnUnreadableFileSaysWhy(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	large := filepath.Join(folder, "large")
	if err := os.WriteFile(large, make([]byte, 1<<20+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{folder: "is not a regular file", large: "is larger than 1048576 bytes", filepath.Join(large, "x"): "cannot be read: not a directory"} {
		if runtime.GOOS == "windows" && strings.Contains(want, "directory") {
			want = "does not exist"
		}
		_, err := Profile{Path: at, Name: "DEFAULT", Explicit: true}.Load(ReadFile)
		if err == nil || err.Error() != at+" "+want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := os.Stat("/dev/zero"); err == nil {
		if _, err := (Profile{Path: "/dev/zero", Name: "DEFAULT"}).Load(ReadFile); err == nil {
			t.Error("a device passes for a file")
		}
	}
}

func TestAFileThatOthersMayReadGetsAWarning(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no such rights in a file's mode")
	}
	for mode, exposed := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o644: true} {
		at := filepath.Join(t.TempDir(), "configure")
		if err := os.WriteFile(at, []byte(pair), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(at, mode); err != nil {
			t.Fatal(err)
		}
		s, err := Profile{Path: at, Name: "DEFAULT"}.Load(ReadFile)
		if err != nil || s.AccessKey.Value != "A" || (s.Warning != "") != exposed {
			t.Errorf("mode %o: got %+v, %v", mode, s, err)
		}
	}
}

func FuzzProfile(f *testing.F) {
	for _, text := range []string{pair, "[DEFAULT]\n" + pair, "[x]\na", "\ufeff" + pair, "a = \"\"\"\nb", "[\n", "=\n", "`a` = b\n", "[a.b]\nc=d", "\xff", "a=b\\\nc"} {
		f.Add("DEFAULT", text)
		f.Add("x", text)
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		s, err := Profile{Path: path, Name: name, Explicit: true}.Load(holding(text))
		if err == nil {
			if !utf8.ValidString(s.AccessKey.Value) {
				t.Errorf("the access key %q is not UTF-8", s.AccessKey.Value)
			}
			return
		}
		var profile *ProfileError
		if errors.As(err, &profile) && profile.Line > 1+strings.Count(text, "\n") {
			t.Errorf("line %d of %q", profile.Line, text)
		}
	})
}
