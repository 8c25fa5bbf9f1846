package qualityset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &qualityProfilesDataSource{}

// NewProfilesDataSource returns the data source livestation_quality_profiles.
func NewProfilesDataSource() datasource.DataSource {
	return &qualityProfilesDataSource{run.DataSource{Name: "quality_profiles"}}
}

type qualityProfilesDataSource struct{ run.DataSource }

type qualityProfilesDataSourceModel struct {
	QualityProfiles []qualityModel `tfsdk:"quality_profiles"`
}

func (d *qualityProfilesDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the quality profiles: the qualities that a quality set can contain.",
		Attributes: map[string]schema.Attribute{
			"quality_profiles": attribute.Objects("The qualities, in the API's order.", qualityAttributes()),
		},
	}
}

func (d *qualityProfilesDataSource) Read(
	ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	profiles, err := d.Run.Client.GetQualityProfiles(ctx)
	resp.Diagnostics.Append(d.Run.Report(err)...)
	if err != nil {
		return
	}
	model := qualityProfilesDataSourceModel{QualityProfiles: []qualityModel{}}
	for _, profile := range profiles {
		model.QualityProfiles = append(model.QualityProfiles, newQualityModel(profile))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
