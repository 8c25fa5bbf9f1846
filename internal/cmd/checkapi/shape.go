package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// maxEntries is how many entries of a list a skeleton has.
const maxEntries = 3

// skeleton returns the body of a response with every value replaced, except for error
// codes, totals and channel statuses. A body that is not JSON becomes a string.
func (c *checker) skeleton(e *exchange) json.RawMessage {
	if !e.isJSON {
		return json.RawMessage(`"not JSON"`)
	}
	return c.skeletonOf(e.body)
}

func (c *checker) skeletonOf(value any) json.RawMessage {
	encoded, _ := json.Marshal(c.replaceValues("", value)) // It was decoded from JSON.
	return encoded
}

func (c *checker) replaceValues(name string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		replaced := map[string]any{}
		for key, v := range value {
			if c.isFieldName(key) {
				replaced[key] = c.replaceValues(key, v)
			}
		}
		return replaced
	case []any:
		replaced := []any{}
		for _, v := range value[:min(len(value), maxEntries)] {
			replaced = append(replaced, c.replaceValues(name, v))
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
	case name == "channelStatus" && slices.Contains(publishedStatuses(), value):
		return value
	case isURL(value):
		return "https://redacted.example/"
	default:
		return "text"
	}
}

var namePattern = regexp.MustCompile(`^[a-z][A-Za-z]{0,39}$`)

// isFieldName reports whether the name of a field may be shown. One that is not
// published must have the form of the others, and must not be part of a text in a
// response or contain one: it could be the name or the ID of a channel.
func (c *checker) isFieldName(name string) bool {
	if publishedNames()[name] {
		return true
	}
	return namePattern.MatchString(name) && !c.resemblesText(name)
}

// resemblesText reports whether a word is part of a text in a response, or contains one.
func (c *checker) resemblesText(word string) bool {
	word = strings.ToLower(word)
	for text := range c.texts {
		text = strings.ToLower(text)
		if strings.Contains(text, word) || len(text) > 3 && strings.Contains(word, text) {
			return true
		}
	}
	return false
}

// publishedNames returns the names of the published fields.
var publishedNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range publishedTypes() {
		for part := range strings.SplitSeq(name, ".") {
			names[part] = true
		}
	}
	for name := range strings.FieldsSeq(`
		content total error errorCode errorName message details callbackUrl updateTime
		channelId callbackEndpoint streamKey name url resolution videoBitrate audioBitrate resizedUrl type
		id genType isEnabledUll targetLatency segmentDuration segmentCount enableHlsTimedMetadata disabled status
		inUseChannelNames qualities video width height fps bitrate audio samplerate channels`) {
		names[name] = true
	}
	return names
})

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
			if !c.isFieldName(name) {
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
