package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Who acts in a history. Each action is drawn from a small domain, has the same effect if it is repeated, and never
// refuses: that makes failing histories small.

// An operator uses Terraform in one folder.
type operator struct {
	*folder
	t         *rapid.T
	addresses []string // of the resources that a history can have
}

// The resources of a history.
const (
	channelA  = "livestation_channel.a"
	channelB  = "livestation_channel.b"
	ownSet    = "livestation_quality_set.own"
	ofAccount = "livestation_callback_endpoint.account"
	ofChannel = "livestation_channel_callback_endpoint.channel"
)

// callbackURL returns a callback URL with a secret.
func callbackURL(name string) string {
	return "https://events.example.com/" + name + "?token=" + secret
}

// arguments are the values that the arguments of a resource can have.
func (o *operator) arguments(address string) map[string][]any {
	switch typeOf(address) {
	case "livestation_quality_set":
		return map[string][]any{
			"name":             {"set-one", "set-two"},
			"segment_duration": {2000, 4000},
			"segment_count":    {3, 5},
			"quality_ids":      {[]int{31}, []int{31, 32}},
		}
	case "livestation_channel":
		all := channelArguments()
		if slices.Contains(o.addresses, ownSet) {
			all["quality_set_id"] = append(all["quality_set_id"], reference{ownSet, "quality_set_id"})
		}
		return all
	default:
		return map[string][]any{"callback_url": {callbackURL("one"), callbackURL("two")}}
	}
}

// newBlock returns a block with the arguments that its type requires.
func newBlock(address string) resourceBlock {
	switch address {
	case ownSet:
		return resourceBlock{arguments: map[string]any{
			"name": "set-one", "quality_ids": []int{31}, "segment_duration": 2000, "segment_count": 3,
		}}
	case ofAccount:
		return resourceBlock{arguments: map[string]any{"callback_url": callbackURL("one")}}
	case ofChannel:
		return resourceBlock{arguments: map[string]any{
			"callback_url": callbackURL("one"), "channel_id": reference{channelA, "channel_id"},
		}}
	case channelB:
		return newChannelBlock("two")
	default:
		return newChannelBlock("one")
	}
}

func channelArguments() map[string][]any {
	upload := map[string]any{
		"type": "AUTO_UPLOAD", "format": "MP4", "bucket_name": "recordings", "file_path": "/live",
		"access_control": "PRIVATE",
	}
	return map[string][]any{
		"deletion_protection": {false, nil},
		"channel_name":        {"one", "two", "three"},
		"env_type":            {nil, "DEV"},
		"output_protocol":     {nil, "HLS,DASH"},
		"use_dvr":             {nil, true},
		"record":              {nil, upload, map[string]any{"type": "MANUAL_UPLOAD"}},
		"is_stream_fail_over": {nil, true},
		"quality_set_id":      {3, 1001},
		"timeouts":            {shortTimeouts(), nil},
	}
}

// shortTimeouts are the timeouts of most channels: a wait of 20 minutes sends 100 requests.
func shortTimeouts() map[string]any {
	return map[string]any{"create": "1m", "update": "1m", "delete": "1m"}
}

func newChannelBlock(name string) resourceBlock {
	return resourceBlock{arguments: map[string]any{
		"channel_name": name, "quality_set_id": 3, "deletion_protection": false, "timeouts": shortTimeouts(),
		"cdn": map[string]any{"instance_no": "4796", "profile_id": 2389, "cdn_domain": "example.edge.naverncp.com"},
	}}
}

func draw[T any](t *rapid.T, label string, values ...T) T {
	return rapid.SampledFrom(values).Draw(t, label)
}

// drawMoment draws when something happens.
func drawMoment(t *rapid.T) moment {
	if rapid.Bool().Draw(t, "write") {
		return moment{isWrite: true, k: rapid.IntRange(1, 3).Draw(t, "k")}
	}
	return moment{k: rapid.IntRange(0, 10).Draw(t, "k")}
}

func (o *operator) options() options {
	return options{
		isSerial:    draw(o.t, "serial", true, false),
		order:       uint64(rapid.IntRange(0, 5).Draw(o.t, "order")),
		refreshLate: true,
	}
}

