package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// inNamespace has a role be played where it may mount file systems that nobody else sees.
func inNamespace() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
		attr.AmbientCaps = []uintptr{21} // CAP_SYS_ADMIN, of the namespace
	}
	return attr
}

func TestAFullDiskAndOneThatIsReadOnly(t *testing.T) {
	probe := ofRole(t, "mount", nil, t.TempDir())
	probe.SysProcAttr = inNamespace()
	_, err := probe.Output()
	lacks(t, err, "mounting in a namespace")
	cmd := ofRole(t, "full-disk", nil, t.TempDir())
	cmd.SysProcAttr = inNamespace()
	want := "full: true\nfull, known before: true\nthe old session is served: true\nthe disk holds nothing but whole items: true\n" +
		"read only: the old session is served: true\nread only: a miss is no store: true, denied: true\n" +
		"read only, known before: true\nread only: saving is denied: true\nwritable again: true\nwith room again: true\n"
	if out := run(t, cmd); out != want {
		t.Errorf("%s", out)
	}
}

// mountSmall mounts 64 kB on a directory.
func mountSmall(dir string, flags uintptr) error {
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("keeping mounts to this namespace: %w", err)
	}
	return syscall.Mount("none", dir, "tmpfs", flags, "size=64k,mode=700")
}

func mount(args []string) error { return mountSmall(args[0], 0) }

func fullDisk(args []string) error {
	dir := args[0]
	if err := mountSmall(dir, 0); err != nil {
		return err
	}
	ctx := context.Background()
	s := Open(Config{Backend: File, Dir: filepath.Join(dir, "keychain"), Passphrase: gives(passphrase), Now: time.Now})
	old := issued(alice(), "old")
	if err := s.Save(ctx, alice(), old); err != nil {
		return err
	}
	serves := func() bool {
		got, err := s.Load(ctx, alice())
		return err == nil && got == old
	}
	filler := filepath.Join(dir, "filler")
	if err := fill(filler); !errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("filling the disk: %w", err)
	}
	fmt.Printf("full: %t\n", isFault(s.Save(ctx, alice(), large(alice(), "new")), ErrFull))
	fmt.Printf("full, known before: %t\n", isFault(s.Writable(ctx, alice()), ErrFull))
	fmt.Printf("the old session is served: %t\n", serves())
	entries, err := os.ReadDir(filepath.Join(dir, "keychain"))
	fmt.Printf("the disk holds nothing but whole items: %t\n", err == nil && len(entries) == 2)

	remount := func(flags uintptr) error { return syscall.Mount("none", dir, "", syscall.MS_REMOUNT|flags, "") }
	if err := remount(syscall.MS_RDONLY); err != nil {
		return err
	}
	fmt.Printf("read only: the old session is served: %t\n", serves())
	_, err = s.Load(ctx, user(1))
	noStore := errors.Is(err, session.ErrNoStore) && !isFault(err, session.ErrNoStore)
	fmt.Printf("read only: a miss is no store: %t, denied: %t\n", noStore, errors.Is(err, ErrDenied))
	fmt.Printf("read only, known before: %t\n", isFault(s.Writable(ctx, alice()), ErrDenied))
	fmt.Printf("read only: saving is denied: %t\n", isFault(s.Save(ctx, alice(), large(alice(), "new")), ErrDenied))

	if err := errors.Join(remount(0), os.Remove(filler)); err != nil {
		return err
	}
	fmt.Printf("writable again: %t\n", s.Writable(ctx, alice()) == nil)
	fmt.Printf("with room again: %t\n", s.Save(ctx, alice(), large(alice(), "new")) == nil)
	return nil
}

// fill writes until nothing fits any more.
func fill(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for range 1 << 10 {
		if _, err := file.Write(make([]byte, 1<<10)); err != nil {
			return err
		}
	}
	return nil
}

// An ordinary user may be kept from writing by the mode of the directory above.
func TestADirectoryThatCannotBeMade(t *testing.T) {
	cmd := ofRole(t, "closed-directory", nil)
	asOrdinaryUser(t, cmd)
	want := "a miss is no store: true, denied: true\nsaving is denied: true\n"
	if out := run(t, cmd); out != want {
		t.Errorf("%s", out)
	}
}

func closedDirectory([]string) error {
	ctx := context.Background()
	above, err := os.MkdirTemp("", "keychain-test-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(above) }()
	if err := os.Chmod(above, 0o500); err != nil {
		return err
	}
	s := Open(Config{Backend: File, Dir: filepath.Join(above, "keychain"), Passphrase: gives(passphrase), Now: time.Now})
	_, err = s.Load(ctx, alice())
	fmt.Printf("a miss is no store: %t, denied: %t\n", errors.Is(err, session.ErrNoStore), errors.Is(err, ErrDenied))
	fmt.Printf("saving is denied: %t\n", isFault(s.Save(ctx, alice(), issued(alice(), "new")), ErrDenied))
	return nil
}
