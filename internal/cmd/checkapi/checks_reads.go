package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// defaultState is what the response to Get Callback Endpoint means.
type defaultState int

const (
	defaultUnclear defaultState = iota // neither of the others
	defaultRegistered
	defaultNone
	defaultInvalid // a URL in another place
)

func stateOfDefault(e *exchange) defaultState {
	object, isObject := e.body.(map[string]any)
	content, hasContent := object["content"]
	fields, contentIsObject := content.(map[string]any)
	callbackURL, hasURL := fields["callbackUrl"]
	switch {
	case !e.accepted():
		return defaultUnclear
	case isURL(callbackURL):
		return defaultRegistered
	case containsURL(e.body):
		return defaultInvalid
	case !isObject:
		return defaultUnclear
	case !hasContent && len(object) == 0, hasContent && content == nil:
		return defaultNone
	case contentIsObject && !hasURL && len(fields) == 0:
		return defaultNone
	case hasURL && (callbackURL == nil || isBlank(callbackURL)):
		return defaultNone
	default:
		return defaultUnclear
	}
}

func isBlank(value any) bool {
	s, ok := value.(string)
	return ok && strings.TrimSpace(s) == ""
}

func containsURL(value any) bool {
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, containsURL)
	case map[string]any:
		for _, v := range value {
			if containsURL(v) {
				return true
			}
		}
		return false
	default:
		return isURL(value)
	}
}

func checkDefault(c *checker) finding {
	e := c.exchange("default")
	switch state := stateOfDefault(e); {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case state == defaultInvalid:
		return different("a URL that is not content.callbackUrl: " + c.shape(e)).with(c.replayBody(e))
	case state == defaultRegistered && e.response.Status != http.StatusOK:
		return different(e.describe()).with(c.replayBody(e))
	case state == defaultRegistered:
		return same(e.describe())
	default:
		return undetermined("the response contains no URL")
	}
}

func checkNoDefault(c *checker) finding {
	e := c.exchange("default")
	none := func() behavior {
		return behavior{Responses: map[string]fakeapi.Response{
			fakeapi.NoDefault: {Status: e.response.Status, Body: c.skeleton(e)},
		}}
	}
	switch state := stateOfDefault(e); {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case state == defaultRegistered, state == defaultInvalid:
		return undetermined("a default endpoint is registered")
	case isFinancialPrefix(c, e):
		return undetermined(e.describe())
	case e.failure.is(livestation.KindInternal):
		return undetermined(e.describe())
	case state == defaultNone && e.response.Status == http.StatusOK:
		return same(e.describe() + ", " + c.shape(e))
	default:
		return different(e.describe() + ", " + c.shape(e)).with(none())
	}
}

func isFinancialPrefix(c *checker, e *exchange) bool {
	return c.config.Site == livestation.FinancialSite && e.failure != nil && e.failure.code == "300"
}

func checkFinancialSite(c *checker) finding {
	e := c.exchange("default")
	switch {
	case c.config.Site != livestation.FinancialSite:
		return undetermined("the account is not on the financial site")
	case isFinancialPrefix(c, e):
		return different(e.describe()).with(behavior{Responses: map[string]fakeapi.Response{
			fakeapi.Default:   {Status: e.response.Status, Body: c.skeleton(e)},
			fakeapi.NoDefault: {Status: e.response.Status, Body: c.skeleton(e)},
		}})
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	default:
		return same(e.describe())
	}
}

// listNames are the steps that read the first page of each list.
func listNames() []string { return []string{"list.live", "list.re_stream", "list.vod2live"} }

func checkLists(c *checker) finding {
	return merge(listNames(), func(name string) finding {
		e := c.exchange(name)
		objects, ok := e.objects()
		switch {
		case e.inconclusive() != "":
			return undetermined(e.inconclusive())
		case e.failure.is(livestation.KindUnauthenticated):
			return undetermined(e.describe() + " (see A01)")
		case !e.succeeded():
			return different(e.describe()).with(c.replayBody(e))
		case !ok:
			return different("content is " + describeContent(e)).with(c.replayBody(e))
		default:
			return same(fmt.Sprintf("%s, %d channels", e.describe(), len(objects)))
		}
	})
}

