package channel

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
)

// What the list resources have in common.

// ListFilters returns the arguments that select channels.
func ListFilters() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"channel_status": OptionalFilter(StatusFilterDescription, StatusValidator()),
		"channel_name":   OptionalFilter(NameFilterDescription, FilterLengthValidator()),
	}
}

// OptionalFilter is an argument of a list resource.
func OptionalFilter(description string, validators ...validator.String) schema.Attribute {
	return schema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: validators}
}

// parallelReads is how many results of a list are made at the same time.
const parallelReads = 5

// Stream makes the results for channels, up to the limit, in their order, after what
// their list reports. An error ends them.
func Stream(
	req list.ListRequest, stream *list.ListResultsStream, diags diag.Diagnostics, channels []livestation.Channel,
	newResult func(livestation.Channel) list.ListResult,
) {
	if total := int64(len(channels)); total > req.Limit {
		diags.Append(limitWarning(total, req.Limit))
		channels = channels[:req.Limit]
	}
	stream.Results = func(push func(list.ListResult) bool) {
		// Terraform stops reading at the limit, so the warnings come first.
		if len(diags) > 0 && !push(list.ListResult{Diagnostics: diags}) {
			return
		}
		for some := range slices.Chunk(channels, parallelReads) {
			results := make([]list.ListResult, len(some))
			var reads sync.WaitGroup
			for i, c := range some {
				reads.Go(func() { results[i] = newResult(c) })
			}
			reads.Wait()
			for _, result := range results {
				if !push(result) || result.Diagnostics.HasError() {
					return
				}
			}
		}
	}
}

// DisplayName is the channel's name, bounded. Terraform prints it as it is.
func DisplayName(c livestation.Channel) string {
	if c.Name == "" || strings.ContainsFunc(c.Name, ncloud.IsInvisible) {
		return c.ID
	}
	beginning, ending := attribute.Cut(c.Name, attribute.MaxQuoted)
	return beginning + ending
}

// limitWarning says that Terraform does not list all that was found.
func limitWarning(total, limit int64) diag.Diagnostic {
	return diag.NewWarningDiagnostic("List is incomplete", fmt.Sprintf(
		"Set limit = %[1]d or more in the list block. %[1]d results were found, and the limit is %[2]d. Terraform's default "+
			"limit is 100.", total, limit))
}
