package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

const (
	// checkName begins the name of each channel that the check creates.
	checkName = "tf_check_"
	// longEnd makes a name of 20 characters, which are more bytes.
	longEnd = "가나다라마바사"
	// mostPolls ends a wait after 4 minutes.
	mostPolls = 30
)

// A creation is what -create uses.
type creation struct {
	instanceNo, profileID, qualitySet int
	domain, name                      string // name begins those of the channels
}

// parseCreation reads the flags -cdn and -quality-set.
func parseCreation(site livestation.Site, cdn string, qualitySet int) (*creation, error) {
	parts := strings.Split(cdn, ",")
	c := creation{qualitySet: qualitySet, name: checkName + strconv.FormatInt(46_656+time.Now().Unix()%1_600_000, 36)}
	var err, profileErr error
	c.instanceNo, err = strconv.Atoi(parts[0])
	if len(parts) == 3 {
		c.profileID, profileErr = strconv.Atoi(parts[1])
		c.domain = parts[2]
	}
	switch isFinancial := site == livestation.FinancialSite; {
	case qualitySet < 1:
		return nil, errors.New("-create requires -quality-set ID")
	case isFinancial && (len(parts) != 1 || err != nil):
		return nil, errors.New("-create requires -cdn NUMBER on the financial site")
	case !isFinancial && (c.domain == "" || err != nil || profileErr != nil):
		return nil, errors.New("-create requires -cdn NUMBER,PROFILE,DOMAIN: the cdn of a channel that uses it")
	}
	return &c, nil
}

// body returns a body of Create Channel.
func (c *creation) body(r *recording, name string) map[string]any {
	cdn := map[string]any{"createCdn": false, "cdnType": "GLOBAL_EDGE", "cdnInstanceNo": c.instanceNo,
		"profileId": c.profileID, "cdnDomain": c.domain}
	body := c.settings(name, "REAL", "HLS")
	body["qualitySetId"], body["isStreamFailOver"], body["drmEnabledYn"] = c.qualitySet, false, false
	if r.config.Site == livestation.FinancialSite {
		cdn = map[string]any{"createCdn": false, "cdnType": "CDN_PLUS", "cdnInstanceNo": c.instanceNo}
		delete(body, "drmEnabledYn")
	}
	body["cdn"] = cdn
	return body
}

// settings returns a body of Update Channel.
func (*creation) settings(name, envType, outputProtocol string) map[string]any {
	return map[string]any{"channelName": name, "envType": envType, "outputProtocol": outputProtocol, "useDvr": false,
		"immediateOnAir": false, "record": map[string]any{"type": "NO_RECORD"}}
}

// A step is what a row has besides if it is about a channel that the check creates. The fake
// API gets the request for its own channel. Only writes are compared by their outcome, and
// all rows by facts: the key is an assumption and what the word is about.
type step struct {
	of    string // the row that created the channel
	path  string // after that of the channel
	needs func(r *recording) bool
	body  func(r *recording) any
	until func(e *exchange) bool // repeats the request
	facts func(r *recording, e *exchange) map[string]string
}

// newStep returns the row with what its step implies.
func newStep(r row, s step) row {
	r.step = &s
	r.path = live.path
	if s.of != "" {
		r.path += "/{channelId}" + s.path
	}
	r.build = func(recorded *recording) (request, string) {
		req := get(live.path, nil)
		req.Method = r.method
		if s.of != "" {
			id := recorded.named(s.of).createdID()
			if id == "" {
				return request{}, "the channel was not created"
			}
			req.Path += "/" + id + s.path
		}
		if s.needs != nil && !s.needs(recorded) {
			return request{}, "an earlier request had another result"
		}
		if s.body != nil {
			req.Body = s.body(recorded)
		} else if s.of == "" {
			req.Query = recorded.creation.query()
		}
		return req, ""
	}
	return r
}

// query finds the channels of the check by the beginning of their names.
func (c *creation) query() url.Values {
	return url.Values{"pageNo": {"1"}, "pageSizeNo": {strconv.Itoa(pageSize)}, "channelName": {c.name}}
}

