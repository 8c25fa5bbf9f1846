package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// configuredDataSource contains what Configure gives to each data source, which embed it.
type configuredDataSource struct {
	provider *providerData
}

// Configure receives the provider's data from the framework.
func (d *configuredDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	data, diags := providerDataFrom(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.provider = data
}
