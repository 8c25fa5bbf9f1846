package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

var _ datasource.DataSourceWithConfigure = &callbackEndpointDataSource{}

// NewCallbackEndpointDataSource returns the data source livestation_callback_endpoint.
func NewCallbackEndpointDataSource() datasource.DataSource {
	return &callbackEndpointDataSource{configuredDataSource{name: "callback_endpoint"}}
}

type callbackEndpointDataSource struct{ configuredDataSource }

func (d *callbackEndpointDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the account's default callback endpoint: the URL to which Live Station posts the " +
			"events of each channel that has no callback endpoint of its own.",
		Attributes: map[string]schema.Attribute{
			"callback_url": computedString(
				"URL to which Live Station posts events. Null if no default callback endpoint is registered."),
		},
	}
}

func (d *callbackEndpointDataSource) Read(
	ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	resp.Diagnostics.Append(d.run.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	endpoint, err := d.run.client.GetCallbackEndpoint(ctx)
	resp.Diagnostics.Append(d.run.report(err)...)
	if err != nil {
		return
	}
	// Set with a model would match the struct's tags with regular expressions, for each
	// of a thousand reads.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("callback_url"), stringOrNull(endpoint.CallbackURL))...)
}
