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
