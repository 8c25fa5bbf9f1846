package ncloud

import (
	"errors"
	"fmt"
	"io/fs"
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
func contains(text string) func(string) (File, error) {
	return func(string) (File, error) { return File{Data: []byte(text)}, nil }
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
		"section without keys":     {profile: "prod", text: "[prod]\nx = y\n[prod]\n" + pair},
		"no spaces":                {text: "ncloud_access_key_id=A\nncloud_secret_access_key=S"},
		"many spaces":              {text: "  ncloud_access_key_id   =   A  \n\t ncloud_secret_access_key\t=\tS\t\n"},
		"CRLF":                     {text: "[DEFAULT]\r\nncloud_access_key_id = A\r\nncloud_secret_access_key = S\r\n"},
		"byte order mark":          {text: "\ufeff" + pair},
		"byte order mark, section": {text: "\ufeff[DEFAULT]\r\n" + pair},
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
		"quotation marks":           {text: "ncloud_access_key_id = \"A\"\nncloud_secret_access_key = 'S'\n"},
		"backticks":                 {text: "ncloud_access_key_id = `A`\nncloud_secret_access_key = S\n"},
		"quotation marks, comments": {text: "ncloud_access_key_id = \"A\" # 1\nncloud_secret_access_key = 'S' ; 2\n"},
		"colons":                    {text: "ncloud_access_key_id: A\nncloud_secret_access_key: S\n"},
		"capital letters":           {text: "NCLOUD_ACCESS_KEY_ID = A\nNcloud_Secret_Access_Key = S\n"},
		"other keys":                {text: pair + "ncloud_api_url = https://ncloud.apigw.ntruss.com\nx =\n"},
		"equal values given twice":  {text: pair + pair},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			profile := defaultTo(c.profile, "DEFAULT")
			credentials, s, err := FirstCredentials(profileSource(profile, c.text))
			expectPair(t, credentials, err, defaultTo(c.access, "A"), defaultTo(c.secret, "S"))
			if s.Warning != "" {
				t.Errorf("got the warning %q", s.Warning)
			}
		})
	}
}

func defaultTo(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// The parser removes one matching pair of quotation marks. What is left is rejected.
func TestProfile_rejectsQuotationMarksThatAreLeft(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"typographic":       "“hunter2”",
		"at the start only": `"hunter2`,
		"at the end only":   "hunter2'",
		"two pairs":         `"'hunter2'"`,
		"doubled":           `""hunter2""`,
		"inside":            `hun"ter2`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := accessKeyLine + "ncloud_secret_access_key = " + value + "\n"
			_, _, err := FirstCredentials(profileSource("DEFAULT", text))
			const want = `ncloud_secret_access_key in the profile "DEFAULT" of "/home/u/.ncloud/configure" ` +
				"contains quotation marks; remove them"
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %q", err, want)
			}
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
			_, _, err := FirstCredentials(profileSource(c.profile, c.text))
			var incomplete *IncompleteCredentialsError
			if !errors.As(err, &incomplete) {
				t.Fatalf("got %v, want an IncompleteCredentialsError", err)
			}
			if incomplete.Missing != "ncloud_secret_access_key" {
				t.Errorf("%s is missing", incomplete.Missing)
			}
		})
	}
}

