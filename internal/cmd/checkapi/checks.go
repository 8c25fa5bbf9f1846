package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/assumptions"
	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// An outcome is the result of the comparison for one assumption.
type outcome string

const (
	holds      outcome = "holds"
	differs    outcome = "differs"
	unknown    outcome = "not determined"
	notChecked outcome = "not checked"
)

// A finding is an outcome and its reason, without values that may be secret.
type finding struct {
	outcome outcome
	// seen is what the API returned, or why the outcome is not determined.
	seen string
	// behavior makes fakeapi return it, if it differs.
	behavior fakeapi.Behavior
}

func same(seen string) finding            { return finding{outcome: holds, seen: seen} }
func undetermined(why string) finding     { return finding{outcome: unknown, seen: why} }
func different(seen string) finding       { return finding{outcome: differs, seen: seen} }
func (f finding) with(b behavior) finding { f.behavior = fakeapi.Behavior(b); return f }

// withField adds a field that differs, such as list.total.
func (f finding) withField(name string, field fakeapi.Field) finding {
	return f.with(behavior{Fields: map[string]fakeapi.Field{name: field}})
}

// A behavior collects what makes fakeapi differ.
type behavior fakeapi.Behavior

// checks returns the comparison for each assumption that is checked.
func checks() map[string]func(*checker) finding {
	return map[string]func(*checker) finding{
		"A01": checkSignedQuery,
		"A02": func(c *checker) finding {
			return c.checkRejection("wrongSignature", http.StatusUnauthorized, hasCode("200"))
		},
		"A03": checkOldTimestamp,
		"A04": checkRecentTimestamp,
		"A05": func(c *checker) finding {
			return c.checkRejection("missingRegion", http.StatusBadRequest, hasCode("250003"))
		},
		"A06": func(c *checker) finding {
			wrong := hasCode("250019", "250020")
			return merge([]string{"invalidRegion", "otherRegion"}, func(name string) finding {
				return c.checkRejection(name, http.StatusBadRequest, wrong)
			})
		},
		"A07": func(c *checker) finding { return c.checkRejection("unknownPath", http.StatusNotFound, hasCode("300")) },
		"A08": checkUnknownChannel,
		"A09": checkErrorFormat,
		"A10": func(c *checker) finding { return c.checkCodeType(livestation.SourceLiveStation, "number") },
		"A11": func(c *checker) finding { return c.checkCodeType(livestation.SourceGateway, "string") },
		"A12": checkErrorFields,
		"A13": func(c *checker) finding { return c.checkHeader("x-ncp-trace-id", isPresent) },
		"A14": func(c *checker) finding { return c.checkHeader("Date", isCurrentDate) },
		"A15": func(c *checker) finding { return c.checkHeader("Content-Type", isJSONType) },
		"A16": checkDefault,
		"A17": checkNoDefault,
		"A18": checkLists,
		"A19": checkTotal,
		"A20": checkPastLastPage,
		"A21": checkPageSize,
		"A22": func(c *checker) finding {
			invalid := func(f *failure) bool { return f.is(livestation.KindInvalidRequest) }
			return c.checkRejection("largePage", http.StatusBadRequest, invalid)
		},
		"A23": checkChannelID,
		"A24": checkFieldTypes,
		"A25": checkChannelStatus,
		"A26": checkOneChannel,
		"A27": checkChannelCallback,
		"A28": checkStreamKey,
		"A29": checkFilter,
		"A30": checkServiceURLs,
		"A31": checkThumbnails,
		"A32": checkQualitySets,
		"A33": checkPageBytes,
		"A34": checkFinancialSite,
		"A35": checkSetDefault,
		"A36": checkSetChannel,
		"A39": checkStatuses,
	}
}

// findings returns the finding of each assumption of the register, by ID.
func (c *checker) findings() map[string]finding {
	found := map[string]finding{}
	for _, a := range assumptions.All() {
		check, ok := checks()[a.ID]
		if !ok {
			found[a.ID] = finding{outcome: notChecked, seen: a.NotChecked}
			continue
		}
		found[a.ID] = check(c)
	}
	return found
}

