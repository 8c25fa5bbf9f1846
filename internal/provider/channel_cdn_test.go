package provider

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const (
	newCDN = `cdn = { create_cdn = true, profile_id = 91, region_type = "KOREA" }`
	// createdCDN is the CDN that the fake API creates with its first channel.
	createdCDN = `cdn = { instance_no = "20001", profile_id = 91, cdn_domain = "created1.edge.example.com" }`
	firstCDN   = "cdn = { instance_no = livestation_channel.main.cdn.instance_no, " +
		"profile_id = livestation_channel.main.cdn.profile_id, cdn_domain = livestation_channel.main.cdn.cdn_domain }"
)

// An account without a channel gets eight on one new CDN with one apply. Later, the configuration can have the
// numbers of that CDN instead, and go back, without a request that writes.
func TestAccNewCDN_isSharedInOneApply(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	config := func(cdn string) string {
		hcl := edgesBlock(api, edges) + managedHCL("main", cdn)
		for n := range 7 {
			hcl += managedHCL(fmt.Sprintf("other_%d", n), fmt.Sprintf("channel_name = \"other_%d\"", n), firstCDN)
		}
		return hcl
	}
	w := newWorkspace(t, config(newCDN))
	out := w.run("plan")
	expectOutput(t, out, "8 to add", "This plan creates a CDN", "NAVER Cloud bills it")
	if strings.Contains(out, "several CDNs") {
		t.Errorf("the plan warns of more than one CDN:\n%s", out)
	}
	out = w.run("apply", "-auto-approve")
	if n := len(edges.Requests()); n != 0 {
		t.Errorf("channels sent %d requests to Global Edge", n)
	}
	bodies := ""
	for _, r := range api.Requests() {
		if r.Method == http.MethodPost {
			bodies += r.Body + "\n"
		}
	}
	created := `"cdn":{"createCdn":true,"cdnType":"GLOBAL_EDGE","profileId":91,"regionType":"KOREA"}`
	if n := strings.Count(bodies, created); n != 1 {
		t.Errorf("%d channels created a CDN, want 1: %s", n, bodies)
	}
	existing := `"createCdn":false,"cdnType":"GLOBAL_EDGE","cdnInstanceNo":20001,"profileId":91,` +
		`"cdnDomain":"created1.edge.example.com"`
	if n := strings.Count(bodies, existing); n != 7 {
		t.Errorf("%d channels use the new CDN, want 7: %s", n, bodies)
	}
	w.expectNoChanges()
	if strings.Contains(out, "CDN not used by another channel") {
		t.Errorf("the apply warns about its own CDN:\n%s", out)
	}
	expectOutput(t, w.apply(config(createdCDN)), "0 added, 1 changed, 0 destroyed")
	w.expectNoChanges()
	out = w.apply(config(newCDN))
	expectOutput(t, out, "This plan creates no CDN", `keep its CDN "20001"`)
	expectOutput(t, out, "0 added, 1 changed, 0 destroyed")
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, 8)
	expectSent(t, api, http.MethodPut, 0)
}

