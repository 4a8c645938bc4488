package codesource

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
)

// askpass is the program of SSH_ASKPASS: it gets the text as its argument and prints the answer. It
// fails when a person says no, which is all that can be told of why it fails.
type askpass struct {
	path    string
	environ []string
}

func (a askpass) ask(ctx context.Context, q dialogText) (string, error) {
	cmd := exec.CommandContext(ctx, a.path, q.text) //nolint:gosec // the user names the program
	cmd.Env = slices.DeleteFunc(slices.Clone(a.environ), func(variable string) bool {
		return strings.HasPrefix(variable, "SSH_ASKPASS_PROMPT=") // it asks ssh's programs for a yes or no
	})
	answer, err := shown(ctx, cmd)
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() > 0 {
		return "", errDismissed
	}
	line, _, _ := strings.Cut(answer, "\n")
	return strings.TrimSpace(line), err
}

// shown runs a program that shows a dialog and prints the answer.
func shown(ctx context.Context, cmd *exec.Cmd) (string, error) {
	terminate, kill := apart(cmd)
	cmd.Cancel = terminate
	answer, err := output(ctx, ctx, cmd, cmd.Path, kill)
	return answer.Reveal(), err
}
