package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// convert returns the schemas in the format of terraform providers schema -json. The
// key is the provider's name as tfplugindocs looks for it.
func convert(s schemas) (*tfjson.ProviderSchemas, error) {
	c := converter{}
	converted := &tfjson.ProviderSchema{
		ConfigSchema:             c.schema(s.Provider),
		ResourceSchemas:          mapValues(s.ResourceSchemas, c.schema),
		DataSourceSchemas:        mapValues(s.DataSourceSchemas, c.schema),
		EphemeralResourceSchemas: mapValues(s.EphemeralResourceSchemas, c.schema),
		ListResourceSchemas:      mapValues(s.ListResourceSchemas, c.schema),
		ActionSchemas:            mapValues(s.ActionSchemas, c.action),
		Functions:                mapValues(s.Functions, c.function),
		ResourceIdentitySchemas:  mapValues(s.identities, c.identity),
	}
	return &tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{"livestation": converted},
	}, c.err
}

func mapValues[A, B any](from map[string]A, convert func(A) B) map[string]B {
	to := map[string]B{}
	for name, value := range from {
		to[name] = convert(value)
	}
	return to
}

// A converter keeps the last error.
type converter struct{ err error }

func (c *converter) schema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: number(s.Version), Block: c.block(s.Block)}
}

func (c *converter) action(s *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: c.block(s.Schema.Block)}
}

func (c *converter) block(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	if len(b.BlockTypes) > 0 {
		c.err = errors.New("a schema has blocks, which are not converted: use nested attributes")
	}
	return &tfjson.SchemaBlock{
		Attributes:      c.attributes(b.Attributes),
		Description:     b.Description,
		DescriptionKind: kind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
}

func (c *converter) attributes(all []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	converted := map[string]*tfjson.SchemaAttribute{}
	for _, a := range all {
		attribute := &tfjson.SchemaAttribute{
			Description:     a.Description,
			DescriptionKind: kind(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType == nil {
			attribute.AttributeType = c.valueType(a.Type)
		} else {
			attribute.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  c.attributes(a.NestedType.Attributes),
				NestingMode: tfjson.SchemaNestingMode(strings.ToLower(a.NestedType.Nesting.String())),
			}
		}
		converted[a.Name] = attribute
	}
	return converted
}

func (c *converter) identity(s *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	converted := &tfjson.IdentitySchema{Version: number(s.Version), Attributes: map[string]*tfjson.IdentityAttribute{}}
	for _, a := range s.IdentityAttributes {
		converted.Attributes[a.Name] = &tfjson.IdentityAttribute{
			IdentityType:      c.valueType(a.Type),
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return converted
}

func (c *converter) function(f *tfprotov6.Function) *tfjson.FunctionSignature {
	converted := &tfjson.FunctionSignature{
		Summary:            f.Summary,
		Description:        f.Description,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         c.valueType(f.Return.Type),
	}
	for _, p := range f.Parameters {
		converted.Parameters = append(converted.Parameters, &tfjson.FunctionParameter{
			Name:        p.Name,
			Description: p.Description,
			IsNullable:  p.AllowNullValue,
			Type:        c.valueType(p.Type),
		})
	}
	if f.VariadicParameter != nil {
		c.err = errors.New("a function has a variadic parameter, which is not converted")
	}
	return converted
}

// valueType converts a type by its JSON, which is the same in the protocol and in cty.
func (c *converter) valueType(from tftypes.Type) cty.Type {
	var to cty.Type
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, &to)
	}
	if err != nil {
		c.err = fmt.Errorf("cannot convert the type %s: %w", from, err)
	}
	return to
}

// number converts a number that no schema has below 0.
func number(from int64) uint64 { return uint64(max(from, 0)) }

func kind(k tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if k == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}
