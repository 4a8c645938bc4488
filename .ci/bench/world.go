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
	"strconv"
	"strings"
	"syscall"
)

// world is a user with a home and an AWS of her own: her device's codes are spent nowhere else.
type world struct {
	b       *bench
	home    string
	env     []string
	sandbox []string // the variables of the AWS
}

// profileName is whose keys are used.
const profileName = "work"

// setting is what a world has beside its user.
type setting struct {
	name     string // of the user
	backend  string // of the keychain
	profiles int    // how many there are in the config file; hers is the last
	noSerial bool   // she has not said which device is hers
	bus      string // address of the session bus, empty for none
}

func (b *bench) newWorld(ctx context.Context, s setting) (*world, error) {
	w := &world{b: b, home: filepath.Join(b.dir, s.name)}
	for _, dir := range []string{w.home, w.home + "/run", w.home + "/.aws"} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
	}
	if err := w.startSandbox(ctx, s.name); err != nil {
		return nil, err
	}
	w.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.home, "XDG_RUNTIME_DIR=" + w.home + "/run", "LANG=C",
		"MFA_SESSION_BACKEND=" + s.backend, "AWS_ENDPOINT_URL=" + w.variable("AWS_ENDPOINT_URL"),
		"MFA_SANDBOX_SEED=" + w.variable("MFA_SANDBOX_SEED"),
	}
	if s.bus != "" {
		w.env = append(w.env, "DBUS_SESSION_BUS_ADDRESS="+s.bus)
	}
	return w, w.writeFiles(s)
}

// startSandbox starts an AWS and reads where it is.
func (w *world) startSandbox(ctx context.Context, user string) error {
	cmd := program(ctx, nil, w.b.program("aws-sandbox"), "--user", user)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := w.b.start(cmd); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		pair := strings.TrimPrefix(lines.Text(), "export ")
		w.sandbox = append(w.sandbox, strings.ReplaceAll(pair, "'", ""))
	}
	return lines.Err()
}

// start starts a server that ends with the bench.
func (b *bench) start(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	b.atEnd(func(context.Context) {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
		_ = cmd.Wait()
	})
	return nil
}

func (w *world) variable(name string) string {
	for _, pair := range w.sandbox {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// writeFiles writes the AWS config files.
func (w *world) writeFiles(s setting) error {
	var config strings.Builder
	for i := range max(s.profiles, 1) - 1 {
		fmt.Fprintf(&config, "[profile other-%d]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/other\nsource_profile = %s\n\n", i, profileName)
	}
	fmt.Fprintf(&config, "[profile %s]\nregion = us-east-1\n", profileName)
	if !s.noSerial {
		fmt.Fprintf(&config, "mfa_serial = %s\n", w.variable("MFA_SANDBOX_SERIAL"))
	}
	credentials := fmt.Sprintf("[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n",
		profileName, w.variable("AWS_ACCESS_KEY_ID"), w.variable("AWS_SECRET_ACCESS_KEY"))
	if err := os.WriteFile(w.home+"/.aws/config", []byte(config.String()), 0o600); err != nil {
		return err
	}
	return os.WriteFile(w.home+"/.aws/credentials", []byte(credentials), 0o600)
}

// hit is what every AWS tool runs at its start.
func (w *world) hit() command {
	return command{argv: []string{w.b.program("mfa-session"), "credential-process", "--profile", profileName}, env: w.env}
}

// cold is the same with a program that knows the code.
func (w *world) cold() command {
	c := w.hit()
	c.argv = append(c.argv, "--code-command", w.b.program("aws-sandbox")+" code")
	return c
}

// login stores a session; what is stored is deleted at the end.
func (w *world) login(ctx context.Context) error {
	if _, err := w.output(ctx, w.cold().argv...); err != nil {
		return err
	}
	w.logoutAtEnd()
	return nil
}

// logoutAtEnd leaves nothing in the kernel's keyring, which is not of this world alone.
func (w *world) logoutAtEnd() {
	w.b.atEnd(func(ctx context.Context) {
		_, err := w.output(ctx, w.b.program("mfa-session"), "logout", "--profile", profileName)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	})
}

// output is what a command prints.
func (w *world) output(ctx context.Context, argv ...string) (string, error) {
	out, err := program(ctx, w.env, argv...).Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return "", fmt.Errorf("%q: %w\n%s", argv, err, exit.Stderr)
	}
	return string(out), err
}

// program is a program to be run; without an environment it gets this one's.
func program(ctx context.Context, env []string, argv ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // what is run is what is measured
	cmd.Env = env
	return cmd
}

// calls are how often AWS was called, by action.
func (w *world) calls(ctx context.Context) (map[string]int, int, error) {
	out, err := w.output(ctx, w.b.program("aws-sandbox"), "calls")
	if err != nil {
		return nil, 0, err
	}
	calls, sum := map[string]int{}, 0
	for line := range strings.Lines(out) {
		action, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, 0, err
		}
		calls[action], sum = n, sum+n
	}
	return calls, sum, nil
}

// program is the path of one of the programs that were built for this.
func (b *bench) program(name string) string {
	path, err := filepath.Abs(filepath.Join(b.bin, name))
	if err != nil {
		return name
	}
	return path
}
