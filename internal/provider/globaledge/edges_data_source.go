// Package globaledge has the CDNs of Global Edge in Terraform.
package globaledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
)

var _ datasource.DataSourceWithConfigure = &edgesDataSource{}

// NewEdgesDataSource returns the data source livestation_global_edges.
func NewEdgesDataSource() datasource.DataSource {
	return &edgesDataSource{run.DataSource{Name: "global_edges"}}
}

type edgesDataSource struct{ run.DataSource }

type edgesDataSourceModel struct {
	ProfileID   types.Number   `tfsdk:"profile_id"`
	ProfileName types.String   `tfsdk:"profile_name"`
	EdgeName    types.String   `tfsdk:"edge_name"`
	CDNDomain   types.String   `tfsdk:"cdn_domain"`
	Profiles    []profileModel `tfsdk:"profiles"`
	Edges       []edgeModel    `tfsdk:"edges"`
}

type profileModel struct {
	ProfileID   types.Int64  `tfsdk:"profile_id"`
	ProfileName types.String `tfsdk:"profile_name"`
}

type edgeModel struct {
	InstanceNo         types.String `tfsdk:"instance_no"`
	ProfileID          types.Int64  `tfsdk:"profile_id"`
	ProfileName        types.String `tfsdk:"profile_name"`
	EdgeName           types.String `tfsdk:"edge_name"`
	CDNDomain          types.String `tfsdk:"cdn_domain"`
	StatusType         types.String `tfsdk:"status_type"`
	ServiceRegionType  types.String `tfsdk:"service_region_type"`
	OriginalCopyDomain types.String `tfsdk:"original_copy_domain"`
}

// maxProfiles is how many profiles are read.
const maxProfiles = 100

func (d *edgesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filter := func(description string) schema.StringAttribute {
		return attribute.OptionalString(description, stringvalidator.LengthAtLeast(1))
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the profiles and edges of Global Edge, the CDN of NAVER Cloud. An edge has the " +
			"values of `cdn` in the resource `livestation_channel`. The access key requires the permission to view Global " +
			"Edge.",
		Attributes: map[string]schema.Attribute{
			"profile_id": schema.NumberAttribute{
				MarkdownDescription: "Reads only the profile with this ID.",
				Optional:            true,
				Validators:          []validator.Number{attribute.WholeNumbers(1, attribute.MaxNumber)},
			},
			"profile_name": filter("Reads only the profiles with exactly this name."),
			"edge_name":    filter("Returns only the edges with exactly this name."),
			"cdn_domain":   filter("Returns only the edges with exactly this domain, in any letter case."),
			"profiles": attribute.Objects("The profiles, ordered by ID.", map[string]schema.Attribute{
				"profile_id":   attribute.Int64("ID of the profile."),
				"profile_name": attribute.String("Name of the profile."),
			}),
			"edges": attribute.Objects(
				"The edges, ordered by the IDs of their profiles and their own. Deleted ones are left out.", edgeAttributes()),
		},
	}
}

func edgeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"instance_no":          attribute.String("ID of the edge, which is the instance number of a channel's CDN."),
		"profile_id":           attribute.Int64("ID of the edge's profile."),
		"profile_name":         attribute.String("Name of the edge's profile."),
		"edge_name":            attribute.String("Name of the edge."),
		"cdn_domain":           attribute.String("Domain of the edge, from which viewers watch."),
		"status_type":          attribute.String("Status of the edge, such as `RUNNING` or `STOPPED`."),
		"service_region_type":  attribute.String("Region of the viewers: `KOREA`, `JAPAN` or `GLOBAL`."),
		"original_copy_domain": attribute.String("Domain from which the edge copies what viewers watch."),
	}
}

func (d *edgesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model edgesDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.Run.Ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	if d.Run.Client.Site() == livestation.FinancialSite { // assumption A64
		resp.Diagnostics.AddError("No Global Edge on site fin", "Remove this data source. On the financial site, a CDN has "+
			"only an instance_no: read a channel that uses the CDN (data source livestation_channel).")
		return
	}
	all, err := d.Run.Client.GetEdgeProfiles(ctx)
	if err != nil {
		resp.Diagnostics.Append(d.report(err)...)
		return
	}
	profiles := slices.DeleteFunc(slices.Clone(all), func(p livestation.EdgeProfile) bool { return !model.selects(p) })
	resp.Diagnostics.Append(checkProfiles(model, all, profiles)...)
	if resp.Diagnostics.HasError() {
		return
	}
	edges, err := d.Run.Client.GetEdges(ctx, profiles)
	resp.Diagnostics.Append(d.report(err)...)
	if err != nil {
		return
	}
	incomplete, known := countIncomplete(edges), namesOf(edges)
	model.set(profiles, edges)
	if len(model.Edges) == 0 && known != "" {
		resp.Diagnostics.AddWarning("Edge not found", "Correct edge_name or cdn_domain, unless there may be no such edge. "+
			"These edges exist:\n"+known)
	}
	if incomplete > 0 {
		resp.Diagnostics.AddWarning("Edges left out", fmt.Sprintf(
			"Run Terraform again, or look for the edge in the Global Edge console. Edges without an ID or a domain: %d.",
			incomplete))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (d *edgesDataSource) report(err error) diag.Diagnostics {
	if errors.Is(err, livestation.ErrNoGlobalEdge) {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Missing global_edge_endpoint",
			"Set global_edge_endpoint in the provider block (or LIVESTATION_GLOBAL_EDGE_ENDPOINT) to the base URL of Global "+
				"Edge, for example "+livestation.DefaultGlobalEdgeEndpoint+". The provider doesn't call that host by itself, "+
				"because endpoint (or LIVESTATION_ENDPOINT) is set to another host.")}
	}
	return d.Run.Report(err)
}

