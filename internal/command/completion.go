package command

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/completions"
)

func (r *run) completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the completion script for a shell",
		ArgsUsage: "SHELL",
		Description: "SHELL is bash, zsh, fish or powershell. TAB then offers commands, options,\n" +
			"formats, profiles and devices. It runs nothing but mfa-session, which reads\n" +
			"files only.\n\nExamples:\n\n" +
			"  eval \"$(mfa-session completion bash)\"        # in ~/.bashrc\n" +
			"  source <(mfa-session completion zsh)         # in ~/.zshrc, after compinit\n" +
			"  mfa-session completion fish | source         # in ~/.config/fish/config.fish\n" +
			"  mfa-session completion powershell | Out-String | Invoke-Expression\n\n" +
			"Saved as a file the script is read when it is needed: as _mfa-session in a\n" +
			"folder of $fpath, as ~/.config/fish/completions/mfa-session.fish, or, with the\n" +
			"package bash-completion, as\n" +
			"~/.local/share/bash-completion/completions/mfa-session.",
		Action: r.action(r.completion),
	}
}

func (r *run) completion(c *cli.Context) error {
	shells := strings.Join(completions.Shells(), ", ")
	if c.NArg() != 1 {
		return usageErrorf("completion needs the name of one shell").hint("one of " + shells)
	}
	script := completions.Script(c.Args().First())
	if script == "" {
		return usageErrorf("there is no completion for %s", printable(c.Args().First())).hint("one of " + shells)
	}
	r.out.WriteString(script)
	return nil
}
