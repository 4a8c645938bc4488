package keychain

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/godbus/dbus"
)

// gate has a person unlock the collection before it is used. The library could: but it shows a
// dialog for each of the processes that ask at once, does not hear of one that is dismissed, and
// waits for ever for one whose server has died.
type gate struct {
	c          *Config
	collection dbus.ObjectPath

	mu     sync.Mutex // guards what follows, also while a person is asked
	closed bool       // the collection may be locked
	err    error      // why it stays locked; nobody is asked again
}

// pass returns when the collection is unlocked. Of all processes one shows the dialog; what comes of
// it counts for those who have waited for it.
func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed || g.err != nil {
		return g.err
	}
	shown, cancel := context.WithTimeout(ctx, g.c.patience.dialog)
	defer cancel()
	err := callOnly(ctx, g.c.patience.dialog+time.Second, func() error { return g.inTurn(shown) })
	switch {
	case err == nil:
		g.closed = false
	case !errors.Is(ctx.Err(), context.Canceled): // which says nothing about the collection
		g.err = err
	}
	return err
}

// inTurn asks in the turn of this process. Those whose time is up while another's dialog is shown
// show none of their own.
func (g *gate) inTurn(ctx context.Context) error {
	conn, err := dbus.SessionBus()
	if err != nil {
		return secretServiceError(err)
	}
	locked := func() (bool, error) { return isLocked(conn, g.collection) }
	ask := func() error { return g.ask(ctx, conn) }
	if g.c.Turn == nil {
		return ask()
	}
	err = g.c.Turn(ctx, string(SecretService), locked, ask)
	switch {
	case err == nil, isCondition(err):
		return err
	case ctx.Err() != nil:
		return timeUp(ctx)
	}
	return fmt.Errorf("%w, and the dialog to unlock it: %w", ErrLocked, err)
}

// isCondition says whether the error is one of those that tell what ails the backend.
func isCondition(err error) bool {
	return errors.Is(err, ErrLocked) || errors.Is(err, ErrTooSlow) || errors.Is(err, ErrAbsent) || errors.Is(err, ErrDenied)
}

func isLocked(conn *dbus.Conn, collection dbus.ObjectPath) (is bool, err error) {
	err = (<-askLocked(conn, collection).Done).Store(&is)
	return is, secretServiceError(err)
}

// The signals that end a dialog. KeePassXC tells its end to all, and godbus hears only what it asked
// for (go-libsecret issue 5).
const (
	promptOfAnyServer = "type='signal',sender='" + secretsName + "',interface='org.freedesktop.Secret.Prompt',member='Completed'"
	serverComesOrGoes = "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='" + secretsName + "'"
)

// ask shows the dialog, and takes it from the screen when nobody waits for it any more.
func (g *gate) ask(ctx context.Context, conn *dbus.Conn) error {
	for _, rule := range []string{promptOfAnyServer, serverComesOrGoes} {
		conn.BusObject().Call("org.freedesktop.DBus.AddMatch", 0, rule)
	}
	signals := make(chan *dbus.Signal, 64) // others may come in between
	conn.Signal(signals)
	defer conn.RemoveSignal(signals)
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := conn.Object(secretsName, secretsPath).
		Call("org.freedesktop.Secret.Service.Unlock", 0, []dbus.ObjectPath{g.collection}).Store(&unlocked, &prompt)
	if err != nil || prompt == "/" { // unlocked without a dialog
		return secretServiceError(err)
	}
	dialog := conn.Object(secretsName, prompt)
	if err := dialog.Call("org.freedesktop.Secret.Prompt.Prompt", 0, "").Err; err != nil {
		return secretServiceError(err)
	}
	for {
		select {
		case s, open := <-signals:
			if ended, err := endOfDialog(s, open, prompt); ended {
				return err
			}
		case <-ctx.Done():
			dialog.Call("org.freedesktop.Secret.Prompt.Dismiss", dbus.FlagNoReplyExpected)
			return timeUp(ctx)
		}
	}
}

// endOfDialog says whether a signal ends it, and how.
func endOfDialog(s *dbus.Signal, open bool, prompt dbus.ObjectPath) (bool, error) {
	switch {
	case !open:
		return true, fmt.Errorf("%w: the session bus went away during the dialog", ErrAbsent)
	case s.Name == "org.freedesktop.DBus.NameOwnerChanged" && len(s.Body) > 0 && s.Body[0] == secretsName:
		return true, fmt.Errorf("%w: it went away during its dialog", ErrAbsent)
	case s.Path != prompt || len(s.Body) == 0:
		return false, nil
	}
	if dismissed, isBool := s.Body[0].(bool); isBool && !dismissed {
		return true, nil
	}
	return true, fmt.Errorf("%w: the dialog to unlock it was dismissed", ErrLocked)
}
