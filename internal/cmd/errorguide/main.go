// Command errorguide writes the guide to the error codes from the tables that
// the provider is built with, so that the two cannot differ:
//
//	go run ./internal/cmd/errorguide templates/guides/error-codes.md
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

const introduction = `---
page_title: "Error codes"
subcategory: ""
description: |-
  Every error code of Live Station and of the API gateway in front of it, what it means and what to do.
---

# Error codes

<!-- Written by "make generate" from the tables in internal/livestation/error_codes.go
and internal/provider/remedies.go. -->

Where a call fails, the provider shows the code in the error's first line, and below it the layer that answered, the
code with its name, the message, the trace ID (NAVER Cloud support asks for it) and what to do. The code decides what is
shown, never the message or the HTTP status: several codes share a text, and the status of a code is not published.

Most codes belong to calls that this provider does not make. They are listed because the vendor's page of every call lists them.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: errorguide FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], []byte(guide(livestation.Codes())), 0o600); err != nil { //nolint:gosec // The file is the caller's own choice.
		fmt.Fprintln(os.Stderr, "errorguide:", err)
		os.Exit(1)
	}
}

func guide(codes []livestation.Code) string {
	var b strings.Builder
	b.WriteString(introduction)
	section(&b, codes, livestation.SourceGateway, "API gateway",
		"The gateway's codes have three digits. They look like HTTP statuses and are not, so the provider writes them as `(API gateway 200)`.")
	section(&b, codes, livestation.SourceLiveStation, "Live Station",
		"Live Station's codes have six digits. `{0}` and `{1}` stand for what the service fills in.")
	return b.String()
}

// section lists the codes of one layer, those that share a remedy together.
func section(b *strings.Builder, codes []livestation.Code, layer livestation.Source, title, text string) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", title, text)
	var remedies []string
	byRemedy := map[string][]livestation.Code{}
	for _, c := range codes {
		if c.Source != layer {
			continue
		}
		remedy := provider.Remedy(c.Code)
		if !slices.Contains(remedies, remedy) {
			remedies = append(remedies, remedy)
		}
		byRemedy[remedy] = append(byRemedy[remedy], c)
	}
	for _, remedy := range remedies {
		b.WriteString("\n| Code | Meaning | Kind | Message |\n| --- | --- | --- | --- |\n")
		for _, c := range byRemedy[remedy] {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", codeWithName(c), c.Meaning, c.Kind, cell(c.Message))
		}
		fmt.Fprintf(b, "\n**What to do:** %s\n", remedy)
	}
}

func codeWithName(c livestation.Code) string {
	if c.Name == "" {
		return c.Code
	}
	return c.Code + " `" + c.Name + "`"
}

// cell returns a published text as it may stand in a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "_", `\_`, "*", `\*`, "<", "&lt;").Replace(text)
}
