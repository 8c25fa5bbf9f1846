package run

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// An inventory is what the account has, for the plans of a run.
type inventory struct {
	reading  semaphore
	channels []livestation.Channel // live ones; nil until they were read
	sets     []livestation.QualitySet
	// setsAt is setWrites when sets were read, plus one; 0 until then. setWrites counts what the run wrote to
	// quality sets.
	setsAt    int64
	setWrites atomic.Int64
}

// LiveChannels returns the live channels of the account, as they were when the run read them.
func (r *Run) LiveChannels(ctx context.Context) ([]livestation.Channel, error) {
	i := &r.inventory
	if err := i.reading.acquire(ctx); err != nil {
		return nil, err
	}
	defer i.reading.release()
	if i.channels == nil {
		channels, _, err := r.Client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
		if err != nil {
			return nil, err
		}
		i.channels = append([]livestation.Channel{}, channels...)
	}
	return i.channels, nil
}

// QualitySets returns the quality sets of the account. They are read again after the run wrote some.
func (r *Run) QualitySets(ctx context.Context) ([]livestation.QualitySet, error) {
	i := &r.inventory
	if err := i.reading.acquire(ctx); err != nil {
		return nil, err
	}
	defer i.reading.release()
	if at := i.setWrites.Load() + 1; i.setsAt != at {
		sets, err := r.Client.GetQualitySets(ctx, livestation.QualitySetFilter{})
		if err != nil {
			return nil, err
		}
		i.sets = sets
		i.setsAt = at
	}
	return i.sets, nil
}

// WroteQualitySet says that the list of quality sets is old.
func (r *Run) WroteQualitySet() { r.inventory.setWrites.Add(1) }

// IsOurAccount reports whether a list has an object that the run manages, but not the one with the ID,
// which was created at least 10 minutes ago. Then an error that can be about the account is about the
// object (assumption A08).
func IsOurAccount[K comparable](managed *memory[K, bool], listed []K, id K, created, now time.Time) bool {
	const settled = 10 * time.Minute // for which a list may lag
	isManaged := func(id K) bool {
		_, ok := managed.Load(id)
		return ok
	}
	return !created.IsZero() && now.Sub(created) > settled && !slices.Contains(listed, id) &&
		slices.ContainsFunc(listed, isManaged)
}
