package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// configuredDataSource contains the name of a data source, without the provider's, and what
// Configure gives to it. Each data source embeds it.
type configuredDataSource struct {
	name string
	run  *Run
}

// configuredResource is the same for resources and for list resources, which have the name
// of the resource that they list.
type configuredResource struct {
	name string
	run  *Run
}

// configuredEphemeralResource is the same for ephemeral resources.
type configuredEphemeralResource struct {
	name string
	run  *Run
}

// configuredAction is the same for actions.
type configuredAction struct {
	name string
	run  *Run
}

func (d *configuredDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (r *configuredResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.name
}

func (r *configuredEphemeralResource) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.name
}

func (a *configuredAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.name
}

func (d *configuredDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.run = runFrom(&resp.Diagnostics, req.ProviderData)
}

func (r *configuredResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.run = runFrom(&resp.Diagnostics, req.ProviderData)
}

func (r *configuredEphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	r.run = runFrom(&resp.Diagnostics, req.ProviderData)
}

func (a *configuredAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.run = runFrom(&resp.Diagnostics, req.ProviderData)
}
