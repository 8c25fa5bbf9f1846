package provider

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// This file is a model of Terraform 1.11: which calls of the provider a plan and an apply make, in which order, and
// what becomes of their results. TestHistories_modelIsTerraform compares it with the real one.

// A folder is a working directory of Terraform: a configuration, a state and, maybe, a saved plan.
type folder struct {
	w      *world
	blocks map[string]resourceBlock // the configuration, by address
	moved  map[string]string        // the moved blocks: new addresses of old ones
	found  map[string]string        // the import blocks: IDs by address
	state  state
	serial int // increases with each change of the state
	saved  *plan
}

// A resourceBlock is a block of the configuration.
type resourceBlock struct {
	arguments           map[string]any // of Go's types, or a reference
	createBeforeDestroy bool
}

// A reference is an argument that is another resource's attribute.
type reference struct{ address, attribute string }

// A state contains what Terraform knows of the resources, by address.
type state map[string]*instance

// An instance is the current object of a resource, nil if there is none, and the ones that create_before_destroy has
// replaced and not yet destroyed.
type instance struct {
	current *object
	deposed []*object
}

// An object is kept as bytes, as in a state file.
type object struct {
	value, private      []byte
	isTainted           bool
	needs               []string // the addresses that it depends on
	createBeforeDestroy bool
}

func (s state) clone() state {
	c := state{}
	for address, i := range s {
		c[address] = &instance{current: i.current, deposed: slices.Clone(i.deposed)}
	}
	return c
}

// instance returns the instance at an address, which it adds if necessary.
func (s state) instance(address string) *instance {
	if s[address] == nil {
		s[address] = &instance{}
	}
	return s[address]
}

// equal reports whether two states contain the same objects.
func (s state) equal(other state) bool {
	return maps.EqualFunc(s, other, func(a, b *instance) bool {
		same := func(a, b *object) bool {
			return a == b || a != nil && b != nil && a.isTainted == b.isTainted && bytes.Equal(a.value, b.value) &&
				bytes.Equal(a.private, b.private)
		}
		return same(a.current, b.current) && slices.EqualFunc(a.deposed, b.deposed, same)
	})
}

// move moves what the moved blocks name.
func (s state) move(moved map[string]string) {
	for from, to := range moved {
		if s[from] != nil && s[to] == nil {
			s[to] = s[from]
			delete(s, from)
		}
	}
}

// prune removes instances without objects.
func (s state) prune() {
	maps.DeleteFunc(s, func(_ string, i *instance) bool { return i.current == nil && len(i.deposed) == 0 })
}

// A changeAction is what a plan does with a resource.
type changeAction int

const (
	noOp changeAction = iota
	create
	update
	replace           // destroy, then create
	createThenDestroy // replace, with create_before_destroy
	destroy           // of a current object
	destroyDeposed    // of a deposed object
)

func (a changeAction) isReplacement() bool { return a == replace || a == createThenDestroy }

func (a changeAction) destroys() bool {
	return a.isReplacement() || a == destroy || a == destroyDeposed
}

// A change is a planned change of one object.
type change struct {
	address       string
	action        changeAction
	before, after tftypes.Value
	private       []byte
	deposed       *object
}

// A plan is what Terraform has planned for a folder.
type plan struct {
	prior   state // refreshed
	changes []change
	blocks  map[string]resourceBlock
	serial  int
	options options
	result
}

// A result is what a command printed.
type result struct {
	diagnostics []diagnostic
	took        time.Duration
	requests    int
	destroyed   []string // addresses of objects that a DELETE removed
}

// A diagnostic is an error or a warning, with the address of its resource.
type diagnostic struct {
	isError                  bool
	address, summary, detail string
}

func (r result) errors() []diagnostic {
	return slices.DeleteFunc(slices.Clone(r.diagnostics), func(d diagnostic) bool { return !d.isError })
}

// isEmpty reports whether a plan succeeded and changes nothing.
func (p *plan) isEmpty() bool {
	return len(p.errors()) == 0 && !slices.ContainsFunc(p.changes, func(c change) bool { return c.action != noOp })
}

