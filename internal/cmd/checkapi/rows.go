package main

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

const (
	callbackPath = "/events/callbackEndpoint"
	unknownPath  = "/terraform-provider-livestation/check-api"
	// unknownID has the form of an ID, and a time from before Live Station existed.
	unknownID = "ls-20000101000000-NONE0"
	// wrongSecret makes a wrong signature.
	wrongSecret = "WrongSecretKeyOfCheckAPI0000000000000000"
	// oldAge is more than the limit of 5 minutes, recentAge less.
	oldAge    = 15 * time.Minute
	recentAge = 4 * time.Minute
	// pageSize is the largest page that the API accepts.
	pageSize = 100

	noEndpoint = "no channel has an endpoint of its own"
)

// A channelType is a type of channels, with the path of its requests.
type channelType struct{ name, path string }

var (
	live     = channelType{name: "live", path: "/channels"}
	reStream = channelType{name: "re_stream", path: "/re-stream/channels"}
	vod2Live = channelType{name: "vod2live", path: "/vod/channels"}

	channelTypes = [...]channelType{live, reStream, vod2Live}
)

// A row is one request of the check.
type row struct {
	// name is how other rows refer to this one. method (GET if ""), path and purpose are for
	// people, without IDs.
	name, method, path, purpose string
	// assumptions are what the response is about, fields what some of its fields are about.
	assumptions string
	fields      map[string]string
	// sameAs is the row whose difference this one repeats if both have the same response:
	// a list that is rejected for any size says nothing about the size.
	sameAs string
	// anyState is whether an error about the state of a channel is compared. rejected is why no
	// error is.
	anyState bool
	rejected string
	// onlyFacts is true if the fields of the response are not compared.
	onlyFacts bool
	request   request
	// build adds to the request what earlier responses contain, or returns why the row is
	// left out. until makes the request repeat until it is true. follow sends what depends on the
	// response, and returns why the check ends. examine adds facts about a success. Each can be nil.
	build   func(r *recording, request *request) string
	until   func(*exchange) bool
	follow  func(r *recording, ctx context.Context, e *exchange) error
	examine func(r *recording, e *exchange)
}

func (r row) String() string { return r.method + " " + r.path + " (" + r.purpose + ")" }

// A request is what a row sends, with the row's method, and its path if there is no other.
type request struct {
	livestation.RawRequest
	age            time.Duration // of the timestamp
	secret, region string        // replace those of the account
	list           channelType   // of the requested channels
	size           int           // of the requested page
	channel        channel       // what the request is about
}

// A channel is an entry of a list.
type channel struct {
	channelType channelType
	id          string
	fields      map[string]any
}

func (c channel) status() string { return text(c.fields["channelStatus"]) }

func (c channel) isDeleted() bool { return c.status() == "DELETED" || c.status() == "FORCE_DELETED" }

func (c channel) hasCallback() bool { return isURL(c.fields["callbackEndpoint"]) }

// channelFields are the assumptions about the fields of channels.
var channelFields = map[string]string{
	"content.channelId": "A23", "content.callbackEndpoint": "A27", "content.streamKey": "A28", "content.": "A24",
}

