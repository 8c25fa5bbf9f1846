package livestation

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A listResult is what ListChannels returns.
type listResult struct {
	channels []Channel
	stable   bool
	err      error
}

func listLiveChannels(t *testing.T, client *Client) listResult {
	t.Helper()
	channels, stable, err := client.ListChannels(t.Context(), LiveChannel, ChannelFilter{})
	return listResult{channels: channels, stable: stable, err: err}
}

func (r listResult) expectStable(t *testing.T, n int) {
	t.Helper()
	expectNoError(t, r.err)
	expectEqual(t, "stable", r.stable, true)
	expectEqual(t, "the number of channels", len(r.channels), n)
}

// respondWithPages makes each request for a page get the body that page returns.
func respondWithPages(api *fakeapi.Server, page func(number int) string) {
	api.RespondWhere(func(*http.Request) bool { return true }, func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.Atoi(r.URL.Query().Get("pageNo"))
		fakeapi.Raw(200, "application/json", page(number))(w, r)
	})
}

// pageOf returns a page of n channels from the number first on. total is JSON.
func pageOf(first, n int, total string) string {
	var channels []string
	for i := range n {
		channels = append(channels, fmt.Sprintf(`{"channelId":%q}`, channelIDNumber(first+i)))
	}
	return fmt.Sprintf(`{"content":[%s],"total":%s}`, strings.Join(channels, ","), total)
}

func TestListChannels_readsHundredChannelsARequest(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, LiveChannel, 1000)
	putChannels(api, ReStreamChannel, 5)
	got := listLiveChannels(t, newClient(t, api))
	got.expectStable(t, 1000)
	for i, c := range got.channels {
		expectEqual(t, "the ID", c.ID, channelIDNumber(i))
		expectEqual(t, c.ID+" has an endpoint", c.CallbackURL != "", i%10 == 0)
	}
	expectRequests(t, api, 10)
	expectGoodRequests(t, api)
}

func TestListChannels_readsAgainIfTheListChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*fakeapi.Server)
		want   int
	}{
		"one is deleted": {
			change: func(api *fakeapi.Server) { api.RemoveChannel("live", channelIDNumber(0)) },
			want:   249,
		},
		"one is created": {
			change: func(api *fakeapi.Server) {
				api.PutChannel(fakeapi.Channel{Type: "live", ID: channelIDNumber(999), Status: "READY"})
			},
			want: 251,
		},
		"one moves to the end": {
			change: func(api *fakeapi.Server) {
				first := api.Channel("live", channelIDNumber(0))
				api.RemoveChannel("live", channelIDNumber(0))
				api.PutChannel(first)
			},
			want: 250,
		},
		"all are deleted": {
			change: func(api *fakeapi.Server) {
				for i := range 250 {
					api.RemoveChannel("live", channelIDNumber(i))
				}
			},
			want: 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putChannels(api, LiveChannel, 250)
			var once sync.Once
			api.AfterEach(func() { once.Do(func() { c.change(api) }) })
			got := listLiveChannels(t, newClient(t, api))
			got.expectStable(t, c.want)
			sorted := slices.IsSortedFunc(got.channels, func(a, b Channel) int { return strings.Compare(a.ID, b.ID) })
			expectEqual(t, "sorted by ID", sorted, true)
			if n := len(api.Requests()); n > 8 {
				t.Errorf("it took %d requests", n)
			}
		})
	}
}

func TestListChannels_returnsAllIfTheListKeepsChanging(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, LiveChannel, 250)
	deleted := 0
	api.AfterEach(func() {
		api.RemoveChannel("live", channelIDNumber(deleted)) // always from the first page
		deleted++
	})
	got := listLiveChannels(t, newClient(t, api))
	expectNoError(t, got.err)
	expectEqual(t, "stable", got.stable, false)
	for i := deleted; i < 250; i++ {
		contained := slices.ContainsFunc(got.channels, func(c Channel) bool { return c.ID == channelIDNumber(i) })
		expectEqual(t, channelIDNumber(i)+" is contained", contained, true)
	}
}

