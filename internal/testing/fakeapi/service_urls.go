package fakeapi

import (
	"cmp"
	"fmt"
	"net/http"
)

// The qualities of every channel. ABR, which adapts to the viewer's bandwidth, comes
// first here; its place is not published.
var qualities = []struct {
	name, resolution           string
	videoBitrate, audioBitrate any // a String on some pages, a number on others
}{
	{name: "ABR", resolution: "", videoBitrate: nil, audioBitrate: nil},
	{name: "1080p-16-9", resolution: "1920x1080", videoBitrate: 5000000, audioBitrate: 192000},
	{name: "720p-16-9", resolution: "1280x720", videoBitrate: "2500000", audioBitrate: "128000"},
}

// getServiceURLs is Get Service URL. The HTTP status of its errors is not published
// (assumption A39).
func (s *Server) getServiceURLs(channelType, id string) operation {
	return func(r *http.Request) http.HandlerFunc {
		channel := s.Channel(channelType, id)
		if channel == (Channel{}) {
			return channelNotFound(channelType)
		}
		urlType := r.URL.Query().Get("serviceUrlType")
		object := s.channelObject(channel)
		if invalid := rejectServiceURLs(urlType, channelType, object); invalid != nil {
			return invalid
		}
		cdn, _ := object["cdn"].(map[string]any)
		domain, _ := cdn["cdnDomain"].(string)
		content := []any{}
		for _, q := range qualities {
			base := fmt.Sprintf("https://%s/%s/%s", cmp.Or(domain, "live.example.com"), id, q.name)
			entry := map[string]any{"name": q.name}
			switch urlType {
			case "GENERAL":
				entry["url"] = base + "/playlist.m3u8"
				entry["resolution"] = q.resolution
				entry["videoBitrate"] = q.videoBitrate
				entry["audioBitrate"] = q.audioBitrate
			case "THUMBNAIL":
				entry["url"] = base + "/thumbnail.jpg"
				entry["resizedUrl"] = []any{
					map[string]any{"type": "720px", "url": base + "/thumbnail-720.jpg"},
					map[string]any{"type": "360px", "url": base + "/thumbnail-360.jpg"},
				}
			case "TIMEMACHINE":
				entry["url"] = base + "/timemachine.m3u8"
			}
			content = append(content, entry)
		}
		return success(content)
	}
}

// rejectServiceURLs returns the error for a channel that has no URLs of a type, nil if
// it has. Which of 250124 and 250125 the real API returns is not published (assumption
// A42).
func rejectServiceURLs(urlType, channelType string, channel map[string]any) http.HandlerFunc {
	status, _ := channel["channelStatus"].(string)
	cdn, _ := channel["cdn"].(map[string]any)
	live := channelType == "live"
	inTime := status == "PUBLISHING" || status == "READY" && live || status == "RESERVED" && !live
	switch {
	case urlType == "":
		return LiveStationError(http.StatusBadRequest, 250011, "NEED_VALUE", "serviceUrlType must has a valid value")
	case urlType == "TIMEMACHINE" && live:
		if status == "PUBLISHING" && channel["useDVR"] == true && channel["isRecording"] == true {
			return nil
		}
		return rejected(250141, "You can get time machine url only recording status is TRUE.")
	case urlType != "GENERAL" && urlType != "THUMBNAIL":
		return LiveStationError(http.StatusBadRequest, 250002, "INVALID_FORMAT", "serviceUrlType: invalid value.")
	case urlType == "THUMBNAIL" && live:
		return nil
	case live && cdn["statusName"] != "RUNNING" && cdn["statusName"] != "PUBLISHING":
		return rejected(250124, `The request does not allowed: You can get url only cdn status is "RUNNING"`)
	case !inTime:
		return rejected(250125, `The request does not allowed: You can get url only channel status is "READY"`)
	default:
		return nil
	}
}
