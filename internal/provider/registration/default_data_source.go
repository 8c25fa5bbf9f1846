package registration

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &callbackEndpointDataSource{}

// NewCallbackEndpointDataSource returns the data source livestation_callback_endpoint.
func NewCallbackEndpointDataSource() datasource.DataSource {
	return &callbackEndpointDataSource{run.DataSource{Name: "callback_endpoint"}}
}

type callbackEndpointDataSource struct{ run.DataSource }

func (d *callbackEndpointDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the account's default callback endpoint: the URL to which Live Station posts the " +
			"events of each channel that has no callback endpoint of its own.",
		Attributes: map[string]schema.Attribute{
			"callback_url": attribute.String(
				"URL to which Live Station posts events. Null if no default callback endpoint is registered."),
		},
	}
}

func (d *callbackEndpointDataSource) Read(
	ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	endpoint, err := d.Run.Client.GetCallbackEndpoint(ctx)
	resp.Diagnostics.Append(d.Run.Report(err)...)
	if err != nil {
		return
	}
	// Set with a model would match the struct's tags with regular expressions, for each
	// of a thousand reads.
	resp.Diagnostics.Append(
		resp.State.SetAttribute(ctx, path.Root("callback_url"), attribute.StringOrNull(endpoint.CallbackURL))...)
}