// leftovers returns the row that refuses to create channels if an earlier check left one.
func leftovers() row {
	search := getPage(live, 1, pageSize)
	search.Query.Set("channelName", checkName)
	r := reads("leftovers", live.path, "channels of an earlier check", search, "A29")
	r.sameAs, r.page = "list", "A29"
	r.check = func(e *exchange) error {
		for _, c := range e.objects() {
			found := channel{id: text(c["channelId"]), fields: c}
			if strings.HasPrefix(text(c["channelName"]), checkName) && !found.isDeleted() {
				return fmt.Errorf("nothing was created: the channel %s (%s) of an earlier check exists. Delete it first",
					c["channelName"], found.id)
			}
		}
		return nil
	}
	return r
}

// creates returns the rows that create channels, change one, and delete them.
func (c *creation) creates() []row {
	write := func(name, method, purpose, assumption string, s step) row {
		return newStep(row{name: name, method: method, purpose: purpose, assumptions: []string{assumption}}, s)
	}
	read := func(name, purpose string, s step) row { return write(name, http.MethodGet, purpose, "", s) }
	create := func(name, end, purpose, assumption string, s step, change func(body map[string]any)) row {
		s.body = func(r *recording) any {
			body := r.creation.body(r, r.creation.name+end)
			change(body)
			return body
		}
		return write(name, http.MethodPost, purpose, assumption, s)
	}
	update := func(name, purpose, assumption, outputProtocol string, fields []string, needs func(*recording) bool) row {
		return write(name, http.MethodPut, purpose, assumption, step{of: "create", needs: needs,
			body: func(r *recording) any {
				body := r.creation.settings(r.creation.name+longEnd, "DEV", outputProtocol)
				for _, field := range fields {
					delete(body, field)
				}
				return body
			}})
	}
	succeeded := func(name string) func(*recording) bool {
		return func(r *recording) bool { return r.named(name).succeeded() }
	}
	isReady := func(name string) func(*recording) bool {
		return func(r *recording) bool { return r.named(name).isReady() }
	}
	isBlocked := func(r *recording) bool { return r.named("blocked").state() == "BLOCK" }
	none := func(map[string]any) {}
	waits := func(of string, facts func(*recording, *exchange) map[string]string) step {
		return step{of: of, until: func(e *exchange) bool { return !e.isPending() }, facts: facts}
	}
	deletes := step{of: "create", until: func(e *exchange) bool { return e.code != "250109" }}
	deletesSecond, deletesBlocked := deletes, step{of: "create", needs: isBlocked}
	deletesSecond.of, deletesSecond.needs = "second", isReady("secondReady")
	deletes.needs = func(r *recording) bool {
		return isReady("ready")(r) && (!r.named("off").succeeded() || r.named("resumed").isReady())
	}
	rejected := step{needs: func(r *recording) bool { return r.named("create").createdID() != "" }}
	return []row{
		create("create", "", "create a channel", "A43", step{
			needs: succeeded("leftovers"), facts: createdFacts,
		}, none),
		read("ready", "wait until it is READY", waits("create", readyFacts)),
		create("second", "2", "create another one on the same CDN", "A43", step{needs: isReady("ready")}, none),
		read("secondReady", "wait until it is READY", waits("second", readyFacts)),
		write("secondDelete", http.MethodDelete, "delete it", "A46", deletesSecond),
		update("put", "change the first channel", "A44", "HLS,DASH", nil, isReady("ready")),
		read("changed", "compare it", step{of: "create", needs: succeeded("put"), facts: changedFacts}),
		update("putLess", "change it without envType", "A45", "HLS", []string{"envType"},
			func(r *recording) bool { return r.named("changed").content()["envType"] == "DEV" }),
		read("reset", "compare it", step{of: "create", needs: succeeded("putLess"), facts: resetFacts}),
		write("off", http.MethodPut, "stop it", "A59", step{of: "create", path: "/off", needs: isReady("ready")}),
		read("blocked", "wait until it is BLOCK", step{
			of: "create", needs: succeeded("off"), until: func(e *exchange) bool { return e.state() == "BLOCK" },
			facts: func(_ *recording, e *exchange) map[string]string {
				return map[string]string{"A59 it is BLOCK": yesNo(e.state() == "BLOCK")}
			},
		}),
		write("deleteBlocked", http.MethodDelete, "delete it while it is BLOCK", "A46", deletesBlocked),
		write("on", http.MethodPut, "resume it", "A59", step{
			of: "create", path: "/on",
			needs: func(r *recording) bool { return isBlocked(r) && r.named("deleteBlocked").failed },
		}),
		read("resumed", "wait until it is READY", step{
			of: "create", needs: succeeded("on"), until: (*exchange).isReady,
			facts: func(_ *recording, e *exchange) map[string]string {
				return map[string]string{"A59 it is READY again": yesNo(e.isReady())}
			},
		}),
		write("delete", http.MethodDelete, "delete it", "A46", deletes),
		read("", "wait until it is gone", step{
			of: "create", needs: succeeded("delete"), until: (*exchange).isGone,
			facts: func(_ *recording, e *exchange) map[string]string {
				return map[string]string{"A46 it is gone": yesNo(e.isGone())}
			},
		}),
		create("", longEnd+"아", "create a channel with a name of 21 characters", "A48", rejected, none),
		create("", "3", "create a channel with a quality set that does not exist", "A60", rejected,
			func(body map[string]any) { body["qualitySetId"] = 2_000_000_000 }),
		create("", "4", "create a channel with DVR, but no timemachineMin", "A60", rejected,
			func(body map[string]any) { body["useDvr"] = true }),
		read("", "channels of this check", step{
			needs: func(r *recording) bool { return r.named("create").response != nil }, facts: leftFacts,
		}),
	}
}

