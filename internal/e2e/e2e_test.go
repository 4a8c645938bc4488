// Package e2e tries the program from outside: scripts that run it as a user would, against a strict
// STS and IAM on the loopback interface.
//
// Every script has an AWS of its own with the users alice and bob (two accounts, one device each)
// and a home of its own; it asserts stdout, stderr, the exit code and the calls made.
package e2e_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

// peakOf is the argument that makes this program start another one and tell its peak memory. The
// tests cannot ask for it themselves: to the kernel the memory of who starts a program belongs to
// its peak, and the tests are large.
const peakOf = "-peak-of"

// bin is the directory of the programs under test, set once by TestMain.
var bin string

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == peakOf {
		os.Exit(tellPeak(os.Args[2:]))
	}
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	leaveTerminal()
	// Where these tests run in the background a shell has made them ignore ctrl-C, and so would the
	// programs they start. Programs inherit what is ignored, and not what is handled.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bin = dir
	if err := build(dir, "cmd/mfa-session", "cmd/aws-sandbox", "internal/e2e/sdkclient"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build builds the programs of these folders as they are released.
func build(dir string, folders ...string) error {
	for _, name := range folders {
		cmd := exec.Command("go", "build", "-trimpath", "-tags", "urfave_cli_no_docs,nethttpomithttp2", "-o", dir+string(filepath.Separator),
			"-ldflags", "-X github.com/mfa-session/mfa-session/internal/command.Version=v0.0.0-test",
			"github.com/mfa-session/mfa-session/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", name, err, out)
		}
	}
	return nil
}

func TestScripts(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no folders of scripts: %v", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			testscript.Run(t, testscript.Params{
				Dir:                 dir,
				Setup:               setup,
				Cmds:                commands(),
				Condition:           condition,
				UpdateScripts:       *update,
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
			})
		})
	}
}
