package provider

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const mainChannel = "livestation_channel.main"

// channelConfig is a configuration of one channel. An argument replaces the default with the
// same name.
func channelConfig(api *fakeapi.Server, arguments ...string) string {
	return providerBlock(api, fakeapi.Allowed) + managedHCL("main", arguments...)
}

func managedHCL(name string, arguments ...string) string {
	lines := map[string]string{
		"channel_name": `"main_stage"`, "quality_set_id": "3",
		"cdn": `{ instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }`,
	}
	for _, argument := range arguments {
		key, value, _ := strings.Cut(argument, " = ")
		lines[key] = value
	}
	var b strings.Builder
	for key, value := range lines {
		fmt.Fprintf(&b, "  %s = %s\n", key, value)
	}
	return fmt.Sprintf("resource \"livestation_channel\" %q {\n%s}\n", name, b.String())
}

// channelsConfig is a configuration of a channel for each name.
func channelsConfig(api *fakeapi.Server, names []string, arguments ...string) string {
	config := providerBlock(api, fakeapi.Allowed)
	for _, name := range names {
		config += managedHCL(name, append([]string{fmt.Sprintf("channel_name = %q", name)}, arguments...)...)
	}
	return config
}

const (
	unprotected = "deletion_protection = false"
	autoUpload  = `record = { type = "AUTO_UPLOAD", format = "MP4", bucket_name = "recordings", file_path = "/live", ` +
		`access_control = "PRIVATE" }`
)

// sent returns how many requests with the method were received.
func sent(api *fakeapi.Server, method string) int {
	n := 0
	for _, r := range api.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

func expectSent(t *testing.T, api *fakeapi.Server, method string, want int) {
	t.Helper()
	if got := sent(api, method); got != want {
		t.Errorf("%d %s requests were sent, want %d", got, method, want)
	}
}

// onlyChannel returns the only live channel that was not deleted.
func onlyChannel(t *testing.T, api *fakeapi.Server) fakeapi.Channel {
	t.Helper()
	var found []fakeapi.Channel
	for _, c := range api.Channels() {
		if c.Status != "DELETED" {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d channels, want 1: %v", len(found), found)
	}
	return found[0]
}

// setStatus changes the status of the only channel.
func setStatus(t *testing.T, api *fakeapi.Server, status string) {
	t.Helper()
	c := onlyChannel(t, api)
	c.Status = status
	api.PutChannel(c)
}

// setForm changes how the API shows the only channel.
func setForm(t *testing.T, api *fakeapi.Server, change func(object map[string]any)) {
	t.Helper()
	api.SetChannelForm(onlyChannel(t, api).ID, change)
}

func TestAccChannel_livesFromCreationToDeletion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	known := func(name string, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(mainChannel, tfjsonpath.New(name), value)
	}
	text := regexp.MustCompile(`.`)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{
				Config: channelConfig(api),
				ConfigStateChecks: []statecheck.StateCheck{
					known("channel_id", knownvalue.StringRegexp(regexp.MustCompile(`^ls-`))),
					known("output_protocol", knownvalue.StringExact("HLS")),
					known("deletion_protection", knownvalue.Bool(true)),
					known("publish_url", knownvalue.StringRegexp(text)),
					known("created_time", knownvalue.StringRegexp(text)),
					known("quality_set_name", knownvalue.StringExact("standard-16-9")),
				},
			},
			{
				Config: channelConfig(api, `channel_name = "renamed"`, `output_protocol = "HLS,DASH"`, "use_dvr = true",
					"immediate_on_air = true", autoUpload, `env_type = "DEV"`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(mainChannel, plancheck.ResourceActionUpdate),
				}},
				Check: func(*terraform.State) error {
					expectSent(t, api, http.MethodPut, 1)
					return nil
				},
			},
			{
				Config: channelConfig(api, `channel_name = "renamed"`, `output_protocol = "HLS,DASH"`, "use_dvr = true",
					"immediate_on_air = true", autoUpload, `env_type = "DEV"`, unprotected),
				Check: func(*terraform.State) error { // A change of deletion_protection alone sends nothing.
					expectSent(t, api, http.MethodPut, 1)
					return nil
				},
			},
		},
	})
	expectSent(t, api, http.MethodPost, 1)
	expectSent(t, api, http.MethodDelete, 1)
}

func TestAccChannel_badInputIsAnErrorOfThePlan(t *testing.T) {
	t.Parallel()
	cdn := func(no, profile, domain string) string {
		return fmt.Sprintf(`cdn = { instance_no = %q, profile_id = %s, cdn_domain = %s }`, no, profile, domain)
	}
	const upload = `record = { type = "AUTO_UPLOAD", bucket_name = "recordings", file_path = "/live", format = "MP4" }`
	api := startAPI(t)
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: "copied", Status: "READY"})
	api.SetChannelForm("ls-1", func(object map[string]any) {
		object["outputProtocol"], object["isStreamFailOver"] = "HLS", false
		object["createdTime"] = time.Now().Add(-59 * time.Minute).UnixMilli()
	})
	var steps []resource.TestStep
	for want, arguments := range map[string][]string{
		"Use 3 to 20 Hangul":                               {`channel_name = "ab"`},
		`underscores. Got: "main_stage "`:                  {`channel_name = "main_stage "`},
		"Quality set not found (250301)":                   {"quality_set_id = 4"},
		"Quality set does not fit output_protocol":         {"quality_set_id = 21"},
		"is_enabled_ull of quality set 3 is false":         {`output_protocol = "LL_HLS"`},
		"CDN has other values":                             {cdn("5678", "91", `"other.example.com"`)},
		`profile_id = 91, cdn_domain = "live.example.com"`: {cdn("5678", "92", `"live.example.com"`)},
		"Missing profile_id":                               {cdn("5678", "null", `"live.example.com"`)},
		"Missing cdn_domain":                               {cdn("5678", "91", "null")},
		"Invalid instance number of a CDN":                 {cdn("x", "91", `"live.example.com"`)},
		"immediate_on_air requires use_dvr (250139)":       {"immediate_on_air = true"},
		"Write the ID of a quality set, a number from 1":   {"quality_set_id = 0"},
		"Correct quality_set_id: only whole numbers":       {"quality_set_id = 3.5"},
		"Write the ID of the profile in profile_id":        {cdn("5678", "0", `"live.example.com"`)},
		"Write only the host name":                         {cdn("5678", "91", `"live example"`)},
		`timeouts.create: it must be a duration with a`:    {`timeouts = { create = "30" }`},
		`above zero. Got: "0s"`:                            {`timeouts = { update = "0s" }`},
		`above zero. Got: "-5m"`:                           {`timeouts = { delete = "-5m" }`},
		"record = { type":                                  {`record = { type = "ALL" }`}, // the line of the argument
		"Missing access_control":                           {upload},
		"Remove record.format":                             {`record = { type = "NO_RECORD", format = "MP4" }`},
		"Channel exists: ls-1":                             {`channel_name = "copied"`},
	} {
		steps = append(steps, resource.TestStep{Config: channelConfig(api, arguments...), ExpectError: outputMatches(want)})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
	expectSent(t, api, http.MethodPost, 0)
}

