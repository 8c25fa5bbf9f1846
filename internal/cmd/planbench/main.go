// Command planbench measures what the provider costs its users: whole runs of
// terraform plan, with no provider, with this one, and with one that does nothing
// (internal/cmd/planbench/minimal), in turn and in changing order, so that what else
// the machine does falls on all of them. It prints ratios: times differ from machine to machine.
//
// It runs in the project's root, and talks to a fake API on 127.0.0.1 that answers
// at once.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

func main() {
	rounds := flag.Int("rounds", 10, "how often each plan runs, from 1")
	counts := flag.String("counts", "1,10,100,1000", "how many data sources a plan has, from 1")
	flag.Parse()
	if *rounds < 1 {
		fmt.Fprintln(os.Stderr, "planbench: -rounds must be 1 or more")
		os.Exit(2)
	}
	err := sandbox.Run("planbench", func(ctx context.Context, folder string) error {
		return run(ctx, folder, *rounds, strings.Split(*counts, ","))
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "planbench:", err)
		os.Exit(1)
	}
}

// A candidate is a provider that is measured, built as a release is.
type candidate struct {
	name   string
	mirror sandbox.Mirror
	binary string
}

// A plan is a configuration with some data sources of a candidate, of no provider
// where count is 0.
type plan struct {
	candidate candidate
	count     int
	folder    string
	took      []time.Duration
	resident  []int // the most that a provider's process held, in KiB, 0 where that is not known
}

func run(ctx context.Context, folder string, rounds int, counts []string) error {
	api := fakeapi.Start()
	defer api.Close()
	api.Register("https://events.example.com/live-station")

	ours, err := build(ctx, "livestation", ".", folder)
	if err != nil {
		return err
	}
	minimal, err := build(ctx, "minimal", filepath.Join("internal", "planbench", "minimal"), folder)
	if err != nil {
		return err
	}
	if err := compareBinaries(ours, minimal); err != nil {
		return err
	}
	if err := compareStarts(ctx, ours, minimal, 20*rounds); err != nil {
		return err
	}

	alone := &plan{candidate: ours, folder: filepath.Join(folder, "alone")}
	plans := []*plan{alone}
	for _, count := range counts {
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of data sources", count)
		}
		for _, c := range []candidate{ours, minimal} {
			plans = append(plans, &plan{candidate: c, count: n, folder: filepath.Join(folder, fmt.Sprintf("%s-%d", c.name, n))})
		}
	}
	for _, p := range plans {
		if err := p.prepare(ctx); err != nil {
			return err
		}
	}
	order := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // It decides what runs after what, which must not matter.
	for round := range rounds + 3 {      // the first three are to warm up and to watch the memory
		for _, i := range order.Perm(len(plans)) {
			p := plans[i]
			if err := p.run(ctx, api.URL, round > 2); err != nil {
				return err
			}
		}
	}
	report(alone, plans[1:], api.Connections())
	return nil
}

func build(ctx context.Context, name, source, folder string) (candidate, error) {
	mirror, err := sandbox.BuildMirror(ctx, source, filepath.Join(folder, "mirror-"+name))
	if err != nil {
		return candidate{}, err
	}
	found, err := filepath.Glob(filepath.Join(mirror.Packages(), "*", "*", "terraform-provider-*"))
	if err != nil {
		return candidate{}, err
	}
	if len(found) != 1 {
		return candidate{}, fmt.Errorf("the build of %s left %q", name, found)
	}
	return candidate{name: name, mirror: mirror, binary: found[0]}, nil
}

// prepare writes the configuration and installs its provider.
func (p *plan) prepare(ctx context.Context) error {
	config := "output \"read\" {\n  value = 0\n}\n"
	if p.count > 0 {
		config = fmt.Sprintf(`terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

data "livestation_callback_endpoint" "each" {
  count = %d
}

output "read" {
  value = length(data.livestation_callback_endpoint.each[*].callback_url)
}
`, p.count)
	}
	if err := os.Mkdir(p.folder, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(p.folder, "main.tf"), []byte(config), 0o600); err != nil {
		return err
	}
	return p.candidate.mirror.Init(ctx, p.folder)
}

// refresh puts a fresh copy of the provider where Terraform starts it from. Where
// the system has put a file decides by some percent how fast it starts; with a
// copy for each plan, that falls on all candidates alike.
func (c candidate) refresh() error {
	content, err := os.ReadFile(c.binary)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.binary+".new", content, 0o700); err != nil { //nolint:gosec // It is to be run.
		return err
	}
	return os.Rename(c.binary+".new", c.binary)
}

// run plans once, and keeps what it took where that counts.
func (p *plan) run(ctx context.Context, endpoint string, counts bool) error {
	if err := p.candidate.refresh(); err != nil {
		return err
	}
	command := p.candidate.mirror.Command(ctx, p.folder, []string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey, "LIVESTATION_ENDPOINT=" + endpoint,
	}, "plan", "-input=false", "-no-color")
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	started := time.Now()
	if err := command.Start(); err != nil {
		return err
	}
	var watched <-chan int
	if !counts { // watching takes time from what is watched
		watched = watchResident(command.Process.Pid)
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("plan with %d data sources of %s failed: %w\n%s", p.count, p.candidate.name, err, out.String())
	}
	if !counts {
		p.resident = append(p.resident, <-watched)
		return nil
	}
	p.took = append(p.took, time.Since(started))
	return nil
}

// report prints what the plans took: the medians of each round's ratio.
func report(alone *plan, plans []*plan, connections int) {
	fmt.Printf("\nterraform plan, %d rounds in turn on %s/%s; Terraform alone takes %s\n\n", len(alone.took), runtime.GOOS, runtime.GOARCH, median(alone.took).Round(time.Millisecond))
	fmt.Printf("| data sources | minimal / alone | livestation / alone | livestation / minimal | (quartiles) | memory ratio |\n|---:|---:|---:|---:|---:|---:|\n")
	for pair := range slices.Chunk(plans, 2) {
		ours, minimal := pair[0], pair[1]
		between := ratios(ours.took, minimal.took)
		memory := "-"
		if a, b := median(ours.resident), median(minimal.resident); a > 0 && b > 0 {
			memory = fmt.Sprintf("%.2f", float64(a)/float64(b))
		}
		fmt.Printf("| %d | %.2f | %.2f | %.2f | %.2f-%.2f | %s |\n", ours.count, median(ratios(minimal.took, alone.took)), median(ratios(ours.took, alone.took)),
			median(between), between[len(between)/4], between[len(between)*3/4], memory)
	}
	fmt.Printf("\n%d connections to the API in %d plans\n", connections, (len(alone.took)+3)*len(plans)/2)
}

// ratios returns what a took beside b, round by round, in ascending order.
func ratios(a, b []time.Duration) []float64 {
	var all []float64
	for i := range a {
		all = append(all, float64(a[i])/float64(b[i]))
	}
	slices.Sort(all)
	return all
}

func median[T int | float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
