package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

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
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-20260101000000-EARLY", Name: "tf_check_old", Status: "BLOCK"})
	o := runCreate(t.Context(), t, api.URL, livestation.PublicSite)
	if n := len(posts(api)); o.status != exitFailed || n > 0 || !strings.Contains(o.stderr, "tf_check_old") {
		t.Errorf("exit status %d after %d writes:\n%s", o.status, n, o.stderr)
	}
}

func TestCreate_requiresTheCDNAndTheQualitySet(t *testing.T) {
	t.Parallel()
	for _, cdn := range []string{"", "x", "1", "1,2", "1,x,y", "x,1,y", "1,2,"} {
		if c, err := parseCreation(livestation.PublicSite, cdn, 3); err == nil {
			t.Errorf("%q: %+v, want an error", cdn, c)
		}
	}
	_, siteErr := parseCreation(livestation.FinancialSite, "1,2,y", 3)
	_, setErr := parseCreation(livestation.PublicSite, "1,2,y", 0)
	if siteErr == nil || setErr == nil {
		t.Errorf("%v, %v, want errors", siteErr, setErr)
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
		{want: "A44", name: "rejected", api: respond("PUT", "1", rejection(250012))},
		{want: "A45", name: "kept", api: updated(2, func(f map[string]any) { f["envType"] = "DEV" })},
		{want: "A46", name: "another code in BLOCK", change: change{match: `250114`, old: `250114`, new: `250113`}},
		{want: "A46", name: "accepted in BLOCK", change: change{match: `250114`, status: 200, body: `{}`}},
		{want: "A46", name: "still there", api: respond("DELETE", "", ok), left: 2},
		{want: "A48", name: "20 characters", api: respond("PUT", "1", rejection(250104))},
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
		{name: "CDN busy for long", api: cdn("CHANGING", 10)},
		{name: "another order", api: created(func(_ int, object map[string]any) {
			if object["outputProtocol"] == "HLS,DASH" {
				object["outputProtocol"] = "DASH,HLS"
			}
		})},
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

// requireNamed fails unless n channels are left, each of which the output names.
func requireNamed(t *testing.T, o output, ids []string, n int) {
	t.Helper()
	if len(ids) != n {
		t.Errorf("left: %q, want %d channels\n%s", ids, n, o.stderr)
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
