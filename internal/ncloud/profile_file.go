package ncloud

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sort"
	"unicode/utf8"

	"gopkg.in/ini.v1"
)

// maxProfileFile is the size limit of a profile file in bytes.
const maxProfileFile = 1 << 20

// A File is the content of a profile file.
type File struct {
	Data []byte
	// ReadableByOthers is true if other users of the machine have permission to read
	// the file.
	ReadableByOthers bool
}

// ReadFile reads a profile file: a regular file of at most 1 MiB.
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
	f, err := os.Open(path) //nolint:gosec // The user chooses the file.
	if err != nil {
		return File{}, err
	}
	defer f.Close() //nolint:errcheck // Nothing was written.
	data, err := io.ReadAll(io.LimitReader(f, maxProfileFile))
	readable := runtime.GOOS != "windows" && info.Mode().Perm()&0o044 != 0
	return File{Data: data, ReadableByOthers: readable}, err
}

// describeReadError returns what is wrong with the file, as a predicate of it.
func describeReadError(err error) string {
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist"
	case errors.As(err, &pathError):
		return "cannot be read: " + pathError.Err.Error()
	default:
		return err.Error()
	}
}

// parseProfiles parses the text of a profile file. The error is a [*ProfileError].
func parseProfiles(path string, data []byte) (*ini.File, error) {
	if !utf8.Valid(data) {
		invalid := func(part []byte) bool { return !utf8.Valid(part) }
		return nil, &ProfileError{Path: path, Line: firstLine(data, invalid), Problem: "is not UTF-8 text"}
	}
	file, err := parseINI(data)
	if err != nil {
		// The library's error contains the line, which may contain a key.
		invalid := func(part []byte) bool {
			_, err := parseINI(part)
			return err != nil
		}
		return nil, &ProfileError{
			Path: path, Line: firstLine(data, invalid),
			Problem: "is neither a [section], nor NAME = VALUE, nor a comment",
		}
	}
	return file, nil
}

// parseINI parses INI text. Values are literal and may contain "=": there are no
// continuation lines and no expansion, and a comment after a value begins with a
// space. A pair of quotation marks around a value is removed. Sections of one name
// stay apart, and so do the values of a key that is set twice.
func parseINI(data []byte) (*ini.File, error) {
	return ini.LoadSources(ini.LoadOptions{
		InsensitiveKeys:          true,
		IgnoreContinuation:       true,
		SpaceBeforeInlineComment: true,
		AllowShadows:             true,
		AllowNonUniqueSections:   true,
	}, data)
}

// firstLine returns the number, from 1, of the first line with which the text up
// to its end becomes invalid.
func firstLine(data []byte, invalid func([]byte) bool) int {
	lines := bytes.SplitAfter(data, []byte("\n"))
	end := 0
	ends := make([]int, len(lines))
	for i, line := range lines {
		end += len(line)
		ends[i] = end
	}
	return 1 + sort.Search(len(lines)-1, func(i int) bool { return invalid(data[:ends[i]]) })
}