// selects reports whether the filters accept a profile.
func (m edgesDataSourceModel) selects(p livestation.EdgeProfile) bool {
	return (m.ProfileID.IsNull() || attribute.WholeNumber(m.ProfileID) == *p.ID.Value) &&
		(m.ProfileName.IsNull() || m.ProfileName.ValueString() == string(p.Name))
}

// checkProfiles reports filters that accept no profile, or too many.
func checkProfiles(model edgesDataSourceModel, all, selected []livestation.EdgeProfile) (diags diag.Diagnostics) {
	isFiltered := !model.ProfileID.IsNull() || !model.ProfileName.IsNull()
	switch {
	case isFiltered && len(selected) == 0:
		argument := "profile_name"
		if model.ProfileName.IsNull() {
			argument = "profile_id"
		}
		diags.AddAttributeError(path.Root(argument), "Profile not found", fmt.Sprintf(
			"Correct %s. The account has these profiles of Global Edge:\n%s", argument, listOf(all)))
	case len(selected) > maxProfiles:
		diags.AddError("Too many profiles", fmt.Sprintf(
			"Set profile_id or profile_name. The account has %d profiles, and the provider reads the edges of at most %d.",
			len(selected), maxProfiles))
	}
	return diags
}

// listOf returns the beginning of a list of profiles as lines of a message.
func listOf(profiles []livestation.EdgeProfile) string {
	lines := []string{}
	for _, p := range profiles {
		lines = append(lines, fmt.Sprintf("  - %d: %s", *p.ID.Value, attribute.QuoteBounded(string(p.Name))))
	}
	return cmp.Or(firstOf(lines), "  none")
}

// namesOf returns the beginning of a list of edges as lines of a message, "" if there is none.
func namesOf(edges []livestation.Edge) string {
	lines := []string{}
	for _, e := range edges {
		if e.StatusType != "DELETED" && !isIncomplete(e) {
			lines = append(lines, fmt.Sprintf("  - %s: %s", attribute.QuoteBounded(string(e.Name)),
				attribute.QuoteBounded(string(e.DomainName))))
		}
	}
	return firstOf(lines)
}

func firstOf(lines []string) string {
	if more := len(lines) - attribute.MaxShown; more > 0 {
		lines = append(lines[:attribute.MaxShown], fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// set sets what was read.
func (m *edgesDataSourceModel) set(profiles []livestation.EdgeProfile, edges []livestation.Edge) {
	m.Profiles = []profileModel{}
	m.Edges = []edgeModel{}
	names := map[int64]livestation.Text{}
	slices.SortFunc(profiles, func(a, b livestation.EdgeProfile) int { return cmp.Compare(*a.ID.Value, *b.ID.Value) })
	for _, p := range profiles {
		names[*p.ID.Value] = p.Name
		m.Profiles = append(m.Profiles, profileModel{types.Int64Value(*p.ID.Value), attribute.StringOrNull(p.Name)})
	}
	edges = slices.DeleteFunc(edges, func(e livestation.Edge) bool { return isIncomplete(e) || !m.selectsEdge(e) })
	slices.SortFunc(edges, func(a, b livestation.Edge) int {
		return cmp.Or(cmp.Compare(*a.ProfileID.Value, *b.ProfileID.Value), cmp.Compare(*a.ID.Value, *b.ID.Value))
	})
	for _, e := range edges {
		m.Edges = append(m.Edges, edgeModel{
			InstanceNo:         types.StringValue(fmt.Sprint(*e.ID.Value)),
			ProfileID:          types.Int64Value(*e.ProfileID.Value),
			ProfileName:        attribute.StringOrNull(names[*e.ProfileID.Value]),
			EdgeName:           attribute.StringOrNull(e.Name),
			CDNDomain:          types.StringValue(strings.ToLower(string(e.DomainName))),
			StatusType:         attribute.StringOrNull(e.StatusType),
			ServiceRegionType:  attribute.StringOrNull(e.ServiceRegionType),
			OriginalCopyDomain: attribute.StringOrNull(e.OriginalCopyDomain),
		})
	}
}

// selectsEdge reports whether the filters accept an edge. One that is deleted does not exist any more.
func (m edgesDataSourceModel) selectsEdge(e livestation.Edge) bool {
	return e.StatusType != "DELETED" &&
		(m.EdgeName.IsNull() || m.EdgeName.ValueString() == string(e.Name)) &&
		(m.CDNDomain.IsNull() || strings.EqualFold(m.CDNDomain.ValueString(), string(e.DomainName)))
}

// isIncomplete reports whether an edge lacks what a channel needs.
func isIncomplete(e livestation.Edge) bool {
	return e.ID.Value == nil || *e.ID.Value < 1 || e.DomainName == ""
}

func countIncomplete(edges []livestation.Edge) (n int) {
	for _, e := range edges {
		if isIncomplete(e) && e.StatusType != "DELETED" {
			n++
		}
	}
	return n
}
