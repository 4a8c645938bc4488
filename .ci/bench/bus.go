//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// desktop is a session bus with a gnome-keyring on it, unlocked.
type desktop struct {
	others  int // items of other programs
	address string
	env     []string
	keyring *exec.Cmd
}

// newDesktop starts one with that many items of other programs in the collection.
func (b *bench) newDesktop(ctx context.Context, others int) (*desktop, error) {
	home := filepath.Join(b.dir, fmt.Sprintf("desktop-%d", others))
	if err := os.MkdirAll(home+"/keyrings", 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(home+"/keyrings/default", []byte("login"), 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(home+"/keyrings/login.keyring", []byte(plainKeyring(others)), 0o600); err != nil {
		return nil, err
	}
	d := &desktop{others: others, env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home}}
	if err := d.startBus(ctx, b, home+"/bus"); err != nil {
		return nil, err
	}
	return d, d.startKeyring(ctx, b)
}

// plainKeyring is a collection in the format that gnome-keyring reads, and writes encrypted at the
// first change. It writes all of it at each change, so a thousand items would take a minute to add.
func plainKeyring(items int) string {
	var b strings.Builder
	b.WriteString("[keyring]\ndisplay-name=login\nctime=1700000000\nmtime=1700000000\nlock-on-idle=false\nlock-after=false\n")
	for i := range items {
		fmt.Fprintf(&b, "\n[%d]\nitem-type=0\ndisplay-name=other-%d\nsecret=EXAMPLE-%0800d\nmtime=1700000000\nctime=1700000000\n", i+1, i, i)
		fmt.Fprintf(&b, "\n[%d:attribute0]\nname=profile\ntype=string\nvalue=other-%d\n", i+1, i)
	}
	return b.String()
}

func (d *desktop) startBus(ctx context.Context, b *bench, socket string) error {
	bus := program(ctx, d.env, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:path="+socket)
	out, err := bus.StdoutPipe()
	if err != nil {
		return err
	}
	if err := b.start(bus); err != nil {
		return err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("starting a session bus: %w", err)
	}
	d.address = strings.TrimSpace(address)
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+d.address)
	return nil
}

func (d *desktop) startKeyring(ctx context.Context, b *bench) error {
	d.keyring = program(ctx, d.env, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	d.keyring.Stdin = strings.NewReader("keyring-EXAMPLE-password") // a line feed would be part of it
	if err := b.start(d.keyring); err != nil {
		return err
	}
	// Whoever asks for its name before it has it makes the bus start another one, which is locked.
	if err := d.await(ctx, "boolean true", "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"); err != nil {
		return err
	}
	return d.await(ctx, "collection/login", "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias", "string:default")
}

// await calls a method until the answer has the text.
func (d *desktop) await(ctx context.Context, text, name, object, method, argument string) error {
	for range 200 {
		if strings.Contains(d.send(ctx, name, object, method, argument), text) {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("starting a keyring: %s of %s never said %s", method, name, text)
}

func (d *desktop) send(ctx context.Context, name, object, method, argument string) string {
	cmd := program(ctx, d.env, "dbus-send", "--session", "--print-reply", "--dest="+name, object, method, argument)
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// alive says that the keyring which was started still is the one on the bus.
func (d *desktop) alive(ctx context.Context) error {
	owner := d.send(ctx, "org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets")
	if !strings.Contains(owner, fmt.Sprintf("uint32 %d\n", d.keyring.Process.Pid)) {
		return errors.New("the keyring daemon has died")
	}
	return nil
}