func TestListChannels_readsSmallLists(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body     string
		channels int
		stable   bool
		requests int
	}{
		"none":                  {body: `{"content":[],"total":0}`, stable: true, requests: 1},
		"none, as null":         {body: `{"content":null,"total":0}`, stable: true, requests: 1},
		"none, no total":        {body: `{"content":[]}`, stable: true, requests: 1},
		"total as text":         {body: pageOf(0, 2, `"2"`), channels: 2, stable: true, requests: 1},
		"total with a fraction": {body: pageOf(0, 2, `2.0`), channels: 2, stable: true, requests: 1},
		// The same page again and again is not taken for a whole list.
		"total too large": {body: pageOf(0, 2, `1000`), channels: 2, requests: 4},
		"total null":      {body: pageOf(0, 2, `null`), channels: 2, requests: 4},
		"total an object": {body: pageOf(0, 2, `{"value":2}`), channels: 2, requests: 4},
		"total negative":  {body: pageOf(0, 2, `-5`), channels: 2, requests: 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			respondWithPages(api, func(int) string { return c.body })
			got := listLiveChannels(t, newClient(t, api))
			expectNoError(t, got.err)
			expectEqual(t, "stable", got.stable, c.stable)
			expectEqual(t, "the number of channels", len(got.channels), c.channels)
			expectRequests(t, api, c.requests)
		})
	}
}

func TestListChannels_endsAtAnEmptyPageWithoutATotal(t *testing.T) {
	t.Parallel()
	for name, empty := range map[string]string{"array": `{"content":[]}`, "null": `{"content":null}`} {
		api := startAPI(t)
		respondWithPages(api, func(number int) string {
			if number > 2 {
				return empty
			}
			return pageOf(100*number, 100, "null")
		})
		got := listLiveChannels(t, newClient(t, api))
		got.expectStable(t, 200)
		expectEqual(t, name+": the number of requests", len(api.Requests()), 3)
	}
}

