// Package command is the command tree of mfa-session: one file per command, the wiring of the parts,
// and the one table that turns errors into exit codes and hints.
//
// Its rules: stdout gets the whole product in one write, last, or nothing; questions go to the
// terminal; messages go to stderr. Only main.go reads the process. Commands parse, call one domain
// function, and format.
package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

const (
	programName = "mfa-session"
	execName    = "exec"
	unsetName   = "unset"
)

// run is one run of the program.
type run struct {
	*Process
	messages
	version  string
	offered  []cli.Flag   // the options that the command has
	out      bytes.Buffer // what stdout gets when all went well
	exitCode int          // of an exec'ed command
	tty      *terminal.Terminal

	stateError error // why the state files are of no use; it is told once, or with what else fails of it
	toldState  bool
	inFunction bool // what is printed is evaluated by a function of shell-init
}

// Run runs the program and returns its exit code.
func Run(ctx context.Context, p *Process, version string) int {
	r := &run{Process: p, version: version, messages: messages{w: p.Stderr}}
	if len(p.Args) > 0 && p.Args[0] == completeName {
		return r.complete(p.Args[1:])
	}
	app := r.app()
	defer r.terminal().Restore()
	l, runs := r.arranged(app)
	if !runs {
		return notLoaded
	}
	return r.finish(ctx, l, l.helped(r.dispatch(ctx, app, l)))
}

// dispatch runs the command of the line. A panic is an error without its value, which may hold a
// secret.
func (r *run) dispatch(ctx context.Context, app *cli.App, l line) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{kind: fmt.Sprintf("%T", p)}
		}
	}()
	switch {
	case l.help:
		return r.help(app, l)
	case l.err != nil:
		return l.err
	case l.command != nil && len(l.command.Subcommands) > 0 && len(l.args) == 0: // a group alone
		return r.help(app, l)
	}
	r.offered = slices.Clone(l.flags(app))
	return l.runUrfave(ctx, app)
}

// panicError is a bug of this program.
type panicError struct{ kind string }

func (e *panicError) Error() string { return "this is a bug of mfa-session (" + e.kind + ")" }

// app is the command tree. urfave's own ways to exit, to complete, to print help and to suggest are
// all off: they print on stdout, exit from inside, or run the command when TAB is pressed.
func (r *run) app() *cli.App {
	app := &cli.App{
		Name:                      programName,
		Usage:                     "trade a token code for a session that every AWS tool on the machine uses",
		UsageText:                 "mfa-session [OPTIONS] [CODE]",
		Flags:                     join(profileFlags(), deviceFlags(), issueFlags(), formatFlags(), showFlags(), messageFlags(), versionFlags()),
		Action:                    r.action(r.shell),
		Commands:                  r.commands(),
		HideHelp:                  true,
		HideHelpCommand:           true,
		HideVersion:               true,
		Writer:                    io.Discard,
		ErrWriter:                 io.Discard,
		DisableSliceFlagSeparator: true, // a comma may be part of a name
		OnUsageError:              onUsageError,
		ExitErrHandler:            func(*cli.Context, error) {},
	}
	return app
}

func (r *run) commands() []*cli.Command {
	commands := []*cli.Command{
		r.credentialProcessCommand(),
		r.execCommand(),
		r.loginCommand(),
		r.logoutCommand(),
		r.unsetCommand(),
		r.shellInitCommand(),
		r.statusCommand(),
		r.deviceCommand(),
		r.policyCommand(),
		r.completionCommand(),
	}
	prepare(commands)
	return commands
}

// prepare gives commands, and those below them, what all have in common.
func prepare(commands []*cli.Command) {
	for _, c := range commands {
		c.Flags = join(c.Flags, messageFlags())
		c.HideHelp = true
		c.OnUsageError = onUsageError
		prepare(c.Subcommands)
	}
}

func (r *run) commandNames() []string {
	var names []string
	for _, c := range r.commands() {
		names = append(names, c.Name)
	}
	return names
}

func versionFlags() []cli.Flag {
	return []cli.Flag{&cli.BoolFlag{Name: "version", Usage: "print the version"}}
}

// action sets up the messages, then runs the command.
func (r *run) action(do func(c *cli.Context) error) cli.ActionFunc {
	return func(c *cli.Context) error {
		r.quiet, r.debug = c.Bool("quiet"), c.Bool("debug")
		return do(c)
	}
}

func onUsageError(_ *cli.Context, err error, _ bool) error {
	return usageErrorf("%v", err)
}

// finish prints the product, or says what failed, and names the exit code.
func (r *run) finish(ctx context.Context, l line, err error) int {
	r.tellState(err)
	if err == nil {
		_, err = r.Stdout.Write(r.out.Bytes())
		if err == nil || r.out.Len() == 0 {
			return r.exitCode
		}
		err = &outputError{err}
	}
	problem := r.explain(ctx, err)
	if problem.text != "" {
		r.fail(problem.text, problem.hints...)
	}
	if l.command == nil && !l.help {
		_, _ = io.WriteString(r.Stdout, failureStatement(l, r.Process)) // best effort: stdout may be what failed
	}
	return problem.code
}

// outputError says that stdout did not take the product. What was issued is stored.
type outputError struct{ err error }

func (e *outputError) Error() string { return "writing to stdout: " + e.err.Error() }

func (e *outputError) Unwrap() error { return e.err }

// failureStatement makes an eval of the output fail: `eval $(false)` alone returns 0 in every shell.
func failureStatement(l line, p *Process) string {
	for _, name := range []string{l.format, p.getenv("MFA_SESSION_FORMAT")} {
		if f, err := credformat.ParseFormat(name); err == nil && name != "" {
			return f.Failure()
		}
	}
	return credformat.Default(p.GOOS).Failure()
}

func join(sets ...[]cli.Flag) []cli.Flag {
	var flags []cli.Flag
	for _, s := range sets {
		flags = append(flags, s...)
	}
	return flags
}

// noArguments refuses arguments where a command takes none.
func noArguments(c *cli.Context) error {
	if c.NArg() == 0 {
		return nil
	}
	return usageErrorf("%s takes no argument", c.Command.Name)
}

// asError finds an error of type T in err.
func asError[T error](err error) (T, bool) {
	var e T
	ok := errors.As(err, &e)
	return e, ok
}