// describeContent returns the type of the content, or that it is absent.
func describeContent(e *exchange) string {
	object, ok := e.body.(map[string]any)
	if !ok {
		return "not in an object"
	}
	if t := fieldType(object, "content").Type; t != "array" {
		return t
	}
	return "a list with entries that are not objects"
}

// readLists returns the exchanges of lists that could be read, with their channels.
func (c *checker) readLists() map[string][]map[string]any {
	lists := map[string][]map[string]any{}
	for _, name := range listNames() {
		e := c.exchange(name)
		if objects, ok := e.objects(); ok && e.succeeded() {
			lists[name] = objects
		}
	}
	return lists
}

func checkTotal(c *checker) finding {
	lists := c.readLists()
	if len(lists) == 0 {
		return undetermined("no list was returned")
	}
	totals := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		object, _ := c.exchange(name).body.(map[string]any)
		total, ok := wholeNumber(object["total"])
		if !ok {
			field := fieldType(object, "total")
			return different(fmt.Sprintf("%s: total is %s", name, field.Type)).withField("list.total", field)
		}
		totals[name] = total
		if n := len(lists[name]); total < n || n < c.pageSize && total != n {
			return different(name + ": total is not the number of channels").with(c.replayBody(c.exchange(name)))
		}
	}
	small := c.exchange("smallPage")
	object, _ := small.body.(map[string]any)
	whole, known := totals["list.live"]
	total, ok := wholeNumber(object["total"])
	switch {
	case !small.succeeded() || !known:
		return same("total is a number")
	case !ok:
		return different("smallPage: total is not a number").with(c.replayBody(small))
	case total != whole:
		return different("smallPage: total is not that of the whole list").with(c.replayBody(small))
	default:
		return same("total is a number, and the same for another page size")
	}
}

func checkPastLastPage(c *checker) finding {
	e := c.exchange("pastLastPage")
	content, isList := e.content().([]any)
	switch {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case e.succeeded() && isList && len(content) == 0:
		return same(e.describe() + ", no channels")
	case e.succeeded() && isList:
		return different("a page with channels").with(c.replayBody(e))
	case e.succeeded():
		return different("content is " + describeContent(e)).with(c.replayBody(e))
	default:
		return different(e.describe()).with(c.replayBody(e))
	}
}

func checkPageSize(c *checker) finding {
	full, small := c.exchange("fullPage"), c.exchange("smallPage")
	objects, ok := small.objects()
	inList := len(c.readLists()["list.live"])
	switch {
	case full.failure != nil:
		return different("pageSizeNo=100: " + full.describe()).with(behavior{Responses: map[string]fakeapi.Response{
			fakeapi.FullPage: {Status: full.response.Status, Body: c.skeleton(full)},
		}})
	case small.inconclusive() != "":
		return undetermined(small.inconclusive())
	case c.exchange("list.live").failure != nil:
		return undetermined("the list of live channels could not be read")
	case !small.succeeded():
		return different("pageSizeNo=1: " + small.describe()).with(c.replayBody(small))
	case ok && len(objects) != min(1, inList):
		return different(fmt.Sprintf("pageSizeNo=1: %d channels", len(objects))).with(c.replayBody(small))
	case ok:
		return same(fmt.Sprintf("100 is accepted, and a page of 1 has %d channels", len(objects)))
	default:
		return undetermined("content is " + describeContent(small))
	}
}

// A channelObject is a channel in a response.
type channelObject struct {
	place  string // the step's name
	fields map[string]any
}

// channelObjects returns all channels in the lists and in the responses for one channel.
func (c *checker) channelObjects() []channelObject {
	var all []channelObject
	lists := c.readLists()
	for _, name := range listNames() {
		for _, fields := range lists[name] {
			all = append(all, channelObject{place: name, fields: fields})
		}
	}
	for _, t := range channelTypes() {
		e := c.exchange("channel." + t.name)
		if fields, ok := e.content().(map[string]any); ok && e.succeeded() {
			all = append(all, channelObject{place: e.name, fields: fields})
		}
	}
	return all
}

