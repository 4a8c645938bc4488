package codesource

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
)

// systemDialog is a script, always the same, for an interpreter of the system. What it shows comes
// in arguments or variables.
type systemDialog struct {
	path      string
	args      func(q dialogText) []string
	environ   func(q dialogText) []string
	dismissed func(exit *exec.ExitError, said string) bool // how it ends when a person closes it
}

func (s systemDialog) ask(ctx context.Context, q dialogText) (string, error) {
	said := &limitedBuffer{left: outputLimit}
	cmd := exec.CommandContext(ctx, s.path, s.args(q)...) //nolint:gosec // a program of the system
	cmd.Env, cmd.Stderr = s.environ(q), said
	answer, err := shown(ctx, cmd)
	if exit := new(exec.ExitError); errors.As(err, &exit) && s.dismissed(exit, string(said.kept)) {
		return "", errDismissed
	}
	return answer, err
}

const appleScript = `on run argv
activate
set answer to display dialog (item 1 of argv) with title (item 2 of argv) default answer ""
return text returned of answer
end run`

// osascript is the dialog of macOS. That it was closed is error -128 (userCanceledErr).
func osascript(path string, environ []string) dialog {
	return systemDialog{
		path:    path,
		args:    func(q dialogText) []string { return []string{"-e", appleScript, q.text, q.title} },
		environ: func(dialogText) []string { return environ },
		dismissed: func(_ *exec.ExitError, said string) bool {
			return strings.Contains(said, "(-128)")
		},
	}
}

// dismissedStatus is what powerShellScript ends with when a person closes its dialog.
const dismissedStatus = 3

// InputBox does not tell an empty answer from a closed dialog.
const powerShellScript = `$ErrorActionPreference = 'Stop'
if (-not [Environment]::UserInteractive) { exit 4 }
Add-Type -AssemblyName Microsoft.VisualBasic
$answer = [Microsoft.VisualBasic.Interaction]::InputBox($env:MFA_SESSION_DIALOG_TEXT, $env:MFA_SESSION_DIALOG_TITLE)
if ($answer -eq '') { exit 3 }
[Console]::Out.Write($answer)`

// powerShell is the dialog of Windows.
func powerShell(path string, environ []string) dialog {
	return systemDialog{
		path: path,
		args: func(dialogText) []string {
			return []string{"-NoLogo", "-NoProfile", "-NonInteractive", "-Sta", "-Command", powerShellScript}
		},
		environ: func(q dialogText) []string {
			return append(slices.Clone(environ), "MFA_SESSION_DIALOG_TEXT="+q.text, "MFA_SESSION_DIALOG_TITLE="+q.title)
		},
		dismissed: func(exit *exec.ExitError, _ string) bool { return exit.ExitCode() == dismissedStatus },
	}
}
