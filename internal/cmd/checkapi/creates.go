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
)

// A creation is what -create uses.
type creation struct {
	instanceNo, profileID, qualitySet int
	domain, name                      string // name begins those of the channels
}

// cdnFlag is NUMBER or NUMBER,PROFILE,DOMAIN, with numbers from 1 and a host name with a dot.
var cdnFlag = regexp.MustCompile(`(?i)^([1-9]\d{0,8})(?:,([1-9]\d{0,8}),` +
	`((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])))?$`)

// parseCreation reads the flags -cdn and -quality-set. The name is random, so that no other
// check uses it.
func parseCreation(site livestation.Site, cdn string, qualitySet int) (*creation, error) {
	parts := cdnFlag.FindStringSubmatch(cdn)
	isFinancial := site == livestation.FinancialSite
	if parts == nil || (parts[3] == "") != isFinancial || len(parts[3]) > 253 || qualitySet < 1 {
		return nil, errors.New("-create requires -cdn NUMBER,PROFILE,DOMAIN (financial site: NUMBER) and -quality-set ID")
	}
	c := creation{qualitySet: qualitySet, domain: parts[3], name: checkName + strings.ToLower(rand.Text()[:8])}
	c.instanceNo, _ = strconv.Atoi(parts[1]) // Both are digits.
	c.profileID, _ = strconv.Atoi(parts[2])
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
	r.follow, r.request.Query = (*recording).refuse, query(checkName, 1)
	return r
}