func TestAccChannel_financialSiteHasOnlyTheNumberOfACDN(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	financial := func(cdn string) string {
		return strings.Replace(channelConfig(api, "cdn = "+cdn), "provider \"livestation\" {",
			"provider \"livestation\" {\n  site = \"fin\"", 1)
	}
	w := newWorkspace(t, "")
	expectOutput(t, w.failToApply(financial(`{ instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }`)),
		"Unsupported argument on site fin")
	w.apply(financial(`{ instance_no = "5678" }`))
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, 1)
}

// A POST that may have acted is never repeated, and the channel that it made is shown.
func TestAccChannel_lostResponseToACreateIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]http.HandlerFunc{
		"connection breaks": fakeapi.HangUp,
		"504 with 510":      fakeapi.GatewayError(504, 510, "Endpoint Timeout", ""),
		"no ID":             fakeapi.Raw(200, "application/json", `{"content":{}}`),
		"empty":             fakeapi.Raw(201, "application/json", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.RespondAfter(http.MethodPost, 1, response)
			w := newWorkspace(t, channelConfig(api))
			expectOutput(t, w.runFailing("apply", "-auto-approve"),
				"Channel might have been created", "import {", "to = ADDRESS", `id = "ls-`)
			expectOutput(t, w.runFailing("plan"), "Channel exists: ls-", "import {", "moved block")
			expectSent(t, api, http.MethodPost, 1)
			onlyChannel(t, api)
		})
	}
}

// A CDN that is not RUNNING is waited for while another channel shows that it is changing, and else for two
// minutes, once for all channels on it. Then nothing is saved.
func TestAccChannel_stoppedCDNEndsTheCreation(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.SetCDN(5678, fakeapi.CDN{ProfileID: 91, Domain: "live.example.com", Status: "STOPPED"})
	w := newWorkspace(t, "")
	expectOutput(t, w.failToApply(channelsConfig(api, []string{"one", "two", "three"})), "250140",
		"Start the CDN in the Global Edge console")
	if n := sent(api, http.MethodPost); n < 20 || n > 32 {
		t.Errorf("%d POST requests were sent, want about 28 for the first channel, and 1 for each other", n)
	}
	putCopy(api, "another", time.Hour)
	api.SetChannelForm("ls-1", func(object map[string]any) { cdnIn(object)["statusName"] = "STOPPED" })
	before := sent(api, http.MethodPost)
	expectOutput(t, w.failToApply(channelConfig(api)), "Warning: CDN is not RUNNING", "250140")
	expectSent(t, api, http.MethodPost, before+1)

	api.SetChannelForm("ls-1", func(object map[string]any) { cdnIn(object)["statusName"] = "CHANGING" })
	expectOutput(t, w.failToApply(channelConfig(api, `timeouts = { create = "2s" }`)), "timeouts.create is over",
		"250140")
	if n := sent(api, http.MethodPost) - before - 1; n < 29 {
		t.Errorf("%d POST requests were sent while the CDN was changing, want more than in two minutes", n)
	}
	expectOutput(t, w.run("plan"), "1 to add")
}

// After a refusal, the time ends during a request that acts: what may have been created is not hidden by the refusal.
func TestAccChannel_isLostAfterARefusal(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	rejectNext(api, http.MethodPost, 1, respondCode(400, 250140))
	api.RespondAfter(http.MethodPost, 1, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Second)
		fakeapi.HangUp(w, r)
	})
	w := newWorkspace(t, channelConfig(api, `timeouts = { create = "2s" }`))
	expectOutput(t, w.runFailing("apply", "-auto-approve"), "Channel might have been created", "import {")
	expectSent(t, api, http.MethodPost, 2)
}

// Whatever the new channel goes through, one POST is sent and the next plan is empty.
func TestAccChannel_isWaitedFor(t *testing.T) {
	t.Parallel()
	rows := map[string]func(reads int, object map[string]any){
		"ready_at_once": func(int, map[string]any) {},
		"on_air":        func(_ int, object map[string]any) { object["channelStatus"] = "PUBLISHING" },
		"not_found_at_first": func(reads int, object map[string]any) {
			if reads > 0 && reads < 4 {
				delete(object, "channelId")
			}
		},
		"creating_for_long": func(reads int, object map[string]any) {
			if reads < 12 {
				object["channelStatus"] = "CREATING"
			}
		},
		"never_ready": func(_ int, object map[string]any) { object["channelStatus"] = "CREATING" },
		"CDN_stopped": func(_ int, object map[string]any) { cdnIn(object)["statusName"] = "STOPPED" },
		"CDN_lost":    func(_ int, object map[string]any) { cdnIn(object)["statusName"] = "CDN_NOT_FOUND" },
		"sparse": func(_ int, object map[string]any) {
			for field := range object {
				if field != "channelId" && field != "channelName" && field != "channelStatus" {
					delete(object, field)
				}
			}
		},
		"other_spellings": func(_ int, object map[string]any) {
			object["useDvr"], object["qualitySetId"], object["envType"] = "false", "3", nil
			delete(object, "useDVR")
			cdn := cdnIn(object)
			cdn["cdnDomain"], cdn["profileId"], cdn["instanceNo"] = "LIVE.example.com", "91", 5678
			object["record"] = map[string]any{"type": "NO_RECORD", "format": "", "bucketName": nil, "filePath": "/x"}
		},
	}
	api := startAPI(t)
	api.OnCreated(func(reads int, object map[string]any) {
		name, _ := object["channelName"].(string)
		rows[name](reads, object)
	})
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, slices.Collect(maps.Keys(rows)), `timeouts = { create = "500ms" }`))
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, len(rows))
}

func cdnIn(object map[string]any) map[string]any {
	cdn, _ := object["cdn"].(map[string]any)
	return cdn
}