// steps are the actions of a history.
func (o *operator) steps() map[string]func(*rapid.T) {
	apply := func() { o.planAndApply(o.options()) }
	disturb := func() { o.one("event", o.w.disturbances()) }
	edit := func() { o.one("change", o.changes()) }
	return map[string]func(*rapid.T){
		"edit":     func(*rapid.T) { edit() },
		"apply":    func(*rapid.T) { apply() },
		"disturb":  func(*rapid.T) { disturb() },
		"commands": func(*rapid.T) { o.one("command", o.commands()) },
		"edit and apply": func(*rapid.T) {
			edit()
			apply()
		},
		"apply what is disturbed": func(*rapid.T) {
			for range rapid.IntRange(1, 3).Draw(o.t, "events") {
				disturb()
			}
			edit()
			apply()
		},
	}
}

// one does one of several actions.
func (o *operator) one(label string, all map[string]func(*rapid.T)) {
	all[draw(o.t, label, slices.Sorted(maps.Keys(all))...)](o.t)
}

func (o *operator) drawAddress() string { return draw(o.t, "resource", o.addresses...) }

// changes are those of a configuration.
func (o *operator) changes() map[string]func(*rapid.T) {
	argument := func(*rapid.T) {
		address := o.drawAddress()
		all := o.arguments(address)
		name := draw(o.t, "argument", slices.Sorted(maps.Keys(all))...)
		o.edit(address, name, draw(o.t, "value", all[name]...))
	}
	return map[string]func(*rapid.T){
		"an argument":  argument,
		"one argument": argument,
		"a value":      argument,
		"create before destroy": func(*rapid.T) {
			address := o.drawAddress()
			b := o.block(address)
			b.createBeforeDestroy = draw(o.t, "is", true, false)
			o.blocks[address] = b
			o.w.log("%s: create_before_destroy = %t", address, b.createBeforeDestroy)
		},
		"remove": func(*rapid.T) {
			address := o.drawAddress()
			o.remove(address)
		},
		"swap": func(*rapid.T) {
			if slices.Contains(o.addresses, channelB) {
				o.blocks[channelA], o.blocks[channelB] = o.block(channelB), o.block(channelA)
				o.w.log("swap the arguments")
			}
		},
		"rename": func(*rapid.T) {
			from, to := channelA, channelB
			if draw(o.t, "back", false, true) {
				from, to = to, from
			}
			b, isConfigured := o.blocks[from]
			if _, isTaken := o.blocks[to]; !isConfigured || isTaken || !slices.Contains(o.addresses, channelB) {
				return
			}
			delete(o.blocks, from)
			o.blocks[to] = b
			if draw(o.t, "moved", true, false) {
				o.moved = map[string]string{from: to}
			}
			o.w.log("rename %s to %s (%v)", from, to, o.moved)
		},
	}
}

// commands are those of Terraform, besides apply.
func (o *operator) commands() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"destroy": func(*rapid.T) { o.run(func(options *options) { options.destroys = true }) },
		"replace": func(*rapid.T) {
			address := o.drawAddress()
			o.run(func(options *options) { options.replaced = address })
		},
		"apply without refresh": func(*rapid.T) { o.run(func(options *options) { options.noRefresh = true }) },
		"save a plan": func(*rapid.T) {
			options := o.options()
			options.destroys = draw(o.t, "destroy", false, true)
			p := o.plan(options)
			o.w.log("plan -out: %s", p)
			if o.saved = p; len(p.errors()) > 0 {
				o.saved = nil
			}
		},
		"apply the saved plan": func(*rapid.T) {
			if o.saved != nil {
				o.w.log("apply the saved plan: %s", o.apply(o.saved, o.options()))
			}
		},
		"taint": func(*rapid.T) { o.taint(o.drawAddress(), draw(o.t, "is", true, false)) },
		"wait": func(*rapid.T) {
			o.w.log("two hours pass")
			time.Sleep(2 * time.Hour)
		},
	}
}

