package command

import "github.com/urfave/cli/v2"

func (r *run) loginCommand() *cli.Command {
	return &cli.Command{
		Name:        "login",
		Usage:       "reuse or issue the session and store it",
		ArgsUsage:   "[CODE]",
		Flags:       join(profileFlags(), deviceFlags(), issueFlags()),
		Description: "Example:\n\n  mfa-session login 123456",
		Action:      r.action(r.login),
	}
}

// login prints nothing on stdout; without a store to keep the session it does nothing at all.
func (r *run) login(c *cli.Context) error {
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	code, err := r.code(c)
	if err != nil {
		return err
	}
	who, s, err := r.obtain(c, o, demand{code: code, mustStore: true})
	if err != nil {
		return err
	}
	r.tell("the session of %s is stored until %s", who.name(), r.clock(s.Credentials.Expires))
	return nil
}
