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

func TestSchemafile_containsAllKinds(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	if err := write(t.Context(), &text); err != nil {
		t.Fatal(err)
	}
	var all tfjson.ProviderSchemas // as tfplugindocs reads them
	if err := json.Unmarshal(text.Bytes(), &all); err != nil || all.Schemas["livestation"] == nil {
		t.Fatalf("the file has no provider livestation: %v", err)
	}
	s := all.Schemas["livestation"]
	for want, names := range map[string][]string{
		"livestation_callback_endpoint":         slices.Collect(maps.Keys(s.ResourceSchemas)),
		"livestation_quality_sets":              slices.Collect(maps.Keys(s.DataSourceSchemas)),
		"livestation_channel_callback_endpoint": slices.Collect(maps.Keys(s.ResourceIdentitySchemas)),
		"livestation_channel":                   slices.Collect(maps.Keys(s.ListResourceSchemas)),
		"livestation_channel_stream_key":        slices.Collect(maps.Keys(s.EphemeralResourceSchemas)),
		"livestation_send_test_event":           slices.Collect(maps.Keys(s.ActionSchemas)),
		"parse_callback_event":                  slices.Collect(maps.Keys(s.Functions)),
	} {
		if !slices.Contains(names, want) {
			t.Errorf("%q is not among %q", want, names)
		}
	}
	if key := s.ConfigSchema.Block.Attributes["secret_key"]; key == nil || !key.Sensitive {
		t.Errorf("secret_key of the provider block is %+v", key)
	}
	data := s.DataSourceSchemas["livestation_channel_callback_endpoints"].Block
	channels := data.Attributes["channels"].AttributeNestedType
	if channels == nil || channels.NestingMode != tfjson.SchemaNestingModeList {
		t.Fatalf("channels is %+v", channels)
	}
	if id := channels.Attributes["channel_id"]; id == nil || id.AttributeType != cty.String || !id.Computed {
		t.Errorf("channel_id is %+v", id)
	}
}

func TestConvert_reportsWhatItCannotConvert(t *testing.T) {
	t.Parallel()
	var blocks, variadic, complete converter
	blocks.block(&tfprotov6.SchemaBlock{BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "filter"}}})
	function := &tfprotov6.Function{Return: &tfprotov6.FunctionReturn{Type: tftypes.String}}
	complete.function(function)
	function.VariadicParameter = &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.String}
	variadic.function(function)
	if blocks.err == nil || variadic.err == nil || complete.err != nil {
		t.Errorf("got %v, %v and %v, want two errors", blocks.err, variadic.err, complete.err)
	}
}
