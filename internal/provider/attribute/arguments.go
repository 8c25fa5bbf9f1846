// Package attribute has the attributes and texts that repeat in the schemas and messages of all objects.
package attribute

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Arguments of resources that are whole numbers have the type Number. With the type Int64, the
// framework reports a fraction as an error in the provider.

// WholeNumber returns the value of an argument that was validated, 0 if it is null or unknown.
func WholeNumber(argument types.Number) int64 {
	value := argument.ValueBigFloat()
	if value == nil {
		return 0
	}
	number, _ := value.Int64()
	return number
}

// NumberValue returns the value of an argument that is a whole number.
func NumberValue(number int64) types.Number {
	return types.NumberValue(new(big.Float).SetInt64(number))
}

// wholeNumberValidator accepts whole numbers from min to max.
type wholeNumberValidator struct{ min, max int64 }

// WholeNumbers accepts whole numbers from minimum to maximum.
func WholeNumbers(minimum, maximum int64) wholeNumberValidator {
	return wholeNumberValidator{minimum, maximum}
}

// AnyWholeNumber is for numbers that the plan checks: mocks of terraform test provide 0.
func AnyWholeNumber() wholeNumberValidator { return wholeNumberValidator{0, MaxNumber} }

// MaxNumber has 15 digits, as many as the client accepts.
const MaxNumber = 999_999_999_999_999

func (v wholeNumberValidator) Description(context.Context) string {
	return fmt.Sprintf("must be a whole number from %d to %d", v.min, v.max)
}

func (v wholeNumberValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v wholeNumberValidator) ValidateNumber(
	_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse,
) {
	value := req.ConfigValue.ValueBigFloat()
	if value == nil {
		return
	}
	if number, accuracy := value.Int64(); accuracy != big.Exact || number < v.min || number > v.max {
		argument, _, _ := strings.Cut(req.Path.String(), "[") // An element of a set has its value as its name.
		resp.Diagnostics.AddAttributeError(rootOf(req.Path), "Invalid number", fmt.Sprintf(
			"Correct %s: only whole numbers from %d to %d are valid. Got: %s", argument, v.min, v.max, value.Text('g', 10)))
	}
}

// rootOf returns the argument that contains a path. Terraform shows the line of an argument, but not
// of a part of its value.
func rootOf(at path.Path) path.Path {
	name, _ := at.Steps()[0].(path.PathStepAttributeName)
	return path.Root(string(name))
}

// Nested returns a validator for a part of an argument. It shows the line of the argument.
func Nested(v validator.String) validator.String { return nestedString{v} }

// nestedString is a validator of a part of an argument. It shows the line of the argument.
type nestedString struct{ validator.String }

func (v nestedString) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	var found validator.StringResponse
	v.String.ValidateString(ctx, req, &found)
	for _, d := range found.Diagnostics {
		resp.Diagnostics.AddAttributeError(rootOf(req.Path), d.Summary(), d.Detail())
	}
}

// Duration accepts durations above zero.
func Duration() validator.String { return durationValidator{} }

type durationValidator struct{}

func (durationValidator) Description(context.Context) string {
	return "must be a duration with a unit, such as 90s or 30m, above zero"
}

func (v durationValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v durationValidator) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration", fmt.Sprintf(
			"Correct %s: it %s. Got: %s", req.Path, v.Description(ctx), QuoteBounded(req.ConfigValue.ValueString())))
	}
}

// Of returns an attribute of an object, null if the object has none.
func Of[T attr.Value](object types.Object, name string) T {
	value, _ := object.Attributes()[name].(T)
	return value
}
