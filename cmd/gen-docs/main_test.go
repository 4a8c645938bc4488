package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}

func mustRead(t *testing.T) *manual {
	t.Helper()
	m, err := readManual()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDocumentsAreFresh(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if diff := cmp.Diff(want, read(t, name)); diff != "" {
			t.Errorf("%s is not what `make docs` writes (-want +got):\n%s", name, diff)
		}
	}
	again, err := generate()
	if err != nil || cmp.Diff(files, again) != "" {
		t.Errorf("written twice it differs: %v", err)
	}
}

func TestWriteWritesBoth(t *testing.T) {
	dir := t.TempDir()
	if write(dir) == nil {
		t.Error("there is no folder docs to write to")
	}
	if err := os.Mkdir(filepath.Join(dir, "docs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"docs/mfa-session.1", "docs/commands.md"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != read(t, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// shown is the manual page as a terminal shows it, without what man says about it.
func shown(t *testing.T) string {
	t.Helper()
	needs(t, "man")
	cmd := exec.CommandContext(t.Context(), "man", "--warnings", "-P", "cat", "-l", "docs/mfa-session.1")
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "MANWIDTH=80", "LC_ALL=C.UTF-8", "MAN_KEEP_FORMATTING=", "GROFF_NO_SGR=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return string(out)
}

// needs skips where a program is missing, but for Debian, where `make deps` installs it.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if release, err := os.ReadFile("/etc/os-release"); err == nil && slices.Contains(strings.Split(string(release), "\n"), "ID=debian") {
		t.Fatalf("%s is not there: run `make deps`", program)
	}
	t.Skipf("%s is not there", program)
}

func TestTheManualIsShownWithoutWarnings(t *testing.T) {
	page := shown(t)
	at := 0
	for _, section := range []string{
		"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SECURITY", "SEE ALSO",
	} {
		i := strings.Index(page[at:], "\n"+section+"\n")
		if i < 0 {
			t.Fatalf("no section %s in its place:\n%s", section, page)
		}
		at += i
	}
	for _, line := range []string{"eval \"$(mfa-session)\"", "-p, --profile NAME", "~/.aws/config", "mfa-session - trade"} {
		if !strings.Contains(page, line) {
			t.Errorf("%q is not shown as it is typed", line)
		}
	}
	if strings.ContainsAny(page, "`\u2010\u2018\u2019\u201c\u201d") {
		t.Error("a character that nobody types")
	}
}

func TestTheManualHasNoFaults(t *testing.T) {
	needs(t, "mandoc")
	out, err := exec.CommandContext(t.Context(), "mandoc", "-T", "lint", "-W", "warning", filepath.Join(module, "docs/mfa-session.1")).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAllIsDocumented: each command, option and exit code, in both documents.
func TestAllIsDocumented(t *testing.T) {
	m := mustRead(t)
	roffed := strings.NewReplacer(`\-`, "-", `\fB`, "", `\fR`, "").Replace(m.man())
	for name, text := range map[string]string{"the manual": roffed, "commands.md": m.markdown()} {
		for _, c := range append(m.commands(), m.tree) {
			usage := strings.TrimSuffix(sentence(c.Usage)[1:], ".")
			if !strings.Contains(text, c.Path) || !strings.Contains(strings.Join(strings.Fields(text), " "), usage) {
				t.Errorf("%s: nothing about %s", name, c.Path)
			}
			for _, o := range c.Options {
				if !strings.Contains(text, "--"+o.Names[0]) {
					t.Errorf("%s: nothing about --%s of %s", name, o.Names[0], c.Path)
				}
			}
		}
		for _, e := range m.exits {
			if !strings.Contains(text, "\n"+e.Codes+"\n") && !strings.Contains(text, "\n| "+e.Codes+" |") {
				t.Errorf("%s: nothing about exit code %s", name, e.Codes)
			}
		}
	}
	if len(m.commands()) < 7 || len(m.exits) < 10 {
		t.Errorf("%d commands, %d exit codes", len(m.commands()), len(m.exits))
	}
}

// TestEachVariableIsDocumented: those that the source names, and those that stand for an option.
func TestEachVariableIsDocumented(t *testing.T) {
	m := mustRead(t)
	var documented []string
	for _, b := range m.sections["environment"] {
		documented = append(documented, strings.Split(b.term, ", ")...)
	}
	named := regexp.MustCompile(`"((?:MFA_SESSION|AWS|XDG|SSH|GPG|DBUS)_[A-Z_]+|DISPLAY|WAYLAND_DISPLAY|GNUPGHOME|PASSWORD_STORE_DIR|LOCALAPPDATA)"`)
	found := map[string]bool{}
	for _, dir := range []string{"internal", "cmd/mfa-session"} {
		err := filepath.WalkDir(filepath.Join(module, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains([]string{"awsfake", "e2e", "testdata"}, d.Name()):
				return fs.SkipDir
			case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			content, err := os.ReadFile(path)
			for _, match := range named.FindAllStringSubmatch(string(content), -1) {
				found[match[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range append(m.commands(), m.tree) {
		for _, o := range c.Options {
			for _, v := range o.Variables {
				found[v] = true
			}
		}
	}
	if len(found) < 25 {
		t.Errorf("only %d variables were found", len(found))
	}
	for v := range found {
		if !slices.Contains(documented, v) {
			t.Errorf("nothing about %s in text/environment.txt", v)
		}
	}
}

func TestAWordAboutNoOptionIsAFault(t *testing.T) {
	m := mustRead(t)
	if m.hasOption(m.tree, "--no-such-option") || !m.hasOption(m.tree, "--json") || !m.hasOption(m.tree, "--profile") {
		t.Error("hasOption does not tell options")
	}
}

func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		".TH":                  `\&.TH`,
		"'s":                   `\(aqs`,
		`a\b`:                  `a\eb`,
		"use `--profile NAME`": `use \fB\-\-profile NAME\fR`,
		"One. Two… three":      "One.\nTwo... three",
		"~ ^ \" `":             `\(ti \(ha \(dq \fB\fR`,
	} {
		if got := inline(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
