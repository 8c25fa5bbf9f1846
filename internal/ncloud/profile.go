package ncloud

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/ini.v1"
)

// DefaultProfile is the name of the profile that is used if none is named. Keys
// before the first section of a profile file belong to it.
const DefaultProfile = "DEFAULT"

// The names of a pair of keys in a profile file, as NAVER Cloud's CLI writes them.
// The file's ncloud_api_url is the URL of another service and is not read.
const (
	profileAccessKey = "ncloud_access_key_id"
	profileSecretKey = "ncloud_secret_access_key"
)

// maxProfilesShown is the number of profiles that an error lists.
const maxProfilesShown = 20

// A Profile is a named pair of keys in an INI file, such as ~/.ncloud/configure.
type Profile struct {
	// Path is the path of the file.
	Path string
	// Name is the name of the section, [DefaultProfile] if none is named.
	Name string
	// Explicit is true if the user named the file or the profile. It is then an error
	// if the keys are missing.
	Explicit bool
}

// Load reads the pair from the file that read, such as [ReadFile], returns. The
// errors are [*ProfileError] and [*ConflictingKeyError]; neither contains a key.
func (p Profile) Load(read func(path string) (File, error)) (Source, error) {
	s := Source{Name: fmt.Sprintf("the profile %s of %s", quote(p.Name, maxNameShown), quote(p.Path, maxTextShown))}
	file, err := read(p.Path)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing && !p.Explicit {
		s.Reason = "the file does not exist"
		return s, nil
	}
	if err != nil {
		return s, &ProfileError{Path: p.Path, Problem: describeReadError(err), NotFound: missing}
	}
	profiles, err := parseProfiles(p.Path, file.Data)
	if err != nil {
		return s, err
	}
	section, err := p.section(profiles)
	if err != nil {
		return s, err
	}
	if section == nil {
		s.Reason = "the file has no such profile"
		return s, nil
	}
	if s.AccessKey, err = s.keyFromSection(section, profileAccessKey); err != nil {
		return s, err
	}
	if s.SecretKey, err = s.keyFromSection(section, profileSecretKey); err != nil {
		return s, err
	}
	s.Reason = fmt.Sprintf("it contains neither %s nor %s", profileAccessKey, profileSecretKey)
	if p.Explicit && s.AccessKey.Value == "" && s.SecretKey.Value == "" {
		return s, p.problem("contains neither %s nor %s in the profile %s",
			profileAccessKey, profileSecretKey, quote(p.Name, maxNameShown))
	}
	if file.ReadableByOthers {
		s.Warning = quote(p.Path, maxTextShown) + " can be read by other users of this machine"
	}
	return s, nil
}

// section returns the section of the profile, nil if there is none and the profile
// is not explicit. Several sections may have its name, but only one may contain
// keys: they may be the keys of two accounts.
func (p Profile) section(file *ini.File) (*ini.Section, error) {
	var names []string
	var found, withKeys []*ini.Section
	for i, section := range file.Sections() {
		if i == 0 && len(section.Keys()) == 0 {
			continue // What is before the first section; the library always has it.
		}
		name := strings.TrimSpace(section.Name())
		names = append(names, name)
		if !p.isNamed(name) {
			continue
		}
		found = append(found, section)
		if ownKey(section, profileAccessKey) != nil || ownKey(section, profileSecretKey) != nil {
			withKeys = append(withKeys, section)
		}
	}
	switch {
	case len(withKeys) > 1 && p.isDefault():
		return nil, p.problem("has keys of the profile %s in %d places; "+
			"put them into one section (keys before the first section belong to %s, and its letter case does not matter)",
			quote(p.Name, maxNameShown), len(withKeys), DefaultProfile)
	case len(withKeys) > 1:
		return nil, p.problem("has %d sections with keys for the profile %s; put the keys into one section",
			len(withKeys), quote(p.Name, maxNameShown))
	case len(withKeys) == 1:
		return withKeys[0], nil
	case len(found) > 0:
		return found[0], nil
	case p.Explicit:
		err := p.problem("has no profile %s; %s", quote(p.Name, maxNameShown), listProfiles(names))
		err.NotFound = true
		err.FileFound = true
		return nil, err
	default:
		return nil, nil
	}
}

func (p Profile) isNamed(name string) bool {
	return name == p.Name || p.isDefault() && strings.EqualFold(name, DefaultProfile)
}

func (p Profile) isDefault() bool { return strings.EqualFold(p.Name, DefaultProfile) }

func (p Profile) problem(format string, args ...any) *ProfileError {
	return &ProfileError{Path: p.Path, Problem: fmt.Sprintf(format, args...)}
}

// keyFromSection returns a key of the section. If the section sets it twice, the
// values must be equal.
func (s Source) keyFromSection(section *ini.Section, name string) (Key, error) {
	key := ownKey(section, name)
	if key == nil {
		return Key{Name: name}, nil
	}
	values := key.ValueWithShadows() // without those that are empty or equal
	switch len(values) {
	case 0:
		return Key{Name: name}, nil
	case 1:
		return Key{Name: name, Value: values[0]}, nil
	default:
		return Key{Name: name}, &ConflictingKeyError{Source: s.Name, Names: [2]string{name, name}}
	}
}

// ownKey returns the key in the section, nil if there is none. The library's own
// functions continue in a parent section, such as [a] for [a.b]: that is another
// profile.
func ownKey(section *ini.Section, name string) *ini.Key {
	for _, key := range section.Keys() {
		if key.Name() == name {
			return key
		}
	}
	return nil
}

func listProfiles(names []string) string {
	if len(names) == 0 {
		return "it has no profiles"
	}
	slices.Sort(names)
	names = slices.Compact(names)
	shown := make([]string, min(len(names), maxProfilesShown))
	for i := range shown {
		shown[i] = quote(names[i], maxNameShown)
	}
	list := "it has " + strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// ProfileError says what is wrong with a profile file.
type ProfileError struct {
	Path string
	// Line is the number of the line, from 1; 0 if the error is about the whole file.
	Line int
	// Problem is a predicate of the file, or of the line.
	Problem string
	// NotFound is true if the file, or the profile in it, is missing.
	NotFound bool
	// FileFound is true if the file was found and the profile is missing.
	FileFound bool
}

func (e *ProfileError) Error() string {
	path := quote(e.Path, maxTextShown)
	if e.Line > 0 {
		return fmt.Sprintf("line %d of %s %s", e.Line, path, e.Problem)
	}
	return path + " " + e.Problem
}
