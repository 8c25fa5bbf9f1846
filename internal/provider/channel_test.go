package provider

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestChannelIDValidator_acceptsWhatIsSafeInAPath(t *testing.T) {
	t.Parallel()
	for id, accepted := range map[string]bool{
		"ls-20200327140131-aBCD3": true, "vod_1": true, strings.Repeat("a", 128): true,
		"": false, "../events": false, "my channel": false, "ls-1\n": false, "라이브": false, strings.Repeat("a", 129): false,
	} {
		diags := validateString(t, channelIDValidator(), "channel_id", types.StringValue(id))
		if diags.HasError() == accepted {
			t.Errorf("%q: got %v", id, diags)
		}
		for _, d := range diags {
			expectStyle(t, d)
			expectDetail(t, d, "Find the channel's ID in the Live Station console")
			if len(id) < 60 {
				expectDetail(t, d, "Got: "+strconv.Quote(id)) // a line break would not be seen
			}
		}
	}
}

func TestChannelTypeValidator(t *testing.T) {
	t.Parallel()
	for name, accepted := range map[string]bool{
		"live": true, "re_stream": true, "vod2live": true, "vod": false, "Live": false, "": false, "\x1b\u202e": false,
	} {
		diags := validateString(t, channelTypeValidator(), "channel_type", types.StringValue(name))
		if diags.HasError() == accepted {
			t.Errorf("%q: got %v", name, diags)
		}
		for _, d := range diags {
			expectDetail(t, d, fmt.Sprintf(`must be one of: ["live" "re_stream" "vod2live"], got: %q`, name))
		}
	}
}

func TestChannelNameFilters_rejectALongValueWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	value := types.StringValue(strings.Repeat("a", 1<<20))
	for name, source := range map[string]datasource.DataSource{
		"channel":                    NewChannelDataSource(),
		"channels":                   NewChannelsDataSource(),
		"channel_callback_endpoints": NewChannelCallbackEndpointsDataSource(),
	} {
		var resp datasource.SchemaResponse
		source.Schema(t.Context(), datasource.SchemaRequest{}, &resp)
		var diags diag.Diagnostics
		filter, ok := resp.Schema.Attributes["channel_name"].(schema.StringAttribute)
		if !ok {
			t.Fatalf("%s: channel_name is not a string", name)
		}
		for _, v := range filter.Validators {
			diags.Append(validateString(t, v, "channel_name", value)...)
		}
		if !diags.HasError() {
			t.Errorf("%s: a megabyte is accepted", name)
		}
		if n := len(fmt.Sprint(diags)); n > 1000 {
			t.Errorf("%s: the diagnostic has %d bytes", name, n)
		}
	}
}
