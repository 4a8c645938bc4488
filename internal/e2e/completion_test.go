//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tabShell is a shell with the completion loaded. In it ctrl-O moves the line that is being edited to
// the file "line", and mfa-session, when it is entered, writes its arguments to the file "args".
type tabShell struct {
	name    string
	command []string // interactive; setup is read first
	file    string   // of the setup, below the world's directory
	setup   string
}

func tabShells() []tabShell {
	const args = `mfa-session() { printf '%s\0' "$@" END >args; }` + "\n"
	return []tabShell{
		{
			name: "bash", command: []string{"bash", "--noprofile", "--rcfile", "rc/bashrc", "-i"}, file: "rc/bashrc",
			setup: `PS1='ready> '; eval "$(mfa-session completion bash)"
bind -x '"\C-o": printf "%s\0" "$READLINE_LINE" END >line; READLINE_LINE= READLINE_POINT=0'
bind 'set enable-bracketed-paste off'; bind 'set bell-style none'
` + args,
		},
		{
			name: "zsh", command: []string{"zsh", "-d", "-i"}, file: "rc/.zshrc",
			setup: `PS1='ready> '; autoload -Uz compinit && compinit -u -D; source <(mfa-session completion zsh)
dump() { printf '%s\0' "$BUFFER" END >line; BUFFER= }; zle -N dump; bindkey -e; bindkey '^O' dump; unset zle_bracketed_paste
` + args,
		},
		{
			name: "fish", command: []string{"fish", "-i", "-C", "source rc/setup.fish"}, file: "rc/setup.fish",
			setup: `function fish_prompt; echo -n 'ready> '; end; mfa-session completion fish | source
bind \co 'printf "%s\0" (commandline | string collect) END >line; commandline -f cancel; commandline -r ""'
function mfa-session; printf '%s\0' $argv END >args; end
`,
		},
	}
}

// prompt is a shell that waits for keys.
type prompt struct {
	*seat
	w  *world
	sh tabShell
}

// open starts the shell. The world has the profiles that were named, beside those of every world.
func (sh tabShell) open(t *testing.T, w *world) *prompt {
	t.Helper()
	need(t, sh.command[0])
	if err := os.MkdirAll(filepath.Join(w.dir, "rc"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.write(t, sh.file, sh.setup, 0o600)
	// Where this is missing fish reads all man pages first.
	if err := os.MkdirAll(filepath.Join(w.dir, "home/.local/share/fish/generated_completions"), 0o700); err != nil {
		t.Fatal(err)
	}
	env := []string{"ZDOTDIR=" + filepath.Join(w.dir, "rc"), "TERM=xterm", "LC_ALL=C.UTF-8", "COLUMNS=120"}
	p := &prompt{seat: w.sit(t, allOnTerminal, env, sh.command[0], sh.command[1:]...), w: w, sh: sh}
	p.sees("ready> ", 1)
	return p
}

// line is what stands on the command line after these keys; it is empty then.
func (p *prompt) line(keys string) string {
	p.t.Helper()
	return p.written("line", keys+"\x0f")
}

// args are the arguments of mfa-session when the line after these keys is entered.
func (p *prompt) args(keys string) []string {
	p.t.Helper()
	return strings.Split(p.written("args", keys+"\r"), "\x00")
}

// written is what the shell writes to the file after these keys.
func (p *prompt) written(file, keys string) string {
	p.t.Helper()
	path := filepath.Join(p.w.dir, file)
	_ = os.Remove(path) // not there at first
	p.types(keys)
	limit := time.Now().Add(seatPatience)
	for {
		content, err := os.ReadFile(path)
		if text, all := strings.CutSuffix(string(content), "\x00END\x00"); err == nil && all {
			return text
		}
		if time.Now().After(limit) {
			p.t.Fatalf("%s: nothing is written after %q; the screen: %q", p.sh.name, keys, p.seen())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// completes checks the words of the line after these keys.
func (p *prompt) completes(keys string, want ...string) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.args(keys)); diff != "" {
		p.t.Errorf("%s: %q (-want +got):\n%s", p.sh.name, keys, diff)
	}
}

// inEachTabShell runs a test in each shell.
func inEachTabShell(t *testing.T, test func(t *testing.T, sh tabShell)) {
	t.Helper()
	for _, sh := range tabShells() {
		t.Run(sh.name, func(t *testing.T) {
			t.Parallel()
			test(t, sh)
		})
	}
}

// profiles are written to the credentials file, which takes names as they are.
func (w *world) profiles(t *testing.T, names ...string) {
	t.Helper()
	var b strings.Builder
	for _, name := range names {
		b.WriteString("[" + name + "]\n")
	}
	w.write(t, "home/.aws/credentials", b.String(), 0o600)
}

// hostileNames are profiles whose names mean something to shells. What is typed of each is the
// letter and the digit.
var hostileNames = []string{
	"a1 with spaces", "a2=equals", "a3:colons::twice", "a4it's", `a5"quoted" "twice"`, "a6$(touch x)", "a7`touch x`", "a8$HOME ${HOME}",
	"a9*?[a-z]*", `b1\back\\slashes\`, "b2;touch x", "b3&touch x|touch x", "b4#hash #hash", "b5~/tilde ~", "b6{a,b}", "b7!bang !1",
	"b8zürich 東京 😀", "b9(paren)", "c1<x>x", "c2^caret^", "c3%percent %1", "c4@at,comma", "c5-dash --dash", "c6+plus", "c7'both\"", "c8$'x'",
}

// TestTABQuotesWhatItInserts: whatever a profile is called, the shell makes one word of it, and
// nothing in it happens.
func TestTABQuotesWhatItInserts(t *testing.T) {
	inEachTabShell(t, func(t *testing.T, sh tabShell) {
		t.Helper()
		w := startWorld(t)
		w.profiles(t, hostileNames...)
		p := sh.open(t, w)
		for _, name := range hostileNames {
			p.completes("mfa-session -p "+name[:2]+"\t", "-p", name)
			p.completes("mfa-session --profile="+name[:2]+"\t", "--profile="+name)
			p.completes(`mfa-session -p "`+name[:2]+"\t", "-p", name)
			p.completes("mfa-session -p '"+name[:2]+"\t", "-p", name)
		}
		w.nothingHappened(t)
	})
}

