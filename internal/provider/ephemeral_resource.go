package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
)

// configuredEphemeralResource contains what Configure gives to each ephemeral
// resource, which embed it.
type configuredEphemeralResource struct {
	provider *providerData
}

// Configure receives the provider's data from the framework.
func (r *configuredEphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	data, diags := providerDataFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.provider = data
}
