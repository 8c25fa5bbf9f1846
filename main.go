// Command terraform-provider-livestation is a Terraform provider for Live
// Station, the live video service of NAVER Cloud. Terraform starts it; people
// run it by hand only with -debug.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

// version is the release's tag without its "v"; the linker sets it.
var version = "dev"

func main() {
	attachable := flag.Bool("debug", false, "wait for a debugger and print how Terraform can attach (TF_REATTACH_PROVIDERS)")
	flag.Parse()
	if !*attachable {
		quietLogs(os.Environ(), os.Setenv)
		collectLess(os.Getenv("GOGC"))
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/livestation/livestation",
		Debug:   *attachable,
	})
	if err != nil {
		log.Fatal(err)
	}
}

// collectLess lets the heap grow to five times what is in use before it is
// collected, unless the user's GOGC says otherwise. The provider lives for seconds
// and keeps little: collecting was a fifth of its work (BENCHMARKS.md).
func collectLess(gogc string) {
	if gogc == "" {
		debug.SetGCPercent(400)
	}
}

// quietLogs turns the logs of the provider and of its SDK off where no variable
// asks for any. Otherwise every call from Terraform is written as JSON, which
// Terraform reads and drops. The SDK takes its levels from the environment alone.
func quietLogs(environment []string, setenv func(name, value string) error) {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && strings.HasPrefix(name, "TF_LOG") && !strings.HasPrefix(name, "TF_LOG_PATH") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LIVESTATION"} {
		if err := setenv(name, "OFF"); err != nil {
			log.Print(err) // The logs stay on: slower, and nothing else.
		}
	}
}
