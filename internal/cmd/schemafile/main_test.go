package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// writtenSchemas returns the schemas as tfplugindocs reads it.
func writtenSchemas(t *testing.T) *tfjson.ProviderSchema {
	t.Helper()
	var text bytes.Buffer
	if err := write(t.Context(), &text); err != nil {
		t.Fatal(err)
	}
	var all tfjson.ProviderSchemas
	if err := json.Unmarshal(text.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if all.Schemas["livestation"] == nil {
		t.Fatal("the file has no provider livestation")
	}
	return all.Schemas["livestation"]
}

func TestSchemafile_containsAllKinds(t *testing.T) {
	t.Parallel()
	s := writtenSchemas(t)
	for kind, c := range map[string]struct {
		names []string
		want  string
	}{
		"data sources": {names: slices.Collect(maps.Keys(s.DataSourceSchemas)), want: "livestation_callback_endpoint"},
		"resources":    {names: slices.Collect(maps.Keys(s.ResourceSchemas)), want: "livestation_callback_endpoint"},
		"identities": {
			names: slices.Collect(maps.Keys(s.ResourceIdentitySchemas)),
			want:  "livestation_channel_callback_endpoint",
		},
		"list resources": {
			names: slices.Collect(maps.Keys(s.ListResourceSchemas)),
			want:  "livestation_channel_callback_endpoint",
		},
		"actions":   {names: slices.Collect(maps.Keys(s.ActionSchemas)), want: "livestation_send_test_event"},
		"functions": {names: slices.Collect(maps.Keys(s.Functions)), want: "parse_callback_event"},
	} {
		if !slices.Contains(c.names, c.want) {
			t.Errorf("%s: %q is not among %q", kind, c.want, c.names)
		}
	}
	if s.ConfigSchema.Block.Attributes["secret_key"] == nil || !s.ConfigSchema.Block.Attributes["secret_key"].Sensitive {
		t.Error("secret_key of the provider block is missing or not sensitive")
	}
}

func TestSchemafile_containsNestedAttributes(t *testing.T) {
	t.Parallel()
	channels := writtenSchemas(t).DataSourceSchemas["livestation_channel_callback_endpoints"].Block.Attributes["channels"]
	if channels == nil || channels.AttributeNestedType == nil {
		t.Fatalf("channels is %+v", channels)
	}
	if channels.AttributeNestedType.NestingMode != tfjson.SchemaNestingModeList {
		t.Errorf("the nesting mode is %q", channels.AttributeNestedType.NestingMode)
	}
	id := channels.AttributeNestedType.Attributes["channel_id"]
	if id == nil || id.AttributeType != cty.String || !id.Computed {
		t.Errorf("channel_id is %+v", id)
	}
}

func TestConvert_convertsTypes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from tftypes.Type
		want cty.Type
	}{
		"number": {from: tftypes.Number, want: cty.Number},
		"list":   {from: tftypes.List{ElementType: tftypes.Bool}, want: cty.List(cty.Bool)},
		"map":    {from: tftypes.Map{ElementType: tftypes.String}, want: cty.Map(cty.String)},
		"object": {
			from: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String}},
			want: cty.Object(map[string]cty.Type{"a": cty.String}),
		},
		"dynamic": {from: tftypes.DynamicPseudoType, want: cty.DynamicPseudoType},
	} {
		var conversion converter
		if got := conversion.valueType(c.from); conversion.err != nil || !got.Equals(c.want) {
			t.Errorf("%s: got %s, %v", name, got.FriendlyName(), conversion.err)
		}
	}
}

func TestConvert_convertsNestedBlocks(t *testing.T) {
	t.Parallel()
	var c converter
	block := c.block(&tfprotov6.SchemaBlock{BlockTypes: []*tfprotov6.SchemaNestedBlock{
		{
			TypeName: "filter",
			Nesting:  tfprotov6.SchemaNestedBlockNestingModeSet,
			MaxItems: 2,
			Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{{Name: "name", Type: tftypes.String, Required: true}},
			},
		},
	}})
	nested := block.NestedBlocks["filter"]
	if c.err != nil || nested == nil {
		t.Fatalf("got %+v, %v", block, c.err)
	}
	if nested.NestingMode != tfjson.SchemaNestingModeSet || nested.MaxItems != 2 {
		t.Errorf("the block is %+v", nested)
	}
	if name := nested.Block.Attributes["name"]; name == nil || !name.Required {
		t.Errorf("the attribute is %+v", name)
	}
}

func TestConvert_reportsNegativeNumber(t *testing.T) {
	t.Parallel()
	var c converter
	c.schema(&tfprotov6.Schema{Version: -1, Block: &tfprotov6.SchemaBlock{}})
	if c.err == nil {
		t.Error("there is no error")
	}
}

func TestErrorOf_ignoresWarnings(t *testing.T) {
	t.Parallel()
	warning := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "warning"}
	failure := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "invalid schema", Detail: "why"}
	if err := errorOf([]*tfprotov6.Diagnostic{warning}); err != nil {
		t.Errorf("a warning is an error: %v", err)
	}
	if err := errorOf([]*tfprotov6.Diagnostic{warning, failure}); err == nil || err.Error() != "invalid schema: why" {
		t.Errorf("got %v", err)
	}
}
