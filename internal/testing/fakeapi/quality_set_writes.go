package fakeapi

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// SetQualitySetForm makes change edit the object of each quality set in all later responses.
// If it deletes id, the set is not found.
func (s *Server) SetQualitySetForm(change func(object map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.qualitySetForm = change
}

// qualitySetName is what the page says of names. They may repeat.
var qualitySetName = regexp.MustCompile(`^[A-Za-z0-9-]{3,20}$`)

// sentQualitySet is the body of creating a quality set.
type sentQualitySet struct {
	Name          string `json:"name"`
	QualityIDs    []int  `json:"qualityIds"`
	IsEnabledULL  *bool  `json:"isEnabledUll"`
	HasMetadata   *bool  `json:"enableHlsTimedMetadata"`
	TimedMetadata *struct {
		Header   string `json:"header"`
		Key      string `json:"key"`
		Interval int    `json:"interval"`
	} `json:"timedMetadata"`
	sentSegments
}

// sentSegments is the body of changing a quality set.
type sentSegments struct {
	SegmentDuration int `json:"segmentDuration"`
	SegmentCount    int `json:"segmentCount"`
}

// getQualitySet returns one quality set. The code of one that does not exist is assumption A55.
func (s *Server) getQualitySet(id string) operation {
	return func(*http.Request) http.HandlerFunc {
		for _, set := range s.shownQualitySets() {
			if fmt.Sprint(set["id"]) == id {
				return success(set)
			}
		}
		return rejected(250301, "The qualitySetId that you specified not found.")
	}
}

func (s *Server) createQualitySet(body string) operation {
	return func(r *http.Request) http.HandlerFunc {
		fields, invalid := qualitySetFields(body)
		if invalid != nil {
			return invalid
		}
		s.mu.Lock()
		s.writes.count++
		number := 2000 + s.writes.count
		maps.Copy(fields, map[string]any{
			"id": number, "genType": "CUSTOM", "targetLatency": 3000, "disabled": false, "status": "CREATED",
			"createdTime": time.Now().UnixMilli(),
		})
		s.qualitySets = append(s.qualitySets, fields)
		s.mu.Unlock()
		return s.getQualitySet(strconv.Itoa(number))(r)
	}
}

// updateQualitySet changes the two fields of the page, and accepts no other (assumption A54).
func (s *Server) updateQualitySet(id, body string) operation {
	return func(r *http.Request) http.HandlerFunc {
		var sent sentSegments
		invalid := decodeWrite(body, &sent)
		if invalid == nil {
			invalid = sent.reject()
		}
		if invalid == nil {
			invalid = s.storeSegments(id, sent)
		}
		if invalid != nil {
			return invalid
		}
		return s.getQualitySet(id)(r)
	}
}

// storeSegments changes a quality set, or returns the error response.
func (s *Server) storeSegments(id string, sent sentSegments) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.findQualitySet(id)
	switch {
	case i < 0:
		return rejected(250301, "The qualitySetId that you specified not found.")
	case s.qualitySets[i]["genType"] == "SYSTEM":
		return rejected(250305, "System resource cannot update")
	case s.qualitySets[i]["isEnabledUll"] == true:
		return rejected(250002, "isEnabledUll: invalid value.")
	}
	fields := map[string]any{"segmentDuration": sent.SegmentDuration, "segmentCount": sent.SegmentCount}
	if s.writes.updated != nil {
		s.writes.updated(fields)
	}
	changed := maps.Clone(s.qualitySets[i])
	maps.Copy(changed, fields)
	s.qualitySets[i] = changed
	return nil
}

// findQualitySet returns the index of a quality set, -1 if there is none. The caller must hold mu.
func (s *Server) findQualitySet(id string) int {
	return slices.IndexFunc(s.qualitySets, func(set map[string]any) bool { return fmt.Sprint(set["id"]) == id })
}

func (s *Server) deleteQualitySet(id string) operation {
	return func(*http.Request) http.HandlerFunc {
		users := s.channelNamesWith(id)
		s.mu.Lock()
		defer s.mu.Unlock()
		i := s.findQualitySet(id)
		switch {
		case i < 0:
			return rejected(250301, "The qualitySetId that you specified not found.")
		case s.qualitySets[i]["genType"] == "SYSTEM":
			return rejected(250311, "Delete system quality set is not allowed.")
		case len(users) > 0:
			return rejected(250306, "Resource is in use")
		}
		s.qualitySets = slices.Concat(s.qualitySets[:i], s.qualitySets[i+1:])
		return success(map[string]any{"deleteSuccess": true})
	}
}

