package livestation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetQualitySets_filters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		filter    QualitySetFilter
		uri, want string
	}{
		{uri: "/api/v2/qualitySets?type=all", want: "3 21 1001 1002"},
		{filter: QualitySetFilter{GenType: "SYSTEM"}, uri: "/api/v2/qualitySets?genType=SYSTEM&type=all", want: "3 21"},
		{filter: QualitySetFilter{Type: "llhls"}, uri: "/api/v2/qualitySets?type=llhls", want: "21"},
		{
			filter: QualitySetFilter{GenType: "CUSTOM", Type: "default"},
			uri:    "/api/v2/qualitySets?genType=CUSTOM&type=default",
			want:   "1001 1002",
		},
	} {
		api := startAPI(t)
		sets, err := newClient(t, api).GetQualitySets(t.Context(), c.filter)
		expectNoError(t, err)
		var ids []string
		for _, set := range sets {
			ids = append(ids, fmt.Sprint(*set.ID.Value))
		}
		expectEqual(t, c.uri, strings.Join(ids, " "), c.want)
		expectEqual(t, "the request", api.Requests()[0].URI, c.uri)
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
