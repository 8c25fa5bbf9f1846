package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// runCreate runs the command with -create and the word that it requires.
func runCreate(ctx context.Context, t *testing.T, url string, site livestation.Site) output {
	t.Helper()
	config := newConfig(t, url)
	config.Site, config.Region, config.Timeout = site, site.Region, time.Second
	cdn := "5678,91,live.example.com"
	if site == livestation.FinancialSite {
		cdn = "5678"
	}
	c, err := parseCreation(site, cdn, 3)
	if err != nil {
		t.Fatal(err)
	}
	return startIn(ctx, t, config, options{yes: true, creation: c}, streams{in: strings.NewReader("create\n")})
}

// left returns the IDs of the channels of the check that were not deleted.
func left(api *fakeapi.Server) []string {
	var ids []string
	for _, c := range api.Channels() {
		if !strings.HasPrefix(c.Name, "canary") && c.Status != "DELETED" {
			ids = append(ids, c.ID)
		}
	}
	for _, set := range api.QualitySets() {
		if name, _ := set["name"].(string); strings.HasPrefix(name, "tf-check-") {
			ids = append(ids, name)
		}
	}
	return ids
}

func TestCreate_findsNoDifferenceAndLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, site := range []livestation.Site{livestation.PublicSite, livestation.FinancialSite} {
		t.Run(site.Name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			o := runCreate(t.Context(), t, api.URL, site)
			if o.status != exitSame || !strings.Contains(o.stdout, ": 0 with differences, 0 not compared.") {
				t.Errorf("exit status %d, want %d\n%s", o.status, exitSame, o.all())
			}
			if ids := left(api); ids != nil {
				t.Errorf("left: %q", ids)
			}
			writes := len(posts(api))
			if n := len(api.Requests()); writes != 15 || n > 65 {
				t.Errorf("%d writes of %d requests, want 15 of about 60", writes, n)
			}
			for _, c := range api.Channels() {
				if !strings.HasPrefix(c.Name, checkName) {
					continue
				}
				if !strings.Contains(o.stderr, "Created the channel "+c.ID) {
					t.Errorf("%s was not shown", c.ID)
				}
				if strings.Contains(o.report+o.stdout, c.ID) || strings.Contains(o.report+o.stdout, c.Name) {
					t.Errorf("the report contains the ID or the name of a channel:\n%s", o.report)
				}
			}
			requireNoSecrets(t, o)
		})
	}
}

func TestCreate_requiresTheWordEvenWithYes(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "yes\n", "created\n"} {
		api := startAPI(t)
		o := start(t, newConfig(t, api.URL), options{yes: true, creation: &creation{name: checkName + "a"}},
			streams{in: strings.NewReader(word), terminal: true})
		if n := len(api.Requests()); o.status != exitFailed || n > 0 {
			t.Errorf("%q: exit status %d after %d requests", word, o.status, n)
		}
		if !strings.Contains(o.stderr, "costs what two channels cost") {
			t.Errorf("the costs were not announced:\n%s", o.stderr)
		}
	}
}

func TestCreate_refusesIfAnEarlierCheckLeftAChannel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, channel, want string
		before              int // channels whose names contain the beginning
	}{
		{name: "one", channel: "tf_check_old", want: `"tf_check_old"`},
		{name: "on the second page", channel: "tf_check_old", before: pageSize, want: `"tf_check_old"`},
		{
			name: "a long name that cannot be printed", channel: "tf_check_\x1b[2J\n\u202e" + strings.Repeat("x", 10_000),
			want: `"tf_check_\x1b[2J\n\u202e` + strings.Repeat("x", 25) + `..."`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			for i := range c.before {
				api.PutChannel(fakeapi.Channel{
					Type: "live", ID: fmt.Sprintf("ls-20260101000000-%05d", i), Name: "not_tf_check_old", Status: "READY",
				})
			}
			api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-20260101000000-EARLY", Name: c.channel, Status: "BLOCK"})
			o := runCreate(t.Context(), t, api.URL, livestation.PublicSite)
			want := "nothing was created: an earlier check left the channel " + c.want + ` ("ls-20260101000000-EARLY")`
			if n := len(posts(api)); o.status != exitFailed || n > 0 || !strings.Contains(o.stderr, want) {
				t.Errorf("exit status %d after %d writes, want %s:\n%s", o.status, n, want, o.stderr)
			}
		})
	}
}

