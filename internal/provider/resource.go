package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// configuredResource contains what Configure gives to each resource, which embed it.
type configuredResource struct {
	provider *providerData
}

// Configure receives the provider's data from the framework.
func (r *configuredResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	data, diags := providerDataFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.provider = data
}
