package qualityset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

const qualitySetIDDescription = "ID of the quality set."

func (r *qualitySetResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"quality_set_id": identityschema.Int64Attribute{Description: qualitySetIDDescription, RequiredForImport: true},
		},
	}
}

func (r *qualitySetResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const replaces = " A change replaces the set."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Creates and manages a quality set: a set of qualities in which channels are transcoded. " +
			"**Experimental:** no developer has tried this resource with a real account yet.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the set: 3 to 20 ASCII letters, digits and hyphens." + replaces,
				Required:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators: []validator.String{attribute.Pattern(
					ncloud.LazyPattern(`^[A-Za-z0-9-]{3,20}$`),
					"Invalid name of a quality set", "Use 3 to 20 ASCII letters, digits and hyphens.",
				)},
			},
			"quality_ids": schema.SetAttribute{
				MarkdownDescription: "IDs of 1 to 4 qualities; see the data source `livestation_quality_profiles`. At most one " +
					"can have 1920x1080 pixels." + replaces,
				ElementType: types.NumberType,
				Required:    true,
				Validators: []validator.Set{
					setvalidator.SizeBetween(1, 4), setvalidator.NoNullValues(),
					setvalidator.ValueNumbersAre(attribute.WholeNumbers(1, attribute.MaxNumber)),
				},
				PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace()},
			},
			"is_enabled_ull": attribute.OptionalBool(
				"Whether the set is for low latency (LL-HLS)."+replaces, boolplanmodifier.RequiresReplace(),
			),
			"segment_duration": schema.NumberAttribute{
				MarkdownDescription: "Duration of a segment in milliseconds: 1000 to 10000, in steps of 500. Required, except " +
					"with `is_enabled_ull`, which forbids it.",
				Optional:   true,
				Validators: []validator.Number{attribute.WholeNumbers(1000, 10000)},
			},
			"segment_count": schema.NumberAttribute{
				MarkdownDescription: "Number of segments in a playlist: 2 to 10. Required, except with `is_enabled_ull`, which " +
					"forbids it.",
				Optional:   true,
				Validators: []validator.Number{attribute.WholeNumbers(2, 10)},
			},
			"enable_hls_timed_metadata": attribute.OptionalBool(
				"Whether the streams contain HLS timed metadata: the time (UTC), each second. Requires `timed_metadata`."+replaces,
				boolplanmodifier.RequiresReplace(),
			),
			"timed_metadata": schema.SingleNestedAttribute{
				MarkdownDescription: "Form of the timed metadata. Requires `enable_hls_timed_metadata = true`." + replaces,
				Optional:            true,
				PlanModifiers:       []planmodifier.Object{objectplanmodifier.RequiresReplace()},
				Attributes: map[string]schema.Attribute{
					"header": schema.StringAttribute{
						MarkdownDescription: "Text of 1 to 128 characters, by which a player finds the metadata.",
						Required:            true,
						Validators:          []validator.String{attribute.Nested(stringvalidator.UTF8LengthBetween(1, 128))},
					},
				},
			},
			"quality_set_id": schema.Int64Attribute{
				MarkdownDescription: qualitySetIDDescription,
				Computed:            true,
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"created_time": attribute.KeptString("Time when the set was created (RFC 3339, UTC)."),
		},
	}
}