// Two sections may be two accounts. The library would merge them without an error.
func TestProfile_rejectsDuplicateSections(t *testing.T) {
	t.Parallel()
	const inPlaces = `"/home/u/.ncloud/configure" has keys of the profile "DEFAULT" in 2 places; put them into one section`
	const inSections = `"/home/u/.ncloud/configure" has 2 sections with keys for the profile "prod"; ` +
		"put the keys into one section"
	for name, c := range map[string]struct{ profile, text, want string }{
		"half a pair each": {
			profile: "prod", want: inSections,
			text: "[prod]\n" + accessKeyLine + "[x]\n[prod]\n" + secretKeyLine,
		},
		"half a pair and a pair": {
			profile: "prod", want: inSections,
			text: "[prod]\n" + accessKeyLine + "[prod]\n" + pair,
		},
		"two pairs": {
			profile: "prod", want: inSections,
			text: "[prod]\n" + pair + "[prod]\n" + pair,
		},
		"spaces around the name": {
			profile: "prod", want: inSections,
			text: "[prod]\n" + accessKeyLine + "[ prod ]\n" + secretKeyLine,
		},
		"an empty key": {
			profile: "prod", want: inSections,
			text: "[prod]\nncloud_access_key_id =\n[prod]\n" + pair,
		},
		"default, half each": {
			profile: "DEFAULT", want: inPlaces,
			text: "[DEFAULT]\n" + accessKeyLine + "[DEFAULT]\n" + secretKeyLine,
		},
		"default, two letter cases": {
			profile: "DEFAULT", want: inPlaces,
			text: "[DEFAULT]\n" + accessKeyLine + "[default]\n" + secretKeyLine,
		},
		"default, two pairs": {
			profile: "DEFAULT", want: inPlaces,
			text: "[Default]\n" + pair + "[default]\n" + pair,
		},
		"before and in the default": {
			profile: "DEFAULT", want: inPlaces,
			text: accessKeyLine + "[DEFAULT]\n" + secretKeyLine,
		},
		"before and in lower case": {
			profile: "DEFAULT", want: inPlaces,
			text: secretKeyLine + "[default]\n" + accessKeyLine,
		},
		"before and later": {
			profile: "DEFAULT", want: inPlaces,
			text: pair + "[x]\n[DEFAULT]\nncloud_access_key_id = hunter2\n",
		},
		"before, other key in first": {
			profile: "DEFAULT", want: inPlaces,
			text: accessKeyLine + "[DEFAULT]\nx = y\n[DEFAULT]\n" + secretKeyLine,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := FirstCredentials(profileSource(c.profile, c.text))
			var invalid *ProfileError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want a ProfileError", err)
			}
			if !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %q, want %q", err, c.want)
			}
			if invalid.NotFound {
				t.Error("the profile counts as not found")
			}
		})
	}
}

func TestProfile_acceptsDuplicateSectionsOfAnotherProfile(t *testing.T) {
	t.Parallel()
	text := "[prod]\n" + pair + "[prod]\n" + pair + "[dev]\n" + pair
	credentials, _, err := FirstCredentials(profileSource("dev", text))
	expectPair(t, credentials, err, "A", "S")
}

func TestProfile_rejectsTwoValuesForOneKey(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"same letter case":  "[DEFAULT]\n" + pair + "ncloud_access_key_id = hunter2\n",
		"other letter case": pair + "NCLOUD_ACCESS_KEY_ID = hunter2\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := profileSource("DEFAULT", text)()
			var conflict *ConflictingKeyError
			if !errors.As(err, &conflict) {
				t.Fatalf("got %v, want a ConflictingKeyError", err)
			}
			const want = `ncloud_access_key_id is set twice in ` +
				`the profile "DEFAULT" of "/home/u/.ncloud/configure", with different values`
			if err.Error() != want {
				t.Errorf("got %q, want %q", err, want)
			}
		})
	}
}

func fileNotFound(path string) (File, error) {
	return File{}, &fs.PathError{Op: "stat", Path: path, Err: fs.ErrNotExist}
}

func TestProfile_givesTheReasonIfNothingIsConfigured(t *testing.T) {
	t.Parallel()
	const noKeys = "it contains neither ncloud_access_key_id nor ncloud_secret_access_key"
	for name, c := range map[string]struct {
		read   func(string) (File, error)
		reason string
	}{
		"no file":          {read: fileNotFound, reason: "the file does not exist"},
		"empty file":       {read: contains(""), reason: "the file has no such profile"},
		"other profile":    {read: contains("[prod]\n" + pair), reason: "the file has no such profile"},
		"no keys":          {read: contains("x = y\n"), reason: noKeys},
		"section, no keys": {read: contains("[default]\nx = y\n"), reason: noKeys},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Profile{Path: path, Name: "DEFAULT"}.Load(c.read)
			if err != nil {
				t.Fatal(err)
			}
			if s.Reason != c.reason {
				t.Errorf("the reason is %q, want %q", s.Reason, c.reason)
			}
			if s.AccessKey.Value != "" {
				t.Error("there is an access key")
			}
		})
	}
}

