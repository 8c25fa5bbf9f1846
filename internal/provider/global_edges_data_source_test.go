package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// startEdges starts the Global Edge of an account.
func startEdges(t *testing.T, api *fakeapi.Server) *fakeapi.Server {
	t.Helper()
	edges := api.StartGlobalEdge()
	t.Cleanup(edges.Close)
	return edges
}

// edgesBlock is providerBlock with Global Edge.
func edgesBlock(api, edges *fakeapi.Server) string {
	return strings.Replace(providerBlock(api, fakeapi.Allowed), "}\n",
		fmt.Sprintf("  global_edge_endpoint = %q\n}\n", edges.URL), 1)
}

// edgesHCL is a data source with arguments.
func edgesHCL(arguments string) string {
	return "data \"livestation_global_edges\" \"it\" {\n  " + arguments + "\n}\n"
}

// A hundred edges take one request for the profiles and one for each profile, and no region is sent.
func TestAccGlobalEdges_readsAHundredEdgesOfTenProfiles(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	for n := range 98 { // and two of the fake API's own
		profile := 2380 + n%10
		if profile == 2380 {
			profile = 91
		}
		api.SetProfile(profile, fmt.Sprintf("profile-%d", profile))
		api.SetCDN(9000-n, fakeapi.CDN{ProfileID: profile, Domain: fmt.Sprintf("E%d.example.com", n), Status: "RUNNING"})
	}
	api.SetCDN(8000, fakeapi.CDN{ProfileID: 2384, Domain: "gone.example.com", Status: "DELETED"})
	const domains = "output \"domains\" {\n  value = [for e in data.livestation_global_edges.it.edges : e.cdn_domain]\n}\n"
	w := newWorkspace(t, edgesBlock(api, edges)+edgesHCL("profile_name = \"profile-2384\"")+domains)
	w.run("apply", "-auto-approve")
	expectOutput(t, w.run("output", "-json", "domains"), `["e94.example.com","e84.example.com",`, `"e4.example.com"]`)
	if n := len(edges.Requests()); n != 2 {
		t.Errorf("%d requests were sent for one profile, want 2", n)
	}
	w.write(edgesBlock(api, edges) + edgesHCL("") + strings.NewReplacer("= [", "= length([", "]", "])").Replace(domains))
	expectOutput(t, w.run("apply", "-auto-approve"), `domains = 100`)
	if n := len(edges.Requests()) - 2; n != 11 {
		t.Errorf("%d requests were sent, want 1 for the profiles, and 1 for each of 10", n)
	}
	for _, r := range edges.Requests() {
		if r.Rejection != "" || r.Header.Get("x-ncp-region_code") != "" || r.Method != http.MethodGet {
			t.Errorf("%s %s was sent with the region %q: %s", r.Method, r.URI, r.Header.Get("x-ncp-region_code"), r.Rejection)
		}
	}
}

func TestAccGlobalEdges_readsEveryFieldAndFilters(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	text := knownvalue.StringExact
	live := map[string]knownvalue.Check{
		"instance_no": text("5678"), "profile_id": knownvalue.Int64Exact(91), "profile_name": text("live-profile"),
		"edge_name": text("live-edge"), "cdn_domain": text("live.example.com"), "status_type": text("RUNNING"),
		"service_region_type": text("KOREA"), "original_copy_domain": text("origin.example.com"),
	}
	for arguments, want := range map[string][]knownvalue.Check{
		"":                                rowsWith("instance_no", text("5678"), text("4796")),
		"profile_id = 2389":               rowsWith("instance_no", text("4796")),
		`edge_name = "live-edge"`:         {knownvalue.ObjectExact(live)},
		`edge_name = "live"`:              {},
		`cdn_domain = "LIVE.example.com"`: rowsWith("instance_no", text("5678")),
		"profile_id = 91\n  profile_name = \"live-profile\"": rowsWith("instance_no", text("5678")),
	} {
		hcl := edgesBlock(api, edges) + edgesHCL(arguments)
		checkHCL(t, hcl, "data.livestation_global_edges.it", map[string]knownvalue.Check{"edges": knownvalue.ListExact(want)})
	}
}

