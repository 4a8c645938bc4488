//go:build unix

package keychain

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Who finds the lock taken waits for it and is told so; who finds it free, or no locks, is not.
func TestAloneWaitsForWhoeverWasFirst(t *testing.T) {
	for name, c := range map[string]struct {
		taken  bool
		broken error
		waited bool
		locks  int
	}{
		"free":     {false, nil, false, 1},
		"taken":    {true, nil, true, 2},
		"no locks": {false, errors.New("no locks here"), false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			asked, held := 0, false
			config := Config{patience: patience{silent: time.Second, dialog: time.Minute}}
			config.LockOneOf = func(ctx context.Context, _ []string) (func(), error) {
				asked++
				if c.broken != nil {
					return nil, c.broken
				}
				if c.taken && ctx.Err() != nil {
					return nil, ctx.Err()
				}
				held = true
				return func() { held = false }, nil
			}
			err := config.alone(t.Context(), "unlock", func(waited bool) error {
				if waited != c.waited || held != (c.broken == nil) {
					t.Errorf("waited %v, held %v", waited, held)
				}
				return errMissing
			})
			if !errors.Is(err, errMissing) || held || asked != c.locks {
				t.Errorf("%v; held %v after %d locks", err, held, asked)
			}
		})
	}
}

func TestAStatusOfGnuPGIsAWholeWord(t *testing.T) {
	for said, want := range map[string]bool{
		"[GNUPG:] NO_SECKEY":              true, // cut off behind it
		"[GNUPG:] NO_SECKEY\n":            true,
		"x\n[GNUPG:] NO_SECKEY 01D62D\ny": true,
		"[GNUPG:] NO_SECKEYS":             false,
		"gpg: [GNUPG:] NO_SECKEY\n":       false,
	} {
		if got := (&passError{said: []byte(said)}).says("NO_SECKEY"); got != want {
			t.Errorf("%q says so: %v", said, got)
		}
	}
}

func TestABeginningIsKeptHoweverItComes(t *testing.T) {
	k := &beginning{most: 5}
	for _, part := range []string{"ab", "cd", "efg", "h"} {
		if n, err := k.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if string(k.kept) != "abcde" {
		t.Errorf("kept %q", k.kept)
	}
}

func TestWhoMayAskGetsTheTerminal(t *testing.T) {
	c := Config{Terminal: os.Stdin}
	for name, w := range map[string]struct {
		call passCall
		want any
	}{
		"asking":  {passCall{dialog: passAsking}, os.Stdin},
		"silent":  {passCall{}, nil},
		"storing": {passCall{dialog: passAsking, stdin: strings.NewReader("x")}, nil},
	} {
		cmd := exec.Command("true")
		c.giveStdin(cmd, w.call)
		if w.call.stdin != nil {
			w.want = w.call.stdin
		}
		if any(cmd.Stdin) != w.want {
			t.Errorf("%s: stdin is %v", name, cmd.Stdin)
		}
	}
}

func TestWhatADeadWriterLeftIsSwept(t *testing.T) {
	c, here := fakePass(t, `rm "$here/store/$3.gpg"`)
	c.patience = patience{silent: 10 * time.Second, dialog: time.Minute}
	p := &passItems{c: &c, run: c.runPass}
	left := p.file(tempName())
	mustDo(t, os.WriteFile(left, []byte("x"), 0o600))
	p.sweep(t.Context())
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) || started(t, here) != 1 {
		t.Errorf("%v after %d starts", err, started(t, here))
	}
	if p.there(alice().Name()) != nil {
		t.Error("an item was swept")
	}
}

func TestAnItemMayBeAsLargeAsARecord(t *testing.T) {
	for size, want := range map[int]string{maxRecord: "no record", maxRecord + 1: "bytes"} {
		if _, err := parseRecord(bytes.Repeat([]byte(" "), size)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v, want %s", size, err, want)
		}
	}
}
