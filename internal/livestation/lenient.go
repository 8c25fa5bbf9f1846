package livestation

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"
)

// The types of this file decode what the vendor's pages disagree on, such as numbers
// that may be strings. null, "" and an absent field are no value. A number, a boolean or
// a time of another type is an error, so that a changed format does not look like a
// missing value.

// maxChannelText is the maximum length of a [Text] in bytes. The longest published
// channel name has 20 characters.
const maxChannelText = 1000

// Text is a short text: a string, or another plain value as it is written. An object
// or array, also within a string, is "", because it could contain a stream key.
type Text string

// UnmarshalJSON accepts any JSON value.
func (t *Text) UnmarshalJSON(data []byte) error {
	var text lenientText
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text = text.plain(); len(text) > maxChannelText {
		return errors.New("the text is too long")
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
	number, err := decodeNumber(data)
	if err != nil || number == nil {
		return err
	}
	if *number != math.Trunc(*number) || math.Abs(*number) > exact {
		return errors.New("not a whole number")
	}
	value := int64(*number)
	i.Value = &value
	return nil
}

// Float is a number that may have a fraction.
type Float struct{ Value *float64 } // nil for none

// UnmarshalJSON accepts a number, a string with a number, "" and null.
func (f *Float) UnmarshalJSON(data []byte) error {
	number, err := decodeNumber(data)
	if err == nil && number != nil {
		f.Value = number
	}
	return err
}

// decodeNumber returns nil if there is no number.
func decodeNumber(data []byte) (*float64, error) {
	var text lenientText
	if err := json.Unmarshal(data, &text); err != nil || text == "" {
		return nil, err
	}
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return nil, errors.New("not a number")
	}
	return &number, nil
}

// Bool is true or false.
type Bool struct{ Value *bool } // nil for none

// UnmarshalJSON accepts true and false, as a string too, "" and null.
func (b *Bool) UnmarshalJSON(data []byte) error {
	var text lenientText
	if err := json.Unmarshal(data, &text); err != nil || text == "" {
		return err
	}
	value, err := strconv.ParseBool(string(text))
	if err != nil {
		return errors.New("neither true nor false")
	}
	b.Value = &value
	return nil
}

// Time is a time that the API sends as milliseconds since 1970. It is zero for 0,
// which means never.
type Time struct{ time.Time }

// UnmarshalJSON accepts what an [Int] accepts.
func (t *Time) UnmarshalJSON(data []byte) error {
	var milliseconds Int
	if err := json.Unmarshal(data, &milliseconds); err != nil {
		return err
	}
	if milliseconds.Value == nil || *milliseconds.Value == 0 {
		return nil
	}
	t.Time = time.UnixMilli(*milliseconds.Value).UTC()
	if *milliseconds.Value < 0 || t.Year() > 9999 {
		return errors.New("not a time")
	}
	return nil
}

// maxItems is the number of items that a [List] may have.
const maxItems = 10_000

// List is a bounded list. It is nil only if the field is absent.
type List[T any] []T

// UnmarshalJSON accepts an array, or null for an empty one.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	var items []T
	if err := json.Unmarshal(data, &items); err != nil {
		return err
	}
	if len(items) > maxItems {
		return errors.New("the list is too long")
	}
	if *l = items; items == nil {
		*l = List[T]{}
	}
	return nil
}
