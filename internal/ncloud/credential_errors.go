package ncloud

import (
	"fmt"
	"strings"
)

// InvalidKeyError reports a key that cannot be valid.
type InvalidKeyError struct {
	Source  string // as in [Source.Name]
	Name    string // as in [Key.Name]
	Problem string // a predicate of the key, without the value
}

func (e *InvalidKeyError) Error() string {
	return fmt.Sprintf("%s in %s %s", e.Name, e.Source, e.Problem)
}

// IncompleteCredentialsError reports a source that contains only one key of a pair.
type IncompleteCredentialsError struct {
	Source  string // as in [Source.Name]
	Present string // the [Key.Name] of the key that is set
	Missing string // the [Key.Name] of the key that is not set
}

func (e *IncompleteCredentialsError) Error() string {
	return fmt.Sprintf("%s is set in %s, but %s is not", e.Present, e.Source, e.Missing)
}

// ConflictingKeyError reports a source that contains two different values for one key.
type ConflictingKeyError struct {
	Source string    // as in [Source.Name]
	Names  [2]string // what sets the two values; may be one name twice
}

func (e *ConflictingKeyError) Error() string {
	if e.Names[0] == e.Names[1] {
		return fmt.Sprintf("%s is set twice in %s, with different values", e.Names[0], e.Source)
	}
	return fmt.Sprintf("%s and %s in %s have different values", e.Names[0], e.Names[1], e.Source)
}

// NoCredentialsError reports that no source contains a key.
type NoCredentialsError struct {
	Sources []Source // in the order in which they were read; no [Key] has a value
}

func (e *NoCredentialsError) Error() string {
	places := make([]string, len(e.Sources))
	for i, s := range e.Sources {
		places[i] = fmt.Sprintf("%s (%s)", s.Name, s.Reason)
	}
	return "no keys in " + strings.Join(places, ", nor in ")
}
