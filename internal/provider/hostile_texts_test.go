package provider

import (
	"strings"
	"testing"
	"unicode"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// hostileText is a text of the API that is too long for a message, and that would change the title,
// the color and the direction of a terminal.
func hostileText() string {
	return "stage\x1b]0;title\a\x1b[31m\u202e\u200b\n╵" + strings.Repeat("x", 8000)
}

// putHostile adds live channels with hostile texts, which use the CDN 5678.
func putHostile(api *fakeapi.Server, n int) {
	for i := range n {
		id := nthChannelID(i)
		api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Name: hostileText(), Status: hostileText()})
		api.SetChannelForm(id, func(object map[string]any) { cdnOf(object)["statusName"] = hostileText() })
	}
}

// expectHarmless expects no text of the API that the terminal interprets, or that hides the others.
func expectHarmless(t *testing.T, out string) {
	t.Helper()
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("a line is not printable: %.200q", line)
		}
	}
	if len(out) > 15_000 {
		t.Errorf("Terraform prints %d bytes, want at most 15000:\n%.3000s", len(out), out)
	}
}

func TestAccHostileTexts_areHarmlessInMessages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hcl      string
		created  func(object map[string]any)
		fails    bool
		messages []string
	}{
		"names that contain another": {
			hcl: "data \"livestation_channel\" \"x\" {\n  channel_name = \"stage\"\n}\n", fails: true,
			messages: []string{
				"Channel name not found", `"stage\x1b]0;title\a\x1b[31m\u202e\u200b\n\u2575xxx`, "…", "(stage??0?title??",
				"and 5 more",
			},
		},
		"status of a CDN": {
			hcl: managedHCL("main"), messages: []string{"CDN is not RUNNING", "The status of CDN", `is stage??0?title???31m???`},
		},
		"differences": {
			hcl: managedHCL("main", autoUpload),
			created: func(object map[string]any) {
				recordOf(object)["bucketName"], recordOf(object)["filePath"] = hostileText(), "/"+hostileText()
				object["envType"], object["channelName"] = hostileText(), hostileText()
			},
			messages: []string{"Channel differs", `channel_name: "stage\x1b]0`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putHostile(api, 15)
			api.OnCreated(func(_ int, object map[string]any) {
				if c.created != nil {
					c.created(object)
				}
			})
			w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+c.hcl)
			out, err := w.terraform(nil, "apply", "-auto-approve")
			if failed := err != nil; failed != c.fails {
				t.Errorf("it fails: %t, want %t\n%.3000s", failed, c.fails, out)
			}
			expectOutput(t, out, c.messages...)
			expectHarmless(t, out)
		})
	}
}

// Terraform prints a display name as it is.
func TestHostileTexts_areHarmlessInLists(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putHostile(api, 15)
	api.PutChannel(fakeapi.Channel{
		Type: "live", ID: nthChannelID(99), Name: strings.Repeat("x", 8000), Status: "READY", CallbackEndpoint: registeredURL,
	})
	s := configured(t, api)
	var out strings.Builder
	for _, r := range s.listChannels("", 100, false) {
		out.WriteString(r.DisplayName + formatDiags(r.Diagnostics))
	}
	for _, r := range s.list(listFilter{}, 100, false, -1) {
		out.WriteString(r.DisplayName + "\n" + formatDiags(r.Diagnostics))
	}
	expectHarmless(t, out.String())
	expectOutput(t, out.String(), "and 6 more", strings.Repeat("x", 60)+"…")
}
