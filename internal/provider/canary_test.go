package provider

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// canary has keys that are used nowhere else. If one is found, the provider or
// Terraform wrote it.
var canary = fakeapi.Account{AccessKey: "CANARYaccess7d1f93b06e", SecretKey: "CANARYsecret+4c9be1/0a7d52f8e36=="}

// encodings returns the forms in which a value can leak, each with its name.
func encodings(name, value string) map[string]string {
	return map[string]string{
		value: name,
		base64.StdEncoding.EncodeToString([]byte(value)): name + " in Base64",
		url.QueryEscape(value):                           name + " in a URL",
		hex.EncodeToString([]byte(value)):                name + " in hex",
		strings.ReplaceAll(value, "/", `\/`):             name + " in JSON",
	}
}

// findLeaks returns each occurrence of a canary key or a signature in data.
func findLeaks(data []byte, signatures []string) []string {
	secrets := encodings("the access key", canary.AccessKey)
	for form, name := range encodings("the secret key", canary.SecretKey) {
		secrets[form] = name
	}
	for _, s := range signatures {
		for form, name := range encodings("a signature", s) {
			secrets[form] = name
		}
	}
	var found []string
	for form, name := range secrets {
		if leak := excerpt(data, form); leak != "" {
			found = append(found, name+": "+leak)
		}
	}
	return found
}

// excerpt returns the text around the first occurrence of a secret, "" if there is none.
func excerpt(data []byte, secret string) string {
	i := bytes.Index(data, []byte(secret))
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("…%s…", data[max(0, i-200):min(len(data), i+len(secret)+60)])
}

// readArtifacts returns the content of every file below the folder, and of every file
// in an archive, such as a plan. It omits the configuration and its copies in plans.
func readArtifacts(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(path) == ".tf" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(data, []byte("PK")) {
			found[path] = data
			return nil
		}
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return err
		}
		for _, member := range archive.File {
			if strings.HasPrefix(member.Name, "tfconfig/") {
				continue
			}
			reader, err := member.Open()
			if err != nil {
				return err
			}
			if found[path+"/"+member.Name], err = io.ReadAll(reader); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A canaryRun runs Terraform with all logs and collects what it prints.
type canaryRun struct {
	workspace
	env     []string
	printed strings.Builder
}

func newCanaryRun(t *testing.T, hcl string, env ...string) *canaryRun {
	t.Helper()
	w := newInstalledWorkspace(t, hcl)
	return &canaryRun{workspace: w, env: append(env, "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.folder, "trace.log"))}
}

func (r *canaryRun) succeed(arguments ...string) string {
	r.t.Helper()
	return r.run(true, arguments...)
}

func (r *canaryRun) fail(arguments ...string) string {
	r.t.Helper()
	return r.run(false, arguments...)
}

func (r *canaryRun) run(succeeds bool, arguments ...string) string {
	r.t.Helper()
	out, err := r.terraform(r.env, arguments...)
	r.printed.WriteString(out)
	if (err == nil) != succeeds {
		r.t.Errorf("terraform %s: %v, want success: %t\n%s", strings.Join(arguments, " "), err, succeeds, out)
	}
	return out
}

// log returns the trace log.
func (r *canaryRun) log() string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.folder, "trace.log"))
	if err != nil {
		r.t.Fatal(err)
	}
	if !strings.Contains(string(text), "Live Station request") {
		r.t.Error("the trace log contains no request")
	}
	return string(text)
}

// expectNoKeys searches all that Terraform printed and wrote.
func (r *canaryRun) expectNoKeys(apis ...*fakeapi.Server) {
	r.t.Helper()
	var signatures []string
	for _, api := range apis {
		for _, request := range api.Requests() {
			signatures = append(signatures, request.Header.Get("x-ncp-apigw-signature-v2"))
		}
	}
	artifacts := readArtifacts(r.t, r.folder)
	artifacts["the output"] = []byte(r.printed.String())
	for name, data := range artifacts {
		for _, leak := range findLeaks(data, signatures) {
			r.t.Errorf("%s contains %s", name, leak)
		}
	}
}

