//go:build unix

package profile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
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
