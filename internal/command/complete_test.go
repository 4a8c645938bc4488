package command

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/completions"
	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/keychain"
)

// offered are the values for words, the last of which is completed.
func (w *world) offered(words ...string) []string {
	w.t.Helper()
	r := w.run(append([]string{completeName, "--"}, words...)...)
	if r.code != 0 || r.stderr != "" {
		w.t.Errorf("%q: exit code %d, stderr %q", words, r.code, r.stderr)
	}
	var values []string
	for line := range strings.Lines(r.stdout) {
		value, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.Contains(text, "\t") {
			w.t.Errorf("%q: the line %q", words, line)
		}
		if value == "" {
			value = "<" + text + ">"
		}
		values = append(values, value)
	}
	return values
}

func TestComplete(t *testing.T) {
	w := newWorld(t)
	w.write(".aws/config", "[profile work]\nregion = mx-central-1\nmfa_serial = arn:aws:iam::444455556666:mfa/bob\n[profile \"w x\"]\nregion=no region\nmfa_serial=x\n")
	options := func(without string, names ...string) []string {
		var all []string
		for _, n := range append(names, "quiet", "debug", "help") {
			if !slices.Contains(strings.Fields(without), n) {
				all = append(all, "--"+n)
			}
		}
		return all
	}
	login := []string{"profile", "serial-number", "region", "backend", "no-input", "duration", "code-command", "refresh", "cached-only"}
	for words, want := range map[string][]string{
		"":         testRun().commandNames(),
		"sta":      {"status"},
		"STA":      nil,
		"no-such ": nil,
		"log":      {"login", "logout"},
		"--re":     {"--region", "--refresh"},
		// options
		"login|":                    options("", login...),
		"login|--":                  options("", login...),
		"login|-p|work|--refresh|":  options("profile refresh", login...),
		"login|--profile=work|--re": {"--region", "--refresh"},
		"--refresh|login|--re":      {"--region"},
		"login|-p":                  {"-p"},
		"login|-":                   {"--profile", "-p", "--serial-number", "-s", "--region", "--backend", "--no-input", "--duration", "-d", "--code-command", "--refresh", "--cached-only", "--quiet", "-q", "--debug", "--help", "-h"},
		"login|--|--":               nil,
		"status|--js":               {"--json"},
		"policy|render|":            {"self-service", "device-only", "deny-only", "scp"},
		"policy|render|scp|--as|t":  {"terraform", "terraform-document"},
		"123456|--js":               nil,
		"123456|--no-in":            {"--no-input"},
		"123456|sta":                nil,
		"--no-such|--pro":           {"--profile"},
		"status|--no-input=x|--pr":  {"--profile", "--prompt"},
		"login|--version":           nil,
		"dev":                       {"device"},
		"device|":                   {"default"},
		"device|default|a":          {"arn:aws:iam::444455556666:mfa/bob"},
		// values
		"-p|":               {"work", "w x", "default", "twin"},
		"--profile|w":       {"work", "w x"},
		"-p|twin|-p|":       {"work", "w x", "default", "twin"},
		"--profile=w":       {"--profile=work", "--profile=w x"},
		"-p=tw":             {"-p=twin"},
		"--no-input=":       nil,
		"--unknown=":        nil,
		"--format|e":        {"env", "env-no-export", "elvish"},
		"--backend|key":     {"keychain", "keyctl"},
		"--duration|1":      {"1h", "12h"},
		"--region|m":        {"mx-central-1"},
		"--region|us-":      {"us-east-1", "us-east-2", "us-west-2"},
		"--serial-number|":  {"arn:aws:iam::444455556666:mfa/bob"},
		"--code-command|":   nil,
		"--profile|--":      nil,
		"completion|":       completions.Shells(),
		"completion|f":      {"fish"},
		"completion|fish|":  options(""),
		"completion|fish|f": nil,
		// exec
		"exec|":              {"<command>"},
		"exec|--pro":         {"--profile"},
		"exec|-p|work|":      {"<command>"},
		"exec|--|":           {"<command>"},
		"exec|--|--pro":      {"<command>"},
		"exec|aws|s3|":       {"<files>"},
		"exec|aws|--pro":     {"<files>"},
		"exec|--|aws|--out=": {"<files>"},
	} {
		if diff := cmp.Diff(want, w.offered(strings.Split(words, "|")...)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", words, diff)
		}
	}
	if got := w.run(completeName); got.code != 0 || !strings.HasPrefix(got.stdout, "credential-process\t") {
		t.Errorf("no words: %+v", got)
	}
}

