package managed

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// ReadUntilPlanned reads an object that was written, again for 9 seconds if it is not as planned: a read may
// be stale. It returns what was read last, and why nothing was.
func ReadUntilPlanned[T any](
	ctx context.Context, client *livestation.Client, read func() (T, error), isPlanned func(T) bool,
) (latest T, err error) {
	const staleReads = 5
	wasRead := false
	failure := context.Cause(ctx)
	for reads := range client.Polls(ctx) {
		found, err := read()
		if failure = err; err == nil {
			latest, wasRead = found, true
		}
		if err == nil && isPlanned(found) || reads >= staleReads {
			break
		}
	}
	if wasRead {
		return latest, nil
	}
	return latest, failure
}

// WaitUntilGone reads an object that was deleted until it is not found. Otherwise, it stays in the state.
func WaitUntilGone(
	ctx context.Context, client *livestation.Client, noun, id string, read func() error,
) diag.Diagnostics {
	var last error
	for reads := range client.Polls(ctx) {
		if last = read(); livestation.IsGone(last) {
			return nil
		}
		if reads >= livestation.PollsInAMinute {
			break
		}
	}
	return diag.Diagnostics{StillThereDiagnostic(noun, id, last)}
}
