package provider

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// The guide "Verify a receiver" promises that the check only warns.
func TestAccReceiverGuide_neverFailsThePlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		receiver lastEvent
		check    string // the status of the check block in the plan
	}{
		"up":            {receiver: workingReceiver, check: "pass"},
		"down":          {receiver: lastEvent{failure: "connection refused"}, check: "fail"},
		"refusing":      {receiver: lastEvent{status: 503, body: "busy"}, check: "fail"},
		"invalid event": {receiver: lastEvent{status: 200, body: "{}"}, check: "fail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := startAPI(t)
			hcl := readExample(t, filepath.Join("..", "..", "examples", "receiver", "main.tf"))
			hcl = strings.Replace(hcl, "hashicorp/http", "livestation/http", 1)
			providers := factories()
			providers["http"] = providerserver.NewProtocol6WithError(fakeProvider{name: "http", receiver: c.receiver})
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: providers,
				Steps: []resource.TestStep{{
					Config:             hcl + providerBlock(api, fakeapi.Allowed) + dataSource,
					ExpectNonEmptyPlan: true, // It reads data sources.
					PlanOnly:           true,
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PostApplyPreRefresh: []plancheck.PlanCheck{expectCheck(c.check)},
					},
				}},
			})
		})
	}
}

// expectCheck is the expected status of the only check block.
type expectCheck string

func (want expectCheck) CheckPlan(
	_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse,
) {
	for _, check := range req.Plan.Checks {
		if check.Address.Kind == "check" && string(check.Status) == string(want) {
			return
		}
	}
	resp.Error = fmt.Errorf("no check has the status %s: %+v", want, req.Plan.Checks)
}

// lastEvent is the data source http, of a receiver that responds so or fails.
type lastEvent struct {
	status  int64
	body    string
	failure string
}

// workingReceiver returns the published example of an event.
var workingReceiver = lastEvent{status: 200, body: postedExample}

func (lastEvent) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "http"
}

func (lastEvent) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"url":                schema.StringAttribute{Required: true},
		"request_timeout_ms": schema.Int64Attribute{Optional: true},
		"status_code":        schema.Int64Attribute{Computed: true},
		"response_body":      schema.StringAttribute{Computed: true},
	}}
}

func (e lastEvent) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if e.failure != "" {
		resp.Diagnostics.AddError("Error making request", e.failure)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("url"), "https://events.example.com/last-event")...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("request_timeout_ms"), 5000)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("status_code"), e.status)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("response_body"), e.body)...)
}
