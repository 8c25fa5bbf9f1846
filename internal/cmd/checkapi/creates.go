package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
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

	qualitySets = "/qualitySets"
	notFound    = "not found"
	// invalidName is the code for the name of a channel.
	invalidName = "250104"
)

// A creation is what -create uses.
type creation struct {
	instanceNo, profileID, qualitySet int
	domain, name                      string // name begins those of the channels
}

// parseCreation reads the flags -cdn and -quality-set.
func parseCreation(site livestation.Site, cdn string, qualitySet int) (*creation, error) {
	c := creation{qualitySet: qualitySet, name: checkName + strconv.FormatInt(46_656+time.Now().Unix()%1_600_000, 36)}
	n, _ := fmt.Sscanf(cdn, "%d,%d,%s", &c.instanceNo, &c.profileID, &c.domain) // n tells what is missing.
	want := 3
	if site == livestation.FinancialSite {
		want = 1
	}
	if n != want || qualitySet < 1 {
		return nil, errors.New("-create requires -cdn NUMBER,PROFILE,DOMAIN (financial site: NUMBER) and -quality-set ID")
	}
	return &c, nil
}

// settings returns a body of Update Channel.
func (*creation) settings(name, envType, outputProtocol string) map[string]any {
	return map[string]any{
		"channelName": name, "envType": envType, "outputProtocol": outputProtocol, "useDvr": false,
		"immediateOnAir": false, "record": map[string]any{"type": "NO_RECORD"},
	}
}

// body returns a body of Create Channel.
func (c *creation) body(site livestation.Site, name string) map[string]any {
	body := c.settings(name, "REAL", "HLS")
	cdn := map[string]any{"createCdn": false, "cdnType": "CDN_PLUS", "cdnInstanceNo": c.instanceNo}
	if site != livestation.FinancialSite {
		cdn["cdnType"], cdn["profileId"], cdn["cdnDomain"] = "GLOBAL_EDGE", c.profileID, c.domain
		body["drmEnabledYn"] = false
	}
	body["cdn"], body["qualitySetId"], body["isStreamFailOver"] = cdn, c.qualitySet, false
	return body
}

// setName returns the name of the quality set, which has no underscores.
func (c *creation) setName() string { return strings.ReplaceAll(c.name, "_", "-") }

// query finds channels by the beginning of their names.
func query(name string) url.Values {
	return url.Values{"pageNo": {"1"}, "pageSizeNo": {strconv.Itoa(pageSize)}, "channelName": {name}}
}

// leftovers returns the row that ends the check if an earlier one left a channel.
func leftovers() row {
	r := page(live, "channels of an earlier check", "A29", 1, pageSize)
	r.name = "leftovers"
	r.request.Query = query(checkName)
	return r
}

// refuse returns an error if there is a channel of an earlier check, or if that is not known.
func (e *exchange) refuse() error {
	if !e.succeeded() {
		return errors.New("nothing was created: the list of channels cannot be read: " + e.outcome())
	}
	for _, fields := range e.objects() {
		name := text(fields["channelName"])
		if c := (channel{fields: fields}); strings.HasPrefix(name, checkName) && !c.isDeleted() {
			return fmt.Errorf("nothing was created: an earlier check left the channel %s (%s). Delete it first",
				name, fields["channelId"])
		}
	}
	return nil
}

