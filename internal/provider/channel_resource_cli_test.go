package provider

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The tests of this file read what a user sees.

func TestAccChannel_warnsOfAChannelThatIsNotReady(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnCreated(func(_ int, object map[string]any) {
		object["channelStatus"] = "CREATING"
		object["envType"] = "STAGE"
	})
	w := newWorkspace(t, channelConfig(api, `timeouts = { create = "2s" }`))
	out := w.run("apply", "-auto-approve")
	for _, want := range []string{
		"Warning: Experimental resource livestation_channel", "Warning: CDN not used by another channel",
		"Warning: Channel not ready yet: ls-", "Warning: Channel differs: ls-", `env_type: "STAGE", and not "REAL"`,
		"1 added, 0 changed, 0 destroyed",
	} {
		expectOutput(t, out, want)
	}
	api.OnCreated(nil)
	w.expectNoChanges()
	expectSent(t, api, http.MethodPost, 1)

	setStatus(t, api, "PUBLISHING")
	w.write(channelConfig(api, "use_dvr = true", `timeouts = { create = "2s" }`))
	w.run("apply", "-refresh-only", "-auto-approve")
	expectOutput(t, w.run("plan"), "Warning: Channel is publishing: ls-")
	setStatus(t, api, "FORCE_BLOCK")
	expectOutput(t, w.run("plan"), "Warning: Channel is blocked: ls-")
	setStatus(t, api, "DELETED")
	expectOutput(t, w.run("plan"), "1 to add", "Warning: Channel not found: ls-")
}

// The ID is in the state, whenever the user presses Ctrl-C.
func TestAccChannel_interruptLosesNoID(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Go sends no interrupts on Windows")
	}
	for name, c := range map[string]struct {
		method string // of the request that is slow
		pause  time.Duration
	}{
		"during POST": {method: http.MethodPost, pause: 3 * time.Second}, "while waiting": {method: http.MethodGet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.OnCreated(func(_ int, object map[string]any) { object["channelStatus"] = "CREATING" })
			w := newWorkspace(t, channelConfig(api))
			command := w.command(t.Context(), nil, "apply", "-auto-approve")
			var out strings.Builder
			command.Stdout = &out
			command.Stderr = &out
			interrupt := make(chan struct{})
			var once sync.Once
			api.AfterEach(func() { // It runs after the operation and before its response ends.
				requests := api.Requests()
				last := requests[len(requests)-1]
				isIt := last.Method == c.method && (c.method == http.MethodPost || strings.Contains(last.URI, "/channels/ls-"))
				if isIt {
					once.Do(func() {
						close(interrupt)
						time.Sleep(c.pause)
					})
				}
			})
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			go func() {
				<-interrupt
				_ = command.Process.Signal(os.Interrupt)
			}()
			_ = command.Wait() // It fails: it was interrupted.
			expectOutput(t, out.String(), "Channel not ready yet: ls-")
			api.AfterEach(nil)
			api.OnCreated(nil)
			expectOutput(t, w.run("state", "show", mainChannel), onlyChannel(t, api).ID)
			w.expectNoChanges()
			expectSent(t, api, http.MethodPost, 1)
		})
	}
}

func TestAccChannel_savedPlanIsNotAppliedTwice(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, channelConfig(api, unprotected))
	w.run("plan", "-out=saved")
	w.run("apply", "saved")
	if err := os.Remove(w.folder + "/terraform.tfstate"); err != nil {
		t.Fatal(err)
	}
	expectOutput(t, w.runFailing("apply", "saved"), "Channel exists: ls-", "import {")
	expectSent(t, api, http.MethodPost, 1)
}

// The configuration that Terraform writes for imported channels of each form changes nothing.
func TestAccChannel_isImportedWithGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	hcl := providerBlock(api, fakeapi.Allowed)
	for i, form := range append(sparseChannels(), func(map[string]any) {}) {
		id := nthChannelID(i)
		api.PutChannel(fakeapi.Channel{Type: "live", ID: id, Name: fmt.Sprint("stage_", i), Status: "READY"})
		api.SetChannelForm(id, form)
		hcl += fmt.Sprintf("import {\n  to = livestation_channel.stage_%d\n  id = %q\n}\n", i, id)
	}
	w := newWorkspace(t, hcl)
	w.generate(hcl)
	expectOutput(t, w.run("apply", "-auto-approve"), "imported, 0 added, 0 changed, 0 destroyed")
	w.expectNoChanges()
	expectNoWrites(t, api)
}

