package provider

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// Terraform forwards an interrupt to the provider's requests.
func TestAccAnInterruptEndsAReadAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Go sends no interrupts on Windows")
	}
	api := startAPI(t)
	api.RespondNext(5, fakeapi.Stall)
	w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+dataSource)
	command := w.command(t.Context(), nil, "plan")
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for len(api.Requests()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	interrupted := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	if took := time.Since(interrupted); err == nil || took > 3*time.Second {
		t.Errorf("%s after the interrupt: %v\n%s", took, err, out.String())
	}
	if !outputMatches("Error: The request to Live Station was cancelled").MatchString(out.String()) && !strings.Contains(out.String(), "Interrupt received") {
		t.Errorf("it prints:\n%s", out.String())
	}
}
