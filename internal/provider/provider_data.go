package provider

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// providerData is what Configure gives to all objects that need it.
type providerData struct {
	client *livestation.Client // nil while arguments are unknown
	// unknown lists the arguments of the provider block that are unknown in this plan.
	unknown []string
	// locks has a semaphore for each target, so that no other resource registers a URL between
	// reading and registering, and for each CDN, by its number: a create of a channel is rejected
	// while the CDN is not RUNNING.
	locks sync.Map
	// seen contains the latest URL of each target that the state or the plan showed to the
	// user, planned the one that a resource of this configuration plans to register.
	seen, planned sync.Map
	// notAccepted contains the URLs of test events of this run, and whether the latest one
	// was canceled or not accepted.
	notAccepted sync.Map
	// conflictExplained is true after the first conflict of the run.
	conflictExplained atomic.Bool
	account           *inventory
	// explained contains what errors are about that were shown in full and may be repeated: their
	// requests, or protected channels.
	explained sync.Map
	// clockWarning is shown once, because all requests use the same clock.
	clockWarning sync.Once
}

// providerDataFrom converts what the framework passes to a data source or resource,
// nil before the provider is configured.
func providerDataFrom(diags *diag.Diagnostics, value any) *providerData {
	data, ok := value.(*providerData)
	if !ok && value != nil {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Report this as a bug in the provider. It passed a %T to a data source or resource.", value))
	}
	return data
}

// requireClient returns the client, or nil if there is an error: one in diags, or the one
// that it adds, which names the unknown arguments.
func (d *providerData) requireClient(diags *diag.Diagnostics) *livestation.Client {
	if diags.HasError() {
		return nil
	}
	if d.client == nil {
		diags.Append(unknownArgumentsDiagnostic(d.unknown))
	}
	return d.client
}

// lock locks what a key names and returns what unlocks it. The error is the context's.
func (d *providerData) lock(ctx context.Context, key any) (unlock func(), err error) {
	value, _ := d.locks.LoadOrStore(key, newSemaphore())
	lock, _ := value.(semaphore) // No other type is stored.
	return lock.release, lock.acquire(ctx)
}

// report returns what the user must know after an operation: its error, or on success
// the warning about an inaccurate system clock, the first time that it applies.
func (d *providerData) report(err error) diag.Diagnostics {
	if err != nil {
		return diag.Diagnostics{d.shortenRepeated(errorDiagnostic(err), err)}
	}
	var diags diag.Diagnostics
	if ahead := d.client.ClockAhead(); ahead != 0 {
		d.clockWarning.Do(func() { diags.Append(clockWarning(ahead)) })
	}
	return diags
}

// shortenRepeated returns one line instead of a diagnostic that this run has shown, if its
// error concerns all operations, or all requests with its method: permission, and what only
// the same message explains. The line names the request of the other one, because Terraform
// prints errors in any order.
func (d *providerData) shortenRepeated(full diag.Diagnostic, err error) diag.Diagnostic {
	var failure *livestation.Error
	var notSent *livestation.NotSentError
	note := ""
	shown := err
	if errors.As(err, &notSent) {
		note = " No request was sent."
		shown = notSent.Err
	}
	key := full.Summary()
	switch {
	case errors.As(err, &failure) && failure.Kind == livestation.KindPermission:
		key += failure.Method
	case failure != nil && failure.Meaning == "" && failure.Message != "":
		key += failure.Method + failure.Message
	case !livestation.ConcernsAll(err):
		return full
	}
	request := livestation.RequestOf(shown)
	first, repeated := d.explained.LoadOrStore(key, request.Method+" "+request.URL)
	if !repeated {
		return full
	}
	return diag.NewErrorDiagnostic(full.Summary(), fmt.Sprintf("Follow the longer error with this summary, for %s.%s%s",
		first, note, outcomeAdvice(*livestation.RequestOf(err))))
}
