package fakeapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A CDN is one of the account's CDNs. A channel can be created only while it is RUNNING.
type CDN struct {
	ProfileID      int
	Domain, Status string
	Region         string // KOREA if it is ""
	// Created is true for a CDN that was created with a channel. While it is busy, it is CREATING, and has no
	// number at first.
	Created bool
	// Busy is how many reads of its channels from now on show it as CHANGING.
	Busy int
}

// writes is what the fake API knows for creating, changing and deleting live channels.
type writes struct {
	cdns       map[int]*CDN
	profiles   map[int]string // of Global Edge, by ID
	buckets    []string
	fields     map[string]map[string]any // of channels that were created or changed, by ID
	reads      map[string]int            // of created channels, by ID
	deleted    map[string]bool
	recordings map[string][]Recording // by channel ID
	created    func(reads int, object map[string]any)
	updated    func(object map[string]any)
	after      map[string][]http.HandlerFunc // by method
	count      int
}

func newWrites() writes {
	return writes{
		cdns: map[int]*CDN{
			5678: {ProfileID: 91, Domain: "live.example.com", Status: "RUNNING"},
			4796: {ProfileID: 2389, Domain: "example.edge.naverncp.com", Status: "RUNNING"},
		},
		profiles:   map[int]string{91: "live-profile", 2389: "web-profile"},
		buckets:    []string{"recordings"},
		fields:     map[string]map[string]any{},
		reads:      map[string]int{},
		deleted:    map[string]bool{},
		recordings: map[string][]Recording{},
		after:      map[string][]http.HandlerFunc{},
	}
}

// SetCDN adds a CDN, or replaces the one with its instance number.
func (s *Server) SetCDN(instanceNo int, c CDN) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.cdns[instanceNo] = &c
}

// Buckets returns the names of the buckets for recordings.
func (s *Server) Buckets() []string { return s.writes.buckets }

// A Recording is one recorded file. The ID of the first of a channel is 298.
type Recording struct {
	Status string
	// ShouldDelete is until when it is kept, zero for an absent field.
	ShouldDelete time.Time
	// Fields replace others of its object.
	Fields map[string]any
}

// SetRecordings sets a channel's recordings.
func (s *Server) SetRecordings(id string, recordings ...Recording) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.recordings[id] = recordings
}

// OnCreated makes edit change the object of each channel that is created from now on, in
// every response. reads is how often the channel was read by its ID, this time included. If
// edit deletes channelId, the channel is not found. Without it, a channel is CREATING when
// it is read first, and READY from then on.
func (s *Server) OnCreated(edit func(reads int, object map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.created = edit
}

// OnUpdated makes edit change what a PUT has stored.
func (s *Server) OnUpdated(edit func(object map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.updated = edit
}

// RespondAfter makes the next n writes with the method act, and then sends response.
func (s *Server) RespondAfter(method string, n int, response http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.writes.after[method] = append(s.writes.after[method], response)
	}
}

// acting returns the operation with the response that a test has set for after it.
func (s *Server) acting(method string, act operation) operation {
	return func(r *http.Request) http.HandlerFunc {
		response := act(r)
		s.mu.Lock()
		defer s.mu.Unlock()
		waiting := s.writes.after[method]
		if len(waiting) == 0 {
			return response
		}
		s.writes.after[method] = waiting[1:]
		return waiting[0]
	}
}

// channelName is what the page says of names: 3 to 20 characters, Korean, English, digits
// and the underscore. That a name counts characters, and that Hangul are its syllables and
// letters, is assumption A48.
var channelName = regexp.MustCompile(`^[\p{Hangul}A-Za-z0-9_]{3,20}$`)

// sentChannel is the body of Create Channel and Update Channel, as the pages show it.
type sentChannel struct {
	ChannelName    *string         `json:"channelName"`
	EnvType        *string         `json:"envType"`
	OutputProtocol *string         `json:"outputProtocol"`
	QualitySetID   *int            `json:"qualitySetId"`
	UseDVR         *bool           `json:"useDvr"`
	TimeMachineMin *int            `json:"timemachineMin"`
	ImmediateOnAir *bool           `json:"immediateOnAir"`
	FailOver       *bool           `json:"isStreamFailOver"`
	DRM            *bool           `json:"drmEnabledYn"`
	Record         json.RawMessage `json:"record"`
	CDN            *struct {
		CreateCDN  bool    `json:"createCdn"`
		Type       *string `json:"cdnType"`
		InstanceNo *int    `json:"cdnInstanceNo"`
		ProfileID  *int    `json:"profileId"`
		Domain     *string `json:"cdnDomain"`
		RegionType *string `json:"regionType"`
	} `json:"cdn"`
}

type sentRecord struct {
	Type          string `json:"type"`
	Format        string `json:"format"`
	BucketName    string `json:"bucketName"`
	FilePath      string `json:"filePath"`
	AccessControl string `json:"accessControl"`
}

// decodeWrite decodes the body of a write, or returns the error response.
func decodeWrite(body string, into any) http.HandlerFunc {
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return rejected(250012, "Invalid request data,please check: "+err.Error())
	}
	return nil
}

