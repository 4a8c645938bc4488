//go:build unix

package terminal

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// scenarioVariable makes the test binary play a program at a terminal instead of testing.
const scenarioVariable = "MFA_SESSION_TEST_SCENARIO"

func TestMain(m *testing.M) {
	if name := os.Getenv(scenarioVariable); name != "" {
		play(name)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play reports on stdout what came of each question.
func play(scenario string) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	tty := &Terminal{}
	report := func(answer string, err error) { fmt.Printf("%q %v\n", answer, err) }
	reportSecret := func(answer secret.Text, err error) { report(answer.Reveal(), err) }
	switch scenario {
	case "ask":
		report(tty.Ask(ctx, "Code?"))
	case "ask twice":
		report(tty.Ask(ctx, "First?"))
		report(tty.Ask(ctx, "Second?"))
	case "counting", "counting without redrawing":
		tty.tick, tty.Redraws = 20*time.Millisecond, scenario == "counting"
		_ = tty.TellCounting(1000, func(left int) string { return fmt.Sprintf("left: %d", left) })
		report(tty.Ask(ctx, "Code?"))
		report(tty.Ask(ctx, "Another?"))
	case "counting to the end":
		tty.tick, tty.Redraws = 20*time.Millisecond, true
		_ = tty.TellCounting(3, func(left int) string { return fmt.Sprintf("left: %d", left) })
		report(tty.Ask(ctx, "Code?"))
	case "secret":
		reportSecret(tty.AskSecret(ctx, "Passphrase?"))
	case "secret, then ask":
		reportSecret(tty.AskSecret(ctx, "Passphrase?"))
		report(tty.Ask(ctx, "Code?"))
	case "deadline":
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		reportSecret(tty.AskSecret(short, "Passphrase?"))
		report(tty.Ask(ctx, "Code?"))
	case "asking":
		tty.Asking = reportEcho
		reportSecret(tty.AskSecret(ctx, "Passphrase?"))
	case "restore":
		go func() { reportSecret(tty.AskSecret(ctx, "Passphrase?")) }()
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		tty.Restore()
		report("restored", nil)
	case "tell":
		report("", tty.Tell("a\x1b[31mb"))
	case "foreign":
		report(tty.Ask(ctx, "Code of \x1b]0;x\x07\u202ename?"))
	case "available":
		report("", tty.Available())
	case "shell":
		runJob()
	case "shell in the background":
		job := exec.Command(os.Args[0])
		job.Env = append(os.Environ(), scenarioVariable+"=available")
		job.Stdout = os.Stdout
		job.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := job.Run(); err != nil {
			fmt.Println(err)
		}
	}
}

// reportEcho says whether what is typed is shown at this moment.
func reportEcho() {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer tty.Close()
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), getMode)
	fmt.Printf("echoes: %v %v\n", err == nil && mode.Lflag&unix.ECHO != 0, err)
}

// runJob is a shell with job control, as small as can be: it runs "secret" as a job in the
// foreground, reports when the job is stopped, and lets it go on at a line on stdin.
func runJob() {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	job := exec.Command(os.Args[0])
	job.Env = append(os.Environ(), scenarioVariable+"=secret")
	job.Stdout = os.Stdout
	job.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Foreground: true, Ctty: int(tty.Fd())}
	if err := job.Start(); err != nil {
		fmt.Println(err)
		return
	}
	commands := bufio.NewScanner(os.Stdin)
	for {
		var status unix.WaitStatus
		if _, err := unix.Wait4(job.Process.Pid, &status, unix.WUNTRACED, nil); err != nil || !status.Stopped() {
			return
		}
		fmt.Println("stopped")
		commands.Scan()
		_ = unix.Kill(-job.Process.Pid, unix.SIGCONT)
	}
}