func TestCreate_requiresTheCDNAndTheQualitySet(t *testing.T) {
	t.Parallel()
	const domain = "live.example.com"
	for _, c := range []struct {
		site       livestation.Site
		valid      string
		invalid    []string
		qualitySet int
	}{
		{site: livestation.PublicSite, qualitySet: 3, valid: "1,2," + domain, invalid: []string{
			"", "x", "1", "1,2", "1,x," + domain, "x,1," + domain, "1,2,", "0,2," + domain, "-1,2," + domain, "+1,2," + domain,
			"1,0," + domain, "1,-2," + domain, "1, 2," + domain, "1,2," + domain + ",3", "1,2," + domain + " x", "1,2,x",
			"1,2,https://" + domain, "1,2," + domain + "/", "1,2," + domain + ":443", "1,2,-a.example.com", "1,2,a..example.com",
			"1,2,127.0.0.1", "1,2," + strings.Repeat("a", 64) + ".example.com", "1,2," + strings.Repeat("a.", 130) + "com",
		}},
		{site: livestation.PublicSite, invalid: []string{"1,2," + domain}},
		{site: livestation.FinancialSite, qualitySet: 3, valid: "1", invalid: []string{
			"", "0", "-1", "x", "1x", "1 ", "1,", "1,2," + domain,
		}},
	} {
		if _, err := parseCreation(c.site, c.valid, c.qualitySet); err != nil && c.valid != "" {
			t.Errorf("%s, %q: %v", c.site.Name, c.valid, err)
		}
		for _, cdn := range c.invalid {
			if got, err := parseCreation(c.site, cdn, c.qualitySet); err == nil {
				t.Errorf("%s, %q: %+v, want an error", c.site.Name, cdn, got)
			}
		}
	}
}

func TestCreate_namesAreNotThoseOfAnotherCheck(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		c, err := parseCreation(livestation.FinancialSite, "1", 3)
		if err != nil || seen[c.name] || utf8.RuneCountInString(c.name+longEnd) != 20 || len(c.nameOf(qualitySets)) > 20 {
			t.Fatalf("%+v, %v after %d others", c, err, len(seen))
		}
		seen[c.name] = true
	}
}

// sentName returns the name that the first creation of a channel contained.
func sentName(api *fakeapi.Server) string {
	var sent struct {
		ChannelName string `json:"channelName"`
	}
	for _, r := range posts(api) {
		if err := json.Unmarshal([]byte(r.Body), &sent); err == nil && sent.ChannelName != "" {
			return sent.ChannelName
		}
	}
	return "none"
}

// otherIsCreating leaves the second channel of the check CREATING.
func otherIsCreating(_ int, object map[string]any) {
	if name, _ := object["channelName"].(string); strings.HasSuffix(name, "2") && len(name) == len(checkName)+9 {
		object["channelStatus"] = "CREATING"
	}
}

