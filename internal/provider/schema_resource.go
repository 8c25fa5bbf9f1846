package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// optionalBool is an argument of a resource that is false by default.
func optionalBool(description string, modifiers ...planmodifier.Bool) schema.Attribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true,
		Default: booldefault.StaticBool(false), PlanModifiers: modifiers,
	}
}

// keptString is an attribute that only the API sets, once.
func keptString(description string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}
