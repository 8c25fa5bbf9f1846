package fakeapi

import (
	"encoding/json"
	"net"
	"net/http"
	"strconv"
)

// LiveStationError answers with an error of Live Station, its code a number as
// in the published example.
func LiveStationError(status, code int, name, message string) http.HandlerFunc {
	return JSON(status, map[string]any{"error": map[string]any{"errorCode": code, "message": message, "errorName": name}})
}

// GatewayError answers with an error of the API gateway, its code a string of
// three digits.
func GatewayError(status, code int, message, details string) http.HandlerFunc {
	return JSON(status, map[string]any{"error": map[string]any{"errorCode": strconv.Itoa(code), "message": message, "details": details}})
}

// JSON answers with a JSON body.
func JSON(status int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, status, body) }
}

// Raw answers with any body under any content type; "" sends none.
func Raw(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // A client that hung up is no fault of the server.
	}
}

// Redirect answers with a redirect to location.
func Redirect(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}
}

// HangUp closes the connection without an answer.
func HangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// CutShort promises a longer body than it sends, then closes the connection.
func CutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"content":{"callb`))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// RawHTTP sends bytes in the place of an answer and closes the connection.
func RawHTTP(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return // HTTP/2 has no connection to take over.
		}
		_, _ = connection.Write([]byte(bytes)) // A client that hung up is no fault of the server.
		_ = connection.Close()
	}
}

// Reset sends bytes in the place of an answer and resets the connection.
func Reset(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return // HTTP/2 has no connection to take over.
		}
		_, _ = connection.Write([]byte(bytes))
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = connection.Close()
	}
}

// Stall sends nothing until the client gives up.
func Stall(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // A client that hung up is no fault of the server.
}
