// Command fakeapi serves a fake Live Station API and a fake Global Edge API on 127.0.0.1
// until it is interrupted, with a registered default callback URL and the channel that the
// examples use.
//
// Standard output contains only the environment variables with which the provider
// uses it, for a POSIX shell to read. What the fake API contains, and how to change
// it with curl, goes to standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const (
	callbackURL = "https://events.example.com/live-station"
	maxChannels = 10_000
)

// options are the command's flags.
type options struct {
	port, channels int
	onCDNPlus      bool
	envFile        string
}

func main() { os.Exit(runMain()) }

// runMain reads the flags, serves, and returns the exit status.
func runMain() int {
	var o options
	flag.IntVar(&o.port, "port", 0, "the `port` to listen on, and Global Edge on the next one; 0 selects free ones")
	flag.BoolVar(&o.onCDNPlus, "cdn-plus", false, "put the added live channels on CDN+")
	flag.IntVar(&o.channels, "channels", 0, "how many channels of each type to add, from 0 to 10000")
	flag.StringVar(&o.envFile, "env-file", "", "a `file` to write the variables to, as well as to standard output")
	flag.Parse()
	if flag.NArg() != 0 || o.port < 0 || o.port > 65535 || o.channels < 0 || o.channels > maxChannels {
		fmt.Fprintln(os.Stderr, "usage: fakeapi [-port 0..65535] [-channels 0..10000] [-cdn-plus] [-env-file FILE]")
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "fakeapi:", err)
		return 1
	}
	return 0
}

