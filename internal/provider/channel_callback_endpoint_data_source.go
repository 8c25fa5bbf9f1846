package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ datasource.DataSource              = &channelCallbackEndpointDataSource{}
	_ datasource.DataSourceWithConfigure = &channelCallbackEndpointDataSource{}
)

// NewChannelCallbackEndpointDataSource returns the data source
// livestation_channel_callback_endpoint.
func NewChannelCallbackEndpointDataSource() datasource.DataSource {
	return &channelCallbackEndpointDataSource{}
}

type channelCallbackEndpointDataSource struct{ configuredDataSource }

type channelCallbackEndpointDataSourceModel struct {
	ChannelID            types.String `tfsdk:"channel_id"`
	ChannelType          types.String `tfsdk:"channel_type"`
	CallbackURL          types.String `tfsdk:"callback_url"`
	EffectiveCallbackURL types.String `tfsdk:"effective_callback_url"`
	EffectiveSource      types.String `tfsdk:"effective_source"`
}

// What the three attributes that say where events go are, in both data sources.
const (
	ownURLDescription          = "The channel's own callback endpoint. Null where it has none."
	effectiveURLDescription    = "Where the channel's events really go: its own endpoint, else the account's default. Null where nobody gets them."
	effectiveSourceDescription = "What decides that: `channel`, `default` or `none`."
)

func (d *channelCallbackEndpointDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_channel_callback_endpoint"
}

func (d *channelCallbackEndpointDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads where the events of one channel go: to its own callback endpoint, to the account's default one, or nowhere.",
		Attributes: map[string]schema.Attribute{
			"channel_id": schema.StringAttribute{
				MarkdownDescription: channelIDDescription,
				Required:            true,
				Validators:          []validator.String{channelIDValidator{}},
			},
			"channel_type": schema.StringAttribute{
				MarkdownDescription: channelTypeDescription + " Defaults to `live`.",
				Optional:            true,
				Validators:          []validator.String{channelTypeValidator()},
			},
			"callback_url":           schema.StringAttribute{MarkdownDescription: ownURLDescription, Computed: true},
			"effective_callback_url": schema.StringAttribute{MarkdownDescription: effectiveURLDescription, Computed: true},
			"effective_source":       schema.StringAttribute{MarkdownDescription: effectiveSourceDescription, Computed: true},
		},
	}
}

func (d *channelCallbackEndpointDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model channelCallbackEndpointDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	client, diags := d.provider.connected()
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	channel, err := client.GetChannel(ctx, channelTypeOf(model.ChannelType), model.ChannelID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(d.provider.failed(err)...)
		return
	}
	url, source, err := effectiveCallback(channel.CallbackURL, func() (string, error) { return client.DefaultCallbackURL(ctx) })
	if err != nil {
		resp.Diagnostics.Append(d.provider.failed(err)...)
		return
	}
	resp.Diagnostics.Append(d.provider.warnings()...)
	model.CallbackURL, model.EffectiveCallbackURL, model.EffectiveSource = stringOrNull(channel.CallbackURL), stringOrNull(url), types.StringValue(source)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
