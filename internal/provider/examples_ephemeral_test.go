package provider

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

var writeOnlyFeature = feature{name: "write-only arguments", terraform: "1.11.0", tofu: "1.11.0"}

// requireExampleFeatures skips an example that needs a newer Terraform.
func requireExampleFeatures(t *testing.T, hcl string) {
	t.Helper()
	if strings.Contains(hcl, "ephemeral \"") {
		requireFeature(t, ephemeralFeature)
	}
	if strings.Contains(hcl, "_wo") {
		requireFeature(t, writeOnlyFeature)
	}
}

// The error of a provisioner shows all that its command printed.
func TestAccExamples_failingProvisionerShowsNoStreamKey(t *testing.T) {
	t.Parallel()
	requireFeature(t, ephemeralFeature)
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "ephemeral-resources", "*", "*.tf"))
	if err != nil || len(files) < 2 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			api.PutChannel(fakeapi.MainStage())
			const failing = "sh -c 'echo $STREAM_KEY; echo $STREAM_KEY >&2; exit 1'"
			hcl := strings.Replace(readExample(t, file), "echo Start the encoder here.", failing, 1)
			w := newWorkspace(t, providerBlock(api, fakeapi.Allowed)+hcl)
			out := w.runFailing("apply", "-auto-approve")
			expectOutput(t, out, "local-exec provisioner error")
			if strings.Contains(out, fakeapi.StreamKey) {
				t.Errorf("the output contains the stream key:\n%s", out)
			}
		})
	}
}

func TestExamples_provisionersPrintNothing(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"*/*.tf", "*/*/*.tf"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "examples", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			hcl := readExample(t, file)
			if strings.Count(hcl, "local-exec") != strings.Count(hcl, `>/dev/null 2>&1"`) {
				t.Errorf("%s: a command prints to the output, where a stream key may appear", file)
			}
		}
	}
}

// fakeSecret is the resource kubernetes_secret_v1, as far as an example uses it.
type fakeSecret struct {
	written map[string]string // the latest data_wo
}

func (s *fakeSecret) Metadata(
	_ context.Context, _ frameworkresource.MetadataRequest, resp *frameworkresource.MetadataResponse,
) {
	resp.TypeName = "kubernetes_secret_v1"
}

func (s *fakeSecret) Schema(
	_ context.Context, _ frameworkresource.SchemaRequest, resp *frameworkresource.SchemaResponse,
) {
	resp.Schema = resourceschema.Schema{
		Attributes: map[string]resourceschema.Attribute{
			"data_wo":          resourceschema.MapAttribute{ElementType: types.StringType, Optional: true, WriteOnly: true},
			"data_wo_revision": resourceschema.Int64Attribute{Optional: true},
		},
		Blocks: map[string]resourceschema.Block{
			"metadata": resourceschema.ListNestedBlock{NestedObject: resourceschema.NestedBlockObject{
				Attributes: map[string]resourceschema.Attribute{"name": resourceschema.StringAttribute{Optional: true}},
			}},
		},
	}
}

func (s *fakeSecret) Create(
	ctx context.Context, req frameworkresource.CreateRequest, resp *frameworkresource.CreateResponse,
) {
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("data_wo"), &s.written)...)
	resp.State.Raw = req.Plan.Raw
}

func (s *fakeSecret) Read(context.Context, frameworkresource.ReadRequest, *frameworkresource.ReadResponse) {
}

func (s *fakeSecret) Update(context.Context, frameworkresource.UpdateRequest, *frameworkresource.UpdateResponse) {
}

func (s *fakeSecret) Delete(context.Context, frameworkresource.DeleteRequest, *frameworkresource.DeleteResponse) {
}