func TestCompleteHasRememberedDevices(t *testing.T) {
	w := newWorld(t)
	w.ends(w.run("login", w.code()), 0, 1)
	r := w.run(completeName, "--", "-s", "")
	if want := aliceDevice + "\tphone, account 111122223333\n"; r.stdout != want {
		t.Errorf("%q, want %q", r.stdout, want)
	}
}

// TestCompleteOffersNoNameThatCannotBeTyped: foreign names reach the terminal only as they are.
func TestCompleteOffersNoNameThatCannotBeTyped(t *testing.T) {
	w := newWorld(t)
	w.write(".aws/credentials", "[a\ttab]\n[esc\x1b]0;title\x07]\n[bidi\u202ex]\n[c1\u009bx]\n[bad\xffbytes]\n[zero\u200bwidth]\n[ok é 東]\n[del\x7f]\n")
	if diff := cmp.Diff([]string{"ok é 東"}, w.offered("--profile", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCompleteIgnoresWhatIsBroken: names come from what can be read, and nothing is said.
func TestCompleteIgnoresWhatIsBroken(t *testing.T) {
	for name, content := range map[string]string{
		"junk": "[profile a\n= b\n]]]\n[profile \"x\n", "UTF-16": "\xff\xfe[\x00", "NUL bytes": "\x00\x00[\x00",
	} {
		w := newWorld(t)
		w.write(".aws/config", content)
		if got := w.offered("--profile", "t"); !slices.Equal(got, []string{"twin"}) {
			t.Errorf("%s: %q", name, got)
		}
		w.offered("--region", "")
		w.offered("--serial-number", "")
	}
	w := newWorld(t)
	w.write(".aws/config/is-a-directory", "")
	w.write(".local/state/mfa-session/devices.json", "{")
	w.write(".local/state/mfa-session/sessions.json", "[]")
	if got := w.offered("--profile", "t"); !slices.Equal(got, []string{"twin"}) {
		t.Errorf("%q", got)
	}
	if got := w.offered("--serial-number", ""); got != nil {
		t.Errorf("%q", got)
	}
	w.env["HOME"] = ""
	if got := w.offered("--profile", ""); got != nil {
		t.Errorf("without a home: %q", got)
	}
}

// TestCompletingLeavesNoTrace: no call is made and no file is written, asked or not.
func TestCompletingLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	before := w.files()
	for _, words := range [][]string{{""}, {"-p", ""}, {"-s", ""}, {"--region", ""}, {"login", ""}, {"exec", "--", "touch", "x", ""}, {"123456", ""}, {"--help"}} {
		w.offered(words...)
	}
	if diff := cmp.Diff(before, w.files()); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
	if calls := w.aws.AllCalls(); len(calls) > 0 {
		t.Errorf("calls: %v", calls)
	}
}

func (w *world) files() []string {
	w.t.Helper()
	var paths []string
	err := filepath.WalkDir(w.home, func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return paths
}

func TestWhatCanBeListedIsDescribed(t *testing.T) {
	for _, f := range credformat.Formats() {
		if formatTexts[f] == "" {
			t.Errorf("the format %s has no description", f)
		}
	}
	for _, b := range keychain.Backends() {
		if backendTexts[b] == "" {
			t.Errorf("the backend %s has no description", b)
		}
	}
	known := optionsOf(testRun().app())
	for name := range optionTakes {
		if known[name] == nil {
			t.Errorf("there is no option %s", name)
		}
	}
}

// TestTakesByName: what a new command calls its values is enough.
func TestTakesByName(t *testing.T) {
	for name, want := range map[string][]candidate{
		"FILE": {{text: filesHere}}, "FILE…|-": {{text: filesHere}}, "[--csv FILE]": {{text: filesHere}},
		"auto|text|none": {{value: "auto"}, {value: "text"}, {value: "none"}},
		"NAME":           nil, "NAME|ARN": nil, "": nil,
	} {
		if got := takesByName(name).candidates(nil); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

// BenchmarkComplete is a TAB in a home with 1,000 profiles.
func BenchmarkComplete(b *testing.B) {
	home := b.TempDir()
	var config strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&config, "[profile profile-%d]\nregion = eu-west-1\noutput = json\nmfa_serial = arn:aws:iam::111122223333:mfa/user-%d\n\n", i, i)
	}
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(config.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, words := range [][]string{{""}, {"--profile", ""}, {"--serial-number", ""}, {"--region", ""}} {
		b.Run(strings.Join(words, " "), func(b *testing.B) {
			for b.Loop() {
				var out strings.Builder
				p := &Process{Args: append([]string{completeName, "--"}, words...), Stdout: &out, Home: home, GOOS: "linux"}
				if Run(b.Context(), p, ""); out.Len() == 0 {
					b.Fatal("nothing is offered")
				}
			}
		})
	}
}