// Whatever Global Edge returns, the user sees one error with what to do, in the words of Global Edge.
func TestGlobalEdges_reportErrors(t *testing.T) {
	t.Parallel()
	edgeOK := func(result any) http.HandlerFunc {
		return fakeapi.EdgeResponse(http.StatusOK, "0000", "Success", result)
	}
	tooMany := []any{}
	for id := range 101 {
		tooMany = append(tooMany, map[string]any{"id": id, "profileName": fmt.Sprint(id)})
	}
	const format = "Unexpected response format"
	type row struct {
		change    func(block)
		arguments arguments
		response  http.HandlerFunc
		want      []string
	}
	rows := map[string]row{
		"only endpoint is set": {
			change: func(b block) { delete(b, "global_edge_endpoint") },
			want:   []string{"Missing global_edge_endpoint", "Set global_edge_endpoint in the provider block"},
		},
		"financial site": {change: func(b block) { b["site"] = "fin" }, want: []string{"No Global Edge on site fin"}},
		"profile name": {
			arguments: arguments{"profile_name": "other"},
			want:      []string{"Profile not found", "Correct profile_name.", `91: "live-profile"`, `2389: "web-profile"`},
		},
		"many profiles": {
			arguments: arguments{"profile_id": 500}, response: edgeOK(tooMany), want: []string{"and 91 more"},
		},
		"profile ID":             {arguments: arguments{"profile_id": 5}, want: []string{"Correct profile_id."}},
		"fraction":               {arguments: arguments{"profile_id": 5.5}, want: []string{"only whole numbers"}},
		"empty filter":           {arguments: arguments{"edge_name": ""}, want: []string{"Invalid Attribute Value Length"}},
		"no profiles":            {arguments: arguments{"profile_id": 5}, response: edgeOK([]any{}), want: []string{"none"}},
		"101 profiles":           {response: edgeOK(tooMany), want: []string{"Too many profiles", "at most 100"}},
		"success without a list": {response: respondBody(`{"code":"0000"}`), want: []string{format, "code, result"}},
		"odd ID":                 {response: edgeOK([]any{map[string]any{"id": "x"}}), want: []string{format}},
		"other success":          {response: fakeapi.EdgeResponse(200, "0001", "", []any{}), want: []string{"code (0001)"}},
		"wrong keys": {
			response: fakeapi.GatewayError(401, 200, "Authentication Failed", ""),
			want:     []string{"Authentication failed (API gateway 200)", "Compare access_key", "and global_edge_endpoint."},
		},
		"wrong keys, as its page shows it": {
			response: fakeapi.EdgeResponse(401, "200", "Authentication Failed", nil), want: []string{"(API gateway 200)"},
		},
		"not subscribed": {
			response: fakeapi.GatewayError(403, 210, "Permission Denied", ""),
			want:     []string{"(API gateway 210)", "Allow this access key to read Global Edge"},
		},
		"HTML": {
			response: fakeapi.Raw(200, "text/html", "<html>"),
			want:     []string{"Response not from the Global Edge API", "LIVESTATION_GLOBAL_EDGE_ENDPOINT"},
		},
		"unavailable": {response: respondStatus(503), want: []string{"Global Edge is not available"}},
		"broken":      {response: fakeapi.HangUp, want: []string{"Connection to Global Edge lost"}},
	}
	for _, c := range livestation.Codes() {
		if c.Source == livestation.SourceGlobalEdge {
			rows[c.Code] = row{response: fakeapi.EdgeResponse(400, c.Code, c.Message, nil), want: []string{
				c.Meaning + " (" + c.Code + ")", diagnose.AdviceFor(c.Code), "HTTP 400 from Global Edge, " + c.Code, c.Message,
			}}
		}
	}
	for name, c := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			edges := startEdges(t, api)
			b := blockFor(api, fakeapi.Allowed)
			b["global_edge_endpoint"], b["max_retries"] = edges.URL, 0
			if c.change != nil {
				c.change(b)
			}
			if c.response != nil {
				edges.RespondNext(1, c.response)
			}
			s := newSession(t, nil)
			if diags := s.configure(b); len(diags) != 0 {
				t.Fatal(formatDiags(diags))
			}
			_, diags := readDataIn(s, "livestation_global_edges", c.arguments)
			failure := onlyError(t, diags)
			expectOutput(t, failure.Summary+"\n\n"+failure.Detail, c.want...)
			if strings.Contains(failure.Detail, "Live Station") {
				t.Errorf("the error speaks of Live Station: %s", failure.Detail)
			}
			if n := len(api.Requests()); n != 0 {
				t.Errorf("%d requests were sent to Live Station", n)
			}
		})
	}
}

// A key that may not read Global Edge, or a Global Edge that is down, is the error of its data source alone.
func TestAccGlobalEdges_failureEndsNothingElse(t *testing.T) {
	t.Parallel()
	for name, breakIt := range map[string]func(edges *fakeapi.Server){
		"not permitted": func(edges *fakeapi.Server) {
			edges.RespondEvery(1, fakeapi.EdgeResponse(403, "0032", "허용되지 않은 요청입니다.", nil))
		},
		"not there": func(edges *fakeapi.Server) { edges.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			edges := startEdges(t, api)
			breakIt(edges)
			w := newWorkspace(t, edgesBlock(api, edges)+edgesHCL("")+managedHCL("main")+output)
			out := w.runFailing("apply", "-auto-approve")
			if n := strings.Count(out, "Error: "); n != 1 {
				t.Errorf("%d errors are shown, want one:\n%s", n, out)
			}
			w.write(edgesBlock(api, edges) + managedHCL("main") + output)
			w.run("apply", "-auto-approve") // The numbers in cdn need no rights for Global Edge.
		})
	}
}

// An edge that a channel can't use yet is left out, with a warning.
func TestGlobalEdges_leaveOutIncompleteEdges(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	edges.RespondWhere(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/91/cdn-edges") },
		fakeapi.EdgeResponse(200, "0000", "Success", []any{
			map[string]any{"edgeName": "a", "domainName": "a.example.com"}, map[string]any{"id": 5, "domainName": nil},
			map[string]any{"id": 6, "domainName": nil, "statusType": "DELETED"},
			map[string]any{"id": "7", "domainName": "c.example.com", "statusType": "STOPPED", "unknown": []any{1}},
		}))
	b := blockFor(api, fakeapi.Allowed)
	b["global_edge_endpoint"] = edges.URL
	s := newSession(t, nil)
	s.configure(b)
	attributes, diags := readDataIn(s, "livestation_global_edges", arguments{"profile_id": 91})
	expectOutput(t, formatDiags(diags), "WARNING", "Edges left out", "Edges without an ID or a domain: 2.")
	if text := attributes["edges"].String(); !strings.Contains(text, `"7"`) || strings.Contains(text, "a.example.com") {
		t.Errorf("the edges are %s", text)
	}
}
