package ncloud

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/ini.v1"
)

// DefaultProfile is the name of the profile that is used if none is named, in any letter case. Keys before the first
// section of a profile file belong to it.
const DefaultProfile = "DEFAULT"

// The names of a pair of keys in a profile file, as NAVER Cloud's CLI writes them. The file's ncloud_api_url is the
// URL of another service and is not read.
const (
	profileAccessKey = "ncloud_access_key_id"
	profileSecretKey = "ncloud_secret_access_key"
)

const (
	maxProfileFile   = 1 << 20 // bytes
	maxProfilesShown = 20
)

// A Profile is a named pair of keys in an INI file, such as ~/.ncloud/configure.
type Profile struct {
	// Path is the path of the file.
	Path string
	// Name is the name of the section, [DefaultProfile] if none is named.
	Name string
	// Explicit is true if the user named the file or the profile. It is then an error if the keys are missing.
	Explicit bool
}

// ReadFile reads at most 1 MiB of a profile file.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // The user chooses the file.
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // Its error says nothing: nothing was written.
	data, err := io.ReadAll(io.LimitReader(f, maxProfileFile+1))
	if err == nil && len(data) > maxProfileFile {
		err = fmt.Errorf("it is larger than %d bytes", maxProfileFile)
	}
	return data, err
}

// Load reads the pair from the file that read, such as [ReadFile], returns. The error is a [*ProfileError], which does
// not contain a key.
func (p Profile) Load(read func(path string) ([]byte, error)) (Source, error) {
	s := Source{
		Name:      fmt.Sprintf("the profile %.100q of %.300q", p.Name, p.Path),
		AccessKey: Key{Name: profileAccessKey},
		SecretKey: Key{Name: profileSecretKey},
	}
	data, err := read(p.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return p.missing(s, &ProfileError{Path: p.Path, Problem: "does not exist", NotFound: true})
	}
	if err != nil {
		var pathError *fs.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err // without the path
		}
		return s, p.problem("cannot be read: %v", err)
	}
	// Values are literal: there are no continuation lines and no expansion. A comment after a value begins with a space.
	file, err := ini.LoadSources(ini.LoadOptions{
		InsensitiveKeys: true, IgnoreContinuation: true, SpaceBeforeInlineComment: true, AllowNonUniqueSections: true,
	}, data)
	if err != nil || !utf8.Valid(data) { // The library's error contains the line, which may contain a key.
		return s, p.problem("is not a profile file. Each line must be a [section], NAME = VALUE or a comment, in UTF-8")
	}
	var names []string
	var found, withKeys []map[string]string
	for i, section := range file.Sections() {
		keys := section.KeysHash() // In contrast to other methods, it does not continue in section [a] for [a.b].
		if i == 0 && len(keys) == 0 {
			continue // What is before the first section; the library always has it.
		}
		name := strings.TrimSpace(section.Name())
		names = append(names, name)
		if name == p.Name || strings.EqualFold(name, DefaultProfile) && strings.EqualFold(p.Name, DefaultProfile) {
			found = append(found, keys)
			if keys[profileAccessKey]+keys[profileSecretKey] != "" {
				withKeys = append(withKeys, keys)
			}
		}
	}
	switch {
	case len(found) == 0:
		err := p.problem("has no profile %.100q; %s", p.Name, listProfiles(names))
		err.NotFound = true
		err.FileFound = true
		return p.missing(s, err)
	case len(withKeys) == 0:
		return p.missing(s, p.problem("contains neither %s nor %s in the profile %.100q",
			profileAccessKey, profileSecretKey, p.Name))
	case len(withKeys) > 1: // They may be the keys of two accounts.
		return s, p.problem("has keys of the profile %.100q in %d places; put them into one section "+
			"(keys before the first section belong to %s)", p.Name, len(withKeys), DefaultProfile)
	}
	s.AccessKey.Value = withKeys[0][profileAccessKey]
	s.SecretKey.Value = withKeys[0][profileSecretKey]
	return s, nil
}

// missing returns the error if the user named the file or the profile, else the source with the reason.
func (p Profile) missing(s Source, err *ProfileError) (Source, error) {
	if p.Explicit {
		return s, err
	}
	s.Reason = "the file " + err.Problem
	return s, nil
}

func (p Profile) problem(format string, args ...any) *ProfileError {
	return &ProfileError{Path: p.Path, Problem: fmt.Sprintf(format, args...)}
}

func listProfiles(names []string) string {
	if len(names) == 0 {
		return "it has no profiles"
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var shown []string
	for _, name := range names[:min(len(names), maxProfilesShown)] {
		shown = append(shown, fmt.Sprintf("%.100q", name))
	}
	list := "it has " + strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// ProfileError says what is wrong with a profile file.
type ProfileError struct {
	Path      string
	Problem   string // a predicate of the file
	NotFound  bool   // The file, or the profile in it, is missing.
	FileFound bool   // With NotFound: the file was found and the profile is missing.
}

func (e *ProfileError) Error() string { return fmt.Sprintf("%.300q %s", e.Path, e.Problem) }