// options are those of a command.
type options struct {
	noRefresh   bool
	replaced    string // -replace=ADDRESS
	destroys    bool   // terraform destroy
	isSerial    bool   // -parallelism=1
	order       uint64 // which resource comes first
	refreshLate bool   // an orphan is planned before it is refreshed, as 1.9 to 1.11 do
}

// A walk is one pass of Terraform over the resources, with its own process of the provider.
type walk struct {
	*folder
	process *process
	options options

	mu          sync.Mutex
	working     map[string]tftypes.Value // by address: planned or applied
	diagnostics []diagnostic
}

func (f *folder) newRun(o options) *walk {
	return &walk{folder: f, process: f.w.startProcess(), options: o, working: map[string]tftypes.Value{}}
}

// finish ends the provider's process and returns what was printed.
func (r *walk) finish(started time.Time, requests int) result {
	r.process.end()
	slices.SortStableFunc(r.diagnostics, func(a, b diagnostic) int {
		return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.summary, b.summary))
	})
	return result{
		diagnostics: r.diagnostics, took: time.Since(started), requests: r.w.count() - requests,
		destroyed: r.process.destroyed,
	}
}

func (r *walk) report(address string, diagnostics []*tfprotov6.Diagnostic) (ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ok = true
	for _, d := range diagnostics {
		isError := d.Severity == tfprotov6.DiagnosticSeverityError
		ok = ok && !isError
		r.diagnostics = append(r.diagnostics, diagnostic{isError, address, d.Summary, d.Detail})
	}
	return ok
}

// fail reports an error of Terraform itself.
func (r *walk) fail(address, summary string) bool {
	return r.report(address, []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: summary},
	})
}

// isHalted reports whether the run was interrupted: then no other resource is begun.
func (r *walk) isHalted(address string) bool {
	if r.process.isStopped.Load() || r.process.isKilled.Load() {
		r.fail(address, "execution halted")
		return true
	}
	return false
}

// A node is what a run does with one object, after the nodes that it needs.
type node struct {
	name  string
	needs []*node
	run   func() bool
	done  chan struct{}
	ok    bool
}

// walk runs the nodes: one after another, or each in its goroutine. Then no two begin at the same instant, so that a
// seed decides the order. A node is skipped if one that it needs has failed.
func (r *walk) walk(nodes []*node) {
	rank := permutation(len(nodes), r.options.order)
	isReady := func(n *node) bool {
		return n.done != nil && !slices.ContainsFunc(n.needs, func(other *node) bool { return other.done != nil })
	}
	visit := func(n *node) {
		n.ok = !slices.ContainsFunc(n.needs, func(other *node) bool { return !other.ok }) && n.run()
	}
	for _, n := range nodes {
		n.done = make(chan struct{})
	}
	if r.options.isSerial {
		for range nodes {
			i := slices.IndexFunc(rank, func(i int) bool { return isReady(nodes[i]) })
			if i < 0 {
				panic("a cycle of resources")
			}
			visit(nodes[rank[i]])
			nodes[rank[i]].done = nil
		}
		return
	}
	var all sync.WaitGroup
	for position, i := range rank {
		n := nodes[i]
		all.Go(func() {
			defer close(n.done)
			for _, other := range n.needs {
				<-other.done
			}
			time.Sleep(time.Duration(position+1) * 17 * time.Microsecond)
			visit(n)
		})
	}
	all.Wait()
}

// permutation returns the numbers below n in the order that a seed selects.
func permutation(n int, seed uint64) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	for i := n; i > 1; i-- {
		j := int(seed % uint64(i))
		seed /= uint64(i)
		order[i-1], order[j] = order[j], order[i-1]
	}
	return order
}

