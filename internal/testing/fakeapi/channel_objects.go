package fakeapi

import "fmt"

// The secrets in every live channel object that the API returns.
const (
	StreamKey       = "fake-stream-key-5e1f0c"
	BackupStreamKey = "fake-backup-key-93ad27"
)

// SetChannelForm makes change edit the object of a channel in all later responses. The
// object has every field of the pages. A test can remove fields, set null, write
// numbers as strings, use the spelling of an older page, or add fields.
//
// Service URLs depend on the object too: on channelStatus, useDVR, isRecording and
// the statusName of cdn.
func (s *Server) SetChannelForm(id string, change func(object map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channelForms[id] = change
}

// channelObject returns a channel as Get Channel Information returns it, secrets
// included.
func (s *Server) channelObject(c Channel) map[string]any {
	object := c.commonObject()
	if c.Type == "live" {
		c.addLiveFields(object)
	}
	s.mu.Lock()
	s.addWrites(c, object)
	change := s.channelForms[c.ID]
	s.mu.Unlock()
	if change != nil {
		change(object)
	}
	return object
}

// commonObject returns the fields of channels of all types. That callbackEndpoint is
// null for a channel without one is assumption A27.
func (c Channel) commonObject() map[string]any {
	object := map[string]any{
		"channelId":        c.ID,
		"channelName":      c.Name,
		"channelStatus":    c.Status,
		"instanceNo":       1234,
		"createdTime":      1599218791425,
		"streamKey":        StreamKey,
		"callbackEndpoint": nil,
	}
	if c.CallbackEndpoint != "" {
		object["callbackEndpoint"] = c.CallbackEndpoint
	}
	return object
}

// addLiveFields adds the other fields of a live channel that has everything: DVR, two
// inputs, a CDN, and recordings that are uploaded.
func (c Channel) addLiveFields(object map[string]any) {
	for name, value := range map[string]any{
		"qualitySetId":           3,
		"qualitySetName":         "standard-16-9",
		"outputProtocol":         "HLS,DASH",
		"envType":                "REAL",
		"isRecording":            false,
		"immediateOnAir":         true,
		"useDVR":                 true,
		"timemachineMin":         360,
		"isStreamFailOver":       true,
		"publishUrl":             "rtmp://rtmp.example.com:8080/relay",
		"globalPublishUrl":       "rtmp://rtmp-global.example.com:8080/relay",
		"backupStreamKey":        BackupStreamKey,
		"recentPublishStartTime": 1599218800000,
		"totalPublishSeconds":    3600,
		"alertOn":                true,
		"alertOptions": map[string]any{
			"alertChangeStatus": true, "alertVodUploadFail": false, "alertReStreamFail": true,
		},
		"cdn": map[string]any{
			"cdnType": "GLOBAL_EDGE", "instanceNo": "5678", "profileId": 91, "statusName": "RUNNING",
			"serviceName": "live-" + c.Name, "cdnDomain": "live.example.com",
		},
		"record": map[string]any{
			"type": "AUTO_UPLOAD", "format": "MP4", "bucketName": "recordings", "filePath": "/live", "accessControl": "PRIVATE",
		},
		"uploadPath": fmt.Sprintf("/live/%s", c.ID),
	} {
		object[name] = value
	}
}
