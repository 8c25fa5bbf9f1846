package provider

import (
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Terraform forwards an interrupt to the provider's requests.
func TestAccInterrupt_endsRequestsAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Go sends no interrupts on Windows")
	}
	for name, c := range map[string]struct {
		hcl       string
		arguments []string
		method    string // of the requests that stall
		want      string
	}{
		"read": {
			hcl: dataSource, arguments: []string{"plan"}, method: http.MethodGet, want: "Error: Request canceled",
		},
		"registration": {
			hcl: defaultRegistration().hcl(firstURL), arguments: []string{"apply", "-auto-approve"},
			method: http.MethodPost, want: "The URL might have been registered anyway",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := defaultRegistration().startEmptyAPI(t)
			stalled := make(chan struct{}, 100)
			api.RespondWhere(func(r *http.Request) bool { return r.Method == c.method },
				func(w http.ResponseWriter, r *http.Request) {
					stalled <- struct{}{}
					fakeapi.Stall(w, r)
				})
			w := newInstalledWorkspace(t, providerBlock(api, fakeapi.Allowed)+c.hcl)
			command := w.command(t.Context(), nil, c.arguments...)
			var out strings.Builder
			command.Stdout = &out
			command.Stderr = &out
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-stalled:
			case <-time.After(30 * time.Second):
				t.Fatal("the API received no request that stalls")
			}
			interrupted := time.Now()
			if err := command.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := command.Wait(); err == nil {
				t.Error("the command succeeds")
			}
			if took := time.Since(interrupted); took > 30*time.Second { // The timeout is a minute.
				t.Errorf("the command ends %s after the interrupt, want at once", took)
			}
			expectOutput(t, out.String(), c.want)
		})
	}
}