// merge checks the steps of one assumption: each difference counts, and one step is
// enough for an assumption to hold.
func merge(names []string, check func(name string) finding) finding {
	var b behavior
	seen := map[outcome][]string{}           // texts in order
	steps := map[outcome]map[string]string{} // names by text
	for _, name := range names {
		f := check(name)
		if steps[f.outcome] == nil {
			steps[f.outcome] = map[string]string{}
		}
		if names, ok := steps[f.outcome][f.seen]; ok {
			steps[f.outcome][f.seen] = names + ", " + name
		} else {
			steps[f.outcome][f.seen] = name
			seen[f.outcome] = append(seen[f.outcome], f.seen)
		}
		b.add(f.behavior)
	}
	for _, o := range []outcome{differs, holds, unknown} {
		var parts []string
		for _, text := range seen[o] {
			parts = append(parts, steps[o][text]+": "+text)
		}
		if len(parts) > 0 {
			return finding{outcome: o, seen: strings.Join(parts, "; ")}.with(b)
		}
	}
	return finding{}
}

// add adds another behavior.
func (b *behavior) add(other fakeapi.Behavior) {
	if b.Responses == nil {
		*b = behavior{
			Responses: map[string]fakeapi.Response{},
			Fields:    map[string]fakeapi.Field{},
			Headers:   map[string]map[string]string{},
		}
	}
	maps.Copy(b.Responses, other.Responses)
	maps.Copy(b.Fields, other.Fields)
	for class, headers := range other.Headers {
		if b.Headers[class] == nil {
			b.Headers[class] = map[string]string{}
		}
		maps.Copy(b.Headers[class], headers)
	}
}

// replay returns the behavior that returns an exchange's response. A request with a
// mistake is accepted if the response is that to the request without it.
func (c *checker) replay(e *exchange) behavior {
	response := fakeapi.Response{Status: e.response.Status, Body: c.skeleton(e)}
	if c.isAccepted(e) && e.situation != fakeapi.UnknownChannel {
		response = fakeapi.Response{Accept: true}
	}
	return behavior{Responses: map[string]fakeapi.Response{e.situation: response}}
}

// replayBody is replay for a success whose body differs.
func (c *checker) replayBody(e *exchange) behavior {
	return behavior{Responses: map[string]fakeapi.Response{
		e.situation: {Status: e.response.Status, Body: c.skeleton(e)},
	}}
}

// isAccepted reports whether a request with a mistake was accepted. The response to one
// without a mistake may be an error, if no default endpoint is registered.
func (c *checker) isAccepted(e *exchange) bool {
	return e.accepted() || e.path == callbackPath && e.describe() == c.exchange("default").describe()
}

func hasCode(codes ...string) func(*failure) bool {
	return func(f *failure) bool { return f != nil && slices.Contains(codes, f.code) }
}

// checkRejection compares a rejection with the expected status and code. A status that
// all errors of Live Station share is one difference, and not that of each (A39).
func (c *checker) checkRejection(name string, status int, expected func(*failure) bool) finding {
	e := c.exchange(name)
	if why := e.unavailable(); why != "" {
		return undetermined(why)
	}
	switch {
	case c.isAccepted(e):
		return different("accepted: " + e.describe()).with(c.replay(e))
	case !expected(e.failure):
		return different(e.describe()).with(c.replay(e))
	case e.response.Status == status:
		return same(e.describe())
	case e.failure.sentBy(livestation.SourceLiveStation) && e.response.Status == c.sharedStatus():
		return same(e.describe() + " (for the status, see A39)")
	default:
		return different(e.describe()).with(c.replay(e))
	}
}

// expectedStatus returns the status of an error of Live Station by its kind.
func expectedStatus(f *failure) int {
	switch f.known.Kind {
	case livestation.KindPermission:
		return http.StatusForbidden
	case livestation.KindNotFound:
		return http.StatusNotFound
	default:
		return http.StatusBadRequest
	}
}

// rejections returns the exchanges of the steps that Live Station should reject, if it
// did so with a published code.
func (c *checker) rejections() []*exchange {
	var rejected []*exchange
	for _, e := range c.exchanges {
		switch e.situation {
		case fakeapi.MissingRegion, fakeapi.InvalidRegion, fakeapi.OtherRegion, fakeapi.LargePage, fakeapi.UnknownChannel:
			if e.failure.sentBy(livestation.SourceLiveStation) &&
				e.failure.is(livestation.KindInvalidRequest, livestation.KindNotFound) {
				rejected = append(rejected, e)
			}
		}
	}
	return rejected
}