const noChannels = "there is no channel"

func checkChannelID(c *checker) finding {
	objects := c.channelObjects()
	if len(objects) == 0 {
		return undetermined(noChannels)
	}
	for _, o := range objects {
		if isChannelID(text(o.fields["channelId"])) {
			continue
		}
		field := fieldType(o.fields, "channelId")
		seen := o.place + ": channelId is " + field.Type
		if field.Type == "string" {
			seen = o.place + ": channelId has other characters or another length"
			field = fakeapi.Field{Value: json.RawMessage(`"not a channel ID"`)}
		}
		return different(seen).withField("channel.channelId", field)
	}
	return same(fmt.Sprintf("%d channels", len(objects)))
}

// publishedTypes are the types of the fields of a channel, other than those that have an
// assumption of their own. A dot is before a field of an object.
func publishedTypes() map[string][]string {
	const (
		number  = "number"
		str     = "string"
		boolean = "boolean"
		object  = "object"
	)
	return map[string][]string{
		"channelName": {str}, "channelStatus": {str}, "instanceNo": {number, str},
		"qualitySetId": {number}, "qualitySetName": {str}, "outputProtocol": {str}, "envType": {str},
		"isRecording": {boolean}, "immediateOnAir": {boolean}, "useDVR": {boolean}, "useDvr": {boolean},
		"timemachineMin": {number}, "isStreamFailOver": {boolean}, "publishUrl": {str}, "globalPublishUrl": {str},
		"backupStreamKey": {str}, "createdTime": {number}, "recentPublishStartTime": {number},
		"totalPublishSeconds": {number},
		"alertOn":             {boolean}, "alertOptions": {object}, "alertOptions.alertChangeStatus": {boolean},
		"alertOptions.alertVodUploadFail": {boolean}, "alertOptions.alertReStreamFail": {boolean},
		"cdn": {object}, "cdn.cdnType": {str}, "cdn.instanceNo": {str, number}, "cdn.profileId": {number},
		"cdn.statusName":  {str},
		"cdn.serviceName": {str}, "cdn.cdnDomain": {str},
		"record": {object}, "record.type": {str}, "record.format": {str}, "record.bucketName": {str},
		"record.filePath":      {str},
		"record.accessControl": {str}, "uploadPath": {str},
	}
}

func checkFieldTypes(c *checker) finding {
	objects := c.channelObjects()
	if len(objects) == 0 {
		return undetermined(noChannels)
	}
	seen := map[string]bool{}
	fields := map[string]fakeapi.Field{}
	for _, o := range objects {
		for name, problem := range typeProblems(o.fields) {
			seen[name+" is "+problem.Type] = true
			top, _, nested := strings.Cut(name, ".")
			if nested { // fakeapi changes fields of a channel only.
				problem = fakeapi.Field{Value: c.skeletonOf(o.fields[top])}
			}
			fields["channel."+top] = problem
		}
	}
	if len(seen) > 0 {
		return different(strings.Join(slices.Sorted(maps.Keys(seen)), "; ")).with(behavior{Fields: fields})
	}
	return same(fmt.Sprintf("%d channels", len(objects)))
}

// typeProblems returns the fields of a channel with another type than published.
func typeProblems(channel map[string]any) map[string]fakeapi.Field {
	problems := map[string]fakeapi.Field{}
	for name, types := range publishedTypes() {
		fields, key := channel, name
		if object, field, nested := strings.Cut(name, "."); nested {
			fields, _ = channel[object].(map[string]any)
			key = field
		}
		field := fieldType(fields, key)
		required := name == "channelName" || name == "channelStatus"
		optional := !required && (field.Type == "absent" || field.Type == "null")
		if !optional && !slices.Contains(types, field.Type) {
			problems[name] = field
		}
	}
	return problems
}

var statusPattern = regexp.MustCompile(`^[A-Z][A-Z_]{1,29}$`)

// publishedStatuses returns the values of channelStatus on new and old pages.
func publishedStatuses() []string {
	return []string{
		"CREATING", "READY", "PUBLISHING", "PUBLISH", "RESERVED", "DELETED", "BLOCK", "FORCE_BLOCK", "FORCE_DELETED",
	}
}

