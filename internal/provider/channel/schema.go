package channel

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/numberplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

// What arguments can be.
var (
	channelNamePattern = ncloud.LazyPattern(`^[\p{Hangul}A-Za-z0-9_]{3,20}$`) // assumption A48
	cdnNumberPattern   = ncloud.LazyPattern(`^[1-9][0-9]{0,17}$`)
	channelProtocols   = []string{"HLS", "HLS,DASH", "LL_HLS"}
	channelEnvTypes    = []string{"REAL", "DEV", "STAGE"}
	cdnDomainPattern   = ncloud.LazyPattern(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	recordTypes        = []string{"NO_RECORD", "AUTO_UPLOAD", "MANUAL_UPLOAD"}
	recordFormats      = []string{"MP4", "HLS", "ALL"}
	recordAccess       = []string{"PRIVATE", "PUBLIC_READ"}
)

// globalRegion is the region_type for viewers everywhere (assumption A67).
const globalRegion = "GLOBAL"

// The lengths of the name of a bucket, in bytes.
const minBucketName, maxBucketName = 3, 63

func (r *channelResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const replaces = " A change replaces the channel."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Creates and manages a live channel, with an existing CDN or a new one. **Experimental:** " +
			"no developer has tried this resource with a real account yet.",
		Attributes: map[string]schema.Attribute{
			"channel_name": schema.StringAttribute{
				MarkdownDescription: "Name of the channel: 3 to 20 Hangul or ASCII letters, digits and underscores.",
				Required:            true,
				Validators: []validator.String{attribute.Pattern(
					channelNamePattern, "Invalid channel name", "Use 3 to 20 Hangul or ASCII letters, digits and underscores.")},
			},
			"quality_set_id": schema.NumberAttribute{
				MarkdownDescription: "ID of the quality set; see the data source `livestation_quality_sets`." + replaces,
				Required:            true,
				Validators:          []validator.Number{attribute.AnyWholeNumber()},
				PlanModifiers:       []planmodifier.Number{numberplanmodifier.RequiresReplace()},
			},
			"cdn": channelCDNAttribute(),
			"output_protocol": schema.StringAttribute{
				MarkdownDescription: "Output protocols: `HLS`, `HLS,DASH`, or `LL_HLS` with a low-latency quality set. " +
					"Defaults to `HLS`. A change from or to `LL_HLS` replaces the channel.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString("HLS"),
				Validators: []validator.String{stringvalidator.OneOf(channelProtocols...)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(
					func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
						resp.RequiresReplace = !canChangeProtocol(req.StateValue, req.PlanValue)
					}, "", "")},
			},
			"use_dvr": attribute.OptionalBool("Whether viewers can rewind a broadcast, for 360 minutes (DVR, time machine)."),
			"immediate_on_air": attribute.OptionalBool(
				"Whether recording starts as soon as the encoder sends. Requires `use_dvr`.",
			),
			"record": channelRecordAttribute(),
			"is_stream_fail_over": attribute.OptionalBool(
				"Whether the channel has a second input, with a stream key of its own."+replaces,
				boolplanmodifier.RequiresReplace(),
			),
			"env_type": schema.StringAttribute{
				MarkdownDescription: "Environment label, without effect on the channel: `REAL`, `DEV` or `STAGE`. Defaults " +
					"to `REAL`.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString("REAL"),
				Validators: []validator.String{stringvalidator.OneOf(channelEnvTypes...)},
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether Terraform refuses to delete or replace the channel, also with `-replace` and " +
					"`replace_triggered_by`. Defaults to `true`. To delete the channel, set it to `false` and apply first.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
			},
			"timeouts":           channelTimeouts(ctx),
			"channel_id":         attribute.KeptString(IDDescription),
			"instance_no":        attribute.KeptString("Instance number of the channel."),
			"publish_url":        attribute.KeptString("RTMP URL that an encoder sends to, without the stream key."),
			"global_publish_url": attribute.KeptString("RTMP URL for encoders outside Korea, without the stream key."),
			"created_time":       attribute.KeptString("Time when the channel was created (RFC 3339, UTC)."),
			"quality_set_name":   attribute.KeptString("Name of the channel's quality set."),
		},
	}
}

func channelCDNAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "CDN of the channel: an existing one, or one that is created with the channel. It stays " +
			"when the channel is deleted. Another CDN replaces the channel.",
		Required:      true,
		PlanModifiers: []planmodifier.Object{cdnPlan{}},
		Attributes: map[string]schema.Attribute{
			"create_cdn": schema.BoolAttribute{
				MarkdownDescription: "Whether to create a CDN with the channel, which NAVER Cloud bills. Requires " +
					"`region_type`, and neither `instance_no` nor `cdn_domain`. Null after an import. You can replace it by " +
					"the values of the CDN that it created, and the other way around, without a change of the channel.",
				Optional: true,
			},
			"region_type": schema.StringAttribute{
				MarkdownDescription: "Region of the viewers of a CDN that is created: `KOREA`, `JAPAN` or `GLOBAL`. `LL_HLS` " +
					"requires `KOREA`. Unsupported on the financial site.",
				Optional:   true,
				Validators: []validator.String{attribute.Nested(stringvalidator.OneOf("KOREA", "JAPAN", globalRegion))},
			},
			"instance_no": schema.StringAttribute{
				MarkdownDescription: "Instance number of the CDN, which must be RUNNING. Required without `create_cdn`.",
				Optional:            true,
				Computed:            true,
			},
			"profile_id": schema.NumberAttribute{
				MarkdownDescription: "ID of the CDN's profile. Required on the public site, unsupported on the financial site.",
				Optional:            true,
				Validators:          []validator.Number{attribute.AnyWholeNumber()},
			},
			"cdn_domain": schema.StringAttribute{
				MarkdownDescription: "Domain from which viewers watch. Required on the public site without `create_cdn`, " +
					"unsupported on the financial site.",
				Optional: true,
				Computed: true,
				Validators: []validator.String{attribute.Nested(attribute.Pattern(
					cdnDomainPattern, "Invalid domain of a CDN", "Write only the host name, for example live.example.com."))},
			},
		},
	}
}

func channelRecordAttribute() schema.Attribute {
	optional := func(description string, valid validator.String) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description + " Required with `AUTO_UPLOAD`.", Optional: true,
			Validators: []validator.String{attribute.Nested(valid)},
		}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How broadcasts are recorded. Defaults to `{ type = \"NO_RECORD\" }`: deleting the channel " +
			"then gives up recordings that are not finished.",
		Optional: true,
		Computed: true,
		Default:  objectdefault.StaticValue(noRecord()),
		Attributes: map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "Type: `NO_RECORD`, `AUTO_UPLOAD` or `MANUAL_UPLOAD`.",
				Required:            true,
				Validators:          []validator.String{attribute.Nested(stringvalidator.OneOf(recordTypes...))},
			},
			"format": optional("Format: `MP4`, `HLS` or `ALL`.", stringvalidator.OneOf(recordFormats...)),
			"bucket_name": optional("Bucket of Object Storage, 3 to 63 characters.",
				stringvalidator.LengthBetween(minBucketName, maxBucketName)),
			"access_control": optional("Access: `PRIVATE` or `PUBLIC_READ`.", stringvalidator.OneOf(recordAccess...)),
			"file_path": optional("Folder in the bucket. Begins with `/`.",
				attribute.Pattern(ncloud.LazyPattern(`^/`), "Invalid folder of recordings", "Begin the folder with a slash.")),
		},
	}
}

func channelTimeouts(ctx context.Context) schema.Attribute {
	const retriesAndWait = " retries and the wait while the channel is changing."
	all, _ := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: "How long the creation can take, until the channel is ready, including the wait " +
			"for its CDN. Defaults to `20m`, to `30m` with `create_cdn`, and to `90m` with the region `GLOBAL` too.",
		Update: true, UpdateDescription: "How long a change can take, including" + retriesAndWait + " Defaults to `5m`, " +
			"and to `30m` for a move from CDN+.",
		Delete: true, DeleteDescription: "How long the deletion can take, including" + retriesAndWait + " Defaults to `20m`.",
	}).(schema.SingleNestedAttribute)
	all.MarkdownDescription = "How long the operations can take."
	for name, part := range all.Attributes {
		if text, ok := part.(schema.StringAttribute); ok { // They all are.
			text.Validators = []validator.String{attribute.Nested(attribute.Duration())}
			all.Attributes[name] = text
		}
	}
	return all
}
