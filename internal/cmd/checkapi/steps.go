package main

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
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
	// maxPageSize is the largest page that the API accepts.
	maxPageSize = 100
)

// A channelType is a type of channels, with the path of its requests.
type channelType struct{ name, path string }

var (
	live     = channelType{name: "live", path: "/channels"}
	reStream = channelType{name: "re_stream", path: "/re-stream/channels"}
	vod2Live = channelType{name: "vod2live", path: "/vod/channels"}
)

func channelTypes() []channelType { return []channelType{live, reStream, vod2Live} }

// A step is one request of the check.
type step struct {
	// name identifies the step. situation is fakeapi's name for it.
	name, situation string
	// method, path and purpose are for people, without IDs.
	method, path, purpose string
	// build returns the request, or why it is left out.
	build func(c *checker) (request, string)
}

// A request is what a step sends.
type request struct {
	livestation.RawRequest
	client  *livestation.Client
	channel *channel // what the request is about, nil for none
}

// get returns a request that reads a path with the account's own settings.
func (c *checker) get(path string, query url.Values) request {
	return request{client: c.client, RawRequest: livestation.RawRequest{Method: http.MethodGet, Path: path, Query: query}}
}

// steps returns the requests in order. Later ones use what earlier ones returned.
func steps(write bool) []step {
	all := []step{{
		name: "default", situation: fakeapi.Default, method: http.MethodGet, path: callbackPath,
		purpose: "the default endpoint",
		build:   func(c *checker) (request, string) { return c.get(callbackPath, nil), "" },
	}}
	all = append(all, mistakes()...)
	for _, t := range channelTypes() {
		all = append(all, step{
			name: "list." + t.name, situation: fakeapi.List + "." + t.name, method: http.MethodGet, path: t.path,
			purpose: "the list of channels of the type " + t.name,
			build:   func(c *checker) (request, string) { return c.get(t.path, page(1, c.pageSize)), "" },
		})
	}
	all = append(all, pages()...)
	for _, t := range channelTypes() {
		all = append(all, oneChannel(t), unknownChannel(t))
	}
	all = append(all, serviceURLs(live, "GENERAL"), serviceURLs(live, "THUMBNAIL"), serviceURLs(vod2Live, "GENERAL"), step{
		name: "qualitySets", situation: fakeapi.QualitySets, method: http.MethodGet, path: "/qualitySets",
		purpose: "quality sets",
		build:   func(c *checker) (request, string) { return c.get("/qualitySets", url.Values{"type": {"all"}}), "" },
	})
	if write {
		all = append(all, writes()...)
	}
	return all
}

// mistakes returns requests that the API should reject, and one that it should just
// accept.
func mistakes() []step {
	mistake := func(name, purpose string, change func(c *checker, r *request)) step {
		return step{
			name: name, situation: name, method: http.MethodGet, path: callbackPath, purpose: purpose,
			build: func(c *checker) (request, string) {
				r := c.get(callbackPath, nil)
				change(c, &r)
				return r, ""
			},
		}
	}
	return []step{
		mistake(fakeapi.WrongSignature, "a wrong signature", func(c *checker, r *request) {
			config := c.config
			config.Credentials = ncloud.NewCredentials(c.accessKey, wrongSecret)
			r.client = c.newClient(config, 0)
		}),
		mistake(fakeapi.OldTimestamp, "a timestamp that is 15 minutes old", func(c *checker, r *request) {
			r.client = c.newClient(c.config, oldAge)
		}),
		mistake(fakeapi.RecentTimestamp, "a timestamp that is 4 minutes old", func(c *checker, r *request) {
			r.client = c.newClient(c.config, recentAge)
		}),
		mistake(fakeapi.MissingRegion, "no region header", func(_ *checker, r *request) { r.WithoutRegion = true }),
		mistake(fakeapi.InvalidRegion, "the region ZZ, which does not exist", func(c *checker, r *request) {
			config := c.config
			config.Region = "ZZ"
			r.client = c.newClient(config, 0)
		}),
		mistake(fakeapi.OtherRegion, "the region of the other site", func(c *checker, r *request) {
			config := c.config
			config.Region = livestation.FinancialSite.Region
			if config.Site == livestation.FinancialSite {
				config.Region = livestation.PublicSite.Region
			}
			r.client = c.newClient(config, 0)
		}),
		{
			name: fakeapi.UnknownPath, situation: fakeapi.UnknownPath, method: http.MethodGet, path: unknownPath,
			purpose: "a path that does not exist",
			build:   func(c *checker) (request, string) { return c.get(unknownPath, nil), "" },
		},
	}
}

