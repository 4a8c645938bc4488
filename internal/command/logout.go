package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

func (r *run) logoutCommand() *cli.Command {
	return &cli.Command{
		Name:  "logout",
		Usage: "delete the stored session, or all of them; never imported keys",
		Flags: join(profileFlags(), deviceFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: "delete every session, in every keychain; with --backend in that one"},
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

// place is where a session is stored.
type place struct {
	id      session.Identity
	backend keychain.Backend
}

// logoutOf deletes the sessions of one access key: that of the device in question and all that the
// record knows. It goes on where one fails, and fails in the end.
func (r *run) logoutOf(ctx context.Context, o options, who caller) error {
	records, err := r.sessions().List()
	r.warnOfRecord(err)
	var failed error
	for _, p := range placesOf(records, o, who) {
		if err := r.forget(ctx, o, p); err != nil {
			failed = r.last(failed, &callerError{who, err})
		}
	}
	if failed != nil {
		return failed
	}
	if err != nil {
		r.tell("hint: %s", copyNote)
		return nil //nolint:nilerr // it was said; whether any session is left is not known
	}
	known := slices.ContainsFunc(records, func(s statefile.SessionRecord) bool { return who.has(identityOf(s)) })
	r.tellGone("of "+who.name()+" is stored here", known)
	return nil
}

// tellGone tells apart what was deleted from what was not there, as far as the record knows.
func (r *run) tellGone(which string, known bool) {
	if !known {
		r.tell("no session %s", which)
		return
	}
	r.tell("no session %s any more", which)
	r.tell("hint: %s", copyNote)
}

// has says whether a session is of the access key, and of the device if one is given.
func (c caller) has(id session.Identity) bool {
	return id.AccessKeyID == c.accessKeyID && (!c.given || id.SerialNumber == c.serial)
}

// placesOf are the places that the record knows, and the one that the options name. Where that is
// left to the keychains, the record counts if it knows any.
func placesOf(records []statefile.SessionRecord, o options, who caller) []place {
	var places []place
	if who.serial != "" {
		places = append(places, place{who.identity(), o.backend})
	}
	for _, record := range records {
		id := identityOf(record)
		if !who.has(id) {
			continue
		}
		places = slices.DeleteFunc(places, func(p place) bool { return p == place{id, keychain.Auto} })
		if backend, err := keychain.ParseBackend(record.Backend); err == nil && !slices.Contains(places, place{id, backend}) {
			places = append(places, place{id, backend})
		}
	}
	return places
}

// last keeps the failure to be said in the end, and says the one before.
func (r *run) last(before, now error) error {
	if before != nil {
		r.warnOf(before)
	}
	return now
}

// forget deletes a session. That the record cannot be changed is no failure: the session is gone.
func (r *run) forget(ctx context.Context, o options, p place) error {
	store := r.store(p.backend, o.noInput)
	if err := store.Delete(ctx, p.id); err != nil && !errors.Is(err, session.ErrNotFound) && !errors.Is(err, session.ErrNoStore) {
		return err
	}
	r.warnIf(r.sessions().Remove(p.id.Name(), string(store.Backend()))) //nolint:contextcheck // a small file; its lock has a limit of its own
	return nil
}

// logoutAll deletes every session in every keychain that can be opened without a dialog. It goes on
// where one fails, and fails in the end. One that this system does not have fails where the record
// knows of a session in it.
func (r *run) logoutAll(ctx context.Context, o options) error {
	records, err := r.sessions().List()
	r.warnOfRecord(err)
	holding := r.holding(records)
	var failed error
	known := err != nil
	for _, backend := range o.backends(holding) {
		known = known || slices.ContainsFunc(records, func(s statefile.SessionRecord) bool { return s.Backend == string(backend) })
		n, err := r.store(backend, true).DeleteAll(ctx)
		switch {
		case err == nil:
			r.warnIf(r.sessions().RemoveAll(string(backend))) //nolint:contextcheck // a small file; its lock has a limit of its own
		case !errors.Is(err, keychain.ErrAbsent) || slices.Contains(holding, backend):
			failed = r.last(failed, err)
		}
		if n > 0 {
			known = true
			r.tell("deleted from %s: %s", backend, count(n, "session"))
		}
	}
	if failed != nil {
		return failed
	}
	where := "here"
	if o.named && o.backend != keychain.Auto {
		where = "in " + string(o.backend)
	} else {
		r.warnIf(r.sessions().RemoveAll("")) //nolint:contextcheck // a small file; its lock has a limit of its own
	}
	r.tellGone("is stored "+where, known)
	return nil
}

// holding are the keychains in which there must be a session, by the record.
func (r *run) holding(records []statefile.SessionRecord) []keychain.Backend {
	var backends []keychain.Backend
	for _, record := range records {
		backend, err := keychain.ParseBackend(record.Backend)
		gone := record.BootID != "" && record.BootID != bootID() || !record.ExpiresAt.After(r.Now())
		if err == nil && !gone && !slices.Contains(backends, backend) {
			backends = append(backends, backend)
		}
	}
	return backends
}

// backends are those that logout --all goes through: the one of the command line; else the one of the
// environment, and those that hold sessions all the same; else all.
func (o options) backends(holding []keychain.Backend) []keychain.Backend {
	switch {
	case o.backend == keychain.Auto:
		return slices.DeleteFunc(keychain.Backends(), func(b keychain.Backend) bool { return b == keychain.Auto || b == keychain.None })
	case o.named:
		return []keychain.Backend{o.backend}
	}
	return append([]keychain.Backend{o.backend}, slices.DeleteFunc(slices.Clone(holding), func(b keychain.Backend) bool { return b == o.backend })...)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