// rows returns the requests to a site in order. Later ones use what earlier ones returned.
// The first one shows whether the account, the region and the site are right: it has no
// query, whose signature is assumption A01.
func rows(config livestation.Config, o options) []row {
	site := config.Site
	first := row{
		name: "default", path: callbackPath, purpose: "the default endpoint", assumptions: "A16,A17",
		follow: (*recording).examineFirst,
	}
	if site == livestation.FinancialSite {
		first.assumptions += ",A34"
	}
	small := page(live, "a page of one live channel", "A01,A18", 1, 1)
	small.name, small.sameAs, small.follow = "small", "", (*recording).examineSecond
	all := []row{first, small}
	if o.creation != nil {
		all = append(all, leftovers())
	}
	all = append(all, lists()...)
	all = append(all, mistakes(site, small)...)
	for _, t := range channelTypes {
		name := "a " + t.name + " channel"
		all = append(all, about(t, "/{channelId}", name, "A26", channel.hasCallback),
			row{path: t.path + "/" + unknownID, purpose: name + " that does not exist", assumptions: "A08"})
	}
	thumbnail := serviceURLs(live, "THUMBNAIL", "A31")
	thumbnail.anyState = true
	all = append(all, serviceURLs(live, "GENERAL", "A30"), thumbnail, serviceURLs(vod2Live, "GENERAL", "A30"),
		recordings(),
		row{name: "qualitySets", path: qualitySets.path, purpose: "quality sets", assumptions: "A32"},
		row{name: "qualities", path: "/qualityProfiles", purpose: "qualities", assumptions: "A53"})
	if hasEdges(config) {
		all = append(all, edges()...)
	}
	if o.write {
		all = append(all, writes()...)
	}
	for i := range all {
		all[i].method = cmp.Or(all[i].method, http.MethodGet)
	}
	return all
}

// hasEdges reports whether the check may read Global Edge, which the financial site does not have.
func hasEdges(config livestation.Config) bool {
	return config.GlobalEdgeEndpoint != nil && config.Site != livestation.FinancialSite
}

// lists returns the rows of lists.
func lists() []row {
	list := page(live, "a page of 100 live channels", "A21,A33", 1, pageSize)
	list.name, list.sameAs, list.examine = "list", "small", func(r *recording, e *exchange) {
		examineList(r, e)
		if small, ok := wholeNumber(r.named("small").object()["total"]); ok {
			total, isNumber := wholeNumber(e.object()["total"])
			e.facts.set("A19 total is the same for a page of another size", !isNumber || total == small)
		}
	}
	end := page(live, "a page past the end of the list", "A20", livestation.MaxChannels/pageSize+2, pageSize)
	end.examine = func(_ *recording, e *exchange) { e.facts.set("A20 the page is empty", len(e.entries()) == 0) }
	return []row{
		list,
		page(reStream, "the list of re_stream channels", "A18", 1, pageSize),
		page(vod2Live, "the list of vod2live channels", "A18", 1, pageSize),
		end,
		page(live, "a page of 101 channels, which is more than the limit", "A22", 1, pageSize+1),
		filter(),
	}
}

// page returns a row that requests a page of channels.
func page(t channelType, purpose, assumptions string, number, size int) row {
	r := row{path: t.path, purpose: purpose, assumptions: assumptions, fields: channelFields, sameAs: "list"}
	r.request = request{list: t, size: size}
	r.request.Query = url.Values{"pageNo": {strconv.Itoa(number)}, "pageSizeNo": {strconv.Itoa(size)}}
	r.examine = examinePage
	if size == pageSize {
		r.examine = examineList
	}
	return r
}

func examinePage(_ *recording, e *exchange) {
	n := len(e.entries())
	e.facts.set("A21 the page is as small as requested", n <= e.request.size)
	e.facts.set("A33 a page of 100 channels takes less than 1 MiB",
		len(e.response.Body)/max(n, 1)*pageSize < livestation.MaxResponseSize)
}

func examineList(r *recording, e *exchange) {
	examinePage(r, e)
	if total, isNumber := wholeNumber(e.object()["total"]); isNumber {
		n := len(e.entries())
		e.facts.set("A19 total counts the channels of the list", n <= total && (n == pageSize || n == total))
	}
}

