package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Values of an account that no output may contain.
const (
	canaryDefault = "https://canary-default.example.com/hook?token=canary-token-1"
	canaryURL     = "https://canary-user:canary-password@canary-own.example.com/hook"
	canaryName    = "canary_stage"
	canaryID      = "ls-20250707070707-CNRY7"
)

var canaryAccount = fakeapi.Account{AccessKey: "CANARYaccess7d1f93b06e", SecretKey: "CANARYsecret+4c9be1/0a7d52f8e36=="}

// startAPI starts a fake API that is the account's, with a registered default and
// channels of all types, one of which has an endpoint of its own.
func startAPI(t *testing.T) *fakeapi.Server {
	t.Helper()
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.AddAccount(canaryAccount)
	api.Register(canaryDefault)
	api.PutChannel(fakeapi.Channel{
		Type: "live", ID: canaryID, Name: canaryName, Status: "READY", CallbackEndpoint: canaryURL,
	})
	for i, channelType := range fakeapi.ChannelTypes() {
		suffix := string(rune('A' + i))
		api.PutChannel(fakeapi.Channel{
			Type: channelType, ID: "ls-20250707070708-CNR" + suffix + "1", Name: "canary_" + suffix, Status: "PUBLISHING",
		})
	}
	return api
}

// A change is what an API returns instead of what the fake API does.
type change struct {
	// match is a regular expression for "METHOD URI AGE STATUS BODY" of the default
	// response. AGE is that of the timestamp in minutes, such as 4m.
	match string
	// status and body replace the response's, old (a regular expression) and new a part of the body.
	status         int
	body, old, new string
	// header and value replace a header; "" removes it.
	header, value string
}

// startChanged starts a server in front of a fake API, with changes.
func startChanged(t *testing.T, api *fakeapi.Server, changes ...change) string {
	t.Helper()
	target, err := url.Parse(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		ErrorLog: log.New(io.Discard, "", 0), // Some requests end without a response.
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(resp *http.Response) error {
			body, err := io.ReadAll(resp.Body)
			milliseconds, _ := strconv.ParseInt(resp.Request.Header.Get("x-ncp-apigw-timestamp"), 10, 64)
			age := time.Since(time.UnixMilli(milliseconds)).Abs().Round(time.Minute)
			line := fmt.Sprintf("%s %s %.0fm %d %s", resp.Request.Method, resp.Request.URL.RequestURI(),
				age.Minutes(), resp.StatusCode, body)
			for _, c := range changes {
				if !regexp.MustCompile(c.match).MatchString(line) {
					continue
				}
				if c.status != 0 {
					resp.StatusCode = c.status
				}
				if c.body != "" {
					body = []byte(c.body)
				}
				if c.old != "" {
					body = regexp.MustCompile(c.old).ReplaceAll(body, []byte(c.new))
				}
				if c.header != "" {
					resp.Header[http.CanonicalHeaderKey(c.header)] = nil
					if c.value != "" {
						resp.Header.Set(c.header, c.value)
					}
				}
			}
			resp.Header.Del("Content-Length")
			resp.ContentLength = -1
			resp.Body = io.NopCloser(bytes.NewReader(body))
			return err
		},
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

func newConfig(t *testing.T, baseURL string) livestation.Config {
	t.Helper()
	endpoint, err := livestation.ParseEndpoint(baseURL)
	if err != nil {
		t.Fatal(err)
	}
	return livestation.Config{
		Endpoint: endpoint, Site: livestation.PublicSite, Region: livestation.PublicSite.Region,
		Credentials: ncloud.NewCredentials(canaryAccount.AccessKey, canaryAccount.SecretKey),
	}
}

// withEdges adds Global Edge to the configuration of an account.
func withEdges(t *testing.T, config livestation.Config, api *fakeapi.Server, changes ...change) livestation.Config {
	t.Helper()
	edges := api.StartGlobalEdge()
	t.Cleanup(edges.Close)
	edges.AddAccount(canaryAccount)
	endpoint, err := livestation.ParseGlobalEdgeEndpoint(startChanged(t, edges, changes...))
	if err != nil {
		t.Fatal(err)
	}
	config.GlobalEdgeEndpoint = endpoint
	return config
}

// output is what a run of the command left behind.
type output struct {
	status                 int
	stdout, stderr, report string
}

// all returns all outputs.
func (o output) all() string { return o.stdout + o.stderr + o.report }

var differenceLine = regexp.MustCompile(`(?m)^  (A\d\d(?:,A\d\d)*) `)

// differing returns the assumptions that the differences are about.
func (o output) differing() []string {
	var ids []string
	for _, found := range differenceLine.FindAllStringSubmatch(o.stdout, -1) {
		ids = append(ids, found[1])
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// runCheck runs the command with -yes.
func runCheck(t *testing.T, config livestation.Config, write bool) output {
	t.Helper()
	return start(t, config, options{yes: true, write: write}, streams{})
}

func start(t *testing.T, config livestation.Config, o options, s streams) output {
	t.Helper()
	return startIn(t.Context(), t, config, o, s)
}

func startIn(ctx context.Context, t *testing.T, config livestation.Config, o options, s streams) output {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s.out, s.err = &stdout, &stderr
	if o.report == "" {
		o.report = filepath.Join(t.TempDir(), "report.md")
	}
	result := output{status: run(ctx, config, o, s), stdout: stdout.String(), stderr: stderr.String()}
	if data, err := os.ReadFile(o.report); err == nil {
		result.report = string(data)
	}
	return result
}

// posts returns the requests that were not GET.
func posts(api *fakeapi.Server) []fakeapi.Request {
	return slices.DeleteFunc(api.Requests(), func(r fakeapi.Request) bool { return r.Method == http.MethodGet })
}
