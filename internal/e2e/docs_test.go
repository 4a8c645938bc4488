//go:build unix

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents are those whose examples are run.
func documents() []string {
	return []string{"README.md", "docs/rollout.md", "docs/shells.md", "docs/status.md"}
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
	case data[e.language]:
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
var unremarkable = regexp.MustCompile(`(?m)^mfa-session: (the token code was not sent|hint: to replace it|the session of).*\n`)

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

// withCode puts a code that AWS takes in the place of that of the documents.
func (w *world) withCode(text string) string {
	code := w.server.Code(alicePhone)
	return strings.NewReplacer("123456", code, "123 456", code[:3]+" "+code[3:]).Replace(text)
}

// docsConfig are the profiles of the documents: all are those of alice.
const docsConfig = `[default]
region = eu-west-1
[profile work]
credential_process = mfa-session credential-process --profile work-keys
region = eu-west-1
[profile work-keys]
region = eu-west-1
`

// standIns are programs that the examples use, in an account that enforces MFA: long-term keys alone
// can do nothing. The AWS CLI of Debian does not know AWS_ENDPOINT_URL, and takes a second.
var standIns = map[string]string{
	"aws": `#!/bin/sh
[ "$1" != configure ] || exec /usr/bin/aws "$@"
while [ $# -gt 0 ]; do case $1 in --profile) profile=$2 ;; esac; shift; done
sdkclient $profile | grep ASIA
`,
	"terraform": "#!/bin/sh\nexec aws sts get-caller-identity\n",
}

// docsWorld is the world of the reader of a document: alice, with her keys as the default profile
// and as work-keys.
func docsWorld(t *testing.T, e example) *world {
	t.Helper()
	w := startWorld(t)
	w.write(t, "home/.aws/config", docsConfig, 0o600)
	keys := w.read(t, "home/.aws/credentials")
	w.write(t, "home/.aws/credentials", keys+"[work-keys]\naws_access_key_id = "+alice.AccessKeyID+
		"\naws_secret_access_key = "+alice.SecretAccessKey+"\n", 0o600)
	if err := os.Mkdir(filepath.Join(w.dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range standIns {
		w.write(t, "bin/"+name, text, 0o700)
	}
	path := filepath.Join(w.dir, "bin") + ":" + strings.Join(searchPath(), ":")
	w.vars = append(slices.Clone(w.vars), "PATH="+path)
	if !strings.Contains(e.text, "123456") {
		w.login(t, alicePhone)
	}
	return w
}
