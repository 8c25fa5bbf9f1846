package provider

import (
	"flag"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestHistories_ofChannels(t *testing.T) { playHistories(t, channelA, channelB) }

func TestHistories_ofAllResources(t *testing.T) {
	playHistories(t, channelA, ownSet, ofChannel, ofAccount)
}

// playHistories plays histories of the resources at some addresses, of which the first one exists.
func playHistories(t *testing.T, addresses ...string) {
	t.Helper()
	t.Parallel()
	debug.SetGCPercent(400)
	schemas()
	c := &campaign{}
	defer c.report(t)
	rapid.Check(t, func(t *rapid.T) {
		c.histories++
		rapid.SyncTest(t, func(t *rapid.T) { c.play(t, addresses) })
	})
}

// setHistories sets how many histories are played, and from which seed, unless the environment or the command line says
// so: the same ones in each run of the tests, in about 20 seconds on two cores.
func setHistories() {
	checks := "170"
	race := debug.BuildSetting{Key: "-race", Value: "true"}
	if build, ok := debug.ReadBuildInfo(); ok && slices.Contains(build.Settings, race) {
		checks = "40"
	}
	for name, value := range map[string]string{
		"rapid.seed": "1", "rapid.checks": checks, "rapid.steps": "20", "rapid.nofailfile": "true",
	} {
		if os.Getenv(strings.ToUpper(strings.ReplaceAll(name, ".", "_"))) == "" {
			_ = flag.Set(name, value)
		}
	}
}

// A campaign is all histories of a test.
type campaign struct{ histories, steps, requests int }

func (c *campaign) report(t *testing.T) {
	t.Helper()
	t.Logf("%d histories, %d steps, %d requests", c.histories, c.steps, c.requests)
}

// newHistory begins a history with one folder.
func newHistory(logf func(string, ...any), c *campaign) *folder {
	time.Sleep(time.Until(historyBegins))
	w := newWorld(logf)
	w.campaign = c
	return &folder{w: w, blocks: map[string]resourceBlock{}, state: state{}}
}

// foundHistories are what histories have found, in their small form.
func foundHistories() map[string]func(*operator) {
	write := moment{isWrite: true, k: 1}
	rename := func(w *world) func() { return func() { w.colleagueEdits(0, "channelName", "four") } }
	return map[string]func(*operator){
		"rename between two attempts of a PUT": func(o *operator) {
			o.apply1()
			o.edit(channelA, "env_type", "DEV")
			p := o.plan(options{isSerial: true})
			o.w.fail(write, faultNamed("reset"))
			o.w.at(moment{k: 3}, rename(o.w))
			o.apply(p, p.options)
		},
		"rename before a DELETE": func(o *operator) {
			o.apply1()
			o.remove(channelA)
			p := o.plan(options{isSerial: true})
			o.w.at(moment{}, rename(o.w))
			o.apply(p, p.options)
		},
		"recording that begins while a DELETE waits": func(o *operator) {
			o.apply1()
			o.remove(channelA)
			o.w.at(write, func() { o.w.setCDNBusy(1000) })
			o.w.at(write.plus(1), func() { o.w.record(0, "RECORDING") })
			o.w.at(write.plus(3), func() { o.w.setCDNBusy(0) })
			o.apply1()
		},
		"replacement of a channel that has another one's name": func(o *operator) {
			o.edit(channelB, "channel_name", "two")
			o.apply1()
			o.edit(channelB, "channel_name", "one")
			o.apply1()
			o.planAndApply(options{isSerial: true, order: 1, replaced: channelB})
		},
		"registration between two attempts of a POST": func(o *operator) {
			delete(o.blocks, channelA)
			o.blocks[ofAccount] = newBlock(ofAccount)
			p := o.plan(options{isSerial: true})
			o.w.fail(write, faultNamed("429"))
			o.w.at(moment{k: 4}, func() { o.w.colleagueRegisters(true, callbackURL("three")) })
			o.apply(p, p.options)
		},
		"change of a set under a broadcast": func(o *operator) {
			o.edit(channelA, "quality_set_id", reference{ownSet, "quality_set_id"})
			o.apply1()
			o.w.at(moment{}, func() { o.w.broadcast(0, true) })
			o.edit(ownSet, "segment_count", 5)
			o.apply1()
		},
		"replacement by a channel with the name of another block's": func(o *operator) {
			o.edit(channelA, "channel_name", "two")
			o.edit(channelB, "channel_name", "one")
			o.apply1()
			o.edit(channelA, "channel_name", "one")
			o.taint(channelA, true)
			o.apply1()
		},
		"change of a channel under a broadcast": func(o *operator) {
			o.apply1()
			o.edit(channelA, "env_type", "DEV")
			o.w.at(write, func() { o.w.broadcast(0, true) })
			o.w.fail(write, faultNamed("504"))
			o.apply1()
		},
		"change of a set between two attempts of a PUT": func(o *operator) {
			o.blocks[ownSet] = newBlock(ownSet)
			o.apply1()
			o.edit(ownSet, "segment_count", 5)
			p := o.plan(options{isSerial: true})
			o.w.fail(write, faultNamed("429"))
			o.w.at(moment{k: 7}, func() { o.w.colleagueEditsSet("segmentDuration") })
			o.apply(p, p.options)
		},
	}
}

func TestHistories_foundBefore(t *testing.T) {
	schemas()
	for name, play := range foundHistories() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newHistory(t.Logf, &campaign{})
				defer f.w.close()
				o := &operator{folder: f, addresses: []string{channelA, channelB, ownSet}}
				o.blocks[channelA] = newBlock(channelA)
				play(o)
				if v, isBroken := f.w.recorder.broken(); isBroken {
					t.Errorf("promise %d is broken: %s", v.promise, v.text)
				}
			})
		})
	}
}

