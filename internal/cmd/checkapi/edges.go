package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// edges returns the rows about Global Edge, which has a host of its own. The list of edges is that of a profile with
// the CDN of a channel, if there is one.
func edges() []row {
	raw := livestation.RawRequest{Service: livestation.SourceGlobalEdge, WithoutRegion: true}
	return []row{{
		name: "profiles", path: "/profiles", purpose: "the profiles of Global Edge", assumptions: "A62",
		request: request{RawRequest: raw},
	}, {
		path: "/profiles/{id}/cdn-edges", purpose: "the edges of a profile", assumptions: "A62,A63",
		request: request{RawRequest: raw}, build: buildEdges, examine: examineEdges,
	}}
}

// buildEdges chooses the profile.
func buildEdges(r *recording, request *request) string {
	profiles := objectsIn(r.named("profiles").results())
	if len(profiles) == 0 {
		return "there is no profile of Global Edge"
	}
	chosen := profiles[0]["id"]
	for _, c := range r.channels() {
		if cdn, _ := c.fields["cdn"].(map[string]any); cdn["cdnType"] == "GLOBAL_EDGE" && request.channel.id == "" {
			request.channel, chosen = c, cdn["profileId"]
		}
	}
	id, _ := chosen.(json.Number)
	request.Path = strings.Replace("/profiles/{id}/cdn-edges", "{id}", id.String(), 1)
	return unless(id != "", "no profile has a number")
}

// examineEdges compares the edges with the CDN of the channel.
func examineEdges(_ *recording, e *exchange) {
	cdn, hasCDN := e.request.channel.fields["cdn"].(map[string]any)
	if !hasCDN {
		return
	}
	isFound, isDomain := false, false
	for _, edge := range objectsIn(e.results()) {
		if fmt.Sprint(edge["id"]) == fmt.Sprint(cdn["instanceNo"]) {
			isFound, isDomain = true, strings.EqualFold(text(edge["domainName"]), text(cdn["cdnDomain"]))
		}
	}
	e.facts.set("A63 an edge has the number of the channel's CDN", isFound)
	e.facts.set("A63 the edge has the domain of the channel's CDN", isDomain)
}

// isOfGlobalEdge reports whether a row is about Global Edge.
func (e *exchange) isOfGlobalEdge() bool { return e.request.Service == livestation.SourceGlobalEdge }

// results returns the list in a response of Global Edge.
func (e *exchange) results() []any {
	results, _ := e.object()["result"].([]any)
	return results
}

// readCode reads the code of a response of Global Edge. 0000 means success.
func (e *exchange) readCode() {
	const codeOK = "0000"
	if code := text(e.object()["code"]); code != "" && code != codeOK {
		e.code, e.failed = code, true
		e.known, _ = livestation.LookupCode(code)
	}
}
