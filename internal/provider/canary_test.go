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

// The keys of an account that appear nowhere else: wherever they turn up, the
// provider or Terraform has put them there.
var canary = fakeapi.Account{AccessKey: "CANARYaccess7d1f93b06e", SecretKey: "CANARYsecret+4c9be1/0a7d52f8e36=="}

// A canary's forms are what a leak may look like.
func forms(name, value string) map[string]string {
	return map[string]string{
		value: name,
		base64.StdEncoding.EncodeToString([]byte(value)): name + " in Base64",
		url.QueryEscape(value):                           name + " in a URL",
		hex.EncodeToString([]byte(value)):                name + " in hex",
		strings.ReplaceAll(value, "/", `\/`):             name + " in JSON",
	}
}

// leaks returns where the data holds a canary or one of the signatures.
func leaks(data []byte, signatures []string) []string {
	wanted := forms("the access key", canary.AccessKey)
	for form, name := range forms("the secret key", canary.SecretKey) {
		wanted[form] = name
	}
	for _, s := range signatures {
		for form, name := range forms("a signature", s) {
			wanted[form] = name
		}
	}
	var found []string
	for form, name := range wanted {
		if i := bytes.Index(data, []byte(form)); i >= 0 {
			found = append(found, fmt.Sprintf("%s: …%s…", name, data[max(0, i-60):min(len(data), i+60)]))
		}
	}
	return found
}

// files returns the content of every file below the folder, those within an
// archive, such as a plan, one by one. It leaves out what the test wrote itself,
// and the copies of it that a plan holds.
func files(t *testing.T, folder string) map[string][]byte {
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

// Runs that succeed and that fail, with all there is to log, tell nobody a key.
func TestAccNoKeyIsToldToAnybody(t *testing.T) {
	t.Parallel()
	for name, literal := range map[string]bool{"keys in the environment": false, "keys in the configuration": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.AddAccount(canary)
			block := "provider \"livestation\" {\n  max_retries = 1\n}\n"
			env := []string{"LIVESTATION_ENDPOINT=" + api.URL, "TF_LOG=TRACE"}
			if literal {
				block = fmt.Sprintf("provider \"livestation\" {\n  access_key = %q\n  secret_key = %q\n  max_retries = 1\n}\n", canary.AccessKey, canary.SecretKey)
			} else {
				env = append(env, "NCLOUD_ACCESS_KEY="+canary.AccessKey, "NCLOUD_SECRET_KEY="+canary.SecretKey)
			}
			w := newWorkspace(t, block+output)
			env = append(env, "TF_LOG_PATH="+filepath.Join(w.folder, "trace.log"))

			var printed strings.Builder
			run := func(want bool, arguments ...string) {
				out, err := w.terraform(env, arguments...)
				printed.WriteString(out)
				if (err == nil) != want {
					t.Errorf("terraform %s: %v\n%s", arguments[0], err, out)
				}
			}
			run(true, "validate")
			run(true, "plan", "-out=saved.tfplan")
			run(true, "apply", "saved.tfplan")
			run(true, "apply", "-auto-approve")
			for _, answer := range []http.HandlerFunc{
				fakeapi.LiveStationError(403, 250010, "POLICY_CHECK_FAILED", "denied"),
				echoInMessage, echoInPage, echoInTraceID, echoInBrokenHTTP, echoInRedirect, fakeapi.CutShort, fakeapi.HangUp,
			} {
				api.RespondNext(2, answer)
				run(false, "plan")
				api.ClearResponses()
			}
			api.SkewClock(-30 * time.Minute)
			run(true, "plan")
			run(true, "destroy", "-auto-approve")

			var signatures []string
			for _, r := range api.Requests() {
				signatures = append(signatures, r.Header.Get("x-ncp-apigw-signature-v2"))
			}
			if len(signatures) < 15 {
				t.Fatalf("only %d requests were made", len(signatures))
			}
			told := files(t, w.folder)
			told["what Terraform printed"] = []byte(printed.String())
			for where, data := range told {
				for _, leak := range leaks(data, signatures) {
					t.Errorf("%s holds %s", where, leak)
				}
			}
			log := string(told[filepath.Join(w.folder, "trace.log")])
			if !strings.Contains(log, "Live Station request") || !strings.Contains(log, "http.response.status_code=403") || told["what Terraform printed"] == nil {
				t.Error("the search had no trace log to search")
			}
		})
	}
}

// What the provider logs is there for who asks for it, and for nobody else.
func TestAccTheProvidersLogCanBeRead(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	w := newWorkspace(t, output)
	for variable, want := range map[string]bool{"TF_LOG=TRACE": true, "TF_LOG_PROVIDER=DEBUG": true, "TF_LOG_PROVIDER=INFO": false, "TF_LOG_CORE=INFO": false, "TF_LOG=": false} {
		out, err := w.terraform(withKeys(api.URL, variable), "plan")
		if err != nil {
			t.Fatal(out)
		}
		if got := strings.Contains(out, "Live Station request"); got != want {
			t.Errorf("%s: the provider's line is there: %v\n%.2000s", variable, got, out)
		}
	}
}

// A channel's stream key passes through the provider's hands and goes no further.
func TestAccNoStreamKeyIsToldToAnybody(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register("")
	putSome(api)
	w := newWorkspace(t, fmt.Sprintf(`
		provider "livestation" {
			max_retries = 0
		}
		data "livestation_channel_callback_endpoints" "all" {}
		data "livestation_channel_callback_endpoint" "one" {
			channel_id = %[1]q
		}
		resource "livestation_channel_callback_endpoint" "it" {
			channel_id   = %[1]q
			callback_url = "https://own.example"
		}`, nthChannelID(2)))
	env := withKeys(api.URL, "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.folder, "trace.log"))
	var printed strings.Builder
	for _, arguments := range [][]string{{"plan", "-out=saved.tfplan"}, {"apply", "saved.tfplan"}, {"plan"}, {"destroy", "-auto-approve"}} {
		out, err := w.terraform(env, arguments...)
		if printed.WriteString(out); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, body := range []string{`{"content":{"streamKey":"` + fakeapi.StreamKey, `{"content":[{"streamKey":"` + fakeapi.StreamKey + `","callbackEndpoint":5}]}`} {
		api.RespondNext(5, fakeapi.Raw(200, "application/json", body))
		out, err := w.terraform(env, "plan")
		if printed.WriteString(out); err == nil {
			t.Errorf("a broken answer passes:\n%s", out)
		}
		api.ClearResponses()
	}
	told := files(t, w.folder)
	told["what Terraform printed"] = []byte(printed.String())
	for where, data := range told {
		if bytes.Contains(data, []byte(fakeapi.StreamKey)) {
			t.Errorf("%s holds the stream key", where)
		}
	}
}

// The search finds what it looks for, in every form.
func TestLeaksAreFound(t *testing.T) {
	t.Parallel()
	for form := range forms("", canary.SecretKey) {
		if len(leaks([]byte("x"+form+"y"), nil)) == 0 {
			t.Errorf("%q is not found", form)
		}
	}
	if len(leaks([]byte("nothing"), []string{"signature="})) != 0 || len(leaks([]byte("signature%3D"), []string{"signature="})) == 0 {
		t.Error("signatures are not told from other text")
	}
}

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
