package main

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
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
)

// A channelType is a type of channels, with the path of its requests.
type channelType struct{ name, path string }

var (
	live     = channelType{name: "live", path: "/channels"}
	reStream = channelType{name: "re_stream", path: "/re-stream/channels"}
	vod2Live = channelType{name: "vod2live", path: "/vod/channels"}
)

// A row is one request of the check.
type row struct {
	// name is how other rows refer to this one, method, path and purpose are for people,
	// without IDs.
	name, method, path, purpose string
	// assumptions are what the status and the code of the response are about.
	assumptions []string
	// sameAs is the row whose difference this one repeats if both have the same response:
	// a list that is rejected for any size says nothing about the size.
	sameAs string
	// codes are equivalent error codes, and so are those of the kind anyCodeOf.
	codes     []string
	anyCodeOf livestation.Kind
	// page is the assumption about whether a page is empty.
	page string
	// build returns the request, or why it is left out.
	build func(r *recording) (request, string)
}

func (r row) String() string { return r.method + " " + r.path + " (" + r.purpose + ")" }

// A request is what a row sends.
type request struct {
	livestation.RawRequest
	age            time.Duration // of the timestamp
	secret, region string        // replace those of the account
	list           string        // the type of the requested channels
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

// get returns a request that reads a path.
func get(path string, query url.Values) request {
	return request{RawRequest: livestation.RawRequest{Method: http.MethodGet, Path: path, Query: query}}
}

func getPage(t channelType, number, size int) request {
	r := get(t.path, url.Values{"pageNo": {strconv.Itoa(number)}, "pageSizeNo": {strconv.Itoa(size)}})
	r.list, r.size = t.name, size
	return r
}

// reads returns a row that reads a path and needs nothing from an earlier response.
func reads(name, path, purpose string, r request, assumptions ...string) row {
	return row{
		name: name, path: path, purpose: purpose, assumptions: assumptions,
		build: func(*recording) (request, string) { return r, "" },
	}
}

// rows returns the requests to a site in order. Later ones use what earlier ones returned.
func rows(site livestation.Site, o options) []row {
	all := []row{
		reads("default", callbackPath, "the default endpoint", get(callbackPath, nil), "A16", "A17"),
		reads("small", live.path, "a page of one live channel", getPage(live, 1, 1), "A18"),
	}
	all[1].page = "A21"
	if o.creation != nil {
		all = append(all, leftovers())
	}
	full := []row{
		reads("list", live.path, "a page of 100 live channels", getPage(live, 1, pageSize), "A21"),
		reads("", reStream.path, "the list of re_stream channels", getPage(reStream, 1, pageSize), "A18"),
		reads("", vod2Live.path, "the list of vod2live channels", getPage(vod2Live, 1, pageSize), "A18"),
		{
			path: live.path, purpose: "a page past the end of the list", assumptions: []string{"A20"},
			build: func(r *recording) (request, string) {
				total, known := wholeNumber(r.named("list").object()["total"])
				if !known {
					total = livestation.MaxChannels
				}
				return getPage(live, total/pageSize+2, pageSize), ""
			},
		},
		{
			path: live.path, purpose: "a page of 101 channels, which is more than the limit",
			assumptions: []string{"A22"}, anyCodeOf: livestation.KindInvalidRequest,
			build: func(*recording) (request, string) { return getPage(live, 1, pageSize+1), "" },
		},
		filter(),
	}
	for i := range full {
		full[i].sameAs, full[i].page = "list", full[i].assumptions[0]
	}
	full[0].sameAs = "small"
	all = append(append(all, full...), mistakes(site)...)
	for _, t := range []channelType{live, reStream, vod2Live} {
		unknown := reads("", t.path+"/"+unknownID, "a "+t.name+" channel that does not exist",
			get(t.path+"/"+unknownID, nil), "A08")
		unknown.codes = []string{"250100", "250123"}
		all = append(all, oneChannel(t), unknown)
	}
	all = append(all, serviceURLs(live, "GENERAL", "A30"), serviceURLs(live, "THUMBNAIL", "A31"),
		serviceURLs(vod2Live, "GENERAL", "A30"),
		reads("qualitySets", "/qualitySets", "quality sets", get("/qualitySets", url.Values{"type": {"all"}}), "A32"),
		reads("qualities", "/qualityProfiles", "qualities", get("/qualityProfiles", nil), "A53"))
	if o.write {
		all = append(all, writes()...)
	}
	for i := range all {
		if all[i].method == "" {
			all[i].method = http.MethodGet
		}
	}
	return all
}

// mistakes returns requests that the API should reject, and one that it should just
// accept. Without the mistake, each is the row "small".
func mistakes(site livestation.Site) []row {
	other := livestation.FinancialSite
	if site == other {
		other = livestation.PublicSite
	}
	mistake := func(purpose string, change func(r *request), assumption string) row {
		r := getPage(live, 1, 1)
		change(&r)
		m := reads("", live.path, purpose, r, assumption)
		m.sameAs, m.page = "small", assumption
		return m
	}
	wrongSignature := mistake("a wrong signature", func(r *request) { r.secret = wrongSecret }, "A02")
	wrongSignature.name = "wrongSignature"
	old := mistake("a timestamp that is 15 minutes old", func(r *request) { r.age = oldAge }, "A03")
	old.sameAs = wrongSignature.name
	wrongRegion := mistake("the region ZZ, which does not exist", func(r *request) { r.region = "ZZ" }, "A06")
	otherRegion := mistake("the region of the other site", func(r *request) { r.region = other.Region }, "A06")
	wrongRegion.codes = []string{"250019", "250020"}
	otherRegion.codes = wrongRegion.codes
	return []row{
		wrongSignature, old,
		mistake("a timestamp that is 4 minutes old", func(r *request) { r.age = recentAge }, "A04"),
		mistake("no region header", func(r *request) { r.WithoutRegion = true }, "A05"),
		wrongRegion, otherRegion,
		reads("", unknownPath, "a path that does not exist", get(unknownPath, nil), "A07"),
	}
}

// about returns a row about a channel of a type, a preferred one if there is one.
func about(t channelType, path, purpose, assumption string, preferred func(channel) bool, build func(channel) request,
) row {
	return row{
		path: t.path + path, purpose: purpose, assumptions: []string{assumption},
		build: func(r *recording) (request, string) {
			chosen, ok := r.choose(t, preferred)
			if !ok {
				return request{}, "there is no " + t.name + " channel"
			}
			req := build(chosen)
			req.channel = chosen
			return req, ""
		},
	}
}

func filter() row {
	hasLongName := func(c channel) bool { return utf8.RuneCountInString(text(c.fields["channelName"])) > 2 }
	return about(live, "", "live channels by a part of an ID and of a name", "A29", hasLongName, func(c channel) request {
		req := getPage(live, 1, pageSize)
		req.Query.Set("id", c.id[1:])
		if name := []rune(text(c.fields["channelName"])); len(name) > 2 {
			req.Query.Set("channelName", string(name[1:]))
		}
		return req
	})
}

func oneChannel(t channelType) row {
	return about(t, "/{channelId}", "a "+t.name+" channel", "A26", channel.hasCallback, func(c channel) request {
		return get(t.path+"/"+c.id, nil)
	})
}

func serviceURLs(t channelType, urlType, assumption string) row {
	isUsable := func(c channel) bool { return slices.Contains([]string{"READY", "PUBLISHING", "RESERVED"}, c.status()) }
	return about(t, "/{channelId}/serviceUrls", "service URLs of the type "+urlType, assumption, isUsable,
		func(c channel) request {
			return get(t.path+"/"+c.id+"/serviceUrls", url.Values{"serviceUrlType": {urlType}})
		})
}

// writes returns the requests that register again what is registered. Each is preceded
// by a read: only the URL that it returned is registered.
func writes() []row {
	before := reads("defaultBefore", callbackPath, "the default endpoint, to register it again",
		get(callbackPath, nil), "A16", "A17")
	before.sameAs = "default"
	return []row{before, {
		name: "setDefault", method: http.MethodPost, path: callbackPath, assumptions: []string{"A35"},
		purpose: "register the default endpoint again, with the same URL",
		build: func(r *recording) (request, string) {
			registered := r.named("defaultBefore").content()["callbackUrl"]
			if !r.named("defaultBefore").succeeded() || !isURL(registered) {
				return request{}, "no default endpoint is registered"
			}
			return post(callbackPath, "callbackUrl", text(registered)), ""
		},
	}, {
		path: callbackPath, purpose: "the default endpoint, to compare it", assumptions: []string{"A35"},
		build: func(r *recording) (request, string) {
			if r.named("setDefault").response == nil {
				return request{}, "nothing was registered"
			}
			return get(callbackPath, nil), ""
		},
	}, {
		name: "channelBefore", path: "{channel}", purpose: "a channel, to register its endpoint again",
		assumptions: []string{"A26"},
		build: func(r *recording) (request, string) {
			for _, t := range []channelType{live, reStream, vod2Live} {
				if chosen, ok := r.choose(t, channel.hasCallback); ok && chosen.hasCallback() {
					req := get(t.path+"/"+chosen.id, nil)
					req.channel = chosen
					return req, ""
				}
			}
			return request{}, "no channel has an endpoint of its own"
		},
	}, {
		method: http.MethodPost, path: "{channel}/callbackEndpoint", assumptions: []string{"A36"},
		purpose: "register a channel's endpoint again, with the same URL",
		build: func(r *recording) (request, string) {
			before := r.named("channelBefore")
			chosen, content := before.request.channel, before.content()
			if !before.succeeded() || content["channelId"] != chosen.id || !isURL(content["callbackEndpoint"]) {
				return request{}, "no channel has an endpoint of its own"
			}
			req := post(chosen.channelType.path+"/"+chosen.id+"/callbackEndpoint", "callbackEndpoint",
				text(content["callbackEndpoint"]))
			req.channel = chosen
			return req, ""
		},
	}}
}

// post returns a request that registers a URL.
func post(path, field, callbackURL string) request {
	r := get(path, nil)
	r.Method = http.MethodPost
	r.Body = map[string]string{field: callbackURL}
	return r
}

// choose returns a channel of a type that was not deleted, a preferred one if there is one.
// It returns false if there is none whose ID can be part of a path.
func (r *recording) choose(t channelType, preferred func(channel) bool) (chosen channel, found bool) {
	usable := slices.DeleteFunc(r.channels(), func(c channel) bool {
		return c.channelType != t || c.isDeleted() || !isChannelID(c.id)
	})
	if len(usable) == 0 {
		return channel{}, false
	}
	return usable[max(slices.IndexFunc(usable, preferred), 0)], true
}

var channelIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

func isChannelID(id string) bool { return channelIDPattern.MatchString(id) }
