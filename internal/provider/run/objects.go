package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// DataSource contains the name of a data source, without the provider's, and what
// Configure gives to it. Each data source embeds it.
type DataSource struct {
	Name string
	Run  *Run
}

// Resource is the same for resources and for list resources, which have the name
// of the resource that they list.
type Resource struct {
	Name string
	Run  *Run
}

// EphemeralResource is the same for ephemeral resources.
type EphemeralResource struct {
	Name string
	Run  *Run
}

// Action is the same for actions.
type Action struct {
	Name string
	Run  *Run
}

// Metadata sets the name of the type.
func (d *DataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Metadata sets the name of the type.
func (r *Resource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Name
}

// Metadata sets the name of the type.
func (r *EphemeralResource) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Name
}

// Metadata sets the name of the type.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Name
}

// Configure keeps the run that the provider passes.
func (d *DataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.Run = from(&resp.Diagnostics, req.ProviderData)
}

// Configure keeps the run that the provider passes.
func (r *Resource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.Run = from(&resp.Diagnostics, req.ProviderData)
}

// Configure keeps the run that the provider passes.
func (r *EphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	r.Run = from(&resp.Diagnostics, req.ProviderData)
}

// Configure keeps the run that the provider passes.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.Run = from(&resp.Diagnostics, req.ProviderData)
}
