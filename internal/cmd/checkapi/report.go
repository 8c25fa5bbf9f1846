package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

const issues = "https://github.com/livestation/terraform-provider-livestation/issues"

// differ reports whether a row differs.
func differ(results []result) bool {
	return slices.ContainsFunc(results, func(r result) bool { return len(r.differences) > 0 })
}

// table returns the rows that differ, those that were not compared, and a line with the
// result, without Markdown.
func table(account *recording, results []result) string {
	var b strings.Builder
	var skipped, assumptions []string
	n := 0
	for _, r := range results {
		if r.notCompared != "" {
			skipped = append(skipped, fmt.Sprintf("  %s: %s\n", r.row, r.notCompared))
		}
		if len(r.differences) > 0 {
			n++
			fmt.Fprintf(&b, "%s\n", r.row)
		}
		for _, d := range r.differences {
			fmt.Fprintf(&b, "  %-8s  %s\n", d.assumptions, d)
			assumptions = append(assumptions, strings.Split(d.assumptions, ",")...)
		}
	}
	if len(skipped) > 0 {
		b.WriteString("\nNot compared:\n" + strings.Join(skipped, ""))
	}
	fmt.Fprintf(&b, "\n%d requests: %d with differences", len(results), n)
	if n > 0 {
		slices.Sort(assumptions)
		b.WriteString(" (" + strings.Join(slices.Compact(assumptions), ", ") + ")")
	}
	fmt.Fprintf(&b, ", %d not compared", len(skipped))
	if account.stopped != "" {
		b.WriteString("; stopped early, because " + account.stopped)
	}
	return b.String() + ".\n"
}

// advice tells what the result means, and where to send the report.
func advice(account *recording, results []result, report string) string {
	text := "\nThe API behaves as the provider assumes. A report without differences helps too.\n"
	if account.stopped != "" {
		text = "\nThe check is not complete. Run it again later.\n"
	}
	if differ(results) {
		text = "\nA difference is not a mistake of yours: the provider assumes something else than this API returns.\n" +
			"ASSUMPTIONS.md explains each assumption, and what relies on it.\n"
	}
	if report == "" {
		return text
	}
	return text + fmt.Sprintf("The report is in %s. Read it, and attach it to an issue:\n%s\n", report, issues)
}

// markdown returns the report. It contains no value of a response except HTTP statuses,
// error codes and channel statuses.
func markdown(account *recording, results []result, o options) string {
	var b strings.Builder
	endpoint := "another than the default"
	if account.config.Endpoint.String() == livestation.DefaultEndpoint {
		endpoint = livestation.DefaultEndpoint
	}
	fmt.Fprintf(&b, "# Check of the assumptions about the Live Station API\n\n"+
		"Written by `make check-api`. It contains no keys, signatures, URLs, names or IDs.\n\n"+
		"- Date: %s\n- Version: %s\n- Site: %s\n- Endpoint: %s\n- Requests: %d (with -write: %t, with -create: %t)\n\n"+
		"## Result\n\nThe assumptions are those of ASSUMPTIONS.md.\n\n```\n%s```\n\n## Responses\n\n```\n",
		time.Now().UTC().Format(time.DateOnly), version(), account.config.Site.Name, endpoint,
		account.sent, o.write, o.creation != nil, table(account, results))
	for _, r := range results {
		fmt.Fprintf(&b, "%s: %s%s\n", r.row, r.outcome(), r.times)
		if r.fields != "" {
			fmt.Fprintf(&b, "  other fields: %s\n", r.fields)
		}
	}
	return b.String() + "```\n"
}

// version returns the version of the program, with the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// openReport opens the file before the first request, so that a path that cannot be
// written costs no request. An earlier report in it stays until there is a new one.
func openReport(name string) (*os.File, error) {
	return os.OpenFile(cmp.Or(name, os.DevNull), os.O_WRONLY|os.O_CREATE, 0o600)
}

// writeReport replaces what is in the file. If there is no text, it removes a file that is
// still empty.
func writeReport(file *os.File, text string) error {
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() && text != "" {
		err = file.Truncate(0)
	} else if err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		err = os.Remove(file.Name())
	}
	_, writeErr := file.WriteString(text)
	return errors.Join(err, writeErr, file.Close())
}
