package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The calls of the protocol that the model of Terraform makes, and Terraform's rules for their values.

// schemas returns the schemas of the resources, by type.
var schemas = sync.OnceValue(func() map[string]*tfprotov6.Schema {
	server := providerserver.NewProtocol6(providerIn(nil))()
	resp, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		panic(err)
	}
	return resp.ResourceSchemas
})

// typeOf returns the type of the resource at an address.
func typeOf(address string) string {
	name, _, _ := strings.Cut(address, ".")
	return name
}

func schemaOf(address string) *tfprotov6.Schema { return schemas()[typeOf(address)] }

func encode(value tftypes.Value) *tfprotov6.DynamicValue {
	v, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		panic(err)
	}
	return &v
}

func decode(address string, value *tfprotov6.DynamicValue) tftypes.Value {
	kind := schemaOf(address).ValueType()
	if value == nil {
		return tftypes.NewValue(kind, nil)
	}
	v, err := value.Unmarshal(kind)
	if err != nil {
		panic(err)
	}
	return v
}

// value returns the value of an object.
func (r *walk) value(address string, o *object) tftypes.Value {
	if o == nil {
		return decode(address, nil)
	}
	return decode(address, &tfprotov6.DynamicValue{MsgPack: o.value})
}

// refresh reads an object. It is nil if it is gone.
func (r *walk) refresh(address string, o *object) (*object, bool) {
	resp, err := r.process.server.ReadResource(r.process.of(address, o.value), &tfprotov6.ReadResourceRequest{
		TypeName: typeOf(address), CurrentState: &tfprotov6.DynamicValue{MsgPack: o.value}, Private: o.private,
	})
	if err != nil {
		panic(err)
	}
	if !r.report(address, resp.Diagnostics) {
		return o, false
	}
	value := decode(address, resp.NewState)
	if value.IsNull() {
		return nil, true
	}
	if !value.IsFullyKnown() {
		return o, r.fail(address, "Provider produced invalid object")
	}
	refreshed := *o
	refreshed.value = resp.NewState.MsgPack
	refreshed.private = resp.Private
	return &refreshed, true
}

// importObject imports and reads an object.
func (r *walk) importObject(address, id string) (*object, bool) {
	resp, err := r.process.server.ImportResourceState(r.process.of(address, nil), &tfprotov6.ImportResourceStateRequest{
		TypeName: typeOf(address), ID: id,
	})
	if err != nil {
		panic(err)
	}
	if !r.report(address, resp.Diagnostics) {
		return nil, false
	}
	imported := resp.ImportedResources[0]
	o, ok := r.refresh(address, &object{value: imported.State.MsgPack, private: imported.Private})
	if ok && o == nil {
		return nil, r.fail(address, "Cannot import non-existent remote object")
	}
	return o, ok
}

// planDestroy plans the destroy of an object.
func (r *walk) planDestroy(address string, o *object) (change, bool) {
	prior := r.value(address, o)
	none := tftypes.NewValue(prior.Type(), nil)
	resp, err := r.process.server.PlanResourceChange(r.process.of(address, o.value), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeOf(address), PriorState: &tfprotov6.DynamicValue{MsgPack: o.value}, PriorPrivate: o.private,
		ProposedNewState: encode(none), Config: encode(none),
	})
	if err != nil {
		panic(err)
	}
	if !r.report(address, resp.Diagnostics) {
		return change{}, false
	}
	if !decode(address, resp.PlannedState).IsNull() {
		return change{}, r.fail(address, "Provider produced invalid plan")
	}
	return change{
		address: address, action: destroy, before: prior, after: none, private: resp.PlannedPrivate, deposed: o,
	}, true
}

