package busguard

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The probe program is built once; it is a process of its own because what is tested happens before
// main.
func buildProbe(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "probe")
	if out, err := exec.Command("go", "build", "-o", program, "./testdata/probe").CombinedOutput(); err != nil {
		t.Fatalf("building the probe: %v\n%s", err, out)
	}
	return program
}

// runProbe runs it with a fake dbus-launch as the only program in PATH, and fails when that ran.
func runProbe(t *testing.T, program string, environment []string, args ...string) (stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	ran := filepath.Join(dir, "ran")
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte("#!/bin/sh\n: >"+ran+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	var errors strings.Builder
	cmd := exec.Command(program, args...)
	cmd.Env = append([]string{"PATH=" + dir, "XDG_RUNTIME_DIR=" + dir}, environment...)
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the probe failed: %v\n%s", err, &errors)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("dbus-launch was executed")
	}
	return string(out), errors.String()
}

// listen makes a socket that talks to each client as given.
func listen(t *testing.T, path string, talk func(net.Conn)) {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go talk(c)
		}
	}()
}

// silent accepts, reads, and never answers.
func silent(c net.Conn) { _, _ = c.Read(make([]byte, 1<<20)); select {} }

// rejecting answers the probe as a bus does, and ends any other conversation.
func rejecting(c net.Conn) {
	buffer := make([]byte, 64)
	n, _ := c.Read(buffer)
	if string(buffer[:n]) == "\x00AUTH\r\n" {
		_, _ = c.Write([]byte("REJECTED EXTERNAL\r\n"))
	}
	_ = c.Close()
}

func TestGuardDecidesBeforeTheLibraryConnects(t *testing.T) {
	program := buildProbe(t)
	dir := t.TempDir()
	mute, live := filepath.Join(dir, "mute"), filepath.Join(dir, "live")
	listen(t, mute, silent)
	listen(t, live, rejecting)
	muteAddress, liveAddress := "unix:path="+mute, "unix:path="+live+",guid=00"
	const variable = "DBUS_SESSION_BUS_ADDRESS="
	tests := []struct {
		name        string
		environment []string
		args        []string
		want        string // guarded, original, what a child gets
	}{
		{"NoAddressIsNeverLaunched", nil, nil, "disabled: ,false unset"},
		{"EmptyAddress", []string{variable}, nil, "disabled: ,true "},
		{"AutolaunchIsNeverLaunched", []string{variable + "autolaunch:"}, nil, "disabled: autolaunch:,true autolaunch:"},
		{"ABusThatNeverAnswersIsDisabled", []string{variable + muteAddress}, nil, "disabled: " + muteAddress + ",true " + muteAddress},
		{"NobodyListens", []string{variable + "unix:path=/nonexistent"}, nil, "disabled: unix:path=/nonexistent,true unix:path=/nonexistent"},
		{"ALiveBusIsLeftAlone", []string{variable + liveAddress}, nil, liveAddress + " " + liveAddress + ",true " + liveAddress},
		{
			"TheFirstThatAnswersIsTaken",
			[]string{variable + muteAddress + ";" + liveAddress},
			nil,
			liveAddress + " " + muteAddress + ";" + liveAddress + ",true " + muteAddress + ";" + liveAddress,
		},
		{"BackendOfTheEnvironmentNeedsNoBus", []string{variable + liveAddress, "MFA_SESSION_BACKEND=file"}, nil, "disabled: " + liveAddress + ",true " + liveAddress},
		{"BackendOfTheOptionNeedsNoBus", []string{variable + liveAddress}, []string{"--backend", "keyctl"}, "disabled: " + liveAddress + ",true " + liveAddress},
		{"VersionNeedsNoBus", []string{variable + liveAddress}, []string{"--version"}, "disabled: " + liveAddress + ",true " + liveAddress},
		{
			"TheOptionGoesFirst",
			[]string{variable + liveAddress, "MFA_SESSION_BACKEND=file"},
			[]string{"--backend=secret-service"},
			liveAddress + " " + liveAddress + ",true " + liveAddress,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, _ := runProbe(t, program, tt.environment, tt.args...)
			got := strings.Join([]string{field(t, out, "guarded"), field(t, out, "original"), field(t, out, "child")}, " ")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("guarded, original, child (-want +got):\n%s", diff)
			}
			if strings.HasPrefix(tt.want, disabled) && strings.Contains(out, "backend=secret-service") {
				t.Error("the library connected all the same")
			}
		})
	}
}

func field(t *testing.T, out, name string) string {
	t.Helper()
	for line := range strings.Lines(out) {
		if value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), name+"="); ok {
			return value
		}
	}
	t.Fatalf("no %s in:\n%s", name, out)
	return ""
}

