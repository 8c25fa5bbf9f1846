package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestChannelIDValidator_acceptsIDs(t *testing.T) {
	t.Parallel()
	tests := map[string]types.String{
		"documented format":   types.StringValue("ls-20200327140131-aBCD3"),
		"another format":      types.StringValue("vod_1"),
		"the longest allowed": types.StringValue(strings.Repeat("a", 128)),
		"not known yet":       types.StringUnknown(),
		"null":                types.StringNull(),
	}
	for name, id := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diags := validateString(t, channelIDValidator{}, "channel_id", id); len(diags) != 0 {
				t.Errorf("got %v", diags)
			}
		})
	}
}

func TestChannelIDValidator_rejectsOtherText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ id, want string }{
		"empty":             {id: "", want: `"" is not a valid channel ID.`},
		"path":              {id: "../events", want: `"../events" is not a valid channel ID.`},
		"name with a space": {id: "my channel", want: `"my channel" is not a valid channel ID.`},
		"line break":        {id: "ls-1\n", want: `"ls-1\n" is not a valid channel ID.`},
		"escape sequence":   {id: "\x1b[2J", want: `"\x1b[2J" is not a valid channel ID.`},
		"text direction":    {id: "ls-\u202e1", want: `"ls-\u202e1" is not a valid channel ID.`},
		"filler":            {id: "ls-\u3164", want: `"ls-\u3164" is not a valid channel ID.`},
		"name in Korean":    {id: "라이브", want: `"라이브" is not a valid channel ID.`},
		"one character over": {
			id:   strings.Repeat("a", 129),
			want: `"` + strings.Repeat("a", 60) + `"… is not a valid channel ID.`,
		},
		"a megabyte": {
			id:   strings.Repeat("/", 1<<20),
			want: `"` + strings.Repeat("/", 60) + `"… is not a valid channel ID.`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := validateString(t, channelIDValidator{}, "channel_id", types.StringValue(test.id))
			if !diags.HasError() {
				t.Fatal("no error")
			}
			if got := diags[0].Detail(); !strings.HasSuffix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := diags[0].Detail(); !strings.HasPrefix(got, "Find the channel's ID in the Live Station console") {
				t.Errorf("got %q, which does not begin with the advice", got)
			}
		})
	}
}

func TestChannelTypeValidator(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name types.String
		want string // in the error, "" for none
	}{
		"live":          {name: types.StringValue("live")},
		"re_stream":     {name: types.StringValue("re_stream")},
		"vod2live":      {name: types.StringValue("vod2live")},
		"not known yet": {name: types.StringUnknown()},
		"null":          {name: types.StringNull()},
		"another type": {
			name: types.StringValue("vod"),
			want: `must be one of: ["live" "re_stream" "vod2live"], got: "vod"`,
		},
		"another case": {name: types.StringValue("Live"), want: `got: "Live"`},
		"empty":        {name: types.StringValue(""), want: `got: ""`},
		"escapes":      {name: types.StringValue("\x1b\u202e"), want: `got: "\x1b\u202e"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got string
			for _, d := range validateString(t, channelTypeValidator(), "channel_type", test.name) {
				got += d.Detail()
			}
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
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

func TestChannelStatusValidator_doesNotRepeatALongValue(t *testing.T) {
	t.Parallel()
	value := types.StringValue(strings.Repeat("A", 1<<20))
	diags := validateString(t, channelStatusValidator{}, "channel_status", value)
	if !diags.HasError() {
		t.Error("a megabyte is accepted")
	}
	if n := len(fmt.Sprint(diags)); n > 1000 {
		t.Errorf("the diagnostic has %d bytes", n)
	}
}