// planChange plans a configured resource: twice if it is replaced. The second time has no prior state, and the private
// state that the first one planned. A tainted object is planned without prior and private state.
func (r *walk) planChange(address string, b resourceBlock, current *object, createsFirst bool) (change, bool) {
	config := r.evaluate(address, b)
	none := tftypes.NewValue(config.Type(), nil)
	if !r.validate(address, config) {
		return change{}, false
	}
	prior, private := none, []byte(nil)
	if current != nil && !current.isTainted {
		prior, private = r.value(address, current), current.private
	}
	planned, resp, ok := r.planOnce(address, config, prior, private)
	if !ok {
		return change{}, false
	}
	c := change{address: address, before: prior, after: planned, private: resp.PlannedPrivate}
	isForced := r.options.replaced == address
	switch {
	case prior.IsNull():
		c.action = create
	case planned.Equal(prior) && !isForced:
		c.action = noOp
	case isForced || requiresReplacement(resp.RequiresReplace, prior, planned):
		if c.after, resp, ok = r.planOnce(address, config, none, resp.PlannedPrivate); !ok {
			return change{}, false
		}
		c.private = resp.PlannedPrivate
		c.action = replace
	default:
		c.action = update
	}
	if current != nil && current.isTainted {
		c.action = replace
		c.before = r.value(address, current)
	}
	if c.action == replace && createsFirst {
		c.action = createThenDestroy
	}
	return c, true
}

// validate validates a configuration, once in a history: the provider remembers nothing of it.
func (r *walk) validate(address string, config tftypes.Value) bool {
	key := address + string(encode(config).MsgPack)
	r.w.mu.Lock()
	isKnown := r.w.validated[key]
	r.w.mu.Unlock()
	if isKnown {
		return true
	}
	resp, err := r.process.server.ValidateResourceConfig(r.process.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: typeOf(address), Config: encode(config),
	})
	if err != nil {
		panic(err)
	}
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	r.w.validated[key] = len(resp.Diagnostics) == 0
	return r.report(address, resp.Diagnostics)
}

// planOnce is one call of PlanResourceChange, with Terraform's check of the result.
func (r *walk) planOnce(
	address string, config, prior tftypes.Value, private []byte,
) (tftypes.Value, *tfprotov6.PlanResourceChangeResponse, bool) {
	proposed := proposedNew(schemaOf(address).Block.Attributes, prior, config)
	resp, err := r.process.server.PlanResourceChange(r.process.of(address, nil), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeOf(address), PriorState: encode(prior), PriorPrivate: private,
		ProposedNewState: encode(proposed), Config: encode(config),
	})
	if err != nil {
		panic(err)
	}
	if !r.report(address, resp.Diagnostics) {
		return prior, resp, false
	}
	planned := decode(address, resp.PlannedState)
	for _, a := range schemaOf(address).Block.Attributes {
		configured, value := attribute(config, a.Name), attribute(planned, a.Name)
		if !configured.IsNull() && configured.IsFullyKnown() && a.NestedType == nil && !value.Equal(configured) &&
			!value.Equal(attribute(prior, a.Name)) {
			return prior, resp, r.fail(address, "Provider produced invalid plan: "+a.Name)
		}
	}
	return planned, resp, true
}

// applyChange is one call of ApplyResourceChange, with Terraform's checks of the result. The object is nil if there is
// none.
func (r *walk) applyChange(c change, b resourceBlock) (*object, bool) {
	config := c.after
	if !c.after.IsNull() {
		config = r.evaluate(c.address, b)
	}
	ctx := r.process.of(c.address, encode(c.before).MsgPack)
	resp, err := r.process.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeOf(c.address), PriorState: encode(c.before), PlannedState: encode(c.after), Config: encode(config),
		PlannedPrivate: c.private,
	})
	if err != nil {
		panic(err)
	}
	ok := r.report(c.address, resp.Diagnostics)
	value := decode(c.address, resp.NewState)
	switch {
	case ok && value.IsNull() != c.after.IsNull():
		ok = r.fail(c.address, "Provider returned invalid result object after apply")
	case !value.IsFullyKnown():
		ok = r.fail(c.address, "Provider returned invalid result object after apply: unknown values")
	case ok && !c.after.IsNull() && !isCompatible(c.after, value):
		ok = r.fail(c.address, "Provider produced inconsistent result after apply")
	}
	if value.IsNull() {
		return nil, ok
	}
	return &object{value: resp.NewState.MsgPack, private: resp.Private}, ok
}