// channelNamesWith returns the names of the live channels that use a quality set.
func (s *Server) channelNamesWith(id string) []string {
	names := []string{}
	for _, c := range s.Channels() {
		object := s.objectOf(c)
		if c.Type == "live" && object != nil && fmt.Sprint(object["qualitySetId"]) == id {
			names = append(names, c.Name)
		}
	}
	return names
}

// qualitySetFields returns the fields of the object that a body sets, or the error response.
func qualitySetFields(body string) (map[string]any, http.HandlerFunc) {
	var sent sentQualitySet
	if invalid := decodeWrite(body, &sent); invalid != nil {
		return nil, invalid
	}
	if !qualitySetName.MatchString(sent.Name) {
		return nil, rejected(250312, "Only Alphabets, Numbers and Hypen are allowed.")
	}
	qualities, invalid := qualitiesOf(sent.QualityIDs)
	if invalid == nil {
		invalid = sent.rejectOptions()
	}
	if invalid != nil {
		return nil, invalid
	}
	fields := map[string]any{
		"name": sent.Name, "qualities": qualities, "isEnabledUll": *sent.IsEnabledULL,
		"enableHlsTimedMetadata": *sent.HasMetadata, "timedMetadata": sent.TimedMetadata,
		"segmentDuration": sent.SegmentDuration, "segmentCount": sent.SegmentCount,
	}
	if *sent.IsEnabledULL { // The page says that both are ignored.
		fields["segmentDuration"], fields["segmentCount"] = 2000, 3
	}
	return fields, nil
}

// qualitiesOf returns the objects of qualities, in the order of all profiles.
func qualitiesOf(ids []int) (qualities []map[string]any, invalid http.HandlerFunc) {
	largest := 0
	for _, profile := range qualityProfiles() {
		id, _ := profile["id"].(int)
		if !slices.Contains(ids, id) {
			continue
		}
		qualities = append(qualities, profile)
		if video, ok := profile["video"].(map[string]any); ok && video["width"] == 1920 && video["height"] == 1080 {
			largest++
		}
	}
	switch {
	case len(ids) < 1 || len(ids) > 4:
		return nil, rejected(250313, "quality size error (min:1, max:4)")
	case len(qualities) < len(ids):
		return nil, rejected(250300, "Quality is not found.")
	case largest > 1:
		return nil, rejected(250302, "Quality set must have only one 1080p quality.")
	default:
		return qualities, nil
	}
}

// rejectOptions returns the error for a mistake in the other fields, nil if there is none.
func (q sentQualitySet) rejectOptions() http.HandlerFunc {
	m := q.TimedMetadata
	switch {
	case q.IsEnabledULL == nil:
		return rejected(250011, "isEnabledUll must has a valid value")
	case !*q.IsEnabledULL && q.reject() != nil:
		return q.reject()
	case q.HasMetadata == nil:
		return rejected(250377, `The request did not include the required "enableHlsTimedMeta"`)
	case !*q.HasMetadata:
		return nil
	case m == nil:
		return rejected(250375, `The request did not include the required "timedMetadata" object.`)
	case m.Header == "":
		return rejected(250345, "Must input header")
	case m.Key == "":
		return rejected(250344, "Must input key")
	case m.Key != "utc":
		return rejected(250376, `The timedmeta that you specified of key is not allowed: only "utc" is supported.`)
	case m.Interval <= 0:
		return rejected(250343, "Interval must bigger than 0")
	case m.Interval != 1000:
		return rejected(250351, `The timedmeta that you specified is not allowed: only integer "1000" is supported.`)
	default:
		return nil
	}
}

// reject returns the error for segments that are not allowed, nil if they are.
func (q sentSegments) reject() http.HandlerFunc {
	switch {
	case q.SegmentDuration < 1000 || q.SegmentDuration > 10000 || q.SegmentDuration%500 != 0:
		return rejected(250307, "The segment duration value that you specified is not allowd")
	case q.SegmentCount < 2 || q.SegmentCount > 10:
		return rejected(250309, "The segment count value that you specified is not allowed")
	default:
		return nil
	}
}