func TestListChannels_rejectsOtherJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`,
		`{"status":"UP"}`,
		`{"total":0}`,
		`{"error":false}`,
		`{"content":{},"total":1}`,
		`{"content":"","total":0}`,
		`{"content":null,"total":1000}`,
		`{"content":[],"total":3}`,
		`{"content":[null],"total":1}`,
		`{"content":[{}],"total":1}`,
		`{"content":[{"channelName":"a"}],"total":1}`,
		`{"content":[{"channelId":"a"},null],"total":2}`,
		`{"content":[[]],"total":1}`,
		`{"content":["a"],"total":1}`,
		`{"content":[{"channelId":"a"}],"total":0}`, // fewer than the page contains
		`{"content":[{"channelId":"a"},{"channelId":"b"}],"total":"1"}`,
	} {
		t.Run(body[:min(len(body), 100)], func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
			got := listLiveChannels(t, newClient(t, api))
			expectEqual(t, "the problem", responseError(t, got.err).Problem, ProblemFormat)
			expectEqual(t, "the number of channels returned", len(got.channels), 0)
			expectRequests(t, api, 1)
		})
	}
}

func TestListChannels_stopsAtMaxChannels(t *testing.T) {
	t.Parallel()
	for name, total := range map[string]func(number int) string{
		"large total":    func(int) string { return "1000000" },
		"changing total": func(number int) string { return strconv.Itoa(1_000_000 + number) },
		"no total":       func(int) string { return "null" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			respondWithPages(api, func(number int) string { return pageOf(100*number, 100, total(number)) })
			expectErrorIs(t, listLiveChannels(t, newClient(t, api)).err, ErrTooManyChannels)
			expectRequests(t, api, MaxChannels/100+1)
		})
	}
}

func TestListChannels_rejectsOneMoreThanMaxChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	respondWithPages(api, func(number int) string {
		return pageOf(100*number, min(100, MaxChannels+1-100*(number-1)), strconv.Itoa(MaxChannels+1))
	})
	expectErrorIs(t, listLiveChannels(t, newClient(t, api)).err, ErrTooManyChannels)
	expectRequests(t, api, MaxChannels/100+1)
}

func TestListChannels_readsMaxChannels(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	respondWithPages(api, func(number int) string { return pageOf(100*number, 100, strconv.Itoa(MaxChannels)) })
	listLiveChannels(t, newClient(t, api)).expectStable(t, MaxChannels)
}

func TestListChannels_endsAfterSeveralTimeouts(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	respondWithPages(api, func(number int) string {
		time.Sleep(50 * time.Millisecond)
		return pageOf(100*number, 100, strconv.Itoa(1_000_000+number)) // ever new channels
	})
	config := configFor(t, api.URL)
	config.Timeout = 500 * time.Millisecond
	got := transportError(t, listLiveChannels(t, New(config)).err)
	expectEqual(t, "the cause", got.Cause, CauseTimeout)
	expectContains(t, got.Text, "within the timeout of 2.5s")
}

func TestListChannels_reportsErrorOfALaterPage(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putChannels(api, LiveChannel, 250)
	api.RespondWhere(func(r *http.Request) bool { return r.URL.Query().Get("pageNo") == "3" }, fakeapi.Raw(500, "", ""))
	got := listLiveChannels(t, newClient(t, api))
	expectEqual(t, "the status", responseError(t, got.err).Status, 500)
	expectEqual(t, "the number of channels returned", len(got.channels), 0)
}

// The lists of other types than live ignore filters, and a name may be stored in
// decomposed letters. A filter that is not applied makes users adopt channels that
// they did not name.
func TestListChannels_appliesEachFilterItself(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "한글 a+b", "\u1112\u1161\u11ab\u1100\u1173\u11af a+b"
	for _, channelType := range ChannelTypes() {
		api := startAPI(t)
		for i, c := range []fakeapi.Channel{
			{Name: "stage_1", Status: "PUBLISHING"},
			{Name: "hall", Status: "READY"},
			{Name: decomposed, Status: "READY"},
			{Name: "stage_2", Status: "DELETED"},
		} {
			c.Type, c.ID = channelType.Name, channelIDNumber(i)
			api.PutChannel(c)
		}
		for _, c := range []struct {
			filter ChannelFilter
			want   string
		}{
			{filter: ChannelFilter{}, want: "0 1 2"},
			{filter: ChannelFilter{Name: "stage"}, want: "0"},
			{filter: ChannelFilter{Name: "Stage"}, want: ""},
			{filter: ChannelFilter{Name: composed}, want: "2"},
			{filter: ChannelFilter{Name: decomposed}, want: "2"},
			{filter: ChannelFilter{ID: "0001-Py"}, want: "1"},
			{filter: ChannelFilter{Status: "PUBLISHING"}, want: "0"},
			{filter: ChannelFilter{Status: "DELETED"}, want: "3"},
			{filter: ChannelFilter{Status: "READY", Name: "hall"}, want: "1"},
		} {
			channels, _, err := newClient(t, api).ListChannels(t.Context(), channelType, c.filter)
			expectNoError(t, err)
			var numbers []string
			for _, channel := range channels {
				numbers = append(numbers, channel.ID[16:17])
			}
			expectEqual(t, fmt.Sprintf("%s %+v", channelType.Name, c.filter), strings.Join(numbers, " "), c.want)
		}
		for _, r := range api.Requests() {
			filtered := strings.Contains(r.URI, "channelStatus=") || strings.Contains(r.URI, "id=") ||
				strings.Contains(r.URI, "channelName=")
			if filtered && channelType != LiveChannel || strings.Contains(r.URI, "channelName=%") {
				t.Errorf("%s is sent", r.URI)
			}
		}
		expectGoodRequests(t, api)
	}
}
