package livestation

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetCallbackEndpoint_readsURLOrNone(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"content":{"callbackUrl":"https://my-callback-endpoint"}}`:                                registeredURL,
		`{"content":{"callbackUrl":"https://my-callback-endpoint","updateTime":1},"x":[]}`:          registeredURL,
		`{"content":{"callbackUrl":"https://my-callback-endpoint"},"error":null}`:                   registeredURL,
		`{"content":{"callbackUrl":"https://my-callback-endpoint"},"error":false}`:                  registeredURL,
		`{"content":{"callbackUrl":"https://my-callback-endpoint"},"error":{"errorCode":250013}}`:   registeredURL,
		`{"content":{"callbackUrl":"https://my-callback-endpoint"},"error":{"errorCode":"250013"}}`: registeredURL,
		"\ufeff" + `{"content":{"callbackUrl":"https://my-callback-endpoint"}}`:                     registeredURL,
		`{"content":{"callbackUrl":" https://my-callback-endpoint "}}`:                              registeredURL,

		`{}`:                               "",
		`{"content":null}`:                 "",
		`{"content":{}}`:                   "",
		`{"content":{"callbackUrl":null}}`: "",
		`{"content":{"callbackUrl":""}}`:   "",
		`{"content":{"callbackUrl":" "}}`:  "",
		`{"content":{"callbackUrl":null,"updateTime":null}}`: "",
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			got, err := decodeEndpoint(jsonResponse(http.MethodGet, 200, body))
			expectNoError(t, err)
			expectEqual(t, "the callback URL", got, want)
		})
	}
}

func TestGetCallbackEndpoint_readsLongestURL(t *testing.T) {
	t.Parallel()
	for _, character := range []string{"a", "가"} {
		want := "https://a/" + strings.Repeat(character, MaxCallbackURL-len("https://a/"))
		got, err := decodeEndpoint(jsonResponse(http.MethodGet, 200, `{"content":{"callbackUrl":"`+want+`"}}`))
		expectNoError(t, err)
		expectEqual(t, "the callback URL", got, want)
	}
}

// JSON of another service must not read as "none registered".
func TestGetCallbackEndpoint_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":"UP"}`,
		`{"message":"Forbidden"}`,
		`{"error":false}`,
		`{"error":null}`,
		`{"error":{"errorCode":250013,"message":"OK"}}`,
		`{"Content":{"callbackUrl":"https://a"}}`,
		`{"callbackUrl":"https://a"}`,
		`{"content":{"url":"https://a"}}`,
		`{"content":{"callbackURL":"https://a"}}`,
		`{"content":{"callbackEndpoint":"https://a"}}`,
		`{"content":{"updateTime":1}}`,
		`{"content":{"callbackUrl":null,"message":"Forbidden"}}`,
		`{"content":{"callbackUrl":"","status":"UP"}}`,
		`{"content":""}`,
		`{"content":false}`,
		`{"content":0}`,
		`{"content":[]}`,
		`{"content":[{"callbackUrl":"https://a"}]}`,
		`{"content":"https://a"}`,
		`{"content":{"callbackUrl":5}}`,
		`{"content":{"callbackUrl":false}}`,
		`{"content":{"callbackUrl":[]}}`,
		`{"content":{"callbackUrl":["https://a"]}}`,
		`{"content":{"callbackUrl":{}}}`,
		`{"content":{"callbackUrl":"https://a\u0000b"}}`,
		`{"content":{"callbackUrl":"https://a\nb"}}`,
		`{"content":{"callbackUrl":"https://a/` + strings.Repeat("a", MaxCallbackURL) + `"}}`,
	} {
		t.Run(body[:min(len(body), 100)], func(t *testing.T) {
			t.Parallel()
			_, err := decodeEndpoint(jsonResponse(http.MethodGet, 200, body))
			expectEqual(t, "the problem", responseError(t, err).Problem, ProblemFormat)
		})
	}
}

func TestGetCallbackEndpoint_readsWhatIsRegistered(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	client := New(configFor(t, api.URL+"/"))
	for _, want := range []string{registeredURL, "", "https://another.example/?token=a%20b&x=가"} {
		api.Register(want)
		expectRegistered(t, client, want)
	}
	expectGoodRequests(t, api)
}

