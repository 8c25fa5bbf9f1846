package fakeapi

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// LiveStationError returns a response with an error of Live Station. The code is
// a number, as in the published example (assumption A10).
func LiveStationError(status, code int, name, message string) http.HandlerFunc {
	return JSON(status, map[string]any{
		"error": map[string]any{"errorCode": code, "message": message, "errorName": name},
	})
}

// GatewayError returns a response with an error of the API gateway. The code is a
// string of three digits (assumption A11).
func GatewayError(status, code int, message, details string) http.HandlerFunc {
	return JSON(status, map[string]any{
		"error": map[string]any{"errorCode": strconv.Itoa(code), "message": message, "details": details},
	})
}

// JSON returns a response with a JSON body.
func JSON(status int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // Fails only if the client has disconnected.
	}
}

// success is HTTP 200 with an object or a list as content.
func success(content any) http.HandlerFunc {
	return JSON(http.StatusOK, map[string]any{"content": content})
}

// rejected is an error of Live Station with its code and published message.
func rejected(code int, message string) http.HandlerFunc {
	return LiveStationError(http.StatusBadRequest, code, "", message)
}

// Raw returns a response with any body and content type. If contentType is "",
// the response has no Content-Type header.
func Raw(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // Fails only if the client has disconnected.
	}
}

// Redirect returns a redirect to location.
func Redirect(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}
}

// HangUp closes the connection without a response.
func HangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// CutShort closes the connection before the body is as long as its
// Content-Length header says.
func CutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"content":{"callb`))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// RawHTTP sends bytes, which need not be HTTP, and closes the connection.
func RawHTTP(bytes string) http.HandlerFunc {
	return onConnection(func(c net.Conn) { _, _ = io.WriteString(c, bytes) })
}

// Reset sends bytes, which need not be HTTP, and resets the connection.
func Reset(bytes string) http.HandlerFunc {
	return onConnection(func(c net.Conn) {
		_, _ = io.WriteString(c, bytes)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	})
}

// SwitchProtocols makes the connection the body of the response, which ends when the
// client disconnects, or after 20 seconds.
func SwitchProtocols(w http.ResponseWriter, r *http.Request) {
	onConnection(func(c net.Conn) {
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.Copy(io.Discard, c)
	})(w, r)
}

// onConnection lets use write to the connection, which it closes. What use cannot write,
// because the client has disconnected, is ignored.
func onConnection(use func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return // HTTP/2 does not support hijacking.
		}
		use(connection)
		_ = connection.Close()
	}
}

// Stall sends nothing until the client disconnects.
func Stall(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