func checkChannelStatus(c *checker) finding {
	seen := map[string]int{}
	var other string
	for _, o := range c.channelObjects() {
		status := text(o.fields["channelStatus"])
		if status == "" {
			continue // another type: A24
		}
		if !slices.Contains(publishedStatuses(), status) {
			if !statusPattern.MatchString(status) || c.resemblesText(status) {
				status = "a text that is not a word in capital letters"
			}
			other = status
		}
		seen[status]++
	}
	switch {
	case len(seen) == 0:
		return undetermined(noChannels + " with a status")
	case other == "":
		return same(describeCounts(seen))
	}
	value, _ := json.Marshal(other) // A string always encodes.
	return different(describeCounts(seen)).withField("channel.channelStatus", fakeapi.Field{Value: value})
}

func checkOneChannel(c *checker) finding {
	return merge([]string{"channel.live", "channel.re_stream", "channel.vod2live"}, func(name string) finding {
		e := c.exchange(name)
		content, ok := e.content().(map[string]any)
		switch {
		case e.inconclusive() != "":
			return undetermined(e.inconclusive())
		case !e.succeeded():
			return different(e.describe()).with(c.replayBody(e))
		case !ok:
			return different("content is " + describeContent(e)).with(c.replayBody(e))
		case isChannelID(text(content["channelId"])) && content["channelId"] != e.channel.id:
			return different("another channel").with(c.replayBody(e))
		default:
			return same(e.describe())
		}
	})
}

func checkChannelCallback(c *checker) finding {
	seen := map[string]int{}
	fields := map[string]fakeapi.Field{}
	none := false
	for _, o := range c.channelObjects() {
		value, given := o.fields["callbackEndpoint"]
		switch {
		case isURL(value):
			seen["a URL"]++
			continue
		case !given:
			seen["absent"]++
			none = true
			continue
		case value == nil:
			seen["null"]++
			none = true
			continue
		case isBlank(value):
			seen[`""`]++
			none = true
			continue
		}
		seen["another "+jsonType(value)]++
		fields["noCallback.callbackEndpoint"] = fieldType(o.fields, "callbackEndpoint")
	}
	switch {
	case len(seen) == 0:
		return undetermined(noChannels)
	case len(fields) > 0:
		return different(describeCounts(seen)).with(behavior{Fields: fields})
	case c.callbacksDisagree():
		return different("a list and Get Channel Information disagree about the endpoint of a channel")
	case !none:
		return undetermined("every channel has an endpoint of its own")
	default:
		return same(describeCounts(seen))
	}
}

// callbacksDisagree reports whether a channel has an endpoint in its list and none
// alone, or the other way round.
func (c *checker) callbacksDisagree() bool {
	for _, t := range channelTypes() {
		e := c.exchange("channel." + t.name)
		content, ok := e.content().(map[string]any)
		if ok && e.succeeded() && isURL(content["callbackEndpoint"]) != isURL(e.channel.fields["callbackEndpoint"]) {
			return true
		}
	}
	return false
}

func checkStreamKey(c *checker) finding {
	e := c.exchange("channel.live")
	content, ok := e.content().(map[string]any)
	switch {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case !ok || !e.succeeded():
		return undetermined(e.describe())
	case e.channel.isDeleted():
		return undetermined("every live channel was deleted")
	case text(content["streamKey"]) != "":
		return same("a string")
	}
	field := fieldType(content, "streamKey")
	if field.Type == "string" {
		field = fakeapi.Field{Value: json.RawMessage(`""`)}
		return different("an empty string").withField("liveChannel.streamKey", field)
	}
	return different(field.Type).withField("liveChannel.streamKey", field)
}

func checkFilter(c *checker) finding {
	e := c.exchange("filter")
	objects, _ := e.objects()
	switch {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case !e.succeeded():
		return different(e.describe()).with(c.replayBody(e))
	case slices.ContainsFunc(objects, func(fields map[string]any) bool { return fields["channelId"] == e.channel.id }):
		return same("the channel was found by parts of its ID and name")
	default:
		return different("the channel was not found by parts of its ID and name").with(c.replayBody(e))
	}
}

