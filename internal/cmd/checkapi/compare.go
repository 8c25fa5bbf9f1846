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
	others := make([]*exchange, len(account.exchanges))
	for i, e := range account.exchanges {
		if others[i] = fake.named(e.name); !e.isOwn {
			others[i] = fake.exchanges[i]
		}
		maps.Copy(c.texts, e.shape.texts)
		for path := range others[i].shape.types {
			for _, name := range strings.Split(path, ".") {
				c.names[strings.TrimSuffix(name, "[]")] = true
			}
		}
	}
	var results []result
	for i, e := range account.exchanges {
		r := result{exchange: e, notCompared: c.notCompared(e, others[i])}
		if r.notCompared == "" {
			r.differences = c.differences(e, others[i])
		}
		if e.response != nil && e.isJSON {
			r.fields = c.describe(e.shape, others[i].shape)
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
		return cmp.Or(e.missing, fake.missing)
	case e.isOverload(), e.known.Kind == livestation.KindPermission:
		return e.outcome()
	case e.isOwn && e.assumptions == "A43" && e.failed && e.code != invalidName:
		return e.outcome() + ". Check -cdn and -quality-set"
	case isWrongState && !e.isOwn && e.assumptions != "A31": // A31 is about any state.
		return e.outcome() + ", because of the state of the channel"
	}
	base, baseOfFake := c.account.named(e.sameAs), c.fake.named(e.sameAs)
	if base.response != nil && !sameOutcome(base, baseOfFake) && !sameOutcome(e, fake) && base.outcome() == e.outcome() {
		return e.outcome() + ", the same as for " + base.purpose
	}
	return ""
}

// sameOutcome reports whether two responses have the same status and code.
func sameOutcome(e, fake *exchange) bool {
	if e.isOwn && (e.method == http.MethodGet || e.succeeded() && fake.succeeded()) {
		return true
	}
	return e.response.Status == fake.response.Status && sameCode(e, fake)
}

func sameCode(e, fake *exchange) bool {
	return e.isJSON == fake.isJSON && e.failed == fake.failed && e.code == fake.code
}

// differences returns what differs in one row.
func (c comparison) differences(e, fake *exchange) []difference {
	var found []difference
	if !sameOutcome(e, fake) {
		found = append(found, difference{
			assumptions: c.about(e, fake), what: "response", got: e.outcome(), want: fake.outcome(),
		})
	}
	if !e.isJSON && !e.isOwn {
		return found
	}
	if !e.isOwn && e.failed == fake.failed && e.known.Source == fake.known.Source {
		found = append(found, compareShapes(e, fake)...)
	}
	got, want := c.factsOf(c.account, e), c.factsOf(c.fake, fake)
	for _, fact := range slices.Sorted(maps.Keys(got)) {
		if want[fact] != "" && got[fact] != want[fact] {
			id, what, _ := strings.Cut(fact, " ")
			found = append(found, difference{assumptions: id, what: what, got: got[fact], want: want[fact]})
		}
	}
	return found
}

// about returns the assumptions that a status or a code contradicts.
func (c comparison) about(e, fake *exchange) string {
	switch {
	case c.account.isOtherPrefix(e):
		return "A34"
	case e.isOwn && e.code == invalidName:
		return "A48"
	case len(e.response.Body) > livestation.MaxResponseSize:
		return "A33"
	case e.known.Kind == livestation.KindUnauthenticated && len(e.request.Query) > 0 && !fake.failed && e.request.age == 0:
		return "A01"
	case e.failed && sameCode(e, fake) && fake.known.Source == livestation.SourceLiveStation:
		return "A39"
	default:
		return e.assumptions
	}
}

// facts are words about the values of a response. The key is an assumption and what the
// word is about.
type facts map[string]string

// set adds a fact that is true or not, which it returns.
func (f facts) set(what string, isTrue bool) bool {
	f[what] = map[bool]string{true: "yes", false: "no"}[isTrue]
	return isTrue
}

