package livestation

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestDecode_readsErrorObjects(t *testing.T) {
	t.Parallel()
	const serverError = "Live Station error 250016 (INTERNAL_SERVER_ERROR)"
	for body, want := range map[string]string{
		`{"error":{"errorCode":250000,"message":"Unexpected error occurred.","errorName":"EXCEPTION"}}`: "" +
			"Live Station error 250000 (EXCEPTION): Unexpected error occurred.",
		`{"error":{"errorCode":"250010","message":"no"}}`:            "Live Station error 250010 (POLICY_CHECK_FAILED): no",
		`{"error":{"errorCode":"200","message":"no","details":"x"}}`: "API gateway error 200: no",
		`{"error":{"errorCode":410,"message":"Throttle Limited"}}`:   "API gateway error 410: Throttle Limited",
		`{"error":{"errorCode":250013,"message":"OK"}}`:              "Live Station error 250013 (OPEN_API_OK): OK",
		`{"errorCode":"200","message":"not in an object"}`:           "API gateway error 200: not in an object",

		// Codes that are in no table.
		`{"error":{"errorCode":250999,"message":"new"}}`:                   "Live Station error 250999: new",
		`{"error":{"errorCode":"LS-1","message":"new","errorName":"NEW"}}`: "Live Station error LS-1 (NEW): new",
		`{"error":{"errorCode":"xyz","message":"new"}}`:                    "API gateway error xyz: new",
		`{"error":{"errorCode":"E2","details":"only the gateway's"}}`:      "API gateway error E2",
		`{"error":{"errorCode":"E1","message":"of neither"}}`:              "unknown error E1: of neither",

		// Forms of other services of NAVER Cloud.
		`{"code":"X","msg":"m","data":null}`:                                              "unknown error X: m",
		`{"error":{"code":"77202","message":"denied"}}`:                                   "unknown error 77202: denied",
		`{"error":{"code":200,"message":"not of table"}}`:                                 "unknown error 200: not of table",
		`{"timestamp":"t","status":401,"error":"UNAUTHORIZED","message":"m","code":"X1"}`: "unknown error X1: m",
		`{"responseError":{"returnCode":"1000","returnMessage":"m"}}`:                     "NAVER Cloud error 1000: m",

		// Odd forms.
		`{"error":{"errorCode":250016,"message":{"ko":"오류"},"errorName":null,"details":[1]}}`: serverError,
		`{"error":{"errorCode":250016.0}}`:                                   serverError,
		`{"error":{"errorCode":2.50016E5}}`:                                  serverError,
		`{"error":{"errorCode":" 250016 ","message":""}}`:                    serverError,
		`{"error":{"errorCode":250016}} <!-- proxy -->`:                      serverError,
		"\ufeff" + `{"error":{"errorCode":250016}}`:                          serverError,
		"{\"error\":{\"errorCode\":250016,\"message\":\"\xb0\xa1 denied\"}}": serverError + ": denied",
		"{\"error\":{\"errorCode\":250016,\"message\":\"\x1b[31m\nred\"}}":   serverError + ": [31m red",
	} {
		_, err := decodeEndpoint(jsonResponse(400, body))
		got := responseError(t, err)
		_, text, _ := strings.Cut(got.Error(), " returned HTTP 400: ")
		expectEqual(t, body, text, want)
		expectEqual(t, "the problem", got.Problem, ProblemNone)
		expectEqual(t, "the sample", got.Sample, "")
	}
}

// Sister services send JSON as text. If a write does not say what it did, only a read shows it.
func TestDecode_readsAnObjectOfAnyTypeButHTML(t *testing.T) {
	t.Parallel()
	header := http.Header{"Content-Type": {"text/plain;charset=UTF-8"}}
	got, err := decodeEndpoint(responseWith(http.MethodGet, 200, header, ` {"content":{"callbackUrl":"https://a"}}`))
	expectNoError(t, err)
	expectEqual(t, "the URL", got, "https://a")
	_, err = decode[unread](responseWith(http.MethodPut, 200, header, `{"content":{}}`), required[unread]{})
	expectEqual(t, "the problem of a write", responseError(t, err).Problem, ProblemNotAPI)
}

