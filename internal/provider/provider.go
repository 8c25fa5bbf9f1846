// Package provider is what Terraform sees of Live Station: the provider block,
// the data sources, resources and function, and the diagnostics that users read.
package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/globaledge"
	"github.com/livestation/terraform-provider-livestation/internal/provider/qualityset"
	"github.com/livestation/terraform-provider-livestation/internal/provider/registration"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ provider.Provider                       = &liveStationProvider{}
	_ provider.ProviderWithActions            = &liveStationProvider{}
	_ provider.ProviderWithEphemeralResources = &liveStationProvider{}
	_ provider.ProviderWithFunctions          = &liveStationProvider{}
	_ provider.ProviderWithListResources      = &liveStationProvider{}
	_ provider.ProviderWithValidateConfig     = &liveStationProvider{}
)

// New returns a constructor of the provider. The version is part of the user
// agent of every request.
func New(version string) func() provider.Provider {
	return func() provider.Provider {
		return &liveStationProvider{version: version, env: systemEnvironment()}
	}
}

type liveStationProvider struct {
	version string
	env     environment
	// configure, nil except in tests, changes the client's configuration.
	configure func(*livestation.Config)
}

func (p *liveStationProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "livestation"
	resp.Version = p.version
}

func (p *liveStationProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	optional := func(description string) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: description, Optional: true}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Use this provider to read the channels of Live Station, the live video service of " +
			"NAVER Cloud, and to read and register its callback endpoints.",
		Attributes: map[string]schema.Attribute{
			"access_key": schema.StringAttribute{
				MarkdownDescription: "Access key ID of a main account or sub account. Requires `secret_key`. Defaults to the " +
					"environment variable `NCLOUD_ACCESS_KEY` or `NCLOUD_ACCESS_KEY_ID`, then to the profile file.",
				Optional:  true,
				Sensitive: true,
			},
			"secret_key": schema.StringAttribute{
				MarkdownDescription: "Secret key of `access_key`. Requires `access_key`. Defaults to the " +
					"environment variable `NCLOUD_SECRET_KEY` or `NCLOUD_SECRET_ACCESS_KEY`, then to the profile file.",
				Optional:  true,
				Sensitive: true,
			},
			"profile": optional("Section of the profile file. If set, the provider reads credentials only from this " +
				"profile. Defaults to the environment variable `NCLOUD_PROFILE`, then to `DEFAULT`."),
			"shared_config_file": optional("Path of the profile file, an INI file with the keys `ncloud_access_key_id` and " +
				"`ncloud_secret_access_key`. A leading `~/` is your home directory. If set, the provider reads credentials " +
				"only from this file. Defaults to `~/.ncloud/configure`."),
			"use_server_role": schema.BoolAttribute{
				MarkdownDescription: "Whether to use only the temporary credentials of the server role of the VPC server that " +
					"Terraform runs on. The environment variable `NCLOUD_METADATA_API_ENDPOINT` overrides the address of the " +
					"metadata service. Defaults to `false`.",
				Optional: true,
			},
			"site": optional("Site of NAVER Cloud: `public`, or `fin` for the financial site. The public-sector site " +
				"does not offer Live Station. Defaults to the environment variable `NCLOUD_SITE`, then to `public`."),
			"region": optional("Region code of every request. Defaults to the environment variable `NCLOUD_REGION`, " +
				"then to `KR` for the site `public` or `FKR` for the site `fin`."),
			"endpoint": optional("Base URL of the Live Station API. It must begin with `https`, or with `http` if the host " +
				"is a loopback address. Defaults to the environment variable `LIVESTATION_ENDPOINT`, then to `" +
				livestation.DefaultEndpoint + "`."),
			"global_edge_endpoint": optional("Base URL of the Global Edge API, which only the data source " +
				"`livestation_global_edges` calls. It has the form of `endpoint`. Required for that data source if `endpoint` is " +
				"set to another host. Defaults to the environment variable `LIVESTATION_GLOBAL_EDGE_ENDPOINT`, then to `" +
				livestation.DefaultGlobalEdgeEndpoint + "`."),
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: fmt.Sprintf("Maximum number of retries for transient failures: a whole number from 0 to %d. "+
					"A change or deletion of a channel or quality set is retried only after a new read of it. Defaults to %d.",
					maxRetriesLimit, defaultMaxRetries),
				Optional: true,
			},
			"timeout": optional("Maximum duration of one operation, including retries, such as `30s` or `2m`, and at most " +
				"`24h`. A list of channels of one type may take up to 5 times as long. Defaults to `1m`."),
		},
	}
}

// ValidateConfig reports mistakes in the provider block without looking for
// credentials, so that `terraform validate` needs none.
func (p *liveStationProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var block providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &block)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(validateBlock(block)...)
}

// Configure creates the client that all data sources and resources share. It makes no
// network call: invalid credentials are reported by the first request.
func (p *liveStationProvider) Configure(
	ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse,
) {
	run.LogBuild(ctx, Build(p.version))
	var block providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &block)...)
	if resp.Diagnostics.HasError() {
		return
	}
	unknown := block.unknown()
	if len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		resp.Diagnostics.Append(validateBlock(block)...)
		setData(resp, run.New(nil, unknown...))
		return
	}
	config, diags := resolveSettings(block, p.env)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.UserAgent = userAgent(req.TerraformVersion, p.version)
	config.Observe = run.LogAttempt
	if p.configure != nil {
		p.configure(&config)
	}
	setData(resp, run.New(livestation.New(config)))
}

// setData gives the data to all kinds of objects that need it.
func setData(resp *provider.ConfigureResponse, data *run.Run) {
	resp.DataSourceData = data
	resp.ResourceData = data
	resp.ListResourceData = data
	resp.EphemeralResourceData = data
	resp.ActionData = data
}

func (p *liveStationProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		registration.NewCallbackEndpointDataSource,
		registration.NewChannelCallbackEndpointDataSource,
		registration.NewChannelCallbackEndpointsDataSource,
		channel.NewDataSource,
		channel.NewChannelsDataSource,
		qualityset.NewProfilesDataSource,
		qualityset.NewSetsDataSource,
		channel.NewServiceURLsDataSource,
		channel.NewRecordingsDataSource,
		globaledge.NewEdgesDataSource,
	}
}

func (p *liveStationProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		registration.NewCallbackEndpointResource,
		registration.NewChannelCallbackEndpointResource,
		channel.NewResource,
		qualityset.NewResource,
	}
}

func (p *liveStationProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		registration.NewChannelCallbackEndpointListResource,
		channel.NewListResource,
	}
}

func (p *liveStationProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		registration.NewSendTestEventAction,
	}
}

func (p *liveStationProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		channel.NewStreamKey,
	}
}

func (p *liveStationProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		registration.NewParseCallbackEventFunction,
	}
}

// userAgent names Terraform and the provider with their versions.
func userAgent(terraform, provider string) string {
	return fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-livestation/%s", terraform, provider)
}