// run serves until the context ends. The file of variables exists as long as the
// server does, so that no shell reads the address of one that has stopped.
func run(ctx context.Context, o options, stdout, stderr io.Writer) (err error) {
	api, err := fakeapi.StartOnPort(o.port)
	if err != nil {
		return fmt.Errorf("cannot start the server: %w", err)
	}
	defer api.Close()
	edgePort := o.port
	if edgePort > 0 {
		edgePort++
	}
	edges, err := api.StartGlobalEdgeOnPort(edgePort)
	if err != nil {
		return fmt.Errorf("cannot start the server of Global Edge: %w", err)
	}
	defer edges.Close()
	api.Register(callbackURL)
	api.PutChannel(fakeapi.MainStage())
	api.PutChannel(fakeapi.OldStage())
	api.PutOnCDNPlus(fakeapi.OldStage().ID)
	for _, channelType := range fakeapi.ChannelTypes() {
		for n := range o.channels {
			channel := newChannel(channelType, n+1)
			api.PutChannel(channel)
			if o.onCDNPlus && channelType == "live" {
				api.PutOnCDNPlus(channel.ID)
			}
		}
	}

	variables := environment(api, edges)
	if o.envFile != "" {
		if err := os.WriteFile(o.envFile, []byte(variables), 0o600); err != nil {
			return fmt.Errorf("cannot write the environment variables: %w", err)
		}
		defer func() { err = errors.Join(err, removeOwn(o.envFile, variables)) }()
	}
	if _, err := io.WriteString(stderr, comment(describe(api, o))); err != nil {
		return err
	}
	if _, err := io.WriteString(stdout, variables); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// removeOwn removes the file, unless another fake API has written it since.
func removeOwn(file, variables string) error {
	current, err := fs.ReadFile(os.DirFS(filepath.Dir(file)), filepath.Base(file))
	switch {
	case errors.Is(err, fs.ErrNotExist): // The other fake API has removed it.
		return nil
	case err != nil || string(current) != variables:
		return err
	default:
		return os.Remove(file)
	}
}

// newChannel returns the nth channel of a type, counted from 1. Its ID has the
// published form.
func newChannel(channelType string, n int) fakeapi.Channel {
	suffix := map[string]string{"live": "LIVE0", "re_stream": "REST0", "vod2live": "VODL0"}[channelType]
	return fakeapi.Channel{
		Type:   channelType,
		ID:     fmt.Sprintf("ls-%d-%s", 20250101000000+n, suffix),
		Name:   fmt.Sprintf("%s_%d", channelType, n),
		Status: "READY",
	}
}

// environment returns shell commands that set the provider's environment variables.
// No value needs quotation marks.
func environment(api, edges *fakeapi.Server) string {
	return fmt.Sprintf("export LIVESTATION_ENDPOINT=%s\nexport LIVESTATION_GLOBAL_EDGE_ENDPOINT=%s\n"+
		"export NCLOUD_ACCESS_KEY=%s\nexport NCLOUD_SECRET_KEY=%s\n",
		api.URL, edges.URL, fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
}

// describe returns what the fake API contains, and how to use and change it.
func describe(api *fakeapi.Server, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The fake Live Station API listens on %s. To stop it, press Ctrl-C.\n\n", api.URL)
	if o.envFile != "" {
		b.WriteString("To use it, install the provider (make install), and run this in another shell in the same folder:\n")
		fmt.Fprintf(&b, "  . %s\n\n", o.envFile)
	}
	b.WriteString("Accounts:\n")
	for _, a := range []struct {
		account fakeapi.Account
		note    string
	}{
		{account: fakeapi.Allowed, note: "may use Live Station"},
		{account: fakeapi.ReadOnly, note: "may only read (250010)"},
		{account: fakeapi.Denied, note: "is denied (250010)"},
	} {
		fmt.Fprintf(&b, "  access key %s, secret key %s: %s\n", a.account.AccessKey, a.account.SecretKey, a.note)
	}
	fmt.Fprintf(&b, "\nDefault callback URL:\n  %s\n", callbackURL)
	b.WriteString(describeCDNs(api))
	fmt.Fprintf(&b, "\nChannels:\n  live: %s (%s)\n", fakeapi.MainStage().ID, fakeapi.MainStage().Name)
	fmt.Fprintf(&b, "  live: %s (%s), on CDN+\n", fakeapi.OldStage().ID, fakeapi.OldStage().Name)
	if o.channels > 0 {
		for _, channelType := range fakeapi.ChannelTypes() {
			first, last := newChannel(channelType, 1), newChannel(channelType, o.channels)
			fmt.Fprintf(&b, "  %s: %s to %s (%s to %s)", channelType, first.ID, last.ID, first.Name, last.Name)
			if o.onCDNPlus && channelType == "live" {
				b.WriteString(", on CDN+")
			}
			b.WriteString("\n")
		}
	}
	fmt.Fprintf(&b, "\nTo read and change its state, use the control API:\n\n%s\n", api.ControlHelp())
	return b.String()
}

// describeCDNs returns what a channel can use.
func describeCDNs(api *fakeapi.Server) string {
	var b strings.Builder
	b.WriteString("\nProfiles of Global Edge:\n")
	profiles := api.Profiles()
	for _, id := range slices.Sorted(maps.Keys(profiles)) {
		fmt.Fprintf(&b, "  %d (%s)\n", id, profiles[id])
	}
	b.WriteString("\nEdges, which are the CDNs of channels:\n")
	cdns := api.CDNs()
	for _, number := range slices.Sorted(maps.Keys(cdns)) {
		c := cdns[number]
		fmt.Fprintf(&b, "  %s: { instance_no = \"%d\", profile_id = %d, cdn_domain = %q }\n",
			c.EdgeName(), number, c.ProfileID, c.Domain)
	}
	b.WriteString("\nQuality sets:\n")
	for _, set := range api.QualitySets() {
		fmt.Fprintf(&b, "  %v (%v)\n", set["id"], set["name"])
	}
	fmt.Fprintf(&b, "\nBuckets for recordings:\n  %s\n", strings.Join(api.Buckets(), ", "))
	return b.String()
}

// comment returns the text as shell comments, in case both streams go to one file.
func comment(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSuffix("# "+strings.TrimSuffix(line, "\n"), " ") + "\n")
	}
	return b.String()
}