// A transient failure does not end the wait, and an error of another kind is a warning.
func TestAccChannel_isWaitedForThroughFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response http.HandlerFunc
		times    int
	}{
		"throttled":     {response: respondCode(429, 420), times: 7},
		"broken":        {response: fakeapi.HangUp, times: 7},
		"internal":      {response: respondStatus(500), times: 7},
		"internal code": {response: respondCode(400, 250000), times: 7},
		"HTML":          {response: fakeapi.Raw(200, "text/html", "<html>"), times: 7},
		"cut short":     {response: fakeapi.CutShort, times: 7},
		"not permitted": {response: respondCode(403, 250010), times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			gets := 0
			api.RespondWhere(func(r *http.Request) bool {
				if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/channels/ls-") {
					gets++
					return gets <= c.times
				}
				return false
			}, c.response)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api))
			api.ClearResponses()
			w.expectNoChanges()
			expectSent(t, api, http.MethodPost, 1)
		})
	}
}

// A channel that failed is in the state, so that the next apply replaces it, if it is allowed to.
func TestAccChannel_failureAfterCreationIsAnError(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnCreated(func(reads int, object map[string]any) {
		name := object["channelName"]
		object["channelStatus"] = "CREATING"
		if reads == 2 && name == "not_found" {
			delete(object, "channelId")
		} else if reads >= 2 {
			object["channelStatus"] = name
		}
	})
	names := []string{"FORCE_BLOCK", "DELETED", "FORCE_DELETED", "not_found"}
	out := newWorkspace(t, "").failToApply(channelsConfig(api, names))
	for _, status := range []string{"FORCE_BLOCK", "DELETED", "FORCE_DELETED", "not found any more"} {
		expectOutput(t, out, "Channel failed after its creation", "Status: "+status)
	}
	expectSent(t, api, http.MethodPost, len(names))
}

// What the messages about a failed creation advise works, also for a protected channel.
func TestAccChannel_failedCreationIsRecovered(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnCreated(func(_ int, object map[string]any) { object["channelStatus"] = "FORCE_BLOCK" })
	w := newWorkspace(t, "")
	expectOutput(t, w.failToApply(channelConfig(api)), "Contact NAVER Cloud support", "terraform untaint")
	api.OnCreated(nil) // Support has lifted the status.
	w.run("untaint", mainChannel)
	w.expectNoChanges()
	w.apply(channelConfig(api, unprotected))
	expectOutput(t, w.run("apply", "-auto-approve", "-replace="+mainChannel), "1 added, 0 changed, 1 destroyed")

	api.OnCreated(func(_ int, object map[string]any) {
		if object["channelName"] == "other" {
			object["channelStatus"] = "DELETED"
		}
	})
	expectOutput(t, w.failToApply(channelConfig(api)+managedHCL("other", `channel_name = "other"`)),
		"Run terraform apply again, which creates another channel")
	api.OnCreated(nil)
	for _, c := range api.Channels() {
		if c.Name == "other" {
			c.Status = "DELETED"
			api.PutChannel(c)
		}
	}
	expectOutput(t, w.run("apply", "-auto-approve"), "1 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
}

func TestAccChannel_failedChannelIsReplaced(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnCreated(func(_ int, object map[string]any) { object["channelStatus"] = "FORCE_BLOCK" })
	w := newWorkspace(t, channelConfig(api, unprotected))
	expectOutput(t, w.runFailing("apply", "-auto-approve"), "Channel failed")
	api.OnCreated(nil)
	expectOutput(t, w.run("apply", "-auto-approve"), "1 added, 0 changed, 1 destroyed")
	expectSent(t, api, http.MethodPost, 2)
	expectSent(t, api, http.MethodDelete, 1)
}

// Nothing is overwritten or interrupted: the update is an error, and no PUT is sent.
func TestAccChannel_updateIsRefused(t *testing.T) {
	t.Parallel()
	rows := map[string]func(object map[string]any){
		"on_air":    func(object map[string]any) { object["channelStatus"] = "PUBLISHING" },
		"changed":   func(object map[string]any) { object["envType"] = "STAGE" },
		"odd":       func(object map[string]any) { object["createdTime"] = "yesterday" },
		"not_found": func(object map[string]any) { delete(object, "channelId") },
		"deleted":   func(object map[string]any) { object["channelStatus"] = "DELETED" },
	}
	api := startAPI(t)
	names := slices.Collect(maps.Keys(rows))
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, names))
	w.write(channelsConfig(api, names, "use_dvr = true"))
	w.run("plan", "-out=saved")
	for _, c := range api.Channels() {
		api.SetChannelForm(c.ID, rows[c.Name])
	}
	out := w.runFailing("apply", "saved")
	for _, want := range []string{
		"Channel is publishing", "Channel changed outside Terraform", `env_type: "STAGE", and not "REAL"`,
		"Unexpected format of channel", "Channel not found: ls- deleted after this plan was made",
	} {
		expectOutput(t, out, strings.Split(want, " ls- ")...)
	}
	if n := strings.Count(out, "Error: Channel not found: ls-"); n != 2 {
		t.Errorf("%d channels are not found, want the deleted one too", n)
	}
	expectSent(t, api, http.MethodPut, 0)
}

func TestAccChannel_updateLosesNothingUnseen(t *testing.T) {
	t.Parallel()
	for want, edit := range map[string]func(fields map[string]any){
		"Callback endpoint lost": func(fields map[string]any) { fields["callbackEndpoint"] = nil },
		"Stream key changed":     func(fields map[string]any) { fields["streamKey"] = "another-key" },
		"Stream key lost":        func(fields map[string]any) { fields["streamKey"] = nil },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api))
			c := onlyChannel(t, api)
			c.CallbackEndpoint = "https://own.example/?token=secret"
			api.PutChannel(c)
			api.OnUpdated(edit)
			expectOutput(t, w.failToApply(channelConfig(api, `channel_name = "renamed"`)), want)
			w.expectNoChanges()
			expectSent(t, api, http.MethodPut, 1)
		})
	}
}

// A read right after PUT may be stale.
func TestAccChannel_updateIsVerifiedWithPatience(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	stale := 0
	api.OnUpdated(func(map[string]any) { stale = 3 })
	api.OnCreated(func(_ int, object map[string]any) {
		if stale--; stale > 0 {
			object["useDVR"] = false
		}
	})
	if out := w.apply(channelConfig(api, "use_dvr = true")); strings.Contains(out, "Channel differs") {
		t.Errorf("a stale read is a difference:\n%s", out)
	}
}

