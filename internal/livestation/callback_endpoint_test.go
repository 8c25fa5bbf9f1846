package livestation

import (
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
			got, err := decodeEndpoint(jsonResponse(200, body))
			expectNoError(t, err)
			expectEqual(t, "the callback URL", got, want)
		})
	}
}

func TestGetCallbackEndpoint_readsLongestURL(t *testing.T) {
	t.Parallel()
	for _, character := range []string{"a", "가"} {
		want := "https://a/" + strings.Repeat(character, MaxCallbackURL-len("https://a/"))
		got, err := decodeEndpoint(jsonResponse(200, `{"content":{"callbackUrl":"`+want+`"}}`))
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
			_, err := decodeEndpoint(jsonResponse(200, body))
			expectEqual(t, "the problem", responseError(t, err).Problem, ProblemFormat)
		})
	}
}

func TestSetCallbackEndpoint_requiresConfirmation(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":"UP"}`, `{"error":false}`, `{}`, `{"content":{}}`, `{"content":null}`, `{"content":[1]}`,
		`{"content":{"callbackUrl":null}}`, `{"content":{"callbackUrl":" "}}`,
		`{"content":{"callbackEndpoint":"https://a"}}`, // the name that channels use
		`{"error":{"errorCode":250013}}`,
	} {
		api := startAPI(t)
		api.RespondNext(2, fakeapi.Raw(200, "application/json", body))
		_, err := newRetryingClient(t, api).SetCallbackEndpoint(t.Context(), "https://new.example")
		expectEqual(t, body, responseError(t, err).Problem, ProblemFormat)
		expectEqual(t, body+": outcome unknown", OutcomeUnknown(err), true)
		expectRequests(t, api, 1)
	}
}
