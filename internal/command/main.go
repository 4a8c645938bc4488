package command

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/mfa-session/mfa-session/internal/keychain/busguard"
)

// Version is set by the linker (-X); a build by `go install` knows it from the module.
var Version string

// Main runs the program in this process and returns its exit code. It is the only reader of the
// process: arguments, environment, streams, clock and signals are values from here on.
func Main() int {
	started := time.Now()
	var hardened hardening
	if !isOn(os.Getenv("MFA_SESSION_DEBUGGABLE")) {
		hardened = harden()
	}
	ctx, listen := signals()
	time.AfterFunc(listenAfter, listen)
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) {
		home = ""
	}
	environ := os.Environ()
	return Run(ctx, &Process{
		Args:             os.Args[1:],
		Environ:          environ,
		Stdin:            os.Stdin,
		Stdout:           os.Stdout,
		Stderr:           os.Stderr,
		StdoutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		Now:              time.Now,
		Started:          started,
		SinceBoot:        sinceBoot,
		Listen:           func() { listen(); outliveReaders() },
		Watch:            listen,
		Home:             home,
		GOOS:             runtime.GOOS,
		LookPath:         exec.LookPath,
		RunChild:         hardened.runChild,
		OriginalBus:      busguard.Original,
	}, version())
}

// listenAfter is longer than a hit takes, of which listening would be a tenth, and shorter than
// anybody needs for a ctrl-C.
const listenAfter = 10 * time.Millisecond

// signals ends the context with the first signal once listen was called; a second one ends the
// process at once. A signal that the parent ignores (nohup) stays ignored. A process that does not
// listen yet is ended by a signal, which harms a question, that would leave the terminal without echo,
// and whoever waits for the outcome of a turn: so both are begun by listening.
func signals() (ctx context.Context, listen func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	causes := map[os.Signal]error{
		os.Interrupt: errInterrupted, syscall.SIGTERM: errTerminated, syscall.SIGHUP: errHangup,
		syscall.SIGQUIT: errQuit, // ctrl-\, for which Go would print where it is and leave the terminal as it is
	}
	received := make(chan os.Signal, 1)
	return ctx, sync.OnceFunc(func() {
		for s := range causes {
			if !signal.Ignored(s) {
				signal.Notify(received, s)
			}
		}
		go func() {
			s := <-received
			signal.Stop(received)
			cancel(causes[s])
		}()
	})
}

// outliveReaders keeps this process going when nobody reads its stdout or stderr any more, as when an
// SDK has given up while a person was typing: what the person gives is still to be stored.
func outliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

func version() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