// Runs that succeed and that fail, with all logs, show no key in any artifact.
func TestAccCanary_showsNoKeys(t *testing.T) {
	t.Parallel()
	for name, inBlock := range map[string]bool{"keys in the environment": false, "keys in the provider block": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.AddAccount(canary)
			arguments := ""
			env := []string{"LIVESTATION_ENDPOINT=" + api.URL}
			if inBlock {
				arguments = fmt.Sprintf("access_key = %q\n  secret_key = %q\n", canary.AccessKey, canary.SecretKey)
			} else {
				env = append(env, "NCLOUD_ACCESS_KEY="+canary.AccessKey, "NCLOUD_SECRET_KEY="+canary.SecretKey)
			}
			r := newCanaryRun(t, "provider \"livestation\" {\n  max_retries = 1\n  "+arguments+"}\n"+output, env...)
			r.succeed("validate")
			r.succeed("plan", "-out=saved.tfplan")
			r.succeed("apply", "saved.tfplan")
			r.succeed("apply", "-auto-approve")
			for _, response := range []http.HandlerFunc{
				fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "denied"),
				echoInMessage, echoInPage, echoInTraceID, echoInBrokenHTTP, echoInRedirect, fakeapi.CutShort, fakeapi.HangUp,
			} {
				api.RespondNext(2, response)
				r.fail("plan")
				api.ClearResponses()
			}
			api.SkewClock(-30 * time.Minute)
			r.succeed("plan")
			r.succeed("destroy", "-auto-approve")

			if n := len(api.Requests()); n < 15 {
				t.Errorf("the provider made %d requests, want at least 15", n)
			}
			if !strings.Contains(r.log(), "http.response.status_code=403") {
				t.Error("the trace log does not contain the failed request")
			}
			r.expectNoKeys(api)
		})
	}
}

// Each of two hosts receives the signatures of its own requests only.
func TestAccCanary_showsNoKeysOfGlobalEdge(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	edges := startEdges(t, api)
	api.AddAccount(canary)
	edges.AddAccount(canary)
	r := newCanaryRun(t, "provider \"livestation\" {\n  max_retries = 0\n}\n"+edgesHCL("")+output,
		"LIVESTATION_ENDPOINT="+api.URL, "NCLOUD_ACCESS_KEY="+canary.AccessKey, "NCLOUD_SECRET_KEY="+canary.SecretKey)
	expectOutput(t, r.fail("plan"), "Missing global_edge_endpoint")
	if n := len(edges.Requests()); n != 0 {
		t.Errorf("%d requests were sent to a host that was not chosen", n)
	}
	r.env = append(r.env, "LIVESTATION_GLOBAL_EDGE_ENDPOINT="+edges.URL)
	r.succeed("apply", "-auto-approve")
	for _, response := range []http.HandlerFunc{
		fakeapi.EdgeResponse(403, "0032", "denied", nil), echoInMessage, echoInPage, echoInTraceID, echoInRedirect,
	} {
		edges.RespondNext(1, response)
		r.fail("plan")
	}
	for _, request := range append(api.Requests(), edges.Requests()...) {
		if strings.Contains(request.Rejection, "signature") {
			t.Errorf("%s %s was signed for another request: %s", request.Method, request.URI, request.Rejection)
		}
	}
	r.expectNoKeys(api, edges)
}

