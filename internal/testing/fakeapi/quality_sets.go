package fakeapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// SetQualitySets sets the objects of the account's quality sets. A new [Server] has
// two of the vendor's and two of the account's, which have the same name.
func (s *Server) SetQualitySets(sets []map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.qualitySets = sets
}

func (s *Server) getQualitySets(r *http.Request) http.HandlerFunc {
	origin, kind := r.URL.Query().Get("genType"), r.URL.Query().Get("type")
	isOrigin := slices.Contains([]string{"", "SYSTEM", "CUSTOM"}, origin)
	if !isOrigin || !slices.Contains([]string{"", "all", "default", "llhls"}, kind) {
		return LiveStationError(http.StatusBadRequest, 250002, "INVALID_FORMAT", "genType or type: invalid value.")
	}
	content := []any{}
	for _, set := range s.shownQualitySets() {
		isLowLatency := set["isEnabledUll"] == true
		isOfKind := kind == "" || kind == "all" || (kind == "llhls") == isLowLatency
		if isOfKind && (origin == "" || set["genType"] == origin) {
			content = append(content, set)
		}
	}
	return success(content)
}

// QualitySets returns the objects of the quality sets as the API does.
func (s *Server) QualitySets() []map[string]any { return s.shownQualitySets() }

// shownQualitySets returns the objects of the quality sets with the channels that use them.
func (s *Server) shownQualitySets() []map[string]any {
	s.mu.Lock()
	sets, change := slices.Clone(s.qualitySets), s.qualitySetForm
	s.mu.Unlock()
	for i, set := range sets {
		sets[i] = maps.Clone(set)
		sets[i]["inUseChannelNames"] = s.channelNamesWith(fmt.Sprint(set["id"]))
		if change != nil {
			change(sets[i])
		}
	}
	return sets
}

// getQualityProfiles returns the two qualities of each set, and two of 1920x1080.
func getQualityProfiles(*http.Request) http.HandlerFunc {
	return JSON(http.StatusOK, map[string]any{"content": qualityProfiles(), "total": len(qualityProfiles())})
}

func qualityProfiles() []map[string]any {
	audio := map[string]any{"samplerate": 48000, "channels": 2, "bitrate": 128, "codec": "AAC"}
	profiles := []map[string]any{
		{
			"id": 31, "name": "720p-16-9", "type": "NORMAL", "audio": audio,
			"video": map[string]any{"width": 1280, "height": 720, "fps": 29.97, "bitrate": 2500000, "codec": "H264"},
		},
		{"id": 32, "name": "audio-only", "type": "AUDIO", "video": nil, "audio": audio},
	}
	for i, name := range []string{"1080p-16-9", "my-1080p"} {
		profiles = append(profiles, map[string]any{
			"id": 33 + i, "name": name, "type": "NORMAL", "audio": audio,
			"video": map[string]any{"width": 1920, "height": 1080, "fps": 30, "bitrate": 5000000, "codec": "H264"},
		})
	}
	return profiles
}

func newQualitySets() []map[string]any {
	var sets []map[string]any
	for _, s := range []struct {
		id            int
		name, genType string
		isLowLatency  bool
	}{
		{id: 3, name: "standard-16-9", genType: "SYSTEM"},
		{id: 21, name: "low-latency-16-9", genType: "SYSTEM", isLowLatency: true},
		{id: 1001, name: "my-set", genType: "CUSTOM"},
		{id: 1002, name: "my-set", genType: "CUSTOM"},
	} {
		sets = append(sets, map[string]any{
			"id": s.id, "name": s.name, "genType": s.genType, "isEnabledUll": s.isLowLatency, "targetLatency": 3000,
			"segmentDuration": 2000, "segmentCount": 3, "enableHlsTimedMetadata": false, "disabled": false,
			"status": "CREATED", "createdTime": 1599218791425, "qualities": qualityProfiles()[:2],
		})
	}
	return sets
}
