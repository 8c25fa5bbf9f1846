package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The promises that hold after each step of a history, whatever happens. Each is a sentence of the pages.
const (
	// "Updating compares the channel with the state first": what a write changes was shown by the plan that is applied,
	// and was read after the last change that someone else made, but for the time that the write itself takes.
	promiseShown = 1
	// "A second channel is never created": one POST for each planned create. What exists is in the state, or named in
	// an error with the block that imports it.
	promiseKept = 2
	// "The provider neither changes nor deletes a channel that is PUBLISHING", or that has recordings that are not
	// finished, if the latest read could show it.
	promiseOnAir = 3
	// "Terraform refuses to delete or replace the channel" while deletion_protection is true in the state. And a plan
	// fails at what can be known before anything is destroyed for it.
	promiseProtected = 4
	// After an apply without a warning, the plan is empty. A plan writes nothing.
	promiseEmptyPlan = 5
	// Who does what the messages say reaches an empty plan in three runs, once nothing fails any more.
	promiseNotStuck = 6
	// No secret, and no text without a bound or with control characters, is in a state, a plan or a message.
	promiseSecrets = 7
	// A failed apply leaves a state that can be planned. What the provider plans and returns is what Terraform accepts.
	promisePlannable = 8
	// Each run ends by its timeouts, and after a bounded number of requests.
	promiseEnds = 9
)

// A recorder sees each request with the truth before and after it.
type recorder struct {
	w          *world
	seed       uint64
	violations []violation
	changed    map[string]int // the request before which others changed a field, by target and field
	was        map[string]string
	listFailed map[string]bool      // by kind: after the latest POST, a list could not show what it created
	lost       map[string]time.Time // when an apply has lost what it created
}

// A violation is a broken promise.
type violation struct {
	promise int
	text    string
}

func (r *recorder) violate(promise int, format string, arguments ...any) {
	r.violations = append(r.violations, violation{promise, fmt.Sprintf(format, arguments...)})
}

// A look is the latest read of a target by a process.
type look struct {
	number  int // of the request
	isStale bool
	writes  int // how many writes the process has sent since
}

// A networkResponse is what became of a request.
type networkResponse struct {
	status                      int
	acted, isDelivered, isStale bool
	isEmpty                     bool // the content is an empty object
	body                        string
}

// targetOf returns what a request is about: its kind and the ID, "" for what is created.
func targetOf(request string) (method, kind, id string) {
	method, path, _ := strings.Cut(request, " ")
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	switch {
	case parts[0] == "events":
		return method, "default", "default"
	case parts[0] == "qualitySets" && len(parts) == 1:
		return method, "set", ""
	case parts[0] == "qualitySets":
		return method, "set", parts[1]
	case parts[0] == "channels" && len(parts) == 1:
		return method, "channel", ""
	case parts[0] == "channels" && (len(parts) == 2 || parts[2] == "cdnInfo"):
		return method, "channel", parts[1]
	case parts[0] == "channels" && parts[2] == "callbackEndpoint":
		return method, "callback", parts[1]
	case parts[0] == "channels" && parts[2] == "records":
		return method, "records", parts[1]
	default:
		return method, parts[0], ""
	}
}

// truth returns what the API stores of a target.
func (r *recorder) truth(kind, id string) map[string]string {
	api := r.w.api
	switch kind {
	case "channel":
		return settingsOfChannel(api.LiveChannel(id))
	case "callback":
		return map[string]string{"callback_url": api.Channel("live", id).CallbackEndpoint}
	case "default":
		return map[string]string{"callback_url": api.Registered()}
	case "set":
		for _, set := range api.QualitySets() {
			if fmt.Sprint(set["id"]) == id {
				return settingsOfSet(set)
			}
		}
	}
	return nil
}

// before is called when a request was received. The caller holds the lock of the world, here and below.
func (r *recorder) before(p *process, request string) {
	method, kind, id := targetOf(request)
	if method == "GET" {
		return
	}
	if p.plan == nil {
		r.violate(promiseEmptyPlan, "a plan sends %s", request)
		return
	}
	r.was = r.truth(kind, id)
	l := p.looks[kind+id]
	switch {
	case kind == "channel" && id != "":
		r.checkOnAir(p, request, id, l)
	case kind == "set" && method == "PUT":
		list := p.looks["channel"]
		list.writes = 0 // A create of a channel beside it shows nothing.
		for _, c := range r.w.api.Channels() {
			object := r.w.api.LiveChannel(c.ID)
			if object["channelStatus"] == "PUBLISHING" && fmt.Sprint(object["qualitySetId"]) == id &&
				r.couldShow("air"+c.ID, list) {
				r.violate(promiseOnAir, "%s while a channel that uses the set is on air", request)
			}
		}
	}
}

