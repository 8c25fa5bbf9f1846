package registration

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/provider/run"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A read in flight may have read the URL before something else registered another.
func TestRegistrationUpdate_doesNotJoinAnEarlierRead(t *testing.T) {
	t.Parallel()
	const firstURL = "https://first.example"
	api := fakeapi.Start()
	t.Cleanup(api.Close)
	api.Register(firstURL)
	slow := fakeapi.JSON(200, map[string]any{"content": map[string]any{"callbackUrl": firstURL}})
	api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(500 * time.Millisecond)
		slow(w, r)
	})
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := livestation.New(livestation.Config{
		Endpoint: endpoint, Site: livestation.PublicSite, Region: "KR",
		Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
	})
	go func() { _, _ = client.GetCallbackEndpoint(t.Context()) }()
	for len(api.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	api.Register("https://colleague.example")
	data := endpointResource{run.Resource{Run: run.New(client)}}
	known := &registration{url: types.StringValue(firstURL)}
	wanted := &registration{url: types.StringValue("https://second.example")}
	if diags := data.register(t.Context(), known, wanted); !diags.HasError() {
		t.Errorf("the update succeeded: %v", diags)
	}
	if got := api.Registered(); got != "https://colleague.example" {
		t.Errorf("%q is registered", got)
	}
}
