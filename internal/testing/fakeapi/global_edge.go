package fakeapi

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// StartGlobalEdge starts a fake Global Edge API on http, with an address and a record of requests of its own. Its
// edges are the CDNs of s: what is assumed of both is assumption A63.
func (s *Server) StartGlobalEdge() *Server {
	edge := newServer().listening()
	edge.liveStation = s
	edge.http.Start()
	edge.URL = edge.http.URL
	return edge
}

// StartGlobalEdgeOnPort is like [Server.StartGlobalEdge], on a port of 127.0.0.1.
func (s *Server) StartGlobalEdgeOnPort(port int) (*Server, error) {
	edge := newServer()
	edge.liveStation = s
	return edge.startOnPort(port)
}

// SetProfile adds a profile of Global Edge, or renames it.
func (s *Server) SetProfile(id int, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.profiles[id] = name
}

// Profiles returns the names of the profiles of Global Edge by their IDs.
func (s *Server) Profiles() map[int]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.writes.profiles)
}

// CDNs returns the CDNs of the account by their instance numbers.
func (s *Server) CDNs() map[int]CDN {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[int]CDN{}
	for number, c := range s.writes.cdns {
		all[number] = *c
	}
	return all
}

// edgeOperation returns an operation of Global Edge, nil if there is none.
func (s *Server) edgeOperation(method, path string) operation {
	rest, isProfiles := strings.CutPrefix(path, "/api/v1/profiles")
	id, isEdges := strings.CutSuffix(strings.TrimPrefix(rest, "/"), "/cdn-edges")
	switch {
	case method != http.MethodGet || !isProfiles:
		return nil
	case rest == "":
		return s.getProfiles
	case isEdges:
		return s.getEdges(id)
	default:
		return nil
	}
}

func (s *Server) getProfiles(*http.Request) http.HandlerFunc {
	profiles := []any{}
	byID := s.liveStation.Profiles()
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		profiles = append(profiles, map[string]any{"id": id, "customerId": 35, "profileName": byID[id]})
	}
	return edgeSuccess(profiles)
}

// getEdges is Get edge list. What Global Edge returns for a profile that does not exist is not published.
func (s *Server) getEdges(profile string) operation {
	return func(*http.Request) http.HandlerFunc {
		edges := []any{}
		all := s.liveStation.CDNs()
		for _, number := range slices.Sorted(maps.Keys(all)) {
			c := all[number]
			if strconv.Itoa(c.ProfileID) != profile {
				continue
			}
			edges = append(edges, map[string]any{
				"id": number, "profileId": c.ProfileID, "edgeName": c.EdgeName(), "statusType": c.edgeStatus(),
				"serviceRegionType": cmp.Or(c.Region, "KOREA"), "originalCopyDomain": "origin.example.com",
				"registrationDate": "2026-09-17 10:00:00", "modifyDate": "2026-09-17 10:00:00", "domainName": c.Domain,
			})
		}
		return edgeSuccess(edges)
	}
}

// EdgeName returns the name of the edge: the first part of its domain with "-edge".
func (c CDN) EdgeName() string {
	name, _, _ := strings.Cut(c.Domain, ".")
	return name + "-edge"
}

// edgeStatus returns the status in the words of Global Edge.
func (c CDN) edgeStatus() string {
	if c.Busy > 0 || c.Status == "CREATING" {
		return "PUBLISHING"
	}
	return c.Status
}

// rejectEdge returns why Global Edge rejects a request, nil if it accepts it.
func rejectEdge(account Account, method string) *rejection {
	if !account.Denied && (!account.ReadOnly || method == http.MethodGet) {
		return nil
	}
	const message = "허용되지 않은 요청입니다."
	return &rejection{reason: message, response: EdgeResponse(http.StatusForbidden, "0032", message, nil)}
}

func edgeSuccess(result any) http.HandlerFunc {
	return EdgeResponse(http.StatusOK, "0000", "Success", result)
}

// EdgeResponse returns a response of Global Edge.
func EdgeResponse(status int, code, message string, result any) http.HandlerFunc {
	return JSON(status, map[string]any{"code": code, "message": message, "result": result})
}
