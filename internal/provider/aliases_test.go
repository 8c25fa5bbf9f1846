package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Two aliases differ in everything, and read at the same time, again and again.
func TestAccTwoAliasesDoNotFeelEachOther(t *testing.T) {
	t.Parallel()
	public, fin := startAPI(t), startAPI(t)
	other := fakeapi.Account{AccessKey: "FAKEACCESSKEY0000003", SecretKey: "FakeSecretKey0000000000000000000000000003"}
	fin.AddAccount(other)
	putChannels(public, 20, registeredURL)
	putChannels(fin, 20, "https://fin.example")
	w := newWorkspace(t, providerBlock(public, fakeapi.Allowed)+fmt.Sprintf(`
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
			value = join(" ", distinct(concat(data.livestation_channel_callback_endpoint.public[*].callback_url, data.livestation_channel_callback_endpoint.fin[*].callback_url)))
		}`, other.AccessKey, other.SecretKey, fin.URL))
	environment := []string{"NCLOUD_ACCESS_KEY=" + fakeapi.Denied.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Denied.SecretKey}
	if out, err := w.terraform(environment, "apply", "-auto-approve"); err != nil || !strings.Contains(out, `read = "https://my-callback-endpoint https://fin.example"`) {
		t.Fatalf("%v\n%s", err, out)
	}
	for api, want := range map[*fakeapi.Server][3]string{public: {fakeapi.Allowed.AccessKey, "KR", "/api/v2/"}, fin: {other.AccessKey, "FKR", "/api/fin-v2/"}} {
		if n := len(api.Requests()); n != 20 {
			t.Errorf("%d requests for 20 reads", n)
		}
		for _, r := range api.Requests() {
			if r.Rejection != "" || r.Header.Get("x-ncp-iam-access-key") != want[0] || r.Header.Get("x-ncp-region_code") != want[1] || !strings.HasPrefix(r.URI, want[2]) {
				t.Fatalf("%s for %s as %s: %s", r.URI, r.Header.Get("x-ncp-region_code"), r.Header.Get("x-ncp-iam-access-key"), r.Rejection)
			}
		}
	}
}
