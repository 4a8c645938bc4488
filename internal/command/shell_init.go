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

const shellsWithFunction = "bash, zsh, fish, powershell, nushell, elvish"

func (r *run) shellInitCommand() *cli.Command {
	return &cli.Command{
		Name:      "shell-init",
		Usage:     "print a function for the rc file: aws-mfa 123456 loads the session into the shell",
		ArgsUsage: "SHELL",
		Description: "SHELL is one of " + shellsWithFunction + ". Into the rc file:\n\n" +
			"  eval \"$(mfa-session shell-init bash)\"",
		Action: r.action(r.shellInit),
	}
}

// shellInit prints the function aws-mfa. It finds the program on the PATH each time it is called, as
// if its name were typed: a path fixed now would end with the next upgrade.
func (r *run) shellInit(c *cli.Context) error {
	if c.NArg() != 1 {
		return usageErrorf("shell-init takes the name of a shell").hint("one of " + shellsWithFunction)
	}
	switch name := c.Args().First(); name {
	case "bash":
		r.out.WriteString(bashFunction)
	case "zsh":
		r.out.WriteString(zshFunction)
	case "fish":
		r.out.WriteString(fishFunction)
	case "powershell":
		r.out.WriteString(powershellFunction)
	case "nushell":
		r.out.WriteString(nushellFunction)
	case "elvish":
		r.out.WriteString(elvishFunction)
	default:
		return usageErrorf("there is no function for the shell %s", printable(name)).hint(withoutFunction(name))
	}
	return nil
}

// withoutFunction is what a person types in a shell for which there is no function: its names have no
// dash, or it has no functions.
func withoutFunction(name string) string {
	switch strings.TrimSuffix(name, ".exe") {
	case "sh", "ash", "dash", "ksh", "ksh93", "mksh", "oksh", "posh", "yash", "busybox":
		return "in " + name + " type: eval \"$(mfa-session 123456)\""
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