func (o *operator) apply1() { o.planAndApply(options{isSerial: true, refreshLate: true}) }

// historyBegins is after the year from which createdTime must be in milliseconds.
var historyBegins = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// play plays one history.
func (c *campaign) play(t *rapid.T, addresses []string) {
	f := newHistory(t.Logf, c)
	w := f.w
	defer w.close()
	w.recorder.seed = rapid.Uint64Range(0, 3).Draw(t, "pauses")
	o := &operator{t: t, folder: f, addresses: addresses}
	o.blocks[addresses[0]] = newBlock(addresses[0])
	if slices.Contains(addresses, ownSet) {
		o.edit(addresses[0], "quality_set_id", reference{ownSet, "quality_set_id"})
	}
	steps := o.steps()
	check := func(t *rapid.T) {
		c.steps++
		w.check(t)
	}
	steps[""] = check
	t.Repeat(steps)
	o.recover()
	check(t)
}

// check fails at the first broken promise: each at a line of its own, so that a history that is made smaller still
// breaks the same promise.
func (w *world) check(t *rapid.T) {
	v, isBroken := w.recorder.broken()
	if !isBroken {
		return
	}
	const format = "promise %d is broken: %s"
	switch v.promise {
	case promiseShown:
		t.Fatalf(format, v.promise, v.text)
	case promiseKept:
		t.Fatalf(format, v.promise, v.text)
	case promiseOnAir:
		t.Fatalf(format, v.promise, v.text)
	case promiseProtected:
		t.Fatalf(format, v.promise, v.text)
	case promiseEmptyPlan:
		t.Fatalf(format, v.promise, v.text)
	case promiseNotStuck:
		t.Fatalf(format, v.promise, v.text)
	case promiseSecrets:
		t.Fatalf(format, v.promise, v.text)
	case promisePlannable:
		t.Fatalf(format, v.promise, v.text)
	default:
		t.Fatalf(format, v.promise, v.text)
	}
}
