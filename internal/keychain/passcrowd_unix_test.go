//go:build unix

package keychain

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Those who read wait for their turn as long as there is time, and go on then.
func TestReadersOfPassAreAFewAtATime(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	c, here := fakePass(t, `mkdir "$here/in-$$"; ls -d "$here"/in-* | wc -l >>"$here/most"; sleep 0.1; rmdir "$here/in-$$"; echo '{}'`)
	ends := make(chan struct{})
	const readers, room = 24, 8 // half of what the agent stands with the largest of keys
	for range readers {
		go func() {
			_, _ = Open(c).Load(context.Background(), alice())
			ends <- struct{}{}
		}()
	}
	for range readers {
		<-ends
	}
	content, err := os.ReadFile(filepath.Join(here, "most"))
	mustDo(t, err)
	most := 0
	for _, word := range strings.Fields(string(content)) {
		n, err := strconv.Atoi(word)
		mustDo(t, err)
		most = max(most, n)
	}
	if n := started(t, here); n != readers || most > room || most < 2 {
		t.Errorf("%d of %d have read, at most %d at once, want %d", n, readers, most, room)
	}
}

func TestAReaderOfPassWaitsNoLongerThanItMay(t *testing.T) {
	c, here := fakePass(t, `echo '{}'`)
	for _, lane := range lanes(Pass, passReaders) {
		unlock, err := c.Lock(t.Context(), lane)
		mustDo(t, err)
		defer unlock()
	}
	c.patience = patience{silent: 10 * time.Second, dialog: time.Minute}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second+300*time.Millisecond)
	defer cancel()
	if _, err := Open(c).Load(ctx, alice()); !errors.Is(err, session.ErrNotFound) || started(t, here) != 1 {
		t.Errorf("%v after %d starts", err, started(t, here))
	}
}
