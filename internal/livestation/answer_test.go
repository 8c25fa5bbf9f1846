package livestation

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func jsonAnswer(status int, body string) answer {
	return answer{status: status, header: http.Header{"Content-Type": {"application/json;charset=utf-8"}}, body: []byte(body)}
}

// decoded is the content of Get Callback Endpoint.
type decoded struct {
	CallbackURL callbackURL `json:"callbackUrl"`
}

func TestAGoodAnswerReadsTheURLOrNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"registered":         {`{"content":{"callbackUrl":"https://my-callback-endpoint"}}`, "https://my-callback-endpoint"},
		"more fields":        {`{"content":{"callbackUrl":"https://a","updateTime":1},"x":[]}`, "https://a"},
		"error is null":      {`{"content":{"callbackUrl":"https://a"},"error":null}`, "https://a"},
		"error says OK":      {`{"content":{"callbackUrl":"https://a"},"error":{"errorCode":250013,"message":"OK"}}`, "https://a"},
		"error says OK text": {`{"content":{"callbackUrl":"https://a"},"error":{"errorCode":"250013"}}`, "https://a"},
		"byte order mark":    {"\ufeff" + `{"content":{"callbackUrl":"https://a"}}`, "https://a"},
		"spaces around":      {`{"content":{"callbackUrl":" https://a "}}`, "https://a"},
		"blank URL":          {`{"content":{"callbackUrl":" "}}`, ""},
		"error is false":     {`{"content":{"callbackUrl":"https://a"},"error":false}`, "https://a"},
		"empty URL":          {`{"content":{"callbackUrl":""}}`, ""},
		"null URL":           {`{"content":{"callbackUrl":null}}`, ""},
		"no URL":             {`{"content":{}}`, ""},
		"null content":       {`{"content":null}`, ""},
		"empty content":      {`{"content":""}`, ""},
		"no content":         {`{}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got decoded
			if failure := jsonAnswer(200, c.body).decode(&got, nil); failure != nil || string(got.CallbackURL) != c.want {
				t.Errorf("got %q, %v, want %q", got.CallbackURL, failure, c.want)
			}
		})
	}
}

func TestAnErrorObjectIsReadInEveryForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   Error
	}{
		"Live Station, code a number": {500, `{"error":{"errorCode":250000,"message":"Unexpected error occurred.","errorName":"EXCEPTION"}}`,
			Error{Source: SourceLiveStation, Kind: KindInternal, Code: "250000", Name: "EXCEPTION", Message: "Unexpected error occurred."}},
		"Live Station, code a string": {403, `{"error":{"errorCode":"250010","message":"denied"}}`,
			Error{Source: SourceLiveStation, Kind: KindPermission, Code: "250010", Name: "POLICY_CHECK_FAILED", Message: "denied"}},
		"API gateway": {401, `{"error":{"errorCode":"200","message":"Authentication Failed","details":"Authentication information are missing."}}`,
			Error{Source: SourceGateway, Kind: KindUnauthenticated, Code: "200", Message: "Authentication Failed", Details: "Authentication information are missing."}},
		"API gateway, code a number": {429, `{"error":{"errorCode":410,"message":"Throttle Limited"}}`,
			Error{Source: SourceGateway, Kind: KindThrottled, Code: "410", Message: "Throttle Limited"}},
		"the status decides nothing": {503, `{"error":{"errorCode":"210","message":"Permission Denied"}}`,
			Error{Source: SourceGateway, Kind: KindPermission, Code: "210", Message: "Permission Denied"}},
		"the message decides nothing": {500, `{"error":{"errorCode":"250100","message":"Authentication Failed"}}`,
			Error{Source: SourceLiveStation, Kind: KindNotFound, Code: "250100", Message: "Authentication Failed"}},
		"an error in a 200": {200, `{"content":{"callbackUrl":"https://a"},"error":{"errorCode":250004,"message":"x not found."}}`,
			Error{Source: SourceLiveStation, Kind: KindNotFound, Code: "250004", Name: "NOT_FOUND", Message: "x not found."}},
		"OK in a 500": {500, `{"error":{"errorCode":250013,"message":"OK"}}`,
			Error{Source: SourceLiveStation, Kind: KindUnknown, Code: "250013", Name: "OPEN_API_OK", Message: "OK"}},
		"a new code of Live Station": {400, `{"error":{"errorCode":250999,"message":"new"}}`,
			Error{Source: SourceLiveStation, Code: "250999", Message: "new"}},
		"a new name of Live Station": {400, `{"error":{"errorCode":"LS-1","message":"new","errorName":"NEW"}}`,
			Error{Source: SourceLiveStation, Code: "LS-1", Name: "NEW", Message: "new"}},
		"a new code of the gateway": {403, `{"error":{"errorCode":"240","message":"new"}}`,
			Error{Source: SourceGateway, Code: "240", Message: "new"}},
		"a code of nobody": {400, `{"error":{"errorCode":"E1","message":"new"}}`,
			Error{Source: SourceUnknown, Code: "E1", Message: "new"}},
		"odd types beside the code": {500, `{"error":{"errorCode":250016,"message":{"ko":"오류"},"errorName":null,"details":[1]}}`,
			Error{Source: SourceLiveStation, Kind: KindInternal, Code: "250016", Name: "INTERNAL_SERVER_ERROR", Message: `{"ko":"오류"}`, Details: "[1]"}},
		"a code with a fraction": {500, `{"error":{"errorCode":250016.0}}`,
			Error{Source: SourceLiveStation, Kind: KindInternal, Code: "250016", Name: "INTERNAL_SERVER_ERROR"}},
		"a code with an exponent": {500, `{"error":{"errorCode":2.50016E5}}`,
			Error{Source: SourceLiveStation, Kind: KindInternal, Code: "250016", Name: "INTERNAL_SERVER_ERROR"}},
		"details of the gateway alone": {400, `{"error":{"errorCode":"E2","details":"new"}}`,
			Error{Source: SourceGateway, Code: "E2", Details: "new"}},
		"a message in EUC-KR": {403, "{\"error\":{\"errorCode\":250010,\"message\":\"\xb0\xa1\"}}",
			Error{Source: SourceLiveStation, Kind: KindPermission, Code: "250010", Name: "POLICY_CHECK_FAILED", Message: "\ufffd"}},
		"a raw escape in the message": {400, "{\"error\":{\"errorCode\":250002,\"message\":\"\x1b[31m\nred\"}}",
			Error{Source: SourceLiveStation, Kind: KindInvalidRequest, Code: "250002", Name: "INVALID_FORMAT", Message: "[31m red"}},
		"a proxy's remark behind": {403, `{"error":{"errorCode":250010}} <!-- proxy -->`,
			Error{Source: SourceLiveStation, Kind: KindPermission, Code: "250010", Name: "POLICY_CHECK_FAILED"}},
		"no object around the fields": {401, `{"errorCode":"200","message":"Authentication Failed"}`,
			Error{Source: SourceGateway, Kind: KindUnauthenticated, Code: "200", Message: "Authentication Failed"}},
		"spaces around the code": {500, `{"error":{"errorCode":" 250016 ","message":""}}`,
			Error{Source: SourceLiveStation, Kind: KindInternal, Code: "250016", Name: "INTERNAL_SERVER_ERROR"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := jsonAnswer(c.status, c.body).decode(&decoded{}, nil)
			c.want.Status = c.status
			if got == nil || *got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestJSONByAnotherNameIsJSON(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"application/json", "APPLICATION/JSON; charset=utf-8", "application/problem+json", ""} {
		a := jsonAnswer(200, `{"content":{"callbackUrl":"https://a"}}`)
		a.header.Set("Content-Type", contentType)
		if failure := a.decode(&decoded{}, nil); failure != nil {
			t.Errorf("%q: %v", contentType, failure)
		}
	}
}

// An API error is an API error whatever content type somebody put on it.
func TestAnErrorObjectIsReadUnderAnyContentType(t *testing.T) {
	t.Parallel()
	a := jsonAnswer(403, `{"error":{"errorCode":"250010","message":"denied"}}`)
	a.header.Set("Content-Type", "text/plain")
	if got := a.decode(nil, nil); got == nil || got.Code != "250010" {
		t.Errorf("got %v", got)
	}
}

func TestAnAnswerThatIsNotTheAPIsHasAFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status            int
		contentType, body string
		fault             Problem
		kind              Kind
	}{
		"multiple choices":           {300, "", "", ProblemEmpty, KindUnknown},
		"HTML page":                  {200, "text/html", "<html>Sign in</html>", ProblemContentType, KindUnknown},
		"JSON as text":               {200, "text/plain", `{"content":{}}`, ProblemContentType, KindUnknown},
		"no content type, no JSON":   {200, "", "hello", ProblemNotJSON, KindUnknown},
		"bad gateway page":           {502, "text/html", "<html>502</html>", ProblemStatus, KindUnavailable},
		"service unavailable, empty": {503, "", "", ProblemEmpty, KindUnavailable},
		"gateway timeout, empty":     {504, "", "", ProblemEmpty, KindUnavailable},
		"too many requests, empty":   {429, "", "", ProblemEmpty, KindThrottled},
		"server error, empty":        {500, "", "", ProblemEmpty, KindInternal},
		"NUL in the URL":             {200, "application/json", `{"content":{"callbackUrl":"https://a\u0000b"}}`, ProblemShape, KindUnknown},
		"forbidden by a proxy":       {403, "text/html", "<html>no</html>", ProblemStatus, KindUnknown},
		"JSON of something else":     {404, "application/json", `{"detail":"Not Found"}`, ProblemStatus, KindUnknown},
		"found":                      {302, "text/html", "", ProblemRedirect, KindUnknown},
		"not modified":               {304, "", "", ProblemEmpty, KindUnknown},
		"empty":                      {200, "application/json", "", ProblemEmpty, KindUnknown},
		"white space":                {200, "application/json", " \n", ProblemEmpty, KindUnknown},
		"no content":                 {204, "", "", ProblemEmpty, KindUnknown},
		"cut JSON":                   {200, "application/json", `{"content":{"callbackUrl":"https`, ProblemNotJSON, KindUnknown},
		"two values":                 {200, "application/json", `{} {}`, ProblemNotJSON, KindUnknown},
		"not UTF-8":                  {200, "application/json", "{\"content\":{\"callbackUrl\":\"\xb0\xa1\"}}", ProblemNotJSON, KindUnknown},
		"array":                      {200, "application/json", `[]`, ProblemShape, KindUnknown},
		"null":                       {200, "application/json", `null`, ProblemShape, KindUnknown},
		"content is text":            {200, "application/json", `{"content":"https://a"}`, ProblemShape, KindUnknown},
		"URL is a number":            {200, "application/json", `{"content":{"callbackUrl":5}}`, ProblemShape, KindUnknown},
		"too deep":                   {200, "application/json", strings.Repeat(`{"content":`, 20000), ProblemNotJSON, KindUnknown},
		"too large":                  {200, "application/json", `{"content":{"callbackUrl":"` + strings.Repeat("a", MaxResponseSize) + `"}}`, ProblemTooLarge, KindUnknown},
		"error without a code":       {400, "application/json", `{"error":{"message":"no"}}`, ProblemNoCode, KindUnknown},
		"error with an empty code":   {503, "application/json", `{"error":{"errorCode":"","message":"no"}}`, ProblemNoCode, KindUnavailable},
		"error is empty, in a 200":   {200, "application/json", `{"error":{}}`, ProblemNoCode, KindUnknown},
		"error is text":              {400, "application/json", `{"error":"no"}`, ProblemNoCode, KindUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := jsonAnswer(c.status, c.body)
			a.header.Set("Content-Type", c.contentType)
			if c.contentType == "" {
				a.header.Del("Content-Type")
			}
			got := a.decode(&decoded{}, nil)
			if got == nil || got.Problem != c.fault || got.Kind != c.kind {
				t.Fatalf("got %+v, want the fault %q of the kind %q", got, c.fault, c.kind)
			}
			if got.Code != "" || got.Source != SourceUnknown || got.Status != c.status || got.ContentType != c.contentType {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestAnAnswerThatBreaksOffKeepsWhatItSaid(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Error{
		`{"error":{"errorCode":250010,"message":"denied"}}`: {Source: SourceLiveStation, Kind: KindPermission, Code: "250010", Name: "POLICY_CHECK_FAILED", Message: "denied"},
		`{"error":{"errorCode":250`:                         {Problem: ProblemCutShort, Message: "unexpected EOF", ContentType: "application/json;charset=utf-8", Sample: `{"error":{"errorCode":250`},
	} {
		a := jsonAnswer(403, body)
		a.broken = io.ErrUnexpectedEOF
		want.Status = 403
		if got := a.decode(nil, nil); got == nil || *got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestASampleIsTextOrSaysThatItIsNone(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"<html>\r\n  <head>":        "<html> <head>",
		strings.Repeat("\x00", 300): "300 bytes that are not text",
		"\x1f\x8b\x08rest":          "7 bytes that are not text",
		"\x1b[31mred":               "\x1b[31mred",
	} {
		if got := jsonAnswer(502, body).decode(nil, nil).Sample; got != want {
			t.Errorf("%q is shown as %q, want %q", body, got, want)
		}
	}
}

func TestAnErrorThatIsATextIsTheMessage(t *testing.T) {
	t.Parallel()
	if got := jsonAnswer(500, `{"error":"something failed"}`).decode(nil, nil); got.Problem != ProblemNoCode || got.Message != "something failed" {
		t.Errorf("got %+v", got)
	}
}

func TestARedirectShowsWhereItPointsWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"https://user:pass@elsewhere.example/login?token=secret#x": "https://elsewhere.example/login",
		"/login": "/login",
		"":       "",
		"%zz":    "",
	} {
		a := answer{status: 302, header: http.Header{"Location": {location}}}
		if got := a.decode(nil, nil); got.Location != want {
			t.Errorf("%q becomes %q, want %q", location, got.Location, want)
		}
	}
}

func TestEveryTextOfAnErrorFitsOnALineAndHidesKeys(t *testing.T) {
	t.Parallel()
	hostile := "first\nsecond\x1b[31m\u202e\u0085KEY" + strings.Repeat("가", 5000)
	e := &Error{Code: hostile, Name: hostile, Message: hostile, Details: hostile, TraceID: hostile, ContentType: hostile, Location: hostile, Sample: hostile}
	e.present(func(s string) string { return strings.ReplaceAll(s, "KEY", "(key)") })
	for name, text := range map[string]string{
		"code": e.Code, "name": e.Name, "message": e.Message, "details": e.Details,
		"trace ID": e.TraceID, "content type": e.ContentType, "location": e.Location, "sample": e.Sample,
	} {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%s holds what a terminal does not print: %q", name, text)
		}
		limit := map[string]int{"message": 1000, "details": 1000, "location": 1000, "sample": 200}[name]
		if limit == 0 {
			limit = 128
		}
		if n := utf8.RuneCountInString(text); n != limit+1 || !strings.HasSuffix(text, "…") {
			t.Errorf("%s has %d characters, want %d and a mark", name, n, limit)
		}
		if strings.Contains(text, "KEY") || !strings.HasPrefix(text, "first second [31m  (key)가") {
			t.Errorf("%s is %q", name, text)
		}
	}
}

func TestClockSkewIsPositiveWhereTheLocalClockIsAhead(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, skew := range []time.Duration{7 * time.Minute, 0, -time.Hour} {
		e := &Error{Date: date, Signed: date.Add(skew + 300*time.Millisecond)}
		if got, ok := e.ClockSkew(); !ok || got != skew {
			t.Errorf("got %s, %v, want %s", got, ok, skew)
		}
	}
	if _, ok := (&Error{Signed: date}).ClockSkew(); ok {
		t.Error("an answer without a date tells a skew")
	}
}

func TestErrorTextIsOneLineWithWhatSupportAsksFor(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]error{
		"GET https://a/b answered HTTP 403: Live Station error 250010 (POLICY_CHECK_FAILED): denied [trace ID t1]": &Error{
			Method: "GET", URL: "https://a/b", Status: 403, Source: SourceLiveStation, Code: "250010", Name: "POLICY_CHECK_FAILED", Message: "denied", TraceID: "t1"},
		"GET https://a/b answered HTTP 429: API gateway error 410: Throttle Limited": &Error{
			Method: "GET", URL: "https://a/b", Status: 429, Source: SourceGateway, Code: "410", Message: "Throttle Limited"},
		"GET https://a/b answered HTTP 400: unknown error E1": &Error{Method: "GET", URL: "https://a/b", Status: 400, Code: "E1"},
		"GET https://a/b answered HTTP 302: the answer is a redirect": &Error{
			Method: "GET", URL: "https://a/b", Status: 302, Problem: ProblemRedirect},
		"GET https://a/b got no answer: refused": &TransportError{Method: "GET", URL: "https://a/b", Cause: "refused"},
	} {
		if e.Error() != want {
			t.Errorf("got  %s\nwant %s", e, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		`{"content":{"callbackUrl":"https://my-callback-endpoint"}}`, `{"content":null}`, `{}`, `null`, `[]`, ``, `<html>`,
		`{"error":{"errorCode":250000,"message":"Unexpected error occurred.","errorName":"EXCEPTION"}}`,
		`{"error":{"errorCode":"200","message":"Authentication Failed","details":"Authentication information are missing."}}`,
		`{"error":{"errorCode":250013}}`, `{"error":{}}`, `{"error":"x"}`, "\ufeff{}", "{\"content\":{\"callbackUrl\":\"\xff\"}}",
	} {
		for _, status := range []int{200, 204, 302, 400, 503} {
			f.Add(status, "application/json", []byte(body))
			f.Add(status, "text/html", []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		var endpoint decoded
		a := answer{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
		failure := a.decode(&endpoint, nil)
		if failure == nil {
			if status < 200 || status > 299 {
				t.Errorf("status %d passes for a good answer", status)
			}
			if !utf8.ValidString(string(endpoint.CallbackURL)) {
				t.Errorf("the URL %q is not UTF-8", endpoint.CallbackURL)
			}
			return
		}
		if (failure.Code == "") == (failure.Problem == ProblemNone) {
			t.Errorf("code %q with the fault %q", failure.Code, failure.Problem)
		}
		failure.present(func(s string) string { return s })
		if line := failure.Error(); strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("the error is no plain line: %q", line)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	a := jsonAnswer(200, `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if failure := a.decode(&decoded{}, nil); failure != nil {
			b.Fatal(failure)
		}
	}
}