// What a lost PUT has changed is an error too, although the PUT is one already.
func TestAccChannel_lostUpdateLosesNothingUnseen(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	api.OnUpdated(func(fields map[string]any) { fields["streamKey"], fields["envType"] = "another-key", "STAGE" })
	api.RespondAfter(http.MethodPut, 1, respondStatus(500))
	out := w.failToApply(channelConfig(api, `env_type = "DEV"`))
	for _, want := range []string{"Stream key changed", "Server error (HTTP 500)", "Channel changed outside Terraform"} {
		expectOutput(t, out, want)
	}
}

func TestAccChannel_updateThatIsIgnoredIsPlannedAgain(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnUpdated(func(fields map[string]any) { delete(fields, "envType") })
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	expectOutput(t, w.apply(channelConfig(api, `env_type = "DEV"`)),
		"Warning: Channel differs", `env_type: "REAL", and not "DEV"`)
	expectOutput(t, w.run("plan"), `"REAL" -> "DEV"`)
}

// A PUT that failed is sent again, but only after a new look: what happened meanwhile is neither
// overwritten nor interrupted, and what was done is not done twice.
func TestAccChannel_updateIsRepeatedAfterANewLook(t *testing.T) {
	t.Parallel()
	rename := func(c *fakeapi.Channel) { c.Name = "renamed" }
	startBroadcast := func(c *fakeapi.Channel) { c.Status = "PUBLISHING" }
	nothing := func(*fakeapi.Channel) {}
	text := fakeapi.Raw(200, "text/plain", "{}")
	remove := func(c *fakeapi.Channel) { c.Status = "DELETED" }
	for name, c := range map[string]struct {
		failure   http.HandlerFunc
		meanwhile func(*fakeapi.Channel)
		isActed   bool
		want      string // of the error, "" for success
		puts      int
	}{
		"unavailable":           {failure: respondStatus(503), meanwhile: nothing, puts: 2},
		"throttled":             {failure: respondCode(429, 420), meanwhile: nothing, puts: 2},
		"broken":                {failure: fakeapi.HangUp, meanwhile: nothing, puts: 2},
		"response lost":         {failure: fakeapi.HangUp, meanwhile: nothing, isActed: true, puts: 1},
		"internal error":        {failure: respondStatus(500), meanwhile: nothing, want: "(HTTP 500)", puts: 1},
		"internal error, done":  {failure: respondStatus(500), meanwhile: nothing, isActed: true, puts: 1},
		"JSON as text":          {failure: text, meanwhile: nothing, isActed: true, puts: 1},
		"unavailable, renamed":  {failure: respondStatus(503), meanwhile: rename, want: `"renamed", and not`, puts: 1},
		"throttled, renamed":    {failure: respondCode(429, 420), meanwhile: rename, want: "changed outside", puts: 1},
		"broken, renamed":       {failure: fakeapi.HangUp, meanwhile: rename, want: "changed outside", puts: 1},
		"unavailable, on air":   {failure: respondStatus(503), meanwhile: startBroadcast, want: "is publishing", puts: 1},
		"response lost, on air": {failure: fakeapi.HangUp, meanwhile: startBroadcast, isActed: true, puts: 1},
		"bad gateway, acted":    {failure: respondStatus(502), meanwhile: nothing, isActed: true, puts: 1},
		"unavailable, deleted":  {failure: respondStatus(503), meanwhile: remove, want: "deleted after this plan", puts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api))
			channel := onlyChannel(t, api)
			fail := func(rw http.ResponseWriter, r *http.Request) {
				channel = api.Channel("live", channel.ID)
				c.meanwhile(&channel)
				api.PutChannel(channel)
				c.failure(rw, r)
			}
			if c.isActed {
				api.RespondAfter(http.MethodPut, 1, fail)
			} else {
				respondOnce(api, http.MethodPut, fail)
			}
			hcl := channelConfig(api, "use_dvr = true")
			if c.want == "" {
				w.apply(hcl)
			} else {
				expectOutput(t, w.failToApply(hcl), c.want)
			}
			expectSent(t, api, http.MethodPut, c.puts)
			if got := api.Channel("live", channel.ID); got != channel {
				t.Errorf("the channel is %+v, want %+v", got, channel)
			}
		})
	}
}

// respondOnce sets the response to the next request with the method.
func respondOnce(api *fakeapi.Server, method string, response http.HandlerFunc) {
	rejectNext(api, method, 1, response)
}

// A channel that is being created, or whose CDN is changing, is changed when that is over.
func TestAccChannel_updateWaitsWhileTheChannelIsBusy(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	w.write(channelConfig(api, "use_dvr = true"))
	w.run("plan", "-out=saved")
	reads := 0
	api.OnCreated(func(_ int, object map[string]any) {
		if reads++; reads < 4 {
			object["channelStatus"] = "CREATING"
		} else if reads < 8 {
			cdnIn(object)["statusName"] = "CHANGING"
		}
	})
	w.run("apply", "saved")
	expectSent(t, api, http.MethodPut, 1)

	api.OnCreated(func(_ int, object map[string]any) { object["channelStatus"] = "CREATING" })
	expectOutput(t, w.failToApply(channelConfig(api, `timeouts = { update = "300ms" }`)),
		"Time of timeouts.update is over", "It is 300ms.", "Status: CREATING")
	api.OnCreated(func(_ int, object map[string]any) { object["channelStatus"] = "RESTING" })
	expectOutput(t, w.failToApply(channelConfig(api)), "Channel is RESTING", "Wait until the status")
	expectSent(t, api, http.MethodPut, 1)
}

// A protected channel is neither deleted nor replaced.
func TestAccChannel_protectionRefusesDeletion(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	const want = "Channel is protected from deletion"
	expectOutput(t, w.runFailing("destroy", "-auto-approve"), want)
	expectOutput(t, w.failToApply(channelConfig(api, "is_stream_fail_over = true")), want, "is_stream_fail_over = false")
	expectOutput(t, w.failToApply(channelConfig(api, "quality_set_id = 1001", unprotected)), want)
	w.run("taint", mainChannel)
	expectOutput(t, w.failToApply(channelConfig(api)), want, "terraform untaint 'ADDRESS'", "-replace='ADDRESS'")
	expectSent(t, api, http.MethodPost, 1)
	expectSent(t, api, http.MethodDelete, 0)
}

// The error is explained once, however many channels a plan would delete.
func TestAccChannel_protectionIsExplainedOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, []string{"one", "two", "three"}))
	out := w.runFailing("destroy", "-auto-approve")
	long, short := strings.Count(out, "To keep the channel, undo the change"), strings.Count(out, "is protected too")
	if long != 1 || short != 2 {
		t.Errorf("%d long errors and %d short ones, want 1 and 2:\n%s", long, short, out)
	}
}

