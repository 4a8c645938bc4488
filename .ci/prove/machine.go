package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// thisRun is the line that says when, of which commit, and on what kind of machine.
func thisRun(ctx context.Context) string {
	return fmt.Sprintf("%s, commit %s, %s, %d cores, %s, %s.", time.Now().UTC().Format("2006-01-02 15:04 MST"),
		commit(ctx), processor(), runtime.NumCPU(), system(), runtime.Version())
}

// dirty marks a commit beside which something was edited.
const dirty = "-dirty"

func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty="+dirty).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// processor is the kind of CPU, as the kernel names it.
func processor() string {
	return valueIn("/proc/cpuinfo", "model name", ":", runtime.GOARCH)
}

// system is the name that the distribution gives itself.
func system() string {
	return valueIn("/etc/os-release", "PRETTY_NAME", "=", runtime.GOOS)
}

// valueIn is the first value of a name in a file of names and values.
func valueIn(path, name, separator, otherwise string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return otherwise
	}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, separator); ok && strings.TrimSpace(key) == name {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return otherwise
}
