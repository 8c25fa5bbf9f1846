package channel

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/attribute"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

// plannedChannel is a planned channel with an upload.
func plannedChannel() channelResourceModel {
	m := importedChannel(livestation.Channel{ID: "ls-1"})
	m.ChannelName = types.StringValue("한글_stage")
	m.QualitySetID = attribute.NumberValue(3)
	m.CDN = channelCDN{
		instanceNo: types.StringValue(
			"5678",
		), profileID: attribute.NumberValue(91), domain: types.StringValue("Live.Example.com"),
	}.object()
	m.Record = channelRecord{
		recordType: types.StringValue("AUTO_UPLOAD"), format: types.StringValue("MP4"),
		bucketName: types.StringValue("recordings"), filePath: types.StringValue("/live/"),
		accessControl: types.StringValue("PRIVATE"),
	}.object()
	return m
}

func intOf(n int64) livestation.Int { return livestation.Int{Value: &n} }

func boolOf(b bool) livestation.Bool { return livestation.Bool{Value: &b} }

func TestChannelModel_comparesLeniently(t *testing.T) {
	t.Parallel()
	none := func(*livestation.Channel) {}
	for name, c := range map[string]struct {
		change func(c *livestation.Channel)
		want   string // a part of the only difference, "" for none
	}{
		"nothing returned":  {change: none},
		"another name":      {change: func(c *livestation.Channel) { c.Name = "other" }, want: `channel_name: "other", and`},
		"another set":       {change: func(c *livestation.Channel) { c.QualitySetID = intOf(4) }, want: "quality_set_id: 4"},
		"other order":       {change: func(c *livestation.Channel) { c.OutputProtocol = " hls " }},
		"another protocol":  {change: func(c *livestation.Channel) { c.OutputProtocol = "DASH, HLS" }, want: `"HLS,DASH"`},
		"false":             {change: func(c *livestation.Channel) { c.UseDVR = boolOf(false) }},
		"true":              {change: func(c *livestation.Channel) { c.UseDVR = boolOf(true) }, want: "use_dvr: true"},
		"CDN in upper case": {change: func(c *livestation.Channel) { c.CDN = &livestation.CDN{Domain: "LIVE.EXAMPLE.COM"} }},
		"profile 0": {change: func(c *livestation.Channel) {
			c.CDN = &livestation.CDN{ProfileID: intOf(0)}
		}, want: "cdn: "},
		"no CDN": {change: func(c *livestation.Channel) {
			c.CDN = &livestation.CDN{InstanceNo: "0"}
		}, want: `"instance_no":"0"`},
		"record in a list": {change: func(c *livestation.Channel) { c.Record = &livestation.Record{} }},
		"path without slash": {change: func(c *livestation.Channel) {
			c.Record = &livestation.Record{Type: "AUTO_UPLOAD", FilePath: "/live"}
		}},
		"another bucket": {change: func(c *livestation.Channel) {
			c.Record = &livestation.Record{Type: "AUTO_UPLOAD", BucketName: "b"}
		}, want: `"bucket_name":"b"`},
		"another type": {change: func(c *livestation.Channel) {
			c.Record = &livestation.Record{Type: "NO_RECORD", BucketName: "recordings"}
		}, want: `"bucket_name":<null>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var channel livestation.Channel
			c.change(&channel)
			got := plannedChannel().differences(channel)
			if len(got) != min(len(c.want), 1) || !strings.Contains(strings.Join(got, ""), c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestChannelModel_namesWhatReplaces(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(m *channelResourceModel){
		"": func(m *channelResourceModel) {
			m.ChannelName = types.StringValue("other")
			m.OutputProtocol = types.StringValue("HLS,DASH")
			cdn := m.cdn()
			cdn.domain = types.StringValue("live.example.com")
			m.CDN = cdn.object()
		},
		"output_protocol":     func(m *channelResourceModel) { m.OutputProtocol = types.StringValue("LL_HLS") },
		"cdn":                 func(m *channelResourceModel) { m.CDN = types.ObjectUnknown(channelCDNTypes) },
		"is_stream_fail_over": func(m *channelResourceModel) { m.IsStreamFailOver = types.BoolValue(true) },
		"quality_set_id":      func(m *channelResourceModel) { m.QualitySetID = types.NumberUnknown() },
	} {
		other := plannedChannel()
		change(&other)
		if got := strings.Join(plannedChannel().replacing(other), " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// An update keeps what its plan showed. A refresh keeps what is not returned.
func TestChannelModel_setsComputed(t *testing.T) {
	t.Parallel()
	channel := livestation.Channel{ChannelDetails: livestation.ChannelDetails{InstanceNo: "2"}}
	for _, c := range []struct {
		before    types.String
		isRefresh bool
		want      attr.Value
	}{
		{before: types.StringUnknown(), want: types.StringValue("2")},
		{before: types.StringValue("1"), want: types.StringValue("1")},
		{before: types.StringValue("1"), isRefresh: true, want: types.StringValue("2")},
		{before: types.StringNull(), isRefresh: true, want: types.StringValue("2")},
	} {
		m := channelResourceModel{InstanceNo: c.before, PublishURL: types.StringUnknown(), CreatedTime: c.before}
		m.setComputed(channel, c.isRefresh)
		if !m.InstanceNo.Equal(c.want) || !m.PublishURL.IsNull() || !c.before.IsUnknown() && !m.CreatedTime.Equal(c.before) {
			t.Errorf("%v: got %v, %v and %v", c, m.InstanceNo, m.PublishURL, m.CreatedTime)
		}
	}
}

// Its own advice, to run Terraform again, would make a copy.
func TestAdviceForLostCreate_leavesOutThatOfTheCause(t *testing.T) {
	t.Parallel()
	cause := messages.TransportError("POST", livestation.CauseTimeout)
	advice := diagnose.Explain(cause).Advice
	got := managed.AdviceForLostCreate("channel", []string{"ls-1"}, nil, cause)
	if strings.Contains(got, advice) || !strings.Contains(got, cause.URL) {
		t.Errorf("got %s, want no %q, but the facts", got, advice)
	}
}

func TestChannelDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	m := plannedChannel()
	m.ChannelID = types.StringValue("ls-20200327140131-aBCD3")
	id := m.ChannelID.ValueString()
	channel := livestation.Channel{
		ID: id, Name: "main_stage", Status: "READY", CallbackURL: "https://u:p@own.example/?token=secret",
		ChannelDetails: livestation.ChannelDetails{CDN: &livestation.CDN{
			InstanceNo: "5678", ProfileID: intOf(92), StatusName: "STOPPED", Domain: "other.example.com",
		}, QualitySetID: intOf(9)},
	}
	differences := m.differences(channel)
	late := diagnose.Timeout("timeouts.delete", channelDeleteTimeout)
	refused := messages.PermissionError()
	other := m
	other.CDN = types.ObjectUnknown(channelCDNTypes)
	kept := livestation.Time{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	diags := diag.Diagnostics{
		run.New(nil).ExperimentalWarning("livestation_channel")[0], copyDiagnostic(channel),
		sameChannelWarning(
			channel,
			false,
			true,
		), notMovedDiagnostic(id, "main_stage"), sameChannelWarning(channel, true, false),
		unreadRecordingsDiagnostic(id, messages.PermissionError()),
		protectedDiagnostic(id, "main_stage", keepDeleted), protectedDiagnostic(id, "main_stage", keepReplaced),
		protectedDiagnostic(id, "main_stage", keepTainted),
		protectedDiagnostic(id, "main_stage", keepSettings(m, m, []string{"cdn"})),
		protectedDiagnostic(id, "main_stage", keepSettings(m, other, []string{"cdn"})),
		publishingWarning(m), notReadyWarning(id, channel, messages.TransportError("GET", livestation.CauseTimeout)),
		notReadyWarning(id, livestation.Channel{}, nil), failedDiagnostic(id, "FORCE_BLOCK"), failedDiagnostic(id, ""),
		managed.Differs("Channel differs: "+id, differences), forceBlockWarning(id),
		managed.Missing("Channel", id, m.ChannelName, "another ID, stream key and URLs"),
		managed.NotFoundOrAccount("Channel", id, messages.PermissionError()),
		managed.Drifted("Channel", id, m.list(), []string{"cdn"}),
		managed.Gone("Channel", id),
		managed.Changed("Channel changed outside Terraform", "change", differences),
		managed.StillThereDiagnostic("Channel", id, nil), managed.StillThereDiagnostic("Channel", id, refused),
		busyDiagnostic(id, channel, late, nil), busyDiagnostic(id, livestation.Channel{}, late, refused),
		pendingRecordingsDiagnostic(id, []livestation.Recording{{ID: "298", Status: "TRANSFER", ShouldDeleteTime: kept}}, 2),
		lostCallbackDiagnostic(channel, livestation.Channel{}),
		lostCallbackDiagnostic(
			channel,
			livestation.Channel{CallbackURL: "https://b"},
		), lostKeyDiagnostic(id, false), lostKeyDiagnostic(id, true),
	}
	for _, status := range []string{"PUBLISHING", "BLOCK", "FORCE_BLOCK", "NEW", ""} {
		blocked := channel
		blocked.Status = status
		diags.Append(wrongStatusDiagnostic(blocked, "delete"))
	}
	channels := []livestation.Channel{channel}
	diags.Append(checkCDN(m, nil)...)
	diags.Append(checkCDN(m, channels)...)
	m.CDN = channelCDN{
		instanceNo: types.StringValue("5678"), profileID: attribute.NumberValue(92),
		domain: types.StringValue("other.example.com"),
	}.object()
	diags.Append(checkCDN(m, channels)...) // not RUNNING
	mistyped := m
	mistyped.CDN = channelCDN{
		instanceNo: types.StringValue("5679"), profileID: attribute.NumberValue(92),
		domain: types.StringValue("OTHER.example.com"),
	}.object()
	diags.Append(checkCDN(mistyped, channels)...)
	r := &channelResource{run.Resource{Run: run.New(nil)}}
	created := m.cdn()
	created.createCDN, created.regionType = types.BoolValue(true), types.StringValue("JAPAN")
	both := channelResourceModel{CDN: created.object()}
	diags.Append(checkCDNArguments(both)...)
	created.instanceNo, created.domain = types.StringNull(), types.StringNull()
	lowLatency := channelResourceModel{CDN: created.object(), OutputProtocol: types.StringValue("LL_HLS")}
	diags.Append(checkCDNArguments(lowLatency)...)
	diags.Append(checkCDNArguments(channelResourceModel{CDN: channelCDN{regionType: created.regionType}.object()})...)
	diags.Append(checkCDNArguments(channelResourceModel{CDN: channelCDN{}.object()})...)
	diags.Append(checkCDNArguments(channelResourceModel{})...)
	diags.Append(checkSite(channelCDN{
		createCDN: types.BoolValue(true), profileID: attribute.NumberValue(91),
	}, livestation.PublicSite)...)
	diags.Append(r.newCDNWarning("one"), r.newCDNWarning("two"), lostCDNWarning(), noNewCDNWarning(m),
		leftCDNWarning(id, `{"instance_no":"5678"}`), noCDNWarning(id, livestation.Channel{ID: id}),
		noCDNWarning(id, livestation.Channel{ID: id, ChannelDetails: livestation.ChannelDetails{
			CDN: &livestation.CDN{InstanceNo: "0", StatusName: "CREATING"},
		}}))
	diags.Append(unseenRecordingsWarning(id, 2), onCDNPlusDiagnostic(replacedChannelOf(m)),
		movesWarning(plannedChannel(), m), movedNotReadyWarning(id, channel, nil),
		movedNotReadyWarning(id, livestation.Channel{}, messages.TransportError("GET", livestation.CauseTimeout)),
		oddRecordingWarning([]livestation.Recording{{ID: "298", Mismatch: "duration is a string, not a whole number"}}))
	diags.Append(otherCDNDiagnostic(replacedChannelOf(m)), otherCDNDiagnostic(replacedChannelOf(lowLatency)))
	diags.Append(cdnStaysWarning(m.cdn(), channels, nil), cdnStaysWarning(m.cdn(), nil, nil),
		cdnStaysWarning(created, nil, nil))
	diags.Append(checkSite(channelCDN{}, livestation.PublicSite)...)
	diags.Append(checkSite(m.cdn(), livestation.FinancialSite)...)
	diags.Append(checkQualitySetFits(m, livestation.QualitySet{
		ID: intOf(3), IsEnabledULL: boolOf(true), Disabled: boolOf(true),
	})...)
	for _, d := range diags {
		if strings.Contains(d.Detail(), "secret") {
			t.Errorf("%s shows a secret: %s", d.Summary(), d.Detail())
		}
	}
	messages.Golden(t, diags...)
}