// plan is terraform plan. A destroy is planned after a normal plan, which refreshes, in a process of its own.
func (f *folder) plan(o options) *plan {
	started, requests := time.Now(), f.w.count()
	prior := f.state.clone()
	prior.move(f.moved)
	p := &plan{prior: prior, blocks: maps.Clone(f.blocks), serial: f.serial, options: o}
	r := f.newRun(o)
	defer func() {
		p.result = r.finish(started, requests)
		slices.SortStableFunc(p.changes, func(a, b change) int {
			return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.action, b.action))
		})
		f.checkResult(p.result)
	}()
	if !o.destroys || !o.noRefresh {
		r.planAll(p)
	}
	if !o.destroys || len(r.errors()) > 0 {
		return p
	}
	if !o.noRefresh {
		r.process.end()
		r = f.newRun(o) // The warnings of the first are not shown.
	}
	p.changes = nil
	var nodes []*node
	for _, address := range slices.Sorted(maps.Keys(p.prior)) {
		i := p.prior[address]
		for _, o := range slices.Concat([]*object{i.current}, i.deposed) {
			if o == nil {
				continue
			}
			nodes = append(nodes, &node{name: address, run: func() bool {
				c, ok := r.planDestroy(address, o)
				if o != i.current {
					c.action = destroyDeposed
				}
				return ok && r.add(p, c)
			}})
		}
	}
	r.walk(nodes)
	return p
}

func (r *walk) errors() []diagnostic { return result{diagnostics: r.diagnostics}.errors() }

// add adds a change to a plan.
func (r *walk) add(p *plan, c change) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.changes = append(p.changes, c)
	return true
}

// set sets the refreshed object of an address.
func (r *walk) set(p *plan, address string, o *object) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.prior.instance(address).current = o
}

// planAll plans the current configuration and state.
func (r *walk) planAll(p *plan) {
	before := p.prior.clone()
	nodes := map[string]*node{}
	var all []*node
	for _, address := range slices.Sorted(maps.Keys(p.blocks)) {
		nodes[address] = &node{name: address, run: func() bool { return r.planBlock(p, address, before[address]) }}
		all = append(all, nodes[address])
	}
	for address, n := range nodes {
		for _, needed := range p.blocks[address].needs() {
			if nodes[needed] != nil {
				n.needs = append(n.needs, nodes[needed])
			}
		}
	}
	for _, address := range slices.Sorted(maps.Keys(before)) {
		current := before[address].current
		if _, isConfigured := p.blocks[address]; !isConfigured && current != nil {
			all = append(all, &node{name: address, run: func() bool { return r.planOrphan(p, address, current) }})
		}
		for i, o := range before[address].deposed {
			all = append(all, &node{name: address, run: func() bool { return r.planDeposed(p, address, i, o) }})
		}
	}
	r.walk(all)
	for _, i := range p.prior {
		i.deposed = slices.DeleteFunc(i.deposed, func(o *object) bool { return o == nil })
	}
	p.prior.prune()
}

// needs returns the addresses that a block refers to.
func (b resourceBlock) needs() []string {
	var needed []string
	for _, value := range b.arguments {
		if ref, ok := value.(reference); ok {
			needed = append(needed, ref.address)
		}
	}
	slices.Sort(needed)
	return needed
}

// planBlock imports or refreshes a configured resource, and plans it.
func (r *walk) planBlock(p *plan, address string, prior *instance) bool {
	if r.isHalted(address) {
		return false
	}
	var current *object
	if prior != nil {
		current = prior.current
	}
	id, imports := r.found[address]
	switch {
	case imports && current == nil && !r.options.destroys:
		imported, ok := r.importObject(address, id)
		if !ok {
			return false
		}
		current = imported
		r.set(p, address, current)
	case current != nil && !r.options.noRefresh:
		refreshed, ok := r.refresh(address, current)
		if !ok {
			return false
		}
		current = refreshed
		r.set(p, address, current)
	}
	if r.isHalted(address) {
		return false
	}
	c, ok := r.planChange(address, p.blocks[address], current, r.createsBeforeDestroy(p.blocks, address))
	if !ok {
		return false
	}
	r.use(address, c.after)
	return r.add(p, c)
}

// createsBeforeDestroy reports whether a resource, or one that needs it, has create_before_destroy.
func (r *walk) createsBeforeDestroy(blocks map[string]resourceBlock, address string) bool {
	if blocks[address].createBeforeDestroy {
		return true
	}
	for other, b := range blocks {
		if slices.Contains(b.needs(), address) && r.createsBeforeDestroy(blocks, other) {
			return true
		}
	}
	return false
}

