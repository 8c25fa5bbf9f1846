package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Two aliases differ in every setting and read at the same time.
func TestAccAliases_useTheirOwnSettings(t *testing.T) {
	t.Parallel()
	public, financial := startAPI(t), startAPI(t)
	other := fakeapi.Account{
		AccessKey: "FAKEACCESSKEY0000003", SecretKey: "FakeSecretKey0000000000000000000000000003",
	}
	financial.AddAccount(other)
	putChannels(public, 20, registeredURL)
	putChannels(financial, 20, "https://fin.example")
	w := newInstalledWorkspace(t, providerBlock(public, fakeapi.Allowed)+fmt.Sprintf(`
		provider "livestation" {
			alias      = "fin"
			access_key = %q
			secret_key = %q
			endpoint   = %q
			site       = "fin"
		}
		data "livestation_channel_callback_endpoint" "public" {
			count      = 20
			channel_id = format("channel-%%d", count.index)
		}
		data "livestation_channel_callback_endpoint" "fin" {
			provider   = livestation.fin
			count      = 20
			channel_id = format("channel-%%d", count.index)
		}
		output "read" {
			value = join(" ", distinct(concat(
				data.livestation_channel_callback_endpoint.public[*].callback_url,
				data.livestation_channel_callback_endpoint.fin[*].callback_url,
			)))
		}`, other.AccessKey, other.SecretKey, financial.URL))
	out, err := w.terraform([]string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Denied.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Denied.SecretKey,
	}, "plan")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	expectOutput(t, out, `read = "`+registeredURL+` https://fin.example"`)
	for name, c := range map[string]struct {
		api                       *fakeapi.Server
		accessKey, region, prefix string
	}{
		"public":    {api: public, accessKey: fakeapi.Allowed.AccessKey, region: "KR", prefix: "/api/v2/"},
		"financial": {api: financial, accessKey: other.AccessKey, region: "FKR", prefix: "/api/fin-v2/"},
	} {
		expectAccepted(t, c.api)
		if n := len(c.api.Requests()); n != 20 {
			t.Errorf("%s: the API received %d requests, want 20", name, n)
		}
		for _, r := range c.api.Requests() {
			if got := r.Header.Get("x-ncp-iam-access-key"); got != c.accessKey {
				t.Fatalf("%s: the access key is %s, want %s", name, got, c.accessKey)
			}
			if got := r.Header.Get("x-ncp-region_code"); got != c.region {
				t.Fatalf("%s: the region is %s, want %s", name, got, c.region)
			}
			if !strings.HasPrefix(r.URI, c.prefix) {
				t.Fatalf("%s: the path is %s, want one below %s", name, r.URI, c.prefix)
			}
		}
	}
}

// Terraform starts a process for each alias, so that no lock is shared. One of them
// finds the other's URL, before it registers its own or afterwards.
func TestAccAliases_ofOneAccountConflict(t *testing.T) {
	t.Parallel()
	ofAChannel(t, func(t *testing.T, c registrationCase, api *fakeapi.Server) {
		api.AfterEach(func() { time.Sleep(200 * time.Millisecond) }) // longer than what is between two requests
		alias := strings.Replace(providerBlock(api, fakeapi.Allowed), "{\n", "{\n  alias = \"other\"\n", 1)
		w := newInstalledWorkspace(t, providerBlock(api, fakeapi.Allowed)+alias+c.hcl(firstURL)+
			c.named("other", fmt.Sprintf("%q", secondURL), "provider = livestation.other\n"))
		out := w.runFailing("apply", "-auto-approve")
		if !strings.Contains(out, conflictError) && !strings.Contains(out, differsError) {
			t.Errorf("Terraform reports neither a conflict nor a difference:\n%s", out)
		}
		state := w.run("state", "list")
		if n := strings.Count(state, c.resourceType); n > 1 {
			t.Errorf("both creates succeed:\n%s", state)
		}
	})
}
