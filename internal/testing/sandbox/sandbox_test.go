//go:build !windows

package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

func TestRun_removesFolderOnSignal(t *testing.T) { //nolint:paralleltest // It sends signals to its own process.
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		var folder string
		err := sandbox.Run("test", func(ctx context.Context, temporary string) error {
			folder = temporary
			if err := syscall.Kill(os.Getpid(), signal); err != nil {
				return err
			}
			<-ctx.Done()
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", signal, err)
		}
		if _, err := os.Stat(folder); !os.IsNotExist(err) {
			t.Errorf("%s: got %v, want no folder", signal, err)
		}
	}
}

func TestBuild_leavesNothingOutsideTheMirror(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	mirror, err := sandbox.OpenMirror("terraform", folder)
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	go func() {
		for ctx.Err() == nil {
			if found, _ := filepath.Glob(filepath.Join(folder, "go-build*")); len(found) > 0 {
				interrupt()
			}
		}
	}()
	if err := mirror.Build(ctx, "../../..", sandbox.Version); err == nil {
		t.Error("the build ended, and its temporary files were not in the mirror")
	}
}