// use makes a value visible to references.
func (r *walk) use(address string, value tftypes.Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.working[address] = value
}

// planOrphan plans the destroy of a resource that is not configured any more.
func (r *walk) planOrphan(p *plan, address string, o *object) bool {
	if r.isHalted(address) {
		return false
	}
	var c change
	var ok bool
	if r.options.refreshLate {
		if c, ok = r.planDestroy(address, o); !ok {
			return false
		}
	}
	if !r.options.noRefresh {
		if o, ok = r.refresh(address, o); !ok {
			return false
		}
		r.set(p, address, o)
	}
	if o == nil {
		return true
	}
	if !r.options.refreshLate {
		if c, ok = r.planDestroy(address, o); !ok {
			return false
		}
	}
	return r.add(p, c)
}

// planDeposed refreshes and plans the destroy of the i-th deposed object of a resource.
func (r *walk) planDeposed(p *plan, address string, i int, o *object) bool {
	if !r.options.noRefresh {
		var ok bool
		if o, ok = r.refresh(address, o); !ok {
			return false
		}
		r.mu.Lock()
		p.prior[address].deposed[i] = o
		r.mu.Unlock()
	}
	if o == nil {
		return true
	}
	c, ok := r.planDestroy(address, o)
	if !ok {
		return false
	}
	c.action = destroyDeposed
	return r.add(p, c)
}

// apply is terraform apply of a plan.
func (f *folder) apply(p *plan, o options) result {
	started, requests := time.Now(), f.w.count()
	r := f.newRun(o)
	if p.serial != f.serial {
		r.fail("", "Saved plan is stale")
		return r.finish(started, requests)
	}
	r.process.plan = p
	r.applyAll(p)
	done := r.finish(started, requests)
	f.checkKept(r.process, done)
	f.checkResult(done)
	return done
}

// applyAll makes the changes. What is created comes after what it needs, what is destroyed before.
func (r *walk) applyAll(p *plan) {
	working := p.prior.clone()
	var nodes []*node
	creates, destroys := map[string]*node{}, map[*change]*node{}
	for i := range p.changes {
		c := &p.changes[i]
		if c.action == noOp {
			r.use(c.address, c.after)
			continue
		}
		if !c.action.destroys() || c.action.isReplacement() {
			creates[c.address] = &node{name: "apply " + c.address, run: func() bool { return r.applyBlock(p, working, c) }}
			nodes = append(nodes, creates[c.address])
		}
		if c.action.destroys() {
			if c.action == destroy || c.action == replace { // Otherwise the object is deposed, now or already.
				c.deposed = nil
			}
			destroys[c] = &node{name: "destroy " + c.address, run: func() bool { return r.applyDestroy(working, c) }}
			nodes = append(nodes, destroys[c])
		}
	}
	for address, n := range creates {
		for _, needed := range p.blocks[address].needs() {
			if creates[needed] != nil {
				n.needs = append(n.needs, creates[needed])
			}
		}
	}
	for c, n := range destroys {
		switch c.action {
		case replace:
			creates[c.address].needs = append(creates[c.address].needs, n)
		case createThenDestroy:
			n.needs = append(n.needs, creates[c.address])
			for address, other := range creates {
				if slices.Contains(p.blocks[address].needs(), c.address) {
					n.needs = append(n.needs, other)
				}
			}
		}
		for other, before := range destroys {
			o := p.objectOf(*other)
			if o != nil && slices.Contains(o.needs, c.address) {
				n.needs = append(n.needs, before)
			}
		}
	}
	r.persist(working, false)
	r.walk(nodes)
	r.persist(working, true)
}

// objectOf returns the object in a plan's prior state that a change destroys.
func (p *plan) objectOf(c change) *object {
	if c.deposed != nil {
		return c.deposed
	}
	if i := p.prior[c.address]; i != nil {
		return i.current
	}
	return nil
}

// persist writes the state file, unless Terraform was killed.
func (r *walk) persist(working state, isEnd bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.process.isKilled.Load() || !isEnd && working.equal(r.state) {
		return
	}
	next := working.clone()
	next.prune()
	if !next.equal(r.state) {
		r.state = next
		r.serial++
	}
}

