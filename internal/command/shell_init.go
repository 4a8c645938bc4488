package command

import (
	_ "embed" // the functions are files, so that their shells can check them
	"strings"

	"github.com/urfave/cli/v2"
)

//go:embed shellinit/aws-mfa.bash
var bashFunction string

//go:embed shellinit/aws-mfa.zsh
var zshFunction string

//go:embed shellinit/aws-mfa.fish
var fishFunction string

//go:embed shellinit/aws-mfa.ps1
var powershellFunction string

//go:embed shellinit/aws-mfa.nu
var nushellFunction string

//go:embed shellinit/aws-mfa.elv
var elvishFunction string

//go:embed shellinit/aws_mfa.sh
var posixFunction string

// functionOf is what shell-init prints for a shell; empty for one that has no function here. The names
// behind sh and ksh mean the same, for who types the name of the shell.
func functionOf(shell string) string {
	switch shell {
	case "bash":
		return bashFunction
	case "zsh":
		return zshFunction
	case "fish":
		return fishFunction
	case "powershell":
		return powershellFunction
	case "nushell":
		return nushellFunction
	case "elvish":
		return elvishFunction
	case "sh", "ksh", "ash", "busybox", "dash", "ksh93", "mksh", "oksh", "posh", "yash":
		return posixFunction
	}
	return ""
}

const shellsWithFunction = "bash, zsh, fish, powershell, nushell, elvish, ksh, sh"

func (r *run) shellInitCommand() *cli.Command {
	return &cli.Command{
		Name:      "shell-init",
		Usage:     "print a function for the rc file: aws-mfa 123456 loads the session into the shell",
		ArgsUsage: "SHELL",
		Description: "SHELL is one of " + shellsWithFunction + ". The last\n" +
			"is for every POSIX shell; there and in ksh the function is aws_mfa.\n\nInto the rc file:\n\n" +
			"  eval \"$(mfa-session shell-init bash)\"    # likewise zsh, ksh, sh\n" +
			"  mfa-session shell-init fish | source\n" +
			"  mfa-session shell-init powershell | Out-String | Invoke-Expression\n" +
			"  eval (mfa-session shell-init elvish | slurp)",
		Action: r.action(r.shellInit),
	}
}

// shellInit prints the function aws-mfa. It finds the program on the PATH each time it is called, as
// if its name were typed: a path fixed now would end with the next upgrade.
func (r *run) shellInit(c *cli.Context) error {
	if c.NArg() != 1 {
		return usageErrorf("shell-init takes the name of a shell").hint("one of " + shellsWithFunction)
	}
	name := strings.TrimSuffix(c.Args().First(), ".exe")
	text := functionOf(name)
	if text == "" {
		return usageErrorf("there is no function for the shell %s", printable(name)).hint(withoutFunction(name))
	}
	r.out.WriteString(text)
	return nil
}

// withoutFunction is what a person types in a shell that has no functions.
func withoutFunction(name string) string {
	switch name {
	case "csh", "tcsh":
		return "in " + name + " type: eval `mfa-session --format csh 123456`"
	case "cmd":
		return `in cmd type: for /f "delims=" %i in ('mfa-session --format windows-cmd 123456') do @%i`
	case "nu":
		return "did you mean nushell?"
	case "pwsh":
		return "did you mean powershell?"
	}
	return "one of " + shellsWithFunction
}