// create creates channels, changes one, and deletes them. Each request depends on the
// responses before, so the account and the fake API each get their own. Only writes are
// compared by their outcome. The error is the context's.
func (r *recording) create(ctx context.Context) error {
	var err error
	id, c := "", r.creation
	do := func(method, path, purpose, assumption string, body any, until func(*exchange) bool) *exchange {
		e := &exchange{isOwn: true, until: until, facts: facts{}, row: row{
			name: purpose, method: method, path: path, purpose: purpose, assumptions: assumption,
		}}
		e.request.Path = strings.NewReplacer("{channelId}", id, "{qualitySetId}", id).Replace(path)
		e.request.Body = body
		if method == http.MethodGet && path == live.path {
			e.request.Query = query(c.name)
		}
		if err == nil && !r.isStopped() {
			r.exchanges = append(r.exchanges, e)
			err = r.perform(ctx, e)
		}
		return e
	}
	one := live.path + "/{channelId}"
	post := func(end, purpose, assumption string, changes map[string]any) *exchange {
		body := c.body(r.config.Site, c.name+end)
		maps.Copy(body, changes)
		return do(http.MethodPost, live.path, purpose, assumption, body, nil)
	}
	wait := func(purpose string, until func(*exchange) bool) *exchange {
		return do(http.MethodGet, one, purpose, "", nil, until)
	}
	remove := func(purpose string) bool {
		hasTried := func(e *exchange) bool { return e.code != "250109" } // The CDN is not busy.
		return do(http.MethodDelete, one, purpose, "A46", nil, hasTried).succeeded()
	}
	isDone := func(e *exchange) bool { return !e.isPending() }

	first := post("", "create a channel", "A43", nil)
	r.examineCreated(first)
	if id = first.createdID(); id != "" {
		ready := wait("wait until it is READY", isDone)
		r.examineReady(ready)
		if ready.isReady() {
			if id = post("2", "create another one on the same CDN", "A49", nil).createdID(); id != "" {
				if wait("wait until the other one is READY", isDone).isReady() {
					remove("delete the other one")
				}
			}
			id = first.createdID()
			body := c.settings(c.name+longEnd, "DEV", "HLS,DASH")
			if do(http.MethodPut, one, "change the first one", "A44", body, nil).succeeded() {
				changed := wait("compare it", nil)
				r.examineChanged(changed, ready)
				delete(body, "envType")
				if changed.content()["envType"] == "DEV" &&
					do(http.MethodPut, one, "change it without envType", "A45", body, nil).succeeded() {
					reset := wait("compare it again", nil)
					reset.facts.set("A45 envType is reset", reset.content()["envType"] != "DEV")
				}
			}
			isUsable := true
			if do(http.MethodPut, one+"/off", "stop it", "A59", nil, nil).succeeded() {
				isBlocked := func(e *exchange) bool { return e.state() == "BLOCK" }
				blocked := wait("wait until it is BLOCK", isBlocked)
				isUsable = blocked.facts.set("A59 it is BLOCK", isBlocked(blocked)) && !remove("delete it while it is BLOCK") &&
					do(http.MethodPut, one+"/on", "resume it", "A59", nil, nil).succeeded()
				if isUsable {
					resumed := wait("wait until it is READY again", (*exchange).isReady)
					isUsable = resumed.facts.set("A59 it is READY again", resumed.isReady())
				}
			}
			if isUsable && remove("delete it") {
				gone := wait("wait until it is gone", (*exchange).isGone)
				gone.facts.set("A46 it is gone", gone.isGone())
			}
		}
		post(longEnd+"아", "create a channel with a name of 21 characters", "A48", nil)
		post("3", "create a channel with a quality set that does not exist", "A60",
			map[string]any{"qualitySetId": 2_000_000_000})
		post("4", "create a channel with DVR, but no timemachineMin", "A60", map[string]any{"useDvr": true})
	}
	list := do(http.MethodGet, live.path, "channels of this check", "", nil, nil)
	r.examineLeft(list)
	r.createQualitySet(func(method, setID, purpose, assumption string, body any) *exchange {
		id = setID
		return do(method, qualitySets+map[bool]string{true: "/{qualitySetId}"}[id != ""], purpose, assumption, body, nil)
	})
	return err
}

// createQualitySet creates a quality set, changes it, and deletes it.
func (r *recording) createQualitySet(do func(method, id, purpose, assumption string, body any) *exchange) {
	profiles := r.named("qualities").objects()
	if len(profiles) == 0 {
		return
	}
	body := map[string]any{
		"name": r.creation.setName(), "isEnabledUll": false, "segmentDuration": 2000, "segmentCount": 3,
		"enableHlsTimedMetadata": false,
	}
	var id string
	read := func(purpose, assumption string) {
		e := do(http.MethodGet, id, purpose, "", nil)
		e.facts.compareSent(assumption, body, e.content())
	}
	sent := maps.Clone(body)
	sent["qualityIds"] = []any{profiles[0]["id"]}
	created := do(http.MethodPost, "", "create a quality set", "A61", sent)
	number, isNumber := wholeNumber(created.content()["id"])
	if created.succeeded() {
		created.facts.set("A61 there is an id", isNumber)
	}
	if !isNumber {
		return
	}
	id = strconv.Itoa(number)
	read("the quality set", "A56")
	body = map[string]any{"segmentCount": 4}
	segments := map[string]any{"segmentDuration": 2000, "segmentCount": 4}
	if do(http.MethodPut, id, "change the quality set", "A54", segments).succeeded() {
		read("the changed quality set", "A54")
	}
	if do(http.MethodDelete, id, "delete the quality set", "A61", nil).succeeded() {
		gone := do(http.MethodGet, id, "the deleted quality set", "", nil)
		gone.facts.set("A55 the code is 250301", gone.code == "250301")
	}
}

func (r *recording) examineCreated(e *exchange) {
	if !e.succeeded() {
		return
	}
	e.facts.set("A43 there is a channelId", e.createdID() != "")
	if sets := r.named("qualitySets"); sets.succeeded() {
		isUsed := func(set map[string]any) bool { return fmt.Sprint(set["id"]) == strconv.Itoa(r.creation.qualitySet) }
		e.facts.set("A51 the quality set is in the list", slices.ContainsFunc(sets.objects(), isUsed))
	}
}

func (r *recording) examineReady(e *exchange) {
	e.facts.set("A49 it is first CREATING, READY or not found",
		slices.Contains([]string{"CREATING", "READY", notFound}, e.first))
	if e.facts.set("A49 it is READY, and its CDN RUNNING", e.isReady()) {
		e.facts.compareSent("A50", r.creation.body(r.config.Site, r.creation.name), e.content())
	}
}