// refuse returns an error if there is a channel of an earlier check, or if that is not known.
func (r *recording) refuse(ctx context.Context, e *exchange) error {
	found, err := r.pages(ctx, channels, e)
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

// A script sends the steps of create. Each depends on the responses before, so the account and
// the fake API each get their own.
type script struct {
	*recording
	send func(*exchange)
}

// create creates channels, changes one, and deletes them, and the same for a quality set.
func (r *recording) create(ctx context.Context) (err error) {
	s := script{recording: r, send: func(e *exchange) {
		if err == nil {
			err = r.run(ctx, e)
		}
	}}
	first := s.post(begin(channels), "", nil, row{
		purpose: "create a channel", assumptions: "A43", rejected: "Check -cdn and -quality-set",
	})
	r.examineCreated(first)
	ready := s.step(first, row{purpose: "wait until it is READY", until: isDone})
	r.examineReady(ready)
	other := s.post(ready, "2", nil, row{purpose: "create another one on the same CDN", assumptions: "A49"})
	otherReady := s.step(other, row{purpose: "wait until the other one is READY", until: isDone})
	otherReady.held = otherReady.isReady()
	s.remove(otherReady, "delete the other one")
	s.change(ready)
	s.stop(ready)
	s.post(first, longEnd+"아", nil, row{purpose: "create a channel with a name of 21 characters", assumptions: "A48"})
	s.post(first, "3", map[string]any{"qualitySetId": 2_000_000_000}, row{
		purpose: "create a channel with a quality set that does not exist", assumptions: "A60",
	})
	s.post(first, "4", map[string]any{"useDvr": true}, row{
		purpose: "create a channel with DVR, but no timemachineMin", assumptions: "A60",
	})
	list := row{purpose: "channels of this check", follow: (*recording).examineLeft}
	list.request.Query = query(r.creation.name, 1)
	s.step(begin(channels), list)
	s.qualitySet()
	return err
}

// change changes a channel.
func (s script) change(ready *exchange) {
	body := s.creation.settings(s.creation.name+longEnd, "DEV", "HLS,DASH")
	change := s.put(s.in("READY", ready), "", "change the first one", "A44,A48", body)
	changed := s.step(change, row{purpose: "compare it"})
	s.examineChanged(changed, ready)
	body = maps.Clone(body)
	delete(body, "envType")
	reset := s.step(s.put(changed, "", "change it without envType", "A45", body), row{purpose: "compare it again"})
	reset.facts.set("A45 envType is reset", reset.content()["envType"] != "DEV")
}

// stop stops a channel, resumes it and deletes it.
func (s script) stop(ready *exchange) {
	isBlocked := func(e *exchange) bool { return e.state() == "BLOCK" }
	stop := s.put(s.in("READY", ready), "/off", "stop it", "A59", nil)
	blocked := s.wait(stop, "wait until it is BLOCK", "A59 it is BLOCK", isBlocked)
	s.remove(blocked, "delete it while it is BLOCK")
	resume := s.put(blocked, "/on", "resume it", "A59", nil)
	s.wait(resume, "wait until it is READY again", "A59 it is READY again", (*exchange).isReady)
	deleted := s.remove(s.in("READY", ready), "delete it")
	s.wait(deleted, "wait until it is gone", "A46 it is gone", (*exchange).isGone)
}

// qualitySet creates a quality set with one of the qualities, changes it, and deletes it.
func (s script) qualitySet() {
	qualities := s.named("qualities").objects()
	if len(qualities) == 0 {
		return
	}
	body := map[string]any{
		"name": s.creation.nameOf(qualitySets), "isEnabledUll": false, "segmentDuration": 2000, "segmentCount": 3,
		"enableHlsTimedMetadata": false,
	}
	sent := maps.Clone(body)
	sent["qualityIds"] = []any{qualities[0]["id"]}
	post := row{method: http.MethodPost, purpose: "create a quality set", assumptions: "A61"}
	post.request.Body = sent
	set := s.step(begin(qualitySets), post)
	s.compare(set, "the quality set", "A56", body)
	segments := map[string]any{"segmentDuration": 2000, "segmentCount": 4}
	change := s.put(set, "", "change the quality set", "A54", segments)
	s.compare(change, "the changed quality set", "A54", map[string]any{"segmentCount": 4})
	deleted := s.step(set, row{method: http.MethodDelete, purpose: "delete the quality set", assumptions: "A61"})
	gone := s.step(deleted, row{purpose: "the deleted quality set"})
	gone.facts.set("A55 the code is 250301", gone.code == "250301")
}

// begin is what comes before the first step about a kind.
func begin(k kind) *exchange { return &exchange{target: object{kind: k}, held: true} }

// in is a step that held if the object also had a state when it was last read.
func (s script) in(state string, before *exchange) *exchange {
	return &exchange{target: before.target, held: before.held && s.seen[before.target] == state}
}

// step sends a request about what the step before is about, if that held. It holds itself if
// it is a success. A creation holds if it returns an ID, and is then about what it created.
func (s script) step(before *exchange, r row) *exchange {
	r.method, r.anyState = cmp.Or(r.method, http.MethodGet), true
	target := before.target
	if r.method == http.MethodPost {
		target.id = ""
	}
	e := newExchange(r, target)
	if before.held {
		s.send(e)
	}
	e.held = e.succeeded()
	if e.held && e.isCreation() {
		e.target, e.held = e.created()
		e.facts.set(target.kind.hasID, e.held)
	}
	return e
}

// post is a step that creates a channel whose name has an end, with changes of the body.
func (s script) post(before *exchange, end string, changes map[string]any, r row) *exchange {
	body := s.creation.body(s.config.Site, s.creation.name+end)
	maps.Copy(body, changes)
	r.method, r.request.Body = http.MethodPost, body
	return s.step(before, r)
}

func (s script) put(before *exchange, end, purpose, assumptions string, body any) *exchange {
	r := row{method: http.MethodPut, path: end, purpose: purpose, assumptions: assumptions}
	r.request.Body = body
	return s.step(before, r)
}

// remove is a step that deletes a channel, as soon as its CDN is not busy.
func (s script) remove(before *exchange, purpose string) *exchange {
	hasTried := func(e *exchange) bool { return e.code != "250109" }
	return s.step(before, row{method: http.MethodDelete, purpose: purpose, assumptions: "A46", until: hasTried})
}

// wait is a step that is repeated until it holds, which is a fact.
func (s script) wait(before *exchange, purpose, fact string, holds func(*exchange) bool) *exchange {
	e := s.step(before, row{purpose: purpose, until: holds})
	e.held = holds(e)
	e.facts.set(fact, e.held)
	return e
}

// compare is a step that compares an object with what was sent.
func (s script) compare(before *exchange, purpose, assumption string, sent map[string]any) {
	e := s.step(before, row{purpose: purpose})
	e.facts.compareSent(assumption, sent, e.content())
}

func (r *recording) examineCreated(e *exchange) {
	if sets := r.named("qualitySets"); sets.succeeded() && e.succeeded() {
		isUsed := func(set map[string]any) bool { return fmt.Sprint(set["id"]) == strconv.Itoa(r.creation.qualitySet) }
		e.facts.set("A51 the quality set is in the list", slices.ContainsFunc(sets.objects(), isUsed))
	}
}

func (r *recording) examineReady(e *exchange) {
	e.held = e.isReady()
	e.facts.set("A49 it is first CREATING, READY or not found",
		slices.Contains([]string{"CREATING", "READY", notFound}, e.first))
	e.facts.set("A49 it is READY, and its CDN RUNNING", e.held)
	if e.held {
		e.facts.compareSent("A50", r.creation.body(r.config.Site, r.creation.name), e.content())
	}
}

// examineChanged leaves out what is absent: the facts before say so.
func (r *recording) examineChanged(e, before *exchange) {
	e.held = e.content()["envType"] == "DEV"
	sent := map[string]any{"channelName": r.creation.name + longEnd, "envType": "DEV", "outputProtocol": "HLS,DASH"}
	e.facts.compareSent("A44", sent, e.content())
	maps.DeleteFunc(e.facts, func(_, word string) bool { return word == "absent" })
	for _, field := range []string{"streamKey", "backupStreamKey", "callbackEndpoint"} {
		e.facts.set("A52 "+field+" is the same", e.content()[field] == before.content()[field])
	}
}

// examineLeft compares the channels that exist with those that were created.
func (r *recording) examineLeft(ctx context.Context, e *exchange) error {
	isUnknown := func(fields map[string]any) bool {
		o, _ := channels.objectOf(fields)
		return channels.named(fields, r.creation.name) && !slices.Contains(r.created, o)
	}
	if found, err := r.pages(ctx, channels, e); err == nil {
		e.facts.set("A43 a rejected request created nothing", !slices.ContainsFunc(found, isUnknown))
	}
	return ctx.Err()
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

// isDone reports whether a new channel has reached a state that it keeps.
func isDone(e *exchange) bool {
	return !slices.Contains([]string{notFound, "CREATING"}, e.state()) &&
		!slices.Contains([]string{"CREATING", "CHANGING", "PUBLISHING"}, e.cdnStatus())
}

func (e *exchange) isGone() bool {
	return e.state() == notFound || channel{fields: e.content()}.isDeleted()
}
