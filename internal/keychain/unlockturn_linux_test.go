package keychain

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// A turn that cannot be taken leaves the collection locked, and says why; one that does not come in
// time is a keychain that is too slow.
func TestATurnForTheDialogThatDoesNotCome(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	p := &provider{}
	p.start(t)
	for _, c := range []struct {
		name string
		turn func(ctx context.Context) error
		want error
		says string
	}{
		{"there is none", func(context.Context) error { return errors.New("the state is shut") }, ErrLocked, "the dialog to unlock it: the state is shut"},
		{"it is another's all the time", func(ctx context.Context) error { <-ctx.Done(); return errors.New("still waiting") }, ErrTooSlow, ""},
	} {
		config := withDialogs(t)
		config.patience = patience{silent: 5 * time.Second, dialog: 100 * time.Millisecond}
		config.Turn = func(ctx context.Context, _ string, _ func() (bool, error), _ func() error) error { return c.turn(ctx) }
		_, err := Open(config).Load(t.Context(), alice())
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