// couldShow reports whether a process could know of something that others did before a request.
func (r *recorder) couldShow(key string, l look) bool {
	changed, isChanged := r.changed[key]
	return isChanged && !l.isStale && (changed <= l.number || l.writes > 0)
}

func (r *recorder) checkOnAir(p *process, request, id string, l look) {
	object := r.w.api.LiveChannel(id)
	if object["channelStatus"] == "PUBLISHING" && r.couldShow("air"+id, l) {
		r.violate(promiseOnAir, "%s while the channel is on air", request)
	}
	records, hasLooked := p.looks["records"+id]
	if !hasLooked {
		records = l
	}
	isPending := r.w.api.LiveChannel(id)["isRecording"] == true
	if strings.HasPrefix(request, "DELETE") && isPending && r.couldShow("record"+id, records) {
		r.violate(promiseOnAir, "%s while a recording is not finished", request)
	}
}

// after is called when the API has acted, or the network has failed.
func (r *recorder) after(p *process, request string, response networkResponse) {
	method, kind, id := targetOf(request)
	key := kind + id
	if method == "GET" {
		if response.isEmpty && kind == "records" { // It says that there are none.
			p.looks[key] = look{number: r.w.requests, isStale: true}
		}
		if response.isDelivered {
			p.looks[key] = look{number: r.w.requests, isStale: response.isStale}
			if kind == "channel" {
				p.looks["callback"+id] = p.looks[key]
			}
		}
		if id == "" && (!response.isDelivered || response.isStale || response.status != 200) {
			r.listFailed[kind] = true
		}
		return
	}
	if p.plan == nil {
		return
	}
	if response.acted {
		r.checkWrite(p, method, kind, id, response)
	}
	l := p.looks[key]
	l.writes++
	p.looks[key] = l
}

// checkWrite compares what a write changed with the plan.
func (r *recorder) checkWrite(p *process, method, kind, id string, response networkResponse) {
	what := fmt.Sprintf("%s %s %s", method, kind, id)
	if method == "POST" && id == "" {
		defer delete(r.listFailed, kind)
		p.created = append(p.created, created{kind: kind, id: createdID(response.body)})
		r.checkCopy(kind, createdID(response.body))
		if planned := p.plan.creates(kind); len(p.createdOf(kind)) > planned {
			r.violate(promiseKept, "%s: %d were created, %d are planned", what, len(p.createdOf(kind)), planned)
		}
		return
	}
	c := p.plan.changeOf(kind, id)
	if kind == "callback" && c == nil {
		c = p.plan.registrationOf(id)
	}
	if c == nil {
		r.violate(promiseShown, "%s is not planned", what)
		return
	}
	shown := settingsOf(kind, c.before)
	if method == "DELETE" {
		p.destroyed = append(p.destroyed, c.address)
		name := "channel_name"
		if kind == "set" {
			name = "name"
		}
		if r.was[name] != shown[name] && r.couldShow(kind+id+name, p.looks[kind+id]) {
			r.violate(promiseShown, "%s: its name is %q, and %q in the plan", what, r.was[name], shown[name])
		}
		if kind == "channel" && isTrue(attribute(c.before, "deletion_protection")) {
			r.violate(promiseProtected, "%s: it is protected", what)
		}
		if !c.action.destroys() {
			r.violate(promiseShown, "%s: its destroy is not planned", what)
		}
		return
	}
	planned := settingsOf(kind, c.after)
	for name, is := range r.truth(kind, id) {
		was := r.was[name]
		switch {
		case was == is:
		case planned[name] != is && planned[name] != unknown:
			r.violate(promiseShown, "%s: %s becomes %q, and is %q in the plan", what, name, is, planned[name])
		case shown[name] != was && !p.plan.shows(kind, id, name, was) && r.couldShow(kind+id+name, p.looks[kind+id]):
			r.violate(promiseShown, "%s: %s was %q, and %q in the plan", what, name, was, shown[name])
		}
	}
}

// checkCopy checks that a channel is not the second one of a create whose response was lost within the last hour. Who
// reads the messages has imported the first.
func (r *recorder) checkCopy(kind, id string) {
	name := r.w.api.Channel("live", id).Name
	for _, c := range r.w.api.Channels() {
		at, isLost := r.lost[kind+c.ID]
		if kind == "channel" && isLost && c.ID != id && c.Name == name && c.Status != "DELETED" && !r.listFailed[kind] &&
			time.Since(at) < 50*time.Minute && r.isAlike(id, c.ID) {
			r.violate(promiseKept, "channel %s is a copy of %s, which an earlier run has made", id, c.ID)
		}
	}
}

// isAlike reports whether two channels have the same settings, of those that the API cannot change.
func (r *recorder) isAlike(one, other string) bool {
	a, b := r.w.api.LiveChannel(one), r.w.api.LiveChannel(other)
	isOther := func(name string) bool { return fmt.Sprint(a[name]) != fmt.Sprint(b[name]) }
	return settingsOfChannel(a)["cdn"] == settingsOfChannel(b)["cdn"] &&
		!slices.ContainsFunc([]string{"qualitySetId", "isStreamFailOver"}, isOther)
}