func TestSetCallbackEndpoint_registersURL(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	got, err := newClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
	expectNoError(t, err)
	expectEqual(t, "the confirmed URL", got.CallbackURL, "https://new.example")
	expectEqual(t, "the registered URL", api.Registered(), "https://new.example")
	expectGoodRequests(t, api)
	r := api.Requests()[0]
	expectEqual(t, "the method", r.Method, http.MethodPost)
	expectEqual(t, "the URI", r.URI, "/api/v2/events/callbackEndpoint")
	expectEqual(t, "the body", r.Body, `{"callbackUrl":"https://new.example"}`)
}

// The caller compares what the API confirms with what it requested.
func TestSetCallbackEndpoint_returnsConfirmedURLAsItIs(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"content":{"callbackUrl":"https://new.example/"}}`:                               "https://new.example/",
		`{"content":{"callbackUrl":"https://other.example","updateTime":1}}`:               "https://other.example",
		`{"content":{"callbackUrl":"https://new.example"},"error":{"errorCode":"250013"}}`: "https://new.example",
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(201, "application/json", body))
		got, err := newClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
		expectNoError(t, err)
		expectEqual(t, "the confirmed URL", got.CallbackURL, want)
	}
}

func TestSetCallbackEndpoint_requiresConfirmation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status      int
		contentType string
		body        string
		problem     Problem
	}{
		"health check": {
			status: 200, contentType: "application/json", body: `{"status":"UP"}`, problem: ProblemFormat,
		},
		"no error": {
			status: 200, contentType: "application/json", body: `{"error":false}`, problem: ProblemFormat,
		},
		"empty object": {status: 200, contentType: "application/json", body: `{}`, problem: ProblemFormat},
		"empty content": {
			status: 200, contentType: "application/json", body: `{"content":{}}`, problem: ProblemFormat,
		},
		"null content": {
			status: 200, contentType: "application/json", body: `{"content":null}`, problem: ProblemFormat,
		},
		"content is a list": {
			status: 200, contentType: "application/json", body: `{"content":[1]}`, problem: ProblemFormat,
		},
		"null URL": {
			status: 200, contentType: "application/json", body: `{"content":{"callbackUrl":null}}`,
			problem: ProblemFormat,
		},
		"blank URL": {
			status: 200, contentType: "application/json", body: `{"content":{"callbackUrl":" "}}`,
			problem: ProblemFormat,
		},
		"name of the channels": {
			status: 200, contentType: "application/json", body: `{"content":{"callbackEndpoint":"https://a"}}`,
			problem: ProblemFormat,
		},
		"code of success only": {
			status: 200, contentType: "application/json", body: `{"error":{"errorCode":250013}}`,
			problem: ProblemFormat,
		},
		"sign-in page": {status: 200, contentType: "text/html", body: "<html>", problem: ProblemNotAPI},
		"incomplete JSON": {
			status: 200, contentType: "application/json", body: `{"content":`, problem: ProblemNotAPI,
		},
		"error without a code": {
			status: 200, contentType: "application/json", body: `{"error":{}}`, problem: ProblemNoCode,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(2, fakeapi.Raw(c.status, c.contentType, c.body))
			_, err := newRetryingClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
			expectEqual(t, "the problem", responseError(t, err).Problem, c.problem)
			expectEqual(t, "outcome unknown", OutcomeUnknown(err), true)
			expectRequests(t, api, 1)
		})
	}
}

// The page documents a body. Without one, the caller has to read the URL back.
func TestSetCallbackEndpoint_emptySuccessConfirmsNothing(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"no body":           fakeapi.Raw(200, "application/json", ""),
		"white space":       fakeapi.Raw(200, "application/json", "\n"),
		"no content":        fakeapi.Raw(204, "", ""),
		"accepted, no body": fakeapi.Raw(202, "", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, response)
			got, err := newClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
			expectNoError(t, err)
			expectEqual(t, "the confirmed URL", got.CallbackURL, "")
		})
	}
}

func TestSetCallbackEndpoint_errorInSuccessIsAnError(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondNext(1, fakeapi.LiveStationError(200, 250022, "", "The url is invalid."))
	_, err := newClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
	expectEqual(t, "the code", responseError(t, err).Code, "250022")
	expectEqual(t, "outcome unknown", OutcomeUnknown(err), false)
}