// Terraform 1.9 to 1.11 plan the destroy of a channel whose block was removed before they refresh it.
func TestAccChannel_thatWasDeletedCanBeRemoved(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	setStatus(t, api, "DELETED")
	expectOutput(t, w.apply(providerBlock(api, fakeapi.Allowed)), "Apply complete!")
	expectSent(t, api, http.MethodDelete, 0)
}

func TestAccChannel_isReplacedWithoutProtection(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]string{
		"destroy first": "lifecycle = {}", "create first": "lifecycle = { create_before_destroy = true }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			config := func(arguments ...string) string {
				hcl := channelConfig(api, append(arguments, unprotected, lifecycle)...)
				return strings.Replace(hcl, "lifecycle = ", "lifecycle ", 1)
			}
			w := newWorkspace(t, "")
			w.apply(config())
			expectOutput(t, w.apply(config("is_stream_fail_over = true")), "1 added, 0 changed, 1 destroyed")
			w.expectNoChanges()
			onlyChannel(t, api)
		})
	}
}

// Each deletion is an error. When its cause is gone, it succeeds.
func TestAccChannel_deletionIsRefused(t *testing.T) {
	t.Parallel()
	responses := map[string]http.HandlerFunc{ // to DELETE or a list of recordings, by the channel's name
		"odd_recordings":   respondBody(`{"content":[{}]}`),
		"server_error":     respondStatus(500),
		"still_there":      fakeapi.Raw(200, "", ""),
		"CDN_is_busy":      respondCode(400, 250109), // until the time for a deletion is over
		"stalled":          fakeapi.Stall,
		"CREATING":         fakeapi.Stall,
		"not_ready":        respondCode(400, 250114),
		"CDN_not_returned": respondCode(400, 250113),
	}
	statuses := []string{"PUBLISHING", "BLOCK", "FORCE_BLOCK", "CREATING"}
	names := append(slices.Collect(maps.Keys(responses)), "PUBLISHING", "BLOCK", "FORCE_BLOCK", "recording")
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, names, unprotected, autoUpload, `timeouts = { delete = "4s" }`))
	for _, c := range api.Channels() {
		if slices.Contains(statuses, c.Name) {
			c.Status = c.Name
			api.PutChannel(c)
		}
		if c.Name == "recording" {
			api.SetRecordings(c.ID, fakeapi.Recording{Status: "TRANSFER"})
		}
	}
	respondToDeletes(api, responses)
	out := w.runFailing("destroy", "-auto-approve")
	for _, want := range []string{
		"Channel is publishing", "Channel is BLOCK", "Channel is FORCE_BLOCK", "Status: CREATING",
		"Time of timeouts.delete is over", "It is 4s.", "might have been deleted anyway", "Recordings are not finished",
		"Unexpected response format", "Server error (HTTP 500)", "Channel still exists", "HTTP 400 from Live Station, 250109",
		"Channel can be deleted only", "CDN must be returned before ",
	} {
		expectOutput(t, out, want)
	}
	api.ClearResponses()
	for _, c := range api.Channels() {
		if c.Status == "DELETED" {
			t.Errorf("channel %s was deleted", c.Name)
		}
		c.Status = "READY"
		api.PutChannel(c)
		api.SetRecordings(c.ID, fakeapi.Recording{Status: "TRANSFER_FINISH"})
	}
	expectOutput(t, w.run("destroy", "-auto-approve"), fmt.Sprintf("%d destroyed", len(names)))
}

// respondToDeletes sets the response to requests that delete a channel or list its
// recordings, by the channel's name, and to reads of the channel CREATING from the third on.
func respondToDeletes(api *fakeapi.Server, responses map[string]http.HandlerFunc) {
	byPath := map[string]http.HandlerFunc{}
	reads, creating := 0, ""
	for _, c := range api.Channels() {
		suffix := ""
		if c.Name == "CREATING" {
			creating = "/api/v2/channels/" + c.ID
		}
		if c.Name == "odd_recordings" {
			suffix = "/records"
		}
		byPath["/api/v2/channels/"+c.ID+suffix] = responses[c.Name]
	}
	api.RespondWhere(func(r *http.Request) bool {
		isRead := r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, "/records")
		if isRead && r.URL.Path == creating {
			reads++
			return reads > 2
		}
		return !isRead && byPath[r.URL.Path] != nil
	}, func(w http.ResponseWriter, r *http.Request) { byPath[r.URL.Path](w, r) })
}

func TestAccChannel_deletionSucceeds(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, api *fakeapi.Server){
		"lost response": func(_ *testing.T, api *fakeapi.Server) { api.RespondAfter(http.MethodDelete, 9, fakeapi.HangUp) },
		"CDN busy": func(_ *testing.T, api *fakeapi.Server) {
			api.SetCDN(5678, fakeapi.CDN{Status: "RUNNING", Busy: 4})
		},
		"gone already": func(t *testing.T, api *fakeapi.Server) { setStatus(t, api, "DELETED") },
		"code 250109": func(_ *testing.T, api *fakeapi.Server) {
			rejectNext(api, http.MethodDelete, 3, respondCode(400, 250109))
		},
		"code 250100": func(_ *testing.T, api *fakeapi.Server) {
			rejectNext(api, http.MethodDelete, 1, respondCode(404, 250100))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api, unprotected))
			change(t, api)
			w.run("destroy", "-auto-approve")
		})
	}
}

// rejectNext sets the response to the next n requests with the method.
func rejectNext(api *fakeapi.Server, method string, n int, response http.HandlerFunc) {
	var left atomic.Int64
	left.Store(int64(n))
	api.RespondWhere(func(r *http.Request) bool { return r.Method == method && left.Add(-1) >= 0 }, response)
}

