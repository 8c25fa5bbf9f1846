package run

import (
	"context"
	"sync"
	"sync/atomic"
)

// memories are what must outlive a call of Terraform: each plan, apply and read of an object is a
// call of its own, and they run at the same time.
//
//	memory         written by                        read by, and why
//	locks          writes to a target, creates of    the next one: between reading and writing, no other
//	               channels on a CDN                 resource writes
//	SeenURLs       reads and plans of registrations  creates: what no plan has shown is not overwritten
//	PlannedURLs    plans of registrations            plans: two resources register at one target
//	NotAccepted    the action of a test event        registrations: its URL is not registered
//	Channels       whatever has an ID of a channel   plans and creates: what the run manages does not count as a copy
//	Sets           the same for quality sets         plans: what the run manages does not count as a copy
//	Deleted        deletions of channels (IDs and    deletions of quality sets: their list of users may lag
//	               names)
//	HasDeleted     deletions of channels             creates: what may replace a channel is not refused
//	PlannedNames   plans of new channels             plans: two channels have one name
//	PlannedCDNs    plans of channels with a new CDN  plans: channels can share one
//	NewCDNs        creates of channels with a CDN    plans of channels on it: the list of channels is older
//	PlannedCopies  plans that delete a channel, or   the other of both: the channel was not moved
//	               create the same one beside it
//	PlannedSets    plans of new quality sets         plans: two sets have one name
//	ReplacedSets   plans that replace a set, with    plans of its channels: their protocol must fit
//	               whether it is for low latency
//	RefusedCDNs    creates that waited for a CDN     other creates on it: they do not wait again
//	Explained      errors that were shown in full    the same errors: they are one line
//	experimental   plans that create                 plans: one warning for each type of resource
type memories struct {
	locks         memory[string, semaphore]
	SeenURLs      memory[string, string]
	PlannedURLs   memory[string, string]
	NotAccepted   memory[string, bool]
	Channels      memory[string, bool]
	Sets          memory[int64, bool]
	Deleted       memory[string, bool]
	HasDeleted    atomic.Bool
	PlannedNames  memory[string, bool]
	PlannedCDNs   memory[string, string]
	NewCDNs       memory[string, bool]
	PlannedCopies memory[string, string]
	PlannedSets   memory[string, bool]
	ReplacedSets  memory[int64, bool]
	RefusedCDNs   memory[string, bool]
	Explained     memory[string, string]
	experimental  memory[string, bool]
	clockWarning  sync.Once
}

// A memory is a map that calls of Terraform use at the same time.
type memory[K comparable, V any] struct{ values sync.Map }

// Load returns the value of a key, the zero value if there is none.
func (m *memory[K, V]) Load(key K) (value V, ok bool) {
	found, ok := m.values.Load(key)
	value, _ = found.(V)
	return value, ok
}

func (m *memory[K, V]) Store(key K, value V) { m.values.Store(key, value) }

// Swap stores a value and returns the one before.
func (m *memory[K, V]) Swap(key K, value V) (before V, ok bool) {
	found, ok := m.values.Swap(key, value)
	before, _ = found.(V)
	return before, ok
}

// First stores a value unless there is one, and returns that of the key and whether it is the new one.
func (m *memory[K, V]) First(key K, value V) (kept V, isNew bool) {
	found, isOld := m.values.LoadOrStore(key, value)
	kept, _ = found.(V)
	return kept, !isOld
}

// A semaphore is a mutex whose waiting ends with a context.
type semaphore chan struct{}

func newSemaphore() semaphore { return make(semaphore, 1) }

func (s semaphore) acquire(ctx context.Context) error {
	if ctx.Err() != nil { // A select would choose any of two cases.
		return context.Cause(ctx)
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s semaphore) release() { <-s }