// block returns a copy of the block of an address, a new one if it is not configured.
func (o *operator) block(address string) resourceBlock {
	b, ok := o.blocks[address]
	if !ok {
		b = newBlock(address)
	}
	b.arguments = maps.Clone(b.arguments)
	for _, needed := range b.needs() {
		if _, isConfigured := o.blocks[needed]; !isConfigured {
			o.blocks[needed] = newBlock(needed)
		}
	}
	return b
}

// remove removes a block, and what refers to it.
func (o *operator) remove(address string) {
	delete(o.blocks, address)
	o.w.log("remove %s", address)
	for _, other := range slices.Sorted(maps.Keys(o.blocks)) {
		switch b := o.blocks[other]; {
		case !slices.Contains(b.needs(), address):
		case typeOf(other) == "livestation_channel":
			o.edit(other, "quality_set_id", 3)
		default:
			o.remove(other)
		}
	}
}

func (o *operator) edit(address, name string, value any) {
	b := o.block(address)
	b.arguments[name] = value
	o.blocks[address] = b
	o.block(address) // adds what the value refers to
	o.w.log("%s: %s = %v", address, name, value)
}

func (o *operator) taint(address string, isTainted bool) {
	if i := o.state[address]; i != nil && i.current != nil && i.current.isTainted != isTainted {
		next := o.state.clone()
		tainted := *i.current
		tainted.isTainted = isTainted
		next[address].current = &tainted
		o.state = next
		o.serial++
	}
	o.w.log("taint %s: %t", address, isTainted)
}

// forget is terraform state rm.
func (o *operator) forget(address string) {
	next := o.state.clone()
	delete(next, address)
	o.state = next
	o.serial++
	o.w.log("state rm %s", address)
}

func (o *operator) run(change func(*options)) {
	options := o.options()
	change(&options)
	o.planAndApply(options)
}

// planAndApply is terraform apply. If nothing disturbs it, it destroys nothing before it fails, and the next plan is
// empty.
func (o *operator) planAndApply(options options) (*plan, result) {
	isCalm := o.w.isCalm()
	calm := o.w.calmness()
	p := o.plan(options)
	o.w.log("plan (%+v): %s", options, p)
	if len(p.errors()) > 0 {
		return p, result{}
	}
	done := o.apply(p, options)
	o.w.log("apply: %s", done)
	if len(done.errors()) == 0 {
		o.moved, o.found = nil, nil
	}
	if isCalm && calm == o.w.calmness() && !options.noRefresh {
		o.checkCalmApply(p, done, options)
	}
	return p, done
}

// checkCalmApply checks an apply that nothing disturbed.
func (o *operator) checkCalmApply(p *plan, done result, options options) {
	for _, d := range done.errors() {
		needed := append(p.blocks[d.address].needs(), d.address)
		if !slices.ContainsFunc(needed, func(address string) bool { return slices.Contains(done.destroyed, address) }) {
			continue // Nothing is destroyed for it, and the message says how to go on.
		}
		i := p.prior[d.address]
		if i != nil && len(i.deposed) > 0 {
			continue // It may be about an object that was replaced before.
		}
		if d.summary == "Channel is protected from deletion" && i != nil && i.current.isTainted {
			continue // A plan cannot see that: it comes without private state.
		}
		if strings.Contains(d.summary, "is in use") {
			continue // The API refuses it. Its users may be of another configuration.
		}
		if strings.Contains(d.detail, "-refresh-only") {
			continue // Terraform plans the destroy of what is not configured from an old state.
		}
		o.w.violate(promiseProtected, "an apply that nothing disturbs destroys something, then fails: %s at %s",
			d.summary, d.address)
		return
	}
	if len(done.errors()) > 0 {
		return
	}
	isNew := func(d diagnostic) bool { return !slices.Contains(p.diagnostics, d) }
	if slices.ContainsFunc(done.diagnostics, isNew) || options.destroys || o.t != nil && !rapid.Bool().Draw(o.t, "plan") {
		return
	}
	options.replaced = ""
	if next := o.plan(options); !next.isEmpty() {
		o.w.violate(promiseEmptyPlan, "the plan after an apply without a warning: %s", next)
	}
}