// Edges that are read in the apply, because the data source depends on another resource, are put into cdn.
func TestAccNewCDN_orAnEdgeThatIsReadInTheApply(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	w := newWorkspace(t, edgesBlock(api, edges)+`
resource "terraform_data" "name" {
  input = "live-edge"
}
data "livestation_global_edges" "live" {
  edge_name = terraform_data.name.output
}
`+managedHCL("main", "cdn = one(data.livestation_global_edges.live.edges)"))
	expectOutput(t, w.run("apply", "-auto-approve"), "2 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
}

// Two channels that each create a CDN are shown how to share one.
func TestAccNewCDN_secondOneIsExplained(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	out := newWorkspace(t, channelsConfig(api, []string{"one_stage", "two_stage"}, newCDN)).run("plan")
	expectOutput(t, out, "This plan creates a CDN")
	expectOutput(t, out, "This plan creates several CDNs", "livestation_channel.FIRST.cdn.instance_no")
}

// Whatever the CDN goes through, one POST is sent, the channel is in the state, and a refresh fills in what was
// not known.
func TestAccNewCDN_isWaitedFor(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	isLate := true
	api.OnCreated(func(reads int, object map[string]any) {
		cdn := cdnIn(object)
		number := cdn["instanceNo"]
		switch name := object["channelName"]; {
		case name == "number_is_late" && reads < 9, name == "never_known" && isLate:
			cdn["instanceNo"], cdn["profileId"], cdn["cdnDomain"], cdn["statusName"] = "0", 0, "", "CREATING"
		case name == "never_running" && isLate:
			cdn["statusName"] = "DEPLOYING"
		case name == "stopped" && isLate:
			cdn["statusName"] = "STOPPED"
		default:
			cdn["statusName"] = "RUNNING"
		}
		if object["channelName"] == "as_number" && number != "0" {
			cdn["instanceNo"], cdn["cdnDomain"] = 20_005, "Created5.edge.example.com"
		}
	})
	names := []string{"number_is_late", "never_known", "never_running", "stopped", "as_number"}
	w := newWorkspace(t, "")
	w.write(channelsConfig(api, names, newCDN, unprotected, `timeouts = { create = "2s" }`))
	out := w.run("apply", "-auto-approve", "-parallelism=1")
	expectOutput(t, out, "5 added, 0 changed, 0 destroyed")
	for _, want := range []string{"CDN: CREATING", "CDN: DEPLOYING", "CDN: STOPPED"} {
		expectOutput(t, out, want)
	}
	if n := strings.Count(out, "Channel not ready yet"); n != 3 {
		t.Errorf("%d channels are not ready, want 3:\n%s", n, out)
	}
	expectOutput(t, w.run("state", "show", "livestation_channel.as_number"), `"created`, `"2000`)
	expectOutput(t, w.run("apply", "-refresh-only", "-auto-approve"), "Warning: Channel has no CDN", "CDN: CREATING")
	if out := w.run("state", "show", "livestation_channel.never_known"); strings.Contains(out, `"0"`) {
		t.Errorf("the state has a number that is none:\n%s", out)
	}
	isLate = false
	w.write(strings.Replace(channelsConfig(api, names, newCDN, unprotected, `timeouts = { create = "2s" }`),
		`channel_name = "never_known"`, `channel_name = "renamed"`, 1))
	expectOutput(t, w.run("apply", "-auto-approve", "-refresh=false"), "0 added, 1 changed, 0 destroyed")
	w.write(channelsConfig(api, names, newCDN, unprotected, `timeouts = { create = "2s" }`))
	expectOutput(t, w.run("apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	w.expectNoChanges()
	w.run("apply", "-refresh-only", "-auto-approve")
	out = w.run("state", "show", "livestation_channel.never_known")
	expectOutput(t, out, `cdn_domain = "created`, `instance_no = "2000`)
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, 5)
}

// Each wrong combination is one error of the plan, with what to write.
func TestAccNewCDN_wrongCombinationIsOneErrorOfThePlan(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, "")
	const existing = `instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com"`
	for cdn, want := range map[string]string{
		`create_cdn = true, profile_id = 91, region_type = "KOREA", instance_no = "5"`:  "Remove instance_no and cdn_domain",
		`create_cdn = true, profile_id = 91, region_type = "KOREA", cdn_domain = "a.b"`: "Remove instance_no and cdn_domain",
		`create_cdn = true, profile_id = 91`:                                            "Set region_type. A new CDN is for",
		`create_cdn = true, region_type = "KOREA"`:                                      "Set profile_id. The data source",
		`create_cdn = true, profile_id = 91, region_type = "EUROPE"`:                    `value must be one of`,
		`profile_id = 91, cdn_domain = "live.example.com"`:                              "Write the existing CDN as",
		`create_cdn = false, profile_id = 91`:                                           "Missing instance_no",
		``:                                                                              "Missing instance_no",
		existing + `, region_type = "KOREA"`:                                            "Remove region_type",
		`instance_no = "5678"`:                                                          "Missing profile_id",
	} {
		out := w.failToApply(channelConfig(api, "cdn = { "+cdn+" }"))
		expectOutput(t, out, want)
		if n := strings.Count(out, "Error: "); n != 1 || !strings.Contains(out, "cdn ") {
			t.Errorf("%s: %d errors are shown, want one at cdn:\n%s", cdn, n, out)
		}
	}
	edges := startEdges(t, api)
	none := "cdn = one(data.livestation_global_edges.it.edges)"
	api.SetCDN(8000, fakeapi.CDN{ProfileID: 91, Domain: "gone.example.com", Status: "DELETED"})
	out := w.failToApply(edgesBlock(api, edges) + edgesHCL(`edge_name = "typo"`) + managedHCL("main", none))
	expectOutput(t, out, "Edge not found", `"live-edge": "live.example.com"`, "No CDN",
		"such as edge_name of livestation_global_edges.")
	if strings.Contains(out, "gone.example.com") {
		t.Errorf("an edge that is deleted is shown:\n%s", out)
	}
	expectOutput(t, w.failToApply(channelConfig(api, `output_protocol = "LL_HLS"`, "quality_set_id = 21",
		strings.Replace(newCDN, "KOREA", "JAPAN", 1))), "LL_HLS requires the region KOREA")
	financial := func(cdn string) string {
		return strings.Replace(channelConfig(api, cdn), "{\n", "{\n  site = \"fin\"\n", 1)
	}
	expectOutput(t, w.failToApply(financial(newCDN)), "Unsupported argument on site fin", "Remove profile_id.")
	expectSent(t, api, http.MethodPost, 0)
	w.apply(financial("cdn = { create_cdn = true }"))
	w.expectNoChanges()
}

// If the response to the creation is lost, two things may exist.
func TestAccNewCDN_lostResponseNamesBoth(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.RespondAfter(http.MethodPost, 1, fakeapi.HangUp)
	w := newWorkspace(t, channelConfig(api, newCDN))
	out := w.runFailing("apply", "-auto-approve")
	expectOutput(t, out, "CDN might have been created")
	expectOutput(t, out, "Channel might have been created", "import {")
	expectOutput(t, w.runFailing("plan"), "Channel exists: ls-", "import {")
	expectSent(t, api, http.MethodPost, 1)

	id := onlyChannel(t, api).ID
	w.write(channelConfig(api, newCDN) + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", mainChannel, id))
	expectOutput(t, w.runFailing("apply", "-auto-approve"), "Import the channel when the CDN is RUNNING")
	expectOutput(t, w.run("apply", "-auto-approve"), "1 imported, 0 added, 1 changed")
	w.expectNoChanges()
	expectSent(t, api, http.MethodPut, 0)
}

// A replacement would leave one CDN and create another. With the numbers that the error shows, it is one.
func TestAccNewCDN_isNotReplacedByAnother(t *testing.T) {
	t.Parallel()
	const otherSet = "quality_set_id = 1001"
	otherProfile := strings.Replace(newCDN, "91", "2389", 1)
	for name, c := range map[string]struct {
		arguments, options []string
	}{
		"quality set": {arguments: []string{newCDN, otherSet}},
		"profile":     {arguments: []string{otherProfile}},
		"region":      {arguments: []string{strings.Replace(newCDN, "KOREA", "GLOBAL", 1)}},
		"-replace":    {arguments: []string{newCDN}, options: []string{"-replace=" + mainChannel}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			w := newWorkspace(t, "")
			w.apply(channelConfig(api, newCDN, unprotected))
			w.write(channelConfig(api, append(c.arguments, unprotected)...))
			out := w.runFailing(append([]string{"apply", "-auto-approve"}, c.options...)...)
			shown := `{"cdn_domain":"created1.edge.example.com","instance_no":"20001","profile_id":91}`
			expectOutput(t, out, "Replacement would create another CDN", "cdn = "+shown)
			if strings.Contains(out, "several CDNs") || strings.Contains(out, "creates a CDN") {
				t.Errorf("the plan warns of what it refuses:\n%s", out)
			}
			w.write(channelConfig(api, "cdn = "+shown, otherSet, unprotected))
			expectOutput(t, w.run("apply", "-auto-approve"), "CDN stays",
				"Keep the CDN if this apply creates another channel on it.", "1 added, 0 changed, 1 destroyed")
			w.write(channelConfig(api, newCDN, unprotected)) // From numbers, and with another set.
			out = w.runFailing("plan")
			expectOutput(t, out, "Replacement would create another CDN")
			if strings.Contains(out, "creates no CDN") {
				t.Errorf("a warning contradicts the error:\n%s", out)
			}
			if n := len(api.CDNs()); n != 3 {
				t.Errorf("there are %d CDNs, want the two of before and a new one", n)
			}
		})
	}
}

// A destroy says what stays, and who uses it, also if the configuration has the numbers by then. So does the
// replacement of a tainted channel.
func TestAccNewCDN_staysWithoutItsChannel(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := func(blocks ...string) string { return providerBlock(api, fakeapi.Allowed) + strings.Join(blocks, "") }
	main := managedHCL("main", newCDN, unprotected)
	w := newWorkspace(t, "")
	w.apply(config(main))
	other := managedHCL("other", `channel_name = "other"`, createdCDN, unprotected)
	w.apply(config(managedHCL("main", createdCDN, unprotected), other))
	expectOutput(t, w.apply(config(other)), "Warning: CDN stays", "Keep the CDN", "CDN: 20001",
		"Domain: created1.edge.example.com", `"other" (READY)`)

	w.apply(config(main))
	w.run("taint", mainChannel)
	out := w.run("apply", "-auto-approve")
	expectOutput(t, out, "This plan creates a CDN")
	expectOutput(t, out, "Another CDN might be created: ls-", `"instance_no":"2000`)
	expectOutput(t, out, "CDN stays", "if you don't need it", "CDN: 2000")
	for _, c := range api.Channels() { // A channel that is gone names its CDN too.
		api.SetStatus(c.ID, "DELETED")
	}
	out = w.run("plan")
	expectOutput(t, out, "Channel not found")
	expectOutput(t, out, "Another CDN might be created: ls-", `"instance_no":"2000`)
	for n, c := range api.CDNs() {
		if c.Created && c.Status != "RUNNING" {
			t.Errorf("CDN %d is %s", n, c.Status)
		}
	}
}

// A state of version 0.1.0 has no create_cdn.
func TestAccNewCDN_readsOlderStates(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, channelConfig(api))
	w.run("apply", "-auto-approve")
	file := filepath.Join(w.folder, "terraform.tfstate")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	older := strings.NewReplacer(
		`"create_cdn": null,`, "", "\"profile_id\": 91,\n", "\"profile_id\": 91\n", `"region_type": null`, "",
	).Replace(string(text))
	if strings.Count(older, "\n") != strings.Count(string(text), "\n") || strings.Contains(older, "region_type") {
		t.Fatalf("the state has another form: %s", older)
	}
	if err := os.WriteFile(file, []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	w.expectNoChanges()
}