// factsOf returns the facts about a response in a recording.
func (c comparison) factsOf(r *recording, e *exchange) facts {
	if e.isOwn {
		return e.facts
	}
	_, err := http.ParseTime(e.response.Header.Get("Date"))
	found := facts{"A15 content type": e.contentType()}
	found.set("A13 there is a header x-ncp-trace-id", e.response.Header.Get("x-ncp-trace-id") != "")
	found.set("A14 the header Date is a time", err == nil)
	if !e.succeeded() {
		return found
	}
	found["A23 form of channelId is valid"], found["A25 channelStatus"] = "yes", "published"
	content, objects, chosen := e.content(), e.objects(), e.request.channel
	entries, _ := e.object()["content"].([]any)
	for _, fields := range append(objects, content) {
		if id := text(fields["channelId"]); id != "" && !isChannelID(id) {
			found["A23 form of channelId is valid"] = "no"
		}
		if status := text(fields["channelStatus"]); status != "" && !isPublishedStatus(status) {
			found["A25 channelStatus"] = c.unknownStatus(status)
		}
	}
	switch n := len(entries); {
	case e.request.size > 0 && chosen.id != "":
		found.set("A29 the channel is found by parts of its ID and name",
			slices.ContainsFunc(objects, func(fields map[string]any) bool { return fields["channelId"] == chosen.id }))
	case e.request.size > 0:
		found.set(e.assumptions+" the page is empty", n == 0)
		found.set("A21 the page is as small as requested", n <= e.request.size)
		found.set("A33 a page of 100 channels takes less than 1 MiB",
			len(e.response.Body)/max(n, 1)*pageSize < livestation.MaxResponseSize)
		total, isNumber := wholeNumber(e.object()["total"])
		small, ok := wholeNumber(r.named("small").object()["total"])
		if isNumber && e.request.size == pageSize && e.assumptions != "A20" {
			isWhole := n <= total && (n == pageSize || n == total)
			found.set("A19 total counts the channels of the list", isWhole && (e.name != "list" || !ok || small == total))
		}
	case content != nil && chosen.id != "":
		if id := text(content["channelId"]); isChannelID(id) {
			found.set(e.assumptions+" the channel is the requested one", id == chosen.id)
		}
		if e.method == http.MethodGet {
			found.set("A27 the list has the same callbackEndpoint", chosen.hasCallback() == isURL(content["callbackEndpoint"]))
		}
		if chosen.channelType == live && e.method == http.MethodGet {
			found.set("A28 there is a streamKey", content["streamKey"] != nil && content["streamKey"] != "")
		}
	case e.assumptions == "A35":
		found.set("A35 callbackUrl is the registered URL",
			content["callbackUrl"] == r.named("defaultBefore").content()["callbackUrl"])
	}
	return found
}

// isPublishedStatus reports whether a channelStatus is on new or old pages.
func isPublishedStatus(status string) bool {
	return slices.Contains([]string{
		"CREATING", "READY", "PUBLISHING", "PUBLISH", "RESERVED", "DELETED", "BLOCK", "FORCE_BLOCK", "FORCE_DELETED",
	}, status)
}

var statusPattern = regexp.MustCompile(`^[A-Z][A-Z_]{1,29}$`)

// unknownStatus returns a status if it may be shown.
func (c comparison) unknownStatus(status string) string {
	if statusPattern.MatchString(status) && !c.resemblesText(status) {
		return status
	}
	return "a text that is not a word in capital letters"
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

// add adds a value and what is in it, and returns its type. The two types that pages
// publish for some numbers are one, and a URL is a type of its own where the API has
// nothing else.
func (s shape) add(path string, value any) string {
	name := path[strings.LastIndex(path, ".")+1:]
	typeName := "number"
	switch value := value.(type) {
	case nil:
		typeName = none
	case bool:
		typeName = "boolean"
	case string:
		if name != "channelStatus" {
			s.texts[strings.ToLower(value)] = true
		}
		switch {
		case strings.TrimSpace(value) == "":
			typeName = none
		case strings.HasPrefix(name, "callback") && isURL(value):
			typeName = "URL"
		case name != "instanceNo" && name != "videoBitrate" && name != "audioBitrate":
			typeName = "string"
		}
	case []any:
		typeName = "array"
		fields := map[string]any{}
		for _, object := range objectsIn(value) {
			maps.Copy(fields, object)
		}
		for _, object := range objectsIn(value) { // Each object of a list gets the fields of all.
			for name := range fields {
				if _, ok := object[name]; !ok {
					object[name] = nil
				}
			}
		}
		for _, entry := range value {
			s.add(path+"[]", entry)
		}
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
		if isMissing || isOtherType(path, got[path], want[path]) {
			found = append(found, difference{assumptions: aboutField(e, path), what: cmp.Or(path, "the body"),
				got: e.shape.typesOf(path), want: fake.shape.typesOf(path)})
		}
	}
	return found
}

// isRequired reports whether the provider requires a field.
func isRequired(path string) bool {
	return slices.Contains([]string{
		"", "content", "total", "error", "error.errorCode", "error.message", "content.channelId", "content.channelName",
		"content.channelStatus", "content.callbackUrl", "content.name", "content.url", "content.id",
	}, strings.Replace(path, "content[].", "content.", 1))
}

// isOtherType reports whether a field has a type that the fake API's does not have.
func isOtherType(path string, got, want map[string]bool) bool {
	isOwnOfASource := path == "error.errorName" || path == "error.details"
	if isOwnOfASource == (want != nil) {
		return false // Its type is not relied on, or the provider does not read it.
	}
	isOther := func(name string) bool { return name != none && !want[name] }
	return slices.ContainsFunc(slices.Collect(maps.Keys(got)), isOther)
}

// aboutField returns the assumptions that the type of a field contradicts.
func aboutField(e *exchange, path string) string {
	isChannel := e.request.size > 0 || e.request.channel.id != "" && !strings.HasSuffix(e.path, "/serviceUrls")
	ofChannel := map[string]string{"channelId": "A23", "callbackEndpoint": "A27", "streamKey": "A28"}
	switch parent, name, isNested := strings.Cut(path, "."); {
	case path == "error.errorName", path == "error.details":
		return "A12"
	case path == "error.errorCode" && e.known.Source == livestation.SourceGateway:
		return "A11"
	case path == "error.errorCode":
		return "A10"
	case e.failed:
		return "A09"
	case path == "total":
		return "A19"
	case isChannel && isNested && parent != "error":
		return cmp.Or(ofChannel[name], "A24")
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