func yesNo(isTrue bool) string { return map[bool]string{true: "yes", false: "no"}[isTrue] }

func createdFacts(r *recording, e *exchange) map[string]string {
	if !e.succeeded() {
		return nil
	}
	facts := map[string]string{"A43 there is a channelId": yesNo(e.createdID() != "")}
	if sets := r.named("qualitySets"); sets.succeeded() {
		isUsed := func(set map[string]any) bool { return fmt.Sprint(set["id"]) == strconv.Itoa(r.creation.qualitySet) }
		facts["A51 the quality set is in the list"] = yesNo(slices.ContainsFunc(sets.objects(), isUsed))
	}
	return facts
}

func readyFacts(r *recording, e *exchange) map[string]string {
	facts := map[string]string{
		"A49 it is READY, and its CDN RUNNING": yesNo(e.isReady()),
		"A49 it is first CREATING, READY or not found": yesNo(
			slices.Contains([]string{"CREATING", "READY", notFound}, e.first)),
	}
	if !e.isReady() || e.name != "ready" {
		return facts
	}
	sent := r.creation.body(r, r.creation.name)
	for field, value := range sent {
		switch field {
		case "cdn", "record", "drmEnabledYn":
		case "useDvr":
			facts["A50 useDVR"] = asSent(e.content()["useDVR"], value)
		default:
			facts["A50 "+field] = asSent(e.content()[field], value)
		}
	}
	record, _ := e.content()["record"].(map[string]any)
	facts["A50 record.type"] = asSent(record["type"], "NO_RECORD")
	cdn, _ := e.content()["cdn"].(map[string]any)
	facts["A50 cdn.instanceNo"] = asSent(cdn["instanceNo"], r.creation.instanceNo)
	if r.creation.domain != "" {
		facts["A50 cdn.profileId"] = asSent(cdn["profileId"], r.creation.profileID)
		facts["A50 cdn.cdnDomain"] = asSent(cdn["cdnDomain"], r.creation.domain)
	}
	return facts
}

func changedFacts(r *recording, e *exchange) map[string]string {
	facts := map[string]string{}
	for field, value := range map[string]string{
		"channelName": r.creation.name + longEnd, "envType": "DEV", "outputProtocol": "HLS,DASH",
	} {
		if got := e.content()[field]; got != nil { // The row before says what is absent.
			facts["A44 "+field] = asSent(got, value)
		}
	}
	before := r.named("ready").content()
	for _, field := range []string{"streamKey", "backupStreamKey", "callbackEndpoint"} {
		facts["A52 "+field+" is the same"] = yesNo(e.content()[field] == before[field])
	}
	return facts
}

func resetFacts(_ *recording, e *exchange) map[string]string {
	return map[string]string{"A45 envType is reset": yesNo(e.content()["envType"] != "DEV")}
}

// leftFacts tells which channels are in the list although they were deleted, or although
// their creation was rejected.
func leftFacts(r *recording, e *exchange) map[string]string {
	if !e.succeeded() {
		return nil
	}
	facts := map[string]string{"A43 a rejected request created nothing": "yes"}
	for _, fields := range e.objects() {
		c := channel{id: text(fields["channelId"]), fields: fields}
		if !slices.Contains(r.createdIDs(), c.id) && !c.isDeleted() {
			facts["A43 a rejected request created nothing"] = "no"
		}
	}
	return facts
}

