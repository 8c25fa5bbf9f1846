package channel

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var (
	_ datasource.DataSourceWithConfigure        = &channelDataSource{}
	_ datasource.DataSourceWithConfigValidators = &channelDataSource{}
)

// NewDataSource returns the data source livestation_channel.
func NewDataSource() datasource.DataSource {
	return &channelDataSource{run.DataSource{Name: "channel"}}
}

type channelDataSource struct{ run.DataSource }

type channelDataSourceModel struct {
	channelModel
	Record     *recordModel `tfsdk:"record"`
	UploadPath types.String `tfsdk:"upload_path"`
}

type recordModel struct {
	Type          types.String `tfsdk:"type"`
	Format        types.String `tfsdk:"format"`
	BucketName    types.String `tfsdk:"bucket_name"`
	FilePath      types.String `tfsdk:"file_path"`
	AccessControl types.String `tfsdk:"access_control"`
}

func (d *channelDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := channelAttributes()
	attributes["channel_id"] = schema.StringAttribute{
		MarkdownDescription: IDDescription + " Set either `channel_id` or `channel_name`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{IDValidator()},
	}
	attributes["channel_name"] = schema.StringAttribute{
		MarkdownDescription: "Exact name of the channel. The name must be unique.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), FilterLengthValidator()},
	}
	attributes["record"] = attribute.Object(
		"Recording. Null if the API returns none.",
		map[string]schema.Attribute{
			"type":           attribute.String("`NO_RECORD`, `AUTO_UPLOAD` or `MANUAL_UPLOAD`."),
			"format":         attribute.String("Format of the files: `MP4`, `HLS` or `ALL`."),
			"bucket_name":    attribute.String("Object Storage bucket that receives the files."),
			"file_path":      attribute.String("Path of the files in the bucket."),
			"access_control": attribute.String("Access to the files: `PRIVATE` or `PUBLIC_READ`."),
		},
	)
	attributes["upload_path"] = attribute.String("Path to which recordings are uploaded.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one live channel, by its ID or its name: its status, publish URL, quality set, CDN, " +
			"recording and callback endpoint. The result never contains a stream key.",
		Attributes: attributes,
	}
}

func (d *channelDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("channel_id"), path.MatchRoot("channel_name")),
	}
}

func (d *channelDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model channelDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := model.ChannelID.ValueString()
	if !model.ChannelName.IsNull() {
		id = findChannel(ctx, d.Run, &resp.Diagnostics, model.ChannelName.ValueString())
		if id == "" {
			return
		}
	}
	channel := readLiveChannel(ctx, d.Run, &resp.Diagnostics, id)
	if resp.Diagnostics.HasError() {
		return
	}
	model.channelModel = newChannelModel(channel)
	model.Record = newRecordModel(channel.Record)
	model.UploadPath = attribute.StringOrNull(channel.UploadPath)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newRecordModel(r *livestation.Record) *recordModel {
	if r == nil {
		return nil
	}
	return &recordModel{
		Type:          attribute.StringOrNull(r.Type),
		Format:        attribute.StringOrNull(r.Format),
		BucketName:    attribute.StringOrNull(r.BucketName),
		FilePath:      attribute.StringOrNull(normalizePath(string(r.FilePath))),
		AccessControl: attribute.StringOrNull(r.AccessControl),
	}
}
