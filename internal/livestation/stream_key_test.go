package livestation

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestGetStreamKeys_readsKeys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change      func(map[string]any)
		key, backup string
	}{
		"two inputs": {change: func(map[string]any) {}, key: fakeapi.StreamKey, backup: fakeapi.BackupStreamKey},
		"one input":  {change: func(object map[string]any) { object["backupStreamKey"] = nil }, key: fakeapi.StreamKey},
		"no backup":  {change: func(object map[string]any) { delete(object, "backupStreamKey") }, key: fakeapi.StreamKey},
		"a number": {
			change: func(object map[string]any) { object["streamKey"] = 17 }, key: "17", backup: fakeapi.BackupStreamKey,
		},
		"odd details": {
			change: func(object map[string]any) { object["cdn"] = 5 }, key: fakeapi.StreamKey, backup: fakeapi.BackupStreamKey,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putDetailed(api, c.change)
			got, err := newClient(t, api).GetStreamKeys(t.Context(), "ls-1")
			expectNoError(t, err)
			expectEqual(t, "the key", got.StreamKey.Reveal(), c.key)
			expectEqual(t, "the backup key", got.BackupStreamKey.Reveal(), c.backup)
			expectEqual(t, "the publish URL", got.PublishURL, "rtmp://rtmp.example.com:8080/relay")
			expectGoodRequests(t, api)
		})
	}
}

func TestGetStreamKeys_rejectsChannelWithoutKey(t *testing.T) {
	t.Parallel()
	for _, value := range []any{nil, "", []string{fakeapi.StreamKey}, map[string]any{"key": fakeapi.StreamKey}} {
		api := startAPI(t)
		putDetailed(api, func(object map[string]any) { object["streamKey"] = value })
		_, err := newClient(t, api).GetStreamKeys(t.Context(), "ls-1")
		expectEqual(t, "the problem", responseError(t, err).Problem, ProblemFormat)
		expectNoSecrets(t, fmt.Sprint(value), err, []string{fakeapi.StreamKey, fakeapi.BackupStreamKey})
	}
}

// While a channel is being created, the API may return only its ID, name and status.
func TestGetStreamKeys_waitsForAChannelThatIsBeingCreated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		responses int
		timeout   time.Duration
		err       error
	}{
		"created in time": {responses: 3, timeout: time.Minute},
		"not in time":     {responses: 10_000, timeout: time.Second, err: ErrChannelCreating},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			putDetailed(api, func(map[string]any) {})
			const creating = `{"content":{"channelId":"ls-1","channelName":"n","channelStatus":"CREATING"}}`
			api.RespondNext(c.responses, fakeapi.Raw(200, "application/json", creating))
			config := configFor(t, api.URL)
			config.Timeout = c.timeout
			config.FirstPause = time.Millisecond
			got, err := New(config).GetStreamKeys(t.Context(), "ls-1")
			if c.err != nil {
				expectErrorIs(t, err, c.err)
				return
			}
			expectNoError(t, err)
			expectEqual(t, "the key", got.StreamKey.Reveal(), fakeapi.StreamKey)
		})
	}
}

func TestStreamKey_isHiddenHoweverItIsPrinted(t *testing.T) {
	t.Parallel()
	key := NewStreamKey(fakeapi.StreamKey)
	type outer struct {
		Exported StreamKey
		hidden   StreamKey
		Nested   *StreamKeys
		List     []StreamKey
		Map      map[string]any
	}
	value := outer{
		Exported: key, hidden: key, Nested: &StreamKeys{StreamKey: key}, List: []StreamKey{key},
		Map: map[string]any{"key": key},
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10v"} {
		for _, printed := range []any{key, &key, value, value.Nested, *value.Nested, value.List, value.Map} {
			text := fmt.Sprintf(verb, printed)
			expectNotContains(t, text, fakeapi.StreamKey)
			expectNotContains(t, strings.ToLower(text), fmt.Sprintf("%x", fakeapi.StreamKey))
		}
	}
	encoded, err := json.Marshal(value)
	expectNoError(t, err)
	expectNotContains(t, string(encoded), fakeapi.StreamKey)
	expectContains(t, string(encoded), `"Exported":"(hidden)"`)
	expectEqual(t, "the zero key", StreamKey{}.Reveal(), "")
}
