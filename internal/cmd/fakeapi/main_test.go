package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A session is the command while it serves.
type session struct {
	variables map[string]string // from standard output
	stderr    *strings.Builder
	stop      func() error
}

func start(t *testing.T, o options) session {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, out := io.Pipe()
	s := session{variables: map[string]string{}, stderr: &strings.Builder{}}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, o, out, s.stderr) }()
	s.stop = func() error {
		cancel()
		return <-ended
	}
	lines := bufio.NewScanner(stdout)
	for len(s.variables) < 4 && lines.Scan() {
		name, value, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		if !ok || !strings.HasPrefix(lines.Text(), "export ") {
			t.Fatalf("standard output contains %q, want only export NAME=VALUE", lines.Text())
		}
		s.variables[name] = value
	}
	return s
}

func get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestRun_servesWhatItDescribes(t *testing.T) {
	t.Parallel()
	s := start(t, options{channels: 200, onCDNPlus: true, envFile: filepath.Join(t.TempDir(), "env")})
	endpoint := s.variables["LIVESTATION_ENDPOINT"]
	if want := "http://127.0.0.1:"; !strings.HasPrefix(endpoint, want) {
		t.Errorf("the endpoint is %q, want one that begins with %q", endpoint, want)
	}
	account := fakeapi.Account{AccessKey: s.variables["NCLOUD_ACCESS_KEY"], SecretKey: s.variables["NCLOUD_SECRET_KEY"]}
	if account != fakeapi.Allowed {
		t.Errorf("the variables have the keys of %+v, want those of %+v", account, fakeapi.Allowed)
	}
	state := get(t, endpoint+"/_control/state")
	if got := strings.Count(state, `"type":`); got != 602 {
		t.Errorf("the server has %d channels, want 200 of each type and two stages", got)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	text := s.stderr.String()
	ids := regexp.MustCompile(`ls-\d{14}-[A-Za-z0-9]{5}\b`).FindAllString(text, -1)
	if len(ids) < 7 {
		t.Errorf("standard error shows the channels %q, want the main stage and 3 ranges", ids)
	}
	for _, want := range []string{
		fakeapi.MainStage().ID, "ls-20250101000200-VODL0", "https://events.example.com/live-station",
		fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey, fakeapi.Denied.AccessKey, fakeapi.Denied.SecretKey,
		fakeapi.ReadOnly.AccessKey, fakeapi.ReadOnly.SecretKey,
	} {
		if !strings.Contains(text, want) || !strings.Contains(state, want) {
			t.Errorf("standard error does not show %s, or the server does not have it", want)
		}
	}
	for _, want := range []string{
		"91 (live-profile)", `live-edge: { instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }`,
		"3 (standard-16-9)", "recordings", "(live_1 to live_200), on CDN+",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("standard error does not show %s", want)
		}
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			t.Errorf("standard error contains %q, want a comment", line)
		}
	}
}

func TestRun_keepsItsEnvFileWhileItServes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "env")
	expect := func(s session) {
		t.Helper()
		content, err := os.ReadFile(file)
		if want := "export LIVESTATION_ENDPOINT=" + s.variables["LIVESTATION_ENDPOINT"] + "\n"; err != nil ||
			!strings.Contains(string(content), want) {
			t.Errorf("the file contains %q (%v), want %q in it", content, err, want)
		}
	}
	first := start(t, options{envFile: file})
	expect(first)
	second := start(t, options{envFile: file})
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	expect(second) // The first leaves the file of another one.
	if err := second.stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("after the end: got %v, want no file", err)
	}
	third := start(t, options{envFile: file})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := third.stop(); err != nil { // The file is gone already.
		t.Error(err)
	}
}
