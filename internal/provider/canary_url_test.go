package provider

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Callback URLs with secrets: of the user, and of another program that registers one.
const (
	canaryURL      = "https://CANARYuser:CANARYpassword@events.example.com/live?token=CANARYtoken%2F7f31"
	otherCanaryURL = "https://CANARYother@other.example.com/live?token=CANARYothertoken"
)

// callbackCanaries are the secrets in these URLs.
var callbackCanaries = []string{"CANARYuser", "CANARYpassword", "CANARYtoken", "CANARYother"}

// refreshLog is what OpenTofu, and Terraform before 1.11, log about an object that changed
// outside: its values. The provider cannot prevent it.
var refreshLog = regexp.MustCompile(`produced an unexpected new value for \S+ during refresh\.(\n +- .*)+`)

// Terraform prints and logs no other secret of a callback URL, neither its core nor the SDK
// nor the provider. State and plan files contain the URLs by design.
func TestAccCanary_showsNoCallbackSecret(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		const variable = "\nvariable \"url\" {\n  type      = string\n  sensitive = true\n}\n"
		hcl := strings.Replace(c.hcl("URL"), `"URL"`, "var.url", 1)
		if hcl == c.hcl("URL") {
			t.Fatal("the configuration does not contain the URL")
		}
		r := newCanaryRun(t, "provider \"livestation\" {\n  max_retries = 0\n}\n"+variable+hcl, withKeys(api.URL)...)
		set := func(callbackURL string) {
			variables, err := json.Marshal(map[string]string{"url": callbackURL})
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(r.folder, "terraform.tfvars.json"), variables, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(out string, texts ...string) {
			t.Helper()
			if !outputMatches(texts...).MatchString(out) {
				t.Errorf("the output does not contain %q:\n%s", texts, out)
			}
		}

		// Invalid URL.
		set(strings.Replace(canaryURL, "https://", "https:// ", 1))
		expect(r.fail("plan"), "Error: Invalid callback URL")

		// Errors that repeat the URL, of the POST and, after a success, of the GET.
		set(canaryURL)
		alone := fakeapi.LiveStationError(400, 250022, "", "CANARYuser CANARYpassword CANARYtoken%2F7f31")
		for _, response := range append(echoesOf(canaryURL), alone) {
			api.RespondWhere(isMethod(http.MethodPost), response)
			r.fail("apply", "-auto-approve")
		}
		api.ClearResponses()
		expect(r.succeed("apply", "-auto-approve"), "Warning: Callback URL with a user name or password")
		r.succeed("plan", "-detailed-exitcode")
		for _, response := range echoesOf(canaryURL) {
			api.RespondWhere(isMethod(http.MethodGet), response)
			r.fail("plan")
		}
		api.ClearResponses()

		// Another program registers another URL: before the plan, and after it.
		c.register(api, otherCanaryURL)
		r.succeed("plan")
		c.register(api, canaryURL)
		set(canaryURL + "2")
		r.succeed("plan", "-out=saved.tfplan")
		c.register(api, otherCanaryURL)
		expect(r.fail("apply", "saved.tfplan"),
			"Error: Callback endpoint changed outside Terraform", "https://(hidden)@other.example.com/live?token=(hidden)")

		// The URL that is registered differs from the requested one in a secret.
		c.register(api, canaryURL)
		api.RespondWhere(isMethod(http.MethodPost), fakeapi.JSON(200, map[string]any{"content": map[string]string{
			"callbackUrl": canaryURL, "callbackEndpoint": canaryURL, "channelId": channelID,
		}}))
		expect(r.fail("apply", "-auto-approve"),
			"Error: The registered callback endpoint differs", "The URLs differ in a part that is not shown")
		api.ClearResponses()

		// Destroy, and a conflict of the create that follows.
		set(canaryURL)
		r.succeed("apply", "-auto-approve")
		expect(r.succeed("plan", "-destroy"),
			"Warning: The callback endpoint remains registered", "https://(hidden)@events.example.com/live?token=(hidden)")
		r.succeed("destroy", "-auto-approve")
		c.register(api, otherCanaryURL)
		expect(r.fail("plan"),
			"Error: A different callback endpoint is already registered",
			"https://(hidden)@other.example.com/live?token=(hidden)")

		log := refreshLog.ReplaceAllString(r.log(), "")
		for name, text := range map[string]string{"the output": r.printed.String(), "the trace log": log} {
			for _, secret := range callbackCanaries {
				if leak := excerpt([]byte(text), secret); leak != "" {
					t.Errorf("%s contains %s: %s", name, secret, leak)
				}
			}
		}
	})
}

func isMethod(method string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method }
}

// echoesOf returns error responses that repeat a callback URL or parts of it.
func echoesOf(callbackURL string) []http.HandlerFunc {
	escaped := strings.ReplaceAll(callbackURL, "/", `\/`)
	return []http.HandlerFunc{
		fakeapi.LiveStationError(400, 250022, "", "The url "+callbackURL+" is not valid."),
		fakeapi.LiveStationError(400, 250022, callbackURL, "The url '"+url.QueryEscape(callbackURL)+"' is not valid."),
		fakeapi.GatewayError(401, 210, "Permission Denied", "rejected by a rule: "+callbackURL),
		fakeapi.Raw(403, "text/html", "<html>Blocked: <a href=\""+callbackURL+"\">"),
		fakeapi.Raw(500, "application/json", `{"detail":"`+escaped+`"}`),
		fakeapi.Raw(200, "application/json", `{"content":{"callbackUrl":["`+callbackURL+`"]}}`),
		fakeapi.Redirect(302, callbackURL),
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("x-ncp-trace-id", callbackURL)
			fakeapi.LiveStationError(500, 250000, "EXCEPTION", "failed")(w, r)
		},
	}
}
