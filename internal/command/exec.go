package command

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/credformat"
)

func (r *run) execCommand() *cli.Command {
	return &cli.Command{
		Name:      execName,
		Usage:     "run a command with the session in its environment",
		ArgsUsage: "[--] COMMAND [ARGUMENTS]",
		Flags:     join(profileFlags(), deviceFlags(), issueFlags()),
		Description: "Options end at the first word that is none; all after it is the command's.\n\n" +
			"Example:\n\n  mfa-session exec --profile work -- terraform apply",
		Action: r.action(r.exec),
	}
}

// exec runs a command; the exit code is the command's.
func (r *run) exec(c *cli.Context) error {
	if c.NArg() == 0 {
		return usageErrorf("exec needs a command to run").hint("like this: mfa-session exec -- aws sts get-caller-identity; for a shell: mfa-session exec -- \"$SHELL\"")
	}
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	path, err := r.LookPath(c.Args().First()) // before a code is spent for it
	if err != nil {
		return &childError{c.Args().First(), err}
	}
	who, s, err := r.obtain(c, o, demand{})
	if err == nil { // what could not be stored is there in spite of an interrupt
		err = c.Err()
	}
	if err != nil {
		return err
	}
	environ := r.childEnviron(credformat.Load(r.loaded(who, s)))
	r.exitCode, err = r.RunChild(c.Context, Child{
		Path: path, Args: c.Args().Slice(), Environ: environ,
		Stdin: r.Stdin, Stdout: r.Stdout, Stderr: r.Stderr,
	})
	return err
}

// childEnviron is the environment of this process with the session in it, and with the D-Bus
// address this process was started with.
func (r *run) childEnviron(load credformat.Environment) []string {
	gone := slices.Clone(load.Unset)
	for _, v := range load.Set {
		gone = append(gone, v.Name)
	}
	environ := without(r.childEnvironBus(), gone)
	for _, v := range load.Set {
		environ = append(environ, v.Name+"="+v.Value)
	}
	return environ
}

// childEnvironBus is the environment that this process was started with: the guard of the keyring
// library may have changed the D-Bus address.
func (r *run) childEnvironBus() []string {
	const bus = "DBUS_SESSION_BUS_ADDRESS"
	environ := without(r.Environ, []string{bus})
	if address, wasSet := r.OriginalBus(); wasSet {
		environ = append(environ, bus+"="+address)
	}
	return environ
}

func without(environ, names []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(names, name)
	})
}
