package main

import (
	"cmp"
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
	// clockTolerance is how much older than the check its own objects can appear: the header Date
	// has whole seconds, and what creates them has a clock of its own.
	clockTolerance = time.Minute
	// longestShown is the number of characters of a name that are shown.
	longestShown = 40
)

// A kind is what the check creates, with its path, the fields of its objects, and the fact that a
// creation returns an ID.
type kind struct{ word, path, placeholder, idField, nameField, hasID string }

var (
	channels = kind{
		word: "channel", path: live.path, placeholder: "/{channelId}", idField: "channelId", nameField: "channelName",
		hasID: "A43 there is a channelId",
	}
	qualitySets = kind{
		word: "quality set", path: "/qualitySets", placeholder: "/{qualitySetId}", idField: "id", nameField: "name",
		hasID: "A61 there is an id",
	}
)

// An object is one of a kind, the zero value if a request is about none. Its ID can be part of
// a path; it is "" for the kind as a whole.
type object struct {
	kind kind
	id   string
}

// objectOf returns the object with the ID in a response, false if that does not have the form of one.
func (k kind) objectOf(fields map[string]any) (object, bool) {
	id := text(fields[k.idField])
	if number, _ := wholeNumber(fields[k.idField]); k == qualitySets && number > 0 {
		id = strconv.Itoa(number)
	} else if k == qualitySets || !isChannelID(id) {
		return object{kind: k}, false
	}
	return object{kind: k, id: id}, true
}

// newExchange returns an exchange of a step about an object.
func newExchange(s row, o object) *exchange {
	e := &exchange{row: s, target: o, facts: facts{}}
	e.path = o.kind.path + s.path
	if o.id != "" {
		e.path = o.kind.path + o.kind.placeholder + s.path
		e.request.Path = o.kind.path + "/" + o.id + s.path
	}
	return e
}

// A ledger is what a check knows about what it creates.
type ledger struct {
	began   time.Time         // by the server's clock
	names   map[string]bool   // that requests of the check contained
	lost    map[string]bool   // of these, names of creations that might have succeeded, without an ID
	created []object          // by creations that succeeded
	seen    map[object]string // the state of each that was read by its ID
	left    []string          // what is left, and what was found and is not touched
}

// owns reports whether a response is an object that the check created: its name is one that
// the check sent, and it is not older than the check. If it has no time, its ID must be in
// the response to a creation of the check.
func (l *ledger) owns(e *exchange) bool {
	fields := e.content()
	milliseconds, err := strconv.ParseInt(fmt.Sprint(fields["createdTime"]), 10, 64)
	isNew := !time.UnixMilli(milliseconds).Before(l.began.Add(-clockTolerance))
	if err != nil || milliseconds == 0 {
		isNew = slices.Contains(l.created, e.target)
	}
	found, _ := e.target.kind.objectOf(fields)
	return e.succeeded() && found == e.target && l.names[text(fields[e.target.kind.nameField])] && isNew
}

// leave adds a line about something that is left.
func (l *ledger) leave(format string, values ...any) {
	if line := fmt.Sprintf(format, values...); !slices.Contains(l.left, line) {
		l.left = append(l.left, line)
	}
}

// note remembers what exists after a request, and what might.
func (r *recording) note(e *exchange) {
	if e.method == http.MethodGet && e.target.id != "" && e.succeeded() {
		r.seen[e.target] = e.state()
	}
	if name := e.sentName(); name != "" {
		r.names[name] = true
	}
	if created, ok := e.created(); ok {
		r.created = append(r.created, created)
		r.progress("Created the " + created.kind.word + " " + created.id)
	} else if e.isCreation() && (e.response == nil || !e.failed || e.isOverload()) {
		r.lost[e.sentName()] = true
	}
}

// isStep reports whether a request is about what the check creates.
func (e *exchange) isStep() bool { return e.target.kind.path != "" }

func (e *exchange) isCreation() bool { return e.method == http.MethodPost && e.isStep() }

// created returns what a creation has created, false if it failed or its ID is not known.
func (e *exchange) created() (object, bool) {
	if !e.isCreation() || !e.succeeded() {
		return object{kind: e.target.kind}, false
	}
	return e.target.kind.objectOf(e.content())
}

// sentName returns the name in the body of a request, "" if there is none.
func (e *exchange) sentName() string {
	body, _ := e.request.Body.(map[string]any)
	return text(body[e.target.kind.nameField])
}

// mayChange reports whether the check created the object that a request changes. It reads the
// object, unless the last request did. The error is the context's.
func (r *recording) mayChange(ctx context.Context, e *exchange) (bool, error) {
	read := r.last
	if read.method != http.MethodGet || read.target != e.target {
		read = newExchange(row{method: http.MethodGet, purpose: "before it is changed"}, e.target)
		if err := r.perform(ctx, read); err != nil {
			return false, err
		}
	}
	if r.owns(read) {
		return true, nil
	}
	reason := "it is not the check's own"
	if !read.succeeded() {
		reason = "it cannot be read: " + read.outcome()
	}
	e.forget("not sent, because " + reason)
	return false, nil
}

