package livestation

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// leaves returns the values in a struct by their path; nil pointers and zero values
// are left out.
func leaves(prefix string, v reflect.Value) map[string]string {
	all := map[string]string{}
	switch value := v.Interface().(type) {
	case Int:
		if value.Value != nil {
			all[prefix] = fmt.Sprint(*value.Value)
		}
	case Bool:
		if value.Value != nil {
			all[prefix] = fmt.Sprint(*value.Value)
		}
	case Float:
		if value.Value != nil {
			all[prefix] = fmt.Sprint(*value.Value)
		}
	case Time:
		if !value.IsZero() {
			all[prefix] = fmt.Sprint(value.UnixMilli())
		}
	case ChannelType:
		all[prefix] = value.Name
	default:
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				all = leaves(prefix, v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name := prefix
				if field := v.Type().Field(i); !field.Anonymous {
					name = strings.TrimPrefix(prefix+"."+field.Name, ".")
				}
				for path, text := range leaves(name, v.Field(i)) {
					all[path] = text
				}
			}
		default:
			if !v.IsZero() {
				all[prefix] = fmt.Sprint(value)
			}
		}
	}
	return all
}

func expectLeaves(t *testing.T, got any, want map[string]string) {
	t.Helper()
	all := leaves("", reflect.ValueOf(got))
	for path, text := range want {
		expectEqual(t, path, all[path], text)
	}
	for path, text := range all {
		if _, ok := want[path]; !ok {
			t.Errorf("%s is %q, want no value", path, text)
		}
	}
}

// everyField is the fake API's channel as the client should read it by ID.
func everyField() map[string]string {
	return map[string]string{
		"Type": "live", "ID": "ls-1", "Name": "main", "Status": "PUBLISHING",
		"CallbackURL": "https://own.example", "InstanceNo": "1234", "QualitySetID": "3",
		"QualitySetName": "standard-16-9", "OutputProtocol": "HLS,DASH", "EnvType": "REAL", "IsRecording": "false",
		"ImmediateOnAir": "true", "UseDVR": "true", "TimeMachineMinutes": "360", "IsStreamFailOver": "true",
		"PublishURL": "rtmp://rtmp.example.com:8080/relay", "GlobalPublishURL": "rtmp://rtmp-global.example.com:8080/relay",
		"CreatedTime": "1599218791425", "RecentPublishTime": "1599218800000", "TotalPublishSeconds": "3600",
		"AlertOn": "true", "AlertOptions.ChangeStatus": "true", "AlertOptions.VODUploadFail": "false",
		"AlertOptions.ReStreamFail": "true", "CDN.Type": "GLOBAL_EDGE", "CDN.InstanceNo": "5678", "CDN.ProfileID": "91",
		"CDN.StatusName": "RUNNING", "CDN.ServiceName": "live-main", "CDN.Domain": "live.example.com",
		"Record.Type": "AUTO_UPLOAD", "Record.Format": "MP4", "Record.BucketName": "recordings", "Record.FilePath": "/live",
		"Record.AccessControl": "PRIVATE", "UploadPath": "/live/ls-1",
	}
}

func putDetailed(api *fakeapi.Server, change func(map[string]any)) {
	api.PutChannel(fakeapi.Channel{
		Type: "live", ID: "ls-1", Name: "main", Status: "PUBLISHING", CallbackEndpoint: "https://own.example",
	})
	api.SetChannelForm("ls-1", change)
}

// withStrings writes every number and boolean as a string.
func withStrings(object map[string]any) {
	for name, value := range object {
		switch value := value.(type) {
		case map[string]any:
			withStrings(value)
		case int, bool:
			object[name] = fmt.Sprint(value)
		}
	}
}

func cdnOf(object map[string]any) map[string]any {
	cdn, _ := object["cdn"].(map[string]any)
	return cdn
}