// Whatever responses contain, nothing is sent to change what the check did not create.
func TestCreate_changesNothingOfOthers(t *testing.T) {
	t.Parallel()
	const otherID, otherSet = "ls-20260101000000-OTHER", "1001"
	// another adds a channel as soon as the check has created one.
	another := func(end string, edit func(object map[string]any)) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) {
			api.SetChannelForm(otherID, edit)
			api.AfterEach(func() {
				if name := sentName(api); name != "none" {
					api.PutChannel(fakeapi.Channel{Type: "live", ID: otherID, Name: name + end, Status: "READY"})
				}
			})
		}
	}
	recent := func(object map[string]any) { object["createdTime"] = time.Now().UnixMilli() }
	after := func(response map[string]any, status int) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) {
			api.PutChannel(fakeapi.Channel{Type: "live", ID: otherID, Name: "canary_other", Status: "READY"})
			api.SetChannelForm(otherID, recent)
			api.RespondAfter(http.MethodPost, 1, fakeapi.JSON(status, response))
		}
	}
	unedited := func(map[string]any) {}
	withoutTime := func(object map[string]any) { delete(object, "createdTime") }
	other := map[string]any{"channelId": otherID}
	for _, c := range []struct {
		name    string
		api     func(*fakeapi.Server)
		changes []change
		want    string // in standard error
		status  int
	}{
		{name: "an ID in a rejected response", status: exitDiffers, api: after(map[string]any{
			"content": other, "error": map[string]any{"errorCode": 250014, "message": "m"},
		}, http.StatusBadRequest)},
		{name: "an ID in an error with a 2xx status", status: exitDiffers, api: after(map[string]any{
			"content": other, "error": map[string]any{"errorCode": 250014, "message": "m"},
		}, http.StatusOK)},
		{
			name: "the ID of a channel with another name in a success", status: exitFailed,
			api: after(map[string]any{"content": other}, http.StatusOK), want: "The channel " + otherID + " was not touched",
		},
		{
			name: "the ID of a channel, which is read as the check's own", status: exitFailed,
			api: func(api *fakeapi.Server) {
				after(map[string]any{"content": other}, http.StatusOK)(api)
				api.SetChannelForm(otherID, func(object map[string]any) {
					recent(object)
					object["channelName"], object["channelId"] = sentName(api), "ls-20260101000000-OWN01"
				})
			},
			want: "The channel " + otherID + " was not touched",
		},
		{
			name: "the ID of a channel, after a read of the check's own", status: exitFailed,
			api: func(api *fakeapi.Server) {
				after(map[string]any{"content": other}, http.StatusOK)(api)
				api.OnCreated(otherIsCreating)
				api.AfterEach(func() {
					api.SetCDN(5678, fakeapi.CDN{ProfileID: 91, Domain: "live.example.com", Status: "RUNNING"})
				})
			},
			want: "The channel " + otherID + " was not touched",
		},
		{
			name: "a path as ID", status: exitDiffers,
			api: after(map[string]any{"content": map[string]any{"channelId": "x/../" + otherID}}, http.StatusOK),
		},
		{
			name: "another name with the same beginning", status: exitFailed, api: another("_x", recent),
			want: "The channel " + otherID + " was not touched",
		},
		{
			name: "the same name, but older", status: exitFailed, api: another("", unedited),
			want: "The channel " + otherID + " was not touched",
		},
		{
			name: "the same name, without a time", status: exitFailed, api: another("", withoutTime),
			want: "The channel " + otherID + " was not touched",
		},
		{
			name: "a path as ID of a quality set", status: exitFailed, want: `The quality set "tf-check-`,
			changes: []change{{match: `^POST \S*/qualitySets`, body: `{}`}, {
				match: `^GET \S*/qualitySets .*tf-check-`, old: `"id":20\d\d`, new: `"id":"../channels/` + otherID + `"`,
			}},
		},
		{
			name: "the number of another quality set", status: exitFailed,
			want:    "The quality set " + otherSet + " was not touched",
			changes: []change{{match: `^POST \S*/qualitySets`, body: `{"content":{"id":` + otherSet + `}}`}},
		},
		{
			name: "the number 0 of a quality set", status: exitDiffers,
			changes: []change{{match: `^POST \S*/qualitySets`, body: `{"content":{"id":0}}`}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.api != nil {
				c.api(api)
			}
			o := runCreate(t.Context(), t, startChanged(t, api, c.changes...), livestation.PublicSite)
			for _, r := range posts(api) {
				if strings.Contains(r.URI, "OTHER") || strings.Contains(r.URI, "/"+otherSet) || strings.Contains(r.URI, "..") {
					t.Errorf("sent: %s %s", r.Method, r.URI)
				}
			}
			if o.status != c.status || !strings.Contains(o.stderr, c.want) {
				t.Errorf("exit status %d, want %d and %q:\n%s", o.status, c.status, c.want, o.stderr)
			}
			if strings.Contains(o.stderr, otherID+" is left") || strings.Contains(o.stderr, otherSet+" is left") {
				t.Errorf("the output tells to delete what is another's:\n%s", o.stderr)
			}
			if strings.Contains(o.stdout+o.report, otherID) {
				t.Errorf("the report contains the ID:\n%s", o.report)
			}
			for _, id := range left(api) {
				if !regexp.MustCompile(id + `\S* (was not touched|is left)`).MatchString(o.stderr) {
					t.Errorf("%s is left, and not named:\n%s", id, o.stderr)
				}
			}
		})
	}
}

