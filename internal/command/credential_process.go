package command

import (
	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/credformat"
)

func (r *run) credentialProcessCommand() *cli.Command {
	return &cli.Command{
		Name:  "credential-process",
		Usage: "print the session for credential_process in the AWS config file",
		Flags: join(profileFlags(), deviceFlags(), issueFlags(), showFlags()),
		Description: "Example, in ~/.aws/config:\n\n" +
			"  [profile work]\n  credential_process = mfa-session credential-process --profile work-keys",
		Action: r.action(r.credentialProcess),
	}
}

// credentialProcess prints the session as the AWS SDKs read it. What was loaded into the shell does
// not count: an SDK that names no profile means the default one.
func (r *run) credentialProcess(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	hide := r.StdoutIsTerminal && !o.show
	who, s, err := r.obtain(c, o, demand{helper: true, mustStore: hide})
	if err != nil {
		return err
	}
	if hide {
		r.tellStored(who, s, "")
		return nil
	}
	object, err := credformat.Process(s.Credentials, s.SerialNumber.AccountID())
	if err != nil {
		return err
	}
	r.out.Write(object)
	return nil
}
