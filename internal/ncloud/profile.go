package ncloud

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/ini.v1"
)

// DefaultProfile is the name of the profile that is used where none is named.
// Keys before the first section of a profile file belong to it.
const DefaultProfile = "DEFAULT"

// The keys of a profile file that hold a pair, as the vendor's CLI writes them.
// The file's ncloud_api_url belongs to another service and is left alone.
const (
	profileAccessKey = "ncloud_access_key_id"
	profileSecretKey = "ncloud_secret_access_key"
)

// maxProfileFile is how many bytes of a profile file are read.
const maxProfileFile = 1 << 20

// A Profile is a named pair of keys in an INI file, such as ~/.ncloud/configure.
type Profile struct {
	// Path is the file's.
	Path string
	// Name is the section's, [DefaultProfile] where none is named.
	Name string
	// Explicit is true where somebody named the file or the profile: then the
	// pair must be there.
	Explicit bool
}

// A File is a profile file as it was read.
type File struct {
	Data []byte
	// ReadableByOthers is true where other users of the machine may read the file.
	ReadableByOthers bool
}

// ReadFile reads a profile file: a regular one of at most 1 MiB.
func ReadFile(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	if !info.Mode().IsRegular() {
		return File{}, errors.New("is not a regular file")
	}
	if info.Size() > maxProfileFile {
		return File{}, fmt.Errorf("is larger than %d bytes", maxProfileFile)
	}
	f, err := os.Open(path) //nolint:gosec // The user's own choice of a file.
	if err != nil {
		return File{}, err
	}
	defer f.Close() //nolint:errcheck // Nothing was written.
	data, err := io.ReadAll(io.LimitReader(f, maxProfileFile))
	exposed := runtime.GOOS != "windows" && info.Mode().Perm()&0o044 != 0
	return File{Data: data, ReadableByOthers: exposed}, err
}

// Load looks for the pair in the file that read, such as [ReadFile], returns. The
// errors are a [*ProfileError] and an [*ConflictingKeyError]; neither shows a key.
func (p Profile) Load(read func(path string) (File, error)) (Source, error) {
	s := Source{Name: fmt.Sprintf("the profile %s of %s", p.Name, p.Path)}
	file, err := read(p.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !p.Explicit:
		s.Reason = "the file does not exist"
		return s, nil
	case err != nil:
		return s, &ProfileError{Path: p.Path, Problem: problemOf(err), NotFound: errors.Is(err, fs.ErrNotExist)}
	}
	section, err := p.section(file.Data)
	if err != nil || section == nil {
		s.Reason = "the file has no such profile"
		return s, err
	}
	if s.AccessKey, err = s.fromSection(section, profileAccessKey); err != nil {
		return s, err
	}
	if s.SecretKey, err = s.fromSection(section, profileSecretKey); err != nil {
		return s, err
	}
	s.Reason = fmt.Sprintf("it holds neither %s nor %s", profileAccessKey, profileSecretKey)
	if p.Explicit && s.AccessKey.Value == "" && s.SecretKey.Value == "" {
		return s, &ProfileError{Path: p.Path, Problem: fmt.Sprintf("holds neither %s nor %s in the profile %s", profileAccessKey, profileSecretKey, p.Name)}
	}
	if file.ReadableByOthers {
		s.Warning = fmt.Sprintf("%s can be read by other users of this machine", p.Path)
	}
	return s, nil
}

// section returns the profile's section, nil where there is none and nobody
// asked for it.
func (p Profile) section(data []byte) (*ini.Section, error) {
	if !utf8.Valid(data) {
		return nil, &ProfileError{Path: p.Path, Line: firstLine(data, func(part []byte) bool { return !utf8.Valid(part) }), Problem: "is not UTF-8 text"}
	}
	file, err := parseProfiles(data)
	if err != nil {
		// The library's own words repeat the line, which may hold a key.
		bad := func(part []byte) bool { _, err := parseProfiles(part); return err != nil }
		return nil, &ProfileError{Path: p.Path, Line: firstLine(data, bad), Problem: "is neither a [section], nor NAME = VALUE, nor a comment"}
	}
	var names []string
	var found []*ini.Section
	for _, section := range file.Sections() {
		name := strings.TrimSpace(section.Name())
		if name == DefaultProfile && len(section.Keys()) == 0 {
			continue // The library's own, whether or not it stands in the file.
		}
		names = append(names, name)
		if name == p.Name || p.isDefault() && strings.EqualFold(name, DefaultProfile) {
			found = append(found, section)
		}
	}
	withKeys := slices.DeleteFunc(slices.Clone(found), func(s *ini.Section) bool { return !s.HasKey(profileAccessKey) && !s.HasKey(profileSecretKey) })
	switch {
	case len(withKeys) > 1:
		return nil, &ProfileError{Path: p.Path, Problem: fmt.Sprintf("spells the profile %s in two ways, each with keys", p.Name)}
	case len(withKeys) == 1:
		return withKeys[0], nil
	case len(found) > 0:
		return found[0], nil
	}
	if !p.Explicit {
		return nil, nil
	}
	slices.Sort(names)
	return nil, &ProfileError{Path: p.Path, Problem: fmt.Sprintf("has no profile %s, only: %s", p.Name, orNone(names)), NotFound: true, FileFound: true}
}

func (p Profile) isDefault() bool { return strings.EqualFold(p.Name, DefaultProfile) }

// parseProfiles reads the INI text. Values may hold "=" and are taken as they
// are: no continuation lines, no expansion, comments only behind a space, and no
// profile inherits from another.
func parseProfiles(data []byte) (*ini.File, error) {
	return ini.LoadSources(ini.LoadOptions{
		InsensitiveKeys:          true,
		IgnoreContinuation:       true,
		SpaceBeforeInlineComment: true,
		AllowShadows:             true,
		ChildSectionDelimiter:    "\x00",
	}, data)
}

// fromSection returns a key of the section. A key that is given twice must have
// one value.
func (s Source) fromSection(section *ini.Section, name string) (Key, error) {
	half := Key{Name: name}
	if !section.HasKey(name) {
		return half, nil
	}
	key := section.Key(name)
	values := slices.DeleteFunc(key.ValueWithShadows(), func(v string) bool { return v == "" })
	if len(values) > 1 {
		return half, &ConflictingKeyError{Source: s.Name, Names: [2]string{name, name}}
	}
	if len(values) == 1 {
		half.Value = values[0]
	}
	return half, nil
}

// firstLine returns the number of the first line, from 1, up to which the text
// is bad.
func firstLine(data []byte, bad func([]byte) bool) int {
	lines := bytes.SplitAfter(data, []byte("\n"))
	end := 0
	ends := make([]int, len(lines))
	for i, line := range lines {
		end += len(line)
		ends[i] = end
	}
	return 1 + sort.Search(len(lines)-1, func(i int) bool { return bad(data[:ends[i]]) })
}

// problemOf words an error of the file system as a predicate of the file.
func problemOf(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist"
	case errors.As(err, &path):
		return "cannot be read: " + path.Err.Error()
	default:
		return err.Error()
	}
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none at all"
	}
	return strings.Join(names, ", ")
}

// ProfileError says what is wrong with a profile file.
type ProfileError struct {
	Path string
	// Line is where, from 1; 0 where it is about the whole file.
	Line int
	// Problem is a predicate of the file, or of the line.
	Problem string
	// NotFound is true where the file, or the profile in it, is missing;
	// FileFound where it is the profile.
	NotFound, FileFound bool
}

func (e *ProfileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d of %s %s", e.Line, e.Path, e.Problem)
	}
	return e.Path + " " + e.Problem
}
