package provider

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/sandbox"
)

// The tests of this file run the built provider as Terraform runs a release: a
// process for each alias and each command. terraform-plugin-testing serves all
// aliases from one provider inside the test.

// mirror is built once, where a test first wants it, in a folder of runIsolated's.
var mirror struct {
	sync.Once
	sandbox.Mirror
	folder string
	err    error
}

// A workspace is a configuration that the built provider is installed for.
type workspace struct {
	t      *testing.T
	folder string
}

func newWorkspace(t *testing.T, hcl string) workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("starts Terraform: set TF_ACC=1, as make test does")
	}
	mirror.Do(func() {
		mirror.Mirror, mirror.err = sandbox.NewMirror(context.Background(), filepath.Join("..", ".."), mirror.folder)
	})
	if mirror.err != nil {
		t.Fatal(mirror.err)
	}
	w := workspace{t, t.TempDir()}
	w.write("main.tf", "terraform {\n  required_providers {\n    livestation = {\n      source = \"livestation/livestation\"\n    }\n  }\n}\n"+hcl)
	if err := mirror.Init(t.Context(), w.folder); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w workspace) write(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// terraform runs a command with these variables and returns all it printed.
func (w workspace) terraform(env []string, arguments ...string) (string, error) {
	w.t.Helper()
	out, err := w.command(w.t.Context(), env, arguments...).CombinedOutput()
	return string(out), err
}

func (w workspace) command(ctx context.Context, env []string, arguments ...string) *exec.Cmd {
	return mirror.Command(ctx, w.folder, env, append(arguments, "-no-color")...)
}

// Two aliases differ in everything, and read at the same time, again and again.
func TestAccTwoAliasesDoNotFeelEachOther(t *testing.T) {
	t.Parallel()
	public, fin := startAPI(t), startAPI(t)
	other := fakeapi.Account{AccessKey: "FAKEACCESSKEY0000003", SecretKey: "FakeSecretKey0000000000000000000000000003"}
	fin.AddAccount(other)
	fin.Register("https://fin.example")
	w := newWorkspace(t, providerBlock(public, fakeapi.Allowed)+fmt.Sprintf(`
		provider "livestation" {
			alias      = "fin"
			access_key = %q
			secret_key = %q
			endpoint   = %q
			site       = "fin"
		}
		data "livestation_callback_endpoint" "default" {
			count = 20
		}
		data "livestation_callback_endpoint" "fin" {
			provider = livestation.fin
			count    = 20
		}
		output "read" {
			value = join(" ", distinct(concat(data.livestation_callback_endpoint.default[*].callback_url, data.livestation_callback_endpoint.fin[*].callback_url)))
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
			if r.Refusal != "" || r.Header.Get("x-ncp-iam-access-key") != want[0] || r.Header.Get("x-ncp-region_code") != want[1] || !strings.HasPrefix(r.URI, want[2]) {
				t.Fatalf("%s for %s as %s: %s", r.URI, r.Header.Get("x-ncp-region_code"), r.Header.Get("x-ncp-iam-access-key"), r.Refusal)
			}
		}
	}
}

// Terraform forwards an interrupt to the provider's requests.
func TestAccAnInterruptEndsAReadAtOnce(t *testing.T) {
	t.Parallel()
	api := startAPI(t)
	api.AnswerNext(5, fakeapi.Stall)
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
	if !printed("Error: The request to Live Station was cancelled").MatchString(out.String()) && !strings.Contains(out.String(), "Interrupt received") {
		t.Errorf("it prints:\n%s", out.String())
	}
}
