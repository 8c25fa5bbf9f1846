package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// secretURL is a callback URL with the secrets in hookSecrets.
const secretURL = "https://hook-user:hook-password@events.example.com/live?token=hook-token"

var hookSecrets = []string{"hook-user", "hook-password", "hook-token"}

func expectNoSecrets(t *testing.T, out string) {
	t.Helper()
	for _, secret := range hookSecrets {
		if strings.Contains(out, secret) {
			t.Errorf("Terraform prints %s:\n%s", secret, out)
		}
	}
}

// sensitiveURL declares the variable that the resource's URL comes from, so that
// Terraform itself does not print it.
func (c registrationCase) sensitiveURL(t *testing.T, api *fakeapi.Server) workspace {
	t.Helper()
	return c.newWorkspace(t, api, "variable \"url\" {\n  sensitive = true\n}\n"+c.named("it", "var.url"))
}

func withURL(url string) []string { return []string{"TF_VAR_url=" + url} }

// Terraform shows neither the old nor the new value of a sensitive variable, so only
// the provider can say that an apply overwrites a URL that another user registered.
func TestAccRegistrationSecrets_overwrittenURLsAreShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		adopt func(workspace, registrationCase)
		want  string
	}{
		"changed": {
			adopt: func(workspace, registrationCase) {},
			want:  "Warning: Callback endpoint changed outside Terraform",
		},
		"imported": {
			adopt: func(w workspace, c registrationCase) {
				w.run("state", "rm", c.address())
				if out, err := w.terraform(withURL(secretURL), "import", c.address(), c.importID); err != nil {
					w.t.Fatalf("%v\n%s", err, out)
				}
			},
			want: "Warning: Imported callback endpoint will be replaced",
		},
		"import block": {
			adopt: func(w workspace, c registrationCase) {
				w.run("state", "rm", c.address())
				block := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", c.address(), c.importID)
				if err := os.WriteFile(filepath.Join(w.folder, "import.tf"), []byte(block), 0o600); err != nil {
					w.t.Fatal(err)
				}
			},
			want: "Warning: Imported callback endpoint will be replaced",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ofAChannel(t, func(t *testing.T, r registrationCase, api *fakeapi.Server) {
				w := r.sensitiveURL(t, api)
				apply := func(url string) string {
					out, err := w.terraform(withURL(url), "apply", "-auto-approve")
					if err != nil {
						t.Fatalf("%v\n%s", err, out)
					}
					expectNoSecrets(t, out)
					return out
				}
				apply(secretURL)
				r.register(api, foreignURL+"?token=hook-token")
				c.adopt(w, r)
				out := apply(secretURL)
				expectOutput(t, out, c.want, foreignURL+"?token=(hidden)", "https://(hidden)@events.example.com")
				r.expectRegistered(t, api, secretURL)
				if out := apply(secondURL); strings.Contains(out, c.want) {
					t.Errorf("the next change warns again:\n%s", out)
				}
			})
		})
	}
}
