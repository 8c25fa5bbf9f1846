// Command checkapi sends the same requests to the Live Station API and to a fake one in
// its own process, compares the responses, and writes a report without secrets. The fake
// API behaves as ASSUMPTIONS.md says, so a row that differs contradicts an assumption.
//
//	go build -o .bin/checkapi ./internal/cmd/checkapi
//	.bin/checkapi -report check-api.md
//
// It uses the credentials and settings that the provider finds with an empty provider
// block: the environment and the profile file. It sends read-only requests, one after
// another. With -write, it also registers again the URLs that are registered. With
// -create, it also creates two channels, changes them, and deletes them.
//
// The exit status is 0 if nothing differs, 1 if something differs, and 2 if the
// comparison was not possible or is not complete, or if something is left.
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
	creation   *creation // nil without -create
}

// streams are the command's input and outputs.
type streams struct {
	in       io.Reader
	terminal bool // in is a terminal
	out, err io.Writer
}

// log writes to standard error. A failure is ignored: it cannot be reported.
func (s streams) log(format string, values ...any) { _, _ = fmt.Fprintf(s.err, format, values...) }

func main() { os.Exit(runMain()) }

// runMain reads the flags and the environment, and returns the exit status.
func runMain() int {
	o := options{pause: pause}
	flag.BoolVar(&o.yes, "yes", false, "send the requests without asking")
	flag.BoolVar(&o.write, "write", false, "also register again the callback URLs that are registered")
	flag.StringVar(&o.report, "report", "", "a `file` to write the report to, as Markdown")
	create := flag.Bool("create", false, "also create two channels and delete them; requires -cdn and -quality-set")
	cdn := flag.String("cdn", "", "the `NUMBER,PROFILE,DOMAIN` of a CDN for -create")
	qualitySet := flag.Int("quality-set", 0, "the `ID` of a quality set for -create")
	flag.Parse()
	if flag.NArg() != 0 {
		fmt.Fprintln(os.Stderr, "usage: checkapi [-yes] [-write] [-create -cdn NUMBER,PROFILE,DOMAIN -quality-set ID] "+
			"[-report FILE]")
		return exitFailed
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // A second interrupt ends the program at once.
	config, warnings, err := provider.ConfigFromEnvironment()
	for _, warning := range warnings {
		fmt.Fprintf(os.Stderr, "checkapi: warning: %s\n", warning)
	}
	s := streams{in: os.Stdin, terminal: isTerminal(os.Stdin), out: os.Stdout, err: os.Stderr}
	if err == nil && *create {
		o.creation, err = parseCreation(config.Site, *cdn, *qualitySet)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "checkapi: %v\n", err)
		return exitFailed
	}
	return run(ctx, config, o, s)
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
	report, err := openReport(o.report)
	if err != nil {
		s.log("checkapi: nothing was sent: cannot write the report: %v\n", err)
		return exitFailed
	}
	account, results, err := check(ctx, config, o, s)
	if err != nil {
		s.log("checkapi: %v\n", errors.Join(err, writeReport(report, "")))
		return exitFailed
	}
	if err := writeReport(report, markdown(account, results, o)); err != nil {
		s.log("checkapi: cannot write the report: %v\n", err)
		return exitFailed
	}
	if _, err := io.WriteString(s.out, table(account, results)+advice(account, results, o.report)); err != nil {
		return exitFailed
	}
	switch {
	case len(account.left) > 0:
		return exitFailed
	case differ(results):
		return exitDiffers
	case account.stopped != "":
		return exitFailed
	default:
		return exitSame
	}
}

// check records the responses of the account and of the fake API, and compares them.
func check(ctx context.Context, config livestation.Config, o options, s streams) (*recording, []result, error) {
	account, err := newRecording(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	account.progress = func(done string) { s.log("  %s\n", done) }
	account.pause, account.creation = o.pause, o.creation
	all := rows(config, o)
	err = account.record(ctx, all)
	account.cleanUp(ctx)
	if err != nil && ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	if err != nil {
		return nil, nil, err
	}
	fake, err := recordFake(ctx, account, all)
	if err != nil {
		return nil, nil, err
	}
	return account, compare(account, fake), nil
}

// confirm shows what the command sends, and returns an error unless the user agrees.
// Creating channels requires the word create, whatever the flags.
func confirm(config livestation.Config, o options, s streams) error {
	s.log("%s", describe(config, o))
	word := "yes"
	switch {
	case o.creation != nil:
		word = "create"
	case o.yes:
		return nil
	case !s.terminal:
		return errors.New("nothing was sent: standard input is not a terminal. To agree, use -yes")
	}
	s.log("Send these requests? Only %s is accepted: ", word)
	line, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(line) != word {
		return errors.New("nothing was sent")
	}
	return nil
}

// describe returns what the command sends.
func describe(config livestation.Config, o options) string {
	var b strings.Builder
	all := rows(config, o)
	hosts := config.Endpoint.Host
	if hasEdges(config) {
		hosts += " and " + config.GlobalEdgeEndpoint.Host
	}
	fmt.Fprintf(&b, "This sends %d requests to %s, one after another, signed with the account's\n"+
		"keys (site %s, region %s). Some contain a mistake on purpose. ",
		len(all), hosts, config.Site.Name, config.Region)
	if o.creation != nil {
		fmt.Fprintf(&b, "\nIt creates two live channels whose names begin with %s, on the CDN %d and with the quality\n"+
			"set %d, without recording. It changes, stops, resumes and deletes the first, and deletes the second. It creates,\n"+
			"changes and deletes a quality set. It repeats some reads, for some minutes. Nothing is broadcast, and no CDN is\n"+
			"created: it costs what two channels cost that exist for some minutes. Use a CDN for Live Station that no other\n"+
			"channel needs now.\n",
			o.creation.name, o.creation.instanceNo, o.creation.qualitySet)
	}
	switch {
	case o.write:
		b.WriteString("The requests to callbackEndpoint register again the URLs that are registered,\n" +
			"and are left out if there are none.\n\n")
	case o.creation == nil:
		b.WriteString("All are GET requests, which change nothing.\n\n")
	}
	for _, r := range all {
		fmt.Fprintf(&b, "  %-6s %s\n         %s\n", r.method, r.path, r.purpose)
	}
	b.WriteString("\n")
	return b.String()
}
