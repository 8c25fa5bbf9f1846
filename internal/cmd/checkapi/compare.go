package main

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// A result is one row of both recordings.
type result struct {
	*exchange   // of the account
	differences []difference
	notCompared string // why
	fields      string // that the fake API does not have, with their types
}

// A difference is what the account's API returned, and what is assumed.
type difference struct {
	assumptions, what, got, want string
}

func (d difference) String() string { return d.what + ": " + d.got + "; assumed: " + d.want }

// A comparison compares the recordings of an account and of the fake API.
type comparison struct {
	account, fake *recording
	names         map[string]bool // of the fields in the responses of the fake API
	texts         map[string]bool // in the responses of the account, in lower case
}

func compare(account, fake *recording) []result {
	c := comparison{account: account, fake: fake, names: map[string]bool{}, texts: map[string]bool{}}
	for _, e := range account.exchanges {
		maps.Copy(c.texts, e.shape.texts)
		for path := range fake.named(e.name).shape.types {
			for _, name := range strings.Split(path, ".") {
				c.names[strings.TrimSuffix(name, "[]")] = true
			}
		}
	}
	var results []result
	for _, e := range account.exchanges {
		other := fake.named(e.name)
		r := result{exchange: e, notCompared: c.notCompared(e, other)}
		if r.notCompared == "" {
			r.differences = c.differences(e, other)
		}
		if e.response != nil && e.isJSON {
			r.fields = c.describe(e.shape, other.shape)
		}
		results = append(results, r)
	}
	return results
}

// notCompared returns why a response tells nothing about the row's assumptions.
func (c comparison) notCompared(e, fake *exchange) string {
	isWrongState := e.known.Kind == livestation.KindWrongState || fake.known.Kind == livestation.KindWrongState
	switch {
	case e.response == nil, fake.response == nil:
		return cmp.Or(e.missing, fake.missing, "there is nothing to compare it with")
	case e.isOverload(), e.known.Kind == livestation.KindPermission:
		return e.outcome()
	case e.failed && e.rejected != "":
		return e.outcome() + ". " + e.rejected
	case isWrongState && !e.anyState:
		return e.outcome() + ", because of the state of the channel"
	}
	base, baseOfFake := c.account.named(e.sameAs), c.fake.named(e.sameAs)
	if base.response != nil && !sameOutcome(base, baseOfFake) && !sameOutcome(e, fake) && base.outcome() == e.outcome() {
		return e.outcome() + ", the same as for " + base.purpose
	}
	return ""
}

// sameOutcome reports whether two responses have the same status and code. The status of an
// error of Live Station is a fact of its own, and of steps, reads and successes are not compared.
func sameOutcome(e, fake *exchange) bool {
	if e.isStep() && (e.method == http.MethodGet || e.succeeded() && fake.succeeded()) {
		return true
	}
	isSame := e.isJSON == fake.isJSON && e.failed == fake.failed && e.code == fake.code
	isFact := e.failed && e.known.Source == livestation.SourceLiveStation
	return isSame && (isFact || e.response.Status == fake.response.Status)
}

// differences returns what differs in one row.
func (c comparison) differences(e, fake *exchange) []difference {
	var found []difference
	if !sameOutcome(e, fake) {
		found = append(found, difference{
			assumptions: e.assumptions, what: "response", got: e.outcome(), want: fake.outcome(),
		})
	}
	if !e.isStep() && !e.onlyFacts && e.isJSON && e.failed == fake.failed && e.known.Source == fake.known.Source {
		found = append(found, compareShapes(e, fake)...)
	}
	for _, fact := range slices.Sorted(maps.Keys(e.facts)) {
		if got, want := e.facts[fact], fake.facts[fact]; want != "" && got != want {
			id, what, _ := strings.Cut(fact, " ")
			if statusPattern.MatchString(got) && c.resemblesText(got) {
				got = otherText
			}
			found = append(found, difference{assumptions: id, what: what, got: got, want: want})
		}
	}
	return found
}

// A shape is what a body consists of.
type shape struct {
	types map[string]map[string]bool // of the fields, by path, such as content[].channelId
	texts map[string]bool            // in lower case
}

// none is the type of a field that is null, absent or blank, or an object of such fields.
const none = "none"

// shapeOf returns the shape of a decoded body.
func shapeOf(body any) shape {
	s := shape{types: map[string]map[string]bool{}, texts: map[string]bool{}}
	s.add("", body)
	return s
}

// add adds a value and what is in it, and returns its type.
func (s shape) add(path string, value any) string {
	typeName := "number"
	switch value := value.(type) {
	case nil:
		typeName = none
	case bool:
		typeName = "boolean"
	case string:
		typeName = s.addText(path[strings.LastIndex(path, ".")+1:], value)
	case []any:
		typeName = "array"
		s.addList(path+"[]", value)
	case map[string]any:
		typeName = none
		for name, field := range value {
			if s.add(strings.TrimPrefix(path+"."+name, "."), field) != none {
				typeName = "object"
			}
		}
	}
	if s.types[path] == nil {
		s.types[path] = map[string]bool{}
	}
	s.types[path][typeName] = true
	return typeName
}

