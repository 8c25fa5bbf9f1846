// Command errorguide writes the guide to the error codes from the tables that
// are part of the provider, so that the two cannot differ:
//
//	go run ./internal/cmd/errorguide templates/guides/error-codes.md
package main

import (
	"fmt"
	"os"
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
and internal/provider/advice.go. -->

When Live Station or the API gateway in front of it returns an error code, the provider reports an error of this form:

~~~text
Error: Sub account not permitted to use Live Station (250010)

Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER (read and write) to the sub account that
owns this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has one of them.

  Request:   GET https://livestation.apigw.ntruss.com/api/v2/events/callbackEndpoint
  Response:  HTTP 403 from Live Station, 250010 (POLICY_CHECK_FAILED)
  Message:   We cannot accomplish the task as permissions are not granted for the sub account. ...
  Trace ID:  36c9k60om4p3238cpmc9gm4cj4 (include this when you contact NAVER Cloud support)
~~~

1. The first line contains the meaning of the error and its code.
2. The next lines tell you what to do. "The message below" is the one in the line "Message", and "the lines below" are
   those of point 3.
3. The indented lines at the end are for support. If you contact NAVER Cloud support, include the trace ID.

The provider uses the code to choose the meaning and what to do. It doesn't use the message, because several codes have
the same message, or the HTTP status, because NAVER Cloud doesn't publish the status of each code.

Live Station publishes one list of codes for all requests of its API. Most of them belong to requests that this provider
doesn't make.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: errorguide FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(
		os.Args[1],
		[]byte(guide(livestation.Codes())),
		0o600,
	); err != nil { //nolint:gosec // The file is the caller's own choice.
		fmt.Fprintln(os.Stderr, "errorguide:", err)
		os.Exit(1)
	}
}

func guide(codes []livestation.Code) string {
	var b strings.Builder
	b.WriteString(introduction)
	section(&b, codes, livestation.SourceGateway, "API gateway",
		"Codes of the API gateway have three digits. They look like HTTP statuses, but are not, so the provider shows them "+
			"as `(API gateway 200)`.")
	section(&b, codes, livestation.SourceLiveStation, "Live Station",
		"Codes of Live Station have six digits. In a message, Live Station replaces `{0}` and `{1}`.")
	return b.String()
}

// section writes the codes of one source, with one table for all codes that
// share an advice.
func section(b *strings.Builder, codes []livestation.Code, source livestation.Source, title, text string) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", title, text)
	var advices []string
	byAdvice := map[string][]livestation.Code{}
	for _, c := range codes {
		if c.Source != source {
			continue
		}
		advice := provider.Advice(c.Code)
		if _, ok := byAdvice[advice]; !ok {
			advices = append(advices, advice)
		}
		byAdvice[advice] = append(byAdvice[advice], c)
	}
	for _, advice := range advices {
		b.WriteString("\n| Code | Meaning | Kind | Message |\n| --- | --- | --- | --- |\n")
		for _, c := range byAdvice[advice] {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", codeWithName(c), c.Meaning, c.Kind, cell(c.Message))
		}
		fmt.Fprintf(b, "\n**What to do:** %s\n", markdown(advice))
	}
}

// markdown returns an advice with the blank line that Markdown requires before a list.
func markdown(advice string) string { return strings.Replace(advice, "\n  - ", "\n\n  - ", 1) }

func codeWithName(c livestation.Code) string {
	if c.Name == "" {
		return c.Code
	}
	return c.Code + " `" + c.Name + "`"
}

// cell returns a published text with the characters escaped that Markdown interprets in a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "_", `\_`, "*", `\*`, "<", "&lt;").Replace(text)
}
