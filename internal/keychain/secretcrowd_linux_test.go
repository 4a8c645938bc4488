package keychain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus"

	"github.com/mfa-session/mfa-session/internal/statefile"
)

// secretLoad reads the session of alice as somebody who sees dialogs. The argument is the directory
// of the locks.
func secretLoad(args []string) error {
	c := Config{Backend: SecretService, Dialogs: true, Now: time.Now}
	c.Turn = func(ctx context.Context, name string, needed func() (bool, error), do func() error) error {
		return statefile.InTurn(ctx, args[0], name, needed, do)
	}
	s, err := Open(c).Load(context.Background(), alice())
	switch {
	case errors.Is(err, ErrLocked):
		fmt.Println("locked", err)
	case err != nil:
		return err
	default:
		fmt.Println("read", s.SerialNumber)
	}
	return nil
}

// Fifty processes find the collection locked: one of them shows a dialog, and what a person does
// about it counts for all who have waited.
func TestACrowdShowsOneDialog(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	if !onBus(t, withoutKeyring) {
		return
	}
	const size = 50
	var shown atomic.Int32
	var dismiss atomic.Bool
	p := &provider{}
	p.answer = func(p *provider, _ dbus.ObjectPath) {
		shown.Add(1)
		// Each looks once before it waits and once when it begins to; the one with the dialog once more.
		for p.looks.Load() < 2*size+1 {
			time.Sleep(time.Millisecond)
		}
		p.open.Store(!dismiss.Load())
		p.completed(dismiss.Load(), []dbus.ObjectPath{fakeCollection})
	}
	p.start(t)
	for _, c := range []struct {
		name    string
		dismiss bool
		all     string
		one     string // what at most one of them says instead
	}{
		{"dismissed", true, "locked", "the dialog to unlock it was dismissed"},
		{"answered", false, "read " + string(alice().SerialNumber), ""},
	} {
		shown.Store(0)
		p.looks.Store(0)
		dismiss.Store(c.dismiss)
		dir := t.TempDir() + "/state"
		said := make(chan string, size)
		for range size {
			cmd := ofRole(t, "secret-load", nil, dir)
			go func() {
				out, err := cmd.CombinedOutput()
				said <- fmt.Sprint(string(out), err)
			}()
		}
		var own int
		for range size {
			line := <-said
			if !strings.HasPrefix(line, c.all) || !strings.HasSuffix(line, "<nil>") {
				t.Errorf("%s: one said %q", c.name, line)
			}
			if c.one != "" && strings.Contains(line, c.one) {
				own++
			}
		}
		if n := shown.Load(); n != 1 || c.dismiss && own != 1 {
			t.Errorf("%s: %d dialogs were shown, %d processes had one dismissed; want one", c.name, n, own)
		}
	}
}
