package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// streamKeyEncodings returns what a leak of a stream key may look like.
func streamKeyEncodings() map[string]string {
	all := encodings("the stream key", fakeapi.StreamKey)
	for form, name := range encodings("the backup stream key", fakeapi.BackupStreamKey) {
		all[form] = name
	}
	return all
}

// expectNoStreamKeys searches all that Terraform printed and wrote.
func (r *canaryRun) expectNoStreamKeys() {
	r.t.Helper()
	artifacts := readArtifacts(r.t, r.folder)
	artifacts["the output"] = []byte(r.printed.String())
	for name, data := range artifacts {
		for form, what := range streamKeyEncodings() {
			if leak := excerpt(data, form); leak != "" {
				r.t.Errorf("%s contains %s: %s", name, what, leak)
			}
		}
	}
}

// leakingForm plants the keys in fields that data sources show.
func leakingForm(object map[string]any) {
	object["publishUrl"] = "rtmp://rtmp.example.com/" + fakeapi.StreamKey
	object["globalPublishUrl"] = "rtmp://rtmp.example.com/" + fakeapi.BackupStreamKey
	object["isRecording"] = true
	object["streamKeys"] = []string{fakeapi.StreamKey}
}

// failWith plans with responses that contain the stream keys and that are all errors.
func (r *canaryRun) failWith(api *fakeapi.Server) {
	r.t.Helper()
	const keys = `"streamKey":"` + fakeapi.StreamKey + `","backupStreamKey":"` + fakeapi.BackupStreamKey + `"`
	for _, response := range []http.HandlerFunc{
		fakeapi.Raw(200, "application/json", `{"content":{`+keys),
		fakeapi.Raw(200, "application/json", `{"content":{`+keys+`,"channelId":5}}`),
		fakeapi.Raw(200, "application/json", `{"content":[{`+keys+`}]}`),
		fakeapi.Raw(500, "application/json", `{"error":{"errorCode":250000,"message":{`+keys+`}}}`),
		fakeapi.Raw(500, "application/json", `{"error":{"errorCode":250000,"details":["`+fakeapi.StreamKey+`"]}}`),
		fakeapi.Raw(502, "text/html", `<html>{`+keys+`}`),
		fakeapi.RawHTTP("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{" + keys),
	} {
		api.RespondWhere(func(*http.Request) bool { return true }, response)
		r.fail("plan")
		r.fail("apply", "-auto-approve")
		api.ClearResponses()
	}
}

// What reads channels receives their stream keys and shows none.
func TestAccCanary_dataSourcesShowNoStreamKeys(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	setMainStage(api, "live", "PUBLISHING", leakingForm)
	r := newCanaryRun(t, `
		provider "livestation" {
			max_retries = 0
		}
		data "livestation_channel" "by_id" {
			channel_id = "ls-20200327140131-aBCD3"
		}
		data "livestation_channel" "by_name" {
			channel_name = "main_stage"
		}
		data "livestation_channels" "all" {}
		data "livestation_service_urls" "all" {
			for_each   = toset(["GENERAL", "THUMBNAIL", "TIMEMACHINE"])
			channel_id = "ls-20200327140131-aBCD3"
			service_url_type = each.key
		}
		data "livestation_quality_sets" "all" {}
		data "livestation_channel_callback_endpoints" "all" {}
		data "livestation_channel_callback_endpoint" "one" {
			channel_id = "ls-20200327140131-aBCD3"
		}
		resource "livestation_channel_callback_endpoint" "one" {
			channel_id   = "ls-20200327140131-aBCD3"
			callback_url = "https://own.example"
		}
		output "all" {
			value = [
				data.livestation_channel.by_id, data.livestation_channel.by_name, data.livestation_channels.all,
				data.livestation_service_urls.all, data.livestation_quality_sets.all,
				data.livestation_channel_callback_endpoints.all, data.livestation_channel_callback_endpoint.one,
			]
		}`, withKeys(api.URL)...)
	r.succeed("plan", "-out=saved.tfplan")
	r.succeed("show", "-json", "saved.tfplan")
	r.succeed("apply", "saved.tfplan")
	r.succeed("output", "-json")
	r.succeed("plan")
	r.failWith(api)
	_ = r.log() // has requests
	r.expectNoStreamKeys()
	if !strings.Contains(r.printed.String(), "rtmp://rtmp.example.com/(hidden)") {
		t.Error("the output has no URL in which the key is hidden")
	}
}

// Terraform passes the keys to a provisioner and stores them nowhere.
func TestAccCanary_ephemeralResourceStoresNoStreamKeys(t *testing.T) {
	t.Parallel()
	requireFeature(t, ephemeralFeature)
	api := startAPI(t)
	api.PutChannel(fakeapi.MainStage())
	r := newCanaryRun(t, `
		provider "livestation" {
			max_retries = 0
		}
		ephemeral "livestation_channel_stream_key" "it" {
			channel_id = "ls-20200327140131-aBCD3"
		}
		resource "terraform_data" "encoder" {
			triggers_replace = timestamp()
			provisioner "local-exec" {
				command     = "exit 0"
				environment = {
					STREAM_KEY  = ephemeral.livestation_channel_stream_key.it.stream_key
					BACKUP_KEY  = ephemeral.livestation_channel_stream_key.it.backup_stream_key
					PUBLISH_URL = ephemeral.livestation_channel_stream_key.it.publish_url
				}
			}
		}`, withKeys(api.URL)...)
	r.succeed("validate")
	r.succeed("plan", "-out=saved.tfplan")
	r.succeed("show", "-json", "saved.tfplan")
	r.succeed("apply", "saved.tfplan")
	r.succeed("show", "-json")
	r.failWith(api)
	setMainStage(api, "live", "DELETED", nil)
	r.fail("plan")
	r.succeed("destroy", "-auto-approve", "-refresh=false")
	_ = r.log() // has requests
	r.expectNoStreamKeys()
}

// A configuration that would store or print a key fails, without showing it. Terraform
// 1.11 does not treat the attributes of ephemeral resources as sensitive, so that an
// error of a function shows its argument. sensitive() prevents this in some functions only.
func TestAccCanary_terraformRejectsStoringStreamKeys(t *testing.T) {
	t.Parallel()
	requireFeature(t, ephemeralFeature)
	const key = "ephemeral.livestation_channel_stream_key.it.stream_key"
	condition := func(condition, message string) string {
		return "resource \"terraform_data\" \"it\" {\n  lifecycle {\n    precondition {\n      condition     = " + condition +
			"\n      error_message = " + message + "\n    }\n  }\n}\n"
	}
	for name, hcl := range map[string]string{
		"resource":        "resource \"terraform_data\" \"it\" {\n  input = " + key + "\n}\n",
		"output":          "output \"key\" {\n  value = " + key + "\n}\n",
		"error message":   condition(key+` == "another"`, key),
		"sensitive value": condition("tonumber(sensitive("+key+")) > 1", `"not a number"`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.PutChannel(fakeapi.MainStage())
			r := newCanaryRun(t, hcl+`
				ephemeral "livestation_channel_stream_key" "it" {
					channel_id = "ls-20200327140131-aBCD3"
				}`, withKeys(api.URL)...)
			r.fail("apply", "-auto-approve")
			r.expectNoStreamKeys()
		})
	}
}