func TestTheSocketOfTheRuntimeDirectoryIsUsedWhenItAnswers(t *testing.T) {
	program := buildProbe(t)
	dir := t.TempDir()
	listen(t, filepath.Join(dir, "bus"), rejecting)
	out, _ := runProbe(t, program, []string{"XDG_RUNTIME_DIR=" + dir})
	if got, want := field(t, out, "guarded"), "unix:path="+dir+"/bus"; got != want {
		t.Errorf("address %q, want %q", got, want)
	}
	if got := field(t, out, "child"); got != "unset" {
		t.Errorf("a child gets %q, want none: there was none", got)
	}
}

// The order is a side effect of import paths, so every change of imports may change it.
func TestGuardIsInitialisedBeforeTheLibrary(t *testing.T) {
	_, trace := runProbe(t, buildProbe(t), []string{"GODEBUG=inittrace=1"})
	position := map[string]int{}
	for i, m := range regexp.MustCompile(`(?m)^init (\S+) @`).FindAllStringSubmatch(trace, -1) {
		position[m[1]] = i + 1
	}
	guard := position["github.com/mfa-session/mfa-session/internal/keychain/busguard"]
	if guard == 0 {
		t.Fatalf("the guard is not in the trace:\n%s", trace)
	}
	for _, later := range []string{"github.com/godbus/dbus", "github.com/99designs/keyring"} {
		if position[later] < guard {
			t.Errorf("%s is initialised at %d, the guard at %d", later, position[later], guard)
		}
	}
}

func TestGuardImportsOnlyWhatIsReadyEarly(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{join .Imports " "}}`, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("os strings syscall", strings.TrimSpace(string(out))); diff != "" {
		t.Errorf("imports (-want +got):\n%s", diff)
	}
}

func TestChosenBackend(t *testing.T) {
	tests := []struct {
		args        string
		environment string
		want        string
	}{
		{"", "", ""},
		{"123456", "file", "file"},
		{"--backend keyctl", "file", "keyctl"},
		{"--backend=keyctl", "", "keyctl"},
		{"-backend keyctl", "", "keyctl"},
		{"123456 --backend file --backend none", "", "none"},
		{"--backend", "file", ""},
		{"--backend=", "file", ""},
		{"login -- --backend file", "", ""},
		{"--backend file exec aws --backend none", "", "file"},
		{"exec --backend none aws", "", "none"},
		{"exec -p exec --backend none aws --backend=file", "", "none"},
		{"exec aws --backend none", "auto", "auto"},
		{"-p --backend login", "", ""},
		{"--profile=x --backend secret-service", "", "secret-service"},
		{"- --backend file", "", "file"},
	}
	for _, tt := range tests {
		args := append([]string{"mfa-session"}, strings.Fields(tt.args)...)
		if got := read(args, tt.environment).backend; got != tt.want {
			t.Errorf("%q with %q in the environment: %q, want %q", tt.args, tt.environment, got, tt.want)
		}
	}
}

func TestCommandsThatOpenNoKeychainNeedNoBus(t *testing.T) {
	tests := map[string]bool{
		"":                                 true,
		"123456":                           true,
		"login":                            true,
		"logout --all":                     true,
		"credential-process --profile x":   true,
		"-p status":                        true, // a profile of that name
		"login status":                     true, // an argument too many
		"exec --format json aws --version": true,
		"exec -- status":                   true,
		"exec status":                      true,
		"-- --version":                     true,
		"device list":                      true,
		"--version":                        false,
		"-h":                               false,
		"login --help":                     false,
		"exec --help":                      false,
		"status":                           false,
		"-p x status --prompt":             false,
		"--backend secret-service status":  false,
		"policy render":                    false,
		"__complete -- login":              false,
		"unset --format fish":              false,
		"shell-init zsh":                   false,
		"completion bash":                  false,
	}
	for words, want := range tests {
		args := append([]string{"mfa-session"}, strings.Fields(words)...)
		if got := needsBus(read(args, "")); got != want {
			t.Errorf("%q: needs the bus: %v, want %v", words, got, want)
		}
	}
}

func TestSocketName(t *testing.T) {
	tests := map[string]string{
		"unix:path=/run/user/1000/bus":                "/run/user/1000/bus",
		"unix:guid=12,path=/tmp/bus":                  "/tmp/bus",
		"unix:abstract=/tmp/dbus-x,guid=12":           "@/tmp/dbus-x",
		"unix:path=/tmp/bus,abstract=x":               "",
		"unix:runtime=yes":                            "",
		"tcp:host=127.0.0.1,port=1":                   "",
		"disabled:":                                   "",
		"unixexec:path=/usr/bin/systemd-stdio-bridge": "",
	}
	for address, want := range tests {
		if got := socketName(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