// A created is what a POST of a process made.
type created struct{ kind, id string }

func (p *process) createdOf(kind string) []string {
	var ids []string
	for _, c := range p.created {
		if c.kind == kind {
			ids = append(ids, c.id)
		}
	}
	return ids
}

func createdID(body string) string {
	var response struct {
		Content struct {
			ChannelID string `json:"channelId"`
			ID        int    `json:"id"`
		} `json:"content"`
	}
	_ = json.Unmarshal([]byte(body), &response)
	if response.Content.ID != 0 {
		return fmt.Sprint(response.Content.ID)
	}
	return response.Content.ChannelID
}

// kindOf returns the kind of target of a resource, and its ID in a state.
func kindOf(address string, value tftypes.Value) (kind, id string) {
	switch typeOf(address) {
	case "livestation_channel":
		return "channel", textOf(attribute(value, "channel_id"))
	case "livestation_quality_set":
		return "set", textOf(attribute(value, "quality_set_id"))
	case "livestation_channel_callback_endpoint":
		return "callback", textOf(attribute(value, "channel_id"))
	default:
		return "default", "default"
	}
}

// creates returns how many objects of a kind a plan creates.
func (p *plan) creates(kind string) int {
	n := 0
	for _, c := range p.changes {
		of, _ := kindOf(c.address, c.after)
		if of == kind && (c.action == create || c.action.isReplacement()) {
			n++
		}
	}
	return n
}

// shows reports whether a plan shows a value of a target, in any of its changes.
func (p *plan) shows(kind, id, name, value string) bool {
	return slices.ContainsFunc(p.changes, func(c change) bool {
		of, with := kindOf(c.address, c.before)
		return !c.before.IsNull() && of == kind && with == id && settingsOf(kind, c.before)[name] == value
	})
}

// changeOf returns the change of a target in a plan, nil if there is none. What is created or changed comes first.
func (p *plan) changeOf(kind, id string) (found *change) {
	for i, c := range p.changes {
		value := c.before
		if c.before.IsNull() {
			value = c.after
		}
		of, with := kindOf(c.address, value)
		if of == kind && with == id && c.action != noOp && (found == nil || found.after.IsNull()) {
			found = &p.changes[i]
		}
	}
	return found
}

// registrationOf returns the change that registers a URL for another channel than before, which the plan may create.
func (p *plan) registrationOf(id string) *change {
	for i, c := range p.changes {
		if kind, after := kindOf(c.address, c.after); kind == "callback" && (after == id || after == unknown) {
			return &p.changes[i]
		}
	}
	return nil
}

const unknown = "(unknown)"

// textOf returns a simple value as text, "" for null.
func textOf(value tftypes.Value) string {
	if !value.IsKnown() {
		return unknown
	}
	if value.IsNull() {
		return ""
	}
	text := ""
	if value.As(&text) == nil {
		return text
	}
	return strings.TrimSuffix(strings.TrimPrefix(value.String(), value.Type().String()+"<\""), "\">")
}

func isTrue(value tftypes.Value) bool {
	is := false
	return value.IsKnown() && !value.IsNull() && value.As(&is) == nil && is
}

// settingsOf returns what others can change of a target, as a state or a plan contains it.
func settingsOf(kind string, value tftypes.Value) map[string]string {
	names := map[string][]string{
		"channel":  {"channel_name", "env_type", "output_protocol", "use_dvr", "immediate_on_air"},
		"set":      {"name", "segment_duration", "segment_count", "is_enabled_ull"},
		"callback": {"callback_url"},
		"default":  {"callback_url"},
	}
	settings := map[string]string{}
	for _, name := range names[kind] {
		settings[name] = textOf(attribute(value, name))
	}
	if kind == "channel" {
		settings["cdn"] = textOf(attribute(attribute(value, "cdn"), "instance_no"))
		record := attribute(value, "record")
		settings["record"] = joinRecord(func(name string) string { return textOf(attribute(record, name)) })
	}
	return settings
}

// settingsOfChannel is the same for the object that the API returns.
func settingsOfChannel(object map[string]any) map[string]string {
	if object == nil {
		return nil
	}
	cdn, _ := object["cdn"].(map[string]any)
	record, _ := object["record"].(map[string]any)
	return map[string]string{
		"cdn":          fmt.Sprint(cdn["instanceNo"]),
		"channel_name": fmt.Sprint(object["channelName"]), "env_type": fmt.Sprint(object["envType"]),
		"output_protocol": fmt.Sprint(object["outputProtocol"]), "use_dvr": fmt.Sprint(object["useDVR"]),
		"immediate_on_air": fmt.Sprint(object["immediateOnAir"]),
		"record": joinRecord(func(name string) string {
			if api, ok := map[string]string{
				"bucket_name": "bucketName", "file_path": "filePath", "access_control": "accessControl",
			}[name]; ok {
				name = api
			}
			text, _ := record[name].(string)
			return text
		}),
	}
}