// recover is the end of each history: nothing fails any more, and the operator does what the messages say. Then three
// runs suffice, besides those with a message that names something else to do.
func (o *operator) recover() {
	o.w.calm()
	o.w.settle()
	o.w.log("nothing fails any more")
	var p *plan
	var done result
	known := map[string]bool{}
	for runs := 0; runs < 4; {
		p, done = o.planAndApply(options{isSerial: true, refreshLate: true})
		if p.isEmpty() {
			return
		}
		isNew := false
		for _, d := range slices.Concat(p.errors(), done.errors()) {
			isNew = isNew || !known[d.address+d.summary]
			known[d.address+d.summary] = true
			o.follow(d)
		}
		if !isNew {
			runs++
		}
	}
	o.w.violate(promiseNotStuck, "after three runs: %s, then: %s", p, done)
}

// follow does what an error says.
func (o *operator) follow(d diagnostic) {
	next := o.state.clone()
	next.move(o.moved)
	o.state, o.moved = next, nil
	switch {
	case strings.HasPrefix(d.summary, "Channel exists: "):
		o.find(d.address, strings.TrimPrefix(d.summary, "Channel exists: "))
	case strings.HasPrefix(d.summary, "Channel would be created again: "):
		if o.move(); o.moved == nil {
			o.rename(d.address)
		}
	case strings.Contains(d.detail, "-refresh-only"):
		p := o.plan(options{isSerial: true})
		o.state = p.prior
		o.serial++
		o.w.log("apply -refresh-only: %s", p.result)
	case o.found[d.address] != "" && strings.Contains(d.summary, "not found"):
		delete(o.found, d.address)
	case strings.Contains(d.summary, "in use"):
		o.forget(d.address)
	case strings.Contains(d.detail, "id = \""):
		_, rest, _ := strings.Cut(d.detail, "id = \"")
		id, _, _ := strings.Cut(rest, "\"")
		o.find(d.address, id)
	case d.summary == "Channel is protected from deletion":
		o.keep(d.address)
	case d.summary == "Two channels have one name":
		o.rename(d.address)
	}
}

// move adds the moved block of a rename without one.
func (o *operator) move() {
	for _, from := range []string{channelA, channelB} {
		to := map[string]string{channelA: channelB, channelB: channelA}[from]
		_, isConfigured := o.blocks[from]
		if _, isTarget := o.blocks[to]; isTarget && !isConfigured && o.state[from] != nil && o.state[to] == nil {
			o.moved = map[string]string{from: to}
			o.w.log("moved %s to %s", from, to)
		}
	}
}

// rename chooses a channel_name of which there is no other.
func (o *operator) rename(address string) {
	o.edit(address, "channel_name", "other_"+address[len(address)-1:])
}

// find imports a channel, or does one of the other things that the message names.
func (o *operator) find(address, id string) {
	kept := o.state[address]
	kind, of := "", ""
	if kept != nil && kept.current != nil {
		kind, of = kindOf(address, (&walk{}).value(address, kept.current))
	}
	switch {
	case kind == "channel" && of == id:
		o.taint(address, false)
		return
	case o.ids()["channel"+id], slices.Contains(slices.Collect(maps.Values(o.found)), id):
		o.rename(address)
		return
	case kept != nil && kept.current != nil: // It is gone.
		o.forget(address)
	}
	if o.found == nil {
		o.found = map[string]string{}
	}
	o.found[address] = id
	o.w.log("import %s as %s", id, address)
}

// keep keeps a protected channel: it sets what the channel has, or forgets it if it is not configured.
func (o *operator) keep(address string) {
	i := o.state[address]
	if i == nil || i.current == nil || len(i.deposed) > 0 {
		o.forget(address)
		return
	}
	if _, isConfigured := o.blocks[address]; !isConfigured {
		o.forget(address)
		return
	}
	o.taint(address, false)
	value := (&walk{}).value(address, i.current)
	for _, name := range []string{"quality_set_id", "is_stream_fail_over", "output_protocol"} {
		o.edit(address, name, attribute(value, name))
	}
}

