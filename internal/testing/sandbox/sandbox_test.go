//go:build !windows

package sandbox_test

import (
	"context"
	"os"
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