func page(number, size int) url.Values {
	return url.Values{"pageNo": {strconv.Itoa(number)}, "pageSizeNo": {strconv.Itoa(size)}}
}

// pages returns requests for pages of the list of live channels.
func pages() []step {
	return []step{
		{
			name: fakeapi.SmallPage, situation: fakeapi.SmallPage, method: http.MethodGet, path: live.path,
			purpose: "a page of one live channel",
			build:   func(c *checker) (request, string) { return c.get(live.path, page(1, 1)), "" },
		},
		{
			name: fakeapi.PastLastPage, situation: fakeapi.PastLastPage, method: http.MethodGet, path: live.path,
			purpose: "a page past the end of the list",
			build:   (*checker).buildPastLastPage,
		},
		{
			name: fakeapi.LargePage, situation: fakeapi.LargePage, method: http.MethodGet, path: live.path,
			purpose: "a page of 101 channels, which is more than the limit",
			build:   func(c *checker) (request, string) { return c.get(live.path, page(1, maxPageSize+1)), "" },
		},
		{
			name: fakeapi.Filter, situation: fakeapi.Filter, method: http.MethodGet, path: live.path,
			purpose: "live channels by a part of an ID and of a name",
			build:   (*checker).buildFilter,
		},
	}
}

func (c *checker) buildPastLastPage() (request, string) {
	list := c.exchange("list.live")
	if !list.succeeded() {
		return request{}, "the list of live channels could not be read"
	}
	object, _ := list.body.(map[string]any)
	total, known := wholeNumber(object["total"])
	if !known {
		total = livestation.MaxChannels
	}
	return c.get(live.path, page(total/c.pageSize+2, c.pageSize)), ""
}

func (c *checker) buildFilter() (request, string) {
	chosen := c.choose(live, func(ch channel) bool { return utf8.RuneCountInString(text(ch.fields["channelName"])) > 2 })
	if chosen == nil {
		return request{}, "there is no live channel"
	}
	query := page(1, c.pageSize)
	query.Set("id", chosen.id[1:])
	if name := []rune(text(chosen.fields["channelName"])); len(name) > 2 {
		query.Set("channelName", string(name[1:]))
	}
	r := c.get(live.path, query)
	r.channel = chosen
	return r, ""
}

func oneChannel(t channelType) step {
	return step{
		name: "channel." + t.name, situation: fakeapi.OneChannel + "." + t.name, method: http.MethodGet,
		path: t.path + "/{channelId}", purpose: "a channel of the type " + t.name,
		build: func(c *checker) (request, string) {
			chosen := c.choose(t, func(ch channel) bool { return isURL(ch.fields["callbackEndpoint"]) })
			if chosen == nil {
				return request{}, "there is no channel of the type " + t.name
			}
			r := c.get(t.path+"/"+chosen.id, nil)
			r.channel = chosen
			return r, ""
		},
	}
}

func unknownChannel(t channelType) step {
	return step{
		name: "unknownChannel." + t.name, situation: fakeapi.UnknownChannel, method: http.MethodGet,
		path: t.path + "/" + unknownID, purpose: "a channel of the type " + t.name + " that does not exist",
		build: func(c *checker) (request, string) {
			if !c.exchange("list." + t.name).succeeded() {
				return request{}, "the list of channels of the type " + t.name + " could not be read"
			}
			return c.get(t.path+"/"+unknownID, nil), ""
		},
	}
}

