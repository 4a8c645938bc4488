//go:build unix

package e2e_test

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serviceCommands are the parts of a desktop that the scripts need.
func serviceCommands() map[string]scriptCommand {
	return map[string]scriptCommand{
		"silentbus":     silentBusCommand,
		"secretservice": secretServiceCommand,
		"throwaway":     throwawayCommand,
	}
}

// silentBusCommand: silentbus SOCKET listens there until the script ends, takes every connection
// and says nothing.
func silentBusCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: silentbus SOCKET")
	}
	listener, err := net.Listen("unix", ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	go func() {
		var taken []net.Conn // kept, or they would be closed as garbage
		for {
			conn, err := listener.Accept()
			if err != nil {
				for _, c := range taken {
					_ = c.Close()
				}
				return
			}
			taken = append(taken, conn)
		}
	}()
}

// secretServiceCommand: secretservice starts a session bus in the runtime directory and on it a real
// gnome-keyring, whose login collection is the default one and unlocked. Both end with the script.
func secretServiceCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: secretservice")
	}
	bus := serviceOf(ts, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
		"--address=unix:path="+ts.Getenv("XDG_RUNTIME_DIR")+"/bus")
	out, err := bus.StdoutPipe()
	ts.Check(err)
	startService(ts, bus)
	address, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	ts.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))

	keyring := serviceOf(ts, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader("keyring-EXAMPLE-password") // a line feed would be part of it
	startService(ts, keyring)
	// Whoever asks for its name before it has it makes the bus start another one, which is locked.
	await(ts, "boolean true", "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
	await(ts, "collection/login", "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias", "string:default")
}

// await calls a method on the bus until the answer has the text.
func await(ts *testscript.TestScript, text, name, object, method, argument string) {
	for range 200 {
		out, err := serviceOf(ts, "dbus-send", "--session", "--print-reply", "--dest="+name, object, method, argument).Output()
		if err == nil && strings.Contains(string(out), text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s of %s never said %s", method, name, text)
}

// serviceOf is a program with the script's home and bus.
func serviceOf(ts *testscript.TestScript, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	for _, name := range []string{"HOME", "PATH", "TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"} {
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// startService starts a program that ends with the script.
func startService(ts *testscript.TestScript, cmd *exec.Cmd) {
	ts.Check(cmd.Start())
	ts.Defer(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
	})
}

// throwawayCommand: throwaway VARIABLE makes a user of this script alone, as profile throwaway, and
// sets the variable to the serial number of its device. What of it is stored in the kernel's
// keyring, which all tests and their user share, is deleted when the script ends.
func throwawayCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: throwaway VARIABLE")
	}
	u := server(ts).NewUser("throwaway")
	ts.Setenv(args[0], server(ts).AddVirtualDevice(u, "throwaway-phone").SerialNumber)
	file, err := os.OpenFile(ts.MkAbs("home/.aws/credentials"), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	_, err = file.WriteString("[throwaway]\naws_access_key_id = " + u.AccessKeyID + "\naws_secret_access_key = " + u.SecretAccessKey + "\n")
	ts.Check(err)
	ts.Check(file.Close())
	ts.Defer(func() {
		if err := ts.Exec("mfa-session", "logout", "--profile", "throwaway", "--backend", "keyctl"); err != nil {
			ts.Logf("logout of the throwaway user: %v", err)
		}
	})
}
