package run

import (
	"cmp"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

// A failure with one cause for many objects is explained once. Outcomes are always told.
func TestReport_shortensWhatItHasShown(t *testing.T) {
	t.Parallel()
	const outcome = "The URL might be registered."
	lost := messages.TransportError("POST", livestation.CauseTimeout)
	lost.Outcome = outcome
	lost.Scope = "timeout"
	shown := messages.TransportError("GET", livestation.CauseNoTLS)
	shown.Scope = "no TLS"
	shared, one := shown.RequestInfo, livestation.RequestInfo{Method: "GET", URL: "https://a/b"}
	for name, c := range map[string]struct {
		err  error
		want string // "" for the whole error
	}{
		"permission": {
			err: messages.PermissionError(),
			want: "Follow the longer error with this summary, for GET " +
				"https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint.",
		},
		"lost write": {err: lost, want: "Follow the longer error with this summary, for POST https://a/b.\n\n" + outcome},
		"not sent": {
			err:  &livestation.NotSentError{Err: shown},
			want: "Follow the longer error with this summary, for GET https://a/b. No request was sent.",
		},
		"login page": {
			err:  &livestation.Error{RequestInfo: shared, Problem: livestation.ProblemNotAPI, Status: 200},
			want: "Follow the longer error with this summary, for GET https://a/b.",
		},
		"quota": {
			err: &livestation.Error{
				RequestInfo: shared, Source: livestation.SourceGateway, Code: "400", Kind: livestation.KindThrottled,
				Meaning: "API call quota exceeded",
			},
			want: "Follow the longer error with this summary, for GET https://a/b.",
		},
		"message without a code": {
			err: &livestation.Error{
				RequestInfo: one, Problem: livestation.ProblemNoCode, Status: 403, Message: "Forbidden",
			},
			want: "Follow the longer error with this summary, for GET https://a/b.",
		},
		"one object": {err: &livestation.Error{RequestInfo: one, Kind: livestation.KindNotFound, Code: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := New(livestation.New(livestation.Config{}))
			first := messages.Only(t, data.Report(c.err))
			if !first.Equal(diagnose.Error(c.err)) {
				t.Errorf("the first error is not shown in full:\n%s", first.Detail())
			}
			second := messages.Only(t, data.Report(c.err))
			messages.ExpectStyle(t, second)
			if want := cmp.Or(c.want, first.Detail()); second.Detail() != want || second.Summary() != first.Summary() {
				t.Errorf("the second error is\n%s\n\n%s\n\nwant\n%s", second.Summary(), second.Detail(), want)
			}
		})
	}
}