// A DELETE that was refused or failed is sent again, but only after a new look at the channel and its
// recordings.
func TestAccChannel_deletionIsRepeatedAfterANewLook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure   http.HandlerFunc
		meanwhile func(api *fakeapi.Server, c *fakeapi.Channel)
		want      string // of the error, "" for success
	}{
		"CDN busy": {failure: respondCode(400, 250109)}, "unavailable": {failure: respondStatus(503)},
		"broken": {failure: fakeapi.HangUp}, "throttled": {failure: respondCode(429, 420)},
		"CDN busy, renamed": {failure: respondCode(400, 250109), want: `"renamed", and not "main_stage"`,
			meanwhile: func(_ *fakeapi.Server, c *fakeapi.Channel) { c.Name = "renamed" }},
		"unavailable, on air": {failure: respondStatus(503), want: "Channel is publishing",
			meanwhile: func(_ *fakeapi.Server, c *fakeapi.Channel) { c.Status = "PUBLISHING" }},
		"CDN busy, recording": {failure: respondCode(400, 250109), want: `recording "298": "RECORDING"`,
			meanwhile: func(api *fakeapi.Server, c *fakeapi.Channel) {
				api.SetRecordings(c.ID, fakeapi.Recording{Status: "RECORDING"})
			}},
		"broken, recordings not readable": {failure: fakeapi.HangUp, want: "Unexpected response format",
			meanwhile: func(api *fakeapi.Server, _ *fakeapi.Channel) {
				api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/records") },
					respondBody(`{"content":[]}`))
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api, unprotected, autoUpload))
			respondOnce(api, http.MethodDelete, func(rw http.ResponseWriter, r *http.Request) {
				if channel := onlyChannel(t, api); c.meanwhile != nil {
					c.meanwhile(api, &channel)
					api.PutChannel(channel)
				}
				c.failure(rw, r)
			})
			if c.want == "" {
				w.run("destroy", "-auto-approve")
				expectSent(t, api, http.MethodDelete, 2)
				return
			}
			expectOutput(t, w.runFailing("destroy", "-auto-approve"), c.want)
			expectSent(t, api, http.MethodDelete, 1)
			onlyChannel(t, api)
		})
	}
}

// A channel that was renamed after the plan is not the one that the plan showed.
func TestAccChannel_renamedChannelIsNotDeleted(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api, unprotected))
	w.run("plan", "-destroy", "-out=saved")
	c := onlyChannel(t, api)
	c.Name = "renamed"
	api.PutChannel(c)
	expectOutput(t, w.runFailing("apply", "saved"), "Channel changed outside Terraform", "doesn't send the deletion")
	expectSent(t, api, http.MethodDelete, 0)
	w.run("destroy", "-auto-approve") // The plan shows the new name.
}

// A colleague who switches the recording off gives up no recording in the name of the user.
func TestAccChannel_recordingSwitchedOffAfterThePlanIsChecked(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api, unprotected, autoUpload))
	w.run("plan", "-destroy", "-out=saved")
	api.SetRecordings(onlyChannel(t, api).ID, fakeapi.Recording{Status: "TRANSFER_READY"})
	setForm(t, api, func(object map[string]any) { object["record"] = map[string]any{"type": "NO_RECORD"} })
	expectOutput(t, w.runFailing("apply", "saved"), "Recordings are not finished")
	expectSent(t, api, http.MethodDelete, 0)
}

// Recordings that could be lost keep a channel, until they are uploaded, over or given up.
func TestAccChannel_recordingsKeepAChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api, unprotected, autoUpload))
	id := onlyChannel(t, api).ID
	until := time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)
	api.SetRecordings(id, fakeapi.Recording{Status: "TRANSFER_FINISH"}, fakeapi.Recording{Status: "TRANSFER_READY"},
		fakeapi.Recording{Status: "TRANSFER_FAIL", ShouldDelete: until})
	expectOutput(t, w.runFailing("destroy", "-auto-approve"), "Recordings are not finished", "NO_RECORD",
		`recording "299": "TRANSFER_READY"`, `recording "300": "TRANSFER_FAIL", kept until 2100-01-02T03:04:05`)
	api.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/records") },
		respondBody(`{"content":{"recordList":{}},"total":3}`))
	expectOutput(t, w.runFailing("destroy", "-auto-approve"), "Recordings are not finished", "and 3 more")
	expectSent(t, api, http.MethodDelete, 0)
	w.apply(channelConfig(api, unprotected, `record = { type = "NO_RECORD" }`))
	w.run("destroy", "-auto-approve")
}

// What was planned and applied before makes no difference.
func TestAccChannel_goneChannelIsPlannedAgain(t *testing.T) {
	t.Parallel()
	rows := map[string]func(object map[string]any){
		"not_found":     func(object map[string]any) { delete(object, "channelId") },
		"deleted":       func(object map[string]any) { object["channelStatus"] = "DELETED" },
		"force_deleted": func(object map[string]any) { object["channelStatus"] = "FORCE_DELETED" },
	}
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, slices.Collect(maps.Keys(rows))))
	w.apply(channelsConfig(api, slices.Collect(maps.Keys(rows)), "use_dvr = true"))
	for _, c := range api.Channels() {
		api.SetChannelForm(c.ID, rows[c.Name])
	}
	expectOutput(t, w.run("plan"), "3 to add, 0 to change, 0 to destroy")
}

// The code 250004 can be about the channel or the account. It is about the channel if another channel of
// the configuration is in the list, and about the account otherwise: then nothing is removed.
func TestAccChannel_goneChannelIsToldFromAnotherAccount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		age        time.Duration
		isEmpty    bool // the list, as of another account
		isGone     bool
		isNameless bool // without createdTime
	}{
		"deleted":         {age: time.Hour, isGone: true},
		"just created":    {age: time.Minute},
		"age not known":   {isNameless: true},
		"another account": {age: time.Hour, isEmpty: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.OnCreated(func(_ int, object map[string]any) {
				if object["createdTime"] = time.Now().Add(-c.age).UnixMilli(); c.isNameless {
					object["createdTime"] = nil
				}
			})
			w := newWorkspace(t, "")
			hcl := channelsConfig(api, []string{"one"})
			w.apply(hcl + managedHCL("two", `channel_name = "two"`, "depends_on = [livestation_channel.one]"))
			var gone string
			for _, channel := range api.Channels() {
				if channel.Name == "two" {
					gone = channel.ID
					api.RemoveChannel("live", gone)
				}
			}
			api.RespondWhere(func(r *http.Request) bool {
				isList := strings.HasSuffix(r.URL.Path, "/channels")
				return isList && c.isEmpty || strings.HasSuffix(r.URL.Path, gone)
			}, func(rw http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, gone) {
					respondCode(404, 250004)(rw, r)
				} else {
					respondBody(`{"content":[],"total":0}`)(rw, r)
				}
			})
			if c.isGone {
				expectOutput(t, w.run("plan"), "1 to add")
				return
			}
			expectOutput(t, w.runFailing("plan"), "Channel or account not found (250004)", "terraform state rm 'ADDRESS'")
		})
	}
}

