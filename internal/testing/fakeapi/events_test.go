package fakeapi_test

import (
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestEmitEvent_returnsTheEffectiveEndpoint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ own, registered, want string }{
		"nothing registered": {want: ""},
		"default":            {registered: "https://default.example", want: "https://default.example"},
		"channel's":          {own: "https://own.example", want: "https://own.example"},
		"default and channel": {
			own: "https://own.example", registered: "https://default.example", want: "https://own.example",
		},
	} {
		api := startAPI(t)
		api.Register(c.registered)
		api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", CallbackEndpoint: c.own})
		if got := api.EmitEvent("live", "ls-1", "ONAIR_START").URL; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestEmitEvent_numbersEvents(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.EmitEvent("live", "ls-1", "PUBLISH_START")
	got := api.EmitEvent("live", "ls-1", "ONAIR_START").Event
	for _, want := range []string{`"id":2`, `"event":"ONAIR_START"`, `"channelId":"ls-1"`} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s in it", got, want)
		}
	}
}