// addText returns the type of a text. The two types that pages publish for some numbers are
// one, and a URL is a type of its own where the API has nothing else.
func (s shape) addText(name, value string) string {
	if name != "channelStatus" {
		s.texts[strings.ToLower(value)] = true
	}
	switch {
	case strings.TrimSpace(value) == "":
		return none
	case strings.HasPrefix(name, "callback") && isURL(value):
		return "URL"
	case name == "instanceNo" || name == "videoBitrate" || name == "audioBitrate":
		return "number"
	default:
		return "string"
	}
}

// addList adds the entries of a list. Each object gets the fields of all.
func (s shape) addList(path string, list []any) {
	fields := map[string]any{}
	for _, object := range objectsIn(list) {
		for name := range object {
			fields[name] = nil
		}
	}
	for _, entry := range list {
		if object, ok := entry.(map[string]any); ok {
			full := maps.Clone(fields)
			maps.Copy(full, object)
			entry = full
		}
		s.add(path, entry)
	}
}

// typesOf returns the types of a field as text.
func (s shape) typesOf(path string) string {
	return cmp.Or(strings.Join(slices.Sorted(maps.Keys(s.types[path])), " or "), "absent")
}

// compareShapes returns the fields of the account's body that the provider would not
// decode: of another type, or absent although required. Other fields that one of the
// two lacks are no difference.
func compareShapes(e, fake *exchange) []difference {
	got, want := e.shape.types, fake.shape.types
	if got["content[]"] != nil && want["content[]"] == nil { // Only an empty list of the fake API has no entries.
		want["content[]"] = map[string]bool{"object": true}
	}
	paths := maps.Clone(got)
	maps.Copy(paths, want)
	var found []difference
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		isNone := len(got[path]) == 0 || got[path][none]
		parent := path[:max(strings.LastIndex(path, "."), 0)]
		isMissing := isNone && isRequired(path) && want[path] != nil && !want[path][none] &&
			(path == "" || got[parent]["object"])
		if isMissing || isOtherType(got[path], want[path]) && !isOfOneSource(path) {
			found = append(found, difference{assumptions: e.about(path), what: cmp.Or(path, "the body"),
				got: e.shape.typesOf(path), want: fake.shape.typesOf(path)})
		}
	}
	return found
}

// isRequired reports whether the provider requires a field.
func isRequired(path string) bool {
	return slices.Contains([]string{
		"", "content", "total", "error", "error.errorCode", "error.message", "content.channelId", "content.channelName",
		"content.channelStatus", "content.callbackUrl", "content.name", "content.url", "content.id", "code", "result",
		"result[].id", "result[].profileName", "result[].domainName",
	}, strings.Replace(path, "content[].", "content.", 1))
}

// isOfOneSource reports whether only errors of one source have a field, whose type is not relied on.
func isOfOneSource(path string) bool { return path == "error.errorName" || path == "error.details" }

// isOtherType reports whether a field has a type that the fake API's does not have. The provider
// does not read what the fake API lacks.
func isOtherType(got, want map[string]bool) bool {
	isOther := func(name string) bool { return name != none && !want[name] }
	return want != nil && slices.ContainsFunc(slices.Collect(maps.Keys(got)), isOther)
}

// about returns the assumptions that the type of a field contradicts.
func (e *exchange) about(path string) string {
	path = strings.Replace(path, "content[].", "content.", 1)
	switch {
	case e.failed && path == "error.errorCode" && e.known.Source == livestation.SourceGateway:
		return "A11"
	case e.failed && path == "error.errorCode":
		return "A10"
	case e.failed:
		return "A09"
	case path == "total":
		return "A19"
	case strings.HasPrefix(path, "content."):
		return cmp.Or(e.fields[path], e.fields["content."], e.assumptions)
	default:
		return e.assumptions
	}
}

var namePattern = regexp.MustCompile(`^[a-z][A-Za-z]{0,39}$`)

// describe returns the types of the fields in a body that are not known. A field that the
// fake API never has is named only if its name has the form of the others and does not
// resemble a text in a response: it could be the name or the ID of a channel.
func (c comparison) describe(s, known shape) string {
	var fields []string
	for _, path := range slices.Sorted(maps.Keys(s.types)) {
		names := strings.Split(path, ".")
		for i, name := range names {
			name, isList := strings.CutSuffix(name, "[]")
			if !c.names[name] && (!namePattern.MatchString(name) || c.resemblesText(name)) {
				names[i] = "(other)" + map[bool]string{true: "[]"}[isList]
			}
		}
		if known.types[path] == nil {
			fields = append(fields, strings.Join(names, ".")+": "+s.typesOf(path))
		}
	}
	return strings.Join(slices.Compact(fields), "; ")
}

// resemblesText reports whether a word is part of a text in a response, or contains one.
func (c comparison) resemblesText(word string) bool {
	word = strings.ToLower(word)
	for text := range c.texts {
		if strings.Contains(text, word) || len(text) > 3 && strings.Contains(word, text) {
			return true
		}
	}
	return false
}
