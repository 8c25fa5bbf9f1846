package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

var _ datasource.DataSourceWithConfigure = &qualityProfilesDataSource{}

// NewQualityProfilesDataSource returns the data source livestation_quality_profiles.
func NewQualityProfilesDataSource() datasource.DataSource {
	return &qualityProfilesDataSource{configuredDataSource{name: "quality_profiles"}}
}

type qualityProfilesDataSource struct{ configuredDataSource }

type qualityProfilesDataSourceModel struct {
	QualityProfiles []qualityModel `tfsdk:"quality_profiles"`
}

func (d *qualityProfilesDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the quality profiles: the qualities that a quality set can contain.",
		Attributes: map[string]schema.Attribute{
			"quality_profiles": computedObjects("The qualities, in the API's order.", qualityAttributes()),
		},
	}
}

func (d *qualityProfilesDataSource) Read(
	ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	resp.Diagnostics.Append(d.run.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	profiles, err := d.run.client.GetQualityProfiles(ctx)
	resp.Diagnostics.Append(d.run.report(err)...)
	if err != nil {
		return
	}
	model := qualityProfilesDataSourceModel{QualityProfiles: []qualityModel{}}
	for _, profile := range profiles {
		model.QualityProfiles = append(model.QualityProfiles, newQualityModel(profile))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
