package provider

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A step is part of a fixed history: a change of the configuration or of the API, then a command of Terraform.
type step struct {
	edit    func(*operator)
	api     func(*fakeapi.Server)
	command string // apply, plan (which is saved), saved (which applies that), taint, or untaint
	options options
}

func set(name string, value any) func(*operator) {
	return func(o *operator) { o.edit(channelA, name, value) }
}

func latestChannel(api *fakeapi.Server) string {
	all := api.Channels()
	return all[len(all)-1].ID
}

// fixedHistories are played with the model and with Terraform.
func fixedHistories() map[string][]step {
	begin := func(o *operator) { o.blocks[channelA] = newChannelBlock("one") }
	second := func(o *operator) { o.blocks[channelB] = newChannelBlock("two") }
	remove := func(o *operator) { delete(o.blocks, channelA) }
	createsFirst := func(o *operator) {
		begin(o)
		b := o.blocks[channelA]
		b.createBeforeDestroy = true
		o.blocks[channelA] = b
	}
	delete1 := func(api *fakeapi.Server) { api.SetStatus(latestChannel(api), "DELETED") }
	return map[string][]step{
		"update": {
			{edit: begin, command: "apply"},
			{edit: second, command: "apply"},
			{edit: set("env_type", "DEV"), command: "apply"},
			{edit: set("record", map[string]any{"type": "MANUAL_UPLOAD"}), command: "apply"},
			{edit: set("record", nil), command: "apply"},
			{command: "apply"},
		},
		"replace": {
			{edit: begin, command: "apply"},
			{edit: set("quality_set_id", 1001), command: "apply"},
			{command: "apply", options: options{replaced: channelA}},
		},
		"replace a protected channel": {
			{edit: begin, command: "apply"},
			{edit: set("deletion_protection", nil), command: "apply"},
			{edit: set("quality_set_id", 1001), command: "apply"},
			{command: "taint"},
			{command: "apply"},
			{command: "untaint"},
			{edit: set("quality_set_id", 3), command: "apply"},
		},
		"create before destroy": {
			{edit: createsFirst, command: "apply"},
			{edit: set("is_stream_fail_over", true), command: "apply"},
			{edit: set("deletion_protection", nil), command: "apply"},
			{command: "taint"},
			{command: "apply"},
			{command: "apply"},
		},
		"taint": {
			{edit: begin, command: "apply"},
			{edit: second, command: "apply"},
			{command: "taint"},
			{command: "apply"},
		},
		"destroy": {
			{edit: begin, command: "apply"},
			{edit: second, command: "apply"},
			{command: "apply", options: options{destroys: true}},
			{edit: begin, command: "apply"},
			{command: "apply", options: options{destroys: true, noRefresh: true}},
		},
		"remove": {
			{edit: begin, command: "apply"},
			{edit: second, command: "apply"},
			{edit: remove, command: "apply"},
		},
		"remove what is deleted": {
			{edit: begin, command: "apply"},
			{edit: remove, api: delete1, command: "apply"},
			{edit: begin, command: "apply"},
			{api: delete1, command: "apply"},
		},
		"remove what is renamed": {
			{edit: begin, command: "apply"},
			{edit: remove, api: func(api *fakeapi.Server) {
				api.EditChannel(latestChannel(api), func(fields map[string]any) { fields["channelName"] = "four" })
			}, command: "apply"},
			{command: "apply"},
			{command: "apply", options: options{destroys: true}},
		},
		"saved plan": {
			{edit: begin, command: "plan"},
			{command: "saved"},
			{command: "saved"},
			{edit: set("channel_name", "two"), command: "plan"},
			{edit: set("channel_name", "three"), command: "saved"},
			{command: "apply", options: options{noRefresh: true}},
		},
		"import": {
			{edit: begin, command: "apply"},
			{
				api: func(api *fakeapi.Server) { api.PutChannel(fakeapi.MainStage()) },
				edit: func(o *operator) {
					o.blocks[channelB] = resourceBlock{arguments: map[string]any{
						"channel_name": "main_stage", "quality_set_id": 3, "output_protocol": "HLS,DASH", "is_stream_fail_over": true,
						"cdn": map[string]any{"instance_no": "5678", "profile_id": 91, "cdn_domain": "live.example.com"},
					}}
					o.found = map[string]string{channelB: fakeapi.MainStage().ID}
				},
				command: "apply",
			},
		},
		"moved": {
			{edit: begin, command: "apply"},
			{edit: func(o *operator) {
				o.blocks[channelB] = o.blocks[channelA]
				delete(o.blocks, channelA)
				o.moved = map[string]string{channelA: channelB}
			}, command: "apply"},
		},
	}
}

var channelIDs = regexp.MustCompile(`ls-\d{14}-`)