// A time before the check, or none after a lost response: the object might be another's.
func TestCreate_namesWhatMightBeAnothers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		created any
		isLost  bool
	}{
		"older than the check": {created: time.Now().Add(-time.Hour).UnixMilli()},
		"lost, without a time": {isLost: true},
		"lost, no number":      {isLost: true, created: "today"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.OnCreated(func(_ int, object map[string]any) { object["createdTime"] = c.created })
			if c.isLost {
				api.RespondAfter(http.MethodPost, 1, fakeapi.HangUp)
			}
			o := runCreate(t.Context(), t, api.URL, livestation.PublicSite)
			ids := left(api)
			for _, id := range ids {
				if !strings.Contains(o.stderr, "The channel "+id+" was not touched") {
					t.Errorf("%s is left, and not named:\n%s", id, o.stderr)
				}
			}
			if len(ids) == 0 || o.status != exitFailed {
				t.Errorf("exit status %d, want %d; left: %q", o.status, exitFailed, ids)
			}
			for _, r := range posts(api) {
				if r.Method != http.MethodPost && strings.Contains(r.URI, "/channels/") {
					t.Errorf("sent: %s %s", r.Method, r.URI)
				}
			}
		})
	}
}

func TestCreate_noticesEachDifferenceAndNoOther(t *testing.T) {
	t.Parallel()
	created := func(edit func(reads int, object map[string]any)) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) { api.OnCreated(edit) }
	}
	set := func(field string, value any) func(*fakeapi.Server) {
		return created(func(_ int, object map[string]any) { object[field] = value })
	}
	// updated edits what the nth update has stored.
	updated := func(nth int, edit func(fields map[string]any)) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) {
			n := 0
			api.OnUpdated(func(fields map[string]any) {
				if n++; n == nth {
					edit(fields)
				}
			})
		}
	}
	cdn := func(status string, reads int) func(*fakeapi.Server) {
		return created(func(n int, object map[string]any) {
			if c, ok := object["cdn"].(map[string]any); ok && n <= reads {
				c["statusName"] = status
			}
		})
	}
	respond := func(method, path string, response http.HandlerFunc) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) {
			api.RespondWhere(func(r *http.Request) bool {
				return r.Method == method && strings.HasSuffix(r.URL.Path, path) && !strings.Contains(r.URL.Path, "qualitySets")
			}, response)
		}
	}
	after := func(n int, response http.HandlerFunc) func(*fakeapi.Server) {
		return func(api *fakeapi.Server) { api.RespondAfter(http.MethodPost, n, response) }
	}
	ok := fakeapi.JSON(http.StatusOK, map[string]any{"content": map[string]any{}})
	const forever = 10_000
	for _, c := range []struct {
		name, want string // "" for no difference
		api        func(*fakeapi.Server)
		change     change
		left       int
	}{
		{want: "A43", name: "no ID", api: after(1, ok)},
		{want: "A43", name: "no body", api: after(1, fakeapi.Raw(http.StatusCreated, "", ""))},
		{want: "A43", name: "rejected, but created", api: after(1, rejection(250014))},
		{want: "A44", name: "ignored", api: updated(1, func(f map[string]any) { f["envType"] = "REAL" })},
		{want: "A44", name: "another value", api: updated(1, func(f map[string]any) { f["outputProtocol"] = "HLS" })},
		{want: "A44,A48", name: "rejected", api: respond("PUT", "1", rejection(250012))},
		{want: "A45", name: "kept", api: updated(2, func(f map[string]any) { f["envType"] = "DEV" })},
		{want: "A46", name: "another code in BLOCK", change: change{match: `250114`, old: `250114`, new: `250113`}},
		{want: "A46", name: "accepted in BLOCK", change: change{match: `250114`, status: 200, body: `{}`}},
		{want: "A46", name: "still there", api: respond("DELETE", "", ok), left: 2},
		{want: "A44,A48", name: "20 characters", api: respond("PUT", "1", rejection(250104))},
		{want: "A48", name: "21 characters", change: change{match: `250104`, status: 200, body: `{}`}},
		{want: "A49", name: "blocked", api: created(func(n int, object map[string]any) {
			if n < 3 {
				object["channelStatus"] = "FORCE_BLOCK"
			}
		})},
		{want: "A49", name: "never ready", api: set("channelStatus", "CREATING"), left: 1},
		{want: "A49", name: "never found", api: set("channelId", nil), left: 1},
		{want: "A49", name: "CDN stopped", api: cdn("STOPPED", forever)},
		{want: "A49", name: "CDN always busy", api: cdn("PUBLISHING", forever)},
		{want: "A50", name: "absent", api: created(func(_ int, object map[string]any) { delete(object, "envType") })},
		{want: "A50", name: "another value", api: set("qualitySetId", 4)},
		{want: "A51", name: "not in the list", change: change{match: `/qualitySets`, old: `"id":3\b`, new: `"id":30`}},
		{want: "A52", name: "another key", api: updated(1, func(f map[string]any) { f["streamKey"] = "canary-key" })},
		{want: "A52", name: "endpoint", api: updated(1, func(f map[string]any) { f["callbackEndpoint"] = canaryURL })},
		{want: "A59", name: "not stopped", api: respond("PUT", "/off", ok)},
		{want: "A59", name: "not resumed", api: respond("PUT", "/on", ok), left: 1},
		{want: "A60", name: "code", change: change{match: `^POST .*250301`, old: `250301`, new: `250300`}},
		{want: "A60", name: "accepted", change: change{match: `250138`, status: 200, body: `{}`}},
		{want: "A54", name: "ignored", api: func(api *fakeapi.Server) {
			api.OnUpdated(func(f map[string]any) { delete(f, "segmentCount") })
		}},
		{want: "A54", name: "rejected", change: change{
			match: `^PUT \S*qualitySets`, status: 400, body: liveStationError("250309"),
		}},
		{want: "A55", name: "code", change: change{match: `^GET \S*qualitySets.*250301`, old: `250301`, new: `250300`}},
		{want: "A56", name: "another value", api: func(api *fakeapi.Server) {
			api.SetQualitySetForm(func(object map[string]any) { object["segmentDuration"] = 4000 })
		}},
		{want: "A61", name: "no ID", change: change{match: `^POST \S*qualitySets`, body: `{}`}},
		{name: "CREATING for long, not found first", api: created(func(n int, object map[string]any) {
			switch {
			case n < 4:
				object["channelId"] = nil
			case n < 12:
				object["channelStatus"] = "CREATING"
			}
		})},
		{name: "the second is never ready", api: created(otherIsCreating), left: 1},
		{name: "CDN busy for long", api: cdn("CHANGING", 10)},
		{name: "another order", api: created(func(_ int, object map[string]any) {
			if object["outputProtocol"] == "HLS,DASH" {
				object["outputProtocol"] = "DASH,HLS"
			}
		})},
		{name: "no time of creation", api: set("createdTime", nil)},
		{name: "a number as a string", api: set("qualitySetId", "3")},
		{name: "rejected by the values", api: respond("POST", "/channels", rejection(250110))},
		{name: "without permission", api: respond("POST", "/channels", fakeapi.LiveStationError(403, 250010, "", ""))},
		{name: "DELETE without a body", change: change{match: `^DELETE \S* 0m 200`, status: 202, body: " "}},
	} {
		t.Run(c.want+" "+c.name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			if c.api != nil {
				c.api(api)
			}
			url := api.URL
			if c.change.match != "" {
				url = startChanged(t, api, c.change)
			}
			o := runCreate(t.Context(), t, url, livestation.PublicSite)
			if got := strings.Join(o.differing(), " "); got != c.want {
				t.Errorf("differs: %q, want %q\n%s", got, c.want, o.stdout)
			}
			requireNamed(t, o, left(api), c.left)
			requireNoSecrets(t, o)
		})
	}
}

