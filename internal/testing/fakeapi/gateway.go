package fakeapi

import (
	"net/http"
	"time"
)

// A rejection is an error response, and its reason in words for test output.
type rejection struct {
	reason   string
	response http.HandlerFunc
}

func (r *rejection) reasonOrEmpty() string {
	if r == nil {
		return ""
	}
	return r.reason
}

// reject returns why the API rejects the request at the time now, nil if it accepts
// it. The API gateway's checks come before those of Live Station (assumption A38). The
// responses to an old timestamp and to a missing or wrong region, and the statuses of
// Live Station's errors, are assumptions A03, A05, A06 and A39.
func (s *Server) reject(r *http.Request, region string, now time.Time) *rejection {
	if region == "" {
		return gatewayRejection(http.StatusNotFound, 300, "Not Found Exception", "no such API: "+r.Method+" "+r.URL.Path)
	}
	account, reason := s.authenticate(r, now)
	if reason != "" {
		return gatewayRejection(http.StatusUnauthorized, 200, "Authentication Failed", reason)
	}
	if s.liveStation != nil {
		return rejectEdge(account, r.Method)
	}
	sent := singleHeader(r.Header, "x-ncp-region_code")
	switch {
	case sent == "":
		return liveStationRejection(http.StatusBadRequest, 250003, "REQUIRED_HEADER", "Missing required header.")
	case sent != "KR" && sent != "FKR":
		return liveStationRejection(http.StatusBadRequest, 250020, "OPEN_API_INVALID_REGION_CODE",
			"Invalid region code "+sent+".")
	case sent != region:
		return liveStationRejection(http.StatusBadRequest, 250019, "OPEN_API_UNSUPPORTED_REGION",
			"The Region "+sent+" not support now.")
	case singleHeader(r.Header, "Content-Type") != "application/json":
		return liveStationRejection(http.StatusBadRequest, 250348, "",
			`The request did not set content-type to "application/json"`)
	case !acceptsQuery(r):
		return liveStationRejection(http.StatusBadRequest, 250018, "OPEN_API_BAD_REQUEST", "Bad Request")
	case account.Denied, account.ReadOnly && r.Method != http.MethodGet:
		return liveStationRejection(http.StatusForbidden, 250010, "POLICY_CHECK_FAILED",
			"We cannot accomplish the task as permissions are not granted for the sub account. "+
				"Please modify permissions for the account through the Sub Account service.")
	}
	return nil
}

func gatewayRejection(status, code int, message, details string) *rejection {
	return &rejection{reason: message + ": " + details, response: GatewayError(status, code, message, details)}
}

func liveStationRejection(status, code int, name, message string) *rejection {
	return &rejection{reason: message, response: LiveStationError(status, code, name, message)}
}

// singleHeader returns a header's value, "" if it does not have exactly one.
func singleHeader(h http.Header, name string) string {
	if values := h.Values(name); len(values) == 1 {
		return values[0]
	}
	return ""
}
