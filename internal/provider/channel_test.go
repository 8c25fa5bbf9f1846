package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/provider/channel"
	"github.com/livestation/terraform-provider-livestation/internal/provider/registration"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func TestChannelNameFilters_rejectALongValueWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	value := types.StringValue(strings.Repeat("a", 1<<20))
	for name, source := range map[string]datasource.DataSource{
		"channel":                    channel.NewDataSource(),
		"channels":                   channel.NewChannelsDataSource(),
		"channel_callback_endpoints": registration.NewChannelCallbackEndpointsDataSource(),
	} {
		var resp datasource.SchemaResponse
		source.Schema(t.Context(), datasource.SchemaRequest{}, &resp)
		var diags diag.Diagnostics
		filter, ok := resp.Schema.Attributes["channel_name"].(schema.StringAttribute)
		if !ok {
			t.Fatalf("%s: channel_name is not a string", name)
		}
		for _, v := range filter.Validators {
			diags.Append(messages.Validate(t, v, "channel_name", value)...)
		}
		if !diags.HasError() {
			t.Errorf("%s: a megabyte is accepted", name)
		}
		if n := len(fmt.Sprint(diags)); n > 1000 {
			t.Errorf("%s: the diagnostic has %d bytes", name, n)
		}
	}
}
