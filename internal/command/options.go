package command

import (
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/keychain"
)

// The names of options that more than one place reads.
const (
	profileOption  = "profile"
	serialOption   = "serial-number"
	durationOption = "duration"
	regionOption   = "region"
	codeOption     = "code-command"
	formatOption   = "format"
	backendOption  = "backend"
)

// options are the options of the session commands, each from the command line or from the
// environment variable that stands for it.
type options struct {
	profile     given // --profile or MFA_SESSION_PROFILE; other variables count later
	serial      given
	region      given
	duration    time.Duration
	codeCommand given
	backend     keychain.Backend
	named       bool // the backend, on the command line
	refresh     bool
	cachedOnly  bool
	noInput     bool
	show        bool
}

// given is a value and where it came from, for messages.
type given struct{ value, from string }

func profileFlags() []cli.Flag {
	return []cli.Flag{&cli.StringFlag{
		Name: profileOption, Aliases: []string{"p"},
		Usage: "`NAME` whose long-term keys: a profile of the AWS config files [MFA_SESSION_PROFILE, AWS_PROFILE, AWS_DEFAULT_PROFILE]",
	}}
}

func serialFlags() []cli.Flag {
	return []cli.Flag{&cli.StringFlag{
		Name: serialOption, Aliases: []string{"s"},
		Usage: "`SERIAL` serial number or ARN of the MFA device [MFA_SESSION_SERIAL, AWS_MFA_SERIAL]",
	}}
}

func regionFlags() []cli.Flag {
	return []cli.Flag{&cli.StringFlag{Name: regionOption, Usage: "`REGION` where STS and IAM are called [AWS_REGION, AWS_DEFAULT_REGION]"}}
}

func deviceFlags() []cli.Flag {
	return join(serialFlags(), regionFlags(), []cli.Flag{
		&cli.StringFlag{
			Name:  backendOption,
			Usage: "`BACKEND` where the session is kept: auto, keychain, wincred, secret-service, keyctl, pass, file, none [MFA_SESSION_BACKEND]",
		},
		&cli.BoolFlag{Name: "no-input", Usage: "ask no person [MFA_SESSION_NO_INPUT]"},
	})
}

func issueFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name: durationOption, Aliases: []string{"d"},
			Usage: "`TIME` how long a new session lasts: 12h, 90m or seconds, 15m to 36h, default 12h [MFA_SESSION_DURATION]",
		},
		&cli.StringFlag{
			Name:  codeOption,
			Usage: "`COMMAND` a program that prints a token code; split into words, no shell [MFA_SESSION_CODE_COMMAND]",
		},
		&cli.BoolFlag{Name: "refresh", Usage: "issue a new session even when a fresh one is stored"},
		&cli.BoolFlag{Name: "cached-only", Usage: "ask nobody, call nobody: a stored session, or exit 10"},
	}
}

func formatFlags() []cli.Flag {
	return []cli.Flag{&cli.StringFlag{
		Name:  formatOption,
		Usage: "`FORMAT` for whom to print: env, env-no-export, fish, csh, elvish, powershell, windows-cmd, json, process, sts [MFA_SESSION_FORMAT]",
	}}
}

func showFlags() []cli.Flag {
	return []cli.Flag{&cli.BoolFlag{Name: "show", Usage: "print secrets even though stdout is a terminal"}}
}

func messageFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "fewer messages"},
		&cli.BoolFlag{Name: "debug", Usage: "say how it was decided, never a secret"},
	}
}

// readOptions reads what the session commands have in common.
func (r *run) readOptions(c *cli.Context) (options, error) {
	o := options{
		profile:     r.option(c, profileOption, "MFA_SESSION_PROFILE"),
		serial:      r.option(c, serialOption, "MFA_SESSION_SERIAL", "AWS_MFA_SERIAL"),
		region:      r.option(c, regionOption),
		codeCommand: r.option(c, codeOption, "MFA_SESSION_CODE_COMMAND"),
		refresh:     c.Bool("refresh"),
		cachedOnly:  c.Bool("cached-only"),
		noInput:     c.Bool("no-input") || isOn(r.getenv("MFA_SESSION_NO_INPUT")),
		show:        c.Bool("show"),
	}
	if o.refresh && o.cachedOnly {
		return o, usageErrorf("--refresh and --cached-only contradict each other")
	}
	var err error
	if o.duration, err = parseDuration(r.option(c, durationOption, "MFA_SESSION_DURATION")); err != nil {
		return o, err
	}
	if o.backend, err = r.backend(c); err != nil {
		return o, err
	}
	o.named = c.String(backendOption) != ""
	if _, err = codesource.Words(o.codeCommand.value, r.GOOS); err != nil {
		return o, usageErrorf("%s: %v", o.codeCommand.from, err)
	}
	return o, nil
}

// option is the value of an option, or that of the first variable that is set. For a command that
// does not have the option no variable stands for it.
func (r *run) option(c *cli.Context, name string, variables ...string) given {
	if c.IsSet(name) {
		return given{c.String(name), "--" + name}
	}
	if !hasFlag(r.offered, name) {
		return given{}
	}
	for _, v := range variables {
		if value := r.getenv(v); value != "" {
			return given{value, v}
		}
	}
	return given{}
}

func isOn(value string) bool {
	on, err := strconv.ParseBool(value)
	return value != "" && (err != nil || on)
}

func (r *run) backend(c *cli.Context) (keychain.Backend, error) {
	g := r.option(c, backendOption, "MFA_SESSION_BACKEND")
	if g.value == "" {
		return keychain.Auto, nil
	}
	b, err := keychain.ParseBackend(g.value)
	if err != nil {
		return "", usageErrorf("%s: %s is not a backend", g.from, printable(g.value)).
			hint("one of auto, keychain, wincred, secret-service, keyctl, pass, file, none")
	}
	return b, nil
}

func (r *run) format(c *cli.Context) (credformat.Format, error) {
	g := r.option(c, formatOption, "MFA_SESSION_FORMAT")
	if g.value == "" {
		return credformat.Default(r.GOOS), nil
	}
	f, err := credformat.ParseFormat(g.value)
	if err != nil {
		return "", usageErrorf("%s: %s is not a format", g.from, printable(g.value)).
			hint("one of env, env-no-export, fish, csh, elvish, powershell, windows-cmd, json, process, sts")
	}
	return f, nil
}