func TestChannel_isImportedByIdentity(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	main := fakeapi.MainStage()
	api.PutChannel(main)
	s := configured(t, api)
	kind := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"channel_id": tftypes.String}}
	for id, isFound := range map[string]bool{main.ID: true, "a b": false, "ls-0": false} {
		value := tftypes.NewValue(kind, map[string]tftypes.Value{"channel_id": tftypes.NewValue(tftypes.String, id)})
		identity := &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, kind, value)}
		resp, err := s.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
			TypeName: "livestation_channel", Identity: identity,
		})
		if err != nil {
			t.Fatal(err)
		}
		if (len(resp.Diagnostics) == 0) != isFound {
			t.Errorf("%s: got %s", id, formatDiags(resp.Diagnostics))
		}
		if isFound && resp.ImportedResources[0].Identity == nil {
			t.Error("the imported channel has no identity")
		}
	}
}

func TestAccChannel_replaceOption(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, channelConfig(api))
	w.run("apply", "-auto-approve")
	before := len(api.Requests())
	w.expectNoChanges()
	if n := len(api.Requests()) - before; n != 1 {
		t.Errorf("a plan without changes sends %d requests, want 1", n)
	}
	id := onlyChannel(t, api).ID
	expectOutput(t, w.runFailing("plan", "-replace="+mainChannel), "Channel is protected from deletion",
		"leave out the option -replace", id)
	w.write(channelConfig(api, unprotected))
	w.run("apply", "-auto-approve")
	expectOutput(t, w.run("apply", "-auto-approve", "-replace="+mainChannel), "1 added, 0 changed, 1 destroyed")
	if onlyChannel(t, api).ID == id {
		t.Error("the channel was not replaced")
	}
	expectOutput(t, w.run("destroy", "-auto-approve"), "1 destroyed")
}

// Protection is found in the plan, before what depends on the channel is destroyed.
func TestAccChannel_protectionRefusesAReplacementThatIsTriggered(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	config := func(version int) string {
		trigger := fmt.Sprintf("resource \"terraform_data\" \"version\" {\n  input = %d\n}\n", version)
		lifecycle := "lifecycle = { replace_triggered_by = [terraform_data.version] }"
		return trigger + strings.Replace(channelConfig(api, lifecycle), "lifecycle = ", "lifecycle ", 1)
	}
	w := newWorkspace(t, "")
	w.apply(config(1))
	w.write(config(2))
	expectOutput(t, w.runFailing("plan"), "Channel is protected from deletion", "replace_triggered_by")
}

// Neither the state nor a log contains a stream key of a channel that is created, changed and
// deleted, even if a provisioner gets the key, or Live Station reports it in an error.
func TestAccCanary_channelShowsNoStreamKeys(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.OnCreated(func(_ int, object map[string]any) {
		object["publishUrl"] = fmt.Sprint("rtmp://rtmp.example.com/", object["streamKey"])
	})
	requireFeature(t, ephemeralFeature)
	const encoder = `
ephemeral "livestation_channel_stream_key" "main" {
  channel_id = livestation_channel.main.channel_id
}
resource "terraform_data" "encoder" {
  provisioner "local-exec" {
    command     = "sh -c 'test -n \"$STREAM_KEY\"'"
    environment = { STREAM_KEY = ephemeral.livestation_channel_stream_key.main.stream_key }
  }
}
`
	r := newCanaryRun(t, channelConfig(api, unprotected)+encoder)
	r.succeed("apply", "-auto-approve")
	r.write(channelConfig(api, unprotected, "use_dvr = true") + encoder)
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		api.RespondWhere(func(r *http.Request) bool { return r.Method == method },
			fakeapi.Raw(400, "application/json", `{"content":{"streamKey":"`+fakeapi.StreamKey+`-1"}}`))
		command := map[string]string{http.MethodPut: "apply", http.MethodDelete: "destroy"}[method]
		r.fail(command, "-auto-approve")
		api.ClearResponses()
		r.succeed(command, "-auto-approve")
	}
	r.expectNoStreamKeys()
}
