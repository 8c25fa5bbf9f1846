package livestation

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetChannel_escapesID(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	_, err := newClient(t, api).GetChannel(t.Context(), LiveChannel, "../events?a#b")
	expectEqual(t, "an error", err != nil, true)
	expectEqual(t, "the URI", api.Requests()[0].URI, "/api/v2/channels/..%2Fevents%3Fa%23b")
}

func TestFindChannelType_ignoresErrors(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, VOD2LiveChannel, 1)
	api.RespondNext(1, fakeapi.Raw(500, "", ""))
	client := newClient(t, api)
	_, found := client.FindChannelType(t.Context(), channelIDNumber(0), LiveChannel)
	expectEqual(t, "found in spite of an error", found, true)
	_, found = client.FindChannelType(t.Context(), channelIDNumber(0), VOD2LiveChannel)
	expectEqual(t, "found in its own type", found, false)
}

func TestGetChannel_readsOptionalFields(t *testing.T) {
	t.Parallel()
	const id = "ls-1"
	for body, want := range map[string]Channel{
		`{"content":{"channelId":"ls-1"}}`:                                    {},
		`{"content":{"channelId":"ls-1","callbackEndpoint":null}}`:            {},
		`{"content":{"channelId":"ls-1","callbackEndpoint":""}}`:              {},
		`{"content":{"channelId":"ls-1","callbackEndpoint":" https://a "}}`:   {CallbackURL: "https://a"},
		`{"content":{"channelId":"ls-1","channelName":null}}`:                 {},
		`{"content":{"channelId":"ls-1","channelName":5}}`:                    {Name: "5"},
		`{"content":{"channelId":"ls-1","channelName":"[main] {stage}"}}`:     {Name: "[main] {stage}"},
		`{"content":{"channelId":"ls-1","channelName":"{main}"}}`:             {Name: "{main}"},
		`{"content":{"channelId":" ls-1 ","channelStatus":"READY"},"x":true}`: {Status: "READY"},
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		got, err := newClient(t, api).GetChannel(t.Context(), LiveChannel, id)
		expectNoError(t, err)
		want.Type = LiveChannel
		want.ID = id
		expectEqual(t, body, got, want)
	}
}

// A stream key in an object or array must not become a name, and a name is shown.
func TestGetChannel_doesNotReadNestedTexts(t *testing.T) {
	t.Parallel()
	for _, nested := range []string{
		`{"streamKey":"` + fakeapi.StreamKey + `"}`,
		`["` + fakeapi.StreamKey + `"]`,
		`[{"a":[{"streamKey":"` + fakeapi.StreamKey + `"}]}]`,
		` {"streamKey" : "` + fakeapi.StreamKey + `"} `,
	} {
		channel := fmt.Sprintf(`{"channelId":"ls-1","channelName":%s,"channelStatus":%s}`, nested, nested)
		api := startAPI(t)
		client := newClient(t, api)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", `{"content":`+channel+`}`))
		got, err := client.GetChannel(t.Context(), LiveChannel, "ls-1")
		expectNoError(t, err)
		expectEqual(t, "the channel", got, Channel{Type: LiveChannel, ID: "ls-1"})

		api.RespondNext(1, fakeapi.Raw(200, "application/json", `{"content":[`+channel+`],"total":1}`))
		list, _, err := client.ListChannels(t.Context(), LiveChannel, ChannelFilter{})
		expectNoError(t, err)
		expectEqual(t, "the list", fmt.Sprint(list), fmt.Sprint([]Channel{{Type: LiveChannel, ID: "ls-1"}}))
	}
}

func TestChannel_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxTextLength+1)
	for _, body := range []string{
		`{}`,
		`{"status":"UP"}`,
		`{"error":false}`,
		`{"content":null}`,
		`{"content":{}}`,
		`{"content":[]}`,
		`{"content":"ls-1"}`,
		`{"content":{"channelId":null}}`,
		`{"content":{"channelId":""}}`,
		`{"content":{"channelId":1}}`,
		`{"content":{"channelId":["ls-1"]}}`,
		`{"content":{"channelId":{"id":"ls-1"}}}`,
		`{"content":{"channelId":"ls-1/../2"}}`,
		`{"content":{"channelId":"ls-2"}}`, // another channel
		`{"content":{"channelId":"LS-1"}}`,
		`{"content":{"callbackEndpoint":"https://a"}}`,
		`{"content":{"channelId":"ls-1","callbackEndpoint":5}}`,
		`{"content":{"channelId":"ls-1","callbackEndpoint":{}}}`,
		`{"content":{"channelId":"ls-1","callbackEndpoint":"https://a\u0007"}}`,
		`{"content":{"channelId":"ls-1","channelName":"` + long + `"}}`,
		`{"content":{"channelId":"ls-1","channelStatus":"` + long + `"}}`,
		`{"content":[{"channelId":"ls-1"}]}`,
	} {
		t.Run(body[:min(len(body), 100)], func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(2, fakeapi.Raw(200, "application/json", body))
			client := newClient(t, api)
			_, err := client.GetChannel(t.Context(), LiveChannel, "ls-1")
			expectEqual(t, "GET: the problem", responseError(t, err).Problem, ProblemFormat)
			_, err = client.SetChannelCallbackEndpoint(t.Context(), LiveChannel, "ls-1", "https://a")
			expectEqual(t, "POST: the problem", responseError(t, err).Problem, ProblemFormat)
			expectEqual(t, "POST: outcome unknown", OutcomeUnknown(err), true)
		})
	}
}

func TestChannel_errorsShowNoStreamKey(t *testing.T) {
	t.Parallel()
	const leaky = `{"content":{"channelId":"a","streamKey":"` + fakeapi.StreamKey + `","callbackEndpoint":`
	for name, response := range map[string]http.HandlerFunc{
		"broken JSON":  fakeapi.Raw(200, "application/json", leaky),
		"other format": fakeapi.Raw(200, "application/json", leaky+`5}}`),
		"text":         fakeapi.Raw(200, "text/plain", leaky+`null}}`),
		"bad status":   fakeapi.Raw(500, "application/json", leaky+`null}}`),
		"cut short":    fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + leaky),
		"error":        fakeapi.Raw(500, "application/json", `{"error":["`+fakeapi.StreamKey+`"]}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, err := range channelErrors(t, response) {
				if err == nil && (name == "other format" || name == "text") {
					continue // Not every operation reads the field.
				}
				failure := responseError(t, err)
				expectNoSecrets(t, what, err, []string{fakeapi.StreamKey})
				expectContains(t, failure.Sample, "not shown")
			}
		})
	}
}

// channelErrors returns the error of each operation about channels.
func channelErrors(t *testing.T, response http.HandlerFunc) map[string]error {
	t.Helper()
	api := startAPI(t)
	api.RespondNext(8, response)
	client := newClient(t, api)
	_, getErr := client.GetChannel(t.Context(), LiveChannel, "a")
	_, setErr := client.SetChannelCallbackEndpoint(t.Context(), LiveChannel, "a", "https://a")
	_, _, listErr := client.ListChannels(t.Context(), LiveChannel, ChannelFilter{})
	_, createErr := client.CreateChannel(t.Context(), newMainChannel())
	_, _, recordingsErr := client.GetRecordings(t.Context(), "a")
	_, keysErr := client.GetChannelWithKeys(t.Context(), "a")
	return map[string]error{
		"get": getErr, "set": setErr, "list": listErr, "create": createErr, "recordings": recordingsErr, "keys": keysErr,
		"update": client.UpdateChannel(t.Context(), "a", ChannelSettings{}), "delete": client.DeleteChannel(t.Context(), "a"),
	}
}