func rejection(code int) http.HandlerFunc {
	return fakeapi.LiveStationError(http.StatusBadRequest, code, "", "canary")
}

// requireNamed fails unless n channels are left, each of which the output names, with the exit
// status for that.
func requireNamed(t *testing.T, o output, ids []string, n int) {
	t.Helper()
	if len(ids) != n {
		t.Errorf("left: %q, want %d channels\n%s", ids, n, o.stderr)
	}
	if n > 0 && o.status != exitFailed {
		t.Errorf("exit status %d although something is left, want %d", o.status, exitFailed)
	}
	for _, id := range ids {
		if !strings.Contains(o.stderr, "The channel "+id+" is left. Delete it in the Live Station console") {
			t.Errorf("%s is left, and not named:\n%s", id, o.stderr)
		}
	}
}

// A request may have created a channel although no response came.
func TestCreate_leavesNothingAfterALostResponse(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"disconnected": fakeapi.HangUp,
		"no response":  fakeapi.Stall,
		"a timeout":    fakeapi.GatewayError(http.StatusGatewayTimeout, 510, "Endpoint Timeout", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondAfter(http.MethodPost, 1, response)
			requireNamed(t, runCreate(t.Context(), t, api.URL, livestation.PublicSite), left(api), 0)
		})
	}
	api := startAPI(t)
	api.RespondWhere(func(r *http.Request) bool { return r.Method == http.MethodPost }, fakeapi.HangUp)
	if o := runCreate(t.Context(), t, api.URL, livestation.PublicSite); !strings.Contains(o.stderr, "might be left") {
		t.Errorf("it does not say that a channel might be left:\n%s", o.stderr)
	}
}

