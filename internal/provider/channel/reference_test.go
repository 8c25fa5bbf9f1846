package channel

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func TestChannelIDValidator_acceptsWhatIsSafeInAPath(t *testing.T) {
	t.Parallel()
	for id, accepted := range map[string]bool{
		"ls-20200327140131-aBCD3": true, "vod_1": true, strings.Repeat("a", 128): true,
		"": false, "../events": false, "my channel": false, "ls-1\n": false, "라이브": false, strings.Repeat("a", 129): false,
	} {
		diags := messages.Validate(t, IDValidator(), "channel_id", types.StringValue(id))
		if diags.HasError() == accepted {
			t.Errorf("%q: got %v", id, diags)
		}
		for _, d := range diags {
			messages.ExpectStyle(t, d)
			messages.ExpectDetail(t, d, "Find the channel's ID in the Live Station console")
			if len(id) < 60 {
				messages.ExpectDetail(t, d, "Got: "+strconv.Quote(id)) // a line break would not be seen
			}
		}
	}
}

func TestChannelTypeValidator(t *testing.T) {
	t.Parallel()
	for name, accepted := range map[string]bool{
		"live": true, "re_stream": true, "vod2live": true, "vod": false, "Live": false, "": false, "\x1b\u202e": false,
	} {
		diags := messages.Validate(t, TypeValidator(), "channel_type", types.StringValue(name))
		if diags.HasError() == accepted {
			t.Errorf("%q: got %v", name, diags)
		}
		for _, d := range diags {
			messages.ExpectDetail(t, d, fmt.Sprintf(`must be one of: ["live" "re_stream" "vod2live"], got: %q`, name))
		}
	}
}

func TestChannelLists_messagesFollowStyle(t *testing.T) {
	t.Parallel()
	messages.ExpectStyle(t, limitWarning(203, 100))
	messages.ExpectStyle(t, unstableListWarning())
}
