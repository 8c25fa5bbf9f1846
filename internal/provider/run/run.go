// Package run has what the objects of a provider block share while Terraform runs: the client, what outlives a
// call of Terraform, what the account has, and the log.
package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
)

// A Run is what Configure gives to all objects that need it, and what they share while Terraform runs.
type Run struct {
	Client *livestation.Client // nil while arguments are unknown
	// unknown lists the arguments of the provider block that are unknown in this plan.
	unknown []string
	memories
	inventory inventory
}

// New returns the run of a configured provider, or one without a client if arguments are unknown.
func New(client *livestation.Client, unknown ...string) *Run {
	return &Run{Client: client, unknown: unknown, inventory: inventory{reading: newSemaphore()}}
}

// from converts what the framework passes to a data source or resource,
// nil before the provider is configured.
func from(diags *diag.Diagnostics, value any) *Run {
	data, ok := value.(*Run)
	if !ok && value != nil {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Report this as a bug in the provider. It passed a %T to a data source or resource.", value))
	}
	return data
}

// Ready returns the error that names the unknown arguments, if there is no client because of them.
func (r *Run) Ready() diag.Diagnostics {
	if r.Client == nil {
		return diag.Diagnostics{diagnose.UnknownArguments(r.unknown)}
	}
	return nil
}

// Lock locks what a key names and returns what unlocks it. The error is the context's.
func (r *Run) Lock(ctx context.Context, key string) (unlock func(), err error) {
	lock, _ := r.locks.First(key, newSemaphore())
	return lock.release, lock.acquire(ctx)
}

// Report returns what the user must know after an operation: its error, or on success
// the warning about an inaccurate system clock, the first time that it applies.
func (r *Run) Report(err error) diag.Diagnostics {
	if err != nil {
		return diag.Diagnostics{r.shortenRepeated(err)}
	}
	return r.WarnOfClock()
}

// WarnOfClock returns the warning about an inaccurate system clock, the first time that it applies.
func (r *Run) WarnOfClock() (diags diag.Diagnostics) {
	if ahead := r.Client.ClockAhead(); ahead != 0 {
		r.clockWarning.Do(func() { diags.Append(diagnose.InaccurateClock(ahead)) })
	}
	return diags
}

// shortenRepeated returns the diagnostic of an error, or one line instead if this run has shown the
// same and it concerns all operations, or all requests with its method: permission, and what only the
// same message explains. The line names the request of the other one, because Terraform prints
// errors in any order.
func (r *Run) shortenRepeated(err error) diag.Diagnostic {
	var failure *livestation.Error
	var notSent *livestation.NotSentError
	note := ""
	shown := err
	if errors.As(err, &notSent) {
		note = " No request was sent."
		shown = notSent.Err
	}
	request := livestation.RequestOf(shown)
	if request == nil {
		return diagnose.Error(err)
	}
	key := request.Scope
	switch {
	case !errors.As(err, &failure):
	case failure.Kind == livestation.KindPermission:
		key = string(failure.Service) + failure.Code + failure.Method
	case failure.Meaning == "" && failure.Message != "":
		key = string(failure.Service) + failure.Code + failure.Method + failure.Message
	}
	if key == "" {
		return diagnose.Error(err)
	}
	first, isNew := r.Explained.First(key, request.Method+" "+request.URL)
	if isNew {
		return diagnose.Error(err)
	}
	return diag.NewErrorDiagnostic(diagnose.Explain(err).Summary, fmt.Sprintf(
		"Follow the longer error with this summary, for %s.%s%s",
		first,
		note,
		diagnose.OutcomeAdvice(*livestation.RequestOf(err)),
	))
}

// ExperimentalWarning is once for each plan that creates resources of a type.
func (r *Run) ExperimentalWarning(typeName string) diag.Diagnostics {
	if _, isNew := r.experimental.First(typeName, true); !isNew {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Experimental resource "+typeName,
		"Check what this plan creates after you apply it, and report what differs from the page of the resource. It is "+
			"written from the pages of NAVER Cloud, and no developer has tried it with a real account yet.")}
}
