package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// maxEntries is how many entries of a list a skeleton has.
const maxEntries = 3

// skeleton returns the body of a response with every value replaced, except for error
// codes, totals and channel statuses. A body that is not JSON becomes a string.
func skeleton(e *exchange) json.RawMessage {
	if !e.isJSON {
		return json.RawMessage(`"not JSON"`)
	}
	return skeletonOf(e.body)
}

func skeletonOf(value any) json.RawMessage {
	encoded, _ := json.Marshal(replaceValues("", value)) // It was decoded from JSON.
	return encoded
}

func replaceValues(name string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		replaced := map[string]any{}
		for key, v := range value {
			if isPlainName(key) {
				replaced[key] = replaceValues(key, v)
			}
		}
		return replaced
	case []any:
		replaced := []any{}
		for _, v := range value[:min(len(value), maxEntries)] {
			replaced = append(replaced, replaceValues(name, v))
		}
		return replaced
	case json.Number:
		if name == "errorCode" && len(value) <= 6 || name == "total" {
			return value
		}
		return json.Number("0")
	case string:
		return replaceText(name, value)
	case bool:
		return false
	default:
		return nil
	}
}

func replaceText(name, value string) string {
	switch {
	case strings.TrimSpace(value) == "":
		return ""
	case name == "errorCode" && len(value) <= 6 && strings.Trim(value, "0123456789") == "":
		return value
	case name == "channelStatus" && slices.Contains([]string{"CREATING", "READY", "PUBLISHING", "RESERVED", "DELETED"}, value):
		return value
	case isURL(value):
		return "https://redacted.example/"
	default:
		return "text"
	}
}

var namePattern = regexp.MustCompile(`^[a-z][A-Za-z]{0,39}$`)

// isPlainName reports whether the name of a field has the form of the published ones:
// others could be values, such as channel IDs.
func isPlainName(name string) bool { return namePattern.MatchString(name) }

// shape returns the types of a body as one line of text.
func (c *checker) shape(e *exchange) string {
	if !e.isJSON {
		return "not JSON"
	}
	return c.shapeOf(e.body)
}

func (c *checker) shapeOf(value any) string {
	switch value := value.(type) {
	case map[string]any:
		var fields []string
		hidden := 0
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if !isPlainName(name) || c.isValueOfOtherField(name) {
				hidden++
				continue
			}
			fields = append(fields, name+": "+c.shapeOf(value[name]))
		}
		if hidden > 0 {
			fields = append(fields, "(fields with other names)")
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case []any:
		return "[" + c.shapeOfEntries(value) + "]"
	case string:
		switch {
		case value == "":
			return `""`
		case isURL(value):
			return "URL"
		default:
			return "string"
		}
	case alternatives:
		shape := c.shapeOfEntries(value.values)
		if value.optional {
			shape += "?"
		}
		return shape
	default:
		return jsonType(value)
	}
}

// shapeOfEntries returns the types of the entries of a list. The fields of objects are
// merged: "?" follows the types of one that some objects lack.
func (c *checker) shapeOfEntries(entries []any) string {
	count := map[string]int{}
	values := map[string][]any{}
	shapes := map[string]bool{}
	objects := 0
	for _, entry := range entries {
		fields, ok := entry.(map[string]any)
		if !ok {
			shapes[c.shapeOf(entry)] = true
			continue
		}
		objects++
		for name, value := range fields {
			count[name]++
			values[name] = append(values[name], value)
		}
	}
	if objects > 0 {
		merged := map[string]any{}
		for name, v := range values {
			merged[name] = alternatives{values: v, optional: count[name] < objects}
		}
		shapes[c.shapeOf(merged)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(shapes)), " | ")
}

// alternatives are the values of a field in the objects of a list.
type alternatives struct {
	values   []any
	optional bool
}

// isValueOfOtherField reports whether a name is also the value of a text in a response,
// such as the name of a channel.
func (c *checker) isValueOfOtherField(name string) bool {
	_, published := publishedTypes()[name]
	return !published && c.texts[name]
}

// collectTexts adds the texts in a value, except the statuses of channels.
func (c *checker) collectTexts(value any) {
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			c.collectTexts(v)
		}
	case map[string]any:
		for name, v := range value {
			if name != "channelStatus" {
				c.collectTexts(v)
			}
		}
	case string:
		c.texts[value] = true
	}
}
