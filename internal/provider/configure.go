package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// configuredDataSource contains what Configure gives to each data source. Each data
// source embeds it.
type configuredDataSource struct{ provider *providerData }

// configuredResource is the same for resources and list resources.
type configuredResource struct{ provider *providerData }

// configuredEphemeralResource is the same for ephemeral resources.
type configuredEphemeralResource struct{ provider *providerData }

// Configure receives the provider's data from the framework.
func (d *configuredDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.provider = providerDataFrom(&resp.Diagnostics, req.ProviderData)
}

// Configure receives the provider's data from the framework.
func (r *configuredResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.provider = providerDataFrom(&resp.Diagnostics, req.ProviderData)
}

// Configure receives the provider's data from the framework.
func (r *configuredEphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	r.provider = providerDataFrom(&resp.Diagnostics, req.ProviderData)
}
