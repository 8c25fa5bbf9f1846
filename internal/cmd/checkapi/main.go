// Command checkapi compares the Live Station API with the register of assumptions in
// internal/assumptions, and writes a report without secrets:
//
//	go build -o .bin/checkapi ./internal/cmd/checkapi
//	.bin/checkapi -report check-api.md
//
// It uses the credentials and settings that the provider finds with an empty provider
// block: the environment and the profile file. It sends read-only requests, one after
// another. With -write, it also registers again the URLs that are registered.
//
// The exit status is 0 if nothing differs, 1 if something differs, and 2 if the
// comparison was not possible.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

// The exit statuses.
const (
	exitSame    = 0
	exitDiffers = 1
	exitFailed  = 2
)

// pause is between two requests, so that the check uses little of the account's quota.
const pause = 500 * time.Millisecond

// options are the command's flags.
type options struct {
	yes, write bool
	report     string
	pause      time.Duration
}

// streams are the command's input and outputs.
type streams struct {
	in       io.Reader
	terminal bool // in is a terminal
	out, err io.Writer
}

// log writes to standard error. A failure is ignored: it cannot be reported.
func (s streams) log(format string, values ...any) { _, _ = fmt.Fprintf(s.err, format, values...) }

func main() {
	o := options{pause: pause}
	flag.BoolVar(&o.yes, "yes", false, "send the requests without asking")
	flag.BoolVar(&o.write, "write", false, "also register again the callback URLs that are registered")
	flag.StringVar(&o.report, "report", "", "a `file` to write the report to, as Markdown")
	flag.Parse()
	if flag.NArg() != 0 {
		fmt.Fprintln(os.Stderr, "usage: checkapi [-yes] [-write] [-report FILE]")
		os.Exit(exitFailed)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	config, warnings, err := provider.ConfigFromEnvironment()
	for _, warning := range warnings {
		fmt.Fprintf(os.Stderr, "checkapi: warning: %s\n", warning)
	}
	s := streams{in: os.Stdin, terminal: isTerminal(os.Stdin), out: os.Stdout, err: os.Stderr}
	if err != nil {
		fmt.Fprintf(os.Stderr, "checkapi: %v\n", err)
		os.Exit(exitFailed) //nolint:gocritic // The program ends: nothing is left for stop to do.
	}
	os.Exit(run(ctx, config, o, s))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// run returns the exit status.
func run(ctx context.Context, config livestation.Config, o options, s streams) int {
	config.UserAgent = "terraform-provider-livestation/check-api"
	if err := confirm(config, o, s); err != nil {
		s.log("checkapi: %v\n", err)
		return exitFailed
	}
	c := newChecker(config, o, func(done string) { s.log("  %s\n", done) })
	if err := c.send(ctx); err != nil {
		s.log("checkapi: %v\n", err)
		return exitFailed
	}
	r := newReport(c)
	if _, err := io.WriteString(s.out, r.table()); err != nil {
		return exitFailed
	}
	if o.report != "" {
		if err := os.WriteFile(o.report, []byte(r.markdown()), 0o600); err != nil {
			s.log("checkapi: cannot write the report: %v\n", err)
			return exitFailed
		}
		s.log("The report is in %s.\n", o.report)
	}
	if r.count(differs) > 0 {
		return exitDiffers
	}
	return exitSame
}

// confirm shows what the command sends, and returns an error unless the user agrees.
func confirm(config livestation.Config, o options, s streams) error {
	s.log("%s", describe(config, o.write))
	if o.yes {
		return nil
	}
	if !s.terminal {
		return errors.New("nothing was sent: standard input is not a terminal. To agree, use -yes")
	}
	s.log("Send these requests? Only yes is accepted: ")
	line, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(line) != "yes" {
		return errors.New("nothing was sent")
	}
	return nil
}

// describe returns what the command sends.
func describe(config livestation.Config, write bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "This sends up to %d requests to %s, one after another, signed with the account's keys\n"+
		"(site %s, region %s). Some contain a mistake on purpose. ",
		len(steps(write)), config.Endpoint.Host, config.Site.Name, config.Region)
	if write {
		b.WriteString("The POST requests register again the URLs that are registered,\n" +
			"and are left out if there are none.\n\n")
	} else {
		b.WriteString("All are GET requests, which change nothing.\n\n")
	}
	for _, s := range steps(write) {
		fmt.Fprintf(&b, "  %-4s %s\n       %s\n", s.method, s.path, s.purpose)
	}
	b.WriteString("\n")
	return b.String()
}
