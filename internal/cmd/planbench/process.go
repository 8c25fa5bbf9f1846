package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// compareBinaries prints the candidates' sizes.
func compareBinaries(livestation, minimal candidate) error {
	a, err := os.Stat(livestation.binary)
	if err != nil {
		return err
	}
	b, err := os.Stat(minimal.binary)
	if err != nil {
		return err
	}
	fmt.Printf("binary: %d bytes, minimal %d, ratio %.3f\n", a.Size(), b.Size(), float64(a.Size())/float64(b.Size()))
	return nil
}

// compareStarts prints how long the candidates take to print the line with which
// Terraform connects to them. Each copy of a candidate starts twice. There are many
// copies, because the place of a file on the disk and in the page cache changes its
// start time by ten percent and more.
func compareStarts(ctx context.Context, livestation, minimal candidate, copies int) error {
	durations := map[string][]time.Duration{}
	for i := range copies {
		for _, c := range [][]candidate{{livestation, minimal}, {minimal, livestation}}[i%2] {
			content, err := os.ReadFile(c.binary)
			if err != nil {
				return err
			}
			copied := fmt.Sprintf("%s-%d", c.binary, i)
			if err := os.WriteFile(copied, content, 0o700); err != nil { //nolint:gosec // It is an executable.
				return err
			}
			for range 2 {
				once, err := handshake(ctx, copied)
				if err != nil {
					return err
				}
				durations[c.name] = append(durations[c.name], once)
			}
			if err := os.Remove(copied); err != nil {
				return err
			}
		}
	}
	a, b := median(durations[livestation.name]), median(durations[minimal.name])
	fmt.Printf("start to handshake, without TLS: %s, minimal %s, ratio %.3f\n",
		a.Round(10*time.Microsecond), b.Round(10*time.Microsecond), float64(a)/float64(b))
	return nil
}

// handshake starts a provider as Terraform does, but without a client certificate:
// with one, most of the time would be that of creating the server's certificate.
func handshake(ctx context.Context, binary string) (time.Duration, error) {
	command := exec.CommandContext(ctx, binary)
	command.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	started := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	elapsed := time.Since(started)
	_ = command.Process.Kill()
	_ = command.Wait() // fails, because the process was killed
	if err != nil {
		return 0, fmt.Errorf("%s does not print a handshake: %w", binary, err)
	}
	if !strings.HasPrefix(line, "1|6|") {
		return 0, fmt.Errorf("the handshake of %s is %q", binary, line)
	}
	return elapsed, nil
}

// watchMemory returns a channel that receives, when the process has ended, the peak
// resident memory of any provider that it started, in KiB. Without /proc, it is 0.
func watchMemory(parent int) <-chan int {
	result := make(chan int, 1)
	go func() {
		highest := 0
		for {
			children, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
			if err != nil || len(children) == 0 {
				result <- highest
				return
			}
			for _, file := range children {
				pids, _ := os.ReadFile(file) //nolint:gosec // The file is one of /proc. The process might have ended.
				for pid := range strings.FieldsSeq(string(pids)) {
					highest = max(highest, peakMemory(pid))
				}
			}
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return result
}

// peakMemory returns the peak resident memory of a provider's process so far, in
// KiB; 0 if the process is not a provider.
func peakMemory(pid string) int {
	name, err := os.Readlink("/proc/" + pid + "/exe")
	if err != nil || !strings.HasPrefix(filepath.Base(name), "terraform-provider-") {
		return 0
	}
	status, err := os.ReadFile("/proc/" + pid + "/status") //nolint:gosec // The file is one of /proc.
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kib
}