// pages returns the objects of a list whose first page was read, from all pages.
func (r *recording) pages(ctx context.Context, k kind, e *exchange) ([]map[string]any, error) {
	var all []map[string]any
	for n := 2; ; n++ {
		if !e.succeeded() || !e.isJSON {
			return nil, fmt.Errorf("the list of %ss cannot be read: %s", k.word, e.outcome())
		}
		page := e.objects()
		all = append(all, page...)
		total, _ := wholeNumber(e.object()["total"])
		if e.request.Query == nil || len(page) == 0 || len(page) < pageSize && len(all) >= total {
			return all, nil
		}
		if n > livestation.MaxChannels/pageSize {
			return nil, errors.New("the list of channels is too long")
		}
		next := row{method: http.MethodGet, purpose: "page " + strconv.Itoa(n)}
		next.request.Query = query(e.request.Query.Get("channelName"), n)
		e = newExchange(next, object{kind: k})
		if err := r.perform(ctx, e); err != nil {
			return nil, err
		}
	}
}

// query finds channels by the beginning of their names.
func query(name string, page int) url.Values {
	return url.Values{"pageNo": {strconv.Itoa(page)}, "pageSizeNo": {strconv.Itoa(pageSize)}, "channelName": {name}}
}

// named reports whether an object of a list has a name that begins with a text, and was not deleted.
func (k kind) named(fields map[string]any, beginning string) bool {
	return strings.HasPrefix(text(fields[k.nameField]), beginning) && !channel{fields: fields}.isDeleted()
}

// shown returns a text of a response in quotes, with a bounded length and printable characters.
func shown(s string) string {
	if characters := []rune(s); len(characters) > longestShown {
		s = string(characters[:longestShown]) + "..."
	}
	return strconv.Quote(s)
}

// cleanUp deletes what the check created, also after an interrupt and after a request
// without a response, and names what is left, and what was found and is not the check's own.
func (r *recording) cleanUp(ctx context.Context) {
	if len(r.names) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Minute)
	defer cancel()
	left, isComplete := r.tidy(ctx)
	for n := 0; n < mostPolls && (len(left)+len(r.lost) > 0 || !isComplete) && sleep(ctx, r.pauseBefore(n+2)) == nil; n++ {
		left, isComplete = r.tidy(ctx)
	}
	for _, o := range left {
		r.leave("The %s %s is left. Delete it in the Live Station console: its name begins with %s.",
			o.kind.word, o.id, r.creation.nameOf(o.kind))
	}
	if len(r.lost) > 0 || !isComplete && len(left) == 0 {
		r.leave("A channel or a quality set might be left. Look in the Live Station console for names that begin "+
			"with %s or %s, and delete them.", r.creation.nameOf(channels), r.creation.nameOf(qualitySets))
	}
	for _, line := range r.left {
		r.progress(line)
	}
	if len(r.left) == 0 {
		r.progress("Nothing is left of what the check created.")
	}
}

// toCleanUp returns an exchange that is shown with its ID.
func toCleanUp(method string, o object, end string) *exchange {
	e := newExchange(row{method: method, path: end, purpose: "to clean up"}, o)
	e.path = cmp.Or(e.request.Path, e.path)
	return e
}

// tidy deletes what it can, and returns the objects that might be left, and whether all are known.
func (r *recording) tidy(ctx context.Context) (left []object, isComplete bool) {
	left, isComplete = slices.Clone(r.created), true
	for _, k := range []kind{qualitySets, channels} {
		beginning := r.creation.nameOf(k)
		list := toCleanUp(http.MethodGet, object{kind: k}, "")
		if k == channels {
			list.request.Query = query(beginning, 1)
		}
		_ = r.perform(ctx, list) // If the time is over, what is left is named.
		found, err := r.pages(ctx, k, list)
		isComplete = isComplete && err == nil
		for _, fields := range found {
			if !k.named(fields, beginning) {
				continue
			}
			name := text(fields[k.nameField])
			delete(r.lost, name)
			if o, isValid := k.objectOf(fields); !isValid {
				r.leave("The %s %s was not touched: its ID does not have the form of an ID.", k.word, shown(name))
			} else if !slices.Contains(left, o) {
				left = append(left, o)
			}
		}
	}
	return slices.DeleteFunc(left, func(o object) bool { return r.remove(ctx, o) }), isComplete
}

// remove deletes an object if the check created it, and reports whether nothing is left to do.
func (r *recording) remove(ctx context.Context, o object) bool {
	read := toCleanUp(http.MethodGet, o, "")
	_ = r.perform(ctx, read) // If the time is over, what is left is named.
	switch {
	case read.isGone():
		_, isSeen := r.seen[o]
		return isSeen || read.state() != notFound // A new one might not be found yet.
	case read.succeeded() && !r.owns(read):
		r.leave("The %s %s was not touched: its name or its time is not that of the check's own.", o.kind.word, o.id)
		return true
	case read.state() == "BLOCK":
		_ = r.perform(ctx, toCleanUp(http.MethodPut, o, "/on"))
	case read.state() == "READY", read.succeeded() && o.kind == qualitySets:
		_ = r.perform(ctx, toCleanUp(http.MethodDelete, o, ""))
	}
	return false
}
