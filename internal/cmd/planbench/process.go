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

// compareBinaries prints how large the candidates are.
func compareBinaries(ours, minimal candidate) error {
	a, err := os.Stat(ours.binary)
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

// compareStarts prints how long the candidates take from their start to the line
// by which Terraform can connect. Each start is that of a fresh copy, twice: where
// the system has put a file decides by a tenth and more how fast it starts.
func compareStarts(ctx context.Context, ours, minimal candidate, copies int) error {
	took := map[string][]time.Duration{}
	for i := range copies {
		for _, c := range [][]candidate{{ours, minimal}, {minimal, ours}}[i%2] {
			content, err := os.ReadFile(c.binary)
			if err != nil {
				return err
			}
			copied := fmt.Sprintf("%s-%d", c.binary, i)
			if err := os.WriteFile(copied, content, 0o700); err != nil { //nolint:gosec // It is to be run.
				return err
			}
			for range 2 {
				once, err := handshake(ctx, copied)
				if err != nil {
					return err
				}
				took[c.name] = append(took[c.name], once)
			}
			if err := os.Remove(copied); err != nil {
				return err
			}
		}
	}
	a, b := median(took[ours.name]), median(took[minimal.name])
	fmt.Printf("start to handshake, without TLS: %s, minimal %s, ratio %.3f\n", a.Round(10*time.Microsecond), b.Round(10*time.Microsecond), float64(a)/float64(b))
	return nil
}

// handshake starts a provider as Terraform does, but for the client's certificate:
// making the server's would take most of the time, and the same for all.
func handshake(ctx context.Context, binary string) (time.Duration, error) {
	command := exec.CommandContext(ctx, binary)
	command.Env = append(os.Environ(), "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6")
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	started := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(started)
	_ = command.Process.Kill()
	_ = command.Wait() // it was killed
	if err != nil {
		return 0, fmt.Errorf("%s does not greet: %w", binary, err)
	}
	if !strings.HasPrefix(line, "1|6|") {
		return 0, fmt.Errorf("%s greets with %q", binary, line)
	}
	return took, nil
}

// watchResident tells, once the process has ended, the most memory that one of
// the providers it started was resident in, in KiB. It is 0 where there is no
// /proc to look into.
func watchResident(parent int) <-chan int {
	most := make(chan int, 1)
	go func() {
		top := 0
		for {
			children, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
			if err != nil || len(children) == 0 {
				most <- top
				return
			}
			for _, file := range children {
				pids, _ := os.ReadFile(file) //nolint:gosec // One of /proc. It may be gone: then it counts no more.
				for pid := range strings.FieldsSeq(string(pids)) {
					top = max(top, peak(pid))
				}
			}
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return most
}

// peak returns the most that a provider's process was resident in so far.
func peak(pid string) int {
	name, err := os.Readlink("/proc/" + pid + "/exe")
	if err != nil || !strings.HasPrefix(filepath.Base(name), "terraform-provider-") {
		return 0
	}
	status, err := os.ReadFile("/proc/" + pid + "/status") //nolint:gosec // The PID is /proc's own.
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kib
}