func checkServiceURLs(c *checker) finding {
	return merge([]string{"serviceUrls.live", "thumbnailUrls.live", "serviceUrls.vod2live"}, func(name string) finding {
		e := c.exchange(name)
		objects, ok := e.objects()
		switch {
		case e.inconclusive() != "":
			return undetermined(e.inconclusive())
		case e.failure.is(livestation.KindWrongState):
			return undetermined(e.describe())
		case !e.succeeded() && name == "thumbnailUrls.live":
			return undetermined(e.describe() + " (see A31)")
		case !e.succeeded():
			return different(e.describe()).with(c.replayBody(e))
		case !ok:
			return different("content is " + describeContent(e)).with(c.replayBody(e))
		case len(objects) == 0:
			return undetermined("the list is empty")
		}
		for _, object := range objects {
			for _, field := range []string{"name", "url"} {
				if jsonType(object[field]) != "string" {
					problem := fieldType(object, field)
					return different(field+" is "+problem.Type).withField("serviceUrl."+field, problem)
				}
			}
		}
		return same(fmt.Sprintf("%s, %d entries", e.describe(), len(objects)))
	})
}

func checkThumbnails(c *checker) finding {
	e := c.exchange("thumbnailUrls.live")
	switch {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case e.succeeded():
		return same(e.describe())
	default:
		return different(e.describe()).with(c.replayBody(e))
	}
}

func checkQualitySets(c *checker) finding {
	e := c.exchange("qualitySets")
	objects, ok := e.objects()
	switch {
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case !e.succeeded():
		return different(e.describe()).with(c.replayBody(e))
	case !ok:
		return different("content is " + describeContent(e)).with(c.replayBody(e))
	case len(objects) == 0:
		return undetermined("the list is empty")
	}
	for _, object := range objects {
		for field, want := range map[string]string{"id": "number", "name": "string"} {
			if problem := fieldType(object, field); problem.Type != want {
				return different(field+" is "+problem.Type).withField("qualitySet."+field, problem)
			}
		}
	}
	return same(fmt.Sprintf("%d quality sets", len(objects)))
}

func checkPageBytes(c *checker) finding {
	largest := 0
	for name, channels := range c.readLists() {
		if len(channels) > 0 {
			largest = max(largest, len(c.exchange(name).response.Body)/len(channels))
		}
	}
	seen := fmt.Sprintf("%d bytes for each channel", largest)
	switch {
	case largest == 0:
		return undetermined(noChannels)
	case largest*maxPageSize < livestation.MaxResponseSize:
		return same(seen)
	}
	padding, _ := json.Marshal(strings.Repeat("x", largest)) // A string always encodes.
	return different(seen).withField("channel.padding", fakeapi.Field{Value: padding})
}

const needsWrite = "it requires -write"

func checkSetDefault(c *checker) finding {
	before, e, after := c.exchange("defaultBefore"), c.exchange("setDefault"), c.exchange("defaultAfter")
	urlOf := func(e *exchange) any {
		content, _ := e.content().(map[string]any)
		return content["callbackUrl"]
	}
	switch {
	case !c.options.write:
		return undetermined(needsWrite)
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case !e.succeeded():
		return different(e.describe()).with(c.replayBody(e))
	case urlOf(e) != urlOf(before):
		return different("content.callbackUrl is not the URL: " + c.shape(e)).with(c.replayBody(e))
	case after.succeeded() && urlOf(after) != urlOf(before):
		return different("another URL is registered afterwards")
	default:
		return same(e.describe())
	}
}

func checkSetChannel(c *checker) finding {
	e := c.exchange("setChannel")
	content, _ := e.content().(map[string]any)
	switch {
	case !c.options.write:
		return undetermined(needsWrite)
	case e.inconclusive() != "":
		return undetermined(e.inconclusive())
	case !e.succeeded():
		return different(e.describe()).with(c.replayBody(e))
	case content["channelId"] != e.channel.id:
		return different("content is not the channel: " + c.shape(e)).with(c.replayBody(e))
	default:
		return same(e.describe())
	}
}