// TestHistories_modelIsTerraform plays the same history with the model and with Terraform: the API receives the same
// requests from each command, in any order.
func TestHistories_modelIsTerraform(t *testing.T) {
	schemas()
	for name, steps := range fixedHistories() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, "")
			var configurations []string
			var modelled [][]string
			fails := make([]bool, len(steps))
			synctest.Test(t, func(*testing.T) {
				f := newHistory(func(string, ...any) {}, &campaign{})
				defer f.w.close()
				for i, s := range steps {
					if s.edit != nil {
						s.edit(&operator{folder: f})
					}
					configurations = append(configurations, f.hcl())
					var requests []string
					requests, fails[i] = s.model(f)
					modelled = append(modelled, requests)
				}
			})
			api := fakeapi.Start()
			t.Cleanup(api.Close)
			for i, s := range steps {
				w.write(providerBlock(api, fakeapi.Allowed) + configurations[i])
				got := s.run(t, w, api, fails[i])
				if !slices.Equal(got, modelled[i]) {
					t.Fatalf("step %d, %s: Terraform sends\n  %s\nand the model\n  %s", i+1, s.command,
						strings.Join(got, "\n  "), strings.Join(modelled[i], "\n  "))
				}
			}
		})
	}
}

// model plays a step with the model and returns the requests, sorted, and whether it fails.
func (s step) model(f *folder) (requests []string, fails bool) {
	if s.api != nil {
		s.api(f.w.api)
	}
	o := &operator{folder: f}
	s.options.isSerial, s.options.refreshLate = true, true
	before := len(f.w.api.Requests())
	var errors []diagnostic
	switch s.command {
	case "apply":
		p := f.plan(s.options)
		if errors = p.errors(); len(errors) == 0 {
			errors = f.apply(p, s.options).errors()
		}
	case "plan":
		f.saved = f.plan(s.options)
		errors = f.saved.errors()
	case "saved":
		errors = f.apply(f.saved, s.options).errors()
	default:
		o.taint(channelA, s.command == "taint")
	}
	return requestsSince(f.w.api, before), len(errors) > 0
}

// run plays a step with Terraform and returns the requests, sorted.
func (s step) run(t *testing.T, w workspace, api *fakeapi.Server, fails bool) []string {
	t.Helper()
	if s.api != nil {
		s.api(api)
	}
	arguments := map[string][]string{
		"apply":   {"apply", "-auto-approve", "-parallelism=1"},
		"plan":    {"plan", "-out=plan", "-parallelism=1"},
		"saved":   {"apply", "-parallelism=1", "plan"},
		"taint":   {"taint", channelA},
		"untaint": {"untaint", channelA},
	}[s.command]
	if s.options.noRefresh {
		arguments = append(arguments, "-refresh=false")
	}
	if s.options.destroys {
		arguments = append(arguments, "-destroy")
	}
	if s.options.replaced != "" {
		arguments = append(arguments, "-replace="+s.options.replaced)
	}
	before := len(api.Requests())
	if out, err := w.terraform(nil, arguments...); err != nil != fails {
		t.Errorf("terraform %v: %v; the model fails: %t\n%.3000s", arguments, err, fails, out)
	}
	return requestsSince(api, before)
}

func requestsSince(api *fakeapi.Server, n int) []string {
	var all []string
	for _, r := range api.Requests()[n:] {
		all = append(all, channelIDs.ReplaceAllString(r.Method+" "+r.URI+" "+r.Body, "ls-"))
	}
	slices.Sort(all)
	return all
}

// hcl returns the configuration as Terraform reads it.
func (f *folder) hcl() string {
	var text strings.Builder
	for _, address := range slices.Sorted(maps.Keys(f.blocks)) {
		b := f.blocks[address]
		name, label, _ := strings.Cut(address, ".")
		fmt.Fprintf(&text, "resource %q %q {\n", name, label)
		for _, argument := range slices.Sorted(maps.Keys(b.arguments)) {
			if value := b.arguments[argument]; value != nil {
				fmt.Fprintf(&text, "  %s = %s\n", argument, expression(value))
			}
		}
		fmt.Fprintf(&text, "  lifecycle {\n    create_before_destroy = %t\n  }\n}\n", b.createBeforeDestroy)
	}
	for from, to := range f.moved {
		fmt.Fprintf(&text, "moved {\n  from = %s\n  to   = %s\n}\n", from, to)
	}
	for address, id := range f.found {
		fmt.Fprintf(&text, "import {\n  to = %s\n  id = %q\n}\n", address, id)
	}
	return text.String()
}

func expression(value any) string {
	switch v := value.(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case reference:
		return v.address + "." + v.attribute
	case []int:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ", ")
	case map[string]any:
		text := "{\n"
		for _, name := range slices.Sorted(maps.Keys(v)) {
			text += fmt.Sprintf("    %s = %s\n", name, expression(v[name]))
		}
		return text + "  }"
	default:
		return fmt.Sprint(v)
	}
}
