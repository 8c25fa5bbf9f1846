package livestation

import (
	"fmt"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetServiceURLs_readsOddLists(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"content":[]}`:   "[]",
		`{"content":null}`: "[]",
		`{"content":[{"url":"https://a","new":[1]}]}`:                                          "[{ https://a    []}]",
		`{"content":[{"name":720,"url":"https://a","videoBitrate":"auto"}]}`:                   "[{720 https://a  auto  []}]",
		`{"content":[{"name":null,"url":null,"resizedUrl":[{"type":720,"url":"https://a"}]}]}`: "[{     [{720 https://a}]}]",
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		got, err := newClient(t, api).GetServiceURLs(t.Context(), LiveChannel, "ls-1", GeneralURL)
		expectNoError(t, err)
		expectEqual(t, body, fmt.Sprint(got), want)
	}
}

func TestGetServiceURLs_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"content":{}}`, `{"content":"https://a"}`, `{"content":["https://a"]}`, `{"content":[{}]}`,
		`{"content":[null]}`,
		`{"content":[{"name":"720p"}]}`, `{"content":[{"url":"https://a","resizedUrl":"https://b"}]}`,
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, err := newClient(t, api).GetServiceURLs(t.Context(), LiveChannel, "ls-1", GeneralURL)
		expectEqual(t, body, responseError(t, err).Problem, ProblemFormat)
	}
}
