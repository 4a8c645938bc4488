package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

func testRun(environ ...string) *run {
	return &run{Process: &Process{Environ: environ, GOOS: "linux"}, messages: messages{w: io.Discard}}
}

// summary is a line as a test writes it.
func (l *line) summary() string {
	s := strings.Join(slices.Concat([]string{programName}, l.path, l.options), " ")
	if len(l.args) > 0 {
		s += fmt.Sprintf(" %q", l.args)
	}
	if l.help {
		s += " help"
	}
	if l.format != "" {
		s += " format:" + l.format
	}
	if l.err != nil {
		s += " error: " + l.err.Error()
	}
	return s
}

func TestLinesAreArranged(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"", "mfa-session"},
		{"123456", `mfa-session ["123456"]`},
		{"123 456", `mfa-session ["123" "456"]`},
		{"-", `mfa-session ["-"]`},
		{"login - -p work", `mfa-session login --profile=work ["-"]`},
		{"123456 --profile work", `mfa-session --profile=work ["123456"]`},
		{"123 -p work 456 --refresh", `mfa-session --profile=work --refresh ["123" "456"]`},
		{"-p=work", "mfa-session --profile=work"},
		{"-profile work", "mfa-session --profile=work"},
		{"--code-command a=b", "mfa-session --code-command=a=b"},
		{"--code-command=a=b", "mfa-session --code-command=a=b"},
		{"--profile work status --json", "mfa-session status --profile=work --json"},
		{"-q status", "mfa-session status --quiet"},
		{"status 1 login", `mfa-session status ["1" "login"]`},
		{"123456 login", `mfa-session ["123456" "login"]`},
		{"login status", `mfa-session login ["status"]`},
		{"-- login", `mfa-session ["login"]`},
		{"-- --help", `mfa-session ["--help"]`},
		{"-d -12h", "mfa-session --duration=-12h"},

		{"exec ls -la --profile x", `mfa-session exec ["ls" "-la" "--profile" "x"]`},
		{"exec -p q ls -p z -- --help", `mfa-session exec --profile=q ["ls" "-p" "z" "--" "--help"]`},
		{"exec -p q -- -p z -- --help", `mfa-session exec --profile=q ["-p" "z" "--" "--help"]`},
		{"exec status exec", `mfa-session exec ["status" "exec"]`},
		{"-p q exec ls", `mfa-session exec --profile=q ["ls"]`},
		{"exec --", "mfa-session exec"},
		{"exec -- --", `mfa-session exec ["--"]`},

		{"--help", "mfa-session help"},
		{"123456 -h", `mfa-session ["123456"] help`},
		{"--help login", "mfa-session login help"},
		{"login --profile --help", "mfa-session login help error: --profile needs a value"},
		{"--nonsense -h", "mfa-session help error: unknown option --nonsense"},
		{"exec --help ls", `mfa-session exec ["ls"] help`},
		{"exec ls --help", `mfa-session exec ["ls" "--help"]`},

		{"--format csh --nonsense", "mfa-session --format=csh format:csh error: unknown option --nonsense"},
		{"--nonsense --format csh --format=fish", "mfa-session --format=csh --format=fish format:fish error: unknown option --nonsense"},
		{"--nonsense=secret", "mfa-session error: unknown option --nonsense"},
		{"--profile", "mfa-session error: --profile needs a value"},
		{"--profile=", "mfa-session error: --profile needs a value"},
		{"--profile -- 123456", `mfa-session ["123456"] error: --profile needs a value`},
		{"--refresh=no", "mfa-session --refresh error: --refresh takes no value"},
		{"login --all", "mfa-session login --all error: --all is an option of logout, not of login"},
		{"--prompt", "mfa-session --prompt error: --prompt is an option of status, not of mfa-session"},
	} {
		t.Run(c.words, func(t *testing.T) {
			l := arrange(strings.Fields(c.words), testRun().app())
			if diff := cmp.Diff(c.want, l.summary()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.words, diff)
			}
		})
	}
}

// seenByUrfave runs the line with actions that only look.
func seenByUrfave(t *testing.T, r *run, l line) (command string, c *cli.Context) {
	t.Helper()
	app := r.app()
	command = "none"
	look := func(name string) cli.ActionFunc {
		return func(ctx *cli.Context) error {
			command, c = name, ctx
			return nil
		}
	}
	app.Action = look("")
	for _, sub := range app.Commands {
		sub.Action = look(sub.Name)
	}
	if err := l.runUrfave(context.Background(), app); err != nil {
		t.Fatalf("%q: %v", l.forUrfave(), err)
	}
	return command, c
}

// FuzzArrange: no word is lost or read in two ways. What is no option is a command, an argument or
// an option's value; what exec runs is untouched; urfave reads the line as it was arranged.
func FuzzArrange(f *testing.F) {
	for _, seed := range []string{
		"", "123456", "123\x00456\x00-p\x00work", "--profile\x00work\x00status\x00--json", "exec\x00-p\x00q\x00ls\x00-la\x00--help",
		"exec\x00--\x00--help", "--\x00login", "login\x00--\x00-p", "--format=csh\x00-\x00--show", "--code-command\x00a=b c", "-d\x00-12h",
		"--profile\x00--\x00x", "-=x", "---p\x00x", "--=", "status\x00-q=", "--version\x00help",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, joined string) {
		words := strings.Split(joined, "\x00")
		r := testRun()
		l := arrange(words, r.app())
		if l.err != nil || l.help {
			return
		}
		if l.command != nil && l.command.Name == execName && !slices.Equal(l.args, words[len(words)-len(l.args):]) {
			t.Fatalf("%q: exec runs %q", words, l.args)
		}
		nothingIsLost(t, words, l)
		command, c := seenByUrfave(t, r, l)
		if command != strings.Join(l.path, " ") || !slices.Equal(c.Args().Slice(), l.args) {
			t.Fatalf("%q: urfave sees the command %q with %q, not %q with %q", words, command, c.Args().Slice(), l.path, l.args)
		}
		for _, option := range l.options {
			if name, _, _ := strings.Cut(strings.TrimPrefix(option, "--"), "="); !c.IsSet(name) {
				t.Fatalf("%q: urfave does not see --%s", words, name)
			}
		}
	})
}

func nothingIsLost(t *testing.T, words []string, l line) {
	t.Helper()
	found := slices.Concat(l.path, l.args)
	for _, option := range l.options {
		if _, value, ok := strings.Cut(option, "="); ok {
			found = append(found, value)
		}
	}
	for _, word := range words {
		if len(word) > 1 && word[0] == '-' {
			continue
		}
		i := slices.Index(found, word)
		if i < 0 {
			t.Fatalf("%q: %q is nowhere in %s", words, word, l.summary())
		}
		found = slices.Delete(found, i, i+1)
	}
}
