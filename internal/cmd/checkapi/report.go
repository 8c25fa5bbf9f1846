package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

const issues = "https://github.com/livestation/terraform-provider-livestation/issues"

// differing returns the number of rows that differ, and what they are about.
func differing(results []result) (n int, assumptions []string) {
	for _, r := range results {
		if len(r.differences) > 0 {
			n++
		}
		for _, d := range r.differences {
			assumptions = append(assumptions, d.assumptions...)
		}
	}
	slices.Sort(assumptions)
	return n, slices.Compact(assumptions)
}

// summary returns one line with the result.
func summary(account *recording, results []result) string {
	n, assumptions := differing(results)
	skipped := 0
	for _, r := range results {
		if r.notCompared != "" {
			skipped++
		}
	}
	line := fmt.Sprintf("%d requests: %d with differences", len(results), n)
	if n > 0 {
		line += " (" + strings.Join(assumptions, ", ") + ")"
	}
	line += fmt.Sprintf(", %d not compared", skipped)
	if account.stopped != "" {
		line += "; stopped early, because " + account.stopped
	}
	return line + "."
}

// table returns the rows that differ and those that were not compared, for a terminal.
func table(account *recording, results []result) string {
	var differ, skipped strings.Builder
	for _, r := range results {
		if r.notCompared != "" {
			fmt.Fprintf(&skipped, "  %s %s (%s): %s\n", r.method, r.path, r.purpose, r.notCompared)
		}
		if len(r.differences) > 0 {
			fmt.Fprintf(&differ, "%s %s (%s)\n", r.method, r.path, r.purpose)
		}
		for _, d := range r.differences {
			fmt.Fprintf(&differ, "  %-8s  %s\n", strings.Join(d.assumptions, ","), d)
		}
	}
	text := differ.String()
	if skipped.Len() > 0 {
		text += "\nNot compared:\n" + skipped.String()
	}
	return text + "\n" + summary(account, results) + "\n"
}

// advice tells what the result means, and where to send the report.
func advice(account *recording, results []result, report string) string {
	text := "\nThe API behaves as the provider assumes. A report without differences helps too.\n"
	if account.stopped != "" {
		text = "\nThe check is not complete. Run it again later.\n"
	}
	if n, _ := differing(results); n > 0 {
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
func markdown(account *recording, results []result, write bool) string {
	var b strings.Builder
	endpoint := "another than the default"
	if account.config.Endpoint.String() == livestation.DefaultEndpoint {
		endpoint = livestation.DefaultEndpoint
	}
	fmt.Fprintf(&b, "# Check of the assumptions about the Live Station API\n\n"+
		"Written by `make check-api`. It contains no keys, signatures, URLs, names or IDs.\n\n"+
		"- Result: %s\n- Date: %s\n- Commit: %s\n- Site: %s\n- Endpoint: %s\n- Requests: %d (with -write: %t)\n",
		summary(account, results), time.Now().UTC().Format(time.DateOnly), commit(), account.config.Site.Name, endpoint,
		account.sent, write)
	b.WriteString("\n## Differences\n\nThe assumptions are those of ASSUMPTIONS.md.\n\n" +
		"| Request | Assumptions | Difference |\n| --- | --- | --- |\n")
	for _, r := range results {
		for _, d := range r.differences {
			fmt.Fprintf(&b, "| %s %s: %s | %s | %s |\n",
				r.method, r.path, r.purpose, strings.Join(d.assumptions, ", "), cell(d.String()))
		}
	}
	b.WriteString("\n## Responses\n\n| Request | Response | Result | Other fields |\n| --- | --- | --- | --- |\n")
	for _, r := range results {
		outcome := "same"
		switch {
		case r.notCompared != "":
			outcome = "not compared"
		case len(r.differences) > 0:
			outcome = "differs"
		}
		fmt.Fprintf(&b, "| %s %s: %s | %s | %s | %s |\n",
			r.method, r.path, r.purpose, cmp.Or(r.notCompared, r.outcome()), outcome, cell(r.fields))
	}
	return b.String()
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

// A reportFile is open before the first request, so that a path that cannot be written
// costs no request.
type reportFile struct {
	file  *os.File // nil if no report is requested
	isNew bool
}

func openReport(name string) (reportFile, error) {
	if name == "" {
		return reportFile{}, nil
	}
	//nolint:gosec // G304 is about paths from elsewhere. This one is the flag -report of whoever runs the program.
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	isNew := err == nil
	if errors.Is(err, fs.ErrExist) {
		file, err = os.OpenFile(name, os.O_WRONLY, 0) //nolint:gosec // As above: an earlier report of the same name.
	}
	return reportFile{file: file, isNew: isNew}, err
}

// write replaces what is in the file, which stays unchanged until then.
func (r reportFile) write(text string) error {
	if r.file == nil {
		return nil
	}
	if info, err := r.file.Stat(); err == nil && info.Mode().IsRegular() {
		if err := r.file.Truncate(0); err != nil {
			return err
		}
	}
	_, err := r.file.WriteString(text)
	return errors.Join(err, r.file.Close())
}

// discard closes the file, and removes it if the check created it and wrote nothing.
func (r reportFile) discard() {
	if r.file == nil {
		return
	}
	_ = r.file.Close() // Nothing was written.
	if r.isNew {
		_ = os.Remove(r.file.Name())
	}
}
