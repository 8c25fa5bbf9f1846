package attribute

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// OptionalBool is an argument of a resource that is false by default.
func OptionalBool(description string, modifiers ...planmodifier.Bool) schema.Attribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true,
		Default: booldefault.StaticBool(false), PlanModifiers: modifiers,
	}
}

// KeptString is an attribute that only the API sets, once.
func KeptString(description string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}