// fieldsOf returns the fields of the channel object that a body sets, or the error
// response. Pages disagree on which are required, so those left out keep their values.
func (s *Server) fieldsOf(sent sentChannel) (map[string]any, http.HandlerFunc) {
	fields := map[string]any{}
	dvr := sent.UseDVR != nil && *sent.UseDVR
	switch {
	case sent.ChannelName == nil:
		return nil, rejected(250142, "ChannelName should not be null.")
	case !channelName.MatchString(*sent.ChannelName):
		return nil, rejected(250104, "Channel names can be entered with a minimum of 3 characters and a maximum of 20.")
	case dvr && sent.TimeMachineMin == nil:
		return nil, rejected(250138, "The param timemacineMin is needed when useDvr is true.")
	case dvr && *sent.TimeMachineMin != 360:
		return nil, rejected(250122, "The timemachineMin should be 360.")
	case !dvr && sent.ImmediateOnAir != nil && *sent.ImmediateOnAir:
		return nil, rejected(250139, "The param immediateOnair should be false when useDvr is false.")
	}
	fields["channelName"] = *sent.ChannelName
	fields["useDVR"] = dvr
	fields["timemachineMin"] = nil
	if dvr {
		fields["timemachineMin"] = *sent.TimeMachineMin
	}
	for name, value := range map[string]*string{"envType": sent.EnvType, "outputProtocol": sent.OutputProtocol} {
		if value != nil {
			fields[name] = *value
		}
	}
	if sent.ImmediateOnAir != nil {
		fields["immediateOnAir"] = *sent.ImmediateOnAir
	}
	if sent.Record == nil {
		return fields, nil
	}
	var record sentRecord
	_ = json.Unmarshal(sent.Record, &record)
	isUpload := record.Type == "AUTO_UPLOAD"
	switch {
	case !isUpload && record.Type != "NO_RECORD" && record.Type != "MANUAL_UPLOAD":
		return nil, rejected(250002, "record.type: invalid value.")
	case isUpload && (record.Format == "" || record.FilePath == "" || record.AccessControl == ""):
		return nil, rejected(250011, "record must has a valid value")
	case isUpload && !slices.Contains(s.writes.buckets, record.BucketName):
		return nil, rejected(250705, "The input bucket name doesn't exist.")
	}
	fields["record"] = map[string]any{"type": record.Type}
	if isUpload {
		fields["record"] = map[string]any{
			"type": record.Type, "format": record.Format, "bucketName": record.BucketName,
			"filePath": record.FilePath, "accessControl": record.AccessControl,
		}
		fields["uploadPath"] = record.FilePath
	}
	return fields, nil
}