// change changes the state while resources are applied in parallel.
func (r *walk) change(working state, edit func(state)) {
	r.mu.Lock()
	edit(working)
	r.mu.Unlock()
	r.persist(working, false)
}

// applyBlock plans a resource again and creates or updates it.
func (r *walk) applyBlock(p *plan, working state, planned *change) bool {
	if r.isHalted(planned.address) {
		return false
	}
	address := planned.address
	var current *object
	r.change(working, func(s state) {
		i := s.instance(address)
		if planned.action == createThenDestroy {
			planned.deposed = i.current
			i.deposed = append(i.deposed, i.current)
			i.current = nil
		}
		current = i.current
	})
	c, ok := r.planChange(address, p.blocks[address], current, planned.action == createThenDestroy)
	if !ok {
		return false
	}
	if planned.action.isReplacement() && c.action == create {
		c.action = planned.action
	}
	switch {
	case c.action != planned.action && (planned.action != update || c.action != noOp):
		return r.fail(address, "Provider produced inconsistent final plan: another action")
	case !isCompatible(planned.after, c.after):
		return r.fail(address, "Provider produced inconsistent final plan: another value")
	case c.action == noOp:
		r.use(address, c.after)
		return true
	case r.isHalted(address):
		return false
	}
	if c.action.isReplacement() {
		c.action = create
		c.before = tftypes.NewValue(c.after.Type(), nil)
	}
	created, ok := r.applyChange(c, p.blocks[address])
	r.change(working, func(s state) {
		i := s.instance(address)
		if created == nil && !ok {
			created = current
		}
		if created != nil {
			created.isTainted = !ok && c.action == create || current != nil && current.isTainted && !ok
			created.needs = p.blocks[address].needs()
			created.createBeforeDestroy = r.createsBeforeDestroy(p.blocks, address)
		}
		i.current = created
		if planned.action == createThenDestroy && !ok && created == nil { // The deposed object is restored.
			i.current = planned.deposed
			i.deposed = slices.DeleteFunc(i.deposed, func(o *object) bool { return o == planned.deposed })
		}
	})
	if created != nil {
		r.use(address, r.value(address, created))
	}
	return ok
}

// applyDestroy destroys an object. That of a deposed one is planned again.
func (r *walk) applyDestroy(working state, planned *change) bool {
	address := planned.address
	if r.isHalted(address) {
		return false
	}
	c := *planned
	r.mu.Lock()
	o := working.instance(address).current
	r.mu.Unlock()
	if planned.deposed != nil {
		o = planned.deposed
		again, ok := r.planDestroy(address, o)
		if !ok {
			return false
		}
		c = again
	}
	c.action = destroy
	c.after = tftypes.NewValue(c.before.Type(), nil)
	left, ok := r.applyChange(c, resourceBlock{})
	r.change(working, func(s state) {
		if left != nil {
			left.isTainted, left.needs = o.isTainted, o.needs
		} else if !ok {
			left = o
		}
		i := s.instance(address)
		if planned.deposed == nil {
			i.current = left
			return
		}
		i.deposed = slices.DeleteFunc(i.deposed, func(other *object) bool { return other == o })
		if left != nil {
			i.deposed = append(i.deposed, left)
		}
	})
	return ok
}

// command returns the addresses and actions of a plan, for the log of a history.
func (p *plan) String() string {
	names := []string{"no-op", "create", "update", "replace", "create then destroy", "destroy", "destroy deposed"}
	var all []string
	for _, c := range p.changes {
		if c.action != noOp {
			all = append(all, names[c.action]+" "+c.address)
		}
	}
	slices.Sort(all)
	return cmp.Or(strings.Join(all, ", "), "no changes") + p.result.String()
}

func (r result) String() string {
	text := ""
	for _, d := range r.diagnostics {
		kind := "Warning"
		if d.isError {
			kind = "Error"
		}
		text += fmt.Sprintf("\n      %s: %s (%s)", kind, d.summary, d.address)
	}
	return text
}