func TestCreate_leavesNothingAfterAnInterrupt(t *testing.T) {
	t.Parallel()
	complete := startAPI(t)
	runCreate(t.Context(), t, complete.URL, livestation.PublicSite)
	first := slices.IndexFunc(complete.Requests(), func(r fakeapi.Request) bool { return r.Method == http.MethodPost })
	for n := first; n < len(complete.Requests()); n++ {
		api := startAPI(t)
		ctx, cancel := context.WithCancel(t.Context())
		api.AfterEach(func() {
			if len(api.Requests()) > n {
				cancel()
			}
		})
		o := runCreate(ctx, t, api.URL, livestation.PublicSite)
		requireNamed(t, o, left(api), 0)
		if n == first && o.status != exitFailed {
			t.Errorf("exit status %d, want %d", o.status, exitFailed)
		}
		cancel()
	}
}

// If the API does not respond any more, what was created is named.
func TestCreate_namesWhatItCannotDelete(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.AfterEach(func() {
		if len(left(api)) > 0 {
			api.RespondEvery(1, fakeapi.HangUp)
		}
	})
	o := runCreate(t.Context(), t, api.URL, livestation.PublicSite)
	requireNamed(t, o, left(api), 1)
	if o.status != exitFailed || !strings.Contains(o.report, "stopped early") {
		t.Errorf("exit status %d\n%s", o.status, o.report)
	}
}
