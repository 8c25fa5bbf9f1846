package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// A registration is one place where Live Station keeps a callback URL: the
// account's default, or a channel's own. What holds for all of them is written
// here once.
type registration struct {
	// what is the place in the user's words, such as "the account".
	what string
	// importID is what terraform import takes for it.
	importID string
	// resourceType is that of the resource that manages it.
	resourceType string
	// read returns the URL that is registered, "" where none is.
	read func(context.Context) (string, error)
	// write registers a URL.
	write func(context.Context, string) error
}

// create registers the URL, unless another one is registered already: nothing is
// overwritten that nobody has seen.
func (r registration) create(ctx context.Context, wanted string) diag.Diagnostics {
	registered, err := r.read(ctx)
	switch {
	case err != nil:
		return diag.Diagnostics{errorDiagnostic(err)}
	case registered == wanted:
		return nil
	case registered != "":
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("callback_url"), "Another callback endpoint is registered already", fmt.Sprintf(
			"The callback endpoint of %s is registered as\n\n  %s\n\nand creating this resource would replace it. To manage it with Terraform, import it, and the next plan shows the change:\n\n  terraform import %s.NAME %s",
			r.what, registered, r.resourceType, r.importID))}
	default:
		return r.update(ctx, wanted)
	}
}

// update registers the URL in the place of what was registered.
func (r registration) update(ctx context.Context, wanted string) diag.Diagnostics {
	if err := r.write(ctx, wanted); err != nil {
		return diag.Diagnostics{errorDiagnostic(err)}
	}
	return nil
}

// forget says what destroying the resource does not do.
func (r registration) forget(registered string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("The callback endpoint stays registered", fmt.Sprintf(
		"Live Station has no call that takes a registration away. The resource is removed from Terraform's state, and the events of %s still go to\n\n  %s\n\nTo send them elsewhere, register another URL.",
		r.what, registered))}
}