// mistakes returns requests that the API should reject, and one that it should just
// accept. Without the mistake, each is the row "small".
func mistakes(site livestation.Site, small row) []row {
	other := livestation.FinancialSite
	if site == other {
		other = livestation.PublicSite
	}
	all := []row{
		{name: "wrongSignature", purpose: "a wrong signature", assumptions: "A02", request: request{secret: wrongSecret}},
		{
			purpose: "a timestamp that is 15 minutes old", assumptions: "A03", request: request{age: oldAge},
			sameAs: "wrongSignature",
		},
		{purpose: "a timestamp that is 4 minutes old", assumptions: "A04", request: request{age: recentAge}},
		{
			purpose: "no region header", assumptions: "A05",
			request: request{RawRequest: livestation.RawRequest{WithoutRegion: true}},
		},
		{purpose: "the region ZZ, which does not exist", assumptions: "A06", request: request{region: "ZZ"}},
		{purpose: "the region of the other site", assumptions: "A06", request: request{region: other.Region}},
	}
	for i := range all {
		r := &all[i]
		r.path, r.sameAs, r.fields, r.examine = live.path, cmp.Or(r.sameAs, "small"), small.fields, small.examine
		r.request.list, r.request.size, r.request.Query = small.request.list, small.request.size, small.request.Query
	}
	return append(all, row{path: unknownPath, purpose: "a path that does not exist", assumptions: "A07"})
}

// about returns a row about a channel of a type, a preferred one if there is one.
func about(t channelType, path, purpose, assumption string, preferred func(channel) bool) row {
	return row{
		path: t.path + path, purpose: purpose, assumptions: assumption, fields: channelFields, examine: examineChannel,
		build: func(r *recording, request *request) string {
			chosen := r.choose(func(c channel) bool { return c.channelType == t }, preferred)
			request.channel, request.Path = chosen, strings.Replace(t.path+path, "{channelId}", chosen.id, 1)
			return unless(chosen.id != "", "there is no "+t.name+" channel")
		},
	}
}

func unless(ok bool, reason string) string { return map[bool]string{false: reason}[ok] }

// examineID compares the ID of a channel with the requested one.
func examineID(_ *recording, e *exchange) {
	if id := text(e.content()["channelId"]); isChannelID(id) {
		e.facts.set(e.assumptions+" the channel is the requested one", id == e.request.channel.id)
	}
}

func examineChannel(r *recording, e *exchange) {
	examineID(r, e)
	content, chosen := e.content(), e.request.channel
	if content == nil {
		return
	}
	e.facts.set("A27 the list has the same callbackEndpoint", chosen.hasCallback() == isURL(content["callbackEndpoint"]))
	if chosen.channelType == live {
		e.facts.set("A28 there is a streamKey", content["streamKey"] != nil && content["streamKey"] != "")
	}
}

func filter() row {
	hasLongName := func(c channel) bool { return utf8.RuneCountInString(text(c.fields["channelName"])) > 2 }
	r := about(live, "", "live channels by a part of an ID and of a name", "A29", hasLongName)
	choose := r.build
	r.sameAs, r.request = "list", page(live, "", "", 1, pageSize).request
	r.build = func(recording *recording, request *request) string {
		missing := choose(recording, request)
		if c := request.channel; missing == "" {
			request.Query = maps.Clone(request.Query)
			request.Query.Set("id", c.id[1:])
			if name := []rune(text(c.fields["channelName"])); len(name) > 2 {
				request.Query.Set("channelName", string(name[1:]))
			}
		}
		return missing
	}
	r.examine = func(_ *recording, e *exchange) {
		e.facts.set("A29 the channel is found by parts of its ID and name", slices.ContainsFunc(e.objects(),
			func(fields map[string]any) bool { return fields["channelId"] == e.request.channel.id }))
	}
	return r
}

func serviceURLs(t channelType, urlType, assumption string) row {
	isUsable := func(c channel) bool { return slices.Contains([]string{"READY", "PUBLISHING", "RESERVED"}, c.status()) }
	r := about(t, "/{channelId}/serviceUrls", "service URLs of the type "+urlType, assumption, isUsable)
	r.request.Query, r.sameAs = url.Values{"serviceUrlType": {urlType}}, "small"
	r.fields, r.examine = nil, nil
	return r
}

