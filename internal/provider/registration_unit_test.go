package provider

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

func TestRegistrationUpdate_doesNotJoinAnEarlierRead(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.Register(firstURL)
	slow := fakeapi.JSON(200, map[string]any{"content": map[string]any{"callbackUrl": firstURL}})
	api.RespondNext(1, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(500 * time.Millisecond)
		slow(w, r)
	})
	client := clientOf(t, api)
	go func() { _, _ = client.GetCallbackEndpoint(t.Context()) }()
	for len(api.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	api.Register("https://colleague.example")
	data := endpointResource{configuredResource{run: newRun(client)}}
	known := &registration{url: types.StringValue(firstURL)}
	wanted := &registration{url: types.StringValue(secondURL)}
	if diags := data.register(t.Context(), known, wanted); !diags.HasError() {
		t.Errorf("the update succeeded: %v", diags)
	}
	if got := api.Registered(); got != "https://colleague.example" {
		t.Errorf("%q is registered", got)
	}
}
