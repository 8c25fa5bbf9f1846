package provider

import (
	"context"
	"sync"
	"time"
)

// targetLocks has one lock for each target, so that no other resource registers a
// URL between reading and registering. It is shared by all
// configurations of the provider in one process.
type targetLocks struct {
	mu    sync.Mutex
	locks map[string]chan struct{}
}

// lock waits for the lock of a key until the context ends.
func (l *targetLocks) lock(ctx context.Context, key string) (unlock func(), err error) {
	l.mu.Lock()
	if l.locks == nil {
		l.locks = map[string]chan struct{}{}
	}
	sem, ok := l.locks[key]
	if !ok {
		sem = make(chan struct{}, 1)
		l.locks[key] = sem
	}
	l.mu.Unlock()
	select {
	case sem <- struct{}{}:
		return func() { <-sem }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// targetURLs is the last URL of each target that Terraform's plan or state showed, ""
// for a channel that was not found.
type targetURLs struct {
	mu   sync.Mutex
	urls map[target]string
}

// add sets the URL of a target and reports whether it replaces another one.
func (s *targetURLs) add(t target, url string) (replaced bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.urls == nil {
		s.urls = map[target]string{}
	}
	before, ok := s.urls[t]
	s.urls[t] = url
	return ok && before != url
}

func (s *targetURLs) has(t target, url string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen, ok := s.urls[t]
	return ok && seen == url
}

// releaseWait is how long a create waits for the destroy or the refresh of a resource
// with the same target, which Terraform runs at the same time if a resource was
// renamed without a moved block.
const releaseWait = 2 * time.Second

// waitFor reports whether the URL of a target is url, now or after a short wait. See
// [releaseWait].
func (s *targetURLs) waitFor(ctx context.Context, t target, url string) bool {
	deadline := time.Now().Add(releaseWait)
	for !s.has(t, url) {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}