func TestProfile_failsIfAnExplicitProfileIsMissing(t *testing.T) {
	t.Parallel()
	const noProfile = `"/home/u/.ncloud/configure" has no profile `
	for name, c := range map[string]struct {
		profile   string
		read      func(string) (File, error)
		text      string
		notFound  bool
		fileFound bool
	}{
		"no file": {
			profile: "DEFAULT", read: fileNotFound,
			text: `"/home/u/.ncloud/configure" does not exist`, notFound: true,
		},
		"no default": {
			profile: "DEFAULT", read: contains("[prod]\n" + pair),
			text: noProfile + `"DEFAULT"; it has "prod"`, notFound: true, fileFound: true,
		},
		"no such profile": {
			profile: "prod", read: contains("[b]\n[a]\n[b]\n[DEFAULT]\n" + pair),
			text: noProfile + `"prod"; it has "DEFAULT", "a", "b"`, notFound: true, fileFound: true,
		},
		"letter case matters": {
			profile: "Prod", read: contains("[prod]\n" + pair),
			text: noProfile + `"Prod"; it has "prod"`, notFound: true, fileFound: true,
		},
		"empty file": {
			profile: "prod", read: contains(""),
			text: noProfile + `"prod"; it has no profiles`, notFound: true, fileFound: true,
		},
		"no keys": {
			profile: "prod", read: contains("[prod]\nx = y\n"),
			text: `"/home/u/.ncloud/configure" contains neither ncloud_access_key_id nor ncloud_secret_access_key ` +
				`in the profile "prod"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Profile{Path: path, Name: c.profile, Explicit: true}.Load(c.read)
			var missing *ProfileError
			if !errors.As(err, &missing) {
				t.Fatalf("got %v, want a ProfileError", err)
			}
			if err.Error() != c.text {
				t.Errorf("got %q, want %q", err, c.text)
			}
			if missing.NotFound != c.notFound {
				t.Errorf("NotFound is %t", missing.NotFound)
			}
			if missing.FileFound != c.fileFound {
				t.Errorf("FileFound is %t", missing.FileFound)
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
	for name, c := range map[string]struct{ path, profile, text, want string }{
		"long section":    {profile: "prod", text: "[" + strings.Repeat("x", 1<<20-3) + "]", want: `it has "xxx`},
		"many sections":   {profile: "prod", text: many.String(), want: `"profile-00019" and 9980 more`},
		"zero-width":      {profile: "prod", text: "[pr\u200bod]", want: `it has "pr\u200bod"`},
		"bidirectional":   {profile: "prod", text: "[pr\u202eod]", want: `it has "pr\u202eod"`},
		"escape sequence": {profile: "prod", text: "[pr\x1b[2Jod]", want: `it has "pr\x1b[2Jod"`},
		"long profile":    {profile: strings.Repeat("p", 1<<20), text: "[a]", want: `has no profile "ppp`},
		"odd profile":     {profile: "p\u202e\x1b", text: "[a]", want: `has no profile "p\u202e\x1b"`},
		"long path":       {path: strings.Repeat("d/", 1<<19), profile: "prod", want: `"d/d/`},
		"odd path":        {path: "/a\u200b\n", profile: "prod", want: `"/a\u200b\n" has no profile`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Profile{Path: c.path, Name: c.profile, Explicit: true}.Load(contains(c.text))
			if err == nil {
				t.Fatal("the profile was found")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %.200q, want %q", err, c.want)
			}
			expectShowable(t, err.Error())
			expectShowable(t, s.Name)
		})
	}
}

func expectShowable(t *testing.T, text string) {
	t.Helper()
	if len(text) > 1000 {
		t.Errorf("the text has %d bytes", len(text))
	}
	if strings.ContainsAny(text, "\n\x1b\u200b\u202e") {
		t.Errorf("%q has a character that is not shown as it is", text)
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
		if err == nil {
			if !utf8.ValidString(s.AccessKey.Value) {
				t.Errorf("the access key %q is not UTF-8", s.AccessKey.Value)
			}
			return
		}
		var invalid *ProfileError
		if errors.As(err, &invalid) && invalid.Line > 1+strings.Count(text, "\n") {
			t.Errorf("line %d of %q", invalid.Line, text)
		}
	})
}