func settingsOfSet(object map[string]any) map[string]string {
	settings := map[string]string{
		"name": fmt.Sprint(object["name"]), "is_enabled_ull": fmt.Sprint(object["isEnabledUll"]),
		"segment_duration": fmt.Sprint(object["segmentDuration"]), "segment_count": fmt.Sprint(object["segmentCount"]),
	}
	if object["isEnabledUll"] == true {
		settings["segment_duration"], settings["segment_count"] = "", ""
	}
	return settings
}

func joinRecord(get func(name string) string) string {
	if get("type") != "AUTO_UPLOAD" {
		return get("type")
	}
	var parts []string
	for _, name := range []string{"type", "format", "bucket_name", "file_path", "access_control"} {
		parts = append(parts, get(name))
	}
	return strings.Join(parts, " ")
}

// checkResult checks what a command printed, and how long it took.
func (f *folder) checkResult(r result) {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	w := &f.w.recorder
	if r.took > 3*time.Hour {
		w.violate(promiseEnds, "a run takes %s", r.took)
	}
	if r.requests > 1500 {
		w.violate(promiseEnds, "a run sends %d requests", r.requests)
	}
	for _, d := range r.diagnostics {
		text := d.summary + "\n" + d.detail
		w.checkText("a message", text)
		if strings.HasPrefix(d.summary, "Provider ") {
			w.violate(promisePlannable, "%s: %s", d.address, d.summary)
		}
		if len(text) > 8000 || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) && c != '\n' }) {
			w.violate(promiseSecrets, "a message is not printable or has %d characters: %s", len(text), d.summary)
		}
	}
	for address, i := range f.state {
		for _, o := range slices.Concat([]*object{i.current}, i.deposed) {
			if o != nil {
				w.checkText("the state of "+address, string(o.value)+string(o.private))
			}
		}
	}
}

// secret is in each callback URL of a history, in a part that is hidden.
const secret = "s3cret"

func (r *recorder) checkText(where, text string) {
	for _, s := range []string{fakeapi.StreamKey, fakeapi.Allowed.SecretKey, fakeapi.Allowed.AccessKey} {
		if strings.Contains(text, s) {
			r.violate(promiseSecrets, "%s contains %s", where, s)
		}
	}
	if where == "a message" && strings.Contains(text, secret) {
		r.violate(promiseSecrets, "a message contains the hidden part of a URL")
	}
}

// checkKept checks that what an apply has created is in the state, or named in an error.
func (f *folder) checkKept(p *process, r result) {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	w := &f.w.recorder
	ids := f.ids()
	var text strings.Builder
	for _, d := range r.diagnostics {
		text.WriteString(d.detail)
	}
	for _, c := range p.created {
		isNamed := strings.Contains(text.String(), fmt.Sprintf("id = %q", c.id))
		_, isRenamed := w.changed[c.kind+c.id+map[string]string{"channel": "channel_name", "set": "name"}[c.kind]]
		isGone := w.truth(c.kind, c.id) == nil || isRenamed // The provider looks for its name.
		if !ids[c.kind+c.id] {
			w.lost[c.kind+c.id] = time.Now()
		}
		if !ids[c.kind+c.id] && !isNamed && !isGone && !p.isKilled.Load() && !w.listFailed[c.kind] {
			w.violate(promiseKept, "%s %s exists, but is neither in the state nor in an error", c.kind, c.id)
		}
	}
}

// ids returns the targets in the state.
func (f *folder) ids() map[string]bool {
	ids := map[string]bool{}
	for address, i := range f.state {
		for _, o := range slices.Concat([]*object{i.current}, i.deposed) {
			if o != nil {
				kind, id := kindOf(address, (&walk{}).value(address, o))
				ids[kind+id] = true
			}
		}
	}
	return ids
}

// broken returns the first broken promise, and forgets all.
func (r *recorder) broken() (violation, bool) {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	if len(r.violations) == 0 {
		return violation{}, false
	}
	sorted := slices.Clone(r.violations)
	slices.SortStableFunc(sorted, func(a, b violation) int { return a.promise - b.promise })
	r.violations = nil
	return sorted[0], true
}

// others notes what someone else changes of a target before the request that acts next.
func (r *recorder) others(kind, id string, change func()) {
	was := r.truth(kind, id)
	change()
	is := r.truth(kind, id)
	for name := range maps.All(was) {
		if was[name] != is[name] {
			r.changed[kind+id+name] = r.w.requests
		}
	}
}