func TestDecode_reportsProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status      int
		contentType string
		body        string
		problem     Problem
		kind        Kind
	}{
		"JSON as HTML": {
			status: 200, contentType: "text/html", body: `{"content":{}}`, problem: ProblemNotAPI,
		},
		"text":                     {status: 200, contentType: "text/plain", body: `"content"`, problem: ProblemNotAPI},
		"no content type, no JSON": {status: 200, body: "hello", problem: ProblemNotAPI},
		"multiple choices":         {status: 300, problem: ProblemNotAPI},
		"status of a CDN":          {status: 520, body: "error code: 520", problem: ProblemNotAPI},
		"byte order mark alone": {
			status: 200, contentType: "application/json", body: "\ufeff", problem: ProblemNotAPI,
		},
		"two values": {status: 200, contentType: "application/json", body: `{} {}`, problem: ProblemNotAPI},
		"array":      {status: 200, contentType: "application/json", body: `[]`, problem: ProblemFormat},
		"null":       {status: 200, contentType: "application/json", body: `null`, problem: ProblemFormat},
		"error with an empty code": {
			status: 503, contentType: "application/json", body: `{"error":{"errorCode":"","message":"no"}}`,
			problem: ProblemNoCode, kind: KindUnavailable,
		},
		"error is text": {
			status: 400, contentType: "application/json", body: `{"error":"no"}`, problem: ProblemNoCode,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := jsonResponse(c.status, c.body)
			r.header = http.Header{}
			if c.contentType != "" {
				r.header.Set("Content-Type", c.contentType)
			}
			_, err := decodeEndpoint(r)
			got := responseError(t, err)
			expectEqual(t, "the problem", got.Problem, c.problem)
			expectEqual(t, "the kind", got.Kind, c.kind)
			expectEqual(t, "the code", got.Code, "")
			expectEqual(t, "the source", got.Source, SourceUnknown)
			expectEqual(t, "the status", got.Status, c.status)
			expectEqual(t, "the content type", got.ContentType, c.contentType)
		})
	}
}

func TestDecode_acceptsJSONContentTypes(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{
		"application/json", "APPLICATION/JSON; charset=utf-8", "application/problem+json", "application/json; charset", "",
	} {
		r := jsonResponse(200, `{"content":{"callbackUrl":"https://a"}}`)
		r.header.Set("Content-Type", contentType)
		got, err := decodeEndpoint(r)
		expectNoError(t, err)
		expectEqual(t, "the URL in "+contentType, got, "https://a")
	}
}

func TestDecode_readsErrorObjectsOfAnyContentType(t *testing.T) {
	t.Parallel()
	r := jsonResponse(403, `{"error":{"errorCode":"250010","message":"denied"}}`)
	r.header.Set("Content-Type", "text/plain")
	_, err := decodeEndpoint(r)
	expectEqual(t, "the code", responseError(t, err).Code, "250010")
}

func TestDecode_keepsErrorObjectOfIncompleteResponse(t *testing.T) {
	t.Parallel()
	r := jsonResponse(403, `{"error":{"errorCode":250010,"message":"denied"}}`)
	r.readErr = io.ErrUnexpectedEOF
	_, err := decodeEndpoint(r)
	got := responseError(t, err)
	expectEqual(t, "the code", got.Code, "250010")
	expectEqual(t, "the message", got.Message, "denied")
	expectEqual(t, "the problem", got.Problem, ProblemNone)
}

func TestDecode_reportsIncompleteResponse(t *testing.T) {
	t.Parallel()
	r := jsonResponse(403, `{"error":{"errorCode":250`)
	r.readErr = io.ErrUnexpectedEOF
	_, err := decodeEndpoint(r)
	got := responseError(t, err)
	expectEqual(t, "the problem", got.Problem, ProblemCutShort)
	expectEqual(t, "the message", got.Message, "unexpected EOF")
	expectEqual(t, "the sample", got.Sample, "25 bytes, not shown")
}

func TestError_messageIsTheErrorIfThatIsText(t *testing.T) {
	t.Parallel()
	_, err := decodeEndpoint(jsonResponse(500, `{"error":"something failed"}`))
	got := responseError(t, err)
	expectEqual(t, "the problem", got.Problem, ProblemNoCode)
	expectEqual(t, "the message", got.Message, "something failed")
}

func TestError_sampleIsOneLineOfTextOrASize(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"<html>\r\n  <head>":        "<html> <head>",
		strings.Repeat("\x00", 300): "300 bytes that are not text",
		"\x1f\x8b\x08rest":          "7 bytes that are not text",
		"\x1b[31mred":               "[31mred",
	} {
		_, err := decodeEndpoint(jsonResponse(502, body))
		expectEqual(t, "the sample", responseError(t, err).Sample, want)
	}
}

func TestError_locationHasNoSecretParts(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"https://user:pass@elsewhere.example/login?token=secret#x": "https://elsewhere.example/login",
		"/login": "/login",
		"":       "",
		"%zz":    "",
	} {
		_, err := decodeEndpoint(responseWith(http.MethodGet, 302, http.Header{"Location": {location}}, ""))
		expectEqual(t, "the location", responseError(t, err).Location, want)
	}
}

