package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// A Run is what Configure gives to all objects that need it, and what they share while Terraform runs.
type Run struct {
	client *livestation.Client // nil while arguments are unknown
	// unknown lists the arguments of the provider block that are unknown in this plan.
	unknown []string
	memories
	inventory inventory
}

func newRun(client *livestation.Client, unknown ...string) *Run {
	return &Run{client: client, unknown: unknown, inventory: inventory{reading: newSemaphore()}}
}

// runFrom converts what the framework passes to a data source or resource,
// nil before the provider is configured.
func runFrom(diags *diag.Diagnostics, value any) *Run {
	data, ok := value.(*Run)
	if !ok && value != nil {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Report this as a bug in the provider. It passed a %T to a data source or resource.", value))
	}
	return data
}

// ready returns the error that names the unknown arguments, if there is no client because of them.
func (r *Run) ready() diag.Diagnostics {
	if r.client == nil {
		return diag.Diagnostics{unknownArgumentsDiagnostic(r.unknown)}
	}
	return nil
}

// lock locks what a key names and returns what unlocks it. The error is the context's.
func (r *Run) lock(ctx context.Context, key string) (unlock func(), err error) {
	lock, _ := r.locks.first(key, newSemaphore())
	return lock.release, lock.acquire(ctx)
}

// report returns what the user must know after an operation: its error, or on success
// the warning about an inaccurate system clock, the first time that it applies.
func (r *Run) report(err error) diag.Diagnostics {
	if err != nil {
		return diag.Diagnostics{r.shortenRepeated(err)}
	}
	return r.warnOfClock()
}

// warnOfClock returns the warning about an inaccurate system clock, the first time that it applies.
func (r *Run) warnOfClock() (diags diag.Diagnostics) {
	if ahead := r.client.ClockAhead(); ahead != 0 {
		r.clockWarning.Do(func() { diags.Append(clockWarning(ahead)) })
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
		return errorDiagnostic(err)
	}
	key := request.Scope
	switch {
	case !errors.As(err, &failure):
	case failure.Kind == livestation.KindPermission:
		key = failure.Code + failure.Method
	case failure.Meaning == "" && failure.Message != "":
		key = failure.Code + failure.Method + failure.Message
	}
	if key == "" {
		return errorDiagnostic(err)
	}
	first, isNew := r.explained.first(key, request.Method+" "+request.URL)
	if isNew {
		return errorDiagnostic(err)
	}
	return diag.NewErrorDiagnostic(explain(err).summary, fmt.Sprintf(
		"Follow the longer error with this summary, for %s.%s%s", first, note, outcomeAdvice(*livestation.RequestOf(err))))
}

// experimentalWarning is once for each plan that creates resources of a type.
func (r *Run) experimentalWarning(typeName string) diag.Diagnostics {
	if _, isNew := r.experimental.first(typeName, true); !isNew {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Experimental resource "+typeName,
		"Check what this plan creates after you apply it, and report what differs from the page of the resource. It is "+
			"written from the pages of NAVER Cloud, and no developer has tried it with a real account yet.")}
}