// createChannel is Create Channel. That its response has the channelId, and that it created
// nothing if it is an error, is assumption A43.
func (s *Server) createChannel(body string) operation {
	return func(r *http.Request) http.HandlerFunc {
		var sent sentChannel
		if invalid := decodeWrite(body, &sent); invalid != nil {
			return invalid
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		id, invalid := s.create(sent, strings.Contains(r.URL.Path, "/fin-v2/"))
		if invalid != nil {
			return invalid
		}
		return success(map[string]any{"channelId": id, "streamKey": StreamKey, "updateTime": time.Now().UnixMilli()})
	}
}

// create adds the channel. The caller must hold mu.
func (s *Server) create(sent sentChannel, isFinancial bool) (id string, invalid http.HandlerFunc) {
	fields, invalid := s.fieldsOf(sent)
	if invalid != nil {
		return "", invalid
	}
	if invalid = s.rejectCDN(sent, isFinancial); invalid != nil {
		return "", invalid
	}
	set, invalid := s.qualitySetOf(sent)
	if invalid != nil {
		return "", invalid
	}
	s.writes.count++
	if sent.CDN.CreateCDN {
		s.createCDN(&sent)
	}
	id = fmt.Sprintf("ls-%s-%05d", time.Now().UTC().Format("20060102150405"), s.writes.count)
	cdn := s.writes.cdns[*sent.CDN.InstanceNo]
	cdn.Busy = max(cdn.Busy, 1)
	maps.Copy(fields, map[string]any{
		"instanceNo": 10_000 + s.writes.count, "createdTime": time.Now().UnixMilli(),
		"qualitySetId": set["id"], "qualitySetName": set["name"],
		"isStreamFailOver": sent.FailOver != nil && *sent.FailOver, "isRecording": false,
		"recentPublishStartTime": 0, "totalPublishSeconds": 0, "alertOn": false, "alertOptions": nil,
		"streamKey": fmt.Sprintf("%s-%d", StreamKey, s.writes.count), "backupStreamKey": nil,
		"cdn": map[string]any{
			"cdnType": *sent.CDN.Type, "instanceNo": strconv.Itoa(*sent.CDN.InstanceNo), "profileId": cdn.ProfileID,
			"serviceName": "live", "cdnDomain": cdn.Domain,
		},
	})
	s.writes.fields[id] = fields
	s.writes.reads[id] = 0
	s.channels = append(s.channels, Channel{Type: "live", ID: id, Name: *sent.ChannelName, Status: "READY"})
	return id, nil
}

// rejectCDN returns the error for a CDN that a channel cannot use, nil if it can.
func (s *Server) rejectCDN(sent sentChannel, isFinancial bool) http.HandlerFunc {
	c := sent.CDN
	wantType := "GLOBAL_EDGE"
	if isFinancial {
		wantType = "CDN_PLUS"
	}
	switch {
	case c == nil || c.Type == nil:
		return rejected(250118, `The request did not include the required "CDN_TYPE"`)
	case *c.Type != wantType:
		return rejected(250120, "The cdn type that you specified is not allowed.")
	case c.CreateCDN:
		return s.rejectNewCDN(sent, isFinancial)
	case c.InstanceNo == nil:
		return rejected(250119, "The cdnInstanceNo is needed when createCdn is false.")
	}
	known := s.writes.cdns[*c.InstanceNo]
	hasBoth := c.ProfileID != nil && c.Domain != nil
	switch {
	case known == nil:
		return rejected(250110, "Cannot create channel, reason: no such CDN")
	case known.Status != "RUNNING" || known.Busy > 0:
		return rejected(250140, "Cdn status should be running when create channel.")
	case isFinancial && (c.ProfileID != nil || c.Domain != nil || sent.DRM != nil):
		return rejected(250014, "Form validation failed")
	case !isFinancial && (!hasBoth || *c.ProfileID != known.ProfileID || *c.Domain != known.Domain):
		return rejected(250110, "Cannot create channel, reason: profileId or cdnDomain is not of this CDN")
	default:
		return nil
	}
}

// rejectNewCDN returns the error for a CDN that cannot be created with a channel, nil if it can.
func (s *Server) rejectNewCDN(sent sentChannel, isFinancial bool) http.HandlerFunc {
	c := sent.CDN
	isLowLatency := sent.OutputProtocol != nil && *sent.OutputProtocol == "LL_HLS"
	switch {
	case c.InstanceNo != nil || c.Domain != nil:
		return rejected(250110, "Cannot create channel, reason: a CDN that is created has no number yet")
	case isFinancial && (c.ProfileID != nil || c.RegionType != nil || sent.DRM != nil):
		return rejected(250014, "Form validation failed")
	case isFinancial:
		return nil
	case c.ProfileID == nil || s.writes.profiles[*c.ProfileID] == "":
		return rejected(250110, "Cannot create channel, reason: no such profile")
	case c.RegionType == nil || !slices.Contains([]string{"KOREA", "JAPAN", "GLOBAL"}, *c.RegionType):
		return rejected(250002, "regionType: invalid value.")
	case isLowLatency && *c.RegionType != "KOREA":
		return rejected(250110, "Cannot create channel, reason: LL_HLS requires the region KOREA")
	default:
		return nil
	}
}

// createCDN adds the CDN of a new channel (assumption A65). The caller must hold mu.
func (s *Server) createCDN(sent *sentChannel) {
	number := 20_000 + s.writes.count
	c := &CDN{Domain: fmt.Sprintf("created%d.edge.example.com", s.writes.count), Status: "RUNNING", Created: true, Busy: 3}
	if sent.CDN.ProfileID != nil {
		c.ProfileID, c.Region = *sent.CDN.ProfileID, *sent.CDN.RegionType
	}
	s.writes.cdns[number] = c
	sent.CDN.InstanceNo = &number
}

// qualitySetOf returns the quality set of a new channel, or the error response.
func (s *Server) qualitySetOf(sent sentChannel) (map[string]any, http.HandlerFunc) {
	if sent.QualitySetID == nil {
		return nil, rejected(250116, `The request did not include the required "QualitySet"`)
	}
	i := slices.IndexFunc(s.qualitySets, func(set map[string]any) bool { return set["id"] == *sent.QualitySetID })
	if i < 0 {
		return nil, rejected(250301, "The qualitySetId that you specified not found.")
	}
	isLowLatency := sent.OutputProtocol != nil && *sent.OutputProtocol == "LL_HLS"
	if isLowLatency != (s.qualitySets[i]["isEnabledUll"] == true) {
		return nil, rejected(250110, "Cannot create channel, reason: outputProtocol does not fit the quality set")
	}
	return s.qualitySets[i], nil
}

// updateChannelSettings is Update Channel. What it does to a channel that is PUBLISHING is
// not published, so this one rejects it (assumption A44).
func (s *Server) updateChannelSettings(id, body string) operation {
	return func(*http.Request) http.HandlerFunc {
		object, missing := s.liveObject(id)
		var sent sentChannel
		switch {
		case missing != nil:
			return missing
		case object["channelStatus"] == "PUBLISHING":
			return rejected(250102, "This channel is publishing")
		}
		invalid := decodeWrite(body, &sent)
		if invalid == nil {
			invalid = s.update(id, sent)
		}
		if invalid != nil {
			return invalid
		}
		return s.respondWith("live", id)
	}
}

// update changes a channel, or returns the error response.
func (s *Server) update(id string, sent sentChannel) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	fields, invalid := s.fieldsOf(sent)
	if invalid != nil {
		return invalid
	}
	for name, value := range map[string]any{ // What the body lacks is reset (assumption A45).
		"envType": "REAL", "outputProtocol": "HLS", "immediateOnAir": false, "record": map[string]any{"type": "NO_RECORD"},
	} {
		if fields[name] == nil {
			fields[name] = value
		}
	}
	if s.writes.updated != nil {
		s.writes.updated(fields)
	}
	if s.writes.fields[id] == nil {
		s.writes.fields[id] = map[string]any{}
	}
	maps.Copy(s.writes.fields[id], fields)
	s.channels[s.find("live", id)].Name = *sent.ChannelName
	return nil
}