// nothingHappened checks that nothing that was typed or named was run.
func (w *world) nothingHappened(t *testing.T) {
	t.Helper()
	if found, err := filepath.Glob(filepath.Join(w.dir, "*x*")); err != nil || len(found) > 0 {
		t.Errorf("a command was run: %q, %v", found, err)
	}
}

func TestTABCompletes(t *testing.T) {
	inEachTabShell(t, func(t *testing.T, sh tabShell) {
		t.Helper()
		w := startWorld(t)
		w.write(t, "home/.aws/config", "[profile work]\nregion = mx-central-1\nmfa_serial = "+bobPhone+"\n[profile \"two words\"]\n", 0o600)
		w.write(t, "policy.json", "{}", 0o600)
		p := sh.open(t, w)
		const left = "\x02"
		for _, c := range []struct {
			keys string
			want string
		}{
			{"mfa-session sta\t", "status"},
			{"mfa-session status --js\t", "status --json"},
			{"mfa-session --for\tel\t", "--format elvish"},
			{"mfa-session --format=windo\t", "--format=windows-cmd"},
			{"mfa-session login -p wor\t--ref\t", "login -p work --refresh"},
			{"mfa-session 123456 --prof\twor\t", "123456 --profile work"},
			{"mfa-session --backend keyct\t login", "--backend keyctl login"},
			{"mfa-session --region mx\t", "--region mx-central-1"},
			{"mfa-session -s arn:aws:iam::4\t", "-s " + bobPhone},
			{"mfa-session --serial-number=arn:aws:iam::4\t", "--serial-number=" + bobPhone},
			{"mfa-session completion power\t", "completion powershell"},
			{`mfa-session --profile "two words" sta` + "\t", "--profile|two words|status"},
			{`mfa-session "--profile" wor` + "\t", "--profile work"},
			{`mfa-session 'log'in --ref` + "\t", "login --refresh"},
			{`mfa-session --profile two\ words sta` + "\t", "--profile|two words|status"},
			{"mfa-session -p wor --json" + strings.Repeat(left, 7) + "\t", "-p work --json"},
			{"mfa-session login  --json" + strings.Repeat(left, 7) + "--ref\t", "login --refresh --json"},
			{"AWS_PROFILE=x mfa-session sta\t", "status"},
			{"true; mfa-session sta\t", "status"},
			// Nothing is offered, and so nothing changes.
			{"mfa-session --no-such-option wor\t", "--no-such-option wor"},
			{"mfa-session -- sta\t", "-- sta"},
			{"mfa-session login stat\t", "login stat"},
			{"mfa-session --duration 7\t", "--duration 7"},
			{"mfa-session --code-command pol\t", "--code-command pol"},
			// After exec the shell completes a command.
			{"mfa-session exec -- mfa-sess\t", "exec -- mfa-session"},
			{"mfa-session exec -p work aws-sandb\t", "exec -p work aws-sandbox"},
			{"mfa-session exec -- unknown-command pol\t", "exec -- unknown-command policy.json"},
		} {
			want := strings.Fields(c.want)
			if strings.Contains(c.want, "|") {
				want = strings.Split(c.want, "|")
			}
			p.completes(c.keys, want...)
		}
		if got, want := strings.TrimSpace(p.line("mfa-session login >pol\t")), "mfa-session login >policy.json"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
