package livestation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetQualitySets_sendsFilters(t *testing.T) {
	t.Parallel()
	for uri, filter := range map[string]QualitySetFilter{
		"/api/v2/qualitySets?type=all":                    {},
		"/api/v2/qualitySets?genType=SYSTEM&type=all":     {GenType: "SYSTEM"},
		"/api/v2/qualitySets?type=llhls":                  {Type: "llhls"},
		"/api/v2/qualitySets?genType=CUSTOM&type=default": {GenType: "CUSTOM", Type: "default"},
	} {
		api := startAPI(t)
		_, err := newClient(t, api).GetQualitySets(t.Context(), filter)
		expectNoError(t, err)
		expectEqual(t, "the request", api.Requests()[0].URI, uri)
		expectGoodRequests(t, api)
	}
}

// A filter that the API does not know is applied to what it returns.
func TestGetQualitySets_appliesEachFilterItself(t *testing.T) {
	t.Parallel()
	const sets = `{"content":[{"id":1,"genType":"SYSTEM","isEnabledUll":false},
		{"id":2,"genType":"CUSTOM","isEnabledUll":true},{"id":3}]}`
	for want, filter := range map[string]QualitySetFilter{
		"1 2 3": {},
		"1 3":   {GenType: "SYSTEM", Type: "default"},
		"2 3":   {Type: "llhls"},
		"3":     {GenType: "SYSTEM", Type: "llhls"},
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", sets))
		got, err := newClient(t, api).GetQualitySets(t.Context(), filter)
		expectNoError(t, err)
		var ids []string
		for _, set := range got {
			ids = append(ids, fmt.Sprint(*set.ID.Value))
		}
		expectEqual(t, fmt.Sprintf("%+v", filter), strings.Join(ids, " "), want)
	}
}

func TestGetQualitySets_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"content":{}}`, `{"content":[{}]}`, `{"content":[{"id":null}]}`, `{"content":[{"id":"three"}]}`,
		`{"content":[{"id":3,"qualities":{}}]}`, `{"content":[{"id":3,"qualities":[{"video":"1280x720"}]}]}`,
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		_, err := newClient(t, api).GetQualitySets(t.Context(), QualitySetFilter{})
		expectEqual(t, body, responseError(t, err).Problem, ProblemFormat)
	}
}