func TestError_textsAreBoundedPrintableLines(t *testing.T) {
	t.Parallel()
	hostile := "first\nsecond\x1b[31m\u202e\u0085" + strings.Repeat("가", 5000)
	const printable = "first second [31m  가"
	r := jsonResponse(500, "")
	r.header.Set("x-ncp-trace-id", hostile)
	e := r.describe(&Error{
		Code: hostile, Name: hostile, Message: hostile, Details: hostile,
		ContentType: hostile, Location: hostile, Sample: hostile,
	})
	for name, c := range map[string]struct {
		text  string
		limit int
	}{
		"code":         {text: e.Code, limit: 128},
		"name":         {text: e.Name, limit: 128},
		"trace ID":     {text: e.TraceID, limit: 128},
		"content type": {text: e.ContentType, limit: 128},
		"message":      {text: e.Message, limit: 1000},
		"details":      {text: e.Details, limit: 1000},
		"location":     {text: e.Location, limit: 1000},
		"sample":       {text: e.Sample, limit: 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.ContainsFunc(c.text, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q contains unprintable characters", c.text)
			}
			expectEqual(t, "the length", utf8.RuneCountInString(c.text), c.limit+len([]rune("…")))
			expectEqual(t, "the ending", strings.HasSuffix(c.text, "…"), true)
			expectEqual(t, "the beginning", strings.HasPrefix(c.text, printable), true)
		})
	}
}

func TestError_hidesKeysInEveryText(t *testing.T) {
	t.Parallel()
	const accessKey = "FAKEACCESSKEY0000009"
	r := jsonResponse(500, "")
	r.op.secrets = secrets{accessKey}
	r.header.Set("x-ncp-trace-id", "echo "+accessKey)
	text := strings.Repeat("x", 90) + " " + accessKey
	e := r.describe(&Error{
		Code: text, Name: text, Message: text, Details: text, ContentType: text, Location: text, Sample: text,
	})
	expectNotContains(t, fmt.Sprintf("%+v", *e), accessKey)
	expectEqual(t, "the number of hidden keys", strings.Count(fmt.Sprintf("%+v", *e), hidden), 8)
}

func TestOneLine_cutsAtTheLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":        "",
		" \t\n":   "",
		"가나다":     "가나다",
		"가나다라":    "가나다…",
		"a\nb":    "a b",
		"a\xffb":  "a b",
		"  abc  ": "abc",
	} {
		expectEqual(t, fmt.Sprintf("%q", text), oneLine(text, 3), want)
	}
}

func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		`{"content":{"callbackUrl":"https://my-callback-endpoint"}}`, `{"content":null}`, `{}`, `null`, `[]`, ``, `<html>`,
		`{"status":"UP"}`, `{"content":{"url":"https://a"}}`,
		`{"error":{"errorCode":250000,"message":"Unexpected error occurred.","errorName":"EXCEPTION"}}`,
		`{"error":{"errorCode":"200","message":"Authentication Failed","details":"Missing."}}`,
		`{"error":{"errorCode":250013}}`, `{"error":{}}`, `{"error":"x"}`, "\ufeff{}",
		"{\"content\":{\"callbackUrl\":\"\xff\"}}",
	} {
		for _, status := range []int{200, 204, 302, 400, 503} {
			f.Add(status, "application/json", []byte(body))
			f.Add(status, "text/html", []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		r := responseWith(http.MethodPost, status, http.Header{"Content-Type": {contentType}}, string(body))
		callbackURL, err := decodeEndpoint(r)
		if err == nil {
			if status < 200 || status > 299 {
				t.Errorf("status %d is a success", status)
			}
			if !utf8.ValidString(callbackURL) || strings.ContainsFunc(callbackURL, unicode.IsControl) {
				t.Errorf("the URL is %q", callbackURL)
			}
			if len(callbackURL) > MaxCallbackURL {
				t.Errorf("the URL has %d bytes", len(callbackURL))
			}
			return
		}
		failure := responseError(t, err)
		if (failure.Code == "") == (failure.Problem == ProblemNone) {
			t.Errorf("code %q with the problem %q", failure.Code, failure.Problem)
		}
		if line := failure.Error(); strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("the error is not a printable line: %q", line)
		}
		if status >= 500 && failure.Code == "" && !mayHaveActed(http.MethodPost, failure) {
			t.Errorf("a POST that got status %d is said to be rejected", status)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	r := jsonResponse(200, `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeEndpoint(r); err != nil {
			b.Fatal(err)
		}
	}
}