func TestGetChannel_readsEverySpelling(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(map[string]any){
		"the newest pages":   func(map[string]any) {},
		"strings":            withStrings,
		"an instance number": func(object map[string]any) { object["instanceNo"] = "1234" },
		"useDvr":             func(object map[string]any) { object["useDvr"] = true; delete(object, "useDVR") },
		"useDvr beside null": func(object map[string]any) { object["useDvr"] = nil },
		"PUBLISH":            func(object map[string]any) { object["channelStatus"] = "PUBLISH" },
		"unknown fields": func(object map[string]any) {
			object["more"] = map[string]any{"a": []int{1}}
			cdnOf(object)["new"] = 1
		},
		"a profile ID in quotes": func(object map[string]any) { cdnOf(object)["profileId"] = "91" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putDetailed(api, change)
			got, err := newClient(t, api).GetChannel(t.Context(), LiveChannel, "ls-1")
			expectNoError(t, err)
			expectLeaves(t, got, everyField())
			expectGoodRequests(t, api)
		})
	}
}

func TestGetChannel_readsChannelWithoutOptionalFields(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putDetailed(api, func(object map[string]any) {
		for field := range object {
			if field != "channelId" {
				object[field] = nil
			}
		}
		object["recentPublishStartTime"] = "0" // never
	})
	got, err := newClient(t, api).GetChannel(t.Context(), LiveChannel, "ls-1")
	expectNoError(t, err)
	expectLeaves(t, got, map[string]string{"Type": "live", "ID": "ls-1"})
}

// A changed format of the details must not fail what reads only callback endpoints, and
// one odd channel must not hide the others.
func TestGetChannel_namesFieldOfAnotherType(t *testing.T) {
	t.Parallel()
	for field, c := range map[string]struct {
		value any
		want  string
	}{
		"qualitySetId": {value: "three", want: "qualitySetId is a string, not a whole number of at most 15 digits"},
		"isRecording":  {value: "perhaps", want: "isRecording is a string, not true or false"},
		"createdTime":  {value: 1755057600, want: "createdTime is a number, not a time in milliseconds since 1970"},
		"cdn":          {value: "GLOBAL_EDGE", want: "cdn is a string, not an object"},
		"record":       {value: []any{}, want: "record is an array, not an object"},
		"timemachineMin": {
			value: map[string]any{}, want: "timemachineMin is an object, not a whole number of at most 15 digits",
		},
		"envType": {value: strings.Repeat("x", 8193), want: "envType is a string, not a text of at most 8192 bytes"},
	} {
		api := startAPI(t)
		putDetailed(api, func(object map[string]any) { object[field] = c.value })
		client := newClient(t, api)
		got, err := client.GetChannel(t.Context(), LiveChannel, "ls-1")
		expectNoError(t, err)
		expectEqual(t, field, got.Mismatch, c.want)
		expectEqual(t, "the callback URL", got.CallbackURL, "https://own.example")
		list, _, err := client.ListChannels(t.Context(), LiveChannel, ChannelFilter{})
		expectNoError(t, err)
		expectEqual(t, "the number of channels", len(list), 1)
	}
}

// Programs build publish URLs of a stream key, and a path may contain one too.
func TestGetChannel_hidesStreamKeysInEveryText(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	putDetailed(api, func(object map[string]any) {
		object["channelName"] = "main " + fakeapi.BackupStreamKey
		object["publishUrl"] = "rtmp://a/" + strings.ToUpper(fakeapi.StreamKey) + "?other=secret"
		object["globalPublishUrl"] = "rtmp://b/" + fakeapi.BackupStreamKey + "?k=other"
		object["uploadPath"] = "/live/" + fakeapi.StreamKey
		object["callbackEndpoint"] = "https://own.example/" + fakeapi.StreamKey
		cdnOf(object)["serviceName"] = fakeapi.StreamKey
	})
	got, err := newClient(t, api).GetChannel(t.Context(), LiveChannel, "ls-1")
	expectNoError(t, err)
	expectEqual(t, "the publish URL", got.PublishURL, "rtmp://a/(hidden)?other=(hidden)")
	expectEqual(t, "the global publish URL", got.GlobalPublishURL, "rtmp://b/(hidden)?k=(hidden)")
	expectEqual(t, "the name", got.Name, "main (hidden)")
	expectEqual(t, "the callback URL", got.CallbackURL, "https://own.example/(hidden)")
	shown := strings.ToLower(fmt.Sprintf("%+v %+v %+v", got, got.CDN, got.Record))
	expectNotContains(t, shown, fakeapi.StreamKey)
	expectNotContains(t, shown, fakeapi.BackupStreamKey)
}
