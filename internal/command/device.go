package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/device"
)

func (r *run) deviceCommand() *cli.Command {
	return r.group(&cli.Command{
		Name:        "device",
		Usage:       "the MFA devices of the caller",
		Subcommands: []*cli.Command{r.deviceDefaultCommand()},
	})
}

func (r *run) deviceDefaultCommand() *cli.Command {
	return &cli.Command{
		Name:      "default",
		Usage:     "choose the device that is asked for from now on, for these keys",
		ArgsUsage: "[NAME]",
		Flags:     join(profileFlags(), regionFlags()),
		Description: "NAME is the name or the serial number of one of the caller's devices; without it\nyou choose on the terminal.\n\n" +
			"Example:\n\n  mfa-session device default my-phone",
		Action: r.action(r.deviceDefault),
	}
}

// deviceDefault remembers the device for the caller's access key, as a session of it would.
func (r *run) deviceDefault(c *cli.Context) error {
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	if c.NArg() > 1 || c.Args().First() == "" && !r.canChoose(o) {
		return usageErrorf("device default takes the name or the serial number of one device")
	}
	ctx, cancel := r.deadline(c.Context, false)
	defer cancel()
	who, err := r.findCaller(o, true)
	if err != nil {
		return err
	}
	if err := who.noKeys(); err != nil {
		return &callerError{who, err}
	}
	registered, err := r.client(who).ListDevices(ctx)
	if err != nil {
		return &callerError{who, err}
	}
	chosen, err := r.chosen(ctx, who, registered, c.Args().First())
	if err != nil {
		return &callerError{who, &defaultError{err}}
	}
	err = r.memory().Remember(who.accessKeyID, chosen.SerialNumber)
	if err != nil && r.memory().Remembered(who.accessKeyID) != chosen.SerialNumber { // it may have been done without a lock
		return err
	}
	r.tell("%s: the device is %s from now on (%s)", who.name(), printable(chosen.SerialNumber.Name()), chosen.SerialNumber)
	r.warnOfGiven(who, chosen.SerialNumber)
	return nil
}

// canChoose says whether there is a person who can choose a device.
func (r *run) canChoose(o options) bool {
	return r.mayAsk(o.noInput) && r.terminal().Available() == nil
}

// chosen is the device of a name; without one the only device, or the one that a person chooses.
func (r *run) chosen(ctx context.Context, who caller, registered []device.Device, name string) (device.Device, error) {
	if name != "" {
		return device.Find(registered, name)
	}
	d, err := device.Choose(registered, "")
	if several, ok := asError[*device.ChoiceError](err); ok {
		return r.person(who, r.terminal()).ChooseDevice(ctx, several.Usable)
	}
	return d, err
}

// defaultError says that a device cannot be the default one.
type defaultError struct{ err error }

func (e *defaultError) Error() string { return e.err.Error() }

func (e *defaultError) Unwrap() error { return e.err }

// warnOfGiven warns of a device that comes before the one that was chosen.
func (r *run) warnOfGiven(who caller, chosen device.SerialNumber) {
	for _, name := range []string{"MFA_SESSION_SERIAL", "AWS_MFA_SERIAL"} {
		if value := r.getenv(name); value != "" {
			if value != string(chosen) {
				r.warn(name+" names another device, and comes before it", "unset "+name)
			}
			return
		}
	}
	if who.given && who.serial != chosen {
		r.warn("mfa_serial in the profile names another device, and comes before it", "take it out of the AWS config file, or change it there")
	}
}