// asSent tells how a field compares with what was sent, in any of its known spellings.
func asSent(got, sent any) string {
	spell := func(value any) string {
		parts := strings.Split(strings.ToLower(fmt.Sprint(value)), ",")
		slices.Sort(parts)
		return strings.Join(parts, ",")
	}
	switch {
	case got == nil || got == "":
		return "absent"
	case spell(got) == spell(sent):
		return "as sent"
	default:
		return "another value"
	}
}

// codeOfName is the code for an invalid name of a channel.
const codeOfName = "250104"

const notFound = "not found"

// state returns the status of the channel in a response, or that it is not found.
func (e *exchange) state() string {
	if e.code == "250100" || e.code == "250123" {
		return notFound
	}
	return text(e.content()["channelStatus"])
}

// cdnStatus returns the status of the channel's CDN, RUNNING if it has none.
func (e *exchange) cdnStatus() string {
	cdn, _ := e.content()["cdn"].(map[string]any)
	if cdn["statusName"] == nil {
		return "RUNNING"
	}
	return text(cdn["statusName"])
}

func (e *exchange) isReady() bool { return e.state() == "READY" && e.cdnStatus() == "RUNNING" }

func (e *exchange) isPending() bool {
	return slices.Contains([]string{notFound, "CREATING"}, e.state()) ||
		slices.Contains([]string{"CREATING", "CHANGING", "PUBLISHING"}, e.cdnStatus())
}

func (e *exchange) isGone() bool {
	return e.state() == notFound || channel{fields: e.content()}.isDeleted()
}

// createdID returns the ID of the channel that a request created, "" if it is not known.
func (e *exchange) createdID() string {
	if id := text(e.content()["channelId"]); e.step != nil && e.method == http.MethodPost && isChannelID(id) {
		return id
	}
	return ""
}

func (r *recording) createdIDs() []string {
	var ids []string
	for _, e := range r.exchanges {
		if id := e.createdID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// cleanUp deletes the channels that the check created, also after an interrupt and after a
// request without a response, and names those that are left.
func (r *recording) cleanUp(ctx context.Context) {
	isSent, isLost := false, false
	for _, e := range r.exchanges {
		if e.step != nil && e.method == http.MethodPost && (e.response != nil || e.err != nil) {
			isSent = true
			isLost = isLost || e.createdID() == "" && (!e.failed || e.isOverload())
		}
	}
	if !isSent {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Minute)
	defer cancel()
	request := func(method, path string, query url.Values) *exchange {
		e := &exchange{row: row{method: method, path: live.path, purpose: "to clean up"}}
		e.request.RawRequest = livestation.RawRequest{Method: method, Path: live.path + path, Query: query}
		_ = r.perform(ctx, e) // The time is over: what is left is named.
		return e
	}
	var left []string
	for n := range mostPolls {
		list := request(http.MethodGet, "", r.creation.query())
		ids := r.createdIDs()
		for _, fields := range list.objects() {
			id := text(fields["channelId"])
			if strings.HasPrefix(text(fields["channelName"]), r.creation.name) && isChannelID(id) {
				isLost = isLost && slices.Contains(ids, id)
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		left = slices.DeleteFunc(slices.Compact(ids), func(id string) bool {
			e := request(http.MethodGet, "/"+id, nil)
			switch e.state() {
			case "BLOCK":
				request(http.MethodPut, "/"+id+"/on", nil)
			case "READY":
				request(http.MethodDelete, "/"+id, nil)
			}
			return e.isGone() && (r.seen[id] || e.state() != notFound) // A new one might not be found yet.
		})
		if len(left) == 0 && list.succeeded() && !isLost {
			return
		}
		if sleep(ctx, r.pollPause(n)) != nil {
			break
		}
	}
	r.isLeft = true
	for _, id := range left {
		r.progress(fmt.Sprintf("The channel %s is left. Delete it in the Live Station console: its name begins with %s.",
			id, r.creation.name))
	}
	if len(left) == 0 {
		r.progress("A channel might be left. Look in the Live Station console for a name that begins with " +
			r.creation.name + ", and delete it.")
	}
}

// pollPause is 1 second at first, and 10 later.
func (r *recording) pollPause(n int) time.Duration { return time.Duration(min(n+1, 10)) * 2 * r.pause }