// After a deletion that was accepted, every 404 of Live Station means that the channel is gone. Another
// response is shown.
func TestAccChannel_deletionIsVerified(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		250004: "", 250006: "", 250010: "Channel still exists is gone 250010",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api, unprotected))
			isDeleted := false
			api.RespondWhere(func(r *http.Request) bool {
				isDeleted = isDeleted || r.Method == http.MethodDelete
				return r.Method == http.MethodGet && isDeleted
			}, respondCode(map[bool]int{true: 404, false: 403}[want == ""], code))
			if want == "" {
				w.run("destroy", "-auto-approve")
			} else {
				expectOutput(t, w.runFailing("destroy", "-auto-approve"), strings.Fields(want)...)
			}
		})
	}
}

// A channel that is not understood stays in the state.
func TestAccChannel_readErrorRemovesNothing(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api))
	setForm(t, api, func(object map[string]any) { object["qualitySetId"] = "three" })
	expectOutput(t, w.runFailing("apply", "-refresh-only", "-auto-approve"),
		"Unexpected format of channel", "qualitySetId is a string")
	setForm(t, api, nil)
	w.expectNoChanges()
}

func TestAccChannel_driftIsPlanned(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	names := []string{"other_cdn", "fail_over"}
	w := newWorkspace(t, "")
	w.apply(channelsConfig(api, names))
	for _, c := range api.Channels() {
		api.SetChannelForm(c.ID, func(object map[string]any) {
			if c.Name == "other_cdn" {
				cdnIn(object)["instanceNo"] = "9"
			} else {
				object["isStreamFailOver"] = true
			}
		})
	}
	out := w.runFailing("plan")
	expectOutput(t, out, "A change of cdn")
	expectOutput(t, out, "A change of is_stream_fail_over")
	out = w.run("apply", "-refresh-only", "-auto-approve")
	expectOutput(t, out, "Warning: Channel changed outside Terraform: ls-", "To keep the channel, write these values")
	expectOutput(t, out, "is_stream_fail_over = true")
}

func TestAccChannel_isImported(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	w.apply(channelConfig(api, autoUpload, `output_protocol = "HLS,DASH"`))
	setForm(t, api, func(object map[string]any) {
		object["outputProtocol"], object["envType"] = "DASH,HLS", nil
		if record, ok := object["record"].(map[string]any); ok {
			record["filePath"] = "/live/"
		}
	})
	id := onlyChannel(t, api).ID
	api.PutChannel(fakeapi.Channel{Type: "vod2live", ID: "vod-1", Name: "one", Status: "READY"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-9", Name: "one", Status: "DELETED"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-8", Name: "with-hyphen", Status: "READY"})
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-7", Name: "no_cdn", Status: "READY"})
	api.SetChannelForm("ls-7", func(object map[string]any) { object["cdn"] = nil })
	w.run("state", "rm", mainChannel)
	for importID, want := range map[string]string{
		"live/ls-1": "Invalid import ID", "ls-1": "Channel not found", "vod-1": "is a vod2live channel",
		"ls-9": "Channel deleted", "ls-8": "its name breaks the rule of channel_name", "ls-7": "it has no CDN",
	} {
		expectOutput(t, w.runFailing("import", mainChannel, importID), want)
	}
	w.run("import", mainChannel, id)
	w.expectNoChanges()
}

// Channels of one CDN are created one after another, and share the lists that they compare with.
func TestAccChannel_eightOnOneCDN(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := providerBlock(api, fakeapi.Allowed)
	for _, name := range strings.Split("abcdefgh", "") {
		config += managedHCL(name, fmt.Sprintf("channel_name = \"stage_%s\"", name), unprotected)
	}
	lists := func(path string) int {
		n := 0
		for _, r := range api.Requests() {
			if strings.HasPrefix(r.URI, path+"?") {
				n++
			}
		}
		return n
	}
	w := newWorkspace(t, config)
	w.run("apply", "-auto-approve") // A plan, and an apply that plans again, with a list each, and one for each POST.
	channels, sets := lists("/api/v2/channels"), lists("/api/v2/qualitySets")
	if channels != 2+8 || sets != 2 {
		t.Errorf("%d lists of channels and %d of quality sets were read, want 10 and 2", channels, sets)
	}
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, 8)
}

func TestAccChannel_copiesAreRefused(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	expectOutput(t, w.failToApply(channelConfig(api)+managedHCL("other")), "Two channels have one name")

	w.apply(channelConfig(api, unprotected))
	renamed := providerBlock(api, fakeapi.Allowed) + managedHCL("other", unprotected)
	moved := "moved {\n  from = livestation_channel.main\n  to   = livestation_channel.other\n}\n"
	expectOutput(t, w.apply(renamed+moved), "0 added, 0 changed, 0 destroyed")

	// While one channel of a CDN is created, a copy of the channel that waits for the CDN appears.
	api.OnCreated(func(reads int, object map[string]any) {
		if reads < 15 {
			object["channelStatus"] = "CREATING"
		}
	})
	var reads atomic.Int64
	api.AfterEach(func() {
		requests := api.Requests()
		if !strings.Contains(requests[len(requests)-1].URI, "/channels/ls-2") || reads.Add(1) != 10 {
			return
		}
		name := "late_1"
		if slices.ContainsFunc(api.Channels(), func(c fakeapi.Channel) bool { return c.Name == name }) {
			name = "late_2"
		}
		putCopy(api, name, 0)
	})
	late := managedHCL("late_1", `channel_name = "late_1"`) + managedHCL("late_2", `channel_name = "late_2"`)
	expectOutput(t, w.failToApply(renamed+late), "Channel exists: ls-1")
	expectSent(t, api, http.MethodPost, 2)
}

// putCopy adds the channel ls-1 with the settings of channelConfig.
func putCopy(api *fakeapi.Server, name string, age time.Duration) {
	api.PutChannel(fakeapi.Channel{Type: "live", ID: "ls-1", Name: name, Status: "READY"})
	created := time.Now().Add(-age).UnixMilli()
	api.SetChannelForm("ls-1", func(object map[string]any) {
		object["outputProtocol"], object["isStreamFailOver"], object["createdTime"] = "HLS", false, created
	})
}

