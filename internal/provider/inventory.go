package provider

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// An inventory is what channels and quality sets share while Terraform runs: what the account
// has, for their plans, and which of it the run manages.
type inventory struct {
	reading  semaphore
	channels []livestation.Channel // live ones, read once; nil until then
	sets     []livestation.QualitySet
	setsAt   int64 // setWrites before sets were read, plus one; 0 until then
	// setWrites counts what the run wrote to quality sets.
	setWrites atomic.Int64

	// managed contains the IDs of channels, and those of quality sets as numbers, that the run has
	// read or planned for a resource, created or deleted. They are no copies that an earlier run left.
	managed sync.Map
	// deleted contains the IDs and the names of channels that the run deleted.
	deleted sync.Map
	// planned contains the names of channels that the plan creates.
	planned sync.Map
	// replaced contains, by the ID of a quality set, whether the set that replaces it is for low latency.
	replaced sync.Map
	// experimental contains the types of resources about which the plan has warned.
	experimental sync.Map
	// refusedCDNs contains the numbers of CDNs for which a channel has waited in vain.
	refusedCDNs sync.Map
}

func newInventory() *inventory { return &inventory{reading: newSemaphore()} }

// liveChannels returns the live channels of the account, as they were when the run read them.
func (i *inventory) liveChannels(ctx context.Context, client *livestation.Client) ([]livestation.Channel, error) {
	if err := i.reading.acquire(ctx); err != nil {
		return nil, err
	}
	defer i.reading.release()
	if i.channels == nil {
		channels, _, err := client.ListChannels(ctx, livestation.LiveChannel, livestation.ChannelFilter{})
		if err != nil {
			return nil, err
		}
		i.channels = append([]livestation.Channel{}, channels...)
	}
	return i.channels, nil
}

// qualitySets returns the quality sets of the account. They are read again after the run wrote some.
func (i *inventory) qualitySets(ctx context.Context, client *livestation.Client) ([]livestation.QualitySet, error) {
	if err := i.reading.acquire(ctx); err != nil {
		return nil, err
	}
	defer i.reading.release()
	if at := i.setWrites.Load() + 1; i.setsAt != at {
		sets, err := client.GetQualitySets(ctx, livestation.QualitySetFilter{})
		if err != nil {
			return nil, err
		}
		i.sets = sets
		i.setsAt = at
	}
	return i.sets, nil
}

// manage marks an object as one of the run.
func (i *inventory) manage(id any) { i.managed.Store(id, true) }

func (i *inventory) isManaged(id any) bool {
	_, ok := i.managed.Load(id)
	return ok
}

// isOurAccount reports whether a list contains an object of the run, but not the one with the ID,
// which was created at least 10 minutes ago. Then an error that can be about the account is about the
// object (assumption A08).
func (i *inventory) isOurAccount(listed []any, id any, created, now time.Time) bool {
	const settled = 10 * time.Minute // for which a list may lag
	return !created.IsZero() && now.Sub(created) > settled && !slices.Contains(listed, id) &&
		slices.ContainsFunc(listed, i.isManaged)
}

// experimentalWarning is once for each plan that creates resources of a type.
func (i *inventory) experimentalWarning(typeName string) diag.Diagnostics {
	if _, isRepeated := i.experimental.LoadOrStore(typeName, true); isRepeated {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Experimental resource "+typeName,
		"Check what this plan creates after you apply it, and report what differs from the page of the resource. It is "+
			"written from the pages of NAVER Cloud, and no developer has tried it with a real account yet.")}
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