// attribute returns an attribute of an object, null if the object is null.
func attribute(o tftypes.Value, name string) tftypes.Value {
	attributes := map[string]tftypes.Value{}
	kind, _ := o.Type().(tftypes.Object)
	switch {
	case !o.IsKnown():
		return tftypes.NewValue(kind.AttributeTypes[name], tftypes.UnknownValue)
	case o.IsNull() || o.As(&attributes) != nil:
		return tftypes.NewValue(kind.AttributeTypes[name], nil)
	default:
		return attributes[name]
	}
}

// proposedNew merges the prior state and the configuration: what is computed and not configured keeps its value,
// unless it contains something that only the configuration can have set.
func proposedNew(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	values := map[string]tftypes.Value{}
	for _, a := range attributes {
		was, configured := attribute(prior, a.Name), attribute(config, a.Name)
		values[a.Name] = configured
		switch {
		case a.Computed && configured.IsNull() && (!a.Optional || !hasConfigured(a.NestedType, was)):
			values[a.Name] = was
		case a.NestedType != nil && configured.IsKnown() && !configured.IsNull():
			values[a.Name] = proposedNew(a.NestedType.Attributes, was, configured)
		}
	}
	return tftypes.NewValue(config.Type(), values)
}

// hasConfigured reports whether a nested object has a value that is not computed.
func hasConfigured(nested *tfprotov6.SchemaObject, value tftypes.Value) bool {
	return nested != nil && slices.ContainsFunc(nested.Attributes, func(a *tfprotov6.SchemaAttribute) bool {
		return !a.Computed && !attribute(value, a.Name).IsNull()
	})
}

// requiresReplacement reports whether a value at one of the paths changes.
func requiresReplacement(paths []*tftypes.AttributePath, prior, planned tftypes.Value) bool {
	return slices.ContainsFunc(paths, func(path *tftypes.AttributePath) bool {
		was, _, err := tftypes.WalkAttributePath(prior, path)
		if err != nil {
			return false
		}
		is, _, err := tftypes.WalkAttributePath(planned, path)
		if err != nil {
			return false
		}
		one, isOne := was.(tftypes.Value)
		other, isOther := is.(tftypes.Value)
		return isOne && isOther && !one.Equal(other)
	})
}

// isCompatible reports whether a value has what was known in the planned one.
func isCompatible(planned, value tftypes.Value) bool {
	if !planned.IsKnown() {
		return true
	}
	attributes := map[string]tftypes.Value{}
	if !planned.Type().Is(tftypes.Object{}) || planned.IsNull() || value.IsNull() || planned.As(&attributes) != nil {
		return planned.Equal(value)
	}
	for name, a := range attributes {
		if !isCompatible(a, attribute(value, name)) {
			return false
		}
	}
	return true
}

// evaluate returns the value of a block, with what references have in this run.
func (r *walk) evaluate(address string, b resourceBlock) tftypes.Value {
	kind, ok := schemaOf(address).ValueType().(tftypes.Object)
	if !ok {
		panic(address)
	}
	values := map[string]tftypes.Value{}
	for name, t := range kind.AttributeTypes {
		values[name] = r.convert(t, b.arguments[name])
	}
	return tftypes.NewValue(kind, values)
}

func (r *walk) convert(t tftypes.Type, value any) tftypes.Value {
	switch v := value.(type) {
	case tftypes.Value:
		return v
	case reference:
		r.mu.Lock()
		defer r.mu.Unlock()
		if other, ok := r.working[v.address]; ok {
			return attribute(other, v.attribute)
		}
		return tftypes.NewValue(t, tftypes.UnknownValue)
	case map[string]any:
		kind, ok := t.(tftypes.Object)
		if !ok {
			panic(fmt.Sprint(t))
		}
		values := map[string]tftypes.Value{}
		for name, t := range kind.AttributeTypes {
			values[name] = r.convert(t, v[name])
		}
		return tftypes.NewValue(t, values)
	case []int:
		kind, ok := t.(tftypes.Set)
		if !ok {
			panic(fmt.Sprint(t))
		}
		var values []tftypes.Value
		for _, element := range v {
			values = append(values, r.convert(kind.ElementType, element))
		}
		return tftypes.NewValue(t, values)
	default:
		return tftypes.NewValue(t, v)
	}
}