// switchChannel is Stop Channel (off) and Resume Channel (on).
func (s *Server) switchChannel(id, to string) operation {
	return func(*http.Request) http.HandlerFunc {
		object, missing := s.liveObject(id)
		status := object["channelStatus"]
		switch {
		case missing != nil:
			return missing
		case to == "off" && status != "READY" && status != "PUBLISHING", to == "on" && status != "BLOCK":
			return rejected(250101, "This channel is not publishing now")
		}
		s.updateChannel("live", id, func(c *Channel) { c.Status = map[string]string{"off": "BLOCK", "on": "READY"}[to] })
		return s.respondWith("live", id)
	}
}

// PutOnCDNPlus puts a live channel on CDN+, as older channels of the public site are.
func (s *Server) PutOnCDNPlus(id string) {
	s.EditChannel(id, func(fields map[string]any) {
		fields["cdn"] = map[string]any{
			"cdnType": "CDN_PLUS", "instanceNo": "777", "profileId": 0, "statusName": "RUNNING",
			"serviceName": "old", "cdnDomain": "old.cdn.example.com",
		}
	})
}

// moveChannel is Change channel CDN, from CDN+ to a Global Edge. Which code it returns for another channel, or one that
// is not READY, is not published (assumption A68).
func (s *Server) moveChannel(id, body string) operation {
	return func(*http.Request) http.HandlerFunc {
		var sent struct {
			CDN struct {
				InstanceNo int `json:"cdnInstanceNo"`
				ProfileID  int `json:"profileId"`
			} `json:"cdn"`
		}
		object, missing := s.liveObject(id)
		invalid := decodeWrite(body, &sent)
		cdn, _ := object["cdn"].(map[string]any)
		s.mu.Lock()
		defer s.mu.Unlock()
		edge := s.writes.cdns[sent.CDN.InstanceNo]
		switch {
		case missing != nil:
			return missing
		case invalid != nil:
			return invalid
		case object["channelStatus"] == "PUBLISHING":
			return rejected(250102, "This channel is publishing")
		case object["channelStatus"] != "READY":
			return rejected(250114, "The channel must be in 'READY' state.")
		case cdn["cdnType"] != "CDN_PLUS":
			return rejected(250131, "The channel value that you specified is not allowed.")
		case edge == nil || edge.ProfileID != sent.CDN.ProfileID:
			return rejected(250110, "no such CDN")
		}
		edge.Busy = 2
		fields := s.writes.fields[id]
		fields["cdn"] = map[string]any{
			"cdnType": "GLOBAL_EDGE", "instanceNo": strconv.Itoa(sent.CDN.InstanceNo), "profileId": edge.ProfileID,
			"serviceName": "live", "cdnDomain": edge.Domain,
		}
		return success(map[string]any{"cdn": fields["cdn"]})
	}
}

