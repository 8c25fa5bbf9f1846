// Command terraform-provider-livestation is a Terraform provider for Live
// Station, the live video service of NAVER Cloud. Terraform starts it; run it
// yourself only with -debug or -version.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

// version is the tag of the release without its "v". The linker sets it.
var version = "dev"

func main() {
	debugger := flag.Bool("debug", false, "wait for a debugger and print how Terraform can attach (TF_REATTACH_PROVIDERS)")
	showBuild := flag.Bool("version", false, "print the version and the commit, for a bug report")
	flag.Parse()
	if *showBuild {
		fmt.Println("terraform-provider-livestation " + provider.Build(version))
		return
	}
	if !*debugger {
		disableUnrequestedLogs(os.Environ(), os.Setenv)
		relaxGC(os.Getenv("GOGC"))
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/livestation/livestation",
		Debug:   *debugger,
	})
	if err != nil {
		log.Fatal(err)
	}
}

// relaxGC lets the heap grow to five times the live heap before a collection, unless the user sets GOGC. The provider
// runs for seconds and uses little memory: garbage collection was a fifth of its CPU time (BENCHMARKS.md).
func relaxGC(gogc string) {
	if gogc == "" {
		debug.SetGCPercent(400)
	}
}

// disableUnrequestedLogs turns off the logs of the provider and of its SDK, unless a TF_LOG variable requests logs.
// Otherwise the SDK writes every call from Terraform as JSON, which Terraform reads and discards. The SDK reads its
// log levels only from the environment.
func disableUnrequestedLogs(environment []string, setenv func(name, value string) error) {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && strings.HasPrefix(name, "TF_LOG") && !strings.HasPrefix(name, "TF_LOG_PATH") {
			return
		}
	}
	for _, name := range []string{
		"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LIVESTATION",
	} {
		if err := setenv(name, "OFF"); err != nil {
			log.Print(err) // The logs stay on, which only costs time.
		}
	}
}
