package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
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
	longEnd = "가나다"
	// mostPolls ends a wait after 4 minutes.
	mostPolls = 30

	notFound = "not found"
	// invalidName is the code for the name of a channel.
	invalidName = "250104"
)

// A creation is what -create uses.
type creation struct {
	instanceNo, profileID, qualitySet int
	domain, name                      string // name begins those of the channels
}

// hostName is the form of the host name of a CDN, which has a dot.
var hostName = regexp.MustCompile(`(?i)^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`)

// parseCreation reads the flags -cdn and -quality-set. The name is random, so that no other
// check uses it.
func parseCreation(site livestation.Site, cdn string, qualitySet int) (*creation, error) {
	c := creation{qualitySet: qualitySet, name: checkName + strings.ToLower(rand.Text()[:8])}
	fields := strings.Split(cdn, ",")
	number := func(field string) (int, bool) {
		n, err := strconv.ParseUint(field, 10, 31)
		return int(n), err == nil && n > 0
	}
	instanceNo, isValid := number(fields[0])
	c.instanceNo = instanceNo
	if site == livestation.FinancialSite {
		isValid = isValid && len(fields) == 1
	} else if isValid = isValid && len(fields) == 3; isValid {
		c.profileID, isValid = number(fields[1])
		c.domain = fields[2]
		isValid = isValid && len(c.domain) <= 253 && hostName.MatchString(c.domain)
	}
	if !isValid || qualitySet < 1 {
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

// nameOf returns the beginning of the names of a kind. Those of quality sets have no underscores.
func (c *creation) nameOf(k kind) string {
	if k == qualitySets {
		return strings.ReplaceAll(c.name, "_", "-")
	}
	return c.name
}

// leftovers returns the row that ends the check if an earlier one left a channel.
func leftovers() row {
	r := page(live, "channels of an earlier check", "A29", 1, pageSize)
	r.name = "leftovers"
	r.request.Query = query(checkName, 1)
	return r
}

// refuse returns an error if there is a channel of an earlier check, or if that is not known.
func (r *recording) refuse(ctx context.Context, e *exchange) error {
	e.target.kind = channels
	found, err := r.pages(ctx, e)
	if err != nil {
		return fmt.Errorf("nothing was created: %w", err)
	}
	for _, fields := range found {
		if channels.named(fields, checkName) {
			return fmt.Errorf("nothing was created: an earlier check left the channel %s (%s). Delete it first",
				shown(text(fields["channelName"])), shown(text(fields["channelId"])))
		}
	}
	return nil
}

// create creates channels, changes one, and deletes them. Each request depends on the
// responses before, so the account and the fake API each get their own. Only writes are
// compared by their outcome. The error is the context's.
func (r *recording) create(ctx context.Context) error {
	var err error
	var one object
	c := r.creation
	do := func(method string, o object, end, purpose, assumption string, body any, until func(*exchange) bool) *exchange {
		e := newExchange(method, o, end, purpose)
		e.isOwn, e.until, e.facts, e.name, e.assumptions, e.request.Body = true, until, facts{}, purpose, assumption, body
		if method == http.MethodGet && o.id == "" {
			e.request.Query = query(c.name, 1)
		}
		if err == nil && !r.isStopped() {
			r.exchanges = append(r.exchanges, e)
			err = r.perform(ctx, e)
		}
		return e
	}
	post := func(end, purpose, assumption string, changes map[string]any) *exchange {
		body := c.body(r.config.Site, c.name+end)
		maps.Copy(body, changes)
		return do(http.MethodPost, object{kind: channels}, "", purpose, assumption, body, nil)
	}
	put := func(end, purpose, assumption string, body any) bool {
		return do(http.MethodPut, one, end, purpose, assumption, body, nil).succeeded()
	}
	wait := func(purpose string, until func(*exchange) bool) *exchange {
		return do(http.MethodGet, one, "", purpose, "", nil, until)
	}
	remove := func(purpose string) bool {
		hasTried := func(e *exchange) bool { return e.code != "250109" } // The CDN is not busy.
		return do(http.MethodDelete, one, "", purpose, "A46", nil, hasTried).succeeded()
	}
	isDone := func(e *exchange) bool { return !e.isPending() }

	first := post("", "create a channel", "A43", nil)
	r.examineCreated(first)
	isCreated := false
	if one, isCreated = first.created(); isCreated {
		ready := wait("wait until it is READY", isDone)
		r.examineReady(ready)
		if ready.isReady() {
			if one, isCreated = post("2", "create another one on the same CDN", "A49", nil).created(); isCreated {
				if wait("wait until the other one is READY", isDone).isReady() {
					remove("delete the other one")
				}
			}
			one = ready.target
			body := c.settings(c.name+longEnd, "DEV", "HLS,DASH")
			if put("", "change the first one", "A44", body) {
				changed := wait("compare it", nil)
				r.examineChanged(changed, ready)
				body = maps.Clone(body)
				delete(body, "envType")
				if changed.content()["envType"] == "DEV" && put("", "change it without envType", "A45", body) {
					reset := wait("compare it again", nil)
					reset.facts.set("A45 envType is reset", reset.content()["envType"] != "DEV")
				}
			}
			isUsable := true
			if put("/off", "stop it", "A59", nil) {
				isBlocked := func(e *exchange) bool { return e.state() == "BLOCK" }
				blocked := wait("wait until it is BLOCK", isBlocked)
				isUsable = blocked.facts.set("A59 it is BLOCK", isBlocked(blocked)) && !remove("delete it while it is BLOCK") &&
					put("/on", "resume it", "A59", nil)
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
	list := do(http.MethodGet, object{kind: channels}, "", "channels of this check", "", nil, nil)
	r.examineLeft(ctx, list)
	r.createQualitySet(func(method string, o object, purpose, assumption string, body any) *exchange {
		return do(method, o, "", purpose, assumption, body, nil)
	})
	return err
}

// createQualitySet creates a quality set, changes it, and deletes it.
func (r *recording) createQualitySet(do func(method string, o object, purpose, assumption string, body any) *exchange) {
	profiles := r.named("qualities").objects()
	if len(profiles) == 0 {
		return
	}
	body := map[string]any{
		"name": r.creation.nameOf(qualitySets), "isEnabledUll": false, "segmentDuration": 2000, "segmentCount": 3,
		"enableHlsTimedMetadata": false,
	}
	sent := maps.Clone(body)
	sent["qualityIds"] = []any{profiles[0]["id"]}
	created := do(http.MethodPost, object{kind: qualitySets}, "create a quality set", "A61", sent)
	set, isCreated := created.created()
	if created.succeeded() {
		created.facts.set("A61 there is an id", isCreated)
	}
	if !isCreated {
		return
	}
	read := func(purpose, assumption string, sent map[string]any) {
		e := do(http.MethodGet, set, purpose, "", nil)
		e.facts.compareSent(assumption, sent, e.content())
	}
	read("the quality set", "A56", body)
	segments := map[string]any{"segmentDuration": 2000, "segmentCount": 4}
	if do(http.MethodPut, set, "change the quality set", "A54", segments).succeeded() {
		read("the changed quality set", "A54", map[string]any{"segmentCount": 4})
	}
	if do(http.MethodDelete, set, "delete the quality set", "A61", nil).succeeded() {
		gone := do(http.MethodGet, set, "the deleted quality set", "", nil)
		gone.facts.set("A55 the code is 250301", gone.code == "250301")
	}
}

func (r *recording) examineCreated(e *exchange) {
	if !e.succeeded() {
		return
	}
	_, isCreated := e.created()
	e.facts.set("A43 there is a channelId", isCreated)
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

func (r *recording) examineLeft(ctx context.Context, e *exchange) {
	isUnknown := func(fields map[string]any) bool {
		o, _ := channels.objectOf(fields)
		return channels.named(fields, r.creation.name) && !slices.Contains(r.created, o)
	}
	if found, err := r.pages(ctx, e); err == nil {
		e.facts.set("A43 a rejected request created nothing", !slices.ContainsFunc(found, isUnknown))
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

// state returns the status of the channel in a response, or that what it is about is not found.
func (e *exchange) state() string {
	if e.known.Kind == livestation.KindNotFound && e.known.Source == livestation.SourceLiveStation {
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

// pollPause is 1 second at first, and 10 later.
func (r *recording) pollPause(n int) time.Duration { return time.Duration(min(n+1, 10)) * 2 * r.pause }
