package keychain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mfa-session/mfa-session/internal/session"
)

// kernelStore is a store on a named keyring, in a process of its own.
func kernelStore(name string) *Store {
	return Open(Config{Backend: Keyctl, KeyctlName: name, Now: time.Now})
}

func keyctlSave(args []string) error {
	return kernelStore(args[0]).Save(context.Background(), alice(), issued(alice(), args[1]))
}

func keyctlLoad(args []string) error {
	s, err := kernelStore(args[0]).Load(context.Background(), alice())
	fmt.Println("found", strings.TrimPrefix(s.Credentials.SessionToken, secretToken))
	return err
}

func keyctlDelete(args []string) error {
	return kernelStore(args[0]).Delete(context.Background(), alice())
}

// keyctlTorn has the named keyring be revoked while the library is about to write into it.
func keyctlTorn(args []string) error {
	defer dropRing(args[0])
	ctx := context.Background()
	c := Config{Backend: Keyctl, KeyctlName: args[0], Now: time.Now, patience: usual()}
	l, err := (&keyctlItems{c: &c, name: args[0]}).library(ctx)
	if err != nil {
		return err
	}
	ring, err := findRing(args[0])
	if err != nil {
		return err
	}
	if _, err := unix.KeyctlInt(unix.KEYCTL_REVOKE, ring, 0, 0, 0); err != nil {
		return err
	}
	fmt.Printf("the keyring is missing: %t\n", errors.Is(l.set(ctx, item{name: alice().Name(), data: []byte(secretToken)}), errMissing))
	_, err = unix.KeyctlSearch(unix.KEY_SPEC_SESSION_KEYRING, "user", alice().Name(), 0)
	fmt.Printf("left in the session: %t\n", err == nil)
	s := Open(c)
	fmt.Printf("the next is written into a new one: %t\n", s.Save(ctx, alice(), issued(alice(), "next")) == nil)
	return nil
}

// quota fills the keyring of an ordinary user and then has it make room.
func quota(args []string) (err error) {
	defer dropRing(args[0])
	now := time.Now()
	s := Open(Config{Backend: Keyctl, KeyctlName: args[0], Now: func() time.Time { return now }})
	ctx := context.Background()
	stored := 0
	for ; ; stored++ {
		if err = s.Save(ctx, user(stored), large(user(stored), "of-many")); err != nil || stored > 200 {
			break
		}
	}
	fmt.Printf("stored some: %t; full: %t\n", stored > 1, isFault(err, ErrFull))
	kept := 0
	for i := range stored {
		if _, err := s.Load(ctx, user(i)); err == nil {
			kept++
		}
	}
	fmt.Printf("all are kept: %t\n", kept == stored)
	now = now.Add(2 * time.Hour) // the kernel does not think so
	next := large(alice(), "next")
	next.IssuedAt, next.Credentials.Expires = now.UTC().Round(0), now.Add(time.Hour).UTC().Round(0)
	if err := s.Save(ctx, alice(), next); err != nil {
		return fmt.Errorf("saving when what is there has expired: %w", err)
	}
	got, err := s.Load(ctx, alice())
	fmt.Printf("room was made: %t\n", err == nil && got == next)
	return nil
}

func isFault(err, want error) bool {
	var e *session.StoreError
	return errors.As(err, &e) && errors.Is(err, want)
}

func TestAFullKeyringDropsWhatHasExpired(t *testing.T) {
	_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true)
	lacks(t, err, "the kernel's keyring")
	cmd := ofRole(t, "quota", nil, "mfa-session-test-"+strings.TrimPrefix(tempName(), tempPrefix))
	asOrdinaryUser(t, cmd)
	want := "stored some: true; full: true\nall are kept: true\nroom was made: true\n"
	if out := run(t, cmd); out != want {
		t.Errorf("%s", out)
	}
}

// The library writes through the session's keyring, where others of the session would find what is
// left there.
func TestAWriteThatFailsLeavesNothingInTheSession(t *testing.T) {
	needs(t, "keyctl")
	c := inKernel(t)
	want := "the keyring is missing: true\nleft in the session: false\nthe next is written into a new one: true\n"
	if out := run(t, ofRole(t, "keyctl-torn", []string{"keyctl", "session", "-"}, c.KeyctlName)); out != want {
		t.Errorf("%s", out)
	}
}

// nobody is a user with as few rights as there are, and the quota of an ordinary one.
const nobody = 65534

// asOrdinaryUser has a role of root's be played by nobody, from a copy of the program that nobody can
// reach.
func asOrdinaryUser(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	dir, err := os.MkdirTemp("", "keychain-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	to := filepath.Join(dir, "program")
	if err := errors.Join(os.Chmod(dir, 0o755), copyFile(cmd.Path, to)); err != nil {
		t.Fatal(err)
	}
	cmd.Path, cmd.Dir = to, dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