// calmness says what could disturb an apply, although nothing happens while it runs.
func (w *world) calmness() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := ""
	for _, c := range w.api.Channels() {
		object := w.api.LiveChannel(c.ID)
		if object != nil && (c.Status != "READY" || object["isRecording"] == true) {
			text += c.ID
		}
	}
	if text != "" || w.isDisturbed || w.api.CDN(4796).Busy > 0 {
		return fmt.Sprint(w.requests) // It is never the same again.
	}
	return ""
}

// setCDNBusy makes reads show the CDN as CHANGING until that many channels were read. The caller holds the lock.
func (w *world) setCDNBusy(reads int) {
	cdn := w.api.CDN(4796)
	cdn.Busy = reads
	w.api.SetCDN(4796, cdn)
}

// settle ends broadcasts and recordings, and makes the CDN run.
func (w *world) settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isDisturbed = false
	w.api.OnCreated(nil)
	w.api.SetCDN(4796, fakeapi.CDN{ProfileID: 2389, Domain: "example.edge.naverncp.com", Status: "RUNNING"})
	for _, c := range w.api.Channels() {
		if c.Status != "DELETED" {
			w.api.SetStatus(c.ID, "READY")
			w.api.SetRecordings(c.ID)
			w.api.EditChannel(c.ID, func(fields map[string]any) { fields["isRecording"] = false })
		}
	}
}

// disturbances are what colleagues, encoders, the network, the API and a Ctrl-C do.
func (w *world) disturbances() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"fault": func(t *rapid.T) {
			when, name := drawMoment(t), draw(t, "fault", faultNames()...)
			times := rapid.IntRange(1, 3).Draw(t, "times")
			w.log("%s, %d times: %s", when, times, name)
			for i := range times {
				w.fail(when.plus(i), faultNamed(name))
			}
		},
		"colleague edits": func(t *rapid.T) {
			when, i := drawMoment(t), draw(t, "channel", 0, 1)
			field := draw(t, "field", "channelName", "envType", "outputProtocol")
			value := draw(t, "value", map[string][]string{
				"channelName": {"one", "two", "four"}, "envType": {"STAGE", "REAL"}, "outputProtocol": {"HLS", "HLS,DASH"},
			}[field]...)
			w.log("%s: a colleague sets %s = %s", when, field, value)
			w.at(when, func() { w.colleagueEdits(i, field, value) })
		},
		"colleague puts on CDN+": func(t *rapid.T) {
			when, i := drawMoment(t), draw(t, "channel", 0, 1)
			w.log("%s: a colleague puts a channel on CDN+", when)
			w.at(when, func() { w.recorder.others("channel", w.channelAt(i), func() { w.api.PutOnCDNPlus(w.channelAt(i)) }) })
		},
		"colleague registers": func(t *rapid.T) {
			when, isDefault := drawMoment(t), draw(t, "default", true, false)
			url := callbackURL(draw(t, "url", "two", "three"))
			w.log("%s: a colleague registers %s (default: %t)", when, url, isDefault)
			w.at(when, func() { w.colleagueRegisters(isDefault, url) })
		},
		"colleague edits a set": func(t *rapid.T) {
			when, field := drawMoment(t), draw(t, "field", "segmentDuration", "name", "")
			w.log("%s: a colleague changes %s of a set (none: deletes it)", when, field)
			w.at(when, func() { w.colleagueEditsSet(field) })
		},
		"interrupt": func(t *rapid.T) {
			when, isKill := drawMoment(t), draw(t, "kill", false, true)
			when.k = max(when.k, 1)
			w.log("%s: interrupt (kill: %t)", when, isKill)
			w.at(when, func() {
				if isKill {
					w.current.kill()
				} else {
					w.current.stop()
				}
			})
		},
		"colleague deletes": func(t *rapid.T) {
			when, i := drawMoment(t), draw(t, "channel", 0, 1)
			w.log("%s: a colleague deletes a channel", when)
			w.at(when, func() { w.api.SetStatus(w.channelAt(i), "DELETED") })
		},
		"encoder": func(t *rapid.T) {
			when, i, isOn := drawMoment(t), draw(t, "channel", 0, 1), draw(t, "on", true, false)
			w.log("%s: on air: %t", when, isOn)
			w.at(when, func() { w.broadcast(i, isOn) })
		},
		"recording": func(t *rapid.T) {
			when, i := drawMoment(t), draw(t, "channel", 0, 1)
			status := draw(t, "status", "RECORDING", "PROCESSING", "DONE")
			w.log("%s: a recording is %s", when, status)
			w.at(when, func() { w.record(i, status) })
		},
		"CDN is busy": func(t *rapid.T) {
			when, requests := drawMoment(t), draw(t, "requests", 1, 3, 40)
			w.log("%s: the CDN is busy for %d requests", when, requests)
			w.at(when, func() { w.setCDNBusy(1000) })
			w.at(when, func() {
				end := moment{k: w.requests + requests}
				w.events[end] = append(w.events[end], func() { w.setCDNBusy(0) })
			})
		},
		"a creation fails": func(t *rapid.T) {
			status := draw(t, "status", "READY", "FORCE_BLOCK", "CREATING")
			w.log("new channels become %s", status)
			w.at(moment{}, func() {
				w.isDisturbed = true
				w.api.OnCreated(func(reads int, object map[string]any) {
					if reads > 1 && object["channelStatus"] == "READY" {
						object["channelStatus"] = status
					}
				})
			})
		},
	}
}