// recordings returns a row about the recordings of a live channel, of one that records if there is one.
func recordings() row {
	isRecording := func(c channel) bool { return c.fields["isRecording"] == true }
	r := about(live, "/{channelId}/records", "the recordings of a live channel", "A47", isRecording)
	r.name, r.sameAs, r.fields, r.onlyFacts = "recordings", "small", nil, true // The form of none is not published.
	r.examine = func(_ *recording, e *exchange) {
		_, isObject := e.content()["recordList"].(map[string]any)
		isRead := isObject || e.content() != nil && e.content()["recordList"] == nil
		for _, recording := range e.recordings() {
			fields, _ := recording.(map[string]any)
			isRead = isRead && text(fields["status"]) != ""
		}
		e.facts.set("A47 recordings are an object by their IDs, with a status each", isRead)
	}
	return r
}

// recordings returns the recordings in a response, by their IDs.
func (e *exchange) recordings() map[string]any {
	list, _ := e.content()["recordList"].(map[string]any)
	return list
}

// writes returns the requests that register again what is registered. Each is preceded
// by a read: only the URL that it returned is registered.
func writes() []row {
	examine := func(r *recording, e *exchange) {
		registered := r.named("defaultBefore").content()["callbackUrl"]
		e.facts.set("A35 callbackUrl is the registered URL", e.content()["callbackUrl"] == registered)
	}
	return []row{{
		name: "defaultBefore", path: callbackPath, purpose: "the default endpoint, to register it again",
		assumptions: "A16,A17", sameAs: "default",
	}, {
		name: "setDefault", method: http.MethodPost, path: callbackPath, assumptions: "A35", examine: examine,
		purpose: "register the default endpoint again, with the same URL", build: buildDefault,
	}, {
		path: callbackPath, purpose: "the default endpoint, to compare it", assumptions: "A35", examine: examine,
		build: func(r *recording, _ *request) string {
			return unless(r.named("setDefault").response != nil, "nothing was registered")
		},
	}, {
		name: "channelBefore", path: "{channel}", purpose: "a channel, to register its endpoint again",
		assumptions: "A26", fields: channelFields, examine: examineChannel,
		build: func(r *recording, request *request) string {
			chosen := r.choose(channel.hasCallback, channel.hasCallback)
			request.channel, request.Path = chosen, chosen.channelType.path+"/"+chosen.id
			return unless(chosen.id != "", noEndpoint)
		},
	}, {
		method: http.MethodPost, path: "{channel}/callbackEndpoint", assumptions: "A36", fields: channelFields,
		purpose: "register a channel's endpoint again, with the same URL", examine: examineID, build: buildEndpoint,
	}}
}

// buildDefault makes a request that registers the URL that was read.
func buildDefault(r *recording, request *request) string {
	before := r.named("defaultBefore")
	registered := before.content()["callbackUrl"]
	request.Body = map[string]any{"callbackUrl": registered}
	return unless(before.succeeded() && isURL(registered), "no default endpoint is registered")
}

// buildEndpoint does the same for a channel.
func buildEndpoint(r *recording, request *request) string {
	before := r.named("channelBefore")
	content, registered := before.content(), before.content()["callbackEndpoint"]
	request.channel, request.Path = before.request.channel, before.request.Path+"/callbackEndpoint"
	request.Body = map[string]any{"callbackEndpoint": registered}
	return unless(before.succeeded() && content["channelId"] == request.channel.id && isURL(registered), noEndpoint)
}

// isPublishedStatus reports whether a channelStatus is on new or old pages.
func isPublishedStatus(status string) bool {
	return slices.Contains([]string{
		"CREATING", "READY", "PUBLISHING", "PUBLISH", "RESERVED", "DELETED", "BLOCK", "FORCE_BLOCK", "FORCE_DELETED",
	}, status)
}

// choose returns a channel that is usable and was not deleted, a preferred one if there is one,
// and none if no ID can be part of a path.
func (r *recording) choose(isUsable, preferred func(channel) bool) channel {
	usable := slices.DeleteFunc(r.channels(), func(c channel) bool {
		return !isUsable(c) || c.isDeleted() || !isChannelID(c.id)
	})
	first := max(slices.IndexFunc(usable, preferred), 0)
	return append(usable, channel{})[first]
}

var channelIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

func isChannelID(id string) bool { return channelIDPattern.MatchString(id) }
