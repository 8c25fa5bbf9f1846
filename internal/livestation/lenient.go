package livestation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// The types of this file decode what the vendor's pages disagree on, such as numbers
// that may be strings. null, "" and an absent field are no value. A number, a boolean or
// a time of another type is an error, so that a changed format does not look like a
// missing value. The errors are [*json.UnmarshalTypeError], to which encoding/json adds
// the path of the field.

// mismatch returns the error of a value that is not a T.
func mismatch[T any](data []byte) error {
	return &json.UnmarshalTypeError{Value: kindOf(data), Type: reflect.TypeFor[T]()}
}

// kindOf returns the JSON type of a value.
func kindOf(data []byte) string {
	switch data[0] {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	default:
		return "number"
	}
}

// describeMismatch returns which field of a body has which type and which it should have,
// for example "content.createdTime is a string, not a time in milliseconds". It contains
// no value. It is "" for an error that is not about a field.
func describeMismatch(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return ""
	}
	found, _, _ := strings.Cut(wrong.Value, " ") // encoding/json adds a number's value
	field := cmp.Or(strings.ReplaceAll(wrong.Field, ".[", "["), "the body")
	return oneLine(fmt.Sprintf("%s is %s, not %s", field, article(found), expectedType(wrong.Type)), maxText)
}

func article(noun string) string {
	switch noun {
	case "array", "object":
		return "an " + noun
	case "null":
		return noun
	default:
		return "a " + noun
	}
}

// expectedType names the type that a field should have.
func expectedType(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Int]():
		return "a whole number of at most 15 digits"
	case reflect.TypeFor[Float]():
		return "a number"
	case reflect.TypeFor[Bool]():
		return "true or false"
	case reflect.TypeFor[Time]():
		return "a time in milliseconds since 1970"
	case reflect.TypeFor[Text]():
		return fmt.Sprintf("a text of at most %d bytes", maxTextLength)
	case reflect.TypeFor[channelID]():
		return "a channel ID"
	case reflect.TypeFor[callbackURLText]():
		return "a callback URL"
	}
	if t.Kind() == reflect.Slice {
		return "an array"
	}
	return "an object"
}

// maxTextLength is the maximum length of a [Text] in bytes. Service URLs are the longest.
const maxTextLength = 8192

// Text is a short text: a string, or another plain value as it is written. An object
// or array, also within a string, is "", because it could contain a stream key.
type Text string

// UnmarshalJSON accepts any JSON value.
func (t *Text) UnmarshalJSON(data []byte) error {
	text, _ := scalar(data)
	if len(text) > maxTextLength {
		return mismatch[Text](data)
	}
	*t = Text(text)
	return nil
}

// Int returns the text as a whole number, nil if it is not one.
func (t Text) Int() *int64 {
	number, err := strconv.ParseInt(withoutFraction(string(t)), 10, 64)
	if err != nil {
		return nil
	}
	return &number
}

// Int is a whole number.
type Int struct{ Value *int64 } // nil for none

// UnmarshalJSON accepts a number, a string with a number, "" and null.
func (i *Int) UnmarshalJSON(data []byte) error {
	const exact = 1 << 53 // the largest number up to which a float64 has all whole numbers
	number, ok := decodeNumber(data)
	if !ok || number != nil && (*number != math.Trunc(*number) || math.Abs(*number) > exact) {
		return mismatch[Int](data)
	}
	if number == nil {
		return nil
	}
	value := int64(*number)
	i.Value = &value
	return nil
}

// Float is a number that may have a fraction.
type Float struct{ Value *float64 } // nil for none

// UnmarshalJSON accepts a number, a string with a number, "" and null.
func (f *Float) UnmarshalJSON(data []byte) error {
	number, ok := decodeNumber(data)
	if !ok {
		return mismatch[Float](data)
	}
	f.Value = number
	return nil
}

// scalar returns a string, a number or a boolean as text, "" for null, and false for an
// object or array.
func scalar(data []byte) (string, bool) {
	var text lenientText
	_ = json.Unmarshal(data, &text) // accepts any JSON value
	return string(text), !bytes.ContainsAny(data[:1], "{[")
}

// decodeNumber returns nil if there is no value, and false for one that is not a number.
func decodeNumber(data []byte) (*float64, bool) {
	text, ok := scalar(data)
	if !ok || text == "" {
		return nil, ok
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return nil, false
	}
	return &number, true
}

// Bool is true or false.
type Bool struct{ Value *bool } // nil for none

// UnmarshalJSON accepts true and false, as a string too, "" and null.
func (b *Bool) UnmarshalJSON(data []byte) error {
	text, ok := scalar(data)
	if ok && text == "" {
		return nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return mismatch[Bool](data)
	}
	b.Value = &value
	return nil
}

// Time is a time that the API sends as milliseconds since 1970. It is zero for 0,
// which means never.
type Time struct{ time.Time }

// firstTime is 2001-09-09 in milliseconds. A smaller number is probably in seconds, and
// would read as a time in January 1970.
const firstTime = 1_000_000_000_000

// UnmarshalJSON accepts what an [Int] accepts.
func (t *Time) UnmarshalJSON(data []byte) error {
	var milliseconds Int
	if milliseconds.UnmarshalJSON(data) != nil {
		return mismatch[Time](data)
	}
	if milliseconds.Value == nil || *milliseconds.Value == 0 {
		return nil
	}
	t.Time = time.UnixMilli(*milliseconds.Value).UTC()
	if *milliseconds.Value < firstTime || t.Year() > 9999 {
		return mismatch[Time](data)
	}
	return nil
}

// at adds the beginning of the path to the field that an error is about.
func at(path string, err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		wrong.Field = strings.TrimSuffix(path+"."+wrong.Field, ".")
	}
	return err
}

// maxItems is the number of items that a [List] may have.
const maxItems = 10_000

// List is a bounded list. It is nil only if the field is absent.
type List[T any] []T

// UnmarshalJSON accepts an array, or null for an empty one.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil || len(items) > maxItems {
		return mismatch[List[T]](data)
	}
	*l = make(List[T], len(items))
	for i, item := range items {
		if err := json.Unmarshal(item, &(*l)[i]); err != nil {
			return at(fmt.Sprintf("[%d]", i), err)
		}
	}
	return nil
}