// sharedStatus returns the status that all errors of Live Station have, if it is
// unexpected for at least two mistakes, else 0.
func (c *checker) sharedStatus() int {
	rejected := c.rejections()
	unexpected := map[string]bool{}
	for _, e := range rejected {
		if e.response.Status != rejected[0].response.Status {
			return 0
		}
		if e.response.Status != expectedStatus(e.failure) {
			mistake := e.situation
			if mistake == fakeapi.OtherRegion {
				mistake = fakeapi.InvalidRegion
			}
			unexpected[mistake] = true
		}
	}
	if len(unexpected) < 2 {
		return 0
	}
	return rejected[0].response.Status
}

func checkStatuses(c *checker) finding {
	rejected := c.rejections()
	if len(rejected) == 0 {
		return undetermined("Live Station rejected no request with a published code")
	}
	shared := c.sharedStatus()
	if shared == 0 {
		return same(fmt.Sprintf("%d errors; a status that differs is reported with the mistake", len(rejected)))
	}
	var b behavior
	for _, e := range rejected {
		b.add(fakeapi.Behavior{Responses: map[string]fakeapi.Response{e.situation: {Status: shared}}})
	}
	return different(fmt.Sprintf("all %d errors have HTTP %d", len(rejected), shared)).with(b)
}

func checkSignedQuery(c *checker) finding {
	var rejected, accepted int
	var b behavior
	for _, t := range channelTypes() {
		switch e := c.exchange("list." + t.name); {
		case e.response == nil:
		case e.failure.is(livestation.KindUnauthenticated):
			rejected++
			b.add(fakeapi.Behavior(c.replay(e)))
		default:
			accepted++
		}
	}
	switch {
	case accepted > 0:
		return same("a signature of a request with a query was accepted")
	case rejected > 0:
		return different("only requests with a query were rejected: " + c.exchange("list.live").describe()).with(b)
	default:
		return undetermined("no list was returned")
	}
}

func checkOldTimestamp(c *checker) finding {
	wrong, old := c.exchange("wrongSignature"), c.exchange("oldTimestamp")
	if old.unavailable() == "" && wrong.response != nil && wrong.failure != nil && old.describe() == wrong.describe() {
		return same(old.describe())
	}
	return c.checkRejection("oldTimestamp", http.StatusUnauthorized, hasCode("200"))
}

func checkRecentTimestamp(c *checker) finding {
	e := c.exchange("recentTimestamp")
	switch {
	case e.unavailable() != "":
		return undetermined(e.unavailable())
	case c.isAccepted(e):
		return same(e.describe())
	default:
		return different(e.describe()).with(c.replay(e))
	}
}

func checkUnknownChannel(c *checker) finding {
	names := []string{"unknownChannel.live", "unknownChannel.re_stream", "unknownChannel.vod2live"}
	return merge(names, func(name string) finding {
		return c.checkRejection(name, http.StatusNotFound, hasCode("250100", "250123"))
	})
}

// errors returns the exchanges with a published code.
func (c *checker) errors() []*exchange {
	return slices.DeleteFunc(slices.Clone(c.exchanges), func(e *exchange) bool {
		return e.failure == nil || e.failure.known == nil
	})
}

func checkErrorFormat(c *checker) finding {
	all := c.errors()
	if len(all) == 0 {
		return undetermined("no error with a published code was returned")
	}
	var problems []string
	var b behavior
	for _, e := range all {
		_, hasMessage := e.failure.fields["message"].(string)
		switch {
		case e.failure.topLevel:
			problems = append(problems, e.name+": the fields are at the top level")
			b.add(fakeapi.Behavior(c.replayBody(e)))
		case !hasMessage:
			problems = append(problems, e.name+": message is not a string")
			b.add(fakeapi.Behavior{Fields: map[string]fakeapi.Field{
				class(e) + ".message": fieldType(e.failure.fields, "message"),
			}})
		}
	}
	if len(problems) > 0 {
		return different(strings.Join(problems, "; ")).with(b)
	}
	return same(fmt.Sprintf("%d errors", len(all)))
}

