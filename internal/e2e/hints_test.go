package e2e_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// A clear error is an exit code, one line that says what failed, and a hint whose command works once
// the cause is gone. These helpers take it apart and type that command.

const linePrefix, hintPrefix = "mfa-session: ", "mfa-session: hint: "

// told takes the messages of a failure apart: one line, then hints, and nothing else. Warnings that
// came before are left out.
func told(stderr string) (line string, hints []string, err error) {
	for text := range strings.Lines(stderr) {
		text = strings.TrimSuffix(text, "\n")
		if strings.HasPrefix(text, linePrefix+"warning: ") {
			line, hints = "", nil // with its hints
			continue
		}
		hint, isHint := strings.CutPrefix(text, hintPrefix)
		switch {
		case isHint:
			hints = append(hints, hint)
		case !strings.HasPrefix(text, linePrefix):
			return "", nil, fmt.Errorf("not a message: %q", text)
		case line != "":
			return "", nil, fmt.Errorf("more than one line: %q and %q", line, text)
		default:
			line, hints = strings.TrimPrefix(text, linePrefix), nil
		}
	}
	if line == "" || len(hints) == 0 {
		return "", nil, fmt.Errorf("no line, or no hint: %q", stderr)
	}
	return line, hints, nil
}

// hintedCommand is a command line in a hint: it stands at the beginning or after a colon, and goes to
// a comma, a semicolon or the end.
var hintedCommand = regexp.MustCompile(`(?:^|: )((?:mfa-session|aws|eval|unset|export|chmod|timedatectl)(?: [^;]*?)?)(?:, |; |$)`)

// commandsOf are the command lines in hints, in their order.
func commandsOf(hints []string) []string {
	var all []string
	for _, hint := range hints {
		for _, m := range hintedCommand.FindAllStringSubmatch(hint, -1) {
			all = append(all, m[1])
		}
	}
	return all
}

// ours is the first command of ours in hints, empty if there is none.
func ours(hints []string) string {
	all := commandsOf(hints)
	i := slices.IndexFunc(all, func(c string) bool { return strings.Contains(c, "mfa-session") })
	if i < 0 {
		return ""
	}
	return all[i]
}

// typed is a command of a hint as a person types it: CODE is a code that nobody has sent yet, and
// what else stands for something is replaced in pairs.
func typed(s *awsfake.Server, command string, replace ...string) string {
	serial := alicePhone
	if strings.Contains(command, "bob") {
		serial = bobPhone
	}
	return strings.NewReplacer(append(replace, "CODE", unsentCode(s, serial))...).Replace(command)
}

// unsentCode is a code that the device shows at this moment, or just before or after, and that was
// never sent.
func unsentCode(s *awsfake.Server, serial string) string {
	sent := s.SentCodes(serial)
	for _, step := range []int{0, 1, -1, 2, -2} {
		if code := s.CodeAt(serial, step); !slices.Contains(sent, code) {
			return code
		}
	}
	panic("all codes of " + serial + " were sent")
}

// clear asserts a clear error: the exit code, nothing but perhaps the statement that fails on stdout,
// one line, and at least one hint.
func (r result) clear(t *testing.T, exit int) (line string, hints []string) {
	t.Helper()
	line, hints, err := told(r.stderr)
	if r.code != exit || err != nil || r.stdout != "" && r.stdout != "false;\n" {
		t.Fatalf("exit code %d, want %d; %v\nstdout: %s\nstderr: %s", r.code, exit, err, r.stdout, r.stderr)
	}
	return line, hints
}

// followHint types the first command of ours that the hints name, and wants it to do its work.
func (w *world) followHint(t *testing.T, env, hints []string, replace ...string) {
	t.Helper()
	command := ours(hints)
	if command == "" {
		t.Fatalf("no hint names a command of ours: %q", hints)
	}
	command = typed(w.server, command, replace...)
	r := w.run(t, env, "sh", "-c", command)
	if r.code != 0 {
		t.Errorf("the hint %q: exit code %d\n%s", command, r.code, r.stderr)
	}
}

// hintCommand: hint [PLACEHOLDER VALUE]… types the first command of ours in the messages of the last
// command, once they were found to be one line and hints; it must do its work.
func hintCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args)%2 != 0 {
		ts.Fatalf("usage: hint [PLACEHOLDER VALUE]…")
	}
	_, hints, err := told(ts.ReadFile("stderr"))
	ts.Check(err)
	command := ours(hints)
	if command == "" {
		ts.Fatalf("no hint names a command of ours: %q", hints)
	}
	ts.Check(ts.Exec("sh", "-c", typed(server(ts), command, args...)))
}

func TestCommandsOfHints(t *testing.T) {
	got := commandsOf([]string{
		"compare the serial number: aws iam list-mfa-devices; if it is right, wait three minutes, then: mfa-session login --profile 'big corp' CODE",
		"in a terminal: mfa-session login; or name a program that prints codes: --code-command COMMAND",
		"give it: mfa-session --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or set mfa_serial in the profile",
		"look at the network",
	})
	want := []string{
		"aws iam list-mfa-devices", "mfa-session login --profile 'big corp' CODE", "mfa-session login",
		"mfa-session --serial-number arn:aws:iam::ACCOUNT:mfa/NAME",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatIsTold(t *testing.T) {
	line, hints, err := told("mfa-session: warning: slow\nmfa-session: hint: hurry\nmfa-session: it failed\nmfa-session: hint: try: mfa-session\n")
	if line != "it failed" || len(hints) != 1 || err != nil {
		t.Errorf("%q, %q, %v", line, hints, err)
	}
	for _, stderr := range []string{
		"", "mfa-session: it failed\n", "mfa-session: a\nmfa-session: b\nmfa-session: hint: c\n", "panic: oh\n", "mfa-session: warning: a\nmfa-session: hint: b\n",
	} {
		if line, hints, err := told(stderr); err == nil {
			t.Errorf("%q is clear: %q, %q", stderr, line, hints)
		}
	}
}
