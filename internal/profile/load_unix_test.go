//go:build unix

package profile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAFIFOIsRefusedWithoutWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, path, errNotRegular)
}

func TestADeviceIsRefused(t *testing.T) { checkRefused(t, "/dev/zero", errNotRegular) }

func TestAFileThatMayNotBeReadIsNamed(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may read everything: a path through a file stands in")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, nil, 0); err != nil {
		t.Fatal(err)
	}
	want := error(syscall.EACCES)
	if os.Geteuid() == 0 {
		path, want = filepath.Join(path, "config"), syscall.ENOTDIR
	}
	checkRefused(t, path, want)
}

func TestALinkIsFollowed(t *testing.T) {
	f := pair{credentials: "[acme]\n" + acmeKeys}.write(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(f.CredentialsPath, link); err != nil {
		t.Fatal(err)
	}
	p, err := Read(Files{CredentialsPath: link}, "acme")
	if err != nil || !strings.HasSuffix(p.Keys.File, "link") {
		t.Errorf("%+v, %v", p, err)
	}
}

// What is switched off by a link to the null device is empty, as it is to other tools.
func TestALinkToTheNullDeviceIsEmpty(t *testing.T) {
	link := filepath.Join(t.TempDir(), "config")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	if f, err := load(link, time.Time{}); err != nil || f.exists || f.dangling {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestALinkToNowhereIsNamed(t *testing.T) {
	dir := t.TempDir()
	f := Files{ConfigPath: filepath.Join(dir, "config"), CredentialsPath: filepath.Join(dir, "credentials")}
	if err := os.Symlink("nowhere", f.ConfigPath); err != nil {
		t.Fatal(err)
	}
	_, err := Read(f, "default")
	var unknown *UnknownProfileError
	if !errors.As(err, &unknown) || len(unknown.Dangling) != 1 || unknown.Dangling[0] != f.ConfigPath || unknown.ConfigExists {
		t.Errorf("%+v", err)
	}
	if err := os.WriteFile(f.CredentialsPath, []byte("[default]\n"+acmeKeys), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(f, "default"); err != nil {
		t.Errorf("the other file has the keys: %v", err)
	}
}
