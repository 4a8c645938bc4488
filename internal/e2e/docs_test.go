//go:build unix

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are those whose examples are run.
func documents() []string {
	return []string{"README.md", "docs/credential-process.md", "docs/rollout.md", "docs/shells.md", "docs/status.md", "docs/troubleshooting.md"}
}

// interpreters run the examples of a language; the path of a file is appended.
func interpreters() map[string][]string {
	return map[string][]string{
		"bash": {"bash", "--norc", "--noprofile", "-e"}, "sh": {"dash", "-e"}, "zsh": {"zsh", "-f", "-e"}, "ksh": {"ksh93", "-e"},
		"fish": {"fish", "--no-config"}, "tcsh": {"tcsh", "-f", "-e"}, "elvish": {"elvish", "-norc"}, "nu": {"nu", "--no-config-file"},
	}
}

func TestExamplesOfTheDocuments(t *testing.T) {
	for _, document := range documents() {
		for _, e := range examples(t, document) {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				e.run(t)
			})
		}
	}
}

// run runs an example in a world in which a code has been typed already, unless the example has one.
func (e example) run(t *testing.T) {
	t.Helper()
	command, runs := interpreters()[e.language]
	switch {
	case e.notRun != "":
		t.Logf("not run: %s", e.notRun)
	case e.language == "ini":
		e.runProfiles(t)
	case data[e.language]:
		e.runNamed(t)
	case e.language == "console":
		e.runConsole(t, docsWorld(t, e))
	case runs:
		need(t, command[0])
		w := docsWorld(t, e)
		w.write(t, "example", w.withCode(e.text), 0o600)
		r := w.run(t, nil, command[0], append(command[1:], "example")...)
		if said := unremarkable.ReplaceAllString(r.stderr, ""); r.code != 0 || said != "" {
			t.Errorf("%s: exit code %d\n%s%s", e.name, r.code, r.stdout, said)
		}
	default:
		t.Errorf("%s: nothing here runs %q: say why with <!-- not run: … -->", e.name, e.language)
	}
}

// unremarkable is what may be said on stderr where all is well.
var unremarkable = regexp.MustCompile(`(?m)^mfa-session: (the token code was not sent|hint: to replace it|(the|no) session of|hint: AWS cannot end|` +
	`no session is stored here|profile default: the device is|nothing is loaded|deleted from|no findings|[0-9]+ (info|warning)s? in).*\n`)

// runConsole types the commands one after the other into one bash, which must print what is shown.
func (e example) runConsole(t *testing.T, w *world) {
	t.Helper()
	need(t, "bash")
	commands := e.commands(t)
	var script strings.Builder
	for i, c := range commands {
		fmt.Fprintf(&script, "{ %s\n} >out%d 2>&1\necho $? >>codes\n", w.withCode(c.line), i)
	}
	w.write(t, "example", script.String(), 0o600)
	keys := alice.AccessKeyID + "\n" + alice.SecretAccessKey + "\n\n\n" // for `aws configure`
	bash := w.command(t, nil, "bash", "--norc", "--noprofile", "example")
	bash.Stdin = strings.NewReader(keys)
	if output, err := bash.CombinedOutput(); len(output) > 0 {
		t.Errorf("%s: %v\n%s", e.name, err, output)
	}
	codes := strings.Fields(w.read(t, "codes"))
	if len(codes) != len(commands) {
		t.Fatalf("%s: %d of %d commands were run", e.name, len(codes), len(commands))
	}
	for i, c := range commands {
		output := w.read(t, fmt.Sprintf("out%d", i))
		if !c.matches(output) || codes[i] != "0" && !c.mayFail() {
			t.Errorf("%s: %s: exit code %s\n%s", e.name, c.line, codes[i], output)
		}
	}
}

func (w *world) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