// class returns the class of a response as fakeapi names it.
func class(e *exchange) string {
	switch {
	case e.failure == nil:
		return fakeapi.SuccessClass
	case e.failure.sentBy(livestation.SourceGateway), e.failure.known == nil && len(e.failure.code) == 3:
		return fakeapi.GatewayErrorClass
	default:
		return fakeapi.LiveStationErrorClass
	}
}

// fieldType returns the type of a field, or that it is absent.
func fieldType(fields map[string]any, name string) fakeapi.Field {
	value, ok := fields[name]
	if !ok {
		return fakeapi.Field{Type: "absent"}
	}
	return fakeapi.Field{Type: jsonType(value)}
}

func (c *checker) checkCodeType(source livestation.Source, want string) finding {
	seen := map[string]int{}
	var other fakeapi.Field
	for _, e := range c.errors() {
		if !e.failure.sentBy(source) {
			continue
		}
		field := fieldType(e.failure.fields, "errorCode")
		seen[field.Type]++
		if field.Type != want {
			other = field
		}
	}
	text := describeCounts(seen)
	switch {
	case len(seen) == 0:
		return undetermined("no such error with a published code was returned")
	case other.Type == "":
		return same(text)
	}
	object := fakeapi.LiveStationErrorObject
	if source == livestation.SourceGateway {
		object = fakeapi.GatewayErrorObject
	}
	return different(text).withField(object+".errorCode", other)
}

// describeCounts returns texts and how often each was seen.
func describeCounts(counts map[string]int) string {
	var parts []string
	for _, text := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s (%d)", text, counts[text]))
	}
	return strings.Join(parts, ", ")
}

func checkErrorFields(c *checker) finding {
	seen := map[string]int{}
	fields := map[string]fakeapi.Field{}
	for _, e := range c.errors() {
		name := "details"
		if e.failure.sentBy(livestation.SourceGateway) {
			name = "errorName"
		}
		if value := e.failure.fields[name]; value != nil && value != "" {
			seen[name+" in an error of "+e.failure.known.Source.String()]++
			fields[class(e)+"."+name] = fieldType(e.failure.fields, name)
		}
	}
	switch {
	case len(c.errors()) == 0:
		return undetermined("no error with a published code was returned")
	case len(seen) > 0:
		return different(describeCounts(seen)).with(behavior{Fields: fields})
	default:
		return same(fmt.Sprintf("%d errors", len(c.errors())))
	}
}

// checkHeader compares a header of all responses that are JSON. A body that is not JSON
// is reported with its step.
func (c *checker) checkHeader(name string, valid func(c *checker, e *exchange, value string) (problem string)) finding {
	seen := map[string]int{}
	headers := map[string]map[string]string{}
	checked := 0
	for _, e := range c.exchanges {
		if e.response == nil || !e.isJSON {
			continue
		}
		checked++
		value := e.response.Header.Get(name)
		problem := valid(c, e, value)
		if problem == "" {
			continue
		}
		seen[problem+" in "+class(e)]++
		replacement := ""
		if value != "" {
			replacement = "invalid"
		}
		if name == "Content-Type" && value != "" {
			replacement = e.contentType()
		}
		headers[class(e)] = map[string]string{name: replacement}
	}
	switch {
	case checked == 0:
		return undetermined("no response was JSON")
	case len(seen) > 0:
		return different(describeCounts(seen)).with(behavior{Headers: headers})
	default:
		return same(fmt.Sprintf("%d responses", checked))
	}
}

func isPresent(_ *checker, _ *exchange, value string) string {
	if strings.TrimSpace(value) == "" {
		return "absent"
	}
	return ""
}

// isCurrentDate reports a date that the gateway cannot have used for the timestamps.
func isCurrentDate(_ *checker, e *exchange, value string) string {
	date, err := http.ParseTime(value)
	now := e.response.Signed
	switch e.name {
	case "oldTimestamp":
		now = now.Add(oldAge)
	case "recentTimestamp":
		now = now.Add(recentAge)
	}
	switch {
	case value == "":
		return "absent"
	case err != nil:
		return "not a date"
	case now.Sub(date).Abs() > ncloud.MaxClockSkew+time.Minute:
		return "a date that is too far from the accepted timestamps"
	default:
		return ""
	}
}

func isJSONType(_ *checker, e *exchange, _ string) string {
	if mediaType := e.contentType(); mediaType != "application/json" {
		return mediaType
	}
	return ""
}
