package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// leaveHome hides the files of the person who runs it from all tests. Go's own settings are found
// through HOME, so they are fixed before. The new home is kept below .build, which make clean removes.
func leaveHome(ctx context.Context) error {
	for _, name := range []string{"GOCACHE", "GOENV", "GOMODCACHE", "GOPATH"} {
		value, err := exec.CommandContext(ctx, "go", "env", name).Output() //nolint:gosec // the names are above
		if err != nil {
			return err
		}
		if err := os.Setenv(name, strings.TrimSpace(string(value))); err != nil {
			return err
		}
	}
	home, err := filepath.Abs(filepath.Join(".build", "home"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(home); err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	return os.Setenv("HOME", home)
}
