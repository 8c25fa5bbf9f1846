package ncloud

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	path = "/home/u/.ncloud/configure"
	pair = "ncloud_access_key_id = A\nncloud_secret_access_key = S\n"

	accessKeyLine = "ncloud_access_key_id = A\n"
	secretKeyLine = "ncloud_secret_access_key = S\n"
)

// contains returns a function that reads any path as a file with the text.
func contains(text string) func(string) ([]byte, error) {
	return func(string) ([]byte, error) { return []byte(text), nil }
}

// profileSource is the source that reads the profile in a file with the text.
func profileSource(profile, text string) CredentialSource {
	return func() (Source, error) { return Profile{Path: path, Name: profile}.Load(contains(text)) }
}

func TestProfile_readsEveryFormOfFile(t *testing.T) {
	t.Parallel()
	const other = "ncloud_access_key_id = B\nncloud_secret_access_key = T\n"
	for name, c := range map[string]struct {
		profile string // DEFAULT if it is ""
		text    string
		access  string // A if it is ""
		secret  string // S if it is ""
	}{
		"before the first section": {text: pair},
		"after other keys":         {text: "ncloud_api_url = x\n[default]\n" + pair},
		"default section":          {text: "[DEFAULT]\n" + pair},
		"section in lower case":    {text: "[default]\n" + pair},
		"profile in lower case":    {profile: "default", text: "[DEFAULT]\n" + pair},
		"empty default section":    {text: pair + "[DEFAULT]\nncloud_api_url = x\n"},
		"named":                    {profile: "prod", text: other + "[prod]\n" + pair},
		"name with spaces":         {profile: "prod", text: "[ prod ]\n" + pair},
		"Korean name":              {profile: "운영", text: "[운영]\n" + pair},
		"dotted name":              {profile: "prod.kr", text: "[prod]\n" + other + "[prod.kr]\n" + pair},
		"many spaces":              {text: "  ncloud_access_key_id   =   A  \n\t ncloud_secret_access_key\t=\tS\t\n"},
		"CRLF":                     {text: "[DEFAULT]\r\nncloud_access_key_id = A\r\nncloud_secret_access_key = S\r\n"},
		"byte order mark":          {text: "\ufeff" + pair},
		"equals signs": {
			text: "ncloud_access_key_id = A==\nncloud_secret_access_key = S=a=b=\n", access: "A==", secret: "S=a=b=",
		},
		"percent signs": {
			text: "ncloud_access_key_id = %(x)s\nncloud_secret_access_key = 100%\n", access: "%(x)s", secret: "100%",
		},
		"backslash at the end": {
			text: "ncloud_access_key_id = A\\\nncloud_secret_access_key = S\\\n", access: `A\`, secret: `S\`,
		},
		"hash within values": {
			text: "ncloud_access_key_id = A#b\nncloud_secret_access_key = S;t\n", access: "A#b", secret: "S;t",
		},
		"comments": {
			text: "# 1\n; 2\n[DEFAULT] # 3\nncloud_access_key_id = A # 4\nncloud_secret_access_key = S ; 5\n",
		},
		"quotation marks":          {text: "ncloud_access_key_id = \"A\"\nncloud_secret_access_key = 'S'\n"},
		"colons":                   {text: "ncloud_access_key_id: A\nncloud_secret_access_key: S\n"},
		"capital letters":          {text: "NCLOUD_ACCESS_KEY_ID = A\nNcloud_Secret_Access_Key = S\n"},
		"other keys":               {text: pair + "ncloud_api_url = https://ncloud.apigw.ntruss.com\nx =\n"},
		"section twice, keys once": {profile: "prod", text: "[prod]\nncloud_access_key_id =\n[prod]\n" + pair},
		"another section twice":    {text: "[prod]\n" + pair + "[prod]\n" + other + "[DEFAULT]\n" + pair},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			credentials, err := FirstCredentials(profileSource(cmp.Or(c.profile, "DEFAULT"), c.text))
			expectPair(t, credentials, err, cmp.Or(c.access, "A"), cmp.Or(c.secret, "S"))
		})
	}
}

func TestProfile_takesNoKeyFromAnotherProfile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ profile, text string }{
		"from the default": {profile: "prod", text: pair + "[prod]\nncloud_access_key_id = B\n"},
		"from a parent":    {profile: "prod.kr", text: "[prod]\n" + pair + "[prod.kr]\nncloud_access_key_id = B\n"},
		"parent with NUL":  {profile: "a\x00b", text: "[a]\n" + pair + "[a\x00b]\nncloud_access_key_id = B\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := FirstCredentials(profileSource(c.profile, c.text))
			expectKeyError(t, err, "ncloud_secret_access_key", "ncloud_secret_access_key is not")
		})
	}
}

// Two sections may be two accounts.
func TestProfile_rejectsKeysInTwoSections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ profile, text string }{
		"half a pair each":          {profile: "prod", text: "[prod]\n" + accessKeyLine + "[x]\n[prod]\n" + secretKeyLine},
		"two pairs":                 {profile: "prod", text: "[prod]\n" + pair + "[prod]\n" + pair},
		"spaces around the name":    {profile: "prod", text: "[prod]\n" + accessKeyLine + "[ prod ]\n" + secretKeyLine},
		"default, two letter cases": {profile: "DEFAULT", text: "[DEFAULT]\n" + pair + "[default]\n" + secretKeyLine},
		"before and in the default": {profile: "DEFAULT", text: accessKeyLine + "[DEFAULT]\n" + secretKeyLine},
		"before and in lower case":  {profile: "default", text: secretKeyLine + "[default]\n" + accessKeyLine},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := FirstCredentials(profileSource(c.profile, c.text))
			want := fmt.Sprintf("%q has keys of the profile %q in 2 places; put them into one section "+
				"(keys before the first section belong to DEFAULT)", path, c.profile)
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func fileNotFound(path string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

// Without a configured file or profile, what is missing is a reason; with one, it is an error.
func TestProfile_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile string
		read    func(string) ([]byte, error)
		want    ProfileError
	}{
		"no file": {
			profile: "DEFAULT", read: fileNotFound, want: ProfileError{NotFound: true, Problem: "does not exist"},
		},
		"no such profile": {
			profile: "prod", read: contains("[b]\n[a]\n[b]\n[DEFAULT]\n" + pair),
			want: ProfileError{
				NotFound: true, FileFound: true, Problem: `has no profile "prod"; it has "DEFAULT", "a", "b"`,
			},
		},
		"letter case matters": {
			profile: "Prod", read: contains("[prod]\n" + pair),
			want: ProfileError{NotFound: true, FileFound: true, Problem: `has no profile "Prod"; it has "prod"`},
		},
		"empty file": {
			profile: "DEFAULT", read: contains(""),
			want: ProfileError{NotFound: true, FileFound: true, Problem: `has no profile "DEFAULT"; it has no profiles`},
		},
		"no keys": {
			profile: "prod", read: contains("[prod]\nx = y\n"),
			want: ProfileError{
				Problem: `contains neither ncloud_access_key_id nor ncloud_secret_access_key in the profile "prod"`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Profile{Path: path, Name: c.profile}.Load(c.read)
			if want := "the file " + c.want.Problem; err != nil || s.Reason != want || s.AccessKey.Value != "" {
				t.Errorf("got %+v, %v, want the reason %q", s, err, want)
			}
			_, err = Profile{Path: path, Name: c.profile, Explicit: true}.Load(c.read)
			var missing *ProfileError
			if !errors.As(err, &missing) {
				t.Fatalf("got %v, want a ProfileError", err)
			}
			c.want.Path = path
			if *missing != c.want {
				t.Errorf("got %+v, want %+v", *missing, c.want)
			}
			if want := fmt.Sprintf("%q %s", path, c.want.Problem); err.Error() != want {
				t.Errorf("got %q, want %q", err, want)
			}
		})
	}
}

func TestProfile_showsNamesEscapedAndBounded(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&many, "[profile-%05d]\n", i)
	}
	for name, c := range map[string]struct{ profile, text, want string }{
		"long section":    {profile: "prod", text: "[" + strings.Repeat("x", 1<<20-3) + "]", want: `it has "xxx`},
		"many sections":   {profile: "prod", text: many.String(), want: `"profile-00019" and 9980 more`},
		"bidirectional":   {profile: "prod", text: "[pr\u202eod]", want: `it has "pr\u202eod"`},
		"escape sequence": {profile: "prod", text: "[pr\x1b[2Jod]", want: `it has "pr\x1b[2Jod"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Profile{Path: path, Name: c.profile, Explicit: true}.Load(contains(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 1000 {
				t.Errorf("got %.1001q, want %q", err, c.want)
			}
		})
	}
}

func TestProfile_reportsInvalidFileWithoutItsText(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a key without a value": "[DEFAULT]\n" + accessKeyLine + "ncloud_secret_access_key hunter2hunter2\n",
		"unclosed section":      "\n\n[hunter2hunter2\n" + pair,
		"empty section name":    pair + "[]\n",
		"unclosed quotes":       accessKeyLine + "ncloud_secret_access_key = \"\"\"hunter2hunter2\n[x]\n",
		"not UTF-8":             "a = b\nncloud_secret_access_key = hunter2\xff\xfe\n",
		"UTF-16":                "\xff\xfen\x00c\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := profileSource("DEFAULT", text)()
			const want = `"/home/u/.ncloud/configure" is not a profile file. ` +
				"Each line must be a [section], NAME = VALUE or a comment, in UTF-8"
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
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
	for name, file := range map[string]string{"a folder": folder, "a large file": large} {
		s, err := Profile{Path: file, Name: "DEFAULT"}.Load(ReadFile)
		if err == nil || !strings.Contains(err.Error(), " cannot be read: ") {
			t.Errorf("%s: got %+v, %v, want an error", name, s, err)
		}
	}
}

func FuzzProfile(f *testing.F) {
	for _, text := range []string{
		pair, "[DEFAULT]\n" + pair, "[x]\na", "\ufeff" + pair, "a = \"\"\"\nb", "[\n", "=\n", "`a` = b\n", "[a.b]\nc=d",
		"\xff", "a=b\\\nc", "[x]\n" + accessKeyLine + "[x]\n" + secretKeyLine,
	} {
		f.Add("DEFAULT", text)
		f.Add("x", text)
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		s, err := Profile{Path: path, Name: name, Explicit: true}.Load(contains(text))
		if err == nil && !utf8.ValidString(s.AccessKey.Value) {
			t.Errorf("the access key %q is not UTF-8", s.AccessKey.Value)
		}
		var invalid *ProfileError
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("got %v, want a ProfileError", err)
		}
	})
}
