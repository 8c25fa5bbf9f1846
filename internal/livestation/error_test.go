package livestation

import (
	"errors"
	"fmt"
	"testing"
)

func TestError_isOneLineWithCodeMessageAndTraceID(t *testing.T) {
	t.Parallel()
	info := RequestInfo{Method: "GET", URL: "https://a/b"}
	for want, err := range map[string]error{
		"GET https://a/b returned HTTP 403: Live Station error 250010 (POLICY_CHECK_FAILED): denied [trace ID t1]": &Error{
			RequestInfo: info,
			Status:      403,
			Source:      SourceLiveStation,
			Code:        "250010",
			Name:        "POLICY_CHECK_FAILED",
			Message:     "denied",
			TraceID:     "t1",
		},
		"GET https://a/b returned HTTP 429: API gateway error 410: Throttle Limited": &Error{
			RequestInfo: info, Status: 429, Source: SourceGateway, Code: "410", Message: "Throttle Limited",
		},
		"GET https://a/b returned HTTP 400: unknown error E1": &Error{
			RequestInfo: info, Status: 400, Code: "E1",
		},
		"GET https://a/b returned HTTP 302: the response is a redirect": &Error{
			RequestInfo: info, Status: 302, Problem: ProblemRedirect,
		},
		"GET https://a/b got no response: connection refused": &TransportError{
			RequestInfo: info, Text: "connection refused",
		},
	} {
		expectEqual(t, "the error", err.Error(), want)
	}
}

func TestIsChannelNotFound_goesByTheCodeAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err      error
		notFound bool
	}{
		"no such live channel": {err: &Error{Status: 404, Code: "250100"}, notFound: true},
		"no such channel ID":   {err: &Error{Status: 500, Code: "250123"}, notFound: true},
		"wrapped":              {err: fmt.Errorf("cannot read: %w", &Error{Code: "250100"}), notFound: true},
		"something not found":  {err: &Error{Status: 404, Code: "250004", Kind: KindNotFound}},
		"no such API":          {err: &Error{Status: 404, Code: "300", Kind: KindNotFound}},
		"page of a proxy":      {err: &Error{Status: 404, Problem: ProblemNotAPI}},
		"no response":          {err: &TransportError{}},
		"other error":          {err: errors.New("250100")},
		"no error":             {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectEqual(t, "not found", IsChannelNotFound(c.err), c.notFound)
		})
	}
}

func TestParseSite_rejectsOtherNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"gov":    "does not offer Live Station",
		"":       "use public or fin",
		"Public": "use public or fin",
	} {
		_, err := ParseSite(name)
		if err == nil {
			t.Errorf("%q is accepted", name)
			continue
		}
		expectContains(t, err.Error(), want)
	}
}
