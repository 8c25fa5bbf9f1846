package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/assumptions"
	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A report is the result of the check. It contains no value of a response except HTTP
// statuses, error codes, channel statuses and totals.
type report struct {
	checker  *checker
	findings map[string]finding
}

func newReport(c *checker) report { return report{checker: c, findings: c.findings()} }

func (r report) count(o outcome) int {
	n := 0
	for _, f := range r.findings {
		if f.outcome == o {
			n++
		}
	}
	return n
}

// summary returns one line with the number of each outcome.
func (r report) summary() string {
	return fmt.Sprintf("%d differ, %d hold, %d not determined, %d not checked",
		r.count(differs), r.count(holds), r.count(unknown), r.count(notChecked))
}

// table returns the result for a terminal.
func (r report) table() string {
	var b strings.Builder
	for _, a := range assumptions.All() {
		f := r.findings[a.ID]
		fmt.Fprintf(&b, "%s  %-14s  %s\n", a.ID, f.outcome, a.Statement)
		fmt.Fprintf(&b, "%21s%s\n", "", f.seen)
	}
	fmt.Fprintf(&b, "\n%s\n", r.summary())
	return b.String()
}

// markdown returns the result for an issue.
func (r report) markdown() string {
	var b strings.Builder
	c := r.checker
	fmt.Fprintf(&b, "# Check of the assumptions about the Live Station API\n\n"+
		"Written by `make check-api`. It contains no keys, signatures, URLs, names or IDs.\n\n"+
		"- Result: %s\n- Date: %s\n- Commit: %s\n- Site: %s\n- Endpoint: %s\n- Requests: %d (with -write: %t)\n",
		r.summary(), time.Now().UTC().Format(time.DateOnly), commit(), c.config.Site.Name, endpoint(c), c.sent,
		c.options.write)

	b.WriteString("\n## Differences\n\n")
	if r.count(differs) == 0 {
		b.WriteString("None.\n")
	} else {
		b.WriteString("| ID | Assumption | The API returned |\n| --- | --- | --- |\n")
	}
	for _, a := range assumptions.All() {
		if f := r.findings[a.ID]; f.outcome == differs {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", a.ID, cell(a.Statement), cell(f.seen))
		}
	}

	b.WriteString("\n## Assumptions\n\n| ID | Result | Assumption | Reason |\n| --- | --- | --- | --- |\n")
	for _, a := range assumptions.All() {
		f := r.findings[a.ID]
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", a.ID, f.outcome, cell(a.Statement), cell(f.seen))
	}

	b.WriteString("\n## Responses\n\n| Request | Response | Body |\n| --- | --- | --- |\n")
	for _, e := range c.exchanges {
		body := ""
		if e.response != nil {
			body = c.shape(e)
		}
		fmt.Fprintf(&b, "| %s %s: %s | %s | %s |\n", e.method, e.path, e.purpose, e.describe(), cell(body))
	}

	b.WriteString("\n## Differences for the fake API\n\n" +
		"To make the fake API differ in the same way, run `make fake-api BEHAVIOR=FILE` with this file.\n\n")
	fmt.Fprintf(&b, "```json\n%s\n```\n", r.behavior())
	return b.String()
}

// behavior returns the JSON that fakeapi reads.
func (r report) behavior() string {
	var all behavior
	for _, a := range assumptions.All() {
		if f := r.findings[a.ID]; f.outcome == differs {
			all.add(f.behavior)
		}
	}
	encoded, _ := json.MarshalIndent(fakeapi.Behavior(all), "", "  ") // All values are encoded JSON or texts.
	return string(encoded)
}

func endpoint(c *checker) string {
	if c.config.Endpoint.String() == livestation.DefaultEndpoint {
		return livestation.DefaultEndpoint
	}
	return "another than the default"
}

// commit returns the commit that the program was built from.
func commit() string {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				return setting.Value
			}
		}
	}
	return "unknown"
}

// cell returns a text for a cell of a table. Nothing in it is Markdown.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "_", `\_`, "*", `\*`, "[", `\[`, "\n", " ").Replace(text)
}
