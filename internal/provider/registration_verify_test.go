package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// confirmation is the API's response to a POST that registered a URL.
func (c registrationCase) confirmation(url string) http.HandlerFunc {
	content := map[string]any{"callbackUrl": url}
	if c.channelType != "" {
		content = map[string]any{"channelId": channelID, "callbackEndpoint": url}
	}
	return fakeapi.JSON(http.StatusOK, map[string]any{"content": content})
}

// The API registers another form of the URL, as servers do that normalize URLs.
func TestAccRegistration_reportsAURLInAnotherForm(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		const wanted, normalized = "https://first.example", "https://first.example/"
		api.RespondWhere(isPost, func(w http.ResponseWriter, r *http.Request) {
			c.register(api, normalized)
			c.confirmation(normalized)(w, r)
		})
		w := c.newWorkspace(t, api, c.hcl(wanted))
		out := w.runFailing("apply", "-auto-approve")
		expectOutput(t, out, differsError, "Requested: "+wanted, "Registered: "+normalized)
		expectOutput(t, w.runFailing("plan"), conflictError, normalized)

		c.rewrite(w, api, c.hcl(normalized)) // the advice
		w.run("apply", "-auto-approve")
		w.expectNoChanges()
		expectPosts(t, api, 1)
	})
}

// The API confirms a URL without registering it.
func TestAccRegistration_reportsAConfirmationWithoutRegistration(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		api.RespondWhere(isPost, c.confirmation(firstURL))
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		out := w.runFailing("apply", "-auto-approve")
		expectOutput(t, out, differsError, "Requested:  "+firstURL, "Registered: none")
		if out := w.run("state", "list"); strings.TrimSpace(out) != "" {
			t.Errorf("the state contains %s", out)
		}
	})
}

func TestAccRegistration_rejectsResponsesThatConfirmNothing(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		for _, body := range []string{`{"status":"UP"}`, `{"error":false}`, `{"content":{}}`} {
			api.RespondWhere(isPost, fakeapi.Raw(http.StatusOK, "application/json", body))
			expectOutput(t, w.runFailing("apply", "-auto-approve"),
				"Error: Unexpected response format", "The URL might have been registered anyway", "POST ")
		}
		if out := w.run("state", "list"); strings.TrimSpace(out) != "" {
			t.Errorf("the state contains %s", out)
		}
	})
}

// The URL is registered and confirmed, and the API fails afterwards.
func TestAccRegistration_warnsThatTheURLIsNotVerified(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		failReadsAfterPost(api)
		out := w.run("apply", "-auto-approve")
		expectOutput(t, out, "Warning: Callback endpoint registered but not verified", "(250010)", "GET ")
		api.ClearResponses()
		w.expectNoChanges()
	})
}

func TestAccRegistration_reportsAnotherConfirmedURLIfReadingFails(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		w := c.newWorkspace(t, api, c.hcl(firstURL))
		api.RespondWhere(isPost, func(w http.ResponseWriter, r *http.Request) {
			c.confirmation(foreignURL)(w, r)
			api.RespondWhere(func(*http.Request) bool { return true }, denied)
		})
		expectOutput(t, w.runFailing("apply", "-auto-approve"), differsError, firstURL, foreignURL)
	})
}

func denied(w http.ResponseWriter, r *http.Request) {
	fakeapi.LiveStationError(http.StatusForbidden, 250010, "POLICY_CHECK_FAILED", "denied")(w, r)
}

// failReadsAfterPost makes the API reject each request after the first POST.
func failReadsAfterPost(api *fakeapi.Server) {
	api.AfterEach(func() {
		requests := api.Requests()
		if requests[len(requests)-1].Method == http.MethodPost {
			api.RespondWhere(func(*http.Request) bool { return true }, denied)
		}
	})
}
