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
	for len(s.variables) < 3 && lines.Scan() {
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
	s := start(t, options{channels: 200})
	state := get(t, s.variables["LIVESTATION_ENDPOINT"]+"/_control/state")
	if got := strings.Count(state, `"type":`); got != 601 {
		t.Errorf("the server has %d channels, want 200 of each type and the main stage", got)
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
	} {
		if !strings.Contains(text, want) {
			t.Errorf("standard error does not show %s", want)
		}
		if !strings.Contains(state, want) {
			t.Errorf("the server does not have %s", want)
		}
	}
}

func TestRun_printsOnlyCommentsToStandardError(t *testing.T) {
	t.Parallel()
	s := start(t, options{channels: 1, envFile: filepath.Join(t.TempDir(), "env")})
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(s.stderr.String()) {
		if !strings.HasPrefix(line, "#") {
			t.Errorf("standard error contains %q, want a comment", line)
		}
	}
}

func TestRun_setsTheVariablesOfTheAllowedAccount(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for name, want := range map[string]string{
		"NCLOUD_ACCESS_KEY": fakeapi.Allowed.AccessKey,
		"NCLOUD_SECRET_KEY": fakeapi.Allowed.SecretKey,
	} {
		if got := s.variables[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestRun_keepsTheEnvFileWhileItServes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "env")
	s := start(t, options{envFile: file})
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := "export LIVESTATION_ENDPOINT=" + s.variables["LIVESTATION_ENDPOINT"] + "\n"
	if !strings.Contains(string(content), want) {
		t.Errorf("the file contains %q, want %q in it", content, want)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("after the end: got %v, want no file", err)
	}
}

func TestRun_leavesTheEnvFileOfAnotherFakeAPI(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "env")
	first, second := start(t, options{envFile: file}), start(t, options{envFile: file})
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := second.variables["LIVESTATION_ENDPOINT"]; !strings.Contains(string(content), want) {
		t.Errorf("the file contains %q, want %q in it", content, want)
	}
	if err := second.stop(); err != nil {
		t.Error(err)
	}
}

func TestRun_endsIfTheEnvFileIsGone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "env")
	s := start(t, options{envFile: file})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}