// channelAt returns the ID of the i-th latest channel, "" if there is none.
func (w *world) channelAt(i int) string {
	all := w.api.Channels()
	if i >= len(all) {
		return ""
	}
	return all[len(all)-1-i].ID
}

func (w *world) colleagueEdits(i int, field string, value any) {
	id := w.channelAt(i)
	w.recorder.others("channel", id, func() {
		w.api.EditChannel(id, func(fields map[string]any) { fields[field] = value })
	})
}

// broadcast makes the i-th latest channel go on or off air, if it can.
func (w *world) broadcast(i int, isOn bool) {
	id := w.channelAt(i)
	from, to := "PUBLISHING", "READY"
	if isOn {
		from, to = to, from
	}
	if w.api.LiveChannel(id)["channelStatus"] == from {
		w.api.SetStatus(id, to)
		w.recorder.changed["air"+id] = w.requests
	}
}

// record makes the i-th latest channel have one recording.
func (w *world) record(i int, status string) {
	id := w.channelAt(i)
	if w.api.LiveChannel(id) == nil {
		return
	}
	w.api.SetRecordings(id, fakeapi.Recording{Status: status})
	w.api.EditChannel(id, func(fields map[string]any) { fields["isRecording"] = status != "DONE" })
	w.recorder.changed["record"+id] = w.requests
}

// colleagueRegisters registers a URL for the account, or for the latest channel.
func (w *world) colleagueRegisters(isDefault bool, url string) {
	if isDefault {
		w.recorder.others("default", "default", func() { w.api.Register(url) })
		return
	}
	c := w.api.Channel("live", w.channelAt(0))
	w.recorder.others("callback", c.ID, func() {
		if c.CallbackEndpoint = url; c.ID != "" {
			w.api.PutChannel(c)
		}
	})
}

// colleagueEditsSet changes a field of the latest quality set that a history has made, or deletes it if it is not used.
func (w *world) colleagueEditsSet(field string) {
	sets := w.api.QualitySets()
	last := sets[len(sets)-1]
	id, _ := last["id"].(int)
	users, _ := last["inUseChannelNames"].([]string)
	w.recorder.others("set", fmt.Sprint(id), func() {
		switch {
		case id < 2000 || field == "" && len(users) > 0:
		case field == "":
			w.api.SetQualitySets(sets[:len(sets)-1])
		default:
			last[field] = map[string]any{"segmentDuration": 6000, "name": "set-three"}[field]
			w.api.SetQualitySets(sets)
		}
	})
}

func (w *world) violate(promise int, format string, arguments ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recorder.violate(promise, format, arguments...)
}

var _ = tftypes.Object{}