// examineChanged leaves out what is absent: the facts before say so.
func (r *recording) examineChanged(e, before *exchange) {
	sent := map[string]any{"channelName": r.creation.name + longEnd, "envType": "DEV", "outputProtocol": "HLS,DASH"}
	e.facts.compareSent("A44", sent, e.content())
	maps.DeleteFunc(e.facts, func(_, word string) bool { return word == "absent" })
	for _, field := range []string{"streamKey", "backupStreamKey", "callbackEndpoint"} {
		e.facts.set("A52 "+field+" is the same", e.content()[field] == before.content()[field])
	}
}

func (r *recording) examineLeft(e *exchange) {
	isUnknown := func(fields map[string]any) bool {
		isOwn := strings.HasPrefix(text(fields["channelName"]), r.creation.name)
		return isOwn && !slices.Contains(r.created, text(fields["channelId"])) && !channel{fields: fields}.isDeleted()
	}
	if e.succeeded() {
		e.facts.set("A43 a rejected request created nothing", !slices.ContainsFunc(e.objects(), isUnknown))
	}
}

// namesInResponses are the fields with another name in responses, or with none.
var namesInResponses = map[string]string{
	"useDvr": "useDVR", "cdnInstanceNo": "instanceNo", "createCdn": "", "drmEnabledYn": "",
}

// compareSent adds how fields compare with what was sent, in any of their known spellings.
func (f facts) compareSent(assumption string, sent, got map[string]any) {
	spell := func(value any) string {
		parts := strings.Split(strings.ToLower(fmt.Sprint(value)), ",")
		slices.Sort(parts)
		return strings.Join(parts, ",")
	}
	for field, value := range sent {
		name, isOther := namesInResponses[field]
		if !isOther {
			name = field
		}
		nested, isObject := value.(map[string]any)
		switch fact := assumption + " " + name; {
		case isObject:
			inner, _ := got[name].(map[string]any)
			f.compareSent(assumption, nested, inner)
		case name == "":
		case got[name] == nil || got[name] == "":
			f[fact] = "absent"
		case spell(got[name]) == spell(value):
			f[fact] = "as sent"
		default:
			f[fact] = "another value"
		}
	}
}

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
	return cmp.Or(text(cdn["statusName"]), "RUNNING")
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
	if id := text(e.content()["channelId"]); e.isCreation() && isChannelID(id) {
		return id
	}
	return ""
}

func (e *exchange) isCreation() bool {
	return e.isOwn && e.method == http.MethodPost && e.path == live.path
}

// note remembers which channels exist after a request, and which might.
func (r *recording) note(e *exchange) {
	if state := e.state(); state != "" && state != notFound {
		r.seen[path.Base(e.request.Path)] = true
	}
	if id := e.createdID(); id != "" {
		r.created = append(r.created, id)
		r.progress("Created the channel " + id)
	} else if e.isCreation() {
		r.isLost = r.isLost || !e.failed || e.isOverload()
		r.isSent = true
	}
}

// cleanUp deletes the channels that the check created, also after an interrupt and after a
// request without a response, and names those that are left.
func (r *recording) cleanUp(ctx context.Context) {
	if !r.isSent && len(r.created) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Minute)
	defer cancel()
	request := func(method, path string, query url.Values) *exchange {
		e := &exchange{row: row{method: method, path: path, purpose: "to clean up"}}
		e.request.Path, e.request.Query = path, query
		_ = r.perform(ctx, e) // If the time is over, what is left is named.
		return e
	}
	var left []string
	isSetLeft := false
	for n := range mostPolls {
		sets := request(http.MethodGet, qualitySets, nil)
		isSetLeft = !sets.succeeded()
		for _, set := range sets.objects() {
			if set["name"] == r.creation.setName() {
				isSetLeft = true
				request(http.MethodDelete, fmt.Sprintf("%s/%v", qualitySets, set["id"]), nil)
			}
		}
		list := request(http.MethodGet, live.path, query(r.creation.name))
		left = slices.Clone(r.created)
		for _, fields := range list.objects() {
			id := text(fields["channelId"])
			if strings.HasPrefix(text(fields["channelName"]), r.creation.name) && isChannelID(id) && !slices.Contains(left, id) {
				left = append(left, id)
				r.isLost = false
			}
		}
		left = slices.DeleteFunc(left, func(id string) bool {
			e := request(http.MethodGet, live.path+"/"+id, nil)
			switch e.state() {
			case "BLOCK":
				request(http.MethodPut, live.path+"/"+id+"/on", nil)
			case "READY":
				request(http.MethodDelete, live.path+"/"+id, nil)
			}
			return e.isGone() && (r.seen[id] || e.state() != notFound) // A new one might not be found yet.
		})
		if len(left) == 0 && list.succeeded() && !r.isLost && !isSetLeft {
			r.progress("Nothing is left of what the check created.")
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
	if isSetLeft {
		r.progress("The quality set " + r.creation.setName() + " might be left. Delete it in the Live Station console.")
	} else if len(left) == 0 {
		r.progress("A channel might be left. Look in the Live Station console for a name that begins with " +
			r.creation.name + ", and delete it.")
	}
}

// pollPause is 1 second at first, and 10 later.
func (r *recording) pollPause(n int) time.Duration { return time.Duration(min(n+1, 10)) * 2 * r.pause }
