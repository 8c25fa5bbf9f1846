// Command planbench measures how long terraform plan takes with this provider,
// without a provider, and with a minimal provider (internal/cmd/planbench/minimal).
// The plans run in turn and in random order, so that other load on the machine
// affects all of them. It prints ratios, because times differ between machines.
//
// It runs in the root folder of the repository, and calls a fake API on 127.0.0.1
// that responds without delay.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

// warmups is the number of rounds before those that count: the first ones fill caches.
const warmups = 3

func main() {
	rounds := flag.Int("rounds", 10, "how often to run each plan, at least 1")
	flag.Parse()
	if *rounds < 1 {
		fmt.Fprintln(os.Stderr, "planbench: -rounds must be at least 1")
		os.Exit(2)
	}
	err := sandbox.Run("planbench", func(ctx context.Context, folder string) error {
		return run(ctx, folder, *rounds)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "planbench:", err)
		os.Exit(1)
	}
}

// A candidate is a provider to measure, built with the flags of a release.
type candidate struct {
	name   string
	mirror sandbox.Mirror
	binary string
}

// A plan is a configuration with count data sources of a candidate. If count is 0, it
// uses no provider.
type plan struct {
	candidate candidate
	count     int
	folder    string
	durations []time.Duration
}

func run(ctx context.Context, folder string, rounds int) error {
	api := fakeapi.Start()
	defer api.Close()
	api.Register("https://events.example.com/live-station")

	livestation, err := build(ctx, "livestation", ".", folder)
	if err != nil {
		return err
	}
	minimal, err := build(ctx, "minimal", filepath.Join("internal", "cmd", "planbench", "minimal"), folder)
	if err != nil {
		return err
	}
	if err := compareBinaries(livestation, minimal); err != nil {
		return err
	}

	alone := &plan{candidate: livestation, folder: filepath.Join(folder, "alone")}
	plans := []*plan{alone}
	for _, n := range []int{1, 10, 100, 1000} {
		for _, c := range []candidate{livestation, minimal} {
			plans = append(plans, &plan{candidate: c, count: n, folder: filepath.Join(folder, fmt.Sprintf("%s-%d", c.name, n))})
		}
	}
	for _, p := range plans {
		if err := p.prepare(ctx); err != nil {
			return err
		}
	}
	for round := range rounds + warmups {
		// A random order keeps one plan from always following the same other one.
		for _, i := range rand.Perm(len(plans)) { //nolint:gosec // G404: the order can be guessed without harm.
			p := plans[i]
			duration, err := p.run(ctx, api.URL)
			if err != nil {
				return err
			}
			if round >= warmups {
				p.durations = append(p.durations, duration)
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
	if err != nil || len(found) != 1 {
		return candidate{}, errors.Join(err, fmt.Errorf("found %q after the build of %s, want one provider", found, name))
	}
	return candidate{name: name, mirror: mirror, binary: found[0]}, nil
}

// compareBinaries prints the candidates' sizes.
func compareBinaries(livestation, minimal candidate) error {
	a, err := os.Stat(livestation.binary)
	b, otherErr := os.Stat(minimal.binary)
	if err := errors.Join(err, otherErr); err != nil {
		return err
	}
	fmt.Printf("binary: %d bytes, minimal %d, ratio %.3f\n", a.Size(), b.Size(), float64(a.Size())/float64(b.Size()))
	return nil
}

// prepare writes the configuration and installs the provider.
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

// refresh replaces the installed provider by a new copy. The place of a file on the
// disk and in the page cache changes its start time by some percent; with a new copy
// for each plan, that affects all candidates alike.
func (c candidate) refresh() error {
	content, err := os.ReadFile(c.binary)
	if err != nil {
		return err
	}
	folder, name := filepath.Split(c.binary)
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	return errors.Join(root.WriteFile(name+".new", content, 0o700), root.Rename(name+".new", name), root.Close())
}

// run returns how long terraform plan takes.
func (p *plan) run(ctx context.Context, endpoint string) (time.Duration, error) {
	if err := p.candidate.refresh(); err != nil {
		return 0, err
	}
	keys := fakeapi.Allowed
	env := []string{"NCLOUD_ACCESS_KEY=" + keys.AccessKey, "NCLOUD_SECRET_KEY=" + keys.SecretKey,
		"LIVESTATION_ENDPOINT=" + endpoint}
	started := time.Now()
	out, err := p.candidate.mirror.Command(ctx, p.folder, env, "plan", "-input=false", "-no-color").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("plan with %d data sources of %s failed: %w\n%s", p.count, p.candidate.name, err, out)
	}
	return time.Since(started), nil
}

// report prints the medians of the ratios in each round.
func report(alone *plan, plans []*plan, connections int) {
	fmt.Printf("\nterraform plan, %d rounds on %s/%s. Terraform alone takes %s.\n\n",
		len(alone.durations), runtime.GOOS, runtime.GOARCH, median(alone.durations).Round(time.Millisecond))
	fmt.Println("| data sources | minimal / alone | livestation / alone | livestation / minimal | (quartiles) |\n" +
		"|---:|---:|---:|---:|---:|")
	for pair := range slices.Chunk(plans, 2) {
		livestation, minimal := pair[0], pair[1]
		difference := ratios(livestation.durations, minimal.durations)
		fmt.Printf("| %d | %.2f | %.2f | %.2f | %.2f-%.2f |\n", livestation.count,
			median(ratios(minimal.durations, alone.durations)), median(ratios(livestation.durations, alone.durations)),
			median(difference), difference[len(difference)/4], difference[len(difference)*3/4])
	}
	fmt.Printf("\n%d connections to the API in %d plans\n", connections, (len(alone.durations)+warmups)*len(plans)/2)
}

// ratios returns the ratio of a to b in each round, in ascending order.
func ratios(a, b []time.Duration) []float64 {
	var all []float64
	for i := range a {
		all = append(all, float64(a[i])/float64(b[i]))
	}
	slices.Sort(all)
	return all
}

func median[T float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