func serviceURLs(t channelType, urlType string) step {
	situation := fakeapi.GeneralURLs
	if urlType == "THUMBNAIL" {
		situation = fakeapi.ThumbnailURLs
	}
	return step{
		name: situation + "." + t.name, situation: situation + "." + t.name, method: http.MethodGet,
		path: t.path + "/{channelId}/serviceUrls", purpose: "service URLs of the type " + urlType,
		build: func(c *checker) (request, string) {
			chosen := c.choose(t, func(ch channel) bool {
				return ch.status() == "READY" || ch.status() == "PUBLISHING" || ch.status() == "RESERVED"
			})
			if chosen == nil || chosen.isDeleted() {
				return request{}, "there is no channel of the type " + t.name + " that was not deleted"
			}
			r := c.get(t.path+"/"+chosen.id+"/serviceUrls", url.Values{"serviceUrlType": {urlType}})
			r.channel = chosen
			return r, ""
		},
	}
}

// writes returns the requests that register again what is registered. Each is preceded
// by a read: only the URL that it returned is registered.
func writes() []step {
	all := []step{
		{
			name: "defaultBefore", method: http.MethodGet, path: callbackPath,
			purpose: "the default endpoint, to register it again",
			build:   func(c *checker) (request, string) { return c.get(callbackPath, nil), "" },
		},
		{
			name: "setDefault", situation: fakeapi.SetDefault, method: http.MethodPost, path: callbackPath,
			purpose: "register the default endpoint again, with the same URL",
			build: func(c *checker) (request, string) {
				content, _ := c.exchange("defaultBefore").content().(map[string]any)
				if !c.exchange("defaultBefore").succeeded() || !isURL(content["callbackUrl"]) {
					return request{}, "no default endpoint is registered"
				}
				r := c.get(callbackPath, nil)
				r.Method = http.MethodPost
				r.Body = map[string]string{"callbackUrl": text(content["callbackUrl"])}
				return r, ""
			},
		},
		{
			name: "defaultAfter", method: http.MethodGet, path: callbackPath, purpose: "the default endpoint, to compare it",
			build: func(c *checker) (request, string) {
				if c.exchange("setDefault").response == nil {
					return request{}, "nothing was registered"
				}
				return c.get(callbackPath, nil), ""
			},
		},
	}
	return append(all, step{
		name: "channelBefore", method: http.MethodGet, path: "{channel}",
		purpose: "a channel, to register its endpoint again",
		build: func(c *checker) (request, string) {
			for _, t := range channelTypes() {
				chosen := c.choose(t, func(ch channel) bool { return isURL(ch.fields["callbackEndpoint"]) })
				if chosen != nil && !chosen.isDeleted() && isURL(chosen.fields["callbackEndpoint"]) {
					r := c.get(t.path+"/"+chosen.id, nil)
					r.channel = chosen
					return r, ""
				}
			}
			return request{}, "no channel has an endpoint of its own"
		},
	}, step{
		name: "setChannel", situation: fakeapi.SetChannel, method: http.MethodPost, path: "{channel}/callbackEndpoint",
		purpose: "register a channel's endpoint again, with the same URL",
		build: func(c *checker) (request, string) {
			before := c.exchange("channelBefore")
			content, _ := before.content().(map[string]any)
			if before.channel == nil || !before.succeeded() || content["channelId"] != before.channel.id ||
				!isURL(content["callbackEndpoint"]) {
				return request{}, "no channel has an endpoint of its own"
			}
			r := c.get(before.channel.channelType.path+"/"+before.channel.id+"/callbackEndpoint", nil)
			r.Method = http.MethodPost
			r.Body = map[string]string{"callbackEndpoint": text(content["callbackEndpoint"])}
			r.channel = before.channel
			return r, ""
		},
	})
}
