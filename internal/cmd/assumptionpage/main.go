// Command assumptionpage writes the page of assumptions from their register:
//
//	go run ./internal/cmd/assumptionpage ASSUMPTIONS.md
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/assumptions"
)

// introduction has a tilde for each backquote.
const introduction = `# Assumptions about the Live Station API

<!-- Written by "make generate" from internal/assumptions/register.go. -->

The provider is written from the pages of NAVER Cloud. If they are silent, it relies on assumptions. No developer has
checked them with the real API yet. This page lists them, and what to change if one is wrong.

- **published**: on the pages of NAVER Cloud.
- **SDK**: in the SDKs or the Terraform provider of NAVER Cloud.
- **inferred**: from pages and programs, without confirmation.

To check them with your account, run ~make check-api~. It sends read-only requests and writes a report that you can
attach to an issue. The tests run the same check against the fake API.

Comments in the code name an assumption by its ID, for example "assumption A01". To add an assumption, add it to the
register with the next ID, and add its comparison to ~internal/cmd/checkapi/checks.go~ or the reason why there is none.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: assumptionpage FILE")
		os.Exit(2)
	}
	//nolint:gosec // The file is the caller's own choice.
	if err := os.WriteFile(os.Args[1], []byte(page(assumptions.All())), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, "assumptionpage:", err)
		os.Exit(1)
	}
}

func page(all []assumptions.Assumption) string {
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(introduction, "~", "`"))
	for _, a := range all {
		check := "by `make check-api`"
		if a.NotChecked != "" {
			check = "no. " + a.NotChecked
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n- Origin: %s\n- Checked: %s\n- Relies on it: %s\n- If it is wrong: %s\n",
			a.ID, a.Statement, a.Origin, check, a.DependsOn, a.IfWrong)
		if len(a.Places) > 0 {
			fmt.Fprintf(&b, "- Comments: `%s`\n", strings.Join(a.Places, "`, `"))
		}
	}
	return b.String()
}