// The metadata service's response contains the keys, and its message may repeat them.
func TestAccCanary_showsNoKeysOfServerRole(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.AddAccount(canary)
	metadata := fakeapi.StartMetadata(canary)
	t.Cleanup(metadata.Close)
	r := newCanaryRun(t, "provider \"livestation\" {\n  use_server_role = true\n  max_retries = 0\n}\n"+output,
		"LIVESTATION_ENDPOINT="+api.URL, "NCLOUD_METADATA_API_ENDPOINT="+metadata.URL)
	r.succeed("apply", "-auto-approve")
	for _, response := range []http.HandlerFunc{echoInMessage, echoInPage, fakeapi.CutShort} {
		api.RespondNext(2, response)
		r.fail("plan")
		api.ClearResponses()
	}
	access := canary.AccessKey
	secret := canary.SecretKey
	for name, role := range map[string]struct {
		response string
		want     string
	}{
		"access key only": {
			response: roleResponse(access, "", "Failed", "denied for "+access),
			want:     "returned no valid pair of keys",
		},
		"secret key only": {
			response: roleResponse("", secret, "Failed with "+secret, "denied with "+url.QueryEscape(secret)),
			want:     "returned no valid pair of keys",
		},
		"expired keys": {
			response: roleResponse(access, secret, "Success", access+" "+secret),
			want:     "returned keys that expired",
		},
		"not JSON": {response: access + " " + secret, want: "did not return the JSON object"},
	} {
		metadata.RespondWith(func(w http.ResponseWriter, request *http.Request) {
			switch {
			case strings.HasSuffix(request.URL.Path, "/role-1"):
				_, _ = io.WriteString(w, role.response)
			case strings.HasSuffix(request.URL.Path, "/security-credentials/"):
				_, _ = io.WriteString(w, "role-1\n")
			default:
				_, _ = io.WriteString(w, "token")
			}
		})
		out := r.fail("plan")
		if !outputMatches("Error: Could not get credentials from the server role", role.want).MatchString(out) {
			t.Errorf("%s: the output does not contain %q:\n%s", name, role.want, out)
		}
	}
	r.expectNoKeys(api)
}

// roleResponse is a response of the metadata service with expired keys.
func roleResponse(accessKey, secretKey, code, message string) string {
	return fmt.Sprintf(`{"Code":"%s","Message":"%s","AccessKeyId":"%s","SecretAccessKey":"%s","Expiration":"%s"}`,
		code, message, accessKey, secretKey, "2020-01-02T03:04:05Z")
}

// The provider logs requests only if the user enables its logs.
func TestAccLog_showsRequestsIfRequested(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newInstalledWorkspace(t, output)
	for variable, want := range map[string]bool{
		"TF_LOG=TRACE":          true,
		"TF_LOG_PROVIDER=DEBUG": true,
		"TF_LOG_PROVIDER=INFO":  false,
		"TF_LOG_CORE=INFO":      false,
		"TF_LOG=":               false,
	} {
		out, err := w.terraform(withKeys(api.URL, variable), "plan")
		if err != nil {
			t.Fatal(out)
		}
		if got := strings.Contains(out, "Live Station request"); got != want {
			t.Errorf("%s: the output contains the request: %t, want %t\n%.2000s", variable, got, want, out)
		}
	}
}

func TestFindLeaks_findsEachEncoding(t *testing.T) {
	t.Parallel()
	for form, name := range encodings("the secret key", canary.SecretKey) {
		if len(findLeaks([]byte("x"+form+"y"), nil)) == 0 {
			t.Errorf("%s was not found", name)
		}
	}
	for data, want := range map[string]bool{"signature=": true, "signature%3D": true, "another text": false} {
		if got := len(findLeaks([]byte(data), []string{"signature="})) > 0; got != want {
			t.Errorf("a signature was found in %q: %t, want %t", data, got, want)
		}
	}
}

// echoed returns what a request contains of the keys.
func echoed(r *http.Request) string {
	return r.Header.Get("x-ncp-iam-access-key") + " " + r.Header.Get("x-ncp-apigw-signature-v2")
}

func echoInMessage(w http.ResponseWriter, r *http.Request) {
	fakeapi.GatewayError(401, 200, "Authentication Failed: "+echoed(r), url.QueryEscape(echoed(r)))(w, r)
}

func echoInPage(w http.ResponseWriter, r *http.Request) {
	fakeapi.Raw(502, "text/html", "<html>"+strings.ReplaceAll(echoed(r), "/", `\/`))(w, r)
}

func echoInTraceID(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-ncp-trace-id", echoed(r))
	fakeapi.LiveStationError(500, 250000, "EXCEPTION", "failed")(w, r)
}

func echoInRedirect(w http.ResponseWriter, r *http.Request) {
	fakeapi.Redirect(302, "https://"+url.PathEscape(echoed(r))+"/%zz")(w, r)
}

func echoInBrokenHTTP(w http.ResponseWriter, r *http.Request) {
	fakeapi.RawHTTP("HTTP/1.1 200 OK\r\n"+echoed(r)+"\r\n\r\n")(w, r)
}