// What is older than an hour, or managed, does not count as a copy of a lost create. It never stops a plan or an apply.
func TestAccChannel_otherChannelsAreNoCopies(t *testing.T) {
	t.Parallel()
	old := func(_ int, object map[string]any) { object["createdTime"] = time.Now().Add(-2 * time.Hour).UnixMilli() }
	const counted = "count = 3\n  channel_name = \"${[%s][count.index]}\""
	createFirst := "lifecycle = { create_before_destroy = true }"
	for name, c := range map[string]struct {
		before, after []string // blocks
		command       []string
		want          string
	}{
		"renamed without a moved block": {
			before: []string{managedHCL("main", unprotected)}, after: []string{managedHCL("other", unprotected)},
			want: "Warning: Channel with this name exists: ls- add a moved block",
		},
		"a name moves to another channel": {
			before: []string{managedHCL("main")},
			after:  []string{managedHCL("main", `channel_name = "side_stage"`), managedHCL("other")}, want: "1 added, 1 changed",
		},
		"a second block": {
			before: []string{managedHCL("main")}, after: []string{managedHCL("main"), managedHCL("other")},
			want: "Warning: Channel with this name exists: ls-",
		},
		"a list that shifts": {
			before: []string{strings.Replace(managedHCL("main", unprotected), `channel_name = "main_stage"`,
				fmt.Sprintf(counted, `"aaa", "bbb", "ccc"`), 1)},
			after: []string{strings.Replace(managedHCL("main", unprotected), `channel_name = "main_stage"`,
				fmt.Sprintf(strings.Replace(counted, "3", "4", 1), `"new", "aaa", "bbb", "ccc"`), 1)},
			want: "1 added, 3 changed",
		},
		"-replace": {
			before: []string{managedHCL("main", unprotected)}, after: []string{managedHCL("main", unprotected)},
			command: []string{"-replace=" + mainChannel}, want: "1 added, 0 changed, 1 destroyed",
		},
		"-replace, created first": {
			before:  []string{managedHCL("main", unprotected, createFirst)},
			after:   []string{managedHCL("main", unprotected, createFirst)},
			command: []string{"-replace=" + mainChannel}, want: "1 added, 0 changed, 1 destroyed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.OnCreated(old)
			config := func(blocks []string) string {
				hcl := providerBlock(api, fakeapi.Allowed) + strings.Join(blocks, "")
				return strings.ReplaceAll(hcl, "lifecycle = ", "lifecycle ")
			}
			w := newWorkspace(t, "")
			w.apply(config(c.before))
			w.write(config(c.after))
			out := w.run(append([]string{"apply", "-auto-approve"}, c.command...)...)
			for _, want := range strings.Split(c.want, " ls- ") {
				expectOutput(t, out, want)
			}
			w.expectNoChanges()
		})
	}
	api := startAPI(t)
	putCopy(api, "main_stage", 61*time.Minute) // of another workspace
	out := newWorkspace(t, "").apply(channelConfig(api))
	expectOutput(t, out, "Warning: Channel with this name exists: ls-1", "import {")
}

// If a plan would delete a young channel and create the same one, the apply might refuse the new one after the
// old one is gone.
func TestAccChannel_renamedKeysNeedMovedBlocks(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := func(prefix string) string {
		keys := fmt.Sprintf("for_each = toset([\"%[1]s_1\", \"%[1]s_2\"])\n", prefix) +
			"  channel_name = \"stage${substr(each.key, -2, 2)}\""
		return strings.Replace(channelConfig(api, unprotected), `channel_name = "main_stage"`, keys, 1)
	}
	w := newWorkspace(t, "")
	w.apply(config("old"))
	w.write(config("new"))
	expectOutput(t, w.runFailing("plan"), "Channel would be created again: ls-", "add a moved block")
	moved := ""
	for _, n := range []string{"1", "2"} {
		moved += fmt.Sprintf("moved {\n  from = %[1]s[\"old_%[2]s\"]\n  to   = %[1]s[\"new_%[2]s\"]\n}\n", mainChannel, n)
	}
	expectOutput(t, w.apply(config("new")+moved), "0 added, 0 changed, 0 destroyed")
	expectSent(t, api, http.MethodDelete, 0)
}

// A replacement does not leave the account without a channel: the deleted one is not a copy, even if the
// list still shows it, and a CDN that is not RUNNING for a moment is waited for.
func TestAccChannel_replacementSucceeds(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(api *fakeapi.Server, id string){
		"list lags": func(api *fakeapi.Server, id string) {
			api.SetChannelForm(id, func(object map[string]any) { object["channelStatus"] = "READY" })
		},
		"CDN not RUNNING": func(api *fakeapi.Server, _ string) {
			rejectNext(api, http.MethodPost, 3, respondCode(400, 250140))
		},
		"names not readable": func(api *fakeapi.Server, _ string) {
			api.RespondWhere(func(r *http.Request) bool { return r.URL.Query().Has("channelName") }, respondStatus(500))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api, unprotected))
			change(api, onlyChannel(t, api).ID)
			expectOutput(t, w.run("apply", "-auto-approve", "-replace="+mainChannel), "1 added, 0 changed, 1 destroyed")
			onlyChannel(t, api)
		})
	}
}

// Names that are known only in the apply are not compared in the plan.
func TestAccChannel_namesCanBeUnknown(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+
		"resource \"terraform_data\" \"stage\" {\n  input = \"stage\"\n}\n"+
		managedHCL("one", `channel_name = "${terraform_data.stage.output}_1"`)+
		managedHCL("two", `channel_name = "${terraform_data.stage.output}_2"`))
	expectOutput(t, w.run("apply", "-auto-approve"), "3 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
}

// One apply creates a channel and everything that needs it.
func TestAccChannel_composesInOneApply(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := channelConfig(api, unprotected) + `
resource "livestation_channel_callback_endpoint" "main" {
  channel_id   = livestation_channel.main.channel_id
  callback_url = "https://events.example.com/live"
}
data "livestation_service_urls" "main" {
  channel_id       = livestation_channel.main.channel_id
  service_url_type = "GENERAL"
}
ephemeral "livestation_channel_stream_key" "main" {
  channel_id = livestation_channel.main.channel_id
}
resource "kubernetes_secret_v1" "main" {
  data_wo          = { stream_key = ephemeral.livestation_channel_stream_key.main.stream_key }
  data_wo_revision = tonumber(formatdate("YYYYMMDDhhmmss", livestation_channel.main.created_time))
}
`
	requireExampleFeatures(t, config)
	var secret fakeSecret
	providers := factories()
	providers["kubernetes"] = providerserver.NewProtocol6WithError(fakeProvider{name: "kubernetes", secret: &secret})
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: providers, Steps: []resource.TestStep{
		{Config: config},
	}})
	expectSent(t, api, http.MethodPost, 2)
	if want := fakeapi.StreamKey + "-1"; secret.written["stream_key"] != want {
		t.Errorf("the secret has %q, want the key of the new channel", secret.written)
	}
}
