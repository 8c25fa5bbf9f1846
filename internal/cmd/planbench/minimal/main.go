// Command minimal is a provider with one data source, which makes no call. Benchmarks
// compare the provider with it, so it has the same address and data source name.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "start for a debugger")
	flag.Parse()
	newProvider := func() provider.Provider { return minimalProvider{} }
	err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address: "registry.terraform.io/livestation/livestation",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}

type minimalProvider struct{}

func (minimalProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "livestation"
	resp.Version = version
}

func (minimalProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (minimalProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (minimalProvider) Resources(context.Context) []func() resource.Resource { return nil }

func (minimalProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return dataSource{} }}
}

type dataSource struct{}

type dataSourceModel struct {
	CallbackURL types.String `tfsdk:"callback_url"`
}

func (dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_callback_endpoint"
}

func (dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = datasourceschema.Schema{Attributes: map[string]datasourceschema.Attribute{
		"callback_url": datasourceschema.StringAttribute{Computed: true},
	}}
}

func (dataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := dataSourceModel{CallbackURL: types.StringValue("https://events.example.com/live-station")}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
