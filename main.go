// Command terraform-provider-livestation is a Terraform provider for Live
// Station, the live video service of NAVER Cloud. Terraform starts it; people
// run it by hand only with -debug.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

// version is the release's tag without its "v"; the linker sets it.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger and print how Terraform can attach (TF_REATTACH_PROVIDERS)")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/livestation/livestation",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