// deleteChannel is Delete Channel. The channel is then not found by its ID, and DELETED in
// lists (assumption A46).
func (s *Server) deleteChannel(id string) operation {
	return func(*http.Request) http.HandlerFunc {
		object, missing := s.liveObject(id)
		cdn, _ := object["cdn"].(map[string]any)
		switch {
		case missing != nil:
			return missing
		case object["channelStatus"] == "PUBLISHING":
			return rejected(250102, "This channel is publishing")
		case object["channelStatus"] != "READY":
			return rejected(250114, "Channel can be deleted only in 'READY' state.")
		case cdn["statusName"] == "CREATING" || cdn["statusName"] == "CHANGING":
			return rejected(250109, "If CDN status is creating or changing, channel cannot be deleted.")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.writes.deleted[id] = true
		s.channels[s.find("live", id)].Status = "DELETED"
		return success(object)
	}
}

// getRecordings is Get Record List: an object with the recordings by their IDs. What it is if there
// are none is part of assumption A47.
func (s *Server) getRecordings(id string) operation {
	return func(*http.Request) http.HandlerFunc {
		if _, missing := s.liveObject(id); missing != nil {
			return missing
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		list := map[string]any{}
		for i, r := range s.writes.recordings[id] {
			recording := map[string]any{
				"recordType": "MP4", "channelId": id, "status": r.Status, "recordSeq": i + 1, "streamSeq": 1,
				"recordBeginTime": 1600000000000, "createdTime": 1600000060000, "resolution": "1280x720",
				"fileName": fmt.Sprintf("%s-%d.mp4", id, i+1), "duration": 60, "videoBitrate": 2500000,
				"videoFrameRate": 29.97, "audioBitrate": 128000, "audioCodec": "AAC", "uploadPath": "/live",
				"objectStorageUrl": "-",
			}
			if !r.ShouldDelete.IsZero() {
				recording["shouldDeleteTime"] = r.ShouldDelete.UnixMilli()
			}
			maps.Copy(recording, r.Fields)
			list[strconv.Itoa(298+i)] = recording
		}
		return JSON(http.StatusOK, map[string]any{"content": map[string]any{"recordList": list}, "total": len(list)})
	}
}

// liveObject returns the object of a live channel, or the error response.
func (s *Server) liveObject(id string) (map[string]any, http.HandlerFunc) {
	object := s.objectOf(s.Channel("live", id))
	if object == nil {
		return nil, channelNotFound("live")
	}
	return object, nil
}

// objectOf returns the object of a channel, nil if it is not found by its ID.
func (s *Server) objectOf(c Channel) map[string]any {
	s.mu.Lock()
	gone := s.writes.deleted[c.ID]
	s.mu.Unlock()
	object := s.channelObject(c)
	if c == (Channel{}) || gone || object["channelId"] == nil {
		return nil
	}
	return object
}

// countRead counts a read of a channel by its ID, and lets what it is part of advance.
func (s *Server) countRead(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, created := s.writes.reads[id]; created {
		s.writes.reads[id]++
	}
	cdn, _ := s.writes.fields[id]["cdn"].(map[string]any)
	if number, err := strconv.Atoi(fmt.Sprint(cdn["instanceNo"])); err == nil && s.writes.cdns[number] != nil {
		known := s.writes.cdns[number]
		known.Busy = max(known.Busy-1, 0)
	}
}

// addWrites adds to a channel's object what was written. The caller must hold mu.
func (s *Server) addWrites(c Channel, object map[string]any) {
	fields, ok := s.writes.fields[c.ID]
	if !ok {
		return
	}
	maps.Copy(object, fields)
	cdn, _ := fields["cdn"].(map[string]any)
	number, _ := strconv.Atoi(fmt.Sprint(cdn["instanceNo"]))
	if known := s.writes.cdns[number]; known != nil {
		cdn = maps.Clone(cdn)
		known.show(cdn)
		object["cdn"] = cdn
	}
	reads, created := s.writes.reads[c.ID]
	if !created {
		return
	}
	object["channelName"] = c.Name
	switch {
	case c.Status == "DELETED":
	case s.writes.created != nil:
		s.writes.created(reads, object)
	case reads == 1 && c.Status == "READY":
		object["channelStatus"] = "CREATING"
	}
}

// show sets the fields of a channel's cdn that change while the CDN is busy.
func (c CDN) show(cdn map[string]any) {
	cdn["statusName"] = c.Status
	switch {
	case c.Created && c.Busy > 0:
		cdn["statusName"] = "CREATING"
		if c.Busy > 1 {
			maps.Copy(cdn, map[string]any{"instanceNo": "0", "profileId": 0, "cdnDomain": ""})
		}
	case c.Busy > 0:
		cdn["statusName"] = "CHANGING"
	}
}

// LiveChannel returns the object of a live channel as Get Channel Information does, nil if it is not found.
func (s *Server) LiveChannel(id string) map[string]any { return s.objectOf(s.Channel("live", id)) }

// EditChannel makes edit change what is stored of a live channel, as someone does in the console.
func (s *Server) EditChannel(id string, edit func(fields map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find("live", id)
	if i < 0 {
		return
	}
	fields := s.writes.fields[id]
	if fields == nil {
		fields = map[string]any{}
		s.writes.fields[id] = fields
	}
	edit(fields)
	if name, ok := fields["channelName"].(string); ok {
		s.channels[i].Name = name
	}
}

// SetStatus sets the status of a live channel. One that is DELETED is not found by its ID.
func (s *Server) SetStatus(id, status string) {
	s.updateChannel("live", id, func(c *Channel) { c.Status = status })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.deleted[id] = status == "DELETED"
}

// CDN returns a CDN of the account, the zero value if there is none.
func (s *Server) CDN(instanceNo int) CDN {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cdn := s.writes.cdns[instanceNo]; cdn != nil {
		return *cdn
	}
	return CDN{}
}
