package command

import (
	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/credformat"
)

func (r *run) unsetCommand() *cli.Command {
	return &cli.Command{
		Name:        unsetName,
		Usage:       "print statements that undo what mfa-session loaded into this shell",
		Flags:       unsetFlags(),
		Description: "Example:\n\n  eval \"$(mfa-session unset)\"",
		Action:      r.action(r.unset),
	}
}

func unsetFlags() []cli.Flag {
	return []cli.Flag{&cli.StringFlag{
		Name:  formatOption,
		Usage: "`FORMAT` for whom to print: env, fish, csh, elvish, powershell, windows-cmd [MFA_SESSION_FORMAT]",
	}}
}

func (r *run) unset(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	format, err := r.format(c)
	if err != nil {
		return err
	}
	if !format.CanUnset() {
		return usageErrorf("--format %s cannot unset a variable", format).
			hint("one of env, fish, csh, elvish, powershell, windows-cmd")
	}
	undo := credformat.Undo(r.getenv)
	if len(undo.Set)+len(undo.Unset) == 0 {
		r.tell("nothing is loaded in this shell")
		return nil
	}
	text, err := format.Statements(undo)
	if err != nil {
		return err
	}
	r.out.WriteString(text)
	return nil
}
