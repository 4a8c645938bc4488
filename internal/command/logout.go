package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
)

func (r *run) logoutCommand() *cli.Command {
	return &cli.Command{
		Name:  "logout",
		Usage: "delete the stored session, or all of them; never imported keys",
		Flags: join(profileFlags(), deviceFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: "delete every session, in every keychain"},
		}),
		Description: "Example:\n\n  mfa-session logout --all",
		Action:      r.action(r.logout),
	}
}

// copyNote is true of every session: AWS has no way to end one (IAM User Guide, "Disabling
// permissions for temporary security credentials").
const copyNote = "AWS cannot end a session: copies of it work until it expires"

func (r *run) logout(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	o, err := r.readOptions(c)
	if err != nil {
		return err
	}
	ctx, cancel := r.deadline(c.Context, false)
	defer cancel()
	if c.Bool("all") {
		return r.logoutAll(ctx, o)
	}
	who, err := r.findCaller(o, true)
	if err != nil {
		return err
	}
	return r.logoutOf(ctx, o, who)
}

// logoutOf deletes the sessions of one access key: that of the device in question and all that the
// record knows.
func (r *run) logoutOf(ctx context.Context, o options, who caller) error {
	identities := map[session.Identity]string{}
	if who.serial != "" {
		identities[who.identity()] = ""
	}
	records, err := r.sessions().List()
	r.warnOfRecord(err)
	for _, record := range records {
		id := identityOf(record)
		if id.AccessKeyID == who.accessKeyID && (!who.given || id.SerialNumber == who.serial) {
			identities[id] = record.Backend
		}
	}
	for id, backend := range identities {
		if err := r.forget(ctx, o, id, backend); err != nil {
			return &callerError{who, err}
		}
	}
	if err == nil {
		r.tell("no session of %s is stored here any more", who.name())
	}
	r.tell("hint: %s", copyNote)
	return nil
}

// forget deletes a session where it was stored, by the record or by the options. That the record
// cannot be changed is no failure: the session is gone.
func (r *run) forget(ctx context.Context, o options, id session.Identity, backend string) error {
	store := r.store(o.backend, o.noInput)
	if b, err := keychain.ParseBackend(backend); err == nil {
		store = r.store(b, o.noInput)
	}
	if err := store.Delete(ctx, id); err != nil && !errors.Is(err, session.ErrNotFound) && !errors.Is(err, session.ErrNoStore) {
		return err
	}
	r.warnIf(r.sessions().Remove(id.Name())) //nolint:contextcheck // a small file; its lock has a limit of its own
	return nil
}

// logoutAll deletes every session in every keychain that can be opened without a dialog. It goes on
// where one fails, and fails in the end.
func (r *run) logoutAll(ctx context.Context, o options) error {
	var failed error
	for _, backend := range o.backends() {
		n, err := r.store(backend, true).DeleteAll(ctx)
		if err != nil && !errors.Is(err, keychain.ErrAbsent) {
			if failed != nil { // the last one is said in the end
				r.warnOf(failed)
			}
			failed = err
		}
		if n > 0 {
			r.tell("deleted from %s: %s", backend, count(n, "session"))
		}
	}
	if failed != nil {
		return failed
	}
	r.warnIf(r.sessions().RemoveAll()) //nolint:contextcheck // a small file; its lock has a limit of its own
	r.tell("no session is stored here any more")
	r.tell("hint: %s", copyNote)
	return nil
}

// backends are those that logout --all goes through.
func (o options) backends() []keychain.Backend {
	if o.backend != keychain.Auto {
		return []keychain.Backend{o.backend}
	}
	return slices.DeleteFunc(keychain.Backends(), func(b keychain.Backend) bool { return b == keychain.Auto || b == keychain.None })
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
